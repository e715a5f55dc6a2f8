package assess

import (
	"maps"
	"slices"
	"time"

	"ninefold/analysis/availability"
	"ninefold/models"
)

// A spell is the part of an incident that concerns one subject.
type spell struct {
	incident   int       // its place in records.counted: it may be filed under several subjects
	start, end time.Time // end is the cut-off for an open one
	open       bool
	share      float64 // of the subject's users
	title      string
	cause      string
}

func (r *records) spellOf(i models.Incident) spell {
	s := spell{start: i.Started, end: r.cutoff, open: true, share: 1, title: i.Title, cause: i.Cause}
	if i.Resolved != nil && !i.Resolved.After(r.cutoff) {
		s.end, s.open = *i.Resolved, false
	}
	if i.UserShare != nil {
		s.share = *i.UserShare
	}
	return s
}

// ofJourney returns the spells that took users of j down: those naming the
// journey, or a service or shared domain it cannot do without. Each incident is
// there once, however many of these it names.
func (r *records) ofJourney(m models.Mesh, j models.Journey) []spell {
	var spells []spell
	seen := map[int]bool{}
	for _, subject := range slices.Sorted(maps.Keys(needs(m, j))) {
		for _, s := range r.bySubject[subject] {
			if !seen[s.incident] {
				seen[s.incident] = true
				spells = append(spells, s)
			}
		}
	}
	slices.SortStableFunc(spells, func(a, b spell) int { return a.incident - b.incident })
	return spells
}

// needs returns the subjects without which j does not work: itself, the services
// it leads to by hard calls without a fallback, and the domains these share, with
// what encloses them. A soft call is done without, an async one for a while.
func needs(m models.Mesh, j models.Journey) map[string]bool {
	needed := map[string]bool{"journey:" + j.ID: true}
	hard := func(d models.Dependency) bool {
		return (d.Kind == "" || d.Kind == models.DependencyHard) && d.Fallback == nil
	}
	parents := map[string]string{}
	for _, d := range m.Domains {
		parents[d.ID] = d.Parent
	}
	services := reached(m, j, hard)
	for _, s := range m.Services {
		if !services[s.ID] {
			continue
		}
		needed["service:"+s.ID] = true
		for _, d := range s.Shared {
			for ; d != "" && !needed["domain:"+d]; d = parents[d] {
				needed["domain:"+d] = true
			}
		}
	}
	return needed
}

// reached returns the entries of j and all services they lead to by the calls that
// count.
func reached(m models.Mesh, j models.Journey, counts func(models.Dependency) bool) map[string]bool {
	callees := map[string][]string{}
	for _, d := range m.Dependencies {
		if counts(d) {
			callees[d.From] = append(callees[d.From], d.To)
			if d.Fallback != nil && d.Fallback.Service != "" {
				callees[d.From] = append(callees[d.From], d.Fallback.Service)
			}
		}
	}
	seen := map[string]bool{}
	for next := slices.Clone(j.Entries); len(next) > 0; {
		id := next[len(next)-1]
		next = next[:len(next)-1]
		if !seen[id] {
			seen[id] = true
			next = append(next, callees[id]...)
		}
	}
	return seen
}

// lostMinutes returns the user-minutes lost in [from, to): at each moment the
// largest share of any spell counts, so that overlaps are not counted twice.
func lostMinutes(spells []spell, from, to time.Time) float64 {
	edges := []time.Time{from, to}
	inside := within(spells, from, to)
	for _, s := range inside {
		for _, t := range []time.Time{s.start, s.end} {
			if t.After(from) && t.Before(to) {
				edges = append(edges, t)
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	var lost float64
	for i, edge := range edges[1:] {
		worst := 0.0
		for _, s := range inside {
			if !s.start.After(edges[i]) && !s.end.Before(edge) {
				worst = max(worst, s.share)
			}
		}
		lost += worst * edge.Sub(edges[i]).Minutes()
	}
	return lost
}

// within returns the spells that have a moment in [from, to). One that took no
// time counts at its start.
func within(spells []spell, from, to time.Time) []spell {
	var inside []spell
	for _, s := range spells {
		if s.start.Before(to) && (s.end.After(from) || s.start.Equal(from)) {
			inside = append(inside, s)
		}
	}
	return inside
}

// hours turns spells into those of package availability: how long they lasted,
// whoever was hit.
func (r *records) hours(spells []spell) []availability.Spell {
	out := make([]availability.Spell, 0, len(spells))
	for _, s := range spells {
		out = append(out, availability.Spell{Start: r.hour(s.start), End: r.hour(s.end), Open: s.open})
	}
	return out
}

// monthOf is the first instant of the month of t, in UTC.
func monthOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}
