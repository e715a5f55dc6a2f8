package risk

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"strconv"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// A Top is a gate that no other gate uses.
type Top struct {
	FaultTree string `json:"faultTree"`
	Gate      string `json:"gate"` // ID
}

// Tops returns the gates of each fault tree that no gate uses, in the order of
// the file.
func (m *Model) Tops() []Top {
	used := map[string]bool{}
	for c := range m.Containers() {
		for _, g := range c.Gates {
			g.Formula.refs(func(id string) { used[id] = true })
		}
	}
	var tops []Top
	for i := range m.FaultTrees {
		part := Model{FaultTrees: m.FaultTrees[i : i+1]}
		for c := range part.Containers() {
			for _, g := range c.Gates {
				if !used[g.ID] {
					tops = append(tops, Top{m.FaultTrees[i].Name, g.ID})
				}
			}
		}
	}
	return tops
}

// At says under which circumstances a model becomes a tree. The zero value is
// mission time 0, uncertain numbers at their mean, and all as the model has it.
type At struct {
	MissionTimeHours float64

	// Uniform draws the uncertain numbers; see [expression.Settings].
	Uniform func(key string) float64

	// What replaces elements of the model, by ID: the states of house events, the
	// formulas of gates, the probabilities of basic events, and parameters, in the
	// unit that the model gives them. A member of a common-cause group whose
	// probability is replaced stands apart from its group: it is an event of its
	// own, while the common causes strike the other members as before.
	House      map[string]bool
	Gates      map[string]Formula
	Events     map[string]expression.Expr
	Parameters map[string]expression.Expr
}

// Inputs returns the probabilities of all basic events as expressions, those of
// common-cause groups in place of their members, and the parameters they name,
// with those that the groups add.
func (m *Model) Inputs() expression.Inputs { return m.InputsAt(At{}) }

// InputsAt returns [Model.Inputs] with what at replaces.
func (m *Model) InputsAt(at At) expression.Inputs {
	ix := m.indexed()
	in := expression.Inputs{Events: map[string]expression.Expr{}, Parameters: maps.Clone(ix.system)}
	for id, e := range ix.events {
		if e != nil {
			in.Events[id] = *e
		}
	}
	maps.Copy(in.Events, at.Events)
	for id, e := range at.Parameters {
		in.Parameters[id] = expression.Definition{Expr: e, Unit: ix.system[id].Unit}
	}
	return in
}

func (m *Model) indexed() *index {
	if m.index != nil {
		return m.index
	}
	return newIndex(m, false)
}

// Tree returns what is under a gate or event, with the probabilities its basic
// events have at, and the failure rates of those for which they are known; see
// [expression.Inputs.Rates].
//
// Formulas within formulas become gates named after the gate they stand in and
// their place: g/2/1 is the first argument of the second of g. A member of a
// common-cause group becomes a gate over its causes, named after those they
// strike: [a b] is that a and b fail together. Where a substitution without source
// touches an event of the tree, the top is the gate and that constraint.
//
// It returns an error for each event without a probability and each expression
// that has no value or one that is no probability.
func (m *Model) Tree(top string, at At) (faulttree.Tree, error) {
	ix := m.indexed()
	if !ix.has(top) {
		return faulttree.Tree{}, fmt.Errorf("risk: nothing is called %q", top)
	}
	b := m.builder(at)
	return b.finish(b.need(top))
}

func (m *Model) builder(at At) *builder {
	r := m.indexed().resolver(at)
	return &builder{
		resolver: r, flavor: r.plain, seen: map[string]bool{}, mine: map[string]bool{},
		leaves: map[string]*expression.Expr{}, limits: map[string]string{}, flavors: []*flavor{r.plain},
		tree: faulttree.Tree{Gates: []faulttree.Gate{}, Events: []faulttree.BasicEvent{}},
	}
}

// finish returns the tree under an ID in it, with the constraints that apply.
func (b *builder) finish(top string) (faulttree.Tree, error) {
	b.drain()
	b.tree.Top = b.constrained(top, b.seen, b.flavors)
	return b.done()
}

