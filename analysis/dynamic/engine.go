package dynamic

// An element is a gate or a leaf of an engine.
type element struct {
	id      string
	op      Op // "" of a leaf
	k       int
	strict  bool
	inputs  []int32
	parents []int32 // gates, each once
	life    *automaton
	forced  bool // a leaf that stands for the forced failure of a gate

	hitBy      []int32 // dependencies that make it fail
	restrained []int32 // restraints whose inputs fail with it: of leaves
	switches   []int32 // spare gates above it: of leaves
	member     []int32 // restraints that it is an input of
	lasting    []bool  // of a spare gate: inputs below which something matters after they failed
}

// A target is a leaf that is hit, and which of its hits that is.
type target struct {
	leaf int32
	hit  int32
}

// A link is a dependency; its trigger is −1 where that is outside.
type link struct {
	trigger int32
	p       float64
	targets []target
}

// A rule is a restraint.
type rule struct {
	op     Op
	inputs []int32
}

// A check is an inspection at the ends of exponential phases.
type check struct {
	phases uint32
	rate   float64
	leaves []int32
}

// A fixed is an inspection at fixed times.
type fixed struct {
	hours  float64
	leaves []int32
}

// An engine makes the steps of a part of a tree. Its elements are in such an order
// that inputs come before gates. A state is a number for each element, and one for
// each check:
//
//   - of a leaf, the state of its automaton;
//   - of a gate, 1 where it has failed; without repair, 2 where it never will; with
//     repair, in gates of order, from bit 1 up whether neighbours failed in order;
//   - of a spare gate, the input in use from 1, or 0, and from bit 8 up the inputs
//     that failed while in use.
type engine struct {
	elements  []element
	links     []link
	rules     []rule
	checks    []check
	fixed     []fixed
	top       int32
	repair    bool
	reversed  bool    // simultaneous steps in the opposite order
	order     []int32 // gates, inputs first
	entangled bool    // a rule may prevent what a dependency causes
	groups    []group // of parts that can be exchanged
	first     bool    // nothing is asked of what comes after the first failure of the top
	twists    []*twist
	climb     bool    // twists are not all there are: they are tried one after the other
	triggers  []int32 // links, by what triggers them inside

	active []bool  // scratch
	mark   []bool  // scratch
	never  []bool  // scratch: what cannot fail any more
	work   []int32 // scratch

	dirty []bool  // scratch: gates to work out again
	spent []state // scratch: of no more use

	best, turned state // scratch

	stop   func() error // says that there is no time left; may be nil
	ways   int          // scratch: outcomes of the step being made
	starts int          // scratch: of what is drawn at the start
}

type state []uint32

const (
	failedBit  = 1
	deadBit    = 2
	useMask    = 0xff
	lastsFrom  = 8
	orderFrom  = 1
	forgotten  = 1 // of a gate that no longer matters
	noUse      = 0
	firstInput = 1
)

// copy returns a copy of a state, to be dropped as soon as nobody looks at it.
func (e *engine) copy(s state) state {
	if n := len(e.spent); n > 0 {
		to := e.spent[n-1]
		e.spent = e.spent[:n-1]
		copy(to, s)
		return to
	}
	return append(state(nil), s...)
}

func (e *engine) drop(s state) { e.spent = append(e.spent, s) }

// down reports whether an element has failed in a state.
func (e *engine) down(s state, x int32) bool {
	el := &e.elements[x]
	switch el.op {
	case "":
		return el.life.failed[s[x]]
	case Spare:
		return s[x]&useMask == noUse
	default:
		return s[x]&failedBit != 0
	}
}

// settle works out the gates of a state whose leaves have changed since old: with
// repair until no spare gate leaves what another one may want. It returns false where
// that breaks a rule.
func (e *engine) settle(old, now state, changes []change) bool {
	if e.repair {
		e.settleAll(old, now)
	} else {
		e.settleAbove(old, now, changes)
	}
	for i := range e.rules {
		if e.rules[i].broken(e, old, now) {
			return false
		}
	}
	return true
}

func (e *engine) settleAll(old, now state) {
	for range 2 + 2*len(e.order) { // more than enough
		freed := false
		for _, x := range e.order {
			before := now[x]
			e.gate(old, now, x)
			freed = freed || e.elements[x].op == Spare && (before^now[x])&useMask != 0
		}
		if !e.release(now) && !freed {
			return
		}
	}
}

// settleAbove works out the gates above what has changed.
func (e *engine) settleAbove(old, now state, changes []change) {
	for _, c := range changes {
		for _, g := range e.elements[c.leaf].parents {
			e.dirty[g] = true
		}
	}
	for _, x := range e.order {
		if !e.dirty[x] {
			continue
		}
		e.dirty[x] = false
		before := now[x]
		if e.gate(old, now, x); now[x] != before {
			for _, g := range e.elements[x].parents {
				e.dirty[g] = true
			}
		}
	}
}

