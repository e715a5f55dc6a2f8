package markov

import (
	"context"
	"fmt"
	"slices"
)

// Explore builds the chain of all states that can be reached from start. Moves
// calls emit for each way out of a state; a rate of 0 and a way to the state
// itself are none. Name returns the name of a state, up whether the system works
// in it; where up is nil there is no such set. States that nothing leads out of
// are absorbing.
//
// The states are returned in the order of the chain, the breadth-first one. It
// returns an error wrapping [ErrBudget] when there are more than limit, and that
// of ctx. Cost is one call of moves for each state.
func Explore[S comparable](ctx context.Context, space Space[S], limit int) (*Chain, []S, error) {
	c, index := &Chain{}, map[S]int{}
	states := slices.Clone(space.Start)
	for i, s := range states {
		index[s] = i
		share := Share{i, 1}
		if space.Shares != nil {
			share.Probability = space.Shares[i]
		}
		c.Initial = append(c.Initial, share)
	}
	for i := 0; i < len(states); i++ {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		before := len(c.Transitions)
		space.Moves(states[i], func(to S, perHour float64) {
			j, known := index[to]
			if perHour == 0 || known && j == i {
				return
			}
			if !known {
				j = len(states)
				index[to] = j
				states = append(states, to)
			}
			c.Transitions = append(c.Transitions, Transition{i, j, perHour})
		})
		if len(states) > limit {
			return nil, nil, fmt.Errorf("markov: %w: more than %d states", ErrBudget, limit)
		}
		if len(c.Transitions) == before {
			c.Absorbing = append(c.Absorbing, i)
		}
	}
	up := []int{}
	for i, s := range states {
		c.States = append(c.States, space.Name(s))
		if space.Up != nil && space.Up(s) {
			up = append(up, i)
		}
	}
	if space.Up != nil {
		c.Sets = map[string][]int{Up: up}
	}
	return c, states, nil
}

// A Space is what Explore explores.
type Space[S comparable] struct {
	Start  []S       // all different
	Shares []float64 // probabilities of beginning there; may be nil where there is but one
	Moves  func(from S, emit func(to S, perHour float64))
	Name   func(S) string
	Up     func(S) bool // may be nil
}
