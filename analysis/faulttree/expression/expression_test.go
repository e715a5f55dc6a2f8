package expression

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dist"
)

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

func nums(op Op, xs ...float64) Expr {
	e := Expr{Op: op}
	for _, x := range xs {
		e.Args = append(e.Args, Num(x))
	}
	return e
}

func TestValueReference(t *testing.T) {
	mef := "Open-PSA MEF 2.0d, chapter Stochastic Layer: "
	tests := []struct {
		name   string
		source string
		expr   Expr
		want   float64
		tol    float64
	}{
		{"constant", "the number itself", Num(0.25), 0.25, 0},
		{"mission time in years", "17520/8760", Expr{Op: MissionTime, Unit: "years"}, 2, 1e-15},
		{"parameter in years as hours", "2 · 8760", Expr{Op: Parameter, Name: "life", Unit: "hours"}, 17520, 1e-15},
		{"fit as rate per hour", "500e-9", Expr{Op: Parameter, Name: "fits", Unit: "hours-1"}, 5e-7, 1e-15},
		{"sub folds from the left", "10-3-2", nums(Sub, 10, 3, 2), 5, 0},
		{"div folds from the left", "12/3/2", nums(Div, 12, 3, 2), 2, 0},
		{"mean", "(1+2+6)/3", nums(Mean, 1, 2, 6), 3, 1e-15},
		{"mod", "7 mod 4", nums(Mod, 7, 4), 3, 0},
		{"pow", "2^10", nums(Pow, 2, 10), 1024, 0},
		{"min", "least of three", nums(Min, 3, 1, 2), 1, 0},
		{"max", "greatest of three", nums(Max, 3, 1, 2), 3, 0},
		{"neg", "-3", nums(Neg, 3), -3, 0},
		{"log10", "log 1000", nums(Log10, 1000), 3, 1e-15},
		{"log of e", "ln e", Of(Log, nums(Exp, 1)), 1, 1e-15},
		{"acos", "acos -1 = π", nums(Acos, -1), math.Pi, 0},
		{"sin of pi half", "1", Of(Sin, Of(Div, Expr{Op: Pi}, Num(2))), 1, 0},
		{"cosh² - sinh²", "1", Of(Sub, Of(Mul, nums(Cosh, 1), nums(Cosh, 1)), Of(Mul, nums(Sinh, 1), nums(Sinh, 1))), 1, 1e-14},
		{"ceil and floor", "3 - 2", Of(Sub, nums(Ceil, 2.5), nums(Floor, 2.5)), 1, 0},
		{"comparisons", "all true", Of(And, nums(Lt, 1, 2), nums(Leq, 2, 2), nums(Gt, 2, 1), nums(Geq, 2, 2), nums(Eq, 1, 1), nums(Df, 1, 2)), 1, 0},
		{"comparisons the other way", "none true", Of(Or, nums(Lt, 2, 1), nums(Leq, 2, 1), nums(Gt, 1, 2), nums(Geq, 1, 2), nums(Eq, 1, 2), nums(Df, 1, 1)), 0, 0},
		{"what is not chosen may be undefined", "second branch", Of(Ite, Num(0), nums(Log, -1), Num(7)), 7, 0},
		{"switch", "second case", Of(Switch, nums(Case, 0, 1), nums(Case, 1, 2), Num(3)), 2, 0},
		{"switch otherwise", "last value", Of(Switch, nums(Case, 0, 1), Num(3)), 3, 0},
		{"exponential", mef + "1-e^(-λt), λt = 1e-12: the first term of the series", nums(Exponential, 1e-15, 1000), 1e-12, 1e-12},
		{"exponential, large", "1-e^-1 = 0.63212055882855768", nums(Exponential, 1e-3, 1000), 0.63212055882855768, 1e-15},
		{"GLM without repair and demand", "1-e^-1", nums(GLM, 0, 1e-3, 0, 1000), 0.63212055882855768, 1e-15},
		{"GLM at time 0", mef + "γ", nums(GLM, 0.02, 1e-3, 0.1, 0), 0.02, 1e-15},
		{"GLM in the long run", mef + "λ/(λ+μ) = 0.001/0.101", nums(GLM, 0.02, 1e-3, 0.1, 1e6), 0.001 / 0.101, 1e-14},
		{"GLM", mef + "0.2 - (0.2-0.1)·e^(-1) with λ=0.1, μ=0.4, γ=0.1, t=2", nums(GLM, 0.1, 0.1, 0.4, 2), 0.2 - 0.1*0.36787944117144233, 1e-15},
		{"GLM without rates", "γ", nums(GLM, 0.3, 0, 0, 5), 0.3, 0},
		{"Weibull", mef + "1-exp(-((1000-100)/300)^2) = 1-e^-9", nums(Weibull, 300, 2, 100, 1000), 1 - 1.2340980408667956e-4, 1e-15},
		{"Weibull before the shift", "0", nums(Weibull, 300, 2, 100, 50), 0, 0},
		{"periodic test, before the first", "1-e^-0.1", nums(PeriodicTest, 1e-3, 50, 200, 100), 0.095162581964040431, 1e-15},
		{"periodic test, 4 arguments", "220 h = 200 h and 20 h after it: 1-e^-0.02", nums(PeriodicTest, 1e-3, 50, 200, 220), 0.019801326693244698, 1e-15},
		{"periodic test, just before a test", "one interval: 1-e^-0.05", nums(PeriodicTest, 1e-3, 50, 200, 300), 0.048770575499285991, 1e-15},
		{"uniform", "(1+5)/2", nums(UniformDeviate, 1, 5), 3, 1e-15},
		{"normal", "its mean", nums(NormalDeviate, 4, 2), 4, 0},
		{"lognormal", "its mean", nums(LognormalDeviate, 0.001, 3, 0.95), 0.001, 1e-13},
		{"lognormal by logarithm", "exp(μ+σ²/2) = e^(1+2)", nums(LognormalDeviate, 1, 2), 20.085536923187668, 1e-15},
		{"gamma", "shape times scale", nums(GammaDeviate, 4, 0.5), 2, 1e-15},
		{"beta", "α/(α+β)", nums(BetaDeviate, 1, 3), 0.25, 1e-15},
		{
			"histogram", mef + "example of λ; ((70·0.7+30·1.1+10·1.3+20·1.0+50·0.5)/180)e-4",
			Of(Histogram, Num(100), nums(Bin, 170, 0.7e-4), nums(Bin, 200, 1.1e-4), nums(Bin, 210, 1.3e-4), nums(Bin, 230, 1e-4), nums(Bin, 280, 0.5e-4)),
			140. / 180 * 1e-4, 1e-14,
		},
	}
	sys := System{"life": {Num(2), "years"}, "fits": {Num(500), "fit"}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := sys.At(Settings{MissionTimeHours: 17520}).Value("x", tt.expr)
			if err != nil {
				t.Fatal(err)
			}
			if relErr(got, tt.want) > tt.tol {
				t.Errorf("%.17g, want %.17g within %g (source: %s)", got, tt.want, tt.tol, tt.source)
			}
		})
	}
}

