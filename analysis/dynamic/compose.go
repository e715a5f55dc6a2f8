package dynamic

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/faulttree"
)

// A static is the static top of a tree: a diagram of its probability, and one of
// its complement, so that small numbers on either side keep their digits.
type static struct {
	fails, works *faulttree.Diagram
	failAt       []int // unit of each event of the diagram
	workAt       []int
}

// static compiles the gates on top.
func (p *plan) static(ctx context.Context) (*static, error) {
	name := func(id string) string { return id }
	tree := faulttree.Tree{Top: name(p.tree.Top)}
	dual := tree
	number := map[string]int{}
	for i, id := range p.units {
		number[id] = i
		tree.Events = append(tree.Events, faulttree.BasicEvent{ID: name(id)})
	}
	dual.Events = tree.Events
	for _, id := range p.gates {
		g := p.ix.gates[id]
		a := faulttree.Gate{ID: id, Inputs: g.Inputs}
		b := a
		switch g.Op {
		case And:
			a.Op, b.Op = faulttree.And, faulttree.Or
		case Or:
			a.Op, b.Op = faulttree.Or, faulttree.And
		default:
			a.Op, a.K = faulttree.AtLeast, g.K
			b.Op, b.K = faulttree.AtLeast, len(g.Inputs)-g.K+1
		}
		tree.Gates, dual.Gates = append(tree.Gates, a), append(dual.Gates, b)
	}
	s := &static{}
	var err error
	if s.fails, err = faulttree.Compile(ctx, tree, nil, faulttree.Options{}); err != nil {
		return nil, err
	}
	if s.works, err = faulttree.Compile(ctx, dual, nil, faulttree.Options{}); err != nil {
		return nil, err
	}
	for _, id := range s.fails.Events() {
		s.failAt = append(s.failAt, number[id])
	}
	for _, id := range s.works.Events() {
		s.workAt = append(s.workAt, number[id])
	}
	return s, nil
}

func diagram(d *faulttree.Diagram, at []int, of func(unit int) bracket) bracket {
	lower, upper := make([]float64, len(at)), make([]float64, len(at))
	same := true
	for i, u := range at {
		b := of(u)
		lower[i], upper[i] = b.lower, b.upper
		same = same && b.lower == b.upper
	}
	low := d.Probability(lower)[0]
	if same {
		return exactly(low)
	}
	return bracket{low, d.Probability(upper)[0]}
}

// compose puts the courses of the units together.
func (a *analysis) compose() error {
	r := a.result
	if len(a.plan.gates) == 0 {
		r.Method = "one chain"
		a.single(a.courses[0])
		return nil
	}
	s, err := a.plan.static(a.ctx)
	if err != nil {
		return err
	}
	r.Method = fmt.Sprintf("diagram over %d independent parts, %d of them chains", len(a.plan.units), len(r.Units))
	for i, h := range a.opt.Hours {
		bad := diagram(s.fails, s.failAt, func(u int) bracket { return a.courses[u].at(i, r.Repairable, true) })
		good := diagram(s.works, s.workAt, func(u int) bracket { return a.courses[u].at(i, r.Repairable, false) })
		p := Point{Hours: h}
		if r.Repairable {
			p.Unavailability, p.Availability = newProbability(bad), newProbability(good)
		} else {
			p.Unreliability, p.Reliability = newProbability(bad), newProbability(good)
		}
		r.Points = append(r.Points, p)
	}
	if r.Repairable {
		a.longRun(s)
		return nil
	}
	if a.opt.NoMean {
		return nil
	}
	ever := diagram(s.fails, s.failAt, func(u int) bracket { return a.courses[u].ever })
	r.EverFails = newProbability(ever)
	if ever.lower < 1-1e-12 || slices.ContainsFunc(r.Units, func(u Unit) bool { return u.Truncated }) {
		return nil
	}
	return a.integrate(s)
}

// at returns the probability of being failed, or of working, at a time asked.
func (c *course) at(i int, repairable, failed bool) bracket {
	switch {
	case repairable && failed:
		return c.down[i]
	case repairable:
		return c.up[i]
	case failed:
		return c.failed[i]
	}
	return c.working[i]
}

// single reports the course of the only unit.
func (a *analysis) single(c *course) {
	r := a.result
	for i, h := range a.opt.Hours {
		p := Point{Hours: h}
		if c.failed != nil {
			p.Unreliability, p.Reliability = newProbability(c.failed[i]), newProbability(c.working[i])
		}
		if c.down != nil {
			p.Unavailability, p.Availability = newProbability(c.down[i]), newProbability(c.up[i])
		}
		r.Points = append(r.Points, p)
	}
	a.mean(c)
	if c.longDown != nil {
		r.LongRun = &LongRun{Unavailability: *c.longDown, Availability: *c.longUp, FailureFrequency: c.frequency}
	}
}

// mean reports whether the system ever fails, and the mean time until it does, or
// what that is at least.
func (a *analysis) mean(c *course) {
	if c.passed {
		a.result.EverFails = newProbability(c.ever)
	}
	switch {
	case c.mean == nil:
	case math.IsInf(c.mean.upper, 1):
		a.result.MTTFAtLeast = &c.mean.lower
	default:
		a.result.MTTF = &c.mean.lower
	}
}

// longRun composes the long run of units that are repaired.
func (a *analysis) longRun(s *static) {
	for _, c := range a.courses {
		if c.longDown == nil {
			return
		}
	}
	a.result.LongRun = &LongRun{
		Unavailability: diagram(s.fails, s.failAt, func(u int) bracket { return exactly(*a.courses[u].longDown) }).lower,
		Availability:   diagram(s.works, s.workAt, func(u int) bracket { return exactly(*a.courses[u].longUp) }).lower,
	}
}

// whole adds what the first failure of a system that is repaired needs: one chain
// of all of it.
func (a *analysis) whole(t Tree) error {
	c, u, err := a.unit(newWhole(t), 0, a.opt.Hours, true)
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case err != nil:
		a.result.Warnings = append(a.result.Warnings, "the time to the first failure takes a chain that is too large: "+err.Error())
		return nil //nolint:nilerr // all else was found
	}
	for i := range a.result.Points {
		a.result.Points[i].Unreliability, a.result.Points[i].Reliability = newProbability(c.failed[i]), newProbability(c.working[i])
	}
	a.mean(c)
	a.result.OrderMatters = a.result.OrderMatters || u.space.order
	if a.result.LongRun != nil {
		a.result.LongRun.FailureFrequency = c.frequency
	}
	return nil
}
