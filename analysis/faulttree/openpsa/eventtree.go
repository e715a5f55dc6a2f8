package openpsa

import (
	"math"
	"slices"
	"strconv"

	"ninefold/analysis/faulttree/risk"
)

func (p *parser) eventTree(n *node) risk.EventTree {
	t := risk.EventTree{Name: n.attr("name"), Notes: p.notes(n)}
	initial := false
	for _, c := range p.body(n) {
		switch c.name {
		case "define-functional-event":
			t.FunctionalEvents = append(t.FunctionalEvents, risk.Named{Name: c.attr("name"), Notes: p.notes(c)})
		case "define-sequence":
			t.Sequences = append(t.Sequences, p.rule(c))
		case "define-branch":
			t.Branches = append(t.Branches, risk.NamedPart{Name: c.attr("name"), Notes: p.notes(c), Branch: p.branch(c)})
		case "initial-state":
			initial = true
			t.Initial = p.branch(c)
		default:
			p.reportf(c, "has no place in an event tree")
		}
	}
	if !initial {
		p.reportf(n, "has no initial-state")
	}
	return t
}

func (p *parser) rule(n *node) risk.Rule {
	return risk.Rule{Name: n.attr("name"), Notes: p.notes(n), Instructions: p.instructions(p.body(n))}
}

func (p *parser) instructions(nodes []*node) []risk.Instruction {
	var list []risk.Instruction
	for _, c := range nodes {
		list = append(list, p.instruction(c))
	}
	return list
}

// branch reads instructions up to the fork or end they lead to.
func (p *parser) branch(n *node) risk.Branch {
	var b risk.Branch
	ended := false
	for _, c := range p.body(n) {
		if ended {
			p.reportf(c, "comes after the end of the branch")
			continue
		}
		switch c.name {
		case "fork":
			b.Fork, ended = p.fork(c), true
		case "sequence":
			b.Sequence, ended = c.attr("name"), true
		case "branch":
			b.Branch, ended = c.attr("name"), true
		default:
			b.Instructions = append(b.Instructions, p.instruction(c))
		}
	}
	if !ended {
		p.reportf(n, "ends in no fork, sequence or branch")
	}
	return b
}

func (p *parser) fork(n *node) *risk.Fork {
	f := &risk.Fork{FunctionalEvent: n.attr("functional-event")}
	for _, c := range n.children {
		if c.name != "path" {
			p.reportf(c, "has no place in a fork")
			continue
		}
		f.Paths = append(f.Paths, risk.Path{State: c.attr("state"), Branch: p.branch(c)})
	}
	if len(f.Paths) == 0 {
		p.reportf(n, "has no path")
	}
	return f
}

// instruction reads one step. References in event trees are to public elements or
// full paths.
func (p *parser) instruction(n *node) risk.Instruction {
	p.notes(n)
	i := risk.Instruction{Op: n.name, Name: n.attr("name"), Direction: n.attr("direction")}
	if !slices.Contains([]string{"", "forward", "backward", "both"}, i.Direction) {
		p.reportf(n, "direction %q is not forward, backward or both", i.Direction)
	}
	switch n.name {
	case "set-house-event":
		i.Name = p.target(n, events, "house-event")
		i.State = p.constant(p.only(n, "a constant"))
	case "set-gate":
		i.Name = p.target(n, events, "gate")
		i.Formula = p.formulaIn(n)
	case "set-basic-event":
		i.Name = p.target(n, events, "basic-event")
		x := p.expr(p.only(n, "an expression"), scope{})
		i.Expr = &x
	case "set-parameter":
		i.Name = p.target(n, parameters, "parameter")
		x := p.expr(p.only(n, "an expression"), scope{})
		i.Expr = &x
	case "collect-formula":
		i.Formula = p.formulaIn(n)
	case "collect-expression":
		x := p.expr(p.only(n, "an expression"), scope{})
		i.Expr = &x
	case "if":
		if len(n.children) != 2 && len(n.children) != 3 {
			p.reportf(n, "holds %d elements instead of a condition, an instruction and perhaps another", len(n.children))
			return i
		}
		x := p.expr(n.children[0], scope{})
		i.Expr, i.Body = &x, p.instructions(n.children[1:])
	case "block":
		i.Body = p.instructions(n.children)
	case "rule", "event-tree":
		p.childless(n)
	default:
		p.reportf(n, "is no instruction")
	}
	return i
}

func (p *parser) formulaIn(n *node) *risk.Formula {
	body := p.only(n, "a formula")
	if body == nil {
		return nil
	}
	f := p.formula(body, scope{})
	return &f
}

// target returns the ID of what an instruction sets.
func (p *parser) target(n *node, in space, kind string) string {
	name := n.attr("name")
	d := p.names.find(in, scope{}, name)
	switch {
	case d == nil:
		p.reportf(n, "no %s of that name is defined%s", kind, p.names.near(in, name))
		return name
	case d.kind != kind:
		p.reportf(n, "is a %s, not a %s", d.kind, kind)
	}
	return d.id
}

func (p *parser) initiatingEvent(n *node) risk.InitiatingEvent {
	e := risk.InitiatingEvent{Name: n.attr("name"), Notes: p.notes(n), EventTree: n.attr("event-tree")}
	for _, c := range p.body(n) {
		_, isInstruction := instructionNames[c.name]
		switch {
		case isInstruction:
			e.Instructions = append(e.Instructions, p.instruction(c))
		case c.name == "gate" || c.name == "basic-event" || c.name == "event":
			f := p.formula(c, scope{})
			e.Collected = &f
		case c.name == "consequence" || c.name == "consequence-group":
			p.warnf("%s of %s has no effect", c.title(), n.title())
		default:
			x := p.expr(c, scope{})
			e.Expr = &x
		}
	}
	return e
}

var instructionNames = map[string]bool{
	"set-house-event": true, "set-gate": true, "set-basic-event": true, "set-parameter": true, "collect-formula": true,
	"collect-expression": true, "if": true, "block": true, "rule": true, "event-tree": true,
}

// roundedFraction is how far from 1 the time fractions of an alignment may add up
// to: they are written with some four digits.
const roundedFraction = 1e-4

func (p *parser) alignment(n *node) risk.Alignment {
	a := risk.Alignment{Name: n.attr("name"), Notes: p.notes(n)}
	total := 0.0
	for _, c := range p.body(n) {
		if c.name != "define-phase" {
			p.reportf(c, "has no place in an alignment")
			continue
		}
		f, err := strconv.ParseFloat(c.attr("time-fraction"), 64)
		if err != nil || !(f > 0 && f <= 1) {
			p.reportf(c, "time-fraction %q is not above 0 and at most 1", c.attr("time-fraction"))
			f = 0
		}
		total += f
		a.Phases = append(a.Phases, risk.Phase{Name: c.attr("name"), Notes: p.notes(c), TimeFraction: f, Instructions: p.instructions(p.body(c))})
	}
	if !(math.Abs(total-1) < roundedFraction) {
		p.reportf(n, "the time fractions add up to %g instead of 1", total)
	}
	return a
}
