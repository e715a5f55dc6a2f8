package lifedata

import (
	"math"

	"ninefold/analysis/dist"
)

// A target is a figure of a fitted distribution, that bounds are sought for. It is
// a rising or falling function, out, of a coordinate c in which the likelihood is
// more nearly normal; and c is a function, value, of the working coordinates.
type target struct {
	name  string
	value func(p [2]float64) float64
	out   func(c float64) float64
	rest  func(c float64) float64 // of a probability, what it lacks to 1
	// curve returns the working coordinates with value c, by coordinate s: the one of
	// index along. area is the size of dp/d(c, s).
	curve func(c, s float64) [2]float64
	along int
	area  func(c, s float64) float64 // nil where there are no pivots
}

func unitArea(_, _ float64) float64 { return 1 }

// coordinate is the target that is working coordinate i itself.
func coordinate(i int, p parameter) target {
	return target{
		name:  p.name,
		value: func(at [2]float64) float64 { return at[i] },
		out:   p.of,
		curve: func(c, s float64) [2]float64 {
			if i == 0 {
				return [2]float64{c, s}
			}
			return [2]float64{s, c}
		},
		along: 1 - i,
		area:  unitArea,
	}
}

// gradient returns the slopes of value at p.
func (t target) gradient(p [2]float64) [2]float64 {
	var g [2]float64
	for i := range g {
		g[i] = slope1(func(x float64) float64 {
			q := p
			q[i] = x
			return t.value(q)
		}, p[i])
	}
	return g
}

// slope1 returns the derivative of f at x, by differences of the fourth order.
func slope1(f func(x float64) float64, x float64) float64 {
	h := 1e-3 * math.Max(1e-3, math.Min(1, math.Abs(x)))
	return (8*(f(x+h)-f(x-h)) - (f(x+2*h) - f(x-2*h))) / (12 * h)
}

// A model knows the targets of a family in working coordinates.
type model interface {
	parameters() []target
	quantile(p float64) target
	reliability(hours float64) target
}

// parameters returns the parameters in the order of the distribution's fields.
func (f form) parameters() []target {
	if f.fixed {
		return []target{coordinate(0, f.location)}
	}
	place, width := coordinate(0, f.location), coordinate(1, f.scale)
	if f.scale.name == "shape" && f.location.name == "scale" && f.kernel == (smallest{}) {
		return []target{width, place}
	}
	return []target{place, width}
}

// hours returns those of a coordinate of times.
func (f form) hours(y float64) float64 {
	if f.log {
		return math.Min(math.Exp(y), math.MaxFloat64)
	}
	return y
}

func (f form) quantile(p float64) target {
	z := f.kernel.quantile(p)
	return target{
		value: func(at [2]float64) float64 { return at[0] + z*math.Exp(at[1]) },
		out:   f.hours,
		curve: func(c, s float64) [2]float64 { return [2]float64{c - z*math.Exp(s), s} },
		along: 1,
		area:  unitArea,
	}
}

func (f form) reliability(hours float64) target {
	y := hours
	if f.log {
		y = math.Log(hours)
	}
	return target{
		value: func(at [2]float64) float64 { return (y - at[0]) * math.Exp(-at[1]) },
		out:   func(c float64) float64 { return math.Exp(f.kernel.upper(c).l) },
		rest:  func(c float64) float64 { return math.Exp(f.kernel.lower(c).l) },
		curve: func(c, s float64) [2]float64 { return [2]float64{y - c*math.Exp(s), s} },
		along: 1,
		area:  func(_, s float64) float64 { return math.Exp(s) },
	}
}

// gammaModel has the working coordinates ln scale and ln shape.
type gammaModel struct{}

func (gammaModel) parameters() []target {
	shape, scale := coordinate(1, parameter{"shape", math.Exp}), coordinate(0, parameter{"scale", math.Exp})
	shape.area, scale.area = nil, nil // there are no pivots
	return []target{shape, scale}
}

func (gammaModel) quantile(p float64) target {
	unit := func(s float64) float64 { return math.Log(dist.Gamma{Shape: math.Exp(s), Rate: 1}.Quantile(p)) }
	return target{
		value: func(at [2]float64) float64 { return at[0] + unit(at[1]) },
		out:   func(c float64) float64 { return math.Min(math.Exp(c), math.MaxFloat64) },
		curve: func(c, s float64) [2]float64 { return [2]float64{c - unit(s), s} },
		along: 1,
	}
}

// reliability has the logarithm of the cumulative hazard for its coordinate.
func (gammaModel) reliability(hours float64) target {
	y := math.Log(hours)
	return target{
		value: func(at [2]float64) float64 {
			return math.Log(dist.Gamma{Shape: math.Exp(at[1]), Rate: math.Exp(-at[0])}.CumulativeHazard(hours))
		},
		out:  func(c float64) float64 { return math.Exp(-math.Exp(c)) },
		rest: func(c float64) float64 { return -math.Expm1(-math.Exp(c)) },
		curve: func(c, s float64) [2]float64 {
			h := math.Exp(c)
			unit := dist.Gamma{Shape: math.Exp(s), Rate: 1}
			x := unit.UpperQuantile(math.Exp(-h))
			if h < 1e-9 {
				x = unit.Quantile(h)
			}
			return [2]float64{y - math.Log(x), s}
		},
		along: 1,
	}
}
