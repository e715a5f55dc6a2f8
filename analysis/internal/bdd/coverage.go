package bdd

import (
	"context"
	"slices"
)

// coverageWork bounds the steps of [Sets.Coverage]: some seconds.
const coverageWork = 1 << 26

// Coverage returns for every variable the probability that all of some set
// containing it is true, all variables being independent; exactly. A variable
// that stands for a part has the probability that the part is true, which must
// be given in p like the others. It stops with [ErrLimit] or when ctx ends.
//
// For every variable the union of its sets is built as a BDD, from that of the
// nodes below it and without the sets that avoid it; time is O(Vars · Len) and
// what the unions take. That of a variable within a part is the part's own, times
// that of what stands for the part given it is true.
func (s *Sets) Coverage(ctx context.Context, p []float64, limit int) ([]float64, error) {
	if s.vars*len(s.nodes) > coverageWork {
		return nil, ErrLimit
	}
	c := coverer{s: s, m: New(ctx, limit), p: p, out: make([]float64, s.vars), whole: make([]Ref, len(s.nodes)), part: make([]Ref, len(s.nodes))}
	c.v = valuer{m: c.m, p: p}
	c.whole[noSet], c.whole[emptySet] = False, True
	for i := 2; i < len(c.whole); i++ {
		n := &s.nodes[i]
		c.whole[i] = c.m.mk(n.level, c.m.Or(c.whole[n.hi], c.whole[n.lo]), c.whole[n.lo])
	}
	return c.out, c.cover(s.root, 1)
}

type coverer struct {
	s           *Sets
	m           *Manager
	v           valuer
	p, out      []float64
	whole, part []Ref // the union of the sets of a node, and of those with the variable, which is taken as true
}

// cover works out the variables tested below root, and those of their parts;
// factor is the probability of all that root's sets must come with.
func (c *coverer) cover(root uint32, factor float64) error {
	s := c.s
	var below []uint32
	wanted := make([]bool, len(s.nodes))
	tested := make([]bool, s.vars)
	wanted[root] = true
	for i := root; i >= 2; i-- {
		if n := &s.nodes[i]; wanted[i] {
			wanted[n.hi], wanted[n.lo], tested[n.level] = true, true, true
			below = append(below, i)
		}
	}
	slices.Reverse(below)
	c.part[noSet], c.part[emptySet] = False, False
	for level := range uint32(s.vars) {
		if !tested[level] {
			continue
		}
		for _, i := range below {
			n := &s.nodes[i]
			switch {
			case n.level > level:
				c.part[i] = False
			case n.level == level:
				c.part[i] = c.whole[n.hi]
			case c.part[n.hi] == False: // spares the look-ups of most nodes
				c.part[i] = c.part[n.lo]
			default:
				c.part[i] = c.m.mk(n.level, c.m.Or(c.part[n.hi], c.part[n.lo]), c.part[n.lo])
			}
		}
		if c.m.Err() != nil {
			return c.m.Err()
		}
		others := factor * c.v.probability(c.part[root])
		if part := s.part[level]; part != noSet {
			if err := c.cover(part, others); err != nil {
				return err
			}
		}
		c.out[level] = c.p[level] * others
	}
	return nil
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
		q := odds{v.p[n.level], 1 - v.p[n.level]}
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
