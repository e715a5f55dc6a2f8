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
	// NodeLimit is how many nodes a diagram may have while it is built, garbage
	// included; 0 is read as 60 million. A node takes 20 to 40 bytes, and 64 MB
	// come on top: 2 GB in all by default. What time it may take is up to the
	// context.
	NodeLimit int

	Skip Pass // passes to leave out: for tests, and to see what they gain

	// Progress is told some ten times a second how far compiling is, by one
	// goroutine at a time and never after it is done. It changes no result.
	Progress func(Progress)
}

// A Progress says how far [Compile] is with one of the parts into which it cuts a
// tree. Several orders of events are tried, so Gate may go back; and parts may be
// under way at the same time.
type Progress struct {
	Part, Parts int // from 1
	Gate, Gates int // done of the part
	Nodes       int // made for it so far
}

const defaultNodeLimit = 60_000_000

// A Diagram is a compiled tree. It does not hold probabilities: those are
// given to its methods, which may be used by several goroutines.
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
// It returns the faults of t and of tops, a [LimitError], or the error of ctx. The
// time is at worst exponential in the number of events. Parts that do not need each
// other are compiled at the same time; the result has the same bits whatever the
// number of processors.
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
	if opt.NodeLimit <= 0 {
		opt.NodeLimit = defaultNodeLimit
	}
	g, events := newGraph(t, tops, opt.Skip)
	d := &Diagram{events: events, tops: slices.Clone(tops), limit: opt.NodeLimit, sets: map[int]minimal{}}
	if err := d.build(ctx, g.simplified(opt.Skip), opt); err != nil {
		return nil, err
	}
	return d, nil
}

func (t Tree) checkTops(tops []string) error {
	known := t.IDs()
	var faults []error
	for _, top := range tops {
		if !known[top] {
			faults = append(faults, &InvalidError{top, fmt.Errorf("%w: top event", ErrUnknownID)})
		}
	}
	return errors.Join(faults...)
}
