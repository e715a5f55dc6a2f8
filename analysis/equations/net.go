package equations

import (
	"encoding/binary"
	"slices"
)

// A net is what the root of a system needs, by number. A need that several components
// have in common is a vertex of its own, which cannot fail itself.
type net struct {
	id            []string
	unreliability []float64
	needs         [][]need
	root          int
}

type need struct {
	k  int
	of []int
}

func newNet(s System, at map[string]int, root int) *net {
	n := &net{}
	number := make([]int, len(s.Components)) // plus 1
	var from []int
	take := func(i int) int {
		if number[i] == 0 {
			c := &s.Components[i]
			number[i] = n.vertex(c.ID, c.Unreliability)
			from = append(from, i)
		}
		return number[i] - 1
	}
	n.root = take(root)
	for v := 0; v < len(from); v++ { //nolint:intrange // from grows
		for _, d := range s.Components[from[v]].Needs {
			of := make([]int, len(d.Of))
			for j, id := range d.Of {
				of[j] = take(at[id])
			}
			slices.Sort(of)
			n.needs[v] = append(n.needs[v], need{d.K, of})
		}
	}
	n.share()
	return n
}

func (n *net) vertex(id string, unreliability float64) int {
	n.id, n.unreliability, n.needs = append(n.id, id), append(n.unreliability, unreliability), append(n.needs, nil)
	return len(n.id)
}

// share makes vertices of equal needs.
func (n *net) share() {
	type user struct{ vertex, need int }
	users := map[string][]user{}
	var names []string
	var name []byte
	for v := range n.needs {
		for i, d := range n.needs[v] {
			name = binary.AppendUvarint(name[:0], uint64(d.k))
			for _, w := range d.of {
				name = binary.AppendUvarint(name, uint64(w))
			}
			if users[string(name)] == nil {
				names = append(names, string(name))
			}
			users[string(name)] = append(users[string(name)], user{v, i})
		}
	}
	for _, name := range names {
		all := users[name]
		first := n.needs[all[0].vertex][all[0].need]
		if len(all) == 1 || len(first.of) == 1 {
			continue
		}
		v := n.vertex("", 0) - 1
		n.needs[v] = []need{first}
		for _, u := range all {
			n.needs[u.vertex][u.need] = need{1, []int{v}}
		}
	}
}

// modules returns which vertices are modules, and those in an order in which what is
// needed comes first: those that alone need what they need, directly or
// not, and are in no cycle. The root is one. A vertex is a module if and only if a walk
// down from the root is within it from the first to the last time it meets anything below
// (Dutuit and Rauzy, https://doi.org/10.1109/24.537011).
func (n *net) modules() ([]bool, []int) {
	d := dating{n: n, first: make([]int, len(n.id)), last: make([]int, len(n.id)), left: make([]int, len(n.id))}
	d.visit(n.root)
	out := make([]bool, len(n.id))
	whole := n.graph(n.root, make([]bool, len(n.id)))
	from, to := make([]int, len(n.id)), make([]int, len(n.id)) // first and last meeting of v or what is below
	for _, c := range whole.cycles {
		low, high := d.left[n.root]+1, 0 // of what is below the cycle
		for v := c.from; v < c.to; v++ {
			for _, m := range whole.needs[v] {
				for _, w := range m.of {
					if w < c.from {
						low, high = min(low, from[whole.vertex[w]]), max(high, to[whole.vertex[w]])
					}
				}
			}
		}
		for v := c.from; v < c.to; v++ {
			x := whole.vertex[v]
			out[x] = !c.circular && high > 0 && d.first[x] < low && high < d.left[x]
		}
		for v := c.from; v < c.to; v++ {
			x := whole.vertex[v]
			low, high = min(low, d.first[x]), max(high, d.last[x])
		}
		for v := c.from; v < c.to; v++ {
			from[whole.vertex[v]], to[whole.vertex[v]] = low, high
		}
	}
	out[n.root] = true
	var order []int
	for _, x := range whole.vertex {
		if out[x] {
			order = append(order, x)
		}
	}
	return out, order
}

// A dating says when a walk first and last meets every vertex, and when it leaves it.
type dating struct {
	n                 *net
	first, last, left []int
	now               int
}

func (d *dating) visit(v int) {
	d.now++
	d.last[v] = d.now
	if d.first[v] > 0 {
		return
	}
	d.first[v] = d.now
	for _, m := range d.n.needs[v] {
		for _, w := range m.of {
			d.visit(w)
		}
	}
	d.now++
	d.left[v] = d.now
}
