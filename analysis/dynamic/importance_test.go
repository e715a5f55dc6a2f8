package dynamic_test

import (
	"context"
	"math"
	"testing"

	"ninefold/analysis/dynamic"
)

func TestImportances(t *testing.T) {
	const a, b, hours = 2e-3, 5e-3, 100.0
	fails := func(rate float64) float64 { return -math.Expm1(-rate * hours) }
	both := fails(a) - a*math.Exp(-b*hours)*math.Expm1((b-a)*hours)/(b-a) // hypoexponential: b takes over when a fails
	cold := tree(dynamic.Spare, event("a", a, 1), event("b", b, 0))
	tests := []struct {
		name, source          string
		tree                  dynamic.Tree
		base                  float64
		first, second         string
		ifFailed, ifPerfect   float64 // of the first
		ifFailed2, ifPerfect2 float64
	}{{
		name: "cold spare", source: "the other unit alone; a spare that never fails", tree: cold, base: both,
		first: "a", ifFailed: fails(b), ifPerfect: 0, second: "b", ifFailed2: fails(a), ifPerfect2: 0,
	}, {
		name: "order", source: "b first is not in order, so that a failed before is the worst, b failed before the best",
		tree: tree(dynamic.Pand, event("a", a, 1), event("b", b, 1)),
		base: fails(b) - b/(a+b)*fails(a+b), first: "a", ifFailed: fails(b), ifPerfect: 0, second: "b", ifFailed2: 0, ifPerfect2: 0,
	}}
	for _, tt := range tests {
		done := 0
		r, err := dynamic.Importances(context.Background(), tt.tree, dynamic.Options{Hours: []float64{hours}}, func(i, _ int) { done = i })
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Events) != 2 || r.Events[0].ID != tt.first || r.Events[1].ID != tt.second || done != 1 {
			t.Fatalf("%s: %+v after %d", tt.name, r.Events, done)
		}
		near(t, tt.name, *r.Unreliability.Value, tt.base, tt.source)
		for i, want := range [][2]float64{{tt.ifFailed, tt.ifPerfect}, {tt.ifFailed2, tt.ifPerfect2}} {
			e := r.Events[i]
			near(t, tt.name+": "+e.ID+" failed", *e.IfFailed.Value, want[0], tt.source)
			near(t, tt.name+": "+e.ID+" perfect", *e.IfPerfect.Value, want[1], tt.source)
			near(t, tt.name+": worth of "+e.ID, *e.RiskAchievementWorth, want[0]/tt.base, "ratio")
			if e.RiskReductionWorth != nil {
				t.Errorf("%s: %s: a ratio to 0 is %g", tt.name, e.ID, *e.RiskReductionWorth)
			}
		}
	}
}

// With repair: a unit that has failed for good leaves the other, whose first failure
// is what counts.
func TestImportancesWithRepair(t *testing.T) {
	const l, m, hours = 1e-3, 0.1, 500.0
	tr := tree(dynamic.And, dynamic.Event{ID: "a", RatePerHour: l, RepairPerHour: m}, dynamic.Event{ID: "b", RatePerHour: l, RepairPerHour: m})
	r, err := dynamic.Importances(context.Background(), tr, dynamic.Options{Hours: []float64{hours}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range r.Events {
		near(t, "with the other failed for good", *e.IfFailed.Value, -math.Expm1(-l*hours), "exponential")
		near(t, "with the other perfect", *e.IfPerfect.Value, 0, "both are needed")
	}
	if _, err := dynamic.Importances(context.Background(), tr, dynamic.Options{}, nil); err == nil {
		t.Error("importance by no time")
	}
}
