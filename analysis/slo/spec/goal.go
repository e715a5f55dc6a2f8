package spec

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"ninefold/analysis/slo"
	"ninefold/models"
	"ninefold/models/objective"
)

// DefaultWindow is the window of objectives whose file and caller state none.
const DefaultWindow = 30 * 24 * time.Hour

// A Goal is one objective of a file.
type Goal struct {
	Name      string               // that of the file; with -1, -2 … where there are several under it
	Objective slo.Objective        //
	Slice     time.Duration        // how long a slice is, of the methods windows and ratios
	Spec      objective.Spec       // that it is of
	Target    objective.Target     //
	Indicator *objective.Indicator // of the target, or of all under the name; nil: none
}

// Goals returns the objectives of a file in its order, and notes what of them cannot
// be judged. Where the file states no window, it is the given one; 0 is 30 days.
func Goals(in objective.Import, window time.Duration) ([]Goal, []objective.Note) {
	var out []Goal
	var n notes
	for _, s := range in.Specs {
		switch {
		case s.Window == (objective.Window{}):
			s.Window.Rolling = models.Duration(cmp.Or(window, DefaultWindow))
			n.doubt(s, "window", "the file states no window; "+s.Window.Rolling.String()+" is taken")
		case s.Window.Assumed && window > 0: // of which the reader has a note
			s.Window.Rolling = models.Duration(window)
			n.doubt(s, "window", "told otherwise: "+s.Window.Rolling.String()+" is taken")
		}
		for i, t := range s.Targets {
			g := Goal{Name: s.Name, Slice: time.Duration(t.SliceWindow), Spec: s, Target: t, Indicator: cmp.Or(t.Indicator, s.Indicator)}
			if len(s.Targets) > 1 {
				g.Name = fmt.Sprintf("%s-%d", s.Name, i+1)
			}
			if t.Weight != nil {
				n.lose(s, "compositeWeight", g.Name+" is judged by itself, not as a part of a weighted whole")
			}
			var err error
			if g.Objective, err = judged(s, t); err != nil {
				n.lose(s, "objectives", fmt.Sprintf("%s cannot be judged: %v", g.Name, err))
				continue
			}
			out = append(out, g)
		}
	}
	return out, n.once()
}

// judged returns an objective as package slo judges it.
func judged(s objective.Spec, t objective.Target) (slo.Objective, error) {
	methods := map[string]slo.Method{objective.Occurrences: slo.Requests, objective.Timeslices: slo.Windows, objective.RatioTimeslices: slo.Ratios}
	o := slo.Objective{Target: t.Objective, Method: methods[s.Method], Window: slo.Window{Rolling: time.Duration(s.Window.Rolling)}}
	if c := s.Window.Calendar; c != nil {
		start, err := c.Begin()
		if err != nil {
			return o, err
		}
		o.Window.Calendar = &slo.Calendar{Unit: slo.Unit(c.Unit), Count: c.Count, Start: start}
	}
	if o.Method == slo.Windows && t.SliceTarget != nil {
		o.SliceTarget = *t.SliceTarget
	}
	return o, o.Validate()
}

// notes are what is lost or doubtful.
type notes []objective.Note

func (n *notes) add(kind string, s objective.Spec, field, message string) {
	*n = append(*n, objective.Note{Place: s.Place, Kind: kind, Object: "objective " + s.Name, Field: field, Message: message})
}

// once returns the notes without repetition.
func (n *notes) once() []objective.Note {
	seen := map[objective.Note]bool{}
	return slices.DeleteFunc(*n, func(x objective.Note) bool {
		again := seen[x]
		seen[x] = true
		return again
	})
}

func (n *notes) lose(s objective.Spec, field, message string) {
	n.add(objective.Lost, s, field, message)
}

func (n *notes) doubt(s objective.Spec, field, message string) {
	n.add(objective.Doubtful, s, field, message)
}
