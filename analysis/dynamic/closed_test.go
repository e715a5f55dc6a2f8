package dynamic_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"ninefold/analysis/dynamic"
)

func analyze(t *testing.T, tree dynamic.Tree, opt dynamic.Options) *dynamic.Result {
	t.Helper()
	r, err := dynamic.Analyze(context.Background(), tree, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func near(t *testing.T, what string, got, want float64, source string) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-11*math.Abs(want)) {
		t.Errorf("%s = %.17g, want %.17g (source: %s)", what, got, want, source)
	}
}

func event(id string, rate, dormancy float64) dynamic.Event {
	return dynamic.Event{ID: id, RatePerHour: rate, Dormancy: dormancy}
}

func tree(op dynamic.Op, events ...dynamic.Event) dynamic.Tree {
	g := dynamic.Gate{ID: "top", Op: op}
	for _, e := range events {
		g.Inputs = append(g.Inputs, e.ID)
	}
	return dynamic.Tree{Top: "top", Gates: []dynamic.Gate{g}, Events: events}
}

func TestClosedForms(t *testing.T) {
	const a, b, d = 2e-3, 5e-3, 0.25
	erlang := dynamic.Event{ID: "a", RatePerHour: a, Phases: 3}
	defective := event("a", a, 1)
	share := 0.3
	defective.Probability = &share
	tests := []struct {
		name, source string
		tree         dynamic.Tree
		want         func(t float64) float64
		mttf         float64 // 0: none
	}{{
		name: "pand of two", source: "∫ b e^{−bs} (1−e^{−as}) ds",
		tree: tree(dynamic.Pand, event("a", a, 1), event("b", b, 1)),
		want: func(t float64) float64 { return -math.Expm1(-b*t) + b/(a+b)*math.Expm1(-(a+b)*t) },
	}, {
		name: "por of two", source: "∫ a e^{−(a+b)s} ds",
		tree: tree(dynamic.Por, event("a", a, 1), event("b", b, 1)),
		want: func(t float64) float64 { return -a / (a + b) * math.Expm1(-(a+b)*t) },
	}, {
		name: "cold spare", source: "hypoexponential: 1 − (b e^{−at} − a e^{−bt})/(b−a)",
		tree: tree(dynamic.Spare, event("a", a, 0), event("b", b, 0)),
		want: func(t float64) float64 { return 1 - (b*math.Exp(-a*t)-a*math.Exp(-b*t))/(b-a) },
		mttf: 1/a + 1/b,
	}, {
		name: "warm spare", source: "R = e^{−at} + a/(a+db−b) (e^{−bt} − e^{−(a+db)t}); mean by total expectation",
		tree: tree(dynamic.Spare, event("a", a, 0), event("b", b, d)),
		want: func(t float64) float64 {
			return 1 - math.Exp(-a*t) - a/(a+d*b-b)*(math.Exp(-b*t)-math.Exp(-(a+d*b)*t))
		},
		mttf: 1/(a+d*b) + a/(a+d*b)/b + d*b/(a+d*b)/a,
	}, {
		name: "hot spare is and", source: "product",
		tree: tree(dynamic.Spare, event("a", a, 1), event("b", b, 1)),
		want: func(t float64) float64 { return math.Expm1(-a*t) * math.Expm1(-b*t) },
		mttf: 1/a + 1/b - 1/(a+b),
	}, {
		name: "Erlang life", source: "1 − e^{−at} (1 + at + (at)²/2)",
		tree: dynamic.Tree{Top: "a", Events: []dynamic.Event{erlang}},
		want: func(t float64) float64 { return 1 - math.Exp(-a*t)*(1+a*t+a*a*t*t/2) },
		mttf: 3 / a,
	}, {
		name: "life that may not end", source: "p (1 − e^{−at})",
		tree: tree(dynamic.Pand, defective),
		want: func(t float64) float64 { return -share * math.Expm1(-a*t) },
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			hours := []float64{100, 1000, 3000}
			r := analyze(t, tt.tree, dynamic.Options{Hours: hours})
			for i, h := range hours {
				near(t, "unreliability", *r.Points[i].Unreliability.Value, tt.want(h), tt.source)
				near(t, "reliability", *r.Points[i].Reliability.Value, 1-tt.want(h), tt.source)
			}
			switch {
			case tt.mttf > 0 && r.MTTF == nil:
				t.Error("no MTTF")
			case tt.mttf > 0:
				near(t, "MTTF", *r.MTTF, tt.mttf, tt.source)
			case r.MTTF != nil:
				t.Errorf("MTTF %g of what may never fail", *r.MTTF)
			}
		})
	}
}

