package dynamic

import "slices"

// withoutPlain returns a tree without repair in which functional dependencies of
// what nobody asks the order of are Or gates of dependent and trigger: of what is
// below static gates only, in no restraint, and triggers nothing itself. A trigger
// below a spare gate stays one, for an Or gate would bring it into use.
func (t Tree) withoutPlain() Tree {
	t.Gates = slices.Clone(t.Gates)
	p := &plain{t: &t, busy: map[string]bool{}, spared: map[string]bool{}}
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
	t.Dependencies = left
	return t
}

type plain struct {
	t      *Tree
	busy   map[string]bool // somebody looks when it fails
	spared map[string]bool // is below a spare gate
}

// mark finds what is below gates of order and spare gates, below what restraints
// name, and below triggers.
func (p *plain) mark() {
	ix := newIndex(*p.t)
	below := func(id string, in map[string]bool) {
		ix.below(id, map[string]bool{}, func(x string) { in[x] = true })
	}
	for _, g := range p.t.Gates {
		if g.Op == Pand || g.Op == Por || g.Op == Spare {
			below(g.ID, p.busy)
		}
		if g.Op == Spare {
			below(g.ID, p.spared)
		}
	}
	for _, r := range p.t.Restraints {
		for _, in := range r.Inputs {
			below(in, p.busy)
		}
	}
	for _, d := range p.t.Dependencies {
		below(d.Trigger, p.busy)
	}
}

// replace puts an Or gate of an element and a trigger where the element was; false
// where the trigger is above it.
func (p *plain) replace(id, trigger string) bool {
	ix := newIndex(*p.t)
	above := false
	ix.below(trigger, map[string]bool{}, func(x string) { above = above || x == id })
	if above {
		return false
	}
	or := Gate{ID: id + "\x00or " + trigger, Op: Or, Inputs: []string{id, trigger}}
	for i := range p.t.Gates {
		g := &p.t.Gates[i]
		if k := slices.Index(g.Inputs, id); k >= 0 {
			g.Inputs = slices.Clone(g.Inputs)
			for ; k < len(g.Inputs); k++ {
				if g.Inputs[k] == id {
					g.Inputs[k] = or.ID
				}
			}
		}
	}
	p.t.Gates = append(p.t.Gates, or)
	if p.t.Top == id {
		p.t.Top = or.ID
	}
	return true
}
