package mesh

import "strings"

// solve returns the least fixpoint of the equations, as gates.
func solve(q *equations) *gates {
	g := newGates(q)
	for _, component := range components(q) {
		within := make(map[int]int, len(component)) // position by unknown
		for i, u := range component {
			within[u] = i
		}
		feedback, plain := loops(q, component, within)
		switch {
		case feedback == 0:
			for _, u := range component { // there is one
				g.values[u] = g.node(q.right[u])
			}
		case plain:
			g.collapse(q, component)
		default:
			g.unroll(q, component, feedback)
		}
	}
	return g
}

// loops returns how many unknowns of a component are used before they are
// computed, when they are computed in order, and whether each of the uses inside
// the component alone makes the user fail.
func loops(q *equations, component []int, within map[int]int) (feedback int, plain bool) {
	back := map[int]bool{}
	plain = true
	for i, u := range component {
		q.right[u].eachUnknown(true, func(v int, merely bool) {
			if k, ok := within[v]; ok {
				plain = plain && merely
				if k >= i {
					back[v] = true
				}
			}
		})
	}
	return len(back), plain
}

// collapse solves a component of equations x = a(x) ∨ other unknowns of it: all
// are equal, to the disjunction of all a.
func (g *gates) collapse(q *equations, component []int) {
	causes := make([]node, 0, len(component))
	var names []string
	for _, u := range component { // the values of the component are false as yet
		right := q.right[u]
		right.name, right.label = "alone:"+right.name, right.label+", for a cause outside the cycle"
		causes = append(causes, g.node(right))
		if s := q.subjects[u]; s.callee == "" {
			names = append(names, q.serviceLabel(s.service)+q.at(s.location))
		}
	}
	if len(names) > 4 {
		names = append(names[:3], "others")
	}
	first := q.subjects[component[0]]
	value := g.gate(expr{
		op: or, name: "cycle:" + place(first.service, first.location),
		label: "Down together, as they call each other: " + strings.Join(names, ", "),
	}, causes)
	for _, u := range component {
		g.values[u] = value
	}
}

// unroll solves any component by iteration from false. A round changes nothing
// once it leaves the fed back unknowns as they were, and on a given state each of
// these changes once at most, so that feedback+1 rounds are enough.
func (g *gates) unroll(q *equations, component []int, feedback int) {
	g.inLoop = true
	defer func() { g.inLoop = false }()
	for range feedback + 1 {
		changed := false
		for _, u := range component {
			n := g.node(q.right[u])
			changed = changed || n != g.values[u]
			g.values[u] = n
		}
		if !changed {
			break
		}
	}
	for _, u := range component {
		g.rename(g.values[u], q.right[u])
	}
}

// rename gives a gate the plain name of e if an earlier round has taken it.
func (g *gates) rename(n node, e expr) {
	if e.name == "" || g.nodes[n].name == e.name || !strings.HasPrefix(g.nodes[n].name, e.name+"~") {
		return
	}
	for i := range g.nodes {
		if g.nodes[i].name == e.name {
			g.nodes[i].name, g.nodes[n].name = g.nodes[n].name, e.name
			g.nodes[i].label += " (fewer calls around the cycle)"
			return
		}
	}
}
