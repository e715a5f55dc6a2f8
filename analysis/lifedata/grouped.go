package lifedata

import (
	"errors"
	"fmt"
	"math"
)

// GroupedGrowth is a power law fitted to counts of events in intervals.
type GroupedGrowth struct {
	PowerLaw
	Events           int       `json:"events"`
	Expected         []float64 `json:"expected"` // events in each interval by the law
	ChiSquared       float64   `json:"chiSquared"`
	DegreesOfFreedom int       `json:"degreesOfFreedom"` // intervals less two
	// PValue of ChiSquared: small where the power law does not fit. It is absent
	// with two intervals, which any power law fits, and rough where an interval has
	// fewer than five expected events.
	PValue *float64 `json:"pValue,omitempty"`
}

// FitGroupedPowerLaw returns the power law of largest likelihood of events that
// were only counted: counts[i] in (breaks[i], breaks[i+1]]. Counts of several
// systems watched alike may be added up; the law is then that of all together.
//
// It returns an error when breaks do not increase from 0 or later, do not fit
// counts, or a count is negative; one wrapping [ErrNoEvents]; or [ErrNoMaximum]
// where all events are in the last interval, or in the first.
//
// Source: [HB189], on tracking growth (grouped data).
func FitGroupedPowerLaw(breaks []float64, counts []int) (GroupedGrowth, error) {
	if err := checkGroups(breaks, counts); err != nil {
		return GroupedGrowth{}, err
	}
	last := len(counts)
	whole := uRange{low: math.Log(breaks[0]), high: math.Log(breaks[last]), n: 1}
	cells := make([]uRange, last)
	g := GroupedGrowth{DegreesOfFreedom: last - 2}
	for i, c := range counts {
		cells[i] = uRange{low: math.Log(breaks[i]), high: math.Log(breaks[i+1]), n: 1}
		g.Events += c
	}
	n := float64(g.Events)
	switch {
	case g.Events == 0:
		return GroupedGrowth{}, fmt.Errorf("lifedata: grouped power law: %w in %d intervals", ErrNoEvents, last)
	case counts[0] == g.Events || counts[last-1] == g.Events:
		return GroupedGrowth{}, fmt.Errorf("lifedata: grouped power law: %w: all events are in one end interval", ErrNoMaximum)
	}
	// The slope of the likelihood by shape falls, since u varies less in a cell
	// than in the whole.
	slope := func(shape float64) float64 {
		_, mean, _ := whole.integral(shape)
		sum := -n * mean
		for i, c := range counts {
			if c > 0 {
				_, m, _ := cells[i].integral(shape)
				sum += float64(c) * m
			}
		}
		return sum
	}
	low, high := math.Log(1e-8), math.Log(1e8)
	for range 100 {
		if middle := (low + high) / 2; slope(math.Exp(middle)) > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	g.Shape = math.Exp((low + high) / 2)
	if g.Shape < 1e-6 || g.Shape > 1e6 {
		return GroupedGrowth{}, fmt.Errorf("lifedata: grouped power law: %w", ErrNoMaximum)
	}
	all, _, _ := whole.integral(g.Shape)
	g.Scale = math.Exp(-(math.Log(n) - math.Log(g.Shape) - all) / g.Shape)
	for i, c := range counts {
		part, _, _ := cells[i].integral(g.Shape)
		expected := n * math.Exp(part-all)
		g.Expected = append(g.Expected, expected)
		g.ChiSquared += (float64(c) - expected) * (float64(c) - expected) / expected
	}
	if g.DegreesOfFreedom > 0 {
		g.PValue = finite(chiSquared(float64(g.DegreesOfFreedom)).Survival(g.ChiSquared))
	}
	return g, nil
}

func checkGroups(breaks []float64, counts []int) error {
	if len(counts) < 2 || len(breaks) != len(counts)+1 {
		return fmt.Errorf("lifedata: grouped power law: %w: %d counts between %d breaks", ErrTooFew, len(counts), len(breaks))
	}
	var errs []error
	for i, b := range breaks {
		if !(b >= 0) || math.IsInf(b, 1) || i > 0 && !(b > breaks[i-1]) {
			errs = append(errs, fmt.Errorf("lifedata: grouped power law: break %d: %w: %g", i, ErrDuration, b))
		}
	}
	for i, c := range counts {
		if c < 0 {
			errs = append(errs, fmt.Errorf("lifedata: grouped power law: count %d: %w: %d", i, ErrCount, c))
		}
	}
	return errors.Join(errs...)
}
