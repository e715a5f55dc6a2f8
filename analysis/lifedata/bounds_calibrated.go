package lifedata

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

const (
	// calibrations is how many samples calibrated bounds are drawn from.
	calibrations = 999
	// mostCalibrated is of how many lives there are calibrated bounds: of so many
	// the likelihood ratio needs no help, unless hardly any failed.
	mostCalibrated = 500
	// leastBeyond is how many of the samples lie beyond a bound at least.
	leastBeyond = 4
)

// calibratedBounds returns bounds on t by so many samples, from the signed root of
// the likelihood ratio,
//
//	r(c) = ±√(2·(how far the likelihood falls when t is c)), positive below the estimate.
//
// It is normal of many lives. Of few its quantiles are those of the roots, at the
// estimate, of samples that are drawn from the fitted distribution and censored like
// the lives [JM00]; those without an estimate are passed over.
func (f *Fitted) calibratedBounds(t target, level float64, r *rand.Rand, samples int) (low, high float64, err error) {
	if f.few == nil {
		return 0, 0, fmt.Errorf("lifedata: %s: %w: calibrated bounds are of at most %d lives, exact or right-censored and not truncated", f.Family, ErrUnsupported, mostCalibrated)
	}
	roots := f.drawRoots(t, r, samples)
	if 2*len(roots) < samples {
		return 0, 0, fmt.Errorf("lifedata: %s: %w: %d of %d samples drawn have none", f.Family, ErrNoEstimate, samples-len(roots), samples)
	}
	if beyond := float64(len(roots)) * (1 - level) / 2; !(beyond >= leastBeyond) {
		return 0, 0, fmt.Errorf("lifedata: %s: %w: calibrated bounds of level %g", f.Family, ErrUnsupported, level)
	}
	slices.Sort(roots)
	at := func(p float64) float64 {
		whole, part := math.Modf(p*float64(len(roots)+1) - 1)
		i := int(whole)
		return roots[i] + part*(roots[i+1]-roots[i])
	}
	return f.ratioBound(t, at((1+level)/2)), f.ratioBound(t, at((1-level)/2)), nil
}

// drawRoots returns the signed roots, at the estimate of t, of samples of the fitted
// distribution.
func (f *Fitted) drawRoots(t target, r *rand.Rand, samples int) []float64 {
	sorted := slices.Clone(f.few)
	slices.SortFunc(sorted, byTime)
	censoring := newCensoring(sorted, f.Lives)
	truth := t.value(f.top.at)
	roots := make([]float64, 0, samples)
	for range samples {
		again, err := Fit(censoring.sample(r, f.Distribution), f.Family)
		if err != nil {
			continue
		}
		fall, _ := again.profile(t, truth, again.top.at[t.along])
		if root := math.Sqrt(math.Max(2*fall, 0)); !math.IsNaN(root) && !math.IsInf(root, 0) {
			roots = append(roots, math.Copysign(root, t.value(again.top.at)-truth))
		}
	}
	return roots
}

// BestMethod returns the method to use where nothing speaks for another: Conditional
// where that is exact; of other few failures Calibrated; of many LikelihoodRatio, to
// which the others come close then; and Fisher for families that have no other.
func (f *Fitted) BestMethod() Method {
	const fewFailures = 50
	switch {
	case f.model == nil:
		return Fisher
	case f.pivotal():
		return Conditional
	case f.few != nil && f.Failures <= fewFailures:
		return Calibrated
	}
	return LikelihoodRatio
}

// pivotal reports whether pivots have known distributions: lives are few, and all
// that are censored are so at failures.
func (f *Fitted) pivotal() bool {
	failures := map[float64]bool{}
	for _, l := range f.few {
		if l.Failed {
			failures[l.Hours] = true
		}
	}
	for _, l := range f.few {
		if !l.Failed && !failures[l.Hours] {
			return false
		}
	}
	return f.few != nil && f.exact >= f.dimensions()
}

// fewPlain returns a copy of lives that are few enough to be drawn again and again,
// exact or right-censored and not truncated; nil of others.
func (f *Fitted) fewPlain(lives []Life) []Life {
	if f.Lives > mostCalibrated || slices.ContainsFunc(lives, func(l Life) bool { return l.Interval || l.Entry > 0 || l.Until > 0 }) {
		return nil
	}
	return slices.Clone(lives)
}
