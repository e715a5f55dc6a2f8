package uncertainty

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"sync/atomic"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

type exprs = map[string]expression.Expr

// The product of lognormal variables is lognormal: μ and σ² add up. Everything
// about it is known, and must be within five standard errors; of 16 figures one
// beyond that comes once in 100,000 seeds.
func TestProductOfLognormals(t *testing.T) {
	mu1, s1 := shape(1e-3, 3)
	mu2, s2 := shape(2e-3, 2)
	mu, sigma := mu1+mu2, math.Hypot(s1, s2)
	for _, method := range []Method{LatinHypercube, MonteCarlo} {
		s := gate(t, faulttree.And, exprs{"a": lognormal(1e-3, 3), "b": lognormal(2e-3, 2)})
		r := propagate(t, s, Options{Samples: 40_000, Seed: 1, Method: method, Confidence: 0.999999})
		top := r.Tops[0]
		mean := math.Exp(mu + sigma*sigma/2)
		if relErr(top.PointEstimate, 2e-6) > 1e-12 || math.Abs(top.Mean-mean) > 5*top.StandardError {
			t.Errorf("%s: mean %g ± %g, want %g", method, top.Mean, top.StandardError, mean)
		}
		// The kurtosis e^(4σ²)+2e^(3σ²)+3e^(2σ²)-3 is 33 here, which makes five deviations
		// of the deviation 5·√(32/4n) = 0.071.
		if want := mean * math.Sqrt(math.Expm1(sigma*sigma)); relErr(top.StandardDeviation, want) > 0.075 {
			t.Errorf("%s: deviation %g, want %g", method, top.StandardDeviation, want)
		}
		for _, q := range top.Quantiles {
			want := math.Exp(mu + sigma*-math.Sqrt2*math.Erfcinv(2*q.P))
			if !(*q.Low <= want && want <= *q.High) || !(*q.Low <= q.Value && q.Value <= *q.High) || *q.High > 1.2**q.Low {
				t.Errorf("%s: quantile %g is %g in [%g, %g], want %g", method, q.P, q.Value, *q.Low, *q.High, want)
			}
		}
		// The deviation of a 95 % quantile is √(0.95·0.05/n)/density: σ·0.0106 in the
		// logarithm.
		factor := math.Exp(z95 * sigma)
		if relErr(*top.ErrorFactor, factor) > 0.05 || relErr(*top.UpperErrorFactor, factor) > 0.05 {
			t.Errorf("%s: error factors %g and %g, want %g", method, *top.ErrorFactor, *top.UpperErrorFactor, factor)
		}
		if in := top.Interval; relErr(in.Low, math.Exp(mu-z95*sigma)) > 0.05 || relErr(in.High, math.Exp(mu+z95*sigma)) > 0.05 || in.Level != 0.9 {
			t.Errorf("%s: interval %+v", method, in)
		}
		// ln T = ln a + ln b is normal, so that Pearson's correlation with ln a is
		// ρ = σa/σ and Spearman's is 6/π·asin(ρ/2).
		for i, s := range []float64{s1, s2} {
			want := 6 / math.Pi * math.Asin(s/sigma/2)
			if c := top.Correlations[i]; math.Abs(c.Rank-want) > 5/math.Sqrt(40_000) || c.Input != []string{"event a", "event b"}[i] {
				t.Errorf("%s: correlation %+v, want %g", method, c, want)
			}
		}
	}
}

