package faulttree

import (
	"context"
	"errors"
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
	made   int   // nodes made for it
}

// firstBudget is how many nodes every order gets at first.
const firstBudget = 1 << 13

// build tries every order with few nodes, then with more, and keeps the smallest
// diagram of the first round in which there is one. So the good orders cost
// little, and the bad ones not much more than the good. Two orders run at once;
// the outcome does not depend on which is done first.
func (p *part) build(ctx context.Context, limit int, module, both bool) (compiled, error) {
	orders := p.orders()
	var best compiled
	for round := min(firstBudget, limit); ; round = min(4*round, limit) {
		budget := round
		for i := 0; i < len(orders); i += 2 {
			pair := orders[i:min(i+2, len(orders))]
			made := make([]compiled, len(pair))
			errs := make([]error, len(pair))
			var group sync.WaitGroup
			for j, order := range pair {
				group.Go(func() { made[j], errs[j] = p.compile(ctx, order, budget, module, both) })
			}
			group.Wait()
			for j := range pair {
				if errors.Is(errs[j], bdd.ErrLimit) {
					continue
				}
				if errs[j] != nil {
					return compiled{}, errs[j]
				}
				if best.flat == nil || made[j].flat.Len() < best.flat.Len() {
					best = made[j]
				}
				budget = min(budget, made[j].made) // what takes more is no better
			}
		}
		if best.flat != nil {
			return best, nil
		}
		if round == limit {
			return compiled{}, ErrTooLarge
		}
	}
}

// compile builds the diagram under one order.
func (p *part) compile(ctx context.Context, order []int, limit int, module, both bool) (compiled, error) {
	m := bdd.New(ctx, limit)
	refs := make([]bdd.Ref, p.graph.nodes())
	for level, l := range order {
		switch p.leaf[l] {
		case isTrue:
			refs[l] = bdd.True
		case isFalse:
			refs[l] = bdd.False
		case complement:
			refs[l] = m.Var(uint32(level)).Not()
		default:
			refs[l] = m.Var(uint32(level))
		}
	}
	for i := range p.gates {
		refs[p.leaves+i] = p.gates[i].function(m, refs)
		if err := m.Err(); err != nil {
			return compiled{}, err
		}
	}
	var roots []bdd.Ref
	for _, top := range p.tops {
		roots = append(roots, valueOf(top, refs))
	}
	c := compiled{order: order}
	if module {
		root := roots[0]
		switch {
		case root == bdd.True:
			c.stands = isTrue
		case root == bdd.False:
			c.stands = isFalse
		case m.AtZero(root):
			c.stands = complement
			roots[0] = root.Not()
		}
		if both {
			roots = append(roots, roots[0].Not())
		}
	}
	c.flat, c.made = m.Flatten(len(order), roots), m.Len()
	return c, m.Err()
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
