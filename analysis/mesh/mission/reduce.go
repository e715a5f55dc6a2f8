package mission

import (
	"slices"

	"ninefold/analysis/dynamic"
)

// without returns a tree in which some events never happen, without all that cannot
// happen then and all that the top does not need. Its top is empty where that
// cannot happen.
func without(t dynamic.Tree, removed []string) dynamic.Tree {
	can := possible(t, removed)
	out := dynamic.Tree{Gates: []dynamic.Gate{}, Events: []dynamic.Event{}}
	if !can[t.Top] {
		return out
	}
	out.Top = t.Top
	for _, g := range t.Gates {
		if !can[g.ID] {
			continue
		}
		inputs := slices.DeleteFunc(slices.Clone(g.Inputs), func(in string) bool { return !can[in] })
		if len(inputs) < len(g.Inputs) && (len(inputs) == 0 || g.Op != dynamic.Or && g.Op != dynamic.AtLeast) {
			g.Op, g.K, inputs = dynamic.Or, 0, []string{impossible} // it is forced to fail alone
		}
		g.Inputs = inputs
		out.Gates = append(out.Gates, g)
	}
	needed := reach(t, out)
	out.Gates = slices.DeleteFunc(out.Gates, func(g dynamic.Gate) bool { return !needed[g.ID] })
	for _, e := range t.Events {
		if needed[e.ID] {
			out.Events = append(out.Events, e)
		}
	}
	for _, d := range t.Dependencies {
		if can[d.Trigger] && slices.ContainsFunc(d.Dependents, func(id string) bool { return needed[id] }) {
			out.Dependencies = append(out.Dependencies, d)
		}
	}
	return out
}

// possible returns what can happen: the least fixpoint over gates and dependencies.
func possible(t dynamic.Tree, removed []string) map[string]bool {
	can := map[string]bool{}
	for _, e := range t.Events {
		if e.RatePerHour > 0 && !slices.Contains(removed, e.ID) {
			can[e.ID] = true
		}
	}
	for before := -1; before < len(can); {
		before = len(can)
		for _, g := range t.Gates {
			if fails(g, can) {
				can[g.ID] = true
			}
		}
		for _, d := range t.Dependencies {
			for _, id := range d.Dependents {
				if can[d.Trigger] {
					can[id] = true
				}
			}
		}
	}
	return can
}

// fails reports whether a gate can fail, given what can.
func fails(g dynamic.Gate, can map[string]bool) bool {
	n := 0
	for _, in := range g.Inputs {
		if can[in] {
			n++
		}
	}
	switch g.Op {
	case dynamic.Or:
		return n > 0
	case dynamic.AtLeast:
		return n >= g.K
	}
	return n == len(g.Inputs)
}

// reach returns what the top of a tree needs: what is below it, and below the
// triggers of what is.
func reach(t, out dynamic.Tree) map[string]bool {
	inputs := map[string][]string{}
	for _, g := range out.Gates {
		inputs[g.ID] = g.Inputs
	}
	triggers := map[string][]string{}
	for _, d := range t.Dependencies {
		for _, id := range d.Dependents {
			triggers[id] = append(triggers[id], d.Trigger)
		}
	}
	needed := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		if needed[id] {
			return
		}
		needed[id] = true
		for _, in := range inputs[id] {
			visit(in)
		}
		for _, trigger := range triggers[id] {
			visit(trigger)
		}
	}
	visit(out.Top)
	return needed
}
