package lifedata

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

	"ninefold/analysis/dist"
)

// gammaLives is the likelihood of gamma lives over ln scale and ln shape. Exact
// lives enter by their number, sum and sum of logarithms; the others one by one.
type gammaLives struct {
	unit             float64 // hours of one unit of the times below: their mean
	failures         float64
	times, logs      float64
	right            column
	inside, missable []window
}

// gamma fits a gamma distribution.
func (f *Fitted) gamma(lives []Life) error {
	g := newGammaLives(lives)
	top, ok := climb(g.surface, [2]float64{0, 0}, 2)
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoEstimate, runaway(lives))
	}
	shape, scale := math.Exp(top.at[1]), math.Exp(top.at[0])*g.unit
	top.at[0] += math.Log(g.unit)
	top.value -= g.failures * math.Log(g.unit)
	f.height = func(p [2]float64) (float64, [2]float64, [3]float64) {
		value, grad, hess := g.surface([2]float64{p[0] - math.Log(g.unit), p[1]})
		return value - g.failures*math.Log(g.unit), grad, hess
	}
	f.top, f.model = top, gammaModel{}
	f.Distribution = dist.Gamma{Shape: shape, Rate: 1 / scale}
	return nil
}

func newGammaLives(lives []Life) *gammaLives {
	c := arrange(lives, false)
	unit, _ := c.moments()
	g := &gammaLives{unit: unit}
	for i, y := range c.exact.y {
		n := c.exact.number(i)
		g.failures += n
		g.times += n * y / unit
		g.logs += n * math.Log(y/unit)
	}
	for i := range c.right.y {
		c.right.y[i] /= unit
	}
	for _, ws := range [][]window{c.inside, c.truncated} {
		for i, w := range ws {
			ws[i].a, ws[i].b, ws[i].width = math.Max(w.a, 0)/unit, w.b/unit, w.width/unit
		}
	}
	g.right, g.inside, g.missable = c.right, c.inside, c.truncated
	return g
}

// surface is the logarithm of the likelihood over ln scale and ln shape.
func (g *gammaLives) surface(p [2]float64) (value float64, grad [2]float64, hess [3]float64) {
	if !(math.Abs(p[0]) < 500 && math.Abs(p[1]) < 14) { // beyond, the incomplete gamma function is slow and has few digits
		return math.Inf(-1), grad, hess
	}
	scale, k := math.Exp(p[0]), math.Exp(p[1])
	lg, _ := math.Lgamma(k)
	sum := g.times / scale
	value = (k-1)*g.logs - sum - g.failures*(k*p[0]+lg)
	grad = [2]float64{sum - k*g.failures, k * (g.logs - g.failures*(p[0]+mathext.Digamma(k)))}
	hess = [3]float64{-sum, -k * g.failures, grad[1] - k*k*g.failures*mathext.Zeta(2, k)} // ψ' = ζ(2, ·), DLMF 25.11.12
	around := newAround(k)
	for i, x := range g.right.y {
		value += around.add(window{a: x, b: math.Inf(1), n: g.right.number(i)}, scale, &grad, &hess)
	}
	for _, w := range g.inside {
		value += around.add(w, scale, &grad, &hess)
	}
	for _, w := range g.missable {
		w.n = -w.n
		value += around.add(w, scale, &grad, &hess)
	}
	return value, grad, hess
}

// around are gamma distributions of shapes next to each other: their tails have no
// closed derivatives in the shape, and are differenced.
type around [5]struct {
	life  dist.Gamma
	front float64 // ln Γ(shape)
}

// shapeStep is how far the shapes are apart in their logarithm.
const shapeStep = 5e-3

func newAround(shape float64) *around {
	var a around
	for i := range a {
		k := shape * math.Exp(float64(i-2)*shapeStep)
		lg, _ := math.Lgamma(k)
		a[i].life, a[i].front = dist.Gamma{Shape: k, Rate: 1}, lg
	}
	return &a
}

// add adds n times the logarithm of the probability of w.
func (a *around) add(w window, scale float64, grad *[2]float64, hess *[3]float64) float64 {
	var l, d [5]float64
	var dd float64
	for i := range a {
		l[i], d[i], dd = a.probability(i, w.a/scale, w.b/scale, w.width/scale)
		if i == 2 {
			hess[0] += w.n * dd
		}
	}
	grad[0] += w.n * d[2]
	grad[1] += w.n * difference(l)
	hess[1] += w.n * difference(d)
	hess[2] += w.n * (16*(l[1]+l[3]) - l[0] - l[4] - 30*l[2]) / (12 * shapeStep * shapeStep)
	return w.n * l[2]
}

// difference returns the derivative in the middle of five values.
func difference(v [5]float64) float64 {
	return (8*(v[3]-v[1]) - (v[4] - v[0])) / (12 * shapeStep)
}

// probability returns the logarithm of that of (low, high] under shape i, and its
// derivatives to ln scale.
func (a *around) probability(i int, low, high, width float64) (l, d, dd float64) {
	g := &a[i]
	k := g.life.Shape
	// x·density and its own derivative to −ln x, over the probability.
	part := func(x float64) (value, rate float64) {
		if !(x > 0) || math.IsInf(x, 1) {
			return 0, 0
		}
		value = math.Exp(k*math.Log(x) - x - g.front - l)
		return value, (k - x) * value
	}
	switch {
	case math.IsInf(high, 1):
		l = -g.life.CumulativeHazard(low)
	case !(low > 0):
		l = g.life.LogCDF(high)
	case width < 1e-5*low: // the density times the width
		x := low + width/2
		return (k-1)*math.Log(x) - x - g.front + math.Log(width), x - k, -x
	default:
		if up := g.life.CumulativeHazard(low); up > math.Ln2 {
			l = -up + log1mexp(g.life.CumulativeHazard(high)-up)
		} else {
			below := g.life.LogCDF(high)
			l = below + log1mexp(below-g.life.LogCDF(low))
		}
	}
	a0, a1 := part(low)
	b0, b1 := part(high)
	d = a0 - b0
	return l, d, b1 - a1 - d*d
}
