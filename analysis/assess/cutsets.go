package assess

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"ninefold/analysis/faulttree"
	"ninefold/models/assessment"
)

const (
	listedCutSets = 200 // of each journey, kept in the assessment
	batch         = 512 // sets of events evaluated at once
)

// findSingle finds the events that alone leave some users without the journey.
// Every event is tried, so that none is missed because it is improbable.
func (q *quantified) findSingle(ctx context.Context) error {
	alone := make([][]int, len(q.events))
	for i := range alone {
		alone[i] = []int{i}
	}
	users, err := q.usersHit(ctx, alone)
	for i, u := range users {
		if u > 0 {
			q.single = append(q.single, hit{event: i, users: u})
		}
	}
	return err
}

// usersHit returns, for each set of events, the share of users who are not served
// when just these have occurred.
func (q *quantified) usersHit(ctx context.Context, sets [][]int) ([]float64, error) {
	users := make([]float64, 0, len(sets))
	for some := range slices.Chunk(sets, batch) {
		states := make([][]float64, len(q.events))
		for e := range states {
			states[e] = make([]float64, len(some))
		}
		for s, set := range some {
			for _, e := range set {
				states[e][s] = 1
			}
		}
		down, err := q.diagram.Sample(ctx, states)
		if err != nil {
			return nil, err
		}
		for s := range some {
			share := 0.0
			for t, weight := range q.weights {
				share += weight * down[t][s]
			}
			users = append(users, min(1, share))
		}
	}
	return users, nil
}

// cutSets lists the minimal cut sets of "some users not served", each weighted by
// the users it hits.
func (b *builder) cutSets(ctx context.Context, q *quantified) (assessment.CutSets, error) {
	out := assessment.CutSets{Count: "0", ByOrder: []int{}, Top: []assessment.CutSet{}}
	if q.syn.Any == "" {
		return out, nil
	}
	found, err := abandonable(ctx, func() (faulttree.CutSets, error) { //nolint:contextcheck // it takes none
		return q.diagram.CutSets(q.syn.Any, q.p, faulttree.CutSetOptions{Limit: listedCutSets})
	})
	if err != nil {
		return out, fmt.Errorf("assess: the cut sets of journey %s: %w", q.journey.ID, err)
	}
	out.Count = found.Count.String()
	for _, n := range found.ByOrder {
		out.ByOrder = append(out.ByOrder, bounded(n))
	}
	sets := make([][]int, len(found.Top))
	listed := 0.0
	for i, set := range found.Top {
		sets[i] = q.indices(set.Events)
		listed += set.Probability
	}
	users, err := q.usersHit(ctx, sets)
	if err != nil {
		return out, err
	}
	total := max(0, found.Sum-listed) // those not listed, as if they hit every user
	for i, set := range found.Top {
		total += set.Probability * users[i]
		out.Top = append(out.Top, b.cutSet(q, set, sets[i], users[i]))
	}
	slices.SortStableFunc(out.Top, func(x, y assessment.CutSet) int { return cmp.Compare(y.Probability, x.Probability) })
	rank(out.Top, total)
	out.Listed = len(out.Top)
	if int64(out.Listed) != bounded64(found.Count) && found.Sum > 0 {
		out.Missing = max(0, (found.Sum-listed)/found.Sum)
	}
	return out, nil
}

// indices returns the places of events in q.events.
func (q *quantified) indices(ids []string) []int {
	places := make([]int, len(ids))
	for i, id := range ids {
		places[i] = q.index[id]
	}
	return places
}

func (b *builder) cutSet(q *quantified, set faulttree.CutSet, events []int, users float64) assessment.CutSet {
	out := assessment.CutSet{Order: len(events), Events: set.Events, Labels: []string{}, Probability: set.Probability * users}
	for _, e := range events {
		out.Labels = append(out.Labels, b.names.event(q.events[e]))
	}
	out.Title = strings.Join(out.Labels, " + ")
	out.MinutesPerYear = out.Probability * minutesPerYear
	out.Display = assessment.FormatMinutes(out.MinutesPerYear)
	if q.unavailability > 0 {
		out.FussellVesely = min(1, out.Probability/q.unavailability)
	}
	return out
}

// rank numbers cut sets, worst first, and gives them their shares of the total.
func rank(sets []assessment.CutSet, total float64) {
	cumulative := 0.0
	for i := range sets {
		if total > 0 {
			sets[i].Share = sets[i].Probability / total
		}
		cumulative += sets[i].Share
		sets[i].Rank, sets[i].Cumulative = i+1, min(1, cumulative)
	}
}

const largest = 1<<53 - 1 // integer that every JSON reader keeps

func bounded(n *big.Int) int { return int(bounded64(n)) }

func bounded64(n *big.Int) int64 {
	if n.IsInt64() {
		return min(n.Int64(), largest)
	}
	return largest
}

func (b *builder) importance(q *quantified) []assessment.Importance {
	out := []assessment.Importance{}
	for i, imp := range q.importances {
		out = append(out, assessment.Importance{
			Event: imp.ID, Label: b.names.event(q.events[i]), Probability: imp.Probability, Birnbaum: imp.Birnbaum, Criticality: imp.Criticality,
			FussellVesely: imp.FussellVesely, RiskAchievementWorth: imp.RiskAchievementWorth, RiskReductionWorth: imp.RiskReductionWorth,
		})
	}
	slices.SortStableFunc(out, func(x, y assessment.Importance) int {
		return cmp.Or(cmp.Compare(y.Probability*y.Birnbaum, x.Probability*x.Birnbaum), cmp.Compare(x.Event, y.Event))
	})
	return out
}

// abandonable returns the answer of work, or the error of ctx as soon as that
// ends. Work that takes no context then runs on to its own limit, unheard.
func abandonable[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		value, err := work()
		done <- answer{value, err}
	}()
	select {
	case a := <-done:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
