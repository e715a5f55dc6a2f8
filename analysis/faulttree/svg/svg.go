package svg

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
)

// DefaultMaxNodes is how many symbols a drawing has at most, unless told
// otherwise: more than anybody can read, few enough for a browser.
const DefaultMaxNodes = 2000

// ErrTooLarge reports a tree with more symbols than a drawing may have. Fewer
// levels may do.
var ErrTooLarge = errors.New("svg: too much to draw")

// Options control [Write]. The zero value draws all of a tree.
type Options struct {
	Title string // written over the drawing; none is

	// Labels describe gates and events, by ID. Without one the ID stands alone.
	Labels map[string]string

	// Probabilities are written beside gates, by ID. Those of basic events are in
	// the tree.
	Probabilities map[string]float64

	// Conditions hold, for each inhibit gate, the ID of its conditioning event. The
	// gate must be an and of two inputs.
	Conditions map[string]string

	// CutSet is the IDs of basic events to bring out, with the gates that occur when
	// they do and no others.
	CutSet []string

	MaxDepth int // levels of gates whose inputs are drawn; 0 draws all
	MaxNodes int // symbols at most; 0 means DefaultMaxNodes
}

// From returns the options that draw what a model says of its gates and events:
// their labels, and which gates are inhibit gates.
func From(m *risk.Model) Options {
	o := Options{Labels: map[string]string{}, Conditions: map[string]string{}}
	label := func(id risk.Identity) {
		if id.Label != "" {
			o.Labels[id.ID] = id.Label
		}
	}
	for c := range m.Containers() {
		for _, g := range c.Gates {
			label(g.Identity)
			if a := g.Formula.Args; g.Note(risk.FlavorNote) == "inhibit" && len(a) == 2 {
				o.Conditions[g.ID] = a[1].Ref
			}
		}
		for _, e := range c.Events {
			label(e.Identity)
		}
		for _, h := range c.House {
			label(h.Identity)
		}
	}
	return o
}

// Write draws t.
//
// It returns the error of [faulttree.Tree.Validate], an error for a cut set with an
// event the tree does not have, one wrapping [ErrTooLarge] that says which depth
// would do, and those of w. Time is linear in the tree and, for the layout, in what
// is drawn times its depth.
func Write(w io.Writer, t faulttree.Tree, opt Options) error {
	if err := t.Validate(); err != nil {
		return err
	}
	if opt.MaxDepth < 0 {
		return fmt.Errorf("svg: depth %d is negative", opt.MaxDepth)
	}
	p := newPlan(t, opt)
	if err := p.occur(opt.CutSet); err != nil {
		return err
	}
	root, err := p.grow()
	if err != nil {
		return err
	}
	d := &drawing{Writer: bufio.NewWriter(w), plan: p, size: p.sizes()}
	d.all(root)
	return d.Flush() // which keeps the first error
}
