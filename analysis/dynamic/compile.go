package dynamic

import "slices"

// A builder makes an engine of a part of a tree.
type builder struct {
	t      *index
	e      *engine
	number map[string]int32 // of elements
	blocks map[string]*automaton
}

// An index finds what a tree has by ID.
type index struct {
	tree   Tree
	gates  map[string]*Gate
	events map[string]*Event
}

func newIndex(t Tree) *index {
	ix := &index{tree: t, gates: map[string]*Gate{}, events: map[string]*Event{}}
	for i := range t.Gates {
		ix.gates[t.Gates[i].ID] = &t.Gates[i]
	}
	for i := range t.Events {
		ix.events[t.Events[i].ID] = &t.Events[i]
	}
	return ix
}

// A scope is a part of a tree to make an engine of.
type scope struct {
	top      string
	roots    []string                   // more to include: triggers, inputs of restraints
	links    []int                      // dependencies, by index in the tree
	outside  map[int]bool               // of those, the ones whose trigger is outside
	within   func(id string) bool       // which dependents are part of it
	rules    []int                      // restraints
	checks   []int                      // inspections
	blocks   map[string]*automaton      // gates that were solved by themselves
	blockHit map[string][]int           // their dependencies from outside, in the order of their hits
	part     map[string]map[string]bool // what is in them
	repair   bool
}

// engine makes the engine of a part.
func (ix *index) engine(sc scope) *engine {
	b := &builder{t: ix, e: &engine{repair: sc.repair}, number: map[string]int32{}, blocks: sc.blocks}
	forced := b.forced(sc)
	b.add(sc.top, forced)
	for _, r := range sc.roots {
		b.add(r, forced)
	}
	e := b.e
	e.top = b.number[sc.top]
	for _, l := range sc.links {
		b.link(l, sc)
	}
	for _, r := range sc.rules {
		b.rule(ix.tree.Restraints[r])
	}
	for _, c := range sc.checks {
		i := ix.tree.Inspections[c]
		if leaves := b.leaves(i); i.PeriodHours > 0 {
			e.fixed = append(e.fixed, fixed{i.PeriodHours, leaves})
		} else {
			e.checks = append(e.checks, check{uint32(max(i.Phases, 1)), i.RatePerHour, leaves})
		}
	}
	b.finish()
	return e
}

// leaves returns the events that an inspection renews.
func (b *builder) leaves(i Inspection) []int32 {
	var out []int32
	for _, in := range i.Inputs {
		if x, ok := b.number[in]; ok && b.e.elements[x].op == "" {
			out = append(out, x)
		}
	}
	return out
}

// forcedID is the ID of the leaf that stands for the forced failure of a gate.
func forcedID(gate string) string { return gate + "\x00forced" }

// forced returns the gates that dependencies make fail.
func (b *builder) forced(sc scope) map[string]bool {
	out := map[string]bool{}
	for _, l := range sc.links {
		for _, d := range b.t.tree.Dependencies[l].Dependents {
			if b.t.gates[d] != nil && b.blocks[d] == nil && sc.within(d) {
				out[d] = true
			}
		}
	}
	return out
}

// add appends what is below id, and then that. A gate that can be forced to fail
// is an Or of itself and of a leaf.
func (b *builder) add(id string, forced map[string]bool) int32 {
	if x, known := b.number[id]; known {
		return x
	}
	el := element{id: id}
	g := b.t.gates[id]
	switch {
	case b.blocks[id] != nil:
		el.life = b.blocks[id]
	case g == nil:
		el.life = b.t.events[id].life()
	default:
		el.op, el.k, el.strict = g.Op, g.K, g.Strict
		el.inputs = make([]int32, len(g.Inputs))
		for i := range g.Inputs {
			el.inputs[i] = b.add(g.Inputs[i], forced)
		}
		switch g.Op {
		case And:
			el.k = len(el.inputs)
		case Or:
			el.k = 1
		}
	}
	if forced[id] {
		own := b.append(el)
		leaf := b.append(element{id: forcedID(id), forced: true, life: Event{}.life()})
		b.number[forcedID(id)] = leaf
		el = element{id: id, op: Or, k: 1, inputs: []int32{own, leaf}}
	}
	x := b.append(el)
	b.number[id] = x
	return x
}

func (b *builder) append(el element) int32 {
	b.e.elements = append(b.e.elements, el)
	return int32(len(b.e.elements) - 1)
}

func (b *builder) link(l int, sc scope) {
	d := b.t.tree.Dependencies[l]
	k := link{trigger: -1, p: d.Probability}
	if !sc.outside[l] {
		k.trigger = b.number[d.Trigger]
	}
	for _, name := range d.Dependents {
		if x, known := b.number[forcedID(name)]; known {
			k.targets = append(k.targets, target{x, killed})
		} else if x, known := b.number[name]; known && b.e.elements[x].op == "" && b.blocks[name] == nil {
			k.targets = append(k.targets, target{x, killed})
		}
	}
	for name, hits := range sc.blockHit {
		if i := slices.Index(hits, l); i >= 0 {
			k.targets = append(k.targets, target{b.number[name], int32(i)})
		}
	}
	slices.SortStableFunc(k.targets, func(a, c target) int { return b.rank(d, a, sc) - b.rank(d, c, sc) })
	n := int32(len(b.e.links))
	b.e.links = append(b.e.links, k)
	for _, t := range k.targets {
		el := &b.e.elements[t.leaf]
		if !slices.Contains(el.hitBy, n) {
			el.hitBy = append(el.hitBy, n)
		}
	}
	if k.trigger >= 0 {
		b.e.triggers = append(b.e.triggers, n)
	}
}

