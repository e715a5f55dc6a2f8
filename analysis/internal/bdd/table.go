package bdd

import (
	"context"
	"errors"
	"math/bits"
)

// ErrLimit reports that a diagram would need more nodes than allowed.
var ErrLimit = errors.New("bdd: node limit exceeded")

// MaxNodes is the largest limit: a reference has 31 bits for the node.
const MaxNodes = 1<<31 - 1

// A node is a test of a variable. What hi and lo refer to, and whether the last
// bit is a complement, is up to the diagram.
type node struct{ level, hi, lo uint32 }

// terminalLevel is below every variable.
const terminalLevel = 1<<32 - 1

// A table holds nodes, each once. Its first error sticks.
type table struct {
	ended func() error // why to stop, if anything: the Err of a context
	limit int
	err   error
	told  func() // see Watch; may be nil
	ticks int    // counts the calls of stopped: the steps of operations
	made  int    // nodes ever made, those collected since included

	nodes []node
	slots []slot  // open-addressed by hash
	shift int     // of a hash, to its slot
	cache []entry // direct-mapped: the last result of every slot
}

// A slot has the hash of a node above its number; 0 where free. Most nodes that
// are not looked for are told by the hash, which spares a look at them. As its
// first bits say where the slot is, slots are nearly sorted, and stay so.
type slot uint64

// An entry is a remembered result of an operation on a, b, c. The zero entry is
// never looked up: a, b, c = 0, 0, 0 is a constant to every operation.
type entry struct{ a, b, c, result uint32 }

const (
	firstSlots = 1 << 10
	maxCache   = 1 << 22 // entries, 64 MiB
)

// maxSteps is how many steps there may be for every node of the limit: an order
// for which it is more takes longer than its nodes tell.
const maxSteps = 16

// watchSteps is how many steps take some tenth of a second.
const watchSteps = 1 << 19

// newTable returns a table whose first terminals nodes are constants.
func newTable(ctx context.Context, limit, terminals int) table {
	if limit <= 0 || limit > MaxNodes {
		limit = MaxNodes
	}
	t := table{ended: ctx.Err, limit: limit, cache: make([]entry, firstSlots)}
	t.resize(firstSlots)
	for range terminals {
		t.nodes = append(t.nodes, node{level: terminalLevel})
	}
	return t
}

// hash mixes three words by multiplication; the high bits are the good ones.
func hash(a, b, c uint32) uint32 {
	h := (uint64(a)*0x9E3779B97F4A7C15 ^ uint64(b)) * 0xBF58476D1CE4E5B9
	h = (h ^ uint64(c) ^ h>>29) * 0x94D049BB133111EB
	return uint32(h >> 32)
}

// unique returns the number of the node, making it if there is none.
func (t *table) unique(n node) uint32 {
	h := hash(n.level, n.hi, n.lo)
	mask := uint32(len(t.slots) - 1)
	i := h >> t.shift
	for {
		s := t.slots[i]
		if s == 0 {
			break
		}
		if at := uint32(s); uint32(s>>32) == h && t.nodes[at] == n {
			return at
		}
		i = (i + 1) & mask
	}
	if len(t.nodes) >= t.limit {
		t.fail(ErrLimit)
		return 0
	}
	at := uint32(len(t.nodes))
	t.nodes = append(t.nodes, n)
	t.made++
	t.slots[i] = slot(h)<<32 | slot(at)
	if 4*len(t.nodes) > 3*len(t.slots) {
		t.grow()
	}
	return at
}

// resize makes room for nodes; the slots are free then.
func (t *table) resize(slots int) {
	t.slots = make([]slot, slots)
	t.shift = 32 - bits.TrailingZeros(uint(slots))
	nodes := make([]node, len(t.nodes), 3*slots/4+2)
	copy(nodes, t.nodes)
	t.nodes = nodes
}

// grow doubles the slots, and the cache with them as far as it may.
func (t *table) grow() {
	old := t.slots
	t.resize(2 * len(old))
	mask := len(t.slots) - 1
	for _, s := range old {
		if s != 0 {
			t.put(s, mask)
		}
	}
	if len(t.slots) > maxCache {
		return
	}
	entries := t.cache
	t.cache = make([]entry, len(t.slots))
	for _, e := range entries {
		t.remember(e.a, e.b, e.c, e.result)
	}
}

func (t *table) put(s slot, mask int) {
	i := int(s >> 32 >> t.shift)
	for t.slots[i] != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// index puts every node into the slots, which must be free.
func (t *table) index() {
	mask := len(t.slots) - 1
	for at, n := range t.nodes {
		if n.level != terminalLevel {
			t.put(slot(hash(n.level, n.hi, n.lo))<<32|slot(at), mask)
		}
	}
}

// recall returns the result of an operation, if it is still there.
func (t *table) recall(a, b, c uint32) (uint32, bool) {
	e := &t.cache[hash(a, b, c)&uint32(len(t.cache)-1)]
	return e.result, e.a == a && e.b == b && e.c == c
}

func (t *table) remember(a, b, c, result uint32) {
	if t.err != nil { // then the result is void, and who raises the limit must not find it
		return
	}
	t.cache[hash(a, b, c)&uint32(len(t.cache)-1)] = entry{a, b, c, result}
}

// stopped reports whether building has ended, and now and then asks whether it
// should.
func (t *table) stopped() bool {
	t.ticks++
	if t.ticks%(1<<14) == 0 {
		t.fail(t.ended())
		if t.ticks%watchSteps == 0 && t.told != nil {
			t.told()
		}
		if t.ticks/maxSteps > t.limit {
			t.fail(ErrLimit)
		}
	}
	return t.err != nil
}

// over asks whether building has ended or should.
func (t *table) over() bool {
	t.fail(t.ended())
	return t.err != nil
}

// fail makes err, if it is one, the reason for the end, unless there is one.
func (t *table) fail(err error) {
	if t.err == nil {
		t.err = err
	}
}
