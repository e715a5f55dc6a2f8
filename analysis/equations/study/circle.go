package study

import (
	"slices"

	"ninefold/analysis/equations/model"
)

// A Circle is components that need each other, all that do.
type Circle struct {
	Components []string `json:"components"` // sorted
	// Support is a shortest way around: each needs the next, and the last the first.
	Support []string `json:"support"`
	// Hard tells that each of Support needs the next without an alternative. After a cold
	// start none of them ever comes up.
	Hard bool `json:"hard"`
}

// A web is who needs whom, of what the tops need.
type web struct {
	id     []string
	needs  [][]arc
	place  map[string]int
	circle []int // that a component is in, or −1
	below  map[int][]int
	list   []Circle
}

// An arc leads to what is needed; it is hard where there is no alternative.
type arc struct {
	to   int
	hard bool
}

func newWeb(m *model.Model) *web {
	all := m.System.Components
	w := &web{place: make(map[string]int, len(all)), circle: make([]int, len(all)), needs: make([][]arc, len(all)), below: map[int][]int{}}
	for i := range all {
		w.id, w.place[all[i].ID], w.circle[i] = append(w.id, all[i].ID), i, -1
	}
	for i := range all {
		for _, n := range all[i].Needs {
			for _, id := range n.Of {
				w.needs[i] = append(w.needs[i], arc{w.place[id], n.K == len(n.Of)})
			}
		}
	}
	t := tarjan{web: w, index: make([]int, len(all)), low: make([]int, len(all)), open: make([]bool, len(all))}
	for _, id := range m.Tops {
		if t.index[w.place[id]] == 0 {
			t.visit(w.place[id])
		}
	}
	return w
}

// circles returns those that a component is in or needs, by their places.
func (w *web) circles(id string) []int {
	from := w.place[id]
	if known, ok := w.below[from]; ok {
		return known
	}
	seen := map[int]bool{from: true}
	out := []int{}
	for todo := []int{from}; len(todo) > 0; {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if c := w.circle[v]; c >= 0 && !slices.Contains(out, c) {
			out = append(out, c)
		}
		for _, a := range w.needs[v] {
			if !seen[a.to] {
				seen[a.to] = true
				todo = append(todo, a.to)
			}
		}
	}
	slices.Sort(out)
	w.below[from] = out
	return out
}

// A tarjan finds strongly connected components
// (https://doi.org/10.1137/0201010).
type tarjan struct {
	*web

	index, low []int // from 1
	open       []bool
	stack      []int
	next       int
}

func (t *tarjan) visit(v int) {
	t.next++
	t.index[v], t.low[v], t.open[v] = t.next, t.next, true
	t.stack = append(t.stack, v)
	self := false
	for _, a := range t.needs[v] {
		self = self || a.to == v
		if t.index[a.to] == 0 {
			t.visit(a.to)
			t.low[v] = min(t.low[v], t.low[a.to])
		} else if t.open[a.to] {
			t.low[v] = min(t.low[v], t.index[a.to])
		}
	}
	if t.low[v] < t.index[v] {
		return
	}
	first := len(t.stack) - 1
	for t.stack[first] != v {
		first--
	}
	members := slices.Clone(t.stack[first:])
	t.stack = t.stack[:first]
	for _, w := range members {
		t.open[w] = false
	}
	if len(members) > 1 || self {
		t.add(members)
	}
}

// add notes a circle.
func (w *web) add(members []int) {
	slices.Sort(members)
	for _, v := range members {
		w.circle[v] = len(w.list)
	}
	c := Circle{}
	for _, v := range members {
		if !model.Within(w.id[v]) {
			c.Components = append(c.Components, w.id[v])
		}
	}
	slices.Sort(c.Components)
	around := w.around(members, true)
	if c.Hard = around != nil; !c.Hard {
		around = w.around(members, false)
	}
	for _, v := range around {
		if !model.Within(w.id[v]) {
			c.Support = append(c.Support, w.id[v])
		}
	}
	w.list = append(w.list, c)
}

// mostStarts is from how many components of a circle a shortest way around is looked for:
// each costs a walk over all of them.
const mostStarts = 100

// around returns a short way from a component back to it, by hard arcs only or by any;
// nil where there is none.
func (w *web) around(members []int, hard bool) (best []int) {
	first, ok := w.within(members, hard)
	if !ok {
		return nil
	}
	best = w.way(first, hard)
	for i := range min(len(members), mostStarts) {
		if way := w.way(members[i], hard); way != nil && !model.Within(w.id[members[i]]) && len(way) < len(best) {
			best = way
		}
	}
	return best
}

// within returns a component that some way leads back to. What no way leads on from is
// taken away until nothing is; from what is left, ways lead on for ever.
func (w *web) within(members []int, hard bool) (v int, ok bool) {
	circle := w.circle[members[0]]
	ways, above := map[int]int{}, map[int][]int{} // arcs that lead on; who they come from
	for _, v := range members {
		for _, a := range w.needs[v] {
			if w.circle[a.to] == circle && (a.hard || !hard) {
				ways[v]++
				above[a.to] = append(above[a.to], v)
			}
		}
	}
	var ended []int
	for _, v := range members {
		if ways[v] == 0 {
			ended = append(ended, v)
		}
	}
	for i := 0; i < len(ended); i++ {
		for _, v := range above[ended[i]] {
			if ways[v]--; ways[v] == 0 {
				ended = append(ended, v)
			}
		}
	}
	if len(ended) == len(members) {
		return 0, false
	}
	for _, at := range members {
		if ways[at] > 0 {
			v = at
			break
		}
	}
	for range members { // after as many steps it has gone around
		for _, a := range w.needs[v] {
			if w.circle[a.to] == circle && (a.hard || !hard) && ways[a.to] > 0 {
				v = a.to
				break
			}
		}
	}
	return v, true
}

// way returns a shortest way from a component back to it, nil where there is none.
func (w *web) way(start int, hard bool) []int {
	before := map[int]int{}
	for todo := []int{start}; len(todo) > 0; todo = todo[1:] {
		v := todo[0]
		for _, a := range w.needs[v] {
			if _, seen := before[a.to]; !seen && w.circle[a.to] == w.circle[start] && (a.hard || !hard) {
				before[a.to] = v
				todo = append(todo, a.to)
			}
		}
		if _, back := before[start]; back {
			break
		}
	}
	if _, back := before[start]; !back {
		return nil
	}
	way := []int{start}
	for v := before[start]; v != start; v = before[v] {
		way = append(way, v)
	}
	slices.Reverse(way[1:])
	return way
}
