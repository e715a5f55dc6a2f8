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
			w.chance[at] = w.atLeast(c.overload(i))
		}
	}
	for at, n := range c.nodes {
		w.chance[c.width+at] = w.atLeast(n)
	}
	return w.chance[c.top]
}

// mostTerms is how many terms the slopes of a gate may take; in a larger gate all
// inputs count alike.
const mostTerms = 1_000_000

// descend adds the slopes of the inputs of a gate of this slope: an input decides where
// exactly k−1 of the others fail, or exactly as many work as may, whichever are fewer.
// From the front and from the back it counts others once for all inputs.
func (w *scratch) descend(n node, slope float64) {
	if slope == 0 {
		return
	}
	all, failing, exactly := len(n.inputs), true, n.k-1
	if all-n.k < exactly {
		failing, exactly = false, all-n.k
	}
	width := exactly + 1
	if all*width > mostTerms {
		for _, i := range n.inputs {
			w.slope[i] += slope
		}
		return
	}
	tell := func(p []float64, j int) {
		if q := w.chance[n.inputs[j]]; failing {
			count(p, q, 1-q)
		} else {
			count(p, 1-q, q)
		}
	}
	before := w.terms((all + 1) * width)
	before[0] = 1
	for j := range all - 1 {
		row := before[(j+1)*width : (j+2)*width]
		copy(row, before[j*width:])
		tell(row, j)
	}
	after := before[all*width:]
	after[0] = 1
	for j := all - 1; j >= 0; j-- {
		decides := 0.0
		for m, p := range before[j*width : (j+1)*width] {
			decides += p * after[exactly-m]
		}
		w.slope[n.inputs[j]] += slope * decides
		tell(after, j)
	}
}

// atLeast returns the chance that at least k inputs of a gate fail: that so many do, or
// that no more work than may.
func (w *scratch) atLeast(n node) float64 {
	if may := len(n.inputs) - n.k; may < n.k {
		p := w.terms(may + 1)
		p[0] = 1
		for _, i := range n.inputs {
			count(p, 1-w.chance[i], w.chance[i])
		}
		sum := 0.0
		for _, x := range p {
			sum += x
		}
		return sum
	}
	p := w.terms(n.k)
	p[0] = 1
	more := 0.0
	for _, i := range n.inputs {
		more += p[n.k-1] * w.chance[i]
		count(p, w.chance[i], 1-w.chance[i])
	}
	return more
}

// count adds another one to the probabilities of counts, that is counted with a
// probability and else with the other.
func count(p []float64, counted, other float64) {
	for m := len(p) - 1; m > 0; m-- {
		p[m] = p[m]*other + p[m-1]*counted
	}
	p[0] *= other
}

// terms returns room for so many numbers, all 0.
func (w *scratch) terms(n int) []float64 {
	if cap(w.counts) < n {
		w.counts = make([]float64, n)
	}
	clear(w.counts[:n])
	return w.counts[:n]
}
