package network

// A key is a state of the frontier in so many words.
type key interface {
	comparable
	[1]uint64 | [2]uint64 | [4]uint64 | [8]uint64
}

// A space says what states there are, and what becomes of one on a level.
type space[K key] interface {
	// expand adds to out what combinations of decisions make of a state. Several that
	// make no difference may come as one. What has probability 0 is left out, but with
	// every set.
	expand(l *level, state K, every bool, out *[]result[K])
}

// What becomes of a state.
const (
	down = 0 // whatever else
	up   = 1 // likewise
	open = 2 // another state
)

// A result is what one or more combinations of decisions make of a state.
type result[K key] struct {
	state K
	fate  uint32
	p     float64
	combo int
	free  uint32 // the decisions, by place, that are of no consequence
}

// A store holds states, each once, in the order in which they came, each with its
// probability.
type store[K key] struct {
	entries []entry[K]
	index   []uint32 // open-addressed by hash; number of an entry plus 1, or 0
	shift   int
}

type entry[K key] struct {
	state K
	p     float64
}

// clear empties the store and makes room for some number of states.
func (s *store[K]) clear(expected int) {
	s.entries = s.entries[:0]
	bits := 6
	for 1<<bits < 2*expected {
		bits++
	}
	s.resize(bits)
}

func (s *store[K]) resize(bits int) {
	if n := 1 << bits; cap(s.index) >= n {
		s.index = s.index[:n]
		clear(s.index)
	} else {
		s.index = make([]uint32, n)
	}
	s.shift = 64 - bits
}

// add adds p to a state and returns its number.
func (s *store[K]) add(state K, p float64) uint32 {
	mask := uint64(len(s.index) - 1)
	i := hash(state) >> s.shift
	for ; s.index[i] != 0; i = (i + 1) & mask {
		if e := &s.entries[s.index[i]-1]; e.state == state {
			e.p += p
			return s.index[i] - 1
		}
	}
	n := uint32(len(s.entries))
	s.entries = append(s.entries, entry[K]{state, p})
	s.index[i] = n + 1
	if 2*len(s.entries) > len(s.index) {
		s.grow()
	}
	return n
}

func (s *store[K]) grow() { s.rehash(64 - s.shift + 1) }

// rehash makes an index of 1<<bits places for the entries there are.
func (s *store[K]) rehash(bits int) {
	s.resize(bits)
	mask := uint64(len(s.index) - 1)
	for n := range s.entries {
		i := hash(s.entries[n].state) >> s.shift
		for s.index[i] != 0 {
			i = (i + 1) & mask
		}
		s.index[i] = uint32(n + 1)
	}
}

func hash[K key](state K) uint64 {
	h := uint64(0)
	for i := range len(state) {
		h = (h ^ state[i]) * 0x9E3779B97F4A7C15
		h ^= h >> 32
	}
	return h * 0xD6E8FEB86659FD93
}
