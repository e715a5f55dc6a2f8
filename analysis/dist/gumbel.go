package dist

import "math"

// eulerGamma is the Euler–Mascheroni constant.
const eulerGamma = 0.57721566490153286060651209008240243104215933593992

// A GumbelMin is the Gumbel distribution of smallest values, of the logarithms of
// Weibull lives: R(x) = exp(−exp((x−Mu)/Sigma)). As one of lives it needs a Mu of
// several Sigma: it gives some probability to less than 0.
type GumbelMin struct {
	Mu    float64 `json:"mu"`    // the quantile of 1 − 1/e, hours
	Sigma float64 `json:"sigma"` // > 0; hours
}

// Validate refuses a Mu that is not finite and a Sigma that is not positive and
// finite.
func (d GumbelMin) Validate() error { return locationScale("gumbel min", d.Mu, d.Sigma) }

func (d GumbelMin) life() located {
	return located{standard: smallest{}, mu: d.Mu, sigma: d.Sigma, valid: d.Validate()}
}

// Mean returns Mu − γ·Sigma, of γ Euler's constant.
func (d GumbelMin) Mean() float64 { return d.Mu - eulerGamma*d.Sigma }

// CDF returns P(X ≤ x).
func (d GumbelMin) CDF(x float64) float64 { return d.life().CDF(x) }

// LogCDF returns ln F(x).
func (d GumbelMin) LogCDF(x float64) float64 { return d.life().LogCDF(x) }

// Survival returns R(x).
func (d GumbelMin) Survival(x float64) float64 { return d.life().Survival(x) }

// CumulativeHazard returns exp((x−Mu)/Sigma).
func (d GumbelMin) CumulativeHazard(x float64) float64 { return d.life().CumulativeHazard(x) }

// Density returns dF/dx.
func (d GumbelMin) Density(x float64) float64 { return d.life().Density(x) }

// LogDensity returns the logarithm of the density.
func (d GumbelMin) LogDensity(x float64) float64 { return d.life().LogDensity(x) }

// Hazard returns exp((x−Mu)/Sigma)/Sigma.
func (d GumbelMin) Hazard(x float64) float64 { return d.life().Hazard(x) }

// Quantile returns the x with CDF(x) = p.
func (d GumbelMin) Quantile(p float64) float64 { return d.life().Quantile(p) }

// UpperQuantile returns the x with Survival(x) = q.
func (d GumbelMin) UpperQuantile(q float64) float64 { return d.life().UpperQuantile(q) }

// MeanResidualLife returns Sigma·e^h·E₁(h), of h the cumulative hazard at x.
func (d GumbelMin) MeanResidualLife(x float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	z := (math.Max(x, -math.MaxFloat64) - d.Mu) / d.Sigma
	if z < -40 { // E₁(h) is −γ − ln h
		return clamp(d.Sigma * (-eulerGamma - z))
	}
	if z > 40 { // e^h·E₁(h) is 1/h
		return d.Sigma * math.Exp(-z)
	}
	return d.Sigma * scaledUpperGamma(0, math.Exp(z))
}

// A GumbelMax is the Gumbel distribution of largest values:
// F(x) = exp(−exp(−(x−Mu)/Sigma)). As one of lives it needs a Mu of a few Sigma.
type GumbelMax struct {
	Mu    float64 `json:"mu"`    // the mode, the quantile of 1/e, hours
	Sigma float64 `json:"sigma"` // > 0; hours
}

// Validate refuses a Mu that is not finite and a Sigma that is not positive and
// finite.
func (d GumbelMax) Validate() error { return locationScale("gumbel max", d.Mu, d.Sigma) }

func (d GumbelMax) life() located {
	return located{standard: largest{}, mu: d.Mu, sigma: d.Sigma, valid: d.Validate()}
}

// Mean returns Mu + γ·Sigma, of γ Euler's constant.
func (d GumbelMax) Mean() float64 { return d.Mu + eulerGamma*d.Sigma }

// CDF returns P(X ≤ x).
func (d GumbelMax) CDF(x float64) float64 { return d.life().CDF(x) }

// LogCDF returns ln F(x).
func (d GumbelMax) LogCDF(x float64) float64 { return d.life().LogCDF(x) }

// Survival returns R(x).
func (d GumbelMax) Survival(x float64) float64 { return d.life().Survival(x) }

// CumulativeHazard returns −ln R(x).
func (d GumbelMax) CumulativeHazard(x float64) float64 { return d.life().CumulativeHazard(x) }

// Density returns dF/dx.
func (d GumbelMax) Density(x float64) float64 { return d.life().Density(x) }

// LogDensity returns the logarithm of the density.
func (d GumbelMax) LogDensity(x float64) float64 { return d.life().LogDensity(x) }

// Hazard returns the density over R(x).
func (d GumbelMax) Hazard(x float64) float64 { return d.life().Hazard(x) }

// Quantile returns the x with CDF(x) = p.
func (d GumbelMax) Quantile(p float64) float64 { return d.life().Quantile(p) }

// UpperQuantile returns the x with Survival(x) = q.
func (d GumbelMax) UpperQuantile(q float64) float64 { return d.life().UpperQuantile(q) }

// MeanResidualLife returns Sigma·Ein(w)/(1 − e^−w), of w = exp(−(x−Mu)/Sigma) and
// Ein the entire exponential integral, DLMF 6.2.3.
func (d GumbelMax) MeanResidualLife(x float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	z := (x - d.Mu) / d.Sigma
	w := math.Exp(-z)
	switch {
	case z > 40:
		return d.Sigma
	case w > 30: // E₁(w) and e^−w are nothing beside the rest
		return clamp(d.Sigma * (eulerGamma - math.Max(z, -math.MaxFloat64)))
	case w > 1:
		return d.Sigma * (eulerGamma - z + math.Exp(-w)*scaledUpperGamma(0, w)) / -math.Expm1(-w)
	}
	sum, term := 0.0, 1.0
	for k := 1.0; k < 30; k++ {
		term *= -w / k
		sum -= term / k
	}
	return d.Sigma * sum / -math.Expm1(-w)
}
