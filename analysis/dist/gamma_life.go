package dist

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// LogCDF returns ln F(x).
func (d Gamma) LogCDF(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case !(x > 0):
		return math.Inf(-1)
	}
	lower, _ := logGammaTails(d.Shape, clamp(x*d.Rate))
	return lower
}

// CumulativeHazard returns −ln R(x).
func (d Gamma) CumulativeHazard(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case !(x > 0):
		return 0
	}
	_, upper := logGammaTails(d.Shape, clamp(x*d.Rate))
	return clamp(-upper)
}

// Density returns dF/dx.
func (d Gamma) Density(x float64) float64 { return clamp(math.Exp(d.LogDensity(x))) }

// LogDensity returns the logarithm of the density.
func (d Gamma) LogDensity(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case x < 0 || math.IsInf(x, 1):
		return math.Inf(-1)
	case x == 0 && d.Shape == 1:
		return math.Log(d.Rate)
	case x == 0:
		return math.Inf(int(math.Copysign(1, 1-d.Shape)))
	}
	lg, _ := math.Lgamma(d.Shape)
	y := x * d.Rate
	return d.Shape*math.Log(y) - y - lg - math.Log(x)
}

// Hazard returns the density over R(x).
func (d Gamma) Hazard(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case x < 0:
		return 0
	case x == 0:
		return d.Density(0)
	}
	x = clamp(x)
	return clamp(1 / (x * gammaTailRatio(d.Shape, clamp(x*d.Rate))))
}

// UpperQuantile returns the x with Survival(x) = q.
func (d Gamma) UpperQuantile(q float64) float64 {
	switch {
	case d.Validate() != nil:
		return math.NaN()
	case q >= 0.5:
		return d.Quantile(1 - q)
	case !(q > 0):
		return d.Quantile(1)
	}
	return clamp(unitGammaUpper(d.Shape, q) / d.Rate)
}

// MeanResidualLife returns Shape/Rate − x + x·h/Rate, of h the hazard at x.
func (d Gamma) MeanResidualLife(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case !(x > 0):
		return d.Mean() - x
	}
	y := clamp(x * d.Rate)
	if y > 1e4*(1+d.Shape) { // the difference below loses its digits
		return (1 + (d.Shape-1)/y) / d.Rate
	}
	return (d.Shape - y + 1/gammaTailRatio(d.Shape, y)) / d.Rate
}

// gammaTailRatio returns R/(x·density) of a gamma variable of rate 1.
func gammaTailRatio(shape, x float64) float64 {
	if x > shape+1 {
		return upperGammaFraction(shape, x)
	}
	lg, _ := math.Lgamma(shape)
	return mathext.GammaIncRegComp(shape, x) * math.Exp(x+lg-shape*math.Log(x))
}

// logGammaTails returns ln F and ln R of a gamma variable of rate 1 at x > 0, also
// where they are less than any number.
func logGammaTails(shape, x float64) (lower, upper float64) {
	f, r := mathext.GammaIncReg(shape, x), mathext.GammaIncRegComp(shape, x)
	lg, _ := math.Lgamma(shape)
	front := shape*math.Log(x) - x - lg // ln(x·density)
	switch {
	case f < 1e-280: // DLMF 8.11.4: a series of positive terms, short out here
		sum, term := 1.0, 1.0
		for k := 1.0; term > 1e-17*sum; k++ {
			term *= x / (shape + k)
			sum += term
		}
		return front - math.Log(shape) + math.Log(sum), 0
	case r < 1e-280:
		return 0, front + math.Log(upperGammaFraction(shape, x))
	case f < r:
		return math.Log(f), math.Log1p(-f)
	}
	return math.Log1p(-r), math.Log(r)
}

// upperGammaFraction returns Γ(a, x)·x^−a·e^x for x > a + 1, or a = 0 and x ≥ 1:
// the continued fraction DLMF 8.9.2 in its even form, by Lentz's method.
func upperGammaFraction(a, x float64) float64 {
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for n := 1.0; n < 1e5; n++ {
		an := n * (a - n)
		b += 2
		d = 1 / (b + an*d)
		c = b + an/c
		step := c * d
		h *= step
		if math.Abs(step-1) < 1e-16 {
			break
		}
	}
	return h
}

// scaledUpperGamma returns e^x·Γ(a, x) for a ≥ 0 and x > 0.
func scaledUpperGamma(a, x float64) float64 {
	switch {
	case x > math.Max(1, a+1) || a < 0.5 && x > 1:
		return math.Exp(a*math.Log(x)) * upperGammaFraction(a, x)
	case a >= 0.5:
		return math.Exp(x) * math.Gamma(a) * mathext.GammaIncRegComp(a, x)
	}
	// DLMF 8.7.3 with the pole of Γ(a) at 0 taken out; with a = 0 it is 6.6.2, of E₁.
	first := -eulerGamma - math.Log(x)
	if a > 0 {
		lg, _ := math.Lgamma(1 + a)
		first = (math.Expm1(lg) - math.Expm1(a*math.Log(x))) / a
	}
	sum, term := 0.0, math.Exp(a*math.Log(x))
	for k := 1.0; k < 30; k++ {
		term *= -x / k
		sum -= term / (a + k)
	}
	return math.Exp(x) * (first + sum)
}
