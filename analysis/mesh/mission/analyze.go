package mission

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/dynamic"
)

// Options say what is asked, and what may be used for it.
type Options struct {
	Hours     []float64 // lengths of the mission, each above 0
	MaxStates int       // that are looked at; 0: 1,000. Beyond there are bounds
}

const mostStates = 1000

// A Span is a number, where both ends are equal, or the certain bounds of it.
type Span struct {
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

func (s Span) minus(o Span) Span { return Span{s.Lower - o.Upper, s.Upper - o.Lower} }

// A Result is what there is to say about the first outage of a journey: of the
// first time some of its users are not served.
type Result struct {
	Journey        string   `json:"journey"`
	Top            string   `json:"top,omitempty"` // gate of the tree; absent where there can be no outage
	Points         []Point  `json:"points" nullable:"false"`
	MeanHours      *float64 `json:"meanHours,omitempty"` // until the first outage
	MeanLower      *float64 `json:"meanHoursAtLeast,omitempty"`
	MeanUpper      *float64 `json:"meanHoursAtMost,omitempty"`
	Static         *Static  `json:"static,omitempty"`         // the long run of the static tree; absent where something is never restored
	Singles        []string `json:"singles" nullable:"false"` // events that alone are an outage
	SinglesPerHour float64  `json:"singlesPerHour"`           // how often they happen
	States         int      `json:"states"`                   // looked at
	Partial        bool     `json:"partial"`                  // states were left out: there are bounds
	Assumptions    []string `json:"assumptions" nullable:"false"`
	Warnings       []string `json:"warnings" nullable:"false"`
}

// A Point is a mission of one length, which begins with all up.
type Point struct {
	Hours      float64  `json:"hours"`
	Outage     Span     `json:"outage"`               // probability of at least one outage
	Unordered  *Span    `json:"unordered,omitempty"`  // the same where nothing depends on order; absent where it does not anyway
	Order      *Span    `json:"order,omitempty"`      // what order makes: Outage − Unordered
	Static     *float64 `json:"static,omitempty"`     // the same from the static tree
	Difference *Span    `json:"difference,omitempty"` // Outage − Static
}

// Analyze finds how probable an outage of a journey is within missions that begin
// with all up, and the mean time until the first. Beside it stands what the static
// tree says: with its long-run rate of outages per hour of service r the probability
// is 1 − e^(−r·t), and the mean time 1/r.
//
// It returns the errors of [Build], one for times that make no sense, and those of
// dynamic.Analyze. Cost is that of chains of MaxStates states: two for bounds, and
// as many again where order matters.
func Analyze(ctx context.Context, m Model, journey string, opt Options) (*Result, error) {
	var faults []error
	for _, h := range opt.Hours {
		if !(h > 0) {
			faults = append(faults, fmt.Errorf("mission: %g hours are not above 0", h))
		}
	}
	if opt.MaxStates <= 0 {
		opt.MaxStates = mostStates
	}
	t, err := Build(m, journey)
	if err := errors.Join(append(faults, err)...); err != nil {
		return nil, err
	}
	r := &Result{Journey: journey, Top: t.Top, Points: []Point{}, Singles: []string{}, Assumptions: t.Assumptions, Warnings: []string{}}
	if r.Static, err = static(ctx, m, t); err != nil {
		return nil, err
	}
	outage, err := first(ctx, t, opt, r)
	if err != nil {
		return nil, err
	}
	var unordered []Span
	if t.ordered() {
		blind, err := build(m, journey, false)
		if err != nil {
			return nil, err
		}
		blind.others, blind.bounded = t.others, t.bounded
		if unordered, err = first(ctx, blind, opt, &Result{Journey: journey}); err != nil {
			return nil, err
		}
	}
	for i, h := range opt.Hours {
		p := Point{Hours: h, Outage: outage[i]}
		if unordered != nil {
			p.Unordered, p.Order = &unordered[i], new(outage[i].minus(unordered[i]))
		}
		if s := r.Static; s != nil {
			p.Static = new(-math.Expm1(-s.OutagesPerHour * h))
			p.Difference = new(outage[i].minus(Span{*p.Static, *p.Static}))
		}
		r.Points = append(r.Points, p)
	}
	return r, nil
}

// ordered reports whether anything in a tree depends on the order of failures.
func (t *Tree) ordered() bool {
	return slices.ContainsFunc(t.Gates, func(g dynamic.Gate) bool { return g.Op == dynamic.Pand || g.Op == dynamic.Spare })
}

// first finds the probabilities of an outage within the times asked, and what else
// is known of the first outage. Events that alone are one are put together.
func first(ctx context.Context, t *Tree, opt Options, r *Result) ([]Span, error) {
	spans := make([]Span, len(opt.Hours))
	if t.Top == "" {
		return spans, nil
	}
	total := 0.0
	for _, e := range t.Events {
		if slices.Contains(t.singles, e.ID) {
			total += e.RatePerHour
		}
	}
	r.Singles, r.SinglesPerHour = append([]string{}, t.singles...), total
	rest := without(t.Tree, t.singles)
	if rest.Top == "" {
		for i, h := range opt.Hours {
			f := -math.Expm1(-total * h)
			spans[i] = Span{f, f}
		}
		r.MeanHours = new(1 / total)
		return spans, nil
	}
	if tooLarge(rest) {
		return t.bound(total, opt, r)
	}
	return t.follow(ctx, rest, total, opt, r)
}

var errNoPassage = errors.New("mission: the time to the first outage was not found")

func spanOf(p *dynamic.Probability) (Span, error) {
	switch {
	case p == nil:
		return Span{}, errNoPassage
	case p.Value != nil:
		return Span{*p.Value, *p.Value}, nil
	}
	return Span{*p.Lower, *p.Upper}, nil
}

func (r *Result) describe(found *dynamic.Result, singles float64) {
	r.States, r.MeanHours, r.MeanLower = found.States, found.MTTF, found.MTTFAtLeast
	r.Partial = slices.ContainsFunc(found.Units, func(u dynamic.Unit) bool { return u.Truncated })
	if r.MeanLower != nil && singles > 0 {
		r.MeanUpper = new(1 / singles)
	}
	if found.Opposite == nil {
		return
	}
	for i, p := range found.Points {
		a, errA := spanOf(p.Unreliability)
		b, errB := spanOf(found.Opposite.Points[i].Unreliability)
		if errA == nil && errB == nil && (a.Lower > b.Upper*(1+1e-9) || b.Lower > a.Upper*(1+1e-9)) {
			r.Warnings = append(r.Warnings, fmt.Sprintf("within %g hours the order of steps at the same time matters: in the opposite order the probability is %.6g to %.6g", p.Hours, b.Lower, b.Upper))
		}
	}
}

// IDs of what together adds.
const (
	alone  = "alone"
	outage = "outage"
)

// together returns a tree with the events that alone are an outage as one, of their
// rate.
func together(rest dynamic.Tree, singles float64) dynamic.Tree {
	if singles > 0 {
		rest.Events = append(rest.Events, dynamic.Event{ID: alone, RatePerHour: singles, Dormancy: 1})
		rest.Gates = append(rest.Gates, dynamic.Gate{ID: outage, Op: dynamic.Or, Inputs: []string{rest.Top, alone}})
		rest.Top = outage
	}
	return rest
}
