package mesh

import (
	"testing"

	"ninefold/analysis/faulttree"
)

// fatal is what tests and properties share.
type fatal interface {
	Fatalf(format string, args ...any)
}

// An evaluator finds the truth of the gates of a tree by their definition.
type evaluator struct {
	t      fatal
	gates  map[string]faulttree.Gate
	occurs map[string]bool // by basic event
	known  map[string]bool // by gate
}

func newEvaluator(t fatal, tree faulttree.Tree) *evaluator {
	e := &evaluator{t: t, gates: map[string]faulttree.Gate{}}
	for _, g := range tree.Gates {
		if _, twice := e.gates[g.ID]; twice {
			t.Fatalf("gate %q is there twice", g.ID)
		}
		e.gates[g.ID] = g
	}
	return e
}

// in returns whether a gate or event occurs when the basic events in occurs do.
// Empty is a top that cannot fail.
func (e *evaluator) in(occurs map[string]bool, id string) bool {
	e.occurs, e.known = occurs, map[string]bool{}
	return id != "" && e.holds(id)
}

func (e *evaluator) holds(id string) bool {
	g, ok := e.gates[id]
	if !ok {
		return e.occurs[id]
	}
	if v, ok := e.known[id]; ok {
		return v
	}
	n := 0
	for _, in := range g.Inputs {
		if e.holds(in) {
			n++
		}
	}
	need := map[faulttree.Op]int{faulttree.Or: 1, faulttree.And: len(g.Inputs), faulttree.AtLeast: g.K}[g.Op]
	if need < 1 || need > len(g.Inputs) || len(g.Inputs) < 2 {
		e.t.Fatalf("gate %+v is not simplified", g)
	}
	e.known[id] = n >= need
	return n >= need
}

// probability returns P(id) by summing over all states of the basic events, each
// with the probability of its parameter.
func probability(t testing.TB, s Synthesis, id string, of map[string]float64) float64 {
	t.Helper()
	if len(s.Events) > 20 {
		t.Fatalf("%d events are too many to enumerate", len(s.Events))
	}
	e := newEvaluator(t, s.Tree)
	sum := 0.0
	for bits := range 1 << len(s.Events) {
		occurs := map[string]bool{}
		p := 1.0
		for i, ev := range s.Events {
			q, ok := of[ev.Parameter]
			if !ok {
				t.Fatalf("no probability for %q", ev.Parameter)
			}
			if bits>>i&1 == 1 {
				occurs[ev.ID] = true
				p *= q
			} else {
				p *= 1 - q
			}
		}
		if p > 0 && e.in(occurs, id) {
			sum += p
		}
	}
	return sum
}
