package faulttree

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
)

// modules is two of many modules, or an odd number of others: what the diagram
// keeps of a module it needs long after, of some with the complement.
func modules(count int) Tree {
	var t Tree
	add := func(id string, op Op, k int, inputs ...string) string {
		t.Gates = append(t.Gates, Gate{ID: id, Op: op, K: k, Inputs: inputs})
		return id
	}
	var some, odd []string
	for m := range count {
		var pairs []string
		for i := range 6 {
			t.Events = append(t.Events, BasicEvent{ID: fmt.Sprintf("e%d.%d", m, i)})
		}
		for i := range 6 {
			pairs = append(pairs, add(fmt.Sprintf("pair%d.%d", m, i), Or, 0, fmt.Sprintf("e%d.%d", m, i), fmt.Sprintf("e%d.%d", m, (i+1)%6)))
		}
		module := add(fmt.Sprintf("module%d", m), AtLeast, 4, pairs...)
		if m%2 == 0 {
			some = append(some, module)
		} else {
			odd = append(odd, module)
		}
	}
	t.Top = add("top", Or, 0, add("two", AtLeast, 2, some...), add("odd", Xor, 0, odd...))
	return t
}

// Rows are used again by node after node and block after block; no value is lost.
func TestSampleOfManyNodes(t *testing.T) {
	const samples = 20_000 // several blocks
	r := rand.New(rand.NewPCG(1, 2))
	for name, tree := range map[string]Tree{"mesh": mesh(4, 5), "modules": modules(16)} {
		t.Run(name, func(t *testing.T) {
			d, err := Compile(context.Background(), tree, nil, Options{})
			if err != nil {
				t.Fatal(err)
			}
			p := make([][]float64, len(d.Events()))
			for i := range p {
				for range samples {
					p[i] = append(p[i], r.Float64())
				}
			}
			got, err := d.Sample(context.Background(), p)
			if err != nil {
				t.Fatal(err)
			}
			one := make([]float64, len(p))
			for s := range samples {
				for i := range p {
					one[i] = p[i][s]
				}
				if want := d.Probability(one)[0]; got[0][s] != want { // to the bit
					t.Fatalf("sample %d of %d nodes: %g, want %g", s, d.flat.Len(), got[0][s], want)
				}
			}
		})
	}
}
