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
// 1e-16 of itself, as all else, and of 1e-28 of the probabilities it is between.
func (f *Flat) Gradient(p, weights []float64) (value float64, derivative []float64) {
	a := f.ascend(p)
	defer ascents.Put(a)
	derivative = make([]float64, f.vars)
	for k := len(f.parts) - 1; k >= 0; k-- {
		part := &f.parts[k]
		roots, weights := a.rootsOf(part, weights)
		a.descend(part, roots, weights, derivative)
		part.chain(derivative)
	}
	return a.sum(f.roots, weights), derivative
}

// rootsOf returns what the value of a part is the sum of.
func (a *ascent) rootsOf(part *part, weights []float64) (roots []uint32, each []float64) {
	if m := part.module; m.level != free {
		return a.only(m.root)
	}
	return a.f.roots, weights
}

// only returns a root of weight 1; the next call overwrites it.
func (a *ascent) only(root uint32) (roots []uint32, weights []float64) {
	a.root[0], a.one[0] = root, 1
	return a.root[:], a.one[:]
}

// chain turns the derivatives of a part's root into those of the whole.
func (part *part) chain(derivative []float64) {
	if m := part.module; m.level != free {
		own := derivative[part.first:part.end]
		for i := range own {
			own[i] *= derivative[m.level]
		}
	}
}

// An ascent is what the pass up leaves for the passes down.
type ascent struct {
	f     *Flat
	q     []chance  // by variable
	at    []double  // the value of every node; lo is what rounding lost
	rise  []float64 // by how much the value is larger where the node's variable is true
	reach []float64 // how often evaluations of the roots pass through a node, weighted

	// Scratch.
	root     [1]uint32
	one      [1]float64
	vague    []uint32     // variables
	skipped  spans        // of a part
	opposite []float64    // derivatives of the complement of a module
	not      [2][]float64 // conditional probabilities of it
}

// ascents keeps the memory of the passes, which takes longer to come by than they do.
var ascents = sync.Pool{New: func() any { return new(ascent) }}

// ascend computes the values of all nodes, which must go back to the pool.
func (f *Flat) ascend(p []float64) *ascent {
	a, ok := ascents.Get().(*ascent)
	if !ok { // cannot be: the pool holds nothing else
		a = new(ascent)
	}
	a.f = f
	a.q, a.at = sized(a.q, f.vars), sized(a.at, len(f.nodes))
	a.rise, a.reach = sized(a.rise, len(f.nodes)), sized(a.reach, len(f.nodes))
	a.at[flatFalse], a.at[flatTrue] = double{}, double{hi: 1}
	for i := range a.q {
		a.q[i] = newChance(double{hi: p[i]})
	}
	for k := range f.parts {
		part := &f.parts[k]
		a.climb(f.nodes[:part.to], int(part.from))
		if m := part.module; m.level != free {
			q := newChance(a.at[m.root].normal())
			if m.not != m.root {
				q.no = a.at[m.not].normal()
			}
			a.q[m.level] = q
		}
	}
	return a
}

// climb computes the values of the nodes from a number on: yes·hi + no·lo. What
// rounding the larger digits loses is known exactly and goes to the smaller ones,
// so no digit waits for another.
func (a *ascent) climb(nodes []node, from int) {
	at, rise, chances := a.at[:len(nodes)], a.rise[:len(nodes)], a.q
	for i := from; i < len(nodes); i++ {
		n := &nodes[i]
		q, hi, lo := &chances[n.level], at[n.hi], at[n.lo]
		x, y := float64(q.yes.hi*hi.hi), float64(q.no.hi*lo.hi)
		sum := x + y
		back := sum - x
		lost := (x - (sum - back)) + (y - back)
		lost += math.FMA(q.yes.hi, hi.hi, -x) + math.FMA(q.no.hi, lo.hi, -y)
		lost += float64(q.yes.lo*hi.hi) + float64(q.no.lo*lo.hi)
		lost += float64(q.yes.hi*hi.lo) + float64(q.no.hi*lo.lo)
		at[i] = double{sum, lost}
		rise[i] = hi.minus(lo)
	}
}

func sized[T any](s []T, n int) []T { return slices.Grow(s[:0], n)[:n] }

// sum returns the sum of the roots' values, each times its weight.
func (a *ascent) sum(roots []uint32, weights []float64) float64 {
	sum := 0.0
	for i, r := range roots {
		sum += float64(weights[i] * a.at[r].hi)
	}
	return sum
}

// descend spreads the weights of roots over the nodes of their part: each is
// reached as often as evaluations of the roots pass through it. It adds up the
// derivative of the sum of the roots by every variable of the part.
func (a *ascent) descend(part *part, roots []uint32, weights, derivative []float64) {
	nodes, reach, rise := a.f.nodes[:part.to], a.reach[:part.to], a.rise[:part.to]
	clear(reach[part.from:])
	for i, root := range roots {
		reach[root] += weights[i]
	}
	for i := len(nodes) - 1; i >= int(part.from); i-- {
		n, r := &nodes[i], reach[i]
		q := &a.q[n.level]
		derivative[n.level] += float64(r * rise[i])
		reach[n.hi] += float64(r * q.yes.hi)
		reach[n.lo] += float64(r * q.no.hi)
	}
}

// A double is the unevaluated sum of two float64, of which lo is about as small
// as the rounding of hi: some 30 decimal digits.
type double struct{ hi, lo float64 }

// minus returns a − b, rounded once.
func (a double) minus(b double) float64 { return (a.hi - b.hi) + (a.lo - b.lo) }

// normal returns the same number with hi the nearest float64.
func (a double) normal() double {
	hi := a.hi + a.lo
	return double{hi, a.lo - (hi - a.hi)}
}

// A chance is the probability that a variable is true, and that it is false: the
// two add up to one.
type chance struct{ yes, no double }

func newChance(yes double) chance {
	no := 1 - yes.hi
	low := (1 - no) - yes.hi - yes.lo
	hi := no + low // which alone is all that many look at
	return chance{yes, double{hi, low - (hi - no)}}
}
