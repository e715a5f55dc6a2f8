package lifedata

import (
	"math"

	"ninefold/analysis/dist"
)

// A slope is the logarithm of a density or a probability with its first two
// derivatives.
type slope struct{ l, d, dd float64 }

// mirror returns the slope of s at the mirror image of its argument.
func (s slope) mirror() slope { return slope{s.l, -s.d, s.dd} }

// A kernel is a standard distribution on the line, of location 0 and scale 1. All
// here have log-concave densities.
type kernel interface {
	density(z float64) slope
	upper(z float64) slope // of ln P(Z > z)
	lower(z float64) slope // of ln P(Z ≤ z)
	quantile(p float64) float64
	logUpper(u float64) float64 // the z with ln(−ln P(Z > z)) = u
}

// smallest is the distribution of the logarithms of Weibull lives: R = exp(−e^z).
type smallest struct{}

func (smallest) density(z float64) slope {
	w := math.Exp(z)
	return slope{z - w, 1 - w, -w}
}

func (smallest) upper(z float64) slope {
	w := math.Exp(z)
	return slope{-w, -w, -w}
}

func (smallest) lower(z float64) slope {
	w := math.Exp(z)
	l := dist.GumbelMin{Sigma: 1}.LogCDF(z)
	if w > 700 {
		return slope{l: l}
	}
	ratio := 1.0 // of the reversed hazard, w/(e^w − 1)
	if w > 0 {
		ratio = w / math.Expm1(w)
	}
	return slope{l, ratio, ratio * (1 - ratio*math.Exp(w))}
}

func (smallest) quantile(p float64) float64 { return math.Log(-math.Log1p(-p)) }
func (smallest) logUpper(u float64) float64 { return u }

// largest is the mirror image of smallest.
type largest struct{}

func (largest) density(z float64) slope    { return smallest{}.density(-z).mirror() }
func (largest) upper(z float64) slope      { return smallest{}.lower(-z).mirror() }
func (largest) lower(z float64) slope      { return smallest{}.upper(-z).mirror() }
func (largest) quantile(p float64) float64 { return -math.Log(-math.Log(p)) }
func (largest) logUpper(u float64) float64 {
	return dist.GumbelMax{Sigma: 1}.UpperQuantile(math.Exp(-math.Exp(u)))
}

// gaussian is the standard normal distribution.
type gaussian struct{}

func (gaussian) density(z float64) slope {
	return slope{dist.Normal{Sigma: 1}.LogDensity(z), -z, -1}
}

func (gaussian) upper(z float64) slope {
	n := dist.Normal{Sigma: 1}
	l := -n.CumulativeHazard(z)
	hazard := math.Exp(n.LogDensity(z) - l)
	if z > 30 {
		hazard = n.Hazard(z)
	}
	// h − z is the mean of what is left, and keeps its digits.
	rest := hazard - z
	if z > 30 {
		rest = n.MeanResidualLife(z)
	}
	return slope{l, -hazard, -hazard * rest}
}

func (gaussian) lower(z float64) slope      { return gaussian{}.upper(-z).mirror() }
func (gaussian) quantile(p float64) float64 { return dist.Normal{Sigma: 1}.Quantile(p) }
func (gaussian) logUpper(u float64) float64 {
	return dist.Normal{Sigma: 1}.UpperQuantile(math.Exp(-math.Exp(u)))
}

// logistic is R = 1/(1 + e^z).
type logistic struct{}

func (logistic) density(z float64) slope {
	up, down := logistic{}.upper(z), logistic{}.lower(z)
	return slope{up.l + down.l, up.d + down.d, up.dd + down.dd}
}

func (logistic) upper(z float64) slope {
	e := math.Exp(-math.Abs(z))
	f, r := 1/(1+e), e/(1+e)
	l := -math.Log1p(e)
	if z > 0 {
		l -= z
	} else {
		f, r = r, f
	}
	return slope{l, -f, -f * r}
}

func (logistic) lower(z float64) slope      { return logistic{}.upper(-z).mirror() }
func (logistic) quantile(p float64) float64 { return math.Log(p) - math.Log1p(-p) }
func (logistic) logUpper(u float64) float64 {
	h := math.Exp(u) // ln(1 + e^z)
	return h + math.Log(-math.Expm1(-h))
}

// A spanSlope is the logarithm of the probability of an interval, with the
// derivatives to both its ends.
type spanSlope struct{ l, a, b, aa, ab, bb float64 }

// span returns the slopes of ln P(a < Z ≤ b) for a < b; either may be infinite.
func span(k kernel, a, b float64) spanSlope {
	switch {
	case math.IsInf(a, -1) && math.IsInf(b, 1):
		return spanSlope{}
	case math.IsInf(b, 1):
		s := k.upper(a)
		return spanSlope{l: s.l, a: s.d, aa: s.dd}
	case math.IsInf(a, -1):
		s := k.lower(b)
		return spanSlope{l: s.l, b: s.d, bb: s.dd}
	}
	l := logDifference(k, a, b)
	fa, fb := k.density(a), k.density(b)
	ra, rb := math.Exp(fa.l-l), math.Exp(fb.l-l)
	return spanSlope{l, -ra, rb, -ra * (fa.d + ra), ra * rb, rb * (fb.d - rb)}
}

// narrow returns the slope of the mean density over the width about the middle, and
// whether that is right to some ten digits: a difference of tails would have lost
// them. The slopes are those in the middle.
func narrow(k kernel, middle, width float64) (slope, bool) {
	if !(width < 1e-4) {
		return slope{}, false
	}
	s := k.density(middle)
	if !(width*(1+math.Abs(s.d)) < 1e-4) {
		return slope{}, false
	}
	s.l += width * width / 24 * (s.dd + s.d*s.d)
	return s, true
}

// logDifference returns ln P(a < Z ≤ b), from the tails on the side where they are
// small.
func logDifference(k kernel, a, b float64) float64 {
	if up := k.upper(a).l; up < -math.Ln2 {
		return up + log1mexp(up-k.upper(b).l)
	}
	if low := k.lower(b).l; low < -math.Ln2 {
		return low + log1mexp(low-k.lower(a).l)
	}
	return math.Log1p(-math.Exp(k.lower(a).l) - math.Exp(k.upper(b).l))
}

// log1mexp returns ln(1 − e^−x) for x > 0.
func log1mexp(x float64) float64 {
	if x <= math.Ln2 {
		return math.Log(-math.Expm1(-x))
	}
	return math.Log1p(-math.Exp(-x))
}
