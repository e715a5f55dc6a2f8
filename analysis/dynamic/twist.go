package dynamic

import (
	"fmt"
	"slices"
	"strconv"
)

const (
	mostTwists = 64      // that are all tried
	mostColors = 400_000 // elements looked at in search of twists
)

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
	first := map[int32]int32{}
	for j := n; j < 2*n && class != nil; j++ {
		first[class[j]] = int32(j - n)
	}
	states := make([]int32, n)
	for i := range n {
		j, ok := first[class2(class, i)]
		if !ok || a.restore[i] != int32(i) || b.restore[j] != j {
			return nil
		}
		states[i] = j
	}
	if len(first) < n || states[a.first()] != b.first() || len(a.start) > 1 || len(b.start) > 1 {
		return nil
	}
	return states
}

func class2(class []int32, i int) int32 {
	if class == nil {
		return -1
	}
	return class[i]
}

// A coloring tells elements of an engine apart, in two copies of it at once: those
// of one color in both may be exchanged.
type coloring struct {
	e     *engine
	n     int
	looks int
}

func newColoring(e *engine) *coloring { return &coloring{e: e, n: len(e.elements)} }

// start gives elements colors by what they are.
func (c *coloring) start() []int {
	index := map[string]int{}
	out := make([]int, 2*c.n)
	for x := range c.n {
		el := &c.e.elements[x]
		look := fmt.Sprint(el.op, el.k, el.strict, el.forced, int32(x) == c.e.top)
		if a := el.life; a != nil {
			var rates []float64
			for i := range a.moves {
				for _, m := range a.moves[i] {
					rates = append(rates, m.rate)
				}
			}
			slices.Sort(rates)
			look += fmt.Sprint(len(a.failed), len(a.hits), a.idle, rates)
		}
		if _, ok := index[look]; !ok {
			index[look] = len(index)
		}
		out[x] = index[look]
		out[c.n+x] = out[x]
	}
	return out
}

// refine tells elements apart by the colors around them, until that is all; nil
// where it takes too many looks.
func (c *coloring) refine(color []int) []int {
	for count := 0; color != nil; {
		index := map[string]int{}
		next := make([]int, len(color))
		for i := range color {
			look := string(c.look(color, i))
			n, ok := index[look]
			if !ok {
				n = len(index)
				index[look] = n
			}
			next[i] = n
		}
		if c.looks += len(color); c.looks > mostColors {
			return nil
		}
		if color = next; len(index) == count {
			break
		}
		count = len(index)
	}
	return color
}

// look describes an element and what is around it by colors.
func (c *coloring) look(color []int, i int) []byte {
	x, color := int32(i%c.n), color[i-i%c.n:]
	el := &c.e.elements[x]
	b := strconv.AppendInt(nil, int64(color[x]), 10)
	list := func(mark byte, what []int32, sorted bool) {
		colors := make([]int, len(what))
		for k, y := range what {
			colors[k] = color[y]
		}
		if sorted {
			slices.Sort(colors)
		}
		b = append(b, mark)
		for _, k := range colors {
			b = append(strconv.AppendInt(b, int64(k), 10), ' ')
		}
	}
	list('i', el.inputs, el.op == And || el.op == Or || el.op == AtLeast)
	list('p', el.parents, true)
	var around []string
	for _, k := range c.e.links {
		leaves := make([]int32, len(k.targets))
		for j, t := range k.targets {
			leaves[j] = t.leaf
		}
		hit := slices.Contains(leaves, x)
		if k.trigger != x && !hit {
			continue
		}
		before := len(b)
		if b = append(b, fmt.Sprint(k.p, hit)...); k.trigger >= 0 {
			list('t', []int32{k.trigger}, true)
		}
		list('d', leaves, true)
		around = append(around, string(b[before:]))
		b = b[:before]
	}
	slices.Sort(around)
	for _, a := range around {
		b = append(append(b, 'l'), a...)
	}
	for _, r := range el.member {
		list('r', c.e.rules[r].inputs, false)
	}
	return b
}

// search returns an exchange that takes u to v and leaves what it can, nil where
// none is found.
func (c *coloring) search(base []int, u, v int32) []int32 {
	color := slices.Clone(base)
	for range c.n {
		mark := len(color)
		color[u], color[c.n+int(v)] = mark, mark
		if color = c.refine(color); color == nil {
			return nil
		}
		here, there := classes(color[:c.n]), members(color[c.n:])
		u = -1
		for _, class := range here {
			other := there[color[class[0]]]
			if len(other) != len(class) {
				return nil
			}
			if len(class) == 1 || u >= 0 {
				continue
			}
			u, v = class[0], other[0]
			for _, x := range class {
				if slices.Contains(other, x) {
					u, v = x, x
					break
				}
			}
		}
		if u < 0 {
			to := make([]int32, c.n)
			for _, class := range here {
				to[class[0]] = there[color[class[0]]][0]
			}
			return to
		}
	}
	return nil
}

// members returns the elements of each color.
func members(color []int) map[int][]int32 {
	out := map[int][]int32{}
	for x, c := range color {
		out[c] = append(out[c], int32(x))
	}
	return out
}

// classes returns the elements of each color, in the order of the first.
func classes(color []int) [][]int32 {
	var out [][]int32
	at := map[int]int{}
	for x, c := range color {
		i, ok := at[c]
		if !ok {
			i = len(out)
			at[c] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], int32(x))
	}
	return out
}
