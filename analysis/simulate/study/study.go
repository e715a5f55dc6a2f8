package study

import (
	"context"
	"errors"
	"fmt"

	"ninefold/analysis/provenance"
	"ninefold/analysis/simulate"
	"ninefold/analysis/simulate/model"
)

// Options say what to find out, and how well.
type Options struct {
	Hours    []float64          // at which to look; nil is those of the file
	Measures []simulate.Measure // nil is those of the file
	MostTime int                // times and downtimes together; 0 is no limit
	Engine   simulate.Options
}

// ErrLimit is of a study that would cost more than its options allow.
var ErrLimit = errors.New("beyond the limit")

// Validate says what is wrong with the options, whatever the model.
func (o Options) Validate() error {
	e := o.Engine
	if e.Workers < 0 || e.MaxReplications < 0 {
		return fmt.Errorf("study: %d workers or %d replications are negative", e.Workers, e.MaxReplications)
	}
	if !(e.RelativeError > 0 && e.RelativeError < 1) || !(e.Level > 0 && e.Level < 1) {
		return fmt.Errorf("study: relative error %g or level %g is not between 0 and 1", e.RelativeError, e.Level)
	}
	return nil
}

// A Report is what was seen, and what it rests on.
type Report struct {
	Label string `json:"label,omitempty"`
	simulate.Report
	Provenance provenance.Model `json:"provenance"`
}

// Simulate draws the histories of a system; see [simulate.Simulate].
//
// It returns the faults of the options, an error wrapping [ErrLimit] where there are
// more times than allowed, and those of the simulation. With an error that stopped it
// there is a report of what is known.
func Simulate(ctx context.Context, f *model.File, opt Options) (*Report, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	q := f.Question
	if opt.Hours != nil {
		q.Hours = opt.Hours
	}
	if opt.Measures != nil {
		q.Measures = opt.Measures
	}
	if n := len(q.Hours) + len(q.Downtimes); opt.MostTime > 0 && n > opt.MostTime {
		return nil, fmt.Errorf("study: %d times are %w of %d", n, ErrLimit, opt.MostTime)
	}
	r, err := simulate.Simulate(ctx, &f.Model, q, opt.Engine)
	if r == nil {
		return nil, err
	}
	out := &Report{Label: f.Label, Report: *r, Provenance: provenance.Of("simulation", &f.Model)}
	out.describe()
	return out, err
}

// describe names the methods behind the report.
func (r *Report) describe() {
	p := &r.Provenance
	p.Level = r.Level
	p.Drew(r.Seed)
	found := func(list ...*simulate.Estimate) {
		for _, e := range list {
			if e != nil {
				p.Found(string(e.Method))
			}
		}
	}
	if s := r.Steady; s != nil {
		found(&s.Unavailability, &s.FailureFrequency, &s.MTBF, &s.MTTR)
	}
	found(r.MTTF)
	for i := range r.Points {
		found(&r.Points[i].Unreliability)
	}
	for i := range r.Downtimes {
		found(&r.Downtimes[i].Probability)
	}
}
