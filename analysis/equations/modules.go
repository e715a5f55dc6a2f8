package equations

import (
	"context"

	"ninefold/analysis/internal/bdd"
)

// A solution is the diagram of a net: its roots are that the root is down, and up.
type solution struct {
	flat   *bdd.Flat
	vertex []int // of the net, by variable; none where it stands for a module
}

// none is no vertex.
const none = -1

// A function is what a module comes to: a diagram with the vertices of its variables, or
// a constant, which has none.
type function struct {
	flat   *bdd.Flat
	vertex []int
	uses   []use
	value  bdd.Ref
}

// A use is a variable that stands for a module.
type use struct {
	level  uint32
	module int
}

// solve makes a diagram of every module and joins those that matter.
func (n *net) solve(ctx context.Context, start Semantics, limit int) (*solution, error) {
	module, order := n.modules()
	functions := make(map[int]*function, len(order))
	for _, x := range order {
		f, err := n.graph(x, module).solve(ctx, start, limit, functions)
		if err != nil {
			return nil, err
		}
		functions[x] = f
	}
	used := map[int]bool{n.root: true}
	for i := len(order) - 1; i >= 0; i-- { // from above
		if used[order[i]] {
			for _, u := range functions[order[i]].uses {
				used[u.module] = true
			}
		}
	}
	s := &solution{}
	var pieces []bdd.Piece
	number := map[int]int{}
	for _, x := range order {
		if !used[x] {
			continue
		}
		f := functions[x]
		p := bdd.Piece{Flat: f.flat}
		for _, u := range f.uses {
			p.Modules = append(p.Modules, bdd.Use{Level: u.level, Piece: number[u.module]})
		}
		number[x] = len(pieces)
		pieces = append(pieces, p)
		s.vertex = append(s.vertex, f.vertex...)
	}
	var err error
	s.flat, err = bdd.Join(ctx, pieces)
	return s, err
}

// constant tells whether f depends on nothing.
func (f *function) constant() bool { return f.value <= bdd.False }
