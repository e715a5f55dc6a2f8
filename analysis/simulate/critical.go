package simulate

// guess says about how likely failures are while others are in repair: their rate
// by the mean repair, or where there is none a tenth of the time to the first
// failure. Only the shares of a tilt depend on it.
func (c *compiled) guess() {
	rate, repair, repaired := 0.0, 0.0, 0.0
	for i, u := range c.units {
		rate += 1 / c.bells[i].law.d.Mean()
		if u.repaired {
			repair += u.repair.d.Mean()
			repaired++
		}
	}
	typical := 0.1 / rate
	if repaired > 0 {
		typical = repair / repaired
	}
	for i := range len(c.units) + len(c.targets) {
		hours := typical
		if i < len(c.units) && c.units[i].repaired {
			hours = c.units[i].repair.d.Mean()
		}
		c.likely = append(c.likely, min(0.5, hours/c.bells[i].law.d.Mean()))
	}
}

// critical notes how likely each component, and then each shock, is to be the next on
// the way to the failure of the system, as if all failed by themselves: its chance by
// the slope of that of the system.
func (s *sim) critical(into []float64) {
	c, w := s.c, s.room
	for i := range c.units {
		w.chance[i] = c.likely[i]
		if s.failed[i] {
			w.chance[i] = 1
		}
	}
	c.propagate(s.failed, w)
	clear(w.slope)
	w.slope[c.top] = 1
	for at := len(c.nodes) - 1; at >= 0; at-- {
		w.descend(c.nodes[at], w.slope[c.width+at])
	}
	for i := range c.members {
		if at := len(c.units) + i; !s.failed[at] {
			w.descend(c.overload(i), w.slope[at])
		}
	}
	for i := range c.units {
		into[i] = w.chance[i] * w.slope[i]
	}
	for i, targets := range c.targets {
		for j := range c.units {
			w.chance[j] = c.likely[j]
			if s.failed[j] {
				w.chance[j] = 1
			}
		}
		for _, t := range targets {
			w.chance[t] = max(w.chance[t], c.m.Shocks[i].Probability)
		}
		into[len(c.units)+i] = c.likely[len(c.units)+i] * c.propagate(s.failed, w)
	}
}

// overload is the gate that a storm is to its members.
func (c *compiled) overload(storm int) node {
	all := make([]bool, c.width)
	return node{c.margin(storm, all), c.members[storm]}
}

// propagate finds the chances of storms and gates and returns that of the system.
func (c *compiled) propagate(failed []bool, w *scratch) float64 {
	for i := range c.members {
		at := len(c.units) + i
		if w.chance[at] = 1; !failed[at] {
			w.chance[at] = w.atLeast(c.overload(i), -1, 0)
		}
	}
	for at, n := range c.nodes {
		w.chance[c.width+at] = w.atLeast(n, -1, 0)
	}
	return w.chance[c.top]
}

// descend adds the slopes of the inputs of a gate of this slope.
func (w *scratch) descend(n node, slope float64) {
	if slope == 0 {
		return
	}
	for j, i := range n.inputs {
		w.slope[i] += slope * w.atLeast(n, j, 1)
	}
}

// atLeast returns the chance that at least k inputs of a gate fail; with one input
// left out, that exactly k−1 of the others do.
func (w *scratch) atLeast(n node, without, exactly int) float64 {
	k := n.k - exactly
	if cap(w.counts) < k+2 {
		w.counts = make([]float64, k+2)
	}
	p := w.counts[:k+2] // of so many failures; the last is of more than k
	clear(p)
	p[0] = 1
	for j, i := range n.inputs {
		if j == without {
			continue
		}
		q := w.chance[i]
		p[k+1] += p[k] * q
		for m := k; m > 0; m-- {
			p[m] = p[m]*(1-q) + p[m-1]*q
		}
		p[0] *= 1 - q
	}
	if exactly == 1 {
		return p[k]
	}
	return p[k] + p[k+1]
}
