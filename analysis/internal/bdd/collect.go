package bdd

import "errors"

// firstDue is how many nodes there are before the first collection.
const firstDue = 1 << 22

// Keep lets the manager drop nodes that are no longer needed, between the steps
// of AndAll, OrAll, XorAll and AtLeast: refs, which it remembers and renumbers, are
// kept, as are the arguments of those functions; no other Ref survives.
func (m *Manager) Keep(refs []Ref) { m.kept = refs }

// Raise sets another limit and takes back an [ErrLimit], so that what was being
// built can be built on.
func (m *Manager) Raise(limit int) {
	m.t.limit = min(limit, MaxNodes)
	if errors.Is(m.t.err, ErrLimit) {
		m.t.err = nil
	}
}

// Compact drops all nodes that the kept refs do not need, and returns how many are
// left.
func (m *Manager) Compact() int {
	m.collect(m.kept)
	return len(m.t.nodes)
}

// tidy collects what neither fs, more nor the kept refs need, when that is due.
func (m *Manager) tidy(fs []Ref, more *Ref) {
	if m.kept == nil || len(m.t.nodes) < m.due || m.t.err != nil {
		return
	}
	one := []Ref{*more}
	m.collect(m.kept, fs, one)
	*more = one[0]
}

func (m *Manager) tidyVotes(votes []Vote, need []Ref) {
	if m.kept == nil || len(m.t.nodes) < m.due || m.t.err != nil {
		return
	}
	fs := make([]Ref, len(votes))
	for i, v := range votes {
		fs[i] = v.F
	}
	m.collect(m.kept, fs, need)
	for i := range votes {
		votes[i].F = fs[i]
	}
}

// collect drops all nodes that the roots do not reach and renumbers the others,
// in place and in order. Remembered results of what is left stay.
func (m *Manager) collect(roots ...[]Ref) {
	t := &m.t
	now := make([]uint32, len(t.nodes)) // the new number, 0 for none
	now[0] = 1                          // the constant stays 0
	for _, refs := range roots {
		for _, f := range refs {
			now[f>>1] = 1
		}
	}
	for i := len(now) - 1; i > 0; i-- {
		if now[i] != 0 {
			n := &t.nodes[i]
			now[n.hi>>1], now[n.lo>>1] = 1, 1
		}
	}
	now[0] = 0
	next := func(f uint32) uint32 { return now[f>>1]<<1 | f&1 }
	count := uint32(1)
	for i := 1; i < len(now); i++ {
		if now[i] != 0 {
			n := t.nodes[i]
			t.nodes[count] = node{n.level, next(n.hi), next(n.lo)}
			now[i] = count
			count++
		}
	}
	t.nodes = t.nodes[:count]
	for _, refs := range roots {
		for i, f := range refs {
			refs[i] = Ref(next(uint32(f)))
		}
	}
	t.forget(func(f uint32) (uint32, bool) { return next(f), f>>1 == 0 || now[f>>1] != 0 })
	clear(t.slots)
	t.index()
	m.due = max(firstDue, 2*len(t.nodes))
}

// forget renumbers the operands and results of the cache and drops those that
// are gone.
func (t *table) forget(renumber func(uint32) (uint32, bool)) {
	old := t.cache
	t.cache = make([]entry, len(old))
	for _, e := range old {
		if e == (entry{}) {
			continue
		}
		a, okA := renumber(e.a)
		b, okB := renumber(e.b)
		c, okC := e.c, true
		if e.c != andTag {
			c, okC = renumber(e.c)
		}
		r, okR := renumber(e.result)
		if okA && okB && okC && okR {
			t.remember(a, b, c, r)
		}
	}
}
