package lifedata

import "math"

// pivotBounds returns bounds on t from the conditional distribution of the pivots.
//
// Of a family of location and scale, (estimate − mu)/sigma and estimate/sigma have
// a joint distribution, given the ancillary residuals, that is the likelihood times
// dmu·dσ/σ [Law78]: flat in the working coordinates mu and ln sigma. Of it the
// coordinate of t has the quantiles (1 ∓ level)/2. Along t the density is on a grid
// of equal steps, from where the profile of the likelihood has fallen by e^−20; the
// other coordinate is summed up at each step.
func (f *Fitted) pivotBounds(t target, level float64) (low, high float64) {
	const steps = 120
	edge := math.Sqrt(2 * 20.0)
	from, to := f.ratioBounds(t, edge)
	centre, width := t.value(f.top.at), f.width(t)
	from, to = math.Max(from, centre-1e3*width), math.Min(to, centre+1e3*width)
	h := (to - from) / steps
	density := make([]float64, steps+1)
	s := f.top.at[t.along]
	for i := range density {
		density[i], s = f.marginal(t, from+float64(i)*h, s)
	}
	// Cumulated by the rule that is exact for cubic densities.
	sums := make([]float64, steps+1)
	at := func(i int) float64 {
		if i < 0 || i > steps {
			return 0
		}
		return density[i]
	}
	for i := 1; i <= steps; i++ {
		sums[i] = sums[i-1] + math.Max(h/24*(13*(at(i-1)+at(i))-at(i-2)-at(i+1)), 0)
	}
	find := func(p float64) float64 {
		target := p * sums[steps]
		i := 1
		for i < steps && sums[i] < target {
			i++
		}
		// Between grid points the sum is the cubic with the right ends and slopes.
		a, b, rise := density[i-1]*h, density[i]*h, sums[i]-sums[i-1]
		from0, to0 := 0.0, 1.0
		for range 50 {
			x := (from0 + to0) / 2
			y := sums[i-1] + x*(x*(3-2*x)*rise+(1-x)*((1-x)*a-x*b))
			if y < target {
				from0 = x
			} else {
				to0 = x
			}
		}
		return from + (float64(i-1)+from0)*h
	}
	return find((1 - level) / 2), find((1 + level) / 2)
}

// marginal returns the density of t at c, relative to the maximum of the
// likelihood, and the coordinate at which most of it lies; s is where to look for
// that. The density falls fast on both sides: it is summed up in steps of a third of
// its width until it is nothing, which is exact to many digits (as the trapezoidal
// rule is of such functions).
func (f *Fitted) marginal(t target, c, s float64) (density, best float64) {
	fall, s := f.profile(t, c, s)
	if f.dimensions() == 1 {
		return math.Exp(-fall), s
	}
	peak := f.top.value - fall
	value := func(s float64) float64 {
		v, _, _ := f.height(t.curve(c, s))
		if math.IsNaN(v) {
			return 0
		}
		return math.Exp(v-f.top.value) * t.area(c, s)
	}
	const probe = 1e-2
	up, _, _ := f.height(t.curve(c, s+probe))
	down, _, _ := f.height(t.curve(c, s-probe))
	curve := (2*peak - up - down) / (probe * probe)
	step := 0.35 / math.Sqrt(math.Max(curve, 1e-4))
	sum := value(s)
	most := sum
	for _, sign := range []float64{-1, 1} {
		for k := 1.0; k < 400; k++ {
			v := value(s + sign*k*step)
			sum += v
			most = math.Max(most, v)
			if v < 1e-9*most {
				break
			}
		}
	}
	return sum * step, s
}
