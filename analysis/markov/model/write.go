package model

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree/expression"
)

// Write writes a model in the form that [Parse] reads, one part a line. It returns
// an error for formulas it cannot say and that of w.
func Write(w io.Writer, m *Model) error {
	out := &writer{}
	out.linef("apiVersion: %s", APIVersion)
	out.linef("kind: %s", Kind)
	if m.Label != "" {
		out.linef("label: %s", scalar(m.Label))
	}
	out.heading("parameters", len(m.Parameters))
	for _, q := range m.Parameters {
		out.item("id", scalar(q.ID), "value", out.formula(q.Value), "label", label(q.Label))
	}
	out.heading("states", len(m.States))
	for _, s := range m.States {
		initial, absorbing := "", ""
		if s.Initial != nil {
			initial = out.formula(*s.Initial)
		}
		if s.Absorbing {
			absorbing = "true"
		}
		out.item("id", scalar(s.ID), "initial", initial, "absorbing", absorbing, "label", label(s.Label))
	}
	if m.Up != nil {
		out.linef("up: %s", flow(m.Up))
	}
	out.heading("sets", len(m.Sets))
	for _, s := range m.Sets {
		out.item("id", scalar(s.ID), "states", flow(s.States))
	}
	out.heading("transitions", len(m.Transitions))
	for _, t := range m.Transitions {
		out.item("from", scalar(t.From), "to", scalar(t.To), "rate", out.formula(t.Rate))
	}
	out.rewards(m)
	if len(m.Measures) > 0 {
		out.linef("measures: %s", strings.ReplaceAll(fmt.Sprint(m.Measures), " ", ", "))
	}
	if len(m.Hours) > 0 {
		var hours []string
		for _, h := range m.Hours {
			hours = append(hours, strconv.FormatFloat(h, 'f', -1, 64)) // an exponent without a point is no number in YAML
		}
		out.linef("times: [%s]", strings.Join(hours, ", "))
	}
	if err := errors.Join(out.errs...); err != nil {
		return err
	}
	_, err := io.WriteString(w, out.text.String())
	return err
}

type writer struct {
	text strings.Builder
	errs []error
}

func (w *writer) linef(format string, args ...any) { fmt.Fprintf(&w.text, format+"\n", args...) }

func (w *writer) heading(name string, n int) {
	if n > 0 {
		w.linef("%s:", name)
	}
}

// item writes keys and values in one line, but for values that are empty.
func (w *writer) item(pairs ...string) { w.linef("  - %s", mapping(pairs...)) }

func mapping(pairs ...string) string {
	var parts []string
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] != "" {
			parts = append(parts, pair[0]+": "+pair[1])
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (w *writer) rewards(m *Model) {
	w.heading("rewards", len(m.Rewards))
	for _, r := range m.Rewards {
		var states, transitions []string
		for _, s := range r.States {
			states = append(states, mapping("state", scalar(s.State), "perHour", w.formula(s.PerHour)))
		}
		for _, t := range r.Transitions {
			transitions = append(transitions, mapping("from", scalar(t.From), "to", scalar(t.To), "each", w.formula(t.Each)))
		}
		list := func(items []string) string {
			if len(items) == 0 {
				return ""
			}
			return "[" + strings.Join(items, ", ") + "]"
		}
		w.item("id", scalar(r.ID), "states", list(states), "transitions", list(transitions))
	}
}

// formula quotes a formula that YAML would take apart: one with several arguments.
func (w *writer) formula(e expression.Expr) string {
	text, err := formulaText(e, loose)
	if err != nil {
		w.errs = append(w.errs, err)
	}
	if strings.ContainsAny(text, ",") {
		return strconv.Quote(text)
	}
	return text
}

var (
	simple   = regexp.MustCompile(`^[A-Za-z_](?:[A-Za-z0-9_ -]*[A-Za-z0-9_])?$`)
	reserved = regexp.MustCompile(`(?i)^(true|false|null|yes|no|on|off|y|n)$`)
)

// scalar writes a text so that YAML reads it as one.
func scalar(s string) string {
	if simple.MatchString(s) && !reserved.MatchString(s) {
		return s
	}
	return quoted(s)
}

// quoted writes a text in double quotes, as YAML escapes it.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func label(s string) string {
	if s == "" {
		return ""
	}
	return scalar(s)
}

func flow(names []string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = scalar(name)
	}
	return "[" + strings.Join(out, ", ") + "]"
}