// With five arguments, after the first test: what failed before it is in repair or
// has been repaired and may have failed again; the rest may have failed since.
func TestPeriodicTestWithRepair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lambda := rapid.Float64Range(1e-6, 1e-2).Draw(t, "lambda")
		mu := rapid.Float64Range(2e-2, 1).Draw(t, "mu")
		theta := rapid.Float64Range(1, 1000).Draw(t, "theta")
		s := rapid.Float64Range(0.1, 500).Draw(t, "since")
		got, err := builtIn(PeriodicTest, []float64{lambda, mu, 500.1, theta, theta + s})
		if err != nil {
			t.Fatal(err)
		}
		since := theta + s - theta // as rounded
		repairing := math.Exp(-mu * since)
		again := 1 - (mu*math.Exp(-lambda*since)-lambda*repairing)/(mu-lambda) // sum of two exponential times
		want := math.Exp(-lambda*theta)*-math.Expm1(-lambda*since) - math.Expm1(-lambda*theta)*(repairing+again)
		if relErr(got, want) > 1e-9 {
			t.Fatalf("%.17g, closed form %.17g", got, want)
		}
	})
}

// The full form agrees with integrating its differential equations step by step.
func TestPeriodicTestAgainstIntegration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, low, high float64) float64 { return rapid.Float64Range(low, high).Draw(t, name) }
		c := []float64{draw("λ", 0, 0.02), draw("λ*", 0, 0.05), draw("μ", 0, 0.3), 40, draw("θ", 0, 30), draw("γ", 0, 0.5),
			draw("π", 0.5, 10), draw("x", 0, 1), draw("σ", 0, 1), draw("ω", 0, 0.5), draw("t", 0, 170)}
		got, err := builtIn(PeriodicTest, c)
		if err != nil {
			t.Fatal(err)
		}
		if want := integrate(c); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%.10g, integration %.10g of %v", got, want, c)
		}
	})
}

