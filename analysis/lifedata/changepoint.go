package lifedata

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// A ChangePoint is a time at which the rate of events may have changed.
type ChangePoint struct {
	Hours      float64 `json:"hours"`      // on the clock of the history
	RateBefore float64 `json:"rateBefore"` // events per hour of one system, from the change before or the start
	RateAfter  float64 `json:"rateAfter"`  // to the next one or the end
	Before     int     `json:"before"`     // events
	After      int     `json:"after"`
	Statistic  float64 `json:"statistic"` // twice the gain in log-likelihood over a steady rate in its stretch
	// PValue is the share of stretches of as many events that came by chance at a
	// steady rate, and PValueRenewal that of the same times between events in
	// another order, in which the best place for a change gains as much. Clusters
	// without a change make the first small, but not the second.
	PValue        float64 `json:"pValue"`
	PValueRenewal float64 `json:"pValueRenewal"`
}

// ChangeOptions say how changes are looked for.
type ChangeOptions struct {
	Level float64 `json:"level"` // a change is reported where both p-values are at most 1 - Level
	Draws int     `json:"draws"` // simulations behind each p-value, 100 to 100000
	Seed  uint64  `json:"seed"`
	Most  int     `json:"most"` // changes to report; 0 is 5
}

// leastEvents is how many events must be on either side of a change.
const leastEvents = 3

// ChangePoints looks for times at which a steady rate of events changed at once. It
// takes the best place in the window, tests it, and goes on in the stretches before
// and after. That the place was looked for is part of the p-values, which are
// simulated; that there are several stretches is not. Events of several systems are
// put on the axis of the hours watched of all.
//
// The result is in order of time and empty, not nil, where nothing is found, or
// where there are fewer than six events. It returns errors wrapping [ErrHistory],
// [ErrNoEvents], [ErrLevel], [ErrTooFew] for wrong draws, or the error of ctx. Each stretch tested
// costs draws times its events.
//
// Sources: H. Akman, A. Raftery, Ann. Statist. 14 (1986) 1583-1590,
// https://doi.org/10.1214/aos/1176350178; L. Y. Vostrikova, Sov. Math. Dokl. 24
// (1981) 55-59 for several changes.
func ChangePoints(ctx context.Context, h History, opt ChangeOptions) ([]ChangePoint, error) {
	if err := checkLevel(opt.Level); err != nil {
		return nil, err
	}
	if opt.Draws < 100 || opt.Draws > 1e5 {
		return nil, fmt.Errorf("lifedata: change points: %d draws are not from 100 to 100000: %w", opt.Draws, ErrTooFew)
	}
	sorted, err := h.sorted()
	if err != nil {
		return nil, err
	}
	at, total := totalTime(sorted)
	if endsAtFailure(sorted) {
		at = at[:len(at)-1]
	}
	most := opt.Most
	if most <= 0 {
		most = 5
	}
	s := changeScan{at: at, opt: opt, most: most, r: rand.New(rand.NewPCG(opt.Seed, uint64(len(at))))} //nolint:gosec // a seeded simulation, no secret
	if err := s.scan(ctx, 0, len(at), 0, total); err != nil {
		return nil, fmt.Errorf("lifedata: change points: %w", err)
	}
	slices.SortFunc(s.found, func(a, b foundChange) int { return cmp.Compare(a.index, b.index) })
	return s.describe(totalTimeAxis(sorted), total), nil
}

// changeScan looks for changes among events on the axis of total hours.
type changeScan struct {
	at    []float64
	opt   ChangeOptions
	most  int
	r     *rand.Rand
	found []foundChange
}

// A foundChange is just after the event before index, or just before that at it.
type foundChange struct {
	index int // events before the change
	place float64
	ChangePoint
}

// scan looks in the events from first to before last, in (start, end).
func (s *changeScan) scan(ctx context.Context, first, last int, start, end float64) error {
	n := last - first
	if n < 2*leastEvents || len(s.found) >= s.most || !(end > start) {
		return nil
	}
	places := make([]float64, n)
	for i := range places {
		places[i] = (s.at[first+i] - start) / (end - start)
	}
	gain, split, place := bestSplit(places)
	if split == 0 {
		return nil
	}
	c := foundChange{index: first + split, place: start + place*(end-start)}
	c.Statistic = gain
	var err error
	c.PValue, c.PValueRenewal, err = s.significance(ctx, places, gain)
	if err != nil || max(c.PValue, c.PValueRenewal) > 1-s.opt.Level {
		return err
	}
	s.found = append(s.found, c)
	// The event at the change is where it is because of the change: it is not in
	// a stretch of its own, or that would begin or end with it.
	before, after := c.index, c.index
	if place == places[split-1] {
		before--
	} else {
		after++
	}
	if err := s.scan(ctx, first, before, start, c.place); err != nil {
		return err
	}
	return s.scan(ctx, after, last, c.place, end)
}

// significance simulates how much the best split gains without a change.
func (s *changeScan) significance(ctx context.Context, places []float64, gain float64) (chance, renewal float64, err error) {
	n := len(places)
	gaps := make([]float64, n+1)
	last := 0.0
	for i, p := range places {
		gaps[i], last = p-last, p
	}
	gaps[n] = 1 - last
	drawn := make([]float64, n)
	byChance, byOrder := 1, 1
	for range s.opt.Draws {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		sum := 0.0
		for i := range drawn {
			sum += s.r.ExpFloat64()
			drawn[i] = sum
		}
		sum += s.r.ExpFloat64()
		for i := range drawn {
			drawn[i] /= sum
		}
		if g, _, _ := bestSplit(drawn); g >= gain {
			byChance++
		}
		s.r.Shuffle(len(gaps), func(i, j int) { gaps[i], gaps[j] = gaps[j], gaps[i] })
		sum = 0
		for i := range drawn {
			sum += gaps[i]
			drawn[i] = sum
		}
		if g, _, _ := bestSplit(drawn); g >= gain*(1-1e-9) {
			byOrder++
		}
	}
	draws := float64(s.opt.Draws + 1)
	return float64(byChance) / draws, float64(byOrder) / draws, nil
}

// bestSplit returns the place in (0, 1) at which a change of rate gains most, how
// many events are before it, and the gain. The likelihood is largest just before or
// just after an event.
func bestSplit(places []float64) (gain float64, before int, place float64) {
	n := len(places)
	best := -1.0
	for k := leastEvents; k <= n-leastEvents; k++ {
		// k events before: the change is right after the k-th, or right before
		// the next.
		for _, p := range [2]float64{places[k-1], places[k]} {
			if !(p > 0 && p < 1) {
				continue
			}
			x, m := float64(k), float64(n)
			if g := 2 * (x*math.Log(x/(m*p)) + (m-x)*math.Log((m-x)/(m*(1-p)))); g > best {
				best, before, place = g, k, p
			}
		}
	}
	return max(0, best), before, place
}

// describe adds the rates between the changes.
func (s *changeScan) describe(axis []corner, total float64) []ChangePoint {
	changes := make([]ChangePoint, 0, len(s.found))
	for i, c := range s.found {
		index, start := 0, 0.0
		if i > 0 {
			index, start = s.found[i-1].index, s.found[i-1].place
		}
		next, end := len(s.at), total
		if i+1 < len(s.found) {
			next, end = s.found[i+1].index, s.found[i+1].place
		}
		c.Hours, c.Before, c.After = hoursAt(axis, c.place), c.index-index, next-c.index
		c.RateBefore = float64(c.Before) / (c.place - start)
		c.RateAfter = float64(c.After) / (end - c.place)
		changes = append(changes, c.ChangePoint)
	}
	return changes
}
