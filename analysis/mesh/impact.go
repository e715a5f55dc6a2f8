package mesh

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Effects of a failure.
const (
	Down       = "down"
	Degraded   = "degraded"
	Unaffected = "unaffected"
)

// An Impact is who is hit when some domains and services are down and everything
// else works: replicas, networks, failover, fallbacks, rerouting and buffers.
type Impact struct {
	Journeys []JourneyImpact // all of them, in model order
	Services []ServiceImpact // those down or degraded, in model order
}

// A JourneyImpact is the effect on one journey: down when none of its users is
// served, degraded when some are not or when a service it leads to by calls is
// down or degraded, and else unaffected.
type JourneyImpact struct {
	ID        string
	Effect    string  // Down, Degraded or Unaffected
	UsersDown float64 // share of the journey's users, in [0, 1]
}

// A ServiceImpact is the effect on one service: down when it is down wherever it
// is placed; degraded when it is down in some places, has lost replicas, or does
// not get an answer to a call where it gets it normally, so that it lives on
// failover, a fallback or a buffer, or without a soft call.
type ServiceImpact struct {
	ID     string
	Effect string // Down or Degraded
}

// Fail returns the blast radius of several domains and services failing together.
// A name in failed is the ID of a domain or service, or domain:ID or service:ID;
// an ID that is both fails both. It need not be able to fail by itself.
//
// It solves the equations that [FaultTree] turns into gates, for one state; time
// is linear in their size but for call cycles. It returns all faults of sys, and
// an error for each name that is neither.
func Fail(sys System, failed []string) (Impact, error) {
	if err := sys.Validate(); err != nil {
		return Impact{}, err
	}
	sys, parameters, err := withFailed(sys, failed)
	if err != nil {
		return Impact{}, err
	}
	q := newEquations(newIndex(sys))
	services := make([]affected, len(sys.Services))
	for i, s := range sys.Services {
		services[i] = q.affected(s)
	}
	journeys := make([][]expr, len(sys.Journeys))
	for i, j := range sys.Journeys {
		ingress := q.ingress(j)
		for k := range ingress {
			journeys[i] = append(journeys[i], q.notServed(j, ingress, k, false))
		}
	}

	state := q.evaluate(parameters)
	impact := Impact{Journeys: []JourneyImpact{}, Services: []ServiceImpact{}}
	hit := map[string]bool{}
	for i, s := range sys.Services {
		if effect := services[i].effect(state); effect != Unaffected {
			hit[s.ID] = true
			impact.Services = append(impact.Services, ServiceImpact{ID: s.ID, Effect: effect})
		}
	}
	for i, j := range sys.Journeys {
		impact.Journeys = append(impact.Journeys, q.journeyImpact(j, journeys[i], state, hit))
	}
	return impact, nil
}

// withFailed returns sys with the failed parts able to fail, and the parameters of
// their events.
func withFailed(sys System, failed []string) (System, map[string]bool, error) {
	sys.Domains, sys.Services = slices.Clone(sys.Domains), slices.Clone(sys.Services)
	parameters := map[string]bool{}
	var errs []error
	for _, name := range failed {
		found := false
		for i, d := range sys.Domains {
			if name == d.ID || strings.TrimPrefix(name, "domain:") == d.ID {
				sys.Domains[i].Fails, parameters["domain:"+d.ID], found = true, true, true
			}
		}
		for i, s := range sys.Services {
			if name == s.ID || strings.TrimPrefix(name, "service:") == s.ID {
				sys.Services[i].Fails, parameters["service:"+s.ID], found = true, true, true
			}
		}
		if !found {
			errs = append(errs, fmt.Errorf("mesh: no domain or service %q", name))
		}
	}
	return sys, parameters, errors.Join(errs...)
}

// affected are the conditions of a service: down at each of its locations, and
// anything short of normal.
type affected struct {
	down []expr
	less []expr
}

func (q *equations) affected(s Service) affected {
	var a affected
	placed := q.placements[s.ID]
	if len(placed) == 0 {
		placed = []Placement{{Service: s.ID}}
	}
	for _, p := range placed {
		here := subject{service: s.ID, location: p.Location}
		a.down = append(a.down, q.unknown(here))
		if p.Replicas > 0 {
			a.less = append(a.less, q.replicas(s, p)...)
		}
		for _, c := range q.calls[s.ID] {
			a.less = append(a.less, q.answer(c, here, q.candidates(c, p.Location)[0]))
		}
	}
	return a
}

func (a affected) effect(s state) string {
	downs := s.count(a.down)
	switch {
	case downs == len(a.down):
		return Down
	case downs > 0 || s.count(a.less) > 0:
		return Degraded
	}
	return Unaffected
}

func (q *equations) journeyImpact(j Journey, notServed []expr, s state, hit map[string]bool) JourneyImpact {
	impact := JourneyImpact{ID: j.ID, Effect: Unaffected}
	if slices.ContainsFunc(q.reached(j), func(id string) bool { return hit[id] }) {
		impact.Effect = Degraded
	}
	ingress := q.ingress(j)
	for i, e := range notServed {
		if e.holds(s.occurs, s.unknowns) {
			impact.UsersDown += ingress[i].Share
			impact.Effect = Degraded
		}
	}
	if s.count(notServed) == len(notServed) {
		impact.Effect, impact.UsersDown = Down, 1 // not a sum of rounded shares
	}
	return impact
}

// reached returns the entries of j and all they lead to by calls.
func (q *equations) reached(j Journey) []string {
	seen := map[string]bool{}
	var found []string
	for next := slices.Clone(j.Entries); len(next) > 0; {
		id := next[len(next)-1]
		next = next[:len(next)-1]
		if seen[id] {
			continue
		}
		seen[id] = true
		found = append(found, id)
		for _, c := range q.calls[id] {
			next = append(next, c.To)
		}
	}
	return found
}

// A state is the truth of all basic events and unknowns.
type state struct{ occurs, unknowns []bool }

// evaluate returns the least fixpoint of the equations when the basic events of
// the parameters occur and no others.
func (q *equations) evaluate(parameters map[string]bool) state {
	s := state{occurs: make([]bool, len(q.events)), unknowns: make([]bool, len(q.right))}
	for i, e := range q.events {
		s.occurs[i] = parameters[e.Parameter]
	}
	for changed := true; changed; { // a second time only for cycles: order has callees first
		changed = false
		for _, u := range q.order {
			if !s.unknowns[u] && q.right[u].holds(s.occurs, s.unknowns) {
				s.unknowns[u], changed = true, true
			}
		}
	}
	return s
}

// count returns how many of the conditions hold.
func (s state) count(conditions []expr) int {
	n := 0
	for _, e := range conditions {
		if e.holds(s.occurs, s.unknowns) {
			n++
		}
	}
	return n
}
