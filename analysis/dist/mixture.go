package dist

import (
	"errors"
	"fmt"
	"math"
)

// A Mixture is the distribution of a life that is drawn from one of several: of a
// population of unlike units.
type Mixture struct {
	Weights []float64  `json:"weights"` // > 0, of sum 1; one to each part
	Parts   []Lifetime `json:"parts"`
}

// Validate refuses weights that are not positive or do not add up to 1, and parts
// that are missing or not valid.
func (d Mixture) Validate() error {
	if len(d.Parts) == 0 || len(d.Weights) != len(d.Parts) {
		return fmt.Errorf("dist: mixture: %d weights of %d parts", len(d.Weights), len(d.Parts))
	}
	var errs []error
	sum := 0.0
	for i, w := range d.Weights {
		errs = append(errs, positive(fmt.Sprintf("mixture: weight %d", i), w))
		sum += w
	}
	if !(math.Abs(sum-1) <= 1e-9) {
		errs = append(errs, fmt.Errorf("dist: mixture: weights add up to %g, not 1", sum))
	}
	return errors.Join(errors.Join(errs...), validParts("mixture", d.Parts))
}

// validParts refuses parts that are missing or not valid.
func validParts(place string, parts []Lifetime) error {
	var errs []error
	for i, p := range parts {
		if p == nil {
			errs = append(errs, fmt.Errorf("dist: %s: part %d is missing", place, i))
		} else if err := p.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("dist: %s: part %d: %w", place, i, err))
		}
	}
	return errors.Join(errs...)
}

// sum returns the weighted sum of f over the parts, NaN where d is not valid.
func (d Mixture) sum(f func(p Lifetime) float64) float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	sum := 0.0
	for i, p := range d.Parts {
		sum += d.Weights[i] * f(p)
	}
	return sum
}

// logSum returns the logarithm of the weighted sum of exp(f) over the parts.
func (d Mixture) logSum(f func(p Lifetime) float64) float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	most := math.Inf(-1)
	for i, p := range d.Parts {
		most = math.Max(most, math.Log(d.Weights[i])+f(p))
	}
	if math.IsInf(most, -1) {
		return most
	}
	sum := 0.0
	for i, p := range d.Parts {
		sum += math.Exp(math.Log(d.Weights[i]) + f(p) - most)
	}
	return most + math.Log(sum)
}

// Mean returns the weighted mean of the means.
func (d Mixture) Mean() float64 { return d.sum(Lifetime.Mean) }

// CDF returns the unreliability.
func (d Mixture) CDF(x float64) float64 {
	return d.sum(func(p Lifetime) float64 { return p.CDF(x) })
}

// LogCDF returns ln F(x).
func (d Mixture) LogCDF(x float64) float64 {
	return d.logSum(func(p Lifetime) float64 { return p.LogCDF(x) })
}

// Survival returns the reliability.
func (d Mixture) Survival(x float64) float64 {
	return d.sum(func(p Lifetime) float64 { return p.Survival(x) })
}

// CumulativeHazard returns −ln R(x).
func (d Mixture) CumulativeHazard(x float64) float64 {
	return clamp(-d.logSum(func(p Lifetime) float64 { return -p.CumulativeHazard(x) }))
}

// Density returns dF/dx.
func (d Mixture) Density(x float64) float64 {
	return clamp(d.sum(func(p Lifetime) float64 { return p.Density(x) }))
}

// LogDensity returns the logarithm of the density.
func (d Mixture) LogDensity(x float64) float64 {
	return d.logSum(func(p Lifetime) float64 { return p.LogDensity(x) })
}

// Hazard returns the mean of the hazards of the parts, weighted by their share of
// the survivors.
func (d Mixture) Hazard(x float64) float64 { return clamp(d.survivors(x, Lifetime.Hazard)) }

// MeanResidualLife returns the mean of those of the parts, weighted by their share
// of the survivors.
func (d Mixture) MeanResidualLife(x float64) float64 {
	return d.survivors(x, Lifetime.MeanResidualLife)
}

// survivors returns the mean of f at x over what has survived until x.
func (d Mixture) survivors(x float64, f func(p Lifetime, x float64) float64) float64 {
	if math.IsNaN(x) || d.Validate() != nil {
		return math.NaN()
	}
	x = clamp(x)
	least := math.Inf(1)
	for _, p := range d.Parts {
		least = math.Min(least, p.CumulativeHazard(x))
	}
	sum, weight := 0.0, 0.0
	for i, p := range d.Parts {
		if w := d.Weights[i] * math.Exp(least-p.CumulativeHazard(x)); w > 0 {
			sum += w * f(p, x)
			weight += w
		}
	}
	return sum / weight
}

// Quantile returns the x with CDF(x) = p.
func (d Mixture) Quantile(p float64) float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	low, high := ends(d.Parts, func(l Lifetime) float64 { return l.Quantile(p) })
	if !(p > 0) {
		return low
	}
	return lowerQuantile(d, p, low, high)
}

// UpperQuantile returns the x with Survival(x) = q.
func (d Mixture) UpperQuantile(q float64) float64 {
	if d.Validate() != nil {
		return math.NaN()
	}
	low, high := ends(d.Parts, func(l Lifetime) float64 { return l.UpperQuantile(q) })
	if q >= 1 {
		return low
	}
	return upperQuantile(d, q, low, high)
}

// ends returns the least and the largest f of the parts.
func ends(parts []Lifetime, f func(Lifetime) float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range parts {
		x := f(p)
		low, high = math.Min(low, x), math.Max(high, x)
	}
	return low, high
}

// lowerQuantile returns the x in [low, high] with CDF(x) = p > 0.
func lowerQuantile(d Lifetime, p, low, high float64) float64 {
	if p = math.Min(p, nearlyOne); p > 0.5 {
		return upperQuantile(d, 1-p, low, high)
	}
	target := math.Log(p)
	return bisect(low, high, func(x float64) bool { return d.LogCDF(x) >= target })
}

// upperQuantile returns the x in [low, high] with Survival(x) = q < 1.
func upperQuantile(d Lifetime, q, low, high float64) float64 {
	if q > 0.5 {
		return lowerQuantile(d, 1-q, low, high)
	}
	target := -math.Log(math.Max(q, 1-nearlyOne))
	if q > 0 {
		target = -math.Log(q)
	}
	return bisect(low, high, func(x float64) bool { return d.CumulativeHazard(x) >= target })
}
