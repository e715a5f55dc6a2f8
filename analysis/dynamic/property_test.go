package dynamic_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dynamic"
)

// drawTree draws a valid tree without repair of up to four events.
func drawTree(t *rapid.T) dynamic.Tree {
	var tree dynamic.Tree
	rate := rapid.SampledFrom([]float64{0.3, 0.5, 0.5, 1, 2})
	dormancy := rapid.SampledFrom([]float64{0, 0.3, 1})
	var ids []string
	for i := range rapid.IntRange(2, 4).Draw(t, "events") {
		ids = append(ids, fmt.Sprintf("e%d", i))
		tree.Events = append(tree.Events, dynamic.Event{ID: ids[i], RatePerHour: rate.Draw(t, "rate"), Dormancy: dormancy.Draw(t, "dormancy")})
	}
	events := slices.Clone(ids)
	first := map[string]bool{} // inputs that spare gates begin with
	spare := map[string]bool{}
	for i := range rapid.IntRange(1, 5).Draw(t, "gates") {
		g := dynamic.Gate{ID: fmt.Sprintf("g%d", i), Strict: rapid.Bool().Draw(t, "strict")}
		g.Op = rapid.SampledFrom([]dynamic.Op{dynamic.And, dynamic.Or, dynamic.AtLeast, dynamic.Pand, dynamic.Por, dynamic.Spare, dynamic.Spare}).Draw(t, "op")
		pool := rapid.Permutation(ids).Draw(t, "pool")
		g.Inputs = slices.Clone(pool[:rapid.IntRange(2, min(3, len(pool))).Draw(t, "inputs")])
		if g.Op == dynamic.Spare {
			if first[g.Inputs[0]] || spare[g.Inputs[0]] || slices.ContainsFunc(g.Inputs[1:], func(in string) bool { return first[in] }) {
				g.Op = dynamic.And
			} else {
				first[g.Inputs[0]] = true
				for _, in := range g.Inputs[1:] {
					spare[in] = true
				}
			}
		}
		if g.K = 0; g.Op == dynamic.AtLeast {
			g.K = rapid.IntRange(1, len(g.Inputs)).Draw(t, "k")
		}
		if g.Op != dynamic.Pand && g.Op != dynamic.Por {
			g.Strict = false
		}
		tree.Gates = append(tree.Gates, g)
		ids = append(ids, g.ID)
	}
	var roots []string
	for _, id := range ids[len(events):] {
		if !slices.ContainsFunc(tree.Gates, func(g dynamic.Gate) bool { return slices.Contains(g.Inputs, id) }) {
			roots = append(roots, id)
		}
	}
	if tree.Top = roots[0]; len(roots) > 1 { // what is not below the top does not matter
		tree.Top = "top"
		op := rapid.SampledFrom([]dynamic.Op{dynamic.And, dynamic.Or, dynamic.Pand}).Draw(t, "top")
		tree.Gates = append(tree.Gates, dynamic.Gate{ID: "top", Op: op, Inputs: roots})
		ids = append(ids, "top")
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "dependencies") {
		d := dynamic.Dependency{ID: fmt.Sprintf("d%d", i), Probability: rapid.SampledFrom([]float64{1, 1, 0.25}).Draw(t, "probability")}
		d.Trigger = rapid.SampledFrom(ids).Draw(t, "trigger")
		pool := slices.Clone(events)
		for _, g := range tree.Gates {
			if g.Op != dynamic.Spare && rapid.IntRange(0, 5).Draw(t, "forced") == 0 {
				pool = append(pool, g.ID)
			}
		}
		pool = rapid.Permutation(pool).Draw(t, "dependents")
		pool = slices.DeleteFunc(pool, func(id string) bool { return id == d.Trigger })
		d.Dependents = pool[:rapid.IntRange(1, min(2, len(pool))).Draw(t, "count")]
		tree.Dependencies = append(tree.Dependencies, d)
	}
	if rapid.IntRange(0, 3).Draw(t, "restrained") == 0 {
		pool := rapid.Permutation(ids).Draw(t, "restraint")
		tree.Restraints = []dynamic.Restraint{{ID: "r", Op: rapid.SampledFrom([]dynamic.Op{dynamic.Seq, dynamic.Mutex}).Draw(t, "rule"), Inputs: pool[:2]}}
	}
	return tree
}

