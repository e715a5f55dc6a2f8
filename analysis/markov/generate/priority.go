package generate

import (
	"context"
	"fmt"

	"ninefold/analysis/markov"
)

// A Kind is like units of which some are needed.
type Kind struct {
	Units       int     `json:"units"`
	Needed      int     `json:"needed"`
	FailureRate float64 `json:"failureRate"`
	RepairRate  float64 `json:"repairRate"`
}

// A Shop is units of several kinds, all of which are needed, with crews in common.
// Crews repair the kinds listed first, and leave a repair for one of a kind before
// it (preemptive priority).
type Shop struct {
	Kinds []Kind `json:"kinds"`
	Crews int    `json:"crews"` // 0 means one for each unit
}

const mostKinds = 8

// Failed is how many units of each kind have failed.
type failedUnits [mostKinds]int32

// Validate says all that is wrong with s.
func (s Shop) Validate() error {
	c := &check{system: "shop"}
	c.count("kinds", len(s.Kinds), 1, mostKinds)
	c.count("crews", s.Crews, 0, mostStates)
	for i, k := range s.Kinds {
		c.system = fmt.Sprintf("shop: kind %d", i)
		c.count("units", k.Units, 1, mostStates)
		c.count("needed", k.Needed, 1, k.Units)
		c.rate("failure rate", k.FailureRate)
		c.rate("repair rate", k.RepairRate)
	}
	return c.err()
}

// Chain returns the chain of the failed units of each kind: the product of the
// numbers of units. It returns what Validate does, and an error wrapping
// [markov.ErrBudget] for more than five million states.
func (s Shop) Chain(ctx context.Context) (*markov.Chain, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	chain, _, err := markov.Explore(ctx, markov.Space[failedUnits]{
		Start: make([]failedUnits, 1),
		Moves: s.moves,
		Name:  func(f failedUnits) string { return fmt.Sprintf("%v failed", f[:len(s.Kinds)]) },
		Up: func(f failedUnits) bool {
			for i, k := range s.Kinds {
				if k.Units-int(f[i]) < k.Needed {
					return false
				}
			}
			return true
		},
	}, mostStates)
	return chain, err
}

func (s Shop) moves(f failedUnits, emit func(failedUnits, float64)) {
	free := s.Crews
	for i, k := range s.Kinds {
		to, failed := f, int(f[i])
		if failed < k.Units {
			to[i]++
			emit(to, float64(k.Units-failed)*k.FailureRate)
		}
		busy := failed
		if s.Crews > 0 {
			busy = min(failed, free)
			free -= busy
		}
		if busy > 0 {
			to[i] = f[i] - 1
			emit(to, float64(busy)*k.RepairRate)
		}
	}
}
