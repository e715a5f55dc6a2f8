package study

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/openpsa"
)

// The kinds of what a model has names for.
const (
	gate = iota + 1
	event
	house
)

// kinds returns what all IDs of the model are.
func kinds(m *openpsa.Model) map[string]int {
	out := map[string]int{}
	var add func(c openpsa.Container)
	add = func(c openpsa.Container) {
		for _, g := range c.Gates {
			out[g.ID] = gate
		}
		for _, e := range c.Events {
			out[e.ID] = event
		}
		for _, h := range c.House {
			out[h.ID] = house
		}
		for _, g := range c.Groups {
			for _, id := range g.Members {
				out[id] = event
			}
		}
		for _, part := range c.Components {
			add(part)
		}
	}
	for _, c := range append(slices.Clone(m.FaultTrees), m.Data) {
		add(c)
	}
	return out
}

// unknown reports the states that are of nothing in the model.
func unknown(m *openpsa.Model, states ...map[string]bool) error {
	known := kinds(m)
	var faults []error
	for _, given := range states {
		for _, id := range slices.Sorted(maps.Keys(given)) {
			if known[id] == 0 {
				faults = append(faults, fmt.Errorf("study: nothing in the model is called %q", id))
			}
		}
	}
	return errors.Join(faults...)
}

// fixed returns the circumstances with gates and events fixed.
func fixed(m *openpsa.Model, at openpsa.At, states map[string]bool) openpsa.At {
	known := kinds(m)
	at.House, at.Gates, at.Events = maps.Clone(at.House), maps.Clone(at.Gates), maps.Clone(at.Events)
	for id, state := range states {
		switch known[id] {
		case gate:
			put(&at.Gates, id, openpsa.Formula{Op: "constant", Value: state})
		case event:
			p := 0.0
			if state {
				p = 1
			}
			put(&at.Events, id, expression.Num(p))
		case house:
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
