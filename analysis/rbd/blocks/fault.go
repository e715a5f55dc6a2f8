package blocks

import (
	"errors"
	"fmt"
	"strconv"

	"ninefold/analysis/faulttree"
)

// ErrTooLarge reports a valid system whose analysis would exceed the node limit.
var ErrTooLarge = faulttree.ErrTooLarge

// A Fault is one thing wrong with a system.
//
//nolint:errname // it is data first
type Fault struct {
	Place   string // components[2].life, groups[0].members[1], diagrams[0].root.blocks[1], root.edges[2], …
	Message string
}

// Error returns place and message.
func (f *Fault) Error() string { return fmt.Sprintf("blocks: %s: %s", f.Place, f.Message) }

// Faults returns the faults in what Validate returned.
func Faults(err error) []*Fault {
	var joined interface{ Unwrap() []error }
	var out []*Fault
	if errors.As(err, &joined) {
		for _, e := range joined.Unwrap() {
			out = append(out, Faults(e)...)
		}
		return out
	}
	var one *Fault
	if errors.As(err, &one) {
		out = append(out, one)
	}
	return out
}

func placeOf(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
