package openpsa

import (
	"slices"
	"strings"

	"ninefold/analysis/faulttree/expression"
)

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
	m.each(func(c *Container) {
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
	})
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

// each calls f with every container, the one outside fault trees last.
func (m *Model) each(f func(*Container)) {
	var walk func(c *Container)
	walk = func(c *Container) {
		f(c)
		for i := range c.Components {
			walk(&c.Components[i])
		}
	}
	for i := range m.FaultTrees {
		walk(&m.FaultTrees[i])
	}
	walk(&m.Data)
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

// refs calls f with every reference in a formula.
func (f Formula) refs(each func(id string)) {
	if f.Ref != "" {
		each(f.Ref)
	}
	for _, a := range f.Args {
		a.refs(each)
	}
}

// checkLoops reports gates and parameters that depend on themselves.
func (p *parser) checkLoops(m *Model) {
	gates, params := map[string][]string{}, map[string][]string{}
	var gateIDs, paramIDs []string
	m.each(func(c *Container) {
		for _, g := range c.Gates {
			gateIDs = append(gateIDs, g.ID)
			g.Formula.refs(func(id string) { gates[g.ID] = append(gates[g.ID], id) })
		}
		for _, q := range c.Parameters {
			paramIDs = append(paramIDs, q.ID)
			var walk func(e expression.Expr)
			walk = func(e expression.Expr) {
				if e.Op == expression.Parameter {
					params[q.ID] = append(params[q.ID], e.Name)
				}
				for _, a := range e.Args {
					walk(a)
				}
			}
			walk(q.Expr)
		}
	})
	for _, loop := range loops(gateIDs, gates) {
		p.reportf(p.sites["gate "+loop[0]], "depends on itself: %s", arrows(loop))
	}
	for _, loop := range loops(paramIDs, params) {
		p.reportf(p.sites["parameter "+loop[0]], "depends on itself: %s", arrows(loop))
	}
}

// arrows shows a loop, of long ones the two ends.
func arrows(loop []string) string {
	if len(loop) > 20 {
		loop = slices.Concat(loop[:10], []string{"…"}, loop[len(loop)-10:])
	}
	return strings.Join(loop, " → ") + " → " + loop[0]
}

// loops returns a loop for every edge that closes one in a walk in depth. It does
// not recurse: chains may be as long as a model.
func loops(ids []string, next map[string][]string) [][]string {
	const open, done = 1, 2
	state := map[string]int{}
	var found [][]string
	type step struct {
		id string
		at int
	}
	for _, start := range ids {
		if state[start] != 0 {
			continue
		}
		state[start] = open
		path := []step{{start, 0}}
		for len(path) > 0 {
			top := &path[len(path)-1]
			if top.at == len(next[top.id]) {
				state[top.id] = done
				path = path[:len(path)-1]
				continue
			}
			to := next[top.id][top.at]
			top.at++
			switch state[to] {
			case 0:
				state[to] = open
				path = append(path, step{to, 0})
			case open:
				var loop []string
				for i := len(path) - 1; i >= 0; i-- {
					loop = append(loop, path[i].id)
					if path[i].id == to {
						break
					}
				}
				slices.Reverse(loop)
				if found = append(found, loop); len(found) >= 100 {
					return found
				}
			}
		}
	}
	return found
}
