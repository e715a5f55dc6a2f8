package network

import (
	"context"
	"slices"
)

// A reach is the space of directed graphs: which vertices of the frontier are reached
// from the root, and who reaches whom of the others. A terminal that left without being
// reached leaves behind the vertices that reach it: a set of which one must be.
type reach[K key] struct {
	way [maxFan + 1]flow // down to each decision of a level
}

// flow is a state spread out, and the way there. Sets are of places.
type flow struct {
	terminal uint32             // that has to be reached
	reached  uint32             // from the root
	to       [maxReach]uint32   // whom every other vertex reaches
	pending  []uint32           // sets of which one must be reached
	room     [maxPending]uint32 // for them
	p        float64
	combo    int
	free     uint32
}

const (
	maxReach   = 31 // places
	maxPending = 31
)

// bitsOf returns how many bits a state needs after a level.
func (l *level) bitsOf() int {
	n := len(l.keep)
	return n * (2 + n + l.pending)
}

func (s sweep) runDirected(ctx context.Context, places int) (solved, error) {
	need, pending := 0, 0
	for i := range s.levels {
		need, pending = max(need, s.levels[i].bitsOf()), max(pending, s.levels[i].pending)
	}
	switch {
	case places > maxReach || pending >= maxPending || need > 512:
		return s.refuse()
	case need <= 64:
		return through(ctx, s, &reach[[1]uint64]{})
	case need <= 128:
		return through(ctx, s, &reach[[2]uint64]{})
	case need <= 256:
		return through(ctx, s, &reach[[4]uint64]{})
	}
	return through(ctx, s, &reach[[8]uint64]{})
}

// A tally reads or writes a state number by number.
type tally[K key] struct {
	state     K
	word, bit int
}

func (t *tally[K]) take(n int) uint32 {
	if n == 0 {
		return 0
	}
	x := t.state[t.word] >> t.bit
	if t.bit+n > 64 {
		x |= t.state[t.word+1] << (64 - t.bit)
	}
	t.skip(n)
	return uint32(x & (1<<n - 1))
}

func (t *tally[K]) put(n int, x uint32) {
	if n == 0 {
		return
	}
	t.state[t.word] |= uint64(x) << t.bit
	if t.bit+n > 64 {
		t.state[t.word+1] |= uint64(x) >> (64 - t.bit)
	}
	t.skip(n)
}

func (t *tally[K]) skip(n int) {
	t.bit += n
	t.word, t.bit = t.word+t.bit/64, t.bit%64
}

func (s *reach[K]) expand(l *level, state K, every bool, out *[]result[K]) {
	n := l.before
	t := tally[K]{state: state}
	f := &s.way[0]
	*f = flow{p: 1}
	f.reached, f.terminal = t.take(n), t.take(n)
	for i := range n {
		f.to[i] = t.take(n)
	}
	f.pending = f.room[:0]
	for n > 0 && t.word*64+t.bit+n <= 64*len(state) {
		set := t.take(n)
		if set == 0 {
			break
		}
		f.pending = append(f.pending, set)
	}
	for i, v := range l.enter {
		place := n + i
		f.terminal |= uint32(bit(v.terminal)) << place
		f.reached |= uint32(bit(v.root)) << place
	}
	s.decide(l, 0, f, every, out)
}

// decide goes through the options of decision i and of those after it.
func (s *reach[K]) decide(l *level, i int, f *flow, every bool, out *[]result[K]) {
	if i == len(l.decisions) {
		s.end(l, f, out)
		return
	}
	d := &l.decisions[i]
	a, b := uint32(1)<<d.a, uint32(1)<<d.b
	if f.reached&b != 0 || f.to[d.a]&b != 0 && f.reached&a == 0 {
		f.free |= 1 << i // b is reached anyway
		s.decide(l, i+1, f, every, out)
		return
	}
	for k, o := range d.options {
		if o.p == 0 && !every {
			continue
		}
		next := &s.way[i+1]
		*next = *f
		next.pending = next.room[:copy(next.room[:], f.pending)]
		next.p *= o.p
		next.combo += k * d.stride
		if o.outcome == joined {
			next.lead(a, b|f.to[d.b])
		}
		s.decide(l, i+1, next, every, out)
	}
}