// integrate follows working, failed, repairing and repaired-in-a-test with the
// midpoint rule.
func integrate(c []float64) float64 {
	lambda, inTest, mu, tau, theta, gamma, pi, x, sigma, omega, end := c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10]
	a, f, r, b := 1.0, 0.0, 0.0, 0.0
	run := func(hours, rate float64, test bool) {
		n := 1 + int(hours*20)
		h := hours / float64(n)
		slope := func(y [4]float64) [4]float64 {
			a, r, b := y[0], y[2], y[3]
			back := mu * (1 - omega) * r
			d := [4]float64{-rate * a, rate*a + lambda*b + mu*omega*r, -mu * r, -lambda * b}
			if test {
				d[3] += back
			} else {
				d[0] += back
			}
			return d
		}
		step := func(y, d [4]float64, h float64) [4]float64 {
			for i := range y {
				y[i] += d[i] * h
			}
			return y
		}
		y := [4]float64{a, f, r, b}
		for range n { // Runge and Kutta's method of fourth order
			k1 := slope(y)
			k2 := slope(step(y, k1, h/2))
			k3 := slope(step(y, k2, h/2))
			k4 := slope(step(y, k3, h))
			for i := range y {
				y[i] += h / 6 * (k1[i] + 2*k2[i] + 2*k3[i] + k4[i])
			}
		}
		a, f, r, b = y[0], y[1], y[2], y[3]
	}
	run(min(theta, end), lambda, false)
	for now := theta; now < end; now += tau {
		broken := gamma * a
		a -= broken
		found := sigma * (f + broken)
		f, r = f+broken-found, r+found
		run(min(pi, end-now), inTest, true)
		if end <= now+pi {
			return f + r + (1-x)*a
		}
		a, f, b = a*(1-omega)+b, f+omega*a, 0
		run(min(tau, end-now)-pi, lambda, false)
	}
	return f + r
}

