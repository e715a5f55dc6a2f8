package generate

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"ninefold/analysis/markov"
)

// Units are like units whose lives and repairs have phases, of which some are
// needed. A unit is as new after a repair.
type Units struct {
	Units  int    `json:"units"`
	Needed int    `json:"needed"`
	Crews  int    `json:"crews,omitempty"` // 0 means one for each unit
	Life   Phases `json:"life"`
	Repair Phases `json:"repair"`
}

// Validate says all that is wrong with u.
func (u Units) Validate() error {
	c := &check{system: "units"}
	c.count("units", u.Units, 1, 1<<16-1)
	c.count("needed", u.Needed, 1, u.Units)
	c.count("crews", u.Crews, 0, 1<<16-1)
	u.Life.validate(c, "life")
	u.Repair.validate(c, "repair")
	return c.err()
}

// Chain returns the chain of how many units are in each phase of life, in each of
// repair and waiting for a crew. It begins with all as new. It returns what
// Validate does, and an error wrapping [markov.ErrBudget] for more than five
// million states.
//
// Source: M. Neuts, Matrix-Geometric Solutions in Stochastic Models, 1981, section
// 2.2, for phases.
func (u Units) Chain(ctx context.Context) (*markov.Chain, error) {
	if err := u.Validate(); err != nil {
		return nil, err
	}
	start, shares, err := u.beginning(ctx)
	if err != nil {
		return nil, err
	}
	chain, _, err := markov.Explore(ctx, markov.Space[string]{
		Start:  start,
		Shares: shares,
		Moves:  u.moves,
		Name:   func(s string) string { return fmt.Sprint(u.counts(s)) },
		Up: func(s string) bool {
			n := 0
			for _, x := range u.counts(s)[:len(u.Life.Begin)] {
				n += x
			}
			return n >= u.Needed
		},
	}, mostStates)
	return chain, err
}

// counts are by phase of life, then by phase of repair; the rest wait.
func (u Units) counts(s string) []int {
	out := make([]int, len(s)/2)
	for i := range out {
		out[i] = int(binary.BigEndian.Uint16([]byte(s[2*i:])))
	}
	return out
}

func key(counts []int) string {
	out := make([]byte, 0, 2*len(counts))
	for _, n := range counts {
		out = binary.BigEndian.AppendUint16(out, uint16(n))
	}
	return string(out)
}

// beginning returns the states in which all units are as new, in order, and their
// probabilities.
func (u Units) beginning(ctx context.Context) (states []string, shares []float64, err error) {
	if n := u.beginnings(); n > mostStates {
		return nil, nil, fmt.Errorf("generate: %w: %.3g ways to begin, at most %d", markov.ErrBudget, n, mostStates)
	}
	share := map[string]float64{key(make([]int, len(u.Life.Begin)+len(u.Repair.Begin))): 1}
	for range u.Units {
		next := map[string]float64{}
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		for _, s := range slices.Sorted(maps.Keys(share)) {
			for i, q := range u.Life.Begin {
				if q > 0 {
					counts := u.counts(s)
					counts[i]++
					next[key(counts)] += share[s] * q
				}
			}
		}
		share = next
	}
	for _, s := range slices.Sorted(maps.Keys(share)) {
		states, shares = append(states, s), append(shares, share[s])
	}
	return states, shares, nil
}

// beginnings returns in how many ways the units can be in the phases they may begin in:
// (units + phases − 1) over (phases − 1).
func (u Units) beginnings() float64 {
	ways, phases := 1.0, 0.0
	for _, q := range u.Life.Begin {
		if q > 0 {
			if phases++; phases > 1 {
				ways *= (float64(u.Units) + phases - 1) / (phases - 1)
			}
		}
	}
	return ways
}

func (u Units) moves(s string, emit func(string, float64)) {
	counts := u.counts(s)
	lives := len(u.Life.Begin)
	waiting := u.Units
	for _, n := range counts {
		waiting -= n
	}
	busy := 0
	for _, n := range counts[lives:] {
		busy += n
	}
	to := func(from int, then ...int) string {
		next := append([]int(nil), counts...)
		next[from]--
		for _, i := range then {
			next[i]++
		}
		return key(next)
	}
	for i := range lives {
		n := float64(counts[i])
		for j, rate := range u.Life.Move[i] {
			if n > 0 && j != i {
				emit(to(i, j), n*rate)
			}
		}
		switch {
		case n == 0:
		case u.Crews > 0 && busy >= u.Crews:
			emit(to(i), n*u.Life.End[i])
		default:
			for j, p := range u.Repair.Begin {
				emit(to(i, lives+j), n*u.Life.End[i]*p)
			}
		}
	}
	u.repairs(counts, waiting > 0, to, emit)
}

// repairs are the moves of units in repair.
func (u Units) repairs(counts []int, waiting bool, to func(from int, then ...int) string, emit func(string, float64)) {
	lives := len(u.Life.Begin)
	for i := range u.Repair.Begin {
		n := float64(counts[lives+i])
		if n == 0 {
			continue
		}
		for j, rate := range u.Repair.Move[i] {
			if j != i {
				emit(to(lives+i, lives+j), n*rate)
			}
		}
		for j, p := range u.Life.Begin {
			if !waiting {
				emit(to(lives+i, j), n*u.Repair.End[i]*p)
				continue
			}
			for k, q := range u.Repair.Begin { // the crew takes the next
				emit(to(lives+i, j, lives+k), n*u.Repair.End[i]*p*q)
			}
		}
	}
}
