package markov

import (
	"context"
	"fmt"
)

// A Passage is how a chain first comes to a set of states.
type Passage struct {
	Accuracy

	Probability float64  `json:"probability"`    // that it ever does
	Mean        *float64 `json:"mean,omitempty"` // hours until then; absent where it may never
}

// Passage returns how the chain first comes to the states given, which may be those
// it begins in. A state that cannot be reached is none. Cost is as for Steady.
func (s *Solver) Passage(ctx context.Context, to []int) (*Passage, error) {
	for _, i := range to {
		if i < 0 || i >= len(s.initial) {
			return nil, fmt.Errorf("markov: there is no state %d", i)
		}
	}
	return s.passage(ctx, members(len(s.initial), to))
}

func (s *Solver) passage(ctx context.Context, target []bool) (*Passage, error) {
	before, there := s.before(target)
	r := &Passage{Accuracy: Accuracy{Guaranteed: true}}
	for i, p := range s.initial {
		if target[i] {
			r.Probability += p
		}
	}
	hopeful := s.hopeful(target, before)
	certain := len(hopeful) == there
	if len(hopeful) == 0 {
		if certain {
			r.Mean = new(float64)
		}
		return r, nil
	}
	hours, acc, err := s.hoursIn(ctx, hopeful, s.initial)
	if err != nil {
		return nil, err
	}
	r.Accuracy = r.worse(acc)
	mean := 0.0
	for k, i := range hopeful {
		mean += hours[k]
		cols, rates := s.out.at(int(i))
		for q, j := range cols {
			if target[j] {
				r.Probability += hours[k] * rates[q]
			}
		}
	}
	if !certain {
		r.Probability = min(r.Probability, 1)
		return r, nil
	}
	if r.Probability = 1; !finite(mean) {
		return nil, errRates
	}
	r.Mean = &mean
	return r, nil
}

// before returns the states that are reached without passing the target, and how
// many they are.
func (s *Solver) before(target []bool) (reached []bool, count int) {
	begin := make([]bool, len(target))
	for i, p := range s.initial {
		begin[i] = p > 0 && !target[i]
	}
	part := s.out.without(target)
	reached = part.reach(begin)
	for i := range reached {
		if reached[i] = reached[i] && !target[i]; reached[i] {
			count++
		}
	}
	return reached, count
}

// hopeful returns those of the states given from where the target can be reached.
func (s *Solver) hopeful(target, among []bool) []int32 {
	back := s.out.transpose().reach(target)
	var list []int32
	for i, yes := range among {
		if yes && back[i] {
			list = append(list, int32(i))
		}
	}
	return list
}

// without returns the matrix with no way out of some states.
func (r rows) without(states []bool) rows {
	out := rows{start: make([]int, 1, len(r.start))}
	for i := range len(r.start) - 1 {
		if !states[i] {
			cols, vals := r.at(i)
			out.col, out.val = append(out.col, cols...), append(out.val, vals...)
		}
		out.start = append(out.start, len(out.col))
	}
	return out
}

// stopping returns the chain that stays in the target once it is there.
func (s *Solver) stopping(target []bool) *Solver {
	stopped := &Solver{opt: s.opt, chain: s.chain, out: s.out.without(target), initial: s.initial, up: s.up}
	stopped.prepare()
	return stopped
}

// A First is the distribution of a first passage time.
type First struct {
	Accuracy

	Reached []float64 `json:"reached"` // probability, by time, of having been there
	Not     []float64 `json:"not"`     // and of not yet
}

// FirstPassage returns the distribution of the time until the chain is in one of
// the states given, at those times. Small probabilities on either side keep their
// digits. Cost is as for [Solver.At].
func (s *Solver) FirstPassage(ctx context.Context, to []int, hours []float64) (*First, error) {
	r, err := s.Race(ctx, [][]int{to}, hours)
	if err != nil {
		return nil, err
	}
	return &First{r.Accuracy, r.Reached[0], r.Not}, nil
}

// A Race is which of several sets of states is reached first.
type Race struct {
	Accuracy

	Reached [][]float64 `json:"reached"` // by set and time: probability that it was, before all others
	Not     []float64   `json:"not"`     // by time: that none was yet
}

// Race returns how probable it is that each of some sets of states, which have none in
// common, was reached before the others, by those times. It costs as much as
// [Solver.FirstPassage] of all of them.
func (s *Solver) Race(ctx context.Context, sets [][]int, hours []float64) (*Race, error) {
	target := make([]bool, len(s.initial))
	var gains []gain
	for _, set := range sets {
		for _, i := range set {
			if i < 0 || i >= len(s.initial) {
				return nil, fmt.Errorf("markov: there is no state %d", i)
			}
			target[i] = true
		}
		gains = append(gains, mask(members(len(s.initial), set), true))
	}
	tr, err := s.stopping(target).follow(ctx, hours, append(gains, mask(target, false)), false)
	if err != nil {
		return nil, err
	}
	return &Race{tr.Accuracy, tr.at[:len(sets)], tr.at[len(sets)]}, nil
}

func (s *Solver) firstPassage(ctx context.Context, target []bool, hours []float64) (*First, error) {
	var to []int
	for i, yes := range target {
		if yes {
			to = append(to, i)
		}
	}
	return s.FirstPassage(ctx, to, hours)
}

// A Moment is where a chain is at a time.
type Moment struct {
	Accuracy

	Hours         []float64   `json:"hours"`
	Probabilities [][]float64 `json:"probabilities"` // by time, then by state
}

// At returns the probabilities of all states at the times given, each to the same
// relative error but for those below 1e-280.
//
// Cost is that of as many passes over the rates as the busiest state is left in the
// last of the times, or that of some thirty products of matrices where that would
// be thousands and there are few states. It returns an error wrapping [ErrBudget]
// where it takes more steps than there may be, one for times that are negative or
// above 1e15, and that of ctx.
func (s *Solver) At(ctx context.Context, hours []float64) (*Moment, error) {
	tr, err := s.follow(ctx, hours, nil, true)
	if err != nil {
		return nil, err
	}
	return &Moment{tr.Accuracy, hours, tr.states}, nil
}
