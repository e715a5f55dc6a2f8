package markov

import (
	"fmt"
	"slices"
)

// A Chain is a continuous-time Markov chain. States are known by their index.
type Chain struct {
	States      []string         `json:"states"`              // names, all different
	Initial     []Share          `json:"initial"`             // where it begins; sums to 1
	Transitions []Transition     `json:"transitions"`         // several between the same states add up
	Sets        map[string][]int `json:"sets,omitempty"`      // of states, by name; "up" is where the system works
	Absorbing   []int            `json:"absorbing,omitempty"` // the states that nothing may lead out of
	Rewards     []Reward         `json:"rewards,omitempty"`
}

// Up is the name of the set of states in which a system works.
const Up = "up"

// A Share is the probability of a state.
type Share struct {
	State       int     `json:"state"`
	Probability float64 `json:"probability"`
}

// A Transition leads from one state to another.
type Transition struct {
	From    int     `json:"from"`
	To      int     `json:"to"`
	PerHour float64 `json:"perHour"` // rate, at least 0
}

// A Reward is what is earned, or lost, in states and by transitions.
type Reward struct {
	ID          string             `json:"id"`
	States      []StateReward      `json:"states,omitempty"`
	Transitions []TransitionReward `json:"transitions,omitempty"`
}

// A StateReward is earned for each hour in a state. Several of a state add up.
type StateReward struct {
	State   int     `json:"state"`
	PerHour float64 `json:"perHour"`
}

// A TransitionReward is earned each time the chain goes from one state to another.
type TransitionReward struct {
	From int     `json:"from"`
	To   int     `json:"to"`
	Each float64 `json:"each"`
}

// Index returns the index of the state of that name, −1 where there is none. Time
// is linear in the states.
func (c *Chain) Index(name string) int { return slices.Index(c.States, name) }

// A Fault is one thing wrong with a chain.
//
//nolint:errname // it is data first
type Fault struct {
	Place   string // in the chain: states[2], transitions[0], initial[1], initial, sets.up, absorbing[0], rewards[0].states[1]
	Message string
}

// Error returns place and message.
func (f *Fault) Error() string { return fmt.Sprintf("markov: %s: %s", f.Place, f.Message) }
