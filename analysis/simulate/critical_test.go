package simulate

import (
	"fmt"
	"math"
	"math/bits"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
)

// The chance of a gate, and its slope by that of each input, are those of all states.
func TestGateChances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1e-9, 1})), 1, 7).Draw(t, "chances")
		n := node{k: rapid.IntRange(1, len(q)).Draw(t, "k")}
		w := &scratch{chance: q, slope: make([]float64, len(q))}
		want, slope := 0.0, make([]float64, len(q))
		for i := range q {
			n.inputs = append(n.inputs, i)
		}
		for mask := range uint(1) << len(q) {
			of := func(but int) float64 {
				p := 1.0
				for i, x := range q {
					if i == but {
						continue
					}
					if mask>>i&1 == 0 {
						x = 1 - x
					}
					p *= x
				}
				return p
			}
			failed := bits.OnesCount(mask)
			if failed >= n.k {
				want += of(-1)
			}
			for i := range q {
				if mask>>i&1 == 1 && failed == n.k {
					slope[i] += of(i)
				}
			}
		}
		if got := w.atLeast(n); math.Abs(got-want) > 1e-12*want {
			t.Fatalf("chance %g, want %g", got, want)
		}
		w.descend(n, 2)
		for i := range q {
			if math.Abs(w.slope[i]-2*slope[i]) > 1e-12*slope[i] {
				t.Fatalf("slopes %g, want twice %g", w.slope, slope)
			}
		}
	})
}

// A gate of ten thousand components takes time in proportion to them, when failures of
// them are made likely.
func TestWideGates(t *testing.T) {
	const wide = 10_000
	for _, k := range []int{1, 2, wide} {
		m := &Model{Top: "top", Gates: []faulttree.Gate{{ID: "top", Op: faulttree.AtLeast, K: k}}}
		for i := range wide {
			id := fmt.Sprint(i)
			m.Components = append(m.Components, Component{ID: id, Life: dist.Exponential{MTTF: 1e6}, Repair: dist.Exponential{MTTF: 1}})
			m.Gates[0].Inputs = append(m.Gates[0].Inputs, id)
		}
		s := newSim(compile(m))
		s.reset()
		begun := time.Now()
		for range 10 {
			s.critical(s.shares)
		}
		if d := time.Since(begun); d > 5*time.Second {
			t.Errorf("%d of %d: %v for ten events", k, wide, d)
		}
	}
}
