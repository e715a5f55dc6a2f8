package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ninefold/analysis/equations"
	"ninefold/analysis/equations/model"
	"ninefold/analysis/provenance"
)

// Options control a study. The zero value means the defaults.
type Options struct {
	NodeLimit int           // of a diagram; 0 is read as 20 million
	Sets      int           // minimal cut sets to list; 0 is read as 20, a negative number as none
	MostItems int           // components in circles to compare; 0 is read as 200
	TimeLimit time.Duration // that all may take together, each solution an equal share; 0 is no limit
	Progress  func(Progress)
}

const defaultItems = 200

// Progress says what a study is at.
type Progress struct {
	Component string
	Semantics equations.Semantics
	Done      int // of Total solutions
	Total     int
}

// A Report is what there is to say of a system.
type Report struct {
	Label       string            `json:"label,omitempty"`
	Components  int               `json:"components"`       // those of the file
	Labels      map[string]string `json:"labels,omitempty"` // of components that have one, by ID
	Tops        []Top             `json:"tops"`
	Circles     []Circle          `json:"circles,omitempty"`     // of what the tops need
	Differences []Difference      `json:"differences,omitempty"` // in the order of the file
	Omitted     []Omission        `json:"omitted,omitempty"`
	Partial     bool              `json:"partial"` // something is left out
	Provenance  provenance.Record `json:"provenance"`
}

// A Top is a component that is asked about.
type Top struct {
	ID        string            `json:"id"`
	Label     string            `json:"label,omitempty"`
	Circular  bool              `json:"circular"` // it needs circles; else both solutions are the same
	Steady    *equations.Result `json:"steady,omitempty"`
	ColdStart *equations.Result `json:"coldStart,omitempty"`
}

// A Difference is a component that is more likely down after a cold start.
type Difference struct {
	ID        string  `json:"id"`
	Label     string  `json:"label,omitempty"`
	Steady    float64 `json:"steady"`    // unreliability
	ColdStart float64 `json:"coldStart"` // unreliability
	Circles   []int   `json:"circles"`   // that it is in or needs, by their place in the report, from 0
}

// An Omission is something that is not known, and why.
type Omission struct {
	Component string              `json:"component,omitempty"`
	Semantics equations.Semantics `json:"semantics,omitempty"`
	What      string              `json:"what"` // solution, cutSets or differences
	Reason    string              `json:"reason"`
}

// Validate says all that is wrong with the options.
func (o Options) Validate() error {
	if o.NodeLimit < 0 || o.MostItems < 0 || o.TimeLimit < 0 {
		return errors.New("study: a limit is negative")
	}
	return nil
}

// Analyze solves a model, which is as [model.Read] returns it, for each of its tops.
//
// What takes more nodes or time than the options allow is left out, with the reason, and
// makes the report partial; that is no error. It returns the faults of the options and of
// the model, and when ctx ends its error, with what there is by then.
func Analyze(ctx context.Context, m *model.Model, opt Options) (Report, error) {
	if err := errors.Join(opt.Validate(), m.System.Validate()); err != nil {
		return Report{}, err
	}
	if opt.MostItems == 0 {
		opt.MostItems = defaultItems
	}
	if opt.Progress == nil {
		opt.Progress = func(Progress) {}
	}
	w := newWeb(m)
	s := &solver{model: m, web: w, opt: opt, report: Report{
		Label: m.Label, Components: m.Named, Labels: m.Labels, Tops: []Top{}, Circles: w.list,
	}}
	items := s.items()
	s.total = (len(m.Tops) + len(items)) * len(m.Semantics)
	if opt.TimeLimit > 0 {
		s.share = max(opt.TimeLimit/time.Duration(max(s.total, 1)), 1)
	}
	err := s.tops(ctx)
	if err == nil {
		err = s.compare(ctx, items)
	}
	if err != nil && ctx.Err() == nil {
		return Report{}, err
	}
	r := s.report
	r.Partial = len(r.Omitted) > 0 || ctx.Err() != nil
	r.Provenance = digest(m).Record(0)
	r.Provenance.Methods = append(r.Provenance.Methods, "unreliability and importances: decision diagrams of the least fixpoints, exact", "minimal cut sets: exact counts")
	return r, ctx.Err()
}

// A solver collects a report.
type solver struct {
	model  *model.Model
	web    *web
	opt    Options
	share  time.Duration // of each solution; 0 is no limit
	report Report

	done, total int
}

// items are the components in circles, which are compared in both senses; none where only
// one is asked about.
func (s *solver) items() []string {
	var items []string
	if len(s.model.Semantics) < 2 {
		return nil
	}
	for v := range s.web.id[:s.model.Named] {
		if id := s.web.id[v]; s.web.circle[v] >= 0 && !slices.Contains(s.model.Tops, id) {
			items = append(items, id)
		}
	}
	if n := len(items); n > s.opt.MostItems {
		items = items[:s.opt.MostItems]
		s.omit(Omission{What: "differences", Reason: fmt.Sprintf("of %d components in circles the first %d are compared", n, len(items))})
	}
	return items
}

