package dist

import (
	"errors"
	"math"
)

// CompetingRisks is the distribution of the first of several independent causes of
// failure: of a series system. With an early, a random and a late cause its hazard
// is a bathtub.
type CompetingRisks struct {
	Causes []Lifetime `json:"causes"`
}

// Validate refuses causes that are missing or not valid, and none at all.
func (d CompetingRisks) Validate() error {
	if len(d.Causes) == 0 {
		return errors.New("dist: competing risks: no causes")
	}
	return validParts("competing risks", d.Causes)
}

// sum returns the sum of f over the causes, NaN where d is not valid.
func (d CompetingRisks) sum(f func(c Lifetime) float64) float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	sum := 0.0
	for _, c := range d.Causes {
		sum += f(c)
	}
	return clamp(sum)
}

// CumulativeHazard returns the sum of those of the causes.
func (d CompetingRisks) CumulativeHazard(x float64) float64 {
	return d.sum(func(c Lifetime) float64 { return c.CumulativeHazard(x) })
}

// Hazard returns the sum of those of the causes.
func (d CompetingRisks) Hazard(x float64) float64 {
	return d.sum(func(c Lifetime) float64 { return c.Hazard(x) })
}

// Survival returns the reliability, the product of those of the causes.
func (d CompetingRisks) Survival(x float64) float64 { return math.Exp(-d.CumulativeHazard(x)) }

// CDF returns the unreliability.
func (d CompetingRisks) CDF(x float64) float64 { return math.Exp(d.LogCDF(x)) }

// LogCDF returns ln F(x).
func (d CompetingRisks) LogCDF(x float64) float64 {
	h := d.CumulativeHazard(x)
	if h > 1e-290 || math.IsNaN(h) {
		return log1mexp(h)
	}
	// Where numbers end, F is the sum of those of the causes.
	most := math.Inf(-1)
	for _, c := range d.Causes {
		most = math.Max(most, c.LogCDF(x))
	}
	if math.IsInf(most, -1) {
		return most
	}
	sum := 0.0
	for _, c := range d.Causes {
		sum += math.Exp(c.LogCDF(x) - most)
	}
	return most + math.Log(sum)
}

// Density returns dF/dx.
func (d CompetingRisks) Density(x float64) float64 { return hazardDensity(d, x) }

// LogDensity returns the logarithm of the density.
func (d CompetingRisks) LogDensity(x float64) float64 {
	return math.Log(d.Hazard(x)) - d.CumulativeHazard(x)
}

// hazardDensity returns the density of what is given by its hazard.
func hazardDensity(d Lifetime, x float64) float64 {
	r := d.Survival(x)
	if r == 0 {
		return 0
	}
	return clamp(r * d.Hazard(x))
}

// Mean returns the integral of the survival above the lower end of the support, or
// for one without end that of both tails from the median on, by quadrature.
func (d CompetingRisks) Mean() float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	if low := d.Quantile(0); low > -math.MaxFloat64 {
		return low + d.MeanResidualLife(low)
	}
	median := d.Quantile(0.5)
	width := math.Max(median-d.Quantile(0.25), math.SmallestNonzeroFloat64)
	below := halfLine(width, func(u float64) float64 { return d.CDF(median - u) })
	return median - below + d.MeanResidualLife(median)/2
}

// MeanResidualLife returns the integral of R(u)/R(x) over u above x, by
// quadrature.
func (d CompetingRisks) MeanResidualLife(x float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	const far = 1e200 // R falls no faster than 1/x
	least, _ := ends(d.Causes, func(c Lifetime) float64 { return c.MeanResidualLife(x) })
	if math.IsInf(least, 1) && far*d.Hazard(far) <= 1 {
		return least
	}
	if math.IsInf(x, -1) {
		return -x
	}
	// R has kinks where a cause sets in.
	x = clamp(x)
	sum, weight := 0.0, 1.0
	for {
		next := math.Inf(1)
		for _, c := range d.Causes {
			if low := c.Quantile(0); low > x {
				next = math.Min(next, low)
			}
		}
		if math.IsInf(next, 1) {
			return sum + weight*residual(d, x)
		}
		h := d.CumulativeHazard(x)
		sum += weight * between(next-x, func(u float64) float64 { return math.Exp(h - d.CumulativeHazard(x+u)) })
		weight *= math.Exp(h - d.CumulativeHazard(next))
		x = next
	}
}

// residual integrates R(u)/R(x) over u above x, where R is smooth.
func residual(d Lifetime, x float64) float64 {
	h := d.CumulativeHazard(x)
	// What is left has a median of where ln R has fallen by ln 2.
	half := bisect(0, math.MaxFloat64, func(u float64) bool { return d.CumulativeHazard(clamp(x+u))-h >= math.Ln2 })
	return halfLine(half, func(u float64) float64 { return math.Exp(h - d.CumulativeHazard(x+u)) })
}

// Quantile returns the x with CDF(x) = p.
func (d CompetingRisks) Quantile(p float64) float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	least, high := ends(d.Causes, func(c Lifetime) float64 { return c.Quantile(p) })
	if !(p > 0) {
		return least
	}
	// Were all causes alike, each would have its share of the hazard.
	p = math.Min(p, nearlyOne)
	share := -math.Expm1(math.Log1p(-p) / float64(len(d.Causes)))
	low, _ := ends(d.Causes, func(c Lifetime) float64 { return c.Quantile(share) })
	return lowerQuantile(d, p, below(low), math.Min(above(least), above(high)))
}

// UpperQuantile returns the x with Survival(x) = q.
func (d CompetingRisks) UpperQuantile(q float64) float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	least, _ := ends(d.Causes, func(c Lifetime) float64 { return c.UpperQuantile(q) })
	if q >= 1 {
		return least
	}
	low, _ := ends(d.Causes, func(c Lifetime) float64 {
		return c.UpperQuantile(math.Exp(math.Log(math.Max(q, 0)) / float64(len(d.Causes))))
	})
	return upperQuantile(d, q, below(low), above(least))
}

// below and above return numbers a rounding error away from x.
func below(x float64) float64 { return math.Max(x-1e-9*math.Abs(x), -math.MaxFloat64) }
func above(x float64) float64 { return clamp(x + 1e-9*math.Abs(x)) }
