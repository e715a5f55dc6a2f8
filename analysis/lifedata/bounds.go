package lifedata

import (
	"fmt"
	"math"
	"math/rand/v2"

	"ninefold/analysis/dist"
)

// A Method is a way to find bounds.
type Method string

// The methods. With few failures the first two are too narrow, by as much as
// docs/METHODS.md says; [Fitted.BestMethod] chooses.
const (
	// Fisher bounds are symmetrical on a scale where the likelihood is nearly normal,
	// with the width of the observed information.
	Fisher Method = "fisher"
	// LikelihoodRatio bounds hold what the data do not contradict: where twice the
	// logarithm of the likelihood falls by less than a quantile of χ² with one degree
	// of freedom.
	LikelihoodRatio Method = "likelihoodRatio"
	// Conditional bounds come from the distribution of the pivots of a family of
	// location and scale, given how the data lie about their estimate. They hold
	// exactly of lives that are complete or censored at failures, however few they
	// are. Of few that are censored at other times they are too wide.
	Conditional Method = "conditional"
	// Calibrated bounds are by likelihood ratio with the quantiles that it has in
	// samples of the fitted distribution, which are censored like the lives. They are
	// of exact and right-censored lives of families of location and scale, and nearly
	// hold also of few that are censored at any times.
	Calibrated Method = "calibrated"
)

// Bounds are an estimate and the interval that holds the truth with a probability
// of Level, as often on either side.
type Bounds struct {
	Value  float64  `json:"value"`
	Low    *float64 `json:"low,omitempty"`  // nil where the data give none
	High   *float64 `json:"high,omitempty"` // nil where the data give none
	Level  float64  `json:"level"`
	Method Method   `json:"method"`
}

// ParameterBounds returns bounds on the parameter of that name. Fisher bounds on a
// positive parameter are symmetrical in its logarithm.
//
// Like the other bounds of a fit it returns an error wrapping [ErrLevel] when level
// is not between 0 and 1, and one wrapping [ErrUnsupported] for a method that the
// family has not: those of three parameters have Fisher bounds only, of parameters;
// Conditional and Calibrated bounds are of families of location and scale, the first
// of as many exact failures as there are parameters, the second of at most 500 lives
// and of levels up to 0.99. Fisher bounds cost
// nothing; a bound by likelihood ratio about 20 passes over the lives and by
// Conditional 5000, but for Weibull lives without intervals, which are summed up
// once; Calibrated bounds 1000 fits of as many lives.
func (f *Fitted) ParameterBounds(name string, level float64, method Method) (Bounds, error) {
	p, err := f.Parameter(name)
	if err != nil {
		return Bounds{}, err
	}
	if f.model != nil {
		for _, t := range f.model.parameters() {
			if t.name == name {
				return f.bounds(t, level, method)
			}
		}
	}
	if err := checkLevel(level); err != nil {
		return Bounds{}, err
	}
	if method != Fisher || p.StdErr == nil {
		return Bounds{}, fmt.Errorf("lifedata: %s: %w: %s bounds on %s", f.Family, ErrUnsupported, method, name)
	}
	b := Bounds{Value: p.Value, Level: level, Method: method}
	reach := normalQuantile(level) * *p.StdErr / p.Value
	b.Low, b.High = ordered(p.Value*math.Exp(-reach), p.Value*math.Exp(reach))
	return b, nil
}

// QuantileBounds returns bounds on the hours by which the share p of the units has
// failed. Fisher bounds are symmetrical in their logarithm, for families of
// logarithms.
func (f *Fitted) QuantileBounds(p, level float64, method Method) (Bounds, error) {
	if !(p > 0 && p < 1) {
		return Bounds{}, fmt.Errorf("lifedata: quantile %g: %w", p, ErrLevel)
	}
	if f.model == nil {
		return Bounds{}, fmt.Errorf("lifedata: %s: %w: bounds on quantiles", f.Family, ErrUnsupported)
	}
	return f.bounds(f.model.quantile(p), level, method)
}

