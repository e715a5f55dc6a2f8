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
	NodeLimit int  // nodes a diagram may have while it is built; 0 is read as 60 million, some 2 GB
	Skip      Pass // passes to leave out: for tests, and to see what they gain
}

const defaultNodeLimit = 60_000_000

// A Diagram is a compiled tree. It does not hold probabilities: those are
// by several goroutines.
type Diagram struct {
	events   []string
	tops     []string
	order    []int // the event of every level, or none
	coherent bool
	mayHelp  []bool // by event; false for all where the tree is coherent
	flat     *bdd.Flat
	limit    int

	mu   sync.Mutex
	sets map[int]minimal // by top: made when first asked for
}

// none is the event of a level that stands for a module.
const none = -1

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
	g, events := newGraph(t, tops, opt.Skip)
	d := &Diagram{events: events, tops: slices.Clone(tops), limit: limit, sets: map[int]minimal{}}
	if err := d.build(ctx, g.simplified(opt.Skip), opt.Skip); err != nil {
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
	for _, h := range t.House {
		known[h.ID] = true
	}
	var faults []error
	for _, top := range tops {
		if !known[top] {
			faults = append(faults, &InvalidError{top, fmt.Errorf("%w: top event", ErrUnknownID)})
		}
	}
	return errors.Join(faults...)
}

// build compiles the graph part by part and joins the diagrams.
func (d *Diagram) build(ctx context.Context, g *graph, skip Pass) error {
	d.coherent, d.mayHelp = g.coherent(), g.mayHelp()
	parts := g.parts(skip)
	pieces := make([]bdd.Piece, len(parts))
	stands := make([]leaf, g.nodes()) // for modules: by node of g
	piece := make([]int, g.nodes())
	for i := range parts {
		p := &parts[i]
		p.leaf = make([]leaf, p.leaves)
		for j, n := range p.nodes {
			p.leaf[j] = stands[n]
		}
		last := i == len(parts)-1
		made, err := p.build(ctx, d.limit, !last, !d.coherent)
		if err != nil {
			return err
		}
		if !last {
			stands[p.module] = made.stands
			piece[p.module] = i
		}
		pieces[i].Flat = made.flat
		for level, j := range made.order {
			if n := p.nodes[j]; g.isLeaf(n) {
				d.order = append(d.order, n)
			} else {
				d.order = append(d.order, none)
				pieces[i].Modules = append(pieces[i].Modules, bdd.Use{Level: uint32(level), Piece: piece[n]})
			}
		}
	}
	d.flat = bdd.Join(pieces)
	return nil
}