// release ends forced failures whose triggers work again.
func (e *engine) release(now state) bool {
	changed := false
	for x := range e.elements {
		el := &e.elements[x]
		if el.forced && now[x] != 0 && !e.held(now, int32(x)) {
			now[x], changed = 0, true
		}
	}
	return changed
}

// held reports whether a trigger keeps a leaf failed.
func (e *engine) held(now state, x int32) bool {
	for _, l := range e.elements[x].hitBy {
		k := &e.links[l]
		if (k.p == 1 || e.elements[x].forced) && k.trigger >= 0 && e.down(now, k.trigger) {
			return true
		}
	}
	return false
}

// gate works out one gate.
func (e *engine) gate(old, now state, x int32) {
	el := &e.elements[x]
	if !e.repair && el.op != Spare && now[x] != 0 {
		return // failed, or never will
	}
	switch el.op {
	case And, Or, AtLeast:
		count := 0
		for _, in := range el.inputs {
			if e.down(now, in) {
				count++
			}
		}
		now[x] = 0
		if count >= el.k {
			now[x] = failedBit
		}
	case Pand, Por:
		e.ordered(old, now, x)
	case Spare:
		e.spare(now, x)
	}
}

// ordered works out a gate of order: neighbours of Pand, and the first input with
// each other one of Por, must fail in order.
func (e *engine) ordered(old, now state, x int32) {
	el := &e.elements[x]
	inOrder, all := true, true
	bits := uint32(0)
	for i := 1; i < len(el.inputs); i++ {
		a, b := el.inputs[i-1], el.inputs[i]
		if el.op == Por {
			a = el.inputs[0]
		}
		downA, downB := e.down(now, a), e.down(now, b)
		all = all && downA && downB
		if !downB {
			continue
		}
		newA, newB := downA && !e.down(old, a), !e.down(old, b)
		good := old[x]&(1<<(orderFrom+i-1)) != 0
		switch {
		case !downA:
			good = false
		case newA && newB:
			good = !el.strict
		case newA || newB:
			good = newB
		case !e.repair:
			good = true // or it would be too late already
		}
		if inOrder = inOrder && good; good {
			bits |= 1 << (orderFrom + i - 1)
		}
	}
	if el.op == Por {
		all = e.down(now, el.inputs[0])
	} else if len(el.inputs) == 1 {
		all = e.down(now, el.inputs[0])
	}
	if !e.repair {
		if bits = 0; !inOrder {
			bits = deadBit
		}
	}
	if now[x] = bits; all && inOrder {
		now[x] |= failedBit
	}
}

// spare works out what a spare gate uses.
func (e *engine) spare(now state, x int32) {
	el := &e.elements[x]
	before := now[x] & useMask
	if !e.repair && before == noUse {
		return
	}
	use, lasts := uint32(noUse), now[x]&^useMask
	for i, in := range el.inputs {
		bit := uint32(1) << (lastsFrom + i)
		if e.down(now, in) {
			if before == uint32(i+firstInput) && el.lasting[i] {
				lasts |= bit
			}
			continue
		}
		if e.repair && lasts&bit != 0 {
			lasts &^= bit
		}
		if use == noUse && (before == uint32(i+firstInput) || e.free(now, in, x)) {
			use = uint32(i + firstInput)
		}
	}
	now[x] = use | lasts
}

// free reports whether no spare gate but x uses an element that works.
func (e *engine) free(now state, in, x int32) bool {
	for _, g := range e.elements[in].parents {
		other := &e.elements[g]
		if g == x || other.op != Spare {
			continue
		}
		if use := now[g] & useMask; use != noUse && other.inputs[use-firstInput] == in {
			return false
		}
	}
	return true
}

// broken reports whether a rule is broken by what failed since old.
func (r *rule) broken(e *engine, old, now state) bool {
	before := 0 // inputs failed so far
	for i, in := range r.inputs {
		if !e.down(now, in) {
			continue
		}
		fresh := !e.down(old, in)
		switch r.op {
		case Seq:
			if fresh && before < i {
				return true
			}
		case Mutex:
			if before > 0 && (fresh || e.freshBefore(old, now, r.inputs[:i])) {
				return true
			}
		}
		before++
	}
	return false
}

func (e *engine) freshBefore(old, now state, inputs []int32) bool {
	for _, in := range inputs {
		if e.down(now, in) && !e.down(old, in) {
			return true
		}
	}
	return false
}

// inUse finds out which elements are in use.
func (e *engine) inUse(s state) []bool {
	for x := range e.elements {
		e.active[x] = len(e.elements[x].parents) == 0
	}
	for i := len(e.order) - 1; i >= 0; i-- {
		x := e.order[i]
		if !e.active[x] {
			continue
		}
		el := &e.elements[x]
		if el.op != Spare {
			for _, in := range el.inputs {
				e.active[in] = true
			}
			continue
		}
		if use := s[x] & useMask; use != noUse {
			e.active[el.inputs[use-firstInput]] = true
		}
		for k, in := range el.inputs {
			if s[x]&(1<<(lastsFrom+k)) != 0 {
				e.active[in] = true
			}
		}
	}
	return e.active
}
