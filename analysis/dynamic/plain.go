package dynamic

import "slices"

// mostCopies is how many gates the replacement of dependencies may add.
const mostCopies = 2000

// withoutPlain returns a tree without repair in which functional dependencies of
// what nobody asks the order of are Or gates of dependent and trigger: of what is
// below static gates only, in no restraint, and triggers nothing whose order is
// asked. A trigger below a spare gate stays one, for an Or gate would bring it into
// use.
//
// Where the trigger is above the dependent, it is copied with the dependent as it
// was: the least solution of x = d or T(x) is d or T(d), of each dependency in turn.
func (t Tree) withoutPlain() Tree {
	t.Gates = slices.Clone(t.Gates)
	p := &plain{t: &t, busy: map[string]bool{}, spared: map[string]bool{}, now: map[string]string{}}
	p.mark()
	var left []Dependency
	for _, d := range t.Dependencies {
		if d.Probability == 1 && !p.spared[d.Trigger] {
			d.Dependents = slices.DeleteFunc(slices.Clone(d.Dependents), func(id string) bool { return !p.busy[id] && p.replace(id, d.Trigger) })
		}
		if len(d.Dependents) > 0 {
			left = append(left, d)
		}
	}
	for i := range left {
		left[i].Trigger = p.current(left[i].Trigger)
	}
	t.Dependencies = left
	return t
}

type plain struct {
	t      *Tree
	busy   map[string]bool   // somebody looks when it fails
	spared map[string]bool   // is below a spare gate
	now    map[string]string // the Or gate that stands for a dependent
	copies int
}

// current returns what stands for an element now.
func (p *plain) current(id string) string {
	if or, ok := p.now[id]; ok {
		return or
	}
	return id
}

// mark finds what is below gates of order and spare gates, below what restraints
// name, and below the triggers of what is.
func (p *plain) mark() {
	ix := newIndex(*p.t)
	busy := func(id string) { ix.below(id, p.busy, func(string) {}) }
	for _, g := range p.t.Gates {
		if g.Op == Pand || g.Op == Por || g.Op == Spare {
			busy(g.ID)
		}
		if g.Op == Spare {
			ix.below(g.ID, p.spared, func(string) {})
		}
	}
	for _, r := range p.t.Restraints {
		for _, in := range r.Inputs {
			busy(in)
		}
	}
	for before := -1; before < len(p.busy); { // until nothing is added
		before = len(p.busy)
		for _, d := range p.t.Dependencies {
			if d.Probability < 1 || p.spared[d.Trigger] || slices.ContainsFunc(d.Dependents, func(id string) bool { return p.busy[id] }) {
				busy(d.Trigger)
			}
		}
	}
}

// replace puts an Or gate of an element and a trigger where the element was; false
// where that takes too many copies.
func (p *plain) replace(id, trigger string) bool {
	trigger = p.current(trigger)
	or := Gate{ID: id + "\x00or " + trigger, Op: Or, Inputs: []string{id, trigger}}
	if slices.ContainsFunc(p.t.Gates, func(g Gate) bool { return g.ID == or.ID }) {
		return true // given twice
	}
	c := copier{ix: newIndex(*p.t), keep: id, suffix: "\x00before " + or.ID, made: map[string]string{}}
	or.Inputs[1] = c.copy(trigger)
	if p.copies += len(c.gates); p.copies > mostCopies {
		return false
	}
	for i := range p.t.Gates {
		g := &p.t.Gates[i]
		if slices.Contains(g.Inputs, id) {
			g.Inputs = slices.Clone(g.Inputs)
			for k, in := range g.Inputs {
				if in == id {
					g.Inputs[k] = or.ID
				}
			}
		}
	}
	p.t.Gates = append(append(p.t.Gates, c.gates...), or)
	if _, again := p.now[id]; !again {
		p.now[id] = or.ID
	}
	if p.t.Top == id {
		p.t.Top = or.ID
	}
	return true
}

// A copier copies the gates above an element.
type copier struct {
	ix     *index
	keep   string // the element, which stays what it is
	suffix string // of the IDs of copies
	made   map[string]string
	gates  []Gate
}

// copy returns the copy of an element, itself where it is not above the one kept.
func (c *copier) copy(id string) string {
	if to, done := c.made[id]; done {
		return to
	}
	c.made[id] = id
	if id == c.keep {
		return id
	}
	inputs, changed := slices.Clone(c.ix.inputs(id)), slices.Contains(c.ix.inputs(id), c.keep)
	for i, in := range inputs {
		inputs[i] = c.copy(in)
		changed = changed || inputs[i] != in
	}
	if changed {
		g := *c.ix.gates[id]
		g.ID, g.Inputs = id+c.suffix, inputs
		c.gates = append(c.gates, g)
		c.made[id] = g.ID
	}
	return c.made[id]
}
