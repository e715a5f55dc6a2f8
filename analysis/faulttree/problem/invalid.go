package problem

import (
	"errors"

	"ninefold/analysis/faulttree"
)

// Invalid returns the faults that validating a tree found, for those who know
// where in a file an ID is.
func Invalid(err error) []*faulttree.InvalidError {
	var faults []*faulttree.InvalidError
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, e := range joined.Unwrap() {
			faults = append(faults, Invalid(e)...)
		}
		return faults
	}
	var one *faulttree.InvalidError
	if errors.As(err, &one) {
		faults = append(faults, one)
	}
	return faults
}
