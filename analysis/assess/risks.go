package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ninefold/analysis/mesh"
	"ninefold/analysis/policy"
	"ninefold/models"
	"ninefold/models/assessment"
)

// findSinglePoints lists the events that alone take a journey of the programme
// down for some users.
func (b *builder) findSinglePoints(context.Context) error {
	b.out.SinglePoints = []assessment.SinglePoint{}
	index := map[string]int{}
	journeys := map[string][]models.Journey{}
	for _, w := range b.programmeRuns() {
		for _, h := range w.run.single {
			e := w.run.events[h.event]
			i, ok := index[e.ID]
			if !ok {
				i = len(b.out.SinglePoints)
				index[e.ID] = i
				b.out.SinglePoints = append(b.out.SinglePoints, b.singlePoint(e))
			}
			point := &b.out.SinglePoints[i]
			point.Journeys = append(point.Journeys, w.result.Name)
			point.MinutesPerYear += w.weight * w.run.p[h.event] * h.users * minutesPerYear
			point.Display = assessment.FormatMinutes(point.MinutesPerYear)
			journeys[e.ID] = append(journeys[e.ID], w.run.journey)
		}
	}
	for i := range b.out.SinglePoints {
		b.accept(&b.out.SinglePoints[i], journeys[b.out.SinglePoints[i].Event])
	}
	slices.SortStableFunc(b.out.SinglePoints, func(x, y assessment.SinglePoint) int { return cmp.Compare(y.MinutesPerYear, x.MinutesPerYear) })
	return nil
}

const noOwner = "no owner"

func (b *builder) singlePoint(e mesh.Event) assessment.SinglePoint {
	p := assessment.SinglePoint{Event: e.ID, Title: b.names.event(e), Journeys: []string{}, Owner: noOwner}
	if e.Domain != "" {
		p.Owner = cmp.Or(b.in.Mesh.Metadata.Owner, noOwner)
	}
	for _, s := range b.in.Mesh.Services {
		if s.ID == e.Service {
			p.Owner = cmp.Or(s.Owner, noOwner)
		}
	}
	p.New = b.in.Previous != nil && !slices.ContainsFunc(b.in.Previous.SinglePoints, func(old assessment.SinglePoint) bool { return old.Event == e.ID })
	return p
}

// accept marks p as accepted where a waiver names it or what fails, until the last
// of these ends; or where each journey it takes down has one, until the first ends.
func (b *builder) accept(p *assessment.SinglePoint, journeys []models.Journey) {
	until := b.acceptedUntil(func(w models.Waiver) bool { return b.waives(w, p.Event) })
	if until == nil {
		for i, j := range journeys {
			of := b.acceptedUntil(func(w models.Waiver) bool { return w.Subject == j.ID })
			if of == nil {
				return
			}
			if i == 0 || of.Before(*until) {
				until = of
			}
		}
	}
	p.Accepted, p.AcceptedUntil = until != nil, until
}

// acceptedUntil returns when the last of the waivers of single points that apply
// ends; nil where there is none in force at the cut-off.
func (b *builder) acceptedUntil(applies func(models.Waiver) bool) *time.Time {
	var last *time.Time
	for _, w := range b.in.Mesh.Waivers {
		if w.Rule == policy.RuleSinglePoint && b.inForce(w) && applies(w) && (last == nil || w.Until.After(*last)) {
			last = ptr(w.Until)
		}
	}
	return last
}

// inForce reports whether w has not ended at the cut-off. Where there is neither a
// record nor a cut-off nobody knows what day it is, and it has no force.
func (b *builder) inForce(w models.Waiver) bool {
	return !b.records.cutoff.IsZero() && b.records.cutoff.Before(w.Until)
}

// waives reports whether the subject of w is a basic event, or the service or
// domain that fails with it.
func (b *builder) waives(w models.Waiver, event string) bool {
	if w.Subject == event {
		return true
	}
	for _, q := range b.runs {
		if i, ok := q.index[event]; ok {
			return w.Subject == q.events[i].Domain || w.Subject == q.events[i].Service && !q.events[i].OnDemand()
		}
	}
	return false
}

// findImpacts computes the blast radius of every domain and every service.
func (b *builder) findImpacts(context.Context) error {
	b.out.Impacts = []assessment.Impact{}
	sys := system(b.in.Mesh, b.params)
	byDomain := b.minutesBy(func(e mesh.Event) string { return e.Domain })
	byService := b.minutesBy(func(e mesh.Event) string { return e.Service })
	add := func(kind, id, title string, minutes float64) error {
		impact, err := impactOf(b.in.Mesh, sys, []string{kind + ":" + id})
		if err != nil {
			return err
		}
		impact.Subject, impact.Kind, impact.Title = id, kind, title
		impact.MinutesPerYear, impact.Display = minutes, assessment.FormatMinutes(minutes)+" min/yr"
		b.out.Impacts = append(b.out.Impacts, impact)
		return nil
	}
	for _, d := range b.in.Mesh.Domains {
		if err := add("domain", d.ID, domainLabel(d), byDomain[d.ID]); err != nil {
			return err
		}
	}
	for _, s := range b.in.Mesh.Services {
		if err := add("service", s.ID, s.Label(), byService[s.ID]); err != nil {
			return err
		}
	}
	return nil
}

// Impact returns the blast radius of several domains and services failing
// together, while all else works. Names are IDs, or domain:ID and service:ID. A
// name that is neither is an [*InputError].
func Impact(m models.Mesh, failed []string) (assessment.Impact, error) {
	out, err := impactOf(m, system(m, &parameters{}), failed)
	if err != nil {
		return out, &InputError{err}
	}
	out.Subject, out.Kind = strings.Join(failed, "+"), "domain"
	out.Title = fmt.Sprintf("%d %s together", len(failed), plural(len(failed), "failure", "failures"))
	return out, nil
}

func impactOf(m models.Mesh, sys mesh.System, failed []string) (assessment.Impact, error) {
	found, err := mesh.Fail(sys, failed)
	if err != nil {
		return assessment.Impact{}, err
	}
	out := assessment.Impact{Journeys: []assessment.JourneyImpact{}, Services: []assessment.ServiceImpact{}}
	weight := programmeWeights(m.Journeys)
	for i, j := range found.Journeys {
		out.UsersDown += weight[j.ID] * j.UsersDown
		out.Journeys = append(out.Journeys, assessment.JourneyImpact{ID: j.ID, Title: m.Journeys[i].Label(), Effect: j.Effect, UsersDown: j.UsersDown})
	}
	out.UsersDown = min(1, out.UsersDown)
	for _, s := range found.Services {
		out.Services = append(out.Services, assessment.ServiceImpact{ID: s.ID, Effect: s.Effect})
	}
	return out, nil
}
