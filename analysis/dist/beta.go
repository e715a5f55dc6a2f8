package dist

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A Beta is the beta distribution on [0, 1], of probabilities: one seen to come
// true A times and not B times, up to what a prior adds to both. Beta{B, A} is
// the distribution of the complement, and keeps its digits when that is small.
type Beta struct {
	A float64 `json:"a"` // > 0
	B float64 `json:"b"` // > 0
}

// Mean returns A / (A + B).
func (d Beta) Mean() float64 { return d.A / (d.A + d.B) }

// Validate refuses parameters that are not positive and finite.
func (d Beta) Validate() error {
	return errors.Join(positive("beta: a", d.A), positive("beta: b", d.B))
}

// CDF returns P(X ≤ x).
func (d Beta) CDF(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case !(x > 0):
		return 0
	case x >= 1:
		return 1
	}
	return betaTail(d.A, d.B, x, 1-x)
}

// Survival returns P(X > x).
func (d Beta) Survival(x float64) float64 {
	switch {
	case math.IsNaN(x) || d.Validate() != nil:
		return math.NaN()
	case !(x > 0):
		return 1
	case x >= 1:
		return 0
	}
	return betaTail(d.B, d.A, 1-x, x)
}

// Quantile returns the x with CDF(x) = p; see the package comment. Of large
// parameters ln Γ loses digits: ten are left at 1e5.
func (d Beta) Quantile(p float64) float64 {
	switch {
	case d.Validate() != nil:
		return math.NaN()
	case !(p > 0):
		return 0
	case p <= 0.5:
		return expit(betaLogit(d.A, d.B, p))
	}
	return expit(-betaLogit(d.B, d.A, 1-math.Min(p, nearlyOne)))
}

// betaTail returns the probability below x of a beta variable, given 1 − x as
// well: next to 1, x has lost the digits that its complement has.
func betaTail(a, b, x, complement float64) float64 {
	p := mathext.RegIncBeta(a, b, x)
	if x > 0.5 && p > 0.1 { // where the difference is harmless
		return 1 - mathext.RegIncBeta(b, a, complement)
	}
	return p
}

// betaLogit returns ln(x/(1−x)) of the x below which a beta variable lies with
// probability p ≤ 1/2.
func betaLogit(a, b, p float64) float64 {
	// CDF ≤ odds^a / (a·B(a,b)), with equality in the limit of small odds.
	norm := mathext.Lbeta(a, b)
	least := (math.Log(p) + math.Log(a) + norm) / a
	if least < -40-math.Log1p(a+b) {
		return least
	}
	// With a ≥ 1 the logit is nearly normal in the middle.
	centre := math.Log(a / b)
	start := least
	if a >= 1 {
		start = math.Max(least, centre+mathext.NormalQuantile(p)*math.Sqrt(1/a+1/b))
	}
	return solve(start, centre, math.Log(p), func(u float64) (value, slope float64) {
		x, complement := expit(u), expit(-u)
		value = math.Log(betaTail(a, b, x, complement))
		return value, math.Exp(a*math.Log(x) + b*math.Log(complement) - norm - value)
	})
}

// expit returns the probability with log-odds u.
func expit(u float64) float64 { return 1 / (1 + math.Exp(-u)) }
