package faulttree

import (
	"context"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestFrequency compares with the states in which the end of nothing and the
// occurrence of an event causes the top event; where an event with a rate helps
// in some state, its end causes it, too, and that is refused.
func TestFrequency(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawAny(t)
		for i := range tree.Events {
			if rapid.Bool().Draw(t, "without a rate") {
				tree.Events[i].RatePerHour = 0
			}
		}
		d, err := Compile(context.Background(), tree, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		p, rates := tree.Parameters(d.Events())
		o := newOracle(tree, tree.Top, d.Events())
		want, helps := 0.0, false
		for i, rate := range rates {
			for s, occurs := range o.occurs {
				helps = helps || rate > 0 && occurs && !o.occurs[s|1<<i]
			}
			want += o.sum(p, func(s int) bool { return o.occurs[s|1<<i] && !o.occurs[s&^(1<<i)] }) * (1 - p[i]) * rate
		}
		got, err := d.Frequency(p, rates, []float64{1})
		switch {
		case errors.Is(err, ErrNotCoherent):
			if d.coherent {
				t.Fatalf("%v of a coherent tree\n%v", err, tree)
			}
		case err != nil || helps || math.Abs(got-want) > 1e-12*want+1e-28:
			t.Fatalf("frequency %g, want %g, an event with a rate helps %t (%v)\n%v", got, want, helps, err, tree)
		}
		r, err := Analyze(context.Background(), tree, Options{})
		if err != nil || helps && r.FrequencyPerHour != nil {
			t.Fatalf("frequency %v although an event with a rate helps (%v)", r.FrequencyPerHour, err)
		}
	})
}

func TestFrequencyReference(t *testing.T) {
	// Either of two pumps, failed 0.01 and 0.02 of the time and each 1e-3 per hour
	// while it works, when the shutdown that would make it harmless (0.1, on
	// demand) has not occurred: 0.9·(0.98 + 0.99)·1e-3, less where one is down already.
	tree := Tree{
		Top: "top",
		Gates: []Gate{
			{ID: "top", Op: And, Inputs: []string{"pumps", "no shutdown"}},
			{ID: "pumps", Op: Or, Inputs: []string{"pump1", "pump2"}},
			{ID: "no shutdown", Op: Not, Inputs: []string{"shutdown"}},
		},
		Events: []BasicEvent{
			{ID: "pump1", Probability: 0.01, RatePerHour: 1e-3}, {ID: "pump2", Probability: 0.02, RatePerHour: 1e-3},
			{ID: "shutdown", Probability: 0.1},
		},
	}
	r, err := Analyze(context.Background(), tree, Options{})
	if want := 2 * 0.9 * 0.99 * 0.98 * 1e-3; err != nil || r.FrequencyPerHour == nil || relErr(*r.FrequencyPerHour, want) > 1e-14 {
		t.Errorf("frequency %v, want %g (%v)", r.FrequencyPerHour, want, err)
	}
	tree.Events[2].RatePerHour = 1e-9 // its end may cause the top event, at a rate nobody said
	if r, err := Analyze(context.Background(), tree, Options{}); err != nil || r.FrequencyPerHour != nil {
		t.Errorf("frequency %v, want none (%v)", r.FrequencyPerHour, err)
	}
	d, err := Compile(context.Background(), tree, []string{"top", "pumps"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Of the pumps alone 2·0.99·0.98·1e-3, twice, and the top.
	got, err := d.Frequency([]float64{0.01, 0.02, 0.1}, []float64{1e-3, 1e-3, 0}, []float64{1, 2})
	if want := (0.9 + 2) * 2 * 0.99 * 0.98 * 1e-3; err != nil || relErr(got, want) > 1e-14 {
		t.Errorf("frequency of two tops %g, want %g (%v)", got, want, err)
	}
}

func TestFrequencyRefuses(t *testing.T) {
	d, err := Compile(context.Background(), kOfN(1, 0.5, 0.5), nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	half, one := []float64{0.5, 0.5}, []float64{1}
	for _, tt := range []struct {
		name              string
		p, rates, weights []float64
		want              error
	}{
		{"an event missing", half[1:], half, one, ErrShape},
		{"a rate missing", half, half[1:], one, ErrShape},
		{"a weight missing", half, half, nil, ErrShape},
		{"a probability that is none", []float64{2, 0.5}, half, one, ErrProbability},
		{"a negative rate", half, []float64{1, -1}, one, ErrRate},
		{"a rate that is NaN", half, []float64{1, math.NaN()}, one, ErrRate},
		{"an infinite sum", half, []float64{math.MaxFloat64, 1}, []float64{8}, ErrRate},
		{"a negative weight", half, half, []float64{-1}, ErrWeight},
	} {
		if _, err := d.Frequency(tt.p, tt.rates, tt.weights); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}
