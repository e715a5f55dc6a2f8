package faulttree

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawStates draws states of some events and gates, and now and then of a house
// event.
func drawStates(t *rapid.T, tree Tree, most int) map[string]bool {
	var ids []string
	for _, e := range tree.Events {
		ids = append(ids, e.ID)
	}
	for _, g := range tree.Gates {
		ids = append(ids, g.ID)
	}
	for _, h := range tree.House {
		ids = append(ids, h.ID)
	}
	states := map[string]bool{}
	for range rapid.IntRange(0, most).Draw(t, "states") {
		states[rapid.SampledFrom(ids).Draw(t, "id")] = rapid.Bool().Draw(t, "state")
	}
	return states
}

// TestConditional compares with summing the states in which all is as given.
func TestConditional(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawAny(t)
		given := drawStates(t, tree, 4)
		got, err := Conditional(context.Background(), tree, given, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, e := range tree.Events {
			ids = append(ids, e.ID)
		}
		slices.Sort(ids)
		p, _ := tree.Parameters(ids)
		holds := make([]bool, 1<<len(ids))
		for s := range holds {
			holds[s] = true
		}
		for id, state := range given {
			for s, occurs := range newOracle(tree, id, ids).occurs {
				holds[s] = holds[s] && occurs == state
			}
		}
		o := newOracle(tree, tree.Top, ids)
		condition := o.sum(p, func(s int) bool { return holds[s] })
		both := o.sum(p, func(s int) bool { return holds[s] && o.occurs[s] })
		if condition > 0 && condition < tiny {
			t.Skip("the sum over all states is too near 0 to have digits to compare with")
		}
		if !nearPtr(got, both, condition) {
			t.Fatalf("given %v: %v, want %g/%g\n%v", given, text(got), both, condition, tree)
		}
	})
}

func text(x *float64) string {
	if x == nil {
		return "none"
	}
	return fmt.Sprint(*x)
}

func TestConditionalReference(t *testing.T) {
	trains := twoTrains(0.4, 0.5, 0.6, 0.7)
	rare := Tree{
		Top: "top",
		Gates: []Gate{
			{ID: "top", Op: And, Inputs: []string{"storm", "line"}},
			{ID: "storm", Op: And},
			{ID: "line", Op: Or, Inputs: []string{"e0", "x"}},
		},
		Events: []BasicEvent{{ID: "x", Probability: 1e-20}},
	}
	for i := range 40 {
		id := fmt.Sprint("s", i)
		rare.Gates[1].Inputs = append(rare.Gates[1].Inputs, id)
		rare.Events = append(rare.Events, BasicEvent{ID: id, Probability: 1e-20})
	}
	rare.Events = append(rare.Events, BasicEvent{ID: "e0", Probability: 1e-20})
	tests := []struct {
		name   string
		source string
		tree   Tree
		given  map[string]bool
		want   *float64
	}{
		{"nothing", "P(T)", trains, nil, new(0.646)},
		{"an event", "P(train2), as given valve1 train1 has failed", trains, map[string]bool{"valve1": true}, new(0.85)},
		{"a gate", "P(train2): train1 is independent of it", trains, map[string]bool{"train1": true}, new(0.85)},
		{"a gate and an event that explains it", "P(train2)", trains, map[string]bool{"train1": true, "pump1": true}, new(0.85)},
		{"a gate that has not occurred", "the top needs it", trains, map[string]bool{"train1": false}, new(0.0)},
		{"the top event", "1", trains, map[string]bool{"top": true}, new(1.0)},
		{"a contradiction", "nothing has probability 0 in it", trains, map[string]bool{"train1": false, "pump1": true}, nil},
		{"an impossible event", "P(e1) is 0", kOfN(1, 0.5, 0), map[string]bool{"e1": true}, nil},
		{"what 2 of 3 say about one", "P(e0 and another)/P(2 of 3) = 0.1·0.19/0.028", Tree{Top: "e0", Gates: kOfN(2, 0, 0, 0).Gates, Events: kOfN(2, 0.1, 0.1, 0.1).Events},
			map[string]bool{"top": true}, new(0.019 / 0.028)},
		{"what one or two of two say about one", "P(e0)/P(e0 or e1) = 0.1/0.19", Tree{Top: "e0", Gates: []Gate{{ID: "any", Op: Cardinality, K: 1, Max: 2, Inputs: []string{"e0", "e1"}}}, Events: kOfN(1, 0.1, 0.1).Events},
			map[string]bool{"any": true}, new(0.1 / 0.19)},
		{"a condition of probability 1e-800", "P(line) = 2e-20 - 1e-40 given the storm", rare, map[string]bool{"storm": true}, new(2e-20)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Conditional(context.Background(), tt.tree, tt.given, Options{})
			if err != nil || (got == nil) != (tt.want == nil) || got != nil && relErr(*got, *tt.want) > 1e-14 {
				t.Errorf("%v, want %v (source: %s), %v", text(got), text(tt.want), tt.source, err)
			}
		})
	}
}

