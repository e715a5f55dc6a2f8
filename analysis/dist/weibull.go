package dist

import (
	"errors"
	"math"
)

// A Weibull is the distribution of lives with R(x) = exp(−((x−Shift)/Scale)^Shape).
// Without Shift it is the one of two parameters.
type Weibull struct {
	Shape float64 `json:"shape"`           // β > 0; below 1 units fail early, above they wear out
	Scale float64 `json:"scale"`           // η > 0; hours
	Shift float64 `json:"shift,omitempty"` // γ; hours before which nothing fails
}

// Validate refuses a shape or scale that is not positive and finite, a shift that
// is not finite, and parameters whose mean is not.
func (d Weibull) Validate() error {
	if d.Shape > 0 && d.Scale > 0 && d.Shift == 0 && d.Shape >= 0.01 && d.Shape <= 1e300 && d.Scale <= 1e140 {
		return nil // the usual: the mean is Scale·Γ(101) at most
	}
	err := errors.Join(positive("weibull: shape", d.Shape), positive("weibull: scale", d.Scale), finiteNumber("weibull: shift", d.Shift))
	if err != nil {
		return err
	}
	return finiteNumber("weibull: mean", d.Mean())
}

func (d Weibull) life() located {
	return located{smallest{}, math.Log(d.Scale), 1 / d.Shape, true, d.Shift, d.Validate()}
}

// Mean returns Shift + Scale·Γ(1 + 1/Shape).
func (d Weibull) Mean() float64 { return d.Shift + d.Scale*math.Gamma(1+1/d.Shape) }

// CDF returns the unreliability 1 − R(x).
func (d Weibull) CDF(x float64) float64 { return d.life().CDF(x) }

// LogCDF returns ln F(x).
func (d Weibull) LogCDF(x float64) float64 { return d.life().LogCDF(x) }

// Survival returns R(x).
func (d Weibull) Survival(x float64) float64 { return d.life().Survival(x) }

// CumulativeHazard returns ((x−Shift)/Scale)^Shape.
func (d Weibull) CumulativeHazard(x float64) float64 { return d.life().CumulativeHazard(x) }

// Density returns dF/dx.
func (d Weibull) Density(x float64) float64 { return d.life().Density(x) }

// LogDensity returns the logarithm of the density.
func (d Weibull) LogDensity(x float64) float64 { return d.life().LogDensity(x) }

// Hazard returns Shape/Scale·((x−Shift)/Scale)^(Shape−1).
func (d Weibull) Hazard(x float64) float64 { return d.life().Hazard(x) }

// Quantile returns the x with CDF(x) = p.
func (d Weibull) Quantile(p float64) float64 { return d.life().Quantile(p) }

// UpperQuantile returns the x with Survival(x) = q.
func (d Weibull) UpperQuantile(q float64) float64 { return d.life().UpperQuantile(q) }

// MeanResidualLife returns e^h·Scale/Shape·Γ(1/Shape, h), of h the cumulative
// hazard at x.
func (d Weibull) MeanResidualLife(x float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	if !(x > d.Shift) {
		return d.Mean() - x
	}
	return d.Scale / d.Shape * scaledUpperGamma(1/d.Shape, d.CumulativeHazard(x))
}
