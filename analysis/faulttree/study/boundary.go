package study

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/risk"
)

// unknown reports the states that are of nothing in the model.
func unknown(m *risk.Model, states ...map[string]bool) error {
	known := m.Kinds()
	var faults []error
	for _, given := range states {
		for _, id := range slices.Sorted(maps.Keys(given)) {
			if known[id] == "" {
				faults = append(faults, fmt.Errorf("study: nothing in the model is called %q", id))
			}
		}
	}
	return errors.Join(faults...)
}

// fixed returns the circumstances with gates and events fixed.
func fixed(m *risk.Model, at risk.At, states map[string]bool) risk.At {
	known := m.Kinds()
	at.House, at.Gates, at.Events = maps.Clone(at.House), maps.Clone(at.Gates), maps.Clone(at.Events)
	for id, state := range states {
		switch known[id] {
		case "gate":
			put(&at.Gates, id, risk.Formula{Op: "constant", Value: state})
		case "basic-event":
			p := 0.0
			if state {
				p = 1
			}
			put(&at.Events, id, expression.Num(p))
		case "house-event":
			put(&at.House, id, state)
		}
	}
	return at
}

func put[V any](m *map[string]V, id string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[id] = v
}

// within returns those of the states that are of gates and events in the tree.
func within(t faulttree.Tree, states map[string]bool) map[string]bool {
	known := t.IDs()
	out := maps.Clone(states)
	maps.DeleteFunc(out, func(id string, _ bool) bool { return !known[id] })
	return out
}
