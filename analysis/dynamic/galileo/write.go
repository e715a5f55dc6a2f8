package galileo

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/dynamic"
)

// Write writes a tree so that [Parse] reads it again. It returns an error for names
// that cannot be written, as those with quotes, and that of w.
func Write(w io.Writer, t dynamic.Tree) error {
	out := &writer{w: bufio.NewWriter(w)}
	out.line("toplevel " + out.name(t.Top))
	for _, g := range t.Gates {
		if slices.ContainsFunc(t.Restraints, func(r dynamic.Restraint) bool { return r.ID == g.ID+" order" && r.Op == dynamic.Seq }) {
			continue // its restraint stands for it
		}
		out.node(g.ID, kind(g), g.Inputs)
	}
	for _, d := range t.Dependencies {
		word := "fdep"
		if d.Probability != 1 {
			word = "pdep=" + number(d.Probability)
		}
		out.node(d.ID, word, append([]string{d.Trigger}, d.Dependents...))
	}
	for _, r := range t.Restraints {
		out.node(strings.TrimSuffix(r.ID, " order"), string(r.Op), r.Inputs)
	}
	for _, i := range t.Inspections {
		word := "insp" + number(i.PeriodHours)
		if i.PeriodHours == 0 {
			word = fmt.Sprintf("%dinsp%s", max(i.Phases, 1), number(i.RatePerHour))
		}
		out.node(i.ID, word, i.Inputs)
	}
	for _, e := range t.Events {
		out.event(e)
	}
	return errors.Join(append(out.faults, out.w.Flush())...)
}

type writer struct {
	w      *bufio.Writer
	faults []error
}

func kind(g dynamic.Gate) string {
	switch {
	case g.Op == dynamic.AtLeast:
		return fmt.Sprintf("%dof%d", g.K, len(g.Inputs))
	case g.Op == dynamic.Spare:
		return "wsp"
	case g.Strict && (g.Op == dynamic.Pand || g.Op == dynamic.Por):
		return string(g.Op) + "-excl"
	}
	return string(g.Op)
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func (w *writer) name(id string) string {
	if strings.ContainsAny(id, "\"\n") || id == "" {
		w.faults = append(w.faults, fmt.Errorf("galileo: the name %q cannot be written", id))
	}
	return `"` + id + `"`
}

// line writes a statement; errors come with Flush.
func (w *writer) line(s string) { _, _ = w.w.WriteString(s + ";\n") }

func (w *writer) node(id, word string, inputs []string) {
	words := []string{w.name(id), word}
	for _, in := range inputs {
		words = append(words, w.name(in))
	}
	w.line(strings.Join(words, " "))
}

func (w *writer) event(e dynamic.Event) {
	s := w.name(e.ID)
	add := func(word string, x float64) { s += " " + word + "=" + number(x) }
	if e.RatePerHour > 0 || e.Probability == nil {
		add("lambda", e.RatePerHour)
	}
	if e.Probability != nil {
		add("prob", *e.Probability)
	}
	if e.Phases > 0 {
		add("phases", float64(e.Phases))
	}
	add("dorm", e.Dormancy)
	if e.RepairPerHour > 0 {
		add("repair", e.RepairPerHour)
	}
	if e.Threshold > 0 {
		add("interval", float64(e.Threshold))
	}
	w.line(s)
}
