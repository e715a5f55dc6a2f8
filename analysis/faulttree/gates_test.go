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
		p, _ := tree.parameters(d.Events())
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
