package figures

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
)

// The names of figures. Times are in hours.
const (
	Reliability    = "reliability"
	Unavailability = "unavailability"
	MTTF           = "mttf"
	MTTR           = "mttr"
)

// Names returns the names of all figures, sorted.
func Names() []string { return []string{MTTF, MTTR, Reliability, Unavailability} }

// LongestHours is the longest time there may be.
const LongestHours = 1e12

// Figures are what is stated of a component. The zero value states nothing.
type Figures struct {
	unavailability, mttf, mttr *float64
}

// Set notes a figure as it is written down. It returns an error for a name that is no
// figure, for a text that is no number, for one out of range and for what was stated
// before.
func (f *Figures) Set(name, text string) error {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x-x != 0 { // an infinity less itself is no number
		return fmt.Errorf("%s is %.40q, which is no finite number", name, text)
	}
	var into **float64
	switch name {
	case Reliability, Unavailability:
		into = &f.unavailability
		if !(x >= 0 && x <= 1) {
			return fmt.Errorf("%s %g is not between 0 and 1", name, x)
		}
		if name == Reliability {
			x = complement(x, text)
		}
	case MTTF:
		into = &f.mttf
		if !(x > 0 && x <= LongestHours) {
			return fmt.Errorf("mttf %g is not positive and at most %g hours", x, float64(LongestHours))
		}
	case MTTR:
		into = &f.mttr
		if !(x >= 0 && x <= LongestHours) {
			return fmt.Errorf("mttr %g is not between 0 and %g hours", x, float64(LongestHours))
		}
	default:
		return fmt.Errorf("%.40q is no figure", name)
	}
	if *into != nil {
		return fmt.Errorf("%s is given twice", name)
	}
	*into = &x
	return nil
}

// Given tells whether anything is stated.
func (f *Figures) Given() bool { return f.unavailability != nil || f.mttf != nil || f.mttr != nil }

// Unavailability returns the unavailability that follows from the figures: with a mean
// time to repair that in the long run, without it the probability of having failed
// within so many hours; 0 hours are none. Where nothing is stated it is 0.
//
// It returns an error for figures that contradict each other or leave something open.
func (f *Figures) Unavailability(hours float64) (float64, error) {
	switch {
	case f.unavailability != nil && (f.mttf != nil || f.mttr != nil):
		return 0, errors.New("reliability or unavailability is given, and times too")
	case f.unavailability != nil:
		return *f.unavailability, nil
	case f.mttf == nil && f.mttr != nil:
		return 0, errors.New("has mttr but no mttf")
	case f.mttf == nil:
		return 0, nil
	case f.mttr != nil:
		return *f.mttr / (*f.mttf + *f.mttr), nil
	case !(hours > 0):
		return 0, errors.New("is never repaired: state its mttr, or the missionTime of the whole")
	}
	return -math.Expm1(-hours / *f.mttf), nil
}

// Probability reads a reliability or an unavailability and returns the latter.
func Probability(name, text string) (float64, error) {
	var f Figures
	if err := f.Set(name, text); err != nil {
		return 0, err
	}
	return f.Unavailability(0)
}

// longest is how many characters of a number are read as a fraction.
const longest = 64

// complement returns 1 − x for what is written in decimals, with all the digits that has:
// the number nearest to 0.9999999999 knows only six of those of 1e-10.
func complement(x float64, text string) float64 {
	if x < 0.5 || len(text) > longest { // as x ≥ 0.5 has few digits, its exponent is small
		return 1 - x
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		return 1 - x
	}
	out, _ := exact.Sub(big.NewRat(1, 1), exact).Float64()
	return max(out, 0)
}
