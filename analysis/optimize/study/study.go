package study

import (
	"context"
	"errors"
	"fmt"

	"ninefold/analysis/optimize"
	"ninefold/analysis/provenance"
)

// Validate says what is wrong with options of a search.
func Validate(o optimize.Options) error {
	var faults []error
	if o.Starts < 1 || o.Starts > mostStarts {
		faults = append(faults, fmt.Errorf("study: %d starts are not between 1 and %d", o.Starts, mostStarts))
	}
	if o.Nodes < 0 {
		faults = append(faults, fmt.Errorf("study: %d nodes are negative", o.Nodes))
	}
	return errors.Join(faults...)
}

// mostStarts are more than a local search gains anything from.
const mostStarts = 100_000

// An Allocation is the best there is, and what it rests on.
type Allocation struct {
	optimize.Result
	Provenance provenance.Model `json:"provenance"`
}

// A Frontier is the trade-offs there are, and what they rest on.
type Frontier struct {
	optimize.Frontier
	Provenance provenance.Model `json:"provenance"`
}

// Allocate solves p. It returns the faults of the options and the errors of
// [optimize.Solve].
func Allocate(ctx context.Context, p *optimize.Problem, opt optimize.Options) (*Allocation, error) {
	if err := Validate(opt); err != nil {
		return nil, err
	}
	r, err := optimize.Solve(ctx, *p, opt)
	if err != nil {
		return nil, err
	}
	out := &Allocation{Result: *r, Provenance: provenance.Of("redundancyAllocation", p)}
	out.Provenance.Found(string(r.Method))
	if r.Method == optimize.BranchAndBound { // it begins with a local search
		out.Provenance.Drew(opt.Seed)
	}
	return out, nil
}

// Trade lists all trade-offs of p between reliability and the resources named. It
// returns the faults of the options and the errors of [optimize.Front].
func Trade(ctx context.Context, p *optimize.Problem, over []string, opt optimize.Options) (*Frontier, error) {
	if err := Validate(opt); err != nil {
		return nil, err
	}
	f, err := optimize.Front(ctx, *p, over, opt)
	if err != nil {
		return nil, err
	}
	out := &Frontier{Frontier: *f, Provenance: provenance.Of("redundancyAllocation", p)}
	for i := range f.Points {
		out.Provenance.Found(string(f.Points[i].Method))
		if f.Points[i].Method == optimize.BranchAndBound {
			out.Provenance.Drew(opt.Seed)
		}
	}
	return out, nil
}
