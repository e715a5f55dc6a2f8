package lifedata

import (
	"errors"
	"math"
)

// ErrNoEstimate is of data on which the likelihood of a family has no maximum, or
// none that means anything; the error says why.
var ErrNoEstimate = errors.New("no estimate exists")

// A surface is a function of two coordinates with its gradient and its Hessian
// (its derivatives aa, ab and bb).
type surface func(p [2]float64) (value float64, grad [2]float64, hess [3]float64)

// A summit is a maximum of a surface.
type summit struct {
	at    [2]float64
	value float64
	hess  [3]float64
}

// climb finds the maximum of f from start by Newton's method. Where f is not
// concave it follows the gradient more; steps that lead down are halved. With one
// dimension the second coordinate stays. It reports failure when the maximum runs
// away: then the steps do not get short.
func climb(f surface, start [2]float64, dimensions int) (summit, bool) {
	at := start
	value, grad, hess := f(at)
	for range 100 {
		step := ascent(grad, hess, dimensions)
		rate := grad[0]*step[0] + grad[1]*step[1]
		long := math.Max(math.Abs(step[0])/(1+math.Abs(at[0])), math.Abs(step[1])/(1+math.Abs(at[1])))
		if math.IsNaN(rate) || math.IsNaN(long) || math.IsNaN(value) {
			return summit{}, false
		}
		share := math.Min(1, 3/long)
		moved := false
		for range 30 {
			next := [2]float64{at[0] + share*step[0], at[1] + share*step[1]}
			v, g, h := f(next)
			if v >= value+1e-4*share*rate-1e-13*(1+math.Abs(value)) {
				at, value, grad, hess = next, v, g, h
				moved = true
				break
			}
			share /= 2
		}
		if long < 1e-8 || !moved && long < 1e-5 {
			return summit{at, value, hess}, concave(hess, dimensions)
		}
		if !moved {
			return summit{}, false
		}
	}
	return summit{}, false
}

// ascent returns the Newton step, or one between it and the gradient where the
// surface is not concave.
func ascent(grad [2]float64, hess [3]float64, dimensions int) [2]float64 {
	if dimensions == 1 {
		curve := math.Max(-hess[0], 1e-9*math.Abs(grad[0]))
		if !(curve > 0) {
			curve = 1
		}
		return [2]float64{grad[0] / curve, 0}
	}
	a, b, c := -hess[0], -hess[1], -hess[2]
	damping := 0.0
	for range 60 {
		d := (a+damping)*(c+damping) - b*b
		if a+damping > 0 && d > 1e-14*(a+damping)*(c+damping) {
			return [2]float64{((c+damping)*grad[0] - b*grad[1]) / d, ((a+damping)*grad[1] - b*grad[0]) / d}
		}
		damping = math.Max(2*damping, 1e-8*(math.Abs(a)+math.Abs(c))+1e-300)
	}
	return grad
}

func concave(hess [3]float64, dimensions int) bool {
	if dimensions == 1 {
		return hess[0] < 0
	}
	return hess[0] < 0 && hess[0]*hess[2]-hess[1]*hess[1] > 0
}

// covariance returns the inverse of the negative Hessian, in the order of one.
func covariance(hess [3]float64, dimensions int) [3]float64 {
	if dimensions == 1 {
		return [3]float64{-1 / hess[0], 0, 0}
	}
	d := hess[0]*hess[2] - hess[1]*hess[1]
	return [3]float64{-hess[2] / d, hess[1] / d, -hess[0] / d}
}