// Rare events keep their digits: three cold spares of rate 1e-7 by one hour.
func TestSmall(t *testing.T) {
	r := analyze(t, tree(dynamic.Spare, event("a", 1e-7, 0), event("b", 1e-7, 0), event("c", 1e-7, 0)), dynamic.Options{Hours: []float64{1}})
	want := 1e-21 / 6 * (1 - 0.75e-7) // Erlang: x³/6 − x⁴/8 + …
	near(t, "unreliability", *r.Points[0].Unreliability.Value, want, "series of the incomplete gamma function")
}

// With repair: two alike units of which each has a crew are independent, and the
// rest follows from birth–death chains.
func TestRepair(t *testing.T) {
	const l, m = 0.01, 0.5
	unit := func(id string, dormancy float64) dynamic.Event {
		return dynamic.Event{ID: id, RatePerHour: l, Dormancy: dormancy, RepairPerHour: m}
	}
	r := analyze(t, tree(dynamic.And, unit("a", 1), unit("b", 1)), dynamic.Options{Hours: []float64{3}})
	q := l / (l + m)
	near(t, "unavailability", *r.Points[0].Unavailability.Value, math.Pow(q*-math.Expm1(-(l+m)*3), 2), "square of the closed form of one")
	near(t, "long run", r.LongRun.Unavailability, q*q, "product")
	near(t, "MTTF", *r.MTTF, (3*l+m)/(2*l*l), "1.5/λ + μ/(2λ²)")
	near(t, "frequency", *r.LongRun.FailureFrequency, 2*q*(1-q)*l, "one down, the other fails")

	// Cold standby: up with both, up with one, down; a crew for each.
	r = analyze(t, tree(dynamic.Spare, unit("a", 0), unit("b", 0)), dynamic.Options{})
	pi1, pi2 := l/m, l*l/(2*m*m)
	near(t, "long run of a cold spare", r.LongRun.Unavailability, pi2/(1+pi1+pi2), "birth–death chain with rates λ, λ and μ, 2μ")
	near(t, "MTTF of a cold spare", *r.MTTF, 2/l+m/(l*l), "2/λ + μ/λ²")

	// A priority gate is failed half of the time an And is: alike units.
	r = analyze(t, tree(dynamic.Pand, unit("a", 1), unit("b", 1)), dynamic.Options{})
	near(t, "long run of pand", r.LongRun.Unavailability, q*q/2, "symmetry")
}

// Dependencies with repair: a dependent is down while its trigger is.
func TestRepairOfDependents(t *testing.T) {
	const l, m = 0.1, 1.0
	tr := tree(dynamic.Or, dynamic.Event{ID: "a", RatePerHour: 0, RepairPerHour: 1e6})
	tr.Events = append(tr.Events, dynamic.Event{ID: "e", RatePerHour: l, RepairPerHour: m})
	tr.Dependencies = []dynamic.Dependency{{ID: "f", Trigger: "e", Probability: 1, Dependents: []string{"a"}}}
	r := analyze(t, tr, dynamic.Options{})
	// States: both up; e down, and a with it; e up again and a not yet.
	down := 1.0
	after := down * m / (1e6 + l) // left to up, or down again
	up := after * 1e6 / l
	near(t, "long run", r.LongRun.Unavailability, (down+after)/(up+down+after), "balance of three states")
}

