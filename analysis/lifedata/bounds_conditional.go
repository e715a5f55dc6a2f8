package lifedata

import "math"

// pivotBounds returns bounds on t from the conditional distribution of the pivots.
//
// Of a family of location and scale, (estimate − mu)/sigma and estimate/sigma have
// a joint distribution, given the ancillary residuals, that is the likelihood times
// dmu·dσ/σ [Law78]: flat in the working coordinates mu and ln sigma. Of it the
// coordinate of t has the quantiles (1 ∓ level)/2. The other coordinate is summed up
// along a grid. It is not ok where that leads nowhere, as of a likelihood that hardly
// falls: of lives truncated on the right.
func (f *Fitted) pivotBounds(t target, level float64) (low, high float64, ok bool) {
	const (
		steps = 100
		reach = 6.3 // where the profile has fallen by e^−20
	)
	from, to := f.ratioBounds(t, reach)
	centre, width := t.value(f.top.at), f.width(t)
	left, right := stretch(centre-from, width, reach), stretch(to-centre, width, reach)
	place := func(x float64) (c, rate float64) {
		if x < 0 {
			d, rate := left(-x)
			return centre - d, rate
		}
		d, rate := right(x)
		return centre + d, rate
	}
	g := f.grid(t)
	density := make([]float64, steps+1)
	h := 2 * reach / steps
	// From the middle outwards, so that each curve is highest not far from the last.
	for _, way := range []int{-1, 1} {
		g.best = g.first
		for i := steps / 2; i >= 0 && i <= steps; i += way {
			c, rate := place(-reach + float64(i)*h)
			density[i] = g.marginal(c) * rate
			if g.lost {
				return 0, 0, false
			}
		}
	}
	find := quantiles(density)
	at := func(p float64) float64 {
		c, _ := place(-reach + find(p)*h)
		return c
	}
	return at((1 - level) / 2), at((1 + level) / 2), true
}

// stretch returns a function that rises from 0 with the slope of one standard error
// to end at reach, and its slope: densities along it are nearly normal, also where
// the likelihood falls slowly on one side.
func stretch(end, width, reach float64) func(x float64) (d, rate float64) {
	end = math.Min(end, 1e6*width)
	long := end > width*reach
	at := func(k, x float64) (d, rate float64) {
		if k*x < 1e-4 {
			return width * x, width
		}
		if long {
			return width * math.Sinh(k*x) / k, width * math.Cosh(k*x)
		}
		return width * math.Tanh(k*x) / k, width / (math.Cosh(k*x) * math.Cosh(k*x))
	}
	low, high := 0.0, 50.0
	for range 60 {
		k := (low + high) / 2
		if d, _ := at(k, reach); (d < end) == long {
			low = k
		} else {
			high = k
		}
	}
	return func(x float64) (d, rate float64) { return at(low, x) }
}

// quantiles returns the quantile function of a density on a grid of equal steps, in
// steps.
func quantiles(density []float64) func(p float64) float64 {
	last := len(density) - 1
	at := func(i int) float64 { return density[min(max(i, 0), last)] }
	// Cumulated by the rule that is exact for cubic densities.
	sums := make([]float64, last+1)
	for i := 1; i <= last; i++ {
		sums[i] = sums[i-1] + math.Max((13*(at(i-1)+at(i))-at(i-2)-at(i+1))/24, 0)
	}
	return func(p float64) float64 {
		target := p * sums[last]
		i := 1
		for i < last && sums[i] < target {
			i++
		}
		// Between grid points the sum is the cubic with the right ends and slopes.
		a, b, rise := density[i-1], density[i], sums[i]-sums[i-1]
		low, high := 0.0, 1.0
		for range 50 {
			x := (low + high) / 2
			if sums[i-1]+x*(x*(3-2*x)*rise+(1-x)*((1-x)*a-x*b)) < target {
				low = x
			} else {
				high = x
			}
		}
		return float64(i-1) + low
	}
}

// mostSteps is how far a curve is followed for its highest point: from that of the
// curve before it is seldom more than a few.
const mostSteps = 10_000

// A grid sums up the likelihood along the curves of a target, in steps of a third of
// the width that it has there: the trapezoidal rule is exact to many digits of
// functions that fall fast on both sides. The steps are at the same places on every
// curve, so that what depends on the place alone is computed once.
type grid struct {
	target target
	value  func(p [2]float64) float64 // log-likelihood less its maximum
	step   float64
	first  float64 // step of the estimate
	best   float64 // step at which the last curve was highest
	flat   bool    // there is but one coordinate
	lost   bool    // a curve went on and on
}

func (f *Fitted) grid(t target) *grid {
	value := f.memo()
	g := &grid{target: t, flat: f.dimensions() == 1, value: func(p [2]float64) float64 { return value(p) - f.top.value }}
	if g.flat {
		return g
	}
	const probe = 1e-2
	c, s := t.value(f.top.at), f.top.at[t.along]
	at := func(s float64) float64 { return g.value(t.curve(c, s)) }
	curve := (2*at(s) - at(s+probe) - at(s-probe)) / (probe * probe)
	if t.along == 0 { // mu has the unit of times
		scale := probe * math.Exp(f.top.at[1])
		curve = (2*at(s) - at(s+scale) - at(s-scale)) / (scale * scale)
	}
	g.step = 0.35 / math.Sqrt(curve)
	g.first = math.Round(s / g.step)
	return g
}

// marginal returns the density of the target at c, up to a factor.
func (g *grid) marginal(c float64) float64 {
	if g.flat {
		return math.Exp(g.value(g.target.curve(c, 0)))
	}
	at := func(k float64) float64 {
		v := g.value(g.target.curve(c, k*g.step))
		if math.IsNaN(v) {
			return math.Inf(-1)
		}
		return v
	}
	// Up to the top from that of the curve before.
	top := at(g.best)
	for k := 0; math.IsInf(top, -1) && k < 1000; k++ { // a wider distribution makes all possible
		g.best++
		top = at(g.best)
	}
	if math.IsInf(top, -1) {
		return 0
	}
	for _, way := range []float64{-1, 1} {
		k := 0
		for v := at(g.best + way); v > top; v = at(g.best + way) {
			top, g.best = v, g.best+way
			if k++; k > mostSteps {
				g.lost = true
				return 0
			}
		}
	}
	sum := 0.0
	add := func(k, v float64) { sum += math.Exp(v-top) * g.target.area(c, k*g.step) }
	add(g.best, top)
	for _, way := range []float64{-1, 1} {
		for k := 1.0; k < 1000; k++ {
			v := at(g.best + way*k)
			if v < top-21 {
				break
			}
			add(g.best+way*k, v)
		}
	}
	return math.Exp(top) * sum
}
