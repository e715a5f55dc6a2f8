package study

import (
	"context"
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/provenance"
	"ninefold/analysis/rbd/blocks"
	"ninefold/analysis/rbd/model"
)

// Options say what to find out. The zero value is what the model asks, without lists
// of sets.
type Options struct {
	Hours    []float64 // at which to look; nil is those of the model
	Limit    int       // minimal cut and path sets to list of each; 0 is none
	Nodes    int       // of a decision diagram; 0 is 60 million
	MostTime int       // times there may be; 0 is no limit
}

// ErrLimit is of a study that would cost more than its options allow.
var ErrLimit = errors.New("beyond the limit")

// Validate says all that is wrong with the options, whatever the model.
func (o Options) Validate() error {
	var faults []error
	for _, t := range o.Hours {
		if !(t >= 0) || math.IsInf(t, 1) {
			faults = append(faults, fmt.Errorf("study: time %g is negative or not finite", t))
		}
	}
	if o.Nodes < 0 {
		faults = append(faults, fmt.Errorf("study: %d nodes are negative", o.Nodes))
	}
	return errors.Join(faults...)
}

// A Report is what there is to say of a block diagram, and what it rests on.
type Report struct {
	blocks.Report
	Provenance provenance.Model `json:"provenance"`
}

// Analyze answers what opt and m ask of the system of m.
//
// It returns the faults of the options, an error wrapping [ErrLimit] where there are
// more times than allowed, and those of [blocks.Analyze].
func Analyze(ctx context.Context, m *model.Model, opt Options) (*Report, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	q := blocks.Question{Hours: m.Hours, Sets: opt.Limit}
	if opt.Hours != nil {
		q.Hours = opt.Hours
	}
	if n := len(q.Hours); opt.MostTime > 0 && n > opt.MostTime {
		return nil, fmt.Errorf("study: %d times are %w of %d", n, ErrLimit, opt.MostTime)
	}
	if q.Sets <= 0 {
		q.Sets = -1
	}
	r, err := blocks.Analyze(ctx, &m.System, q, blocks.Options{NodeLimit: opt.Nodes})
	if err != nil {
		return nil, err
	}
	out := &Report{Report: *r, Provenance: provenance.Of("blockDiagram", &m.System)}
	out.Provenance.Found("decision diagram")
	if r.MTTF != nil {
		out.Provenance.Found("mttf: " + r.MTTF.Method)
	}
	return out, nil
}
