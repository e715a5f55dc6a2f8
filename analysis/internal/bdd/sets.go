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
// set. Where a variable stands for a part of the diagram, each of the part's sets
// is added in its place. Sets is immutable.
type Sets struct {
	vars  int
	nodes []node // the constants, then children before parents
	root  uint32
	part  []uint32 // by variable: the root of what it stands for, or noSet
}

// MinimalSets returns the minimal sets of variables whose truth makes the root
// true when all others are false; for a monotone root, whatever the others are.
// It stops with [ErrLimit] or when ctx ends. Every part must be false when all
// its variables are, as those of a monotone function are.
//
// The minimal sets of "hi if x else lo" are those of lo, and x with those of hi
// that no set of lo is within [Rau93].
func (f *Flat) MinimalSets(ctx context.Context, root, limit int) (*Sets, error) {
	b := newSetBuilder(ctx, limit)
	r := f.roots[root]
	minimal := make([]uint32, len(f.nodes)) // of every node below
	minimal[flatTrue] = emptySet
	for i := range f.below(r) {
		n := f.nodes[i]
		minimal[i] = b.mk(n.level, b.without(minimal[n.hi], minimal[n.lo]), minimal[n.lo])
		if b.t.err != nil {
			return nil, b.t.err
		}
	}
	part := make([]uint32, f.vars)
	for _, p := range f.parts {
		if m := p.module; m.level != free {
			part[m.level] = minimal[m.root]
		}
	}
	return b.compact(minimal[r], part), nil
}

// A setBuilder makes families of sets. It knows how large the sets of each are:
// where all of one family are larger than those of another, none is within one of
// the other, and there is nothing to compare. Without that, k of n, whose families
// have sets of one size each, would compare n·k² pairs.
type setBuilder struct {
	t     table
	sizes []sizes // by node
}

// The sizes of a family of sets: those of its least and of its largest set. That of
// no set has a least above all and a largest below all.
type sizes struct{ least, most uint32 }

func newSetBuilder(ctx context.Context, limit int) setBuilder {
	return setBuilder{t: newTable(ctx, limit, 2), sizes: []sizes{noSet: {least: terminalLevel}, emptySet: {}}}
}

func (b *setBuilder) mk(level, hi, lo uint32) uint32 {
	if hi == noSet {
		return lo
	}
	at := b.t.unique(node{level, hi, lo})
	if int(at) == len(b.sizes) {
		with, rest := b.sizes[hi], b.sizes[lo]
		b.sizes = append(b.sizes, sizes{min(with.least+1, rest.least), max(with.most+1, rest.most)})
	}
	return at
}

// without returns the sets of s that no set of g is within.
func (b *setBuilder) without(s, g uint32) uint32 {
	switch {
	case g == noSet || s == noSet:
		return s
	case g == emptySet || s == g:
		return noSet
	case b.sizes[g].least > b.sizes[s].most: // also where s has only the empty set
		return s
	}
	sn, gn := b.t.nodes[s], b.t.nodes[g]
	for gn.level < sn.level {
		if g = gn.lo; g < 2 || g == s {
			return b.without(s, g)
		}
		gn = b.t.nodes[g]
	}
	if r, ok := b.t.recall(s, g, 1); ok {
		return r
	}
	if b.t.stopped() {
		return noSet
	}
	var r uint32
	if sn.level < gn.level {
		r = b.mk(sn.level, b.without(sn.hi, g), b.without(sn.lo, g))
	} else {
		hi := b.without(b.without(sn.hi, gn.hi), gn.lo)
		r = b.mk(sn.level, hi, b.without(sn.lo, gn.lo))
	}
	b.t.remember(s, g, 1, r)
	return r
}

// compact copies what root and its parts reach. Parts were made before what
// stands for them.
func (b *setBuilder) compact(root uint32, part []uint32) *Sets {
	wanted := make([]bool, len(b.t.nodes))
	wanted[root] = true
	count := 2
	for i := len(wanted) - 1; i >= 2; i-- {
		if wanted[i] {
			n := &b.t.nodes[i]
			wanted[n.hi], wanted[n.lo], wanted[part[n.level]] = true, true, true
			count++
		}
	}
	s := &Sets{vars: len(part), nodes: make([]node, 2, count), part: make([]uint32, len(part))}
	at := make([]uint32, len(wanted))
	at[emptySet] = emptySet
	for i := 2; i < len(wanted); i++ {
		if wanted[i] {
			n := b.t.nodes[i]
			at[i] = uint32(len(s.nodes))
			s.nodes = append(s.nodes, node{n.level, at[n.hi], at[n.lo]})
			s.part[n.level] = at[part[n.level]]
		}
	}
	s.root = at[root]
	return s
}

// Len returns the number of nodes, the two constants included.
func (s *Sets) Len() int { return len(s.nodes) }

