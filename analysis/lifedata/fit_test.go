package lifedata

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dist"
)

// failed returns exact failures.
func failed(hours ...float64) []Life {
	var lives []Life
	for _, h := range hours {
		lives = append(lives, Life{Hours: h, Failed: true})
	}
	return lives
}

func mustFit(t *testing.T, lives []Life, family Family) *Fitted {
	t.Helper()
	f, err := Fit(lives, family)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// drawLives draws n lives of d, of all kinds that a fit takes.
func sampleLives(r *rand.Rand, n int, d dist.Lifetime) []Life {
	scale := d.Quantile(0.5)
	var lives []Life
	for len(lives) < n {
		x := dist.Draw(r, d)
		l := Life{Hours: x, Failed: true}
		kind := r.IntN(8)
		if kind == 1 || kind == 5 {
			l.Entry = scale * r.Float64()
		}
		if kind == 2 {
			l.Until = scale * (0.5 + 3*r.Float64())
		}
		if !(x > l.Entry) || l.Until > 0 && x > l.Until {
			continue // it would not be known
		}
		switch kind {
		case 3:
			width := scale * (0.2 + r.Float64())
			l = Life{Since: width * math.Floor(x/width), Interval: true}
			l.Hours = l.Since + width
		case 4, 5:
			if end := l.Entry + scale*2*r.Float64(); end > l.Entry && x > end {
				l.Hours, l.Failed = end, false
			}
		case 6:
			l.Count = 1 + r.IntN(3)
		}
		if l.Validate() == nil {
			lives = append(lives, l)
		}
	}
	return lives
}

// example returns the distribution of a family about 1000 hours.
func example(family Family, spread float64) dist.Lifetime {
	switch family {
	case Exponential:
		return dist.Exponential{MTTF: 1000}
	case Gamma:
		return dist.Gamma{Shape: 1 / (spread * spread), Rate: 1 / (1000 * spread * spread)}
	case Normal, GumbelMin, GumbelMax:
		return forms[family].life(1000, 150*spread)
	}
	return forms[family].life(math.Log(1000), spread)
}

var twoParameters = []Family{Exponential, Weibull, Lognormal, Normal, Gamma, GumbelMin, GumbelMax, Loglogistic}

// The likelihood at the estimate is what the distribution says, nothing near to it
// is likelier, and its curvature is the inverse of the covariance.
func TestFitIsMaximum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		family := rapid.SampledFrom(twoParameters).Draw(t, "family")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		n := rapid.IntRange(15, 60).Draw(t, "lives")
		if rapid.IntRange(0, 9).Draw(t, "many") == 0 {
			n *= 30 // sums of cells instead of rows
		}
		lives := sampleLives(r, n, example(family, rapid.Float64Range(0.2, 1.2).Draw(t, "spread")))
		f, err := Fit(lives, family)
		if errors.Is(err, ErrNoEstimate) { // truncated lives may have none
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		at, err := LogLikelihood(lives, f.Distribution)
		if err != nil || !(math.Abs(at-f.LogLikelihood) < 1e-8*(1+math.Abs(at))) {
			t.Fatalf("%s: log-likelihood %.15g, that of %#v is %.15g, %v", family, f.LogLikelihood, f.Distribution, at, err)
		}
		// As far away as one standard error, it falls by a half of that parameter's
		// conditional curvature, about.
		information := inverse(f.Covariance)
		for i, p := range f.Parameters {
			step := 0.01 / math.Sqrt(information[i][i])
			up, down := moved(f, lives, i, p.Value+step), moved(f, lives, i, p.Value-step)
			if up > at+1e-9*math.Abs(at) || down > at+1e-9*math.Abs(at) {
				t.Fatalf("%s: %s %g is not the best: %.12g, beside it %.12g and %.12g", family, p.Name, p.Value, at, down, up)
			}
			if fall := (2*at - up - down) / 1e-4; math.Abs(fall-1) > 1e-2+1e-7*math.Abs(at) {
				t.Fatalf("%s: curvature in %s is %g of that of the covariance", family, p.Name, fall)
			}
		}
	})
}