// done returns what has been built, or all that is wrong with it.
func (b *builder) done() (faulttree.Tree, error) {
	b.checkLoops()
	if err := errors.Join(append(b.faults, b.resolver.faults...)...); err != nil {
		return faulttree.Tree{}, err
	}
	return b.tree, nil
}

// checkLoops reports gates that depend on themselves by what has been replaced: in
// the model there are none.
func (b *builder) checkLoops() {
	if len(b.at.Gates) == 0 {
		return
	}
	var uses []Use
	for _, g := range b.tree.Gates {
		uses = append(uses, Use{g.ID, g.Inputs})
	}
	for _, loop := range Loops(uses) {
		b.faults = append(b.faults, fmt.Errorf("risk: gate %q, as it is replaced, depends on itself: %s", loop[0], loop))
	}
}

// A builder collects the gates and events of one tree.
type builder struct {
	*resolver
	tree    faulttree.Tree
	seen    map[string]bool             // IDs in the tree that come from the model
	mine    map[string]bool             // IDs made here
	leaves  map[string]*expression.Expr // probabilities by ID in the tree
	flavor  *flavor                     // of what is being made
	flavors []*flavor                   // used so far
	queue   []wanted
	limits  map[string]string // gates of constraints
	faults  []error
}

// wanted is an element of the model that must get into the tree.
type wanted struct {
	id, name string // in the model and in the tree
	flavor   *flavor
}

// need sees to it that an element of the model is in the tree, and returns its ID
// there: it may be there in several copies.
func (b *builder) need(id string) string {
	name := b.name(b.flavor, id)
	if !b.seen[name] {
		b.seen[name] = true
		f := b.flavor
		if name == id {
			f = b.plain
		}
		b.queue = append(b.queue, wanted{id, name, f})
	}
	return name
}

func (b *builder) drain() {
	for len(b.queue) > 0 {
		w := b.queue[0]
		b.queue = b.queue[1:]
		b.flavor = w.flavor
		if e, ok := b.probability(w.flavor, w.id); ok {
			b.leaf(w.name, e)
		} else if f := b.formula(w.flavor, w.id); f != nil {
			b.gate(w.name, *f)
		} else if _, ok := b.house[w.id]; ok {
			b.tree.House = append(b.tree.House, faulttree.HouseEvent{ID: w.name, State: b.state(w.flavor, w.id)})
		} else {
			b.leaf(w.name, nil)
		}
	}
	b.flavor = b.plain
}

// leaf adds an event under its ID in the tree.
func (b *builder) leaf(id string, e *expression.Expr) {
	if e != nil && b.flavor != b.plain {
		x := b.expr(b.flavor.setting, b.flavor, *e)
		e = &x
	}
	b.leaves[id] = e
	b.event(id)
}

func (b *builder) event(id string) {
	e := b.leaves[id]
	if e == nil {
		b.faults = append(b.faults, fmt.Errorf("risk: basic event %q has no probability", id))
		return
	}
	p, rate, err := b.eval.Rate(expression.EventKey(id), *e)
	switch {
	case err != nil:
		b.faults = append(b.faults, fmt.Errorf("risk: %w", err))
	case !(p >= 0 && p <= 1):
		b.faults = append(b.faults, fmt.Errorf("risk: event %s: probability %g is not between 0 and 1", id, p))
	}
	if noted, ok := b.rates[id]; ok {
		rate.PerHour = noted
		if !(noted >= 0) || math.IsInf(noted, 1) {
			b.faults = append(b.faults, fmt.Errorf("risk: event %s: %s is no rate", id, RateNote))
		}
	}
	b.tree.Events = append(b.tree.Events, faulttree.BasicEvent{ID: id, Probability: p, RatePerHour: rate.PerHour})
}

// fresh returns an ID for a gate made here.
func (b *builder) fresh(id string) string {
	for b.mine[id] || b.seen[id] || b.has(id) {
		id += "'"
	}
	b.mine[id] = true
	return id
}

func (ix *index) has(id string) bool {
	_, gate := ix.gates[id]
	_, event := ix.events[id]
	_, house := ix.house[id]
	return gate || event || house
}

