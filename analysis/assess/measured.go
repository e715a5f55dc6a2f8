package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"ninefold/analysis/availability"
	"ninefold/analysis/lifedata"
	"ninefold/analysis/mesh"
	"ninefold/models"
	"ninefold/models/assessment"
)

const listedUnmatched = 20

// summarizeRecords says what the records hold, over all and for each service.
func (b *builder) summarizeRecords(ctx context.Context) error {
	r := b.records
	out := assessment.Records{Incidents: len(r.all), Counted: len(r.counted), Unmatched: len(r.unmatched), Sources: []string{}, UnmatchedTitles: []string{}}
	b.out.Charts = []assessment.RecordChart{}
	for _, i := range r.all {
		switch {
		case i.Severity == models.SeverityMaintenance:
			out.Maintenance++
		case i.Quality == models.QualityOpen:
			out.Open++
		case i.Quality == models.QualityNegative:
			out.Negative++
		case i.Quality == models.QualityImplausible:
			out.Implausible++
		}
		if !slices.Contains(out.Sources, i.Source) {
			out.Sources = append(out.Sources, i.Source)
		}
	}
	slices.Sort(out.Sources)
	for _, i := range r.unmatched[:min(listedUnmatched, len(r.unmatched))] {
		out.UnmatchedTitles = append(out.UnmatchedTitles, i.Title)
	}
	var m measured
	if r.window() > 0 {
		var err error
		if m, err = b.sumUp(ctx, r.spells()); err != nil {
			return err
		}
		if err = b.drawRecords(ctx, assessment.ChartRecords, "All records", r.spells(), m); err != nil {
			return err
		}
		out.From, out.To = ptr(r.from), ptr(r.cutoff)
		out.DowntimeMinutes = m.summary.DowntimeHours * 60
	}
	out.MTTR, out.MTBF, out.Availability, out.Recurrence = b.measured(m)
	b.out.Records = out
	if n := len(r.unmatched); n > 0 {
		b.out.Warnings = append(b.out.Warnings, fmt.Sprintf("%d of %d counted incidents name no service or domain of the model", n, len(r.counted)))
	}
	return b.summarizeServices(ctx)
}

// measured is what a set of spells says over the record window. The zero value is
// of no records.
type measured struct {
	summary *availability.Summary
	verdict *lifedata.Verdict
}

// sumUp sums spells up over the record window, which must have a length.
func (b *builder) sumUp(ctx context.Context, spells []spell) (m measured, err error) {
	s, err := availability.Summarize(b.records.hours(spells), 0, b.records.window(), level)
	if err != nil {
		return m, fmt.Errorf("assess: summarise records: %w", err)
	}
	m.summary = &s
	m.verdict, err = b.recurrence(ctx, spells)
	return m, err
}

// measured turns what was measured into estimates; without it they say why.
func (b *builder) measured(m measured) (mttr, mtbf, attained assessment.Estimate, recurrence *assessment.OutageRecurrence) {
	mttr, mtbf, attained = b.estimate("h"), b.estimate("h"), b.estimate("ratio")
	if m.summary == nil {
		return b.unknown("h", noRecords), b.unknown("h", noRecords), b.unknown("ratio", noRecords), nil
	}
	s := m.summary
	measuredOne(&mttr, s.MTTR, assessment.FormatHours)
	measuredOne(&mtbf, s.MTBF, assessment.FormatHours)
	untilSteady(&mtbf, m.verdict)
	measuredOne(&attained, s.Attained, func(a float64) string { return assessment.FormatAvailability(1 - a) })
	if low, high := s.Availability.Low, s.Availability.High; low != nil && high != nil {
		attained.Low, attained.High, attained.Level = low, high, level
		attained.Interval = availabilityInterval(assessment.Estimate{Low: ptr(1 - *high), High: ptr(1 - *low), Level: level})
		attained.Method += "; interval of the underlying availability: " + s.Availability.Method
	}
	mttr.Definition = "Mean downtime of an outage, overlaps merged, open ones counted as lasting at least until now."
	mtbf.Definition = "Time on record for each outage."
	attained.Definition = "Share of the time on record without an outage; the interval is that of the underlying availability."
	return mttr, mtbf, attained, b.recurrenceResult(m.verdict)
}

func measuredOne(e *assessment.Estimate, in availability.Interval, format func(float64) string) {
	e.Value, e.Low, e.High, e.Method, e.N, e.Reason = in.Value, in.Low, in.High, in.Method, in.N, in.Reason
	if in.Low != nil || in.High != nil {
		e.Level = in.Level
	}
	e.Display = missing
	switch {
	case in.Value != nil:
		e.Display = format(*in.Value)
		e.Interval = interval(*e, format, "")
	case in.Low != nil:
		e.Interval = "more than " + format(*in.Low)
	}
	if in.Value == nil {
		e.Status, e.Reason = assessment.NotJudged, cmp.Or(in.Reason, "not defined")
	}
}

func (b *builder) summarizeServices(ctx context.Context) error {
	b.out.Services = []assessment.Service{}
	minutes := b.minutesBy(func(e mesh.Event) string { return e.Service })
	for _, s := range b.in.Mesh.Services {
		spells := b.records.bySubject["service:"+s.ID]
		out := assessment.Service{ID: s.ID, Title: s.Label(), Kind: cmp.Or(s.Kind, models.ServiceMicroservice), Tier: s.Tier, Owner: s.Owner, MinutesPerYear: minutes[s.ID]}
		var m measured
		if len(spells) > 0 { // records that never name a service say nothing about it
			var err error
			if m, err = b.sumUp(ctx, spells); err != nil {
				return fmt.Errorf("service %s: %w", s.ID, err)
			}
			out.Outages, out.Open, out.DowntimeMin = m.summary.Outages, m.summary.Open, m.summary.DowntimeHours*60
			b.warnOfTrend(s.Label(), m.verdict)
			if err = b.drawRecords(ctx, "service:"+s.ID, s.Label(), spells, m); err != nil {
				return fmt.Errorf("service %s: %w", s.ID, err)
			}
		}
		out.MTTR, out.MTBF, out.Availability, out.Recurrence = b.measured(m)
		if m.summary == nil && !b.records.from.IsZero() {
			for _, e := range []*assessment.Estimate{&out.MTTR, &out.MTBF, &out.Availability} {
				e.Reason = "no incident on record names it"
			}
		}
		b.out.Services = append(b.out.Services, out)
	}
	slices.SortStableFunc(b.out.Services, func(x, y assessment.Service) int { return cmp.Compare(y.MinutesPerYear, x.MinutesPerYear) })
	return nil
}

// minutesBy adds up, over the programme's journeys, the minutes a year in which
// an event has occurred and is critical, by a key of what failed; an empty one is left out.
// What does not work on demand did not fail first, and has no key.
func (b *builder) minutesBy(key func(mesh.Event) string) map[string]float64 {
	out := map[string]float64{}
	for _, w := range b.programmeRuns() {
		for i, e := range w.run.events {
			if k := key(e); k != "" && !e.OnDemand() {
				out[k] += w.weight * w.run.p[i] * w.run.birnbaum[i] * minutesPerYear
			}
		}
	}
	return out
}
