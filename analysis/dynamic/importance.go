package dynamic

import (
	"context"
	"fmt"
	"slices"
)

// An Importance is what one event means for the top.
type Importance struct {
	ID        string       `json:"id"`
	IfFailed  *Probability `json:"ifFailed,omitempty"`  // unreliability where it has failed from the start, and is not repaired
	IfPerfect *Probability `json:"ifPerfect,omitempty"` // unreliability where it never fails by itself

	RiskAchievementWorth *float64 `json:"riskAchievementWorth,omitempty"` // IfFailed over the unreliability
	RiskReductionWorth   *float64 `json:"riskReductionWorth,omitempty"`   // the unreliability over IfPerfect
}

// An ImportanceReport is what Importances says.
type ImportanceReport struct {
	Hours         float64      `json:"hours"`
	Unreliability *Probability `json:"unreliability,omitempty"`
	Events        []Importance `json:"events" nullable:"false"` // those that would raise the unreliability most come first
}

// Importances finds by how much each event that can fail by itself raises and lowers
// the unreliability by a time: as it would be if the event had failed from the start,
// and as if it never failed by itself. A trigger may still fail an event that never
// does so by itself.
//
// In a dynamic tree a failure may help, by coming out of order: then its risk
// achievement worth is below 1.
// Ratios are absent where a probability is known by bounds only, or is 0.
//
// Opt.Hours holds the one time. progress, which may be nil, is told how many of the
// analyses are done. Errors are those of Analyze, which runs twice for each event.
func Importances(ctx context.Context, t Tree, opt Options, progress func(done, all int)) (*ImportanceReport, error) {
	if len(opt.Hours) != 1 {
		return nil, fmt.Errorf("dynamic: importance is by one time, not by %d", len(opt.Hours))
	}
	opt.NoMean = true
	r, err := Analyze(ctx, t, opt)
	if err != nil {
		return nil, err
	}
	out := &ImportanceReport{Hours: opt.Hours[0], Unreliability: r.Points[0].Unreliability, Events: []Importance{}}
	asked := t.fallible(opt)
	for i, id := range asked {
		if progress != nil {
			progress(i, len(asked))
		}
		m, err := t.importance(ctx, id, opt, out.Unreliability)
		if err != nil {
			return nil, fmt.Errorf("importance of %q: %w", id, err)
		}
		out.Events = append(out.Events, m)
	}
	slices.SortStableFunc(out.Events, func(a, b Importance) int { return compareUpper(b.IfFailed, a.IfFailed) })
	return out, nil
}

// fallible returns the events that can fail by themselves, and of which opt does not
// say that they do not.
func (t Tree) fallible(opt Options) []string {
	var ids []string
	for _, e := range t.Events {
		never := e.RatePerHour == 0 && (e.Probability == nil || *e.Probability == 0 || *e.Probability == 1)
		if !never && !slices.Contains(opt.Failed, e.ID) && !slices.Contains(opt.Perfect, e.ID) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

func (t Tree) importance(ctx context.Context, id string, opt Options, base *Probability) (Importance, error) {
	m := Importance{ID: id}
	failed, perfect := opt, opt
	failed.Failed = append(slices.Clone(opt.Failed), id)
	perfect.Perfect = append(slices.Clone(opt.Perfect), id)
	r, err := Analyze(ctx, t.unrepaired(id), failed)
	if err != nil {
		return m, err
	}
	m.IfFailed = r.Points[0].Unreliability
	if r, err = Analyze(ctx, t, perfect); err != nil {
		return m, err
	}
	m.IfPerfect = r.Points[0].Unreliability
	m.RiskAchievementWorth, m.RiskReductionWorth = ratio(m.IfFailed, base), ratio(base, m.IfPerfect)
	return m, nil
}

// unrepaired returns the tree without the repair of an event.
func (t Tree) unrepaired(id string) Tree {
	t.Events = slices.Clone(t.Events)
	for i := range t.Events {
		if t.Events[i].ID == id {
			t.Events[i].RepairPerHour = 0
		}
	}
	return t
}

// ratio is absent unless both are known and the second is not 0.
func ratio(a, b *Probability) *float64 {
	if a == nil || b == nil || a.Value == nil || b.Value == nil || *b.Value == 0 {
		return nil
	}
	x := *a.Value / *b.Value
	return &x
}

// compareUpper orders by what a probability is at most.
func compareUpper(a, b *Probability) int {
	most := func(p *Probability) float64 {
		switch {
		case p == nil:
			return 1
		case p.Value != nil:
			return *p.Value
		}
		return *p.Upper
	}
	switch x, y := most(a), most(b); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}
