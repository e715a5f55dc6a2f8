package dynamic

import (
	"fmt"
	"slices"
)

const mostTwists = 64 // that are all tried

// A twist exchanges elements all over an engine without changing anything: those of
// one column of several parts, say, for those of another one in all of them at once.
type twist struct {
	to     []int32   // by element: where it goes
	states [][]int32 // by element: what becomes of its state; nil where that stays
}

// turn puts what a state is after a twist into another one.
func (t *twist) turn(from, to state) {
	copy(to[len(t.to):], from[len(t.to):])
	for x, y := range t.to {
		if t.states[x] == nil {
			to[y] = from[x]
		} else {
			to[y] = uint32(t.states[x][from[x]])
		}
	}
}

// then returns a twist followed by another one.
func (t *twist) then(u *twist) *twist {
	out := &twist{to: make([]int32, len(t.to)), states: make([][]int32, len(t.to))}
	for x, y := range t.to {
		out.to[x] = u.to[y]
		switch a, b := t.states[x], u.states[y]; {
		case a == nil:
			out.states[x] = b
		case b == nil:
			out.states[x] = a
		default:
			for _, s := range a {
				out.states[x] = append(out.states[x], b[s])
			}
		}
	}
	return out
}

func (t *twist) key() string { return fmt.Sprint(t.to, t.states) }

// findTwists finds exchanges of elements that are not those of the groups: for each
// two that look alike, one that takes the first to the second and leaves what it
// can. Each is checked, so that how it was found does not matter. Where they are
// few, all that follow from them are added.
func (e *engine) findTwists() {
	c := newColoring(e)
	base := c.refine(c.start())
	known := map[string]bool{}
	var found []*twist
	for _, class := range classes(base[:c.n]) {
		for _, v := range class[1:] {
			u := class[0]
			if e.grouped(u, v) {
				continue
			}
			to := c.search(base, u, v)
			if to == nil {
				continue
			}
			if t := e.twist(to); t != nil && !known[t.key()] {
				known[t.key()] = true
				found = append(found, t)
			}
		}
	}
	e.twists, e.climb = e.close(found, known)
	e.turned, e.best = make(state, len(e.elements)+len(e.checks)), make(state, len(e.elements)+len(e.checks))
}

// close adds all that follow from some twists; where they are too many, it leaves
// them, and true: then to climb is what is left.
func (e *engine) close(found []*twist, known map[string]bool) ([]*twist, bool) {
	all := slices.Clone(found)
	for i := 0; i < len(all); i++ {
		for _, t := range found {
			u := all[i].then(t)
			if key := u.key(); !known[key] && !u.identity() {
				known[key] = true
				if all = append(all, u); len(all) > mostTwists {
					return found, true
				}
			}
		}
	}
	return all, false
}

func (t *twist) identity() bool {
	for x, y := range t.to {
		if int32(x) != y {
			return false
		}
		for i, s := range t.states[x] {
			if int32(i) != s {
				return false
			}
		}
	}
	return true
}

// grouped reports whether two elements correspond in parts of a group.
func (e *engine) grouped(u, v int32) bool {
	for _, g := range e.groups {
		at := func(x int32) int {
			for _, p := range g {
				if i := slices.Index(p, x); i >= 0 {
					return i
				}
			}
			return -1
		}
		if i := at(u); i >= 0 && i == at(v) {
			return true
		}
	}
	return false
}

// twist returns an exchange of elements as a twist, nil where it changes anything.
func (e *engine) twist(to []int32) *twist {
	if to[e.top] != e.top {
		return nil
	}
	for x := range e.elements {
		a, b := &e.elements[x], &e.elements[to[x]]
		if !e.alike(int32(x), to) || a.op != "" && !e.sameInputs(a, b, to) {
			return nil
		}
	}
	hits := e.sameHits(to)
	if hits == nil || !e.sameRules(to) {
		return nil
	}
	t := &twist{to: to, states: make([][]int32, len(to))}
	for x := range e.elements {
		a, b := e.elements[x].life, e.elements[to[x]].life
		if e.elements[x].op != "" || slices.Equal(hits[x], numbers(len(hits[x]))) && a.equal(b) {
			continue
		}
		if t.states[x] = a.match(b, hits[x]); t.states[x] == nil {
			return nil
		}
	}
	return t
}

func numbers(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// sameHits returns of each leaf what becomes of its hits when each dependency goes
// where its trigger does; nil where there is none to go to.
func (e *engine) sameHits(to []int32) [][]int32 {
	hits := make([][]int32, len(to))
	for x := range e.elements {
		if a := e.elements[x].life; a != nil {
			hits[x] = numbers(len(a.hits))
		}
	}
	used := make([]bool, len(e.links))
	for i, k := range e.links {
		n := slices.IndexFunc(e.links, func(l link) bool { return k.goesTo(l, to) })
		for n >= 0 && used[n] {
			next := slices.IndexFunc(e.links[n+1:], func(l link) bool { return k.goesTo(l, to) })
			if n += next + 1; next < 0 {
				n = -1
			}
		}
		if n < 0 || k.trigger < 0 && n != i {
			return nil
		}
		used[n] = true
		for _, t := range k.targets {
			j := slices.IndexFunc(e.links[n].targets, func(u target) bool { return u.leaf == to[t.leaf] })
			hits[t.leaf][t.hit] = e.links[n].targets[j].hit
		}
	}
	return hits
}

// goesTo reports whether a dependency is another one after an exchange, but for
// what its hits are.
func (k link) goesTo(l link, to []int32) bool {
	if k.p != l.p || (k.trigger < 0) != (l.trigger < 0) || k.trigger >= 0 && to[k.trigger] != l.trigger || len(k.targets) != len(l.targets) {
		return false
	}
	for _, t := range k.targets {
		if !slices.ContainsFunc(l.targets, func(u target) bool { return u.leaf == to[t.leaf] }) {
			return false
		}
	}
	return true
}

// match returns of each state of a which of b cannot be told apart from it when the
// hits become those given; nil where not all have one.
func (a *automaton) match(b *automaton, hits []int32) []int32 {
	n := len(a.failed)
	if n != len(b.failed) || len(a.hits) != len(b.hits) || a.idle != nil || b.idle != nil {
		return nil
	}
	failed := append(slices.Clone(a.failed), b.failed...)
	out, both := make([][]step, 2*n), make([][]int32, len(hits))
	for i := range n {
		for _, m := range a.moves[i] {
			out[i] = append(out[i], step{int32(i), m.to, m.rate})
		}
		for _, m := range b.moves[i] {
			out[n+i] = append(out[n+i], step{int32(n + i), int32(n) + m.to, m.rate})
		}
	}
	for k, h := range hits {
		both[k] = slices.Clone(a.hits[k])
		for _, s := range b.hits[h] {
			both[k] = append(both[k], int32(n)+s)
		}
	}
	class := refine(failed, out, both)
	if class == nil || len(a.start) > 1 || len(b.start) > 1 {
		return nil
	}
	ofB := map[int32]int32{} // states of b by class: each its own where there are as many
	for j, k := range class[n:] {
		ofB[k] = int32(j)
	}
	states := make([]int32, n)
	for i, k := range class[:n] {
		j, ok := ofB[k]
		if !ok || len(ofB) < n || a.restore[i] != int32(i) || b.restore[j] != j {
			return nil
		}
		states[i] = j
	}
	if states[a.first()] != b.first() {
		return nil
	}
	return states
}
