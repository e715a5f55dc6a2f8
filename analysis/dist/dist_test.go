package dist

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestConstructorsReference(t *testing.T) {
	gamma, err := GammaFromMean(5, math.Log(20)/math.Ln2)
	if err != nil || relErr(gamma.Shape, 1) > 1e-12 || relErr(gamma.Rate, 0.2) > 1e-12 {
		t.Errorf("GammaFromMean = %+v, %v; want shape 1: 95th percentile of an exponential over its median is ln 20 / ln 2", gamma, err)
	}
	counted, err := GammaFromEvents(2, 8)
	if err != nil || counted != (Gamma{Shape: 8, Rate: 4}) {
		t.Errorf("GammaFromEvents = %+v, %v; want 8 events in 4 hours", counted, err)
	}
	// NUREG/CR-6823, section 6.2: error factor e^(1.645 σ).
	lognormal, err := LognormalFromMean(3, math.Exp(1.644853626951))
	if err != nil || relErr(lognormal.Sigma, 1) > 1e-12 {
		t.Errorf("LognormalFromMean = %+v, %v; want sigma 1", lognormal, err)
	}
}

func TestConstructorsKeepMeanAndErrorFactor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean := math.Exp(rapid.Float64Range(-50, 50).Draw(t, "ln mean"))
		ef := 1 + math.Exp(rapid.Float64Range(-9, 9).Draw(t, "ln (error factor − 1)"))
		g, errG := GammaFromMean(mean, ef)
		l, errL := LognormalFromMean(mean, ef)
		if errG != nil || errL != nil {
			t.Fatal(errG, errL)
		}
		for _, d := range []Distribution{g, l} {
			if err := d.Validate(); err != nil {
				t.Fatal(err)
			}
			if relErr(d.Mean(), mean) > 1e-12 {
				t.Fatalf("%#v: mean %g, want %g", d, d.Mean(), mean)
			}
			if got := d.Quantile(0.95) / d.Quantile(0.5); relErr(got, ef) > 1e-9 {
				t.Fatalf("%#v: error factor %g, want %g", d, got, ef)
			}
		}
	})
}

func TestConstructorsRefuse(t *testing.T) {
	for _, mean := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := GammaFromMean(mean, 3); err == nil {
			t.Errorf("GammaFromMean(%g, 3) gave no error", mean)
		}
		if _, err := LognormalFromMean(mean, 3); err == nil {
			t.Errorf("LognormalFromMean(%g, 3) gave no error", mean)
		}
		if _, err := GammaFromEvents(mean, 3); err == nil {
			t.Errorf("GammaFromEvents(%g, 3) gave no error", mean)
		}
	}
	for _, ef := range []float64{1, 0.5, -2, 1e7, math.NaN(), math.Inf(1)} {
		if _, err := GammaFromMean(1, ef); !errors.Is(err, ErrErrorFactor) {
			t.Errorf("GammaFromMean(1, %g): %v", ef, err)
		}
		if _, err := LognormalFromMean(1, ef); !errors.Is(err, ErrErrorFactor) {
			t.Errorf("LognormalFromMean(1, %g): %v", ef, err)
		}
	}
	if _, err := GammaFromEvents(1, 0); err == nil {
		t.Error("GammaFromEvents(1, 0) gave no error")
	}
}

// What is no distribution says so, and answers NaN instead of panicking.
func TestInvalidParameters(t *testing.T) {
	bad := []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1)}
	for _, x := range bad {
		for _, d := range []interface {
			Distribution
			CDF(x float64) float64
			Survival(x float64) float64
		}{Gamma{x, 1}, Gamma{1, x}, Beta{x, 1}, Beta{1, x}, Lognormal{0, x}} {
			if d.Validate() == nil {
				t.Errorf("%#v is valid", d)
			}
			for _, got := range []float64{d.Quantile(0.3), d.CDF(0.3), d.Survival(0.3)} {
				if !math.IsNaN(got) {
					t.Errorf("%#v answers %g", d, got)
				}
			}
		}
	}
	for _, d := range []Distribution{Lognormal{math.NaN(), 1}, Lognormal{800, 1}, Gamma{1e300, 1e-300}, Point{math.Inf(1)}} {
		if d.Validate() == nil {
			t.Errorf("%#v is valid", d)
		}
	}
}

func TestQuantilesAreFinite(t *testing.T) {
	for _, d := range []Distribution{Gamma{1e-3, 1e-300}, Gamma{1e9, 1}, Lognormal{600, 14}, Beta{1e-3, 1e-3}} {
		for _, p := range []float64{math.NaN(), math.Inf(-1), 0, 5e-324, 0.5, 1, math.Inf(1)} {
			if got := d.Quantile(p); math.IsNaN(got) || math.IsInf(got, 0) {
				t.Errorf("%#v.Quantile(%g) = %g", d, p, got)
			}
		}
	}
}

func TestQuantilesOfSample(t *testing.T) {
	// R documentation of quantile, type 7: quantile(1:4, c(0, .25, .5, 1)).
	got := Quantiles([]float64{1, 2, 3, 4}, 0, 0.25, 0.5, 1)
	for i, want := range []float64{1, 1.75, 2.5, 4} {
		if got[i] != want {
			t.Errorf("quantile %d = %g, want %g", i, got[i], want)
		}
	}
	if got := Quantiles([]float64{5}, 0.3, math.NaN(), 7); got[0] != 5 || got[1] != 5 || got[2] != 5 {
		t.Errorf("quantiles of one value: %v", got)
	}
	if got := Quantiles(nil, 0.5); got != nil {
		t.Errorf("quantiles of nothing: %v", got)
	}
}
