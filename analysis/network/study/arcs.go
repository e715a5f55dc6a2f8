package study

import (
	"strings"

	"ninefold/analysis/network"
	"ninefold/analysis/network/model"
)

// back marks the second arc of an edge; no ID of a model ends so.
const back = "\x00back"

// graphOf returns the graph of a model, and whether some edges became two arcs.
func graphOf(m *model.Model) (g network.Graph, arcs bool) {
	g.Directed = m.Directed()
	for i := range m.Nodes {
		n := &m.Nodes[i]
		g.Nodes = append(g.Nodes, network.Node{ID: n.ID, Unreliability: n.Unavailability})
	}
	for i := range m.Edges {
		e := &m.Edges[i]
		g.Edges = append(g.Edges, network.Edge{ID: e.ID, From: e.From, To: e.To, Unreliability: e.Unavailability})
		if g.Directed && !e.Directed {
			g.Edges = append(g.Edges, network.Edge{ID: e.ID + back, From: e.To, To: e.From, Unreliability: e.Unavailability})
			arcs = true
		}
	}
	return g, arcs
}

// joined returns the importances of edges from those of their arcs: the slope by what
// both have in common is the sum of both slopes.
func joined(arcs []Importance, whole float64) []Importance {
	var out []Importance
	for _, m := range arcs {
		if strings.HasSuffix(m.ID, back) { // which follows the first
			first := &out[len(out)-1]
			*first = importance(m.Unreliability, first.Birnbaum+m.Birnbaum, whole)
			first.ID = strings.TrimSuffix(m.ID, back)
			continue
		}
		out = append(out, m)
	}
	return out
}

// importance returns what follows from a Birnbaum importance, as package network does:
// a ratio that has no digits left is absent.
func importance(u, birnbaum, whole float64) Importance {
	m := Importance{Unreliability: u, Birnbaum: birnbaum}
	if whole > 0 {
		given := min(whole+float64((1-u)*birnbaum), 1) // that it has failed
		criticality, diagnostic, achievement := min(u*birnbaum/whole, 1), min(u*given/whole, 1), given/whole
		m.Criticality, m.Diagnostic, m.RiskAchievementWorth = &criticality, &diagnostic, &achievement
		if rest := 1 - criticality; rest > 1e-9 {
			reduction := 1 / rest
			m.RiskReductionWorth = &reduction
		}
	}
	return m
}

// joinSets names edges instead of arcs.
func joinSets(s *network.Sets) {
	for _, set := range s.Top {
		for i, id := range set.Components {
			set.Components[i] = strings.TrimSuffix(id, back)
		}
	}
}