func TestOracle(t *testing.T) {
	compared, ordered := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		hours := rapid.SampledFrom([]float64{0.1, 1, 3}).Draw(t, "hours")
		r, err := dynamic.Analyze(context.Background(), tree, dynamic.TwistsFrom(1, dynamic.Options{Hours: []float64{hours}}))
		if err != nil {
			t.Fatalf("%v\n%+v", err, tree)
		}
		if r.OrderMatters { // the oracle's order of gates that compete is another
			ordered++
			return
		}
		want, err := newOracle(tree).unreliability(hours)
		if err != nil {
			return // too many histories
		}
		compared++
		got := *r.Points[0].Unreliability.Value
		if math.Abs(got-want) > 1e-9*want+1e-13 {
			t.Fatalf("%.15g, histories say %.15g at %g h (%s)\n%+v", got, want, hours, r.Method, tree)
		}
		if sum := got + *r.Points[0].Reliability.Value; math.Abs(sum-1) > 1e-12 {
			t.Fatalf("unreliability and reliability sum to %.15g", sum)
		}
		if again := r.EverFails; again.Value != nil && got > *again.Value*(1+1e-9) {
			t.Fatalf("fails with %g by %g h, and with %g ever", got, hours, *again.Value)
		}
	})
	t.Logf("%d trees compared, in %d the order of simultaneous steps mattered", compared, ordered)
}

