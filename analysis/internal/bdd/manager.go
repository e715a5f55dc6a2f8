package bdd

import (
	"cmp"
	"context"
	"slices"
)

// A Ref is a function of a [Manager]: twice the number of a node, plus one for
// the complement. Equal functions have equal Refs.
type Ref uint32

// The constants.
const (
	True  Ref = 0
	False Ref = 1
)

// Not returns the complement of f, at no cost.
func (f Ref) Not() Ref { return f ^ 1 }

// A Manager builds functions of variables 0, 1, 2, … The high edge of a node is
// never a complement, so a monotone function has no complement edge but to the
// constant.
type Manager struct {
	t    table
	kept []Ref // by the caller, see Keep
	due  int   // nodes there may be before the next collection
}

// New returns a manager that stops with [ErrLimit] when it would hold more than
// limit nodes, garbage included, or when ctx ends. A limit that is not positive
// means [MaxNodes].
func New(ctx context.Context, limit int) *Manager {
	return &Manager{t: newTable(ctx, limit, 1), due: firstDue}
}

// Err returns the reason why building ended early, or nil. After an error every
// function the manager returned is void.
func (m *Manager) Err() error { return m.t.err }

// Watch calls told every tenth of a second or so, counted in steps, from within
// the functions that build.
func (m *Manager) Watch(told func()) { m.t.told = told }

// Len returns the number of nodes there are.
func (m *Manager) Len() int { return len(m.t.nodes) }

// Made returns the number of nodes ever made, those collected since included.
func (m *Manager) Made() int { return m.t.made }

// Var returns the function that is the variable.
func (m *Manager) Var(level uint32) Ref { return m.mk(level, True, False) }

// mk returns the function: if the variable then hi else lo.
func (m *Manager) mk(level uint32, hi, lo Ref) Ref {
	if hi == lo {
		return hi
	}
	flip := hi & 1
	return Ref(m.t.unique(node{level, uint32(hi ^ flip), uint32(lo ^ flip)})<<1) ^ flip
}

func (m *Manager) level(f Ref) uint32 { return m.t.nodes[f>>1].level }

// cofactors returns f where the variable is true and where it is false.
func (m *Manager) cofactors(f Ref, level uint32) (hi, lo Ref) {
	n := &m.t.nodes[f>>1]
	if n.level != level {
		return f, f
	}
	return Ref(n.hi) ^ f&1, Ref(n.lo) ^ f&1
}

// andTag marks a conjunction in the cache; no Ref is as large.
const andTag = 1<<32 - 1

// And returns f ∧ g in O(|f|·|g|).
func (m *Manager) And(f, g Ref) Ref {
	switch {
	case f == g || g == True:
		return f
	case f == True:
		return g
	case f == False || g == False || f == g.Not():
		return False
	}
	if f > g {
		f, g = g, f
	}
	if r, ok := m.t.recall(uint32(f), uint32(g), andTag); ok {
		return Ref(r)
	}
	if m.t.stopped() {
		return False
	}
	level := min(m.level(f), m.level(g))
	f1, f0 := m.cofactors(f, level)
	g1, g0 := m.cofactors(g, level)
	r := m.mk(level, m.And(f1, g1), m.And(f0, g0))
	m.t.remember(uint32(f), uint32(g), andTag, uint32(r))
	return r
}

// Or returns f ∨ g in O(|f|·|g|).
func (m *Manager) Or(f, g Ref) Ref { return m.And(f.Not(), g.Not()).Not() }

// Xor returns that f and g differ, in O(|f|·|g|).
func (m *Manager) Xor(f, g Ref) Ref {
	if g == False { // which ITE would need the complement of
		return f
	}
	return m.ITE(f, g.Not(), g)
}

// ITE returns the function: if f then g else h, in O(|f|·|g|·|h|).
func (m *Manager) ITE(f, g, h Ref) Ref {
	if f&1 == 1 {
		f, g, h = f.Not(), h, g
	}
	switch {
	case f == True || g == h:
		return g
	case g == True || f == g:
		return m.Or(f, h)
	case g == False || f == g.Not():
		return m.And(f.Not(), h)
	case h == False || f == h:
		return m.And(f, g)
	case h == True || f == h.Not():
		return m.Or(f.Not(), g)
	}
	flip := g & 1
	g, h = g^flip, h^flip
	if r, ok := m.t.recall(uint32(f), uint32(g), uint32(h)); ok {
		return Ref(r) ^ flip
	}
	if m.t.stopped() {
		return False
	}
	level := min(m.level(f), m.level(g), m.level(h))
	f1, f0 := m.cofactors(f, level)
	g1, g0 := m.cofactors(g, level)
	h1, h0 := m.cofactors(h, level)
	r := m.mk(level, m.ITE(f1, g1, h1), m.ITE(f0, g0, h0))
	m.t.remember(uint32(f), uint32(g), uint32(h), uint32(r))
	return r ^ flip
}

// AndAll returns the conjunction of fs, True of none. It reorders fs.
func (m *Manager) AndAll(fs []Ref) Ref { return m.fold(fs, True, m.And) }

// OrAll returns the disjunction of fs, False of none. It reorders fs.
func (m *Manager) OrAll(fs []Ref) Ref { return m.fold(fs, False, m.Or) }

// XorAll returns that an odd number of fs is true, False of none. It reorders fs.
func (m *Manager) XorAll(fs []Ref) Ref { return m.fold(fs, False, m.Xor) }

// fold joins fs to r one by one, the deepest first, and tidies up between.
func (m *Manager) fold(fs []Ref, r Ref, join func(f, g Ref) Ref) Ref {
	m.deepestFirst(fs)
	for i := range fs {
		m.tidy(fs[i:], &r)
		r = join(fs[i], r)
	}
	return r
}

// AtZero returns the value of f where all variables are false.
func (m *Manager) AtZero(f Ref) bool {
	for f > False {
		_, f = m.cofactors(f, m.level(f))
	}
	return f == True
}

// deepestFirst sorts fs so that each is put on top of those before it, which
// costs its own size and not theirs when their variables do not mix.
func (m *Manager) deepestFirst(fs []Ref) {
	slices.SortFunc(fs, func(f, g Ref) int {
		return cmp.Or(cmp.Compare(m.level(g), m.level(f)), cmp.Compare(f, g))
	})
}

// A Vote is a function that counts Weight ≥ 1 times.
type Vote struct {
	F      Ref
	Weight int
}

// AtLeast returns the function that the weights of the true votes add up to k
// or more. It makes k·len(votes) steps, not one for every combination, and
// reorders votes.
func (m *Manager) AtLeast(k int, votes []Vote) Ref {
	slices.SortFunc(votes, func(a, b Vote) int {
		return cmp.Or(cmp.Compare(m.level(b.F), m.level(a.F)), cmp.Compare(a.F, b.F))
	})
	if k <= 0 {
		return True
	}
	// need[j] is the function that the votes seen so far add up to j or more.
	need := make([]Ref, k+1)
	for j := 1; j <= k; j++ {
		need[j] = False
	}
	left := 0 // weight of the votes still to come
	for _, v := range votes {
		left += v.Weight
	}
	for i := range votes {
		m.tidyVotes(votes[i:], need)
		v := votes[i]
		left -= v.Weight
		for j := k; j >= max(1, k-left); j-- {
			need[j] = m.ITE(v.F, need[max(0, j-v.Weight)], need[j])
		}
	}
	return need[k]
}
