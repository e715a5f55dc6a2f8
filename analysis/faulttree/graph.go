package faulttree

import (
	"maps"
	"slices"
)

// A graph is the part of a tree under some top events, as gates over leaves.
// Nodes are numbers: leaves first, then gates, each after its inputs.
type graph struct {
	leaves int
	gates  []gate
	tops   []lit
}

// A gate of a graph is an And, Or, Xor or AtLeast. What else a tree may have is
// said with these and complements.
type gate struct {
	op     Op
	k      int // of AtLeast
	inputs []input
	size   int // inputs of it and of all under it, shared ones counted each time, up to maxSize
}

// An input counts weight times; only AtLeast looks at it.
type input struct {
	lit
	weight int
}

const maxSize = 1 << 40

// A lit is a node, twice its number, or its complement, one more; or a constant.
type lit int

const (
	always lit = -2
	never  lit = -1
)

func (l lit) not() lit       { return l ^ 1 }
func (l lit) node() int      { return int(l >> 1) }
func (l lit) constant() bool { return l < 0 }

// negatedIf returns l, or its complement where that is asked for.
func (l lit) negatedIf(flip bool) lit {
	if flip {
		return l.not()
	}
	return l
}

func literal(node int) lit { return lit(node << 1) }

func (g *graph) nodes() int { return g.leaves + len(g.gates) }

func (g *graph) isLeaf(node int) bool { return node < g.leaves }

func (g *graph) gateOf(node int) *gate { return &g.gates[node-g.leaves] }

func (g *graph) size(node int) int {
	if node < g.leaves { // or a constant
		return 0
	}
	return g.gateOf(node).size
}

// parents returns how often inputs and tops name every node.
func (g *graph) parents() []int {
	n := make([]int, g.nodes())
	for _, gate := range g.gates {
		for _, in := range gate.inputs {
			if !in.constant() {
				n[in.node()]++
			}
		}
	}
	for _, t := range g.tops {
		if !t.constant() {
			n[t.node()]++
		}
	}
	return n
}

// A reader turns the gates of a valid tree into those of a graph.
type reader struct {
	builder
	gate map[string]Gate
	lits map[string]lit // by ID of leaf or finished gate
}

// newGraph reads what is under tops, which must be IDs of the valid tree t. It
// also returns the IDs of the events, sorted: those are the leaves.
func newGraph(t Tree, tops []string, skip Pass) (*graph, []string) {
	r := reader{gate: map[string]Gate{}, lits: map[string]lit{}}
	for _, g := range t.Gates {
		r.gate[g.ID] = g
	}
	for _, h := range t.House {
		r.lits[h.ID] = never
		if h.State {
			r.lits[h.ID] = always
		}
	}
	events := map[string]bool{}
	seen := map[string]bool{}
	for _, top := range tops {
		r.reach(top, seen, events)
	}
	ids := slices.Sorted(maps.Keys(events))
	for i, id := range ids {
		r.lits[id] = literal(i)
	}
	r.builder = newBuilder(len(ids), skip)
	for _, top := range tops {
		r.tops = append(r.tops, r.finish(top))
	}
	return &r.graph, ids
}

// reach collects the events under id.
func (r *reader) reach(id string, seen, events map[string]bool) {
	if seen[id] {
		return
	}
	seen[id] = true
	g, ok := r.gate[id]
	if !ok {
		if _, house := r.lits[id]; !house {
			events[id] = true
		}
		return
	}
	for _, in := range g.Inputs {
		r.reach(in, seen, events)
	}
}

// finish returns what id is, making it and all under it.
func (r *reader) finish(id string) lit {
	if l, ok := r.lits[id]; ok {
		return l
	}
	g := r.gate[id]
	inputs := make([]input, len(g.Inputs))
	for i, in := range g.Inputs {
		inputs[i] = input{r.finish(in), 1}
	}
	r.lits[id] = r.express(g, inputs)
	return r.lits[id]
}

// express says a gate of a tree with those of a graph.
func (r *reader) express(g Gate, inputs []input) lit {
	switch g.Op {
	case Not:
		return inputs[0].not()
	case Nand:
		return r.add(And, 0, inputs).not()
	case Nor:
		return r.add(Or, 0, inputs).not()
	case Iff:
		return r.add(Xor, 0, inputs).not()
	case Imply:
		inputs[0].lit = inputs[0].not()
		return r.add(Or, 0, inputs)
	case Cardinality:
		enough := r.add(AtLeast, g.K, slices.Clone(inputs))
		tooMany := r.add(AtLeast, g.Max+1, inputs)
		return r.add(And, 0, []input{{enough, 1}, {tooMany.not(), 1}})
	}
	return r.add(g.Op, g.K, inputs)
}
