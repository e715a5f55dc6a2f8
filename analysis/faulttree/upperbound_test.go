package faulttree

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
)

func TestUpperBoundReference(t *testing.T) {
	like := func(n int, p float64) []float64 { return slices.Repeat([]float64{p}, n) }
	set := func(t Tree, p float64) Tree {
		for i := range t.Events {
			t.Events[i].Probability = p
		}
		return t
	}
	tests := []struct {
		name   string
		source string
		tree   Tree
		want   float64
	}{
		{"three rare events", "3p - 3p^2 + p^3", kOfN(1, like(3, 1e-18)...), 3e-18},
		{"2 of 3 likely events", "1 - (1-p^2)^3", kOfN(2, like(3, 0.9)...), 1 - 0.19*0.19*0.19},
		{"one event, nearly certain", "p", kOfN(1, 1-0x1p-50), 1 - 0x1p-50},
		{"fifty just below what counts one by one", "1 - (1-p)^50", kOfN(1, like(50, 0.0999)...), -math.Expm1(50 * math.Log1p(-0.0999))},
		{"one likely beside many rare", "1 - (1-0.8)(1-1e-9)^1000", kOfN(1, append(like(1000, 1e-9), 0.8)...), 0.8 + 0.2*-math.Expm1(1000*math.Log1p(-1e-9))},
		{"one of 0.5 and the largest that is not likely", "1 - 0.5 · 0.905", kOfN(1, 0.5, 0.095), 0.5475},
		{"a nearly certain cut set of 100 events", "p^100", kOfN(100, like(100, 0.9999)...), math.Exp(100 * math.Log1p(-1e-4))},
		{"900 cut sets of 0.0009", "1 - (1-p^2)^900", set(product(2, 30), 0.03), -math.Expm1(900 * math.Log1p(-9e-4))},
		{"30^60 cut sets of 1e-120", "0.3^60; what is left out is less than that squared", product(60, 30), math.Pow(0.3, 60)},
		{"more likely events than count one by one", "1 - 0.9^1000, which is 1", kOfN(1, like(1000, 0.1)...), 1},
		{"2^1100 certain cut sets", "1 where one is certain", set(product(1100, 2), 1), 1},
		{"certain", "1 of the empty cut set", Tree{Top: "h", House: []HouseEvent{{"h", true}}}, 1},
		{"impossible", "0 of none", Tree{Top: "h", House: []HouseEvent{{"h", false}}}, 0},
		{"nothing but impossible cut sets", "0", kOfN(2, like(5, 0)...), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Compile(context.Background(), tt.tree, nil, Options{})
			if err != nil {
				t.Fatal(err)
			}
			p, _ := tt.tree.Parameters(d.Events())
			c, err := d.CutSets(context.Background(), tt.tree.Top, p, CutSetOptions{})
			if err != nil || relErr(c.UpperBound, tt.want) > 1e-13 || c.Sum > math.MaxFloat64 {
				t.Errorf("upper bound %.17g, want %.17g (source: %s); sum %g, %v", c.UpperBound, tt.want, tt.source, c.Sum, err)
			}
		})
	}
}

// TestUpperBoundOfSmallCutSets: only those up to the order count, though larger
// ones are more probable.
func TestUpperBoundOfSmallCutSets(t *testing.T) {
	tree := Tree{Top: "top", Gates: []Gate{{ID: "top", Op: Or, Inputs: []string{"a", "b and c"}}, {ID: "b and c", Op: And, Inputs: []string{"b", "c"}}}}
	tree.Events = []BasicEvent{{ID: "a", Probability: 0.01}, {ID: "b", Probability: 0.9}, {ID: "c", Probability: 0.9}}
	d, err := Compile(context.Background(), tree, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.CutSets(context.Background(), "top", []float64{0.01, 0.9, 0.9}, CutSetOptions{MaxOrder: 1})
	if err != nil || relErr(c.UpperBound, 0.01) > 1e-14 || relErr(c.Dropped, 0.81) > 1e-14 {
		t.Errorf("upper bound %g, want 0.01; dropped %g, want 0.81 (%v)", c.UpperBound, c.Dropped, err)
	}
	// 2^1100 certain cut sets, none of them too large: no sum is infinite.
	tree = product(1100, 2)
	if d, err = Compile(context.Background(), tree, nil, Options{}); err != nil {
		t.Fatal(err)
	}
	p := slices.Repeat([]float64{1}, 2200)
	c, err = d.CutSets(context.Background(), "top", p, CutSetOptions{MaxOrder: 1200})
	if err != nil || c.UpperBound != 1 || c.Sum != math.MaxFloat64 || c.Dropped != 0 {
		t.Errorf("upper bound %g, want 1; sum %g, dropped %g (%v)", c.UpperBound, c.Sum, c.Dropped, err)
	}
	p[0] = 0 // of a cut set in two, which must not make a NaN of the sum
	if c, err = d.CutSets(context.Background(), "top", p, CutSetOptions{MaxOrder: 1099}); err != nil || c.UpperBound != 0 || c.Sum != 0 || c.Dropped != math.MaxFloat64 {
		t.Errorf("upper bound %g, want 0; sum %g, dropped %g (%v)", c.UpperBound, c.Sum, c.Dropped, err)
	}
}

// TestUpperBoundStops: the sets are made before, so only the passes can notice.
func TestUpperBoundStops(t *testing.T) {
	tree := product(3, 3)
	d, p := diagram(t, tree)
	if _, err := d.CutSets(context.Background(), "top", p, CutSetOptions{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, opt := range []CutSetOptions{{}, {MaxOrder: 3}, {MinProbability: 1e-9}} {
		if _, err := d.CutSets(ctx, "top", p, opt); !errors.Is(err, context.Canceled) {
			t.Errorf("%+v: %v, want the end of the context", opt, err)
		}
	}
}

// TestUpperBoundPasses counts passes: 16 at the worst, few where all is rare.
func TestUpperBoundPasses(t *testing.T) {
	for p, most := range map[float64]int{0.0999: 16, 0.01: 9, 1e-6: 4, 1e-18: 2} {
		tree := kOfN(1, slices.Repeat([]float64{p}, 3)...)
		d, err := Compile(context.Background(), tree, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		q, _ := tree.Parameters(d.Events())
		s, err := d.minimalSets(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		passes := 0
		got, err := minCutUpperBound(context.Background(), byLevel(d, q), nil, func(power []float64) float64 {
			passes++
			return s.Sum(power)
		})
		if want := -math.Expm1(3 * math.Log1p(-p)); err != nil || relErr(got, want) > 1e-14 || passes > most {
			t.Errorf("p = %g: %.17g, want %.17g, in %d passes, want at most %d (%v)", p, got, want, passes, most, err)
		}
	}
}
