package bdd

import (
	"math"
	"slices"
	"sync"
)

// Gradient returns the sum of the roots' probabilities, each times its weight, and
// its derivative by the probability of every variable. It takes one pass up
// and one down [DR01]. That by a variable that stands for a part is the weight
// with which the derivatives in that part count: the chain rule.
//
// A derivative is a sum of differences P(hi) − P(lo), which may agree in all
// digits of a float64: in c ∨ (a ∧ b), P(b ∨ c) and P(c) do when b is rare. So
// the pass up carries twice the digits [Dek71]: a derivative has rounding errors of
// 1e-16 of itself, as all else, and of 1e-30 of the probabilities it is between.
func (f *Flat) Gradient(p, weights []float64) (value float64, derivative []float64) {
	scratch, ok := slopes.Get().(*[]slope)
	if !ok { // cannot be: the pool holds nothing else
		scratch = new([]slope)
	}
	defer slopes.Put(scratch)
	*scratch = slices.Grow((*scratch)[:0], len(f.nodes))[:len(f.nodes)]
	at := *scratch
	at[flatFalse], at[flatTrue] = slope{}, slope{value: double{hi: 1}}
	q := make([]chance, f.vars)
	for i := range q {
		q[i] = newChance(double{hi: p[i]})
	}
	for k := range f.parts {
		part := &f.parts[k]
		for i := part.from; i < part.to; i++ {
			n := &f.nodes[i]
			hi, lo := &at[n.hi].value, &at[n.lo].value
			at[i] = slope{value: mixDouble(&q[n.level], hi, lo), rise: hi.minus(*lo)}
		}
		if m := part.module; m.level != free {
			q[m.level] = newChance(at[m.root].value)
		}
	}
	for i, r := range f.roots {
		value += float64(weights[i] * at[r].value.hi)
	}
	d := make([]float64, f.vars)
	for k := len(f.parts) - 1; k >= 0; k-- {
		part := &f.parts[k]
		if m := part.module; m.level != free {
			at[m.root].reach = d[m.level]
		} else {
			for i, root := range f.roots {
				at[root].reach += weights[i]
			}
		}
		for i := part.to; i > part.from; {
			i--
			n, s := &f.nodes[i], &at[i]
			x := &q[n.level]
			d[n.level] += float64(s.reach * s.rise)
			at[n.hi].reach += float64(s.reach * x.yes.hi)
			at[n.lo].reach += float64(s.reach * x.no.hi)
		}
	}
	return value, d
}

// slopes keeps the memory of the passes, which takes longer to come by than they do.
var slopes = sync.Pool{New: func() any { return new([]slope) }}

// A slope is what [Flat.Gradient] knows of a node.
type slope struct {
	value double
	rise  float64 // by how much the value is larger where the variable is true
	reach float64 // how often evaluations of the roots pass through it, weighted
}

func (f *Flat) weigh(reach, weights []float64) {
	for i, root := range f.roots {
		reach[root] += weights[i]
	}
}

// descend spreads the weights of a part's roots over its nodes: each is reached
// as often as evaluations of the roots pass through it.
func (f *Flat) descend(part *part, q []odds, reach []float64) {
	for i := part.to; i > part.from; {
		i--
		n := &f.nodes[i]
		reach[n.hi] += float64(reach[i] * q[n.level].yes)
		reach[n.lo] += float64(reach[i] * q[n.level].no)
	}
}

