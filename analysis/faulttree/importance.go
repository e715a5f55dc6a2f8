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
// All but FussellVesely take the two passes of [Diagram.Gradient], whatever the
// number of events, and some more only where an event in one of its states leaves
// less than a sixteenth of P(T); for FussellVesely, see the package comment.
// Weights must not be negative. It panics when there is not one for every top and
// a p for every event.
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
	total, birnbaum := d.Gradient(p, weights)
	given, without := d.conditionals(p, weights, total, birnbaum)
	change, sum := changes(p, birnbaum, total)
	out := make([]Importance, len(d.events))
	for e, id := range d.events {
		i := Importance{ID: id, Probability: p[e], Birnbaum: birnbaum[e]}
		i.Criticality = ratio(change[e], total)
		if d.coherent {
			i.Criticality = share(change[e], total)
		}
		i.Diagnostic = share(p[e]*given[e], total)
		i.RiskAchievementWorth = ratio(given[e], total)
		i.RiskReductionWorth = ratio(total, without[e])
		i.Differential = shareOfChange(change[e], sum)
		out[e] = i
	}
	return out, total
}

// leastLeft is the part of P(T) that must be left by a subtraction from it: less
// would lose more than a digit.
const leastLeft = 1.0 / 16

// conditionals returns P(T given i) and P(T given not i) of every event. They are
// P(T) + (1-p)·Birnbaum and P(T) - p·Birnbaum where enough of P(T) is left. Else
// they are summed up from what there is.
func (d *Diagram) conditionals(p, weights []float64, total float64, birnbaum []float64) (given, without []float64) {
	given, without = make([]float64, len(p)), make([]float64, len(p))
	for e, b := range birnbaum {
		given[e] = total + float64((1-p[e])*b)
		without[e] = total - float64(p[e]*b)
		if !(min(given[e], without[e]) >= leastLeft*total) {
			return d.summedConditionals(p, weights, total)
		}
	}
	return given, without
}

func (d *Diagram) summedConditionals(p, weights []float64, total float64) (given, without []float64) {
	given, without = slices.Repeat([]float64{total}, len(p)), slices.Repeat([]float64{total}, len(p))
	yes, no := d.flat.Conditional(byLevel(d, p), weights)
	for level, e := range d.order {
		if e != none {
			given[e], without[e] = yes[level], no[level]
		}
	}
	return given, without
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

// shareOfChange returns x over the sum of all, or nil where that is 0.
func shareOfChange(x, sum float64) *float64 {
	share := x / sum
	if sum == 0 || math.IsInf(share, 0) {
		return nil
	}
	return &share
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
