package yamltree

import (
	"errors"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/internal/yamlfile"
)

// inhibit is a gate that is an and to the model, with a note.
const inhibit = "inhibit"

// ops holds, for each gate here, the connective of the model.
var ops = map[string]string{
	"and": "and", "or": "or", "not": "not", "nand": "nand", "nor": "nor", "xor": "xor", "iff": "iff", "imply": "imply",
	"atLeast": "atleast", "cardinality": "cardinality", "inhibit": "and", "transfer": "",
}

// declare collects all names before the first reference is resolved, and reports
// those that are taken.
func (p *parser) declare(root *yaml.Node) {
	var groups []*yaml.Node
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		pairs(n, func(key string, list *yaml.Node) {
			kind := map[string]string{"gates": "gate", "events": "basic-event", "house": "house-event", "parameters": "parameter"}[key]
			for _, item := range items(list) {
				switch {
				case key == "trees":
					walk(item)
				case key == "commonCauses":
					groups = append(groups, item)
				case kind != "":
					p.define(kind, item)
				}
			}
		})
	}
	walk(root)
	for _, g := range groups {
		pairs(g, func(key string, list *yaml.Node) {
			for _, item := range items(list) {
				if key == "members" && item.Kind == yaml.ScalarNode && p.kinds[item.Value] == "" {
					p.kinds[item.Value] = "basic-event"
				}
			}
		})
	}
}

// define enters the name of an item.
func (p *parser) define(kind string, item *yaml.Node) {
	var id, unit *yaml.Node
	pairs(item, func(key string, value *yaml.Node) {
		switch key {
		case "id":
			id = value
		case "unit":
			unit = value
		}
	})
	if id == nil || id.Kind != yaml.ScalarNode {
		return
	}
	sites, names, value := p.sites, p.kinds, kind
	if kind == "parameter" {
		sites, names, value = p.paramSites, p.params, ""
		if unit != nil && expression.Unit(unit.Value).Known() {
			value = unit.Value
		}
	}
	if before, taken := sites[id.Value]; taken {
		p.Reportf(id, "the ID %s is taken in line %d", yamlfile.Quoted(id.Value), before.Line)
		return
	}
	names[id.Value], sites[id.Value] = value, item
}

// pairs calls f with the keys and values of a mapping.
func pairs(n *yaml.Node, f func(key string, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		f(n.Content[i].Value, n.Content[i+1])
	}
}

func items(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// parts returns the readers of what a tree holds, which is the one of that index.
func (p *parser) parts(c *risk.Container, tree int) yamlfile.Readers {
	known := p.notes(&c.Notes)
	known["name"] = p.Text(&c.Name)
	known["top"] = func(n *yaml.Node) {
		var top string
		if p.id(&top)(n); top != "" {
			p.tops = append(p.tops, topNode{tree, n})
		}
	}
	known["gates"] = func(n *yaml.Node) {
		p.List(n, func(n *yaml.Node) { c.Gates = append(c.Gates, p.gate(n)) })
	}
	known["events"] = func(n *yaml.Node) {
		p.List(n, func(n *yaml.Node) { c.Events = append(c.Events, p.event(n)) })
	}
	known["house"] = func(n *yaml.Node) {
		p.List(n, func(n *yaml.Node) {
			var h risk.HouseEvent
			known := p.identity(&h.Identity)
			known["state"] = p.Truth(&h.State)
			p.Object(n, known, "id")
			c.House = append(c.House, h)
		})
	}
	known["parameters"] = func(n *yaml.Node) {
		p.List(n, func(n *yaml.Node) { c.Parameters = append(c.Parameters, p.parameter(n)) })
	}
	known["commonCauses"] = func(n *yaml.Node) {
		p.List(n, func(n *yaml.Node) { c.Groups = append(c.Groups, p.group(n)) })
	}
	return known
}

// identity returns the readers of what names and documents an element. Its name is
// set by the reader of its ID.
func (p *parser) identity(id *risk.Identity) yamlfile.Readers {
	known := p.notes(&id.Notes)
	known["id"] = func(n *yaml.Node) {
		p.id(&id.ID)(n)
		id.Name = id.ID
	}
	return known
}

func (p *parser) notes(notes *risk.Notes) yamlfile.Readers {
	return yamlfile.Readers{
		"label": p.Text(&notes.Label),
		"attributes": func(n *yaml.Node) {
			p.List(n, func(n *yaml.Node) {
				var a risk.Attribute
				p.Object(n, yamlfile.Readers{"name": p.Text(&a.Name), "value": p.Text(&a.Value), "type": p.Text(&a.Type)}, "name")
				notes.Attributes = append(notes.Attributes, a)
			})
		},
	}
}

func (p *parser) event(n *yaml.Node) risk.BasicEvent {
	var e risk.BasicEvent
	given := false
	known := p.identity(&e.Identity)
	known["probability"] = func(n *yaml.Node) {
		given = true
		if n.Tag == "!!null" {
			return
		}
		x := p.expr(n)
		e.Expr = &x
		if x.Op == expression.Number && !(x.Value >= 0 && x.Value <= 1) {
			p.Reportf(n, "probability %g is not between 0 and 1", x.Value)
		}
	}
	known["ratePerHour"] = func(n *yaml.Node) {
		switch rate, ok := yamlfile.Number(n); {
		case !ok:
			p.Reportf(n, "%s is no number", yamlfile.Quoted(n.Value))
		case !(rate >= 0):
			p.Reportf(n, "rate %g is negative", rate)
		case rate > 0:
			e.Attributes = append(e.Attributes, risk.Attribute{Name: risk.RateNote, Value: written(rate), Type: "hours-1"})
		}
	}
	p.Object(n, known, "id")
	if !given && n.Kind == yaml.MappingNode {
		p.silent = append(p.silent, silentEvent{e.ID, n})
	}
	return e
}

func (p *parser) parameter(n *yaml.Node) risk.Parameter {
	var q risk.Parameter
	known := p.identity(&q.Identity)
	known["value"] = func(n *yaml.Node) { q.Expr = p.expr(n) }
	known["unit"] = p.unit(&q.Unit)
	p.Object(n, known, "id", "value")
	return q
}

func (p *parser) gate(n *yaml.Node) risk.Gate {
	var g risk.Gate
	known := p.identity(&g.Identity)
	g.Formula = p.formula(n, known, "id")
	pairs(n, func(key string, value *yaml.Node) {
		if key == "op" && value.Value == inhibit {
			g.Attributes = append(g.Attributes, risk.Attribute{Name: risk.FlavorNote, Value: inhibit})
		}
	})
	return g
}

// formula reads op, inputs and numbers of a gate, with what else it may have. A gate
// with an ID may be an inhibit gate.
func (p *parser) formula(n *yaml.Node, known yamlfile.Readers, required ...string) risk.Formula {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		p.Reportf(n, "gates stand in each other more than %d deep", maxDepth)
		return risk.Formula{}
	}
	var op string
	var f risk.Formula
	var condition []risk.Formula
	known["op"], known["k"], known["max"] = p.Text(&op), p.count(&f.Min), p.count(&f.Max)
	known["inputs"] = func(n *yaml.Node) {
		p.List(n, func(n *yaml.Node) { f.Args = append(f.Args, p.input(n)) })
	}
	if len(required) > 0 {
		known["condition"] = func(n *yaml.Node) { condition = append(condition, p.input(n)) }
	}
	before := len(p.Problems)
	p.Object(n, known, append(required, "op", "inputs")...)
	if len(p.Problems) > before {
		return f
	}
	var ok bool
	if f.Op, ok = ops[op]; !ok {
		p.Unknown(n, "op", op, sorted(ops))
		return f
	}
	p.checkGate(n, op, f, len(condition) > 0)
	if op == "transfer" && len(f.Args) == 1 {
		return f.Args[0]
	}
	f.Args = append(f.Args, condition...)
	return f
}

