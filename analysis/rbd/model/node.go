package model

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/internal/yamlfile"
)

// A parser turns nodes into a model and collects what is wrong.
type parser struct {
	yamlfile.Reader

	model *Model
	at    map[string]where // by the places of [blocks.Fault]
}

// A where is where a part is, and whether something in it is not as it should be.
type where struct {
	line, col int
	misread   bool
}

type readers = yamlfile.Readers

// placed notes where a part is, and reads it.
func (p *parser) placed(at string, read func(*yaml.Node)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		before := len(p.Problems)
		read(n)
		p.at[at] = where{n.Line, n.Column, len(p.Problems) > before}
	}
}

// place returns where a part is, or the nearest it is within.
func (p *parser) place(of string) where {
	for at := of; at != ""; {
		if found, ok := p.at[at]; ok {
			return found
		}
		at = at[:max(strings.LastIndexAny(at, ".["), 0)]
	}
	return where{line: 1, col: 1}
}

// list reads each item, with its place.
func (p *parser) list(at string, read func(n *yaml.Node, at string)) func(*yaml.Node) {
	return p.placed(at, func(n *yaml.Node) {
		i := 0 // of those that are kept
		p.List(n, func(n *yaml.Node) {
			item := at + "[" + strconv.Itoa(i) + "]"
			i++
			p.placed(item, func(n *yaml.Node) { read(n, item) })(n)
		})
	})
}

func (p *parser) numbers(at string, into *[]float64) func(*yaml.Node) {
	return p.list(at, func(n *yaml.Node, _ string) {
		var x float64
		p.Number(&x)(n)
		*into = append(*into, x)
	})
}

func (p *parser) texts(at string, into *[]string) func(*yaml.Node) {
	return p.list(at, func(n *yaml.Node, _ string) {
		var s string
		p.Text(&s)(n)
		*into = append(*into, s)
	})
}

func (p *parser) wholes(at string, into *[]int) func(*yaml.Node) {
	return p.list(at, func(n *yaml.Node, _ string) {
		var k int
		p.Whole(&k)(n)
		*into = append(*into, k)
	})
}
