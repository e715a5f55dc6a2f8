package dist

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A standard is a distribution of location 0 and scale 1, on the whole line.
type standard interface {
	logDensity(z float64) float64
	logHazard(z float64) float64
	cumulativeHazard(z float64) float64
	cdf(z float64) float64
	logCDF(z float64) float64
	quantile(p float64) float64 // 0 < p < 1
	upper(q float64) float64    // 0 < q < 1
}

// located is a standard distribution moved and stretched: of x − shift, or of its
// logarithm.
type located struct {
	standard

	mu, sigma float64
	log       bool
	shift     float64
	valid     error
}

// z returns the standard variable at x, and ln dz/dx. With log, x must be above
// the shift.
func (d located) z(x float64) (z, logSlope float64) {
	if !d.log {
		return (x - d.mu) / d.sigma, -math.Log(d.sigma)
	}
	u := math.Log(x - d.shift)
	return (u - d.mu) / d.sigma, -math.Log(d.sigma) - u
}

// outside reports whether x is no number or d not valid (then the answer is NaN),
// and whether x lies below the support (then it is below).
func (d located) outside(x, below float64) (answer float64, ok bool) {
	switch {
	case math.IsNaN(x) || d.valid != nil:
		return math.NaN(), true
	case d.log && !(x > d.shift):
		return below, true
	}
	return 0, false
}

func (d located) CDF(x float64) float64 {
	if y, ok := d.outside(x, 0); ok {
		return y
	}
	z, _ := d.z(x)
	return d.cdf(z)
}

func (d located) LogCDF(x float64) float64 {
	if y, ok := d.outside(x, math.Inf(-1)); ok {
		return y
	}
	z, _ := d.z(x)
	return d.logCDF(z)
}

func (d located) Survival(x float64) float64 { return math.Exp(-d.CumulativeHazard(x)) }

func (d located) CumulativeHazard(x float64) float64 {
	if y, ok := d.outside(x, 0); ok {
		return y
	}
	z, _ := d.z(x)
	return clamp(d.cumulativeHazard(z))
}

func (d located) Density(x float64) float64 {
	if y, ok := d.outside(x, 0); ok {
		if x == d.shift && d.log {
			return d.atEnd()
		}
		return y
	}
	return clamp(math.Exp(d.LogDensity(x)))
}

func (d located) LogDensity(x float64) float64 {
	if y, ok := d.outside(x, math.Inf(-1)); ok {
		if x == d.shift && d.log {
			return math.Log(d.atEnd())
		}
		return y
	}
	if math.IsInf(x, 0) {
		return math.Inf(-1)
	}
	z, slope := d.z(x)
	return d.logDensity(z) + slope
}

func (d located) Hazard(x float64) float64 {
	if y, ok := d.outside(x, 0); ok {
		if x == d.shift && d.log {
			return d.atEnd()
		}
		return y
	}
	z, slope := d.z(clamp(x))
	return clamp(math.Exp(d.logHazard(z) + slope))
}

// atEnd returns the density at the lower end of the support of a distribution of
// logarithms, where F(x) is like a power of x (or less than any): finite only
// where the power is 1.
func (d located) atEnd() float64 {
	if d.valid != nil {
		return math.NaN()
	}
	if _, normal := d.standard.(gaussian); normal || d.sigma < 1 {
		return 0
	}
	if d.sigma > 1 {
		return math.MaxFloat64
	}
	return clamp(math.Exp(-d.mu))
}

func (d located) Quantile(p float64) float64 {
	switch {
	case d.valid != nil:
		return math.NaN()
	case !(p > 0) && d.log:
		return d.shift
	case !(p > 0):
		return -math.MaxFloat64
	}
	return d.x(d.quantile(math.Min(p, nearlyOne)))
}

func (d located) UpperQuantile(q float64) float64 {
	switch {
	case d.valid != nil:
		return math.NaN()
	case q >= 1 && d.log:
		return d.shift
	case q >= 1:
		return -math.MaxFloat64
	case !(q > 0):
		return d.Quantile(1)
	}
	return d.x(d.upper(q))
}