func (s *solver) omit(o Omission) { s.report.Omitted = append(s.report.Omitted, o) }

// tops solves for the tops.
func (s *solver) tops(ctx context.Context) error {
	for _, id := range s.model.Tops {
		t := Top{ID: id, Label: s.model.Labels[id], Circular: len(s.web.circles(id)) > 0}
		for _, sense := range s.model.Semantics {
			var r *equations.Result
			var err error
			if t.Steady != nil && !t.Circular { // the other is the same
				same := *t.Steady
				same.Semantics = sense
				r = &same
			} else if r, err = s.solve(ctx, id, sense, s.opt.Sets); err != nil {
				return err
			}
			if sense == equations.Steady {
				t.Steady = r
			} else {
				t.ColdStart = r
			}
		}
		s.report.Tops = append(s.report.Tops, t)
		s.differ(t.ID, t.Steady, t.ColdStart)
	}
	return nil
}

// compare solves for components in circles.
func (s *solver) compare(ctx context.Context, items []string) error {
	for _, id := range items {
		steady, err := s.solve(ctx, id, equations.Steady, -1)
		if err != nil {
			return err
		}
		cold, err := s.solve(ctx, id, equations.ColdStart, -1)
		if err != nil {
			return err
		}
		s.differ(id, steady, cold)
	}
	place := map[string]int{}
	for v, id := range s.web.id[:s.model.Named] {
		place[id] = v
	}
	slices.SortFunc(s.report.Differences, func(a, b Difference) int { return place[a.ID] - place[b.ID] })
	return nil
}

// differ notes a component whose solutions are not the same: then one has a minimal cut
// set that the other has not, which shows in their probability or their number.
func (s *solver) differ(id string, steady, cold *equations.Result) {
	if steady == nil || cold == nil {
		return
	}
	alike := func(a, b float64) bool { return a == b || max(a, b)-min(a, b) <= 1e-9*min(a, b) }
	if alike(steady.Unreliability, cold.Unreliability) && alike(steady.Reliability, cold.Reliability) && sameCounts(steady.CutSets, cold.CutSets) {
		return
	}
	s.report.Differences = append(s.report.Differences, Difference{
		ID: id, Label: s.model.Labels[id], Steady: steady.Unreliability, ColdStart: cold.Unreliability, Circles: s.web.circles(id),
	})
}

func sameCounts(a, b equations.CutSets) bool {
	if len(a.ByOrder) != len(b.ByOrder) {
		return false
	}
	for i := range a.ByOrder {
		if a.ByOrder[i].Cmp(b.ByOrder[i]) != 0 {
			return false
		}
	}
	return true
}

// solve solves for a component, within its share of time. Nil is no solution, for a
// reason that is noted.
func (s *solver) solve(ctx context.Context, id string, sense equations.Semantics, sets int) (*equations.Result, error) {
	s.opt.Progress(Progress{Component: id, Semantics: sense, Done: s.done, Total: s.total})
	s.done++
	within := ctx
	if s.share > 0 {
		limited, stop := context.WithTimeout(ctx, s.share)
		defer stop()
		within = limited
	}
	r, err := equations.Analyze(within, s.model.System, id, equations.Options{Semantics: sense, NodeLimit: s.opt.NodeLimit, Sets: sets})
	o := Omission{Component: id, Semantics: sense, What: "solution"}
	solved := r.Semantics != ""
	slices.SortStableFunc(r.Importances, func(a, b equations.Importance) int { return cmp.Compare(b.Birnbaum, a.Birnbaum) })
	if solved && err != nil {
		o.What = "cutSets"
	}
	switch {
	case err == nil:
		return &r, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		o.Reason = fmt.Sprintf("not done within %s, its share of the time limit", s.share.Round(time.Millisecond))
	case errors.Is(err, equations.ErrTooLarge):
		o.Reason = err.Error()
	default:
		return nil, err
	}
	s.omit(o)
	if !solved {
		return nil, nil //nolint:nilnil // what is missing has been noted
	}
	return &r, nil
}

// digest sums up the system and what is asked of it.
func digest(m *model.Model) *provenance.Digest {
	d := provenance.NewDigest("equations")
	for i := range m.System.Components {
		c := &m.System.Components[i]
		d.Text(c.ID).Number(c.Unreliability)
		for _, n := range c.Needs {
			d.Number(float64(n.K))
			for _, id := range n.Of {
				d.Text(id)
			}
		}
		if i < m.Named {
			d.Row()
		} else {
			d.Heading() // a part of an equation
		}
	}
	d.Text("tops")
	for _, id := range m.Tops {
		d.Text(id)
	}
	d.Heading()
	d.Text("semantics")
	for _, sense := range m.Semantics {
		d.Text(string(sense))
	}
	d.Heading()
	return d
}
