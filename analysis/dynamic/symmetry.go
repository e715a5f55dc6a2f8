package dynamic

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A group is parts of an engine that can be exchanged without changing anything:
// each is a list of elements, which correspond to those of the others.
type group [][]int32

// findGroups finds the inputs of gates that can be exchanged with all below them.
//
// Candidates are those that look alike: the same gates over the same leaves, hit by
// the same dependencies from outside. Each is kept only if exchanging it with the
// first leaves every element, dependency and rule as it was, so that how it was
// found does not matter.
func (e *engine) findGroups() {
	done := make([]bool, len(e.elements))
	for _, g := range e.order {
		if op := e.elements[g].op; op != And && op != Or && op != AtLeast {
			continue
		}
		alike := map[string][][]int32{}
		var looks []string
		for _, in := range slices.Compact(slices.Sorted(slices.Values(e.elements[g].inputs))) {
			if done[in] {
				continue
			}
			part := e.own(in)
			look := e.look(in, part)
			if alike[look] == nil {
				looks = append(looks, look)
			}
			alike[look] = append(alike[look], e.aligned(in, part))
		}
		for _, look := range looks {
			e.keep(alike[look], done)
		}
	}
	// Inner groups come first, for gates are in order: their parts are sorted before
	// those around them are compared.
}

// keep makes a group of those parts that can be exchanged with the first.
func (e *engine) keep(parts [][]int32, done []bool) {
	g := group{parts[0]}
	for _, p := range parts[1:] {
		if e.exchangeable(parts[0], p) {
			g = append(g, p)
		}
	}
	if len(g) < 2 {
		return
	}
	for _, p := range g {
		done[p[0]] = true
	}
	e.groups = append(e.groups, g)
}

// own returns what is below x and nowhere else, x included.
func (e *engine) own(x int32) map[int32]bool {
	in := map[int32]bool{x: true}
	for i := int(x); i >= 0; i-- { // gates come after their inputs
		if !in[int32(i)] {
			continue
		}
		for _, c := range e.elements[i].inputs {
			in[c] = true
		}
	}
	for i := int(x) - 1; i >= 0; i-- { // from the top down
		for _, p := range e.elements[i].parents {
			if !in[p] {
				delete(in, int32(i))
			}
		}
	}
	return in
}

// look describes what is below x: what is shared with others by its number.
func (e *engine) look(x int32, part map[int32]bool) string {
	if !part[x] {
		return fmt.Sprintf("#%d", x)
	}
	el := &e.elements[x]
	var b strings.Builder
	if el.op == "" {
		fmt.Fprintf(&b, "leaf %v %v %v %v %v", el.life.failed, el.life.moves, el.life.idle, el.life.hits, el.life.start)
	} else {
		fmt.Fprintf(&b, "%s %d %v(", el.op, el.k, el.strict)
		var inputs []string
		for _, in := range el.inputs {
			inputs = append(inputs, e.look(in, part))
		}
		if el.op == And || el.op == Or || el.op == AtLeast {
			slices.Sort(inputs)
		}
		b.WriteString(strings.Join(inputs, ",") + ")")
	}
	for _, l := range el.hitBy {
		if t := e.links[l].trigger; t < 0 || !part[t] {
			fmt.Fprintf(&b, " hit by %d %v", t, e.links[l].p)
		} else {
			b.WriteString(" hit from within")
		}
	}
	return b.String()
}

// aligned lists the elements of a part in an order that corresponds to that of
// parts that look alike, x first.
func (e *engine) aligned(x int32, part map[int32]bool) []int32 {
	var out []int32
	seen := map[int32]bool{}
	var walk func(x int32)
	walk = func(x int32) {
		if seen[x] || !part[x] {
			return
		}
		seen[x] = true
		out = append(out, x)
		inputs := slices.Clone(e.elements[x].inputs)
		if op := e.elements[x].op; op == And || op == Or || op == AtLeast {
			looks := map[int32]string{}
			for _, in := range inputs {
				looks[in] = e.look(in, part)
			}
			slices.SortStableFunc(inputs, func(a, b int32) int { return cmp.Compare(looks[a], looks[b]) })
		}
		for _, in := range inputs {
			walk(in)
		}
	}
	walk(x)
	return out
}

