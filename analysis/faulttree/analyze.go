package faulttree

import (
	"context"
	"errors"
)

// A Result is what Analyze says about a tree.
type Result struct {
	Top              float64      `json:"top"`                        // probability of the top event
	FrequencyPerHour *float64     `json:"frequencyPerHour,omitempty"` // how often it occurs, from the events that have a rate; absent where one of them may help
	Importances      []Importance `json:"importances" nullable:"false"`
	CutSets          CutSets      `json:"cutSets"`
}

// Analyze quantifies t: the probability of its top event, how often that occurs,
// the importance of every basic event under it, and its minimal cut sets.
//
// The frequency is that of [Diagram.Frequency].
//
// It returns the faults of t, [ErrTooLarge], or the error of ctx.
func Analyze(ctx context.Context, t Tree, opt Options) (Result, error) {
	d, err := Compile(ctx, t, nil, opt)
	if err != nil {
		return Result{}, err
	}
	p, rate := t.Parameters(d.events)
	one := []float64{1}
	r := Result{Top: d.Probability(p)[0], Importances: d.Importances(ctx, p, one)}
	switch frequency, err := d.Frequency(p, rate, one); {
	case err == nil:
		r.FrequencyPerHour = &frequency
	case !errors.Is(err, ErrNotCoherent):
		return Result{}, err
	}
	if r.CutSets, err = d.CutSets(ctx, t.Top, p, CutSetOptions{}); err != nil {
		return Result{}, err
	}
	return r, ctx.Err()
}

// Parameters returns the probabilities and the rates of the events with these IDs,
// in their order; 0 for one that t does not have.
func (t Tree) Parameters(ids []string) (p, rates []float64) {
	event := map[string]BasicEvent{}
	for _, e := range t.Events {
		event[e.ID] = e
	}
	for _, id := range ids {
		p = append(p, event[id].Probability)
		rates = append(rates, event[id].RatePerHour)
	}
	return p, rates
}