// lead makes a, and who reaches it, reach more.
func (f *flow) lead(a, more uint32) {
	if f.reached&a != 0 {
		f.reached |= more
		return
	}
	for x := range f.to {
		if self := uint32(1) << x; self&a != 0 || f.to[x]&a != 0 {
			f.to[x] |= more &^ self
		}
	}
}

// before returns the vertices that reach one of a set, and those of it.
func (f *flow) before(set uint32) uint32 {
	out := set
	for x, to := range f.to {
		if to&set != 0 {
			out |= 1 << x
		}
	}
	return out &^ f.reached
}

// end says what becomes of f once all is decided.
func (s *reach[K]) end(l *level, f *flow, out *[]result[K]) {
	r := result[K]{p: f.p, combo: f.combo, free: f.free}
	var kept uint32
	for _, place := range l.keep {
		kept |= 1 << place
	}
	for x := range f.to { // who is reached leads where all is reached
		if f.reached>>x&1 == 1 {
			f.to[x] = 0
		}
		f.to[x] &^= f.reached
	}
	r.fate = f.settle(l, kept)
	if r.fate == open {
		f.tidy(l, kept)
		r.state = s.write(l, f)
	}
	*out = append(*out, r)
}

// settle brings the pending sets up to date and returns what is known by now.
func (f *flow) settle(l *level, kept uint32) uint32 {
	sets := f.pending
	f.pending = f.pending[:0]
	for _, set := range sets {
		if set&f.reached == 0 {
			f.pending = append(f.pending, f.before(set))
		}
	}
	for gone := f.terminal &^ f.reached &^ kept; gone != 0; gone &= gone - 1 {
		f.pending = append(f.pending, f.before(gone&-gone))
	}
	waiting := f.terminal & kept &^ f.reached
	if l.complete && len(f.pending) == 0 && waiting == 0 {
		return up
	}
	useful := kept &^ f.dull(l, kept)
	for i := range f.pending {
		if f.pending[i] &= useful; f.pending[i] == 0 {
			return down
		}
	}
	if l.rooted && f.reached&kept == 0 {
		return down
	}
	f.terminal &= kept &^ f.reached
	return open
}

// dull returns the vertices that stay but nobody will reach.
func (f *flow) dull(l *level, kept uint32) uint32 {
	led := f.reached
	for x, to := range f.to {
		if kept>>x&1 == 1 {
			led |= to
		}
	}
	return uint32(l.noIn) & kept &^ led
}

// tidy leaves out what makes no difference any more.
func (f *flow) tidy(l *level, kept uint32) {
	slices.Sort(f.pending)
	f.pending = slices.Compact(f.pending)
	all := slices.Clone(f.pending)
	f.pending = slices.DeleteFunc(f.pending, func(set uint32) bool { // to reach one of a part of it is asked as well
		return slices.ContainsFunc(all, func(part uint32) bool { return part != set && part&^set == 0 })
	})
	dull := f.dull(l, kept)
	wanted := f.terminal
	for _, set := range f.pending {
		wanted |= set
	}
	last := l.complete && len(f.pending) == 1 && f.terminal == 0
	idle := uint32(0) // who leads nowhere and is not asked for
	for x := range f.to {
		self := uint32(1) << x
		if f.to[x] &= kept; dull&self != 0 || last && f.pending[0]&self != 0 {
			f.to[x] = 0
		}
		if f.to[x] == 0 && uint32(l.noOut)&^wanted&self != 0 {
			idle |= self
		}
	}
	for x := range f.to {
		f.to[x] &^= idle
	}
}

// write puts f into the order of the next frontier.
func (s *reach[K]) write(l *level, f *flow) K {
	n := len(l.keep)
	pack := func(set uint32) uint32 {
		var out uint32
		for i, place := range l.keep {
			out |= set >> place & 1 << i
		}
		return out
	}
	var t tally[K]
	t.put(n, pack(f.reached))
	t.put(n, pack(f.terminal))
	for _, place := range l.keep {
		t.put(n, pack(f.to[place]))
	}
	for i := range f.pending {
		f.pending[i] = pack(f.pending[i])
	}
	slices.Sort(f.pending)
	for _, set := range f.pending {
		t.put(n, set)
	}
	return t.state
}
