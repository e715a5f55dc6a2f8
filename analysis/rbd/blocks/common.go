package blocks

import (
	"slices"
)

// causes calls emit with each cause that strikes a member, by the members it
// strikes and its share of the member's own hazard, or of its probability.
//
// Of a beta factor these are one's own and that of all. Of alpha factors they are
// all subsets; of k of n members each has the share k/C(n−1, k−1) · α(k)/Σ j·α(j),
// or, tested in turns, α(k)/C(n−1, k−1) [NRC88].
func (g *Group) causes(member string, emit func(members []string, share float64)) {
	if len(g.Alpha) == 0 {
		if g.Beta < 1 {
			emit([]string{member}, 1-g.Beta)
		}
		if g.Beta > 0 {
			emit(g.Members, g.Beta)
		}
		return
	}
	n := len(g.Members)
	total := 0.0
	for i, a := range g.Alpha {
		total += float64(i+1) * a
	}
	at := slices.Index(g.Members, member)
	for mask := range 1 << n {
		if mask>>at&1 == 0 {
			continue
		}
		var struck []string
		for i, id := range g.Members {
			if mask>>i&1 == 1 {
				struck = append(struck, id)
			}
		}
		k := len(struck)
		share := g.Alpha[k-1] / choose(n-1, k-1)
		if !g.Staggered {
			share *= float64(k) / total
		}
		if share > 0 {
			emit(struck, share)
		}
	}
}

// choose returns the binomial coefficient of small numbers.
func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1) // whole at every step
	}
	return c
}
