package openpsa

import (
	"fmt"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/risk"
)

// operands holds how many arguments a connective takes, from and to.
var operands = map[string][2]int{
	"and": {1, many}, "or": {1, many}, "not": {1, 1}, "xor": {1, many}, "nand": {1, many}, "nor": {1, many},
	"iff": {2, many}, "imply": {2, 2}, "atleast": {1, many}, "cardinality": {1, many},
}

const many = 1 << 30

// formula reads a Boolean expression.
func (p *parser) formula(n *node, s scope) risk.Formula {
	p.notes(n)
	f := risk.Formula{Op: n.name}
	limits, connective := operands[n.name]
	switch {
	case n.name == "constant" || n.name == "bool":
		f.Op = "constant"
		f.Value = p.constant(n)
		return f
	case n.name == "gate" || n.name == "basic-event" || n.name == "house-event" || n.name == "event":
		p.childless(n)
		return p.event(n, s)
	case !connective:
		p.reportf(n, "is no formula")
		return f
	case len(n.children) < limits[0] || len(n.children) > limits[1]:
		p.reportf(n, "has %d arguments, takes %s", len(n.children), atLeast(limits))
	}
	switch n.name {
	case "atleast":
		f.Min = p.count(n, "min")
	case "cardinality":
		if f.Min, f.Max = p.count(n, "min"), p.count(n, "max"); f.Min > f.Max {
			p.reportf(n, "min %d is above max %d", f.Min, f.Max)
		}
	}
	for _, c := range n.children {
		f.Args = append(f.Args, p.formula(c, s))
	}
	return f
}

func atLeast(limits [2]int) string {
	if limits[1] == many {
		return fmt.Sprintf("at least %d", limits[0])
	}
	return strconv.Itoa(limits[0])
}

// count reads an attribute that is a whole number of 0 or more.
func (p *parser) count(n *node, name string) int {
	text := n.attr(name)
	i, err := strconv.Atoi(text)
	if err != nil || i < 0 {
		p.reportf(n, "%s=%q is not a whole number of 0 or more", name, text)
		return 0
	}
	return i
}

// event resolves a reference. A basic event need not be defined.
func (p *parser) event(n *node, s scope) risk.Formula {
	ref, kind := n.attr("name"), n.name
	if kind == "event" {
		if kind = n.attr("type"); kind != "" && declared["define-"+kind] == "" {
			p.reportf(n, "type %q is not gate, basic-event or house-event", kind)
		}
	}
	if ref == "" {
		p.reportf(n, "has no name")
		return risk.Formula{Op: kind}
	}
	d := p.names.find(events, s, ref)
	switch {
	case d == nil && kind == "basic-event":
		d, _ = p.names.add(events, scope{}, "", definition{path: ref, kind: kind})
	case d == nil:
		p.reportf(n, "nothing of that name is defined%s", p.names.near(events, ref))
	case kind != "" && d.kind != kind:
		p.reportf(n, "is a %s, not a %s", d.kind, kind)
	}
	if d == nil {
		return risk.Formula{Op: kind, Ref: ref}
	}
	return risk.Formula{Op: d.kind, Ref: d.id}
}

func (p *parser) childless(n *node) {
	if len(n.children) > 0 {
		p.reportf(n.children[0], "has no place in %s", n.title())
	}
}

// constant reads a truth value.
func (p *parser) constant(n *node) bool {
	if n == nil {
		return false
	}
	p.childless(n)
	if n.name != "constant" && n.name != "bool" {
		p.reportf(n, "is no constant")
		return false
	}
	return p.truth(n)
}

func (p *parser) truth(n *node) bool {
	switch v := n.attr("value"); v {
	case "true", "1":
		return true
	case "false", "0":
		return false
	default:
		p.reportf(n, "value %q is neither true nor false", v)
		return false
	}
}

func (p *parser) unit(n *node) expression.Unit {
	u := expression.Unit(n.attr("unit"))
	if !u.Known() {
		p.reportf(n, "unknown unit %q", string(u))
		return ""
	}
	return u
}

// expr reads a stochastic expression; nil gives the number 0.
func (p *parser) expr(n *node, s scope) expression.Expr {
	if n == nil {
		return expression.Num(0)
	}
	p.notes(n)
	e := expression.Expr{Op: expression.Op(n.name)}
	switch e.Op {
	case expression.Number, "double":
		e.Op, e.Value = expression.Number, p.number(n)
	case expression.Int:
		e.Value = float64(p.integer(n))
	case expression.Bool:
		if p.truth(n) {
			e.Value = 1
		}
	case expression.MissionTime:
		e.Unit = p.unit(n)
	case expression.Parameter:
		e.Unit, e.Name = p.unit(n), n.attr("name")
		if d := p.names.find(parameters, s, e.Name); d != nil {
			e.Name = d.id
			if _, err := expression.Unit(d.at.attr("unit")).Factor(e.Unit); err != nil && e.Unit != "" {
				p.reportf(n, "%v", err)
			}
		} else {
			p.reportf(n, "no parameter of that name is defined%s", p.names.near(parameters, e.Name))
		}
	case expression.TestInitiate, expression.TestFunction:
		e.Name, e.State = n.attr("name"), n.attr("state")
	case "extern-function":
		p.reportf(n, "extern functions are never run; replace it by its value or formula")
		return expression.Num(0)
	case "exponential":
		if len(n.children) == 4 { // the name of GLM in older versions
			e.Op = expression.GLM
		}
	}
	for _, c := range n.children {
		e.Args = append(e.Args, p.expr(c, s))
	}
	if e.Op == expression.Histogram && len(e.Args) > 0 && e.Args[0].Op == expression.Bin { // the lower bound is left out
		e.Args = append([]expression.Expr{expression.Num(0)}, e.Args...)
	}
	if err := e.Check(); err != nil {
		p.reportf(n, "%v", err)
	}
	return e
}

// number reads the value of a float. Infinities and NaN are refused.
func (p *parser) number(n *node) float64 {
	text := n.attr("value")
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || x-x != 0 || strings.ContainsAny(text, "xXpP_") {
		p.reportf(n, "value %q is not a number", text)
		return 0
	}
	return x
}

func (p *parser) integer(n *node) int {
	i, err := strconv.Atoi(n.attr("value"))
	if err != nil || i > 1<<53 || i < -1<<53 {
		p.reportf(n, "value %q is not a whole number", n.attr("value"))
		return 0
	}
	return i
}
