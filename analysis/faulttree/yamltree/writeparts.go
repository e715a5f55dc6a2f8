package yamltree

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/risk"
)

// opNames holds, for each connective of the model, the gate here.
var opNames = map[string]string{
	"and": "and", "or": "or", "not": "not", "nand": "nand", "nor": "nor", "xor": "xor", "iff": "iff", "imply": "imply",
	"atleast": "atLeast", "cardinality": "cardinality",
}

func (w *writer) gate(all *parts, g risk.Gate) object {
	f := g.Formula
	if g.Note(risk.FlavorNote) == inhibit && f.Op == "and" && len(f.Args) == 2 {
		g.Attributes = slices.DeleteFunc(slices.Clone(g.Attributes), func(a risk.Attribute) bool { return a.Name == risk.FlavorNote })
		return append(w.identity(all, g.Identity), member{"op", inhibit}, member{"inputs", []any{w.input(all, f.Args[0])}}, member{"condition", w.input(all, f.Args[1])})
	}
	return append(w.identity(all, g.Identity), w.formula(all, g.ID, f)...)
}

// formula returns the members that say what a gate does. What the limits of a gate
// make constant becomes one.
func (w *writer) formula(all *parts, gate string, f risk.Formula) object {
	op, ok := opNames[f.Op]
	if !ok {
		return object{{"op", "transfer"}, {"inputs", []any{w.input(all, f)}}}
	}
	n := len(f.Args)
	counts := op == "atLeast" || op == "cardinality"
	always := counts && f.Min == 0 && (op == "atLeast" || f.Max >= n)
	if always || counts && f.Min > n {
		w.warnf("gate %s: %s from %d of %d inputs is always %t and written so", gate, op, f.Min, n, always)
		return object{{"op", "or"}, {"inputs", []any{object{{"constant", always}}}}}
	}
	out := object{{"op", op}}
	if counts {
		out = append(out, member{"k", f.Min})
	}
	if op == "cardinality" {
		out = append(out, member{"max", min(f.Max, n)})
	}
	inputs := []any{}
	for _, a := range f.Args {
		inputs = append(inputs, w.input(all, a))
	}
	return append(out, member{"inputs", inputs})
}

// input returns an argument of a gate. An event that nothing defines is defined
// without a probability.
func (w *writer) input(all *parts, f risk.Formula) any {
	switch {
	case f.Op == "constant":
		return object{{"constant", f.Value}}
	case f.Ref == "":
		return w.formula(all, "within another", f)
	case w.kinds[f.Ref] == "":
		w.kinds[f.Ref] = "basic-event"
		all.missing = append(all.missing, object{{"id", f.Ref}, {"probability", null}})
	}
	return f.Ref
}

func (w *writer) event(all *parts, e risk.BasicEvent) object {
	rate := any(nil)
	if note := e.Note(risk.RateNote); note != "" {
		if x, err := strconv.ParseFloat(note, 64); err == nil && x > 0 && written(x) == note {
			rate = x
			e.Attributes = slices.DeleteFunc(slices.Clone(e.Attributes), func(a risk.Attribute) bool { return a.Name == risk.RateNote })
		}
	}
	p := any(null)
	if e.Expr != nil {
		p = w.expr(e.ID, *e.Expr)
	}
	return append(w.identity(all, e.Identity), member{"probability", p}, member{"ratePerHour", rate})
}

func (w *writer) group(g risk.Group) object {
	if err := g.Validate(); err != nil {
		w.err = errors.Join(w.err, fmt.Errorf("yamltree: common causes %s: %w", g.Name, err))
	}
	model := g.Model
	for here, there := range models {
		if there == g.Model {
			model = here
		}
	}
	factors := []any{}
	for _, f := range g.Factors {
		factors = append(factors, w.expr(g.Name, f.Expr))
	}
	return object{
		{"id", g.Name}, {"label", some(g.Label)}, {"attributes", attributes(g.Attributes)}, {"model", model}, {"members", g.Members},
		{"probability", w.expr(g.Name, g.Distribution)}, {"factors", factors},
	}
}

