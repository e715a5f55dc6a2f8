package faulttree

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"ninefold/analysis/internal/bdd"
)

// Options control an analysis. The zero value means the defaults.
type Options struct {
	NodeLimit int // nodes a diagram may have while it is built; 0 is read as 20 million, some 600 MB
}

const defaultNodeLimit = 20_000_000

// A Diagram is a compiled tree. It does not hold probabilities: those are
// arguments, one for every event in the order of [Diagram.Events]. It may be used
// by several goroutines.
type Diagram struct {
	events []string
	tops   []string
	order  []int // the event of every level
	flat   *bdd.Flat
	limit  int

	mu   sync.Mutex
	sets map[int]minimal // by top: made when first asked for
}

// minimal is the outcome of making the minimal cut sets of a top.
type minimal struct {
	sets *bdd.Sets
	err  error
}

// Compile turns what is under the tops of t, IDs of gates or basic events, into
// one diagram in which they share their parts. No tops means t.Top.
//
// It returns the faults of t and of tops, [ErrTooLarge], or the error of ctx. The
// time is at worst exponential in the number of events.
func Compile(ctx context.Context, t Tree, tops []string, opt Options) (*Diagram, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	if len(tops) == 0 {
		tops = []string{t.Top}
	}
	if err := t.checkTops(tops); err != nil {
		return nil, err
	}
	limit := opt.NodeLimit
	if limit <= 0 {
		limit = defaultNodeLimit
	}
	g := newGraph(t, tops)
	d := &Diagram{events: g.ids, tops: slices.Clone(tops), limit: limit, sets: map[int]minimal{}}
	if err := d.build(ctx, g); err != nil {
		return nil, err
	}
	return d, nil
}

func (t Tree) checkTops(tops []string) error {
	known := map[string]bool{}
	for _, g := range t.Gates {
		known[g.ID] = true
	}
	for _, e := range t.Events {
		known[e.ID] = true
	}
	var faults []error
	for _, top := range tops {
		if !known[top] {
			faults = append(faults, &InvalidError{top, fmt.Errorf("%w: top event", ErrUnknownID)})
		}
	}
	return errors.Join(faults...)
}

// build tries every order with few nodes, then with more, and keeps the smallest
// diagram of the first round in which there is one. So the good orders cost
// little, and the bad ones not much more than the good.
func (d *Diagram) build(ctx context.Context, g *graph) error {
	orders := g.orders()
	for round := min(1<<14, d.limit); ; round = min(8*round, d.limit) {
		budget := round
		for _, order := range orders {
			flat, made, err := g.compile(ctx, order, budget)
			if errors.Is(err, bdd.ErrLimit) {
				continue
			}
			if err != nil {
				return err
			}
			if d.flat == nil || flat.Len() < d.flat.Len() {
				d.flat, d.order = flat, order
			}
			budget = min(budget, made) // what takes more is no better
		}
		if d.flat != nil {
			return nil
		}
		if round == d.limit {
			return ErrTooLarge
		}
	}
}

// compile builds the diagram under one order and also returns how many nodes
// were made for it.
func (g *graph) compile(ctx context.Context, order []int, limit int) (*bdd.Flat, int, error) {
	m := bdd.New(ctx, limit)
	refs := make([]bdd.Ref, len(g.ids)+len(g.gates))
	for level, event := range order {
		refs[event] = m.Var(uint32(level))
	}
	for i, gate := range g.gates {
		refs[len(g.ids)+i] = gate.function(m, refs)
		if err := m.Err(); err != nil {
			return nil, 0, err
		}
	}
	roots := make([]bdd.Ref, len(g.tops))
	for i, top := range g.tops {
		roots[i] = refs[top]
	}
	return m.Flatten(len(order), roots), m.Len(), m.Err()
}

// function returns what the gate makes of its inputs, given in refs by node.
func (g *gate) function(m *bdd.Manager, refs []bdd.Ref) bdd.Ref {
	if g.op == AtLeast {
		votes := make([]bdd.Vote, len(g.inputs))
		for i, in := range g.inputs {
			votes[i] = bdd.Vote{F: refs[in.node], Weight: in.weight}
		}
		return m.AtLeast(g.k, votes)
	}
	fs := make([]bdd.Ref, len(g.inputs))
	for i, in := range g.inputs {
		fs[i] = refs[in.node]
	}
	if g.op == And {
		return m.AndAll(fs)
	}
	return m.OrAll(fs)
}
