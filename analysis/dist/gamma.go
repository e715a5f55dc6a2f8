package dist

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A Gamma is the gamma distribution, of failure rates above all: a rate that was
// counted as Shape events in Rate hours.
type Gamma struct {
	Shape float64 `json:"shape"` // > 0
	Rate  float64 `json:"rate"`  // > 0; one over the scale
}

// GammaFromMean returns the gamma distribution with this mean whose 95th
// percentile is errorFactor times its median.
//
// It returns an error when mean is not positive and finite, and one wrapping
// [ErrErrorFactor] when errorFactor is not in [1.0001, 1e6].
func GammaFromMean(mean, errorFactor float64) (Gamma, error) {
	if err := checkMean("gamma", mean, errorFactor); err != nil {
		return Gamma{}, err
	}
	spread := func(shape float64) float64 {
		g := Gamma{Shape: shape, Rate: 1}
		return g.Quantile(0.95) / g.Quantile(0.5)
	}
	// The spread falls with the shape, from 1e23 to 1.00002: halve the interval
	// of its logarithm until it holds one number.
	low, high := math.Log(0.01), math.Log(1e10)
	for range 60 {
		mid := low + (high-low)/2
		if spread(math.Exp(mid)) > errorFactor {
			low = mid
		} else {
			high = mid
		}
	}
	shape := math.Exp(low + (high-low)/2)
	return Gamma{Shape: shape, Rate: shape / mean}, nil
}

// GammaFromEvents returns the gamma distribution with this mean that is as wide
// as a rate counted from so many events: its shape is events.
//
// It returns an error when mean is not positive and finite or events is below 1.
func GammaFromEvents(mean float64, events int) (Gamma, error) {
	shape := float64(events)
	if err := errors.Join(positive("gamma: mean", mean), positive("gamma: events", shape)); err != nil {
		return Gamma{}, err
	}
	return Gamma{Shape: shape, Rate: shape / mean}, nil
}

// Mean returns Shape / Rate.
func (d Gamma) Mean() float64 { return d.Shape / d.Rate }

// Validate refuses parameters that are not positive and finite, or whose mean is
// not.
func (d Gamma) Validate() error {
	err := errors.Join(positive("gamma: shape", d.Shape), positive("gamma: rate", d.Rate))
	if err != nil {
		return err
	}
	return positive("gamma: mean", d.Mean())
}

// CDF returns P(X ≤ x).
func (d Gamma) CDF(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case !(x > 0):
		return 0
	case math.IsInf(x*d.Rate, 1):
		return 1
	}
	return mathext.GammaIncReg(d.Shape, x*d.Rate)
}

// Survival returns P(X > x).
func (d Gamma) Survival(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case !(x > 0):
		return 1
	}
	return mathext.GammaIncRegComp(d.Shape, x*d.Rate)
}

// Quantile returns the x with CDF(x) = p; see the package comment.
func (d Gamma) Quantile(p float64) float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	if !(p > 0) {
		return 0
	}
	if p <= 0.5 {
		return math.Min(unitGammaLower(d.Shape, p)/d.Rate, math.MaxFloat64)
	}
	return math.Min(unitGammaUpper(d.Shape, 1-math.Min(p, nearlyOne))/d.Rate, math.MaxFloat64)
}

// unitGammaLower returns the x below which a gamma variable of rate 1 lies with
// probability p ≤ 1/2.
func unitGammaLower(shape, p float64) float64 {
	// CDF(x) ≤ x^shape / Γ(shape+1), with equality in the limit of small x.
	lg, _ := math.Lgamma(shape + 1)
	least := (math.Log(p) + lg) / shape
	if least < -40 {
		return math.Exp(least)
	}
	u := math.Max(least, wilsonHilferty(shape, mathext.NormalQuantile(p)))
	norm, _ := math.Lgamma(shape)
	return math.Exp(solve(u, math.Log(shape), math.Log(p), func(u float64) (value, slope float64) {
		x := math.Exp(u)
		value = math.Log(mathext.GammaIncReg(shape, x))
		return value, math.Exp(shape*u - x - norm - value)
	}))
}

// unitGammaUpper returns the x above which a gamma variable of rate 1 lies with
// probability q < 1/2.
func unitGammaUpper(shape, q float64) float64 {
	// For shape ≤ 1 and x ≥ 1, Survival(x) ≤ e^−x.
	u := math.Log(math.Max(1, -math.Log(q)))
	if shape > 1 {
		u = wilsonHilferty(shape, -mathext.NormalQuantile(q))
	}
	norm, _ := math.Lgamma(shape)
	return math.Exp(solve(u, math.Log(shape), math.Log(q), func(u float64) (value, slope float64) {
		x := math.Exp(u)
		value = math.Log(mathext.GammaIncRegComp(shape, x))
		return value, -math.Exp(shape*u - x - norm - value)
	}))
}

// wilsonHilferty returns the logarithm of an approximate quantile of the gamma
// distribution of rate 1 at the standard normal quantile z, −Inf where it has
// none: the cube root of a gamma variable is nearly normal.
func wilsonHilferty(shape, z float64) float64 {
	v := 1 / (9 * shape)
	return math.Log(shape) + 3*math.Log(math.Max(0, 1-v+z*math.Sqrt(v)))
}
