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
	return s.BestOf(p, Choice{K: k, Extra: extra, MaxSize: s.vars})
}

// A Choice says which sets are wanted.
type Choice struct {
	K, Extra int     // as for [Sets.Best]
	MaxSize  int     // sets with more variables are passed over
	Least    float64 // so are sets with a smaller product, but for rounding

	// Ended is asked now and then whether to stop with what there is; nil is never.
	Ended func() error
}

// BestOf is [Sets.Best] among some of the sets. Time may be more where MaxSize
// leaves out sets with a large product.
func (s *Sets) BestOf(p []float64, c Choice) []Set {
	if c.K <= 0 {
		return nil
	}
	f := finder{s: s, p: p, best: s.largest(p), small: s.smallest(), Choice: c}
	var out []Set
	steps := 0
	if s.root != noSet {
		f.offer(partial{bound: f.best[s.root], at: s.root, product: 1, promise: 1})
	}
	for len(f.open) > 0 && len(out) < c.K+c.Extra {
		if len(out) >= c.K && f.open[0].bound < out[c.K-1].Product*(1-1e-12) {
			break
		}
		if steps++; steps%(1<<10) == 0 && c.Ended != nil && c.Ended() != nil {
			break
		}
		next, ok := f.open.pop(), true
		for ok && (next.at >= 2 || next.after != nil) {
			if next.at == emptySet { // of a part
				next.at, next.need, next.promise, next.after = next.after.at, next.after.need, next.after.promise, next.after.next
				continue
			}
			next, ok = f.step(next)
		}
		if ok && next.product >= c.Least {
			out = append(out, Set{Vars: next.last.vars(), Product: next.product})
		}
	}
	return out
}

// A finder looks for the best sets.
type finder struct {
	Choice
	s     *Sets
	p     []float64
	best  []float64 // the largest product of each node's sets
	small []int     // the smallest size of each node's sets
	open  frontier
}

// hopeful tells whether a partial can still become what is wanted.
func (f *finder) hopeful(x partial) bool {
	return x.at != noSet && x.size+x.need+f.small[x.at] <= f.MaxSize && x.bound >= f.Least*(1-1e-12)
}

func (f *finder) offer(x partial) {
	if f.hopeful(x) {
		f.open.push(x)
	}
}

// step goes on with the better of the two ways and puts the other by; false when
// neither can become what is wanted.
func (f *finder) step(from partial) (partial, bool) {
	with, bypass := f.branches(from)
	if !f.hopeful(with) || f.hopeful(bypass) && bypass.bound > with.bound {
		with, bypass = bypass, with
	}
	f.offer(bypass)
	return with, f.hopeful(with)
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

// smallest returns the smallest size of each node's sets.
func (s *Sets) smallest() []int {
	small := make([]int, len(s.nodes))
	small[noSet] = s.vars + 1
	for i := 2; i < len(small); i++ {
		n := &s.nodes[i]
		own := 1
		if part := s.part[n.level]; part != noSet {
			own = small[part]
		}
		small[i] = min(small[n.lo], own+small[n.hi])
	}
	return small
}

// branches returns how a partial goes on with the variable of its node, and
// without.
func (f *finder) branches(from partial) (with, bypass partial) {
	n := &f.s.nodes[from.at]
	with, bypass = from, from
	if part := f.s.part[n.level]; part != noSet {
		with.after = &pending{n.hi, from.need, from.promise, from.after}
		with.at, with.need, with.promise = part, from.need+f.small[n.hi], from.promise*f.best[n.hi]
	} else {
		with.at, with.size, with.product, with.last = n.hi, from.size+1, from.product*f.p[n.level], &step{n.level, from.last}
	}
	bypass.at = n.lo
	with.bound = with.product * with.promise * f.best[with.at]
	bypass.bound = bypass.product * bypass.promise * f.best[bypass.at]
	return with, bypass
}

// A partial is a set on its way from the root: what is taken, and where it is.
type partial struct {
	bound   float64 // largest product it can still get
	product float64 // of what is taken
	size    int     // of what is taken
	promise float64 // largest product of what is pending
	need    int     // smallest size of what is pending
	at      uint32
	after   *pending
	last    *step
}

// A pending is where a partial goes on after the part it is in.
type pending struct {
	at      uint32
	need    int     // of what is pending then
	promise float64 // likewise
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
