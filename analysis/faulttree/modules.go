package faulttree

import "slices"

// A part is a module with the modules in it taken as leaves, or what is left
// over them under the tops. Its leaves are nodes of the whole graph.
type part struct {
	graph
	nodes  []int
	leaf   []leaf
	module int // the node it is of the whole graph; of no meaning in the last
}

// parts cuts the graph into modules, each after those in it; the last has the
// tops. Skipping the pass leaves one part.
func (g *graph) parts(skip Pass) []part {
	module := make([]bool, g.nodes())
	if skip&Modules == 0 {
		g.grouped()
		module = g.modules()
		if len(g.tops) == 1 && !g.tops[0].constant() {
			module[g.tops[0].node()] = false // it is the last part
		}
	}
	var out []part
	for i := range g.gates {
		if n := g.leaves + i; module[n] {
			p := g.part([]lit{literal(n)}, module, true)
			p.module = n
			out = append(out, p)
		}
	}
	return append(out, g.part(g.tops, module, false))
}

// part copies what is under tops, down to leaves and modules; a module that is
// the root is copied itself.
func (g *graph) part(tops []lit, module []bool, root bool) part {
	p := part{}
	var leaves, gates []int
	at := map[int]int{}
	var reach func(l lit, inside bool)
	reach = func(l lit, inside bool) {
		n := l.node()
		if _, seen := at[n]; seen || l.constant() {
			return
		}
		at[n] = 0
		if g.isLeaf(n) || module[n] && (inside || !root) {
			leaves = append(leaves, n)
			return
		}
		for _, in := range g.gateOf(n).inputs {
			reach(in.lit, true)
		}
		gates = append(gates, n)
	}
	for _, t := range tops {
		reach(t, false)
	}
	p.nodes, p.leaves = leaves, len(leaves)
	for i, n := range append(slices.Clone(leaves), gates...) {
		at[n] = i
	}
	translate := func(l lit) lit {
		if l.constant() {
			return l
		}
		return literal(at[l.node()]) ^ l&1
	}
	for _, n := range gates {
		old := g.gateOf(n)
		inputs := make([]input, len(old.inputs))
		for i, in := range old.inputs {
			inputs[i] = input{translate(in.lit), in.weight}
		}
		p.gates = append(p.gates, gate{old.op, old.k, inputs, old.size})
	}
	for _, t := range tops {
		p.tops = append(p.tops, translate(t))
	}
	return p
}

// Times say when a walk down from the tops, which enters each gate once,
// first and last met a node, and when it was done with what is under it.
type times struct{ first, done, last int }

// modules tells which gates are modules: the walk meets what is under them only
// while it is under them [DR96]. The time is linear.
func (g *graph) modules() []bool {
	visits := make([]times, g.nodes())
	now := 0
	var walk func(n int)
	walk = func(n int) {
		now++
		visits[n].last = now
		if visits[n].first > 0 {
			return
		}
		visits[n].first = now
		if !g.isLeaf(n) {
			for _, in := range g.gateOf(n).inputs {
				if !in.constant() {
					walk(in.node())
				}
			}
		}
		now++
		visits[n].done, visits[n].last = now, now
	}
	for _, t := range g.tops {
		if !t.constant() {
			walk(t.node())
		}
	}
	module := make([]bool, g.nodes())
	under := make([]times, g.nodes()) // first and last visit of anything under a gate
	for i, gate := range g.gates {
		n := g.leaves + i
		if visits[n].first == 0 {
			continue
		}
		u := times{first: now + 1}
		for _, in := range gate.inputs {
			if m := in.node(); !in.constant() {
				u.first = min(u.first, visits[m].first)
				u.last = max(u.last, visits[m].last)
				if !g.isLeaf(m) && under[m].last > 0 {
					u.first, u.last = min(u.first, under[m].first), max(u.last, under[m].last)
				}
			}
		}
		under[n] = u
		module[n] = u.last > 0 && u.first > visits[n].first && u.last < visits[n].done
	}
	return module
}

// coherent tells whether there is neither a complement nor an Xor.
func (g *graph) coherent() bool {
	for _, gate := range g.gates {
		if gate.op == Xor {
			return false
		}
		for _, in := range gate.inputs {
			if !in.constant() && in.lit&1 == 1 {
				return false
			}
		}
	}
	for _, t := range g.tops {
		if !t.constant() && t&1 == 1 {
			return false
		}
	}
	return true
}

// grouped gives inputs of an And or Or that are no part of anything else a gate
// of their own, which is a module then.
func (g *graph) grouped() {
	module := g.modules()
	parents := g.parents()
	var gates []gate
	moved := make([]lit, g.nodes())
	for i := range g.leaves {
		moved[i] = literal(i)
	}
	for i, old := range g.gates {
		var own, rest []input
		for _, in := range old.inputs {
			alone := !in.constant() && parents[in.node()] == 1 && (g.isLeaf(in.node()) || module[in.node()])
			if !in.constant() {
				in.lit = moved[in.node()] ^ in.lit&1
			}
			if alone {
				own = append(own, in)
			} else {
				rest = append(rest, in)
			}
		}
		inputs := slices.Concat(own, rest)
		if (old.op == And || old.op == Or) && len(own) > 1 && len(rest) > 0 {
			gates = append(gates, gate{old.op, 0, own, len(own)})
			inputs = append(rest, input{literal(g.leaves + len(gates) - 1), 1})
		}
		gates = append(gates, gate{old.op, old.k, inputs, old.size})
		moved[g.leaves+i] = literal(g.leaves + len(gates) - 1)
	}
	for i, t := range g.tops {
		if !t.constant() {
			g.tops[i] = moved[t.node()] ^ t&1
		}
	}
	g.gates = gates
}
