package faulttree

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"ninefold/analysis/internal/bdd"
)

// build compiles the graph part by part and joins the diagrams. NodeLimit of opt
// must be set.
func (d *Diagram) build(ctx context.Context, g *graph, opt Options) error {
	d.coherent, d.mayHelp = g.coherent(), g.mayHelp()
	parts := g.parts(opt.Skip)
	a := assembly{
		g: g, parts: parts, opt: opt, both: !d.coherent,
		made: make([]compiled, len(parts)), of: make([]int, g.nodes()), done: make([]chan struct{}, len(parts)), failed: len(parts),
	}
	for i := range parts {
		a.done[i] = make(chan struct{})
		if i < len(parts)-1 {
			a.of[parts[i].module] = i
		}
	}
	if err := a.run(ctx); err != nil {
		return err
	}
	pieces := make([]bdd.Piece, len(parts))
	for i, made := range a.made {
		pieces[i].Flat = made.flat
		for level, j := range made.order {
			if n := parts[i].nodes[j]; g.isLeaf(n) {
				d.order = append(d.order, n)
			} else {
				d.order = append(d.order, none)
				pieces[i].Modules = append(pieces[i].Modules, bdd.Use{Level: uint32(level), Piece: a.of[n]})
			}
		}
	}
	var err error
	d.flat, err = bdd.Join(ctx, pieces)
	return err
}

// An assembly is the work on the parts of a graph.
type assembly struct {
	g     *graph
	parts []part
	opt   Options
	both  bool // the complements of modules are needed, too
	made  []compiled
	of    []int           // the part that a module is, by node
	done  []chan struct{} // by part: closed when it is made, or will not be

	mu     sync.Mutex
	next   int // part to be taken up
	failed int // the first part that could not be made
	err    error
}

// run makes all parts, as many at a time as there are processors. They are taken
// up in order, so what a part waits for is always under way. It returns the error
// of the first part that has one, whichever is done first.
func (a *assembly) run(ctx context.Context) error {
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(a.parts)) {
		group.Go(func() {
			for i := a.take(); i < len(a.parts); i = a.take() {
				a.finish(i, a.make(ctx, i))
			}
		})
	}
	group.Wait()
	return a.err
}

// take returns the next part, or one that is none where there is nothing to do.
func (a *assembly) take() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.next > a.failed {
		return len(a.parts)
	}
	a.next++
	return a.next - 1
}

func (a *assembly) finish(i int, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil && i < a.failed {
		a.failed, a.err = i, err
	}
	close(a.done[i])
}

// errNeeded reports a part that needs one that failed. It comes later, so it is
// never the first error.
var errNeeded = errors.New("faulttree: a part is missing")

// make compiles a part once those in it are.
func (a *assembly) make(ctx context.Context, i int) error {
	p := &a.parts[i]
	p.leaf = make([]leaf, p.leaves)
	for j, n := range p.nodes {
		if a.g.isLeaf(n) {
			continue
		}
		module := a.of[n]
		<-a.done[module]
		if a.made[module].flat == nil {
			return errNeeded
		}
		p.leaf[j] = a.made[module].stands
	}
	s := search{
		part: p, limit: a.opt.NodeLimit, module: i < len(a.parts)-1, both: a.both,
		reorder: a.opt.Skip&Reordering == 0, at: Progress{Part: i + 1, Parts: len(a.parts), Gates: len(p.gates)},
	}
	if a.opt.Progress != nil {
		s.tell = func(p Progress) {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.opt.Progress(p)
		}
	}
	var err error
	a.made[i], err = s.run(ctx)
	return err
}

// reordered returns the order that sifting made of one.
func reordered(order []int, sifted []uint32) []int {
	out := slices.Clone(order)
	for level, old := range sifted {
		out[level] = order[old]
	}
	return out
}
