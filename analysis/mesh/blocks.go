package mesh

import (
	"fmt"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/rbd"
)

// maxBlocks bounds a block diagram: a larger one is no picture any more.
const maxBlocks = 2000

// Blocks returns the block diagram of a gate or basic event of s: what has to work
// for it not to occur. It is the dual of the gates below, so that blocks in series
// are inputs of an or, with groups of one kind inside each other joined. A
// component may be in several places.
//
// It reports false where a picture of blocks makes no sense: for an ID that is not
// in s, such as that of a top that cannot occur, where a call cycle had to be
// unrolled, and beyond 2,000 blocks.
func (s Synthesis) Blocks(id string) (rbd.Block, bool) {
	d := drawing{gates: map[string]faulttree.Gate{}, labels: map[string]string{}, unrolled: s.unrolled, left: maxBlocks}
	for _, g := range s.Tree.Gates {
		d.gates[g.ID] = g
	}
	for _, e := range s.Events {
		d.labels[e.ID] = e.Label
	}
	return d.block(id)
}

// A drawing is a block diagram being made.
type drawing struct {
	gates    map[string]faulttree.Gate
	labels   map[string]string // of basic events
	unrolled map[string]bool
	left     int // blocks it may still have
}

func (d *drawing) block(id string) (rbd.Block, bool) {
	if d.left--; d.left < 0 || d.unrolled[id] {
		return rbd.Block{}, false
	}
	gate, ok := d.gates[id]
	if !ok {
		label, ok := d.labels[id]
		return rbd.Block{Kind: rbd.Component, Label: label, Event: id}, ok
	}
	inputs := gate.Inputs
	group := rbd.Block{Kind: rbd.KOfN}
	switch gate.Op {
	case faulttree.Or:
		group.Kind, inputs = rbd.Series, d.joined(gate, map[string]bool{})
	case faulttree.And:
		group.Kind, inputs = rbd.Parallel, d.joined(gate, map[string]bool{})
	case faulttree.AtLeast: // works while fewer than K have failed
		group.K = len(inputs) - gate.K + 1
		group.Label = fmt.Sprintf("%d of %d", group.K, len(inputs))
	}
	for _, in := range inputs {
		b, ok := d.block(in)
		if !ok {
			return rbd.Block{}, false
		}
		group.Blocks = append(group.Blocks, b)
	}
	return group, true
}

// joined returns the inputs of a gate, with those of gates like it in their place,
// each once.
func (d *drawing) joined(gate faulttree.Gate, seen map[string]bool) []string {
	var all []string
	for _, in := range gate.Inputs {
		if seen[in] {
			continue
		}
		seen[in] = true
		if inner, ok := d.gates[in]; ok && inner.Op == gate.Op && !d.unrolled[in] {
			all = append(all, d.joined(inner, seen)...)
		} else {
			all = append(all, in)
		}
	}
	return all
}
