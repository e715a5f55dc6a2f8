package dist

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A Lognormal is the distribution of a number whose logarithm is normal: of
// mean times to restore above all.
type Lognormal struct {
	Mu    float64 `json:"mu"`    // mean of the logarithm
	Sigma float64 `json:"sigma"` // > 0; standard deviation of the logarithm
}

// z95 is the 95th percentile of the standard normal distribution.
var z95 = mathext.NormalQuantile(0.95)

// LognormalFromMean returns the lognormal distribution with this mean whose 95th
// percentile is errorFactor times its median.
//
// It returns an error when mean is not positive and finite, and one wrapping
// [ErrErrorFactor] when errorFactor is not in [1.0001, 1e6].
func LognormalFromMean(mean, errorFactor float64) (Lognormal, error) {
	if err := checkMean("lognormal", mean, errorFactor); err != nil {
		return Lognormal{}, err
	}
	sigma := math.Log(errorFactor) / z95
	return Lognormal{Mu: math.Log(mean) - sigma*sigma/2, Sigma: sigma}, nil
}

// Mean returns exp(Mu + Sigma²/2).
func (d Lognormal) Mean() float64 { return math.Exp(d.Mu + d.Sigma*d.Sigma/2) }

// Validate refuses a Mu that is not finite, a Sigma that is not positive and
// finite, and parameters whose mean is not.
func (d Lognormal) Validate() error {
	err := positive("lognormal: sigma", d.Sigma)
	if math.IsNaN(d.Mu) || math.IsInf(d.Mu, 0) {
		err = errors.Join(err, fmt.Errorf("dist: lognormal: mu %g is not finite", d.Mu))
	}
	if err != nil {
		return err
	}
	return positive("lognormal: mean", d.Mean())
}

// CDF returns P(X ≤ x).
func (d Lognormal) CDF(x float64) float64 { return d.tail(x, -1) }

// Survival returns P(X > x).
func (d Lognormal) Survival(x float64) float64 { return d.tail(x, 1) }

// tail returns the probability on the side of x that sign points to.
func (d Lognormal) tail(x, sign float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	z := (math.Log(math.Max(x, 0)) - d.Mu) / d.Sigma
	return 0.5 * math.Erfc(sign*z/math.Sqrt2)
}

// Quantile returns the x with CDF(x) = p; see the package comment.
func (d Lognormal) Quantile(p float64) float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	if !(p > 0) {
		return 0
	}
	z := mathext.NormalQuantile(math.Min(p, nearlyOne))
	return math.Min(math.Exp(d.Mu+d.Sigma*z), math.MaxFloat64)
}
