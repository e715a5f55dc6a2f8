package markov

import (
	"context"
	"fmt"
)

// An Earning is what a reward comes to.
type Earning struct {
	ID     string         `json:"id"`
	Steady *float64       `json:"steady,omitempty"` // per hour in the long run
	Times  []EarningPoint `json:"times,omitempty"`
}

// An EarningPoint is a reward at one time, and until then.
type EarningPoint struct {
	Hours       float64 `json:"hours"`
	PerHour     float64 `json:"perHour"`     // expected at the time
	Accumulated float64 `json:"accumulated"` // expected until the time
}

// Earnings are what all rewards of a chain come to.
type Earnings struct {
	Accuracy

	Rewards []Earning `json:"rewards"` // in the order of the chain
}

// Earnings returns what the rewards come to in the long run and at the times given.
// Where a reward has both signs, what is left of it is as exact as its parts, no
// more. Cost is as for Steady and [Solver.At].
func (s *Solver) Earnings(ctx context.Context, hours []float64) (*Earnings, error) {
	steady, err := s.Steady(ctx)
	if err != nil {
		return nil, err
	}
	r := &Earnings{Accuracy: steady.Accuracy}
	var gains []gain
	for _, reward := range s.chain.Rewards {
		g := s.gainOf(reward)
		gains = append(gains, g)
		total := g.at(steady.Probabilities)
		if !finite(total) {
			return nil, fmt.Errorf("markov: reward %q is too large", reward.ID)
		}
		r.Rewards = append(r.Rewards, Earning{ID: reward.ID, Steady: &total})
	}
	if len(hours) == 0 {
		return r, nil
	}
	tr, err := s.follow(ctx, hours, gains, false)
	if err != nil {
		return nil, err
	}
	r.Accuracy = r.worse(tr.Accuracy)
	for g := range r.Rewards {
		for i, t := range hours {
			p := EarningPoint{t, tr.at[g][i], tr.until[g][i]}
			if !finite(p.PerHour) || !finite(p.Accumulated) {
				return nil, fmt.Errorf("markov: reward %q is too large", r.Rewards[g].ID)
			}
			r.Rewards[g].Times = append(r.Rewards[g].Times, p)
		}
	}
	return r, nil
}

// gainOf returns what a reward comes to for each hour in each state.
func (s *Solver) gainOf(r Reward) gain {
	perHour := make([]float64, len(s.initial))
	for _, e := range r.States {
		perHour[e.State] += e.PerHour
	}
	each := map[[2]int32]float64{}
	for _, e := range r.Transitions {
		each[[2]int32{int32(e.From), int32(e.To)}] += e.Each
	}
	for _, e := range r.Transitions {
		key := [2]int32{int32(e.From), int32(e.To)}
		cols, rates := s.out.at(e.From)
		for q, j := range cols {
			if int(j) == e.To {
				perHour[e.From] += rates[q] * each[key]
			}
		}
		delete(each, key) // several of a transition have been added up
	}
	return newGain(perHour)
}
