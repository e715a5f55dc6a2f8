package blocks

import (
	"context"
	"fmt"
	"math/bits"

	"ninefold/analysis/markov"
	"ninefold/analysis/markov/generate"
)

// A module is units that are no Boolean function of their states.
type module struct {
	standby *Standby
	sharing *Sharing
}

// repairable reports whether anything is repaired.
func (m *module) repairable() bool {
	if m.sharing != nil {
		return m.sharing.RepairRate > 0
	}
	for _, u := range m.standby.Units {
		if u.RepairRate > 0 {
			return true
		}
	}
	return false
}

// lasting reports whether it has a long run with repairs: every unit is repaired.
func (m *module) lasting() bool {
	if m.sharing != nil {
		return m.sharing.RepairRate > 0
	}
	for _, u := range m.standby.Units {
		if u.RepairRate == 0 {
			return false
		}
	}
	return true
}

// alike reports whether the units of a group are.
func (s *Standby) alike() bool {
	for _, u := range s.Units {
		if u != s.Units[0] {
			return false
		}
	}
	return true
}

// longest bounds the mean hours it works on in any state: some unit serves at any
// time, and with every failure there is one less.
func (m *module) longest() float64 {
	sum := 0.0
	if m.sharing != nil {
		for i := m.sharing.Needed; i <= len(m.sharing.Load); i++ {
			sum += 1 / (float64(i) * m.sharing.Load[i-1])
		}
		return sum
	}
	for _, u := range m.standby.Units {
		sum += 1 / u.FailureRate
	}
	return sum
}

// solver returns the chain of the units: with repairs, or until the first failure
// without any.
func (m *module) solver(ctx context.Context, repaired bool) (*markov.Solver, error) {
	c, err := m.chain(ctx, repaired)
	if err == nil && !repaired {
		c, err = untilFailure(ctx, c)
	}
	if err != nil {
		return nil, err
	}
	return markov.Compile(c, markov.Options{})
}

// untilFailure returns a chain in which what is not up is one state without a way out.
func untilFailure(ctx context.Context, c *markov.Chain) (*markov.Chain, error) {
	const failed = -1
	ways := map[int][]markov.Transition{}
	for _, t := range c.Transitions {
		ways[t.From] = append(ways[t.From], t)
	}
	up := map[int]bool{}
	for _, i := range c.Sets[markov.Up] {
		up[i] = true
	}
	space := markov.Space[int]{
		Moves: func(at int, emit func(int, float64)) {
			for _, t := range ways[at] {
				if up[t.To] {
					emit(t.To, t.PerHour)
				} else {
					emit(failed, t.PerHour)
				}
			}
		},
		Name: func(at int) string {
			if at == failed {
				return "failed"
			}
			return "works: " + c.States[at]
		},
		Up: func(at int) bool { return at != failed },
	}
	for _, s := range c.Initial {
		space.Start, space.Shares = append(space.Start, s.State), append(space.Shares, s.Probability)
	}
	out, _, err := markov.Explore(ctx, space, len(c.States)+1)
	return out, err
}

func (m *module) chain(ctx context.Context, repaired bool) (*markov.Chain, error) {
	if m.sharing != nil {
		g := generate.Group{Units: len(m.sharing.Load), Needed: m.sharing.Needed, Load: m.sharing.Load, Crews: m.sharing.Crews}
		if repaired {
			g.RepairRate = m.sharing.RepairRate
		}
		return g.Chain(ctx)
	}
	if !m.standby.alike() {
		return m.standby.chain(ctx, repaired)
	}
	s, u := m.standby, m.standby.Units[0]
	g := generate.Group{
		Units: len(s.Units), Needed: max(s.Needed, 1), Crews: s.Crews, FailureRate: u.FailureRate,
		Standby: true, Dormancy: u.Dormancy, SwitchFailure: s.SwitchFailure, SwitchRate: s.SwitchRate,
	}
	if repaired {
		g.RepairRate = u.RepairRate
	}
	if g.SwitchFailure > 0 && g.SwitchRate == 0 {
		g.SwitchRate = 1 // nothing is repaired: what comes after the first failure does not count
	}
	return g.Chain(ctx)
}

// A standing is which units have failed, by bit, and whether the switch has.
type standing struct {
	failed uint32
	stuck  bool
}

// chain returns that of units that differ: one state for every set of failed ones,
// and as many with a stuck switch.
func (s *Standby) chain(ctx context.Context, repaired bool) (*markov.Chain, error) {
	c, _, err := markov.Explore(ctx, markov.Space[standing]{
		Start: []standing{{}},
		Moves: func(at standing, emit func(standing, float64)) { s.moves(at, repaired, emit) },
		Name: func(at standing) string {
			if at.stuck {
				return fmt.Sprintf("failed %b, switch stuck", at.failed)
			}
			return fmt.Sprintf("failed %b", at.failed)
		},
		Up: func(at standing) bool {
			return !at.stuck && len(s.Units)-bits.OnesCount32(at.failed) >= max(s.Needed, 1)
		},
	}, 2<<mostUnits)
	return c, err
}

func (s *Standby) moves(at standing, repaired bool, emit func(standing, float64)) {
	busy := 0
	for i, u := range s.Units {
		if bit := uint32(1) << i; repaired && at.failed&bit != 0 && (s.Crews == 0 || busy < s.Crews) {
			busy++
			emit(standing{at.failed &^ bit, at.stuck}, u.RepairRate)
		}
	}
	if at.stuck {
		if repaired {
			emit(standing{failed: at.failed}, s.SwitchRate)
		}
		return
	}
	working := len(s.Units) - bits.OnesCount32(at.failed)
	needed, serving := max(s.Needed, 1), 0
	for i, u := range s.Units {
		bit := uint32(1) << i
		if at.failed&bit != 0 {
			continue
		}
		next := standing{failed: at.failed | bit}
		serving++
		switch {
		case serving > needed:
			emit(next, u.FailureRate*u.Dormancy)
		case working > needed: // another has to take over
			emit(standing{next.failed, true}, u.FailureRate*s.SwitchFailure)
			emit(next, u.FailureRate*(1-s.SwitchFailure))
		default:
			emit(next, u.FailureRate)
		}
	}
}
