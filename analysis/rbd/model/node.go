package model

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/problem"
	"ninefold/internal/spelling"
)

// A parser turns nodes into a model and collects what is wrong.
type parser struct {
	file     string
	model    *Model
	problems problem.List
	at       map[string][2]int // line and column by the places of [blocks.Fault]
}

var syntaxLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

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
		if match := syntaxLine.FindStringSubmatch(err.Error()); match != nil && match[1] != "" {
			if at, err := strconv.Atoi(match[1]); err == nil {
				line = max(at, 1)
			}
		}
		p.addf(line, 1, "this is not YAML: %s", syntaxLine.ReplaceAllString(err.Error(), ""))
		return nil
	}
	if err := dec.Decode(&next); !errors.Is(err, io.EOF) {
		p.addf(max(next.Line, 1), 1, "the file holds more than one document")
		return nil
	}
	return doc.Content[0]
}

// readers hold what to do with the value of each key.
type readers map[string]func(*yaml.Node)

// object reads a mapping. Keys it does not know, that come twice or that are
// required and missing are reported.
func (p *parser) object(n *yaml.Node, known readers, required ...string) {
	if !p.plain(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		p.reportf(n, "want a mapping")
		return
	}
	names := slices.Sorted(maps.Keys(known))
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok || key.Kind != yaml.ScalarNode:
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
			read(value)
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

// list reads each item, with its place; null is an empty list.
func (p *parser) list(n *yaml.Node, at string, read func(n *yaml.Node, at string)) {
	p.note(n, at)
	if n.Kind != yaml.SequenceNode {
		if n.Tag != "!!null" {
			p.reportf(n, "want a list")
		}
		return
	}
	i := 0 // of those that are kept
	for _, c := range n.Content {
		if p.plain(c) {
			p.note(c, placeOf(at, i))
			read(c, placeOf(at, i))
			i++
		}
	}
}

func placeOf(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

func (p *parser) numbers(n *yaml.Node, at string, into *[]float64) {
	p.list(n, at, func(n *yaml.Node, _ string) {
		var x float64
		p.number(&x)(n)
		*into = append(*into, x)
	})
}

func (p *parser) text(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			p.reportf(n, "want a text")
			return
		}
		*into = n.Value
	}
}

func (p *parser) truth(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Tag != "!!bool" || n.Decode(into) != nil {
			p.reportf(n, "%.40q is no true or false", n.Value)
		}
	}
}

func (p *parser) number(into *float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!int" && n.Tag != "!!float" || n.Decode(into) != nil || math.IsNaN(*into) || math.IsInf(*into, 0) {
			p.reportf(n, "%.40q is no finite number", n.Value)
			*into = 0
		}
	}
}

func (p *parser) whole(into *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || n.Decode(into) != nil {
			p.reportf(n, "%.40q is no whole number", n.Value)
		}
	}
}

// placed notes where a value is, and reads it.
func (p *parser) placed(at string, read func(*yaml.Node)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.note(n, at)
		read(n)
	}
}

func (p *parser) note(n *yaml.Node, at string) { p.at[at] = [2]int{n.Line, n.Column} }
