package openpsa

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// A Sequence is one way from an initiating event to the end of an event tree, or
// of one it is linked to. Several ways may end in a sequence of the same name.
type Sequence struct {
	InitiatingEvent string  `json:"initiatingEvent"`
	EventTree       string  `json:"eventTree"` // where it ends
	Name            string  `json:"name"`
	States          []State `json:"states"` // on the way

	// Factor is the value of the initiating event, 1 where it has none, times the
	// collected expressions.
	Factor float64 `json:"factor"`

	collected []collected
}

// A State is that of a functional event.
type State struct {
	FunctionalEvent string `json:"functionalEvent"`
	State           string `json:"state"`
}

// collected is a formula with the house events as they were set.
type collected struct {
	formula Formula
	house   map[string]bool
}

const (
	maxSequences = 1_000_000
	maxSteps     = 1000 // branches, rules and linked trees within each other: more means a circle
	maxWork      = 20_000_000
)

// Sequences walks the event trees of all initiating events, at mission time and
// draws of at, in the order of the file.
//
// It returns an error for instructions that change gates, events or parameters or
// act backward, which are kept but not carried out, for a circle of branches,
// rules or links, and for an expression without a value.
func (m *Model) Sequences(at At) ([]Sequence, error) {
	w := &walker{
		model: m, at: at, rules: map[string]Rule{}, trees: map[string]*EventTree{},
		parts: map[part]Branch{}, ends: map[part][]Instruction{},
	}
	for _, r := range m.Rules {
		w.rules[r.Name] = r
	}
	for i, t := range m.EventTrees {
		tree := &m.EventTrees[i]
		w.trees[t.Name] = tree
		for _, b := range t.Branches {
			w.parts[part{tree, b.Name}] = b.Branch
		}
		for _, s := range t.Sequences {
			w.ends[part{tree, s.Name}] = s.Instructions
		}
	}
	for _, e := range m.InitiatingEvents {
		tree := w.trees[e.EventTree]
		if tree == nil {
			continue // it begins nothing
		}
		p := position{tree: tree, house: map[string]bool{}, s: Sequence{InitiatingEvent: e.Name, States: []State{}, Factor: 1}}
		if e.Expr != nil {
			w.factor(&p, *e.Expr)
		}
		if e.Collected != nil {
			p.s.collected = append(p.s.collected, collected{*e.Collected, p.house})
		}
		w.instructions(&p, e.Instructions)
		w.branch(p, tree.Initial)
	}
	return w.found, errors.Join(w.faults...)
}

type walker struct {
	model  *Model
	at     At
	rules  map[string]Rule
	trees  map[string]*EventTree
	parts  map[part]Branch
	ends   map[part][]Instruction
	found  []Sequence
	faults []error
	work   int
}

// A part is a branch or sequence of an event tree.
type part struct {
	tree *EventTree
	name string
}

// A position is how far a walk has come. Copies share what they have so far, so
// nothing in it may be changed in place.
type position struct {
	s     Sequence
	tree  *EventTree
	house map[string]bool
	link  string // the tree to go on with at the end
	steps int
}

func (w *walker) failf(p *position, format string, args ...any) {
	if len(w.faults) < 100 {
		w.faults = append(w.faults, fmt.Errorf("openpsa: event tree %q after %q: %w", p.tree.Name, p.s.InitiatingEvent, fmt.Errorf(format, args...)))
	}
}

// step reports whether the walk may go deeper.
func (w *walker) step(p *position) bool {
	p.steps++
	w.work++
	switch {
	case p.steps >= maxSteps:
		w.failf(p, "more than %d branches, rules and links within each other", maxSteps)
	case w.work > maxWork:
		w.failf(p, "more than %d branches, rules and links on all ways", maxWork)
	default:
		return len(w.faults) < 100
	}
	return false
}

func (w *walker) value(p *position, e expression.Expr) (float64, error) {
	states := map[string]string{}
	for _, s := range p.s.States {
		states[s.FunctionalEvent] = s.State
	}
	return w.model.indexed().system.At(expression.Settings{
		MissionTimeHours: w.at.MissionTimeHours, Uniform: w.at.Uniform, InitiatingEvent: p.s.InitiatingEvent, States: states,
	}).Value("initiating event "+p.s.InitiatingEvent, e)
}