// moved returns the log-likelihood with one parameter elsewhere.
func moved(f *Fitted, lives []Life, i int, value float64) float64 {
	v := make([]float64, len(f.Parameters))
	for j, p := range f.Parameters {
		v[j] = p.Value
	}
	v[i] = value
	var d dist.Lifetime
	switch f.Family {
	case Exponential:
		d = dist.Exponential{MTTF: v[0]}
	case Weibull:
		d = dist.Weibull{Shape: v[0], Scale: v[1]}
	case Lognormal:
		d = dist.Lognormal{Mu: v[0], Sigma: v[1]}
	case Normal:
		d = dist.Normal{Mu: v[0], Sigma: v[1]}
	case Gamma:
		d = dist.Gamma{Shape: v[0], Rate: 1 / v[1]}
	case GumbelMin:
		d = dist.GumbelMin{Mu: v[0], Sigma: v[1]}
	case GumbelMax:
		d = dist.GumbelMax{Mu: v[0], Sigma: v[1]}
	case Loglogistic:
		d = dist.Loglogistic{Scale: v[0], Shape: v[1]}
	case Weibull3:
		d = dist.Weibull{Shape: v[0], Scale: v[1], Shift: v[2]}
	case ModifiedWeibull:
		d = dist.ModifiedWeibull{Rate: v[0], Shape: v[1], Wear: v[2]}
	}
	return logLikelihood(lives, d)
}

func inverse(m [][]float64) [][]float64 {
	if len(m) == 1 {
		return [][]float64{{1 / m[0][0]}}
	}
	d := m[0][0]*m[1][1] - m[0][1]*m[1][0]
	return [][]float64{{m[1][1] / d, -m[0][1] / d}, {-m[1][0] / d, m[0][0] / d}}
}

// A row that counts thrice is three rows, in any order; and hours may be years.
func TestFitInvariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		family := rapid.SampledFrom(twoParameters).Draw(t, "family")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		lives := sampleLives(r, 30, example(family, 0.7))
		unit := math.Exp(rapid.Float64Range(-20, 20).Draw(t, "ln unit"))
		var rows, scaled []Life
		exact := 0.0
		for _, l := range lives {
			one := l
			one.Count = 1
			for range l.Number() {
				rows = append(rows, one)
				if l.Failed && !l.Interval {
					exact++
				}
			}
			l.Hours, l.Since, l.Entry, l.Until = l.Hours*unit, l.Since*unit, l.Entry*unit, l.Until*unit
			scaled = append(scaled, l)
		}
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		f, err := Fit(lives, family)
		if err != nil {
			return
		}
		g, errRows := Fit(rows, family)
		h, errScaled := Fit(scaled, family)
		if errRows != nil || errScaled != nil {
			t.Fatal(errRows, errScaled)
		}
		for _, p := range []float64{0.01, 0.5, 0.9} {
			want := f.Distribution.Quantile(p)
			if got := g.Distribution.Quantile(p); math.Abs(got-want) > 1e-7*1000 {
				t.Fatalf("%s: quantile %g, of single rows %g", family, want, got)
			}
			if got := h.Distribution.Quantile(p) / unit; math.Abs(got-want) > 1e-7*1000 {
				t.Fatalf("%s: quantile %g, in other units %g", family, want, got)
			}
		}
		if got, want := h.LogLikelihood, f.LogLikelihood-exact*math.Log(unit); math.Abs(got-want) > 1e-7*(1+math.Abs(want)) {
			t.Fatalf("%s: log-likelihood %g, want %g", family, got, want)
		}
	})
}

