package table

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/internal/rows"
	"ninefold/analysis/lifedata"
)

// ParseLives reads lives. The name of the file is for messages.
//
// The error holds all that is wrong, by line: of the file, and of each life by
// itself. Memory is that of the lives.
func ParseLives(name string, r io.Reader) ([]lifedata.Life, error) {
	t, err := rows.Open(name, r, []string{"hours"}, "hours", "failed", "since", "entry", "until", "count")
	if err != nil {
		return nil, err
	}
	told := t.Has("failed")
	var lives []lifedata.Life
	t.Each(func() {
		before := t.Faults()
		l := lifedata.Life{Hours: t.Number("hours"), Since: t.Number("since"), Entry: t.Number("entry"), Until: t.Number("until"), Failed: !told}
		if text := t.Text("failed"); told {
			var err error
			if l.Failed, err = strconv.ParseBool(strings.ToLower(text)); err != nil {
				t.Faultf("failed: %q is neither true nor false", text)
			}
		}
		if text := t.Text("since"); text != "" {
			l.Interval, l.Failed = true, false
		}
		if text := t.Text("count"); text != "" {
			var err error
			if l.Count, err = strconv.Atoi(text); err != nil || l.Count < 1 {
				t.Faultf("count: %q is not a whole number from 1", text)
			}
		}
		if err := l.Validate(); err != nil && t.Faults() == before {
			t.Faultf("%v", err)
		}
		lives = append(lives, l)
	})
	return lives, t.Err()
}

// ParseHistory reads the events of repairable systems, in the order in which the
// systems come first. Every system needs a line that says when watching ended.
// failureTerminated says that it ended because of the last event.
//
// The error holds all that is wrong, by line and by system.
func ParseHistory(name string, r io.Reader, failureTerminated bool) (lifedata.History, error) {
	t, err := rows.Open(name, r, []string{"hours"}, "system", "hours", "what")
	if err != nil {
		return nil, err
	}
	var h lifedata.History
	place := map[string]int{}
	t.Each(func() {
		id := strings.Clone(t.Text("system"))
		i, known := place[id]
		if !known {
			i = len(h)
			place[id] = i
			h = append(h, lifedata.System{ID: id, FailureTerminated: failureTerminated, Events: []float64{}})
		}
		hours := t.Number("hours")
		switch what := t.Text("what"); what {
		case "from":
			h[i].From = hours
		case "event", "":
			h[i].Events = append(h[i].Events, hours)
		case "to":
			h[i].To = hours
		default:
			t.Faultf("what: %q is not from, event or to", what)
		}
	})
	if failureTerminated {
		for i := range h {
			if len(h[i].Events) > 0 && h[i].To == 0 {
				h[i].To = slices.Max(h[i].Events)
			}
		}
	}
	if err := t.Err(); err != nil {
		return nil, err
	}
	if err := h.Validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return h, nil
}
