package dist

import (
	"errors"
	"math"
)

// A Normal is the normal distribution. As one of lives it needs a Mu of several
// Sigma: it gives some probability to less than 0.
type Normal struct {
	Mu    float64 `json:"mu"`    // mean
	Sigma float64 `json:"sigma"` // > 0; standard deviation
}

// Validate refuses a Mu that is not finite and a Sigma that is not positive and
// finite.
func (d Normal) Validate() error { return locationScale("normal", d.Mu, d.Sigma) }

// locationScale checks the parameters of place.
func locationScale(place string, mu, sigma float64) error {
	if sigma > 0 && sigma <= math.MaxFloat64 && math.Abs(mu) <= math.MaxFloat64 {
		return nil
	}
	return errors.Join(finiteNumber(place+": mu", mu), positive(place+": sigma", sigma))
}

func (d Normal) life() located {
	return located{standard: gaussian{}, mu: d.Mu, sigma: d.Sigma, valid: d.Validate()}
}

// Mean returns Mu.
func (d Normal) Mean() float64 { return d.Mu }

// CDF returns P(X ≤ x).
func (d Normal) CDF(x float64) float64 { return d.life().CDF(x) }

// LogCDF returns ln F(x).
func (d Normal) LogCDF(x float64) float64 { return d.life().LogCDF(x) }

// Survival returns P(X > x).
func (d Normal) Survival(x float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	return math.Erfc((x-d.Mu)/d.Sigma/math.Sqrt2) / 2
}

// CumulativeHazard returns −ln R(x).
func (d Normal) CumulativeHazard(x float64) float64 { return d.life().CumulativeHazard(x) }

// Density returns dF/dx.
func (d Normal) Density(x float64) float64 { return d.life().Density(x) }

// LogDensity returns the logarithm of the density.
func (d Normal) LogDensity(x float64) float64 { return d.life().LogDensity(x) }

// Hazard returns the density over R(x).
func (d Normal) Hazard(x float64) float64 { return d.life().Hazard(x) }

// Quantile returns the x with CDF(x) = p.
func (d Normal) Quantile(p float64) float64 { return d.life().Quantile(p) }

// UpperQuantile returns the x with Survival(x) = q.
func (d Normal) UpperQuantile(q float64) float64 { return d.life().UpperQuantile(q) }

// MeanResidualLife returns Sigma·(h − z), of z the standard variable at x and h
// its hazard.
func (d Normal) MeanResidualLife(x float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	z := (clamp(x) - d.Mu) / d.Sigma
	if z > 30 { // h − z = z·(1/mills − 1)
		w := 1 / (z * z)
		return d.Sigma / z * (1 - 3*w*(1-5*w*(1-7*w*(1-9*w)))) / mills(z)
	}
	return d.Sigma * (math.Exp(gaussian{}.logHazard(z)) - z)
}
