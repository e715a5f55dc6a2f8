package expression

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Inputs are what the probabilities of the basic events of a tree are made of.
// The zero value has no events.
type Inputs struct {
	Events     map[string]Expr `json:"events"` // probabilities by ID; events without one are left out
	Parameters System          `json:"parameters,omitempty"`
}

// Probabilities returns the probabilities of the events with these IDs, in their
// order.
//
// It returns an error for each event without a probability, whose expression has
// no value, or one that is no probability. Time is linear in the size of all
// expressions.
func (in Inputs) Probabilities(ids []string, set Settings) ([]float64, error) {
	eval := in.Parameters.At(set)
	return in.probabilities(ids, func(_ int, key string, e Expr) (float64, error) { return eval.Value(key, e) })
}

// probabilities returns what value says of the expression of each event, or its
// errors and that there is none, or no probability.
func (in Inputs) probabilities(ids []string, value func(i int, key string, e Expr) (float64, error)) ([]float64, error) {
	out := make([]float64, len(ids))
	var faults []error
	for i, id := range ids {
		e, ok := in.Events[id]
		if !ok {
			faults = append(faults, fmt.Errorf("basic event %q has no probability", id))
			continue
		}
		p, err := value(i, EventKey(id), e)
		if err == nil && !(p >= 0 && p <= 1) {
			err = fmt.Errorf("%s: probability %g is not between 0 and 1", EventKey(id), p)
		}
		if err != nil {
			faults = append(faults, err)
			continue
		}
		out[i] = p
	}
	return out, errors.Join(faults...)
}

// EventKey begins the keys of the deviates in the probability of an event.
func EventKey(id string) string { return "event " + id }

// Deviates returns the keys of all random deviates that the events depend on,
// sorted: those of the numbers that [Settings].Uniform is asked for.
func (in Inputs) Deviates() []string {
	exprs := make(map[string]Expr, len(in.Events))
	for id, e := range in.Events {
		exprs[EventKey(id)] = e
	}
	return in.Parameters.Deviates(exprs)
}

// Deviates returns the keys of all random deviates that expressions depend on,
// sorted. The expressions are given by the keys they are evaluated under.
func (s System) Deviates(exprs map[string]Expr) []string {
	keys := map[string]bool{}
	seen := map[string]bool{}
	var walk func(key string, e Expr)
	walk = func(key string, e Expr) {
		if e.Op.random() {
			keys[key] = true
		}
		if d, ok := s[e.Name]; ok && e.Op == Parameter && !seen[e.Name] {
			seen[e.Name] = true
			walk(parameterKey(e.Name), d.Expr)
		}
		for i, a := range e.Args {
			walk(child(key, i), a)
		}
	}
	for key, e := range exprs {
		walk(key, e)
	}
	return slices.Sorted(maps.Keys(keys))
}

func parameterKey(name string) string { return "parameter " + name }
