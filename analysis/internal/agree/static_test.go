package agree

import (
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/equations"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/network"
)

// A when is the state of the leaves that an engine of probabilities is given.
type when int

// The states: at the time without repairs, at the time with them, in the long run.
const (
	plain when = iota
	kept
	ever
)

// at returns the probability that a leaf is down, and how often it fails while it is
// not; false for a pair with repairs at a time, which has no short closed form.
//
// A pair without repairs works until t if neither unit fails, or one and then not the
// other: with x = λt and a unit that waits with the share d of λ, the probability is
// e^−x (1 + (1 − e^−dx)/d). With repairs it is a chain of birth and death in the number
// of failed units, with rates (1+d)λ and λ up, μ and 2μ down.
func (l leaf) at(w when, hours float64) (down, rate float64, ok bool) {
	x := l.fail * hours
	switch {
	case !l.pair && w == plain:
		return -math.Expm1(-x), l.fail, true
	case !l.pair && w == kept:
		both := l.fail + l.repair
		return l.fail / both * -math.Expm1(-both*hours), l.fail, true
	case !l.pair:
		return l.fail / (l.fail + l.repair), l.fail, true
	case w == plain:
		second := x
		if l.dormancy > 0 {
			second = -math.Expm1(-l.dormancy*x) / l.dormancy
		}
		return 1 - math.Exp(-x)*(1+second), 0, true
	case w == ever:
		one := (1 + l.dormancy) * l.fail / l.repair
		two := one * l.fail / (2 * l.repair)
		return two / (1 + one + two), l.fail * one / (1 + one), true
	}
	return 0, 0, false
}

// at returns that of all leaves, if there is one.
func (s system) at(w when, hours float64) (down, rate []float64, ok bool) {
	for _, l := range s.leaves {
		q, r, ok := l.at(w, hours)
		if !ok {
			return nil, nil, false
		}
		down, rate = append(down, q), append(rate, r)
	}
	return down, rate, true
}

// A gating makes gates of failure of the nodes of a system. A bridge is its cuts: all
// parts of one have failed; or its paths: one part of each has.
type gating struct {
	paths bool
	leaf  func(leaf int) string
	gate  func(op faulttree.Op, k int, inputs []string) string
}

func (g gating) node(n node) string {
	if n.shape == single {
		return g.leaf(n.leaf)
	}
	var in []string
	for _, p := range n.parts {
		id := g.node(p)
		if slices.Contains(in, id) { // no gate names an input twice
			id = g.gate(faulttree.Or, 0, []string{id})
		}
		in = append(in, id)
	}
	switch n.shape {
	case series:
		return g.gate(faulttree.Or, 0, in)
	case parallel:
		return g.gate(faulttree.And, 0, in)
	case kOfN:
		return g.gate(faulttree.AtLeast, len(in)-n.k+1, in)
	}
	sets, each, top := bridgeCuts, faulttree.And, faulttree.Or
	if g.paths {
		sets, each, top = bridgePaths, faulttree.Or, faulttree.And
	}
	var of []string
	for _, set := range sets {
		var some []string
		for _, i := range set {
			some = append(some, in[i])
		}
		of = append(of, g.gate(each, 0, some))
	}
	return g.gate(top, 0, of)
}

func askFaultTree(t fataler, s system, hours float64) figures {
	t.Helper()
	out := figures{}
	tree := faulttree.Tree{}
	tree.Top = gating{leaf: name, gate: func(op faulttree.Op, k int, inputs []string) string {
		id := fmt.Sprint("g", len(tree.Gates))
		tree.Gates = append(tree.Gates, faulttree.Gate{ID: id, Op: op, K: k, Inputs: inputs})
		return id
	}}.node(s.root)
	for w, names := range map[when][2]figure{plain: {unreliability, ""}, kept: {unavailability, intensity}, ever: {longRun, frequency}} {
		down, rate, ok := s.at(w, hours)
		if !ok {
			continue
		}
		tree.Events = nil
		for i := range s.leaves {
			tree.Events = append(tree.Events, faulttree.BasicEvent{ID: name(i), Probability: down[i], RatePerHour: rate[i]})
		}
		r := must(faulttree.Analyze(background, tree, faulttree.Options{}))(t)
		out[names[0]] = r.Top
		if names[1] != "" {
			out[names[1]] = *r.FrequencyPerHour
		}
		for i := range s.leaves {
			if k := slices.IndexFunc(r.Importances, func(m faulttree.Importance) bool { return m.ID == name(i) }); w == ever && k >= 0 {
				out[birnbaum(i)] = r.Importances[k].Birnbaum
			}
		}
	}
	return out
}

