package dynamic_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"ninefold/analysis/dynamic"
)

// drawn is a tree in which one failure draws n dependencies of a probability at once,
// and is restored with them. Its top is that k of them take effect.
func drawn(n, k int, p float64) dynamic.Tree {
	t := dynamic.Tree{Top: "top", Events: []dynamic.Event{{ID: "e", RatePerHour: 1, RepairPerHour: 2, Dormancy: 1}, {ID: "never", Dormancy: 1}}}
	top := dynamic.Gate{ID: "top", Op: dynamic.AtLeast, K: k}
	for i := range n {
		g := dynamic.Gate{ID: "g" + string(rune('A'+i)), Op: dynamic.Or, Inputs: []string{"never"}}
		t.Gates = append(t.Gates, g)
		top.Inputs = append(top.Inputs, g.ID)
		t.Dependencies = append(t.Dependencies, dynamic.Dependency{ID: "d" + g.ID, Trigger: "e", Probability: p, Dependents: []string{g.ID}})
	}
	t.Gates = append(t.Gates, top)
	return t
}

// atLeast is the probability that k of n take effect.
func atLeast(n, k int, p float64) float64 {
	total := 0.0
	for i := k; i <= n; i++ {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(i + 1))
		c, _ := math.Lgamma(float64(n - i + 1))
		total += math.Exp(a - b - c + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return total
}

// Two to the power of 40 outcomes are not followed: what is left out becomes bounds,
// which are narrow where the outcomes left out are improbable. Source: failures of e
// after which the top has failed, with probability q, come after as many as geometric:
// with the states up, e down and top failed, the mean is (1/λ + 1/μ)/q − 1/μ; and after
// the first failure of e, q of it has.
func TestManyDraws(t *testing.T) {
	if raceEnabled {
		t.Skip("nothing runs beside it, and with the race detector it takes a minute")
	}
	ctx, stop := context.WithTimeout(context.Background(), 60*time.Second)
	defer stop()
	for _, p := range []float64{1e-3, 0.5} {
		q := atLeast(40, 3, p)
		r, err := dynamic.Analyze(ctx, drawn(40, 3, p), dynamic.Options{Hours: []float64{1e-3}, FirstFailureOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Points[0].Unreliability
		if got.Value != nil {
			t.Fatalf("p = %g: %g, which takes 2^40 outcomes", p, *got.Value)
		}
		// Up to the second failure of e within 3.6 seconds.
		most, least := -math.Expm1(-1e-3)*q, -math.Expm1(-1e-3)*q*(1-1e-3)
		if !(*got.Lower <= most*1.01 && *got.Upper >= least) {
			t.Errorf("p = %g: [%g, %g] misses about %g", p, *got.Lower, *got.Upper, most)
		}
		if p == 1e-3 && !(*got.Upper-*got.Lower <= 0.02*most) {
			t.Errorf("p = %g: [%g, %g] is wide", p, *got.Lower, *got.Upper)
		}
	}
}

// What is drawn is given up as soon as nobody waits for it.
func TestDrawsStop(t *testing.T) {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer stop()
	begin := time.Now()
	_, err := dynamic.Analyze(ctx, drawn(50, 40, 0.5), dynamic.Options{})
	if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took > 5*time.Second {
		t.Errorf("%v after %v", err, took)
	}
}

// Few draws are exact, and what is only asked for the first failure takes fewer states
// for the same numbers. Source: the mean above.
func TestFirstFailureOnly(t *testing.T) {
	hours := []float64{0.5, 5}
	tr := drawn(6, 2, 0.3)
	tr.Gates[6].Inputs = append(tr.Gates[6].Inputs, "s")
	tr.Events = append(tr.Events, dynamic.Event{ID: "s", RatePerHour: 0.1, RepairPerHour: 1, Dormancy: 1})
	all := analyze(t, tr, dynamic.Options{Hours: hours})
	first := analyze(t, tr, dynamic.Options{Hours: hours, FirstFailureOnly: true})
	for i := range hours {
		near(t, "unreliability", *first.Points[i].Unreliability.Value, *all.Points[i].Unreliability.Value, "all states")
		if first.Points[i].Unavailability != nil || first.LongRun != nil {
			t.Errorf("%+v: availability was not asked for", first)
		}
	}
	near(t, "mean", *first.MTTF, *all.MTTF, "all states")
	if first.States*3/2 > all.States {
		t.Errorf("%d states, %d of all", first.States, all.States)
	}
	q := atLeast(6, 2, 0.3)
	near(t, "mean", *analyze(t, drawn(6, 2, 0.3), dynamic.Options{FirstFailureOnly: true}).MTTF, (1+0.5)/q-0.5, "geometric")
}

// A life of many phases passes those whose numbers are the marks of failure and of what
// is not followed. Source: stages over rate.
func TestManyPhases(t *testing.T) {
	tr := dynamic.Tree{Top: "a", Events: []dynamic.Event{{ID: "a", RatePerHour: 2, Phases: 400, Dormancy: 1}}}
	near(t, "mean", *analyze(t, tr, dynamic.Options{}).MTTF, 200, "stages over rate")
}

// Progress is told while states are looked at.
func TestProgress(t *testing.T) {
	var events []dynamic.Event
	for i := range 13 {
		events = append(events, event(string(rune('a'+i)), 0.1*float64(i+1), 1))
	}
	var told []int
	analyze(t, tree(dynamic.Pand, events[:2]...), dynamic.Options{Progress: func(states int) { told = append(told, states) }})
	small := len(told)
	tr := tree(dynamic.Pand, events...)
	tr.Gates[0].Op = dynamic.AtLeast
	tr.Gates[0].K = 12
	for i := range tr.Events {
		tr.Events[i].RepairPerHour = 1
	}
	analyze(t, tr, dynamic.Options{FirstFailureOnly: true, Progress: func(states int) { told = append(told, states) }})
	if small != 1 || len(told) < small+4 || told[len(told)-1] <= told[small] {
		t.Errorf("told %v", told)
	}
}
