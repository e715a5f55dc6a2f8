package faulttree

import (
	"cmp"
	"context"
	"errors"
	"slices"

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
}

// firstBudget is how many nodes every order gets at first, and budgetGrowth how
// many times as many the better ones get next. When the last order left needs more
// than secondHeat and is far from done, all get a second chance with half of that:
// first steps say little about the way.
const (
	firstBudget  = 1 << 12
	budgetGrowth = 8
	secondHeat   = 1 << 21
)

// A search is for an order of the leaves of a part under which it can be built.
type search struct {
	*part
	limit   int
	module  bool           // it is one, not the last part
	both    bool           // its complement is needed, too
	reorder bool           // where no order will do, change one
	at      Progress       // of the part; the rest is of the candidate that is running
	tell    func(Progress) // may be nil
}

// run lets all orders start with few nodes, then the third that came furthest with
// more, until one is done. So the good orders cost little, and the bad ones not
// much more than the good.
func (s *search) run(ctx context.Context) (compiled, error) {
	orders := s.orders()
	running := s.starts(ctx, orders)
	furthest := running[0]
	again := false
	for budget := min(firstBudget, s.limit); len(running) > 0; budget = min(budgetGrowth*budget, s.limit) {
		for _, c := range running {
			if done, err := s.advance(c, budget); done || err != nil {
				return s.finish(c, err)
			}
		}
		slices.SortStableFunc(running, func(a, b *candidate) int { return cmp.Compare(b.next, a.next) })
		furthest = running[0]
		switch {
		case budget == s.limit:
			running = nil
		case len(running) > 1:
			running = running[:(len(running)+1)/3]
		case !again && budget >= secondHeat && 10*running[0].next < 9*len(s.gates):
			again = true
			running = s.starts(ctx, orders)
			budget = secondHeat / 2 / budgetGrowth
		}
	}
	if !s.reorder {
		return compiled{}, s.tooLarge(furthest)
	}
	return s.sifted(ctx, furthest.order)
}

// Sifting begins with few nodes: the sooner, the cheaper. A diagram that is still
// larger than mostSifted is left as it is.
const (
	firstSifted = 1 << 13
	mostSifted  = 1 << 20
)

// sifted builds the part while changing the order whenever the diagram has grown
// much, which is slow, but may succeed where no order given at the start does
// [Rud93].
func (s *search) sifted(ctx context.Context, order []int) (compiled, error) {
	c := s.start(ctx, order)
	for budget := min(firstSifted, s.limit); ; {
		before := c.next
		if done, err := s.advance(c, budget); done || err != nil {
			return s.finish(c, err)
		}
		if c.m.Compact() <= mostSifted {
			c.order = reordered(c.order, c.m.Sift(len(c.order)))
			if err := c.m.Err(); err != nil {
				return compiled{}, err
			}
		}
		if budget == s.limit && c.next == before {
			return compiled{}, s.tooLarge(c)
		}
		grown := 4 * c.m.Len()
		if c.next == before {
			grown = max(grown, 2*budget)
		}
		budget = min(max(budget, grown), s.limit)
	}
}

func (s *search) tooLarge(c *candidate) error {
	at := s.at
	at.Gate, at.Nodes = c.next, c.m.Made()
	return &LimitError{at}
}

func (s *search) starts(ctx context.Context, orders [][]int) []*candidate {
	var out []*candidate
	for _, order := range orders {
		out = append(out, s.start(ctx, order))
	}
	return out
}

// start prepares to build the diagram under one order.
func (s *search) start(ctx context.Context, order []int) *candidate {
	c := &candidate{order: order, m: bdd.New(ctx, 0), refs: make([]bdd.Ref, s.graph.nodes()), uses: s.parents()}
	for level, l := range order {
		switch s.leaf[l] {
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
	if s.tell != nil {
		c.m.Watch(func() {
			at := s.at
			at.Gate, at.Nodes = c.next, c.m.Made()
			s.tell(at)
		})
	}
	return c
}

// advance builds on within the budget and tells whether the candidate is done. Its
// error is none that a larger budget could help.
func (s *search) advance(c *candidate, budget int) (done bool, err error) {
	c.m.Raise(budget)
	for ; c.next < len(s.gates); c.next++ {
		gate := &s.gates[c.next]
		ref := gate.function(c.m, c.refs)
		if err := c.m.Err(); errors.Is(err, bdd.ErrLimit) {
			return false, nil
		} else if err != nil {
			return false, err
		}
		c.refs[s.leaves+c.next] = ref
		for _, in := range gate.inputs {
			if n := in.node(); !in.constant() {
				if c.uses[n]--; c.uses[n] == 0 {
					c.refs[n] = bdd.True
				}
			}
		}
	}
	return true, nil
}

// finish takes the diagram out of what was built, unless there is an error.
func (s *search) finish(c *candidate, err error) (compiled, error) {
	if err != nil {
		return compiled{}, err
	}
	var roots []bdd.Ref
	for _, top := range s.tops {
		roots = append(roots, valueOf(top, c.refs))
	}
	out := compiled{order: c.order}
	if s.module {
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
		if s.both {
			roots = append(roots, roots[0].Not())
		}
	}
	out.flat = c.m.Flatten(len(c.order), roots)
	return out, c.m.Err()
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
