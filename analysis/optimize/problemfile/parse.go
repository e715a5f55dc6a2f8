package problemfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/optimize"
)

// What a document says it is.
const (
	APIVersion = "ninefold/v1"
	Kind       = "RedundancyAllocation"
)

const (
	maxSize  = 16 << 20 // bytes
	maxDepth = 200      // groups within each other
)

// Parse reads a problem. The name of the file is for messages.
//
// The error is of type [problem.List] and holds everything that is wrong, in file
// order: form first and, where that is right, what [optimize.Problem.Validate]
// finds. Or it is that of r.
func Parse(name string, r io.Reader) (*optimize.Problem, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	p := &parser{file: name, places: map[string][2]int{}}
	if len(data) > maxSize {
		p.addf(1, 1, "the file is larger than %d MiB", maxSize>>20)
		return nil, p.problems.Err()
	}
	if root := p.root(data); root != nil {
		p.document(root)
		if len(p.problems) == 0 {
			p.validate(p.problem.Validate())
		}
	}
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	return &p.problem, nil
}

// A parser turns nodes into a problem and collects what is wrong.
type parser struct {
	file     string
	problem  optimize.Problem
	problems problem.List
	places   map[string][2]int // line and column of a path
	depth    int
}

func (p *parser) addf(line, col int, format string, args ...any) {
	p.problems.Add(problem.Problem{File: p.file, Line: line, Col: col, Message: fmt.Sprintf(format, args...)})
}

func (p *parser) reportf(n *yaml.Node, format string, args ...any) {
	p.addf(n.Line, n.Column, format, args...)
}

func (p *parser) place(n *yaml.Node, path string) { p.places[path] = [2]int{n.Line, n.Column} }

// validate gives what is wrong with the problem its places: a fault without one of
// its own is where the part around it is.
func (p *parser) validate(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			p.validate(e)
		}
		return
	}
	var fault *optimize.InvalidError
	if !errors.As(err, &fault) {
		return
	}
	at, known := [2]int{1, 1}, false
	for path := fault.Path; path != "" && !known; path = path[:max(strings.LastIndexAny(path, ".["), 0)] {
		if at, known = p.places[path]; !known {
			at = [2]int{1, 1}
		}
	}
	p.addf(at[0], at[1], "%v", fault.Err)
}

var syntaxLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// root returns the mapping of the only document; nil where there is none, which is
// reported.
func (p *parser) root(data []byte) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, next yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		p.addf(1, 1, "the file is empty")
		return nil
	case err != nil:
		line, match := 1, syntaxLine.FindStringSubmatch(err.Error())
		if match == nil {
			match = []string{"", ""}
		}
		if at, err := strconv.Atoi(match[1]); err == nil {
			line = max(at, 1)
		}
		p.addf(line, 1, "this is not YAML: %s", strings.TrimPrefix(err.Error(), match[0]))
		return nil
	}
	if err := dec.Decode(&next); !errors.Is(err, io.EOF) {
		p.addf(max(next.Line, 1), 1, "the file holds more than one document")
		return nil
	}
	return doc.Content[0]
}

// document reads the whole.
func (p *parser) document(root *yaml.Node) {
	var kind, version string
	q := &p.problem
	p.object(root, readers{
		"apiVersion": p.text(&version), "kind": p.text(&kind),
		"resources":  p.each("resources", p.resource),
		"subsystems": p.each("subsystems", p.subsystem),
		"tree": func(n *yaml.Node) {
			b := p.block(n, "structure.tree")
			q.Structure.Tree = &b
		},
		"pathSets": func(n *yaml.Node) {
			q.Structure.PathSets = [][]string{}
			p.each("structure.pathSets", p.pathSet)(n)
		},
		"minimize": func(n *yaml.Node) {
			p.place(n, "minimize")
			p.text(&q.Minimize)(n)
		},
		"reliability":   p.reliability(&q.MaxUnreliability, "maxUnreliability"),
		"unreliability": p.unreliability(&q.MaxUnreliability, "maxUnreliability"),
	}, "apiVersion", "kind", "subsystems")
	if kind != Kind && kind != "" {
		p.reportf(root, "kind is %.40q, not %s", kind, Kind)
	}
	if version != APIVersion && version != "" {
		p.reportf(root, "apiVersion is %.40q, not %s", version, APIVersion)
	}
	p.both(root)
}

// both reports a reliability beside an unreliability.
func (p *parser) both(n *yaml.Node) {
	seen := 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; key == "reliability" || key == "unreliability" {
			if seen++; seen == 2 {
				p.reportf(n.Content[i], "reliability and unreliability say the same: give one of them")
			}
		}
	}
}

func (p *parser) resource(n *yaml.Node, _ string) {
	var r optimize.Resource
	p.object(n, readers{"name": p.text(&r.Name), "limit": func(n *yaml.Node) {
		r.Limit = new(float64)
		p.number(r.Limit)(n)
	}}, "name")
	p.problem.Resources = append(p.problem.Resources, r)
}

func (p *parser) subsystem(n *yaml.Node, path string) {
	var s optimize.Subsystem
	p.object(n, readers{
		"name": p.text(&s.Name), "k": p.count(&s.K), "min": p.count(&s.Min), "max": p.count(&s.Max),
		"optional": p.truth(&s.Optional), "mixed": p.truth(&s.Mixed),
		"components": p.each(path+".components", func(n *yaml.Node, at string) {
			c := optimize.Component{Uses: map[string]float64{}, Unreliability: -1}
			p.object(n, readers{
				"name": p.text(&c.Name), "reliability": p.reliability(&c.Unreliability, at+".unreliability"),
				"unreliability": p.unreliability(&c.Unreliability, at+".unreliability"), "uses": p.uses(c.Uses),
			}, "name")
			if c.Unreliability == -1 && n.Kind == yaml.MappingNode {
				p.reportf(n, "has no reliability or unreliability")
			}
			p.both(n)
			s.Components = append(s.Components, c)
		}),
	}, "name", "components")
	p.problem.Subsystems = append(p.problem.Subsystems, s)
}

func (p *parser) pathSet(n *yaml.Node, _ string) {
	var set []string
	p.list(n, func(n *yaml.Node) {
		var name string
		p.text(&name)(n)
		set = append(set, name)
	})
	p.problem.Structure.PathSets = append(p.problem.Structure.PathSets, set)
}

// block reads the name of a subsystem or a group.
func (p *parser) block(n *yaml.Node, path string) optimize.Block {
	var b optimize.Block
	p.place(n, path)
	if p.depth++; p.depth > maxDepth {
		p.reportf(n, "groups are nested deeper than %d", maxDepth)
		p.depth--
		return b
	}
	if n.Kind == yaml.ScalarNode {
		p.text(&b.Subsystem)(n)
	} else {
		group := func(into *[]optimize.Block, kind string) func(*yaml.Node) {
			return p.each(path+"."+kind, func(n *yaml.Node, at string) { *into = append(*into, p.block(n, at)) })
		}
		p.object(n, readers{"subsystem": p.text(&b.Subsystem), "series": group(&b.Series, "series"), "parallel": group(&b.Parallel, "parallel")})
	}
	p.depth--
	return b
}
