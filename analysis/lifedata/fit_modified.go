package lifedata

import (
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// ErrUnsupported is of lives or figures that a method cannot answer.
var ErrUnsupported = errors.New("not supported")

// modified fits a modified Weibull distribution: over the logarithm of its shape
// and its wear, with the rate that is best for both, which is the failures over
// Σ x^shape·exp(wear·x) less the same of the entries.
func (f *Fitted) modified(lives []Life) error {
	longest, times := 0.0, 0.0
	failures := float64(f.Failures)
	for i := range lives {
		l := &lives[i]
		if l.Interval || l.Until > 0 {
			return fmt.Errorf("%w: life %d: intervals and right truncation", ErrUnsupported, i)
		}
		longest = math.Max(longest, l.Hours)
		if l.Failed {
			times += float64(l.Number()) * l.Hours
		}
	}
	// In units of the longest life, where wear is a number of the size of one.
	profile := func(shape, wear float64) (value, rate float64) {
		sum, logs := 0.0, 0.0
		power := func(x float64) float64 {
			if x == 0 {
				return 0
			}
			return math.Exp(shape*math.Log(x) + wear*(x-1))
		}
		for i := range lives {
			l := &lives[i]
			n, x := float64(l.Number()), l.Hours/longest
			sum += n * (power(x) - power(l.Entry/longest))
			if l.Failed {
				logs += n * (math.Log(shape/x+wear) + shape*math.Log(x) + wear*(x-1))
			}
		}
		rate = failures / sum
		return failures*math.Log(rate) + logs - failures, rate
	}
	height := func(p [2]float64) float64 {
		value, _ := profile(math.Exp(p[0]), p[1])
		return value
	}
	best := golden(math.Log(1e-3), math.Log(50), func(u float64) float64 { return height([2]float64{u, 0}) })
	top, ok := climb(differenced(height), [2]float64{best, 0}, 2)
	if ok && top.at[1] < 1e-6 {
		top.at = [2]float64{best, 0}
		f.Notes = append(f.Notes, "the likelihood is highest without wear: the Weibull distribution fits as well")
	}
	if !ok || math.Abs(top.at[0]) > 4 || top.at[1] > 500 {
		return fmt.Errorf("%w: %s", ErrNoEstimate, runaway(lives))
	}
	shape, wear := math.Exp(top.at[0]), top.at[1]
	value, rate := profile(shape, wear)
	f.LogLikelihood = value - failures*math.Log(longest)
	d := dist.ModifiedWeibull{Rate: rate * math.Exp(-wear) * math.Pow(longest, -shape), Shape: shape, Wear: wear / longest}
	f.Distribution = d
	values := []float64{d.Rate, d.Shape, d.Wear}
	for i, name := range []string{"rate", "shape", "wear"} {
		f.Parameters = append(f.Parameters, Parameter{Name: name, Value: values[i]})
	}
	if wear > 0 {
		f.numericErrors(values, func(p []float64) float64 {
			return logLikelihood(lives, dist.ModifiedWeibull{Rate: p[0], Shape: p[1], Wear: p[2]})
		}, values)
	}
	return nil
}

// differenced makes a surface of its values, by differences of the fourth order.
func differenced(f func(p [2]float64) float64) surface {
	const h = 1e-3
	return func(p [2]float64) (value float64, grad [2]float64, hess [3]float64) {
		at := func(i, j float64) float64 { return f([2]float64{p[0] + i*h, p[1] + j*h}) }
		value = at(0, 0)
		for k, way := range [2][2]float64{{1, 0}, {0, 1}} {
			one, two := at(way[0], way[1]), at(2*way[0], 2*way[1])
			back, far := at(-way[0], -way[1]), at(-2*way[0], -2*way[1])
			grad[k] = (8*(one-back) - (two - far)) / (12 * h)
			hess[2*k] = (16*(one+back) - two - far - 30*value) / (12 * h * h)
		}
		hess[1] = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * h * h)
		return value, grad, hess
	}
}
