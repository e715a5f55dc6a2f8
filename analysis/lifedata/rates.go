package lifedata

import (
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// A Count is a number of events over an exposure.
type Count struct {
	Events int     `json:"events"`
	Hours  float64 `json:"hours"`
}

// A RateComparison compares the rates at which events came in two exposures.
type RateComparison struct {
	Ratio  Estimate `json:"ratio"`  // of the second rate to the first
	PValue float64  `json:"pValue"` // two-sided, of equal rates; exact
}

// CompareRates compares two counts of events that come by chance at steady rates.
// Given how many there are in all, those in the second are binomial; the interval
// is that of Clopper and Pearson, which holds the ratio with at least the level.
//
// It returns an error when a count is negative, an exposure not positive and
// finite, or level not between 0 and 1, and one wrapping [ErrNoEvents].
//
// Sources: J. Przyborowski, H. Wilenski, Biometrika 31 (1940) 313-323,
// https://doi.org/10.1093/biomet/31.3-4.313; C. J. Clopper, E. S. Pearson,
// Biometrika 26 (1934) 404-413, https://doi.org/10.1093/biomet/26.4.404
func CompareRates(first, second Count, level float64) (RateComparison, error) {
	if err := checkLevel(level); err != nil {
		return RateComparison{}, err
	}
	for i, c := range []Count{first, second} {
		if c.Events < 0 || !(c.Hours > 0) || math.IsInf(c.Hours, 1) {
			return RateComparison{}, fmt.Errorf("lifedata: rate %d: %d events in %g hours is not a count over an exposure", i, c.Events, c.Hours)
		}
	}
	n, k := first.Events+second.Events, second.Events
	if n == 0 {
		return RateComparison{}, fmt.Errorf("lifedata: comparison of rates: %w", ErrNoEvents)
	}
	exposure := first.Hours / second.Hours
	a, b, tail := float64(k), float64(n-k), (1-level)/2
	r := RateComparison{Ratio: Estimate{Level: level, Method: "exact, conditional on the sum"}}
	if k < n {
		r.Ratio.Value = finite(a / b * exposure)
		r.Ratio.High = finite(exposure * betaOdds(a+1, b, 1-tail))
	} else {
		r.Ratio.Reason = "no events in the first exposure: only a lower bound"
	}
	r.Ratio.Low = finite(0)
	if k > 0 {
		r.Ratio.Low = finite(exposure * betaOdds(a, b+1, tail))
	}
	r.PValue = binomialPValue(k, n, second.Hours/(first.Hours+second.Hours))
	return r, nil
}

// betaOdds returns x/(1-x) of the quantile x at p of the beta distribution (a, b).
func betaOdds(a, b, p float64) float64 {
	return dist.Beta{A: a, B: b}.Quantile(p) / dist.Beta{A: b, B: a}.Quantile(1-p)
}

// binomialPValue is the chance of all outcomes of n draws that are no likelier
// than k, up to rounding.
func binomialPValue(k, n int, p float64) float64 {
	log := func(j int) float64 {
		x, y := float64(j), float64(n-j)
		all, _ := math.Lgamma(float64(n) + 1)
		in, _ := math.Lgamma(x + 1)
		out, _ := math.Lgamma(y + 1)
		return all - in - out + x*math.Log(p) + y*math.Log1p(-p)
	}
	seen := log(k) + 1e-7
	sum := 0.0
	for j := range n + 1 {
		if l := log(j); l <= seen {
			sum += math.Exp(l)
		}
	}
	return min(1, sum)
}
