package faulttree

import (
	"context"
	"fmt"
)

// twoTrains is two trains of a valve and a pump; a train fails with either, the
// top event is that both fail.
func twoTrains(valve1, valve2, pump1, pump2 float64) Tree {
	return Tree{
		Top: "top",
		Gates: []Gate{
			{ID: "top", Op: And, Inputs: []string{"train1", "train2"}},
			{ID: "train1", Op: Or, Inputs: []string{"valve1", "pump1"}},
			{ID: "train2", Op: Or, Inputs: []string{"valve2", "pump2"}},
		},
		Events: []BasicEvent{
			{ID: "valve1", Probability: valve1}, {ID: "valve2", Probability: valve2},
			{ID: "pump1", Probability: pump1}, {ID: "pump2", Probability: pump2},
		},
	}
}

// kOfN is at least k of len(p) events e0, e1, …
func kOfN(k int, p ...float64) Tree {
	g := Gate{ID: "top", Op: AtLeast, K: k}
	t := Tree{Top: "top"}
	for i, p := range p {
		id := fmt.Sprintf("e%d", i)
		g.Inputs = append(g.Inputs, id)
		t.Events = append(t.Events, BasicEvent{ID: id, Probability: p})
	}
	t.Gates = []Gate{g}
	return t
}

// bridge is the failure of the bridge network between the ends of a–d and b–e
// with c across, by its minimal cut sets.
func bridge(a, b, c, d, e float64) Tree {
	return Tree{
		Top: "top",
		Gates: []Gate{
			{ID: "top", Op: Or, Inputs: []string{"ab", "de", "ace", "bcd"}},
			{ID: "ab", Op: And, Inputs: []string{"a", "b"}},
			{ID: "de", Op: And, Inputs: []string{"d", "e"}},
			{ID: "ace", Op: And, Inputs: []string{"a", "c", "e"}},
			{ID: "bcd", Op: And, Inputs: []string{"b", "c", "d"}},
		},
		Events: []BasicEvent{
			{ID: "a", Probability: a}, {ID: "b", Probability: b}, {ID: "c", Probability: c},
			{ID: "d", Probability: d}, {ID: "e", Probability: e},
		},
	}
}

// rareBeside is c or (a and b). The events are written in the order in which the
// difference that c makes is hardest to see.
func rareBeside(a, b, c float64) Tree {
	return Tree{
		Top: "top",
		Gates: []Gate{
			{ID: "top", Op: Or, Inputs: []string{"both", "c"}},
			{ID: "both", Op: And, Inputs: []string{"a", "b"}},
		},
		Events: []BasicEvent{{ID: "a", Probability: a}, {ID: "b", Probability: b}, {ID: "c", Probability: c}},
	}
}

// product is n ors of m events each under one and: m^n cut sets of order n.
func product(n, m int) Tree {
	t := Tree{Top: "top", Gates: []Gate{{ID: "top", Op: And}}}
	for i := range n {
		g := Gate{ID: fmt.Sprintf("g%d", i), Op: Or}
		for j := range m {
			id := fmt.Sprintf("e%d.%d", i, j)
			g.Inputs = append(g.Inputs, id)
			t.Events = append(t.Events, BasicEvent{ID: id, Probability: 0.01})
		}
		t.Gates = append(t.Gates, g)
		t.Gates[0].Inputs = append(t.Gates[0].Inputs, g.ID)
	}
	return t
}

// diagram returns the diagram of a tree, and the probabilities of its events.
func diagram(t interface {
	Helper()
	Fatal(args ...any)
}, tree Tree) (*Diagram, []float64) {
	t.Helper()
	d, err := Compile(context.Background(), tree, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := tree.Parameters(d.Events())
	return d, p
}
