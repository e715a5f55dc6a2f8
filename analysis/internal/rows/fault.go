package rows

import (
	"fmt"
	"strings"
)

// A Fault is something wrong with a file, at its place.
type Fault struct {
	File    string
	Line    int    // from 1; 0 where it is of the whole file
	Column  int    // in bytes, from 1; 0 where it is of the whole line
	Name    string // of the column, where it is of one
	Message string
}

// String begins with the place, as editors know it.
func (f Fault) String() string {
	place := f.File
	switch {
	case f.Name != "":
		place = fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Name)
	case f.Column > 0:
		place = fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
	case f.Line > 0:
		place = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return place + ": " + f.Message
}

// Faults are all that is wrong with a file: those named, and how many more there are.
type Faults []Fault //nolint:errname // they are a list, as an error

// Error returns the faults, a line each.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}
