package lifedata

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dist"
)

func TestConditionalBoundsReference(t *testing.T) {
	lives := failed(bearings...)
	weibull, lognormal, exponential := mustFit(t, lives, Weibull), mustFit(t, lives, Lognormal), mustFit(t, lives, Exponential)
	must := func(b Bounds, err error) Bounds {
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	const lawless = "R 4.2.2, integrate() of Lawless's conditional density of the shape, with pgamma of the scale given it"
	for _, tt := range []struct {
		name, source string
		got          Bounds
		low, high    float64
	}{
		{"Weibull 10 % quantile", lawless, must(weibull.QuantileBounds(0.1, 0.9, Conditional)), 16.9617767179, 37.8050228596},
		{"Weibull R(50)", lawless, must(weibull.ReliabilityBounds(50, 0.9, Conditional)), 0.555075815576, 0.809820807535},
		{"Weibull shape", lawless, must(weibull.ParameterBounds("shape", 0.9, Conditional)), 1.51905825756, 2.5916430172},
		{"lognormal 10 % quantile", "R 4.2.2, qt(c(.95, .05), 22, ncp=-qnorm(.1)*sqrt(23))", must(lognormal.QuantileBounds(0.1, 0.9, Conditional)), 23.4327116552, 39.6308554746},
		{"lognormal sigma", "R 4.2.2, qchisq(c(.95, .05), 22)", must(lognormal.ParameterBounds("sigma", 0.9, Conditional)), 0.429402632185, 0.712030171275},
		{"exponential mttf", "R 4.2.2, 2*sum(t)/qchisq(c(.95, .05), 46)", must(exponential.ParameterBounds("mttf", 0.9, Conditional)), 52.8884303015, 105.695489688},
	} {
		if relErr(*tt.got.Low, tt.low) > 5e-6 || relErr(*tt.got.High, tt.high) > 5e-6 {
			t.Errorf("%s: %.10g to %.10g, want %.10g to %.10g (source: %s)", tt.name, *tt.got.Low, *tt.got.High, tt.low, tt.high, tt.source)
		}
	}
}

// At a likelihood-ratio bound, the best of all distributions with that figure is as
// unlikely as the level says: looked for on a grid, and on a finer one where that is
// best, with the plain likelihood.
func TestRatioBoundsByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		family := rapid.SampledFrom([]Family{Weibull, Lognormal, Gamma, Normal, Loglogistic, GumbelMax}).Draw(t, "family")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		lives := sampleLives(r, 25, example(family, 0.6))
		f, err := Fit(lives, family)
		if err != nil {
			return
		}
		b, err := f.QuantileBounds(0.1, 0.9, LikelihoodRatio)
		if err != nil {
			t.Fatal(err)
		}
		for _, bound := range []*float64{b.Low, b.High} {
			if bound == nil || family != Normal && family != GumbelMax && !(*bound > 1e-3) {
				continue
			}
			// Distributions with this quantile, by their second parameter.
			best, at := math.Inf(-1), 0.0
			for _, step := range []float64{0.1, 0.01} {
				for u, i := at-40*step, 0; i <= 80; i++ {
					d := withQuantile(f, 0.1, *bound, math.Exp(u+float64(i)*step))
					if d.Validate() != nil {
						continue
					}
					if l := logLikelihood(lives, d); l > best {
						best, at = l, u+float64(i)*step
					}
				}
			}
			if fall := 2 * (f.LogLikelihood - best); math.Abs(fall-2.705543454) > 0.01 { // qchisq(.9, 1)
				t.Fatalf("%s: the likelihood falls by %g at %g", family, fall, *bound)
			}
		}
	})
}

// withQuantile returns the distribution with this quantile whose spread is so many
// times that of the fit.
func withQuantile(f *Fitted, p, hours, times float64) dist.Lifetime {
	switch d := f.Distribution.(type) {
	case dist.Weibull:
		d.Shape *= times
		d.Scale *= hours / d.Quantile(p)
		return d
	case dist.Gamma:
		d.Shape *= times
		d.Rate *= d.Quantile(p) / hours
		return d
	case dist.Loglogistic:
		d.Shape *= times
		d.Scale *= hours / d.Quantile(p)
		return d
	case dist.Lognormal:
		d.Sigma *= times
		d.Mu += math.Log(hours / d.Quantile(p))
		return d
	case dist.Normal:
		d.Sigma *= times
		d.Mu += hours - d.Quantile(p)
		return d
	case dist.GumbelMax:
		d.Sigma *= times
		d.Mu += hours - d.Quantile(p)
		return d
	}
	return nil
}

