package dynamic

import (
	"context"
	"maps"
	"slices"
)

// A unit is a part of a tree with one output, as a chain.
type unit struct {
	id     string
	events int // leaves of the tree in it
	blocks int // parts that were solved by themselves
	engine *engine
	space  *space
}

// scope returns what a unit is made of.
func (p *plan) scope(u int) scope {
	sc := scope{top: p.units[u], repair: p.tree.Repairable()}
	has := func(id string) bool { n, ok := p.unit[id]; return ok && n == u }
	sc.within = has
	for i, d := range p.tree.Dependencies {
		if slices.ContainsFunc(d.Dependents, has) {
			sc.links = append(sc.links, i)
		}
	}
	for i, r := range p.tree.Restraints {
		if slices.ContainsFunc(r.Inputs, has) {
			sc.rules = append(sc.rules, i)
		}
	}
	p.roots(&sc)
	for i, c := range p.tree.Inspections {
		if slices.ContainsFunc(c.Inputs, has) {
			sc.checks = append(sc.checks, i)
		}
	}
	return sc
}

// roots finds what a scope needs besides what is below its top.
func (p *plan) roots(sc *scope) {
	sc.roots = nil
	for _, l := range sc.links {
		sc.roots = append(sc.roots, p.tree.Dependencies[l].Trigger)
	}
	for _, r := range sc.rules {
		sc.roots = append(sc.roots, p.tree.Restraints[r].Inputs...)
	}
}

// compile makes the engine of a unit, with the blocks in it solved.
func (p *plan) compile(ctx context.Context, u int) (*unit, error) {
	sc := p.scope(u)
	out := &unit{id: p.units[u]}
	if !sc.repair {
		if err := p.blocks(ctx, &sc); err != nil {
			return nil, err
		}
	}
	out.blocks = len(sc.blocks)
	out.engine = p.ix.engine(sc)
	for id, n := range p.unit {
		if n == u && p.ix.events[id] != nil {
			out.events++
		}
	}
	return out, nil
}

// fewStates is how many are explored before it is worth to look for twists, which
// takes the time of some hundreds.
const fewStates = 3000

// explore finds the states of a unit. Where the order of
// simultaneous steps matters, parts that can be exchanged are left as they are: the
// order tells them apart. Twists are looked for where there are more than a few.
func (u *unit) explore(ctx context.Context, q quest, few int) error {
	var twin *engine
	if u.engine.sensitive() {
		twin = u.engine.opposite()
	}
	soon := q
	soon.limit = min(q.limit, few)
	sp, err := explore(ctx, u.engine, twin, soon)
	if err == nil && !sp.order && sp.cut >= 0 && q.limit > few {
		u.engine.findTwists()
		sp, err = explore(ctx, u.engine, twin, q)
	}
	if err == nil && sp.order && (len(u.engine.groups)+len(u.engine.twists) > 0 || sp.cut >= 0) {
		u.engine.groups, u.engine.twists = nil, nil
		sp, err = explore(ctx, u.engine, twin, q)
	}
	u.space = sp
	return err
}

// blocks solves by themselves the largest parts of a scope that can be: those under
// a gate that are always in use, and reach the rest through that gate alone.
func (p *plan) blocks(ctx context.Context, sc *scope) error {
	f := &finder{p: p, sc: sc, parents: map[string][]string{}}
	all := map[string]bool{}
	for _, root := range append([]string{sc.top}, sc.roots...) {
		p.ix.below(root, all, func(id string) {
			for _, in := range p.ix.inputs(id) {
				if !slices.Contains(f.parents[in], id) {
					f.parents[in] = append(f.parents[in], id)
				}
			}
		})
	}
	f.ordered = f.looks(all)
	sc.blocks, sc.blockHit, sc.part = map[string]*automaton{}, map[string][]int{}, map[string]map[string]bool{}
	seen := map[string]bool{sc.top: true}
	var visit func(id string) error
	visit = func(id string) error {
		if seen[id] && id != sc.top {
			return nil
		}
		seen[id] = true
		if part, ok := f.candidate(id); ok {
			done, err := f.solve(ctx, id, part)
			if done {
				maps.Copy(seen, part)
			}
			if done || err != nil {
				return err
			}
		}
		for _, in := range p.ix.inputs(id) {
			if err := visit(in); err != nil {
				return err
			}
		}
		return nil
	}
	for _, root := range append([]string{sc.top}, sc.roots...) {
		if err := visit(root); err != nil {
			return err
		}
	}
	p.roots(sc)
	return nil
}

// A finder finds blocks.
type finder struct {
	p       *plan
	sc      *scope
	parents map[string][]string // gates of the scope
	ordered bool                // something in the scope looks at order
}

