package simulate_test

import (
	"math"
	"testing"

	"ninefold/analysis/dist"
	"ninefold/analysis/simulate"
)

// What each component, crew and stock does follows where all times are fixed: a fails at
// 10 h and is in repair until 14, b at 11 and waits until 14 and is in repair until 16;
// at 24 a fails again and waits for a part, which comes at 30, so that it is in repair
// until 34; at 27 b fails and is in repair until 29. The system is down when both are:
// 11–14 and 27–29.
func TestDetails(t *testing.T) {
	m := &simulate.Model{
		Top: "top", Gates: and("a", "b"), Crews: []simulate.Crew{{ID: "crew", Size: 1, Cost: 10}}, Stocks: []simulate.Stock{{ID: "parts", Parts: 1, Lead: constant(20), Cost: 1000}}, DownCost: 1e5,
		Components: []simulate.Component{{ID: "a", Life: constant(10), Repair: constant(4), Crew: "crew", Stock: "parts", Cost: 1}, {ID: "b", Life: constant(11), Repair: constant(2), Crew: "crew"}},
	}
	r := simulated(t, m, simulate.Question{Hours: []float64{36}, Measures: []simulate.Measure{simulate.Components}}, simulate.Options{})
	d := r.Details
	a, b := d.Components[0], d.Components[1]
	for _, x := range []struct {
		name string
		e    simulate.Estimate
		want float64
	}{
		{"failures of a", a.Failures, 2}, {"failures of b", b.Failures, 2}, {"downtime of a", a.Unavailability, 14.0 / 36}, {"downtime of b", b.Unavailability, 7.0 / 36},
		{"a waits", a.WaitingHours, 6}, {"b waits", b.WaitingHours, 3}, {"a brings it down", a.SystemFailures, 0}, {"b brings it down", b.SystemFailures, 2},
		{"busy", d.Crews[0].Busy, 12.0 / 36}, {"parts", d.Stocks[0].Used, 2}, {"cost", *d.Cost, 2 + 120 + 2000 + 5e5},
	} {
		if math.Abs(x.e.Value-x.want) > 1e-4*x.want || x.want > 0 && x.e.High == nil || x.e.Low > x.want*(1+1e-4) || x.e.High != nil && *x.e.High < x.want*(1-1e-4) {
			t.Errorf("%s: %+v, want %g", x.name, x.e, x.want)
		}
	}
}

// Details of a system that is biased are those of its components, and each brings it
// down as often: of n side by side one in n times, and one in two if it fails twice as
// often with the same share of time down.
func TestDetailsBiased(t *testing.T) {
	for _, law := range []dist.Lifetime{rate(1), dist.Weibull{Shape: 1, Scale: 1, Shift: 1e-300}} {
		m := &simulate.Model{Top: "top", Gates: and("a", "b"), Components: []simulate.Component{{ID: "a", Life: rate(1e-3), Repair: law}, {ID: "b", Life: rate(2e-3), Repair: law}}}
		r := simulated(t, m, simulate.Question{Hours: []float64{50}, Measures: []simulate.Measure{simulate.Components}}, simulate.Options{RelativeError: 0.05, Level: 0.999, Method: simulate.Biasing})
		for i, perHour := range []float64{1e-3, 2e-3} {
			c := r.Details.Components[i]
			within(t, "failures", c.Failures, 50*perHour/(1+perHour), 1.5)
			// Of an exponential life and repair the mean until t is q·(1 − (1 − e^−st)/(st)), s the sum of rates.
			s := 1 + perHour
			within(t, "unavailability", c.Unavailability, perHour/s*(1-(1-math.Exp(-50*s))/(50*s)), 1.5)
		}
		if a, b := r.Details.Components[0].SystemFailures, r.Details.Components[1].SystemFailures; math.Abs(a.Value/b.Value-1) > 0.3 {
			t.Errorf("a brings it down %g times, b %g", a.Value, b.Value)
		}
	}
}
