package lifedata

import (
	"errors"
	"fmt"
	"slices"
)

// A System is one repairable system: the window over which it was watched and the
// events in it. Times are hours on one clock for all systems, mostly the age; the
// window is part of the data: the same events in another one mean another rate.
// Times are from 1e-100 to 1e100 hours, or 0.
type System struct {
	ID     string    `json:"id,omitempty"`
	From   float64   `json:"from,omitempty"` // ≥ 0: watching began
	To     float64   `json:"to"`             // > From: watching ended
	Events []float64 `json:"events"`         // each in (From, To]; any order
	// FailureTerminated says that watching ended at To because of the event there,
	// and not at a time that was fixed otherwise.
	FailureTerminated bool `json:"failureTerminated,omitempty"`
}

// A History is what is known of like systems.
type History []System

// Times of histories: their rates, squares and logarithms are then numbers.
const (
	leastHours = 1e-100
	mostHours  = 1e100
)

// Validate says what is wrong with s: an error wrapping [ErrHistory], or nil.
func (s System) Validate() error {
	var errs []error
	fault := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%w: %s", ErrHistory, fmt.Sprintf(format, args...)))
	}
	if !(s.From >= 0 && s.To-s.From >= leastHours && s.To <= mostHours) {
		fault("from %g to %g is no window", s.From, s.To)
		return errors.Join(errs...)
	}
	outside, first := 0, 0.0
	last := 0.0
	for _, t := range s.Events {
		if !(t > s.From && t >= leastHours && t <= s.To) {
			if outside == 0 {
				first = t
			}
			outside++
			continue
		}
		last = max(last, t)
	}
	if outside > 0 {
		fault("%d events are not in (%g, %g], first %g", outside, s.From, s.To, first)
	}
	if s.FailureTerminated && outside == 0 && last != s.To {
		fault("ended by a failure at %g, but the last is at %g", s.To, last)
	}
	return errors.Join(errs...)
}

// Validate says which systems are wrong and why, by their index. The errors wrap
// [ErrHistory]; the first twenty faulty systems are named and the others counted.
// It is an error to have no system.
func (h History) Validate() error {
	if len(h) == 0 {
		return fmt.Errorf("lifedata: no systems: %w", ErrHistory)
	}
	var errs []error
	more := 0
	for i, s := range h {
		err := s.Validate()
		switch {
		case err == nil:
		case len(errs) < faultsShown:
			errs = append(errs, fmt.Errorf("lifedata: system %d %q: %w", i, s.ID, err))
		default:
			more++
		}
	}
	if more > 0 {
		errs = append(errs, fmt.Errorf("lifedata: %d more faulty systems", more))
	}
	return errors.Join(errs...)
}

// Events returns how many events there are.
func (h History) Events() int {
	n := 0
	for _, s := range h {
		n += len(s.Events)
	}
	return n
}

// Exposure returns the hours watched, of all systems.
func (h History) Exposure() float64 {
	sum := 0.0
	for _, s := range h {
		sum += s.To - s.From
	}
	return sum
}

// sorted checks h and returns a copy with the events of each system in order. At
// least one event is needed.
func (h History) sorted() (History, error) {
	if err := h.Validate(); err != nil {
		return nil, err
	}
	if h.Events() == 0 {
		return nil, fmt.Errorf("lifedata: %w in %d systems over %g hours", ErrNoEvents, len(h), h.Exposure())
	}
	c := slices.Clone(h)
	for i := range c {
		c[i].Events = slices.Sorted(slices.Values(c[i].Events))
	}
	return c, nil
}

// counted returns the events that bear on a trend: not the one that ended the
// watching, whose time is no news given that it did. Events must be sorted.
func (s System) counted() []float64 {
	if s.FailureTerminated {
		return s.Events[:len(s.Events)-1]
	}
	return s.Events
}

// gaps returns the hours between events, and before the first where the window
// begins with the system new. Events must be sorted.
func (s System) gaps() []float64 {
	var gaps []float64
	last := 0.0
	for i, t := range s.Events {
		if i > 0 || s.From == 0 {
			gaps = append(gaps, t-last)
		}
		last = t
	}
	return gaps
}

// Lives returns the hours between events as lives, to be fitted where [Diagnose]
// finds neither trend nor dependence: each that ended with an event is a failure,
// and that from the last event to the end of the window is censored. What came
// before the first event counts where the window begins with the system new, at
// age 0; else when it began is unknown.
//
// It returns errors wrapping [ErrHistory] or [ErrNoEvents], and [ErrDuration] where
// events of a system coincide, so that no time is between them: record them once.
func (h History) Lives() ([]Life, error) {
	sorted, err := h.sorted()
	if err != nil {
		return nil, err
	}
	var lives []Life
	var errs []error
	for i, s := range sorted {
		for _, gap := range s.gaps() {
			if gap == 0 {
				errs = append(errs, fmt.Errorf("lifedata: system %d %q: events coincide: %w", i, s.ID, ErrDuration))
				break
			}
			lives = append(lives, Life{Hours: gap, Failed: true})
		}
		last := 0.0
		if len(s.Events) > 0 {
			last = s.Events[len(s.Events)-1]
		}
		if s.To > last && (len(s.Events) > 0 || s.From == 0) {
			lives = append(lives, Life{Hours: s.To - last})
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return lives, nil
}