// 1-T = (1-a)(1-b), whose first two moments are products of those of the factors.
func TestUnionOfLognormals(t *testing.T) {
	events := exprs{"a": lognormal(0.02, 3), "b": lognormal(0.05, 1.5)}
	r := propagate(t, gate(t, faulttree.Or, events), Options{Seed: 3, Samples: 40_000})
	moment := func(mean, factor float64) float64 { return spread(mean, factor) + (1-mean)*(1-mean) }
	variance := moment(0.02, 3)*moment(0.05, 1.5) - 0.98*0.98*0.95*0.95
	top := r.Tops[0]
	if want := 1 - 0.98*0.95; math.Abs(top.Mean-want) > 5*top.StandardError || relErr(top.PointEstimate, want) > 1e-12 {
		t.Errorf("mean %g ± %g, point estimate %g, want %g", top.Mean, top.StandardError, top.PointEstimate, want)
	}
	if relErr(top.StandardDeviation, math.Sqrt(variance)) > 0.05 {
		t.Errorf("deviation %g, want %g", top.StandardDeviation, math.Sqrt(variance))
	}
}

// Two events that take their probability from one parameter fail together with
// E[p²] = m² + v, more than the m² of independent ones: state-of-knowledge
// correlation, G. Apostolakis, S. Kaplan, 1981, doi 10.1016/0143-8174(81)90019-6.
func TestSharedParameterIsDrawnOnce(t *testing.T) {
	s := gate(t, faulttree.And, exprs{"a": expression.Param("p"), "b": expression.Param("p")})
	s.Inputs.Parameters = expression.System{"p": {Expr: expression.Of(expression.BetaDeviate, expression.Num(2), expression.Num(38))}}
	r := propagate(t, s, Options{})
	want := 0.05*0.05 + 0.05*0.95/41
	if top := r.Tops[0]; math.Abs(top.Mean-want) > 5*top.StandardError || relErr(top.PointEstimate, 0.0025) > 1e-12 {
		t.Errorf("mean %g ± %g, want %g; point estimate %g, want 0.0025", top.Mean, top.StandardError, want, top.PointEstimate)
	}
	if r.Inputs != 1 || r.Tops[0].Correlations[0].Input != "parameter p" {
		t.Errorf("%d inputs, correlations %v", r.Inputs, r.Tops[0].Correlations)
	}
}

// Stratification takes away what comes from inputs one by one: over many seeds the
// mean of a hypercube is off by far less, and its standard error says no less than
// it is.
func TestLatinHypercubeIsCloser(t *testing.T) {
	events := exprs{"a": lognormal(1e-3, 2), "b": lognormal(2e-3, 2), "c": lognormal(1e-3, 3)}
	s := gate(t, faulttree.Or, events)
	errors, claimed := map[Method]float64{}, map[Method]float64{}
	const seeds = 60
	want := 1 - 0.999*0.998*0.999
	for seed := range uint64(seeds) {
		for _, method := range []Method{LatinHypercube, MonteCarlo} {
			top := propagate(t, s, Options{Samples: 500, Seed: seed, Method: method, Correlations: -1}).Tops[0]
			errors[method] += (top.Mean - want) * (top.Mean - want) / seeds
			claimed[method] += top.StandardError * top.StandardError / seeds
		}
	}
	t.Logf("standard error of Monte Carlo over that of the hypercube: %.1f", math.Sqrt(errors[MonteCarlo]/errors[LatinHypercube]))
	if errors[LatinHypercube] > errors[MonteCarlo]/10 {
		t.Errorf("squared error %g, of independent draws %g", errors[LatinHypercube], errors[MonteCarlo])
	}
	// Of 60 squares the mean has a relative deviation of √(2/60) = 0.18.
	if ratio := errors[MonteCarlo] / claimed[MonteCarlo]; ratio < 0.4 || ratio > 1.7 {
		t.Errorf("independent draws: squared error is %.2f of what is claimed", ratio)
	}
	if errors[LatinHypercube] > claimed[LatinHypercube] {
		t.Errorf("hypercube: squared error %g, claimed %g", errors[LatinHypercube], claimed[LatinHypercube])
	}
}

