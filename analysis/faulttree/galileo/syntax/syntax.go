// Package syntax reads files in the textual format of Galileo as statements, for
// packages that make trees of them, static or dynamic.
//
// A file is statements that end in a semicolon, with comments as in C. Names may
// stand without quotes; keywords know no case:
//
//	toplevel "System";
//	"System" 2of3 "A" "B" "C";
//	"A" lambda=1e-4 dorm=0;
//
// Source: K. Sullivan, J. B. Dugan, Galileo user's manual and design overview,
// version 2.11, University of Virginia, 1998
package syntax

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree/problem"
)

// maxSize is the size of the largest file, in bytes.
const maxSize = 64 << 20

// A File is the statements of one, in its order.
type File struct {
	Name  string
	Top   Token // what the top level is; empty where it was not said
	Nodes []Node

	Problems problem.List // what is wrong so far; readers add to it

	defined map[string]Token
}

// A Node is a statement that defines a gate, or an event by its attributes.
type Node struct {
	Name       Token
	Kind       Token // of a gate: what stands after the name, as pand, pand<= or pdep=0.2
	Inputs     []Token
	Attributes []Attribute // of an event
}

// Event reports whether the node is an event.
func (n Node) Event() bool { return n.Attributes != nil }

// An Attribute is a name and a number.
type Attribute struct {
	Token

	Word  string // the name in small letters
	Value float64
}

// Read reads the statements of a file. All that is wrong with them is in the
// problems of the file; the error is that of r. The name is for messages.
func Read(name string, r io.Reader) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	f := &File{Name: name, defined: map[string]Token{}}
	if len(data) > maxSize {
		f.Reportf(1, 1, "", "the file is larger than %d MiB", maxSize>>20)
		return f, nil
	}
	s := &scanner{rest: strings.TrimPrefix(string(data), "\ufeff"), line: 1, col: 1, file: f}
	for {
		statement, ok := s.statement()
		if !ok {
			return f, nil
		}
		f.read(statement)
	}
}

// Reportf adds a problem.
func (f *File) Reportf(line, col int, element, format string, args ...any) {
	f.Problems.Add(problem.Problem{File: f.Name, Line: line, Col: col, Element: element, Message: fmt.Sprintf(format, args...)})
}

// ReportAtf adds a problem with what a token stands for.
func (f *File) ReportAtf(t Token, format string, args ...any) {
	f.Reportf(t.Line, t.Col, strconv.Quote(t.Text), format, args...)
}

// Defined returns where a name is defined.
func (f *File) Defined(name string) (Token, bool) {
	t, ok := f.defined[name]
	return t, ok
}

// Undefined reports the top level and inputs that are not defined.
func (f *File) Undefined() {
	if f.Top.Text == "" {
		f.Reportf(1, 1, "", `there is no top level; write: toplevel "name";`)
	} else if _, ok := f.defined[f.Top.Text]; !ok {
		f.ReportAtf(f.Top, "is not defined")
	}
	for _, n := range f.Nodes {
		for _, in := range n.Inputs {
			if _, ok := f.defined[in.Text]; !ok {
				f.ReportAtf(in, "is not defined")
			}
		}
	}
}

// statement returns the tokens up to the next semicolon; false at the end.
func (s *scanner) statement() ([]Token, bool) {
	var out []Token
	for {
		t, ok := s.next()
		if !ok {
			if len(out) > 0 {
				s.file.ReportAtf(out[0], "the statement has no semicolon at its end")
			}
			return out, len(out) > 0
		}
		if t.Is(";") {
			return out, true
		}
		out = append(out, t)
	}
}

// read takes in one statement.
func (f *File) read(s []Token) {
	if len(s) == 0 {
		return
	}
	if strings.EqualFold(s[0].Text, "toplevel") && !s[0].Quoted {
		switch {
		case len(s) != 2:
			f.ReportAtf(s[0], "takes one name")
		case f.Top.Text != "":
			f.ReportAtf(s[1], "the top level is %q already, in line %d", f.Top.Text, f.Top.Line)
		default:
			f.Top = s[1]
		}
		return
	}
	name := s[0]
	if name.Text == "" || name.Is("=") {
		f.ReportAtf(name, "a statement begins with a name")
		return
	}
	if before, again := f.defined[name.Text]; again {
		f.ReportAtf(name, "is defined in line %d already", before.Line)
		return
	}
	f.defined[name.Text] = name
	if len(s) == 1 {
		f.ReportAtf(name, "is neither a gate nor a basic event")
		return
	}
	if len(s) > 2 && s[2].Is("=") && !strings.EqualFold(s[1].Text, "pdep") && !strings.HasSuffix(s[1].Text, "<") {
		f.Nodes = append(f.Nodes, Node{Name: name, Attributes: f.attributes(s[1:])})
		return
	}
	f.gate(name, s[1], s[2:])
}

func (f *File) gate(name, kind Token, rest []Token) {
	n := Node{Name: name, Kind: kind}
	switch {
	case len(rest) > 0 && rest[0].Is("=") && strings.HasSuffix(kind.Text, "<"): // pand<=
		n.Kind.Text += "="
		rest = rest[1:]
	case len(rest) > 1 && rest[0].Is("="): // pdep=0.2
		n.Kind.Text += "=" + rest[1].Text
		rest = rest[2:]
	}
	for _, in := range rest {
		if in.Is("=") {
			f.ReportAtf(name, "a gate takes names")
			return
		}
		n.Inputs = append(n.Inputs, in)
	}
	if len(n.Inputs) == 0 {
		f.ReportAtf(name, "has no inputs")
	}
	f.Nodes = append(f.Nodes, n)
}

// attributes reads words, equals signs and numbers in turn. Each word comes once.
func (f *File) attributes(s []Token) []Attribute {
	out := []Attribute{}
	given := map[string]bool{}
	for len(s) > 0 {
		if len(s) < 3 || !s[1].Is("=") {
			f.ReportAtf(s[0], "an attribute is written name=number")
			return out
		}
		a := Attribute{Token: s[0], Word: strings.ToLower(s[0].Text)}
		var ok bool
		if a.Value, ok = Number(s[2].Text); !ok {
			f.ReportAtf(s[2], "is not a number")
			a.Value = 0 // which is wrong nowhere, so that nothing is said twice
		}
		if given[a.Word] {
			f.ReportAtf(s[0], "is given twice")
		}
		given[a.Word] = true
		out = append(out, a)
		s = s[3:]
	}
	return out
}

// Number reads a decimal number.
func Number(text string) (x float64, ok bool) {
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) && !strings.ContainsAny(text, "xXpP_")
}
