package blocks

import (
	"context"
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/markov"
)

// Options control an analysis. The zero value means the defaults.
type Options struct {
	NodeLimit int     // nodes a decision diagram may have while it is built; 0 is read as that of a fault tree
	Tolerance float64 // of a mean time to failure by integration, relative, from 1e-13 to 0.1; 0 is read as 1e-10
}

// A Solver is a compiled system. Its methods may be used by several goroutines.
type Solver struct {
	system  *System
	built   structure
	sources []*source // in the order of the events of the diagrams
	events  []string
	failing *faulttree.Diagram // that the system fails, of failed events
	working *faulttree.Diagram // that it works, of working events
	opt     Options
}

// Compile prepares s for its measures. It returns the faults of s, [ErrTooLarge], or
// the error of ctx. Time is at worst exponential in the components that repeat.
func Compile(ctx context.Context, s *System, opt Options) (*Solver, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if opt.Tolerance == 0 {
		opt.Tolerance = 1e-10
	}
	if !(opt.Tolerance >= 1e-13 && opt.Tolerance <= 0.1) {
		return nil, fmt.Errorf("blocks: tolerance %g is not between 1e-13 and 0.1", opt.Tolerance)
	}
	built, err := s.structure(ctx)
	if err != nil {
		return nil, err
	}
	v := &Solver{system: s, built: built, opt: opt}
	none := func(int) (float64, float64) { return 0, 0 }
	if v.failing, err = faulttree.Compile(ctx, v.built.tree(none), nil, faulttree.Options{NodeLimit: opt.NodeLimit}); err != nil {
		return nil, err
	}
	if v.working, err = faulttree.Compile(ctx, v.built.dual().tree(none), nil, faulttree.Options{NodeLimit: opt.NodeLimit}); err != nil {
		return nil, err
	}
	byID := map[string]*source{}
	for i := range v.built.events {
		byID[v.built.events[i].id] = &v.built.events[i]
	}
	v.events = v.failing.Events()
	for _, id := range v.events {
		v.sources = append(v.sources, byID[id])
	}
	return v, nil
}

// Events returns what can fail, sorted: components, and causes in common to some.
func (v *Solver) Events() []string { return slices.Clone(v.events) }

// A Point is the system at a time.
type Point struct {
	Hours         float64  `json:"hours"`
	Reliability   float64  `json:"reliability"`           // that it works, nothing being repaired
	Unreliability float64  `json:"unreliability"`         // that it does not
	FailureRate   *float64 `json:"failureRate,omitempty"` // failures per hour of what has not failed; absent where all has

	Availability     *float64 `json:"availability,omitempty"` // that it works, with repairs; absent where it is not known, see Report.Unsolved
	Unavailability   *float64 `json:"unavailability,omitempty"`
	FailureIntensity *float64 `json:"failureIntensity,omitempty"` // failures per hour
}

// At returns the system at times. It returns an error for a time that is negative or
// not finite, and that of ctx. Time is some passes over the diagrams for every time.
func (v *Solver) At(ctx context.Context, hours []float64) ([]Point, error) {
	for _, t := range hours {
		if !(t >= 0 && t <= markov.LongestHours) {
			return nil, fmt.Errorf("blocks: time %g is not between 0 and %g hours", t, float64(markov.LongestHours))
		}
	}
	plain, _, err := v.states(ctx, hours, false)
	if err != nil {
		return nil, err
	}
	reliable, err := v.outcomes(ctx, plain, len(hours))
	if err != nil {
		return nil, err
	}
	kept, unknown, err := v.states(ctx, hours, true)
	if err != nil {
		return nil, err
	}
	var available []state
	if unknown == nil {
		if available, err = v.outcomes(ctx, kept, len(hours)); err != nil {
			return nil, err
		}
	}
	out := make([]Point, len(hours))
	for i, t := range hours {
		r := reliable[i]
		out[i] = Point{Hours: t, Reliability: r.up, Unreliability: r.down}
		if rate := r.intensity / r.up; r.up > 0 && finite(rate) {
			out[i].FailureRate = &rate
		}
		if available != nil {
			a := available[i]
			out[i].Availability, out[i].Unavailability, out[i].FailureIntensity = &a.up, &a.down, &a.intensity
		}
	}
	return out, nil
}

func finite(x float64) bool { return x-x == 0 }

// states returns the state of every event at every time, with repairs or without,
// and the names of those whose state is not known.
func (v *Solver) states(ctx context.Context, hours []float64, repaired bool) (all [][]state, unknown []string, err error) {
	for i, s := range v.sources {
		row := make([]state, len(hours))
		if s.module != nil {
			if row, err = s.module.states(ctx, hours, repaired); err != nil {
				return nil, nil, fmt.Errorf("blocks: %s: %w", s.id, err)
			}
			all = append(all, row)
			continue
		}
		for j, t := range hours {
			known := true
			if row[j] = s.unrepaired(t); repaired {
				row[j], known = s.repaired(t)
			}
			if !known {
				unknown = append(unknown, v.events[i])
				break
			}
		}
		all = append(all, row)
	}
	return all, unknown, nil
}

