package bdd

import "context"

// coverageWork bounds the steps of [Sets.Coverage]: some seconds.
const coverageWork = 1 << 26

// Coverage returns for every variable the probability that all of some set
// containing it is true, all variables being independent; exactly. It stops with
// [ErrLimit] or when ctx ends.
//
// For every variable the union of its sets is built as a BDD, from that of the
// nodes below it and without the sets that avoid it; time is O(Vars · Len) and
// what the unions take.
func (s *Sets) Coverage(ctx context.Context, p []float64, limit int) ([]float64, error) {
	out := make([]float64, s.vars)
	if s.vars*len(s.nodes) > coverageWork {
		return nil, ErrLimit
	}
	m := New(ctx, limit)
	v := valuer{m: m, p: p}
	whole := make([]Ref, len(s.nodes)) // the union of the sets of a node
	whole[noSet], whole[emptySet] = False, True
	for i := 2; i < len(whole); i++ {
		n := &s.nodes[i]
		whole[i] = m.mk(n.level, m.Or(whole[n.hi], whole[n.lo]), whole[n.lo])
	}
	part := make([]Ref, len(s.nodes)) // the same of those containing the variable, which is taken as true
	part[noSet], part[emptySet] = False, False
	for level := range uint32(s.vars) {
		for i := 2; i < len(part); i++ {
			n := &s.nodes[i]
			switch {
			case n.level > level:
				part[i] = False
			case n.level == level:
				part[i] = whole[n.hi]
			case part[n.hi] == False: // spares the look-ups of most nodes
				part[i] = part[n.lo]
			default:
				part[i] = m.mk(n.level, m.Or(part[n.hi], part[n.lo]), part[n.lo])
			}
		}
		if m.Err() != nil {
			return nil, m.Err()
		}
		out[level] = p[level] * v.probability(part[s.root])
	}
	return out, nil
}

// A valuer knows the probabilities of a manager's functions, and of their
// complements, and catches up with new ones.
type valuer struct {
	m       *Manager
	p       []float64
	of, not []float64 // by node
}

func (v *valuer) probability(f Ref) float64 {
	if v.of == nil {
		v.of, v.not = []float64{1}, []float64{0}
	}
	for _, n := range v.m.t.nodes[len(v.of):] {
		q := v.p[n.level]
		hi, lo := Ref(n.hi), Ref(n.lo)
		v.of = append(v.of, mix(q, v.known(hi), v.known(lo)))
		v.not = append(v.not, mix(q, v.known(hi.Not()), v.known(lo.Not())))
	}
	return v.known(f)
}

func (v *valuer) known(f Ref) float64 {
	if f&1 == 1 {
		return v.not[f>>1]
	}
	return v.of[f>>1]
}
