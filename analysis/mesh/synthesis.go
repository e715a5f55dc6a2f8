package mesh

import (
	"fmt"

	"ninefold/analysis/faulttree"
)

// A Synthesis is the fault tree of one journey, with what its parts mean.
//
// The probabilities and rates of Tree.Events are zero, for the caller to fill in;
// Events[i] describes Tree.Events[i].
type Synthesis struct {
	Tree      faulttree.Tree
	Any       string            // gate or event: some users are not served; empty: the journey cannot fail
	Locations []LocationTop     // in the order of the journey's ingress
	Degraded  string            // gate or event: the same with soft calls taken as hard, so that it includes Any; empty where soft calls change nothing
	Events    []Event           // in order of first use
	Labels    map[string]string // of gates, for people

	unrolled map[string]bool // gates on a cycle that had to be unrolled
}

// A LocationTop is the top event for the users who come in at one location.
type LocationTop struct {
	Location string
	Share    float64 // of the journey's users
	Gate     string  // gate or event: these users are not served; empty: that cannot happen
}

// CannotFail reports whether no event of the model takes any user's journey down.
// Tree.Top is then empty, or Degraded where that is not.
func (s Synthesis) CannotFail() bool { return s.Any == "" }

// FaultTree returns the fault tree of a journey of sys: one top event for each
// location users come in at, all over the same gates, and Any over them.
//
// Gates with one input are left out and equal gates are shared, so a top may be a
// basic event. Time and size are linear in calls × locations² for an acyclic call
// graph; a call cycle with failover, fallback or async calls multiplies its own
// part by its number of feedback points at most.
//
// It returns all faults of sys as [System.Validate] does, and an error for a
// journey that is not in sys.
func FaultTree(sys System, journeyID string) (Synthesis, error) {
	if err := sys.Validate(); err != nil {
		return Synthesis{}, err
	}
	ix := newIndex(sys)
	j, ok := ix.journeys[journeyID]
	if !ok {
		return Synthesis{}, fmt.Errorf("mesh: no journey %q", journeyID)
	}
	q := newEquations(ix)
	ingress := ix.ingress(j)
	served := make([]expr, len(ingress))
	full := make([]expr, len(ingress))
	for i := range ingress {
		served[i] = q.notServed(j, ingress, i, false)
		full[i] = q.notServed(j, ingress, i, true)
	}
	title := label(j.Title, j.ID)
	anyTop := anyOf(name("any", false)+j.ID, title+down(false)+" for some users", served...)
	degraded := anyOf(name("any", true)+j.ID, title+down(true)+" for some users", full...)

	g := solve(q)
	s := Synthesis{Locations: make([]LocationTop, len(ingress))}
	top, weak := g.node(anyTop), g.node(degraded)
	tops := []node{top}
	for i, in := range ingress {
		n := g.node(served[i])
		s.Locations[i] = LocationTop{Location: in.Location, Share: in.Share, Gate: g.id(n)}
		tops = append(tops, n)
	}
	s.Any = g.id(top)
	if weak != top {
		s.Degraded = g.id(weak)
		tops = append(tops, weak)
	}
	g.emit(&s, tops)
	return s, nil
}
