package simulate_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/markov"
	"ninefold/analysis/markov/generate"
	"ninefold/analysis/simulate"
)

// constant is nearly so: from the mean to a millionth more.
func constant(hours float64) dist.Lifetime {
	return dist.Weibull{Shape: 1, Scale: hours * 1e-6, Shift: hours}
}

func and(inputs ...string) []faulttree.Gate {
	return []faulttree.Gate{{ID: "top", Op: faulttree.And, Inputs: inputs}}
}

// Systems with a closed form, each by replications as they are and, where it is
// rare, by biasing and splitting.
func TestClosedForms(t *testing.T) {
	wear := dist.Weibull{Shape: 2, Scale: 1000}
	hazard := wear.CumulativeHazard
	tests := []struct {
		name, source string
		m            simulate.Model
		q            simulate.Question
		methods      []simulate.Method
		of           func(*simulate.Report) simulate.Estimate
		want         float64
	}{{
		name: "two that wear out", source: "F(t)² of Weibull lives",
		m:       simulate.Model{Top: "top", Gates: and("a", "b"), Components: []simulate.Component{{ID: "a", Life: wear}, {ID: "b", Life: wear}}},
		q:       simulate.Question{Hours: []float64{300}, Measures: []simulate.Measure{simulate.Reliability}},
		methods: []simulate.Method{simulate.Biasing, simulate.Splitting}, of: unreliability, want: math.Pow(-math.Expm1(-0.09), 2),
	}, {
		name: "four that wear out, a hundredth of their life", source: "F(t)⁴ of Weibull lives, 1e-16",
		m: simulate.Model{Top: "top", Gates: and("a", "b", "c", "d"), Components: []simulate.Component{
			{ID: "a", Life: wear}, {ID: "b", Life: wear}, {ID: "c", Life: wear}, {ID: "d", Life: wear},
		}},
		q:       simulate.Question{Hours: []float64{10}, Measures: []simulate.Measure{simulate.Reliability}},
		methods: []simulate.Method{simulate.Auto, simulate.Biasing}, of: unreliability, want: math.Pow(-math.Expm1(-1e-4), 4),
	}, {
		name: "repair as old", source: "a minimal repair of no time leaves a Poisson process of mean (t/η)²",
		m:       simulate.Model{Top: "a", Components: []simulate.Component{{ID: "a", Life: wear, Repair: constant(1e-9), AsOld: true}}},
		q:       simulate.Question{Hours: []float64{1500}, Measures: []simulate.Measure{simulate.Reliability}},
		methods: []simulate.Method{simulate.Crude}, of: failures, want: hazard(1500),
	}, {
		name: "maintenance", source: "as new every 100 h: 1 − exp(−4·(100/η)²) until 400 h",
		m: simulate.Model{Top: "top", Gates: and("a", "b"), Components: []simulate.Component{
			{ID: "a", Life: wear, Maintenance: &simulate.Maintenance{First: 100, Every: 100, Duration: constant(1e-9)}}, {ID: "b", Life: constant(1e-6)},
		}},
		q:       simulate.Question{Hours: []float64{350}, Measures: []simulate.Measure{simulate.InTime}},
		methods: []simulate.Method{simulate.Crude, simulate.Biasing}, of: unavailability,
		want: -math.Expm1(-3*hazard(100) - hazard(50)),
	}, {
		name: "common cause", source: "1 − exp(−p²·t/interval) of shocks that hit each of two with p",
		m: simulate.Model{
			Top: "top", Gates: and("a", "b"), Components: []simulate.Component{{ID: "a", Life: rate(1e-12), Repair: constant(1e-6)}, {ID: "b", Life: rate(1e-12), Repair: constant(1e-6)}},
			Shocks: []simulate.Shock{{ID: "flood", Interval: rate(1e-4), Targets: []string{"a", "b"}, Probability: 0.1}},
		},
		q:       simulate.Question{Hours: []float64{100}, Measures: []simulate.Measure{simulate.Reliability}},
		methods: []simulate.Method{simulate.Auto, simulate.Biasing}, of: unreliability, want: -math.Expm1(-1e-4),
	}, {
		name: "load on the other", source: "MTTF 1/(2λ) + 1/(3λ) of two, of which the other ages thrice as fast",
		m: simulate.Model{
			Top: "top", Gates: and("a", "b"), Components: []simulate.Component{{ID: "a", Life: rate(0.01)}, {ID: "b", Life: rate(0.01)}},
			Cascades: []simulate.Cascade{{Source: "a", Targets: []string{"b"}, Factor: 3}, {Source: "b", Targets: []string{"a"}, Factor: 3}},
		},
		q:       simulate.Question{Measures: []simulate.Measure{simulate.MTTF}},
		methods: []simulate.Method{simulate.Crude}, of: mttf, want: 50 + 100.0/3,
	}, {
		name: "load in a storm", source: "the same by load per member: squared with one of two left, 1/(2λ) + 1/(4λ)",
		m: simulate.Model{
			Top: "top", Gates: and("a", "b"), Components: []simulate.Component{{ID: "a", Life: rate(0.01)}, {ID: "b", Life: rate(0.01)}},
			Storms: []simulate.Storm{{ID: "load", Members: []string{"a", "b"}, Demand: 1, Capacity: 2, Exponent: 2}},
		},
		q:       simulate.Question{Measures: []simulate.Measure{simulate.MTTF}},
		methods: []simulate.Method{simulate.Crude}, of: mttf, want: 75,
	}, {
		name: "load of retries", source: "a load L = 3·(2 − 2/L) on the one left, L = 3 + √3: it ages 2·L/3 times as fast, 1/(2λ) + 3/(2Lλ)",
		m: simulate.Model{
			Top: "top", Gates: and("a", "b"), Components: []simulate.Component{{ID: "a", Life: rate(0.01)}, {ID: "b", Life: rate(0.01)}},
			Storms: []simulate.Storm{{ID: "load", Members: []string{"a", "b"}, Demand: 3, Capacity: 2, Retries: 1, Backoff: 1, Exponent: 1}},
		},
		q:       simulate.Question{Measures: []simulate.Measure{simulate.MTTF}},
		methods: []simulate.Method{simulate.Crude}, of: mttf, want: 50 + 150/(3+math.Sqrt(3)),
	}, {
		name: "overload", source: "1/(3λ): the first failure of three leaves less capacity than demand",
		m: simulate.Model{
			Top: "load", Components: []simulate.Component{{ID: "a", Life: rate(0.01)}, {ID: "b", Life: rate(0.01)}, {ID: "c", Life: rate(0.01)}},
			Storms: []simulate.Storm{{ID: "load", Members: []string{"a", "b", "c"}, Demand: 2.5, Capacity: 1}},
		},
		q:       simulate.Question{Measures: []simulate.Measure{simulate.MTTF}},
		methods: []simulate.Method{simulate.Crude}, of: mttf, want: 100.0 / 3,
	}, {
		name: "a storm that stays", source: "4 requests and 3 retries of each, 16 when all fail: 5 of capacity, all wasted on what fails, never clear them from 10 h on",
		m: simulate.Model{
			Top: "load", Components: []simulate.Component{{ID: "a", Life: constant(10), Repair: constant(1)}, {ID: "b", Life: rate(1e-12), Repair: constant(1)}},
			Storms: []simulate.Storm{{ID: "load", Members: []string{"a", "b"}, Demand: 4, Capacity: 2.5, Retries: 3, Backoff: 1, Waste: 1}},
		},
		q:       simulate.Question{Hours: []float64{20}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 0.5,
	}, {
		name: "a storm that ends", source: "the same without retries: 1 h of 20",
		m: simulate.Model{
			Top: "load", Components: []simulate.Component{{ID: "a", Life: constant(10), Repair: constant(1)}, {ID: "b", Life: rate(1e-12), Repair: constant(1)}},
			Storms: []simulate.Storm{{ID: "load", Members: []string{"a", "b"}, Demand: 4, Capacity: 2.5}},
		},
		q:       simulate.Question{Hours: []float64{20}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 0.05,
	}, {
		name: "a spare and a wait", source: "fails at 10 and 21 h; the second part comes at 10 + 100: down 1 of the first and from 21 to 110 and 1 more",
		m: simulate.Model{
			Top: "a", Components: []simulate.Component{{ID: "a", Life: constant(10), Repair: constant(1), Stock: "parts"}},
			Stocks: []simulate.Stock{{ID: "parts", Parts: 1, Lead: constant(100)}},
		},
		q:       simulate.Question{Hours: []float64{115}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 91.0 / 115,
	}, {
		name: "a more urgent repair", source: "b fails at 12 h in the repair of a, which waits: 1 h of 14",
		m: simulate.Model{
			Top: "b", Crews: []simulate.Crew{{ID: "crew", Size: 1, Preemptive: true}}, Components: []simulate.Component{
				{ID: "a", Life: constant(10), Repair: constant(4), Crew: "crew", Priority: 1}, {ID: "b", Life: constant(12), Repair: constant(1), Crew: "crew"},
			},
		},
		q:       simulate.Question{Hours: []float64{14}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 1.0 / 14,
	}, {
		name: "who failed first", source: "a from 10 to 20 h, then b, which failed at 11, until 30, then c, which failed at 12: b is down 19 h of 35",
		m: simulate.Model{Top: "b", Crews: []simulate.Crew{{ID: "crew", Size: 1}}, Components: []simulate.Component{
			{ID: "c", Life: constant(12), Repair: constant(10), Crew: "crew"}, {ID: "b", Life: constant(11), Repair: constant(10), Crew: "crew"}, {ID: "a", Life: constant(10), Repair: constant(10), Crew: "crew"},
		}},
		q:       simulate.Question{Hours: []float64{35}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 19.0 / 35,
	}, {
		name: "who is urgent", source: "a from 10 to 20 h, not interrupted, then c, which is urgent, until 30, then b until 40: b is down from 11 to 40 h of 45",
		m: simulate.Model{Top: "b", Crews: []simulate.Crew{{ID: "crew", Size: 1}}, Components: []simulate.Component{
			{ID: "b", Life: constant(11), Repair: constant(10), Crew: "crew", Priority: 1}, {ID: "c", Life: constant(12), Repair: constant(10), Crew: "crew"}, {ID: "a", Life: constant(10), Repair: constant(10), Crew: "crew", Priority: 2},
		}},
		q:       simulate.Question{Hours: []float64{45}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 29.0 / 45,
	}, {
		name: "who is displaced", source: "of a and b in repair the less urgent, a, waits for c: b is down from 11 to 21 h of 30",
		m: simulate.Model{Top: "b", Crews: []simulate.Crew{{ID: "crew", Size: 2, Preemptive: true}}, Components: []simulate.Component{
			{ID: "a", Life: constant(10), Repair: constant(10), Crew: "crew", Priority: 2}, {ID: "b", Life: constant(11), Repair: constant(10), Crew: "crew", Priority: 1}, {ID: "c", Life: constant(12), Repair: constant(3), Crew: "crew"},
		}},
		q:       simulate.Question{Hours: []float64{30}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 10.0 / 30,
	}, {
		name: "work that was done", source: "a from 10 to 12 h, when b comes between for 1 h, and to 15 h: 5 h of 20",
		m: simulate.Model{Top: "a", Crews: []simulate.Crew{{ID: "crew", Size: 1, Preemptive: true}}, Components: []simulate.Component{
			{ID: "a", Life: constant(10), Repair: constant(4), Crew: "crew", Priority: 1}, {ID: "b", Life: constant(12), Repair: constant(1), Crew: "crew"},
		}},
		q:       simulate.Question{Hours: []float64{20}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 5.0 / 20,
	}, {
		name: "schedule", source: "maintenance for 2 h at 5, 15, 25 and 35 h; it works 10 h at most, so it never fails: 8 h of 40",
		m:       simulate.Model{Top: "a", Components: []simulate.Component{{ID: "a", Life: constant(10), Repair: constant(7), Maintenance: &simulate.Maintenance{First: 5, Every: 10, Duration: constant(2)}}}},
		q:       simulate.Question{Hours: []float64{40}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 8.0 / 40,
	}, {
		name: "schedule missed", source: "fails at 10 h, is in repair until 17, in maintenance from 25 to 27, not at 15: 9 h of 30",
		m:       simulate.Model{Top: "a", Components: []simulate.Component{{ID: "a", Life: constant(10), Repair: constant(7), Maintenance: &simulate.Maintenance{First: 15, Every: 10, Duration: constant(2)}}}},
		q:       simulate.Question{Hours: []float64{30}, Measures: []simulate.Measure{simulate.Interval}},
		methods: []simulate.Method{simulate.Crude}, of: interval, want: 9.0 / 30,
	}, {
		name: "a long way down", source: "a pushes b, which pushes c: 1/2 of 1/2 of the failures until 15 h, all of which come at 10 h",
		m: simulate.Model{
			Top: "c", Components: []simulate.Component{{ID: "a", Life: constant(10)}, {ID: "b", Life: rate(1e-12)}, {ID: "c", Life: rate(1e-12)}},
			Cascades: []simulate.Cascade{{Source: "a", Targets: []string{"b"}, Probability: 0.5}, {Source: "b", Targets: []string{"c"}, Probability: 0.5}},
		},
		q:       simulate.Question{Hours: []float64{15}, Measures: []simulate.Measure{simulate.Reliability}},
		methods: []simulate.Method{simulate.Crude, simulate.Biasing}, of: unreliability, want: 0.25,
	}, {
		name: "downtime", source: "one failure in 12 h, of 1 h: more than half an hour is sure",
		m: simulate.Model{Top: "a", Components: []simulate.Component{{ID: "a", Life: constant(10), Repair: constant(1)}}},
		q: simulate.Question{Hours: []float64{12}, Measures: []simulate.Measure{simulate.Downtime}, Downtimes: []float64{0.5, 2}}, methods: []simulate.Method{simulate.Crude},
		of: func(r *simulate.Report) simulate.Estimate { return r.Downtimes[0].Probability }, want: 1,
	}}
	half := 0.05
	if raceDetector {
		half = 0.1
	}
	for _, tt := range tests {
		for _, method := range tt.methods {
			t.Run(tt.name+"/"+string(method), func(t *testing.T) {
				r := simulated(t, &tt.m, tt.q, simulate.Options{RelativeError: half, Method: method, Level: 0.99, Seed: 1})
				e := tt.of(r)
				if e.High == nil || e.Low > tt.want*(1+1e-5) || *e.High < tt.want*(1-1e-5) || e.Low < tt.want*(1-3*half) {
					t.Errorf("%+v to %v, want %g (source: %s)", e, e.High, tt.want, tt.source)
				}
			})
		}
	}
}

func unreliability(r *simulate.Report) simulate.Estimate  { return r.Points[0].Unreliability }
func unavailability(r *simulate.Report) simulate.Estimate { return r.Points[0].Unavailability }
func interval(r *simulate.Report) simulate.Estimate       { return r.Points[0].IntervalUnavailability }
func failures(r *simulate.Report) simulate.Estimate       { return r.Points[0].Failures }
func mttf(r *simulate.Report) simulate.Estimate           { return *r.MTTF }

// Any group of units with crews is by simulation what it is as a chain, however it
// is simulated: no further off than twice the interval at 99.9 %, six standard deviations.
func TestAgreesWithChain(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		units := rapid.IntRange(1, 4).Draw(rt, "units")
		kind := generate.Kind{
			Units: units, Needed: rapid.IntRange(1, units).Draw(rt, "needed"),
			FailureRate: rapid.Float64Range(0.01, 0.3).Draw(rt, "failure rate"), RepairRate: rapid.Float64Range(0.5, 2).Draw(rt, "repair rate"),
		}
		other := generate.Kind{Units: 2, Needed: 1, FailureRate: rapid.Float64Range(0.01, 0.3).Draw(rt, "other"), RepairRate: 1}
		crews := rapid.IntRange(1, 3).Draw(rt, "crews")
		m, exact := shop(t, crews, kind, other)
		if rapid.Bool().Draw(rt, "memory") { // a law that is exponential and does not say so
			for i := range m.Components {
				m.Components[i].Life = dist.Weibull{Shape: 1, Scale: m.Components[i].Life.Mean(), Shift: 1e-300}
			}
		}
		method := rapid.SampledFrom([]simulate.Method{simulate.Crude, simulate.Biasing}).Draw(rt, "method")
		hours := rapid.Float64Range(0.5, 10).Draw(rt, "hours")
		r, err := simulate.Simulate(context.Background(), m, simulate.Question{Hours: []float64{hours}}, simulate.Options{
			RelativeError: 0.1, Level: 0.999, Method: method, Seed: rapid.Uint64Range(0, 9).Draw(rt, "seed"),
			MaxReplications: replications(3000),
		})
		if err != nil && !errors.Is(err, simulate.ErrBudget) {
			rt.Fatal(err)
		}
		curve, err := exact.Curve(context.Background(), []float64{hours}, true)
		if err != nil {
			rt.Fatal(err)
		}
		check(rt, r.Points[0], curve.Points[0])
	})
}

func check(t *rapid.T, p simulate.Point, want markov.Point) {
	for _, x := range []struct {
		name string
		e    simulate.Estimate
		want float64
	}{
		{"unreliability", p.Unreliability, *want.Unreliability}, {"unavailability", p.Unavailability, want.Unavailability},
		{"interval", p.IntervalUnavailability, *want.Downtime}, {"failures", p.Failures, want.Failures},
	} {
		if x.e.High == nil {
			continue
		}
		if half := max(*x.e.High-x.e.Value, x.e.Value-x.e.Low); math.Abs(x.e.Value-x.want) > 2*half {
			t.Errorf("%s: %g ± %g of %d hits, exactly %g", x.name, x.e.Value, half, x.e.Hits, x.want)
		}
	}
}

// What is wrong comes all at once.
func TestFaults(t *testing.T) {
	bad := &simulate.Model{
		Components: []simulate.Component{
			{ID: "a", Life: dist.Exponential{MTTF: math.NaN()}, Crew: "night", Cost: math.NaN()},
			{ID: "a", Life: rate(1), Repair: rate(1), Stock: "none", Maintenance: &simulate.Maintenance{}},
			{},
		},
		Top:      "up",
		Gates:    []faulttree.Gate{{ID: "g", Op: faulttree.AtLeast, K: 3, Inputs: []string{"h", "a"}}, {ID: "h", Op: faulttree.Or, Inputs: []string{"g"}}, {ID: "n", Op: faulttree.Not, Inputs: []string{"x"}}},
		Crews:    []simulate.Crew{{ID: "c"}},
		Stocks:   []simulate.Stock{{ID: "s"}},
		Shocks:   []simulate.Shock{{ID: "q", Targets: []string{"y"}, Probability: 2}},
		Cascades: []simulate.Cascade{{Source: "z", Targets: []string{"a", "a"}, Probability: -1, Factor: 0.5}},
		Storms:   []simulate.Storm{{ID: "w", Members: []string{"a"}, Demand: 2, Capacity: 1, Retries: -1, Exponent: -1, Waste: 2}},
	}
	_, err := simulate.Simulate(context.Background(), bad, simulate.Question{Measures: []simulate.Measure{"bliss", simulate.Reliability}, Hours: []float64{-1}}, simulate.Options{Level: 2, RelativeError: -1, Method: "luck", MaxReplications: 1})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"components[1]: another one is called \"a\"", "components[2]: has no id", "components[0].cost: NaN", "components[0].life", "crew or a stock and no repair", "components[0].crew: crew \"night\" is not defined",
		"components[1].stock", "components[1].maintenance", "components[2].life: is missing", "top: \"up\" is not defined", "gates[0]: at least 3 of 2", "gates[0]: is an input of itself: g → h → g",
		"gates[2]: a gate is", "gates[2].inputs[0]", "crews[0]: size 0", "stocks[0]: 0 parts", "shocks[0].interval", "shocks[0].targets[0]", "shocks[0]: probability 2",
		"cascades[0].source[0]", "cascades[0].targets[1]", "cascades[0]: probability -1", "cascades[0]: factor 0.5", "storms[0]: demand 2", "storms[0]: retries -1", "storms[0]: exponent -1", "storms[0]: waste 2",
		"unknown measure \"bliss\"", "time -1", "level 2", "relative error -1", "unknown method \"luck\"", "1 replications",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
	worn := &simulate.Model{Top: "a", Components: []simulate.Component{{ID: "a", Life: dist.Weibull{Shape: 2, Scale: 1}, Repair: rate(1)}}}
	if _, err := simulate.Simulate(context.Background(), worn, simulate.Question{}, simulate.Options{}); !errors.Is(err, simulate.ErrNoCycle) {
		t.Errorf("long run of a system that ages: %v", err)
	}
}

// What was known when time or replications ended is reported, with an interval that
// holds where nothing was seen.
func TestPartial(t *testing.T) {
	m, exact := rareShop(t)
	curve, err := exact.Curve(context.Background(), []float64{10}, true)
	if err != nil {
		t.Fatal(err)
	}
	system, err := exact.System(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	r, err := simulate.Simulate(context.Background(), m, simulate.Question{Hours: []float64{10}}, simulate.Options{Method: simulate.Crude, MaxReplications: 1000})
	if !errors.Is(err, simulate.ErrBudget) || r == nil || r.Complete {
		t.Fatalf("%+v, %v", r, err)
	}
	if e := r.Points[0].Unreliability; e.Value != 0 || !holds(e, *curve.Points[0].Unreliability) || *e.High > 0.005 {
		t.Errorf("nothing seen: %+v to %g", e, *e.High)
	}
	for _, method := range append(simulate.Methods(), simulate.Auto) { // stopped at the first look, or before
		ctx, stop := context.WithCancel(context.Background())
		looks := 0
		if method == simulate.Auto {
			stop()
		}
		r, err = simulate.Simulate(ctx, m, simulate.Question{Hours: []float64{10}, Measures: []simulate.Measure{simulate.Reliability, simulate.Availability}}, simulate.Options{
			RelativeError: 1e-6, Level: 0.999, Method: method, Progress: func(p simulate.Progress) {
				if looks++; p.Method != method || p.Replications < 1 {
					t.Errorf("%+v", p)
				}
				stop()
			},
		})
		stop()
		if !errors.Is(err, context.Canceled) || r == nil || r.Complete || r.Steady == nil || len(r.Points) != 1 {
			t.Fatalf("%s: %+v, %v", method, r, err)
		}
		e := r.Steady.Unavailability
		if method == simulate.Auto {
			if e.Replications != 0 || e.Low != 0 || e.High != nil {
				t.Errorf("before it begins %+v is known", e)
			}
			continue
		}
		if looks != 1 || e.Replications == 0 || method == simulate.Biasing && !holds(e, system.Unavailability) {
			t.Errorf("%s: %d looks, %+v", method, looks, e)
		}
	}
}
