package lifedata

import (
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/dist"
)

// RankOptions say how ranks are regressed. The zero value regresses times on the
// exact median ranks (rank regression on X).
type RankOptions struct {
	OnY    bool // regress ranks on times instead
	Benard bool // take (order − 0.3)/(n + 0.4) for the median rank
}

// A PlottingPoint is a failure on probability paper.
type PlottingPoint struct {
	Hours float64 `json:"hours"`
	Order float64 `json:"order"` // among all lives, of censored ones the mean of what it may be
	Rank  float64 `json:"rank"`  // median of the share that has failed by Hours
}

// A RankFitted is a distribution fitted to plotting points by least squares.
type RankFitted struct {
	Family       Family          `json:"family"`
	Distribution dist.Lifetime   `json:"distribution"`
	Parameters   []Parameter     `json:"parameters"` // without standard errors: least squares of ranks give none
	Correlation  float64         `json:"correlation"`
	Points       []PlottingPoint `json:"points"`
}

// mostPoints is how many failures are ranked at most: each is a point of its own.
const mostPoints = 10_000_000

// PlottingPoints returns the failures with their ranks, in the order of time. Each
// failure has its own, also of several at one time. The order of a failure after
// censored lives is the mean of what it could be had those failed [Joh64].
//
// It returns an error wrapping [ErrUnsupported] for intervals and truncated lives,
// which have no ranks, [ErrNoFailures] without a failure and [ErrTooMany] with more
// than ten million. Time is O(n log n), and a µs for each exact median rank.
//
// Source: L. Johnson, The statistical treatment of fatigue experiments, 1964.
func PlottingPoints(lives []Life, benard bool) ([]PlottingPoint, error) {
	sorted, err := rankable(lives)
	if err != nil {
		return nil, err
	}
	n, failures := 0, 0
	for i := range sorted {
		n += sorted[i].Number()
		if sorted[i].Failed {
			failures += sorted[i].Number()
		}
	}
	if failures > mostPoints {
		return nil, fmt.Errorf("lifedata: %w: %d failures to rank, more than %d", ErrTooMany, failures, mostPoints)
	}
	var points []PlottingPoint
	left, order := n, 0.0
	for i := range sorted {
		l := &sorted[i]
		if l.Censored() {
			left -= l.Number()
			continue
		}
		for range l.Number() {
			order += (float64(n+1) - order) / float64(left+1)
			left--
			p := PlottingPoint{Hours: l.Hours, Order: order, Rank: (order - 0.3) / (float64(n) + 0.4)}
			if !benard {
				p.Rank = dist.Beta{A: order, B: float64(n+1) - order}.Quantile(0.5)
			}
			points = append(points, p)
		}
	}
	if len(points) == 0 {
		return nil, fmt.Errorf("lifedata: ranks: %w", ErrNoFailures)
	}
	return points, nil
}

// rankable returns lives in the order of time, failures first, if all are exact or
// right-censored and none is truncated.
func rankable(lives []Life) ([]Life, error) {
	if err := validateCounts(lives); err != nil {
		return nil, err
	}
	for i := range lives {
		if l := &lives[i]; l.Interval || l.Entry > 0 || l.Until > 0 {
			return nil, fmt.Errorf("lifedata: life %d: %w: intervals and truncated lives have no ranks", i, ErrUnsupported)
		}
	}
	sorted := slices.Clone(lives)
	slices.SortStableFunc(sorted, byTime)
	return sorted, nil
}

// RankRegression fits a family of location and scale to the median ranks of the
// failures: a straight line on probability paper. It is what many are used to;
// maximum likelihood (see [Fit]) uses what censored lives tell and gives bounds.
//
// It returns an error wrapping [ErrUnsupported] for other families and for lives
// without ranks, and [ErrNoEstimate] with fewer than two different failure times.
func RankRegression(lives []Life, family Family, options RankOptions) (*RankFitted, error) {
	form, ok := forms[family]
	if !ok {
		return nil, fmt.Errorf("lifedata: rank regression of %q: %w", string(family), ErrUnsupported)
	}
	points, err := PlottingPoints(lives, options.Benard)
	if err != nil {
		return nil, err
	}
	var x, y []float64
	for _, p := range points {
		if form.log {
			x = append(x, math.Log(p.Hours))
		} else {
			x = append(x, p.Hours)
		}
		y = append(y, form.kernel.quantile(p.Rank))
	}
	xMean, yMean := mean(x), mean(y)
	var xx, xy, yy float64
	for i := range x {
		dx, dy := x[i]-xMean, y[i]-yMean
		xx, xy, yy = xx+dx*dx, xy+dx*dy, yy+dy*dy
	}
	if !(xx > 0 && yy > 0) {
		return nil, fmt.Errorf("lifedata: rank regression: %w: fewer than two different failure times", ErrNoEstimate)
	}
	sigma := xy / yy
	switch {
	case form.fixed:
		sigma = 1
	case options.OnY:
		sigma = xx / xy
	}
	mu := xMean - sigma*yMean
	f := &RankFitted{Family: family, Distribution: form.life(mu, sigma), Correlation: xy / math.Sqrt(xx*yy), Points: points}
	for _, t := range form.parameters() {
		f.Parameters = append(f.Parameters, Parameter{Name: t.name, Value: t.out(t.value([2]float64{mu, math.Log(sigma)}))})
	}
	if err := f.Distribution.Validate(); err != nil {
		return nil, fmt.Errorf("lifedata: rank regression: %w: %w", ErrNoEstimate, err)
	}
	return f, nil
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
