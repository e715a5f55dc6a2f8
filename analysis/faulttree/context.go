package faulttree

import "slices"

// settled copies the graph without what the way from the tops already decides:
// below an And, its other inputs are true, else it is false whatever else; below
// an Or they are false. What every way to a gate decides is a constant there.
//
// The input that decides stays where it is first met, so no two gates can each
// rely on the other.
func (g *graph) settled(skip Pass) *graph {
	known := g.contexts()
	return g.rebuilt(skip, func(r *rebuilder, n int) lit {
		old := g.gateOf(n)
		inputs := r.renewed(old.inputs)
		for i, in := range old.inputs {
			switch {
			case in.constant():
			case known[n].has(in.lit):
				inputs[i].lit = always
			case known[n].has(in.not()):
				inputs[i].lit = never
			}
		}
		return r.add(old.op, old.k, inputs)
	})
}

// contexts returns for every node the literals that hold wherever it matters.
func (g *graph) contexts() []lits {
	known := make([]lits, g.nodes()) // nil until a way is seen
	words := (2*g.nodes() + 63) / 64
	for _, t := range g.tops {
		if !t.constant() {
			known[t.node()] = make(lits, words)
		}
	}
	top := slices.Clone(known)
	for i, gate := range slices.Backward(g.gates) {
		n := g.leaves + i
		if known[n] == nil { // not reached
			continue
		}
		below := slices.Clone(known[n])
		if gate.op == And || gate.op == Or {
			for _, in := range gate.inputs {
				below.add(in.negatedIf(gate.op == Or))
			}
		}
		for _, in := range gate.inputs {
			m := in.node()
			if in.constant() || g.isLeaf(m) || top[m] != nil {
				continue
			}
			if known[m] == nil {
				known[m] = slices.Clone(below)
			} else {
				known[m].intersect(below)
			}
		}
	}
	return known
}

// lits is a set of literals.
type lits []uint64

func (s lits) has(l lit) bool { return s[l/64]>>(l%64)&1 == 1 }

func (s lits) add(l lit) {
	if !l.constant() {
		s[l/64] |= 1 << (l % 64)
	}
}

func (s lits) intersect(t lits) {
	for i := range s {
		s[i] &= t[i]
	}
}
