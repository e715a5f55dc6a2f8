package risk

import (
	"fmt"
	"slices"
	"strconv"

	"ninefold/analysis/faulttree/expression"
)

const (
	maxSequences = 1_000_000
	maxSteps     = 1000       // branches, rules and linked trees within each other: more means a circle
	maxWork      = 20_000_000 // instructions, and what they copy
)

// A walker goes all ways through event trees.
type walker struct {
	*resolver
	factors map[*expression.Expr]factor
	numbers map[termKey]int
	rules   map[string]Rule
	trees   map[string]*EventTree
	parts   map[part]*Branch
	ends    map[part]*Rule
	found   []Sequence
	faults  []error
	work    int
}

// A part is a branch or sequence of an event tree.
type part struct {
	tree *EventTree
	name string
}

// A termKey says where an expression was collected: an instruction of a rule may
// stand at several places.
type termKey struct {
	frame any // address of the branch, path, sequence or initiating event
	expr  *expression.Expr
}

// A position is how far a walk has come. Copies at a fork share what they have so
// far, so nothing in it may be changed in place.
type position struct {
	s     Sequence
	tree  *EventTree // nil in a phase
	phase string
	frame any // see termKey
	in    *setting
	link  string // the tree to go on with at the end
	steps int
}

func newWalker(m *Model, at At) *walker {
	r := m.indexed().resolver(at)
	w := &walker{
		resolver: r, factors: m.factors(r.system), numbers: map[termKey]int{}, rules: map[string]Rule{},
		trees: map[string]*EventTree{}, parts: map[part]*Branch{}, ends: map[part]*Rule{},
	}
	for _, rule := range m.Rules {
		w.rules[rule.Name] = rule
	}
	for i, t := range m.EventTrees {
		tree := &m.EventTrees[i]
		w.trees[t.Name] = tree
		for j, b := range t.Branches {
			w.parts[part{tree, b.Name}] = &t.Branches[j].Branch
		}
		for j, s := range t.Sequences {
			w.ends[part{tree, s.Name}] = &t.Sequences[j]
		}
	}
	return w
}

func (w *walker) failf(p *position, format string, args ...any) {
	if len(w.faults) >= 100 {
		return
	}
	where := "phase " + strconv.Quote(p.phase)
	if p.tree != nil {
		where = fmt.Sprintf("event tree %q after %q", p.tree.Name, p.s.InitiatingEvent)
	}
	w.faults = append(w.faults, fmt.Errorf("risk: %s: %w", where, fmt.Errorf(format, args...)))
}

// step reports whether the walk may go deeper.
func (w *walker) step(p *position) bool {
	if p.steps++; p.steps >= maxSteps {
		w.failf(p, "more than %d branches, rules and links within each other", maxSteps)
		return false
	}
	return w.may(p, 1+p.in.size())
}

// may reports whether the walk may do so much more work.
func (w *walker) may(p *position, work int) bool {
	if w.work += work; w.work > maxWork {
		w.failf(p, "more than %d instructions on all ways", maxWork)
		return false
	}
	return len(w.faults) < 100
}

// multiply collects an expression.
func (w *walker) multiply(p *position, e *expression.Expr) {
	key := termKey{p.frame, e}
	n, ok := w.numbers[key]
	if !ok {
		n = len(w.numbers)
		w.numbers[key] = n
	}
	p.s.terms = append(p.s.terms, term{w.factors[e], p.in, n})
}

func (w *walker) instructions(p *position, list []Instruction) {
	for _, i := range list {
		if !w.may(p, 1) {
			return
		}
		switch i.Op {
		case "collect-formula":
			p.s.collected = append(p.s.collected, collected{i.Formula, p.in})
		case "collect-expression":
			w.multiply(p, i.Expr)
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
			work := p.in.size()
			if i.Direction != "" && i.Direction != "forward" {
				work *= 1 + len(p.s.collected) + len(p.s.terms)
			}
			if w.may(p, work) {
				p.set(i)
			}
		}
	}
}

