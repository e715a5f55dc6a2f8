package network

import (
	"context"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// minimal returns, as sets of components, the minimal sets for which ok holds, of those
// that can fail.
func (o oracle) minimal(ok func(set uint) bool) []uint {
	u := o.unreliability()
	var out []uint
	for set := range uint(1) << len(u) {
		possible := true
		for c := range u {
			possible = possible && (set>>c&1 == 0 || u[c] > 0)
		}
		if !possible || !ok(set) {
			continue
		}
		least := true
		for rest := set; rest != 0 && least; rest &= rest - 1 {
			least = !ok(set &^ (rest & -rest))
		}
		if least {
			out = append(out, set)
		}
	}
	return out
}

func TestSetsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, q := drawGraph(t)
		o := newOracle(g, q)
		u := o.unreliability()
		failed := make([]bool, len(u))
		works := func(down uint) bool {
			for c := range failed {
				failed[c] = down>>c&1 == 1
			}
			return o.works(failed)
		}
		fallible := uint(0)
		for c := range u {
			if u[c] > 0 {
				fallible |= 1 << c
			}
		}
		check := func(got Sets, err error, want []uint, p func(float64) float64) {
			if err != nil {
				t.Fatal(err)
			}
			if got.Count.Int64() != int64(len(want)) {
				t.Fatalf("%v sets, enumeration finds %d", got.Count, len(want))
			}
			var products []float64
			for _, set := range want {
				product := 1.0
				for rest := set; rest != 0; rest &= rest - 1 {
					product *= p(u[bits.TrailingZeros(rest)])
				}
				products = append(products, product)
			}
			slices.Sort(products)
			slices.Reverse(products)
			for i, s := range got.Top {
				if !same(s.Probability, products[i]) {
					t.Fatalf("set %d, %v, has probability %g, enumeration finds %g", i, s.Components, s.Probability, products[i])
				}
			}
			if len(got.Top) != min(len(want), 20) {
				t.Fatalf("%d sets listed of %d", len(got.Top), len(want))
			}
		}
		cuts, err := CutSets(context.Background(), g, q, SetOptions{})
		check(cuts, err, o.minimal(func(set uint) bool { return !works(set) }), func(u float64) float64 { return u })
		paths, err := PathSets(context.Background(), g, q, SetOptions{})
		check(paths, err, o.minimal(func(set uint) bool { return works(fallible &^ set) }), func(u float64) float64 { return 1 - u })
	})
}

func TestPolynomialProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, q := drawGraph(t)
		o := newOracle(g, q)
		want := make([]int64, len(g.Edges)+1)
		failed := make([]bool, len(g.Edges)+len(g.Nodes))
		for set := range uint(1) << len(g.Edges) {
			for c := range g.Edges {
				failed[c] = set>>c&1 == 0
			}
			if o.works(failed) {
				want[bits.OnesCount(set)]++
			}
		}
		got, err := Polynomial(context.Background(), g, q, Options{})
		if err != nil || len(got) != len(want) {
			t.Fatalf("%v, want %v (%v)", got, want, err)
		}
		for i, n := range got {
			if n.Int64() != want[i] {
				t.Fatalf("%v, enumeration finds %v", got, want)
			}
		}
	})
}
