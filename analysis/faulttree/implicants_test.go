package faulttree

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// primes returns the prime implicants by definition, as names of what holds and,
// with a "-", of what does not: of all 3^n conditions those that make the top
// certain and of which no part does.
func (o oracle) primes(events []string) []string {
	certain := func(on, off int) bool {
		for state := range o.occurs {
			if state&on == on && state&off == 0 && !o.occurs[state] {
				return false
			}
		}
		return true
	}
	var out []string
	for on := range len(o.occurs) {
		for off := range len(o.occurs) {
			if on&off != 0 || !certain(on, off) {
				continue
			}
			prime := true
			var names []string
			for i := range o.n {
				bit := 1 << i
				switch {
				case on&bit != 0:
					names = append(names, events[i])
					prime = prime && !certain(on&^bit, off)
				case off&bit != 0:
					names = append(names, "-"+events[i])
					prime = prime && !certain(on, off&^bit)
				}
			}
			if prime {
				slices.Sort(names)
				out = append(out, strings.Join(names, " "))
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestPrimeImplicants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawAny(t)
		d, err := Compile(context.Background(), tree, nil, Options{Skip: Pass(rapid.IntRange(0, int(2*Modules-1)).Draw(t, "skip"))})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Events()) > 6 {
			t.Skip("3^n conditions of more than 6 events take too long to go through")
		}
		p, _ := tree.Parameters(d.Events())
		got, err := d.PrimeImplicants(context.Background(), tree.Top, p, CutSetOptions{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, i := range got.Top {
			set := slices.Clone(i.Events)
			for _, e := range i.Absent {
				set = append(set, "-"+e)
			}
			slices.Sort(set)
			names = append(names, strings.Join(set, " "))
		}
		slices.Sort(names)
		want := newOracle(tree, tree.Top, d.Events()).primes(d.Events())
		if !slices.Equal(names, want) || got.Count.String() != fmt.Sprint(len(want)) {
			t.Fatalf("%v: %q, want %q\n%v", got.Count, names, want, tree)
		}
	})
}

// TestCutOffs compares cut-offs with going through all minimal cut sets, and the
// bound on what is dropped with what it is.
func TestCutOffs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		d, p := diagram(t, tree)
		o := newOracle(tree, tree.Top, d.Events())
		opt := CutSetOptions{
			MaxOrder:       rapid.IntRange(0, 4).Draw(t, "max order"),
			MinProbability: rapid.SampledFrom([]float64{0, 1e-20, 1e-6, 0.1}).Draw(t, "min probability"),
		}
		if opt.MaxOrder == 0 && opt.MinProbability == 0 {
			opt.MaxOrder = 1
		}
		got, err := d.CutSets(context.Background(), tree.Top, p, opt)
		if err != nil {
			t.Fatal(err)
		}
		var kept []int
		dropped, exponent := 0.0, 0.0
		for _, set := range o.cutSets() {
			c, order := 1.0, 0
			for i := range o.n {
				if set>>i&1 == 1 {
					c *= p[i]
					order++
				}
			}
			if opt.MaxOrder > 0 && order > opt.MaxOrder || c < opt.MinProbability {
				dropped += c
				continue
			}
			kept = append(kept, set)
			exponent += math.Log1p(-c)
		}
		if bound := -math.Expm1(exponent); !near(got.UpperBound, bound) {
			t.Fatalf("min-cut upper bound %g, want %g of those kept", got.UpperBound, bound)
		}
		if got.Count.String() != fmt.Sprint(len(kept)) || len(got.Top) != min(len(kept), defaultCutSets) {
			t.Fatalf("%v kept, %d listed, want %d", got.Count, len(got.Top), len(kept))
		}
		truth := o.sum(p, func(s int) bool {
			return o.occurs[s] && !slices.ContainsFunc(kept, func(c int) bool { return s&c == c })
		})
		if got.Dropped < truth*(1-1e-12) || got.Dropped > dropped*(1+1e-10)+1e-10*got.Sum+tiny {
			t.Fatalf("dropped %g, truly %g, at most %g", got.Dropped, truth, dropped)
		}
	})
}