// rank returns the place of a target among the dependents: of a block, that of the
// first of them in it.
func (b *builder) rank(d Dependency, t target, sc scope) int {
	id := b.e.elements[t.leaf].id
	return slices.IndexFunc(d.Dependents, func(name string) bool { return id == name || id == forcedID(name) || sc.part[id][name] })
}

func (b *builder) rule(r Restraint) {
	k := rule{op: r.Op}
	for _, in := range r.Inputs {
		k.inputs = append(k.inputs, b.number[in])
	}
	n := int32(len(b.e.rules))
	b.e.rules = append(b.e.rules, k)
	for _, x := range k.inputs {
		b.e.elements[x].member = append(b.e.elements[x].member, n)
		b.below(x, func(leaf int32) {
			el := &b.e.elements[leaf]
			if !slices.Contains(el.restrained, n) {
				el.restrained = append(el.restrained, n)
			}
		})
	}
}

// below calls f with each leaf under x.
func (b *builder) below(x int32, f func(leaf int32)) {
	b.e.walk(x, map[int32]bool{}, func(y int32) {
		if b.e.elements[y].op == "" {
			f(y)
		}
	})
}

// finish links parents, spare gates and scratch space.
func (b *builder) finish() {
	e := b.e
	for x := range e.elements {
		el := &e.elements[x]
		if el.op == "" {
			continue
		}
		e.order = append(e.order, int32(x))
		for _, in := range el.inputs {
			if p := &e.elements[in].parents; !slices.Contains(*p, int32(x)) {
				*p = append(*p, int32(x))
			}
		}
	}
	for _, x := range e.order {
		el := &e.elements[x]
		if el.op != Spare {
			continue
		}
		for _, in := range el.inputs {
			el.lasting = append(el.lasting, e.elements[in].op != "")
			b.below(in, func(leaf int32) {
				if l := &e.elements[leaf]; !slices.Contains(l.switches, x) {
					l.switches = append(l.switches, x)
				}
			})
		}
	}
	for _, k := range e.links {
		for _, t := range k.targets {
			e.entangled = e.entangled || len(e.elements[t.leaf].restrained) > 0
		}
	}
	e.scratch()
	e.findGroups()
}

// scratch makes room for what is worked out state by state.
func (e *engine) scratch() {
	n := len(e.elements)
	e.active, e.mark, e.never, e.dirty, e.work, e.spent = make([]bool, n), make([]bool, n), make([]bool, n), make([]bool, n), nil, nil
}

// opposite returns an engine that makes simultaneous steps in the opposite order:
// dependents the last first, and gates that compete for spares as well, as far as
// none is below the other.
func (e *engine) opposite() *engine {
	twin := *e
	twin.reversed = !e.reversed
	twin.scratch()
	twin.order = nil
	seen := make([]bool, len(e.elements))
	var visit func(x int32)
	visit = func(x int32) {
		if seen[x] {
			return
		}
		seen[x] = true
		for _, in := range e.elements[x].inputs {
			visit(in)
		}
		if e.elements[x].op != "" {
			twin.order = append(twin.order, x)
		}
	}
	var spares []int32
	below := map[int32][]int32{} // spare gates
	for _, x := range e.order {
		if e.elements[x].op != Spare {
			continue
		}
		spares = append(spares, x)
		e.walk(x, map[int32]bool{}, func(y int32) {
			if y != x && e.elements[y].op == Spare {
				below[x] = append(below[x], y)
			}
		})
	}
	for range spares {
		for i := len(spares) - 1; i >= 0; i-- {
			x := spares[i]
			if !seen[x] && !slices.ContainsFunc(below[x], func(y int32) bool { return !seen[y] }) {
				visit(x)
				break
			}
		}
	}
	for _, x := range e.order {
		visit(x)
	}
	return &twin
}

// walk calls f with x and each element below it.
func (e *engine) walk(x int32, seen map[int32]bool, f func(x int32)) {
	if seen[x] {
		return
	}
	seen[x] = true
	f(x)
	for _, in := range e.elements[x].inputs {
		e.walk(in, seen, f)
	}
}

// sensitive reports whether the order of simultaneous steps could matter: there
// are some, and something looks at order.
func (e *engine) sensitive() bool {
	looks, shared := len(e.rules) > 0, len(e.links) > 0
	for x := range e.elements {
		el := &e.elements[x]
		looks = looks || el.op == Pand || el.op == Por
		spares := 0
		for _, g := range el.parents {
			if e.elements[g].op == Spare {
				spares++
			}
		}
		looks = looks || spares > 1
		shared = shared || len(el.parents)-spares > 1 || spares > 0 && len(el.parents) > spares
	}
	return looks && shared
}
