package dist

import (
	"errors"
	"fmt"
	"math"
)

// A ModifiedWeibull is the distribution of lives with the cumulative hazard
// Rate·x^Shape·exp(Wear·x): with a Shape below 1 and Wear its hazard is a bathtub.
//
// Source: C. Lai, M. Xie, D. Murthy, A modified Weibull distribution, 2003.
// https://doi.org/10.1109/TR.2002.805788
type ModifiedWeibull struct {
	Rate  float64 `json:"rate"`  // > 0; per hour to the power of Shape
	Shape float64 `json:"shape"` // > 0
	Wear  float64 `json:"wear"`  // ≥ 0; per hour
}

// Validate refuses a rate or shape that is not positive and finite, and wear that
// is negative or not finite.
func (d ModifiedWeibull) Validate() error {
	err := errors.Join(positive("modified weibull: rate", d.Rate), positive("modified weibull: shape", d.Shape))
	if !(d.Wear >= 0) || math.IsInf(d.Wear, 1) {
		err = errors.Join(err, fmt.Errorf("dist: modified weibull: wear %g is negative or not finite", d.Wear))
	}
	return err
}

// logHazard returns the logarithm of the cumulative hazard at x > 0.
func (d ModifiedWeibull) logHazard(x float64) float64 {
	return math.Log(d.Rate) + d.Shape*math.Log(x) + d.Wear*x
}

// outside answers as located.outside does.
func (d ModifiedWeibull) outside(x, below float64) (float64, bool) {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN(), true
	case !(x > 0):
		return below, true
	}
	return 0, false
}

// CumulativeHazard returns Rate·x^Shape·exp(Wear·x).
func (d ModifiedWeibull) CumulativeHazard(x float64) float64 {
	if y, ok := d.outside(x, 0); ok {
		return y
	}
	return clamp(math.Exp(d.logHazard(clamp(x))))
}

// Hazard returns (Shape/x + Wear) times the cumulative hazard.
func (d ModifiedWeibull) Hazard(x float64) float64 {
	if y, ok := d.outside(x, 0); ok {
		if x == 0 && y == 0 {
			return Weibull{Shape: d.Shape, Scale: math.Pow(d.Rate, -1/d.Shape)}.Hazard(0)
		}
		return y
	}
	x = clamp(x)
	return clamp(math.Exp(math.Log(d.Shape/x+d.Wear) + d.logHazard(x)))
}

// CDF returns the unreliability.
func (d ModifiedWeibull) CDF(x float64) float64 { return -math.Expm1(-d.CumulativeHazard(x)) }

// LogCDF returns ln F(x).
func (d ModifiedWeibull) LogCDF(x float64) float64 {
	if y, ok := d.outside(x, math.Inf(-1)); ok {
		return y
	}
	return smallest{}.logCDF(d.logHazard(clamp(x)))
}

// Survival returns the reliability.
func (d ModifiedWeibull) Survival(x float64) float64 { return math.Exp(-d.CumulativeHazard(x)) }

// Density returns dF/dx.
func (d ModifiedWeibull) Density(x float64) float64 { return hazardDensity(d, x) }

// LogDensity returns the logarithm of the density.
func (d ModifiedWeibull) LogDensity(x float64) float64 {
	return math.Log(d.Hazard(x)) - d.CumulativeHazard(x)
}

// Mean returns MeanResidualLife(0).
func (d ModifiedWeibull) Mean() float64 { return d.MeanResidualLife(0) }

// MeanResidualLife returns the integral of R(u)/R(x) over u above x, by
// quadrature.
func (d ModifiedWeibull) MeanResidualLife(x float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	if x < 0 {
		return d.Mean() - x
	}
	return residual(d, clamp(x))
}

// Quantile returns the x with CDF(x) = p.
func (d ModifiedWeibull) Quantile(p float64) float64 {
	switch {
	case d.Validate() != nil:
		return math.NaN()
	case !(p > 0):
		return 0
	}
	return d.at(smallest{}.quantile(math.Min(p, nearlyOne)))
}

// UpperQuantile returns the x with Survival(x) = q.
func (d ModifiedWeibull) UpperQuantile(q float64) float64 {
	switch {
	case d.Validate() != nil:
		return math.NaN()
	case q >= 1:
		return 0
	case !(q > 0):
		return d.Quantile(1)
	}
	return d.at(smallest{}.upper(q))
}

// at returns the x at which the cumulative hazard has this logarithm.
func (d ModifiedWeibull) at(log float64) float64 {
	return bisect(0, math.MaxFloat64, func(x float64) bool { return d.logHazard(x) >= log })
}
