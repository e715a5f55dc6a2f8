package lifedata

// A walk goes through the failure times of one group, beside others.
type walk struct {
	steps []failing // when units of this group fail
	next  int       // of steps
	order order
	gone  int // ends before now
	here  int // units that were at risk at the start or entered, and did not end
	in    int // entries before now
}

// start sets w to the time before all.
func (w *walk) start(o order) {
	w.order = o
	o.failings(func(f failing) { w.steps = append(w.steps, f) })
	for i := range o.len() {
		_, n := o.at(i)
		w.here += n
	}
	for _, e := range o.entries {
		w.here -= e.n
	}
}

// at moves on to time t, which must not decrease, and says what happens then.
func (w *walk) at(t float64) failing {
	for ; w.gone < w.order.len(); w.gone++ {
		e, n := w.order.at(w.gone)
		if e.hours() >= t {
			break
		}
		w.here -= n
	}
	for ; w.in < len(w.order.entries) && w.order.entries[w.in].at.hours() < t; w.in++ {
		w.here += w.order.entries[w.in].n
	}
	f := failing{hours: t, atRisk: w.here}
	if w.next < len(w.steps) && w.steps[w.next].hours == t {
		f.failures = w.steps[w.next].failures
		w.next++
	}
	return f
}

// earliest returns the next time at which a unit of any group fails.
func earliest(walks []walk) (hours float64, ok bool) {
	for i := range walks {
		w := &walks[i]
		if w.next < len(w.steps) && (!ok || w.steps[w.next].hours < hours) {
			hours, ok = w.steps[w.next].hours, true
		}
	}
	return hours, ok
}
