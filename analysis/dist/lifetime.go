package dist

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
)

// A Lifetime is the distribution of the hours until a failure.
//
// Outside the support of d, densities and hazards are 0. Where a density, a hazard
// or a cumulative hazard is infinite, it is the largest number; the logarithm of a
// probability that is 0 is −Inf.
type Lifetime interface {
	Distribution
	// CDF returns the unreliability F(x), the probability of failure up to x.
	CDF(x float64) float64
	// LogCDF returns ln F(x), also where F(x) is less than any number.
	LogCDF(x float64) float64
	// Survival returns the reliability R(x), the probability of none up to x.
	Survival(x float64) float64
	// CumulativeHazard returns −ln R(x), also where R(x) is less than any number.
	CumulativeHazard(x float64) float64
	// Density returns dF/dx.
	Density(x float64) float64
	// LogDensity returns its logarithm.
	LogDensity(x float64) float64
	// Hazard returns the rate of failure at x of what has survived until x.
	Hazard(x float64) float64
	// UpperQuantile returns the x with Survival(x) = q: Quantile(1−q) to all digits.
	UpperQuantile(q float64) float64
	// MeanResidualLife returns the mean of what is left at x to what has survived
	// until x. It is +Inf where Mean is.
	MeanResidualLife(x float64) float64
}

// Draw returns a random number that follows d: the quantile of a uniform one,
// which is never 0 or 1.
func Draw(r *rand.Rand, d Distribution) float64 {
	return d.Quantile((float64(r.Uint64()>>12) + 0.5) * 0x1p-52)
}

// Sample draws n independent numbers that follow d. The same seed gives the same
// numbers. It returns an error when n is negative or d is missing or not valid.
func Sample(seed uint64, n int, d Distribution) ([]float64, error) {
	if n < 0 {
		return nil, fmt.Errorf("dist: sample: %d numbers", n)
	}
	if d == nil {
		return nil, errors.New("dist: sample: no distribution")
	}
	if err := d.Validate(); err != nil {
		return nil, err
	}
	r := stream(seed, "sample")
	out := make([]float64, n)
	for i := range out {
		out[i] = Draw(r, d)
	}
	return out, nil
}

// clamp brings +Inf down to the largest number.
func clamp(x float64) float64 { return math.Min(x, math.MaxFloat64) }

// finiteNumber refuses NaN and infinities.
func finiteNumber(place string, x float64) error {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return fmt.Errorf("dist: %s %g is not finite", place, x)
	}
	return nil
}

// log1mexp returns ln(1 − e^−x) for x ≥ 0.
//
// Source: M. Mächler, Accurately computing log(1 − exp(−|a|)), 2012,
// https://cran.r-project.org/package=Rmpfr, for the switch at ln 2.
func log1mexp(x float64) float64 {
	if x <= math.Ln2 {
		return math.Log(-math.Expm1(-x))
	}
	return math.Log1p(-math.Exp(-x))
}

// bisect returns the least number in [low, high] at which the rising condition
// above holds, to the last bit: it halves the count of numbers between.
func bisect(low, high float64, above func(x float64) bool) float64 {
	a, b := order(low), order(high)
	for a < b {
		mid := a + int64(uint64(b-a)/2) // no overflow: both are within ±2^63
		if above(number(mid)) {
			b = mid
		} else {
			a = mid + 1
		}
	}
	return number(b)
}

// order numbers the floating-point numbers in their order.
func order(x float64) int64 {
	if bits := int64(math.Float64bits(x)); bits >= 0 {
		return bits
	}
	return -int64(math.Float64bits(-x))
}

func number(n int64) float64 {
	if n >= 0 {
		return math.Float64frombits(uint64(n))
	}
	return -math.Float64frombits(uint64(-n))
}

// halfLine integrates f from 0 to infinity, which falls to nothing beyond some
// multiples of scale, after x = scale·exp(π/2·sinh t).
func halfLine(scale float64, f func(x float64) float64) float64 {
	return doubleExponential(func(t float64) float64 {
		x := scale * math.Exp(math.Pi/2*math.Sinh(t))
		if !(x > 0) || math.IsInf(x, 1) {
			return 0
		}
		return f(x) * x * math.Pi / 2 * math.Cosh(t)
	})
}

// between integrates f from 0 to width, whatever its slope at the ends, after
// x = width·(1 + tanh(π/2·sinh t))/2.
func between(width float64, f func(x float64) float64) float64 {
	return doubleExponential(func(t float64) float64 {
		share := expit(math.Pi * math.Sinh(t))
		weight := share * expit(-math.Pi*math.Sinh(t)) * math.Pi * math.Cosh(t)
		if weight == 0 {
			return 0
		}
		return f(width*share) * width * weight
	})
}

// doubleExponential integrates f, which falls like exp(−e^|t|), over the line: by
// the trapezoidal rule, halving the step until the sum settles.
//
// Source: H. Takahasi, M. Mori, Double exponential formulas for numerical
// integration, 1974. https://doi.org/10.2977/prims/1195192451
func doubleExponential(f func(t float64) float64) float64 {
	const reach = 5.0
	step, sum, total := 0.5, 0.0, math.NaN()
	for t := -reach; t <= reach; t += step {
		sum += f(t)
	}
	for range 8 {
		for t := -reach + step/2; t < reach; t += step {
			sum += f(t)
		}
		step /= 2
		last := total
		total = sum * step
		if math.Abs(total-last) <= 1e-14*last {
			break
		}
	}
	return total
}
