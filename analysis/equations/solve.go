package equations

import (
	"context"
	"errors"

	"ninefold/analysis/internal/bdd"
)

// A builder makes the function of every vertex being down.
type builder struct {
	*graph
	m         *bdd.Manager
	functions map[int]*function // of modules, by vertex of the net
	level     []uint32          // of the variable of a vertex that has one
	down      []bdd.Ref
}

// firstNodes is how many nodes every order may use at first.
const firstNodes = 1 << 16

// solve returns the function of the module. It tries the orders in turn, with more and
// more nodes.
func (g *graph) solve(ctx context.Context, start Semantics, limit int, functions map[int]*function) (*function, error) {
	for v, x := range g.vertex { // constant modules need no variable
		g.fails[v] = g.fails[v] && (!g.leaf[v] || !functions[x].constant())
	}
	orders := g.orders()
	for nodes := min(firstNodes, limit); ; nodes = min(8*nodes, limit) {
		for _, order := range orders {
			b := builder{graph: g, functions: functions, m: bdd.New(ctx, nodes), level: make([]uint32, len(g.vertex)), down: make([]bdd.Ref, len(g.vertex))}
			for level, v := range order {
				b.level[v] = uint32(level)
			}
			f := b.function(start, order)
			switch err := b.m.Err(); {
			case err == nil:
				return f, nil
			case !errors.Is(err, bdd.ErrLimit):
				return nil, err
			}
		}
		if nodes == limit {
			return nil, ErrTooLarge
		}
	}
}

// function returns that of the last vertex, unless making it ends with an error.
func (b *builder) function(start Semantics, order []int) *function {
	if b.build(start); b.m.Err() != nil {
		return nil
	}
	root := b.down[len(b.down)-1]
	f := &function{value: root, flat: b.m.Flatten(len(order), []bdd.Ref{root, root.Not()})}
	for level, v := range order {
		x := b.vertex[v]
		if b.leaf[v] {
			f.uses = append(f.uses, use{uint32(level), x})
			x = none
		}
		f.vertex = append(f.vertex, x)
	}
	return f
}

func (b *builder) build(start Semantics) {
	for _, c := range b.cycles {
		switch {
		case !c.circular:
			b.down[c.from] = b.equation(c.from)
		case b.hard(c) && start == ColdStart:
			b.fill(c, bdd.True)
		case b.hard(c):
			b.together(c)
		case start == ColdStart:
			b.iterate(c, bdd.True)
		default:
			b.iterate(c, bdd.False)
		}
		if b.m.Err() != nil {
			return
		}
	}
}

// own returns the function of a vertex having failed itself, or of a module being down.
func (b *builder) own(v int) bdd.Ref {
	switch {
	case b.fails[v]:
		return b.m.Var(b.level[v])
	case b.leaf[v]:
		return b.functions[b.vertex[v]].value
	}
	return bdd.False
}

// equation returns the function of a vertex being down, given those of what it needs.
func (b *builder) equation(v int) bdd.Ref {
	causes := []bdd.Ref{b.own(v)}
	for _, n := range b.needs[v] {
		causes = append(causes, b.unmet(n))
	}
	return b.m.OrAll(causes)
}

// unmet returns the function of too many being down.
func (b *builder) unmet(n need) bdd.Ref {
	switch n.k {
	case 1:
		return b.m.AndAll(b.of(n))
	case len(n.of):
		return b.m.OrAll(b.of(n))
	}
	votes := make([]bdd.Vote, len(n.of))
	for i, v := range n.of {
		votes[i] = bdd.Vote{F: b.down[v], Weight: 1}
	}
	return b.m.AtLeast(len(n.of)-n.k+1, votes)
}

func (b *builder) of(n need) []bdd.Ref {
	out := make([]bdd.Ref, len(n.of))
	for i, v := range n.of {
		out[i] = b.down[v]
	}
	return out
}

// hard tells whether every vertex of a cycle needs all that it names of the cycle.
func (b *builder) hard(c span) bool {
	for v := c.from; v < c.to; v++ {
		for _, n := range b.needs[v] {
			for _, w := range n.of {
				if w >= c.from && n.k < len(n.of) {
					return false
				}
			}
		}
	}
	return true
}

func (b *builder) fill(c span, f bdd.Ref) {
	for v := c.from; v < c.to; v++ {
		b.down[v] = f
	}
}

// together is the least fixpoint of a hard cycle: as one is down, all are.
func (b *builder) together(c span) {
	b.fill(c, bdd.False)
	var causes []bdd.Ref
	for v := c.from; v < c.to; v++ {
		causes = append(causes, b.equation(v))
	}
	b.fill(c, b.m.OrAll(causes))
}

// iterate solves a cycle from all up or from all down, until nothing changes.
func (b *builder) iterate(c span, from bdd.Ref) {
	b.fill(c, from)
	for changed := true; changed && b.m.Err() == nil; {
		changed = false
		for v := c.from; v < c.to; v++ {
			if f := b.equation(v); f != b.down[v] {
				b.down[v], changed = f, true
			}
		}
	}
}
