package dynamic

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/markov"
)

// Options say what is asked of a tree, and what may be used for it.
type Options struct {
	Hours     []float64 // at which to look, each from 0
	NoMean    bool      // leave out the mean time to failure
	MaxStates int       // looked at in each unit; 0: 1 million. Beyond there are bounds
	Opposite  bool      // simultaneous steps in the opposite order: see [Analyze]

	// FirstFailureOnly leaves out how often the top is failed: what comes after its
	// first failure is not followed, which takes fewer states where there is repair.
	FirstFailureOnly bool

	Failed  []string // events that have failed from the start
	Perfect []string // events that never fail by themselves

	Chain    markov.Options   // of the chains
	Progress func(states int) // called now and then while states are looked at; may be nil

	twistsFrom int // states from which twists are looked for; 0: fewStates
}

// A Probability is a number, or bounds of it.
type Probability struct {
	Value *float64 `json:"value,omitempty"`
	Lower *float64 `json:"lower,omitempty"`
	Upper *float64 `json:"upper,omitempty"`
}

func newProbability(b bracket) *Probability {
	if b.lower == b.upper {
		return &Probability{Value: &b.lower}
	}
	return &Probability{Lower: &b.lower, Upper: &b.upper}
}

// A Point is a system at one time, and until then.
type Point struct {
	Hours          float64      `json:"hours"`
	Unreliability  *Probability `json:"unreliability,omitempty"`  // that it has failed by then; absent where that takes too many states
	Reliability    *Probability `json:"reliability,omitempty"`    // that it has not
	Unavailability *Probability `json:"unavailability,omitempty"` // that it is failed then; of what is repaired
	Availability   *Probability `json:"availability,omitempty"`
}

// A LongRun is a system that is repaired, in the long run.
type LongRun struct {
	Unavailability   float64  `json:"unavailability"`
	Availability     float64  `json:"availability"`
	FailureFrequency *float64 `json:"failureFrequency,omitempty"` // failures per hour; of one unit
}

// A Unit is a part of the tree that was solved as a chain by itself.
type Unit struct {
	ID          string `json:"id"`     // of its output
	Events      int    `json:"events"` // in it
	Blocks      int    `json:"blocks"` // of those, what was solved and lumped beforehand
	States      int    `json:"states"`
	Transitions int    `json:"transitions"`
	Truncated   bool   `json:"truncated,omitempty"` // states were left out: there are bounds
	Method      string `json:"method"`
}

// A Result is what Analyze says about a tree.
type Result struct {
	Method      string       `json:"method"`
	Repairable  bool         `json:"repairable"`
	States      int          `json:"states"` // of all chains
	Units       []Unit       `json:"units" nullable:"false"`
	Points      []Point      `json:"points" nullable:"false"`
	EverFails   *Probability `json:"everFails,omitempty"` // of what is not repaired
	MTTF        *float64     `json:"mttf,omitempty"`      // hours; absent where it may never fail
	MTTFAtLeast *float64     `json:"mttfAtLeast,omitempty"`
	LongRun     *LongRun     `json:"longRun,omitempty"`

	// OrderMatters says that the result depends on the order of steps that are made
	// at the same time. Opposite is the result in the opposite order.
	OrderMatters bool     `json:"orderMatters"`
	Opposite     *Result  `json:"opposite,omitempty"`
	Warnings     []string `json:"warnings" nullable:"false"`
}

const (
	mostStates  = 1_000_000
	longestTime = markov.LongestHours
)

// Analyze finds how probable it is that the top of a tree has failed by the times
// asked, the mean time until it does, and, where there are repairs, how probable it
// is that it is failed at those times and in the long run.
//
// What is failed by a dependency fails after its trigger, in steps of its own, one
// dependent after the other in the order of the tree; spare gates that compete for
// a spare in one step are served in the order of the tree. Where the opposite order
// leads elsewhere the result says so, and has that of the opposite order as well.
//
// A unit of more than MaxStates states is cut: those not looked at, the least
// probable as far as seen, count as working for one bound and as failed for the
// other. Bounds are certain, and become narrower with more states. So it is with the least
// probable outcomes of a step in which more than some sixteen dependencies are drawn.
//
// It returns what Validate does, an error for times and events that make no sense,
// one wrapping [markov.ErrBudget] for chains that take too many steps, and that of
// ctx. Cost is that of the states of each unit, and of the chains.
func Analyze(ctx context.Context, t Tree, opt Options) (*Result, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	t, err := opt.apply(t)
	if err != nil {
		return nil, err
	}
	r, err := analyze(ctx, t, opt)
	if err != nil || !r.OrderMatters || opt.Opposite {
		return r, err
	}
	opt.Opposite = true
	r.Opposite, err = analyze(ctx, t, opt)
	return r, err
}

