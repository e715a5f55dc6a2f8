package risk

import "ninefold/analysis/faulttree/expression"

// An index finds the elements of a model by ID, with common-cause groups expanded.
type index struct {
	gates       map[string]*Formula
	events      map[string]*expression.Expr // nil where there is no probability
	house       map[string]bool
	system      expression.System
	constraints []constraint
	taken       map[string]bool    // IDs of ours
	tests       bool               // whether what an event or parameter is may depend on where it is in an event tree
	rates       map[string]float64 // failures per hour, of events that note them
}

// A constraint is what holds in every sequence and tree that it touches.
type constraint struct {
	name    string
	formula Formula
}

func newIndex(m *Model, staggered bool) *index {
	ix := &index{
		gates: map[string]*Formula{}, events: map[string]*expression.Expr{}, house: map[string]bool{},
		system: expression.System{}, taken: map[string]bool{}, rates: map[string]float64{},
	}
	var groups []Group
	for c := range m.Containers() {
		for i, g := range c.Gates {
			ix.gates[g.ID] = &c.Gates[i].Formula
		}
		for _, e := range c.Events {
			ix.events[e.ID] = e.Expr
			if rate := e.noted(); rate != nil {
				ix.rates[e.ID] = *rate
			}
		}
		for _, h := range c.House {
			ix.house[h.ID] = h.State
		}
		for _, p := range c.Parameters {
			ix.system[p.ID] = expression.Definition{Expr: p.Expr, Unit: p.Unit}
		}
		groups = append(groups, c.Groups...)
		for _, s := range c.Substitutions {
			if f, ok := s.constraint(); ok {
				ix.constraints = append(ix.constraints, constraint{s.Name, f})
			}
		}
	}
	for _, g := range groups {
		ix.expand(g, staggered)
	}
	ix.tests = ix.testing(m)
	return ix
}

// testing reports whether a parameter or event, as it is or as it may be set,
// depends on a test.
func (ix *index) testing(m *Model) bool {
	for _, e := range ix.events {
		if e != nil && contains(*e, isTest) {
			return true
		}
	}
	for _, d := range ix.system {
		if contains(d.Expr, isTest) {
			return true
		}
	}
	found := false
	m.eachInstruction(func(i *Instruction) {
		switch i.Op {
		case "set-basic-event", "set-parameter", "collect-expression":
			found = found || contains(*i.Expr, isTest)
		}
	})
	for _, e := range m.InitiatingEvents {
		found = found || e.Expr != nil && contains(*e.Expr, isTest)
	}
	return found
}

// fresh returns the ID, with primes added until nothing else has it.
func (ix *index) fresh(id string) string {
	for {
		_, gate := ix.gates[id]
		_, event := ix.events[id]
		_, house := ix.house[id]
		if !gate && !event && !house && !ix.taken[id] {
			ix.taken[id] = true
			return id
		}
		id += "'"
	}
}

// constraint returns what a substitution without source demands: that the
// hypothesis implies all of the target.
func (s Substitution) constraint() (Formula, bool) {
	not := Formula{Op: "not", Args: []Formula{s.Hypothesis}}
	switch {
	case len(s.Source) > 0 || s.Constant != nil && *s.Constant:
		return Formula{}, false
	case s.Constant != nil:
		return not, true
	}
	all := Formula{Op: "and"}
	for _, t := range s.Target {
		all.Args = append(all.Args, Formula{Op: "basic-event", Ref: t})
	}
	return Formula{Op: "or", Args: []Formula{not, all}}, true
}
