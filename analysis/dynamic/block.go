package dynamic

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
)

const (
	mostBlock = 200_000    // states of a block before they are lumped
	mostLooks = 20_000_000 // at a state while they are: long chains of phases take as many rounds
)

// block solves a part of a tree by itself: its states, with what dependencies from
// outside do to each, are lumped where no difference can be seen from outside, and
// become the automaton of one leaf. It returns nil where that does not work out:
// too many states, or an outcome that depends on chance where it may not.
func block(ctx context.Context, e *engine, outside []int) (*automaton, error) {
	var twin *engine
	if e.sensitive() {
		twin = e.opposite()
	}
	x := newExplorer(ctx, e, twin, 1)
	var buf []byte
	starts := 0
	e.begin(func(s state, p float64) {
		_, buf = x.find(s, buf)
		starts++
	})
	if starts != 1 {
		return nil, nil //nolint:nilnil // not a block; that is no error
	}
	hits := make([][]int32, len(outside))
	s := make(state, len(e.elements))
	for i := int32(0); int(i) < len(x.keys); i++ {
		if i > mostBlock || x.lost >= 0 {
			return nil, nil //nolint:nilnil // not a block; that is no error
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if x.keys[i] == failedKey {
			for k := range hits {
				hits[k] = append(hits[k], i)
			}
			continue
		}
		decode(x.keys[i], s)
		buf = x.look(i, s, buf)
		for k, l := range outside {
			to, count := int32(-1), 0
			e.hit(s, l, func(after state, _ float64) {
				to, buf = x.find(after, buf)
				count++
			})
			if count != 1 {
				return nil, nil //nolint:nilnil // not a block; that is no error
			}
			hits[k] = append(hits[k], to)
			x.order = x.order || x.twin != nil && x.differs(s, l, to)
		}
	}
	if x.order || x.lost >= 0 {
		return nil, nil //nolint:nilnil // what depends on order is left to the whole
	}
	failed := make([]bool, len(x.keys))
	for i, key := range x.keys {
		failed[i] = key == failedKey
	}
	return lump(failed, x.arcs, hits, 0), ctx.Err()
}

// differs reports whether a hit leads elsewhere in the opposite order.
func (x *explorer) differs(s state, l int, to int32) bool {
	other := true
	x.twin.hit(s, l, func(after state, _ float64) { other = x.number(after) != to })
	return other
}

// lump merges states that cannot be told apart: both failed or not, with the same
// rates to every class of states and led to the same class by every hit. Classes
// are numbered in the order they are reached from the first state. It returns nil
// where that takes too many looks.
//
// Source: S. Derisavi, H. Hermanns, W. Sanders, Optimal state-space lumping in
// Markov chains, 2003. https://doi.org/10.1016/S0020-0190(03)00343-0
func lump(failed []bool, arcs []step, hits [][]int32, first int32) *automaton {
	n := len(failed)
	out := make([][]step, n)
	for _, a := range arcs {
		out[a.from] = append(out[a.from], a)
	}
	class := refine(failed, out, hits)
	if class == nil {
		return nil
	}
	return quotient(class, failed, out, hits, first)
}

// refine returns the classes of states that cannot be told apart, numbered in the
// order of their first states; nil where that takes too many looks.
func refine(failed []bool, out [][]step, hits [][]int32) []int32 {
	n := len(failed)
	class := make([]int32, n)
	for i := range class {
		if failed[i] {
			class[i] = 1
		}
	}
	count := 1
	if slices.Contains(failed, true) {
		count = 2
	}
	for round := 1; ; round++ {
		if round*n > mostLooks {
			return nil
		}
		next := make([]int32, n)
		index := map[string]int32{}
		for i := range n {
			key := signature(class, int32(i), out[i], hits)
			c, ok := index[key]
			if !ok {
				c = int32(len(index))
				index[key] = c
			}
			next[i] = c
		}
		class = next
		if len(index) == count {
			return class
		}
		count = len(index)
	}
}

// signature describes what can be seen of a state, given classes.
func signature(class []int32, i int32, out []step, hits [][]int32) string {
	buf := binary.LittleEndian.AppendUint32(nil, uint32(class[i]))
	for k := range hits {
		buf = binary.LittleEndian.AppendUint32(buf, uint32(class[hits[k][i]]))
	}
	for _, a := range ratesTo(class, i, out) {
		buf = binary.LittleEndian.AppendUint32(buf, uint32(a.to))
		buf = binary.LittleEndian.AppendUint64(buf, math.Float64bits(a.rate))
	}
	return string(buf)
}

// ratesTo returns the rates out of a state to other classes, in their order; a
// class's own rates are added smallest first, so that equal ones have equal sums.
func ratesTo(class []int32, i int32, out []step) []arc {
	list := make([]arc, 0, len(out))
	for _, a := range out {
		if class[a.to] != class[i] {
			list = append(list, arc{to: class[a.to], rate: a.rate})
		}
	}
	slices.SortFunc(list, func(a, b arc) int {
		if a.to != b.to {
			return int(a.to - b.to)
		}
		if a.rate < b.rate {
			return -1
		}
		return 1
	})
	sums := list[:0]
	for _, a := range list {
		if last := len(sums) - 1; last >= 0 && sums[last].to == a.to {
			sums[last].rate += a.rate
			continue
		}
		sums = append(sums, a)
	}
	return sums
}

// quotient is the automaton of the classes that can be reached.
func quotient(class []int32, failed []bool, out [][]step, hits [][]int32, first int32) *automaton {
	number := map[int32]int32{class[first]: 0}
	members := []int32{first} // one of each class, which stands for all
	a := &automaton{hits: make([][]int32, len(hits)), start: []chance{{0, 1}}}
	visit := func(i int32) int32 {
		c, ok := number[class[i]]
		if !ok {
			c = int32(len(members))
			number[class[i]] = c
			members = append(members, i)
		}
		return c
	}
	for c := 0; c < len(members); c++ { //nolint:intrange // it grows
		i := members[c]
		member := map[int32]int32{}
		for _, s := range out[i] {
			if class[s.to] != class[i] {
				visit(s.to)
				member[class[s.to]] = s.to
			}
		}
		var moves []arc
		for _, r := range ratesTo(class, i, out[i]) {
			moves = append(moves, arc{to: number[r.to], rate: r.rate})
		}
		slices.SortFunc(moves, func(p, q arc) int { return int(p.to - q.to) })
		a.moves = append(a.moves, moves)
		a.failed = append(a.failed, failed[i])
		a.restore = append(a.restore, int32(c))
		for k := range hits {
			a.hits[k] = append(a.hits[k], visit(hits[k][i]))
		}
	}
	return a
}