var ops = map[string]faulttree.Op{
	"and": faulttree.And, "or": faulttree.Or, "not": faulttree.Not, "nand": faulttree.Nand, "nor": faulttree.Nor,
	"xor": faulttree.Xor, "iff": faulttree.Iff, "imply": faulttree.Imply, "atleast": faulttree.AtLeast, "cardinality": faulttree.Cardinality,
}

// gate adds the gate id that is the formula.
func (b *builder) gate(id string, f Formula) {
	op, ok := ops[f.Op]
	if !ok { // a reference or constant
		b.add(faulttree.Gate{ID: id, Op: faulttree.Or, Inputs: []string{b.input(id, 0, f)}})
		return
	}
	n := len(f.Args)
	always := f.Op == "atleast" && f.Min == 0 || f.Op == "cardinality" && f.Min == 0 && f.Max >= n
	if never := f.Min > n; always || never {
		b.add(faulttree.Gate{ID: id, Op: faulttree.Or, Inputs: []string{b.constant(always)}})
		return
	}
	g := faulttree.Gate{ID: id, Op: op, K: f.Min, Max: min(f.Max, n)}
	for i, a := range f.Args {
		g.Inputs = append(g.Inputs, b.input(id, i, a))
	}
	if op == faulttree.Iff && n > 2 { // it is associative
		first := g.Inputs[0]
		for i, next := range g.Inputs[1 : n-1] {
			pair := faulttree.Gate{ID: b.fresh(id + "/iff/" + strconv.Itoa(i+1)), Op: op, Inputs: []string{first, next}}
			b.add(pair)
			first = pair.ID
		}
		g.Inputs = []string{first, g.Inputs[n-1]}
	}
	b.add(g)
}

func (b *builder) add(g faulttree.Gate) { b.tree.Gates = append(b.tree.Gates, g) }

// input returns the ID of argument i of a gate.
func (b *builder) input(gate string, i int, f Formula) string {
	switch {
	case f.Op == "constant":
		return b.constant(f.Value)
	case f.Ref != "":
		return b.need(f.Ref)
	}
	id := b.fresh(gate + "/" + strconv.Itoa(i+1))
	b.gate(id, f)
	return id
}

// constant returns the ID of a house event for a truth value.
func (b *builder) constant(v bool) string {
	id := "[" + strconv.FormatBool(v) + "]"
	if !b.mine[id] {
		b.mine[id] = true
		b.tree.House = append(b.tree.House, faulttree.HouseEvent{ID: id, State: v})
	}
	return id
}

// constrained returns the gate that is top with the constraints that touch what is
// under it, or what another one of them does, in all flavors there.
func (b *builder) constrained(top string, under map[string]bool, flavors []*flavor) string {
	inputs := []string{top}
	used, touched := map[string]bool{}, maps.Clone(under)
	for again := len(b.constraints) > 0; again; {
		again = false
		for _, f := range flavors {
			for i, c := range b.constraints {
				key, touches := strconv.Itoa(i), false
				c.formula.refs(func(id string) {
					name := b.name(f, id)
					key += " " + strconv.Quote(name)
					touches = touches || touched[name]
				})
				if !touches || used[key] {
					continue
				}
				again, used[key] = true, true
				c.formula.refs(func(id string) { touched[b.name(f, id)] = true })
				inputs = append(inputs, b.constraint(key, f, c))
			}
		}
	}
	b.drain()
	if len(inputs) == 1 {
		return top
	}
	id := b.fresh(top + "/constrained")
	b.add(faulttree.Gate{ID: id, Op: faulttree.And, Inputs: inputs})
	return id
}

// constraint returns the gate that is a constraint in a flavor.
func (b *builder) constraint(key string, f *flavor, c constraint) string {
	if id, ok := b.limits[key]; ok {
		return id
	}
	id := b.fresh("substitution " + c.name)
	b.limits[key] = id
	b.flavor = f
	b.gate(id, c.formula)
	b.flavor = b.plain
	return id
}
