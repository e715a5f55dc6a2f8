package bdd

import "context"

// PrimeImplicants returns the prime implicants of a root as sets of literals:
// 2·v is variable v true, 2·v+1 is v false. It stops with [ErrLimit] or when ctx
// ends.
//
// Those of "hi if x else lo" are those of hi ∧ lo, and x with those of hi, and not
// x with those of lo, that are not among the first [CM92].
func (f *Flat) PrimeImplicants(ctx context.Context, root, limit int) (*Sets, error) {
	b := primer{m: New(ctx, limit), sets: newSetBuilder(ctx, limit), known: map[Ref]uint32{True: emptySet, False: noSet}}
	refs := make([]Ref, len(f.nodes))
	refs[flatFalse], refs[flatTrue] = False, True
	part := make([]uint32, 2*f.vars)
	for k := range f.parts {
		p := &f.parts[k]
		for i := p.from; i < p.to; i++ {
			n := &f.nodes[i]
			refs[i] = b.m.mk(n.level, refs[n.hi], refs[n.lo])
		}
		if m := p.module; m.level != free {
			part[2*m.level] = b.primes(refs[m.root])
			part[2*m.level+1] = b.primes(refs[m.root].Not())
		}
	}
	top := b.primes(refs[f.roots[root]])
	if err := b.m.Err(); err != nil {
		return nil, err
	}
	if err := b.sets.t.err; err != nil {
		return nil, err
	}
	return b.sets.compact(top, part), nil
}

type primer struct {
	m     *Manager
	sets  setBuilder
	known map[Ref]uint32
}

func (b *primer) primes(f Ref) uint32 {
	if s, ok := b.known[f]; ok {
		return s
	}
	if b.m.Err() != nil || b.sets.t.err != nil {
		return noSet
	}
	level := b.m.level(f)
	hi, lo := b.m.cofactors(f, level)
	both := b.primes(b.m.And(hi, lo))
	with := b.sets.minus(b.primes(hi), both)
	without := b.sets.minus(b.primes(lo), both)
	s := b.sets.mk(2*level, with, b.sets.mk(2*level+1, without, both))
	b.known[f] = s
	return s
}

// minusTag marks a difference in the cache.
const minusTag = 2

// minus returns the sets of s that are not in g.
func (b *setBuilder) minus(s, g uint32) uint32 {
	switch {
	case s == noSet || s == g:
		return noSet
	case g == noSet:
		return s
	}
	if r, ok := b.t.recall(s, g, minusTag); ok {
		return r
	}
	if b.t.stopped() {
		return noSet
	}
	sn, gn := b.t.nodes[s], b.t.nodes[g]
	var r uint32
	switch {
	case sn.level < gn.level: // the level of a constant is below all
		r = b.mk(sn.level, sn.hi, b.minus(sn.lo, g))
	case sn.level > gn.level:
		r = b.minus(s, gn.lo)
	default:
		r = b.mk(sn.level, b.minus(sn.hi, gn.hi), b.minus(sn.lo, gn.lo))
	}
	b.t.remember(s, g, minusTag, r)
	return r
}
