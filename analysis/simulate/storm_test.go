package simulate_test

import (
	"testing"

	"ninefold/analysis/simulate"
)

// Ten members that bear a tenth each bear the whole, though ten times 0.1 added up is
// less than 1: no storm breaks out before one of them fails.
func TestStormJustBorne(t *testing.T) {
	storm := simulate.Storm{ID: "load", Demand: 1, Capacity: 0.1}
	m := &simulate.Model{Top: "load", Components: []simulate.Component{{ID: "other", Life: constant(1), Repair: constant(1)}}}
	for i := range 10 {
		id := string(rune('a' + i))
		m.Components = append(m.Components, simulate.Component{ID: id, Life: rate(1e-12)})
		storm.Members = append(storm.Members, id)
	}
	m.Storms = []simulate.Storm{storm}
	r, err := simulate.Simulate(t.Context(), m, simulate.Question{Hours: []float64{10}, Measures: []simulate.Measure{simulate.Reliability}}, simulate.Options{Method: simulate.Crude, MaxReplications: 100})
	if r == nil {
		t.Fatal(err)
	}
	if hits := r.Points[0].Unreliability.Hits; hits > 0 {
		t.Errorf("a storm in %d of 100 replications without a failure of a member", hits)
	}
}
