package bdd

import (
	"context"
	"iter"
	"math"
	"math/big"
	"slices"
)

// The constants of [Sets]: no set at all, and only the empty set.
const (
	noSet    = 0
	emptySet = 1
)

// Sets is a family of sets of variables. A node stands for the sets of lo, and
// those of hi with its variable added; a variable that is not tested is in no
// set. Sets is immutable.
type Sets struct {
	vars  int
	nodes []node // the constants, then children before parents
	root  uint32
}

// MinimalSets returns the minimal sets of variables whose truth makes the root
// true, whatever the others are. The root must be monotone. It stops with
// [ErrLimit] or when ctx ends.
//
// The minimal sets of "hi if x else lo" are those of lo, and x with those of hi
// that do not already make lo true [Rau93].
func (f *Flat) MinimalSets(ctx context.Context, root, limit int) (*Sets, error) {
	b := setBuilder{f: f, t: newTable(ctx, limit, 2)}
	r := f.roots[root]
	minimal := make([]uint32, r+2) // of every node below
	minimal[flatTrue] = emptySet
	for i := range f.below(r) {
		n := f.nodes[i]
		minimal[i] = b.mk(n.level, b.without(minimal[n.hi], n.lo), minimal[n.lo])
		if b.t.err != nil {
			return nil, b.t.err
		}
	}
	return b.compact(minimal[r]), nil
}

type setBuilder struct {
	f *Flat
	t table
}

func (b *setBuilder) mk(level, hi, lo uint32) uint32 {
	if hi == noSet {
		return lo
	}
	return b.t.unique(node{level, hi, lo})
}

// without returns the sets of s that do not make g true.
func (b *setBuilder) without(s, g uint32) uint32 {
	switch {
	case g == flatTrue || s == noSet:
		return noSet
	case g == flatFalse || s == emptySet: // g, monotone and not constant, is false of nothing
		return s
	}
	if r, ok := b.t.recall(s, g, 1); ok {
		return r
	}
	if b.t.stopped() {
		return noSet
	}
	sn, gn := b.t.nodes[s], &b.f.nodes[g]
	var r uint32
	switch {
	case sn.level < gn.level:
		r = b.mk(sn.level, b.without(sn.hi, g), b.without(sn.lo, g))
	case sn.level > gn.level:
		r = b.without(s, gn.lo)
	default:
		r = b.mk(sn.level, b.without(sn.hi, gn.hi), b.without(sn.lo, gn.lo))
	}
	b.t.remember(s, g, 1, r)
	return r
}

// compact copies what root reaches.
func (b *setBuilder) compact(root uint32) *Sets {
	wanted := make([]bool, root+2)
	wanted[root] = true
	count := 2
	for i := root; i >= 2; i-- {
		if wanted[i] {
			wanted[b.t.nodes[i].hi], wanted[b.t.nodes[i].lo] = true, true
			count++
		}
	}
	s := &Sets{vars: b.f.vars, nodes: make([]node, 2, count)}
	at := make([]uint32, root+2)
	at[emptySet] = emptySet
	for i := uint32(2); i <= root; i++ {
		if wanted[i] {
			n := b.t.nodes[i]
			at[i] = uint32(len(s.nodes))
			s.nodes = append(s.nodes, node{n.level, at[n.hi], at[n.lo]})
		}
	}
	s.root = at[root]
	return s
}

// Len returns the number of nodes, the two constants included.
func (s *Sets) Len() int { return len(s.nodes) }

// CountBySize returns how many sets have 0, 1, 2, … variables, exactly, up to
// the largest size there is; nothing when there is no set.
func (s *Sets) CountBySize() []*big.Int {
	words := s.countWords()
	counts := make([][]uint64, len(s.nodes)) // words per size, least first
	counts[emptySet] = make([]uint64, words)
	counts[emptySet][0] = 1
	for i := 2; i < len(s.nodes); i++ {
		hi, lo := counts[s.nodes[i].hi], counts[s.nodes[i].lo]
		c := make([]uint64, max(len(hi)+words, len(lo)))
		copy(c, lo)
		for size := words; size < len(hi)+words; size += words {
			addWords(c[size:size+words], hi[size-words:])
		}
		counts[i] = c
	}
	var out []*big.Int
	for c := range slices.Chunk(counts[s.root], words) {
		out = append(out, fromWords(c))
	}
	return out
}

// countWords returns how many 64-bit words hold the number of sets, and so that
// of every node, none of which has more than the root.
func (s *Sets) countWords() int {
	count := make([]float64, len(s.nodes))
	count[emptySet] = 1
	for i := 2; i < len(count); i++ {
		count[i] = count[s.nodes[i].hi] + count[s.nodes[i].lo]
	}
	bits := math.Log2(count[s.root]+1) + 2 // a bit for rounding, one for luck
	if bits > 1000 {                       // float64 ends soon
		bits = float64(s.vars + 1)
	}
	return int(bits)/64 + 1
}

// Sum returns the sum over all sets of the product of p over the set.
func (s *Sets) Sum(p []float64) float64 {
	sum := make([]float64, len(s.nodes))
	sum[emptySet] = 1
	for i := 2; i < len(sum); i++ {
		n := &s.nodes[i]
		sum[i] = sum[n.lo] + float64(p[n.level]*sum[n.hi])
	}
	return sum[s.root]
}

// All yields every set, its variables in increasing order. The slice is good
// until the next one. There may be more than anyone can wait for.
func (s *Sets) All() iter.Seq[[]uint32] {
	return func(yield func([]uint32) bool) {
		s.each(s.root, nil, yield)
	}
}

func (s *Sets) each(i uint32, taken []uint32, yield func([]uint32) bool) bool {
	for i >= 2 { // along lo in a loop: those chains are long
		n := &s.nodes[i]
		if !s.each(n.hi, append(taken, n.level), yield) {
			return false
		}
		i = n.lo
	}
	return i == noSet || yield(taken)
}