func (w *walker) factor(p *position, e expression.Expr) {
	x, err := w.value(p, e)
	if err == nil && !(x >= 0) {
		err = fmt.Errorf("a factor is %g", x)
	}
	if err != nil {
		w.failf(p, "%w", err)
	}
	p.s.Factor *= x
}

func (w *walker) instructions(p *position, list []Instruction) {
	for _, i := range list {
		switch i.Op {
		case "collect-formula":
			p.s.collected = append(slices.Clip(p.s.collected), collected{*i.Formula, p.house})
		case "collect-expression":
			w.factor(p, *i.Expr)
		case "set-house-event":
			if i.Direction == "backward" || i.Direction == "both" {
				w.failf(p, "set-house-event %q acts backward, which is not carried out", i.Name)
			}
			p.house = maps.Clone(p.house)
			p.house[i.Name] = i.State
		case "if":
			w.choose(p, i)
		case "block":
			w.instructions(p, i.Body)
		case "rule":
			if w.step(p) {
				w.instructions(p, w.rules[i.Name].Instructions)
				p.steps--
			}
		case "event-tree":
			p.link = i.Name
		default:
			w.failf(p, "%s %q is not carried out", i.Op, i.Name)
		}
	}
}

func (w *walker) choose(p *position, i Instruction) {
	x, err := w.value(p, *i.Expr)
	switch {
	case err != nil:
		w.failf(p, "%w", err)
	case x != 0:
		w.instructions(p, i.Body[:1])
	case len(i.Body) > 1:
		w.instructions(p, i.Body[1:])
	}
}

func (w *walker) branch(p position, b Branch) {
	if !w.step(&p) {
		return
	}
	w.instructions(&p, b.Instructions)
	switch {
	case b.Fork != nil:
		for _, path := range b.Fork.Paths {
			q := p
			q.s.States = append(slices.Clip(p.s.States), State{b.Fork.FunctionalEvent, path.State})
			w.branch(q, path.Branch)
		}
	case b.Branch != "":
		if named, ok := w.parts[part{p.tree, b.Branch}]; ok {
			w.branch(p, named)
		}
	default:
		w.end(p, b.Sequence)
	}
}

// end finishes a walk, or goes on in the linked event tree.
func (w *walker) end(p position, name string) {
	p.link = ""
	w.instructions(&p, w.ends[part{p.tree, name}])
	if next := w.trees[p.link]; next != nil {
		p.tree = next
		w.branch(p, next.Initial)
		return
	}
	if len(w.found) == maxSequences {
		w.failf(&p, "more than %d sequences", maxSequences)
		return
	}
	p.s.EventTree, p.s.Name = p.tree.Name, name
	w.found = append(w.found, p.s)
}

// SequenceTree returns the fault tree of a sequence: all formulas collected on its
// way. A formula collected while house events were set has its own copy of the
// gates, named with an @ and a number. The probability of the tree times the
// factor of the sequence is its frequency, or probability, as the initiating event
// has it.
//
// Errors are those of [Model.Tree].
func (m *Model) SequenceTree(s Sequence, at At) (faulttree.Tree, error) {
	b := m.builder(at)
	top := faulttree.Gate{Op: faulttree.And}
	copies := map[string]string{"": ""}
	base := at.House
	for i, c := range s.collected {
		key := settings(c.house)
		suffix, known := copies[key]
		if !known {
			suffix = "@" + strconv.Itoa(len(copies))
			copies[key] = suffix
		}
		b.suffix, b.at.House = suffix, merged(base, c.house)
		top.Inputs = append(top.Inputs, b.input(s.Name, i, c.formula))
		b.drain()
	}
	if len(top.Inputs) == 0 {
		top.Inputs = []string{b.constant(true)}
	}
	top.ID = b.fresh(s.Name)
	b.add(top)
	return b.finish(top.ID)
}

// settings names a choice of house events.
func settings(house map[string]bool) string {
	var parts []string
	for _, id := range slices.Sorted(maps.Keys(house)) {
		parts = append(parts, strconv.Quote(id)+strconv.FormatBool(house[id]))
	}
	return strings.Join(parts, " ")
}

func merged(a, b map[string]bool) map[string]bool {
	out := map[string]bool{}
	maps.Copy(out, a)
	maps.Copy(out, b)
	return out
}