// Estimates that have a closed form.
func TestFitClosedForms(t *testing.T) {
	var sum, logs, squares, logSquares float64
	n := float64(len(bearings))
	for _, x := range bearings {
		sum += x / n
		logs += math.Log(x) / n
	}
	for _, x := range bearings {
		squares += (x - sum) * (x - sum) / n
		logSquares += (math.Log(x) - logs) * (math.Log(x) - logs) / n
	}
	lives := failed(bearings...)
	for _, tt := range []struct {
		family          Family
		name            string
		want, wantError float64
	}{
		{Exponential, "mttf", sum, sum / math.Sqrt(n)},
		{Normal, "mu", sum, math.Sqrt(squares / n)},
		{Normal, "sigma", math.Sqrt(squares), math.Sqrt(squares / n / 2)},
		{Lognormal, "mu", logs, math.Sqrt(logSquares / n)},
		{Lognormal, "sigma", math.Sqrt(logSquares), math.Sqrt(logSquares / n / 2)},
	} {
		p, err := mustFit(t, lives, tt.family).Parameter(tt.name)
		if err != nil || relErr(p.Value, tt.want) > 1e-10 || relErr(*p.StdErr, tt.wantError) > 1e-8 {
			t.Errorf("%s: %s %g ± %g, want %g ± %g", tt.family, tt.name, p.Value, *p.StdErr, tt.want, tt.wantError)
		}
	}
	// Entries are taken off the time on test.
	censored := []Life{{Hours: 30, Entry: 10, Failed: true}, {Hours: 100, Entry: 50}, {Hours: 40, Failed: true, Count: 2}}
	if got, _ := mustFit(t, censored, Exponential).Parameter("mttf"); relErr(got.Value, 50) > 1e-12 {
		t.Errorf("mttf %g, want 150/3", got.Value)
	}
}

var bearings = []float64{17.88, 28.92, 33, 41.52, 42.12, 45.6, 48.8, 51.84, 51.96, 54.12, 55.56, 67.8, 68.64, 68.64, 68.88, 84.12, 93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.4}

// Narrow intervals tell what exact failures tell, but for the constant of their
// width.
func TestFitNarrowIntervals(t *testing.T) {
	for _, family := range twoParameters {
		exact := mustFit(t, failed(bearings...), family)
		for _, width := range []float64{1e-3, 1e-7, 1e-11} {
			var lives []Life
			constant := 0.0
			for _, x := range bearings {
				l := Life{Since: x * (1 - width/2), Hours: x * (1 + width/2), Interval: true}
				constant += math.Log(l.Hours - l.Since)
				lives = append(lives, l)
			}
			f, err := Fit(lives, family)
			if err != nil {
				t.Errorf("width %g: %v", width, err)
				continue
			}
			for i, p := range f.Parameters {
				if want := exact.Parameters[i].Value; relErr(p.Value, want) > 1e-5 {
					t.Errorf("%s, width %g: %s = %.9g, want %.9g", family, width, p.Name, p.Value, want)
				}
			}
			if got, want := f.LogLikelihood, exact.LogLikelihood+constant; math.Abs(got-want) > 1e-4 {
				t.Errorf("%s, width %g: log-likelihood %g, want %g", family, width, got, want)
			}
		}
	}
}

func TestFitThreeParameters(t *testing.T) {
	// A sample of quantiles of the truth is fitted by nearly the truth.
	truth := dist.Weibull{Shape: 3, Scale: 100, Shift: 200}
	var lives []Life
	for i := range 400 {
		lives = append(lives, Life{Hours: truth.Quantile((float64(i) + 0.5) / 400), Failed: true})
	}
	f := mustFit(t, lives, Weibull3)
	for i, want := range []float64{3, 100, 200} {
		if p := f.Parameters[i]; relErr(p.Value, want) > 0.03 || p.StdErr == nil || !(*p.StdErr > 0) {
			t.Errorf("%s = %g, want about %g, with a standard error", p.Name, p.Value, want)
		}
	}
	if two := mustFit(t, lives, Weibull); !(f.LogLikelihood > two.LogLikelihood+1) {
		t.Errorf("log-likelihood %g, without shift %g", f.LogLikelihood, two.LogLikelihood)
	}
	for i, p := range f.Parameters {
		for _, step := range []float64{-0.01, 0.01} {
			if got := moved(f, lives, i, p.Value*(1+step)); got > f.LogLikelihood {
				t.Errorf("%s: log-likelihood %g beside its maximum of %g", p.Name, got, f.LogLikelihood)
			}
		}
	}
	// Of a falling hazard the likelihood has no bound next to the first failure.
	if _, err := Fit(failed(1, 1.1, 1.5, 3, 9, 40, 200), Weibull3); !errors.Is(err, ErrNoEstimate) {
		t.Errorf("unbounded likelihood: %v", err)
	}
}

