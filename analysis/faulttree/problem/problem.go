// Package problem says what is wrong with a model file, and where.
package problem

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Problem is one thing wrong with a file.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`              // from 1
	Col     int    `json:"col"`               // from 1
	Element string `json:"element,omitempty"` // what it is about, such as define-gate "g1"
	Message string `json:"message"`
}

// String returns "file:line:col: element: message" in one line.
func (p Problem) String() string {
	if p.Element == "" {
		return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s", p.File, p.Line, p.Col, p.Element, p.Message)
}

// Most is how many problems a List holds: a file with more has most likely one
// cause for all, and nobody reads on.
const Most = 1000

// A List is all that is wrong with a file, in its order.
//
//nolint:errname,recvcheck // it is data first; it is an error as a value and grows by its pointer
type List []Problem

// Add appends a problem, up to [Most].
func (l *List) Add(p Problem) {
	if len(*l) < Most {
		*l = append(*l, p)
	}
}

// Err returns the list in file order as an error, nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	slices.SortStableFunc(l, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return l
}

// printed is how many problems Error lists.
const printed = 50

// Error lists the problems, one per line, the first 50 of them.
func (l List) Error() string {
	lines := make([]string, 0, printed+1)
	for i, p := range l {
		if i == printed {
			lines = append(lines, fmt.Sprintf("and %d more problems", len(l)-printed))
			break
		}
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}
