package network

// maxPlaces is how many vertices the frontier may have, those that enter included.
const maxPlaces = 63

// A partition is the space of undirected graphs: which vertices of the frontier are
// connected. A state has a field of some bits for every place: the block, from 1 in the
// order in which they are first met, and whether it has a terminal. Block 0 is of
// vertices that are down, or as good as that.
type partition[K key] struct {
	field   int // bits of a field
	perWord int
	way     [maxFan + 1]blocks // down to each decision of a level
}

// blocks is a state spread out, and the way there.
type blocks struct {
	of    [maxPlaces + 1]uint8
	mark  uint64 // blocks with a terminal
	p     float64
	combo int
	free  uint32
}

// A walk goes through the combinations of a level.
type walk[K key] struct {
	s      *partition[K]
	l      *level
	every  bool
	places int
	out    *[]result[K]
}

func (s *partition[K]) expand(l *level, state K, every bool, out *[]result[K]) {
	b := &s.way[0]
	*b = blocks{p: 1}
	next := s.read(state, l.before, b)
	for i, v := range l.enter {
		b.of[l.before+i] = next
		b.mark |= bit(v.terminal) << next
		next++
	}
	w := walk[K]{s, l, every, l.before + len(l.enter), out}
	w.decide(0, b)
}

// read spreads a state out and returns the first block that is free.
func (s *partition[K]) read(state K, places int, b *blocks) uint8 {
	mask := uint64(1)<<(s.field-1) - 1
	most, at := uint8(0), 0
	for i := range len(state) {
		word := state[i]
		for range s.perWord {
			if at == places {
				return most + 1
			}
			block := uint8(word & mask)
			b.of[at] = block
			b.mark |= (word >> (s.field - 1) & 1) << block
			most = max(most, block)
			word >>= s.field
			at++
		}
	}
	return most + 1
}

// decide goes through the options of decision i and of those after it.
func (w *walk[K]) decide(i int, b *blocks) {
	if i == len(w.l.decisions) {
		w.end(b)
		return
	}
	d := &w.l.decisions[i]
	la, lb := b.of[d.a], b.of[d.b]
	if !d.vertex && !d.inner && (la == lb || la == 0 || lb == 0) {
		b.free |= 1 << i // the ends are connected, or one is down: all the same
		w.decide(i+1, b)
		return
	}
	last := len(d.options) - 1
	for k := range last {
		if w.every || d.options[k].p > 0 {
			next := &w.s.way[i+1]
			*next = *b
			w.choose(i, k, next)
		}
	}
	if w.every || d.options[last].p > 0 {
		w.choose(i, last, b)
	}
}

// choose takes option k of decision i and goes on.
func (w *walk[K]) choose(i, k int, b *blocks) {
	d := &w.l.decisions[i]
	o := &d.options[k]
	b.p *= o.p
	b.combo += k * d.stride
	la, lb := b.of[d.a], b.of[d.b]
	switch {
	case o.outcome == lost:
		w.add(b, down)
		return
	case d.vertex && o.outcome == apart:
		b.of[d.a] = 0
	case d.vertex:
	case o.outcome == joined:
		w.merge(b, la, lb)
		b.mark |= bit(d.inner) << la
	default:
		b.mark |= uint64(o.outcome&1)<<la | uint64(o.outcome>>1&1)<<lb
	}
	w.decide(i+1, b)
}

// merge makes one block of two.
func (w *walk[K]) merge(b *blocks, la, lb uint8) {
	if la == lb {
		return
	}
	for i := range w.places {
		if b.of[i] == lb {
			b.of[i] = la
		}
	}
	b.mark |= (b.mark >> lb & 1) << la
	b.mark &^= 1 << lb
}

// add says what becomes of combinations that are decided before the end.
func (w *walk[K]) add(b *blocks, fate uint32) {
	*w.out = append(*w.out, result[K]{fate: fate, p: b.p, combo: b.combo, free: b.free})
}

// end says what becomes of b once all is decided.
func (w *walk[K]) end(b *blocks) {
	marked := b.mark &^ 1
	if w.l.complete && marked&(marked-1) == 0 {
		w.add(b, up)
		return
	}
	var once, twice uint64
	for _, place := range w.l.keep {
		m := uint64(1) << (b.of[place&63] & 63)
		twice |= once & m
		once |= m
	}
	if marked&^once != 0 { // its terminals leave without having met the others
		w.add(b, down)
		return
	}
	*w.out = append(*w.out, result[K]{state: w.state(b, marked, once&^twice&^marked), fate: open, p: b.p, combo: b.combo, free: b.free})
}

// state packs what stays. Loose are the blocks of one vertex without a terminal. Which
// block is new is anybody's guess, so nothing branches on it.
func (w *walk[K]) state(b *blocks, marked, loose uint64) (state K) {
	var field [maxPlaces + 1]uint8 // by block: 0 until it has been met, then its number and 1
	field[0] = 1
	mark := w.s.field - 1
	count := uint8(1)
	acc, word, shift := uint64(0), 0, 0
	for i, place := range w.l.keep {
		block := uint64(b.of[place&63] & 63)
		block &^= -(loose >> block & (w.l.weak >> (i & 63)) & 1)
		f := field[block]
		isNew := (f - 1) >> 7
		count += isNew
		f |= count & -isNew
		field[block] = f
		acc |= (uint64(f-1) | (marked>>block&1)<<mark) << shift
		if shift += w.s.field; shift > 64-w.s.field {
			state[word] = acc
			acc, word, shift = 0, word+1, 0
		}
	}
	if shift > 0 {
		state[word] = acc
	}
	return state
}
