package faulttree

import (
	"context"
	"math"
)

// An Importance says how much one basic event matters to the top event T. Ratios
// are absent where their denominator is 0.
type Importance struct {
	ID                   string   `json:"id"`
	Probability          float64  `json:"probability"`                    // p(i)
	Birnbaum             float64  `json:"birnbaum"`                       // P(T given i) − P(T given not i)
	Criticality          *float64 `json:"criticality,omitempty"`          // p(i) · Birnbaum / P(T)
	FussellVesely        *float64 `json:"fussellVesely,omitempty"`        // P(some minimal cut set containing i) / P(T), exact; absent also where that takes too long
	Diagnostic           *float64 `json:"diagnostic,omitempty"`           // P(i given T)
	RiskAchievementWorth *float64 `json:"riskAchievementWorth,omitempty"` // P(T given i) / P(T)
	RiskReductionWorth   *float64 `json:"riskReductionWorth,omitempty"`   // P(T) / P(T given not i)
}

// Importances returns the importance of every event, in the order of
// [Diagram.Events], for the sum of the tops' probabilities, each times its weight.
// P(T) and its conditionals are then that sum, and so is the numerator of
// FussellVesely: a weighted sum of the exact ones of the tops. For one top of
// weight 1 they are the measures of the books.
//
// All but FussellVesely take a few passes over the diagram, whatever the number of
// events; for that one, see the package comment. Weights must not be negative.
// It panics when there is not one for every top and a p for every event.
func (d *Diagram) Importances(ctx context.Context, p, weights []float64) []Importance {
	q := byLevel(d, p)
	d.checkWeights(weights)
	s := d.flat.Sensitivity(q, weights)
	total, birnbaum := s.Value, d.perEvent(s.Derivative)
	union := d.coverage(ctx, q, weights)
	out := make([]Importance, len(d.events))
	for e, id := range d.events { // an event that changes nothing may have no level
		out[e] = d.importance(id, p[e], 0, total, total, total)
		if union != nil {
			out[e].FussellVesely = share(0, total)
		}
	}
	for level, e := range d.order {
		if e == none {
			continue
		}
		i := d.importance(d.events[e], p[e], birnbaum[e], total, s.Given[level], s.Without[level])
		if union != nil {
			i.FussellVesely = share(union[level], total)
		}
		out[e] = i
	}
	return out
}

func (d *Diagram) importance(id string, p, birnbaum, total, given, without float64) Importance {
	i := Importance{ID: id, Probability: p, Birnbaum: birnbaum}
	i.Criticality = ratio(p*birnbaum, total)
	if d.coherent {
		i.Criticality = share(p*birnbaum, total)
	}
	i.Diagnostic = share(p*given, total)
	i.RiskAchievementWorth = ratio(given, total)
	i.RiskReductionWorth = ratio(total, without)
	return i
}

// coverage returns, by level, the weighted sum over the tops of the probability
// that some minimal cut set with the event has occurred; nil where that takes too
// long.
func (d *Diagram) coverage(ctx context.Context, q, weights []float64) []float64 {
	if !d.coherent {
		return nil
	}
	d.flat.Fill(q)
	sum := make([]float64, len(d.order))
	for top, w := range weights {
		if w == 0 {
			continue
		}
		s, err := d.minimalSets(ctx, top)
		if err != nil {
			return nil
		}
		union, err := s.Coverage(ctx, q, min(d.limit, coverageLimit))
		if err != nil {
			return nil
		}
		for level, u := range union {
			sum[level] += float64(w * u)
		}
	}
	return sum
}

// coverageLimit bounds the nodes made for FussellVesely: a second or two.
const coverageLimit = 2_000_000

// ratio returns a/b, or nil where that is undefined or too large for a float64.
func ratio(a, b float64) *float64 {
	r := a / b
	if !(b > 0) || math.IsInf(r, 1) {
		return nil
	}
	return &r
}

// share returns the ratio of a part to its whole, which rounding may make larger.
func share(part, whole float64) *float64 { return ratio(min(part, whole), whole) }
