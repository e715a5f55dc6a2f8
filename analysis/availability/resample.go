package availability

import (
	"errors"
	"math/rand/v2"
	"slices"

	"ninefold/analysis/dist"
)

// ErrNoOutages reports that there is nothing to resample.
var ErrNoOutages = errors.New("no outages")

const resamples = 2_000

// ResampleDowntime returns the interval of the downtime, in hours, that a window
// like one with these outages is expected to have: 2,000 times, a Poisson number
// of outages of the same mean, each as long as one drawn from those seen. It
// assumes nothing of their distribution, and with one or two it says little more
// than that there may be none.
//
// It returns [ErrNoOutages] for none, and an error for durations that are
// negative or not finite, or too large to add up, and a level not between 0 and 1. Same seed, same result.
//
// Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, §8.5
// (resampling of clumps). ISBN 978-0-412-04231-7
func ResampleDowntime(hours []float64, level float64, seed uint64) (low, high float64, err error) {
	if err := checkLevel(level); err != nil {
		return 0, 0, err
	}
	if len(hours) == 0 {
		return 0, 0, ErrNoOutages
	}
	if err := checkTimes(hours); err != nil {
		return 0, 0, err
	}
	r := rand.New(rand.NewPCG(seed, uint64(len(hours)))) //nolint:gosec // a seeded bootstrap, no secret
	totals := make([]float64, resamples)
	for i := range totals {
		for range poisson(r, float64(len(hours))) {
			totals[i] += hours[r.IntN(len(hours))]
		}
	}
	slices.Sort(totals)
	q := dist.Quantiles(totals, (1-level)/2, (1+level)/2)
	return q[0], q[1], figures(q...)
}

// poisson draws the number of events in a unit of time, by adding up the times
// between them.
func poisson(r *rand.Rand, mean float64) int {
	n := -1
	for t := 0.0; t < mean; n++ {
		t += r.ExpFloat64()
	}
	return n
}
