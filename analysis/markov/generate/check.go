package generate

import (
	"errors"
	"fmt"
	"math"
)

// mostStates of a chain. Larger ones take hours to solve.
const mostStates = 5_000_000

// A check collects what is wrong with a system.
type check struct {
	system string
	errs   []error
}

func (c *check) addf(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("generate: "+c.system+": "+format, args...))
}

func (c *check) err() error { return errors.Join(c.errs...) }

// rate wants a number above 0.
func (c *check) rate(name string, x float64) {
	if !(x > 0) || math.IsInf(x, 1) {
		c.addf("%s %g is not positive and finite", name, x)
	}
}

// maybe wants a number from 0.
func (c *check) maybe(name string, x float64) {
	if !(x >= 0) || math.IsInf(x, 1) {
		c.addf("%s %g is not a finite number from 0", name, x)
	}
}

func (c *check) share(name string, x float64) {
	if !(x >= 0 && x <= 1) {
		c.addf("%s %g is not between 0 and 1", name, x)
	}
}

// count wants a number from least to most.
func (c *check) count(name string, n, least, most int) {
	if n < least || n > most {
		c.addf("%s %d is not between %d and %d", name, n, least, most)
	}
}

// served returns how many of those that wait are worked on; no crews are one each.
func served(waiting, crews int) float64 {
	if crews > 0 {
		waiting = min(waiting, crews)
	}
	return float64(waiting)
}