// ReliabilityBounds returns bounds on the probability to survive hours. Fisher
// bounds are symmetrical in the standard variable at hours, so that they stay
// between 0 and 1. Besides the errors of the other bounds it returns [ErrDuration]
// when hours is not positive and finite.
func (f *Fitted) ReliabilityBounds(hours, level float64, method Method) (Bounds, error) {
	if !(hours > 0) || math.IsInf(hours, 1) {
		return Bounds{}, fmt.Errorf("lifedata: reliability at %g: %w", hours, ErrDuration)
	}
	if f.model == nil {
		return Bounds{}, fmt.Errorf("lifedata: %s: %w: bounds on the reliability", f.Family, ErrUnsupported)
	}
	return f.bounds(f.model.reliability(hours), level, method)
}

// UnreliabilityBounds returns bounds on the probability to fail within hours: one
// less [Fitted.ReliabilityBounds], to all digits where it is small.
func (f *Fitted) UnreliabilityBounds(hours, level float64, method Method) (Bounds, error) {
	if !(hours > 0) || math.IsInf(hours, 1) {
		return Bounds{}, fmt.Errorf("lifedata: unreliability at %g: %w", hours, ErrDuration)
	}
	if f.model == nil {
		return Bounds{}, fmt.Errorf("lifedata: %s: %w: bounds on the unreliability", f.Family, ErrUnsupported)
	}
	t := f.model.reliability(hours)
	t.out = t.rest
	return f.bounds(t, level, method)
}

func checkLevel(level float64) error {
	if !(level > 0 && level < 1) {
		return fmt.Errorf("lifedata: level %g: %w", level, ErrLevel)
	}
	return nil
}

// normalQuantile returns how many standard deviations a two-sided level takes.
func normalQuantile(level float64) float64 {
	return dist.Normal{Sigma: 1}.UpperQuantile((1 - level) / 2)
}

// bounds returns bounds on t.
func (f *Fitted) bounds(t target, level float64, method Method) (Bounds, error) {
	if err := checkLevel(level); err != nil {
		return Bounds{}, err
	}
	centre := t.value(f.top.at)
	width := f.width(t)
	b := Bounds{Value: t.out(centre), Level: level, Method: method}
	if math.IsNaN(centre) || math.IsInf(centre, 0) || !(width > 0) || math.IsInf(width, 1) {
		return Bounds{}, fmt.Errorf("lifedata: %s: %w: bounds so far out that numbers end", f.Family, ErrUnsupported)
	}
	var low, high float64
	switch {
	case method == Fisher:
		reach := normalQuantile(level) * width
		low, high = centre-reach, centre+reach
	case method == LikelihoodRatio:
		low, high = f.ratioBounds(t, normalQuantile(level))
	case method == Conditional && t.area != nil && f.exact < f.dimensions():
		return Bounds{}, fmt.Errorf("lifedata: %s: %w: conditional bounds need %d exact failures, there are %d", f.Family, ErrUnsupported, f.dimensions(), f.exact)
	case method == Conditional && t.area != nil:
		var ok bool
		if low, high, ok = f.pivotBounds(t, level); !ok {
			return Bounds{}, fmt.Errorf("lifedata: %s: %w: conditional bounds of a likelihood that hardly falls", f.Family, ErrUnsupported)
		}
	case method == Calibrated:
		r := rand.New(rand.NewPCG(2000, 42)) //nolint:gosec // G404: draws must repeat, not surprise
		var err error
		if low, high, err = f.calibratedBounds(t, level, r, calibrations); err != nil {
			return Bounds{}, err
		}
	default:
		return Bounds{}, fmt.Errorf("lifedata: %s: %w: method %q", f.Family, ErrUnsupported, method)
	}
	ends := [2]float64{math.NaN(), math.NaN()}
	for i, c := range []float64{low, high} {
		if !math.IsInf(c, 0) {
			ends[i] = t.out(c)
		}
	}
	if t.out(centre-width) > t.out(centre+width) {
		ends[0], ends[1] = ends[1], ends[0]
	}
	b.Low, b.High = finite(ends[0]), finite(ends[1])
	return b, nil
}

// width returns the standard error of t in its coordinate.
func (f *Fitted) width(t target) float64 {
	g := t.gradient(f.top.at)
	return math.Sqrt(quadratic(covariance(f.top.hess, f.dimensions()), g, g))
}

func (f *Fitted) dimensions() int { return f.Family.parameters() }

