package faulttree

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Group is a number of basic events that are looked at together, such as those
// of one component or of one cause.
type Group struct {
	ID     string   `json:"id"`
	Events []string `json:"events" nullable:"false"` // an event named twice counts once
}

// A GroupImportance says how much the events of a group together matter to the
// top event T: the measures of [Importance] with "all of the group" for "i", and
// "none of it" for "not i". Ratios are absent where their denominator is 0.
type GroupImportance struct {
	ID                   string   `json:"id"`
	AllOccurred          float64  `json:"allOccurred"`                    // P(T given all of the group)
	NoneOccurred         float64  `json:"noneOccurred"`                   // P(T given none of it)
	Birnbaum             float64  `json:"birnbaum"`                       // their difference
	FussellVesely        *float64 `json:"fussellVesely,omitempty"`        // P(some minimal cut set containing an event of the group) / P(T), exact; absent as in Importance
	RiskAchievementWorth *float64 `json:"riskAchievementWorth,omitempty"` // AllOccurred / P(T)
	RiskReductionWorth   *float64 `json:"riskReductionWorth,omitempty"`   // P(T) / NoneOccurred
	Differential         *float64 `json:"differential,omitempty"`         // the sum of those of its events
}

// GroupImportances returns the importance of groups of events, in the order
// given, for the sum of the tops' probabilities, each times its weight, as
// [Diagram.Importances] does for single events. Groups may overlap.
//
// Time is two passes over the diagram for every group, two for each of its events
// where all of them hardly matter and their difference would be lost in rounding,
// and for FussellVesely that of a diagram of the cut sets of the group.
//
// It returns [ErrEmptyID], [ErrDuplicateID] and [ErrUnknownID] for the groups, all
// at once, [ErrShape], [ErrProbability] or [ErrWeight] for p and weights, or the
// error of ctx.
func (d *Diagram) GroupImportances(ctx context.Context, p, weights []float64, groups []Group) ([]GroupImportance, error) {
	members, faults := d.members(groups)
	if err := errors.Join(faults, d.checkNumbers(p, weights)); err != nil {
		return nil, err
	}
	whole, birnbaum := d.Gradient(p, weights)
	change, sum := changes(p, birnbaum, whole)
	out := []GroupImportance{}
	for i, group := range groups {
		events := members[i]
		g, err := d.groupImportance(ctx, p, weights, events)
		if err != nil {
			return nil, err
		}
		own := 0.0
		for _, e := range events {
			own += change[e]
		}
		g.ID = group.ID
		if share := own / sum; sum != 0 && !math.IsInf(share, 0) {
			g.Differential = &share
		}
		g.RiskAchievementWorth = ratio(g.AllOccurred, whole)
		g.RiskReductionWorth = ratio(whole, g.NoneOccurred)
		if union, ok := d.groupCoverage(ctx, p, weights, events); ok {
			g.FussellVesely = share(union, whole)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// members returns the events of every group and what is wrong with groups.
func (d *Diagram) members(groups []Group) ([][]int, error) {
	var faults []error
	seen := map[string]bool{}
	out := make([][]int, len(groups))
	for i, g := range groups {
		switch {
		case g.ID == "":
			faults = append(faults, &InvalidError{g.ID, fmt.Errorf("%w: group %d", ErrEmptyID, i)})
		case seen[g.ID]:
			faults = append(faults, &InvalidError{g.ID, fmt.Errorf("%w: group", ErrDuplicateID)})
		}
		seen[g.ID] = true
		for _, id := range g.Events {
			e, ok := slices.BinarySearch(d.events, id)
			if !ok {
				faults = append(faults, &InvalidError{id, fmt.Errorf("%w: event of group %q", ErrUnknownID, g.ID)})
				continue
			}
			out[i] = append(out[i], e)
		}
		slices.Sort(out[i])
		out[i] = slices.Compact(out[i])
	}
	return out, errors.Join(faults...)
}

// lost is the part of the larger of two numbers below which their difference is
// worked out otherwise.
const lost = 0.1

// groupImportance returns the measures that need no more than p and weights. A
// difference that would be lost in rounding is summed up event by event: each goes
// from not occurred to occurred after those before it.
func (d *Diagram) groupImportance(ctx context.Context, p, weights []float64, events []int) (GroupImportance, error) {
	q := slices.Clone(p)
	for _, e := range events {
		q[e] = 1
	}
	g := GroupImportance{AllOccurred: d.weighted(q, weights)}
	for _, e := range events {
		q[e] = 0
	}
	g.NoneOccurred = d.weighted(q, weights)
	g.Birnbaum = g.AllOccurred - g.NoneOccurred
	if math.Abs(g.Birnbaum) >= lost*max(g.AllOccurred, g.NoneOccurred) {
		return g, nil
	}
	g.Birnbaum = 0
	for _, e := range events {
		if err := ctx.Err(); err != nil {
			return g, err
		}
		_, step := d.Gradient(q, weights)
		g.Birnbaum += step[e]
		q[e] = 1
	}
	return g, nil
}

// weighted returns the sum of the tops' probabilities, each times its weight.
func (d *Diagram) weighted(p, weights []float64) float64 {
	sum := 0.0
	for i, x := range d.Probability(p) {
		sum += float64(weights[i] * x)
	}
	return sum
}

// groupCoverage returns the weighted sum over the tops of the probability that
// some minimal cut set with one of the events has occurred; false where that is
// not to be had.
func (d *Diagram) groupCoverage(ctx context.Context, p, weights []float64, events []int) (float64, bool) {
	if !d.coherent {
		return 0, false
	}
	q := byLevel(d, p)
	d.flat.Fill(q)
	member := make([]bool, len(d.order))
	for level, e := range d.order {
		member[level] = e != none && slices.Contains(events, e)
	}
	sum := 0.0
	for top, w := range weights {
		if w == 0 {
			continue
		}
		s, err := d.minimalSets(ctx, top)
		if err != nil {
			return 0, false
		}
		union, err := s.GroupCoverage(ctx, q, member, min(d.limit, coverageLimit))
		if err != nil {
			return 0, false
		}
		sum += float64(w * union)
	}
	return sum, true
}

// checkNumbers reports what is wrong with probabilities and weights.
func (d *Diagram) checkNumbers(p, weights []float64) error {
	if len(p) != len(d.events) {
		return fmt.Errorf("%w: %d for %d", ErrShape, len(p), len(d.events))
	}
	if len(weights) != len(d.tops) {
		return fmt.Errorf("%w: %d weights for %d tops", ErrShape, len(weights), len(d.tops))
	}
	var faults []error
	for i, q := range p {
		faults = append(faults, d.checkRange(i, q))
	}
	for i, w := range weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			faults = append(faults, &InvalidError{d.tops[i], fmt.Errorf("%w: %g", ErrWeight, w)})
		}
	}
	return errors.Join(faults...)
}
