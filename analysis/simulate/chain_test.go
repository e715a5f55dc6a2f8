package simulate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/markov"
	"ninefold/analysis/markov/generate"
	"ninefold/analysis/simulate"
)

func rate(perHour float64) dist.Lifetime { return dist.Exponential{MTTF: 1 / perHour} }

// shop is a system of kinds of like units and one crew, which works while enough of
// each kind do, and the same as a chain.
func shop(t *testing.T, crews int, kinds ...generate.Kind) (*simulate.Model, *markov.Solver) {
	t.Helper()
	m := &simulate.Model{Top: "top", Crews: []simulate.Crew{{ID: "crew", Size: crews, Preemptive: true}}, Gates: []faulttree.Gate{{ID: "top", Op: faulttree.Or}}}
	for k, kind := range kinds {
		g := faulttree.Gate{ID: fmt.Sprintf("kind %d", k), Op: faulttree.AtLeast, K: kind.Units - kind.Needed + 1}
		for i := range kind.Units {
			id := fmt.Sprintf("unit %d of %d", i, k)
			m.Components = append(m.Components, simulate.Component{ID: id, Life: rate(kind.FailureRate), Repair: rate(kind.RepairRate), Crew: "crew", Priority: k})
			g.Inputs = append(g.Inputs, id)
		}
		m.Gates = append(m.Gates, g)
		m.Gates[0].Inputs = append(m.Gates[0].Inputs, g.ID)
	}
	chain, err := generate.Shop{Crews: crews, Kinds: kinds}.Chain(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s, err := markov.Compile(chain, markov.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m, s
}

// rareShop is down for about 1e-9 of the time.
func rareShop(t *testing.T) (*simulate.Model, *markov.Solver) {
	return shop(t, 1, generate.Kind{Units: 3, Needed: 1, FailureRate: 4e-4, RepairRate: 1}, generate.Kind{Units: 3, Needed: 1, FailureRate: 5e-4, RepairRate: 1})
}

func holds(e simulate.Estimate, want float64) bool {
	return e.Low <= want && e.High != nil && want <= *e.High
}

// within fails where a value is further from the exact one than so many times its
// half interval.
func within(t *testing.T, name string, e simulate.Estimate, want, times float64) {
	t.Helper()
	if e.RelativeError == nil || !(math.Abs(e.Value-want) <= times**e.RelativeError*e.Value) {
		t.Errorf("%s: %+v, want %g", name, e, want)
	}
}

func simulated(t *testing.T, m *simulate.Model, q simulate.Question, opt simulate.Options) *simulate.Report {
	t.Helper()
	r, err := simulate.Simulate(context.Background(), m, q, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A system with an unavailability, and one with an unreliability, of about 1e-9, to
// ten per cent at 95 %: crude replications would need more than 1e11 for that. The
// exact values are those of the chain.
func TestRare(t *testing.T) {
	m, exact := rareShop(t)
	system, err := exact.System(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	mttf, err := exact.MTTF(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	const hours = 4.0
	curve, err := exact.Curve(context.Background(), []float64{hours}, true)
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	r := simulated(t, m, simulate.Question{}, simulate.Options{RelativeError: 0.1})
	t.Logf("unavailability %g, exactly %g: %d replications by %s in %v", r.Steady.Unavailability.Value, system.Unavailability, r.Steady.Unavailability.Replications, r.Steady.Unavailability.Method, time.Since(begun))
	within(t, "unavailability", r.Steady.Unavailability, system.Unavailability, 1.5)
	within(t, "failure frequency", r.Steady.FailureFrequency, system.FailureFrequency, 1.5)
	within(t, "MTTR", r.Steady.MTTR, *system.MeanDowntime, 1.5)
	within(t, "MTBF", r.Steady.MTBF, *system.MTBF, 1.5)
	within(t, "MTTF", *r.MTTF, *mttf.Mean, 1.5)
	begun = time.Now()
	r = simulated(t, m, simulate.Question{Hours: []float64{hours}, Measures: []simulate.Measure{simulate.Reliability, simulate.InTime, simulate.Interval}}, simulate.Options{RelativeError: 0.1})
	p, want := r.Points[0], curve.Points[0]
	t.Logf("unreliability %g, exactly %g: %d replications by %s in %v", p.Unreliability.Value, *want.Unreliability, p.Unreliability.Replications, p.Unreliability.Method, time.Since(begun))
	within(t, "unreliability", p.Unreliability, *want.Unreliability, 1.5)
	within(t, "unavailability then", p.Unavailability, want.Unavailability, 1.5)
	within(t, "interval", p.IntervalUnavailability, *want.Downtime, 1.5)
	within(t, "failures", p.Failures, want.Failures, 1.5)
}

// The same seed gives the same report to the last bit, with any number of workers,
// and another seed gives another; with memory and without.
func TestWorkers(t *testing.T) {
	m, _ := rareShop(t)
	lasting, _ := rareShop(t)
	for i := range lasting.Components {
		lasting.Components[i].Life, lasting.Components[i].Repair = rate(0.05), dist.Lognormal{Mu: 0, Sigma: 1}
	}
	for _, method := range simulate.Methods() {
		report := func(m *simulate.Model, seed uint64, workers int, replications int64) string {
			r, _ := simulate.Simulate(context.Background(), m, simulate.Question{Measures: simulate.Measures(), Hours: []float64{4}},
				simulate.Options{RelativeError: 0.01, Seed: seed, Workers: workers, Method: method, MaxReplications: replications})
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		replications := int64(2000) // more than a block
		switch method {
		case simulate.Splitting:
			replications = 10
		case simulate.Crude:
			if !raceDetector {
				replications = 20_000 // more than one worker does before they are merged
			}
		}
		for _, m := range []*simulate.Model{m, lasting} {
			if one, many := report(m, 1, 1, replications), report(m, 1, 5, replications); one != many {
				t.Errorf("%s: one worker says\n%s\nfive\n%s", method, one, many)
			}
			if method == simulate.Biasing && report(m, 1, 2, replications) == report(m, 2, 2, replications) {
				t.Errorf("%s: seeds 1 and 2 say the same", method)
			}
		}
	}
}

// Where repairs are often between the failures that lead to that of the system, the
// likelihood of repairs counts.
func TestBiasedRepairs(t *testing.T) {
	m, exact := shop(t, 1, generate.Kind{Units: 4, Needed: 1, FailureRate: 0.2, RepairRate: 1})
	system, err := exact.System(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	half := 0.02
	if raceDetector {
		half = 0.1
	}
	r := simulated(t, m, simulate.Question{}, simulate.Options{RelativeError: half, Level: 0.99, Method: simulate.Biasing, MaxReplications: 1_000_000})
	within(t, "unavailability", r.Steady.Unavailability, system.Unavailability, 1.5)
	within(t, "failure frequency", r.Steady.FailureFrequency, system.FailureFrequency, 1.5)
}
