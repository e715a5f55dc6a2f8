// Package table reads the counts behind an objective from CSV.
//
// The first line names the columns, in any order:
//
//	from, to   when the slice began and ended, RFC 3339; without to, slices last
//	           until the next begins, and the last as long as the one before
//	good       requests that were served well; or total, all of them
//	bad        requests that were not
//	unknown    requests of unknown outcome; 0 without the column
//
// Files are bounded in size. All that is wrong is reported at once, by line.
package table

import (
	"fmt"
	"io"
	"slices"
	"time"

	"ninefold/analysis/internal/rows"
	"ninefold/analysis/slo"
)

// Parse reads slices in order of time. The name of the file is for messages; the
// error holds all that is wrong, by line. Overlaps are left to [slo.History].
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
	var out []slo.Slice
	for {
		more, err := t.Next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		out = append(out, t.slice())
	}
	if err := t.Err(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b slo.Slice) int { return a.From.Compare(b.From) })
	if t.Has("to") {
		return out, nil
	}
	return ended(name, out)
}

// A reader reads slices.
type reader struct{ *rows.Reader }

func (t reader) count(column string) float64 {
	x := t.Number(column)
	if !(x >= 0 && x <= 1e18) {
		t.Faultf("%s: %q is not a count", column, t.Text(column))
		return 0
	}
	return x
}

func (t reader) moment(column string) time.Time {
	at, err := time.Parse(time.RFC3339, t.Text(column))
	if err != nil {
		t.Faultf("%s: %q is not a time such as 2026-01-31T12:00:00Z", column, t.Text(column))
	}
	return at
}

func (t reader) slice() slo.Slice {
	s := slo.Slice{Span: slo.Span{From: t.moment("from")}, Good: t.count("good"), Bad: t.count("bad"), Unknown: t.count("unknown")}
	if t.Has("to") {
		s.To = t.moment("to")
	}
	if t.Has("total") {
		if s.Good = t.count("total") - s.Bad - s.Unknown; s.Good < 0 {
			t.Faultf("more requests are bad or unknown than there are")
			s.Good = 0
		}
	}
	return s
}

// ended ends slices, in order, that do not say when.
func ended(name string, out []slo.Slice) ([]slo.Slice, error) {
	if len(out) == 1 {
		return nil, fmt.Errorf("%s: how long the only slice lasts is not said: add a column to", name)
	}
	for i := range out {
		if i+1 < len(out) {
			out[i].To = out[i+1].From
		} else {
			out[i].To = out[i].From.Add(out[i].From.Sub(out[i-1].From))
		}
	}
	return out, nil
}