// set carries out an instruction that changes something.
func (p *position) set(i Instruction) {
	if i.Direction != "backward" || p.tree == nil {
		p.in = p.in.set(i)
	}
	if i.Direction != "backward" && i.Direction != "both" {
		return
	}
	changed := map[*setting]*setting{} // what shared one still does
	change := func(c *setting) *setting {
		if changed[c] == nil {
			changed[c] = c.set(i)
		}
		return changed[c]
	}
	p.s.collected = slices.Clone(p.s.collected)
	for j := range p.s.collected {
		p.s.collected[j].in = change(p.s.collected[j].in)
	}
	p.s.terms = slices.Clone(p.s.terms)
	for j := range p.s.terms {
		p.s.terms[j].in = change(p.s.terms[j].in)
	}
}

func (w *walker) choose(p *position, i Instruction) {
	x, err := w.value(p, w.expr(p.in, w.flavor(p.in), *i.Expr))
	switch {
	case err != nil:
		w.failf(p, "%w", err)
	case x != 0:
		w.instructions(p, i.Body[:1])
	case len(i.Body) > 1:
		w.instructions(p, i.Body[1:])
	}
}

func (w *walker) value(p *position, e expression.Expr) (float64, error) {
	return w.eval.Value("initiating event "+p.s.InitiatingEvent, e)
}

func (w *walker) branch(p position, b *Branch) {
	if !w.step(&p) {
		return
	}
	p.frame = b
	w.instructions(&p, b.Instructions)
	switch {
	case b.Fork != nil:
		for i := range b.Fork.Paths {
			path := &b.Fork.Paths[i]
			q, s := p, State{b.Fork.FunctionalEvent, path.State}
			q.s.States = append(slices.Clip(p.s.States), s)
			q.s.collected, q.s.terms = slices.Clip(p.s.collected), slices.Clip(p.s.terms)
			q.in = p.in.enter(s)
			w.branch(q, &path.Branch)
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
	if rule, ok := w.ends[part{p.tree, name}]; ok {
		p.frame = rule
		w.instructions(&p, rule.Instructions)
	}
	if next := w.trees[p.link]; next != nil {
		p.s.Via = append(slices.Clip(p.s.Via), End{p.tree.Name, name})
		p.tree = next
		w.branch(p, &next.Initial)
		return
	}
	if len(w.found) == maxSequences {
		w.failf(&p, "more than %d sequences", maxSequences)
		return
	}
	p.s.EventTree, p.s.Name = p.tree.Name, name
	if w.may(&p, len(p.s.terms)) {
		w.finish(&p)
		w.found = append(w.found, p.s)
	}
}

// finish evaluates the factor.
func (w *walker) finish(p *position) {
	p.s.FactorExpr = w.product(p.s.terms)
	p.s.Parameters = w.added(p.s.FactorExpr)
	x, err := w.value(p, p.s.FactorExpr)
	if err == nil && !(x >= 0) {
		err = fmt.Errorf("the factor is %g", x)
	}
	if err != nil {
		w.failf(p, "%w", err)
	}
	p.s.Factor = x
}

// eachInstruction calls f with every instruction of the model, in the order of
// the file for each kind of place.
func (m *Model) eachInstruction(f func(*Instruction)) {
	var list func([]Instruction)
	list = func(all []Instruction) {
		for i := range all {
			f(&all[i])
			list(all[i].Body)
		}
	}
	var branch func(*Branch)
	branch = func(b *Branch) {
		list(b.Instructions)
		if b.Fork != nil {
			for i := range b.Fork.Paths {
				branch(&b.Fork.Paths[i].Branch)
			}
		}
	}
	for i := range m.Rules {
		list(m.Rules[i].Instructions)
	}
	for i := range m.InitiatingEvents {
		list(m.InitiatingEvents[i].Instructions)
	}
	for i := range m.EventTrees {
		t := &m.EventTrees[i]
		for j := range t.Sequences {
			list(t.Sequences[j].Instructions)
		}
		for j := range t.Branches {
			branch(&t.Branches[j].Branch)
		}
		branch(&t.Initial)
	}
	for i := range m.Alignments {
		for j := range m.Alignments[i].Phases {
			list(m.Alignments[i].Phases[j].Instructions)
		}
	}
}
