package model

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/expression"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// formula reads a number or a formula. Where in the text it is wrong is known as
// long as it is on one line.
func (p *parser) formula(into *expression.Expr) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Tag == "!!bool" {
			p.Reportf(n, "want a number or a formula")
			return
		}
		e, err := parseFormula(n.Value, func(name string, at int) {
			p.used = append(p.used, use{name, n.Line, p.column(n, at)})
		})
		var wrong *formulaError
		if errors.As(err, &wrong) {
			p.Addf(n.Line, p.column(n, wrong.at), "%s", wrong.message)
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
