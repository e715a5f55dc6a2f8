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
	best := s.largest(p)
	var out []Set
	var open frontier
	if s.root != noSet {
		open.push(partial{bound: best[s.root], at: s.root, product: 1, promise: 1})
	}
	for len(open) > 0 && len(out) < k+extra {
		if len(out) >= k && open[0].bound < out[k-1].Product*(1-1e-12) {
			break
		}
		next := open.pop()
		for next.at >= 2 || next.after != nil {
			if next.at == emptySet { // of a part
				next.at, next.after, next.promise = next.after.at, next.after.next, next.after.promise
				continue
			}
			with, bypass := s.branches(next, p, best)
			if n := &s.nodes[next.at]; n.lo != noSet && bypass.bound > with.bound {
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

// largest returns the largest product of each node's sets.
func (s *Sets) largest(p []float64) []float64 {
	best := make([]float64, len(s.nodes))
	best[emptySet] = 1
	for i := 2; i < len(best); i++ {
		n := &s.nodes[i]
		q := p[n.level]
		if part := s.part[n.level]; part != noSet {
			q = best[part]
		}
		best[i] = max(best[n.lo], q*best[n.hi])
	}
	return best
}

// branches returns how a partial goes on with the variable of its node, and
// without.
func (s *Sets) branches(from partial, p, best []float64) (with, bypass partial) {
	n := &s.nodes[from.at]
	with, bypass = from, from
	if part := s.part[n.level]; part != noSet {
		with.after = &pending{n.hi, from.promise, from.after}
		with.at, with.promise = part, from.promise*best[n.hi]
	} else {
		with.at, with.product, with.last = n.hi, from.product*p[n.level], &step{n.level, from.last}
	}
	bypass.at = n.lo
	with.bound = with.product * with.promise * best[with.at]
	bypass.bound = bypass.product * bypass.promise * best[bypass.at]
	return with, bypass
}

// A partial is a set on its way from the root: what is taken, and where it is.
type partial struct {
	bound   float64 // largest product it can still get
	product float64 // of what is taken
	promise float64 // largest product of what is pending
	at      uint32
	after   *pending
	last    *step
}

// A pending is where a partial goes on after the part it is in.
type pending struct {
	at      uint32
	promise float64 // of what is pending then
	next    *pending
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
	slices.Sort(vars)
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