// states returns those of the module at the times.
func (m *module) states(ctx context.Context, hours []float64, repaired bool) ([]state, error) {
	repaired = repaired && m.repairable()
	solver, err := m.solver(ctx, repaired)
	if err != nil {
		return nil, err
	}
	c, err := solver.Curve(ctx, hours, false)
	if err != nil {
		return nil, err
	}
	out := make([]state, len(hours))
	for i, p := range c.Points {
		out[i] = state{p.Unavailability, p.Availability, p.FailureIntensity}
	}
	return out, nil
}

// outcomes returns the state of the system for each of n states of the events.
func (v *Solver) outcomes(ctx context.Context, all [][]state, n int) ([]state, error) {
	down, up := v.columns(all, n)
	q, err := probabilities(ctx, v.failing, down, n)
	if err != nil {
		return nil, err
	}
	r, err := probabilities(ctx, v.working, up, n)
	if err != nil {
		return nil, err
	}
	out := make([]state, n)
	p := make([]float64, len(v.sources))
	for j := range out {
		out[j] = state{down: min(q[j], 1), up: min(r[j], 1)} // above is rounding
		// Both derivatives are the same; that by what is small keeps its digits.
		d, of := v.failing, down
		if out[j].up < out[j].down {
			d, of = v.working, up
		}
		for i := range p {
			p[i] = of[i][j]
		}
		_, birnbaum := d.Gradient(p, []float64{1})
		for i, b := range birnbaum {
			out[j].intensity += float64(b * all[i][j].intensity)
		}
		out[j].intensity = min(out[j].intensity, math.MaxFloat64)
	}
	return out, ctx.Err()
}

// probabilities returns that of the top of d for n samples of the events'.
func probabilities(ctx context.Context, d *faulttree.Diagram, p [][]float64, n int) ([]float64, error) {
	if len(p) == 0 { // it is certain
		return slices.Repeat(d.Probability(nil), n), nil
	}
	out, err := d.Sample(ctx, p)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

func (v *Solver) columns(all [][]state, n int) (down, up [][]float64) {
	for _, row := range all {
		d, u := make([]float64, n), make([]float64, n)
		for j, s := range row {
			d[j], u[j] = min(max(s.down, 0), 1), min(max(s.up, 0), 1) // beyond is rounding
		}
		down, up = append(down, d), append(up, u)
	}
	return down, up
}

// A LongRun is how a system that is repaired fares in the long run.
type LongRun struct {
	Availability     float64  `json:"availability"`
	Unavailability   float64  `json:"unavailability"`
	FailureFrequency float64  `json:"failureFrequency"`       // failures per calendar hour, by components with a life
	MTBF             *float64 `json:"mtbf,omitempty"`         // hours from failure to failure; absent where it never fails
	MeanUptime       *float64 `json:"meanUptime,omitempty"`   // hours from a repair to the next failure; absent where a constant unavailability hides failures
	MeanDowntime     *float64 `json:"meanDowntime,omitempty"` // hours
}

// LongRun returns the long run of a system that is repaired. It returns nil, and
// the names of all events that are not repaired, where some are.
func (v *Solver) LongRun(ctx context.Context) (*LongRun, []string, error) {
	all, never, err := v.longRun(ctx)
	if err != nil || never != nil {
		return nil, never, err
	}
	got, err := v.outcomes(ctx, all, 1)
	if err != nil {
		return nil, nil, err
	}
	r := &LongRun{Availability: got[0].up, Unavailability: got[0].down, FailureFrequency: got[0].intensity}
	if f := r.FailureFrequency; f > 0 {
		r.MTBF = number(1 / f)
		if !v.steadfast() {
			r.MeanUptime, r.MeanDowntime = number(r.Availability/f), number(r.Unavailability/f)
		}
	}
	return r, nil, nil
}

// steadfast reports whether some component has a constant unavailability other than
// 0 and 1: nobody knows how often it fails, only how long it is down in all.
func (v *Solver) steadfast() bool {
	return slices.ContainsFunc(v.sources, func(s *source) bool { return s.down != nil && *s.down > 0 && *s.down < 1 })
}

func number(x float64) *float64 {
	if !finite(x) {
		return nil
	}
	return &x
}

func (v *Solver) longRun(ctx context.Context) (all [][]state, never []string, err error) {
	for i, s := range v.sources {
		var st state
		known := false
		if s.module == nil {
			st, known = s.longRun()
		} else if s.module.lasting() {
			known = true
			if st, err = s.module.longRun(ctx); err != nil {
				return nil, nil, fmt.Errorf("blocks: %s: %w", s.id, err)
			}
		}
		if !known {
			never = append(never, v.events[i])
		}
		all = append(all, []state{st})
	}
	return all, never, nil
}

func (m *module) longRun(ctx context.Context) (state, error) {
	solver, err := m.solver(ctx, true)
	if err != nil {
		return state{}, err
	}
	r, err := solver.System(ctx)
	if err != nil {
		return state{}, err
	}
	return state{r.Unavailability, r.Availability, r.FailureFrequency}, nil
}