// Bounds enclose the estimate, widen with the level, and by all methods agree when
// there is much data; those of a quantile and of the reliability there say the same.
func TestBoundsLaws(t *testing.T) {
	most := 40
	if raced {
		most = 12
	}
	rapid.Check(t, func(t *rapid.T) {
		family := rapid.SampledFrom(twoParameters).Draw(t, "family")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 4))
		lives := sampleLives(r, rapid.IntRange(8, most).Draw(t, "lives"), example(family, 0.6))
		f, err := Fit(lives, family)
		if err != nil {
			return
		}
		for _, method := range []Method{Fisher, LikelihoodRatio, Conditional} {
			wide, err := f.QuantileBounds(0.2, 0.95, method)
			if errors.Is(err, ErrUnsupported) {
				continue
			}
			tight, err2 := f.QuantileBounds(0.2, 0.5, method)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if family != Normal && family != GumbelMin && family != GumbelMax && wide.Low != nil && *wide.Low < 0 {
				t.Fatalf("%s %s: a life of %g", family, method, *wide.Low)
			}
			if tight.Low == nil || tight.High == nil || *tight.Low > *tight.High {
				t.Fatalf("%s %s: %+v", family, method, tight)
			}
			if method != Conditional && !(*tight.Low <= tight.Value && tight.Value <= *tight.High) {
				t.Fatalf("%s %s: %g is not between %g and %g", family, method, tight.Value, *tight.Low, *tight.High)
			}
			if wide.Low != nil && *wide.Low > *tight.Low || wide.High != nil && *wide.High < *tight.High {
				t.Fatalf("%s %s: bounds narrow with the level", family, method)
			}
			if method == Fisher || *tight.Low <= 0 {
				continue
			}
			there, err := f.ReliabilityBounds(*tight.Low, 0.5, method)
			if err != nil {
				t.Fatal(err)
			}
			if there.Low == nil || math.Abs(*there.Low-0.8) > 1e-3 {
				t.Fatalf("%s %s: the reliability at the lower bound of the 20 %% quantile is at least %v, want 0.8", family, method, *there.Low)
			}
		}
	})
}

// A small unreliability keeps its digits: it is what the reliability lacks to 1.
func TestUnreliabilityBounds(t *testing.T) {
	for _, family := range twoParameters {
		f := mustFit(t, failed(bearings...), family)
		for _, m := range []Method{Fisher, LikelihoodRatio, Conditional} {
			r, err := f.ReliabilityBounds(60, 0.9, m)
			u, err2 := f.UnreliabilityBounds(60, 0.9, m)
			if errors.Is(err, ErrUnsupported) && errors.Is(err2, ErrUnsupported) {
				continue
			}
			if err != nil || err2 != nil || relErr(u.Value, 1-r.Value) > 1e-9 || relErr(*u.Low, 1-*r.High) > 1e-9 || relErr(*u.High, 1-*r.Low) > 1e-9 {
				t.Errorf("%s %s: %+v and %+v, %v, %v", family, m, r, u, err, err2)
			}
		}
		if family == Normal || family == GumbelMin || family == GumbelMax {
			continue
		}
		u, err := f.UnreliabilityBounds(0.01, 0.9, Fisher)
		if want := f.Distribution.CDF(0.01); err != nil || !(want < 0.01 && relErr(u.Value, want) < 1e-9 && *u.Low < want && want < *u.High) {
			t.Errorf("%s: unreliability %g of %g to %g, want %g, %v", family, u.Value, *u.Low, *u.High, want, err)
		}
	}
}

