package bdd

import (
	"context"
	"math/rand/v2"
	"testing"
)

// Every sample has the bits of a pass of its own, in diagrams with many values at a
// time and whatever the number of samples.
func TestSampleBits(t *testing.T) {
	const n = 16
	r := rand.New(rand.NewPCG(1, 2))
	for samples := range 40 {
		m := New(context.Background(), 0)
		var roots []Ref
		for range 3 {
			var votes []Vote
			for range n {
				f := m.Var(uint32(r.IntN(n)))
				votes = append(votes, Vote{m.And(f, m.Var(uint32(r.IntN(n)))), 1 + r.IntN(3)})
			}
			roots = append(roots, m.AtLeast(3+r.IntN(6), votes))
		}
		f := m.Flatten(n, roots)
		p := make([][]float64, n)
		for i := range p {
			for range samples {
				p[i] = append(p[i], r.Float64())
			}
		}
		got, err := f.Sample(context.Background(), p, samples)
		if err != nil {
			t.Fatal(err)
		}
		for s := range samples {
			q := make([]float64, n)
			for i := range q {
				q[i] = p[i][s]
			}
			for i, want := range f.Probability(q) {
				if got[i][s] != want {
					t.Fatalf("sample %d of %d, root %d of %d nodes: %v, want %v", s, samples, i, f.Len(), got[i][s], want)
				}
			}
		}
	}
}
