package dynamic

import (
	"context"
	"math"
	"slices"
	"strconv"

	"ninefold/analysis/markov"
)

// A bracket is a number, or the bounds of it.
type bracket struct{ lower, upper float64 }

func exactly(x float64) bracket { return bracket{x, x} }

// chain returns the Markov chain of a space. Up are the states in which the top
// has not failed; that of states not looked at is among them where cutUp is true.
func (sp *space) chain(cutUp bool) *markov.Chain {
	c := &markov.Chain{States: make([]string, sp.states), Transitions: make([]markov.Transition, 0, len(sp.arcs))}
	leaves, down := make([]bool, sp.states), make([]bool, sp.states)
	for i := range c.States {
		c.States[i] = strconv.Itoa(i)
	}
	for _, a := range sp.arcs {
		if a.from != a.to {
			c.Transitions = append(c.Transitions, markov.Transition{From: int(a.from), To: int(a.to), PerHour: a.rate})
			leaves[a.from] = true
		}
	}
	for i, out := range leaves {
		if !out {
			c.Absorbing = append(c.Absorbing, i)
		}
	}
	for _, s := range sp.start {
		c.Initial = append(c.Initial, markov.Share{State: int(s.state), Probability: s.p})
	}
	for _, d := range sp.failing(cutUp) {
		down[d] = true
	}
	up := []int{}
	for i, failed := range down {
		if !failed {
			up = append(up, i)
		}
	}
	if len(up) > 0 {
		c.Sets = map[string][]int{markov.Up: up}
	}
	return c
}

// failing returns the states that count as failed.
func (sp *space) failing(cutUp bool) []int {
	var down []int
	for _, d := range sp.down {
		down = append(down, int(d))
	}
	if sp.cut >= 0 && !cutUp {
		down = append(down, int(sp.cut))
	}
	return down
}

// A course is how a unit fares: by time, then at any time.
type course struct {
	failed, working  []bracket // that it has failed by the times; that it has not
	down, up         []bracket // that it is failed at the times, and that it works; of what is repaired
	ever             bracket   // that it ever fails
	passed           bool      // that ever and mean were asked for
	mean             *bracket  // hours until it does; nil where it may never
	longDown, longUp *float64  // in the long run
	frequency        *float64  // failures per hour, in the long run
	method           string

	solver *markov.Solver // of the optimistic chain
	goal   []int          // its failed states
}

// solve finds the course of a unit. The mean is left out unless it is asked for.
func (u *unit) solve(ctx context.Context, hours []float64, opt markov.Options, first, mean bool) (*course, error) {
	c := &course{}
	if len(u.engine.fixed) > 0 {
		return c, u.piecewise(ctx, hours, opt, c, first)
	}
	sides := []bool{true}
	if u.space.cut >= 0 {
		sides = append(sides, false)
	}
	for _, cutUp := range sides { // the first is the optimistic one
		s, err := markov.Compile(u.space.chain(cutUp), opt)
		if err != nil {
			return nil, err
		}
		if cutUp {
			c.solver, c.goal = s, u.space.failing(true)
		}
		if first || !u.engine.repair {
			err = c.passage(ctx, s, u, hours, cutUp, mean)
		}
		if err == nil && u.engine.repair && !u.engine.first {
			err = c.availability(ctx, s, u, hours, cutUp)
		}
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

// widen puts a value into brackets: the optimistic first.
func widen(list *[]bracket, i int, x float64, first, bad bool) {
	if first {
		*list = append(*list, exactly(x))
		return
	}
	b := &(*list)[i]
	if bad {
		b.upper = max(x, b.lower)
	} else {
		b.lower = min(x, b.upper)
	}
}

// passage adds the time until the first failure: both bounds at once where there are,
// and on each side the mean if asked.
func (c *course) passage(ctx context.Context, s *markov.Solver, u *unit, hours []float64, first, mean bool) error {
	if first {
		if err := c.race(ctx, s, u.space, hours); err != nil {
			return err
		}
	}
	if !mean {
		return nil
	}
	p, err := s.Passage(ctx, u.space.failing(first))
	if err != nil {
		return err
	}
	switch {
	case first:
		c.ever, c.passed = exactly(p.Probability), true
		if p.Mean != nil {
			m := exactly(*p.Mean)
			c.mean = &m
		}
	default:
		if c.ever.upper = p.Probability; p.Mean != nil {
			c.mean = &bracket{*p.Mean, math.Inf(1)} // those not looked at may work for ever
		}
	}
	return nil
}

// race adds the probabilities of having failed and of working: those not looked at are
// either.
func (c *course) race(ctx context.Context, s *markov.Solver, sp *space, hours []float64) error {
	sets := [][]int{sp.failing(true)}
	if sp.cut >= 0 {
		sets = append(sets, []int{int(sp.cut)})
	}
	r, err := s.Race(ctx, sets, hours)
	if err != nil {
		return err
	}
	c.method = r.Method
	for i := range hours {
		bad, good, unknown := min(r.Reached[0][i], 1), min(r.Not[i], 1), 0.0
		if sp.cut >= 0 {
			unknown = r.Reached[1][i]
		}
		c.failed = append(c.failed, bracket{bad, min(bad+unknown, 1)})
		c.working = append(c.working, bracket{good, min(good+unknown, 1)})
	}
	return nil
}

// availability adds what is repaired.
func (c *course) availability(ctx context.Context, s *markov.Solver, u *unit, hours []float64, first bool) error {
	if len(u.space.failing(first)) == u.space.states {
		for i := range hours {
			widen(&c.down, i, 1, first, true)
			widen(&c.up, i, 0, first, false)
		}
		one, none := 1.0, 0.0
		c.longDown, c.longUp = &one, &none
		return nil
	}
	curve, err := s.Curve(ctx, hours, false)
	if err != nil {
		return err
	}
	c.method = curve.Method
	for i, p := range curve.Points {
		widen(&c.down, i, min(p.Unavailability, 1), first, true)
		widen(&c.up, i, min(p.Availability, 1), first, false)
	}
	if u.space.cut >= 0 {
		return nil // the long run is then where nobody looked
	}
	long, err := s.System(ctx)
	if err != nil {
		return err
	}
	c.longDown, c.longUp, c.frequency = &long.Unavailability, &long.Availability, &long.FailureFrequency
	return nil
}

// piecewise follows a unit from one inspection at a fixed time to the next.
func (u *unit) piecewise(ctx context.Context, hours []float64, opt markov.Options, c *course, first bool) error {
	c.method = "uniformisation between inspections"
	n := len(hours)
	var runs []bool
	if !u.engine.first {
		c.down, c.up = make([]bracket, n), make([]bracket, n)
		runs = append(runs, false)
	}
	if first {
		c.failed, c.working = make([]bracket, n), make([]bracket, n)
		runs = append(runs, true)
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if hours[a] < hours[b] {
			return -1
		}
		return 1
	})
	for _, absorb := range runs {
		w := newWalk(u, absorb, opt)
		for _, i := range order {
			if err := w.to(ctx, hours[i]); err != nil {
				return err
			}
			bad, good := w.sums()
			if absorb {
				c.failed[i], c.working[i] = bad, good
			} else {
				c.down[i], c.up[i] = bad, good
			}
		}
	}
	return nil
}