// What cannot be fitted is refused with the reason.
func TestFitRefuses(t *testing.T) {
	right := Life{Hours: 100}
	inside := func(since, hours float64) Life { return Life{Since: since, Hours: hours, Interval: true} }
	tests := []struct {
		name        string
		lives       []Life
		cause       error
		exponential error // nil where an exponential can be fitted
	}{
		{"no lives", nil, ErrNoLives, ErrNoLives},
		{"all censored", []Life{right, right}, ErrNoFailures, ErrNoFailures},
		{"one failure", failed(5), ErrNoEstimate, nil},
		{"identical", failed(5, 5, 5), ErrNoEstimate, nil},
		{"identical, counted", []Life{{Hours: 5, Failed: true, Count: 9}}, ErrNoEstimate, nil},
		{"identical after the censored", append(failed(100, 100), right, Life{Hours: 7}), ErrNoEstimate, nil},
		{"separable", []Life{inside(0, 20), inside(0, 30), {Hours: 10}, {Hours: 5}}, ErrNoEstimate, nil},
		{"one interval", []Life{inside(5, 6)}, ErrNoEstimate, nil},
		{"all left-censored", []Life{inside(0, 5), inside(0, 7)}, ErrNoEstimate, ErrNoEstimate},
		{"cracked when young, whole when old", []Life{inside(0, 1), inside(0, 2), {Hours: 50}, {Hours: 70}}, ErrNoEstimate, nil},
		{"not a number", failed(1, math.NaN()), ErrDuration, ErrDuration},
		{"infinite", failed(1, math.Inf(1)), ErrDuration, ErrDuration},
		{"zero", failed(1, 0), ErrDuration, ErrDuration},
		{"negative", failed(1, -3), ErrDuration, ErrDuration},
	}
	for _, tt := range tests {
		for _, family := range Families() {
			want := tt.cause
			if family == Exponential {
				want = tt.exponential
			}
			f, err := Fit(tt.lives, family)
			if family == ModifiedWeibull && errors.Is(err, ErrUnsupported) {
				continue
			}
			if !errors.Is(err, want) || (err == nil) != (f != nil) {
				// A family may still have an estimate where others have none.
				if tt.name == "cracked when young, whole when old" && err == nil {
					t.Logf("%s of %s: %+v", tt.name, family, f.Distribution)
					continue
				}
				t.Errorf("%s of %s: %v, want %v", tt.name, family, err, want)
			}
		}
	}
	if _, err := Fit(failed(1, 2), "cauchy"); err == nil {
		t.Error("fitted an unknown family")
	}
}

// A failure before the last censored life is enough: the spread is bounded.
func TestFitOneFailure(t *testing.T) {
	lives := append(failed(50), Life{Hours: 100}, Life{Hours: 120})
	f := mustFit(t, lives, Weibull)
	if at := logLikelihood(lives, f.Distribution); relErr(at, f.LogLikelihood) > 1e-10 {
		t.Errorf("log-likelihood %g, want %g", f.LogLikelihood, at)
	}
	if _, err := f.QuantileBounds(0.1, 0.9, Conditional); !errors.Is(err, ErrUnsupported) {
		t.Errorf("conditional bounds of one failure: %v", err)
	}
	if f.AICc != nil {
		t.Errorf("AICc %g of 3 lives and 2 parameters", *f.AICc)
	}
}
