package svg

import (
	"fmt"
	"slices"
	"strconv"

	"ninefold/analysis/faulttree"
)

// A kind is what a node is drawn as.
type kind int

const (
	gate     kind = iota
	event         // a basic event
	house         // a house event
	transfer      // what is drawn elsewhere
	column        // leaves below each other
)

// A node is a symbol with its label, or a column of them.
type node struct {
	kind      kind
	id        string
	gate      *faulttree.Gate
	condition *node   // of an inhibit gate
	children  []*node // from left to right
	rows      []*node // of a column
	below     int     // events under a gate whose inputs are not drawn
	level     int     // of the tree, from 0 at the top
	x         float64 // of the middle; of a column, of its spine
}

// leafy reports whether a node can stand in a column.
func (n *node) leafy() bool { return n.kind != gate }

// A plan is what is to be drawn of a tree.
type plan struct {
	tree     faulttree.Tree
	opt      Options
	gates    map[string]*faulttree.Gate
	events   map[string]float64 // probabilities
	house    map[string]bool    // states
	uses     map[string]int     // how often something is an input of what is drawn
	occurs   map[string]bool    // under the cut set
	moves    bool               // something is drawn as a transfer
	drawn    map[string]bool
	symbols  int
	perLevel []int // symbols when drawn to this depth
}

func newPlan(t faulttree.Tree, opt Options) *plan {
	if opt.MaxNodes <= 0 {
		opt.MaxNodes = DefaultMaxNodes
	}
	p := &plan{
		tree: t, opt: opt, gates: map[string]*faulttree.Gate{}, events: map[string]float64{}, house: map[string]bool{},
		uses: map[string]int{}, drawn: map[string]bool{},
	}
	for i, g := range t.Gates {
		p.gates[g.ID] = &t.Gates[i]
	}
	for _, e := range t.Events {
		p.events[e.ID] = e.Probability
	}
	for _, h := range t.House {
		p.house[h.ID] = h.State
	}
	return p
}

// grow returns the top with all below it, each gate with its inputs where it is
// met first, level by level.
func (p *plan) grow() (*node, error) {
	root := p.node(p.tree.Top, 0)
	level := []*node{root}
	var hidden []*node // whose inputs are not drawn
	for depth := 0; len(level) > 0; depth++ {
		p.perLevel = append(p.perLevel, p.symbols)
		var next []*node
		for _, n := range level {
			if n.kind != gate {
				continue
			}
			if p.opt.MaxDepth > 0 && depth >= p.opt.MaxDepth {
				hidden = append(hidden, n)
				continue
			}
			p.inputs(n, depth+1)
			next = append(next, n.children...)
		}
		level = next
	}
	if p.symbols > p.opt.MaxNodes {
		return nil, p.tooLarge()
	}
	for _, n := range hidden {
		n.below = p.beneath(n.id)
	}
	hang(root)
	return root, nil
}

func (p *plan) tooLarge() error {
	fits := 0
	for depth, n := range p.perLevel {
		if n <= p.opt.MaxNodes {
			fits = depth
		}
	}
	if fits == 0 {
		return fmt.Errorf("%w: %d symbols, at most %d: not even the inputs of the top event can be drawn", ErrTooLarge, p.symbols, p.opt.MaxNodes)
	}
	return fmt.Errorf("%w: %d symbols, at most %d; a depth of %d (--depth) has %d", ErrTooLarge, p.symbols, p.opt.MaxNodes, fits, p.perLevel[fits])
}

// node returns the symbol for an ID: itself where it is drawn first, otherwise a
// transfer.
func (p *plan) node(id string, level int) *node {
	n := &node{id: id, level: level, gate: p.gates[id]}
	p.symbols++
	p.uses[id]++
	_, isHouse := p.house[id]
	switch {
	case p.drawn[id]:
		n.kind = transfer
		p.moves = true
	case n.gate != nil:
		n.kind = gate
	case isHouse:
		n.kind = house
	default:
		n.kind = event
	}
	p.drawn[id] = true
	return n
}

