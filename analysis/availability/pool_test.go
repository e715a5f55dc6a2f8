package availability

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
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
		for _, c := range counts {
			full, w := p.Posterior(c)
			if !(w >= 0 && w <= 1) || full.Validate() != nil {
				t.Fatalf("posterior %+v with weight %g", full, w)
			}
			rate, w := p.GivenPrior(c)
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
		if _, w := p.GivenPrior(tt.counts[0]); math.Abs(w-tt.weight) > 1e-12 {
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
	if rate, w := p.Posterior(Count{Exposure: math.NaN()}); rate != p.Rate || w != 1 {
		t.Errorf("posterior of no count: %+v, %g", rate, w)
	}
}

// The mean times to restore of nominally 90 % hold the truth in 85 to 97 of 100
// components.
func TestRestorePosteriorsCover(t *testing.T) {
	const worlds, components = 200, 20
	r := rand.New(rand.NewPCG(3, 9))
	held := 0
	for range worlds {
		groups, truth := make([][]float64, components), make([]float64, components)
		for i := range components {
			mu, sigma := 0.7*r.NormFloat64(), 1.0
			truth[i] = math.Exp(mu + sigma*sigma/2)
			rate := distuv.Gamma{Alpha: 1.5, Beta: 0.6, Src: r}.Rand() * (0.4 + 1.6*r.Float64())
			for range int(distuv.Poisson{Lambda: rate, Src: r}.Rand()) {
				groups[i] = append(groups[i], math.Exp(mu+sigma*r.NormFloat64()))
			}
		}
		p, err := PoolRepairs(groups)
		if err != nil {
			t.Fatal(err)
		}
		for i := range components {
			mean, _ := p.Posterior(groups[i])
			if mean.Quantile(0.05) <= truth[i] && truth[i] <= mean.Quantile(0.95) {
				held++
			}
		}
	}
	share := float64(held) / worlds / components
	t.Logf("%.3f", share)
	if share < 0.85 || share > 0.97 {
		t.Errorf("intervals hold the truth in %.3f of components, want 0.85 to 0.97", share)
	}
}

func TestPoolRepairs(t *testing.T) {
	// Balanced, by hand: logs 0, 2 | 4, 6 | 8, 10. Within: 6/3 = 2. Between: mean
	// square 32 of three groups of 2, (32 − 2)/2 = 15. Mean 5, its variance
	// 2/6 + 15/3 = 16/3; variance of half the spread 2²/(2·3).
	e := math.Exp
	groups := [][]float64{{e(0), e(2)}, {e(4), e(6)}, {}, {e(8), e(10)}}
	p, err := PoolRepairs(groups)
	if err != nil {
		t.Fatal(err)
	}
	const t95, z95 = 2.353363434801824, 1.6448536269514722 // Student with 3 degrees of freedom; normal
	sigma := math.Sqrt(15 + (16.0/3+4.0/6)*(t95/z95)*(t95/z95))
	if p.Complete || p.Groups != 3 || p.Times != 6 || relErr(p.Mean.Mu, 6) > 1e-12 || relErr(p.LogSpread, math.Sqrt2) > 1e-12 || relErr(p.Mean.Sigma, sigma) > 1e-5 {
		t.Errorf("%+v, want mu 6, sigma %g, spread √2", p, sigma)
	}
	mean, w := p.Posterior(groups[0])
	if want := 1 / (1 + sigma*sigma); relErr(w, want) > 1e-5 || relErr(mean.Mu, 6*w+2*(1-w)) > 1e-9 {
		t.Errorf("posterior %+v, weight %g, want %g", mean, w, want)
	}
	if want := math.Sqrt(w*sigma*sigma + (1-w)*4/6); relErr(mean.Sigma, want) > 1e-5 {
		t.Errorf("posterior sigma %g, want %g", mean.Sigma, want)
	}

	// Components that are alike: the variance between them is one standard error,
	// within/3 · √(2/1), and the mean has 4 degrees of freedom.
	alike, err := PoolRepairs([][]float64{{1, e(1), e(2)}, {1, e(1), e(2)}})
	if err != nil {
		t.Fatal(err)
	}
	between, widen := math.Sqrt2/3, 2.131846786326649/z95
	if want := math.Sqrt(between + widen*widen*(1.0/6+between/2+1.0/8)); alike.Complete || relErr(alike.Mean.Sigma, want) > 1e-5 {
		t.Errorf("alike: %+v, want sigma %g", alike, want)
	}

	// Real records hold times of zero; they count as half a minute.
	zero, err := PoolRepairs([][]float64{{0, 0, 1, 2}, {3, 1, 0.5}})
	if err != nil || zero.Mean.Validate() != nil {
		t.Errorf("zero times: %+v, %v", zero, err)
	}
	floored, _ := PoolRepairs([][]float64{{FloorHours, FloorHours, 1, 2}, {3, 1, 0.5}})
	if zero != floored {
		t.Errorf("zero times: %+v, want %+v", zero, floored)
	}
}

func TestPoolRepairsBoundary(t *testing.T) {
	for name, groups := range map[string][][]float64{
		"one component":    {{1, 2, 3, 4, 5, 6}},
		"one time each":    {{1}, {2}, {3}, {4}, {5}, {6}},
		"constant in each": {{1, 1, 1}, {2, 2, 2}},
	} {
		p, err := PoolRepairs(groups)
		if err != nil || !p.Complete || p.Reason == "" || p.Mean.Validate() != nil {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		n := len(groups[0])
		if mean, w := p.Posterior(groups[0]); mean != p.Mean || math.Abs(w-(1-float64(n)/6)) > 1e-12 {
			t.Errorf("%s: posterior %+v, weight %g", name, mean, w)
		}
	}
	for name, groups := range map[string][][]float64{
		"nothing": nil, "empty": {{}, {}}, "five": {{1, 2}, {3, 4, 5}}, "equal": {{1, 1, 1}, {1, 1, 1}},
	} {
		if p, err := PoolRepairs(groups); !errors.Is(err, ErrTooFew) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	for _, x := range []float64{-1, math.NaN(), math.Inf(1)} {
		if p, err := PoolRepairs([][]float64{{1, 2, 3}, {4, 5, 6, x}}); err == nil || errors.Is(err, ErrTooFew) {
			t.Errorf("%g: %+v, %v", x, p, err)
		}
	}
	expert := RepairPrior{Mean: dist.Lognormal{Mu: 0, Sigma: 0.5}, LogSpread: DefaultLogSpread}
	for _, times := range [][]float64{nil, {-1}, {math.NaN()}} {
		if mean, w := expert.Posterior(times); mean != expert.Mean || w != 1 {
			t.Errorf("%v: %+v, %g", times, mean, w)
		}
	}
	if mean, w := expert.Posterior([]float64{10, 12, 9}); !(mean.Mu > 0 && w > 0 && w < 1 && mean.Sigma < 0.5) {
		t.Errorf("expert and records: %+v, %g", mean, w)
	}
}

func TestCoverage(t *testing.T) {
	// Jeffreys posterior; 3 of 3 is 56 % or more at 95 %.
	three := Coverage(3, 0)
	if three != (dist.Beta{A: 3.5, B: 0.5}) || math.Abs(three.Quantile(0.05)-0.556) > 5e-4 {
		t.Errorf("3 of 3: %+v, low %g", three, three.Quantile(0.05))
	}
	if most := Coverage(58, 2); math.Abs(most.Mean()-58.5/61) > 1e-15 {
		t.Errorf("58 of 60: %+v", most)
	}
	if Coverage(-1, 3).Validate() == nil {
		t.Error("a negative count is valid")
	}
}
