package mission

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// survived is the mean of e^(−λt) until λt is x.
func survived(x float64) float64 { return -math.Expm1(-x) / x }

func TestAverageClosedForms(t *testing.T) {
	const year = 8760.
	tested := builtIn(expression.PeriodicTest, 1e-5, year, year)
	aging := builtIn(expression.Exponential, 1e-4)
	a := 1e-5 * year // rate times test interval
	b := 1e-4 * year
	c := year / 5000
	root := math.Sqrt(c)
	tests := []struct {
		name   string
		source string
		study  Study
		hours  float64
		mean   float64
		pfh    float64
	}{{
		name:   "1oo1 tested every year, five years",
		source: "IEC 61508-6 B.3: 1 − (1−e^(−λT))/(λT) in every interval; w = λ(1−q)",
		study:  vote(t, 1, tested),
		hours:  5 * year, mean: 1 - survived(a), pfh: 1e-5 * survived(a),
	}, {
		name:   "1oo2 without repair",
		source: "mean of (1−e^(−λt))², by expansion; P(T)/T, for nothing is repaired",
		study:  vote(t, 2, aging, aging),
		hours:  year, mean: 1 - 2*survived(b) + survived(2*b), pfh: math.Pow(-math.Expm1(-b), 2) / year,
	}, {
		name:   "2oo3 without repair",
		source: "3F² − 2F³, by expansion",
		study:  vote(t, 2, aging, aging, aging),
		hours:  year,
		mean:   3*(1-2*survived(b)+survived(2*b)) - 2*(1-3*survived(b)+3*survived(2*b)-survived(3*b)),
		pfh:    (3*math.Pow(-math.Expm1(-b), 2) - 2*math.Pow(-math.Expm1(-b), 3)) / year,
	}, {
		name:   "repaired at once found",
		source: "λ/s·(1−E) + γE with s = λ+μ, E the mean of e^(−st); w = λ(1−q)",
		study:  vote(t, 1, builtIn(expression.GLM, 0.2, 0.01, 0.04)),
		hours:  100, mean: 0.2*(1-survived(5)) + 0.2*survived(5), pfh: 0.01 * (1 - 0.2),
	}, {
		name:   "repaired, failing on demand",
		source: "the same with γ = 0.05",
		study:  vote(t, 1, builtIn(expression.GLM, 0.05, 0.01, 0.04)),
		hours:  100, mean: 0.2*(1-survived(5)) + 0.05*survived(5), pfh: 0.01 * (1 - 0.2*(1-survived(5)) - 0.05*survived(5)),
	}, {
		name:   "Weibull of shape 2",
		source: "1 − η√π/(2T)·erf(T/η); F(T)/T",
		study:  vote(t, 1, builtIn(expression.Weibull, 5000, 2, 0)),
		hours:  year, mean: 1 - 5000*math.Sqrt(math.Pi)/(2*year)*math.Erf(c), pfh: -math.Expm1(-c*c) / year,
	}, {
		name:   "Weibull of shape 1/2, whose rate is infinite at first",
		source: "∫e^(−√(t/η)) = 2η(1 − e^(−s)(1+s)) with s = √(T/η); F(T)/T",
		study:  vote(t, 1, builtIn(expression.Weibull, 5000, 0.5, 0)),
		hours:  year, mean: 1 - 10000/year*(1-math.Exp(-root)*(1+root)), pfh: -math.Expm1(-root) / year,
	}, {
		name:   "Weibull of shape 2 that begins late",
		source: "as above, over the time after the shift",
		study:  vote(t, 1, builtIn(expression.Weibull, 5000, 2, 1234)),
		hours:  1234 + year,
		mean:   (1 - 5000*math.Sqrt(math.Pi)/(2*year)*math.Erf(c)) * year / (1234 + year),
		pfh:    -math.Expm1(-c*c) / (1234 + year),
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := average(t, tt.study, tt.hours)
			if off := math.Abs(r.Mean.Value - tt.mean); relErr(r.Mean.Value, tt.mean) > 1e-9 || off > r.Mean.Error+1e-14*tt.mean {
				t.Errorf("mean %.17g ± %.2g, want %.17g (source: %s)", r.Mean.Value, r.Mean.Error, tt.mean, tt.source)
			}
			if r.FailureIntensity == nil || relErr(r.FailureIntensity.Value, tt.pfh) > 2e-9 {
				t.Fatalf("failure intensity %v, want %.17g (source: %s)", r.FailureIntensity, tt.pfh, tt.source)
			}
			if relErr(r.Failures.Value, tt.pfh*tt.hours) > 2e-9 {
				t.Errorf("%v failures, want %.17g", r.Failures, tt.pfh*tt.hours)
			}
			if r.Mean.Error > 1e-9*r.Mean.Value || r.FailureIntensity.Error > 1e-9*r.FailureIntensity.Value {
				t.Errorf("errors above the tolerance: %v, %v", r.Mean, r.FailureIntensity)
			}
		})
	}
}