// Trees that once came out wrong, or that chance finds too rarely.
func TestOracleAgain(t *testing.T) {
	gate := func(id string, op dynamic.Op, inputs ...string) dynamic.Gate {
		return dynamic.Gate{ID: id, Op: op, Inputs: inputs}
	}
	cold := func(ids ...string) (events []dynamic.Event) {
		for _, id := range ids {
			events = append(events, dynamic.Event{ID: id, RatePerHour: 0.3})
		}
		return events
	}
	trees := map[string]dynamic.Tree{
		"what can never fail is used by one spare gate, so another takes the next": {Top: "top", Events: cold("a", "b", "c", "d"), Gates: []dynamic.Gate{
			gate("p", dynamic.Pand, "a", "b"), gate("s", dynamic.Spare, "b", "p"), gate("q", dynamic.Pand, "s", "b"),
			gate("r", dynamic.And, "a", "c"), gate("u", dynamic.Spare, "a", "p", "d"), gate("top", dynamic.Or, "q", "r", "u"),
		}},
		"what is left of a spare that failed in use stays in use": {Top: "top", Events: cold("a", "b", "c", "d"), Gates: []dynamic.Gate{
			gate("s", dynamic.Or, "a", "b"), gate("g", dynamic.Spare, "c", "s"), gate("h", dynamic.And, "d", "b"), gate("i", dynamic.And, "g", "b"), gate("top", dynamic.And, "h", "i"),
		}, Dependencies: []dynamic.Dependency{{ID: "f", Trigger: "a", Probability: 1, Dependents: []string{"b", "d"}}}},
		"an And of what can never fail does not fail": {Top: "top", Events: cold("a", "b", "c"), Gates: []dynamic.Gate{
			gate("p", dynamic.Pand, "a", "b"), gate("g", dynamic.And, "a", "b", "c"), gate("h", dynamic.And, "a", "p"), gate("top", dynamic.Or, "g", "h"),
		}},
		"a failure is prevented for what it would cause": {Top: "top", Events: cold("a", "b", "c", "d"), Gates: []dynamic.Gate{gate("top", dynamic.And, "a", "b")},
			Dependencies: []dynamic.Dependency{{ID: "f", Trigger: "a", Probability: 1, Dependents: []string{"b", "c"}}},
			Restraints:   []dynamic.Restraint{{ID: "r", Op: dynamic.Seq, Inputs: []string{"d", "c"}}}},
		"what a gate would cause is prevented after it has failed": {Top: "top", Events: cold("a", "b", "c", "d"), Gates: []dynamic.Gate{
			gate("g", dynamic.And, "c", "b"), gate("h", dynamic.Or, "a", "d"), gate("top", dynamic.And, "g", "h"),
		}, Dependencies: []dynamic.Dependency{{ID: "f", Trigger: "b", Probability: 1, Dependents: []string{"a"}}},
			Restraints: []dynamic.Restraint{{ID: "r", Op: dynamic.Mutex, Inputs: []string{"a", "d"}}}},
		"dependents below one gate and another one fail in their order": {Top: "top", Events: cold("a", "b", "c", "d"), Gates: []dynamic.Gate{
			gate("g", dynamic.And, "a", "d"), gate("h", dynamic.And, "b", "c"), gate("top", dynamic.Pand, "g", "h"),
		}, Dependencies: []dynamic.Dependency{{ID: "e", Trigger: "b", Probability: 1, Dependents: []string{"a", "c"}}, {ID: "f", Trigger: "b", Probability: 1, Dependents: []string{"c", "h"}}}},
		"a gate in a circle may fail by chance": {Top: "top", Events: cold("a", "b"), Gates: []dynamic.Gate{
			gate("g", dynamic.And, "a", "b"), gate("h", dynamic.And, "a", "b"), gate("top", dynamic.And, "g", "h"),
		}, Dependencies: []dynamic.Dependency{{ID: "f", Trigger: "a", Probability: 0.25, Dependents: []string{"g"}}, {ID: "e", Trigger: "g", Probability: 1, Dependents: []string{"b"}}}},
		"a dependent causes others, one of them in a circle": {Top: "top", Events: cold("a", "b", "c"), Gates: []dynamic.Gate{
			gate("g", dynamic.And, "a", "b", "c"), gate("h", dynamic.And, "a", "c"), gate("top", dynamic.And, "g", "h"),
		}, Dependencies: []dynamic.Dependency{{ID: "f", Trigger: "g", Probability: 1, Dependents: []string{"c"}}, {ID: "e", Trigger: "a", Probability: 1, Dependents: []string{"b", "g"}}}},
	}
	for name, tree := range trees {
		r, err := dynamic.Analyze(context.Background(), tree, dynamic.Options{Hours: []float64{2}})
		if err != nil {
			t.Fatal(err)
		}
		want, err := newOracle(tree).unreliability(2)
		if err != nil {
			t.Fatal(err)
		}
		if got := *r.Points[0].Unreliability.Value; math.Abs(got-want) > 1e-10 {
			t.Errorf("%s: %.15g, histories say %.15g", name, got, want)
		}
	}
}

// Two spare gates lose what they use to one failure, and only one can have the
// spare: who gets it decides, although one of them is found first from either side.
func TestOrderOfSpares(t *testing.T) {
	tree := dynamic.Tree{Top: "top", Events: []dynamic.Event{{ID: "a", RatePerHour: 1}, {ID: "b", RatePerHour: 1}}, Gates: []dynamic.Gate{
		{ID: "o", Op: dynamic.Or, Inputs: []string{"a", "b"}}, {ID: "s", Op: dynamic.Spare, Inputs: []string{"o", "a"}}, {ID: "u", Op: dynamic.Spare, Inputs: []string{"b", "a"}},
		{ID: "g", Op: dynamic.And, Inputs: []string{"a", "u", "s"}}, {ID: "top", Op: dynamic.Or, Inputs: []string{"g", "u"}},
	}}
	r, err := dynamic.Analyze(context.Background(), tree, dynamic.Options{Hours: []float64{1}})
	if err != nil {
		t.Fatal(err)
	}
	if !r.OrderMatters || r.Opposite == nil || *r.Opposite.Points[0].Unreliability.Value == *r.Points[0].Unreliability.Value {
		t.Errorf("order matters: %v", r.OrderMatters)
	}
}
