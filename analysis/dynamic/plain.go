package dynamic

import "slices"

// mostCopies is how many gates the replacement of dependencies in circles may add.
const mostCopies = 2000

// withoutPlain returns a tree without repair in which functional dependencies of
// what nobody asks the order of are Or gates of dependent and triggers: of what is
// below static gates only, in no restraint, and triggers nothing whose order is
// asked. A trigger below a spare gate stays one, for an Or gate would bring it into
// use.
//
// Where dependents trigger each other in a circle, gates are copied: to fail, none
// needs that it has failed already. So each Or gate in turn is what is below it with
// itself working. Where that takes too many copies, or one of what other dependencies make
// fail, circles stay dependencies.
func (t Tree) withoutPlain() Tree {
	p := &plain{ix: newIndex(t), busy: map[string]bool{}, spared: map[string]bool{}}
	p.mark()
	p.circle = newCircles(p.ix)
	if out, ok := p.replace(t, true); ok {
		return out
	}
	out, _ := p.replace(t, false)
	return out
}

// A plain replaces dependencies.
type plain struct {
	ix     *index
	busy   map[string]bool // somebody looks when it fails
	spared map[string]bool // is below a spare gate
	circle map[string]int  // elements in one circle have one number

	gates  map[string]*Gate
	order  []string            // of gates
	causes map[string][]string // triggers of dependents, instead of dependencies
	open   map[string]bool     // Or gates whose circle is not broken yet
	forced map[string]bool     // dependents of what stays a dependency: of those there is one
	copies int
}

// orID is the ID of the Or gate of a dependent and its triggers.
func orID(id string) string { return id + "\x00or" }

// current returns what stands for an element.
func (p *plain) current(id string) string {
	if len(p.causes[id]) > 0 {
		return orID(id)
	}
	return id
}

// replace replaces dependencies: those in circles if asked. It returns false where
// that cannot be done.
func (p *plain) replace(t Tree, circles bool) (Tree, bool) {
	p.gates, p.order, p.causes, p.open, p.forced, p.copies = map[string]*Gate{}, nil, map[string][]string{}, map[string]bool{}, map[string]bool{}, 0
	var dependents []string
	var left []Dependency
	for _, d := range t.Dependencies {
		if d.Probability == 1 && !p.spared[d.Trigger] {
			d.Dependents = slices.DeleteFunc(slices.Clone(d.Dependents), func(id string) bool {
				inCircle := p.circle[id] == p.circle[d.Trigger]
				if p.busy[id] || inCircle && !circles {
					return false
				}
				if p.causes[id] == nil {
					dependents = append(dependents, id)
				}
				p.causes[id] = append(p.causes[id], d.Trigger)
				p.open[orID(id)] = p.open[orID(id)] || inCircle
				return true
			})
		}
		for _, id := range d.Dependents {
			p.forced[id] = true
		}
		if len(d.Dependents) > 0 {
			left = append(left, d)
		}
	}
	p.rewrite(t, dependents)
	for _, id := range dependents {
		if p.open[orID(id)] && !p.breakCircle(orID(id)) {
			return t, false
		}
	}
	for i := range left {
		left[i].Trigger = p.current(left[i].Trigger)
	}
	t.Top, t.Dependencies, t.Gates = p.current(t.Top), left, nil
	for _, id := range p.order {
		t.Gates = append(t.Gates, *p.gates[id])
	}
	return t, true
}

// rewrite makes the gates of a tree with Or gates in the place of dependents.
func (p *plain) rewrite(t Tree, dependents []string) {
	for _, g := range t.Gates {
		g.Inputs = slices.Clone(g.Inputs)
		for k, in := range g.Inputs {
			g.Inputs[k] = p.current(in)
		}
		p.add(g)
	}
	for _, id := range dependents {
		or := Gate{ID: orID(id), Op: Or, Inputs: []string{id}}
		for _, c := range p.causes[id] {
			or.Inputs = append(or.Inputs, p.current(c))
		}
		p.add(or)
	}
}

