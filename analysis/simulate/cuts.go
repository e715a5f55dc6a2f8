package simulate

import (
	"cmp"
	"math"
	"slices"
)

// Bounds of the search for cuts of a function.
const (
	maxProbes = 50_000 // calls of the function
	maxCuts   = 64
)

// A probe asks a function about sets of components, and keeps those that are enough.
type probe struct {
	c      *compiled
	failed []bool
	calls  int
	cuts   [][]int
}

// cuts returns minimal sets of components that bring the system down, for a function
// that says no more than yes or no: all sets as small as there are calls for, and
// more by taking from all that have failed what need not have, the unlikely first.
// They are the likeliest of those found; only tilts and stages depend on them, not
// what is estimated.
func (c *compiled) cuts() [][]int {
	p := &probe{c: c, failed: make([]bool, c.width)}
	n := len(c.units)
	for size, sets := 1, float64(n); size <= n && len(p.cuts) < 4*maxCuts && p.calls+int(min(sets, maxProbes)) <= maxProbes; size++ {
		p.each(nil, 0, size)
		sets *= float64(n-size) / float64(size+1)
	}
	var r stream
	r.start(0, 6, 0)
	for p.calls+n < maxProbes && p.descend(&r) {
	}
	slices.SortStableFunc(p.cuts, func(a, b []int) int { return cmp.Compare(c.logLikely(b), c.logLikely(a)) })
	return p.cuts[:min(len(p.cuts), maxCuts)]
}

func (c *compiled) logLikely(cut []int) float64 {
	sum := 0.0
	for _, i := range cut {
		sum += math.Log(c.likely[i])
	}
	return sum
}

// down says whether the system is, when so many members of a storm have failed that
// the rest cannot bear the demand.
func (p *probe) down() bool {
	p.calls++
	none := make([]bool, p.c.width)
	for i, members := range p.c.members {
		failed := 0
		for _, m := range members {
			if p.failed[m] {
				failed++
			}
		}
		p.failed[len(p.c.units)+i] = failed >= p.c.margin(i, none)
	}
	return p.c.m.Down(p.failed)
}

// each tries all sets of a size that begin like this and contain no cut.
func (p *probe) each(set []int, from, size int) {
	if len(set) == size {
		if !p.covered(set) && p.down() {
			p.cuts = append(p.cuts, slices.Clone(set))
		}
		return
	}
	for i := from; i < len(p.c.units); i++ {
		p.failed[i] = true
		p.each(append(set, i), i+1, size)
		p.failed[i] = false
	}
}

// covered says whether a set contains a cut.
func (p *probe) covered(set []int) bool {
	return slices.ContainsFunc(p.cuts, func(cut []int) bool {
		return !slices.ContainsFunc(cut, func(i int) bool { return !slices.Contains(set, i) })
	})
}

// descend finds one cut, and says whether there is any.
func (p *probe) descend(r *stream) bool {
	n := len(p.c.units)
	order, key := make([]int, n), make([]float64, n)
	for i := range n {
		p.failed[i], order[i] = true, i
		key[i] = math.Log(p.c.likely[i]) - 3*r.exponential()
	}
	defer clear(p.failed)
	if !p.down() {
		return false
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(key[a], key[b]) })
	var cut []int
	for _, i := range order {
		if p.failed[i] = false; !p.down() {
			p.failed[i] = true
			cut = append(cut, i)
		}
	}
	slices.Sort(cut)
	if !p.covered(cut) {
		p.cuts = append(p.cuts, cut)
	}
	return true
}

// cutNodes makes a gate of each cut and one of them all.
func (c *compiled) cutNodes() {
	cuts := c.cuts()
	if len(cuts) == 0 { // it never fails
		all := make([]int, len(c.units))
		for i := range all {
			all[i] = i
		}
		cuts = [][]int{all}
	}
	top := node{k: 1}
	for i, cut := range cuts {
		c.nodes = append(c.nodes, node{len(cut), cut})
		top.inputs = append(top.inputs, c.width+i)
	}
	c.nodes = append(c.nodes, top)
	c.top = c.width + len(cuts)
}
