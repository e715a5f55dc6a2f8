package model

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/problem"
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
	maxSize  = 64 << 20 // bytes
	maxDepth = 1000     // blocks in blocks
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
	p := &parser{file: name, model: &Model{}, at: map[string][2]int{}}
	if len(data) > maxSize {
		p.addf(1, 1, "the file is larger than %d MiB", maxSize>>20)
		return nil, p.problems.Err()
	}
	if root := p.root(data); root != nil {
		p.document(root)
		misread := map[int]bool{} // lines
		for _, q := range p.problems {
			misread[q.Line] = true
		}
		for _, f := range blocks.Faults(p.model.System.Validate()) {
			if line, col := p.place(f.Place); !misread[line] { // else it is wrong for that
				p.addf(line, col, "%s", f.Message)
			}
		}
	}
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	return p.model, nil
}

// place returns where a part is, or the nearest it is within.
func (p *parser) place(of string) (line, col int) {
	for at := of; at != ""; {
		if found, ok := p.at[at]; ok {
			return found[0], found[1]
		}
		at = at[:max(strings.LastIndexAny(at, ".["), 0)]
	}
	return 1, 1
}

// document reads the whole.
func (p *parser) document(root *yaml.Node) {
	s := &p.model.System
	var kind, version string
	p.object(root, readers{
		"apiVersion": p.text(&version), "kind": p.text(&kind), "label": p.text(&s.Label),
		"components": func(n *yaml.Node) {
			p.list(n, "components", func(n *yaml.Node, at string) { s.Components = append(s.Components, p.component(n, at)) })
		},
		"commonCauses": func(n *yaml.Node) {
			p.list(n, "groups", func(n *yaml.Node, at string) { s.Groups = append(s.Groups, p.group(n, at)) })
		},
		"diagrams": func(n *yaml.Node) {
			p.list(n, "diagrams", func(n *yaml.Node, at string) {
				var d blocks.Diagram
				p.object(n, readers{
					"id": p.text(&d.ID), "label": p.text(&d.Label),
					"root": func(n *yaml.Node) { d.Root = p.block(n, at+".root", 0) },
				}, "id", "root")
				s.Diagrams = append(s.Diagrams, d)
			})
		},
		"root": func(n *yaml.Node) { s.Root = p.block(n, "root", 0) },
		"times": func(n *yaml.Node) {
			p.list(n, "times", func(n *yaml.Node, _ string) {
				var hours float64
				if p.number(&hours)(n); !(hours >= 0 && hours <= markov.LongestHours) {
					p.reportf(n, "%g is not between 0 and %g hours", hours, float64(markov.LongestHours))
				}
				p.model.Hours = append(p.model.Hours, hours)
			})
		},
	}, "apiVersion", "kind", "components", "root")
	if kind != Kind && kind != "" {
		p.reportf(root, "kind is %.40q, not %s", kind, Kind)
	}
	if version != APIVersion && version != "" {
		p.reportf(root, "apiVersion is %.40q, not %s", version, APIVersion)
	}
}

func (p *parser) group(n *yaml.Node, at string) (g blocks.Group) {
	p.object(n, readers{
		"id": p.text(&g.ID), "staggered": p.truth(&g.Staggered),
		"beta":  p.placed(at+".beta", p.number(&g.Beta)),
		"alpha": func(n *yaml.Node) { p.numbers(n, at+".alpha", &g.Alpha) },
		"members": func(n *yaml.Node) {
			p.list(n, at+".members", func(n *yaml.Node, _ string) {
				var id string
				p.text(&id)(n)
				g.Members = append(g.Members, id)
			})
		},
	}, "id", "members")
	return g
}

// block reads a block, which is at a place.
func (p *parser) block(n *yaml.Node, at string, depth int) (b blocks.Block) {
	p.note(n, at)
	if depth > maxDepth {
		p.reportf(n, "blocks are nested more than %d deep", maxDepth)
		return b
	}
	if n.Kind == yaml.ScalarNode {
		b.Kind = blocks.Component
		p.text(&b.Of)(n)
		return b
	}
	is := func(kind string, read func(*yaml.Node)) func(*yaml.Node) {
		return func(n *yaml.Node) {
			if b.Kind != "" {
				p.reportf(n, "a block is %s or %s, not both", b.Kind, kind)
			}
			b.Kind = kind
			read(n)
		}
	}
	within := func(n *yaml.Node) {
		p.list(n, at+".blocks", func(n *yaml.Node, at string) { b.Blocks = append(b.Blocks, p.block(n, at, depth+1)) })
	}
	p.object(n, readers{
		"label":     p.text(&b.Label),
		"component": is(blocks.Component, p.text(&b.Of)),
		"diagram":   is(blocks.Named, p.text(&b.Of)),
		"as":        p.text(&b.As),
		"series":    is(blocks.Series, within), "parallel": is(blocks.Parallel, within), "kOfN": is(blocks.KOfN, within),
		"k": p.placed(at+".k", p.whole(&b.K)),
		"weights": func(n *yaml.Node) {
			p.list(n, at+".weights", func(n *yaml.Node, _ string) {
				var w int
				p.whole(&w)(n)
				b.Weights = append(b.Weights, w)
			})
		},
		"network": is(blocks.Network, func(n *yaml.Node) { p.network(n, at, &b, depth) }),
	})
	if b.Kind == "" && n.Kind == yaml.MappingNode {
		p.reportf(n, "a block is one of component, series, parallel, kOfN, diagram and network")
	}
	return b
}

func (p *parser) network(n *yaml.Node, at string, b *blocks.Block, depth int) {
	p.object(n, readers{
		"source": p.text(&b.Source), "target": p.text(&b.Target),
		"edges": func(n *yaml.Node) {
			p.list(n, at+".edges", func(n *yaml.Node, at string) {
				var e blocks.Edge
				p.object(n, readers{"from": p.text(&e.From), "to": p.text(&e.To), "directed": p.truth(&e.Directed), "block": func(n *yaml.Node) {
					inner := p.block(n, at+".block", depth+1)
					e.Block = &inner
				}}, "from", "to")
				b.Edges = append(b.Edges, e)
			})
		},
		"nodes": func(n *yaml.Node) {
			p.list(n, at+".nodes", func(n *yaml.Node, at string) {
				var m blocks.Node
				p.object(n, readers{"id": p.text(&m.ID), "block": func(n *yaml.Node) { m.Block = p.block(n, at+".block", depth+1) }}, "id", "block")
				b.Nodes = append(b.Nodes, m)
			})
		},
	}, "source", "target", "edges")
}

func (p *parser) addf(line, col int, format string, args ...any) {
	p.problems.Add(problem.Problem{File: p.file, Line: line, Col: col, Message: fmt.Sprintf(format, args...)})
}

func (p *parser) reportf(n *yaml.Node, format string, args ...any) {
	p.addf(n.Line, n.Column, format, args...)
}