// Drawing takes the quantile of the distribution; [dist] is tested elsewhere.
func TestDraws(t *testing.T) {
	z95 := 1.6448536269514722 // standard normal tables
	tests := []struct {
		name   string
		source string
		expr   Expr
		u      float64
		want   float64
	}{
		{"uniform", "1+0.25·4", nums(UniformDeviate, 1, 5), 0.25, 2},
		{"normal", "mean + 1.645 deviations", nums(NormalDeviate, 4, 2), 0.95, 4 + 2*z95},
		{"lognormal: error factor is the 95th percentile over the median", "median·3, median = mean·exp(-σ²/2)", nums(LognormalDeviate, 0.001, 3, 0.95), 0.95,
			3 * 0.001 * math.Exp(-math.Pow(math.Log(3)/z95, 2)/2)},
		{"lognormal by logarithm", "median e^1", nums(LognormalDeviate, 1, 2), 0.5, math.E},
		{"gamma", "exponential of mean 2: -2·ln(1-0.5)", nums(GammaDeviate, 1, 2), 0.5, 2 * math.Ln2},
		{"beta", "uniform", nums(BetaDeviate, 1, 1), 0.3, 0.3},
		{"histogram", "0.6 lies in the second bin", Of(Histogram, Num(0), nums(Bin, 0.5, 10), nums(Bin, 1, 20)), 0.6, 20},
		{"histogram, on a bound", "bounds belong to the bin below", Of(Histogram, Num(0), nums(Bin, 0.5, 10), nums(Bin, 1, 20)), 0.5, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := System{}.At(Settings{Uniform: func(string) float64 { return tt.u }})
			got, err := v.Value("x", tt.expr)
			if err != nil || relErr(got, tt.want) > 1e-12 {
				t.Errorf("%.17g (%v), want %.17g (source: %s)", got, err, tt.want, tt.source)
			}
		})
	}
}

// A parameter is one random number however often it is used, and its key is the
// one that Deviates lists.
func TestDeviatesAreSharedByParameter(t *testing.T) {
	sys := System{"rate": {Expr: nums(UniformDeviate, 0, 1)}, "unused": {Expr: nums(UniformDeviate, 0, 1)}}
	exprs := map[string]Expr{
		"a": Of(Sub, Param("rate"), Param("rate")),
		"b": Of(Add, Param("rate"), nums(NormalDeviate, 0, 1)),
	}
	want := []string{"event b/2", "parameter rate"}
	if got := (Inputs{exprs, sys}).Deviates(); !slices.Equal(got, want) {
		t.Fatalf("%v, want %v", got, want)
	}
	var asked []string
	v := sys.At(Settings{Uniform: func(key string) float64 { asked = append(asked, key); return 0.7 }})
	for _, name := range []string{"a", "b"} {
		x, err := v.Value(EventKey(name), exprs[name])
		if err != nil || name == "a" && x != 0 {
			t.Errorf("%s = %g, %v", name, x, err)
		}
	}
	slices.Sort(asked)
	if !slices.Equal(asked, want) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
}

// The mean of many draws is the mean.
func TestDrawsMatchMeans(t *testing.T) {
	e := Of(Histogram, Num(0), Of(Bin, Num(1), nums(UniformDeviate, 0, 2)), Of(Bin, Num(3), nums(GammaDeviate, 4, 0.5)))
	keys := Inputs{Events: map[string]Expr{"e": e}}.Deviates()
	var ps []dist.Parameter
	for _, k := range keys {
		ps = append(ps, dist.Parameter{Key: k, Dist: uniform{0, 1}})
	}
	const n = 20_000
	draws, err := dist.LatinHypercube(1, n, ps)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i := range n {
		v := System{}.At(Settings{Uniform: func(key string) float64 { return draws[slices.Index(keys, key)][i] }})
		x, err := v.Value(EventKey("e"), e)
		if err != nil {
			t.Fatal(err)
		}
		sum += x
	}
	if mean := sum / n; relErr(mean, 5./3) > 0.01 { // (1·1 + 2·2)/3
		t.Errorf("mean %g, want 5/3", mean)
	}
}

