package assess

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
)

const defaultWindow = 30 * 24 * time.Hour

// A measurement is what the records say about a window.
type measurement struct {
	from, to time.Time
	lost     float64 // user-minutes
	outages  int
	blind    string // why the records say nothing; empty: they do
}

// measure adds up what spells took from users. Records that name nothing in the
// model are about something else: their silence is no uptime.
func (b *builder) measure(spells []spell, from, to time.Time) measurement {
	m := measurement{from: from, to: to, lost: lostMinutes(spells, from, to), outages: len(within(spells, from, to))}
	switch {
	case b.records.from.IsZero():
		m.blind = noRecords
	case len(b.records.bySubject) == 0:
		m.blind = "no incident on record names anything in the model"
	}
	return m
}

const noRecords = "no incidents on record"

// attained judges a measurement against a target; target 0 is none. Where records
// begin inside the window, what they do not cover could turn a target that was met
// into one that was missed, but not the other way round.
func (b *builder) attained(m measurement, target float64) assessment.Estimate {
	if m.blind != "" {
		return b.unknown("ratio", m.blind)
	}
	e := b.estimate("ratio")
	e.From, e.To = ptr(m.from), ptr(m.to)
	e.Method, e.N = "union of recorded outages, weighted by the share of users hit", m.outages
	e.Definition = "Share of user time in the window in which no recorded outage hit them."
	window := m.to.Sub(m.from).Minutes()
	u := m.lost / window
	e.Value, e.Display = ptr(1-u), assessment.FormatAvailability(u)
	e.Formula = "1 − " + assessment.FormatMinutes(m.lost) + " min / " + assessment.FormatMinutes(window) + " min"
	switch {
	case target > 0 && u > (1-target)*(1+rounding):
		e.Status = assessment.Breached
	case b.records.from.After(m.from):
		e.Status, e.Reason = assessment.NotJudged, "the records begin inside the window, on "+b.records.from.Format("2 Jan 2006")
	case target > 0:
		e.Status = assessment.Met
	}
	return e
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
		m := b.measure(spells, b.records.cutoff.Add(-window), b.records.cutoff)
		out := assessment.SLO{
			ID: s.ID, Title: cmp.Or(s.Title, s.ID), Subject: subject, Owner: s.Owner, Critical: s.Critical, Objective: s.Objective,
			WindowDays: window.Hours() / 24, Attained: b.attained(m, s.Objective),
		}
		out.BudgetMinutes = budget(out.Attained, m, s.Objective)
		b.out.SLOs = append(b.out.SLOs, out)
	}
	rank := map[assessment.Status]int{assessment.Breached: 0, assessment.AtRisk: 1, assessment.NotJudged: 2, assessment.Met: 3}
	slices.SortStableFunc(b.out.SLOs, func(x, y assessment.SLO) int {
		return cmp.Compare(rank[x.Attained.Status], rank[y.Attained.Status])
	})
	return nil
}

// budget is what is left of the error budget in the window.
func budget(attained assessment.Estimate, m measurement, objective float64) assessment.Estimate {
	e := attained
	e.Unit, e.Definition = "min", "Error budget of the window less what was used; below zero when overspent."
	if attained.Value == nil {
		return e
	}
	allowed := (1 - objective) * m.to.Sub(m.from).Minutes()
	e.Value, e.Display = ptr(allowed-m.lost), assessment.FormatMinutes(allowed-m.lost)+" min"
	e.Formula = assessment.FormatMinutes(allowed) + " min allowed − " + assessment.FormatMinutes(m.lost) + " min lost"
	return e
}

func (b *builder) journeySpells(id string) []spell {
	i := slices.IndexFunc(b.in.Mesh.Journeys, func(j models.Journey) bool { return j.ID == id })
	if i < 0 {
		return nil
	}
	return b.records.ofJourney(b.in.Mesh, b.in.Mesh.Journeys[i])
}
