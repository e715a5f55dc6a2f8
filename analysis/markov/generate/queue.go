package generate

import (
	"context"
	"fmt"

	"ninefold/analysis/markov"
)

// A Queue is jobs that arrive at random and are worked on by like servers, as many
// as there is room for.
type Queue struct {
	ArrivalRate float64 `json:"arrivalRate"`
	ServiceRate float64 `json:"serviceRate"` // of a server
	Servers     int     `json:"servers"`
	Room        int     `json:"room"` // jobs in all; those that arrive when it is full are lost
}

// Validate says all that is wrong with q.
func (q Queue) Validate() error {
	c := &check{system: "queue"}
	c.rate("arrival rate", q.ArrivalRate)
	c.rate("service rate", q.ServiceRate)
	c.count("servers", q.Servers, 1, mostStates)
	c.count("room", q.Room, q.Servers, mostStates-1)
	return c.err()
}

// Chain returns the chain of the number of jobs (M/M/c/K). It is up while there is
// room, and has the rewards jobs (in the queue and being worked on), busy (servers)
// and lost (jobs per hour). It returns what Validate does.
//
// Source: D. Gross, C. Harris, Fundamentals of Queueing Theory, 1998, section 2.4.
func (q Queue) Chain(ctx context.Context) (*markov.Chain, error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	chain, states, err := markov.Explore(ctx, markov.Space[int]{
		Start: []int{0},
		Moves: func(jobs int, emit func(int, float64)) {
			if jobs < q.Room {
				emit(jobs+1, q.ArrivalRate)
			}
			if jobs > 0 {
				emit(jobs-1, served(jobs, q.Servers)*q.ServiceRate)
			}
		},
		Name: func(jobs int) string { return fmt.Sprintf("%d jobs", jobs) },
		Up:   func(jobs int) bool { return jobs < q.Room },
	}, mostStates)
	if err != nil {
		return nil, err
	}
	jobs, busy := markov.Reward{ID: "jobs"}, markov.Reward{ID: "busy"}
	for i, n := range states {
		jobs.States = append(jobs.States, markov.StateReward{State: i, PerHour: float64(n)})
		busy.States = append(busy.States, markov.StateReward{State: i, PerHour: served(n, q.Servers)})
	}
	lost := markov.Reward{ID: "lost", States: []markov.StateReward{{State: len(states) - 1, PerHour: q.ArrivalRate}}}
	chain.Rewards = []markov.Reward{jobs, busy, lost}
	return chain, nil
}
