package bdd

import (
	"cmp"
	"slices"
)

// The limits of sifting.
const (
	siftGrowth = 1.2 // how much larger the diagram may get while a variable is moved
	siftVisits = 400 // nodes that may be looked at for every node there is
)

// Sift changes the order of the variables so that the kept functions need fewer
// nodes, and renumbers them; no other Ref survives. It returns which variable each
// now is by what it was: after it, level i tests what was tested at level order[i].
// The functions must depend on variables below vars only.
//
// Every variable, the one with most nodes first, is moved through all levels and
// left where the diagram is smallest [Rud93]. That costs much more than an order
// that is known to be good, so it is for when none is. It takes some hundred steps
// for every node, and stops early when the context ends. It takes back an
// [ErrLimit].
func (m *Manager) Sift(vars int) (order []uint32) {
	limit := m.t.limit
	m.Raise(MaxNodes) // nothing is added, but the limit may have been lowered
	defer m.Raise(limit)
	m.collect(m.kept)
	s := newSifter(m, vars)
	s.run()
	return s.store()
}

// A sifter holds the nodes of a manager by level, each once, and frees those that
// nothing refers to.
type sifter struct {
	m      *Manager
	nodes  []siftNode
	free   []uint32
	layers []layer  // by level
	at     []uint32 // the level of every variable
	size   int
	visits int // that are left
	due    int // how many are left when the watcher is to be told
}

type siftNode struct {
	variable uint32
	hi, lo   Ref // hi is never a complement
	uses     uint32
	next     uint32 // in its bucket, 0 at the end
}

// A layer holds the nodes of a variable, in a hash table.
type layer struct {
	variable uint32
	count    int
	buckets  []uint32
}

func newSifter(m *Manager, vars int) *sifter {
	s := &sifter{m: m, nodes: make([]siftNode, len(m.t.nodes)), layers: make([]layer, vars), at: make([]uint32, vars)}
	counts := make([]int, vars)
	for _, n := range m.t.nodes[1:] {
		counts[n.level]++
	}
	for i := range s.layers {
		s.layers[i] = layer{variable: uint32(i), buckets: make([]uint32, tableSize(counts[i]))}
		s.at[i] = uint32(i)
	}
	s.nodes[0].variable = terminalLevel
	for i, n := range m.t.nodes[1:] {
		at := uint32(i + 1)
		s.nodes[at] = siftNode{variable: n.level, hi: Ref(n.hi), lo: Ref(n.lo)}
		s.insert(&s.layers[n.level], at)
		s.nodes[n.hi>>1].uses++
		s.nodes[n.lo>>1].uses++
	}
	for _, r := range m.kept {
		s.nodes[r>>1].uses++
	}
	s.visits = siftVisits * len(s.nodes)
	s.due = s.visits - watchSteps
	return s
}

// tableSize returns how many buckets are good for a number of nodes.
func tableSize(nodes int) int {
	size := 16
	for size < nodes {
		size *= 2
	}
	return size
}

func (l *layer) bucket(hi, lo Ref) *uint32 {
	return &l.buckets[hash(l.variable, uint32(hi), uint32(lo))&uint32(len(l.buckets)-1)]
}

// insert puts a node into its layer.
func (s *sifter) insert(l *layer, at uint32) {
	n := &s.nodes[at]
	b := l.bucket(n.hi, n.lo)
	n.next, *b = *b, at
	l.count++
	s.size++
	if l.count > 2*len(l.buckets) {
		old := l.buckets
		l.buckets = make([]uint32, 2*len(old))
		for _, head := range old {
			for head != 0 {
				n := &s.nodes[head]
				b := l.bucket(n.hi, n.lo)
				next := n.next
				n.next, *b = *b, head
				head = next
			}
		}
	}
}

// remove takes a node out of its layer.
func (s *sifter) remove(l *layer, at uint32) {
	n := &s.nodes[at]
	b := l.bucket(n.hi, n.lo)
	for *b != at {
		b = &s.nodes[*b].next
	}
	*b = n.next
	l.count--
	s.size--
}

// mk returns the function: if the layer's variable then hi else lo, counting one
// use of it.
func (s *sifter) mk(l *layer, hi, lo Ref) Ref {
	if hi == lo {
		s.nodes[hi>>1].uses++
		return hi
	}
	flip := hi & 1
	hi, lo = hi^flip, lo^flip
	for at := *l.bucket(hi, lo); at != 0; at = s.nodes[at].next {
		if n := &s.nodes[at]; n.hi == hi && n.lo == lo {
			n.uses++
			return Ref(at)<<1 | flip
		}
	}
	n := siftNode{variable: l.variable, hi: hi, lo: lo, uses: 1}
	var at uint32
	if last := len(s.free) - 1; last >= 0 {
		at, s.free = s.free[last], s.free[:last]
		s.nodes[at] = n
	} else {
		at = uint32(len(s.nodes))
		s.nodes = append(s.nodes, n)
	}
	s.nodes[hi>>1].uses++
	s.nodes[lo>>1].uses++
	s.insert(l, at)
	return Ref(at)<<1 | flip
}

