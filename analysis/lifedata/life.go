package lifedata

import (
	"errors"
	"fmt"
	"math"
)

// Causes of refusal; test with errors.Is.
var (
	// ErrDuration is of a time that is not positive and finite, or not in order
	// with the others of its life.
	ErrDuration = errors.New("time is not positive, finite and in order")
	// ErrCount is of a life that is counted less than once.
	ErrCount = errors.New("count is negative")
	// ErrNoLives is of data without any life.
	ErrNoLives = errors.New("no lives")
	// ErrNoFailures is of data in which nothing failed: they give bounds only.
	ErrNoFailures = errors.New("nothing failed")
	// ErrLevel is of a level of confidence or a probability outside (0, 1).
	ErrLevel = errors.New("not between 0 and 1")
)

// A Life is what is known of the life of a unit, or of Count like ones.
//
//   - Failed: it failed at Hours.
//   - Interval: it failed after Since and not after Hours, whatever Failed says;
//     with Since 0 it is left-censored.
//   - neither: it worked at Hours, when it was last seen (right-censored).
type Life struct {
	Hours    float64 `json:"hours"`              // > 0
	Since    float64 `json:"since,omitempty"`    // of an interval: last seen working; 0 ≤ Since < Hours
	Entry    float64 `json:"entry,omitempty"`    // left truncation: age at which watching began; the unit would be unknown had it failed before
	Until    float64 `json:"until,omitempty"`    // right truncation: the unit would be unknown had it failed after; 0 is never
	Count    int     `json:"count,omitempty"`    // like lives; 0 is read as 1
	Failed   bool    `json:"failed,omitempty"`   // exactly at Hours
	Interval bool    `json:"interval,omitempty"` // failed in (Since, Hours]
}

// Number returns how many lives l stands for.
func (l Life) Number() int {
	if l.Count == 0 {
		return 1
	}
	return l.Count
}

// Censored reports whether l ended without failure.
func (l Life) Censored() bool { return !l.Failed && !l.Interval }

// Validate says what is wrong with l: an error wrapping [ErrDuration] or
// [ErrCount], or nil.
func (l Life) Validate() error {
	if l.plain() {
		return nil
	}
	var errs []error
	fault := func(cause error, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%w: %s", cause, fmt.Sprintf(format, args...)))
	}
	if !(l.Hours > 0) || math.IsInf(l.Hours, 1) {
		fault(ErrDuration, "hours %g", l.Hours)
	}
	if !(l.Entry >= 0 && l.Entry < l.Hours) {
		fault(ErrDuration, "entry %g, hours %g", l.Entry, l.Hours)
	}
	if l.Interval && !(l.Since >= l.Entry && l.Since < l.Hours) {
		fault(ErrDuration, "since %g, entry %g, hours %g", l.Since, l.Entry, l.Hours)
	}
	if !l.Interval && l.Since != 0 {
		fault(ErrDuration, "since %g without an interval", l.Since)
	}
	if l.Until != 0 && (!(l.Until >= l.Hours) || math.IsInf(l.Until, 1) || l.Censored() && !(l.Until > l.Hours)) {
		fault(ErrDuration, "until %g, hours %g", l.Until, l.Hours)
	}
	if l.Count < 0 {
		fault(ErrCount, "%d", l.Count)
	}
	return errors.Join(errs...)
}

// plain reports whether l is right without a closer look, as nearly all are.
func (l Life) plain() bool {
	return l.Hours > 0 && l.Hours <= math.MaxFloat64 && !l.Interval && l.Since == 0 &&
		l.Entry >= 0 && l.Entry < l.Hours && l.Until == 0 && l.Count >= 0
}

// faultsShown is how many faulty lives Validate names; it counts the others.
const faultsShown = 20

// Validate says which lives are wrong and why, by their index. The errors wrap
// [ErrDuration] or [ErrCount]; the first twenty faulty lives are named and the
// others counted. Of no lives at all it returns [ErrNoLives].
func Validate(lives []Life) error {
	if len(lives) == 0 {
		return fmt.Errorf("lifedata: %w", ErrNoLives)
	}
	var errs []error
	more := 0
	for i := range lives {
		if lives[i].plain() {
			continue
		}
		err := lives[i].Validate()
		switch {
		case err == nil:
		case len(errs) < faultsShown:
			errs = append(errs, fmt.Errorf("lifedata: life %d: %w", i, err))
		default:
			more++
		}
	}
	if more > 0 {
		errs = append(errs, fmt.Errorf("lifedata: %d more faulty lives", more))
	}
	return errors.Join(errs...)
}
