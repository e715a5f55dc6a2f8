package mesh

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree"
)

// A node is a gate or basic event of a tree under construction, or the constant
// false, which is zero. Nodes are equal only if they are the same.
type node int

const constantFalse node = 0

// gates stores each gate once.
type gates struct {
	events []Event
	values []node // of the unknowns
	nodes  []gate // by node
	ofExpr map[int]node
	byKey  map[string]node
	names  map[string]int // times a name was taken
	cycles map[node]bool  // gates made while a cycle was unrolled
	inLoop bool           // one is being unrolled
}

type gate struct {
	event  int // of a basic event
	op     operator
	k      int
	inputs []node
	name   string
	label  string
}

func newGates(q *equations) *gates {
	return &gates{
		events: q.events, values: make([]node, len(q.right)), nodes: make([]gate, 1),
		ofExpr: map[int]node{}, byKey: map[string]node{}, names: map[string]int{}, cycles: map[node]bool{},
	}
}

// node returns the node of e at the present values of the unknowns.
func (g *gates) node(e expr) node {
	switch e.op {
	case never:
		return constantFalse
	case unknown:
		return g.values[e.index]
	case basic:
		n, ok := g.ofExpr[e.index]
		if !ok {
			n = g.add(gate{op: basic, event: e.index})
			g.ofExpr[e.index] = n
		}
		return n
	}
	inputs := make([]node, 0, len(e.inputs))
	for _, in := range e.inputs {
		inputs = append(inputs, g.node(in))
	}
	return g.gate(e, inputs)
}

// gate returns the gate of e over inputs: simplified, and made only if there is
// none like it.
func (g *gates) gate(e expr, inputs []node) node {
	op, k := e.op, e.k
	if op == and && slices.Contains(inputs, constantFalse) {
		return constantFalse
	}
	inputs = slices.DeleteFunc(inputs, func(n node) bool { return n == constantFalse })
	if op == atLeast {
		switch {
		case k > len(inputs):
			return constantFalse
		case k == len(inputs):
			op = and
		case k == 1:
			op = or
		}
	}
	if op != atLeast { // under atLeast an input given twice counts twice
		inputs, k = distinct(inputs), 0
	}
	if len(inputs) == 0 {
		return constantFalse
	}
	if len(inputs) == 1 {
		return inputs[0]
	}
	key := gateKey(op, k, inputs)
	n, ok := g.byKey[key]
	if !ok {
		n = g.add(gate{op: op, k: k, inputs: inputs, name: e.name, label: e.label})
		g.byKey[key] = n
		if g.inLoop {
			g.cycles[n] = true
		}
	}
	return n
}

func (g *gates) add(n gate) node {
	if n.op != basic {
		g.names[n.name]++
		if times := g.names[n.name]; times > 1 {
			n.name = fmt.Sprintf("%s~%d", n.name, times)
		}
	}
	g.nodes = append(g.nodes, n)
	return node(len(g.nodes) - 1)
}

// distinct returns nodes without repetition, in the order they were given in.
func distinct(nodes []node) []node {
	seen := make(map[node]bool, len(nodes))
	return slices.DeleteFunc(nodes, func(n node) bool {
		was := seen[n]
		seen[n] = true
		return was
	})
}

// gateKey is equal for gates that are: the order of the inputs means nothing.
func gateKey(op operator, k int, inputs []node) string {
	sorted := slices.Sorted(slices.Values(inputs))
	var b strings.Builder
	fmt.Fprintf(&b, "%d/%d", op, k)
	for _, n := range sorted {
		b.WriteByte(' ')
		b.WriteString(strconv.Itoa(int(n)))
	}
	return b.String()
}

// id returns the ID of a node, empty for constant false.
func (g *gates) id(n node) string {
	switch {
	case n == constantFalse:
		return ""
	case g.nodes[n].op == basic:
		return g.events[g.nodes[n].event].ID
	}
	return g.nodes[n].name
}

var treeOps = map[operator]faulttree.Op{or: faulttree.Or, and: faulttree.And, atLeast: faulttree.AtLeast}

// emit fills in all of s that follows from its tops: the gates and events below
// them, inputs before the gates that use them.
func (g *gates) emit(s *Synthesis, tops []node) {
	s.Tree = faulttree.Tree{Top: s.Any, Gates: []faulttree.Gate{}, Events: []faulttree.BasicEvent{}}
	if s.Tree.Top == "" {
		s.Tree.Top = s.Degraded
	}
	s.Events, s.Labels, s.unrolled = []Event{}, map[string]string{}, map[string]bool{}
	seen := make([]bool, len(g.nodes))
	seen[constantFalse] = true
	var visit func(n node)
	visit = func(n node) {
		if seen[n] {
			return
		}
		seen[n] = true
		this := g.nodes[n]
		if this.op == basic {
			e := g.events[this.event]
			s.Events = append(s.Events, e)
			s.Tree.Events = append(s.Tree.Events, faulttree.BasicEvent{ID: e.ID})
			return
		}
		inputs := make([]string, len(this.inputs))
		for i, in := range this.inputs {
			visit(in)
			inputs[i] = g.id(in)
		}
		s.Tree.Gates = append(s.Tree.Gates, faulttree.Gate{ID: this.name, Op: treeOps[this.op], K: this.k, Inputs: inputs})
		s.Labels[this.name] = this.label
		if g.cycles[n] {
			s.unrolled[this.name] = true
		}
	}
	for _, n := range tops {
		visit(n)
	}
}
