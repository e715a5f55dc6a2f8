package bdd

import (
	"context"
	"iter"
	"slices"
	"sync"
)

// The constants of a [Flat].
const (
	flatFalse = 0
	flatTrue  = 1
)

// A Flat is one or more functions in a form made for numbers: nodes numbered
// from 2, children before parents, no complement edges. It is immutable, so it
// may be used by several goroutines.
//
// It may have parts, each over variables of its own, of which some stand for an
// earlier part: see [Join]. The roots are those of the last.
type Flat struct {
	vars  int
	nodes []node
	roots []uint32
	parts []part // never empty

	planning sync.Once // of what Sample needs
	planned  *plan
}

// A part is a range of nodes and of variables.
type part struct {
	from, to   uint32 // nodes
	first, end uint32 // variables
	module     module
}

// A module is a part that one variable of a later part stands for.
type module struct {
	level     uint32 // which; free in the last part
	root, not uint32 // its function, and the complement where that was asked for, else root
}

// free is the level of what no variable stands for.
const free = terminalLevel

// copiedAtOnce is how many nodes are copied between two looks at the context: some
// milliseconds.
const copiedAtOnce = 1 << 16

// Flatten copies what roots reach. The functions depend on variables below vars
// only. A node used both ways becomes two. It returns nil where building has ended
// early or the context ends meanwhile: see [Manager.Err].
func (m *Manager) Flatten(vars int, roots []Ref) *Flat {
	if m.t.over() {
		return nil
	}
	wanted := make([]bool, 2*len(m.t.nodes))
	for _, r := range roots {
		wanted[r] = true
	}
	count := 2
	for r := len(wanted) - 1; r >= 2; r-- {
		if r%copiedAtOnce == 0 && m.t.over() {
			return nil
		}
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
		if r%copiedAtOnce == 0 && m.t.over() {
			return nil
		}
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
	f.parts = []part{{from: 2, to: uint32(len(f.nodes)), end: uint32(vars), module: module{level: free}}}
	return f
}

// A Piece is a diagram to be joined with others. Variable Modules[i].Level of it
// stands for the first root of piece Modules[i].Piece, which comes earlier; its
// second root, if there is one, is the complement of the first.
type Piece struct {
	Flat    *Flat
	Modules []Use
}

// A Use says that a variable stands for a piece.
type Use struct {
	Level uint32
	Piece int
}

// Join returns one diagram of several, of one part each: numbers are worked out
// part by part, and its size is the sum of theirs. Variable v of a piece becomes
// v plus the variables of the pieces before it. Every piece but the last, whose
// roots are those of the result, is used exactly once. It returns the error of ctx
// where that ends meanwhile.
func Join(ctx context.Context, pieces []Piece) (*Flat, error) {
	f := &Flat{nodes: make([]node, 2)}
	for i := range pieces {
		old := pieces[i].Flat
		move := uint32(len(f.nodes)) - 2
		at := func(n uint32) uint32 {
			if n >= 2 {
				n += move
			}
			return n
		}
		first := uint32(f.vars)
		for some := range slices.Chunk(old.nodes[2:], copiedAtOnce) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			for _, n := range some {
				f.nodes = append(f.nodes, node{n.level + first, at(n.hi), at(n.lo)})
			}
		}
		f.vars += old.vars
		f.roots = f.roots[:0]
		for _, r := range old.roots {
			f.roots = append(f.roots, at(r))
		}
		p := part{from: move + 2, to: uint32(len(f.nodes)), first: first, end: uint32(f.vars), module: module{level: free}}
		if i < len(pieces)-1 {
			p.module.root, p.module.not = f.roots[0], f.roots[len(f.roots)-1]
		}
		f.parts = append(f.parts, p)
		for _, u := range pieces[i].Modules {
			f.parts[u.Piece].module.level = u.Level + first
		}
	}
	f.nodes[flatFalse].level, f.nodes[flatTrue].level = uint32(f.vars), uint32(f.vars)
	return f, nil
}

// Len returns the number of nodes, the two constants included.
func (f *Flat) Len() int { return len(f.nodes) }

// Vars returns the number of variables, those that stand for a part included.
func (f *Flat) Vars() int { return f.vars }

// Probability returns the probability of every root, given that of every
// variable, all independent. What is given for one that stands for a part is not
// looked at. Time is O(Len) [Rau93].
func (f *Flat) Probability(p []float64) []float64 {
	return f.pick(f.probabilities(p))
}

// Fill puts into p, for every variable that stands for a part, the probability
// that the part is true.
func (f *Flat) Fill(p []float64) {
	v := f.probabilities(p)
	for _, part := range f.parts {
		if m := part.module; m.level != free {
			p[m.level] = v[m.root]
		}
	}
}

// odds are the probabilities that a variable is true, and that it is false.
type odds struct{ yes, no float64 }

// probabilities returns the probability of every node.
func (f *Flat) probabilities(p []float64) []float64 {
	v := make([]float64, len(f.nodes))
	v[flatTrue] = 1
	q := make([]odds, f.vars)
	for i := range q {
		q[i] = odds{p[i], 1 - p[i]}
	}
	for k := range f.parts {
		part := &f.parts[k]
		for i := part.from; i < part.to; i++ {
			n := &f.nodes[i]
			v[i] = mix(q[n.level], v[n.hi], v[n.lo])
		}
		if m := part.module; m.level != free {
			q[m.level] = odds{v[m.root], 1 - v[m.root]}
			if m.not != m.root {
				q[m.level].no = v[m.not]
			}
		}
	}
	return v
}

// mix returns q·hi + (1-q)·lo, in [0, 1] for q, hi and lo in [0, 1] however it
// rounds. The conversions forbid fusing, so that all machines agree.
func mix(q odds, hi, lo float64) float64 { return float64(q.yes*hi) + float64(q.no*lo) }

func (f *Flat) pick(values []float64) []float64 {
	out := make([]float64, len(f.roots))
	for i, r := range f.roots {
		out[i] = values[r]
	}
	return out
}

// below yields the nodes that root needs, parts included and the constants
// excluded, in order.
func (f *Flat) below(root uint32) iter.Seq[uint32] {
	wanted := make([]bool, len(f.nodes))
	wanted[root] = true
	tested := make([]bool, f.vars)
	for k := len(f.parts) - 1; k >= 0; k-- {
		part := &f.parts[k]
		if m := part.module; m.level != free && tested[m.level] {
			wanted[m.root] = true
		}
		for i := part.to - 1; i >= part.from; i-- {
			if n := &f.nodes[i]; wanted[i] {
				wanted[n.hi], wanted[n.lo], tested[n.level] = true, true, true
			}
		}
	}
	return func(yield func(uint32) bool) {
		for i := 2; i < len(wanted); i++ {
			if wanted[i] && !yield(uint32(i)) {
				return
			}
		}
	}
}
