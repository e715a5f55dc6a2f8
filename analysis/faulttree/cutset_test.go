package faulttree

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCutSetsBeyondCounting(t *testing.T) {
	const n, m = 100, 10
	tree := product(n, m)
	tree.Events[7].Probability = 0.02 // e0.7: in the most probable cut sets, and only there
	d, p := diagram(t, tree)
	c, err := d.CutSets(context.Background(), "top", p, CutSetOptions{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	// One event of each of 100 gates with 10: 10^100 cut sets of order 100.
	want := new(big.Int).Exp(big.NewInt(m), big.NewInt(n), nil)
	if c.Count.Cmp(want) != 0 || len(c.ByOrder) != n || c.ByOrder[n-1].Cmp(want) != 0 {
		t.Errorf("%v cut sets, want 1e100, all of order %d of %d", c.Count, n, len(c.ByOrder))
	}
	// Their sum is the product over the gates of the sums over their events.
	if want := 0.11 * math.Pow(0.1, n-1); relErr(c.Sum, want) > 1e-12 {
		t.Errorf("sum %g, want %g", c.Sum, want)
	}
	if len(c.Top) != 3 || c.Top[2].Order != n || c.Top[2].Events[0] != "e0.7" {
		t.Errorf("%d listed", len(c.Top))
	}
}

func TestCutSetsTop(t *testing.T) {
	tree := bridge(0.1, 0.2, 0.3, 0.2, 0.1)
	d, err := Compile(context.Background(), tree, []string{"top", "ab"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := tree.Parameters(d.Events())
	c, err := d.CutSets(context.Background(), "top", p, CutSetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// Products of the probabilities above; ties by name.
	want := []CutSet{
		{Events: []string{"a", "b"}, Order: 2, Probability: 0.02}, {Events: []string{"d", "e"}, Order: 2, Probability: 0.02},
		{Events: []string{"b", "c", "d"}, Order: 3, Probability: 0.012}, {Events: []string{"a", "c", "e"}, Order: 3, Probability: 0.003},
	}
	near := cmp.Comparer(func(a, b float64) bool { return relErr(a, b) < 1e-15 })
	if diff := cmp.Diff(want, c.Top, near); diff != "" {
		t.Errorf("most probable (-want +got):\n%s", diff)
	}
	if c, err := d.CutSets(context.Background(), "top", p, CutSetOptions{Limit: -1}); err != nil || len(c.Top) != 0 || c.Count.String() != "4" {
		t.Errorf("without a list: %+v, %v", c, err)
	}
	if _, err := d.CutSets(context.Background(), "de", p, CutSetOptions{}); !errors.Is(err, ErrUnknownID) {
		t.Errorf("not a top: %v", err)
	}
	if _, err := d.MinimalCutSets("de"); !errors.Is(err, ErrUnknownID) {
		t.Errorf("not a top: %v", err)
	}
	if _, err := d.CutSets(context.Background(), "top", p[1:], CutSetOptions{}); !errors.Is(err, ErrShape) {
		t.Errorf("a probability is missing: %v", err)
	}
	p[0] = math.NaN()
	if _, err := d.CutSets(context.Background(), "top", p, CutSetOptions{}); !errors.Is(err, ErrProbability) {
		t.Errorf("a probability is NaN: %v", err)
	}
}

func TestCutSetsTiesByName(t *testing.T) {
	tree := kOfN(1, slices.Repeat([]float64{0.01}, 9)...)
	slices.Reverse(tree.Gates[0].Inputs) // the diagram meets the last names first
	d, p := diagram(t, tree)
	c, err := d.CutSets(context.Background(), "top", p, CutSetOptions{Limit: 2})
	if err != nil || len(c.Top) != 2 || c.Top[0].Events[0] != "e0" || c.Top[1].Events[0] != "e1" {
		t.Errorf("listed %v, want e0 and e1 of nine alike (%v)", c.Top, err)
	}
}

func TestCutSetsJSON(t *testing.T) {
	r, err := Analyze(context.Background(), product(25, 10), Options{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(r.CutSets)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	if fields["count"] != "10000000000000000000000000" { // 10^25, above 2^64
		t.Errorf("count is %v", fields["count"])
	}
	var back CutSets
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r.CutSets, back, cmp.Comparer(func(a, b *big.Int) bool { return a.Cmp(b) == 0 })); diff != "" {
		t.Errorf("round trip (-before +after):\n%s", diff)
	}
	if err := json.Unmarshal([]byte(`{"count":"many"}`), &back); err == nil {
		t.Error("a count that is no number is accepted")
	}
}

// hard is a tree whose cut sets all mix: 2 of 3 in a lattice, large under any
// order.
func hard(side int) Tree {
	t := Tree{Top: "top", Gates: []Gate{{ID: "top", Op: Or}}}
	id := func(i, j int) string { return string(rune('A'+i%side)) + string(rune('A'+j%side)) }
	for i := range side {
		for j := range side {
			t.Events = append(t.Events, BasicEvent{ID: id(i, j), Probability: 0.01})
			g := Gate{ID: "g" + id(i, j), Op: And, Inputs: []string{id(i, j), id(i+1, j), id(i, j+1), id(i+5, j+7)}}
			t.Gates = append(t.Gates, g)
			t.Gates[0].Inputs = append(t.Gates[0].Inputs, g.ID)
		}
	}
	return t
}

func TestCompileStops(t *testing.T) {
	if _, err := Analyze(context.Background(), hard(14), Options{NodeLimit: 10_000}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("with 10,000 nodes: %v, want ErrTooLarge", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := Analyze(ctx, hard(20), Options{})
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
		t.Errorf("after %v: %v, want the end of the context", time.Since(start), err)
	}
	if _, err := Compile(context.Background(), kOfN(1, 0.5), []string{"top", "nowhere"}, Options{}); !errors.Is(err, ErrUnknownID) {
		t.Errorf("unknown top: %v", err)
	}
}

func TestSampleRefuses(t *testing.T) {
	d, err := Compile(context.Background(), kOfN(1, 0.5, 0.5), nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		p    [][]float64
		want error
	}{
		{"an event missing", [][]float64{{0.1}}, ErrShape},
		{"a sample missing", [][]float64{{0.1, 0.2}, {0.1}}, ErrShape},
		{"NaN", [][]float64{{0.1}, {math.NaN()}}, ErrProbability},
	} {
		if _, err := d.Sample(context.Background(), tt.p); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := d.Sample(ctx, [][]float64{{0.1}, {0.1}}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
