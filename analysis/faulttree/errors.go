package faulttree

import (
	"errors"
	"fmt"
)

// Causes of an [InvalidError]. Test for them with errors.Is.
var (
	ErrEmptyID     = errors.New("empty ID")
	ErrDuplicateID = errors.New("duplicate ID")
	ErrUnknownID   = errors.New("unknown ID")
	ErrBadGate     = errors.New("gate has an unknown op, too few or many inputs, or K or Max out of range")
	ErrProbability = errors.New("probability outside [0, 1]")
	ErrRate        = errors.New("rate negative or not finite")
	ErrWeight      = errors.New("weight negative or not finite")
	ErrCycle       = errors.New("cycle")
)

// ErrTooLarge reports a valid tree whose analysis would exceed
// [Options.NodeLimit]. Raising the limit or splitting the tree may help. From
// [Compile] it is a [LimitError].
var ErrTooLarge = errors.New("faulttree: node limit exceeded")

// A LimitError is [ErrTooLarge] with how far the order of events that came
// furthest got.
type LimitError struct{ Progress }

func (e *LimitError) Error() string {
	return fmt.Sprintf("%v at gate %d of %d, in part %d of %d", ErrTooLarge, e.Gate, e.Gates, e.Part, e.Parts)
}

func (e *LimitError) Unwrap() error { return ErrTooLarge }

// ErrNotCoherent reports a tree with a gate under which an event may help, where
// only others can be dealt with.
var ErrNotCoherent = errors.New("faulttree: tree is not coherent")

// ErrShape reports probabilities or rates that are not one for every event, or
// for every event and sample, or weights that are not one for every top.
var ErrShape = errors.New("faulttree: probabilities do not match the events")

// An InvalidError says what is wrong with a Tree, and where.
type InvalidError struct {
	ID  string // the offending gate or basic event, or the unknown ID
	Err error  // wraps ErrDuplicateID, ErrUnknownID, ...
}

func (e *InvalidError) Error() string {
	if errors.Is(e.Err, ErrCycle) { // which names the gate itself
		return fmt.Sprintf("faulttree: %v", e.Err)
	}
	return fmt.Sprintf("faulttree: %q: %v", e.ID, e.Err)
}

func (e *InvalidError) Unwrap() error { return e.Err }
