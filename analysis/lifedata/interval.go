package lifedata

import (
	"math"

	"ninefold/analysis/dist"
)

// An Estimate is a number with the bounds that hold it with probability Level.
// What is undefined is nil, and Reason says why.
type Estimate struct {
	Value  *float64 `json:"value,omitempty"`
	Low    *float64 `json:"low,omitempty"`
	High   *float64 `json:"high,omitempty"`
	Level  float64  `json:"level"` // two-sided; a bound alone holds with (1 + Level)/2
	Method string   `json:"method"`
	Reason string   `json:"reason,omitempty"`
}

// A Point is one corner of a line to draw, with the bounds there.
type Point struct {
	Hours float64  `json:"hours"`
	Value float64  `json:"value"`
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
}

// normalTails returns the two-sided probability of a normal variable as far out
// as z.
func normalTails(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// normalAbove returns P(Z > z).
func normalAbove(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// chiSquared is the distribution with so many degrees of freedom.
func chiSquared(degrees float64) dist.Gamma { return dist.Gamma{Shape: degrees / 2, Rate: 0.5} }
