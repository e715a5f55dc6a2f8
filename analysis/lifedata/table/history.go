package table

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"ninefold/analysis/internal/rows"
	"ninefold/analysis/lifedata"
)

var historyColumns = []string{"system", "hours", "what"}

// ParseHistory reads the events of repairable systems, in the order in which the
// systems come first. Every system needs a line that says when watching ended.
// failureTerminated says that it ended because of the last event.
//
// The error holds all that is wrong, by line, as [Faults], or by system.
func ParseHistory(name string, r io.Reader, failureTerminated bool) (lifedata.History, error) {
	t, err := rows.Open(name, r, []string{"hours"}, historyColumns...)
	if err != nil {
		return nil, err
	}
	s := systems{place: map[string]int{}}
	t.Each(func() { s.read(t) })
	if err := t.Err(); err != nil {
		return nil, err
	}
	return s.finish(name, failureTerminated)
}

// ParseHistoryGroups reads events of systems of which a column group says which
// belong together. Systems of different groups are different, also by one name.
// Otherwise it is as [ParseHistory].
func ParseHistoryGroups(name string, r io.Reader, failureTerminated bool) (Groups[lifedata.History], error) {
	var out Groups[lifedata.History]
	t, err := rows.Open(name, r, []string{"hours"}, append([]string{"group"}, historyColumns...)...)
	if err != nil {
		return out, err
	}
	var found Groups[systems]
	t.Each(func() {
		if of := t.Text("group"); !found.full(t, of) {
			s := found.group(of)
			if s.place == nil {
				s.place = map[string]int{}
			}
			s.read(t)
		}
	})
	if err := t.Err(); err != nil {
		return out, err
	}
	var faults []error
	for i, s := range found.Of {
		h, err := s.finish(name, failureTerminated)
		if err != nil && found.Names[i] != "" {
			err = fmt.Errorf("group %q: %w", found.Names[i], err)
		}
		faults = append(faults, err)
		out.Names, out.Of = append(out.Names, found.Names[i]), append(out.Of, h)
	}
	return out, errors.Join(faults...)
}

// systems are those of one group as they are read.
type systems struct {
	history lifedata.History
	place   map[string]int
}

// read reads a row, and notes what is wrong with it.
func (s *systems) read(t *rows.Reader) {
	id := t.Text("system")
	i, known := s.place[id]
	if !known {
		id, i = strings.Clone(id), len(s.history)
		s.place[id] = i
		s.history = append(s.history, lifedata.System{ID: id, Events: []float64{}})
	}
	hours := t.Number("hours")
	switch what := t.Text("what"); what {
	case "from":
		s.history[i].From = hours
	case "event", "":
		s.history[i].Events = append(s.history[i].Events, hours)
	case "to":
		s.history[i].To = hours
	default:
		t.FieldFaultf("what", "%q is not from, event or to", what)
	}
}

// finish says how watching ended, and all that is wrong with a system.
func (s *systems) finish(name string, failureTerminated bool) (lifedata.History, error) {
	if failureTerminated {
		for i := range s.history {
			h := &s.history[i]
			h.FailureTerminated = true
			if len(h.Events) > 0 && h.To == 0 {
				h.To = slices.Max(h.Events)
			}
		}
	}
	if err := s.history.Validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s.history, nil
}
