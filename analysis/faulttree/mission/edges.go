package mission

import "fmt"

// An edge is a moment at which something may jump, with times on both sides of it
// that are as near as rounding allows. The mission begins and ends at an edge.
type edge struct {
	before, from, to, after float64 // moments that cannot be told apart are one, which lasts a little
	fails                   bool    // whether components may fail in it
}

// nearness is how near to a moment values are taken, as a share of the mission:
// some 64 units in the last place of the mission time.
const nearness = 0x1p-46

// edges returns those of the mission; limit is on the number of moments.
func (s Study) edges(hours float64, limit int) ([]edge, error) {
	near := hours * nearness
	moments, err := s.Inputs.Moments(s.Diagram.Events(), hours+4*near, limit)
	if err != nil {
		return nil, fmt.Errorf("mission: %w", err)
	}
	edges := []edge{{}}
	add := func(t float64, fails bool) {
		last := &edges[len(edges)-1]
		if t > last.to+4*near {
			edges = append(edges, edge{from: t})
			last = &edges[len(edges)-1]
		}
		last.to = t
		last.fails = last.fails || fails
	}
	moved := false // whether something may jump as the mission ends
	for _, m := range moments {
		t := min(m.Hours, hours)
		moved = moved || t >= hours-4*near
		add(t, m.Fails && t < hours-4*near)
	}
	add(hours, false)
	for i := range edges {
		e := &edges[i]
		e.before, e.after = max(e.from-near, 0), min(e.to+near, hours)
	}
	if last := &edges[len(edges)-1]; !moved {
		last.before = hours
	}
	return edges, nil
}
