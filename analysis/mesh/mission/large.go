package mission

import (
	"context"
	"fmt"
	"math"

	"ninefold/analysis/dynamic"
)

// Beyond these no chain is tried: one failure may need much on demand at once, and
// there is a state for each outcome of each.
const (
	mostDraws  = 16
	mostEvents = 64
)

func tooLarge(t dynamic.Tree) bool {
	draws := 0
	for _, d := range t.Dependencies {
		if d.Probability < 1 {
			draws++
		}
	}
	return draws > mostDraws || len(t.Events) > mostEvents
}

// follow solves what is left beside the events that alone are an outage, as a chain
// of it and of them.
func (t *Tree) follow(ctx context.Context, rest dynamic.Tree, singles float64, opt Options, r *Result) ([]Span, error) {
	found, err := dynamic.Analyze(ctx, together(rest, singles), dynamic.Options{Hours: opt.Hours, MaxStates: opt.MaxStates, FirstFailureOnly: true})
	if err != nil {
		return nil, err
	}
	spans := make([]Span, len(opt.Hours))
	for i, p := range found.Points {
		if spans[i], err = spanOf(p.Unreliability); err != nil {
			return nil, fmt.Errorf("%w: %v", err, found.Warnings)
		}
	}
	r.describe(found, singles)
	return spans, nil
}

// bound gives bounds without a chain: no more outages are expected than what fails,
// at its full rate, while all else is as often down as in the long run and in no
// order. From all up nothing is down more often than that.
func (t *Tree) bound(singles float64, opt Options, r *Result) ([]Span, error) {
	if !t.bounded {
		return nil, fmt.Errorf("mission: the tree of journey %s is too large for a chain, and has no bounds: something is never restored, or recovers from overload", r.Journey)
	}
	spans := make([]Span, len(opt.Hours))
	for i, h := range opt.Hours {
		alone := -math.Expm1(-singles * h)
		spans[i] = Span{alone, min(1, alone+math.Exp(-singles*h)*min(1, t.others*h))}
	}
	r.Partial = true
	r.Warnings = append(r.Warnings, fmt.Sprintf("the tree is too large for a chain (more than %d events or %d draws): bounds without one", mostEvents, mostDraws))
	if singles > 0 {
		r.MeanLower, r.MeanUpper = new(1/singles+t.others/singles/singles*math.Expm1(-singles/t.others)), new(1/singles)
	} else {
		r.MeanLower = new(1 / t.others / 2)
	}
	return spans, nil
}
