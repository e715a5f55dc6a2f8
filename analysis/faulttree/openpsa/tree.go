package openpsa

import (
	"errors"
	"fmt"
	"maps"
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
	m.each(func(c *Container) {
		for _, g := range c.Gates {
			g.Formula.refs(func(id string) { used[id] = true })
		}
	})
	var tops []Top
	for i := range m.FaultTrees {
		part := Model{FaultTrees: m.FaultTrees[i : i+1]}
		part.each(func(c *Container) {
			for _, g := range c.Gates {
				if !used[g.ID] {
					tops = append(tops, Top{m.FaultTrees[i].Name, g.ID})
				}
			}
		})
	}
	return tops
}

// At says under which circumstances a model becomes a tree. The zero value is
// mission time 0 and uncertain numbers at their mean.
type At struct {
	MissionTimeHours float64

	// Uniform draws the uncertain numbers; see [expression.Settings].
	Uniform func(key string) float64

	// House overrides the states of house events, by ID.
	House map[string]bool
}

// Inputs returns the probabilities of all basic events as expressions, those of
// common-cause groups in place of their members, and the parameters they name,
// with those that the groups add.
func (m *Model) Inputs() expression.Inputs {
	in := expression.Inputs{Events: map[string]expression.Expr{}, Parameters: maps.Clone(m.indexed().system)}
	for id, e := range m.indexed().events {
		if e != nil {
			in.Events[id] = *e
		}
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
		return faulttree.Tree{}, fmt.Errorf("openpsa: nothing is called %q", top)
	}
	b := m.builder(at)
	return b.finish(b.need(top))
}

func (m *Model) builder(at At) *builder {
	ix := m.indexed()
	return &builder{
		index: ix, at: at, seen: map[string]bool{}, mine: map[string]bool{},
		eval: ix.system.At(expression.Settings{MissionTimeHours: at.MissionTimeHours, Uniform: at.Uniform}),
		tree: faulttree.Tree{Gates: []faulttree.Gate{}, Events: []faulttree.BasicEvent{}},
	}
}

// finish returns the tree under an ID in it, with the constraints that apply.
func (b *builder) finish(top string) (faulttree.Tree, error) {
	b.drain()
	b.suffix = ""
	b.tree.Top = top
	b.constrain(top)
	if err := errors.Join(b.faults...); err != nil {
		return faulttree.Tree{}, err
	}
	return b.tree, nil
}

// A builder collects the gates and events of one tree.
type builder struct {
	*index
	at     At
	eval   *expression.Evaluation
	tree   faulttree.Tree
	seen   map[string]bool // IDs in the tree that come from the model
	mine   map[string]bool // IDs made here
	suffix string          // of the copies of gates and house events being made
	queue  []string        // IDs of the model
	faults []error
}

// need sees to it that an element of the model is in the tree, and returns its ID
// there: gates and house events may be there in several copies.
func (b *builder) need(id string) string {
	name := b.name(id)
	if !b.seen[name] {
		b.seen[name] = true
		b.queue = append(b.queue, id)
	}
	return name
}

func (b *builder) name(id string) string {
	_, event := b.events[id]
	if event || !b.has(id) {
		return id
	}
	return id + b.suffix
}

func (b *builder) drain() {
	for len(b.queue) > 0 {
		id := b.queue[0]
		b.queue = b.queue[1:]
		if f, ok := b.gates[id]; ok {
			b.gate(b.name(id), *f)
		} else if state, ok := b.house[id]; ok {
			if set, ok := b.at.House[id]; ok {
				state = set
			}
			b.tree.House = append(b.tree.House, faulttree.HouseEvent{ID: b.name(id), State: state})
		} else {
			b.event(id)
		}
	}
}

func (b *builder) event(id string) {
	e := b.events[id]
	if e == nil {
		b.faults = append(b.faults, fmt.Errorf("openpsa: basic event %q has no probability", id))
		return
	}
	p, rate, err := b.eval.Rate(expression.EventKey(id), *e)
	switch {
	case err != nil:
		b.faults = append(b.faults, fmt.Errorf("openpsa: %w", err))
	case !(p >= 0 && p <= 1):
		b.faults = append(b.faults, fmt.Errorf("openpsa: event %s: probability %g is not between 0 and 1", id, p))
	}
	b.tree.Events = append(b.tree.Events, faulttree.BasicEvent{ID: id, Probability: p, RatePerHour: rate.PerHour})
}

// fresh returns an ID for a gate made here.
func (b *builder) fresh(id string) string {
	for b.mine[id] || b.has(id) {
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

// constrain joins the constraints that touch the tree to its top.
func (b *builder) constrain(top string) {
	inputs := []string{top}
	for _, c := range b.constraints {
		touches := false
		c.formula.refs(func(id string) { touches = touches || b.seen[id] })
		if !touches {
			continue
		}
		id := b.fresh("substitution " + c.name)
		b.gate(id, c.formula)
		inputs = append(inputs, id)
	}
	b.drain()
	if len(inputs) > 1 {
		b.tree.Top = b.fresh(top + "/constrained")
		b.add(faulttree.Gate{ID: b.tree.Top, Op: faulttree.And, Inputs: inputs})
	}
}
