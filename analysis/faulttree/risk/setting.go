package risk

import (
	"maps"
	"slices"

	"ninefold/analysis/faulttree/expression"
)

// changes are what instructions have set, by ID. They are never changed in place.
type changes struct {
	house  map[string]bool
	gates  map[string]*Formula
	events map[string]*expression.Expr
	params map[string]*expression.Expr
}

// with returns c after one more set instruction.
func (c changes) with(i Instruction) changes {
	switch i.Op {
	case "set-house-event":
		c.house = put(c.house, i.Name, i.State)
	case "set-gate":
		c.gates = put(c.gates, i.Name, i.Formula)
	case "set-basic-event":
		c.events = put(c.events, i.Name, i.Expr)
	case "set-parameter":
		c.params = put(c.params, i.Name, i.Expr)
	}
	return c
}

// size returns how many elements have been set.
func (c changes) size() int { return len(c.house) + len(c.gates) + len(c.events) + len(c.params) }

func put[V any](m map[string]V, key string, v V) map[string]V {
	out := make(map[string]V, len(m)+1)
	maps.Copy(out, m)
	out[key] = v
	return out
}

// A setting is what holds at a place of an event tree. It is never changed in
// place, so that those who were there can share it.
type setting struct {
	changes
	initiating string
	states     []State
}

func (c *setting) set(i Instruction) *setting {
	return &setting{c.with(i), c.initiating, c.states}
}

func (c *setting) enter(s State) *setting {
	return &setting{c.changes, c.initiating, append(slices.Clip(c.states), s)}
}

// truth returns what a test says.
func (c *setting) truth(e expression.Expr) bool {
	if e.Op == expression.TestInitiate {
		return e.Name != "" && e.Name == c.initiating
	}
	for _, s := range slices.Backward(c.states) { // the last one counts
		if s.FunctionalEvent == e.Name {
			return s.State == e.State
		}
	}
	return false
}

func isTest(e expression.Expr) bool {
	return e.Op == expression.TestInitiate || e.Op == expression.TestFunction
}

// contains reports whether some part of e is as wanted. It does not follow
// parameters.
func contains(e expression.Expr, wanted func(expression.Expr) bool) bool {
	return wanted(e) || slices.ContainsFunc(e.Args, func(a expression.Expr) bool { return contains(a, wanted) })
}
