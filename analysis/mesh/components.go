package mesh

import "slices"

// components returns the strongly connected components of the unknowns, callees
// first, each in the order of q.order. It is Tarjan's algorithm [Tar72].
func components(q *equations) [][]int {
	t := &tarjan{
		q:     q,
		index: make([]int, len(q.right)), low: make([]int, len(q.right)),
		open:     make([]bool, len(q.right)),
		position: make([]int, len(q.right)),
	}
	for i, u := range q.order {
		t.position[u] = i
	}
	for _, u := range q.order {
		if t.index[u] == 0 {
			t.visit(u)
		}
	}
	return t.found
}

type tarjan struct {
	q          *equations
	index, low []int // from 1; 0 is not visited
	open       []bool
	stack      []int
	visited    int
	position   []int // in q.order
	found      [][]int
}

func (t *tarjan) visit(u int) {
	t.visited++
	t.index[u], t.low[u] = t.visited, t.visited
	t.stack, t.open[u] = append(t.stack, u), true
	t.q.right[u].eachUnknown(true, func(v int, _ bool) {
		switch {
		case t.index[v] == 0:
			t.visit(v)
			t.low[u] = min(t.low[u], t.low[v])
		case t.open[v]:
			t.low[u] = min(t.low[u], t.index[v])
		}
	})
	if t.low[u] != t.index[u] {
		return
	}
	start := len(t.stack) - 1
	for t.stack[start] != u {
		start--
	}
	component := slices.Clone(t.stack[start:])
	t.stack = t.stack[:start]
	for _, v := range component {
		t.open[v] = false
	}
	slices.SortFunc(component, func(a, b int) int { return t.position[a] - t.position[b] })
	t.found = append(t.found, component)
}