// Bounds hold what is exact, whatever the budget, and narrow with it.
func TestBounds(t *testing.T) {
	var events []dynamic.Event
	for i := range 7 {
		events = append(events, event(string(rune('a'+i)), 0.1*float64(i+1), 1))
	}
	tr := tree(dynamic.Pand, events...)
	tr.Gates[0].Inputs = tr.Gates[0].Inputs[:2]
	tr.Gates = append(tr.Gates, dynamic.Gate{ID: "rest", Op: dynamic.And, Inputs: []string{"c", "d", "e", "f", "g", "a"}}, dynamic.Gate{ID: "all", Op: dynamic.Or, Inputs: []string{"top", "rest"}})
	tr.Top = "all"
	exact := analyze(t, tr, dynamic.Options{Hours: []float64{1}})
	want, mean := *exact.Points[0].Unreliability.Value, exact.EverFails
	if mean == nil {
		t.Fatal("not asked whether it ever fails")
	}
	width := 1.0
	for _, budget := range []int{1, 3, 6, 12, 24, 48, 1000} {
		r := analyze(t, tr, dynamic.Options{Hours: []float64{1}, MaxStates: budget})
		p := r.Points[0].Unreliability
		if p.Value != nil {
			near(t, "unreliability", *p.Value, want, "the same without a budget")
			width = 0
			continue
		}
		if *p.Lower > want*(1+1e-12) || *p.Upper < want*(1-1e-12) {
			t.Errorf("%d states: [%g, %g] misses %g", budget, *p.Lower, *p.Upper, want)
		}
		if now := *p.Upper - *p.Lower; now > width*(1+1e-9) {
			t.Errorf("%d states: bounds became wider: %g after %g", budget, now, width)
		} else {
			width = now
		}
		if r.MTTF != nil {
			t.Errorf("%d states: a mean without all states", budget)
		}
	}
	if width != 0 {
		t.Error("bounds never met")
	}
}

// What is asked of events that are given, as in a diagnosis.
func TestGiven(t *testing.T) {
	tr := tree(dynamic.Spare, event("a", 1, 0), event("b", 2, 0))
	near(t, "MTTF with the first failed", *analyze(t, tr, dynamic.Options{Failed: []string{"a"}}).MTTF, 0.5, "the spare alone")
	if r := analyze(t, tr, dynamic.Options{Perfect: []string{"b"}}); r.MTTF != nil || *r.EverFails.Value != 0 {
		t.Errorf("with a perfect spare: MTTF %v, ever fails %v", r.MTTF, *r.EverFails.Value)
	}
	_, err := dynamic.Analyze(context.Background(), tr, dynamic.Options{Failed: []string{"x"}, Hours: []float64{-1}})
	if err == nil || !strings.Contains(err.Error(), `no event "x"`) || !strings.Contains(err.Error(), "time -1") {
		t.Error(err)
	}
}

// A trigger fails what a priority gate waits for: the order of dependents decides.
func TestOrderMatters(t *testing.T) {
	tr := tree(dynamic.Pand, event("a", 0, 1), event("b", 0, 1))
	tr.Events = append(tr.Events, event("e", 1, 1))
	tr.Dependencies = []dynamic.Dependency{{ID: "f", Trigger: "e", Probability: 1, Dependents: []string{"a", "b"}}}
	r := analyze(t, tr, dynamic.Options{Hours: []float64{1}})
	if !r.OrderMatters || r.Opposite == nil {
		t.Fatal("that order matters was not seen")
	}
	near(t, "unreliability", *r.Points[0].Unreliability.Value, -math.Expm1(-1), "a before b: with the trigger")
	if p := *r.Opposite.Points[0].Unreliability.Value; p != 0 {
		t.Errorf("b before a: %g, want 0", p)
	}
}

func TestStops(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := dynamic.Analyze(ctx, tree(dynamic.Pand, event("a", 1, 1), event("b", 1, 1)), dynamic.Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A gate that a trigger makes fail works again once the trigger does.
func TestRepairOfForcedGate(t *testing.T) {
	const l, m = 0.1, 1.0
	tr := tree(dynamic.And, event("a", 0, 1), event("b", 0, 1))
	tr.Events = append(tr.Events, dynamic.Event{ID: "e", RatePerHour: l, RepairPerHour: m})
	tr.Dependencies = []dynamic.Dependency{{ID: "f", Trigger: "e", Probability: 1, Dependents: []string{"top"}}}
	near(t, "long run", analyze(t, tr, dynamic.Options{}).LongRun.Unavailability, l/(l+m), "that of the trigger")
}
