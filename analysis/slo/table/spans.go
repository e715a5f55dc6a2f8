package table

import (
	"io"
	"strings"

	"ninefold/analysis/internal/rows"
	"ninefold/analysis/slo"
)

// ParseSpans reads outages, gaps or incidents in the order of the file. They may
// overlap. Those that go on have no To. The error holds all that is wrong, by line.
func ParseSpans(name string, r io.Reader) ([]slo.Span, error) {
	rows, err := rows.Open(name, r, []string{"from", "to"}, "from", "to", "what")
	if err != nil {
		return nil, err
	}
	t := reader{rows}
	out := []slo.Span{}
	t.Each(func() {
		before := t.Faults()
		s := slo.Span{From: t.moment("from")}
		if t.Text("to") != "" {
			s.To = t.moment("to")
		}
		ended := s
		if s.To.IsZero() {
			ended.To = s.From.Add(1) // any: only the beginning can be wrong
		}
		if err := ended.Validate(); err != nil && t.Faults() == before {
			t.Faultf("%v", err)
		}
		out = append(out, s)
	})
	return out, t.Err()
}

// ParseCorrections reads corrections in the order of the file. Those that do not
// say when they were entered have no At. The error holds all that is wrong, by line.
func ParseCorrections(name string, r io.Reader) ([]slo.Correction, error) {
	rows, err := rows.Open(name, r, []string{"from", "to", "why", "who"}, "from", "to", "why", "who", "at")
	if err != nil {
		return nil, err
	}
	t := reader{rows}
	var out []slo.Correction
	t.Each(func() { out = append(out, Correct(t.Text, t.inf)) })
	return out, t.Err()
}

// Correct reads a correction from texts called from, to, why, who and at, which may
// be empty. What is wrong with them goes to faultf, with which of them it is.
func Correct(text func(key string) string, faultf func(key, format string, args ...any)) slo.Correction {
	sound := true
	fault := func(key, format string, args ...any) {
		sound = false
		faultf(key, format, args...)
	}
	c := slo.Correction{Reason: strings.Clone(text("why")), By: strings.Clone(text("who"))}
	c.From, c.To = moment("from", text, fault), moment("to", text, fault)
	if text("at") != "" {
		c.At = moment("at", text, fault)
	}
	if err := c.Validate(); err != nil && sound {
		fault("to", "%v", err)
	}
	for _, key := range []string{"why", "who"} {
		if strings.TrimSpace(text(key)) == "" {
			fault(key, "it must be given")
		}
	}
	return c
}
