package faulttree

import "slices"

// orders returns the variable orders to try: each has every event under the tops
// once, by its number, the top variable first. They are cheap and differ a lot:
// what suits one tree may be thousands of times too large for another.
func (g *graph) orders() [][]int {
	return [][]int{
		g.depthFirst(func(in []input) {}),
		g.depthFirst(func(in []input) { slices.SortStableFunc(in, g.bySize) }),
		g.depthFirst(func(in []input) {
			slices.SortStableFunc(in, func(a, b input) int { return g.bySize(b, a) })
		}),
		g.breadthFirst(),
	}
}

// depthFirst lists events as a walk down from the tops meets them; arrange says
// in which order the walk takes the inputs of a gate.
func (g *graph) depthFirst(arrange func([]input)) []int {
	var order []int
	seen := make([]bool, g.nodes())
	var walk func(n int)
	walk = func(n int) {
		if seen[n] {
			return
		}
		seen[n] = true
		if g.isLeaf(n) {
			order = append(order, n)
			return
		}
		inputs := slices.Clone(g.gateOf(n).inputs)
		arrange(inputs)
		for _, in := range inputs {
			if !in.constant() {
				walk(in.node())
			}
		}
	}
	for _, top := range g.tops {
		if !top.constant() {
			walk(top.node())
		}
	}
	return order
}

// breadthFirst lists events by their distance from the tops.
func (g *graph) breadthFirst() []int {
	var order []int
	seen := make([]bool, g.nodes())
	var queue []int
	for _, top := range g.tops {
		if !top.constant() {
			queue = append(queue, top.node())
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		if seen[n] {
			continue
		}
		seen[n] = true
		if g.isLeaf(n) {
			order = append(order, n)
			continue
		}
		for _, in := range g.gateOf(n).inputs {
			if !in.constant() {
				queue = append(queue, in.node())
			}
		}
	}
	return order
}
