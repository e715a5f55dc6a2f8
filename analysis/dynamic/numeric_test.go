package dynamic_test

import (
	"context"
	"encoding/json"
	"math"
	"testing"

	"ninefold/analysis/dynamic"
)

// Extreme numbers give an error or numbers, never what has no JSON.
func TestExtremeNumbers(t *testing.T) {
	for _, rate := range []float64{5e-324, 1e-300, 1e-30, 1e30, 1e50, math.MaxFloat64} {
		for _, other := range []float64{5e-324, 1, 1e50} {
			for _, op := range []dynamic.Op{dynamic.And, dynamic.Or, dynamic.Pand, dynamic.Spare} {
				for _, repair := range []float64{0, other} {
					tree := dynamic.Tree{Top: "top", Gates: []dynamic.Gate{{ID: "top", Op: op, Inputs: []string{"a", "b"}}}, Events: []dynamic.Event{
						{ID: "a", RatePerHour: rate, RepairPerHour: repair}, {ID: "b", RatePerHour: other, Dormancy: 0.5},
					}}
					r, err := dynamic.Analyze(context.Background(), tree, dynamic.Options{Hours: []float64{0, 1, 1e6}})
					if err != nil {
						continue
					}
					if _, err := json.Marshal(r); err != nil {
						t.Errorf("%s of rates %g and %g, repaired %g: %v", op, rate, other, repair, err)
					}
					for _, p := range r.Points {
						if u := p.Unreliability; u != nil && u.Value != nil && !(*u.Value >= 0 && *u.Value <= 1) {
							t.Errorf("%s of rates %g and %g, repaired %g: unreliability %g", op, rate, other, repair, *u.Value)
						}
					}
				}
			}
		}
	}
}
