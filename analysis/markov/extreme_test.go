package markov

import (
	"context"
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// extremes are rates and times at the ends of what numbers can be.
var extremes = []float64{0, 5e-324, 1e-310, 1e-300, 1e-150, 1e-9, 1, 3, 1e9, 1e150, 1e300, 1e307, 1e308, math.MaxFloat64}

// Whatever the rates and times are, each answer comes soon, and is an error or numbers:
// JSON, which has no NaN or infinity, is the judge of that.
func TestExtremeNumbers(t *testing.T) {
	if raced {
		t.Skip("one goroutine, and slow: there is nothing to race")
	}
	hours := []float64{0, 5e-324, 1e-310, 1e-200, 1e-9, 1, 1e9, LongestHours}
	options := []Options{{}, {MaxEntries: 1}, {MaxSteps: 100_000, MaxEntries: 1}}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 7).Draw(t, "states")
		c := &Chain{Initial: []Share{{0, 1}}, Sets: map[string][]int{Up: {0}}}
		slope := Slope{Parameter: "x"}
		add := func(from, to int, rate float64) {
			c.Transitions = append(c.Transitions, Transition{from, to, rate})
			slope.Rates = append(slope.Rates, rapid.SampledFrom(extremes).Draw(t, "slope"))
		}
		for i := range n {
			c.States = append(c.States, string(rune('a'+i)))
			add(i, (i+1)%n, rapid.SampledFrom(extremes[1:]).Draw(t, "rate"))
			for j := range n {
				if j != i && rapid.Bool().Draw(t, "more") {
					add(i, j, rapid.SampledFrom(extremes).Draw(t, "rate"))
				}
			}
		}
		c.Rewards = []Reward{{ID: "r", States: []StateReward{{0, rapid.SampledFrom(extremes).Draw(t, "reward")}}, Transitions: []TransitionReward{{0, 1, 2}}}}
		s, err := Compile(c, rapid.SampledFrom(options).Draw(t, "options"))
		if err != nil {
			return // too large in sum
		}
		times := rapid.SliceOfN(rapid.SampledFrom(hours), 1, 3).Draw(t, "hours")
		ask(t, s, times, slope)
	})
}

// ask asks a solver everything.
func ask(t *rapid.T, s *Solver, hours []float64, slope Slope) {
	last := []int{len(s.initial) - 1}
	for name, answer := range map[string]func(ctx context.Context) (any, error){
		"steady":        func(ctx context.Context) (any, error) { return s.Steady(ctx) },
		"system":        func(ctx context.Context) (any, error) { return s.System(ctx) },
		"mttf":          func(ctx context.Context) (any, error) { return s.MTTF(ctx) },
		"passage":       func(ctx context.Context) (any, error) { return s.Passage(ctx, last) },
		"at":            func(ctx context.Context) (any, error) { return s.At(ctx, hours) },
		"curve":         func(ctx context.Context) (any, error) { return s.Curve(ctx, hours, true) },
		"first passage": func(ctx context.Context) (any, error) { return s.FirstPassage(ctx, last, hours) },
		"earnings":      func(ctx context.Context) (any, error) { return s.Earnings(ctx, hours) },
		"slopes":        func(ctx context.Context) (any, error) { return s.Sensitivities(ctx, []Slope{slope}) },
	} {
		ctx, stop := context.WithTimeout(background, 20*time.Second)
		r, err := answer(ctx)
		if ctx.Err() != nil {
			t.Fatalf("%s took 20 s: %v", name, err)
		}
		stop()
		if err != nil {
			continue
		}
		if _, err := json.Marshal(r); err != nil {
			t.Fatalf("%s: %v: %+v", name, err, r)
		}
	}
}

// The weights of a Poisson distribution are as many as its width times some forty, at
// any mean that comes up.
func TestPoissonExtremes(t *testing.T) {
	for _, mean := range []float64{0, 5e-324, 1e-310, 1, 1e7, 1e12} {
		left, weights := poisson(mean)
		if left < 0 || math.Abs(sum(weights)-1) > 1e-12 || float64(len(weights)) > 80*math.Sqrt(mean)+300 {
			t.Errorf("mean %g: %d weights from %d, sum %g", mean, len(weights), left, sum(weights))
		}
	}
}

// Validation looks at every transition of chains of millions: it may make nothing for
// those that are right.
func TestValidTransitionsCostNothing(t *testing.T) {
	c := &Chain{States: []string{"a", "b"}}
	for range 1000 {
		c.Transitions = append(c.Transitions, Transition{0, 1, 1}, Transition{1, 0, 1})
	}
	v := &validation{c: c}
	if n := testing.AllocsPerRun(5, v.transitions); n > 0 || len(v.faults) > 0 {
		t.Errorf("%g allocations, faults %v", n, v.faults)
	}
}
