package model

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/simulate"
	"ninefold/internal/spelling"
)

// What a document says it is.
const (
	APIVersion = "ninefold/v1"
	Kind       = "Simulation"
)

const (
	maxSize  = 4 << 20 // bytes
	maxMarks = 500_000 // values
)

// A File is a system and what is asked about it.
type File struct {
	Label    string
	Model    simulate.Model
	Question simulate.Question
}

// Parse reads a model. The name of the file is for messages. The error is of type
// [problem.List] and holds everything that is wrong: form, and where that is right
// what [simulate.Model.Validate] finds, each with its place. Or it is that of r.
func Parse(name string, r io.Reader) (*File, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	p := &parser{file: name, at: map[string][2]int{}}
	marks := 0
	for _, mark := range []string{"\n", ",", ":", "[", "{", "- "} {
		marks += bytes.Count(data, []byte(mark))
	}
	if len(data) > maxSize || marks > maxMarks {
		p.addf(1, 1, "the file is larger than %d MiB or holds more than %d values", maxSize>>20, maxMarks)
		return nil, p.problems.Err()
	}
	out := &File{}
	if root := p.root(data); root != nil {
		p.document(root, out)
		if len(p.problems) == 0 {
			p.validate(&out.Model)
		}
	}
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// A parser turns nodes into a model and collects what is wrong.
type parser struct {
	file     string
	at       map[string][2]int // line and column of a place in the model
	problems problem.List
}

func (p *parser) addf(line, col int, format string, args ...any) {
	p.problems.Add(problem.Problem{File: p.file, Line: line, Col: col, Message: fmt.Sprintf(format, args...)})
}

func (p *parser) reportf(n *yaml.Node, format string, args ...any) {
	p.addf(n.Line, n.Column, format, args...)
}

// root returns the mapping of the only document; nil where there is none, which is
// reported.
func (p *parser) root(data []byte) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, next yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		p.addf(1, 1, "the file is empty")
		return nil
	} else if err != nil {
		line := 1
		_, _ = fmt.Sscanf(err.Error(), "yaml: line %d:", &line) // where it says so
		p.addf(max(line, 1), 1, "this is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		return nil
	}
	if err := dec.Decode(&next); !errors.Is(err, io.EOF) {
		p.addf(max(next.Line, 1), 1, "the file holds more than one document")
		return nil
	}
	return doc.Content[0]
}

// A reader reads the value at a place.
type reader func(n *yaml.Node, place string)

// object reads a mapping. Keys it does not know, that come twice or that are
// required and missing are reported.
func (p *parser) object(n *yaml.Node, place string, known map[string]reader, required ...string) {
	if !p.plain(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		p.reportf(n, "want a mapping")
		return
	}
	p.at[place] = [2]int{n.Line, n.Column}
	names := slices.Sorted(maps.Keys(known))
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok:
			hint := ""
			if best := spelling.Nearest(key.Value, names, len(key.Value)/3); best != "" {
				hint = fmt.Sprintf("; did you mean %q?", best)
			}
			p.reportf(key, "unknown key %.40q%s; known are %s", key.Value, hint, strings.Join(names, ", "))
			continue
		case seen[key.Value]:
			p.reportf(key, "key %q comes twice", key.Value)
			continue
		}
		seen[key.Value] = true
		if p.plain(value) {
			below := strings.TrimPrefix(place+"."+key.Value, ".")
			p.at[below] = [2]int{value.Line, value.Column}
			read(value, below)
		}
	}
	for _, key := range required {
		if !seen[key] {
			p.reportf(n, "has no %s", key)
		}
	}
}

// plain reports whether a value is written out, and says so where it is not.
func (p *parser) plain(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		p.reportf(n, "anchors and aliases are refused; write the value out")
		return false
	}
	return true
}

// each reads the items of a list.
func (p *parser) each(read reader) reader {
	return func(n *yaml.Node, place string) {
		if n.Kind != yaml.SequenceNode {
			p.reportf(n, "want a list")
			return
		}
		for i, c := range n.Content {
			if p.plain(c) {
				below := fmt.Sprintf("%s[%d]", place, i)
				p.at[below] = [2]int{c.Line, c.Column}
				read(c, below)
			}
		}
	}
}

// value reads a text, a number or a truth.
func value[T any](p *parser, into *T, what string) reader {
	return func(n *yaml.Node, _ string) {
		if _, text := any(into).(*string); text && n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
			*any(into).(*string) = n.Value //nolint:errcheck // it is one
			return
		}
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!str" || n.Decode(into) != nil {
			p.reportf(n, "%.40q is no %s", n.Value, what)
		}
	}
}

func (p *parser) text(into *string) reader    { return value(p, into, "text") }
func (p *parser) number(into *float64) reader { return value(p, into, "number") }
func (p *parser) count(into *int) reader      { return value(p, into, "whole number") }
func (p *parser) truth(into *bool) reader     { return value(p, into, "true or false") }

func (p *parser) texts(into *[]string) reader {
	return p.each(func(n *yaml.Node, place string) {
		var s string
		p.text(&s)(n, place)
		*into = append(*into, s)
	})
}

func (p *parser) numbers(into *[]float64) reader {
	return p.each(func(n *yaml.Node, place string) {
		var x float64
		p.number(&x)(n, place)
		*into = append(*into, x)
	})
}

// validate gives what is wrong with a model its place: the nearest one around it
// that is known.
func (p *parser) validate(m *simulate.Model) {
	var all interface{ Unwrap() []error }
	if !errors.As(m.Validate(), &all) {
		return
	}
	for _, e := range all.Unwrap() {
		var f *simulate.Fault
		if !errors.As(e, &f) {
			continue
		}
		at, place := [2]int{1, 1}, f.Place
		for place != "" {
			if found, ok := p.at[place]; ok {
				at = found
				break
			}
			place = place[:max(0, strings.LastIndexAny(place, ".["))]
		}
		p.addf(at[0], at[1], "%s: %s", f.Place, f.Message)
	}
}

// gate reads a gate, whose operator is a key.
func (p *parser) gate(m *simulate.Model) reader {
	return func(n *yaml.Node, place string) {
		var g faulttree.Gate
		ops := 0
		op := func(as faulttree.Op) reader {
			return func(n *yaml.Node, _ string) {
				g.Op, ops = as, ops+1
				p.texts(&g.Inputs)(n, place+".inputs")
			}
		}
		p.object(n, place, map[string]reader{
			"id": p.text(&g.ID), "and": op(faulttree.And), "or": op(faulttree.Or),
			"atLeast": func(n *yaml.Node, at string) { g.Op, ops = faulttree.AtLeast, ops+1; p.count(&g.K)(n, at) },
			"of":      func(n *yaml.Node, _ string) { p.texts(&g.Inputs)(n, place+".inputs") },
		}, "id")
		if ops != 1 {
			p.reportf(n, "a gate is one of and, or, atLeast with of")
		}
		m.Gates = append(m.Gates, g)
	}
}