func TestBoundsRefuse(t *testing.T) {
	f := mustFit(t, failed(bearings...), Weibull)
	for _, level := range []float64{0, 1, -1, 2, math.NaN()} {
		if _, err := f.QuantileBounds(0.1, level, Fisher); !errors.Is(err, ErrLevel) {
			t.Errorf("level %g: %v", level, err)
		}
		if _, err := f.QuantileBounds(level, 0.9, Fisher); !errors.Is(err, ErrLevel) {
			t.Errorf("quantile %g: %v", level, err)
		}
	}
	for _, hours := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := f.ReliabilityBounds(hours, 0.9, Fisher); !errors.Is(err, ErrDuration) {
			t.Errorf("reliability at %g: %v", hours, err)
		}
	}
	if _, err := f.ParameterBounds("sigma", 0.9, Fisher); err == nil {
		t.Error("bounds on a parameter it has not")
	}
	if _, err := f.QuantileBounds(0.1, 0.9, "bayes"); !errors.Is(err, ErrUnsupported) {
		t.Errorf("unknown method: %v", err)
	}
	if _, err := mustFit(t, failed(bearings...), Gamma).ParameterBounds("shape", 0.9, Conditional); !errors.Is(err, ErrUnsupported) {
		t.Errorf("conditional bounds of the shape of a gamma: %v", err)
	}
	if _, err := mustFit(t, failed(bearings...), Gamma).QuantileBounds(0.1, 0.9, Conditional); !errors.Is(err, ErrUnsupported) {
		t.Errorf("conditional bounds of a gamma: %v", err)
	}
	if _, err := mustFit(t, failed(bearings...), Weibull3).QuantileBounds(0.1, 0.9, Fisher); !errors.Is(err, ErrUnsupported) {
		t.Errorf("quantile of three parameters: %v", err)
	}
	for _, hours := range []float64{1e-30, 1e300} { // so far out that a bound is 0 or 1
		for _, m := range []Method{Fisher, LikelihoodRatio, Conditional} {
			b, err := f.ReliabilityBounds(hours, 0.9, m)
			if err == nil && (b.Low != nil && !(*b.Low >= 0 && *b.Low <= 1) || b.High != nil && !(*b.High >= 0 && *b.High <= 1)) {
				t.Errorf("reliability at %g by %s: %+v", hours, m, b)
			}
		}
	}
}

// Calibrated bounds come close to exact ones where there are such: they differ by
// the chance of 999 draws, of which the 50 beyond a bound vary by 7.
func TestCalibratedBoundsReference(t *testing.T) {
	lives := failed(bearings...)
	e, err := mustFit(t, lives, Exponential).ParameterBounds("mttf", 0.9, Calibrated)
	if err != nil {
		t.Fatal(err)
	}
	total := e.Value * float64(2*len(bearings)) // over mttf it is χ² with 46 degrees of freedom
	chi2 := dist.Gamma{Shape: float64(len(bearings)), Rate: 0.5}
	for _, beyond := range []float64{chi2.CDF(total / *e.High), 1 - chi2.CDF(total / *e.Low)} {
		if math.Abs(beyond-0.05) > 0.02 {
			t.Errorf("exponential: the truth is beyond %g or %g in %.3f", *e.Low, *e.High, beyond)
		}
	}
	q, err := mustFit(t, lives, Lognormal).QuantileBounds(0.1, 0.9, Calibrated)
	const low, high = 23.4327116552, 39.6308554746
	if err != nil || relErr(*q.Low, low) > 0.03 || relErr(*q.High, high) > 0.03 {
		t.Errorf("lognormal: %g to %g, want %g to %g (source: R 4.2.2, qt(c(.95, .05), 22, ncp=-qnorm(.1)*sqrt(23))); %v", *q.Low, *q.High, low, high, err)
	}
}

func TestBestMethod(t *testing.T) {
	lives := failed(bearings...)
	with := func(more ...Life) []Life { return append(slices.Clone(lives), more...) }
	for _, tt := range []struct {
		name   string
		lives  []Life
		family Family
		want   Method
	}{
		{"complete", lives, Weibull, Conditional},
		{"censored at a failure", with(Life{Hours: bearings[22], Count: 9}), Weibull, Conditional},
		{"censored at failures", with(Life{Hours: bearings[3]}, Life{Hours: bearings[9]}), Lognormal, Conditional},
		{"censored at a time", with(Life{Hours: 200}), Weibull, Calibrated},
		{"one failure", []Life{{Hours: 3, Failed: true}}, Exponential, Conditional},
		{"many failures", with(Life{Hours: 40, Failed: true, Count: 30}, Life{Hours: 200}), Weibull, LikelihoodRatio},
		{"many lives", with(Life{Hours: 200, Count: 1000}), Weibull, LikelihoodRatio},
		{"an interval", with(Life{Since: 10, Hours: 20, Interval: true}), Weibull, LikelihoodRatio},
		{"a late entry", with(Life{Entry: 10, Hours: 20, Failed: true}), Weibull, LikelihoodRatio},
		{"gamma", lives, Gamma, LikelihoodRatio},
		{"three parameters", lives, Weibull3, Fisher},
	} {
		f := mustFit(t, tt.lives, tt.family)
		got := f.BestMethod()
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if f.Parameters[0].StdErr == nil { // of a shift at the first failure
			continue
		}
		b, err := f.ParameterBounds(f.Parameters[0].Name, 0.9, got)
		if err != nil || b.Method != got || b.Low == nil || b.High == nil || !(*b.Low < *b.High) {
			t.Errorf("%s: %+v, %v", tt.name, b, err)
		}
	}
}

