package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/problem"
	"ninefold/internal/spelling"
)

// A Reader collects what is wrong with a file.
type Reader struct {
	File     string
	Problems problem.List

	guesses int // near names looked for
}

// Readers hold what to do with the value of each key.
type Readers map[string]func(*yaml.Node)

// Addf adds a problem at a place.
func (r *Reader) Addf(line, col int, format string, args ...any) {
	r.Problems.Add(problem.Problem{File: r.File, Line: line, Col: col, Message: fmt.Sprintf(format, args...)})
}

// Reportf adds a problem where a node is.
func (r *Reader) Reportf(n *yaml.Node, format string, args ...any) {
	r.Addf(n.Line, n.Column, format, args...)
}

// Values is at least the number of values in a text, for what is to be refused before it
// takes room as nodes.
func Values(data []byte) int {
	n := 0
	for _, mark := range []string{"\n", ",", ":", "[", "{", "- "} {
		n += bytes.Count(data, []byte(mark))
	}
	return n
}

var syntaxLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// Root returns the mapping of the only document, and nil where there is none, which
// is reported: what says in words what the file should be.
func (r *Reader) Root(data []byte, what string) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, next yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		r.Addf(1, 1, "the file is empty")
		return nil
	case err != nil:
		match := syntaxLine.FindStringSubmatch(err.Error())
		if match == nil {
			match = []string{"", ""}
		}
		line, _ := strconv.Atoi(match[1]) // 0 where the parser gives none
		r.Addf(max(line, 1), 1, "this is not YAML: %s", strings.TrimPrefix(err.Error(), match[0]))
		return nil
	}
	if err := dec.Decode(&next); !errors.Is(err, io.EOF) {
		r.Addf(max(next.Line, 1), 1, "the file holds more than one document")
		return nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		r.Reportf(root, "%s", what)
		return nil
	}
	return root
}

// Object reads a mapping. Keys it does not know, that come twice or that are
// required and missing are reported.
func (r *Reader) Object(n *yaml.Node, known Readers, required ...string) {
	if !r.Plain(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.Reportf(n, "want a mapping")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok || key.Kind != yaml.ScalarNode:
			r.Unknown(key, "key", key.Value, slices.Sorted(maps.Keys(known)))
			continue
		case seen[key.Value]:
			r.Reportf(key, "key %q comes twice", key.Value)
			continue
		}
		seen[key.Value] = true
		if r.Plain(value) {
			read(value)
		}
	}
	for _, key := range required {
		if !seen[key] {
			r.Reportf(n, "has no %s", key)
		}
	}
}

// Unknown reports a word that is none of the names, which are sorted.
func (r *Reader) Unknown(n *yaml.Node, what, word string, names []string) {
	r.Reportf(n, "unknown %s %s%s; known are %s", what, Quoted(word), r.Near(word, names), strings.Join(names, ", "))
}

const (
	maxGuesses = 20      // problems that get a hint: each costs a walk over all names
	maxNames   = 100_000 // among which a hint is looked for
)

// Near is a hint at the name that a word may be meant to be, of which a third of the
// characters may be wrong, for the first few problems.
func (r *Reader) Near(word string, names []string) string {
	if r.guesses++; r.guesses > maxGuesses || len(names) > maxNames {
		return ""
	}
	best := spelling.Nearest(word, names, utf8.RuneCountInString(word)/3)
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", Quoted(best))
}

// Plain reports whether a value is written out, and says so where it is not.
func (r *Reader) Plain(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.Reportf(n, "anchors and aliases are refused; write the value out")
		return false
	}
	return true
}

// List reads each item; null is an empty list.
func (r *Reader) List(n *yaml.Node, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		if n.Tag != "!!null" {
			r.Reportf(n, "want a list")
		}
		return
	}
	for _, c := range n.Content {
		if r.Plain(c) {
			read(c)
		}
	}
}

// Text reads a text, which may be empty.
func (r *Reader) Text(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			r.Reportf(n, "want a text")
			return
		}
		*into = n.Value
	}
}

// Truth reads true or false.
func (r *Reader) Truth(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Tag != "!!bool" || n.Decode(into) != nil {
			r.Reportf(n, "%s is no true or false", Quoted(n.Value))
		}
	}
}

// Number reads a finite number; into stays as it is where there is none.
func (r *Reader) Number(into *float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		x, ok := Number(n)
		if !ok {
			r.Reportf(n, "%s is no finite number", Quoted(n.Value))
			return
		}
		*into = x
	}
}

// maxDigits is how long a number may be that is complemented as a decimal one.
const maxDigits = 64

// Complement reads a number and keeps what it leaves to one, with all the digits that
// its decimals say: of 0.999999999 it is 1e-9. Into stays as it is where there is none.
func (r *Reader) Complement(into *float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		x, ok := Number(n)
		if !ok {
			r.Reportf(n, "%s is no finite number", Quoted(n.Value))
			return
		}
		*into = 1 - x
		if !(x > 0.5 && x < 2) || len(n.Value) > maxDigits { // else no digits are lost, or too many to read
			return
		}
		if exact, ok := new(big.Rat).SetString(n.Value); ok {
			*into, _ = exact.Sub(big.NewRat(1, 1), exact).Float64()
		}
	}
}

// Whole reads a whole number; into stays as it is where there is none.
func (r *Reader) Whole(into *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var k int
		if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || n.Decode(&k) != nil {
			r.Reportf(n, "%s is no whole number", Quoted(n.Value))
			return
		}
		*into = k
	}
}

// Number reports whether a node is a finite number, and returns it.
func Number(n *yaml.Node) (float64, bool) {
	var x float64
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" && n.Tag != "!!float" || n.Decode(&x) != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, false
	}
	return x, true
}

// Quoted shows a text from a file, the beginning of a long one.
func Quoted(s string) string { return fmt.Sprintf("%.40q", s) }
