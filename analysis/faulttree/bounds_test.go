package faulttree

import (
	"context"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// TestBounds compares bounds found with hardly any nodes with summing all
// states: the truth is between them, and more nodes make none worse.
func TestBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		d, p := diagram(t, tree)
		truth := newOracle(tree, tree.Top, d.Events()).probability(p)
		last := Bounds{Upper: 1}
		for _, nodes := range []int{1, 2, 4, 8, 16, 1000} {
			steps := Bounds{Upper: 1}
			b, err := Bound(context.Background(), tree, BoundOptions{NodeLimit: nodes, Improved: func(b Bounds) {
				if b.Lower > truth*(1+1e-12)+tiny || b.Upper < truth*(1-1e-12)-tiny {
					t.Fatalf("on the way from %g to %g, enumeration gives %g\n%v", b.Lower, b.Upper, truth, tree)
				}
				if b.Lower < steps.Lower*(1-1e-12) || b.Upper > steps.Upper*(1+1e-12) {
					t.Fatalf("%v after %v", b, steps)
				}
				steps = b
			}})
			if err != nil {
				t.Fatal(err)
			}
			if b.Lower > truth*(1+1e-12)+tiny || b.Upper < truth*(1-1e-12)-tiny {
				t.Fatalf("%d nodes: from %g to %g, enumeration gives %g\n%v", nodes, b.Lower, b.Upper, truth, tree)
			}
			last = b
		}
		if !near(last.Lower, truth) || !near(last.Upper, truth) {
			t.Fatalf("with nodes for all of it: from %g to %g, enumeration gives %g", last.Lower, last.Upper, truth)
		}
	})
}

func TestBoundRefuses(t *testing.T) {
	tree := Tree{Top: "top", Gates: []Gate{{ID: "top", Op: Not, Inputs: []string{"e"}}}, Events: []BasicEvent{{ID: "e", Probability: 0.5}}}
	if _, err := Bound(context.Background(), tree, BoundOptions{}); !errors.Is(err, ErrNotCoherent) {
		t.Errorf("a complement: %v", err)
	}
	if _, err := Bound(context.Background(), Tree{Top: "nothing"}, BoundOptions{}); !errors.Is(err, ErrUnknownID) {
		t.Errorf("no top: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if b, err := Bound(ctx, mesh(12, 12), BoundOptions{}); !errors.Is(err, context.Canceled) || b.Upper > 1 {
		t.Errorf("canceled: %v, %v", b, err)
	}
}

// TestRestrictedIsBound fixes any events: no less than the truth when they have
// occurred, and no more when they have not.
func TestRestrictedIsBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		g, events := newGraph(tree, []string{tree.Top}, 0)
		p, _ := tree.Parameters(events)
		truth := newOracle(tree, tree.Top, events).probability(p)
		b := bounder{g: g.simplified(0), events: events, p: p}
		var fixed []int
		for l := range events {
			if rapid.Bool().Draw(t, "fixed") {
				fixed = append(fixed, l)
			}
		}
		low, err := b.restricted(context.Background(), lower, fixed, 1000)
		if err != nil {
			t.Fatal(err)
		}
		high, err := b.restricted(context.Background(), upper, fixed, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if low > truth*(1+1e-12)+tiny || high < truth*(1-1e-12)-tiny {
			t.Fatalf("fixed %v: from %g to %g, enumeration gives %g\n%v", fixed, low, high, truth, tree)
		}
	})
}
