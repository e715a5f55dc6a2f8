package bdd

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Sifting changes no function, only where its variables are.
func TestSift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(context.Background(), 0)
		var refs []Ref
		var tables []truth
		for range 3 {
			f, a := drawFunction(t, m, 4, false)
			refs, tables = append(refs, f), append(tables, a)
		}
		m.Keep(refs)
		m.collect(refs)
		before := m.Len()
		order := m.Sift(vars)
		if m.Err() != nil || m.Len() > before {
			t.Fatalf("%d nodes, there were %d (%v)", m.Len(), before, m.Err())
		}
		if sorted := slices.Sorted(slices.Values(order)); !slices.Equal(sorted, []uint32{0, 1, 2, 3, 4}) {
			t.Fatalf("order %v", order)
		}
		p := drawProbabilities(t)
		moved := make([]float64, vars)
		for level, old := range order {
			moved[level] = p[old]
		}
		for i, got := range m.Flatten(vars, refs).Probability(moved) {
			if want := tables[i].probability(p); !near(got, want) {
				t.Fatalf("probability %g, truth table gives %g", got, want)
			}
		}
	})
}

// The or of n pairs under the order that has the first of all pairs before the
// second needs 2^(n+1) − 2 nodes, under the one that has pairs together 2n [Bry86].
func TestSiftFindsPairs(t *testing.T) {
	const n = 10
	m := New(context.Background(), 0)
	var pairs []Ref
	for i := range uint32(n) {
		pairs = append(pairs, m.And(m.Var(i), m.Var(i+n)))
	}
	refs := []Ref{m.OrAll(pairs)}
	m.Keep(refs)
	m.collect(refs)
	if got := m.Len() - 1; got != 1<<(n+1)-2 {
		t.Errorf("%d nodes before, want %d", got, 1<<(n+1)-2)
	}
	m.Sift(2 * n)
	if got := m.Len() - 1; got != 2*n {
		t.Errorf("%d nodes after, want %d", got, 2*n)
	}
}

func TestSiftEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	m := New(ctx, 0)
	refs := []Ref{m.And(m.Var(0), m.Var(1))}
	m.Keep(refs)
	cancel()
	m.Sift(2)
	if m.Err() == nil {
		t.Error("goes on after the end")
	}
}

// A limit below what there is stops building, not sifting.
func TestSiftAtLimit(t *testing.T) {
	m := New(context.Background(), 0)
	refs := []Ref{m.Var(0), m.Var(1), m.Var(2)}
	m.Keep(refs)
	m.Raise(2)
	m.And(refs[0], refs[1])
	if m.Err() == nil {
		t.Fatal("no limit")
	}
	m.Sift(3)
	if m.Err() != nil || m.Len() != 4 {
		t.Errorf("%d nodes, want 3 and the constant: %v", m.Len(), m.Err())
	}
	if m.And(refs[0], refs[1]); m.Err() == nil {
		t.Error("the limit is gone")
	}
}
