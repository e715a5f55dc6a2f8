package blocks

import (
	"math"

	"ninefold/analysis/dist"
)

// A source is what makes an event happen: a component, or one of its causes of
// failure. One of down, life and module is given.
type source struct {
	id     string
	down   *float64 // constant
	life   dist.Lifetime
	share  float64       // of the hazard of life; 0 is read as 1
	repair dist.Lifetime // may be nil
	module *module
}

func sourceOf(c *Part, id string, share float64) source {
	s := source{id: id, life: c.Life, repair: c.Repair}
	switch {
	case c.Unavailability != nil:
		u := *c.Unavailability * share
		s.down = &u
	case c.Life != nil && share < 1:
		s.share = share
		if e, ok := c.Life.(dist.Exponential); ok {
			s.life, s.share = dist.Exponential{MTTF: e.MTTF / share}, 0
		}
	case c.Standby != nil:
		s.module = &module{standby: c.Standby}
	case c.Sharing != nil:
		s.module = &module{sharing: c.Sharing}
	}
	return s
}

// A state is that of an event at a time: how probable it is that what it is of is
// down, that it works, and how often it fails then.
type state struct {
	down, up  float64
	intensity float64 // failures per hour at the time, of what works or not
}

// unrepaired returns the state at a time if nothing is repaired. It is not for
// modules.
func (s *source) unrepaired(t float64) state {
	if s.down != nil {
		return state{down: *s.down, up: 1 - *s.down}
	}
	if s.share == 0 {
		return state{s.life.CDF(t), s.life.Survival(t), s.life.Density(t)}
	}
	h := s.share * s.life.CumulativeHazard(t)
	st := state{down: -math.Expm1(-h), up: math.Exp(-h)}
	st.intensity = st.up * s.share * s.life.Hazard(t)
	return st
}

// survival is the probability of working in [source.unrepaired].
func (s *source) survival(t float64) float64 {
	switch {
	case s.down != nil:
		return 1 - *s.down
	case s.share == 0:
		return s.life.Survival(t)
	}
	return math.Exp(-s.share * s.life.CumulativeHazard(t))
}

// rates returns the failure and repair rates of what has exponential lives and
// repair times, if any.
func (s *source) rates() (failure, repair float64, ok bool) {
	life, ok := s.life.(dist.Exponential)
	if !ok || s.share != 0 {
		return 0, 0, false
	}
	if s.repair == nil {
		return 1 / life.MTTF, 0, true
	}
	fix, ok := s.repair.(dist.Exponential)
	return 1 / life.MTTF, 1 / fix.MTTF, ok
}

// repaired returns the state at a time with repairs, where it is known. It is not
// for modules.
//
// Source for the exponential case: [BP75], section 7.2.
func (s *source) repaired(t float64) (state, bool) {
	if s.repair == nil {
		return s.unrepaired(t), true
	}
	l, m, ok := s.rates()
	if !ok {
		return state{}, false
	}
	both := l + m
	st := state{down: l / both * -math.Expm1(-both*t), up: (m + l*math.Exp(-both*t)) / both}
	st.intensity = st.up * l
	return st, true
}

// longRun returns the state in the long run, where there is one other than that all
// has failed. It is not for modules.
func (s *source) longRun() (state, bool) {
	if s.down != nil {
		return s.unrepaired(0), true
	}
	if s.repair == nil {
		return state{}, false
	}
	up, down := s.life.Mean(), s.repair.Mean()
	both := up + down
	if !(both > 0) || math.IsInf(both, 1) {
		return state{}, false
	}
	return state{down / both, up / both, 1 / both}, true
}

// left returns a bound on the mean hours that it works after t: the integral of
// reliability. It may be infinite.
func (s *source) left(t float64, st state) float64 {
	switch {
	case st.up == 0:
		return 0
	case s.down != nil:
		return math.Inf(1)
	case s.module != nil:
		return st.up * s.module.longest()
	case s.share != 0:
		return s.scaledLeft(t, st.up)
	}
	return st.up * s.life.MeanResidualLife(t)
}

// scaledLeft bounds the integral of R(u)^share beyond t by rectangles between
// quantiles: from the one of R = q to that of R = q/2 it is at most q^share times
// the hours between.
func (s *source) scaledLeft(t, up float64) float64 {
	sum, at := 0.0, t
	for q := s.life.Survival(t); q > 1e-300; q /= 2 {
		next := s.life.UpperQuantile(q / 2)
		sum += up * max(next-at, 0)
		at = max(at, next)
		up *= math.Exp2(-s.share)
	}
	if up > 1e-15 { // too little of it is seen
		return math.Inf(1)
	}
	return sum
}
