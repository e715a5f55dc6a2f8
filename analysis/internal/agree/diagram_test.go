package agree

import (
	"fmt"

	"ninefold/analysis/dist"
	"ninefold/analysis/dynamic"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/rbd/blocks"
)

func exponential(rate float64) dist.Lifetime { return dist.Exponential{MTTF: 1 / rate} }

// block is a node as a block: a bridge is a network of its parts.
func block(n node) blocks.Block {
	if n.shape == single {
		return blocks.Block{Kind: blocks.Component, Of: name(n.leaf)}
	}
	b := blocks.Block{Kind: map[string]string{series: blocks.Series, parallel: blocks.Parallel, kOfN: blocks.KOfN}[n.shape], K: n.k}
	for _, p := range n.parts {
		b.Blocks = append(b.Blocks, block(p))
	}
	if n.shape != bridge {
		return b
	}
	net := blocks.Block{Kind: blocks.Network, Source: "s", Target: "t"}
	for i, ends := range [][2]string{{"s", "a"}, {"s", "b"}, {"a", "b"}, {"a", "t"}, {"b", "t"}} {
		net.Edges = append(net.Edges, blocks.Edge{From: ends[0], To: ends[1], Block: &b.Blocks[i]})
	}
	return net
}

func askBlocks(t fataler, s system, hours float64) figures {
	t.Helper()
	d := &blocks.System{Root: block(s.root)}
	for i, l := range s.leaves {
		part := blocks.Part{ID: name(i)}
		if unit := (blocks.Unit{FailureRate: l.fail, Dormancy: l.dormancy, RepairRate: l.repair}); l.pair {
			part.Standby = &blocks.Standby{Units: []blocks.Unit{unit, unit}}
		} else {
			part.Life, part.Repair = exponential(l.fail), exponential(l.repair)
		}
		d.Components = append(d.Components, part)
	}
	out := blockFigures(t, d, hours)
	if !s.pairs() { // then it makes a chain of its own
		drawn := figures{}
		chainFigures(t, must(d.Chain(background, false))(t), must(d.Chain(background, true))(t), hours, drawn)
		out[firstFailed], out[firstFailure] = drawn[firstFailed], drawn[firstFailure]
		compare(t, "blocks by their chain", drawn, out)
	}
	return out
}

// blockFigures are those that a diagram has.
func blockFigures(t fataler, d *blocks.System, hours float64) figures {
	t.Helper()
	out := figures{}
	r := must(blocks.Analyze(background, d, blocks.Question{Hours: []float64{hours}, Sets: -1}, blocks.Options{}))(t)
	p := r.Points[0]
	out[reliability], out[unreliability], out[mttf] = p.Reliability, p.Unreliability, r.MTTF.Hours
	if r.LongRun == nil {
		return out
	}
	out[unavailability], out[intensity] = *p.Unavailability, *p.FailureIntensity
	out[longRun], out[frequency] = r.LongRun.Unavailability, r.LongRun.FailureFrequency
	r = must(blocks.Analyze(background, d, blocks.Question{Sets: -1}, blocks.Options{}))(t)
	for _, m := range r.Importances {
		out[figure(importance+m.ID)] = m.Birnbaum
	}
	return out
}

// dynamicTree is a system as a dynamic fault tree. A pair is a spare gate.
func dynamicTree(s system, repaired bool) dynamic.Tree {
	tree := dynamic.Tree{}
	event := func(id string, l leaf) {
		e := dynamic.Event{ID: id, RatePerHour: l.fail, Dormancy: l.dormancy}
		if repaired {
			e.RepairPerHour = l.repair
		}
		tree.Events = append(tree.Events, e)
	}
	for i, l := range s.leaves {
		if !l.pair {
			event(name(i), l)
			continue
		}
		units := []string{name(i) + " first", name(i) + " second"}
		event(units[0], l)
		event(units[1], l)
		tree.Gates = append(tree.Gates, dynamic.Gate{ID: name(i), Op: dynamic.Spare, Inputs: units})
	}
	ops := map[faulttree.Op]dynamic.Op{faulttree.Or: dynamic.Or, faulttree.And: dynamic.And, faulttree.AtLeast: dynamic.AtLeast}
	tree.Top = gating{paths: true, leaf: name, gate: func(op faulttree.Op, k int, inputs []string) string {
		id := fmt.Sprint("g", len(tree.Gates))
		tree.Gates = append(tree.Gates, dynamic.Gate{ID: id, Op: ops[op], K: k, Inputs: inputs})
		return id
	}}.node(s.root)
	return tree
}

func askDynamic(t fataler, s system, hours float64) figures {
	t.Helper()
	out := dynamicFigures(t, dynamicTree(s, false), hours)
	for f, x := range dynamicFigures(t, dynamicTree(s, true), hours) {
		out[f] = x
	}
	return out
}

// dynamicFigures are those of a dynamic tree with repairs, or of one without.
func dynamicFigures(t fataler, tree dynamic.Tree, hours float64) figures {
	t.Helper()
	out := figures{}
	r := must(dynamic.Analyze(background, tree, dynamic.Options{Hours: []float64{hours}}))(t)
	p := r.Points[0]
	if !r.Repairable {
		out[reliability], out[unreliability], out[mttf] = *p.Reliability.Value, *p.Unreliability.Value, *r.MTTF
		return out
	}
	out[firstFailed], out[unavailability], out[firstFailure] = *p.Unreliability.Value, *p.Unavailability.Value, *r.MTTF
	out[longRun], out[frequency] = r.LongRun.Unavailability, *r.LongRun.FailureFrequency
	return out
}
