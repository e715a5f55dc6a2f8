package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"ninefold/analysis/mesh"
	"ninefold/models"
	"ninefold/models/assessment"
)

// waivedSingle is the rule name under which a waiver accepts a single point of
// failure.
const waivedSingle = "single-point"

// findSinglePoints lists the events that alone take a journey of the programme
// down for some users.
func (b *builder) findSinglePoints(context.Context) error {
	b.out.SinglePoints = []assessment.SinglePoint{}
	index := map[string]int{}
	for _, w := range b.programmeRuns() {
		for _, set := range w.result.CutSets.Top {
			if set.Order != 1 {
				continue
			}
			id := set.Events[0]
			i, ok := index[id]
			if !ok {
				i = len(b.out.SinglePoints)
				index[id] = i
				b.out.SinglePoints = append(b.out.SinglePoints, b.singlePoint(id, set.Title, w.run))
			}
			point := &b.out.SinglePoints[i]
			point.Journeys = append(point.Journeys, w.result.Name)
			point.MinutesPerYear += w.weight * set.MinutesPerYear
			point.Display = assessment.FormatMinutes(point.MinutesPerYear)
		}
	}
	slices.SortStableFunc(b.out.SinglePoints, func(x, y assessment.SinglePoint) int { return cmp.Compare(y.MinutesPerYear, x.MinutesPerYear) })
	return nil
}

func (b *builder) singlePoint(id, title string, q *quantified) assessment.SinglePoint {
	p := assessment.SinglePoint{Event: id, Title: title, Journeys: []string{}, Owner: "no owner"}
	subject := id
	for _, e := range q.events {
		if e.ID == id {
			subject = cmp.Or(e.Service, e.Domain)
		}
	}
	for _, s := range b.in.Mesh.Services {
		if s.ID == subject && s.Owner != "" {
			p.Owner = s.Owner
		}
	}
	if p.Owner == "no owner" && b.in.Mesh.Metadata.Owner != "" && b.isDomain(subject) {
		p.Owner = b.in.Mesh.Metadata.Owner
	}
	for _, w := range b.in.Mesh.Waivers {
		if w.Rule == waivedSingle && (w.Subject == id || w.Subject == subject) && b.records.cutoff.Before(w.Until) {
			p.Accepted, p.AcceptedUntil = true, ptr(w.Until)
		}
	}
	p.New = b.in.Previous != nil && !slices.ContainsFunc(b.in.Previous.SinglePoints, func(old assessment.SinglePoint) bool { return old.Event == id })
	return p
}

func (b *builder) isDomain(id string) bool {
	return slices.ContainsFunc(b.in.Mesh.Domains, func(d models.FailureDomain) bool { return d.ID == id })
}

// findImpacts computes the blast radius of every domain and every service.
func (b *builder) findImpacts(context.Context) error {
	b.out.Impacts = []assessment.Impact{}
	sys := system(b.in.Mesh, b.params)
	byDomain := b.minutesBy(func(_, domain string) string { return domain })
	byService := b.minutesBy(func(service, _ string) string { return service })
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
	for i, name := range failed {
		if i > 0 {
			out.Subject += "+"
		}
		out.Subject += name
	}
	out.Title, out.Kind = fmt.Sprintf("%d failures together", len(failed)), "domain"
	return out, nil
}

func impactOf(m models.Mesh, sys mesh.System, failed []string) (assessment.Impact, error) {
	found, err := mesh.Fail(sys, failed)
	if err != nil {
		return assessment.Impact{}, err
	}
	out := assessment.Impact{Journeys: []assessment.JourneyImpact{}, Services: []assessment.ServiceImpact{}}
	var users float64
	for i, j := range found.Journeys {
		weight := cmp.Or(m.Journeys[i].Weight, 1)
		users += weight
		out.UsersDown += weight * j.UsersDown
		out.Journeys = append(out.Journeys, assessment.JourneyImpact{ID: j.ID, Title: m.Journeys[i].Label(), Effect: j.Effect, UsersDown: j.UsersDown})
	}
	if users > 0 {
		out.UsersDown /= users
	}
	for _, s := range found.Services {
		out.Services = append(out.Services, assessment.ServiceImpact{ID: s.ID, Effect: s.Effect})
	}
	return out, nil
}
