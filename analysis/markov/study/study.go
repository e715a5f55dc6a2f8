package study

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ninefold/analysis/markov"
	"ninefold/analysis/markov/model"
	"ninefold/analysis/provenance"
)

// Options say what to find out. The zero value is what the model asks.
type Options struct {
	Hours    []float64          // at which to look; nil is those of the model
	Measures []markov.Measure   // nil is those of the model
	Set      map[string]float64 // parameters that have other values than in the model
	States   int                // there may be; 0 is 10 million
	Steps    int                // of uniformisation there may be; 0 is 10 million
	Figures  int                // probabilities and derivatives there may be; 0 is no limit
	Progress func(markov.Progress)
}

// ErrLimit is of a study that would cost more than its options allow.
var ErrLimit = errors.New("beyond the limit")

// Validate says all that is wrong with the options, whatever the model.
func (o Options) Validate() error {
	var faults []error
	for _, t := range o.Hours {
		if !(t >= 0 && t <= markov.LongestHours) {
			faults = append(faults, fmt.Errorf("study: time %g is not between 0 and %g hours", t, float64(markov.LongestHours)))
		}
	}
	for _, m := range o.Measures {
		if !slices.Contains(markov.Measures(), m) {
			faults = append(faults, fmt.Errorf("study: unknown measure %.40q, want one of %s", m, Measures()))
		}
	}
	if o.States < 0 || o.Steps < 0 {
		faults = append(faults, fmt.Errorf("study: %d states or %d steps are negative", o.States, o.Steps))
	}
	return errors.Join(faults...)
}

// Measures returns the names of all measures, for people.
func Measures() string {
	list := markov.Measures()
	names := make([]string, len(list))
	for i, m := range list {
		names[i] = string(m)
	}
	return strings.Join(names, ", ")
}

// A Report is what there is to say of a chain, and what it rests on.
type Report struct {
	Label      string   `json:"label,omitempty"`
	StateNames []string `json:"stateNames,omitempty"` // where there are probabilities of states, in their order
	markov.Report
	Provenance provenance.Model `json:"provenance"`
}

// Analyze answers what opt and m ask of the chain of m.
//
// It returns the faults of the options; those of the model at the values set, with
// their places; an error wrapping [ErrLimit] where the answer is too long; and those
// of [markov.Analyze].
func Analyze(ctx context.Context, m *model.Model, opt Options) (*Report, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	c, err := m.Chain(opt.Set)
	if err != nil {
		return nil, err
	}
	q := m.Question()
	if opt.Hours != nil {
		q.Hours = opt.Hours
	}
	if opt.Measures != nil {
		q.Measures = opt.Measures
	}
	if err := opt.within(m, q); err != nil {
		return nil, err
	}
	if slices.Contains(q.Measures, markov.Slopes) {
		all := make([]string, len(m.Parameters))
		for i, p := range m.Parameters {
			all[i] = p.ID
		}
		if q.Slopes, err = m.Slopes(opt.Set, all); err != nil {
			return nil, err
		}
	}
	r, err := markov.Analyze(ctx, c, q, markov.Options{MaxStates: opt.States, MaxSteps: opt.Steps, Progress: opt.Progress})
	if err != nil {
		return nil, err
	}
	out := &Report{Label: m.Label, Report: *r, Provenance: provenance.Of("markovChain", c)}
	if r.Steady != nil || r.Transient != nil {
		out.StateNames = c.States
	}
	out.describe()
	return out, nil
}

// within refuses questions with more figures for an answer than allowed. Those asked
// for nothing get probabilities of states at all times.
func (o Options) within(m *model.Model, q markov.Question) error {
	asked := func(x markov.Measure) bool { return slices.Contains(q.Measures, x) }
	figures := len(q.Hours) * (1 + len(m.Rewards))
	if asked(markov.Transient) || len(q.Measures) == 0 {
		figures += len(q.Hours) * len(m.States)
	}
	if asked(markov.Slopes) {
		figures += len(m.Parameters) * len(m.Transitions)
	}
	if o.Figures > 0 && figures > o.Figures {
		return fmt.Errorf("study: %d figures are %w of %d", figures, ErrLimit, o.Figures)
	}
	return nil
}

// describe names the methods behind the report.
func (r *Report) describe() {
	found := func(what markov.Measure, a *markov.Accuracy) {
		if a != nil && a.Method != "" {
			r.Provenance.Found(string(what) + ": " + a.Method)
		}
	}
	if s := r.System; s != nil {
		found(markov.Availability, &s.Accuracy)
	}
	if p := r.MTTF; p != nil {
		found(markov.MTTF, &p.Accuracy)
	}
	if s := r.Steady; s != nil {
		found(markov.LongRun, &s.Accuracy)
	}
	if m := r.Transient; m != nil {
		found(markov.Transient, &m.Accuracy)
	}
	if c := r.Curve; c != nil {
		found(markov.InTime, &c.Accuracy)
	}
	if e := r.Earnings; e != nil {
		found(markov.Earned, &e.Accuracy)
	}
	if s := r.Slopes; s != nil {
		found(markov.Slopes, &s.Accuracy)
	}
}