// The approximations of M. Rausand, Reliability of Safety-Critical Systems, 2014,
// chapter 8 (and IEC 61508-6 annex B) for rates small against the test interval.
func TestAverageApproximations(t *testing.T) {
	const x = 0.002 // rate times interval
	e := builtIn(expression.PeriodicTest, x/1000, 1000, 1000)
	for _, tt := range []struct {
		name  string
		study Study
		want  float64
	}{
		{"1oo1", vote(t, 1, e), x / 2},
		{"1oo2", vote(t, 2, e, e), x * x / 3},
		{"2oo2", vote(t, 1, e, e), x},
		{"1oo3", vote(t, 3, e, e, e), x * x * x / 4},
		{"2oo3", vote(t, 2, e, e, e), x * x},
	} {
		if r := average(t, tt.study, 10_000); relErr(r.Mean.Value, tt.want) > 2*x {
			t.Errorf("%s: mean %g, about %g", tt.name, r.Mean.Value, tt.want)
		}
	}
}

func TestSteadyState(t *testing.T) {
	s := vote(t, 1, builtIn(expression.GLM, 0, 0.01, 0.04))
	curve, err := Curve(context.Background(), s, []float64{1e4})
	if err != nil {
		t.Fatal(err)
	}
	got := curve[0].Tops[0]
	if want := 0.01 * 0.04 / 0.05; got.FailureIntensity == nil || relErr(*got.FailureIntensity, want) > 1e-14 {
		t.Errorf("w = %v, want λμ/(λ+μ) = %g", got.FailureIntensity, want)
	}
}

func TestFinalAndMaximum(t *testing.T) {
	r := average(t, vote(t, 1, builtIn(expression.PeriodicTest, 1e-3, 100, 300)), 1000)
	if want := -math.Expm1(-0.1); relErr(r.Final, want) > 1e-12 {
		t.Errorf("final %.17g, want the value before the test at the end, 1−e^−0.1 = %.17g", r.Final, want)
	}
	if want := -math.Expm1(-0.3); relErr(r.Maximum, want) > 1e-12 || relErr(r.MaximumHours, 300) > 1e-12 {
		t.Errorf("maximum %.17g at %g h, want 1−e^−0.3 before the first test, at 300 h", r.Maximum, r.MaximumHours)
	}
	// λ(1−e^−at) of one channel that wears out, (1−…)e^−bt of another that mends:
	// a product of the two has its maximum within.
	r = average(t, vote(t, 2, builtIn(expression.GLM, 1, 0, 0.02), builtIn(expression.Exponential, 0.03)), 500)
	at := math.Log(2.5) / 0.03 // derivative of e^(−0.02t)(1−e^(−0.03t)) is 0 where e^(−0.03t) = 0.02/0.05
	if want := math.Exp(-0.02*at) * 0.6; relErr(r.Maximum, want) > 1e-12 || relErr(r.MaximumHours, at) > 1e-5 {
		t.Errorf("maximum %.17g at %g h, want %.17g at %g h", r.Maximum, r.MaximumHours, want, at)
	}
}

