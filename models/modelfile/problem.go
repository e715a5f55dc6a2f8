package modelfile

import (
	"fmt"
	"strings"
)

// A Problem is one thing wrong with a model file, and what to do about it.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // from 1
	Col     int    `json:"col"`  // from 1, in characters
	Message string `json:"message"`
	Help    string `json:"help,omitempty"`
	Source  string `json:"source,omitempty"` // the line, for display; empty where it is longer than 500 bytes
}

// String returns "file:line:col: message; help: …" in one line.
func (p Problem) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
	if p.Help != "" {
		s += "; help: " + p.Help
	}
	return s
}

// Problems is all that is wrong with a model file, in file order. It is never
// empty where it is returned as an error.
//
//nolint:errname // it is data first, which the API and reports list
type Problems []Problem

// printed is how many problems Error lists: nobody mends more in one go.
const printed = 50

// Error lists the problems, one per line, the first 50 of them.
func (ps Problems) Error() string {
	lines := make([]string, 0, printed+1)
	for i, p := range ps {
		if i == printed {
			lines = append(lines, fmt.Sprintf("and %d more problems", len(ps)-printed))
			break
		}
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}