// The bounds of quantiles hold the true one as often as they say: at least, as
// order statistics are discrete, and of a hypercube more often. Of 400 seeds, 95 %
// is 380 with a deviation of 4.4.
func TestQuantileBoundsCover(t *testing.T) {
	mu1, s1 := shape(1e-3, 3)
	mu2, s2 := shape(2e-3, 3)
	mu, sigma := mu1+mu2, math.Hypot(s1, s2)
	s := gate(t, faulttree.And, exprs{"a": lognormal(1e-3, 3), "b": lognormal(2e-3, 3)})
	for _, method := range []Method{LatinHypercube, MonteCarlo} {
		hits := map[float64]int{}
		for seed := range uint64(400) {
			top := propagate(t, s, Options{Samples: 500, Seed: seed, Method: method, Correlations: -1, Quantiles: []float64{0.05, 0.5, 0.95}}).Tops[0]
			for _, q := range top.Quantiles {
				want := math.Exp(mu + sigma*-math.Sqrt2*math.Erfcinv(2*q.P))
				if *q.Low <= want && want <= *q.High {
					hits[q.P]++
				}
			}
		}
		t.Logf("%s: %v of 400", method, hits)
		for _, p := range []float64{0.05, 0.5, 0.95} {
			n := hits[p]
			if n < 380-18 || method == MonteCarlo && n > 394 {
				t.Errorf("%s: bounds of the quantile %g hold it %d times of 400", method, p, n)
			}
		}
	}
}

