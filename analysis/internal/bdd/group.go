package bdd

import "context"

// GroupCoverage returns the probability that all of some set containing one of
// the members is true, all variables being independent; exactly. A member must
// not stand for a part; p is as for [Sets.Coverage]. It stops with [ErrLimit] or
// when ctx ends. Time is O(Len) and what the union takes.
//
// Within a part, that some set is true and that some set with a member is are two
// events, the second within the first. They are two variables of the union: the
// part, and after it the second given the first.
func (s *Sets) GroupCoverage(ctx context.Context, p []float64, member []bool, limit int) (float64, error) {
	m := New(ctx, limit)
	q := make([]float64, 2*s.vars)
	for level, x := range p {
		q[2*level] = x
	}
	v := valuer{m: m, p: q}
	whole, with := make([]Ref, len(s.nodes)), make([]Ref, len(s.nodes)) // the unions of all sets, and of those with a member
	whole[noSet], whole[emptySet] = False, True
	with[noSet], with[emptySet] = False, False
	for i := 2; i < len(s.nodes); i++ {
		n := &s.nodes[i]
		level, part := 2*n.level, s.part[n.level]
		whole[i] = m.mk(level, m.Or(whole[n.hi], whole[n.lo]), whole[n.lo])
		hi := with[n.hi]
		switch {
		case member[n.level]:
			hi = whole[n.hi]
		case part != noSet && with[part] != False:
			if q[level] > 0 {
				q[level+1] = min(1, v.probability(with[part])/q[level])
			}
			hi = m.mk(level+1, whole[n.hi], hi)
		}
		with[i] = m.mk(level, m.Or(hi, with[n.lo]), with[n.lo])
		if err := m.Err(); err != nil {
			return 0, err
		}
	}
	return v.probability(with[s.root]), nil
}
