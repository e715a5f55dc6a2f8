package lifedata

import (
	"errors"
	"math"
	"testing"

	"ninefold/analysis/dist"
)

// Of points that lie on a line, regression gives the line, both ways.
func TestRankRegressionOfAStraightLine(t *testing.T) {
	for _, family := range []Family{Exponential, Weibull, Lognormal, Normal, GumbelMin, GumbelMax, Loglogistic} {
		truth := example(family, 0.4)
		var lives []Life
		for i := range 30 {
			rank := dist.Beta{A: float64(i + 1), B: float64(30 - i)}.Quantile(0.5)
			lives = append(lives, Life{Hours: truth.Quantile(rank), Failed: true})
		}
		for _, onY := range []bool{false, true} {
			f, err := RankRegression(lives, family, RankOptions{OnY: onY})
			if err != nil {
				t.Fatal(err)
			}
			if relErr(f.Correlation, 1) > 1e-9 {
				t.Errorf("%s: correlation %g", family, f.Correlation)
			}
			for _, p := range []float64{0.01, 0.5, 0.9} {
				if got, want := f.Distribution.Quantile(p), truth.Quantile(p); relErr(got, want) > 1e-9 {
					t.Errorf("%s, on y %t: quantile %g, want %g", family, onY, got, want)
				}
			}
		}
	}
}

func TestRankRegressionRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		lives  []Life
		family Family
		cause  error
	}{
		"none":        {nil, Weibull, ErrNoLives},
		"censored":    {[]Life{{Hours: 1}}, Weibull, ErrNoFailures},
		"one":         {failed(1), Weibull, ErrNoEstimate},
		"identical":   {failed(2, 2, 2), Lognormal, ErrNoEstimate},
		"interval":    {append(failed(1, 2), Life{Hours: 3, Interval: true}), Weibull, ErrUnsupported},
		"truncated":   {append(failed(1, 2), Life{Hours: 3, Entry: 1}), Weibull, ErrUnsupported},
		"gamma":       {failed(1, 2), Gamma, ErrUnsupported},
		"not numbers": {failed(1, math.NaN()), Weibull, ErrDuration},
	} {
		if _, err := RankRegression(tt.lives, tt.family, RankOptions{}); !errors.Is(err, tt.cause) {
			t.Errorf("%s: %v, want %v", name, err, tt.cause)
		}
	}
}

func TestWeibayes(t *testing.T) {
	// With a shape of 1 the scale is an MTTF: NIST handbook 8.4.5.1, lower bound
	// 2·T/χ²(level; 2r + 2).
	lives := append(failed(100, 300), Life{Hours: 600})
	w, err := Weibayes(lives, 1, 0.9)
	if err != nil || w.Scale == nil || relErr(*w.Scale, 500) > 1e-12 || relErr(w.ScaleLow, 2000/10.64464067566842) > 1e-9 { // qchisq(.9, 6)
		t.Errorf("%+v, %v", w, err)
	}
	w, err = Weibayes([]Life{{Hours: 10, Count: 30}}, 3, 0.9)
	if err != nil || w.Scale != nil || relErr(w.ScaleLow, 10*math.Cbrt(30/math.Log(10))) > 1e-12 {
		t.Errorf("no failures: %+v, %v", w, err)
	}
	for name, err := range map[string]error{
		"shape":    second(Weibayes(lives, math.NaN(), 0.9)),
		"level":    second(Weibayes(lives, 1, 1)),
		"no lives": second(Weibayes(nil, 1, 0.9)),
		"interval": second(Weibayes([]Life{{Hours: 2, Interval: true}}, 1, 0.9)),
		"trials":   second(ZeroFailureReliability(0, 0.9)),
		"one":      second(ZeroFailureTrials(1, 0.9)),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	// Failure-free requests that claim 99.9 % with 95 %: ln 0.05/ln 0.999 = 2994.2.
	if n, err := ZeroFailureTrials(0.999, 0.95); n != 2995 || err != nil {
		t.Errorf("%d trials, %v", n, err)
	}
	if r, err := ZeroFailureReliability(22, 0.9); err != nil || relErr(r, math.Pow(0.1, 1.0/22)) > 1e-14 {
		t.Errorf("reliability %g, %v", r, err)
	}
}

func second[T any](_ T, err error) error { return err }