// ordered returns pointers to the lower and the higher of two numbers.
func ordered(a, b float64) (low, high *float64) {
	a, b = math.Min(a, b), math.Max(a, b)
	return finite(a), finite(b)
}

// finite returns x, or nil if it is not a number or infinite.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// ratioBounds returns where the profile of the likelihood has fallen by z²/2 on
// either side of the estimate.
func (f *Fitted) ratioBounds(t target, z float64) (low, high float64) {
	return f.ratioBound(t, z), f.ratioBound(t, -z)
}

// ratioBound returns where the signed root of the likelihood ratio is z: below the
// estimate if that is positive. It is ±Inf where the likelihood does not fall so far.
func (f *Fitted) ratioBound(t target, z float64) float64 {
	centre, sign := t.value(f.top.at), -math.Copysign(1, z)
	if z == 0 {
		return centre
	}
	// What is at its best moves along a smooth curve: start where it points to.
	lastC, lastS, rate := centre, f.top.at[t.along], 0.0
	root := func(d float64) float64 {
		c := centre + sign*d
		fall, s := f.profile(t, c, lastS+rate*(c-lastC))
		if c != lastC {
			rate = (s - lastS) / (c - lastC)
		}
		lastC, lastS = c, s
		return math.Sqrt(math.Max(2*fall, 0))
	}
	return centre + sign*crossing(math.Abs(z), f.width(t), root)
}

// crossing returns the d > 0 at which the rising function f, which is 0 at 0 and
// about d/width, gets to z; Inf where it is less even far out. It looks for a
// bracket and then draws lines in it (the Illinois method).
func crossing(z, width float64, f func(d float64) float64) float64 {
	low, lowValue := 0.0, -z
	high, highValue := math.Inf(1), math.Inf(1)
	d := z * width
	for range 100 {
		v := f(d)
		if math.IsNaN(v) {
			return math.Inf(1)
		}
		if math.Abs(v-z) < 1e-8*z {
			return d
		}
		if v < z {
			highValue /= 2 // of an end that stays the line is drawn steeper
			low, lowValue = d, v-z
		} else {
			lowValue /= 2
			high, highValue = d, v-z
		}
		switch {
		case math.IsInf(high, 1) && d > 1e4*z*width:
			return high
		case math.IsInf(high, 1):
			d *= math.Min(math.Max(1.02*z/v, 1.1), 4)
		case high-low < 1e-12*high:
			return d
		default:
			d = low - lowValue*(high-low)/(highValue-lowValue)
		}
	}
	return d
}

// profile returns how far the likelihood falls from its maximum when t is c and all
// else is at its best, and that best coordinate; s is where to start.
func (f *Fitted) profile(t target, c, s float64) (fall, best float64) {
	along := func(s float64) (value, slope, curve float64) {
		p := t.curve(c, s)
		v, g, h := f.height(p)
		if f.dimensions() == 1 {
			return v, 0, 0
		}
		// How the working coordinates move along the curve.
		const step = 1e-4
		after, before := t.curve(c, s+step), t.curve(c, s-step)
		var d, dd [2]float64
		for i := range d {
			d[i] = (after[i] - before[i]) / (2 * step)
			dd[i] = (after[i] - 2*p[i] + before[i]) / (step * step)
		}
		slope = g[0]*d[0] + g[1]*d[1]
		curve = h[0]*d[0]*d[0] + 2*h[1]*d[0]*d[1] + h[2]*d[1]*d[1] + g[0]*dd[0] + g[1]*dd[1]
		return v, slope, curve
	}
	value, slope, curve := along(s)
	for range 50 {
		if slope == 0 || curve < 0 && slope*slope < -1e-11*curve { // nothing to gain
			break
		}
		step := -slope / curve
		if !(curve < 0) {
			step = math.Copysign(0.5, slope)
		}
		step = math.Max(-1, math.Min(1, step))
		moved := false
		for range 40 {
			v, d, dd := along(s + step)
			if v >= value-1e-13*(1+math.Abs(value)) {
				s, value, slope, curve = s+step, v, d, dd
				moved = true
				break
			}
			step /= 2
		}
		if !moved || math.Abs(step) < 1e-7 {
			break
		}
	}
	return f.top.value - value, s
}
