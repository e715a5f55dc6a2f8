package faulttree

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Given returns t under boundary conditions: the events and gates named are house
// events with the states given, whatever would cause them. It is not the same as
// knowing that they are in these states, which says something about what causes
// them: that is [Conditional].
//
// What only a fixed gate needed stays in the tree. t is not modified; faults it
// has stay. IDs that are not in t are reported, all of them, as [ErrUnknownID].
func (t Tree) Given(states map[string]bool) (Tree, error) {
	if err := t.checkKnown(states); err != nil {
		return Tree{}, err
	}
	fixed := func(id string) bool { _, ok := states[id]; return ok }
	out := t
	out.Gates = slices.DeleteFunc(slices.Clone(t.Gates), func(g Gate) bool { return fixed(g.ID) })
	out.Events = slices.DeleteFunc(slices.Clone(t.Events), func(e BasicEvent) bool { return fixed(e.ID) })
	out.House = slices.DeleteFunc(slices.Clone(t.House), func(h HouseEvent) bool { return fixed(h.ID) })
	for _, id := range slices.Sorted(maps.Keys(states)) {
		out.House = append(out.House, HouseEvent{id, states[id]})
	}
	return out, nil
}

// checkKnown reports the IDs that are not in t.
func (t Tree) checkKnown(states map[string]bool) error {
	known := t.IDs()
	var faults []error
	for _, id := range slices.Sorted(maps.Keys(states)) {
		if !known[id] {
			faults = append(faults, &InvalidError{id, fmt.Errorf("%w: a state is given for it", ErrUnknownID)})
		}
	}
	return errors.Join(faults...)
}

// Conditional returns the probability of the top event of t given that the
// events, gates and house events named are in these states: P(T and all of them) /
// P(all of them), exact. It is absent where that is impossible, and where it is
// less probable than any float64 can say.
//
// A gate in the state tells what its inputs are where it can only be so by them,
// such as all that a true And needs. Events known that way are taken as fixed, so
// that their probabilities, however small, are on neither side of the ratio.
//
// It returns the faults of t, [ErrUnknownID] for all unknown IDs, [ErrTooLarge],
// or the error of ctx.
func Conditional(ctx context.Context, t Tree, given map[string]bool, opt Options) (*float64, error) {
	if err := errors.Join(t.Validate(), t.checkKnown(given)); err != nil {
		return nil, err
	}
	known, possible := t.consequences(given)
	if !possible {
		return share(0, 0), nil
	}
	fixed := map[string]bool{}
	for _, e := range t.Events {
		if state, ok := known[e.ID]; ok {
			fixed[e.ID] = state
		}
	}
	reduced, err := t.Given(fixed)
	if err != nil {
		return nil, err
	}
	reduced, tops := reduced.conditioned(known)
	d, err := Compile(ctx, reduced, tops, opt)
	if err != nil {
		return nil, err
	}
	p, _ := reduced.Parameters(d.events)
	both := d.Probability(p)
	return share(both[0], both[1]), nil
}

// conditioned returns t with a gate that says that the top event has occurred and
// the gates of t are in the states known, and one that says the latter.
func (t Tree) conditioned(known map[string]bool) (with Tree, tops []string) {
	taken := t.IDs()
	taken[t.Top] = true
	fresh := func(id string) string {
		for taken[id] {
			id += "'"
		}
		taken[id] = true
		return id
	}
	certain := fresh("certain") // an And must not be empty
	with = t
	with.House = append(slices.Clone(t.House), HouseEvent{certain, true})
	with.Gates = slices.Clone(t.Gates)
	all := Gate{ID: fresh("condition"), Op: And, Inputs: []string{certain}}
	for _, g := range t.Gates {
		state, ok := known[g.ID]
		if !ok {
			continue
		}
		literal := g.ID
		if !state {
			literal = fresh("not " + g.ID)
			with.Gates = append(with.Gates, Gate{ID: literal, Op: Not, Inputs: []string{g.ID}})
		}
		all.Inputs = append(all.Inputs, literal)
	}
	top := Gate{ID: fresh("both"), Op: And, Inputs: []string{t.Top, all.ID}}
	with.Gates = append(with.Gates, all, top)
	return with, []string{top.ID, all.ID}
}

// consequences returns the states given and those that follow from them input by
// input; false where they contradict each other or an event is certain not to be
// in its state. Not all that follows is found.
func (t Tree) consequences(given map[string]bool) (map[string]bool, bool) {
	gates := map[string]Gate{}
	for _, g := range t.Gates {
		gates[g.ID] = g
	}
	known, possible := map[string]bool{}, true
	var learn func(id string, state bool)
	learn = func(id string, state bool) {
		if before, ok := known[id]; ok {
			possible = possible && before == state
			return
		}
		known[id] = state
		g := gates[id]
		if inputs, ok := g.forced(state); ok {
			for _, in := range g.Inputs {
				learn(in, inputs)
			}
		}
		if g.Op == Imply && !state {
			learn(g.Inputs[0], true)
			learn(g.Inputs[1], false)
		}
	}
	for id, state := range given {
		learn(id, state)
	}
	for _, e := range t.Events {
		if state, ok := known[e.ID]; ok && (state && e.Probability == 0 || !state && e.Probability == 1) {
			return nil, false
		}
	}
	for _, h := range t.House {
		if state, ok := known[h.ID]; ok && state != h.State {
			return nil, false
		}
	}
	return known, possible
}

// forced returns the state all inputs of a gate in the state must be in, if there
// is such a one.
func (g Gate) forced(state bool) (inputs, ok bool) {
	n := len(g.Inputs)
	least, most := 0, n // how many of them have occurred
	switch g.Op {
	case And:
		return true, state
	case Nand:
		return true, !state
	case Or:
		return false, !state
	case Nor:
		return false, state
	case Not:
		return !state, true
	case AtLeast:
		if state {
			least = g.K
		} else {
			most = g.K - 1
		}
	case Cardinality:
		if state {
			least, most = g.K, g.Max
		}
	}
	return least == n, n > 0 && (least == n || most == 0)
}
