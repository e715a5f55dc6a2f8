package dynamic

// forget makes states equal that differ only in what no longer matters: it sets
// all elements to failed that cannot change the top any more. Without repair only.
//
// What matters is found from the top down: inputs of gates that are still open;
// the spare gates that may take or leave what matters, or bring it into use; the
// triggers that may make it fail; and the rules that may keep it from failing.
func (e *engine) forget(s state) {
	if e.entangled {
		return // a failure may be prevented for what it would cause: all matters
	}
	for x := range e.mark {
		e.mark[x] = false
	}
	e.work = e.work[:0]
	e.findNever(s)
	e.need(e.top)
	for len(e.work) > 0 {
		x := e.work[len(e.work)-1]
		e.work = e.work[:len(e.work)-1]
		el := &e.elements[x]
		if e.down(s, x) {
			continue
		}
		for _, g := range el.parents {
			if e.elements[g].op == Spare && !e.down(s, g) {
				e.need(g) // it may take x, or leave it to another
			}
		}
		if e.never[x] {
			continue
		}
		e.needAround(s, el)
	}
	e.abandon(s)
	e.forgetUse(s)
}

// needAround marks what an element that is open depends on.
func (e *engine) needAround(s state, el *element) {
	for _, in := range el.inputs {
		e.need(in)
	}
	if el.op == "" && el.life.idle != nil {
		for _, g := range el.switches {
			if !e.down(s, g) {
				e.need(g)
			}
		}
	}
	for _, l := range el.hitBy {
		if t := e.links[l].trigger; t >= 0 && !e.down(s, t) {
			e.need(t)
		}
	}
	e.needRules(el.restrained)
	e.needRules(el.member)
}

// abandon sets what is not marked to failed, and what never fails to that.
func (e *engine) abandon(s state) {
	for x := range e.elements {
		if e.mark[x] {
			if op := e.elements[x].op; e.never[x] && op != "" && op != Spare && !e.down(s, int32(x)) {
				s[x] = deadBit // for what is below it is forgotten
			}
			continue
		}
		switch el := &e.elements[x]; el.op {
		case "":
			if !el.life.failed[s[x]] {
				s[x] = uint32(el.life.lost())
			}
		case Spare:
			s[x] &^= useMask
		default:
			s[x] = forgotten
		}
	}
}

// findNever finds what can never fail any more, as far as is seen at once.
func (e *engine) findNever(s state) {
	for x := range e.elements {
		el := &e.elements[x]
		if el.op == "" {
			e.never[x] = !el.life.failed[s[x]] && len(el.life.moves[s[x]]) == 0 && len(el.hitBy) == 0
			continue
		}
		possible := 0
		for _, in := range el.inputs {
			if !e.never[in] {
				possible++
			}
		}
		switch el.op {
		case Spare:
			e.never[x] = false
			continue
		case Pand:
			e.never[x] = possible < len(el.inputs)
		case Por:
			e.never[x] = e.never[el.inputs[0]]
		default:
			e.never[x] = possible < el.k
		}
		e.never[x] = e.never[x] || s[x]&deadBit != 0
	}
}

func (e *engine) need(x int32) {
	if !e.mark[x] {
		e.mark[x] = true
		e.work = append(e.work, x)
	}
}

func (e *engine) needRules(rules []int32) {
	for _, r := range rules {
		for _, in := range e.rules[r].inputs {
			e.need(in)
		}
	}
}

// forgetUse drops what spare gates have used where nothing below matters.
func (e *engine) forgetUse(s state) {
	for _, x := range e.order {
		el := &e.elements[x]
		if el.op != Spare || s[x]>>lastsFrom == 0 {
			continue
		}
		for i, in := range el.inputs {
			if s[x]&(1<<(lastsFrom+i)) != 0 && !e.matters(s, in) {
				s[x] &^= 1 << (lastsFrom + i)
			}
		}
	}
}

// matters reports whether anything below x that works is marked.
func (e *engine) matters(s state, x int32) bool {
	el := &e.elements[x]
	if el.op == "" {
		return e.mark[x] && !el.life.failed[s[x]]
	}
	for _, in := range el.inputs {
		if e.matters(s, in) {
			return true
		}
	}
	return false
}

// lost returns the state that stands for all that no longer matter: failed, with
// no way out.
func (a *automaton) lost() int32 {
	for i := len(a.failed) - 1; i >= 0; i-- {
		if a.failed[i] {
			return int32(i)
		}
	}
	return 0
}
