package dist

import (
	"errors"
	"fmt"
	"math"
)

// A Distribution is a continuous distribution of an uncertain number, or [Point].
type Distribution interface {
	// Mean returns the expectation.
	Mean() float64

	// Quantile returns the x below which the share p of the distribution lies.
	Quantile(p float64) float64

	// Validate says all that is wrong with the parameters.
	Validate() error
}

// ErrErrorFactor is what the constructors wrap when an error factor cannot be
// met.
var ErrErrorFactor = errors.New("error factor is not in [1.0001, 1e6]")

// An error factor below the least is a fixed value in all but name ([Point]);
// one above the largest says nothing.
const (
	leastErrorFactor   = 1.0001
	largestErrorFactor = 1e6
)

// nearlyOne is the largest number below 1.
const nearlyOne = 1 - 0x1p-53

// A Point is a fixed value: a distribution without spread.
type Point struct {
	Value float64 `json:"value"`
}

// Mean returns the value.
func (d Point) Mean() float64 { return d.Value }

// Quantile returns the value, whatever p is.
func (d Point) Quantile(float64) float64 { return d.Value }

// Validate refuses a value that is not finite.
func (d Point) Validate() error {
	if math.IsNaN(d.Value) || math.IsInf(d.Value, 0) {
		return fmt.Errorf("dist: point: value %g is not finite", d.Value)
	}
	return nil
}

// positive refuses what is not a positive finite number.
func positive(place string, x float64) error {
	if !(x > 0) || math.IsInf(x, 1) {
		return fmt.Errorf("dist: %s %g is not positive and finite", place, x)
	}
	return nil
}

// checkMean refuses a mean or error factor no distribution has.
func checkMean(place string, mean, errorFactor float64) error {
	err := positive(place+": mean", mean)
	if !(errorFactor >= leastErrorFactor && errorFactor <= largestErrorFactor) {
		err = errors.Join(err, fmt.Errorf("dist: %s: %w: %g", place, ErrErrorFactor, errorFactor))
	}
	return err
}

// solve returns the u at which the concave function tail reaches target, by
// Newton's method from start. Both are logarithms; tail also returns its slope.
// Where tail vanishes, start is too far out: it is moved towards inside, where
// tail does not. A step below 1e-9 leaves an error of its square, so is the last.
func solve(start, inside, target float64, tail func(u float64) (value, slope float64)) float64 {
	u := start
	for range 200 { // about 5 are needed
		value, slope := tail(u)
		if value < math.Log(1e-305) { // nor are its digits left just above
			u += (inside - u) / 2
			continue
		}
		step := (target - value) / slope
		if math.IsNaN(step) || math.IsInf(step, 0) {
			return u
		}
		u += step
		if math.Abs(step) < 1e-9 {
			return u
		}
	}
	return u
}
