package faulttree

import (
	"context"
	"math"
	"slices"
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
	Differential         *float64 `json:"differential,omitempty"`         // p(i) · Birnbaum / Σ p(j) · Birnbaum(j): i's share of the change of P(T) when all probabilities change by the same small percentage [BA01]
}

// Importances returns the importance of every event, in the order of
// [Diagram.Events], for the sum of the tops' probabilities, each times its weight.
// P(T) and its conditionals are then that sum, and so is the numerator of
// FussellVesely: a weighted sum of the exact ones of the tops. For one top of
// weight 1 they are the measures of the books. Differential adds up: that of a
// group is the sum of those of its events. Where a tree is not coherent it may be
// negative. It is absent where the changes cancel out, or are less than 1e-18 of
// P(T) together: there rounding is all there is.
//
// All but FussellVesely take a few passes over the diagram, whatever the number of
// events; for that one, see the package comment. Weights must not be negative.
// It panics when there is not one for every top and a p for every event.
func (d *Diagram) Importances(ctx context.Context, p, weights []float64) []Importance {
	out, total := d.measures(p, weights)
	union := d.coverage(ctx, byLevel(d, p), weights)
	if union == nil {
		return out
	}
	for e := range out { // an event that changes nothing may have no level
		out[e].FussellVesely = share(0, total)
	}
	for level, e := range d.order {
		if e != none {
			out[e].FussellVesely = share(union[level], total)
		}
	}
	return out
}

// measures returns all importances but FussellVesely, and P(T).
func (d *Diagram) measures(p, weights []float64) ([]Importance, float64) {
	d.checkWeights(weights)
	s := d.flat.Sensitivity(byLevel(d, p), weights)
	total, birnbaum := s.Value, d.perEvent(s.Derivative)
	given, without := slices.Repeat([]float64{total}, len(p)), slices.Repeat([]float64{total}, len(p))
	for level, e := range d.order { // an event that changes nothing may have no level
		if e != none {
			given[e], without[e] = s.Given[level], s.Without[level]
		}
	}
	change, sum := changes(p, birnbaum, total)
	out := make([]Importance, len(d.events))
	kept := make(numbers, 0, 5*len(out))
	for e, id := range d.events {
		part := change[e]
		if d.coherent {
			part = min(part, total) // above is rounding
		}
		i := &out[e]
		i.ID, i.Probability, i.Birnbaum = id, p[e], birnbaum[e]
		i.Criticality = kept.ratio(part, total)
		i.Diagnostic = kept.ratio(min(p[e]*given[e], total), total)
		i.RiskAchievementWorth = kept.ratio(given[e], total)
		i.RiskReductionWorth = kept.ratio(total, without[e])
		if sum != 0 {
			i.Differential = kept.add(change[e] / sum)
		}
	}
	return out, total
}

// numbers are what pointers point to, made all at once. They must have room.
type numbers []float64

// ratio adds a/b and returns where it is, nil where it is undefined or too large
// for a float64.
func (n *numbers) ratio(a, b float64) *float64 {
	if !(b > 0) {
		return nil
	}
	return n.add(a / b)
}

func (n *numbers) add(x float64) *float64 {
	if math.IsInf(x, 0) {
		return nil
	}
	*n = append(*n, x)
	return &(*n)[len(*n)-1]
}

// changes returns p · Birnbaum of every event, and their sum, as 0 where it is
// lost: where they cancel out or are nothing beside P(T), from whose conditionals
// they are differences.
func changes(p, birnbaum []float64, total float64) (each []float64, sum float64) {
	each = make([]float64, len(p))
	size := 0.0
	for e, b := range birnbaum {
		each[e] = float64(p[e] * b)
		sum += each[e]
		size += math.Abs(each[e])
	}
	if math.Abs(sum) <= max(1e-12*size, 1e-18*total) {
		sum = 0
	}
	return each, sum
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