// CountBySize returns how many sets have 0, 1, 2, … variables, exactly, up to
// the largest size there is; nothing when there is no set. The only error is that of
// ctx.
//
// Time is O(Len · sizes · digits), where the sizes are those from the least to the
// largest set of a node, and with products where variables stand for parts.
func (s *Sets) CountBySize(ctx context.Context) ([]*big.Int, error) {
	c := counter{words: s.countWords()}
	small := s.smallest()
	counts := make([][]uint64, len(s.nodes)) // words per size from the smallest, least first
	counts[emptySet] = make([]uint64, c.words)
	counts[emptySet][0] = 1
	for i := 2; i < len(s.nodes); i++ {
		if i%countedAtOnce == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		n := &s.nodes[i]
		with, from := counts[n.hi], small[n.hi]+1
		if p := s.part[n.level]; p != noSet {
			with, from = c.times(with, counts[p]), small[n.hi]+small[p]
		}
		lo := counts[n.lo]
		up, rest := (from-small[i])*c.words, 0
		if lo != nil {
			rest = (small[n.lo] - small[i]) * c.words
		}
		sum := make([]uint64, max(up+len(with), rest+len(lo)))
		copy(sum[up:], with)
		c.sum(sum[rest:], lo)
		counts[i] = sum
	}
	var out []*big.Int
	for range small[s.root] * min(1, len(counts[s.root])) {
		out = append(out, new(big.Int))
	}
	for c := range slices.Chunk(counts[s.root], c.words) {
		out = append(out, fromWords(c))
	}
	return out, nil
}

// countedAtOnce is how many nodes are counted between two looks at the context.
const countedAtOnce = 1 << 8

// countWords returns how many 64-bit words hold the number of sets, and so that
// of every node, none of which has more than the root.
func (s *Sets) countWords() int {
	count := make([]float64, len(s.nodes))
	count[emptySet] = 1
	most := 1.0
	for i := 2; i < len(count); i++ {
		n := &s.nodes[i]
		with := count[n.hi]
		if p := s.part[n.level]; p != noSet {
			with *= count[p]
		}
		count[i] = with + count[n.lo]
		most = max(most, count[i])
	}
	bits := math.Log2(most+1) + 2 // a bit for rounding, one for luck
	if bits > 1000 {              // float64 ends soon
		bits = float64(s.vars + 1)
	}
	return int(bits)/64 + 1
}

// Sum returns the sum over all sets of the product of p over the set, or
// [math.MaxFloat64] where it is larger.
func (s *Sets) Sum(p []float64) float64 {
	sum := make([]float64, len(s.nodes))
	sum[emptySet] = 1
	for i := 2; i < len(sum); i++ {
		n := &s.nodes[i]
		q := p[n.level]
		if part := s.part[n.level]; part != noSet {
			q = sum[part]
		}
		sum[i] = min(sum[n.lo]+float64(q*sum[n.hi]), math.MaxFloat64)
	}
	return sum[s.root]
}

// SumBySize is [Sets.Sum] of the sets of 0, 1, 2, … variables.
func (s *Sets) SumBySize(p []float64) []float64 {
	sum := make([][]float64, len(s.nodes))
	sum[emptySet] = []float64{1}
	for i := 2; i < len(sum); i++ {
		n := &s.nodes[i]
		own := []float64{0, p[n.level]}
		if part := s.part[n.level]; part != noSet {
			own = sum[part]
		}
		hi, lo := sum[n.hi], sum[n.lo]
		out := make([]float64, max(len(own)+len(hi)-1, len(lo)))
		copy(out, lo)
		for j, x := range own {
			for k, y := range hi {
				out[j+k] = min(out[j+k]+float64(x*y), math.MaxFloat64)
			}
		}
		sum[i] = out
	}
	return sum[s.root]
}

// All yields every set, its variables in increasing order within a part. The
// slice is good until the next one. There may be more than anyone can wait for.
func (s *Sets) All() iter.Seq[[]uint32] {
	return func(yield func([]uint32) bool) {
		s.each(s.root, nil, nil, yield)
	}
}

// A rest is what follows when a set of a part is complete: the node of the sets
// it is to be extended by, and what follows those.
type rest struct {
	at   uint32
	next *rest
}

func (s *Sets) each(i uint32, after *rest, taken []uint32, yield func([]uint32) bool) bool {
	for i >= 2 { // along lo in a loop: those chains are long
		n := &s.nodes[i]
		hi, then := n.hi, after
		with := taken
		if p := s.part[n.level]; p != noSet {
			hi, then = p, &rest{n.hi, after}
		} else {
			with = append(taken, n.level)
		}
		if !s.each(hi, then, with, yield) {
			return false
		}
		i = n.lo
	}
	switch {
	case i == noSet:
		return true
	case after != nil:
		return s.each(after.at, after.next, taken, yield)
	}
	return yield(taken)
}
