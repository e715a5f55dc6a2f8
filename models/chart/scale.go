package chart

import "math"

// A Scale says how values lie along an axis.
type Scale string

// The scales. Those from Exponential on are of probabilities in (0, 1): [Exponential]
// of 0 as well, [Normal] of 1e-15 at least.
const (
	Linear      Scale = "linear"
	Log         Scale = "log"
	Exponential Scale = "exponential" // −ln(1−p)
	Weibull     Scale = "weibull"     // ln(−ln(1−p)): Weibull, and Gumbel's of smallest values
	Gumbel      Scale = "gumbel"      // −ln(−ln p): Gumbel's of largest values
	Normal      Scale = "normal"      // Φ⁻¹(p): normal and lognormal
	Logistic    Scale = "logistic"    // ln(p/(1−p)): logistic and loglogistic
)

// Position returns where value lies on a line along which the axis is even. It
// rises with value, and is NaN or infinite for values the scale has no place for.
func (s Scale) Position(value float64) float64 {
	switch s {
	case Linear:
		return value
	case Log:
		return math.Log10(value)
	case Exponential:
		return -math.Log1p(-value)
	case Weibull:
		return math.Log(-math.Log1p(-value))
	case Gumbel:
		return -math.Log(-math.Log(value))
	case Normal:
		return -math.Sqrt2 * math.Erfcinv(2*value)
	case Logistic:
		return math.Log(value) - math.Log1p(-value)
	}
	return math.NaN()
}

// Value returns the value at a position: the inverse of [Scale.Position].
func (s Scale) Value(position float64) float64 {
	switch s {
	case Linear:
		return position
	case Log:
		return math.Pow(10, position)
	case Exponential:
		return -math.Expm1(-position)
	case Weibull:
		return -math.Expm1(-math.Exp(position))
	case Gumbel:
		return math.Exp(-math.Exp(-position))
	case Normal:
		return math.Erfc(-position/math.Sqrt2) / 2
	case Logistic:
		return 1 / (1 + math.Exp(-position))
	}
	return math.NaN()
}

// Probability reports whether the scale is of probabilities.
func (s Scale) Probability() bool {
	switch s {
	case Exponential, Weibull, Gumbel, Normal, Logistic:
		return true
	}
	return false
}

// holds reports whether the scale has a place for value, within the limits that
// keep positions apart and finite.
func (s Scale) holds(value float64) bool {
	switch {
	case s == Linear:
		return math.Abs(value) <= largest
	case s == Log:
		return value >= 1/largest && value <= largest
	case s == Exponential:
		return value >= 0 && value < 1
	case s == Normal: // its position is of value to that many digits
		return value >= 1e-15 && value < 1
	case s.Probability():
		return value >= 1/largest && value < 1
	}
	return false
}

// largest number in a chart, and one over the smallest on a logarithmic axis.
const largest = 1e100
