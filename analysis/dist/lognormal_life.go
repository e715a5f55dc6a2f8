package dist

import "math"

func (d Lognormal) life() located {
	return located{gaussian{}, d.Mu, d.Sigma, true, 0, d.Validate()}
}

// LogCDF returns ln F(x).
func (d Lognormal) LogCDF(x float64) float64 { return d.life().LogCDF(x) }

// CumulativeHazard returns −ln R(x).
func (d Lognormal) CumulativeHazard(x float64) float64 { return d.life().CumulativeHazard(x) }

// Density returns dF/dx.
func (d Lognormal) Density(x float64) float64 { return d.life().Density(x) }

// LogDensity returns the logarithm of the density.
func (d Lognormal) LogDensity(x float64) float64 { return d.life().LogDensity(x) }

// Hazard returns the density over R(x).
func (d Lognormal) Hazard(x float64) float64 { return d.life().Hazard(x) }

// UpperQuantile returns the x with Survival(x) = q.
func (d Lognormal) UpperQuantile(q float64) float64 { return d.life().UpperQuantile(q) }

// MeanResidualLife returns Mean·Φ(Sigma−z)/Φ(−z) − x, of z the standard variable
// at x.
func (d Lognormal) MeanResidualLife(x float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	if !(x > 0) {
		return d.Mean() - x
	}
	x = clamp(x)
	z := (math.Log(x) - d.Mu) / d.Sigma
	tails := gaussian{}.cumulativeHazard(z) - gaussian{}.cumulativeHazard(z-d.Sigma)
	return x * math.Expm1(d.Sigma*(d.Sigma/2-z)+tails)
}
