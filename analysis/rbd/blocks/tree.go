package blocks

import (
	"context"
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/risk"
)

// An UnknownError names events without a known probability.
type UnknownError struct {
	When   When
	Events []string
}

// Error says which and why.
func (e *UnknownError) Error() string {
	if e.When.LongRun {
		return fmt.Sprintf("blocks: never repaired, so there is no long run: %q", e.Events)
	}
	return fmt.Sprintf("blocks: availability at %g hours is known of exponential lives and repair times only, not of %q", e.When.Hours, e.Events)
}

// FaultTree returns the fault tree that s fails, with the probabilities of its
// events at the time said, and the failure rates of those that work then. Its top
// event is exactly as probable as the system is down. Standby groups and units that
// share a load are basic events. It returns the faults of s, an [UnknownError], or
// the error of ctx.
func (s *System) FaultTree(ctx context.Context, w When) (faulttree.Tree, error) {
	v, err := Compile(ctx, s, Options{})
	if err != nil {
		return faulttree.Tree{}, err
	}
	return v.FaultTree(ctx, w)
}

// FaultTree is [System.FaultTree] of a system that is compiled.
func (v *Solver) FaultTree(ctx context.Context, w When) (faulttree.Tree, error) {
	if !w.LongRun && !(w.Hours >= 0 && finite(w.Hours)) {
		return faulttree.Tree{}, fmt.Errorf("blocks: time %g is negative or not finite", w.Hours)
	}
	all, err := v.when(ctx, w)
	if err != nil {
		return faulttree.Tree{}, err
	}
	at := map[string]state{}
	for i, id := range v.events {
		at[id] = all[i]
	}
	return v.built.tree(func(i int) (float64, float64) {
		s := at[v.built.events[i].id]
		rate := s.intensity / s.up
		if !(s.up > 0) || !finite(rate) {
			rate = 0
		}
		return min(max(s.down, 0), 1), rate
	}), nil
}

// Model returns the fault tree of s as a model with expressions of the mission
// time, and names the events for which the format of fault trees has none: they
// have the constant probability of the time given, with repairs. It returns what
// [System.FaultTree] does.
func (s *System) Model(ctx context.Context, hours float64) (m *risk.Model, constant []string, err error) {
	v, err := Compile(ctx, s, Options{})
	if err != nil {
		return nil, nil, err
	}
	formulas := map[string]expression.Expr{}
	for i, e := range v.sources {
		if f, ok := e.expression(); ok {
			formulas[v.events[i]] = f
			continue
		}
		constant = append(constant, v.events[i])
	}
	at := When{Hours: hours, Repairs: constant != nil} // where all are expressions, any state will do
	t, err := v.FaultTree(ctx, at)
	if err != nil {
		return nil, nil, err
	}
	for i := range t.Events {
		if _, ok := formulas[t.Events[i].ID]; ok {
			t.Events[i].RatePerHour = 0 // the expression says it
		}
	}
	m = risk.FromTree(v.built.top, t)
	m.Label = s.Label
	for c := range m.Containers() {
		for i := range c.Events {
			if f, ok := formulas[c.Events[i].ID]; ok {
				c.Events[i].Expr = &f
			}
		}
	}
	m.Prepare(risk.PrepareOptions{})
	return m, constant, nil
}

// expression returns the probability of an event in the course of the mission.
func (s *source) expression() (expression.Expr, bool) {
	hours := expression.Expr{Op: expression.MissionTime}
	if s.down != nil {
		return expression.Num(*s.down), true
	}
	switch life := s.life.(type) {
	case dist.Exponential:
		l, m, ok := s.rates()
		if s.repair == nil {
			return expression.Of(expression.Exponential, expression.Num(l), hours), ok
		}
		return expression.Of(expression.GLM, expression.Num(0), expression.Num(l), expression.Num(m), hours), ok
	case dist.Weibull:
		scale := life.Scale
		if s.share != 0 {
			scale *= math.Pow(s.share, -1/life.Shape)
		}
		f := expression.Of(expression.Weibull, expression.Num(scale), expression.Num(life.Shape), expression.Num(life.Shift), hours)
		return f, s.repair == nil
	}
	return expression.Expr{}, false
}

// FromTree returns the block diagram of a coherent fault tree: it works when the
// top event does not occur. In the long run it is down with the probability of the top
// event and fails as often. Events with a rate become components that fail at it and are
// repaired so that they are down with the probability; other events become components of
// constant unavailability, 0 or 1 for house events; gates that several use become
// diagrams with a name. It returns the faults of t, or an error wrapping
// [faulttree.ErrNotCoherent] that names all gates it has no blocks for.
func FromTree(t faulttree.Tree) (*System, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	r := &reading{gates: map[string]*faulttree.Gate{}, uses: map[string]int{}, done: map[string]bool{}, system: &System{}}
	var faults []error
	for i := range t.Gates {
		g := &t.Gates[i]
		r.gates[g.ID] = g
		for _, in := range g.Inputs {
			r.uses[in]++
		}
	}
	r.leaves(t)
	r.system.Root = r.block(t.Top)
	for _, id := range r.refused {
		faults = append(faults, fmt.Errorf("blocks: gate %q: %w: %s", id, faulttree.ErrNotCoherent, r.gates[id].Op))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return r.system, nil
}

// A reading turns a fault tree into blocks.
type reading struct {
	gates   map[string]*faulttree.Gate
	uses    map[string]int
	done    map[string]bool // gates that are diagrams already
	refused []string
	system  *System
}

func (r *reading) leaves(t faulttree.Tree) {
	add := func(id string, u float64) {
		r.system.Components = append(r.system.Components, Part{ID: id, Unavailability: &u})
	}
	for _, e := range t.Events {
		life := dist.Exponential{MTTF: 1 / e.RatePerHour}
		repair := dist.Exponential{MTTF: life.MTTF * e.Probability / (1 - e.Probability)}
		if life.Validate() != nil || repair.Validate() != nil { // never or always so
			add(e.ID, e.Probability)
			continue
		}
		r.system.Components = append(r.system.Components, Part{ID: e.ID, Life: life, Repair: repair})
	}
	for _, h := range t.House {
		if h.State {
			add(h.ID, 1)
		} else {
			add(h.ID, 0)
		}
	}
}

func (r *reading) block(id string) Block {
	g := r.gates[id]
	if g == nil {
		return Block{Kind: Component, Of: id}
	}
	if r.uses[id] < 2 {
		return r.gate(g)
	}
	if !r.done[id] {
		r.done[id] = true
		d := Diagram{ID: id, Root: r.gate(g)}
		r.system.Diagrams = append(r.system.Diagrams, d)
	}
	return Block{Kind: Named, Of: id}
}

func (r *reading) gate(g *faulttree.Gate) Block {
	b := Block{Kind: KOfN, Label: g.ID}
	k := g.K
	switch {
	case g.Op == faulttree.Or:
		b.Kind = Series
	case g.Op == faulttree.And:
		b.Kind = Parallel
	case g.Op == faulttree.AtLeast, g.Op == faulttree.Cardinality && g.Max == len(g.Inputs) && g.K > 0:
		b.K = len(g.Inputs) - k + 1
	default:
		r.refused = append(r.refused, g.ID)
	}
	for _, in := range g.Inputs {
		b.Blocks = append(b.Blocks, r.block(in))
	}
	return b
}
