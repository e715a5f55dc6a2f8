package assess

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"ninefold/analysis/fmea"
	"ninefold/analysis/mesh"
	"ninefold/models"
	"ninefold/models/assessment"
)

// draftFMEA drafts one row for every component with a failure rate.
func (b *builder) draftFMEA(context.Context) error {
	b.out.FMEA = []assessment.FMEARow{}
	minutes := b.minutesBy(func(e mesh.Event) string { return e.Parameter })
	impacts := map[string]assessment.Impact{}
	for _, i := range b.out.Impacts {
		impacts[i.Kind+":"+i.Subject] = i
	}
	failures := stated(b.in.Mesh)
	var modes []fmea.Mode
	for _, p := range b.params.list {
		if p.rate != nil {
			modes = append(modes, b.mode(p, failures[p.ID], impacts, minutes[p.ID]))
		}
	}
	rows, err := fmea.Draft(modes)
	if err != nil {
		return err
	}
	for _, r := range rows {
		b.out.FMEA = append(b.out.FMEA, assessment.FMEARow{
			ID: r.ID, Item: r.Item, Mode: r.Mode, LocalEffect: r.LocalEffect, JourneyEffect: r.JourneyEffect, Cause: r.Cause, Detection: r.Detection,
			Severity: r.Severity, Occurrence: r.Occurrence, DetectionRank: r.DetectionRank, RPN: r.RPN, ActionPriority: string(r.ActionPriority),
			Event: r.Event, RatePerYear: r.RatePerYear, RestoreHours: r.RestoreHours, MinutesPerYear: r.MinutesPerYear, Basis: r.Basis,
		})
	}
	return nil
}

// mode says what the failure of one component does: what its blast radius is where
// it fails everywhere, and else whom it takes down alone.
func (b *builder) mode(p *parameter, f models.Failure, impacts map[string]assessment.Impact, minutes float64) fmea.Mode {
	m := fmea.Mode{
		Event: p.ID, Item: p.Label, Mode: cmp.Or(f.Mode, "fails"), RatePerYear: p.rate.Mean() * hoursPerYear, RestoreHours: p.restore.Mean(),
		MinutesPerYear: minutes, Effect: fmea.Unaffected, JourneyEffect: "none while the rest works", DetectedBy: f.DetectedBy, Cause: b.usualCause(p.ID),
	}
	_, m.RateHigh = bounds(p.rate, hoursPerYear)
	kind, _, _ := strings.Cut(p.ID, ":")
	switch kind {
	case "service", "domain":
		m.LocalEffect = "down everywhere"
		b.blastEffect(&m, impacts[p.ID])
		return m
	case "release":
		m.LocalEffect = "all replicas at one location are down"
	case "instance":
		m.LocalEffect = "one replica is down"
	default:
		m.LocalEffect = "no traffic between two locations"
	}
	b.aloneEffect(&m)
	return m
}

// usualCause is the cause that records name most often for a component.
func (b *builder) usualCause(id string) string {
	count := map[string]int{}
	for _, s := range b.records.bySubject[id] {
		if s.cause != "" {
			count[s.cause]++
		}
	}
	usual := ""
	for _, cause := range slices.Sorted(maps.Keys(count)) {
		if count[cause] > count[usual] {
			usual = cause
		}
	}
	return usual
}

// blastEffect takes the effect on the journey that is hit hardest.
func (b *builder) blastEffect(m *fmea.Mode, impact assessment.Impact) {
	var words []string
	for i, j := range impact.Journeys {
		if j.Effect != assessment.EffectNone {
			words = append(words, j.Title+" "+j.Effect)
			worsen(m, j.Effect, j.UsersDown, b.in.Mesh.Journeys[i].Critical)
		}
	}
	if len(words) > 0 {
		m.JourneyEffect = strings.Join(words, ", ")
	}
}

// aloneEffect takes the journeys of which one event of the mode is a single point
// of failure.
func (b *builder) aloneEffect(m *fmea.Mode) {
	var words []string
	for _, q := range b.runs {
		users := 0.0
		for _, h := range q.single {
			if q.events[h.event].Parameter == m.Event {
				users = max(users, h.users)
			}
		}
		if users > 0 {
			words = append(words, q.journey.Label()+" down for "+assessment.FormatShare(users)+" of its users")
			worsen(m, fmea.Down, users, q.journey.Critical)
		}
	}
	if len(words) > 0 {
		m.JourneyEffect = strings.Join(words, ", ")
	}
}

// worsen takes an effect on a journey over where it is worse: down before degraded,
// then a critical journey before another, then more users.
func worsen(m *fmea.Mode, effect string, users float64, critical bool) {
	rank := map[string]int{fmea.Down: 2, fmea.Degraded: 1}
	bit := map[bool]int{true: 1}
	worse := cmp.Or(cmp.Compare(rank[effect], rank[m.Effect]), cmp.Compare(bit[critical], bit[m.Critical]), cmp.Compare(users, m.Users))
	if worse > 0 {
		m.Effect, m.Users, m.Critical = effect, users, critical
	}
}
