package study

import (
	"context"
	"errors"
	"fmt"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
)

// A named is a tree with the name of its top event.
type named struct {
	name, faultTree string
	tree            faulttree.Tree
	substituted     int // minimal cut sets that substitutions changed
}

// A Gap says what is missing of a part of a result; nothing, where it is zero.
type Gap struct {
	Partial bool   `json:"partial,omitempty"` // what was asked for is not all there
	Reason  string `json:"reason,omitempty"`  // why
}

func (g *Gap) missing(because error) {
	g.Partial, g.Reason = true, because.Error()
	switch {
	case errors.Is(because, context.Canceled):
		g.Reason = "interrupted"
	case errors.Is(because, context.DeadlineExceeded):
		g.Reason = "out of time"
	}
}

// each asks for every tree in turn until the context ends. What is answered with
// an error is partial.
func each[T any, P interface {
	*T
	missing(because error)
}](ctx context.Context, trees []named, opt Options, ask func(named, Options) (T, error)) ([]T, error) {
	out := []T{}
	var faults []error
	for i, t := range trees {
		if ctx.Err() != nil {
			break
		}
		one, err := ask(t, opt.stage(t.name, i, len(trees)))
		if err != nil {
			P(&one).missing(err)
			faults = append(faults, fmt.Errorf("%s: %w", t.name, err))
		}
		out = append(out, one)
	}
	return out, errors.Join(append(faults, ctx.Err())...)
}

// substitute changes the minimal cut sets as the model says.
func (t *named) substitute(ctx context.Context, m *risk.Model, opt Options) error {
	s, err := m.Substitute(ctx, t.tree, opt.At, risk.SubstituteOptions{Options: opt.Engine})
	if err != nil {
		return err
	}
	t.tree, t.substituted = s.Tree, s.Changed
	return nil
}

// compile makes the diagram of the tree, with its minimal cut sets as the model
// changes them.
func (t *named) compile(ctx context.Context, m *risk.Model, opt Options) (*faulttree.Diagram, error) {
	if err := t.substitute(ctx, m, opt); err != nil {
		return nil, err
	}
	return faulttree.Compile(ctx, t.tree, nil, opt.Engine)
}

// stopped reports whether an error left a result that is good as far as it goes.
func stopped(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, faulttree.ErrTooLarge) || errors.Is(err, errHalf))
}

// stage returns the options for one of several trees.
func (opt Options) stage(name string, done, total int) Options {
	if tell := opt.Progress; tell != nil {
		opt.tell = func(step string) { tell(Progress{name, done, total, step}) }
		opt.Engine.Progress = func(p faulttree.Progress) {
			opt.tell(fmt.Sprintf("part %d of %d, gate %d of %d, %d nodes", p.Part, p.Parts, p.Gate, p.Gates, p.Nodes))
		}
	}
	return opt
}

// counted returns what tells of samples done.
func (opt Options) counted(what string) func(done, total int) {
	if opt.tell == nil {
		return nil
	}
	return func(done, total int) { opt.tell(fmt.Sprintf("%s, %d of %d", what, done, total)) }
}

// topTrees returns the trees of all top events, as the boundary conditions make
// them, and all that is wrong with the model or the options.
func topTrees(m *risk.Model, opt Options) ([]named, error) {
	var all []named
	faults := []error{unknown(m, opt.Set, opt.Given)}
	for _, top := range m.NamedTops() {
		t, err := m.Tree(top.Gate, opt.At)
		if err == nil {
			t, err = t.Given(within(t, opt.Set))
		}
		faults = append(faults, err)
		all = append(all, named{name: top.Gate, faultTree: top.FaultTree, tree: t})
	}
	return all, errors.Join(faults...)
}
