package assess

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"ninefold/analysis/availability"
	"ninefold/models"
	"ninefold/models/assessment"
)

const (
	defaultWindow = 30 * 24 * time.Hour
	trendMonths   = 12
)

// attained judges what was measured over a window against a target; target 0 is
// none. Without records, or where they begin inside the window, there is no
// verdict: blind is not green.
func (b *builder) attained(spells []spell, from, to time.Time, target float64) assessment.Estimate {
	e := b.estimate("ratio")
	e.From, e.To = ptr(from), ptr(to)
	e.Method, e.N = "union of recorded outages, weighted by the share of users hit", countIn(spells, from, to)
	e.Definition = "Share of user time in the window in which no recorded outage hit them."
	if b.records.from.IsZero() {
		e.Status, e.Reason, e.Display = assessment.NotJudged, "no incidents on record", missing
		return e
	}
	lost := lostMinutes(spells, from, to)
	u := lost / to.Sub(from).Minutes()
	e.Value, e.Display = ptr(1-u), assessment.FormatAvailability(u)
	e.Formula = "1 − " + assessment.FormatMinutes(lost) + " min / " + assessment.FormatMinutes(to.Sub(from).Minutes()) + " min"
	switch {
	case b.records.from.After(from):
		e.Status, e.Reason = assessment.NotJudged, "the records begin inside the window, on "+b.records.from.Format("2 Jan 2006")
	case target == 0:
	case u <= 1-target:
		e.Status = assessment.Met
	default:
		e.Status = assessment.Breached
	}
	return e
}

func countIn(spells []spell, from, to time.Time) int {
	n := 0
	for _, s := range spells {
		if s.start.Before(to) && s.end.After(from) {
			n++
		}
	}
	return n
}

// judgeObjectives judges every SLO of the model, worst first.
func (b *builder) judgeObjectives(context.Context) error {
	b.out.SLOs = []assessment.SLO{}
	for _, s := range b.in.Mesh.SLOs {
		window := cmp.Or(time.Duration(s.Window), defaultWindow)
		subject, spells := s.Service, b.records.bySubject["service:"+s.Service]
		if s.Journey != "" {
			subject, spells = s.Journey, b.journeySpells(s.Journey)
		}
		to := b.records.cutoff
		from := to.Add(-window)
		out := assessment.SLO{
			ID: s.ID, Title: cmp.Or(s.Title, s.ID), Subject: subject, Owner: s.Owner, Critical: s.Critical, Objective: s.Objective,
			WindowDays: window.Hours() / 24, Attained: b.attained(spells, from, to, s.Objective),
		}
		out.BudgetMinutes = budget(out.Attained, s.Objective, window)
		b.out.SLOs = append(b.out.SLOs, out)
	}
	rank := map[assessment.Status]int{assessment.Breached: 0, assessment.AtRisk: 1, assessment.NotJudged: 2, assessment.Met: 3}
	slices.SortStableFunc(b.out.SLOs, func(x, y assessment.SLO) int {
		return cmp.Compare(rank[x.Attained.Status], rank[y.Attained.Status])
	})
	return nil
}

// budget is what is left of the error budget in the window.
func budget(attained assessment.Estimate, objective float64, window time.Duration) assessment.Estimate {
	e := attained
	e.Unit, e.Definition = "min", "Error budget of the window less what was used; below zero when overspent."
	e.Formula = ""
	if attained.Value == nil {
		return e
	}
	left := (*attained.Value - objective) * window.Minutes()
	e.Value, e.Display = ptr(left), assessment.FormatMinutes(left)+" min"
	return e
}

func (b *builder) journeySpells(id string) []spell {
	for _, j := range b.in.Mesh.Journeys {
		if j.ID == id {
			return b.records.ofJourney(b.in.Mesh, j)
		}
	}
	return nil
}

// trend is the attained availability of the critical journeys, month by month.
func (b *builder) trend(critical []weighted, target float64) []assessment.TrendPoint {
	points := []assessment.TrendPoint{}
	if b.records.from.IsZero() {
		return points
	}
	end := b.records.cutoff
	month := time.Date(end.Year(), end.Month(), 1, 0, 0, 0, 0, time.UTC)
	if month.Equal(end) {
		month = month.AddDate(0, -1, 0)
	}
	for i := trendMonths - 1; i >= 0; i-- {
		from := month.AddDate(0, -i, 0)
		to := from.AddDate(0, 1, 0)
		if to.After(end) {
			to = end
		}
		if to.After(b.records.from) {
			points = append(points, b.trendPoint(critical, from, to, target))
		}
	}
	return points
}

func (b *builder) trendPoint(critical []weighted, from, to time.Time, target float64) assessment.TrendPoint {
	p := assessment.TrendPoint{Month: from, Estimate: b.attainedByAll(critical, from, to, target)}
	if p.Estimate.Status != assessment.Breached {
		return p
	}
	worst := 0.0
	for _, w := range critical {
		for _, s := range w.spells {
			if lost := lostMinutes([]spell{s}, from, to); lost > worst {
				worst, p.Label = lost, s.title
			}
		}
	}
	return p
}

// A weighted journey with the spells that took its users down.
type weighted struct {
	journey models.Journey
	weight  float64 // share of the programme's users
	spells  []spell
}

// attainedByAll weighs the journeys by their users.
func (b *builder) attainedByAll(critical []weighted, from, to time.Time, target float64) assessment.Estimate {
	if len(critical) == 0 {
		e := b.estimate("ratio")
		e.Status, e.Reason, e.Display = assessment.NotJudged, "the model has no journey", missing
		return e
	}
	e := b.attained(critical[0].spells, from, to, target)
	if e.Value == nil {
		return e
	}
	var lost float64
	var all []spell
	for _, w := range critical {
		lost += w.weight * lostMinutes(w.spells, from, to)
		all = append(all, w.spells...)
	}
	u := lost / to.Sub(from).Minutes()
	e.Value, e.Display, e.N = ptr(1-u), assessment.FormatAvailability(u), countIn(all, from, to)
	e.Formula = "1 − " + assessment.FormatMinutes(lost) + " min / " + assessment.FormatMinutes(to.Sub(from).Minutes()) + " min"
	if e.Status == assessment.Met || e.Status == assessment.Breached {
		e.Status = assessment.Met
		if u > 1-target {
			e.Status = assessment.Breached
		}
	}
	b.underlying(&e, all, from, to)
	return e
}

// underlying adds the 90 % interval of the rate at which user time is lost, of
// which the window showed one outcome: outages come in clumps, so it resamples
// outages and not minutes.
func (b *builder) underlying(e *assessment.Estimate, spells []spell, from, to time.Time) {
	var hours []float64
	for _, s := range spells {
		if lost := lostMinutes([]spell{s}, from, to); lost > 0 {
			hours = append(hours, lost/60)
		}
	}
	low, high, err := availability.ResampleDowntime(hours, level, b.opt.Seed)
	if err != nil { // too few outages to say anything
		return
	}
	window := to.Sub(from).Hours()
	e.Low, e.High, e.Level = ptr(max(0, 1-high/window)), ptr(1-low/window), level
	e.Interval = "90 % interval " + strings.TrimSuffix(assessment.FormatAvailability(min(1, high/window)), " %") + "–" + assessment.FormatAvailability(low/window)
	e.Method += "; interval by resampling outages"
}
