package bdd

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Conditional sums keep their digits however little of the whole is left: they are
// those of a plain pass with the variable fixed. Events without which nothing, or
// hardly anything, is left are many where all of them are needed.
func TestSensitivityOfCriticalVariables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 14
		needed := rapid.IntRange(0, n-4).Draw(t, "needed")
		m := New(context.Background(), 0)
		var votes []Vote
		for level := needed; level < n; level++ {
			votes = append(votes, Vote{m.Var(uint32(level)), 1 + level%3})
		}
		fs := []Ref{m.AtLeast(rapid.IntRange(1, 6).Draw(t, "k"), votes)}
		for level := range needed {
			fs = append(fs, m.Var(uint32(level)))
		}
		both := m.And(m.Var(n), m.Var(n-1)) // another way, a rare one
		f := m.Flatten(n+1, []Ref{m.Or(m.AndAll(fs), both), m.AndAll(fs)})
		p := make([]float64, n+1)
		for i := range p {
			p[i] = math.Pow(10, rapid.Float64Range(-6, 0).Draw(t, "log p"))
		}
		weights := []float64{rapid.SampledFrom([]float64{0, 1}).Draw(t, "weight"), 0.5}
		sum := func(level int, x float64) float64 {
			q := slices.Clone(p)
			q[level] = x
			v := f.Probability(q)
			return weights[0]*v[0] + weights[1]*v[1]
		}
		s := f.Sensitivity(p, weights)
		for level := range p {
			if given := sum(level, 1); math.Abs(s.Given[level]-given) > 1e-12*given {
				t.Fatalf("given %d: %g, want %g", level, s.Given[level], given)
			}
			if without := sum(level, 0); math.Abs(s.Without[level]-without) > 2e-12*without {
				t.Fatalf("without %d: %g, want %g", level, s.Without[level], without)
			}
		}
	})
}

// Sums of parts node by node and by differences are those of one diagram without
// parts: c and m, or d, where m is a or not b; rare all of them.
func TestSensitivityOfParts(t *testing.T) {
	m := New(context.Background(), 0)
	a, notB := m.Var(0), m.Var(1).Not()
	inner := m.Or(a, notB)
	module := m.Flatten(2, []Ref{inner, inner.Not()})
	c, stands, d := m.Var(0), m.Var(1), m.Var(2)
	outer := m.Flatten(3, []Ref{m.ITE(stands, c, d)})
	f, err := Join(context.Background(), []Piece{{Flat: module}, {Flat: outer, Modules: []Use{{Level: 1, Piece: 0}}}})
	if err != nil {
		t.Fatal(err)
	}
	p := []float64{1e-9, 1 - 1e-7, 1e-5, 0, 1e-14} // a, b, c, the module, d
	s := f.Sensitivity(p, []float64{1})
	for _, level := range []int{0, 1, 2, 4} {
		var want [2]float64
		for x := range want {
			q := slices.Clone(p)
			q[level] = float64(x)
			in := q[0] + (1-q[0])*(1-q[1])
			out := (1 - q[0]) * q[1]
			want[x] = in*q[2] + out*q[4]
		}
		if math.Abs(s.Without[level]-want[0]) > 1e-12*want[0] || math.Abs(s.Given[level]-want[1]) > 1e-12*want[1] {
			t.Errorf("level %d: without %g, given %g, want %g", level, s.Without[level], s.Given[level], want)
		}
	}
}
