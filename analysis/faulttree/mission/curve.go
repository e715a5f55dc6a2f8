package mission

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// A Point is the state of the tops at a time.
type Point struct {
	Hours float64 `json:"hours"`
	Tops  []State `json:"tops" nullable:"false"` // as in [faulttree.Diagram.Tops]
}

// A State is what is to be expected of a top at a time.
type State struct {
	Probability      float64  `json:"probability"`
	FailureIntensity *float64 `json:"failureIntensityPerHour,omitempty"` // absent where an event that matters has no rate, or the tree is not coherent
}

// Curve returns the state of every top at the given times, in their order.
//
// It returns an error that wraps [ErrTime] for a time that is negative or not
// finite, those of the expressions that have no value, or the error of ctx. It
// takes all expressions and, where the tree is coherent, three passes over the
// diagram for every time and top, on all processors.
func Curve(ctx context.Context, s Study, times []float64) ([]Point, error) {
	for _, t := range times {
		if !(t >= 0) || math.IsInf(t, 1) {
			return nil, fmt.Errorf("%w: %g h", ErrTime, t)
		}
	}
	g, err := s.at(ctx, times, true)
	if err != nil {
		return nil, err
	}
	out := make([]Point, len(times))
	for i, t := range times {
		out[i] = Point{t, make([]State, len(g.p))}
		for top := range g.p {
			out[i].Tops[top].Probability = g.p[top][i]
			if g.w != nil && !g.unknown[top][i] {
				w := g.w[top][i]
				out[i].Tops[top].FailureIntensity = &w
			}
		}
	}
	return out, nil
}

// maxTimes bounds the points of a curve that are made here.
const maxTimes = 1_000_000

// Times returns times for a curve, in increasing order: 0, every step, the end of
// the mission, and those just before and after every moment at which an event of
// the study may jump, so that a line through the points shows the jumps.
//
// It returns an error that wraps [ErrTime] for a mission or step that is not
// positive or a million steps or more, or one that wraps [expression.ErrMoments].
func (s Study) Times(hours, step float64) ([]float64, error) {
	if err := checkHours(hours); err != nil {
		return nil, err
	}
	if !(step > 0) || !(hours/step < maxTimes) {
		return nil, fmt.Errorf("%w: step of %g h in a mission of %g h", ErrTime, step, hours)
	}
	edges, err := s.edges(hours, maxTimes)
	if err != nil {
		return nil, err
	}
	var times []float64
	for k := 0; float64(k)*step < hours; k++ {
		times = append(times, float64(k)*step)
	}
	times = append(times, hours)
	for _, e := range edges {
		times = append(times, e.before, e.after)
	}
	slices.Sort(times)
	return slices.Compact(times), nil
}
