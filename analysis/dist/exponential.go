package dist

import "math"

// An Exponential is the distribution of lives that do not age. Its parameter is
// the mean, one over the failure rate.
type Exponential struct {
	MTTF float64 `json:"mttf"` // > 0; hours
}

func (d Exponential) weibull() Weibull { return Weibull{Shape: 1, Scale: d.MTTF} }

// Validate refuses a mean that is not positive and finite.
func (d Exponential) Validate() error { return positive("exponential: mttf", d.MTTF) }

// Mean returns MTTF.
func (d Exponential) Mean() float64 { return d.MTTF }

// CDF returns 1 − exp(−x/MTTF).
func (d Exponential) CDF(x float64) float64 { return d.weibull().CDF(x) }

// LogCDF returns ln F(x).
func (d Exponential) LogCDF(x float64) float64 { return d.weibull().LogCDF(x) }

// Survival returns exp(−x/MTTF).
func (d Exponential) Survival(x float64) float64 { return d.weibull().Survival(x) }

// CumulativeHazard returns x/MTTF.
func (d Exponential) CumulativeHazard(x float64) float64 { return d.weibull().CumulativeHazard(x) }

// Density returns exp(−x/MTTF)/MTTF.
func (d Exponential) Density(x float64) float64 { return d.weibull().Density(x) }

// LogDensity returns the logarithm of the density.
func (d Exponential) LogDensity(x float64) float64 { return d.weibull().LogDensity(x) }

// Hazard returns 1/MTTF.
func (d Exponential) Hazard(x float64) float64 { return d.weibull().Hazard(x) }

// Quantile returns −MTTF·ln(1−p).
func (d Exponential) Quantile(p float64) float64 { return d.weibull().Quantile(p) }

// UpperQuantile returns −MTTF·ln q.
func (d Exponential) UpperQuantile(q float64) float64 { return d.weibull().UpperQuantile(q) }

// MeanResidualLife returns MTTF: what is left does not depend on age.
func (d Exponential) MeanResidualLife(x float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	return d.MTTF - math.Min(x, 0)
}
