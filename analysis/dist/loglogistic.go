package dist

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A Loglogistic is the distribution of lives with R(x) = 1/(1 + (x/Scale)^Shape):
// like the lognormal, with a heavier tail.
type Loglogistic struct {
	Scale float64 `json:"scale"` // > 0; the median, hours
	Shape float64 `json:"shape"` // > 0; one over the scale of the logarithm
}

// Validate refuses parameters that are not positive and finite.
func (d Loglogistic) Validate() error {
	if d.Scale > 0 && d.Shape > 0 && d.Scale <= math.MaxFloat64 && d.Shape <= math.MaxFloat64 {
		return nil
	}
	return errors.Join(positive("loglogistic: scale", d.Scale), positive("loglogistic: shape", d.Shape))
}

func (d Loglogistic) life() located {
	return located{logistic{}, math.Log(d.Scale), 1 / d.Shape, true, 0, d.Validate()}
}

// Mean returns Scale·(π/Shape)/sin(π/Shape), +Inf for a Shape of 1 or less.
func (d Loglogistic) Mean() float64 {
	if d.Shape <= 1 {
		return math.Inf(1)
	}
	return d.Scale * math.Pi / d.Shape / math.Sin(math.Pi/d.Shape)
}

// CDF returns 1/(1 + (x/Scale)^−Shape).
func (d Loglogistic) CDF(x float64) float64 { return d.life().CDF(x) }

// LogCDF returns ln F(x).
func (d Loglogistic) LogCDF(x float64) float64 { return d.life().LogCDF(x) }

// Survival returns R(x).
func (d Loglogistic) Survival(x float64) float64 { return d.life().Survival(x) }

// CumulativeHazard returns ln(1 + (x/Scale)^Shape).
func (d Loglogistic) CumulativeHazard(x float64) float64 { return d.life().CumulativeHazard(x) }

// Density returns dF/dx.
func (d Loglogistic) Density(x float64) float64 { return d.life().Density(x) }

// LogDensity returns the logarithm of the density.
func (d Loglogistic) LogDensity(x float64) float64 { return d.life().LogDensity(x) }

// Hazard returns Shape/x·F(x).
func (d Loglogistic) Hazard(x float64) float64 { return d.life().Hazard(x) }

// Quantile returns Scale·(p/(1−p))^(1/Shape).
func (d Loglogistic) Quantile(p float64) float64 { return d.life().Quantile(p) }

// UpperQuantile returns Scale·((1−q)/q)^(1/Shape).
func (d Loglogistic) UpperQuantile(q float64) float64 { return d.life().UpperQuantile(q) }

// MeanResidualLife returns Scale/Shape/R·B(R; 1−1/Shape, 1/Shape), an incomplete
// beta function, of R the survival at x; +Inf for a Shape of 1 or less.
func (d Loglogistic) MeanResidualLife(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case d.Shape <= 1:
		return math.Inf(1)
	case !(x > 0):
		return d.Mean() - x
	}
	a, b := 1-1/d.Shape, 1/d.Shape
	hazard := d.CumulativeHazard(x)
	if hazard > 40 { // B(R; a, b) is R^a/a
		return clamp(d.Scale / (d.Shape - 1) * math.Exp(hazard*b))
	}
	r := math.Exp(-hazard)
	part := betaTail(a, b, r, d.CDF(x))
	return d.Scale / d.Shape * part * math.Exp(mathext.Lbeta(a, b)+hazard)
}