// A drawn network has an edge for each place of a leaf.
type drawn struct{ network.Graph }

func (d *drawn) vertex() string {
	id := fmt.Sprint("v", len(d.Nodes))
	d.Nodes = append(d.Nodes, network.Node{ID: id})
	return id
}

// node draws a node between two vertices; false where it is no network.
func (d *drawn) node(n node, from, to string, down []float64) bool {
	ok := true
	part := func(i int, from, to string) { ok = d.node(n.parts[i], from, to, down) && ok }
	switch {
	case n.shape == single:
		d.Edges = append(d.Edges, network.Edge{ID: name(n.leaf), From: from, To: to, Unreliability: down[n.leaf]})
	case n.shape == series || n.shape == kOfN && n.k == len(n.parts):
		for i := range n.parts {
			next := to
			if i+1 < len(n.parts) {
				next = d.vertex()
			}
			part(i, from, next)
			from = next
		}
	case n.shape == parallel || n.shape == kOfN && n.k == 1:
		for i := range n.parts {
			part(i, from, to)
		}
	case n.shape == bridge:
		a, b := d.vertex(), d.vertex()
		for i, ends := range [][2]string{{from, a}, {from, b}, {a, b}, {a, to}, {b, to}} {
			part(i, ends[0], ends[1])
		}
	default:
		return false
	}
	return ok
}

func askNetwork(t fataler, s system, hours float64) figures {
	t.Helper()
	out := figures{}
	if s.repeats() {
		return out
	}
	for w, f := range map[when]figure{plain: unreliability, kept: unavailability, ever: longRun} {
		down, _, known := s.at(w, hours)
		d := &drawn{}
		if from, to := d.vertex(), d.vertex(); !known || !d.node(s.root, from, to, down) {
			continue
		}
		r := must(network.Analyze(background, d.Graph, network.Query{Terminals: []string{"v0", "v1"}}, network.Options{}))(t)
		out[f] = r.Unreliability
		if w == plain {
			out[reliability] = r.Reliability
		}
		for _, m := range r.Importances {
			if i := slices.IndexFunc(d.Edges, func(e network.Edge) bool { return e.ID == m.ID }); w == ever && i >= 0 {
				out[figure(importance+m.ID)] = m.Birnbaum
			}
		}
	}
	return out
}

// Needs are Boolean equations while they are written.
type needs struct{ equations.System }

// add writes a component that fails only for want of what it needs.
func (d *needs) add(all ...equations.Need) string {
	id := fmt.Sprint("e", len(d.Components))
	d.Components = append(d.Components, equations.Component{ID: id, Needs: all})
	return id
}

func one(of ...string) equations.Need { return equations.Need{K: 1, Of: of} }

// node writes a node. In a bridge, a needs its own way or that by b, and b that by a:
// they need each other, and what does not come up by itself is down.
func (d *needs) node(n node) string {
	if n.shape == single {
		return name(n.leaf)
	}
	var in []string
	for _, p := range n.parts {
		in = append(in, d.add(one(d.node(p))))
	}
	switch n.shape {
	case series:
		return d.add(equations.Need{K: len(in), Of: in})
	case parallel:
		return d.add(one(in...))
	case kOfN:
		return d.add(equations.Need{K: n.k, Of: in})
	}
	i := len(d.Components)
	a, b := d.add(), d.add()
	d.Components[i].Needs = []equations.Need{one(in[0], d.add(one(in[2]), one(b)))}
	d.Components[i+1].Needs = []equations.Need{one(in[1], d.add(one(in[2]), one(a)))}
	return d.add(one(d.add(one(a), one(in[3])), d.add(one(b), one(in[4]))))
}

func askEquations(t fataler, s system, hours float64) figures {
	t.Helper()
	out := figures{}
	for w, f := range map[when]figure{plain: unreliability, kept: unavailability, ever: longRun} {
		down, _, known := s.at(w, hours)
		if !known {
			continue
		}
		d := &needs{}
		root := d.node(s.root)
		for i, q := range down {
			d.Components = append(d.Components, equations.Component{ID: name(i), Unreliability: q})
		}
		r := must(equations.Analyze(background, d.System, root, equations.Options{Semantics: equations.ColdStart, Sets: -1}))(t)
		out[f] = r.Unreliability
		if w == plain {
			out[reliability] = r.Reliability
		}
		for i := range s.leaves {
			if k := slices.IndexFunc(r.Importances, func(m equations.Importance) bool { return m.ID == name(i) }); w == ever && k >= 0 {
				out[birnbaum(i)] = r.Importances[k].Birnbaum
			}
		}
	}
	return out
}
