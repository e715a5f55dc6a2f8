package bdd

// threshold tells whether the sets of the last of some nodes are all those of k of
// n variables, for some k: whether a node at the i-th variable whose sets have m
// has all the sets of m of the variables from there. size is the least of every
// node's sets.
func (s *Sets) threshold(below, levels []uint32, size []int) bool {
	place := make([]int, s.vars)
	for i, level := range levels {
		place[level] = i
	}
	// full tells whether a node, or a constant, has all sets of m of the variables
	// from the i-th on, given that all nodes below it do.
	full := func(node uint32, i, m int) bool {
		left := len(levels) - i
		switch {
		case m > left:
			return node == noSet
		case m == 0:
			return node == emptySet
		}
		return node >= 2 && size[node] == m && place[s.nodes[node].level] == i
	}
	for _, i := range below {
		n := &s.nodes[i]
		at := place[n.level]
		if !full(n.hi, at+1, size[i]-1) || !full(n.lo, at+1, size[i]) {
			return false
		}
	}
	return len(below) > 0 && place[s.nodes[below[len(below)-1]].level] == 0
}

// sum works out the probability that all of some set of a node of k of n is true:
// that m are, which m-1 are wherever m are.
func (c *coverer) sum(below []uint32) {
	if c.all == nil {
		c.all, c.value = make([]float64, len(c.s.nodes)), make([]float64, len(c.s.nodes))
		c.all[emptySet] = 1
	}
	for _, i := range below {
		c.all[i] = c.mixed(i, c.all)
	}
}

func (c *coverer) mixed(i uint32, values []float64) float64 {
	n := &c.s.nodes[i]
	p := c.p[n.level]
	return mix(odds{p, 1 - p}, values[n.hi], values[n.lo])
}

// enough is union for k of n: the probability that k-1 of the others are true. A
// node above the variable that wants but one has it then.
func (c *coverer) enough(root uint32, below []uint32, level uint32) (float64, error) {
	if c.m.t.over() {
		return 0, c.m.Err()
	}
	for _, i := range below {
		n := &c.s.nodes[i]
		switch {
		case n.level > level:
			c.value[i] = 0
		case n.level == level:
			c.value[i] = c.all[n.hi]
		case c.size[i] == 1:
			c.value[i] = 1
		default:
			c.value[i] = c.mixed(i, c.value)
		}
	}
	return c.value[root], nil
}
