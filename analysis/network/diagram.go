package network

import (
	"context"
	"slices"

	"ninefold/analysis/internal/bdd"
)

// A setBuilder makes the diagram of what works, of components working, or of what is
// down, of components having failed.
type setBuilder struct {
	*problem
	works     bool
	opt       Options
	diagrams  []bdd.Piece
	component []int // by variable of the diagrams one after the other; none where it stands for one
}

// build joins a diagram for each piece, and one for each link that is not a component.
func (b *setBuilder) build(ctx context.Context) (*bdd.Flat, error) {
	m := bdd.New(ctx, b.opt.limit())
	var v variables
	var parts []bdd.Ref
	add := func(f function, err error) error {
		switch {
		case err != nil:
		case f.constant:
			parts = append(parts, constant(f.value))
		default:
			parts = append(parts, m.Var(v.add(f)))
		}
		return err
	}
	for _, f := range b.factors {
		if err := add(b.entry(ctx, f.entry)); err != nil {
			return nil, err
		}
	}
	for _, p := range b.pieces {
		if err := add(b.part(ctx, p)); err != nil {
			return nil, err
		}
	}
	if !b.connected {
		parts = append(parts, constant(!b.works))
	}
	join := m.OrAll
	if b.works {
		join = m.AndAll
	}
	root := join(parts)
	if m.Err() != nil {
		return nil, m.Err()
	}
	if _, err := b.store(m, root, v); err != nil {
		return nil, err
	}
	return bdd.Join(ctx, b.diagrams)
}

func constant(value bool) bdd.Ref {
	if value {
		return bdd.True
	}
	return bdd.False
}

// store adds a diagram and returns it as a function.
func (b *setBuilder) store(m *bdd.Manager, root bdd.Ref, v variables) (function, error) {
	b.diagrams = append(b.diagrams, bdd.Piece{Flat: m.Flatten(len(v.component), []bdd.Ref{root}), Modules: v.uses})
	b.component = append(b.component, v.component...)
	return function{component: none, diagram: len(b.diagrams) - 1}, m.Err()
}

// Variables are those of a diagram: components, or diagrams stored before.
type variables struct {
	component []int // none where it is a diagram
	uses      []bdd.Use
}

func (v *variables) add(f function) uint32 {
	level := uint32(len(v.component))
	v.component = append(v.component, f.component)
	if f.component == none {
		v.uses = append(v.uses, bdd.Use{Level: level, Piece: f.diagram})
	}
	return level
}

// A function is a constant, a component or a diagram stored before.
type function struct {
	constant, value bool
	component       int // or none
	diagram         int
}

// entry returns the function of an entry of the tape. What cannot fail is constant.
func (b *setBuilder) entry(ctx context.Context, i int) (function, error) {
	m := bdd.New(ctx, b.opt.limit())
	var v variables
	var walk func(i int) bdd.Ref
	walk = func(i int) bdd.Ref {
		s := &b.tape[i]
		switch {
		case s.rule == single && s.law[apart] == 0:
			return constant(b.works)
		case s.rule == single:
			return m.Var(v.add(function{component: s.component}))
		}
		x, y := walk(s.x.entry), walk(s.y.entry)
		if (s.rule == parallel) == b.works {
			return m.Or(x, y)
		}
		return m.And(x, y)
	}
	root := walk(i)
	switch {
	case m.Err() != nil:
		return function{}, m.Err()
	case root <= bdd.False:
		return function{constant: true, value: root == bdd.True}, nil
	case len(v.component) == 1:
		return function{component: v.component[0]}, nil
	}
	return b.store(m, root, v)
}

// part returns the function of a piece: the states of the frontier method, level by
// level from the last, are the nodes of the diagram.
func (b *setBuilder) part(ctx context.Context, p *piece) (function, error) {
	levels, err := p.levels(ctx, b.tape, b.opt, true)
	if err != nil {
		return function{}, err
	}
	s, err := sweep{levels: levels, limit: b.opt.limit(), layers: true}.run(ctx, p.directed)
	if err != nil {
		return function{}, err
	}
	before, components := len(b.diagrams), len(b.component)
	var v variables
	m := bdd.New(ctx, b.opt.limit())
	after := []bdd.Ref{down: constant(!b.works), up: constant(b.works)}
	tests, err := b.tests(ctx, levels, &v)
	if err != nil {
		return function{}, err
	}
	for i := len(levels) - 1; i >= 0; i-- {
		now := slices.Clone(after[:open])
		fan := levels[i].fan
		for n := range s.layers[i].p {
			arcs := s.layers[i].arcs[n*fan : (n+1)*fan]
			yes, no := after[arcs[0]], after[arcs[fan-1]] // with the link joined, and apart
			if !b.works {
				yes, no = no, yes
			}
			now = append(now, tests[i].choose(m, yes, no))
		}
		after = now
		s.layers[i] = layer{}
	}
	root := after[open]
	if m.Err() != nil {
		return function{}, m.Err()
	}
	if root <= bdd.False { // nothing depends on what is in it
		b.diagrams, b.component = b.diagrams[:before], b.component[:components]
		return function{constant: true, value: root == bdd.True}, nil
	}
	return b.store(m, root, v)
}

// A test is what is decided on a level: a constant or a variable.
type test struct {
	constant, value bool
	variable        uint32
}

func (t test) choose(m *bdd.Manager, yes, no bdd.Ref) bdd.Ref {
	switch {
	case !t.constant:
		return m.ITE(m.Var(t.variable), yes, no)
	case t.value:
		return yes
	}
	return no
}

func (b *setBuilder) tests(ctx context.Context, levels []level, v *variables) ([]test, error) {
	out := make([]test, len(levels))
	for i := range levels {
		if len(levels[i].decisions) == 0 {
			out[i] = test{constant: true}
			continue
		}
		f, err := b.entry(ctx, levels[i].decisions[0].entry)
		if err != nil {
			return nil, err
		}
		if out[i] = (test{constant: f.constant, value: f.value}); !f.constant {
			out[i].variable = v.add(f)
		}
	}
	return out, nil
}

// chances returns, by variable, the probability that counts.
func (b *setBuilder) chances() []float64 {
	out := make([]float64, len(b.component))
	for v, c := range b.component {
		switch {
		case c == none:
		case b.works:
			out[v] = 1 - b.unreliability(c)
		default:
			out[v] = b.unreliability(c)
		}
	}
	return out
}

func (p *problem) unreliability(component int) float64 {
	if n := len(p.g.Edges); component >= n {
		return p.g.Nodes[component-n].Unreliability
	}
	return p.g.Edges[component].Unreliability
}

func (b *setBuilder) names(vars []uint32) []string {
	components := make([]int, len(vars))
	for i, v := range vars {
		components[i] = b.component[v]
	}
	slices.Sort(components)
	names := make([]string, len(vars))
	for i, c := range components {
		if n := len(b.g.Edges); c >= n {
			names[i] = b.g.Nodes[c-n].ID
		} else {
			names[i] = b.g.Edges[c].ID
		}
	}
	return names
}
