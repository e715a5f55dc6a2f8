package faulttree

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Frequency returns how often the top events occur per hour, each times its
// weight: Σ Birnbaum(i) · (1 − p(i)) · rates[i]. An event that is absent and
// critical occurs, and with it the top event [Ves70]. rates[i] is that of event i
// while it is absent, in the order of [Diagram.Events]; that of an event whose
// state does not change, such as a switch that fails on demand, is 0.
//
// This is the unconditional failure intensity of the top event at the time at
// which the events have probabilities p, whatever the law they follow, and
// whether or not they are repaired: in a coherent tree no event that ends causes
// the top event. Where an event may help, its end may, and how often events end
// is not known here [BC93]: that such an event has a rate is refused. Trees that
// are not coherent are fine where only events without a rate may help.
//
// It returns [ErrNotCoherent] for such events, all at once, [ErrShape],
// [ErrProbability], [ErrRate] or [ErrWeight]. Time is two passes over the diagram.
func (d *Diagram) Frequency(p, rates, weights []float64) (float64, error) {
	if len(rates) != len(d.events) {
		return 0, fmt.Errorf("%w: %d rates for %d events", ErrShape, len(rates), len(d.events))
	}
	if err := errors.Join(d.checkNumbers(p, weights), d.checkRates(rates)); err != nil {
		return 0, err
	}
	_, birnbaum := d.Gradient(p, weights)
	sum := 0.0
	for i, b := range birnbaum {
		sum += float64(max(b, 0) * (1 - p[i]) * rates[i]) // below 0 is rounding where there is a rate
	}
	if math.IsInf(sum, 1) {
		return 0, fmt.Errorf("faulttree: %w: sum of all", ErrRate)
	}
	return sum, nil
}

func (d *Diagram) checkRates(rates []float64) error {
	var faults []error
	var helpful []string
	for i, r := range rates {
		if !(r >= 0) || math.IsInf(r, 1) {
			faults = append(faults, &InvalidError{d.events[i], fmt.Errorf("%w: %g", ErrRate, r)})
		} else if r > 0 && d.mayHelp[i] {
			helpful = append(helpful, d.events[i])
		}
	}
	if len(helpful) > 0 {
		faults = append(faults, fmt.Errorf("%w: with a rate and able to help: %q", ErrNotCoherent, helpful))
	}
	return errors.Join(faults...)
}

// mayHelp tells of every leaf whether some way from the tops to it goes through
// an odd number of complements, or through an Xor.
func (g *graph) mayHelp() []bool {
	// By node: whether some way to it goes through an even number, and an odd one.
	even, odd := make([]bool, g.nodes()), make([]bool, g.nodes())
	reach := func(l lit, even0, odd0 bool) {
		if l.constant() {
			return
		}
		if l&1 == 1 {
			even0, odd0 = odd0, even0
		}
		even[l.node()] = even[l.node()] || even0
		odd[l.node()] = odd[l.node()] || odd0
	}
	for _, t := range g.tops {
		reach(t, true, false)
	}
	for i, gate := range slices.Backward(g.gates) {
		n := g.leaves + i
		same, other := even[n], odd[n]
		if gate.op == Xor {
			same = same || other
			other = same
		}
		for _, in := range gate.inputs {
			reach(in.lit, same, other)
		}
	}
	return odd[:g.leaves]
}
