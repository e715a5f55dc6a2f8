package network

import "slices"

// A piece is what is left to be solved by itself: a graph without cut nodes where
// every vertex matters. The first vertex is its root.
type piece struct {
	directed bool
	terminal []bool
	node     []int
	links    []link
	at       [][]int // links by vertex
}

// pieces reduces s and splits it at its cut nodes, which become terminals of each side.
// The terminals are connected as s wants if and only if they are in every piece and all
// factors are fine, and those are independent.
func (s *skeleton) pieces() ([]*piece, []factor) {
	s.reduce()
	blocks := s.blocks()
	needed := make([]bool, len(blocks))
	carrier := make([]bool, len(s.at)) // the top of a block that is needed
	for i, b := range blocks {         // those below come before
		for _, v := range b.vertices {
			needed[i] = needed[i] || v != b.top && (s.terminal[v] || carrier[v])
		}
		for _, l := range b.links {
			needed[i] = needed[i] || s.links[l].inner
		}
		carrier[b.top] = carrier[b.top] || needed[i]
	}
	for v, yes := range carrier {
		if yes {
			s.enlist(v)
		}
	}
	var out []*piece
	for i, b := range blocks {
		if needed[i] {
			part := s.part(b)
			part.reduce()
			s.factors = append(s.factors, part.factors...)
			if p := part.piece(); len(p.links) > 0 {
				out = append(out, p)
			}
		}
	}
	return out, s.factors
}

// A block is a largest part without cut nodes, or a single link.
type block struct {
	top      int // the vertex nearest to the root
	vertices []int
	links    []int
}

// blocks returns the blocks of s, those further from the root first.
func (s *skeleton) blocks() []block {
	b := blockFinder{s: s, depth: make([]int, len(s.at)), low: make([]int, len(s.at))}
	b.visit(s.root, none, 1)
	return b.found
}

type blockFinder struct {
	s          *skeleton
	depth, low []int // from 1; low is the least depth reached from below
	open       []int // links
	found      []block
}

func (b *blockFinder) visit(v, by, depth int) {
	b.depth[v], b.low[v] = depth, depth
	for _, i := range b.s.around(v) {
		w := b.s.links[i].other(v)
		switch {
		case i == by || b.depth[w] > depth: // known from below
		case b.depth[w] > 0:
			b.open = append(b.open, i)
			b.low[v] = min(b.low[v], b.depth[w])
		default:
			from := len(b.open)
			b.open = append(b.open, i)
			b.visit(w, i, depth+1)
			b.low[v] = min(b.low[v], b.low[w])
			if b.low[w] >= depth {
				b.close(v, from)
			}
		}
	}
}

func (b *blockFinder) close(top, from int) {
	links := slices.Clone(b.open[from:])
	b.open = b.open[:from]
	vertices := []int{top}
	for _, i := range links {
		vertices = append(vertices, b.s.links[i].a, b.s.links[i].b)
	}
	slices.Sort(vertices)
	b.found = append(b.found, block{top, slices.Compact(vertices), links})
}

// part returns a block as a skeleton of its own, with the same tape.
func (s *skeleton) part(b block) *skeleton {
	n := len(b.vertices)
	p := &skeleton{
		tape: s.tape, directed: s.directed, simple: s.simple, terminal: make([]bool, n), node: make([]int, n),
		gone: make([]bool, n), at: make([][]int, n),
	}
	index := make(map[int]int, n)
	for i, v := range b.vertices {
		index[v] = i
		p.terminal[i], p.node[i] = s.terminal[v], s.node[v]
	}
	p.root = index[b.top]
	for _, i := range b.links {
		l := s.links[i]
		l.a, l.b = index[l.a], index[l.b]
		p.connect(l)
	}
	return p
}

// piece returns what of s is still there, the root first. In a directed graph a vertex
// that may be down becomes two, where all leads in and where all leads out, and the link
// between them.
func (s *skeleton) piece() *piece {
	p := &piece{directed: s.directed}
	in, out := make([]int, len(s.at)), make([]int, len(s.at))
	take := func(v int) {
		in[v] = p.vertex(s.terminal[v], s.node[v])
		out[v] = in[v]
		if s.directed && s.node[v] != none {
			p.node[in[v]] = none
			out[v] = p.vertex(false, none)
			p.link(link{a: in[v], b: out[v], entry: s.node[v]})
		}
	}
	take(s.root)
	for v, gone := range s.gone {
		if !gone && v != s.root {
			take(v)
		}
	}
	for _, l := range s.links {
		if !l.gone {
			l.a, l.b = out[l.a], in[l.b]
			p.link(l)
		}
	}
	return p
}

func (p *piece) vertex(terminal bool, node int) int {
	p.terminal = append(p.terminal, terminal)
	p.node = append(p.node, node)
	p.at = append(p.at, nil)
	return len(p.at) - 1
}

func (p *piece) link(l link) {
	p.at[l.a] = append(p.at[l.a], len(p.links))
	p.at[l.b] = append(p.at[l.b], len(p.links))
	p.links = append(p.links, l)
}

// neighbours returns the vertices that each vertex has a link with, each once.
func (p *piece) neighbours() [][]int {
	near := make([][]int, len(p.at))
	for v, links := range p.at {
		for _, i := range links {
			near[v] = append(near[v], p.links[i].other(v))
		}
		slices.Sort(near[v])
		near[v] = slices.Compact(near[v])
	}
	return near
}
