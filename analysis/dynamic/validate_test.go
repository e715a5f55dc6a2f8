package dynamic_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"ninefold/analysis/dynamic"
)

// All that is wrong with a tree is said at once.
func TestValidate(t *testing.T) {
	two := 2.0
	tree := dynamic.Tree{
		Top: "nowhere",
		Gates: []dynamic.Gate{
			{ID: "g", Op: dynamic.AtLeast, K: 3, Inputs: []string{"a", "b"}},
			{ID: "s", Op: dynamic.Spare, Inputs: []string{"a", "r"}},
			{ID: "r", Op: dynamic.Spare, Inputs: []string{"b", "s"}},
			{ID: "p", Op: dynamic.Spare, Inputs: []string{"c", "a"}},
			{ID: "q", Op: dynamic.Spare, Inputs: []string{"c", "c"}},
			{ID: "e", Op: dynamic.Pand},
			{ID: "x", Op: "frob", Inputs: []string{"d", "missing"}},
		},
		Events: []dynamic.Event{
			{ID: "a", RatePerHour: math.NaN()}, {ID: "a", Dormancy: -1}, {ID: "b", RepairPerHour: math.Inf(1)},
			{ID: "c", Probability: &two, Phases: -1}, {ID: ""},
		},
		Dependencies: []dynamic.Dependency{{ID: "d", Trigger: "a", Probability: 0, Dependents: []string{"a", "b", "b"}}, {ID: "d2", Trigger: "b", Probability: 1}},
		Restraints:   []dynamic.Restraint{{ID: "o", Op: "xor", Inputs: []string{"a"}}},
		Inspections:  []dynamic.Inspection{{ID: "i", PeriodHours: 1, Phases: 1, RatePerHour: 1, Inputs: []string{"d"}}, {ID: "j"}},
	}
	err := tree.Validate()
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{
		`"nowhere": the top event is not defined`,
		`"g": 3 of 2 inputs`,
		`"s": is an input of itself: s -> r -> s`,
		`"p": its spare "a" is the first input of spare gate "s", which never lets go of it`,
		`"q": "c" is the first input of spare gate "p" as well`,
		`"q": names "c" twice`,
		`"e": has no inputs`,
		`"x": unknown gate "frob"`,
		`"x": its input "missing" is not defined`,
		`"x": its input "d" is neither a gate nor an event`,
		`"a": the ID is given twice`,
		`"a": rate NaN is not a finite number from 0`,
		`"a": dormancy -1 is not a finite number from 0`,
		`"b": repair rate +Inf is not a finite number from 0`,
		`"c": probability 2 is not between 0 and 1`,
		`"c": -1 phases`,
		`"": the ID is empty`,
		`"d": probability 0 is not above 0 and at most 1`,
		`"d": "a" depends on itself`,
		`"d": names "b" twice`,
		`"d2": has no dependents`,
		`"o": unknown restraint "xor"`,
		`"o": restrains 1 inputs, needs two`,
		`"i": has either a period or phases with a rate`,
		`"j": inspects nothing`,
	} {
		if !strings.Contains(err.Error()+"\n", want) {
			t.Errorf("missing: %s", want)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

// What the top does not depend on is left out, and said to be.
func TestUnused(t *testing.T) {
	tree := dynamic.Tree{Top: "g", Gates: []dynamic.Gate{
		{ID: "g", Op: dynamic.Or, Inputs: []string{"a"}}, {ID: "h", Op: dynamic.And, Inputs: []string{"a", "b"}},
	}, Events: []dynamic.Event{{ID: "a", RatePerHour: 1}, {ID: "b", RatePerHour: 1}, {ID: "c", RatePerHour: 1}},
		Dependencies: []dynamic.Dependency{{ID: "d", Trigger: "c", Probability: 1, Dependents: []string{"a"}}}}
	r, err := dynamic.Analyze(context.Background(), tree, dynamic.Options{Hours: []float64{1}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(r.Warnings, "; "); got != `left out, for the top does not depend on it: "h", "b"` {
		t.Errorf("warnings: %s", got)
	}
	if got, want := *r.Points[0].Unreliability.Value, -math.Expm1(-2); math.Abs(got-want) > 1e-14 {
		t.Errorf("%g, want %g", got, want)
	}
}
