package dynamic

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

const mostNames = 10 // in a warning

// A plan is how a tree is taken apart: static gates on top, whose inputs are
// independent units.
type plan struct {
	ix    *index
	tree  Tree           // with gates that were split
	gates []string       // static gates on top, inputs first; none where the top is a unit
	units []string       // roots of the units, in the order of the tree
	unit  map[string]int // of each element of a unit
	size  []int          // how many elements each unit has
}

// A planner joins what has to be in one unit.
type planner struct {
	ix     *index
	order  []string // what the top needs, inputs first
	needed map[string]bool
	parent map[string]string // union–find
	inside map[string]bool   // belongs to a unit of more than a leaf
}

// newPlan takes a tree apart. What depends on order, on each other or on the same
// spares, triggers, restraints or inspections is one unit, with one output: static
// gates between outputs of one unit become part of it. Inputs of And and Or gates
// are grouped for that.
//
// Source: R. Gulati, J. B. Dugan, A modular approach for analyzing static and
// dynamic fault trees, 1997. https://doi.org/10.1109/RAMS.1997.571665
func newPlan(t Tree) *plan {
	t.Gates = slices.Clone(t.Gates)
	p := &planner{ix: newIndex(t), needed: map[string]bool{}, parent: map[string]string{}, inside: map[string]bool{}}
	p.need()
	p.couple()
	for p.join() {
	}
	return p.plan()
}

// newWhole makes one unit of all of a tree.
func newWhole(t Tree) *plan {
	p := &planner{ix: newIndex(t), needed: map[string]bool{}, parent: map[string]string{}, inside: map[string]bool{}}
	p.need()
	for _, id := range p.order {
		p.unite(t.Top, id)
	}
	return p.plan()
}

// inputs returns those of a gate; none of an event.
func (ix *index) inputs(id string) []string {
	if g := ix.gates[id]; g != nil {
		return g.Inputs
	}
	return nil
}

// below calls f with id and all below it, once each in seen, inputs first.
func (ix *index) below(id string, seen map[string]bool, f func(id string)) {
	if seen[id] {
		return
	}
	seen[id] = true
	for _, in := range ix.inputs(id) {
		ix.below(in, seen, f)
	}
	f(id)
}

// need finds all that the top may depend on.
func (p *planner) need() {
	add := func(id string) { p.ix.below(id, p.needed, func(id string) { p.order = append(p.order, id) }) }
	add(p.ix.tree.Top)
	for before := -1; before < len(p.order); {
		before = len(p.order)
		for _, d := range p.ix.tree.Dependencies {
			if slices.ContainsFunc(d.Dependents, func(id string) bool { return p.needed[id] }) {
				add(d.Trigger)
			}
			if len(p.ix.tree.Restraints) > 0 && p.touches([]string{d.Trigger}) { // which may be kept from failing
				for _, id := range d.Dependents {
					add(id)
				}
			}
		}
		for _, r := range p.ix.tree.Restraints {
			if p.touches(r.Inputs) {
				for _, in := range r.Inputs {
					add(in)
				}
			}
		}
	}
}

// unused returns a warning of what the top does not depend on; none where there is
// nothing like that.
func (t Tree) unused() []string {
	p := &planner{ix: newIndex(t), needed: map[string]bool{}}
	p.need()
	var names []string
	for _, g := range t.Gates {
		if !p.needed[g.ID] {
			names = append(names, strconv.Quote(g.ID))
		}
	}
	for _, e := range t.Events {
		if !p.needed[e.ID] {
			names = append(names, strconv.Quote(e.ID))
		}
	}
	if len(names) == 0 {
		return []string{}
	}
	more := ""
	if n := len(names) - mostNames; n > 0 {
		names, more = names[:mostNames], fmt.Sprintf(" and %d more", n)
	}
	return []string{"left out, for the top does not depend on it: " + strings.Join(names, ", ") + more}
}

// touches reports whether anything needed is below some of the IDs.
func (p *planner) touches(ids []string) bool {
	seen, touched := map[string]bool{}, false
	for _, id := range ids {
		p.ix.below(id, seen, func(id string) { touched = touched || p.needed[id] })
	}
	return touched
}

func (p *planner) find(id string) string {
	for p.parent[id] != "" && p.parent[id] != id {
		id = p.parent[id]
	}
	return id
}

func (p *planner) unite(a, b string) {
	p.inside[a], p.inside[b] = true, true
	if a, b = p.find(a), p.find(b); a != b {
		p.parent[b] = a
	}
}

