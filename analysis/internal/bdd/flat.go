package bdd

import "iter"

// The constants of a [Flat].
const (
	flatFalse = 0
	flatTrue  = 1
)

// A Flat is one or more functions in a form made for numbers: nodes numbered
// from 2, children before parents, no complement edges. It is immutable, so it
// may be used by several goroutines.
type Flat struct {
	vars  int
	nodes []node
	roots []uint32
}

// Flatten copies what roots reach. The functions depend on variables below vars
// only. A node used both ways becomes two.
func (m *Manager) Flatten(vars int, roots []Ref) *Flat {
	wanted := make([]bool, 2*len(m.t.nodes))
	for _, r := range roots {
		wanted[r] = true
	}
	count := 2
	for r := len(wanted) - 1; r >= 2; r-- {
		if !wanted[r] {
			continue
		}
		hi, lo := m.cofactors(Ref(r), m.level(Ref(r)))
		wanted[hi], wanted[lo] = true, true
		count++
	}
	f := &Flat{vars: vars, nodes: make([]node, 2, count), roots: make([]uint32, len(roots))}
	f.nodes[flatFalse].level, f.nodes[flatTrue].level = uint32(vars), uint32(vars)
	at := make([]uint32, len(wanted))
	at[True], at[False] = flatTrue, flatFalse
	for r := 2; r < len(wanted); r++ {
		if !wanted[r] {
			continue
		}
		level := m.level(Ref(r))
		hi, lo := m.cofactors(Ref(r), level)
		at[r] = uint32(len(f.nodes))
		f.nodes = append(f.nodes, node{level, at[hi], at[lo]})
	}
	for i, r := range roots {
		f.roots[i] = at[r]
	}
	return f
}

// Len returns the number of nodes, the two constants included.
func (f *Flat) Len() int { return len(f.nodes) }

// Vars returns the number of variables.
func (f *Flat) Vars() int { return f.vars }

// Probability returns the probability of every root, given that of every
// variable, all independent. Time is O(Len) [Rau93].
func (f *Flat) Probability(p []float64) []float64 {
	return f.pick(f.probabilities(p))
}

// probabilities returns the probability of every node.
func (f *Flat) probabilities(p []float64) []float64 {
	v := make([]float64, len(f.nodes))
	v[flatTrue] = 1
	for i := 2; i < len(v); i++ {
		n := &f.nodes[i]
		v[i] = mix(p[n.level], v[n.hi], v[n.lo])
	}
	return v
}

// mix returns q·hi + (1-q)·lo, in [0, 1] for q, hi and lo in [0, 1] however it
// rounds. The conversions forbid fusing, so that all machines agree.
func mix(q, hi, lo float64) float64 { return float64(q*hi) + float64((1-q)*lo) }

func (f *Flat) pick(values []float64) []float64 {
	out := make([]float64, len(f.roots))
	for i, r := range f.roots {
		out[i] = values[r]
	}
	return out
}

// below yields the nodes that root reaches, the constants excluded, in order.
func (f *Flat) below(root uint32) iter.Seq[uint32] {
	wanted := make([]bool, root+1)
	wanted[root] = true
	for i := root; i >= 2; i-- {
		if wanted[i] {
			wanted[f.nodes[i].hi], wanted[f.nodes[i].lo] = true, true
		}
	}
	return func(yield func(uint32) bool) {
		for i := uint32(2); i <= root; i++ {
			if wanted[i] && !yield(i) {
				return
			}
		}
	}
}
