package openpsa

import (
	"bufio"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/risk"
)

// Write writes a model so that [Parse] reads the same one back, warnings aside.
// What the model holds is written in a fixed order, each kind after the other.
func Write(w io.Writer, m *risk.Model) error {
	out := &writer{Writer: bufio.NewWriter(w), names: namesOf(m)}
	out.text(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	out.in("opsa-mef", attrs{"name", m.Name}, m.Notes, func() {
		out.externs(m)
		for _, c := range m.FaultTrees {
			out.container("define-fault-tree", c, scope{})
		}
		for _, g := range m.Data.Groups {
			out.group(g, scope{})
		}
		for _, s := range m.Data.Substitutions {
			out.substitution(s, scope{})
		}
		for _, r := range m.Rules {
			out.rule("define-rule", r)
		}
		for _, e := range m.InitiatingEvents {
			out.initiatingEvent(e)
		}
		for _, g := range m.InitiatingGroups {
			out.reference("define-initiating-event-group", g)
		}
		for _, t := range m.EventTrees {
			out.eventTree(t)
		}
		for _, a := range m.Alignments {
			out.alignment(a)
		}
		for _, c := range m.Consequences {
			out.in("define-consequence", attrs{"name", c.Name}, c.Notes, func() {
				out.leaf("initiating-event", attrs{"name", c.InitiatingEvent})
				out.leaf("sequence", attrs{"name", c.Sequence})
			})
		}
		for _, g := range m.ConsequenceGroups {
			out.reference("define-consequence-group", g)
		}
		for _, g := range m.Data.Gates {
			out.gate(g, scope{})
		}
		out.in("model-data", nil, risk.Notes{}, func() { out.data(m.Data, scope{}) })
	})
	return out.Flush() // which keeps the first error
}

// namesOf returns the names a model defines.
func namesOf(m *risk.Model) *names {
	n := newNames()
	var walk func(c risk.Container, s scope)
	walk = func(c risk.Container, s scope) {
		add := func(in space, id risk.Identity, kind string) {
			n.add(in, s, id.Role, definition{path: id.Name, kind: kind})
		}
		for _, g := range c.Gates {
			add(events, g.Identity, "gate")
		}
		for _, e := range c.Events {
			add(events, e.Identity, "basic-event")
		}
		for _, h := range c.House {
			add(events, h.Identity, "house-event")
		}
		for _, p := range c.Parameters {
			add(parameters, p.Identity, "parameter")
		}
		for _, d := range c.Components {
			walk(d, s.in(d.Name, d.Role))
		}
	}
	for _, t := range m.FaultTrees {
		walk(t, scope{}.in(t.Name, t.Role))
	}
	walk(m.Data, scope{})
	return n
}

// attrs are names and values in turn; empty values are left out.
type attrs []string

type writer struct {
	*bufio.Writer
	names *names
	depth int
}

// text writes s. The buffered writer keeps the error for Flush.
func (w *writer) text(s string) { _, _ = w.WriteString(s) }

func (w *writer) escaped(s string) { _ = xml.EscapeText(w, []byte(s)) }

func (w *writer) start(name string, a attrs) {
	w.text(strings.Repeat(" ", w.depth) + "<" + name)
	for i := 0; i+1 < len(a); i += 2 {
		if a[i+1] != "" {
			w.text(" " + a[i] + `="`)
			w.escaped(a[i+1])
			w.text(`"`)
		}
	}
}

func (w *writer) leaf(name string, a attrs) {
	w.start(name, a)
	w.text("/>\n")
}

// in writes an element with its notes and what body writes.
func (w *writer) in(name string, a attrs, notes risk.Notes, body func()) {
	w.start(name, a)
	w.text(">\n")
	w.depth++
	if notes.Label != "" {
		w.start("label", nil)
		w.text(">")
		w.escaped(notes.Label)
		w.text("</label>\n")
	}
	if len(notes.Attributes) > 0 {
		w.in("attributes", nil, risk.Notes{}, func() {
			for _, n := range notes.Attributes {
				w.leaf("attribute", attrs{"name", n.Name, "value", n.Value, "type", n.Type})
			}
		})
	}
	body()
	w.depth--
	w.text(strings.Repeat(" ", w.depth) + "</" + name + ">\n")
}

func (w *writer) container(element string, c risk.Container, s scope) {
	inside := s.in(c.Name, c.Role)
	w.in(element, attrs{"name", c.Name, "role", string(c.Role)}, c.Notes, func() {
		for _, g := range c.Gates {
			w.gate(g, inside)
		}
		w.data(c, inside)
		for _, g := range c.Groups {
			w.group(g, inside)
		}
		for _, sub := range c.Substitutions {
			w.substitution(sub, inside)
		}
		for _, d := range c.Components {
			w.container("define-component", d, inside)
		}
	})
}

func (w *writer) gate(g risk.Gate, s scope) {
	w.in("define-gate", attrs{"name", g.Name, "role", string(g.Role)}, g.Notes, func() { w.formula(g.Formula, s) })
}

// data writes events and parameters.
func (w *writer) data(c risk.Container, s scope) {
	for _, e := range c.Events {
		w.in("define-basic-event", attrs{"name", e.Name, "role", string(e.Role)}, e.Notes, func() {
			if e.Expr != nil {
				w.expr(*e.Expr, s)
			}
		})
	}
	for _, h := range c.House {
		w.in("define-house-event", attrs{"name", h.Name, "role", string(h.Role)}, h.Notes, func() { w.constant(h.State) })
	}
	for _, p := range c.Parameters {
		w.in("define-parameter", attrs{"name", p.Name, "role", string(p.Role), "unit", string(p.Unit)}, p.Notes, func() { w.expr(p.Expr, s) })
	}
}

func (w *writer) constant(v bool) { w.leaf("constant", attrs{"value", strconv.FormatBool(v)}) }

func (w *writer) formula(f risk.Formula, s scope) {
	switch {
	case f.Op == "constant":
		w.constant(f.Value)
	case f.Ref != "":
		w.leaf(f.Op, attrs{"name", w.names.written(events, s, f.Ref)})
	default:
		var a attrs
		if f.Op == "atleast" || f.Op == "cardinality" {
			a = attrs{"min", strconv.Itoa(f.Min)}
		}
		if f.Op == "cardinality" {
			a = append(a, "max", strconv.Itoa(f.Max))
		}
		w.in(f.Op, a, risk.Notes{}, func() {
			for _, arg := range f.Args {
				w.formula(arg, s)
			}
		})
	}
}

func (w *writer) expr(e expression.Expr, s scope) {
	a := attrs{"name", e.Name, "state", e.State, "unit", string(e.Unit)}
	switch e.Op {
	case expression.Number:
		a = attrs{"value", strconv.FormatFloat(e.Value, 'g', -1, 64)}
	case expression.Int:
		a = attrs{"value", strconv.FormatFloat(e.Value, 'f', 0, 64)}
	case expression.Bool:
		a = attrs{"value", strconv.FormatBool(e.Value != 0)}
	case expression.Parameter:
		a[1] = w.names.written(parameters, s, e.Name)
	}
	if len(e.Args) == 0 {
		w.leaf(string(e.Op), a)
		return
	}
	w.in(string(e.Op), a, risk.Notes{}, func() {
		for _, arg := range e.Args {
			w.expr(arg, s)
		}
	})
}

func (w *writer) members(ids []string, s scope) {
	for _, id := range ids {
		name := w.names.written(events, s, id)
		if w.names.byID[events][id] == nil { // the group defines it where it stands
			name = strings.TrimPrefix(name, s.join(""))
		}
		w.leaf("basic-event", attrs{"name", name})
	}
}

func (w *writer) group(g risk.Group, s scope) {
	w.in("define-CCF-group", attrs{"name", g.Name, "model", g.Model}, g.Notes, func() {
		w.in("members", nil, risk.Notes{}, func() { w.members(g.Members, s) })
		w.in("distribution", nil, risk.Notes{}, func() { w.expr(g.Distribution, s) })
		w.in("factors", nil, risk.Notes{}, func() {
			for _, f := range g.Factors {
				w.in("factor", attrs{"level", strconv.Itoa(f.Level)}, risk.Notes{}, func() { w.expr(f.Expr, s) })
			}
		})
	})
}

func (w *writer) substitution(sub risk.Substitution, s scope) {
	w.in("define-substitution", attrs{"name", sub.Name, "type", sub.Type}, sub.Notes, func() {
		w.in("hypothesis", nil, risk.Notes{}, func() { w.formula(sub.Hypothesis, s) })
		if len(sub.Source) > 0 {
			w.in("source", nil, risk.Notes{}, func() { w.members(sub.Source, s) })
		}
		w.in("target", nil, risk.Notes{}, func() {
			if sub.Constant != nil {
				w.constant(*sub.Constant)
			}
			w.members(sub.Target, s)
		})
	})
}

func (w *writer) reference(element string, r risk.Reference) {
	w.in(element, attrs{"name", r.Name, "event-tree", r.EventTree}, r.Notes, func() {
		for _, m := range r.Members {
			w.leaf(m.Kind, attrs{"name", m.Name})
		}
	})
}
