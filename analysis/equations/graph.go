package equations

import "slices"

// A graph is what a module needs, other modules being leaves. Its vertices are numbered
// such that those of a cycle follow one another and what they need comes before, but for
// that cycle; so the module itself is the last.
type graph struct {
	vertex []int  // in the net
	leaf   []bool // another module
	needs  [][]need
	cycles []span  // in order; most are one vertex
	above  [][]int // who needs a vertex
	fails  []bool  // by itself, or as a module
}

// A span is a range of vertices that need each other, if there is more than one.
type span struct {
	from, to int
	circular bool // a vertex may need itself alone
}

// graph returns what root needs, down to modules.
func (n *net) graph(root int, module []bool) *graph {
	f := finder{n: n, root: root, module: module, state: map[int]*visited{}}
	f.visit(root)
	g := &graph{vertex: f.order, cycles: f.spans, above: make([][]int, len(f.order))}
	for v, x := range f.order {
		leaf := f.isLeaf(x)
		g.leaf = append(g.leaf, leaf)
		g.fails = append(g.fails, leaf || n.unreliability[x] > 0)
		var needs []need
		for _, d := range f.needs(x) {
			of := make([]int, len(d.of))
			for j, w := range d.of {
				of[j] = f.state[w].place
				g.above[of[j]] = append(g.above[of[j]], v)
			}
			needs = append(needs, need{d.k, of})
		}
		g.needs = append(g.needs, needs)
	}
	return g
}

// A finder finds strongly connected components [Tar72].
type finder struct {
	n      *net
	root   int
	module []bool
	state  map[int]*visited
	open   []int
	order  []int
	spans  []span
}

// visited is what is known of a vertex that was met.
type visited struct {
	index, low int // from 1
	place      int // in the order, or −1
}

func (f *finder) isLeaf(v int) bool { return f.module[v] && v != f.root }

func (f *finder) needs(v int) []need {
	if f.isLeaf(v) {
		return nil
	}
	return f.n.needs[v]
}

func (f *finder) visit(v int) *visited {
	s := &visited{index: len(f.state) + 1, low: len(f.state) + 1, place: -1}
	f.state[v] = s
	f.open = append(f.open, v)
	self := false
	for _, d := range f.needs(v) {
		for _, w := range d.of {
			self = self || v == w
			if t := f.state[w]; t == nil {
				s.low = min(s.low, f.visit(w).low)
			} else if t.place < 0 {
				s.low = min(s.low, t.index)
			}
		}
	}
	if s.low < s.index {
		return s
	}
	from := len(f.order)
	first := len(f.open) - 1
	for f.open[first] != v {
		first--
	}
	for _, w := range slices.Backward(f.open[first:]) { // v last
		f.state[w].place = len(f.order)
		f.order = append(f.order, w)
	}
	f.open = slices.Delete(f.open, first, len(f.open))
	f.spans = append(f.spans, span{from, len(f.order), self || len(f.order)-from > 1})
	return s
}
