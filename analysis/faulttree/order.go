package faulttree

import (
	"cmp"
	"slices"
)

// orders returns the variable orders to try: each has every leaf once, the top
// variable first. They are cheap and differ a lot: what suits one tree may be
// thousands of times too large for another.
func (g *graph) orders() [][]int {
	parents := g.parents()
	sorted := func(keys ...func(in input) int) func([]input) {
		return func(inputs []input) {
			slices.SortStableFunc(inputs, func(a, b input) int {
				for _, key := range keys {
					if c := cmp.Compare(key(a), key(b)); c != 0 {
						return c
					}
				}
				return 0
			})
		}
	}
	small := func(in input) int { return g.size(in.node()) }
	large := func(in input) int { return -g.size(in.node()) }
	shared := func(in input) int { return -parents[in.node()] }
	own := func(in input) int { return parents[in.node()] }
	reversed := func(then func([]input)) func([]input) {
		return func(inputs []input) {
			slices.Reverse(inputs)
			then(inputs)
		}
	}
	var orders [][]int
	for _, arrange := range []func([]input){
		sorted(shared), sorted(large), func([]input) {}, sorted(own), sorted(small),
		reversed(sorted(shared)), reversed(sorted(large)), slices.Reverse[[]input],
	} {
		order := g.depthFirst(arrange)
		if !slices.ContainsFunc(orders, func(o []int) bool { return slices.Equal(o, order) }) {
			orders = append(orders, order)
		}
	}
	return orders
}

// depthFirst lists leaves as a walk down from the tops meets them; arrange says
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
		inputs := slices.DeleteFunc(slices.Clone(g.gateOf(n).inputs), func(in input) bool { return in.constant() })
		arrange(inputs)
		for _, in := range inputs {
			walk(in.node())
		}
	}
	for _, top := range g.tops {
		if !top.constant() {
			walk(top.node())
		}
	}
	return order
}
