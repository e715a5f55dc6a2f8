package table

import (
	"cmp"
	"io"
	"slices"
	"time"

	"ninefold/analysis/internal/rows"
	"ninefold/analysis/slo"
)

// A row is what a line holds, and which line that is.
type row struct {
	slo.Slice
	line int
}

// Parse reads slices in order of time, none of which overlap. The name of the file
// is for messages; the error holds all that is wrong, by line.
func Parse(name string, r io.Reader) ([]slo.Slice, error) {
	rows, err := rows.Open(name, r, []string{"from", "bad"}, "from", "to", "good", "bad", "total", "unknown")
	if err != nil {
		return nil, err
	}
	t := reader{rows}
	if t.Has("good") == t.Has("total") {
		t.Faultf("there must be a column good or total, not both")
		return nil, t.Err()
	}
	var all []row
	t.Each(func() {
		before := t.Faults()
		if s := t.slice(); t.Faults() == before {
			all = append(all, row{s, t.Line()})
		}
	})
	slices.SortStableFunc(all, func(a, b row) int { return cmp.Or(a.From.Compare(b.From), a.line-b.line) })
	if !t.Has("to") && t.Faults() == 0 { // what is missing would end the slice before it
		t.end(all)
	}
	t.overlaps(all)
	if err := t.Err(); err != nil {
		return nil, err
	}
	out := make([]slo.Slice, len(all))
	for i, r := range all {
		out[i] = r.Slice
	}
	return out, nil
}

// A reader reads one kind of rows.
type reader struct{ *rows.Reader }

// count reads how many there were. Where nothing is written, nothing is known: only
// unknown may be left out.
func (t reader) count(column string) float64 {
	if t.Text(column) == "" && t.Has(column) && column != "unknown" {
		t.inf(column, "there is no number")
		return 0
	}
	x := t.Number(column)
	if !(x >= 0 && x <= slo.MaxCount) {
		t.inf(column, "%q is not a count", t.Text(column))
		return 0
	}
	return x
}

// moment reads a time, the zero time where it is none, which is a fault.
func (t reader) moment(column string) time.Time { return moment(column, t.Text, t.inf) }

// inf notes what is wrong with a column of the row.
func (t reader) inf(column, format string, args ...any) {
	t.FieldFaultf(column, format, args...)
}

func moment(key string, text func(key string) string, faultf func(key, format string, args ...any)) time.Time {
	at, err := time.Parse(time.RFC3339, text(key))
	if err != nil {
		faultf(key, "%q is not a time such as 2026-01-31T12:00:00Z", text(key))
		return time.Time{}
	}
	return at
}

func (t reader) slice() slo.Slice {
	before := t.Faults()
	s := slo.Slice{Span: slo.Span{From: t.moment("from")}, Good: t.count("good"), Bad: t.count("bad"), Unknown: t.count("unknown")}
	if t.Has("to") {
		s.To = t.moment("to")
		if err := s.Validate(); err != nil && t.Faults() == before {
			t.Faultf("%v", err)
		}
	}
	if t.Has("total") {
		if s.Good = t.count("total") - s.Bad - s.Unknown; s.Good < 0 && t.Faults() == before {
			t.Faultf("more requests are bad or unknown than there are")
		}
	}
	if s.Good+s.Bad+s.Unknown > slo.MaxCount {
		t.Faultf("%g good, %g bad and %g unknown are not counts", s.Good, s.Bad, s.Unknown)
	}
	return s
}

// end ends slices, in order, that do not say when.
func (t reader) end(all []row) {
	for i := range all {
		switch {
		case len(all) == 1:
			t.FaultAtf(all[i].line, "how long the only slice lasts is not said: add a column to")
		case i+1 < len(all):
			all[i].To = all[i+1].From
		default:
			all[i].To = all[i].From.Add(all[i].From.Sub(all[i-1].From))
		}
	}
	for i := range all {
		// Two that begin at once are told by the overlap, once.
		if err := all[i].Validate(); err != nil && all[i].To.After(all[i].From) {
			t.FaultAtf(all[i].line, "%v", err)
		}
	}
}

// overlaps notes slices, in order, that have time in common with an earlier one.
func (t reader) overlaps(all []row) {
	last := 0 // which of those before ends last
	for i := 1; i < len(all); i++ {
		if a, b := all[last], all[i]; b.From.Before(a.To) || b.From.Equal(a.From) {
			t.FaultAtf(b.line, "the slice overlaps that of line %d", a.line)
		}
		if all[i].To.After(all[last].To) {
			last = i
		}
	}
}