func TestRefusals(t *testing.T) {
	sys := System{"loop": {Expr: Of(Add, Num(1), Param("other"))}, "other": {Expr: Param("loop")}, "hours": {Expr: Num(1), Unit: "hours"}}
	tests := []struct {
		name string
		expr Expr
		want string
	}{
		{"place of a NaN", Of(Add, Num(1), nums(Log, -1)), "event/2: log is NaN"},
		{"infinity", nums(Div, 1, 0), "event: div is +Inf"},
		{"unknown parameter", Of(Neg, Param("nope")), `event/1: unknown parameter "nope"`},
		{"loop", Param("loop"), "is defined by itself"},
		{"units", Expr{Op: Parameter, Name: "hours", Unit: "fit"}, `unit hours cannot be converted to fit`},
		{"negative rate", nums(Exponential, -1, 1), "rate -1 is negative"},
		{"probability above 1", nums(GLM, 1.5, 0, 0, 0), "probability on demand 1.5 is above 1"},
		{"scale", nums(Weibull, 0, 1, 0, 1), "scale is 0"},
		{"long test", nums(PeriodicTest, 0, 0, 0, 5, 0, 0, 6, 0, 0, 0, 7), "longer than the interval"},
		{"test arguments", nums(PeriodicTest, 1, 2, 3, 4, 5, 6), "takes 4, 5 or 11 arguments, has 6"},
		{"arguments", nums(Exponential, 1), "takes 2 arguments, has 1"},
		{"unknown", nums("frobnicate", 1), `unknown expression "frobnicate"`},
		{"error factor", nums(LognormalDeviate, 1, 0.5, 0.95), "error factor 0.5 is below 1"},
		{"bounds", nums(UniformDeviate, 2, 1), "lower bound 2"},
		{"gamma", nums(GammaDeviate, -1, 1), "gamma-deviate"},
		{"bins", Of(Histogram, Num(0), nums(Bin, 0, 1)), "bound 0 is not above"},
		{"case alone", nums(Case, 0, 1), "case has no place by itself"},
		{"case in add", Of(Add, nums(Case, 0, 1)), "case has no place in add"},
		{"unit", Expr{Op: Number, Unit: "weeks"}, `unknown unit "weeks"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x, err := sys.At(Settings{}).Value("event", tt.expr)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%g, %v; want %q", x, err, tt.want)
			}
		})
	}
}

// Parameters that each use the one before twice take linear time.
func TestSharedParametersAreEvaluatedOnce(t *testing.T) {
	sys := System{"p0": {Expr: Num(1)}}
	name := "p0"
	for range 60 {
		next := name + "x"
		sys[next] = Definition{Expr: Of(Div, Of(Add, Param(name), Param(name)), Num(2))}
		name = next
	}
	if x, err := sys.At(Settings{}).Value("e", Param(name)); err != nil || x != 1 {
		t.Errorf("%g, %v", x, err)
	}
}

func TestEventTests(t *testing.T) {
	v := System{}.At(Settings{InitiatingEvent: "I", States: map[string]string{"F": "failure"}})
	for _, tt := range []struct {
		e    Expr
		want float64
	}{
		{Expr{Op: TestInitiate, Name: "I"}, 1}, {Expr{Op: TestInitiate, Name: "J"}, 0},
		{Expr{Op: TestFunction, Name: "F", State: "failure"}, 1}, {Expr{Op: TestFunction, Name: "F", State: "success"}, 0},
		{Expr{Op: TestFunction, Name: "G", State: ""}, 0},
	} {
		if x, err := v.Value("e", tt.e); err != nil || x != tt.want {
			t.Errorf("%+v = %g, %v; want %g", tt.e, x, err, tt.want)
		}
	}
}

func TestProbabilitiesReportsAllFaults(t *testing.T) {
	in := Inputs{Events: map[string]Expr{"a": Num(0.1), "b": Num(2), "c": Of(Log, Num(-1))}}
	p, err := in.Probabilities([]string{"a"}, Settings{})
	if err != nil || !slices.Equal(p, []float64{0.1}) {
		t.Errorf("%v, %v", p, err)
	}
	_, err = in.Probabilities([]string{"a", "b", "c", "d"}, Settings{})
	for _, part := range []string{"event b: probability 2", "event c: log", `"d" has no probability`} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
}
