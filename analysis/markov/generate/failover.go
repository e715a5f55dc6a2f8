package generate

import (
	"context"
	"fmt"

	"ninefold/analysis/markov"
)

// A Failover is like replicas of which some are needed. When one fails, the others
// take over if the failure is covered; else somebody has to restart the system.
type Failover struct {
	Replicas     int     `json:"replicas"`
	Needed       int     `json:"needed"`
	FailureRate  float64 `json:"failureRate"` // of a replica
	RepairRate   float64 `json:"repairRate"`  // of a crew
	Crews        int     `json:"crews,omitempty"`
	Coverage     float64 `json:"coverage"`               // probability that a failure is noticed and handled
	FailoverRate float64 `json:"failoverRate,omitempty"` // 1 / the hours that takes, with the system down; 0 means no time
	RestartRate  float64 `json:"restartRate,omitempty"`  // 1 / the hours an uncovered failure takes
}

type phase uint8

const (
	serving phase = iota
	failingOver
	restarting
)

// A replicated is how many replicas work, and what the system does.
type replicated struct {
	up    int
	phase phase
}

// Validate says all that is wrong with f.
func (f Failover) Validate() error {
	c := &check{system: "failover"}
	c.count("replicas", f.Replicas, 1, mostStates)
	c.count("needed", f.Needed, 1, f.Replicas)
	c.count("crews", f.Crews, 0, mostStates)
	c.rate("failure rate", f.FailureRate)
	c.rate("repair rate", f.RepairRate)
	c.share("coverage", f.Coverage)
	c.maybe("failover rate", f.FailoverRate)
	if f.Coverage < 1 {
		c.rate("restart rate", f.RestartRate)
	}
	return c.err()
}

// Chain returns the chain of the number of working replicas and of what the system
// does: at most three states for each number. Failing over and restarting are short:
// nothing else happens meanwhile. Where fewer are needed than remain there is
// nothing to take over, and the system waits for a repair. It returns what Validate
// does.
//
// Source: P. Heimann, N. Mittal, K. Trivedi, Availability and reliability modeling
// for computer systems, 1990. https://doi.org/10.1016/S0065-2458(08)60154-0
func (f Failover) Chain(ctx context.Context) (*markov.Chain, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	chain, _, err := markov.Explore(ctx, markov.Space[replicated]{
		Start: []replicated{{up: f.Replicas}},
		Moves: f.moves,
		Name: func(s replicated) string {
			return fmt.Sprintf("%d up%s", s.up, [...]string{"", ", failing over", ", restarting"}[s.phase])
		},
		Up: func(s replicated) bool { return s.up >= f.Needed && s.phase == serving },
	}, mostStates)
	return chain, err
}

func (f Failover) moves(s replicated, emit func(replicated, float64)) {
	switch s.phase {
	case failingOver:
		emit(replicated{up: s.up}, f.FailoverRate)
		return
	case restarting:
		emit(replicated{up: s.up}, f.RestartRate)
		return
	}
	if s.up < f.Replicas {
		emit(replicated{up: s.up + 1}, served(f.Replicas-s.up, f.Crews)*f.RepairRate)
	}
	rate := float64(s.up) * f.FailureRate
	next := replicated{up: s.up - 1}
	if s.up <= f.Needed {
		emit(next, rate)
		return
	}
	emit(replicated{next.up, restarting}, rate*(1-f.Coverage))
	if f.FailoverRate > 0 {
		next.phase = failingOver
	}
	emit(next, rate*f.Coverage)
}
