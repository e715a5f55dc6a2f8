package bdd

import "math"

// Gradient returns the derivative of the sum of the roots' probabilities, each
// times its weight, by the probability of every variable. It takes one pass up
// and one down [DR01].
//
// A derivative is a sum of differences P(hi) − P(lo), which may agree in all
// digits of a float64: in c ∨ (a ∧ b), P(b ∨ c) and P(c) do when b is rare. So
// the pass up carries twice the digits [Dek71]: a derivative has rounding errors of
// 1e-16 of itself, as all else, and of 1e-30 of the probabilities it is between.
func (f *Flat) Gradient(p, weights []float64) []float64 {
	v := make([]double, len(f.nodes))
	v[flatTrue].hi = 1
	for i := 2; i < len(v); i++ {
		n := &f.nodes[i]
		v[i] = mixDouble(p[n.level], v[n.hi], v[n.lo])
	}
	d := make([]float64, f.vars)
	reach := f.reach(p, weights)
	for i := len(v) - 1; i >= 2; i-- {
		n := &f.nodes[i]
		d[n.level] += float64(reach[i] * v[n.hi].minus(v[n.lo]))
	}
	return d
}

// reach returns for every node the weighted probability that an evaluation
// passes through it.
func (f *Flat) reach(p, weights []float64) []float64 {
	r := make([]float64, len(f.nodes))
	for i, root := range f.roots {
		r[root] += weights[i]
	}
	for i := len(r) - 1; i >= 2; i-- {
		n := &f.nodes[i]
		q := p[n.level]
		r[n.hi] += float64(r[i] * q)
		r[n.lo] += float64(r[i] * (1 - q))
	}
	return r
}

// Conditional returns the sum of the roots' probabilities, each times its weight,
// given that a variable is true, and given that it is false; for every variable.
//
// The sum over evaluations that never ask for a variable counts for both. It is
// collected in a binary tree over the levels, so that nothing is subtracted and a
// condition that leaves nothing gives exactly 0. Time is O(Len · log Vars).
func (f *Flat) Conditional(p, weights []float64) (given, without []float64) {
	v := f.probabilities(p)
	reach := f.reach(p, weights)
	given, without = make([]float64, f.vars), make([]float64, f.vars)
	skipped := make(spans, 2*f.vars)
	for i, root := range f.roots {
		skipped.add(0, int(f.nodes[root].level), weights[i]*v[root])
	}
	for i := len(v) - 1; i >= 2; i-- {
		n := &f.nodes[i]
		q, next := p[n.level], int(n.level)+1
		hi, lo := reach[i]*v[n.hi], reach[i]*v[n.lo]
		given[n.level] += hi
		without[n.level] += lo
		skipped.add(next, int(f.nodes[n.hi].level), q*hi)
		skipped.add(next, int(f.nodes[n.lo].level), (1-q)*lo)
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

// mixDouble returns q·a + (1-q)·b.
func mixDouble(q float64, a, b double) double {
	if a == b {
		return a
	}
	c := 1 - q
	cLow := (1 - c) - q // 1-q is c + cLow exactly, for q in [0, 1]
	x, y := float64(q*a.hi), float64(c*b.hi)
	low := math.FMA(q, a.hi, -x) + float64(q*a.lo)
	low += math.FMA(c, b.hi, -y) + float64(c*b.lo) + float64(cLow*b.hi)
	sum := x + y
	back := sum - x
	low += (x - (sum - back)) + (y - back)
	hi := sum + low
	return double{hi, low - (hi - sum)}
}