// drop takes back one use; a node without any is freed. What that refers to has
// other uses when it is called.
func (s *sifter) drop(f Ref, l *layer) {
	n := &s.nodes[f>>1]
	n.uses--
	if n.uses > 0 || n.variable != l.variable {
		return
	}
	s.nodes[n.hi>>1].uses--
	s.nodes[n.lo>>1].uses--
	s.remove(l, uint32(f>>1))
	s.free = append(s.free, uint32(f>>1))
}

// cofactors returns f where the variable is true and where it is false.
func (s *sifter) cofactors(f Ref, variable uint32) (hi, lo Ref) {
	n := &s.nodes[f>>1]
	if n.variable != variable {
		return f, f
	}
	return n.hi ^ f&1, n.lo ^ f&1
}

// swap exchanges a level with the one below. Nodes of the upper variable that
// depend on the lower one come to test that first; they keep their numbers, so
// nothing above changes.
func (s *sifter) swap(level int) {
	x, y := &s.layers[level], &s.layers[level+1]
	var both []uint32
	for _, at := range x.buckets {
		for ; at != 0; at = s.nodes[at].next {
			n := &s.nodes[at]
			if s.nodes[n.hi>>1].variable == y.variable || s.nodes[n.lo>>1].variable == y.variable {
				both = append(both, at)
			}
		}
	}
	s.visits -= x.count + 4*len(both) + len(x.buckets)/8
	for _, at := range both {
		s.remove(x, at)
	}
	for _, at := range both {
		hi, lo := s.nodes[at].hi, s.nodes[at].lo
		hi1, hi0 := s.cofactors(hi, y.variable)
		lo1, lo0 := s.cofactors(lo, y.variable)
		yes, no := s.mk(x, hi1, lo1), s.mk(x, hi0, lo0)
		n := &s.nodes[at]
		n.variable, n.hi, n.lo = y.variable, yes, no
		s.insert(y, at)
		s.drop(hi, y)
		s.drop(lo, y)
	}
	s.at[x.variable], s.at[y.variable] = uint32(level+1), uint32(level)
	*x, *y = *y, *x
}

// run moves every variable once.
func (s *sifter) run() {
	turn := slices.Clone(s.layers)
	slices.SortStableFunc(turn, func(a, b layer) int { return cmp.Compare(b.count, a.count) })
	for _, l := range turn {
		if s.ended() {
			return
		}
		s.sift(l.variable)
	}
}

// ended tells whether to stop, and why to the manager where it is not for want of
// steps.
func (s *sifter) ended() bool {
	over := s.m.t.over()
	if s.visits < s.due && s.m.t.told != nil {
		s.due = s.visits - watchSteps
		s.m.t.told()
	}
	return over || s.visits <= 0
}

// sift moves a variable to the nearer end, then to the other, and back to where
// the diagram was smallest.
func (s *sifter) sift(variable uint32) {
	last := len(s.layers) - 1
	start := int(s.at[variable])
	best, least := start, s.size
	move := func(to int) {
		for at := int(s.at[variable]); at != to; at = int(s.at[variable]) {
			if at < to {
				s.swap(at)
			} else {
				s.swap(at - 1)
			}
			if s.size < least {
				best, least = int(s.at[variable]), s.size
			}
			if float64(s.size) > siftGrowth*float64(least) || s.ended() {
				return
			}
		}
	}
	if start < last-start {
		move(0)
		move(last)
	} else {
		move(last)
		move(0)
	}
	for at := int(s.at[variable]); at != best; at = int(s.at[variable]) {
		if at < best {
			s.swap(at)
		} else {
			s.swap(at - 1)
		}
	}
}

// store makes the nodes those of the manager.
func (s *sifter) store() (order []uint32) {
	t := &s.m.t
	t.nodes = t.nodes[:1]
	clear(t.slots)
	clear(t.cache)
	now := make([]Ref, len(s.nodes))
	for level, l := range slices.Backward(s.layers) {
		for _, at := range l.buckets {
			for ; at != 0; at = s.nodes[at].next {
				n := &s.nodes[at]
				now[at] = s.m.mk(uint32(level), now[n.hi>>1]^n.hi&1, now[n.lo>>1]^n.lo&1)
			}
		}
	}
	for i, r := range s.m.kept {
		s.m.kept[i] = now[r>>1] ^ r&1
	}
	for _, l := range s.layers {
		order = append(order, l.variable)
	}
	s.m.due = max(firstDue, 2*len(t.nodes))
	return order
}
