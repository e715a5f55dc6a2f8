package agree

import (
	"errors"
	"math"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/simulate"
)

// simulated is a system as one of a simulation. A unit that waits is one that ages as
// much slower: its life is that of waiting, and the failure of the first makes it age
// faster. One that is cold ages so slowly while it waits that it never fails.
func simulated(s system, repaired bool) *simulate.Model {
	m := &simulate.Model{}
	unit := func(id string, l leaf, share float64) {
		c := simulate.Component{ID: id, Life: exponential(l.fail * share)}
		if repaired {
			c.Repair = exponential(l.repair)
		}
		m.Components = append(m.Components, c)
	}
	gate := func(op faulttree.Op, k int, inputs []string) string {
		id := "g" + name(len(m.Gates))
		m.Gates = append(m.Gates, faulttree.Gate{ID: id, Op: op, K: k, Inputs: inputs})
		return id
	}
	leaves := make([]string, len(s.leaves))
	for i, l := range s.leaves {
		if leaves[i] = name(i); !l.pair {
			unit(name(i), l, 1)
			continue
		}
		first, second := name(i)+" first", name(i)+" second"
		share := max(l.dormancy, 1e-12)
		unit(first, l, 1)
		unit(second, l, share)
		m.Cascades = append(m.Cascades, simulate.Cascade{Source: first, Targets: []string{second}, Factor: 1 / share})
		leaves[i] = gate(faulttree.And, 0, []string{first, second})
	}
	m.Top = gating{paths: true, leaf: func(i int) string { return leaves[i] }, gate: gate}.node(s.root)
	return m
}

// few are the options of a simulation that is soon over: its intervals hold the truth
// with this level, however wide they are. Histories are drawn as they are: some of the
// systems are repaired no faster than they fail, and biasing is for those of which
// failures are rare.
var few = simulate.Options{Level: 0.9999, RelativeError: 0.02, MaxReplications: 6000, Seed: 1, Workers: 1, Method: simulate.Crude}

// askSimulation returns the intervals of a model without repairs and of one with them;
// either may be nil.
func askSimulation(t fataler, without, with *simulate.Model, hours float64) map[figure]simulate.Estimate {
	t.Helper()
	out := map[figure]simulate.Estimate{}
	ask := func(m *simulate.Model, measures ...simulate.Measure) *simulate.Report {
		r, err := simulate.Simulate(background, m, simulate.Question{Measures: measures, Hours: []float64{hours}}, few)
		if err != nil && !errors.Is(err, simulate.ErrBudget) {
			t.Fatal(err)
		}
		return r
	}
	if without != nil {
		r := ask(without, simulate.MTTF, simulate.Reliability)
		out[mttf], out[unreliability] = *r.MTTF, r.Points[0].Unreliability
	}
	if with != nil {
		r := ask(with, simulate.Availability, simulate.MTTF, simulate.Reliability, simulate.InTime)
		out[longRun], out[frequency], out[firstFailure] = r.Steady.Unavailability, r.Steady.FailureFrequency, *r.MTTF
		out[firstFailed], out[unavailability] = r.Points[0].Unreliability, r.Points[0].Unavailability
	}
	return out
}

// holds reports a figure that is not in the interval, and whether that says much. Where
// all histories say the same, its ends are apart by rounding only.
func holds(t fataler, f figure, e simulate.Estimate, want float64) (narrow bool) {
	t.Helper()
	if slack := tolerance * want; !(e.Low <= want+slack && want-slack <= value(e.High)) {
		t.Errorf("simulation: %s is %g to %g, %g by the chain", f, e.Low, value(e.High), want)
	}
	return e.RelativeError != nil && *e.RelativeError < 0.25
}

func value(x *float64) float64 {
	if x == nil {
		return math.Inf(1)
	}
	return *x
}

// The intervals of simulations hold what the chain says. Systems are drawn from fixed
// seeds: of so many intervals some would miss the truth one day.
func TestSimulationAgrees(t *testing.T) {
	const hours = 60
	intervals, narrow := 0, 0
	draw := systems()
	for seed := range mostSimulated {
		s := draw.Example(seed)
		want := askChain(t, s, hours)
		for f, e := range askSimulation(t, simulated(s, false), simulated(s, true), hours) {
			intervals++
			if holds(t, f, e, want[f]) {
				narrow++
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v", seed, s)
		}
	}
	t.Logf("%d intervals hold the truth; %d of them are narrower than half of it either way", intervals, narrow)
	if narrow < intervals/4 {
		t.Errorf("only %d of %d intervals say much", narrow, intervals)
	}
}