// absorb puts a gate and all below it into one unit.
func (p *planner) absorb(id string) {
	p.inside[id] = true
	p.ix.below(id, map[string]bool{}, func(in string) { p.unite(id, in) })
}

// couple joins what depends on each other.
func (p *planner) couple() {
	for _, id := range p.order {
		if g := p.ix.gates[id]; g != nil && (g.Op == Pand || g.Op == Por || g.Op == Spare) {
			p.absorb(id)
		}
	}
	together := func(ids []string) {
		first := ""
		for _, id := range ids {
			if !p.needed[id] {
				continue
			}
			p.absorb(id)
			if first == "" {
				first = id
			}
			p.unite(first, id)
		}
	}
	for _, d := range p.ix.tree.Dependencies {
		if slices.ContainsFunc(d.Dependents, func(id string) bool { return p.needed[id] }) {
			together(append([]string{d.Trigger}, d.Dependents...))
		}
	}
	for _, r := range p.ix.tree.Restraints {
		together(r.Inputs)
	}
	for _, i := range p.ix.tree.Inspections {
		together(slices.DeleteFunc(slices.Clone(i.Inputs), func(id string) bool { return p.ix.events[id] == nil }))
	}
}

// join makes one step towards units with one output each; false where there is
// nothing more to do.
func (p *planner) join() bool {
	outputs := map[string]map[string]bool{}
	for _, id := range p.order {
		if p.inside[id] {
			continue
		}
		for _, in := range p.ix.inputs(id) {
			if p.inside[in] {
				u := p.find(in)
				if outputs[u] == nil {
					outputs[u] = map[string]bool{}
				}
				outputs[u][in] = true
			}
		}
	}
	for _, id := range p.order { // the lowest gate that uses a unit with several outputs
		if p.inside[id] || p.ix.gates[id] == nil {
			continue
		}
		byUnit := map[string][]string{}
		busy := ""
		for _, in := range p.ix.inputs(id) {
			if !p.inside[in] {
				continue
			}
			u := p.find(in)
			byUnit[u] = append(byUnit[u], in)
			if len(outputs[u]) > 1 && busy == "" {
				busy = u
			}
		}
		if busy != "" {
			p.merge(id, byUnit[busy])
			return true
		}
	}
	return false
}

// merge makes inputs of a static gate one: a gate of its own where it has others,
// too, and some of them may be apart.
func (p *planner) merge(id string, together []string) {
	g := p.ix.gates[id]
	if g.Op == AtLeast || len(together) < 2 || len(together) == len(g.Inputs) {
		p.absorb(id)
		return
	}
	part := Gate{ID: id + "\x00part", Op: g.Op, Inputs: together}
	rest := []string{part.ID}
	for _, in := range g.Inputs {
		if !slices.Contains(together, in) {
			rest = append(rest, in)
		}
	}
	t := p.ix.tree
	for i := range t.Gates {
		if t.Gates[i].ID == id {
			t.Gates[i].Inputs = rest
		}
	}
	t.Gates = append(t.Gates, part)
	p.ix = newIndex(t)
	p.needed[part.ID] = true
	p.order = slices.Insert(p.order, slices.Index(p.order, id), part.ID)
	p.absorb(part.ID)
}

func (p *planner) plan() *plan {
	out := &plan{ix: p.ix, tree: p.ix.tree, unit: map[string]int{}}
	number := map[string]int{}
	root := func(id string) {
		u := p.find(id)
		if _, known := number[u]; !known {
			number[u] = len(out.units)
			out.units = append(out.units, id)
		}
	}
	top := p.ix.tree.Top
	if p.inside[top] || p.ix.gates[top] == nil {
		root(top)
	}
	var static func(id string)
	seen := map[string]bool{}
	static = func(id string) {
		if seen[id] || p.inside[id] || p.ix.gates[id] == nil {
			return
		}
		seen[id] = true
		for _, in := range p.ix.inputs(id) {
			if static(in); p.inside[in] || p.ix.gates[in] == nil {
				root(in)
			}
		}
		out.gates = append(out.gates, id)
	}
	static(top)
	out.size = make([]int, len(out.units))
	for _, id := range slices.Sorted(maps.Keys(p.needed)) {
		if n, known := number[p.find(id)]; known && (p.inside[id] || p.ix.gates[id] == nil) {
			out.unit[id] = n
			out.size[n]++
		}
	}
	return out
}