func (p *plan) inputs(n *node, level int) {
	condition := p.opt.Conditions[n.id]
	_, basic := p.events[condition]
	inhibit := basic && n.gate.Op == faulttree.And && len(n.gate.Inputs) == 2 && n.gate.Inputs[1] == condition
	for i, in := range n.gate.Inputs {
		if inhibit && i == 1 {
			n.condition = p.node(in, n.level)
			continue
		}
		n.children = append(n.children, p.node(in, level))
	}
}

// counted is how many gates and events under a gate are looked at to count events:
// more than that is many.
const counted = 5000

// beneath returns how many basic events are under a gate, up to a limit.
func (p *plan) beneath(id string) int {
	seen := map[string]bool{id: true}
	queue := []string{id}
	events := 0
	for len(queue) > 0 {
		if len(seen) > counted {
			return max(counted, events)
		}
		g := p.gates[queue[0]]
		queue = queue[1:]
		if g == nil {
			continue
		}
		for _, in := range g.Inputs {
			if seen[in] {
				continue
			}
			seen[in] = true
			if _, ok := p.events[in]; ok {
				events++
			}
			queue = append(queue, in)
		}
	}
	return events
}

// count says how many events are below.
func (n *node) count() string {
	if n.below >= counted {
		return "many"
	}
	return strconv.Itoa(n.below)
}

const (
	abreast = 4 // leaves that stand beside each other under a gate; more hang
	longest = 8 // rows of a column
)

// hang puts many leaves of a gate into columns, after its other inputs. The gate
// whose inputs have an order, imply, has too few for that.
func hang(n *node) {
	for _, c := range n.children {
		hang(c)
	}
	leaves := 0
	for _, c := range n.children {
		if c.leafy() {
			leaves++
		}
	}
	if leaves <= abreast {
		return
	}
	var stay, rows []*node
	for _, c := range n.children {
		if c.leafy() {
			rows = append(rows, c)
		} else {
			stay = append(stay, c)
		}
	}
	columns := (leaves + longest - 1) / longest
	for part := range slices.Chunk(rows, (leaves+columns-1)/columns) {
		stay = append(stay, &node{kind: column, level: n.level + 1, rows: part})
	}
	n.children = stay
}

// occur works out what occurs when the events of a cut set do, and nothing else.
func (p *plan) occur(cutSet []string) error {
	if len(cutSet) == 0 {
		return nil
	}
	p.occurs = map[string]bool{}
	for _, id := range cutSet {
		if _, ok := p.events[id]; !ok {
			return fmt.Errorf("svg: the cut set has %q, which is no basic event of the tree", id)
		}
		p.occurs[id] = true
	}
	for id, state := range p.house {
		p.occurs[id] = state
	}
	done := map[string]bool{}
	var value func(id string) bool
	value = func(id string) bool {
		g := p.gates[id]
		if g == nil || done[id] {
			return p.occurs[id]
		}
		done[id] = true
		n := 0
		for _, in := range g.Inputs {
			if value(in) {
				n++
			}
		}
		p.occurs[id] = holds(*g, n, value)
		return p.occurs[id]
	}
	for _, g := range p.tree.Gates {
		value(g.ID)
	}
	return nil
}

// holds reports whether a gate occurs when n of its inputs do.
func holds(g faulttree.Gate, n int, value func(id string) bool) bool {
	switch g.Op {
	case faulttree.And:
		return n == len(g.Inputs)
	case faulttree.Or:
		return n > 0
	case faulttree.AtLeast:
		return n >= g.K
	case faulttree.Cardinality:
		return n >= g.K && n <= g.Max
	case faulttree.Not, faulttree.Nor:
		return n == 0
	case faulttree.Nand:
		return n < len(g.Inputs)
	case faulttree.Xor:
		return n%2 == 1
	case faulttree.Iff:
		return n != 1
	}
	return !value(g.Inputs[0]) || value(g.Inputs[1]) // imply
}
