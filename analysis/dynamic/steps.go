package dynamic

// A change sets a leaf to a state of its automaton.
type change struct {
	leaf  int32
	state uint32
}

// emit takes a state that one is led to, and how likely. It may change the state,
// but not keep it. The state is nil of outcomes that are not followed, as they are too
// many.
type emit func(s state, p float64)

// Of outcomes of one step many are followed whatever they are, more that are not too
// improbable, and then no more: as many dependencies as are drawn at once have two to
// the power of that.
const (
	manyOutcomes = 1 << 16
	mostOutcomes = 1 << 18
	leastOutcome = 1e-12
)

// spared reports whether an outcome is not followed, of which there were n.
func (e *engine) spared(n *int, p float64) bool {
	*n++
	if *n%256 == 0 && e.stop != nil && e.stop() != nil {
		*n = mostOutcomes // the caller looks for the reason
	}
	return *n > mostOutcomes || *n > manyOutcomes && p < leastOutcome
}

// settled reports whether nothing that follows in this step makes a difference: the top
// has failed, and nothing can prevent that or is asked afterwards.
func (e *engine) settled(now state) bool {
	return (!e.repair || e.first) && len(e.rules) == 0 && e.down(now, e.top)
}

// apply makes changes at once, and then all that they trigger, one after the
// other. It emits nothing where a rule prevents the changes, or any of those.
func (e *engine) apply(s state, changes []change, out emit) {
	e.ways = 0
	now := e.copy(s)
	for _, c := range changes {
		now[c.leaf] = c.state
	}
	if e.settle(s, now, changes) {
		e.cascade(s, now, nil, 1, out)
	}
	e.drop(now)
}

// cascade adds what the step from old to now triggers to what is pending, and goes
// on with that.
func (e *engine) cascade(old, now state, pending []target, p float64, out emit) {
	var fired []int32
	for _, l := range e.triggers {
		if t := e.links[l].trigger; e.down(now, t) && !e.down(old, t) {
			fired = append(fired, l)
		}
	}
	e.draw(now, fired, pending, p, out)
}

// draw decides for each dependency whether it takes effect.
func (e *engine) draw(now state, fired []int32, pending []target, p float64, out emit) {
	if e.settled(now) {
		out(now, p)
		return
	}
	for i, l := range fired {
		k := &e.links[l]
		if k.p < 1 {
			if !e.effective(now, k) {
				continue
			}
			if e.spared(&e.ways, p) {
				out(nil, p)
				return
			}
			without := e.copy(now)
			e.draw(without, fired[i+1:], pending, p*(1-k.p), out)
			e.drop(without)
			p *= k.p
		}
		pending = e.queue(pending, k.targets)
	}
	e.next(now, pending, p, out)
}

// effective reports whether a dependency would change anything.
func (e *engine) effective(now state, k *link) bool {
	for _, t := range k.targets {
		if e.elements[t.leaf].life.hits[t.hit][now[t.leaf]] != int32(now[t.leaf]) {
			return true
		}
	}
	return false
}

// queue returns what is pending with more targets: after the others, or in the
// opposite order before them.
func (e *engine) queue(pending, more []target) []target {
	if !e.reversed {
		return append(pending[:len(pending):len(pending)], more...)
	}
	out := make([]target, 0, len(pending)+len(more))
	for i := len(more) - 1; i >= 0; i-- {
		out = append(out, more[i])
	}
	return append(out, pending...)
}

// next makes the first pending step that changes anything. It emits nothing where a
// rule prevents that, and with it what came before.
func (e *engine) next(now state, pending []target, p float64, out emit) {
	for i, t := range pending {
		to := e.elements[t.leaf].life.hits[t.hit][now[t.leaf]]
		if uint32(to) == now[t.leaf] {
			continue
		}
		after := e.copy(now)
		after[t.leaf] = uint32(to)
		if e.settle(now, after, []change{{t.leaf, uint32(to)}}) {
			e.cascade(now, after, pending[i+1:], p, out)
		}
		e.drop(after)
		return
	}
	out(now, p)
}

// begin emits the states there are at the start: spares in use, and what has
// failed from the start failing in the order of the leaves. Those given have, and
// those spared never do.
func (e *engine) begin(out emit) {
	s := make(state, len(e.elements)+len(e.checks))
	for x := range e.elements {
		if el := &e.elements[x]; el.op == "" {
			s[x] = uint32(el.life.first())
		}
	}
	for _, x := range e.order {
		if el := &e.elements[x]; el.op == Spare {
			for i, in := range el.inputs {
				if e.free(s, in, x) {
					s[x] = uint32(i + firstInput)
					break
				}
			}
		}
	}
	e.starts = 0
	e.branch(s, 0, 1, out)
}

// first returns a state in which the automaton has not failed, to begin with.
func (a *automaton) first() int32 {
	for _, c := range a.start {
		if !a.failed[c.state] {
			return c.state
		}
	}
	return 0
}

// branch draws in what state the leaves from x on begin.
func (e *engine) branch(s state, x int, p float64, out emit) {
	for ; x < len(e.elements); x++ {
		el := &e.elements[x]
		if el.op != "" || len(el.life.start) == 1 && el.life.start[0].state == int32(s[x]) {
			continue
		}
		if e.spared(&e.starts, p) {
			out(nil, p)
			return
		}
		for _, c := range el.life.start {
			if c.p == 0 {
				continue
			}
			if uint32(c.state) == s[x] || el.life.failed[s[x]] {
				e.branch(s, x+1, p*c.p, out)
				continue
			}
			prevented := 1.0
			e.apply(s, []change{{int32(x), uint32(c.state)}}, func(to state, q float64) {
				if prevented -= q; to == nil {
					out(nil, p*c.p*q)
					return
				}
				e.branch(to, x+1, p*c.p*q, out)
			})
			if prevented > 1e-12 { // by a rule
				e.branch(s, x+1, p*c.p*prevented, out)
			}
		}
		return
	}
	out(append(state(nil), s...), p)
}

// moves emits all that may happen in a state, with rates, and hits from outside as
// their own.
func (e *engine) moves(s state, out func(to state, rate float64)) {
	active := e.inUse(s) // until the next state
	for x := range e.elements {
		el := &e.elements[x]
		if el.op != "" {
			continue
		}
		for _, a := range el.life.arcs(s[x], active[x]) {
			if a.repair && e.held(s, int32(x)) {
				continue
			}
			e.apply(s, []change{{int32(x), uint32(a.to)}}, func(to state, p float64) { out(to, p*a.rate) })
		}
	}
	for i := range e.checks {
		c := &e.checks[i]
		at := len(e.elements) + i
		if s[at]+1 < c.phases {
			to := append(state(nil), s...)
			to[at]++
			out(to, c.rate)
			continue
		}
		e.renew(s, c.leaves, func(to state, p float64) {
			if to != nil {
				to[at] = 0
			}
			out(to, p*c.rate)
		})
	}
}

// renew emits what an inspection leads to.
func (e *engine) renew(s state, leaves []int32, out emit) {
	var changes []change
	for _, x := range leaves {
		if to := e.elements[x].life.restore[s[x]]; uint32(to) != s[x] {
			changes = append(changes, change{x, uint32(to)})
		}
	}
	if len(changes) == 0 {
		out(append(state(nil), s...), 1)
		return
	}
	e.apply(s, changes, out)
}

// hit emits what a dependency from outside leads to.
func (e *engine) hit(s state, l int, out emit) {
	e.ways = 0
	e.next(append(state(nil), s...), e.queue(nil, e.links[l].targets), 1, out)
}