// looks reports whether anything looks at the order of simultaneous steps.
func (f *finder) looks(all map[string]bool) bool {
	if len(f.sc.rules) > 0 {
		return true
	}
	for id := range all {
		if g := f.p.ix.gates[id]; g != nil && (g.Op == Pand || g.Op == Por) {
			return true
		}
		spares := 0
		for _, g := range f.parents[id] {
			if f.p.ix.gates[g].Op == Spare {
				spares++
			}
		}
		if spares > 1 {
			return true
		}
	}
	return false
}

// inOrder reports whether a part makes the same steps in one hit as in the whole: of
// each dependency one after the other, and without any that they cause in it.
func (f *finder) inOrder(in scope) bool {
	for _, l := range in.links {
		if !in.outside[l] {
			return false
		}
		runs, inside := 0, false
		for _, id := range f.p.tree.Dependencies[l].Dependents {
			if f.sc.within(id) && in.within(id) != inside {
				if inside = !inside; inside {
					runs++
				}
			}
		}
		if runs > 1 {
			return false
		}
	}
	return true
}

// candidate returns what is below a gate, where that can be solved by itself.
func (f *finder) candidate(id string) (part map[string]bool, ok bool) {
	if f.p.ix.gates[id] == nil || id == f.sc.top || f.dormant(id, map[string]bool{}) {
		return nil, false
	}
	part = map[string]bool{}
	f.p.ix.below(id, part, func(string) {})
	if len(part) < 3 {
		return nil, false
	}
	for in := range part {
		if e := f.p.ix.events[in]; e != nil && e.Probability != nil {
			return nil, false
		}
		for _, g := range f.parents[in] {
			if in != id && !part[g] {
				return nil, false
			}
		}
	}
	for _, l := range f.sc.links {
		d := f.p.tree.Dependencies[l]
		if slices.Contains(d.Dependents, id) {
			return nil, false
		}
		if d.Trigger != id && part[d.Trigger] && slices.ContainsFunc(d.Dependents, func(x string) bool { return !part[x] && f.sc.within(x) }) {
			return nil, false
		}
	}
	for _, r := range f.sc.rules {
		if f.touches(r, part) && slices.ContainsFunc(f.p.tree.Restraints[r].Inputs, func(in string) bool { return !part[in] || in == id }) {
			return nil, false
		}
	}
	return part, true
}

// touches reports whether a part has something of what a restraint is about.
func (f *finder) touches(r int, part map[string]bool) bool {
	seen, touched := map[string]bool{}, false
	for _, in := range f.p.tree.Restraints[r].Inputs {
		f.p.ix.below(in, seen, func(x string) { touched = touched || part[x] })
	}
	return touched
}

// dormant reports whether a spare gate is above an element.
func (f *finder) dormant(id string, seen map[string]bool) bool {
	if seen[id] {
		return false
	}
	seen[id] = true
	for _, g := range f.parents[id] {
		if f.p.ix.gates[g].Op == Spare || f.dormant(g, seen) {
			return true
		}
	}
	return false
}

// solve makes a block of a part; false where that does not work out.
func (f *finder) solve(ctx context.Context, id string, part map[string]bool) (bool, error) {
	in := scope{top: id, outside: map[int]bool{}, within: func(x string) bool { return part[x] && x != id }}
	var hits []int // dependencies from outside
	var links []int
	for _, l := range f.sc.links {
		d := f.p.tree.Dependencies[l]
		if !slices.ContainsFunc(d.Dependents, in.within) {
			continue
		}
		if !part[d.Trigger] || d.Trigger == id {
			in.outside[l] = true
			hits = append(hits, l)
			links = append(links, len(in.links))
		}
		in.links = append(in.links, l)
	}
	for _, r := range f.sc.rules {
		if f.touches(r, part) {
			in.rules = append(in.rules, r)
			in.roots = append(in.roots, f.p.tree.Restraints[r].Inputs...)
		}
	}
	if len(hits) > 0 && (len(in.rules) > 0 || f.ordered && !f.inOrder(in)) {
		return false, nil // a rule may prevent the hit, and with it the trigger, after the part has failed
	}
	a, err := block(ctx, f.p.ix.engine(in), links)
	if a == nil || err != nil {
		return false, err
	}
	f.sc.blocks[id], f.sc.blockHit[id], f.sc.part[id] = a, hits, part
	f.sc.links = slices.DeleteFunc(f.sc.links, func(l int) bool { return slices.Contains(in.links, l) && !in.outside[l] })
	f.sc.rules = slices.DeleteFunc(f.sc.rules, func(r int) bool { return slices.Contains(in.rules, r) })
	return true, nil
}
