package risk

import (
	"errors"
	"strconv"

	"ninefold/analysis/faulttree/expression"
)

// A Sequence is one way from an initiating event to the end of an event tree, or
// of one it is linked to. Several ways may end in a sequence of the same name.
type Sequence struct {
	InitiatingEvent string  `json:"initiatingEvent"`
	EventTree       string  `json:"eventTree"` // where it ends
	Name            string  `json:"name"`
	States          []State `json:"states"`        // on the way
	Via             []End   `json:"via,omitempty"` // ends of event trees that link to the next

	// Factor is the value of the initiating event, 1 where it has none, times the
	// collected expressions.
	Factor float64 `json:"factor"`

	// FactorExpr is the factor as one expression of the parameters of the model and
	// those in Parameters, with all tests decided. Its random deviates all stand in
	// parameters, so that what one instruction says is drawn once for all sequences
	// it is in, whatever key the expression has.
	FactorExpr expression.Expr `json:"-"`

	// Parameters are those which FactorExpr names beside the ones in the model: the
	// uncertain initiating events and collected expressions, and copies, named with
	// an @ and a number, of what parameters are where instructions have set them.
	Parameters expression.System `json:"-"`

	collected []collected
	terms     []term
}

// A State is that of a functional event.
type State struct {
	FunctionalEvent string `json:"functionalEvent"`
	State           string `json:"state"`
}

// An End is the end of an event tree.
type End struct {
	EventTree string `json:"eventTree"`
	Sequence  string `json:"sequence"`
}

// collected is a formula and where it was collected.
type collected struct {
	formula *Formula
	in      *setting
}

// A term is an expression that was collected. Terms with the same number are the
// same instruction at the same place.
type term struct {
	factor
	in     *setting
	number int
}

// A factor is an expression, or one that is made a parameter.
type factor struct {
	expr      expression.Expr
	parameter string // its name; empty for none
}

// Sequences walks the event trees of all initiating events, at mission time, draws
// and changes of at, in the order of the file. The event tree is the one that the
// initiating event names, or one of its groups.
//
// What is set holds for what is collected afterwards on the same way, or before,
// or both, as the direction says; conditions see what has been set forward.
//
// It returns an error for a circle of branches, rules or links, for more than a
// million sequences, and for an expression without a value.
func (m *Model) Sequences(at At) ([]Sequence, error) {
	w := newWalker(m, at)
	trees, _ := m.TreesOfInitiatingEvents()
	for i := range m.InitiatingEvents {
		e := &m.InitiatingEvents[i]
		tree := w.trees[trees[e.Name]]
		if tree == nil {
			continue // it begins nothing
		}
		p := position{tree: tree, frame: e, in: &setting{initiating: e.Name}, s: Sequence{InitiatingEvent: e.Name, States: []State{}}}
		if e.Expr != nil {
			w.multiply(&p, e.Expr)
		}
		if e.Collected != nil {
			p.s.collected = append(p.s.collected, collected{e.Collected, p.in})
		}
		w.instructions(&p, e.Instructions)
		w.branch(p, &tree.Initial)
	}
	return w.found, errors.Join(append(w.faults, w.resolver.faults...)...)
}

// factors gives each expression that multiplies a sequence and draws random
// numbers the name of a parameter, by address of the expression.
func (m *Model) factors(taken expression.System) map[*expression.Expr]factor {
	named := map[*expression.Expr]factor{}
	used := map[string]bool{}
	add := func(e *expression.Expr, name string) {
		f := factor{expr: *e}
		if keys := (expression.Inputs{Events: map[string]expression.Expr{name: *e}}).Deviates(); len(keys) > 0 {
			for _, known := taken[name]; known || used[name]; _, known = taken[name] {
				name += "'"
			}
			used[name], f.parameter = true, name
		}
		named[e] = f
	}
	for i := range m.InitiatingEvents {
		if e := &m.InitiatingEvents[i]; e.Expr != nil {
			add(e.Expr, "initiating event "+e.Name)
		}
	}
	n := 0
	m.eachInstruction(func(i *Instruction) {
		if i.Op == "collect-expression" {
			n++
			add(i.Expr, "collected expression "+strconv.Itoa(n))
		}
	})
	return named
}

// product returns the factor of a sequence.
func (r *resolver) product(terms []term) expression.Expr {
	var all []expression.Expr
	for _, t := range terms {
		e := t.expr
		if t.parameter != "" {
			e = expression.Param(t.parameter)
			if _, made := r.system[t.parameter]; !made {
				r.define(t.parameter, expression.Definition{Expr: t.expr})
			}
		}
		all = append(all, r.expr(t.in, r.flavor(t.in), e))
	}
	switch len(all) {
	case 0:
		return expression.Num(1)
	case 1:
		return all[0]
	}
	return expression.Of(expression.Mul, all...)
}

// added returns the parameters under e that are not in the model.
func (r *resolver) added(e expression.Expr) expression.System {
	var out expression.System
	seen := map[string]bool{}
	var walk func(e expression.Expr)
	walk = func(e expression.Expr) {
		if e.Op == expression.Parameter && !seen[e.Name] {
			seen[e.Name] = true
			d := r.system[e.Name]
			if _, there := r.index.system[e.Name]; !there {
				if out == nil {
					out = expression.System{}
				}
				out[e.Name] = d
			}
			walk(d.Expr)
		}
		for _, a := range e.Args {
			walk(a)
		}
	}
	if r.own {
		walk(e)
	}
	return out
}
