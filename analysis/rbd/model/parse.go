package model

import (
	"io"
	"regexp"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/internal/yamlfile"
	"ninefold/analysis/markov"
	"ninefold/analysis/rbd/blocks"
)

// What a document says it is.
const (
	APIVersion = "ninefold/v1"
	Kind       = "BlockDiagram"
)

// A Model is a system and the times to look at.
type Model struct {
	System blocks.System
	Hours  []float64
}

const (
	maxSize   = 64 << 20 // bytes
	maxValues = 3_000_000
	maxDepth  = 1000 // blocks in blocks
)

var kindLine = regexp.MustCompile(`(?m)^\s*[{]?(?:.*,)?\s*"?kind"?\s*:\s*["']?BlockDiagram\b`)

// Is reports whether data looks like such a document, by its first lines.
func Is(data []byte) bool { return kindLine.Match(data[:min(len(data), 4096)]) }

// Parse reads a model. The name of the file is for messages.
//
// The error is of type [problem.List] and holds everything that is wrong, in file
// order: form, and what [blocks.System.Validate] finds. Or it is that of r.
func Parse(name string, r io.Reader) (*Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	p := &parser{Reader: yamlfile.Reader{File: name}, model: &Model{}, at: map[string]where{}}
	if len(data) > maxSize || yamlfile.Values(data) > maxValues {
		p.Addf(1, 1, "the file is larger than %d MiB or holds more than %d values", maxSize>>20, maxValues)
		return nil, p.Problems.Err()
	}
	if root := p.Root(data, "a block diagram is a mapping that begins with kind: "+Kind); root != nil {
		p.document(root)
		for _, f := range blocks.Faults(p.model.System.Validate()) {
			if at := p.place(f.Place); !at.misread { // else it is wrong for that
				p.Addf(at.line, at.col, "%s", f.Message)
			}
		}
	}
	if err := p.Problems.Err(); err != nil {
		return nil, err
	}
	return p.model, nil
}

// document reads the whole.
func (p *parser) document(root *yaml.Node) {
	s := &p.model.System
	var kind, version string
	p.Object(root, readers{
		"apiVersion": p.Text(&version), "kind": p.Text(&kind), "label": p.Text(&s.Label),
		"components":   p.list("components", func(n *yaml.Node, at string) { s.Components = append(s.Components, p.component(n, at)) }),
		"commonCauses": p.list("groups", func(n *yaml.Node, at string) { s.Groups = append(s.Groups, p.group(n, at)) }),
		"diagrams": p.list("diagrams", func(n *yaml.Node, at string) {
			var d blocks.Diagram
			p.Object(n, readers{"id": p.Text(&d.ID), "label": p.Text(&d.Label), "root": p.block(&d.Root, at+".root", 0)}, "id", "root")
			s.Diagrams = append(s.Diagrams, d)
		}),
		"root":  p.block(&s.Root, "root", 0),
		"times": p.list("times", p.time),
	}, "apiVersion", "kind", "components", "root")
	if kind != Kind && kind != "" {
		p.Reportf(root, "kind is %.40q, not %s", kind, Kind)
	}
	if version != APIVersion && version != "" {
		p.Reportf(root, "apiVersion is %.40q, not %s", version, APIVersion)
	}
}

func (p *parser) time(n *yaml.Node, _ string) {
	var hours float64
	if p.Number(&hours)(n); !(hours >= 0 && hours <= markov.LongestHours) {
		p.Reportf(n, "%g is not between 0 and %g hours", hours, float64(markov.LongestHours))
	}
	p.model.Hours = append(p.model.Hours, hours)
}

func (p *parser) group(n *yaml.Node, at string) (g blocks.Group) {
	p.Object(n, readers{
		"id": p.Text(&g.ID), "staggered": p.Truth(&g.Staggered),
		"beta":    p.placed(at+".beta", p.Number(&g.Beta)),
		"alpha":   p.numbers(at+".alpha", &g.Alpha),
		"members": p.texts(at+".members", &g.Members),
	}, "id", "members")
	return g
}

// block reads a block, which is at a place.
func (p *parser) block(b *blocks.Block, at string, depth int) func(*yaml.Node) {
	return p.placed(at, func(n *yaml.Node) {
		switch {
		case depth > maxDepth:
			p.Reportf(n, "blocks are nested more than %d deep", maxDepth)
		case n.Kind == yaml.ScalarNode:
			b.Kind = blocks.Component
			p.Text(&b.Of)(n)
		default:
			p.mapping(n, b, at, depth)
		}
	})
}

// mapping reads a block that is more than the name of a component.
func (p *parser) mapping(n *yaml.Node, b *blocks.Block, at string, depth int) {
	is := func(kind string, read func(*yaml.Node)) func(*yaml.Node) {
		return func(n *yaml.Node) {
			if b.Kind != "" {
				p.Reportf(n, "a block is %s or %s, not both", b.Kind, kind)
			}
			b.Kind = kind
			read(n)
		}
	}
	within := p.list(at+".blocks", func(n *yaml.Node, at string) {
		var inner blocks.Block
		p.block(&inner, at, depth+1)(n)
		b.Blocks = append(b.Blocks, inner)
	})
	p.Object(n, readers{
		"label":     p.Text(&b.Label),
		"component": is(blocks.Component, p.Text(&b.Of)),
		"diagram":   is(blocks.Named, p.Text(&b.Of)),
		"as":        p.Text(&b.As),
		"series":    is(blocks.Series, within), "parallel": is(blocks.Parallel, within), "kOfN": is(blocks.KOfN, within),
		"k":       p.placed(at+".k", p.Whole(&b.K)),
		"weights": p.wholes(at+".weights", &b.Weights),
		"network": is(blocks.Network, func(n *yaml.Node) { p.network(n, at, b, depth) }),
	})
	if b.Kind == "" && n.Kind == yaml.MappingNode {
		p.Reportf(n, "a block is one of component, series, parallel, kOfN, diagram and network")
	}
}

func (p *parser) network(n *yaml.Node, at string, b *blocks.Block, depth int) {
	p.Object(n, readers{
		"source": p.Text(&b.Source), "target": p.Text(&b.Target),
		"edges": p.list(at+".edges", func(n *yaml.Node, at string) {
			var e blocks.Edge
			p.Object(n, readers{"from": p.Text(&e.From), "to": p.Text(&e.To), "directed": p.Truth(&e.Directed), "block": func(n *yaml.Node) {
				e.Block = &blocks.Block{}
				p.block(e.Block, at+".block", depth+1)(n)
			}}, "from", "to")
			b.Edges = append(b.Edges, e)
		}),
		"nodes": p.list(at+".nodes", func(n *yaml.Node, at string) {
			var m blocks.Node
			p.Object(n, readers{"id": p.Text(&m.ID), "block": p.block(&m.Block, at+".block", depth+1)}, "id", "block")
			b.Nodes = append(b.Nodes, m)
		}),
	}, "source", "target", "edges")
}
