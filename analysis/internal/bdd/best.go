package bdd

import "slices"

// A Set is a set of variables, in increasing order.
type Set struct {
	Vars    []uint32
	Product float64 // of the given numbers over the set
}

// Best returns the k sets with the largest product of p, largest first, and
// after them those with the same product as the last, to one part in 1e12, up
// to extra. Which of equals comes first is fixed, but means nothing.
//
// It walks down from the root along the largest product still possible and
// comes back for the next best, so time is O(Len + (k+extra) · depth · log),
// however many sets there are.
func (s *Sets) Best(p []float64, k, extra int) []Set {
	if k <= 0 {
		return nil
	}
	best := make([]float64, len(s.nodes)) // the largest product of each node's sets
	best[emptySet] = 1
	for i := 2; i < len(best); i++ {
		n := &s.nodes[i]
		best[i] = max(best[n.lo], p[n.level]*best[n.hi])
	}
	var out []Set
	var open frontier
	if s.root != noSet {
		open.push(partial{bound: best[s.root], at: s.root, product: 1})
	}
	for len(open) > 0 && len(out) < k+extra {
		if len(out) >= k && open[0].bound < out[k-1].Product*(1-1e-12) {
			break
		}
		next := open.pop()
		for next.at >= 2 {
			n := &s.nodes[next.at]
			with := partial{at: n.hi, product: next.product * p[n.level], last: &step{n.level, next.last}}
			with.bound = with.product * best[n.hi]
			bypass := partial{at: n.lo, product: next.product, last: next.last}
			bypass.bound = bypass.product * best[n.lo]
			if n.lo != noSet && bypass.bound > with.bound {
				with, bypass = bypass, with
			}
			if bypass.at != noSet {
				open.push(bypass)
			}
			next = with
		}
		out = append(out, Set{Vars: next.last.vars(), Product: next.product})
	}
	return out
}

// A partial is a set on its way from the root: what is taken, and where it is.
type partial struct {
	bound   float64 // largest product it can still get
	product float64 // of what is taken
	at      uint32
	last    *step
}

// A step is the last variable taken, and those before it.
type step struct {
	level  uint32
	before *step
}

func (s *step) vars() []uint32 {
	vars := []uint32{}
	for ; s != nil; s = s.before {
		vars = append(vars, s.level)
	}
	slices.Reverse(vars)
	return vars
}

// frontier is a binary heap of partials: none promises more than the one at half
// its place, so the first promises most.
type frontier []partial

func (f *frontier) push(p partial) {
	h := append(*f, p)
	i := len(h) - 1
	for ; i > 0 && h[(i-1)/2].bound < p.bound; i = (i - 1) / 2 {
		h[i] = h[(i-1)/2]
	}
	h[i] = p
	*f = h
}

func (f *frontier) pop() partial {
	h := *f
	first, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	for i := 0; len(h) > 0; {
		child := 2*i + 1
		if child+1 < len(h) && h[child+1].bound > h[child].bound {
			child++
		}
		if child >= len(h) || h[child].bound <= last.bound {
			h[i] = last
			break
		}
		h[i] = h[child]
		i = child
	}
	*f = h
	return first
}