// takes holds how many inputs a gate may have, from and to; others may have any
// number but none.
var takes = map[string][2]int{"not": {1, 1}, "inhibit": {1, 1}, "transfer": {1, 1}, "imply": {2, 2}, "iff": {2, maxMarks}}

// checkGate reports numbers that do not fit the gate.
func (p *parser) checkGate(n *yaml.Node, op string, f risk.Formula, condition bool) {
	inputs := len(f.Args)
	limits, limited := takes[op]
	switch {
	case inputs == 0:
		p.Reportf(n, "has no inputs")
	case limited && (inputs < limits[0] || inputs > limits[1]):
		p.Reportf(n, "%s has %d inputs, not %d", op, inputs, limits[0])
	case op == "atLeast" && (f.Min < 1 || f.Min > inputs):
		p.Reportf(n, "at least %d of %d inputs", f.Min, inputs)
	case op == "cardinality" && (f.Min < 0 || f.Min > f.Max || f.Max > inputs):
		p.Reportf(n, "%d to %d of %d inputs", f.Min, f.Max, inputs)
	}
	if f.Min != 0 && op != "atLeast" && op != "cardinality" {
		p.Reportf(n, "k = %d, but op %s has none", f.Min, op)
	}
	if f.Max != 0 && op != "cardinality" {
		p.Reportf(n, "max = %d, but op %s has none", f.Max, op)
	}
	if condition != (op == "inhibit") {
		p.Reportf(n, "a condition and the op inhibit go together")
	}
}

// input reads an ID, a constant, or a gate without an ID.
func (p *parser) input(n *yaml.Node) risk.Formula {
	if n.Kind != yaml.MappingNode {
		var id string
		p.id(&id)(n)
		if kind := p.kinds[id]; kind != "" || id == "" {
			return risk.Formula{Op: kind, Ref: id}
		}
		p.Reportf(n, "input %s is not defined%s", yamlfile.Quoted(id), p.Near(id, sorted(p.kinds)))
		return risk.Formula{}
	}
	if len(n.Content) == 2 && n.Content[0].Value == "constant" {
		f := risk.Formula{Op: "constant"}
		p.Object(n, yamlfile.Readers{"constant": p.Truth(&f.Value)})
		return f
	}
	return p.formula(n, yamlfile.Readers{})
}

// checkCycles reports gates and parameters that depend on themselves.
func (p *parser) checkCycles(m *risk.Model) {
	gates, params := m.Uses()
	for _, fault := range cycles(gates) {
		p.Reportf(p.sites[fault.ID], "%q: %v", fault.ID, fault.Err)
	}
	for _, fault := range cycles(params) {
		p.Reportf(p.paramSites[fault.ID], "%q: %v", fault.ID, fault.Err)
	}
}

// cycles finds loops with the search of the engine: each element becomes a gate. The
// other faults which that finds come of leaves not being told to it.
func cycles(uses []risk.Use) []*faulttree.InvalidError {
	var tree faulttree.Tree
	for _, u := range uses {
		tree.Gates = append(tree.Gates, faulttree.Gate{ID: u.ID, Op: faulttree.Or, Inputs: u.Names})
	}
	var loops []*faulttree.InvalidError
	for _, fault := range problem.Invalid(tree.Validate()) {
		if errors.Is(fault, faulttree.ErrCycle) {
			loops = append(loops, fault)
		}
	}
	return loops
}
