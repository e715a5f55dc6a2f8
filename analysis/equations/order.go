package equations

import (
	"cmp"
	"container/heap"
	"slices"
)

// orders returns the orders of variables to try: vertices that can fail, the top variable
// first.
func (g *graph) orders() [][]int {
	small := g.sizes()
	var out [][]int
	for _, o := range [][]int{
		g.nested(),
		g.walk(func([]int) {}),
		g.walk(func(of []int) {
			slices.SortStableFunc(of, func(v, w int) int { return cmp.Compare(small[v], small[w]) })
		}),
		g.walk(slices.Reverse[[]int]),
	} {
		o = slices.DeleteFunc(o, func(v int) bool { return !g.fails[v] })
		if !slices.ContainsFunc(out, func(other []int) bool { return slices.Equal(o, other) }) {
			out = append(out, o)
		}
	}
	return out
}

// sizes returns roughly how much is below each vertex.
func (g *graph) sizes() []float64 {
	out := make([]float64, len(g.vertex))
	for v := range out {
		out[v] = 1
		for _, n := range g.needs[v] {
			for _, w := range n.of {
				out[v] += out[w]
			}
		}
	}
	return out
}

// walk lists the vertices as a walk down from the root meets them.
func (g *graph) walk(arrange func(of []int)) []int {
	var out []int
	seen := make([]bool, len(g.vertex))
	var visit func(v int)
	visit = func(v int) {
		if seen[v] {
			return
		}
		seen[v] = true
		out = append(out, v)
		for _, n := range g.needs[v] {
			of := slices.Clone(n.of)
			arrange(of)
			for _, w := range of {
				visit(w)
			}
		}
	}
	visit(len(g.vertex) - 1)
	return out
}

// reach is from how many vertices above at most a vertex is counted.
const reach = 64

// nested always goes on with the vertex of which the fewest below are missing, of those
// of which some are there already, the last begun first: so what is shared by several
// vertices is followed by the rest of each.
func (g *graph) nested() []int {
	o := nesting{g: g, missing: make([]int, len(g.vertex)), begun: make([]int, len(g.vertex)), done: make([]bool, len(g.vertex)), above: make([][]int32, len(g.vertex))}
	for v := range g.vertex {
		o.above[v] = g.closest(v)
		for _, w := range o.above[v] {
			o.missing[w]++
		}
	}
	o.take(o.first(len(g.vertex) - 1))
	for o.open.Len() > 0 {
		b := heap.Pop(&o.open).(begun) //nolint:errcheck,forcetypeassert // holds nothing else
		if next := o.first(b.vertex); o.missing[b.vertex] == b.missing && !o.done[next] {
			o.take(next)
			heap.Push(&o.open, begun{b.vertex, o.missing[b.vertex], o.begun[b.vertex]})
		}
	}
	for v := range g.vertex { // whom nobody close enough counts
		if !o.done[v] {
			o.out = append(o.out, v)
		}
	}
	return o.out
}

// closest returns v and the vertices above, the nearest first.
func (g *graph) closest(v int) []int32 {
	out := []int32{int32(v)}
	seen := map[int]bool{v: true}
	for i := 0; i < len(out) && len(out) < reach; i++ {
		for _, w := range g.above[out[i]] {
			if !seen[w] && len(out) < reach {
				seen[w] = true
				out = append(out, int32(w))
			}
		}
	}
	return out
}

type nesting struct {
	g       *graph
	above   [][]int32
	missing []int // by vertex: of it and those below
	begun   []int // by vertex: when, from 1
	done    []bool
	open    openHeap
	out     []int
}

// first returns the vertex to take next of v and those below it.
func (o *nesting) first(v int) int {
	seen := map[int]bool{}
	for !seen[v] {
		seen[v] = true
		next := v
		for _, n := range o.g.needs[v] {
			for _, w := range n.of {
				if !seen[w] && o.missing[w] > 0 && (next == v || o.missing[w] < o.missing[next]) {
					next = w
				}
			}
		}
		if next == v {
			break
		}
		v = next
	}
	return v
}

func (o *nesting) take(v int) {
	if o.done[v] {
		return
	}
	o.done[v] = true
	o.out = append(o.out, v)
	for _, w := range o.above[v] {
		o.missing[w]--
		if o.begun[w] == 0 {
			o.begun[w] = len(o.out)
		}
		if o.missing[w] > 0 {
			heap.Push(&o.open, begun{int(w), o.missing[w], o.begun[w]})
		}
	}
}

// A begun is a vertex of which something is there and something is missing.
type begun struct{ vertex, missing, since int }

type openHeap []begun //nolint:recvcheck // as container/heap wants it

func (h openHeap) Len() int { return len(h) }
func (h openHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	return cmp.Or(cmp.Compare(a.missing, b.missing), cmp.Compare(b.since, a.since), cmp.Compare(a.vertex, b.vertex)) < 0
}
func (h openHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *openHeap) Push(x any)   { *h = append(*h, x.(begun)) } //nolint:errcheck,forcetypeassert // nothing else is pushed
func (h *openHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
