package model

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/expression"
	"ninefold/internal/spelling"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

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
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok || key.Kind != yaml.ScalarNode:
			p.reportf(key, "unknown key %.40q%s; known are %s", key.Value, p.near(key.Value, sortedKeys(known)), strings.Join(sortedKeys(known), ", "))
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

const (
	maxGuesses = 20      // problems that get a hint: each costs a walk over all names
	maxNames   = 100_000 // among which a hint is looked for
)

// near is the name that a wrong one was meant to be, as a hint.
func (p *parser) near(word string, names []string) string {
	if p.guesses++; p.guesses > maxGuesses || len(names) > maxNames {
		return ""
	}
	if best := spelling.Nearest(word, names, len(word)/3); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return ""
}

// plain reports whether a value is written out, and says so where it is not.
func (p *parser) plain(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		p.reportf(n, "anchors and aliases are refused; write the value out")
		return false
	}
	return true
}

// list reads each item; null is an empty list.
func (p *parser) list(n *yaml.Node, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		if n.Tag != "!!null" {
			p.reportf(n, "want a list")
		}
		return
	}
	for _, c := range n.Content {
		if p.plain(c) {
			read(c)
		}
	}
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
		}
	}
}

// formula reads a number or a formula. Where in the text it is wrong is known as
// long as it is on one line.
func (p *parser) formula(into *expression.Expr) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!bool" {
			p.reportf(n, "want a number or a formula")
			return
		}
		e, err := parseFormula(n.Value, func(name string, at int) {
			p.used = append(p.used, use{name, n.Line, p.column(n, at)})
		})
		var wrong *formulaError
		if errors.As(err, &wrong) {
			p.addf(n.Line, p.column(n, wrong.at), "%s", wrong.message)
			return
		}
		*into = e
	}
}

// column returns the column of a byte of a scalar.
func (p *parser) column(n *yaml.Node, at int) int {
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return n.Column
	}
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		at++
	}
	return n.Column + at
}

// placef notes where a part of the chain is.
func (p *parser) placef(n *yaml.Node, format string, args ...any) {
	p.model.where.at[fmt.Sprintf(format, args...)] = [2]int{n.Line, n.Column}
}
