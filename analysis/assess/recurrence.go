package assess

import (
	"context"
	"fmt"

	"ninefold/analysis/availability"
	"ninefold/analysis/lifedata"
	"ninefold/models/assessment"
)

const (
	// halfMinute is how long after the beginning of the window, in hours, an outage
	// counts as having begun whose record says the very first minute.
	halfMinute = 1.0 / 120
	// recurrenceDraws are behind each simulated p-value of a verdict.
	recurrenceDraws = 1000
)

// recurrence says whether the outages among spells came at a steady rate, which a
// mean time between them supposes.
func (b *builder) recurrence(ctx context.Context, spells []spell) (*lifedata.Verdict, error) {
	v, err := lifedata.Diagnose(ctx, lifedata.History{b.system(spells)}, lifedata.DiagnoseOptions{Level: level, Draws: recurrenceDraws, Seed: b.opt.Seed})
	if err != nil {
		return nil, fmt.Errorf("assess: recurrence of outages: %w", err)
	}
	return &v, nil
}

// system returns when outages among spells began, in the record window.
func (b *builder) system(spells []spell) lifedata.System {
	window := b.records.window()
	system := lifedata.System{To: window}
	for _, s := range availability.Union(b.records.hours(spells)) {
		if s.Start >= 0 && s.Start < window {
			system.Events = append(system.Events, max(s.Start, min(halfMinute, window)))
		}
	}
	return system
}

// recurrenceTitles are what people read for a verdict.
var recurrenceTitles = map[lifedata.VerdictKind]string{
	lifedata.VerdictNoEvents:  "No outage on record",
	lifedata.VerdictTooFew:    "Too few outages to see a trend",
	lifedata.VerdictUnclear:   "Outages come in clusters, or with a trend",
	lifedata.VerdictDependent: "Times between outages depend on each other",
	lifedata.VerdictRenewal:   "Outages come without a trend, more evenly than by chance",
	lifedata.VerdictSteady:    "Outages come at a steady rate",
}

// rarer reports whether the trend that v found is one to the better.
func rarer(v *lifedata.Verdict) bool { return len(v.Trends) > 0 && v.Trends[0].Statistic < 0 }

func (b *builder) recurrenceResult(v *lifedata.Verdict) *assessment.OutageRecurrence {
	r := &assessment.OutageRecurrence{Verdict: string(v.Kind), Title: recurrenceTitles[v.Kind], Words: v.Words}
	switch {
	case v.Kind == lifedata.VerdictTrend && rarer(v):
		r.Title = "Outages become rarer"
	case v.Kind == lifedata.VerdictTrend:
		r.Title = "Outages become more frequent"
	case v.Kind == lifedata.VerdictRenewal && v.Variation != nil && *v.Variation > 1:
		r.Title = "Outages come without a trend, but in clusters"
	}
	if v.MTBFNow != nil {
		now := b.estimate("h")
		measuredOne(&now, intervalOf(*v.MTBFNow, v.Events), assessment.FormatHours)
		now.Definition = "Time between outages at the end of the record, by a power law fitted to all of it."
		r.MTBFNow = &now
	}
	return r
}

// intervalOf gives an estimate the form that all measured figures have here.
func intervalOf(e lifedata.Estimate, n int) availability.Interval {
	return availability.Interval{Value: e.Value, Low: e.Low, High: e.High, Level: e.Level, Method: e.Method, N: n, Reason: e.Reason}
}

// untilSteady takes back a mean time between outages that do not come at a steady
// rate, or gives it the bounds of times that vary otherwise than by chance.
func untilSteady(mtbf *assessment.Estimate, v *lifedata.Verdict) {
	switch v.Kind {
	case lifedata.VerdictTrend, lifedata.VerdictUnclear, lifedata.VerdictDependent, lifedata.VerdictRenewal:
		mtbf.Value, mtbf.Low, mtbf.High, mtbf.Level, mtbf.Interval = nil, nil, nil, 0, ""
		measuredOne(mtbf, intervalOf(v.MTBF, v.Events), assessment.FormatHours)
	}
}

// warnOfTrend says that the rate of a service is one over a record in which it
// changed.
func (b *builder) warnOfTrend(service string, v *lifedata.Verdict) {
	if v.Kind != lifedata.VerdictTrend {
		return
	}
	change := "more frequent: its rate, taken over the whole record, may be too low"
	if rarer(v) {
		change = "rarer: its rate, taken over the whole record, may be too high"
	}
	b.out.Warnings = append(b.out.Warnings, fmt.Sprintf("outages of %s become %s", service, change))
}