// What is drawn depends on neither workers nor blocks.
func TestWorkersChangeNothing(t *testing.T) {
	events := exprs{"a": lognormal(1e-2, 3), "b": lognormal(2e-2, 3), "c": expression.Of(expression.NormalDeviate, expression.Num(0.01), expression.Num(0.01))}
	s := gate(t, faulttree.Or, events, "a")
	for _, method := range []Method{LatinHypercube, MonteCarlo} {
		var want []byte
		for _, workers := range []int{1, 2, 7} {
			p, err := json.Marshal(propagate(t, s, Options{Seed: 5, Method: method, Workers: workers}))
			if err != nil {
				t.Fatal(err)
			}
			x, err := Sobol(context.Background(), s, SobolOptions{Samples: 2000, Seed: 5, Method: method, Resamples: 10, Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			o, err := OneAtATime(context.Background(), s, TornadoOptions{Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			more, err := json.Marshal([]any{x, o})
			if got := append(p, more...); err != nil || want != nil && !bytes.Equal(got, want) {
				t.Fatalf("%s, %d workers: %s, want %s", method, workers, got, want)
			} else if want == nil {
				want = got
			}
		}
	}
	a, b := propagate(t, s, Options{Seed: 5}), propagate(t, s, Options{Seed: 6})
	if a.Tops[0].Mean == b.Tops[0].Mean {
		t.Error("another seed gives the same mean")
	}
}

// What is not uncertain has no spread, and nothing is divided by 0.
func TestCertain(t *testing.T) {
	certain := gate(t, faulttree.And, exprs{"a": expression.Num(0.1), "b": expression.Num(0.3)})
	never := gate(t, faulttree.And, exprs{"a": expression.Num(0), "b": lognormal(0.1, 2)})
	house := study(t, faulttree.Tree{
		Top: "top", Gates: []faulttree.Gate{{ID: "top", Op: faulttree.Or, Inputs: []string{"on"}}}, House: []faulttree.HouseEvent{{ID: "on", State: true}},
	}, expression.Inputs{}, "top")
	for name, tt := range map[string]struct {
		s    Study
		want float64
	}{"constants": {certain, 0.03}, "impossible": {never, 0}, "switched on": {house, 1}} {
		r := propagate(t, tt.s, Options{})
		top := r.Tops[0]
		if top.Uncertain || top.StandardDeviation != 0 || top.StandardError != 0 || relErr(top.Mean, tt.want) > 1e-15 || top.PointEstimate != top.Mean {
			t.Errorf("%s: %+v", name, top)
		}
		for _, q := range top.Quantiles {
			if q.Value != top.Mean || *q.Low != top.Mean || *q.High != top.Mean {
				t.Errorf("%s: quantile %+v, want %g", name, q, top.Mean)
			}
		}
		if defined := top.ErrorFactor != nil; defined != (tt.want > 0) || defined && *top.ErrorFactor != 1 {
			t.Errorf("%s: error factor %v", name, top.ErrorFactor)
		}
		if len(top.Histogram.Bins) != 1 || top.Histogram.Bins[0].Count != r.Samples || top.Correlations != nil {
			t.Errorf("%s: %+v, correlations %v", name, top.Histogram, top.Correlations)
		}
		x, err := Sobol(context.Background(), tt.s, SobolOptions{})
		if err != nil || len(x.Tops[0].Inputs) != 0 || x.Tops[0].SumFirst != nil {
			t.Errorf("%s: %+v, %v", name, x, err)
		}
		o, err := OneAtATime(context.Background(), tt.s, TornadoOptions{})
		if err != nil || len(o.Tops[0].Swings) != r.Inputs || r.Inputs > 0 && o.Tops[0].Swings[0].Elasticity != nil {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
	}
}

// Normal deviates that are no probabilities are clipped, and it is said how many
// were: by the tables, 15.87 % lie more than one deviation above the mean and 2.28 %
// more than two below. A hypercube has that many to the nearest number.
func TestClippedIsReported(t *testing.T) {
	wide := expression.Of(expression.NormalDeviate, expression.Num(2./3), expression.Num(1./3))
	s := gate(t, faulttree.And, exprs{"a": wide, "b": expression.Num(0.5), "c": expression.Param("p"), "d": expression.Param("p")})
	s.Inputs.Parameters = expression.System{"p": {Expr: wide}}
	r := propagate(t, s, Options{})
	if len(r.Clipped) != 3 || r.Clipped[0].Event != "a" || r.Clipped[1].Event != "c" || r.Clipped[2].Event != "d" {
		t.Fatalf("clipped: %+v", r.Clipped)
	}
	for _, c := range r.Clipped {
		if c.Above < 1586 || c.Above > 1588 || c.Below < 227 || c.Below > 229 {
			t.Errorf("%+v of 10,000, want 1587 above and 228 below", c)
		}
	}
	if top := r.Tops[0]; top.Min != 0 || top.Max != 0.5 {
		t.Errorf("from %g to %g", top.Min, top.Max)
	}
}

// A factor is drawn with what it shares with the events, and multiplies one top.
func TestFactors(t *testing.T) {
	s := gate(t, faulttree.And, exprs{"a": expression.Param("p"), "b": expression.Num(0.5)}, "a")
	s.Inputs.Parameters = expression.System{"p": {Expr: expression.Of(expression.UniformDeviate, expression.Num(0), expression.Num(0.2))}}
	s.Factors = exprs{"top": expression.Of(expression.Mul, expression.Num(6), expression.Param("p"), expression.Of(expression.UniformDeviate, expression.Num(0), expression.Num(2)))}
	r := propagate(t, s, Options{Samples: 40_000})
	// E[6·p·u·p/2] = 3·E[p²]·E[u] = 3·0.04/3 = 0.04; at the means 6·0.1·0.05 = 0.03.
	if top := r.Tops[0]; math.Abs(top.Mean-0.04) > 5*top.StandardError || relErr(top.PointEstimate, 0.03) > 1e-12 || r.Inputs != 2 {
		t.Errorf("mean %g ± %g, point estimate %g, %d inputs", top.Mean, top.StandardError, top.PointEstimate, r.Inputs)
	}
	if c := r.Tops[0].Correlations; len(c) != 2 || c[0].Input != "parameter p" || c[1].Input != "factor top/3" {
		t.Errorf("correlations: %v", c)
	}
	if top := r.Tops[1]; relErr(top.PointEstimate, 0.1) > 1e-12 || top.Max > 0.2 {
		t.Errorf("top without factor: %+v", top)
	}
}

func TestRefusals(t *testing.T) {
	negative := expression.Of(expression.NormalDeviate, expression.Num(1e-3), expression.Num(1e-3))
	events := exprs{"a": expression.Of(expression.Exponential, negative, expression.Num(10)), "b": expression.Num(0.5)}
	s := gate(t, faulttree.And, events)
	strange, above := s, s
	strange.Factors = exprs{"b": expression.Num(1), "top": expression.Num(-1)}
	above.Inputs = expression.Inputs{Events: exprs{"a": expression.Num(1.5)}}
	drawn := gate(t, faulttree.And, exprs{"a": expression.Num(0.1)})
	drawn.Factors = exprs{"top": negative}
	tests := []struct {
		name  string
		s     Study
		opt   Options
		parts []string
	}{
		{"rate below 0", s, Options{Seed: 2}, []string{"event a: exponential: rate -", "sample "}},
		{"factor below 0", drawn, Options{}, []string{"factor top: -", "is negative", "sample "}},
		{"no diagram", Study{}, Options{}, []string{"without a diagram"}},
		{"factors", strange, Options{}, []string{`"b", which is no top`, "factor top: -1 is negative"}},
		{"events", above, Options{}, []string{"event a: probability 1.5", `"b" has no probability`}},
		{"options", s, Options{Samples: 1, Bins: -1, Level: 1, Confidence: math.NaN(), Method: "dice", Quantiles: []float64{0, 0.5}},
			[]string{"samples: 1", "bins: -1", "level: 1", "confidence: NaN", `"dice"`, "quantile: 0"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var texts []string
			for _, workers := range []int{1, 3} {
				tt.opt.Workers = workers
				r, err := Propagate(context.Background(), tt.s, tt.opt)
				if err == nil || r.Tops != nil {
					t.Fatalf("%+v, %v", r, err)
				}
				texts = append(texts, err.Error())
			}
			for _, part := range tt.parts {
				if !strings.Contains(texts[0], part) {
					t.Errorf("%s does not say %q", texts[0], part)
				}
			}
		})
	}
}

// Whoever stops gets what is done by then, and is told.
func TestCancelledIsPartial(t *testing.T) {
	s := gate(t, faulttree.Or, exprs{"a": lognormal(1e-3, 3), "b": lognormal(2e-3, 2)})
	ctx, cancel := context.WithCancel(context.Background())
	last := 0
	r, err := Propagate(ctx, s, Options{Samples: 1_000_000, Workers: 2, Progress: func(done, total int) {
		if done <= last || total != 1_000_000 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		if last = done; done > 20_000 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || !r.Partial || r.Samples != last || r.Samples > 100_000 {
		t.Fatalf("%d samples of %d, partial %v, %v", r.Samples, last, r.Partial, err)
	}
	if top := r.Tops[0]; math.Abs(top.Mean-(1-0.999*0.998)) > 5*top.StandardError {
		t.Errorf("mean %g ± %g", top.Mean, top.StandardError)
	}
	r, err = Propagate(ctx, s, Options{})
	if !errors.Is(err, context.Canceled) || !r.Partial || r.Samples != 0 || r.Tops == nil || len(r.Tops) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	x, err := Sobol(ctx, s, SobolOptions{})
	if !errors.Is(err, context.Canceled) || !x.Partial || x.Tops == nil {
		t.Errorf("%+v, %v", x, err)
	}
	o, err := OneAtATime(ctx, s, TornadoOptions{})
	if !errors.Is(err, context.Canceled) || !o.Partial || len(o.Tops[0].Swings) != 0 {
		t.Errorf("%+v, %v", o, err)
	}
	// While indices are computed, those of the samples done.
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	var calls atomic.Int64
	x, err = Sobol(ctx, s, SobolOptions{Samples: 100_000, Progress: func(int, int) {
		if calls.Add(1) == 3 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || !x.Partial || x.Samples == 0 || x.Samples == 100_000 || len(x.Tops[0].Inputs) != 2 {
		t.Errorf("%+v, %v", x, err)
	}
}