// x returns the number whose standard variable is z.
func (d located) x(z float64) float64 {
	x := d.mu + d.sigma*z
	if d.log {
		x = d.shift + math.Exp(x)
	}
	return math.Max(clamp(x), -math.MaxFloat64)
}

// smallest is the standard distribution of the least of many: R = exp(−e^z).
type smallest struct{}

func (smallest) logDensity(z float64) float64       { return math.Min(z, math.MaxFloat64) - math.Exp(z) }
func (smallest) logHazard(z float64) float64        { return z }
func (smallest) cumulativeHazard(z float64) float64 { return math.Exp(z) }
func (smallest) cdf(z float64) float64              { return -math.Expm1(-math.Exp(z)) }
func (smallest) quantile(p float64) float64         { return math.Log(-math.Log1p(-p)) }
func (smallest) upper(q float64) float64            { return math.Log(-math.Log(q)) }
func (smallest) logCDF(z float64) float64 {
	if z < -37 { // F is e^z to all digits
		return z
	}
	return log1mexp(math.Exp(z))
}

// largest is the mirror image of smallest: F = exp(−e^−z).
type largest struct{}

func (largest) logDensity(z float64) float64       { return smallest{}.logDensity(-z) }
func (largest) logHazard(z float64) float64        { return largest{}.logDensity(z) - smallest{}.logCDF(-z) }
func (largest) cumulativeHazard(z float64) float64 { return -smallest{}.logCDF(-z) }
func (largest) cdf(z float64) float64              { return math.Exp(-math.Exp(-z)) }
func (largest) logCDF(z float64) float64           { return -math.Exp(-z) }
func (largest) quantile(p float64) float64         { return -math.Log(-math.Log(p)) }
func (largest) upper(q float64) float64            { return -math.Log(-math.Log1p(-q)) }

// logistic is R = 1/(1 + e^z).
type logistic struct{}

func (logistic) logDensity(z float64) float64       { return z - 2*softplus(z) }
func (logistic) logHazard(z float64) float64        { return -softplus(-z) }
func (logistic) cumulativeHazard(z float64) float64 { return softplus(z) }
func (logistic) cdf(z float64) float64              { return expit(z) }
func (logistic) logCDF(z float64) float64           { return -softplus(-z) }
func (logistic) quantile(p float64) float64         { return math.Log(p) - math.Log1p(-p) }
func (logistic) upper(q float64) float64            { return math.Log1p(-q) - math.Log(q) }

// softplus returns ln(1 + e^z).
func softplus(z float64) float64 {
	if z > 0 {
		return z + math.Log1p(math.Exp(-z))
	}
	return math.Log1p(math.Exp(z))
}

// gaussian is the standard normal distribution.
type gaussian struct{}

// logRoot2Pi is ln √(2π).
const logRoot2Pi = 0.91893853320467274178032973640561763986139747363778

func (gaussian) logDensity(z float64) float64 { return -z*z/2 - logRoot2Pi }
func (gaussian) logHazard(z float64) float64 {
	if z > 30 {
		return math.Log(z) - math.Log(mills(z))
	}
	return -z*z/2 - logRoot2Pi + gaussian{}.cumulativeHazard(z)
}
func (gaussian) cumulativeHazard(z float64) float64 {
	switch {
	case z > 30: // the tail comes close to the least number
		return z*z/2 + logRoot2Pi + math.Log(z) - math.Log(mills(z))
	case z > -1:
		return -math.Log(math.Erfc(z/math.Sqrt2) / 2)
	}
	return -math.Log1p(-math.Erfc(-z/math.Sqrt2) / 2)
}
func (gaussian) cdf(z float64) float64      { return math.Erfc(-z/math.Sqrt2) / 2 }
func (gaussian) logCDF(z float64) float64   { return -gaussian{}.cumulativeHazard(-z) }
func (gaussian) quantile(p float64) float64 { return mathext.NormalQuantile(p) }
func (gaussian) upper(q float64) float64    { return -mathext.NormalQuantile(q) }

// mills returns z·R(z)/density(z) for z ≥ 30: its asymptotic series, DLMF 7.12.1.
func mills(z float64) float64 {
	w := 1 / (z * z)
	return 1 - w*(1-3*w*(1-5*w*(1-7*w*(1-9*w))))
}
