package markov

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// A gain is what is earned for each hour in some states.
type gain struct {
	state   []int32
	perHour []float64 // nil where it is 1 in each
}

func newGain(perHour []float64) gain {
	g := gain{perHour: []float64{}}
	for i, x := range perHour {
		if x != 0 {
			g.state, g.perHour = append(g.state, int32(i)), append(g.perHour, x)
		}
	}
	return g
}

// mask is the gain of one in each state of a set, or outside of it.
func mask(in []bool, want bool) gain {
	var g gain
	for i, yes := range in {
		if yes == want {
			g.state = append(g.state, int32(i))
		}
	}
	return g
}

func (g gain) at(p []float64) float64 {
	total := 0.0
	if g.perHour == nil {
		for _, i := range g.state {
			total += p[i]
		}
		return total
	}
	for k, i := range g.state {
		total += p[i] * g.perHour[k]
	}
	return total
}

// spread returns what is earned in each of n states.
func (g gain) spread(n int) []float64 {
	out := make([]float64, n)
	for k, i := range g.state {
		if out[i] = 1; g.perHour != nil {
			out[i] = g.perHour[k]
		}
	}
	return out
}

// most returns the highest rate, and whether none is negative.
func (g gain) most() (rate float64, ok bool) {
	if g.perHour == nil && len(g.state) > 0 {
		return 1, true
	}
	for _, x := range g.perHour {
		if x < 0 {
			return 0, false
		}
		rate = max(rate, x)
	}
	return rate, true
}

// A track is gains over time.
type track struct {
	Accuracy

	at     [][]float64 // by gain and time: the rate expected then
	until  [][]float64 // what is expected to have been earned by then
	states [][]float64 // by time: probabilities of states, where they are asked for
}

// LongestHours is the latest time that can be asked for.
const LongestHours = 1e15

const (
	mostJumps   = 1e300 // in an hour, and until the latest time: products must stay numbers
	mostSquared = 512   // states of a chain whose matrix is squared
	fewSteps    = 2000  // that cost nothing and lose nothing
	byUniform   = "uniformisation"
	bySquaring  = "squaring without subtraction"
)

// follow tells how gains develop from the beginning, at times in any order.
func (s *Solver) follow(ctx context.Context, hours []float64, gains []gain, states bool) (*track, error) {
	last := 0.0
	for _, t := range hours {
		if !(t >= 0 && t <= LongestHours) {
			return nil, fmt.Errorf("markov: time %g is not between 0 and %g hours", t, float64(LongestHours))
		}
		last = max(last, t)
	}
	pace := 0.0
	for _, rate := range s.exit {
		pace = max(pace, rate)
	}
	if !(pace*max(last, 1) <= mostJumps) {
		return nil, fmt.Errorf("%w: %g per hour for %g hours", errRates, pace, last)
	}
	n := len(s.initial)
	tr := &track{at: grid(len(gains), len(hours)), until: grid(len(gains), len(hours))}
	if states {
		tr.states = grid(len(hours), n)
	}
	solve, jumps := s.uniform, pace*slack
	if pace*last > fewSteps && n <= mostSquared {
		solve, jumps = s.square, pace
	}
	if err := solve(ctx, tr, hours, gains, jumps); err != nil {
		return nil, err
	}
	return tr, numbers(slices.Concat(tr.at, tr.until, tr.states)...)
}

func grid(n, m int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, m)
	}
	return out
}

// steadyFrom returns the long-run probabilities where a chain can only come closer
// to them: where it has one class, and that is all there is.
func (s *Solver) steadyFrom(ctx context.Context, steps float64) []float64 {
	if len(s.closed) != 1 || steps < fewSteps {
		return nil
	}
	r, err := s.Steady(ctx)
	if err != nil || !r.Guaranteed {
		return nil // what is asked for can be found without
	}
	return r.Probabilities
}

// distance returns the largest relative difference of any probability from the one
// in the long run. It cannot grow: each ratio after a step is a mean of ratios
// before, with the weights of the chain that runs backwards.
func distance(p, steady []float64) float64 {
	worst := 0.0
	for i, q := range steady {
		if q > 0 {
			worst = max(worst, math.Abs(p[i]-q)/q)
		}
	}
	return worst
}