// Conditional returns the sum of the roots' probabilities, each times its weight,
// given that a variable is true, and given that it is false; for every variable.
//
// The sum over evaluations that never ask for a variable counts for both. It is
// collected in a binary tree over the levels, so that nothing is subtracted and a
// condition that leaves nothing gives exactly 0. Time is O(Len · log Vars).
func (f *Flat) Conditional(p, weights []float64) (given, without []float64) {
	v, q := f.probabilities(p)
	given, without = make([]float64, f.vars), make([]float64, f.vars)
	reach := make([]float64, len(f.nodes))
	for k := len(f.parts) - 1; k >= 0; k-- {
		part := &f.parts[k]
		m := part.module
		if m.level == free {
			f.weigh(reach, weights)
			yes, no := f.conditional(part, f.roots, weights, v, q, reach)
			copy(given[part.first:], yes)
			copy(without[part.first:], no)
			continue
		}
		one := []float64{1}
		reach[m.root] = 1
		yes, no := f.conditional(part, []uint32{m.root}, one, v, q, reach)
		notYes, notNo := complements(yes), complements(no)
		if m.not != m.root {
			clear(reach[part.from:part.to])
			reach[m.not] = 1
			notYes, notNo = f.conditional(part, []uint32{m.not}, one, v, q, reach)
		}
		for i := range yes {
			level := int(part.first) + i
			given[level] = given[m.level]*yes[i] + without[m.level]*notYes[i]
			without[level] = given[m.level]*no[i] + without[m.level]*notNo[i]
		}
	}
	return given, without
}

func complements(p []float64) []float64 {
	out := make([]float64, len(p))
	for i, x := range p {
		out[i] = max(0, 1-x)
	}
	return out
}

// conditional is [Flat.Conditional] within a part, for its variables and roots.
func (f *Flat) conditional(part *part, roots []uint32, weights, v []float64, q []odds, reach []float64) (given, without []float64) {
	f.descend(part, q, reach)
	vars := int(part.end - part.first)
	given, without = make([]float64, vars), make([]float64, vars)
	skipped := make(spans, 2*vars)
	local := func(n uint32) int { return min(int(f.nodes[n].level-part.first), vars) }
	for i, root := range roots {
		skipped.add(0, local(root), weights[i]*v[root])
	}
	for i := part.to; i > part.from; {
		i--
		n := &f.nodes[i]
		level := local(i)
		hi, lo := reach[i]*v[n.hi], reach[i]*v[n.lo]
		given[level] += hi
		without[level] += lo
		skipped.add(level+1, local(n.hi), q[n.level].yes*hi)
		skipped.add(level+1, local(n.lo), q[n.level].no*lo)
	}
	for level := range given {
		s := skipped.at(level)
		given[level] += s
		without[level] += s
	}
	return given, without
}

// spans is a binary tree over 0 … len/2-1 that adds a number to a range of them
// in O(log len). Only sums are made.
type spans []float64

// add adds x to every number from low up to but not including high.
func (s spans) add(low, high int, x float64) {
	if x == 0 {
		return
	}
	half := len(s) / 2
	for low, high = low+half, high+half; low < high; low, high = low/2, high/2 {
		if low%2 == 1 {
			s[low] += x
			low++
		}
		if high%2 == 1 {
			high--
			s[high] += x
		}
	}
}

// at returns the number at i.
func (s spans) at(i int) float64 {
	sum := 0.0
	for i += len(s) / 2; i >= 1; i /= 2 {
		sum += s[i]
	}
	return sum
}

// A double is the unevaluated sum of two float64: some 32 decimal digits.
type double struct{ hi, lo float64 }

// minus returns a − b, rounded once.
func (a double) minus(b double) float64 { return (a.hi - b.hi) + (a.lo - b.lo) }

// A chance is the probability that a variable is true, and that it is false: the
// two add up to one.
type chance struct{ yes, no double }

func newChance(yes double) chance {
	no := 1 - yes.hi
	low := (1 - no) - yes.hi - yes.lo
	hi := no + low // which alone is all that many look at
	return chance{yes, double{hi, low - (hi - no)}}
}

// mixDouble returns q·a + (1-q)·b.
func mixDouble(q *chance, a, b *double) double {
	if *a == *b {
		return *a
	}
	x, y := float64(q.yes.hi*a.hi), float64(q.no.hi*b.hi)
	low := math.FMA(q.yes.hi, a.hi, -x) + float64(q.yes.hi*a.lo) + float64(q.yes.lo*a.hi)
	low += math.FMA(q.no.hi, b.hi, -y) + float64(q.no.hi*b.lo) + float64(q.no.lo*b.hi)
	sum := x + y
	back := sum - x
	low += (x - (sum - back)) + (y - back)
	hi := sum + low
	return double{hi, low - (hi - sum)}
}