// How often nominal 90 % intervals hold the 10 % quantile of a Weibull distribution.
// Those of the method that is best for the lives do it in 88 to 92 %; what the others
// reach is logged and bounded from below.
func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	truth := dist.Weibull{Shape: 1.5, Scale: 1000}
	want := truth.Quantile(0.1)
	for _, plan := range []struct {
		name  string
		n     int
		until int     // failures until the others are censored
		hours float64 // when they are, 0 for any times like those of failures
		least map[Method]float64
	}{
		{"complete", 5, 5, math.Inf(1), map[Method]float64{Conditional: 0.88, Fisher: 0.72, LikelihoodRatio: 0.81}},
		{"complete", 20, 20, math.Inf(1), map[Method]float64{Conditional: 0.88, Fisher: 0.82, LikelihoodRatio: 0.86}},
		{"complete", 100, 100, math.Inf(1), map[Method]float64{Conditional: 0.88, Fisher: 0.88, LikelihoodRatio: 0.88}},
		{"half censored at a failure", 20, 10, math.Inf(1), map[Method]float64{Conditional: 0.88, Fisher: 0.79, LikelihoodRatio: 0.84}},
		{"half censored at a time", 5, 5, truth.Quantile(0.5), map[Method]float64{Calibrated: 0.88, LikelihoodRatio: 0.86}},
		{"half censored at a time", 20, 20, truth.Quantile(0.5), map[Method]float64{Calibrated: 0.88, LikelihoodRatio: 0.86}},
		{"half censored at any times", 5, 5, 0, map[Method]float64{Calibrated: 0.88, LikelihoodRatio: 0.80}},
		{"half censored at any times", 20, 20, 0, map[Method]float64{Calibrated: 0.88, LikelihoodRatio: 0.84}},
		{"half censored at a time", 100, 100, truth.Quantile(0.5), map[Method]float64{LikelihoodRatio: 0.88}},
	} {
		r := rand.New(rand.NewPCG(11, uint64(plan.n)))
		draws := rand.New(rand.NewPCG(11, 12))
		hits, sims := map[Method]float64{}, simulations(1200) // standard error 0.009 of 1200
		for range sims {
			f := drawFit(r, truth, plan.n, plan.until, plan.hours)
			for m := range plan.least {
				low, high := quantileEnds(t, f, m, draws)
				if low <= want && want <= high {
					hits[m] += 1.0 / float64(sims)
				}
			}
		}
		t.Logf("n = %d, %s: %.3v", plan.n, plan.name, hits)
		for m, least := range plan.least {
			most := 0.92
			if m != Conditional && m != Calibrated {
				most = 1
			}
			if !between(hits[m], least, most, sims) {
				t.Errorf("n = %d, %s: %s bounds hold the truth in %.3f", plan.n, plan.name, m, hits[m])
			}
		}
	}
}

// drawFit fits n lives that are censored after hours, or after so many failures, or
// where hours is 0 each at a draw of its own. Who comes with lives to fit has two
// failures at least.
func drawFit(r *rand.Rand, truth dist.Weibull, n, until int, hours float64) *Fitted {
	for {
		ends := make([]float64, n)
		for i := range ends {
			ends[i] = dist.Draw(r, truth)
		}
		slices.Sort(ends)
		end := math.Min(hours, ends[until-1])
		lives := make([]Life, n)
		for i, h := range ends {
			if hours == 0 {
				end = dist.Draw(r, truth)
			}
			lives[i] = Life{Hours: math.Min(h, end), Failed: h <= end}
		}
		if f, err := Fit(lives, Weibull); err == nil && f.Failures >= 2 {
			return f
		}
	}
}

// quantileEnds returns nominal 90 % bounds on the 10 % quantile; calibrated ones by
// fewer samples, which calibrate as well, but not to as many digits.
func quantileEnds(t *testing.T, f *Fitted, m Method, r *rand.Rand) (low, high float64) {
	t.Helper()
	if m == Calibrated {
		low, high, err := f.calibratedBounds(f.model.quantile(0.1), 0.9, r, 159)
		if err != nil {
			t.Fatal(err)
		}
		return math.Exp(low), math.Exp(high)
	}
	b, err := f.QuantileBounds(0.1, 0.9, m)
	if err != nil {
		t.Fatal(err)
	}
	low, high = 0, math.Inf(1)
	if b.Low != nil {
		low = *b.Low
	}
	if b.High != nil {
		high = *b.High
	}
	return low, high
}
