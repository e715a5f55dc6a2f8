package bdd

import (
	"context"
	"slices"
)

// coverageWork bounds the steps of [Sets.Coverage]: some seconds. Those for k of n
// are numbers to add, and cheaper.
const (
	coverageWork  = 1 << 26
	thresholdWork = 1 << 30
)

// Coverage returns for every variable the probability that all of some set
// containing it is true, all variables being independent; exactly. A variable
// that stands for a part has the probability that the part is true, which must
// be given in p like the others. It stops with [ErrLimit] or when ctx ends.
//
// For every variable the union of its sets is built as a BDD, from that of the
// nodes below it and without the sets that avoid it; time is O(Vars · Len) and
// what the unions take. Nothing is built where the sets are all those of k of n
// variables. That of a variable within a part is the part's own, times that of
// what stands for the part given it is true.
func (s *Sets) Coverage(ctx context.Context, p []float64, limit int) ([]float64, error) {
	c := coverer{s: s, m: New(ctx, limit), p: p, out: make([]float64, s.vars), size: s.smallest()}
	c.v = valuer{m: c.m, p: p}
	return c.out, c.cover(s.root, 1)
}

type coverer struct {
	s           *Sets
	m           *Manager
	v           valuer
	p, out      []float64
	size        []int     // of the least set of each node
	whole, part []Ref     // the union of the sets of a node, and of those with the variable, which is taken as true
	all, value  []float64 // of k of n, the probabilities of these
	work, added int       // so far: nodes to build, and numbers to add
}

// cover works out the variables tested below root, and those of their parts;
// factor is the probability of all that root's sets must come with.
func (c *coverer) cover(root uint32, factor float64) error {
	s := c.s
	below, levels := s.below(root)
	given := c.union
	if s.threshold(below, levels, c.size) {
		if c.added += len(levels) * len(below); c.added > thresholdWork {
			return ErrLimit
		}
		given = c.enough
		c.sum(below)
	} else {
		if c.work += len(levels) * len(below); c.work > coverageWork {
			return ErrLimit
		}
		c.unite(below)
	}
	for _, level := range levels {
		value, err := given(root, below, level)
		if err != nil {
			return err
		}
		others := factor * value
		if part := s.part[level]; part != noSet {
			if err := c.cover(part, others); err != nil {
				return err
			}
		}
		c.out[level] = c.p[level] * others
	}
	return nil
}

// below returns the nodes that root needs without those of parts, children first,
// and the variables they test, in order.
func (s *Sets) below(root uint32) (nodes, levels []uint32) {
	wanted := make([]bool, len(s.nodes))
	tested := make([]bool, s.vars)
	wanted[root] = true
	for i := root; i >= 2; i-- {
		if n := &s.nodes[i]; wanted[i] {
			wanted[n.hi], wanted[n.lo], tested[n.level] = true, true, true
			nodes = append(nodes, i)
		}
	}
	slices.Reverse(nodes)
	for level, is := range tested {
		if is {
			levels = append(levels, uint32(level))
		}
	}
	return nodes, levels
}

// unite builds the unions of all sets of the nodes.
func (c *coverer) unite(below []uint32) {
	if c.whole == nil {
		c.whole, c.part = make([]Ref, len(c.s.nodes)), make([]Ref, len(c.s.nodes))
		c.whole[noSet], c.whole[emptySet] = False, True
		c.part[noSet], c.part[emptySet] = False, False
	}
	for _, i := range below {
		n := &c.s.nodes[i]
		c.whole[i] = c.m.mk(n.level, c.m.Or(c.whole[n.hi], c.whole[n.lo]), c.whole[n.lo])
	}
}

// union returns the probability that all of some set of root with a variable is
// true, given that the variable is.
func (c *coverer) union(root uint32, below []uint32, level uint32) (float64, error) {
	for _, i := range below {
		n := &c.s.nodes[i]
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
	if c.m.t.over() {
		return 0, c.m.Err()
	}
	return c.v.probability(c.part[root]), nil
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
