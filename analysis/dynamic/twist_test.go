package dynamic_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dynamic"
)

// drawGrid draws rows of parts in columns: a part is an event or some, rows are like
// gates over them, and what a column has in common fails parts in all rows. One
// event may be different.
func drawGrid(t *rapid.T) dynamic.Tree {
	rows, columns := rapid.IntRange(2, 3).Draw(t, "rows"), rapid.IntRange(2, 3).Draw(t, "columns")
	if rows == 3 {
		columns = 2
	}
	var tree dynamic.Tree
	event := func(id string, dormancy float64) string {
		tree.Events = append(tree.Events, dynamic.Event{ID: id, RatePerHour: 0.5, Dormancy: dormancy})
		return id
	}
	gate := func(id string, op dynamic.Op, inputs ...string) string {
		tree.Gates = append(tree.Gates, dynamic.Gate{ID: id, Op: op, K: min(2, len(inputs)), Inputs: inputs})
		return id
	}
	shape := rapid.IntRange(0, 2).Draw(t, "shape")
	op := rapid.SampledFrom([]dynamic.Op{dynamic.And, dynamic.Or, dynamic.AtLeast}).Draw(t, "row")
	dormancy := rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "dormancy")
	repair := 0.0
	if rows*columns == 4 && shape == 0 {
		repair = rapid.SampledFrom([]float64{0, 1}).Draw(t, "repair")
	}
	byColumn := make([][]string, columns)
	var top []string
	for r := range rows {
		var inputs []string
		pool := ""
		if shape == 2 {
			pool = event(fmt.Sprintf("s%d", r), dormancy)
		}
		for c := range columns {
			part := event(fmt.Sprintf("e%d%d", r, c), dormancy)
			byColumn[c] = append(byColumn[c], part)
			switch shape {
			case 1:
				part = gate(fmt.Sprintf("g%d%d", r, c), dynamic.Spare, part, event(fmt.Sprintf("f%d%d", r, c), dormancy))
			case 2:
				part = gate(fmt.Sprintf("g%d%d", r, c), dynamic.Spare, part, pool)
			}
			inputs = append(inputs, part)
		}
		top = append(top, gate(fmt.Sprintf("row%d", r), op, inputs...))
	}
	chance := rapid.SampledFrom([]float64{1, 1, 0.4}).Draw(t, "chance")
	for c := range columns {
		n := event(fmt.Sprintf("n%d", c), 1)
		tree.Dependencies = append(tree.Dependencies, dynamic.Dependency{ID: fmt.Sprintf("d%d", c), Trigger: n, Probability: chance, Dependents: byColumn[c]})
	}
	tree.Top = gate("top", rapid.SampledFrom([]dynamic.Op{dynamic.And, dynamic.Or, dynamic.AtLeast, dynamic.Pand}).Draw(t, "top"), top...)
	if repair > 0 {
		for i := range tree.Events {
			tree.Events[i].RepairPerHour = repair
		}
	}
	if odd := rapid.IntRange(-1, len(tree.Events)-1).Draw(t, "odd"); odd >= 0 {
		tree.Events[odd].RatePerHour = 0.7
	}
	return tree
}

// Exchanging columns changes nothing but how many states there are.
func TestTwists(t *testing.T) {
	fewer, least, most := 0, 1.0, 1500
	if raceEnabled {
		most = 100
	}
	rapid.Check(t, func(t *rapid.T) {
		tree := drawGrid(t)
		opt := dynamic.Options{Hours: []float64{0.7}, NoMean: true, MaxStates: most}
		with, err := dynamic.Analyze(context.Background(), tree, dynamic.TwistsFrom(1, opt))
		if err != nil {
			t.Fatal(err)
		}
		without, err := dynamic.Analyze(context.Background(), tree, dynamic.TwistsFrom(math.MaxInt, opt))
		if err != nil {
			t.Fatal(err)
		}
		a, b := with.Points[0].Unreliability.Value, without.Points[0].Unreliability.Value
		if a == nil || b == nil {
			return // too many states
		}
		if with.OrderMatters != without.OrderMatters || with.States > without.States {
			t.Fatalf("order matters: %v, without %v; %d states, without %d", with.OrderMatters, without.OrderMatters, with.States, without.States)
		}
		if math.Abs(*a-*b) > 1e-11**b {
			t.Fatalf("%.15g, without %.15g\n%+v", *a, *b, tree)
		}
		if with.States < without.States {
			fewer++
			least = min(least, float64(with.States)/float64(without.States))
		}
	})
	t.Logf("fewer states in %d trees, at best %.2f of them", fewer, least)
	if fewer == 0 {
		t.Error("never fewer states")
	}
}
