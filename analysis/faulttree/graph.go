package faulttree

import (
	"cmp"
	"maps"
	"slices"
)

// A graph is the part of a tree under some top events, simplified. Nodes are
// numbers: events first, as in ids, then gates, each after its inputs.
type graph struct {
	ids   []string // of the events, sorted
	gates []gate
	tops  []int // nodes
}

// A gate of a graph has at least two inputs, all different, in the order they
// were written.
type gate struct {
	op     Op
	k      int // of AtLeast: 1 < k
	inputs []input
	size   int // inputs of it and of all under it, shared ones counted each time, up to maxSize
}

// An input counts weight times; And and Or do not look at it.
type input struct{ node, weight int }

const maxSize = 1 << 40

func (g *graph) gateOf(node int) *gate { return &g.gates[node-len(g.ids)] }

func (g *graph) isEvent(node int) bool { return node < len(g.ids) }

// A simplifier turns the gates of a valid tree into those of a graph.
type simplifier struct {
	graph
	gate    map[string]Gate
	parents map[string]int // by ID: how often inputs and tops name it
	node    map[string]int // by ID of event or finished gate
}

// newGraph simplifies what is under tops, which must be IDs of the valid tree t.
func newGraph(t Tree, tops []string) *graph {
	s := simplifier{gate: map[string]Gate{}, parents: map[string]int{}, node: map[string]int{}}
	for _, g := range t.Gates {
		s.gate[g.ID] = g
	}
	events := map[string]bool{}
	for _, top := range tops {
		s.reach(top, events)
	}
	for _, top := range tops {
		s.parents[top]++ // so that a top event, too, keeps its gate
	}
	s.ids = slices.Sorted(maps.Keys(events))
	for i, id := range s.ids {
		s.node[id] = i
	}
	for _, top := range tops {
		s.tops = append(s.tops, s.finish(top))
	}
	return &s.graph
}

// reach counts the uses of every gate under id and collects the events.
func (s *simplifier) reach(id string, events map[string]bool) {
	s.parents[id]++
	if s.parents[id] > 1 {
		return
	}
	g, ok := s.gate[id]
	if !ok {
		events[id] = true
		return
	}
	for _, in := range g.Inputs {
		s.reach(in, events)
	}
}

// finish returns the node for id, making it and all under it.
func (s *simplifier) finish(id string) int {
	if n, ok := s.node[id]; ok {
		return n
	}
	g := s.gate[id]
	at := map[int]int{} // where a node is among inputs
	var inputs []input
	for _, in := range s.joined(g, nil) {
		n := s.finish(in)
		if i, ok := at[n]; ok {
			inputs[i].weight++
			continue
		}
		at[n] = len(inputs)
		inputs = append(inputs, input{n, 1})
	}
	s.node[id] = s.add(g.Op, g.K, inputs)
	return s.node[id]
}

// joined appends the inputs of g, replacing a gate that does the same and serves
// nothing else by its own inputs.
func (s *simplifier) joined(g Gate, inputs []string) []string {
	for _, in := range g.Inputs {
		child, isGate := s.gate[in]
		if isGate && s.parents[in] == 1 && child.Op == g.Op && g.Op != AtLeast {
			inputs = s.joined(child, inputs)
			continue
		}
		inputs = append(inputs, in)
	}
	return inputs
}

// add returns the node for a gate; its only input where there is one.
func (s *simplifier) add(op Op, k int, inputs []input) int {
	if len(inputs) == 1 {
		return inputs[0].node
	}
	if op == AtLeast {
		total, least := 0, k
		for i := range inputs {
			inputs[i].weight = min(inputs[i].weight, k)
			total += inputs[i].weight
			least = min(least, inputs[i].weight)
		}
		switch {
		case least == k:
			op = Or
		case total-least < k:
			op = And
		}
	}
	size := len(inputs)
	for _, in := range inputs {
		if !s.isEvent(in.node) {
			size = min(size+s.gateOf(in.node).size, maxSize)
		}
	}
	s.gates = append(s.gates, gate{op, k, inputs, size})
	return len(s.ids) + len(s.gates) - 1
}

// bySize orders events before gates and small gates before large ones.
func (g *graph) bySize(a, b input) int {
	size := func(n int) int {
		if g.isEvent(n) {
			return 0
		}
		return g.gateOf(n).size
	}
	return cmp.Compare(size(a.node), size(b.node))
}