// exchangeable reports whether exchanging two parts changes nothing.
func (e *engine) exchangeable(a, b []int32) bool {
	if len(a) != len(b) {
		return false
	}
	to := make([]int32, len(e.elements))
	for i := range to {
		to[i] = int32(i)
	}
	for i := range a {
		to[a[i]], to[b[i]] = b[i], a[i]
	}
	if to[e.top] != e.top {
		return false
	}
	for x := range e.elements {
		if to[x] != int32(x) && !e.same(int32(x), to) {
			return false
		}
		if el := &e.elements[x]; to[x] == int32(x) && el.op != "" && !e.sameInputs(el, el, to) {
			return false
		}
	}
	return e.sameLinks(to) && e.sameRules(to)
}

// same reports whether x is like what it is exchanged with.
func (e *engine) same(x int32, to []int32) bool {
	a, b := &e.elements[x], &e.elements[to[x]]
	if !e.alike(x, to) {
		return false
	}
	if a.op == "" {
		return a.life.equal(b.life)
	}
	return e.sameInputs(a, b, to)
}

// alike reports whether x is the same gate as what it is exchanged with, or a leaf
// with the same inspections.
func (e *engine) alike(x int32, to []int32) bool {
	a, b := &e.elements[x], &e.elements[to[x]]
	if a.op != b.op || a.k != b.k || a.strict != b.strict || a.forced != b.forced {
		return false
	}
	for _, c := range e.checks {
		if slices.Contains(c.leaves, x) != slices.Contains(c.leaves, to[x]) {
			return false
		}
	}
	for _, f := range e.fixed {
		if slices.Contains(f.leaves, x) != slices.Contains(f.leaves, to[x]) {
			return false
		}
	}
	return true
}

// sameInputs reports whether the inputs of a are exchanged for those of b.
func (e *engine) sameInputs(a, b *element, to []int32) bool {
	image := make([]int32, len(a.inputs))
	for i, in := range a.inputs {
		image[i] = to[in]
	}
	want := slices.Clone(b.inputs)
	if a.op == And || a.op == Or || a.op == AtLeast {
		slices.Sort(image)
		slices.Sort(want)
	}
	return slices.Equal(image, want)
}

// sameLinks reports whether the dependencies are the same after an exchange, but
// for their order.
func (e *engine) sameLinks(to []int32) bool {
	describe := func(k link, to []int32) string {
		trigger := k.trigger
		if trigger >= 0 {
			trigger = to[trigger]
		}
		targets := make([]target, len(k.targets))
		for i, t := range k.targets {
			targets[i] = target{to[t.leaf], t.hit}
		}
		slices.SortFunc(targets, func(a, b target) int { return cmp.Or(cmp.Compare(a.leaf, b.leaf), cmp.Compare(a.hit, b.hit)) })
		return fmt.Sprint(trigger, k.p, targets)
	}
	identity := make([]int32, len(to))
	for i := range identity {
		identity[i] = int32(i)
	}
	var before, after []string
	for i, k := range e.links {
		outside := ""
		if k.trigger < 0 {
			outside = fmt.Sprint(i, " ") // they differ from each other
		}
		before = append(before, outside+describe(k, identity))
		after = append(after, outside+describe(k, to))
	}
	slices.Sort(before)
	slices.Sort(after)
	return slices.Equal(before, after)
}

func (e *engine) sameRules(to []int32) bool {
	var before, after []string
	for _, r := range e.rules {
		image := make([]int32, len(r.inputs))
		for i, in := range r.inputs {
			image[i] = to[in]
		}
		before = append(before, fmt.Sprint(r.op, r.inputs))
		after = append(after, fmt.Sprint(r.op, image))
	}
	slices.Sort(before)
	slices.Sort(after)
	return slices.Equal(before, after)
}

// normal puts one state in the place of all that twists and the exchange of parts
// make of it, or of many of them.
func (e *engine) normal(s state) {
	e.sort(s)
	for better := len(e.twists) > 0; better; {
		copy(e.best, s)
		better = false
		for _, t := range e.twists {
			t.turn(s, e.turned)
			e.sort(e.turned)
			if slices.Compare(e.turned, e.best) < 0 {
				copy(e.best, e.turned)
				better = e.climb
			}
		}
		copy(s, e.best)
	}
}

// sort puts the parts of every group in one order.
func (e *engine) sort(s state) {
	for _, g := range e.groups {
		for i := 1; i < len(g); i++ {
			for j := i; j > 0 && comparePart(s, g[j-1], g[j]) > 0; j-- {
				for k, x := range g[j] {
					y := g[j-1][k]
					s[x], s[y] = s[y], s[x]
				}
			}
		}
	}
}

func comparePart(s state, a, b []int32) int {
	for k := range a {
		if c := cmp.Compare(s[a[k]], s[b[k]]); c != 0 {
			return c
		}
	}
	return 0
}