// TestConditionalInEveryGate: what a gate forces its inputs to be is found for
// every gate, or else 1e-800 would be 0.
func TestConditionalInEveryGate(t *testing.T) {
	for _, tt := range []struct {
		gate  Gate
		state bool
		rare  bool // the inputs have occurred, else not
	}{
		{Gate{Op: And}, true, true}, {Gate{Op: Nand}, false, true}, {Gate{Op: Or}, false, false}, {Gate{Op: Nor}, true, false},
		{Gate{Op: AtLeast, K: 40}, true, true}, {Gate{Op: AtLeast, K: 1}, false, false},
		{Gate{Op: Cardinality, K: 40, Max: 40}, true, true}, {Gate{Op: Cardinality}, true, false},
	} {
		tree := Tree{Top: "x", Gates: []Gate{tt.gate}, Events: []BasicEvent{{ID: "x", Probability: 0.25}}}
		g := &tree.Gates[0]
		g.ID = "g"
		for i := range 40 {
			e := BasicEvent{ID: fmt.Sprint("e", i), Probability: 1e-20}
			if !tt.rare {
				e.Probability = 1 - 0x1p-53
			}
			g.Inputs = append(g.Inputs, e.ID)
			tree.Events = append(tree.Events, e)
		}
		got, err := Conditional(context.Background(), tree, map[string]bool{"g": tt.state}, Options{})
		if err != nil || got == nil || *got != 0.25 {
			t.Errorf("%s %t: %v, want 0.25 (%v)", tt.gate.Op, tt.state, text(got), err)
		}
	}
}

// TestGiven compares a tree under boundary conditions with the tree evaluated as
// it stands where nothing below a fixed gate is looked at.
func TestGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawAny(t)
		states := drawStates(t, tree, 4)
		before := fmt.Sprint(tree)
		got, err := tree.Given(states)
		if err != nil || fmt.Sprint(tree) != before {
			t.Fatalf("%v, or the tree was modified", err)
		}
		d, err := Compile(context.Background(), got, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		fixed := tree
		fixed.House = slices.Clone(tree.House)
		for id, state := range states {
			fixed.House = append(fixed.House, HouseEvent{id, state}) // which the oracle looks at first
		}
		p, _ := got.Parameters(d.Events())
		if want := newOracle(fixed, tree.Top, d.Events()).probability(p); !near(d.Probability(p)[0], want) {
			t.Fatalf("%v: %g, want %g\n%v", states, d.Probability(p), want, tree)
		}
	})
}

func TestGivenReference(t *testing.T) {
	// Fixed, not known: the pump says nothing about the valve beside it.
	tree := twoTrains(0.4, 0.5, 0.6, 0.7)
	got, err := tree.Given(map[string]bool{"train1": true, "pump2": false})
	if err != nil {
		t.Fatal(err)
	}
	want := []HouseEvent{{"pump2", false}, {"train1", true}}
	if r, err := Analyze(context.Background(), got, Options{}); err != nil || r.Top != 0.5 || !reflect.DeepEqual(got.House, want) {
		t.Errorf("P = %g, want 0.5, that of valve2; house events %v, want %v (%v)", r.Top, got.House, want, err)
	}
	if got, err := tree.Given(map[string]bool{"top": true}); err != nil || got.Validate() != nil {
		t.Errorf("the top event fixed: %v, %v", err, got.Validate())
	}
}

func TestUnknownStates(t *testing.T) {
	tree, states := twoTrains(0.4, 0.5, 0.6, 0.7), map[string]bool{"y": true, "pump1": true, "x": false}
	_, given := tree.Given(states)
	_, conditional := Conditional(context.Background(), tree, states, Options{})
	for _, err := range []error{given, conditional} {
		if !errors.Is(err, ErrUnknownID) || !strings.Contains(err.Error(), `"x"`) || !strings.Contains(err.Error(), `"y"`) {
			t.Errorf("%v, want both unknown IDs", err)
		}
	}
	if _, err := Conditional(context.Background(), hard(14), map[string]bool{"gAA": false}, Options{NodeLimit: 10_000}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("with 10,000 nodes: %v, want ErrTooLarge", err)
	}
	tree.Events[0].Probability = 2
	if _, err := Conditional(context.Background(), tree, nil, Options{}); !errors.Is(err, ErrProbability) {
		t.Errorf("%v, want ErrProbability", err)
	}
}
