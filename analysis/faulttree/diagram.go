package faulttree

import (
	"context"
	"fmt"
	"slices"
)

// Events returns the IDs of the basic events under the tops, sorted. Whatever
// has one entry per event has them in this order.
func (d *Diagram) Events() []string { return slices.Clone(d.events) }

// Tops returns the IDs the diagram was compiled for, in the order given.
func (d *Diagram) Tops() []string { return slices.Clone(d.tops) }

// Coherent reports whether no event ever helps, as the gates show that are left
// after simplification. A tree that uses complements and is coherent nevertheless
// may not be recognised.
func (d *Diagram) Coherent() bool { return d.coherent }

// Probability returns the probability of every top, given that of every event in
// [0, 1]. It takes one pass over the diagram and panics when len(p) is not the
// number of events.
func (d *Diagram) Probability(p []float64) []float64 {
	return d.flat.Probability(byLevel(d, p))
}

// Gradient returns the sum of the tops' probabilities, each times its weight, and
// the derivative of that sum by the probability of every event: its Birnbaum
// importance. It takes two passes over the diagram, however many events there
// are. Weights must not be negative; it panics when there is not one for every
// top and a p for every event.
func (d *Diagram) Gradient(p, weights []float64) (value float64, birnbaum []float64) {
	q := byLevel(d, p)
	d.checkWeights(weights)
	value, derivative := d.flat.Gradient(q, weights)
	return value, d.perEvent(derivative)
}

// perEvent brings the derivatives by the variables into the order of the events.
func (d *Diagram) perEvent(derivative []float64) []float64 {
	birnbaum := make([]float64, len(d.events))
	for level, x := range derivative {
		if e := d.order[level]; e != none {
			if d.coherent {
				x = max(x, 0) // below is rounding
			}
			birnbaum[e] = x
		}
	}
	return birnbaum
}

// Sample returns the probability of every top for many samples of the events'
// probabilities: p[event][sample] gives out[top][sample], as [Diagram.Probability]
// would one by one, many times faster. All events must have equally many samples.
//
// It returns [ErrShape] or [ErrProbability] for p, or the error of ctx.
func (d *Diagram) Sample(ctx context.Context, p [][]float64) ([][]float64, error) {
	if len(p) != len(d.events) {
		return nil, fmt.Errorf("%w: %d for %d", ErrShape, len(p), len(d.events))
	}
	samples := 0
	if len(p) > 0 {
		samples = len(p[0])
	}
	for i, row := range p {
		if len(row) != samples {
			return nil, fmt.Errorf("%w: %d samples of %q, %d of %q", ErrShape, len(row), d.events[i], samples, d.events[0])
		}
		if err := d.checkRange(i, row...); err != nil {
			return nil, err
		}
	}
	return d.flat.Sample(ctx, byLevel(d, p), samples)
}

// checkRange reports the first probability of the event that is none.
func (d *Diagram) checkRange(event int, p ...float64) error {
	for _, q := range p {
		if !(q >= 0 && q <= 1) {
			return &InvalidError{d.events[event], fmt.Errorf("%w: %g", ErrProbability, q)}
		}
	}
	return nil
}

// byLevel brings what is given for every event into the order of the variables.
func byLevel[T any](d *Diagram, perEvent []T) []T {
	if len(perEvent) != len(d.events) {
		panic(fmt.Sprintf("faulttree: %d values for %d events", len(perEvent), len(d.events)))
	}
	out := make([]T, len(d.order))
	for level, event := range d.order {
		if event != none {
			out[level] = perEvent[event]
		}
	}
	return out
}

func (d *Diagram) checkWeights(weights []float64) {
	if len(weights) != len(d.tops) {
		panic(fmt.Sprintf("faulttree: %d weights for %d tops", len(weights), len(d.tops)))
	}
}
