package faulttree

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"ninefold/analysis/internal/bdd"
)

// A leaf says what a leaf of a part is: as it stands a variable, or the
// complement of one, or a constant.
type leaf uint8

const (
	variable leaf = iota
	complement
	isTrue
	isFalse
)

// A compiled is a part as a diagram under some order of its leaves.
type compiled struct {
	flat   *bdd.Flat
	order  []int // leaf of every level
	stands leaf  // what the part is as a leaf: a module is made false when all its leaves are
}

// A candidate is a part being built under one order.
type candidate struct {
	order []int
	m     *bdd.Manager
	refs  []bdd.Ref // by node
	uses  []int     // by node: how often gates to be done and the tops need it
	next  int       // gate
	err   error
}

// firstBudget is how many nodes every order gets at first. When the last order
// left needs more than secondHeat and is far from done, all get a second chance
// with half of that: first steps say little about the way.
const (
	firstBudget = 1 << 13
	secondHeat  = 1 << 21
)

// build lets all orders start with few nodes, then the half that came furthest
// with more, until one is done. So the good orders cost little, and the bad ones
// not much more than the good. Two run at a time; the outcome does not depend on
// which is done first.
func (p *part) build(ctx context.Context, limit int, module, both bool) (compiled, error) {
	orders := p.orders()
	running := p.starts(ctx, orders)
	again := false
	for budget := min(firstBudget, limit); len(running) > 0; budget = min(4*budget, limit) {
		for i := 0; i < len(running); i += 2 {
			pair := running[i:min(i+2, len(running))]
			var group sync.WaitGroup
			for _, c := range pair {
				group.Go(func() { p.run(c, budget) })
			}
			group.Wait()
			if made, err := p.best(pair, module, both); made.flat != nil || err != nil {
				return made, err
			}
		}
		slices.SortStableFunc(running, func(a, b *candidate) int { return cmp.Compare(b.next, a.next) })
		switch {
		case budget == limit:
			running = nil
		case len(running) > 1:
			running = running[:(len(running)+1)/2]
		case !again && budget >= secondHeat && 10*running[0].next < 9*len(p.gates):
			again = true
			running = p.starts(ctx, orders)
			budget = secondHeat / 8
		}
	}
	return compiled{}, ErrTooLarge
}

// best returns the smaller diagram of those that are done, if any.
func (p *part) best(pair []*candidate, module, both bool) (compiled, error) {
	var best compiled
	for _, c := range pair {
		if errors.Is(c.err, bdd.ErrLimit) {
			continue
		}
		if c.err != nil {
			return compiled{}, c.err
		}
		if made := p.finish(c, module, both); best.flat == nil || made.flat.Len() < best.flat.Len() {
			best = made
		}
	}
	return best, nil
}

func (p *part) starts(ctx context.Context, orders [][]int) []*candidate {
	var out []*candidate
	for _, order := range orders {
		out = append(out, p.start(ctx, order))
	}
	return out
}

// start prepares to build the diagram under one order.
func (p *part) start(ctx context.Context, order []int) *candidate {
	c := &candidate{order: order, m: bdd.New(ctx, 0), refs: make([]bdd.Ref, p.graph.nodes()), uses: p.parents()}
	for level, l := range order {
		switch p.leaf[l] {
		case isTrue:
			c.refs[l] = bdd.True
		case isFalse:
			c.refs[l] = bdd.False
		case complement:
			c.refs[l] = c.m.Var(uint32(level)).Not()
		default:
			c.refs[l] = c.m.Var(uint32(level))
		}
	}
	c.m.Keep(c.refs)
	return c
}

// run builds on within the budget.
func (p *part) run(c *candidate, budget int) {
	c.m.Raise(budget)
	for ; c.next < len(p.gates); c.next++ {
		gate := &p.gates[c.next]
		ref := gate.function(c.m, c.refs)
		if c.err = c.m.Err(); c.err != nil {
			return
		}
		c.refs[p.leaves+c.next] = ref
		for _, in := range gate.inputs {
			if n := in.node(); !in.constant() {
				if c.uses[n]--; c.uses[n] == 0 {
					c.refs[n] = bdd.True
				}
			}
		}
	}
}

// finish takes the diagram out of what was built.
func (p *part) finish(c *candidate, module, both bool) compiled {
	var roots []bdd.Ref
	for _, top := range p.tops {
		roots = append(roots, valueOf(top, c.refs))
	}
	out := compiled{order: c.order}
	if module {
		root := roots[0]
		switch {
		case root == bdd.True:
			out.stands = isTrue
		case root == bdd.False:
			out.stands = isFalse
		case c.m.AtZero(root):
			out.stands = complement
			roots[0] = root.Not()
		}
		if both {
			roots = append(roots, roots[0].Not())
		}
	}
	out.flat = c.m.Flatten(len(c.order), roots)
	return out
}

func valueOf(l lit, refs []bdd.Ref) bdd.Ref {
	switch l {
	case always:
		return bdd.True
	case never:
		return bdd.False
	}
	return refs[l.node()] ^ bdd.Ref(l&1)
}

// function returns what the gate makes of its inputs, given in refs by node.
func (g *gate) function(m *bdd.Manager, refs []bdd.Ref) bdd.Ref {
	if g.op == AtLeast {
		votes := make([]bdd.Vote, len(g.inputs))
		for i, in := range g.inputs {
			votes[i] = bdd.Vote{F: valueOf(in.lit, refs), Weight: in.weight}
		}
		return m.AtLeast(g.k, votes)
	}
	fs := make([]bdd.Ref, len(g.inputs))
	for i, in := range g.inputs {
		fs[i] = valueOf(in.lit, refs)
	}
	switch g.op {
	case And:
		return m.AndAll(fs)
	case Xor:
		return m.XorAll(fs)
	}
	return m.OrAll(fs)
}