func (w *writer) substitution(all *parts, s risk.Substitution) object {
	ids := func(list []string) any {
		var out []any
		for _, id := range list {
			out = append(out, w.input(all, risk.Formula{Op: "basic-event", Ref: id}))
		}
		return several(out)
	}
	out := object{
		{"id", some(s.Name)}, {"type", some(s.Type)}, {"label", some(s.Label)}, {"attributes", attributes(s.Attributes)},
		{"hypothesis", w.input(all, s.Hypothesis)}, {"source", ids(s.Source)}, {"target", ids(s.Target)},
	}
	if s.Constant != nil {
		out = append(out, member{"constant", *s.Constant})
	}
	return out
}

// expr returns an expression of an element as it is written.
func (w *writer) expr(of string, e expression.Expr) any {
	if err := check(e); err != nil {
		w.err = errors.Join(w.err, fmt.Errorf("yamltree: %s: %w", of, err))
		return nil
	}
	return expr(e)
}

// check reports what is wrong with the form of an expression.
func check(e expression.Expr) error {
	if err := e.Check(); err != nil {
		return err
	}
	for _, a := range e.Args {
		if err := check(a); err != nil {
			return err
		}
	}
	return nil
}

// expr returns a valid expression as it is written.
func expr(e expression.Expr) any {
	switch e.Op {
	case expression.Number, expression.Int:
		return json.RawMessage(written(e.Value))
	case expression.Bool:
		return e.Value != 0
	case expression.Pi:
		return "pi"
	case expression.MissionTime:
		if e.Unit == "" {
			return "missionTime"
		}
		return object{{"missionTime", string(e.Unit)}}
	case expression.Parameter:
		if e.Unit == "" {
			return object{{"parameter", e.Name}}
		}
		return object{{"parameter", object{{"name", e.Name}, {"unit", string(e.Unit)}}}}
	case expression.TestInitiate:
		return object{{"testInitiatingEvent", e.Name}}
	case expression.TestFunction:
		return object{{"testFunctionalEvent", object{{"name", e.Name}, {"state", e.State}}}}
	case expression.Histogram:
		return histogram(e)
	case expression.Switch:
		return switched(e)
	}
	for name, operation := range named {
		for _, f := range operation.forms {
			if operation.op == e.Op && len(f) == len(e.Args) {
				return object{{name, arguments(f, e.Args)}}
			}
		}
	}
	if slices.Contains(unary, e.Op) && len(e.Args) == 1 {
		return object{{string(e.Op), expr(e.Args[0])}}
	}
	args := []any{}
	for _, a := range e.Args {
		args = append(args, expr(a))
	}
	return object{{string(e.Op), args}}
}

// arguments returns named arguments without those that are as when left out, but for
// the first test, which is always said.
func arguments(f form, args []expression.Expr) object {
	out := object{}
	for i, a := range f {
		if a.without != nil && reflect.DeepEqual(args[i], *a.without) {
			continue
		}
		out = append(out, member{a.name, expr(args[i])})
	}
	return out
}

func histogram(e expression.Expr) any {
	bins := []any{}
	for _, b := range e.Args[1:] {
		bins = append(bins, object{{"upper", expr(b.Args[0])}, {"value", expr(b.Args[1])}})
	}
	return object{{"histogram", object{{"lower", expr(e.Args[0])}, {"bins", bins}}}}
}

func switched(e expression.Expr) any {
	last := len(e.Args) - 1
	cases := []any{}
	for _, c := range e.Args[:last] {
		cases = append(cases, object{{"if", expr(c.Args[0])}, {"then", expr(c.Args[1])}})
	}
	return object{{"switch", object{{"cases", cases}, {"else", expr(e.Args[last])}}}}
}
