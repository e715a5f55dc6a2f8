package equations

import (
	"errors"
	"fmt"
)

// A System is a set of components.
type System struct {
	Components []Component `json:"components"`
}

// A Component is down when it has failed itself, or when one of its needs is not met.
type Component struct {
	ID            string  `json:"id"`
	Unreliability float64 `json:"unreliability,omitempty"` // of itself, in [0, 1]
	Needs         []Need  `json:"needs,omitempty"`
}

// A Need is that at least K of some components are up.
type Need struct {
	K  int      `json:"k"`  // from 1 to len(Of)
	Of []string `json:"of"` // IDs, each once
}

// Causes of an [InvalidError]. Test for them with errors.Is.
var (
	ErrEmptyID     = errors.New("empty ID")
	ErrDuplicateID = errors.New("duplicate ID")
	ErrUnknownID   = errors.New("unknown component")
	ErrProbability = errors.New("unreliability outside [0, 1]")
	ErrNeed        = errors.New("need of fewer than one or of more than there are")
	ErrNoPath      = errors.New("no path")
)

// ErrTooLarge reports a valid system whose diagram would exceed the node limit with
// every order of variables that was tried.
var ErrTooLarge = errors.New("equations: node limit exceeded")

// An InvalidError says what is wrong with a system, and where.
type InvalidError struct {
	ID  string
	Err error // wraps ErrDuplicateID, ErrUnknownID, ...
}

func (e *InvalidError) Error() string { return fmt.Sprintf("equations: %q: %v", e.ID, e.Err) }

func (e *InvalidError) Unwrap() error { return e.Err }

// Validate returns all that is wrong with s, each an [InvalidError], or nil.
func (s System) Validate() error {
	_, err := s.index()
	return err
}

// index returns the place of every ID, or all that is wrong with s.
func (s System) index() (map[string]int, error) {
	var faults []error
	fault := func(id string, err error) { faults = append(faults, &InvalidError{id, err}) }
	at := make(map[string]int, len(s.Components))
	for i := range s.Components {
		c := &s.Components[i]
		if c.ID == "" {
			fault(c.ID, ErrEmptyID)
		}
		if _, ok := at[c.ID]; ok {
			fault(c.ID, ErrDuplicateID)
		}
		at[c.ID] = i
		if !(c.Unreliability >= 0 && c.Unreliability <= 1) {
			fault(c.ID, fmt.Errorf("%w: %g", ErrProbability, c.Unreliability))
		}
	}
	last := make([]int, len(s.Components)) // the last need that named a component, from 1
	needs := 0
	for i := range s.Components {
		c := &s.Components[i]
		for _, n := range c.Needs {
			needs++
			if n.K < 1 || n.K > len(n.Of) {
				fault(c.ID, fmt.Errorf("%w: %d of %d", ErrNeed, n.K, len(n.Of)))
			}
			for _, id := range n.Of {
				j, ok := at[id]
				switch {
				case !ok:
					fault(c.ID, fmt.Errorf("%w: %q", ErrUnknownID, id))
				case last[j] == needs:
					fault(c.ID, fmt.Errorf("%w: %q in one need", ErrDuplicateID, id))
				default:
					last[j] = needs
				}
			}
		}
	}
	return at, errors.Join(faults...)
}
