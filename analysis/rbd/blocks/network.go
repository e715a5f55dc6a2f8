package blocks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree"
)

// ways returns the edges as pairs of nodes, both ways unless directed, without
// those into the source or out of the target, which no way needs.
func (b *Block) ways() []way {
	var out []way
	add := func(from, to string, edge int) {
		if to != b.Source && from != b.Target {
			out = append(out, way{from, to, edge})
		}
	}
	for i, e := range b.Edges {
		add(e.From, e.To, i)
		if !e.Directed {
			add(e.To, e.From, i)
		}
	}
	return out
}

type way struct {
	from, to string
	edge     int
}

// reachable returns the nodes that ways lead to from a node, or against them.
func reachable(b *Block, from string, against bool) map[string]bool {
	next := map[string][]string{}
	for _, w := range b.ways() {
		if against {
			w.from, w.to = w.to, w.from
		}
		next[w.from] = append(next[w.from], w.to)
	}
	seen := map[string]bool{from: true}
	for queue := []string{from}; len(queue) > 0; {
		n := queue[0]
		queue = queue[1:]
		for _, to := range next[n] {
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return seen
}

// never is no name of a gate: that of what does not fail.
const never = ""

// A layering makes the gates of a network: for every node that it cannot be reached
// from the source in so many steps.
type layering struct {
	*builder

	name  string
	nodes map[string]string // gate or event that a node fails; absent: never
	edges []string          // that an edge fails
	ways  map[string][]way  // by target, only those on some way from source to target
	gates map[string]string // by what they are of
}

// network returns the gate that no working way leads from source to target. A node
// is cut off from i+1 steps if it fails or if, for each edge that leads to it, the
// edge fails or its other end is cut off from i steps. As many steps as nodes less
// one reach all that can be reached.
func (b *builder) network(k *Block, name, prefix string) string {
	l := &layering{builder: b, name: name, nodes: map[string]string{}, ways: map[string][]way{}, gates: map[string]string{}}
	for i := range k.Edges {
		e := k.Edges[i].Block
		if e == nil {
			l.edges = append(l.edges, never)
			continue
		}
		l.edges = append(l.edges, b.block(e, fmt.Sprintf("%s/%s-%s", name, k.Edges[i].From, k.Edges[i].To), prefix))
	}
	for i := range k.Nodes {
		l.nodes[k.Nodes[i].ID] = b.block(&k.Nodes[i].Block, name+"/"+k.Nodes[i].ID, prefix)
	}
	forward, back := reachable(k, k.Source, false), reachable(k, k.Target, true)
	var order []string
	for _, w := range k.ways() {
		if forward[w.from] && back[w.to] {
			if l.ways[w.to] == nil {
				order = append(order, w.to)
			}
			l.ways[w.to] = append(l.ways[w.to], w)
		}
	}
	cut := l.layers(k.Source, order)
	if cut[k.Target] == never { // edges and nodes that never fail
		return b.constant()
	}
	return cut[k.Target]
}

// layers returns the gates that nodes are cut off. A step looks only at nodes before
// which something changed in the last one.
func (l *layering) layers(source string, order []string) map[string]string {
	after := map[string][]string{}
	for _, n := range order {
		for _, w := range l.ways[n] {
			after[w.from] = append(after[w.from], n)
		}
	}
	cut := map[string]string{source: l.nodes[source]}
	look := map[string]bool{}
	for _, n := range after[source] {
		look[n] = true
	}
	for range order {
		changed := map[string]string{}
		for _, n := range order {
			if !look[n] || !l.goesOn() {
				continue
			}
			gate := l.step(n, cut)
			if before, known := cut[n]; !known || before != gate {
				changed[n] = gate
			}
		}
		if len(changed) == 0 {
			break
		}
		clear(look)
		for n, gate := range changed {
			cut[n] = gate
			for _, next := range after[n] {
				look[next] = true
			}
		}
	}
	return cut
}

// step returns the gate that a node is cut off from one step more than cut says of
// all nodes that can be reached so far.
func (l *layering) step(n string, cut map[string]string) string {
	var all []string // that must be so
	sure := false    // some way never fails
	for _, w := range l.ways[n] {
		before, ok := cut[w.from]
		if !ok {
			continue
		}
		one := l.of(faulttree.Or, l.edges[w.edge], before)
		sure = sure || one == never
		all = append(all, one)
	}
	if sure {
		return l.of(faulttree.Or, l.nodes[n])
	}
	return l.of(faulttree.Or, l.nodes[n], l.of(faulttree.And, all...))
}

// of returns the gate of some inputs, once for the same ones. Inputs of an or that
// never happen are left out.
func (l *layering) of(op faulttree.Op, inputs ...string) string {
	inputs = slices.DeleteFunc(slices.Clone(inputs), func(in string) bool { return in == never })
	slices.Sort(inputs)
	inputs = slices.Compact(inputs)
	if len(inputs) == 0 {
		return never
	}
	var name strings.Builder // no two lists have the same
	name.WriteString(string(op))
	for _, in := range inputs {
		name.WriteString(strconv.Itoa(len(in)))
		name.WriteByte(':')
		name.WriteString(in)
	}
	key := name.String()
	if _, ok := l.gates[key]; !ok {
		l.gates[key] = l.gate(faulttree.Gate{ID: l.name, Op: op, Inputs: inputs})
	}
	return l.gates[key]
}
