package lifedata

import "errors"

// Causes of refusal of the functions that use no distribution.
var (
	// ErrKind is of lives of a kind that a method cannot use.
	ErrKind = errors.New("neither exact nor right-censored; Turnbull's estimate takes it")
	// ErrHistory is of a system that was not watched over a window, or of an
	// event outside it.
	ErrHistory = errors.New("system is not watched")
	// ErrNoEvents is of histories in which nothing happened.
	ErrNoEvents = errors.New("no events")
	// ErrTooFew is of data that are too few for what was asked.
	ErrTooFew = errors.New("too few")
	// ErrTooMany is of lives that are too many to count.
	ErrTooMany = errors.New("too many")
	// ErrNoMaximum is of data whose likelihood grows without end.
	ErrNoMaximum = errors.New("likelihood has no maximum")
	// ErrNotConverged is of an iteration that was stopped before its end.
	ErrNotConverged = errors.New("not converged")
)