func (p *plain) add(g Gate) {
	p.gates[g.ID] = &g
	p.order = append(p.order, g.ID)
}

// breakCircle makes an Or gate one of what is below it with itself working; false
// where that cannot be done.
func (p *plain) breakCircle(or string) bool {
	p.open[or] = false
	made := map[string]string{or: ""}
	var inputs []string
	for _, in := range p.gates[or].Inputs {
		if to := p.working(in, "\x00below "+or, made); to != "" && !slices.Contains(inputs, to) {
			inputs = append(inputs, to)
		}
	}
	p.gates[or].Inputs = inputs
	return p.copies <= mostCopies
}

// working returns the ID of an element as it is where another one works, for whose
// ID there is the empty one in what was made; the empty one where it cannot fail
// then. Or gates whose circle is not broken yet stay what they are.
func (p *plain) working(id, suffix string, made map[string]string) string {
	if to, ok := made[id]; ok {
		return to
	}
	made[id] = id
	known := p.gates[id]
	if known == nil || p.open[id] || p.copies > mostCopies {
		return id
	}
	g, changed := *known, false
	g.ID, g.Inputs = id+suffix, nil
	for _, in := range known.Inputs {
		to := p.working(in, suffix, made)
		if changed = changed || to != in; to != "" {
			g.Inputs = append(g.Inputs, to)
		}
	}
	switch {
	case !changed:
	case p.forced[id]:
		p.copies = mostCopies + 1
	case g.Op == And && len(g.Inputs) < len(known.Inputs) || len(g.Inputs) < max(g.K, 1):
		made[id] = ""
	default:
		p.add(g)
		p.copies++
		made[id] = g.ID
	}
	return made[id]
}

// mark finds what is below gates of order and spare gates, below what restraints
// name, and below the triggers of what is.
func (p *plain) mark() {
	busy := func(id string) { p.ix.below(id, p.busy, func(string) {}) }
	for _, g := range p.ix.tree.Gates {
		if g.Op == Pand || g.Op == Por || g.Op == Spare {
			busy(g.ID)
		}
		if g.Op == Spare {
			p.ix.below(g.ID, p.spared, func(string) {})
		}
	}
	for _, r := range p.ix.tree.Restraints {
		for _, in := range r.Inputs {
			busy(in)
		}
	}
	for before := -1; before < len(p.busy); { // until nothing is added
		before = len(p.busy)
		for _, d := range p.ix.tree.Dependencies {
			if d.Probability < 1 || p.spared[d.Trigger] || slices.ContainsFunc(d.Dependents, func(id string) bool { return p.busy[id] }) {
				busy(d.Trigger)
			}
		}
	}
}

// newCircles numbers elements so that those have one number which reach each other
// through inputs, and from dependents to triggers.
//
// Source: R. Tarjan, Depth-first search and linear graph algorithms, 1972.
// https://doi.org/10.1137/0201010
func newCircles(ix *index) map[string]int {
	next := map[string][]string{}
	for _, g := range ix.tree.Gates {
		next[g.ID] = slices.Clone(g.Inputs)
	}
	for _, d := range ix.tree.Dependencies {
		for _, id := range d.Dependents {
			next[id] = append(next[id], d.Trigger)
		}
	}
	number, low, at := map[string]int{}, map[string]int{}, map[string]int{}
	var path []string
	var visit func(id string)
	visit = func(id string) {
		at[id] = len(at) + 1
		low[id] = at[id]
		path = append(path, id)
		for _, to := range next[id] {
			if at[to] == 0 {
				visit(to)
				low[id] = min(low[id], low[to])
			} else if number[to] == 0 {
				low[id] = min(low[id], at[to])
			}
		}
		for low[id] == at[id] && number[id] == 0 {
			last := path[len(path)-1]
			path, number[last] = path[:len(path)-1], at[id]
		}
	}
	for _, g := range ix.tree.Gates {
		if at[g.ID] == 0 {
			visit(g.ID)
		}
	}
	for _, e := range ix.tree.Events {
		if at[e.ID] == 0 {
			visit(e.ID)
		}
	}
	return number
}
