package bdd

import (
	"context"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// TestThresholdIsUnion compares the short cut for k of n with the unions it spares,
// bit by bit, and tells from k of n what is not.
func TestThresholdIsUnion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		n := rapid.IntRange(1, 9).Draw(t, "n")
		m := New(ctx, 0)
		p := make([]float64, n)
		var votes []Vote
		same := true
		for i := range n {
			v := Vote{m.Var(uint32(i)), rapid.SampledFrom([]int{1, 1, 1, 1, 1, 1, 1, 2}).Draw(t, "weight")}
			same = same && v.Weight == 1
			votes = append(votes, v)
			p[i] = rapid.Float64Range(0, 1).Draw(t, "p")
		}
		k := rapid.IntRange(1, n).Draw(t, "k")
		sets, err := m.Flatten(n, []Ref{m.AtLeast(k, votes)}).MinimalSets(ctx, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		c := coverer{s: sets, m: New(ctx, 0), p: p, size: sets.smallest()}
		c.v = valuer{m: c.m, p: p}
		below, levels := sets.below(sets.root)
		if !sets.threshold(below, levels, c.size) {
			if same {
				t.Fatalf("%d of %d is not recognised", k, n)
			}
			return
		}
		c.unite(below)
		c.sum(below)
		for _, level := range levels {
			want, err := c.union(sets.root, below, level)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := c.enough(sets.root, below, level); err != nil || got != want {
				t.Fatalf("%d of %d given %d: %.17g (%v), the union has %.17g", k, n, level, got, err, want)
			}
		}
	})
}

// A wide k of n ends when its context does: the steps are many.
func TestThresholdStops(t *testing.T) {
	m := New(context.Background(), 0)
	var votes []Vote
	for i := range uint32(60) {
		votes = append(votes, Vote{m.Var(i), 1})
	}
	sets, err := m.Flatten(60, []Ref{m.AtLeast(30, votes)}).MinimalSets(context.Background(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sets.Coverage(ctx, make([]float64, 60), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("coverage: %v, want context.Canceled", err)
	}
	if _, err := sets.CountBySize(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("counts: %v, want context.Canceled", err)
	}
}