func TestLackingRates(t *testing.T) {
	ctx := context.Background()
	aging := builtIn(expression.Exponential, 1e-3)
	s := vote(t, 1, aging, expression.Num(0.01))
	if r := average(t, s, 100); r.FailureIntensity != nil || r.Failures != nil || r.HighDemand != nil || r.IntensityBands != nil || !reflect.DeepEqual(r.LackingRate, []string{"b"}) {
		t.Errorf("a constant has no rate: %+v", r)
	}
	curve, err := Curve(ctx, s, []float64{1})
	if err != nil || curve[0].Tops[0].FailureIntensity != nil {
		t.Errorf("a constant has no rate: %+v, %v", curve, err)
	}
	s.FixedConstants = true
	want := 0.99 * -math.Expm1(-0.1) // the constant has not occurred, and the other occurs
	if r := average(t, s, 100); r.Failures == nil || relErr(r.Failures.Value, want) > 1e-9 || r.LackingRate != nil {
		t.Errorf("%v failures, want %g", r.Failures, want)
	}
	if r := average(t, vote(t, 1, aging, expression.Num(0)), 100); r.Failures != nil {
		t.Errorf("what is critical and never fails may still have a rate: %+v", r)
	}
	if r := average(t, vote(t, 2, aging, expression.Num(1)), 100); r.Failures == nil || relErr(r.Failures.Value, -math.Expm1(-0.1)) > 1e-9 {
		t.Errorf("what has failed for good cannot fail: %+v", r)
	}
	in := expression.Inputs{Events: map[string]expression.Expr{"a": aging, "b": expression.Num(0.1)}}
	both := faulttree.Gate{ID: "both", Op: faulttree.And, Inputs: []string{"a", "b"}}
	if r := average(t, study(t, in, both, faulttree.Gate{ID: "or", Op: faulttree.Or, Inputs: []string{"a", "both"}}), 100); r.Failures == nil || r.LackingRate != nil {
		t.Errorf("b is never critical: %+v", r)
	}
	in = expression.Inputs{Events: map[string]expression.Expr{"a": aging, "b": aging}}
	r := average(t, study(t, in, faulttree.Gate{ID: "x", Op: faulttree.Xor, Inputs: []string{"a", "b"}}), 100)
	if r.FailureIntensity != nil || r.AtMoments != nil || r.LackingRate != nil || !(r.Mean.Value > 0) {
		t.Errorf("a tree that is not coherent has a probability alone: %+v", r)
	}
}

// Where a rate is infinite at a moment that is not the first, rounding of the time
// leaves an error above the tolerance. It must be told: F(T) failures are expected.
func TestErrorIsToldWhereItStays(t *testing.T) {
	for _, shape := range []float64{0.3, 0.4, 0.5, 0.6} {
		for _, shift := range []float64{1.5, 10, 333} {
			r := average(t, vote(t, 1, builtIn(expression.Weibull, 100, shape, shift)), 1000)
			want := -math.Expm1(-math.Pow((1000-shift)/100, shape))
			if off := math.Abs(r.Failures.Value - want); off > r.Failures.Error || r.Failures.Error > 1e-2 {
				t.Errorf("shape %g from %g h: %v failures, off by %.2g", shape, shift, *r.Failures, off)
			}
		}
	}
}

// A probability that jumps where nothing tells so: 0.1 in every second hour.
func TestUnannouncedJumps(t *testing.T) {
	clock := expression.Of(expression.Mod, expression.Of(expression.Floor, expression.Expr{Op: expression.MissionTime}), expression.Num(2))
	r := average(t, vote(t, 1, expression.Of(expression.Mul, expression.Num(0.1), clock)), 7)
	if want := 0.3 / 7; relErr(r.Mean.Value, want) > 1e-8 {
		t.Errorf("mean %.17g, want %.17g", r.Mean.Value, want)
	}
	if relErr(r.ProbabilityBands[NoSIL].Share, 3./7) > 1e-8 {
		t.Errorf("%v, want 3/7 at 0.1", r.ProbabilityBands)
	}
}

// A condition on the time is a moment of its own: on demand at 10 h, one in five
// components fails.
func TestFailuresAtMoments(t *testing.T) {
	late := expression.Of(expression.Geq, expression.Expr{Op: expression.MissionTime}, expression.Num(10))
	s := vote(t, 2, expression.Of(expression.Ite, late, expression.Num(0.2), expression.Num(0)), builtIn(expression.Exponential, 0.01))
	s.FixedConstants = true
	r := average(t, s, 100)
	if want := 0.2 * -math.Expm1(-0.1); r.AtMoments == nil || relErr(*r.AtMoments, want) > 1e-9 {
		t.Errorf("%v failures at 10 h, want %g: where the other has failed before", r.AtMoments, want)
	}
	if r.Mean.Error > 1e-12 {
		t.Errorf("the jump costs %g of accuracy", r.Mean.Error)
	}
}

