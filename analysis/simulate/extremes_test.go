package simulate_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"ninefold/analysis/dist"
	"ninefold/analysis/simulate"
)

// Hours whose squares are no numbers, and lives that on average end before they begin,
// are refused, and so are factors and loads without end.
func TestFarFromAnHour(t *testing.T) {
	m := &simulate.Model{
		Top: "a",
		Components: []simulate.Component{
			{ID: "a", Life: rate(1 / 1.7e308)}, {ID: "b", Life: rate(1e-59)}, {ID: "c", Life: dist.Normal{Mu: -1, Sigma: 1}}, {ID: "d", Life: dist.Exponential{MTTF: 1e-300}},
		},
		Cascades: []simulate.Cascade{{Source: "a", Targets: []string{"b"}, Factor: 1e300}},
		Storms:   []simulate.Storm{{ID: "s", Members: []string{"b"}, Demand: 1e300, Capacity: 1e300}},
	}
	err := m.Validate()
	if err == nil {
		t.Fatal("all is right")
	}
	for _, place := range []string{"components[0].life", "components[2].life", "components[3].life", "cascades[0]", "storms[0]"} {
		if !strings.Contains(err.Error(), "simulate: "+place+": ") {
			t.Errorf("%s is right: %v", place, err)
		}
	}
	if n := len(strings.Split(err.Error(), "\n")); n != 5 {
		t.Errorf("%d faults, want 5: %v", n, err)
	}
}

// The longest and shortest hours allowed, and speeds that multiply, leave figures that
// are numbers.
func TestFarWithinBounds(t *testing.T) {
	m := &simulate.Model{
		Gates: and("a", "b"), Top: "top",
		Components: []simulate.Component{{ID: "a", Life: dist.Exponential{MTTF: 1e-59}, Repair: dist.Weibull{Shape: 3, Scale: 1e59}}, {ID: "b", Life: dist.Weibull{Shape: 0.5, Scale: 1e59}, Repair: rate(1e-50)}},
	}
	for range 10 {
		m.Cascades = append(m.Cascades, simulate.Cascade{Source: "a", Targets: []string{"b"}, Factor: 1e38})
	}
	for _, method := range simulate.Methods() {
		r, err := simulate.Simulate(t.Context(), m, simulate.Question{Hours: []float64{1e12}, Measures: []simulate.Measure{simulate.Reliability, simulate.Components}}, simulate.Options{Method: method, MaxReplications: 50})
		if r == nil || err != nil && !errors.Is(err, simulate.ErrBudget) {
			t.Fatal(method, err)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		// 1e380 times as fast would be infinitely fast, and hours by it no number; 1e100 times, b fails at once.
		if u := r.Points[0].Unreliability; method == simulate.Crude && math.Abs(u.Value-1) > 1e-9 {
			t.Errorf("%s: %+v", method, u)
		}
	}
}
