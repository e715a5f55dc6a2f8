package availability

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dist"
)

// A posterior mean lies between the prior's and the component's own rate, nearer
// to the prior the more it weighs.
func TestRatePosteriorShrinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Count {
			return Count{rapid.IntRange(0, 30).Draw(t, "events"), math.Exp(rapid.Float64Range(2, 10).Draw(t, "ln hours"))}
		}), 1, 15).Draw(t, "counts")
		p, err := PoolRates(counts)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Rate.Validate(); err != nil || p.Complete == (p.Reason == "") {
			t.Fatalf("%+v: %v", p, err)
		}
		for i, c := range counts {
			if i == 0 {
				full, w := weighted(p.Posterior(c))
				if !(w >= 0 && w <= 1) || full.Validate() != nil {
					t.Fatalf("posterior %+v with weight %g", full, w)
				}
			}
			rate, w := weighted(p.GivenPrior(c))
			if !(w >= 0 && w <= 1) || rate.Validate() != nil {
				t.Fatalf("posterior %+v with weight %g", rate, w)
			}
			if p.Complete {
				if rate != p.Rate {
					t.Fatalf("complete pool: %+v, want %+v", rate, p.Rate)
				}
				continue
			}
			want := w*p.Rate.Mean() + (1-w)*float64(c.Events)/c.Exposure
			if relErr(rate.Mean(), want) > 1e-9 {
				t.Fatalf("mean %g, want %g", rate.Mean(), want)
			}
		}
	})
}

// No gamma distribution nearby makes the counts likelier: their probability is a
// product of negative binomials, here from the definition.
func TestPoolRatesMaximisesLikelihood(t *testing.T) {
	logLikelihood := func(counts []Count, g dist.Gamma) float64 {
		var sum float64
		for _, c := range counts {
			x := float64(c.Events)
			above, _ := math.Lgamma(g.Shape + x)
			below, _ := math.Lgamma(g.Shape)
			sum += above - below + g.Shape*math.Log(g.Rate/(g.Rate+c.Exposure)) + x*math.Log(c.Exposure/(g.Rate+c.Exposure))
		}
		return sum
	}
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Count {
			return Count{rapid.IntRange(0, 40).Draw(t, "events"), rapid.Float64Range(1, 1000).Draw(t, "hours")}
		}), 3, 12).Draw(t, "counts")
		p, err := PoolRates(counts)
		if err != nil || p.Complete || p.Rate.Shape > 1e3 {
			return
		}
		best := logLikelihood(counts, p.Rate)
		for _, f := range []float64{0.5, 0.99, 1, 1.01, 2} {
			for _, g := range []float64{0.5, 0.99, 1, 1.01, 2} {
				if l := logLikelihood(counts, dist.Gamma{Shape: p.Rate.Shape * f, Rate: p.Rate.Rate * g}); l > best+1e-7 {
					t.Fatalf("%+v: shape × %g, rate × %g is likelier by %g", p.Rate, f, g, l-best)
				}
			}
		}
	})
}

func TestPoolRatesBoundary(t *testing.T) {
	tests := []struct {
		name   string
		counts []Count
		want   dist.Gamma // Jeffreys posterior of the pool
		weight float64    // of the others, for the first
	}{
		{"no events", []Count{{0, 1000}, {0, 3000}}, dist.Gamma{Shape: 0.5, Rate: 4000}, 0.75},
		{"one component", []Count{{2, 3.5}}, dist.Gamma{Shape: 2.5, Rate: 3.5}, 0},
		{"one component that ran", []Count{{2, 3.5}, {0, 0}}, dist.Gamma{Shape: 2.5, Rate: 3.5}, 0},
		{"alike", []Count{{5, 100}, {5, 100}, {6, 100}, {4, 100}}, dist.Gamma{Shape: 20.5, Rate: 400}, 0.75},
	}
	for _, tt := range tests {
		p, err := PoolRates(tt.counts)
		if err != nil || !p.Complete || p.Rate != tt.want || p.Reason == "" {
			t.Errorf("%s: %+v, %v; want %+v, complete", tt.name, p, err, tt.want)
		}
		if _, w := weighted(p.GivenPrior(tt.counts[0])); math.Abs(w-tt.weight) > 1e-12 {
			t.Errorf("%s: weight %g, want %g", tt.name, w, tt.weight)
		}
	}
	for name, counts := range map[string][]Count{
		"nothing":           nil,
		"no exposure":       {{0, 0}},
		"negative events":   {{-1, 5}},
		"negative exposure": {{1, -5}},
		"events in no time": {{0, 5}, {1, 0}},
		"NaN":               {{1, math.NaN()}},
		"endless":           {{1, math.Inf(1)}},
		"endless, in total": {{1, math.MaxFloat64}, {1, math.MaxFloat64}},
	} {
		if p, err := PoolRates(counts); err == nil {
			t.Errorf("%s: %+v", name, p)
		}
	}
	p, err := PoolRates([]Count{{1, 10}, {90, 10}})
	if err != nil || p.Complete {
		t.Fatalf("%+v, %v", p, err)
	}
	for _, c := range []Count{{0, math.NaN()}, {-1, 1}, {1, 0}, {1, math.Inf(1)}} {
		if rate, w, err := p.Posterior(c); err == nil {
			t.Errorf("posterior of %+v: %+v, %g", c, rate, w)
		}
		if rate, w, err := p.GivenPrior(c); err == nil {
			t.Errorf("given the prior, posterior of %+v: %+v, %g", c, rate, w)
		}
	}
}

func TestCoverage(t *testing.T) {
	// Jeffreys posterior; 3 of 3 is 56 % or more at 95 %.
	three := must(Coverage(3, 0))
	if three != (dist.Beta{A: 3.5, B: 0.5}) || math.Abs(three.Quantile(0.05)-0.556) > 5e-4 {
		t.Errorf("3 of 3: %+v, low %g", three, three.Quantile(0.05))
	}
	if most := must(Coverage(58, 2)); math.Abs(most.Mean()-58.5/61) > 1e-15 {
		t.Errorf("58 of 60: %+v", most)
	}
	for _, n := range []int{0, 3} {
		if _, err := Coverage(-1, n); err == nil {
			t.Error("a negative count gave no error")
		}
		if _, err := Coverage(n, -1); err == nil {
			t.Error("a negative count gave no error")
		}
	}
}
