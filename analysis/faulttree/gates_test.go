package faulttree

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestAnyGate compares trees of all gates, whatever passes are left out, with
// summing all states by definition.
func TestAnyGate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawAny(t)
		skip := Pass(rapid.IntRange(0, int(2*Reordering-1)).Draw(t, "skip"))
		d, err := Compile(context.Background(), tree, nil, Options{Skip: skip})
		if err != nil {
			t.Fatal(err)
		}
		p, _ := tree.Parameters(d.Events())
		o := newOracle(tree, tree.Top, d.Events())
		top := o.probability(p)
		if got := d.Probability(p)[0]; !near(got, top) || !(got >= 0 && got <= 1) {
			t.Fatalf("probability %g, enumeration gives %g (without passes %b)\n%v", got, top, skip, tree)
		}
		for i, imp := range d.Importances(context.Background(), p, []float64{1}) {
			with, without := o.given(p, i, 1), o.given(p, i, 0)
			helps := o.sum(p, func(s int) bool { return !o.occurs[s|1<<i] && o.occurs[s&^(1<<i)] })
			harms := o.sum(p, func(s int) bool { return o.occurs[s|1<<i] && !o.occurs[s&^(1<<i)] })
			ok := math.Abs(imp.Birnbaum-(harms-helps)) <= 1e-14*(harms+helps)+1e-30*(with+without) &&
				nearPtr(imp.Diagnostic, p[i]*with, top) && nearPtr(imp.RiskAchievementWorth, with, top) && nearPtr(imp.RiskReductionWorth, top, without)
			if !ok {
				t.Fatalf("%s: enumeration gives Birnbaum %g, P(T given i) %g, given not i %g (without passes %b)\n%v", show(imp), harms-helps, with, without, skip, tree)
			}
		}
		got, err := d.CutSets(context.Background(), tree.Top, p, CutSetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		checkCutSets(t, d, o, p, got)
		listed := map[string]bool{}
		sets, err := d.MinimalCutSets(tree.Top)
		if err != nil {
			t.Fatal(err)
		}
		for s := range sets {
			if !slices.IsSorted(s) {
				t.Fatalf("cut set %v is not sorted", s)
			}
			listed[fmt.Sprint(s)] = true
		}
		if len(listed) != len(o.cutSets()) {
			t.Fatalf("listed %v, want %d", listed, len(o.cutSets()))
		}
	})
}

// TestImportanceBesideComplementOfModule: the complement of what is nearly certain
// keeps its digits. The top is 2 of a, b and whether e and f agree, which with f
// certain is e: Birnbaum of a is P(e)(1-P(b)) + P(b)(1-P(e)).
func TestImportanceBesideComplementOfModule(t *testing.T) {
	const b, e = 3e-4, 1e-9
	tree := Tree{
		Top: "top",
		Gates: []Gate{
			{ID: "top", Op: AtLeast, K: 2, Inputs: []string{"agree", "b", "a"}},
			{ID: "agree", Op: Iff, Inputs: []string{"e", "f"}},
		},
		Events: []BasicEvent{{ID: "a", Probability: 0.1}, {ID: "b", Probability: b}, {ID: "e", Probability: e}, {ID: "f", Probability: 1}},
	}
	r, err := Analyze(context.Background(), tree, Options{})
	if want := e*(1-b) + b*(1-e); err != nil || relErr(r.Importances[0].Birnbaum, want) > 1e-15 {
		t.Errorf("%s, want Birnbaum %g (%v)", show(r.Importances[0]), want, err)
	}
}