func TestDeterminism(t *testing.T) {
	s := vote(t, 2, builtIn(expression.PeriodicTest, 1e-4, 100, 70), builtIn(expression.Weibull, 1000, 0.7, 10), builtIn(expression.GLM, 0, 1e-3, 1e-2))
	var all []Averages
	for _, n := range []int{1, 7} {
		before := runtime.GOMAXPROCS(n)
		a, err := Average(context.Background(), s, 5000, Options{})
		runtime.GOMAXPROCS(before)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, a)
	}
	if !reflect.DeepEqual(all[0], all[1]) {
		t.Errorf("one worker: %+v\nseven: %+v", all[0], all[1])
	}
}

func TestRefused(t *testing.T) {
	ctx := context.Background()
	s := vote(t, 1, builtIn(expression.PeriodicTest, 1e-4, 1, 1))
	for _, hours := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := Average(ctx, s, hours, Options{}); !errors.Is(err, ErrTime) {
			t.Errorf("%g h: %v", hours, err)
		}
		if _, err := s.Times(hours, 1); !errors.Is(err, ErrTime) {
			t.Errorf("times of %g h: %v", hours, err)
		}
		if _, err := s.Times(1, hours); hours < 1 && !errors.Is(err, ErrTime) {
			t.Errorf("steps of %g h: %v", hours, err)
		}
	}
	if _, err := Curve(ctx, s, []float64{1, math.NaN()}); !errors.Is(err, ErrTime) {
		t.Error(err)
	}
	if _, err := Average(ctx, s, 1000, Options{MaxPieces: 500}); !errors.Is(err, expression.ErrMoments) {
		t.Errorf("too many tests: %v", err)
	}
	if _, err := Average(ctx, s, 1000, Options{MaxPieces: 1000}); !errors.Is(err, expression.ErrMoments) && !errors.Is(err, ErrPieces) {
		t.Errorf("too many pieces: %v", err)
	}
	if _, err := Average(ctx, vote(t, 1, builtIn(expression.Weibull, 1, 0.1, 0)), 1e6, Options{MaxPieces: 20}); !errors.Is(err, ErrPieces) {
		t.Errorf("too many pieces: %v", err)
	}
	if _, err := Average(ctx, vote(t, 1, builtIn(expression.PeriodicTest, 1e-4, 1e-300, 0)), 1, Options{}); !errors.Is(err, expression.ErrMoments) {
		t.Errorf("tests without end: %v", err)
	}
	for _, tolerance := range []float64{1e-15, 1, math.NaN()} {
		if _, err := Average(ctx, s, 10, Options{Tolerance: tolerance}); err == nil {
			t.Errorf("tolerance %g", tolerance)
		}
	}
	if _, err := Average(ctx, vote(t, 1, builtIn(expression.Add, 0.5)), 10, Options{}); err == nil || !strings.Contains(err.Error(), "event a: probability") {
		t.Errorf("a probability above 1: %v", err)
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := Average(stopped, s, 10, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
}

func TestTreeWithoutEvents(t *testing.T) {
	tree := faulttree.Tree{
		Top: "g", Gates: []faulttree.Gate{{ID: "g", Op: faulttree.Or, Inputs: []string{"h"}}},
		House: []faulttree.HouseEvent{{ID: "h", State: true}},
	}
	d, err := faulttree.Compile(context.Background(), tree, nil, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r := average(t, Study{Diagram: d}, 10); r.Mean.Value < 1-1e-14 || r.Final != 1 || r.LowDemand != NoSIL || r.Failures == nil || r.Failures.Value != 0 {
		t.Errorf("%+v", r)
	}
}

func TestTimes(t *testing.T) {
	s := vote(t, 1, builtIn(expression.PeriodicTest, 1e-3, 25, 15))
	times, err := s.Times(60, 20)
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{0, 15, 15, 20, 40, 40, 40, 60}
	ok := len(times) >= len(want)
	for _, w := range want {
		near := false
		for _, x := range times {
			near = near || math.Abs(x-w) < 1e-11
		}
		ok = ok && near
	}
	curve, err := Curve(context.Background(), s, times)
	if err != nil || !ok || len(curve) != len(times) {
		t.Fatalf("%v, want %v (%v)", times, want, err)
	}
	drops := 0
	for i := range curve[1:] {
		if curve[i+1].Tops[0].Probability < curve[i].Tops[0].Probability/2 {
			drops++
			if curve[i+1].Hours-curve[i].Hours > 1e-11 {
				t.Errorf("the drop between %g and %g h is slanted", curve[i].Hours, curve[i+1].Hours)
			}
		}
	}
	if drops != 2 {
		t.Errorf("%d drops, want 2: at 15 and 40 h", drops)
	}
}