// apply returns the tree with the events given as they are said to be.
func (o *Options) apply(t Tree) (Tree, error) {
	var faults []error
	for _, h := range o.Hours {
		if !(h >= 0 && h <= longestTime) {
			faults = append(faults, fmt.Errorf("dynamic: time %g is not between 0 and %g hours", h, float64(longestTime)))
		}
	}
	if o.MaxStates <= 0 {
		o.MaxStates = mostStates
	}
	if o.Chain.MaxStates <= 0 {
		o.Chain.MaxStates = o.MaxStates + 2 // that of failure, and of all not looked at
	}
	one := 1.0
	t.Events = append([]Event(nil), t.Events...)
	number := map[string]int{}
	for i, e := range t.Events {
		number[e.ID] = i
	}
	set := func(ids []string, p *float64) {
		for _, id := range ids {
			i, known := number[id]
			if !known {
				faults = append(faults, fmt.Errorf("dynamic: there is no event %q", id))
				continue
			}
			t.Events[i].RatePerHour, t.Events[i].Probability = 0, p
		}
	}
	set(o.Failed, &one)
	set(o.Perfect, nil)
	return t, errors.Join(faults...)
}

func analyze(ctx context.Context, t Tree, opt Options) (*Result, error) {
	warnings := t.unused()
	if !t.Repairable() {
		t = t.withoutPlain()
	}
	a := &analysis{ctx: ctx, opt: opt, plan: newPlan(t)}
	a.result = &Result{Units: []Unit{}, Points: []Point{}, Warnings: warnings, Repairable: t.Repairable()}
	if a.result.Repairable && opt.FirstFailureOnly {
		a.plan = newWhole(t)
	}
	if err := a.solve(); err != nil {
		return nil, err
	}
	if err := a.compose(); err != nil {
		return nil, err
	}
	if a.result.Repairable && len(a.plan.gates) > 0 {
		return a.result, a.whole(t)
	}
	return a.result, nil
}

// An analysis is one run.
type analysis struct {
	ctx     context.Context //nolint:containedctx // of one run
	opt     Options
	plan    *plan
	result  *Result
	courses []*course
}

// solve finds the course of every unit.
func (a *analysis) solve() error {
	alone := len(a.plan.gates) == 0
	hours := a.opt.Hours
	for i := range a.plan.units {
		if c := a.plan.simple(i, hours); c != nil && !alone {
			a.courses = append(a.courses, c)
			continue
		}
		c, u, err := a.unit(a.plan, i, hours, alone)
		if err != nil {
			return err
		}
		a.courses = append(a.courses, c)
		a.report(u, c)
	}
	return nil
}

// unit compiles, explores and solves one unit.
func (a *analysis) unit(p *plan, i int, hours []float64, alone bool) (*course, *unit, error) {
	u, err := p.compile(a.ctx, i)
	if err != nil {
		return nil, nil, err
	}
	if a.opt.Opposite {
		u.engine = u.engine.opposite()
	}
	u.engine.first = a.opt.FirstFailureOnly
	q := quest{hours: 1, limit: a.opt.MaxStates}
	for _, h := range hours {
		q.hours = max(q.hours, h)
	}
	if a.opt.Progress != nil {
		q.progress = func(states int) { a.opt.Progress(a.result.States + states) }
	}
	if err := u.explore(a.ctx, q, cmp.Or(a.opt.twistsFrom, fewStates)); err != nil {
		return nil, nil, err
	}
	c, err := u.solve(a.ctx, hours, a.opt.Chain, alone, !a.opt.NoMean)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", u.id, err)
	}
	return c, u, nil
}

// report adds a unit to the result.
func (a *analysis) report(u *unit, c *course) {
	a.result.Units = append(a.result.Units, Unit{
		ID: u.id, Events: u.events, Blocks: u.blocks, States: u.space.states, Transitions: len(u.space.arcs),
		Truncated: u.space.cut >= 0, Method: c.method,
	})
	a.result.States += u.space.states
	a.result.OrderMatters = a.result.OrderMatters || u.space.order
}

// simple returns the course of a unit that is one event with a closed form; nil of
// others.
func (p *plan) simple(i int, hours []float64) *course {
	e := p.ix.events[p.units[i]]
	if e == nil || p.size[i] > 1 || e.Phases > 1 || e.Probability != nil && e.RatePerHour > 0 || e.Probability != nil && e.RepairPerHour > 0 || p.inspected(e.ID) {
		return nil
	}
	c := &course{method: "closed form", ever: exactly(1)}
	total := e.RatePerHour + e.RepairPerHour
	for _, t := range hours {
		bad, good := 0.0, 1.0
		switch {
		case e.Probability != nil:
			bad, good = *e.Probability, 1-*e.Probability
		case total > 0:
			bad = -e.RatePerHour / total * math.Expm1(-total*t)
			good = (e.RepairPerHour + e.RatePerHour*math.Exp(-total*t)) / total
		}
		c.failed, c.working = append(c.failed, exactly(bad)), append(c.working, exactly(good))
	}
	c.down, c.up = c.failed, c.working
	long, up := 0.0, 1.0
	switch {
	case e.Probability != nil:
		long, up = *e.Probability, 1-*e.Probability
	case e.RatePerHour > 0:
		long, up = e.RatePerHour/total, e.RepairPerHour/total
	}
	c.longDown, c.longUp = &long, &up
	if e.Probability != nil || e.RatePerHour == 0 {
		c.ever = exactly(long)
	}
	return c
}

func (p *plan) inspected(id string) bool {
	for _, i := range p.tree.Inspections {
		for _, in := range i.Inputs {
			if in == id {
				return true
			}
		}
	}
	return false
}
