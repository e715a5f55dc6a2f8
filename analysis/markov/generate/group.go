package generate

import (
	"context"
	"fmt"

	"ninefold/analysis/markov"
)

// A Group is like units of which some are needed. Failed ones are repaired by
// crews.
type Group struct {
	Units       int     `json:"units"`
	Needed      int     `json:"needed"`
	Crews       int     `json:"crews,omitempty"` // 0 means one for each unit
	FailureRate float64 `json:"failureRate"`     // of a unit that works
	RepairRate  float64 `json:"repairRate"`      // of a crew; 0 means no repair

	// Load has instead of FailureRate the rate of each unit when 1, 2, … all work:
	// units that share a load fail faster when there are fewer.
	Load []float64 `json:"load,omitempty"`

	// With Standby, units beyond Needed wait; they fail at Dormancy times
	// FailureRate: 0 is cold standby, 1 is hot, between is warm. When one has to
	// take over, the switch fails with probability SwitchFailure: the system is down
	// until somebody switches by hand, at SwitchRate, and nothing fails meanwhile.
	Standby       bool    `json:"standby,omitempty"`
	Dormancy      float64 `json:"dormancy,omitempty"`
	SwitchFailure float64 `json:"switchFailure,omitempty"`
	SwitchRate    float64 `json:"switchRate,omitempty"`

	// CommonCause is the share of FailureRate that is of causes that take all
	// working units down at once (beta factor).
	CommonCause float64 `json:"commonCause,omitempty"`

	Suspend bool `json:"suspend,omitempty"` // nothing fails while fewer than needed work
}

// A groupState is how many units work, and whether the switch is stuck.
type groupState struct {
	up    int
	stuck bool
}

// Validate says all that is wrong with g.
func (g Group) Validate() error {
	c := &check{system: "group"}
	c.count("units", g.Units, 1, mostStates)
	c.count("needed", g.Needed, 1, g.Units)
	c.count("crews", g.Crews, 0, mostStates)
	if len(g.Load) > 0 {
		c.count("rates under load", len(g.Load), g.Units, g.Units)
		for _, rate := range g.Load {
			c.rate("rate under load", rate)
		}
		if g.Standby || g.CommonCause != 0 || g.FailureRate != 0 {
			c.addf("units that share a load take no standby, common cause or other failure rate")
		}
	} else {
		c.rate("failure rate", g.FailureRate)
	}
	c.maybe("repair rate", g.RepairRate)
	c.share("dormancy", g.Dormancy)
	c.share("switch failure", g.SwitchFailure)
	c.share("common cause", g.CommonCause)
	if !g.Standby && (g.Dormancy != 0 || g.SwitchFailure != 0) {
		c.addf("dormancy and switch failure are of standby units")
	}
	if g.SwitchFailure > 0 {
		c.rate("switch rate", g.SwitchRate)
	}
	return c.err()
}

// Chain returns the chain of the number of working units: one state for each, and
// as many with a stuck switch. It returns what Validate does.
//
// Source: K. Trivedi, Probability and Statistics with Reliability, Queuing and
// Computer Science Applications, 2002, sections 8.2 and 8.4.
func (g Group) Chain(ctx context.Context) (*markov.Chain, error) {
	if err := g.Validate(); err != nil {
		return nil, err
	}
	chain, _, err := markov.Explore(ctx, markov.Space[groupState]{
		Start: []groupState{{up: g.Units}},
		Moves: g.moves,
		Name: func(s groupState) string {
			if s.stuck {
				return fmt.Sprintf("%d ready, switch stuck", s.up)
			}
			return fmt.Sprintf("%d up", s.up)
		},
		Up: func(s groupState) bool { return s.up >= g.Needed && !s.stuck },
	}, mostStates)
	return chain, err
}

func (g Group) moves(s groupState, emit func(groupState, float64)) {
	if s.up < g.Units {
		emit(groupState{s.up + 1, s.stuck}, served(g.Units-s.up, g.Crews)*g.RepairRate)
	}
	if s.stuck {
		emit(groupState{up: s.up}, g.SwitchRate)
		return
	}
	if s.up == 0 || g.Suspend && s.up < g.Needed {
		return
	}
	fewer := groupState{up: s.up - 1}
	if len(g.Load) > 0 {
		emit(fewer, float64(s.up)*g.Load[s.up-1])
		return
	}
	each := g.FailureRate * (1 - g.CommonCause)
	working, waiting := s.up, 0
	if g.Standby {
		working = min(s.up, g.Needed)
		waiting = s.up - working
	}
	fail := float64(working) * each
	if waiting > 0 {
		emit(fewer, float64(waiting)*each*g.Dormancy)
		emit(groupState{fewer.up, true}, fail*g.SwitchFailure)
		fail *= 1 - g.SwitchFailure
	}
	emit(fewer, fail)
	emit(groupState{}, g.FailureRate*g.CommonCause)
}
