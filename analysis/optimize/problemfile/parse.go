package problemfile

import (
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/internal/yamlfile"
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
	p := &parser{Reader: yamlfile.Reader{File: name}, places: map[string][2]int{}}
	if len(data) > maxSize {
		p.Addf(1, 1, "the file is larger than %d MiB", maxSize>>20)
		return nil, p.Problems.Err()
	}
	if root := p.Root(data, "want a mapping"); root != nil {
		p.document(root)
		if len(p.Problems) == 0 {
			p.validate(p.problem.Validate())
		}
	}
	if err := p.Problems.Err(); err != nil {
		return nil, err
	}
	return &p.problem, nil
}

// A parser turns nodes into a problem and collects what is wrong.
type parser struct {
	yamlfile.Reader

	problem optimize.Problem
	places  map[string][2]int // line and column of a path
	depth   int
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
	p.Addf(at[0], at[1], "%v", fault.Err)
}

// document reads the whole.
func (p *parser) document(root *yaml.Node) {
	var kind, version string
	q := &p.problem
	p.Object(root, yamlfile.Readers{
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
		p.Reportf(root, "kind is %.40q, not %s", kind, Kind)
	}
	if version != APIVersion && version != "" {
		p.Reportf(root, "apiVersion is %.40q, not %s", version, APIVersion)
	}
	p.both(root)
}

// both reports a reliability beside an unreliability.
func (p *parser) both(n *yaml.Node) {
	seen := 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; key == "reliability" || key == "unreliability" {
			if seen++; seen == 2 {
				p.Reportf(n.Content[i], "reliability and unreliability say the same: give one of them")
			}
		}
	}
}

func (p *parser) resource(n *yaml.Node, _ string) {
	var r optimize.Resource
	p.Object(n, yamlfile.Readers{"name": p.text(&r.Name), "limit": func(n *yaml.Node) {
		r.Limit = new(float64)
		p.Number(r.Limit)(n)
	}}, "name")
	p.problem.Resources = append(p.problem.Resources, r)
}

func (p *parser) subsystem(n *yaml.Node, path string) {
	var s optimize.Subsystem
	p.Object(n, yamlfile.Readers{
		"name": p.text(&s.Name), "k": p.count(&s.K), "min": p.count(&s.Min), "max": p.count(&s.Max),
		"optional": p.Truth(&s.Optional), "mixed": p.Truth(&s.Mixed),
		"components": p.each(path+".components", func(n *yaml.Node, at string) {
			c := optimize.Component{Uses: map[string]float64{}, Unreliability: -1}
			p.Object(n, yamlfile.Readers{
				"name": p.text(&c.Name), "reliability": p.reliability(&c.Unreliability, at+".unreliability"),
				"unreliability": p.unreliability(&c.Unreliability, at+".unreliability"), "uses": p.uses(c.Uses),
			}, "name")
			if c.Unreliability == -1 && n.Kind == yaml.MappingNode {
				p.Reportf(n, "has no reliability or unreliability")
			}
			p.both(n)
			s.Components = append(s.Components, c)
		}),
	}, "name", "components")
	p.problem.Subsystems = append(p.problem.Subsystems, s)
}

func (p *parser) pathSet(n *yaml.Node, _ string) {
	var set []string
	p.List(n, func(n *yaml.Node) {
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
		p.Reportf(n, "groups are nested deeper than %d", maxDepth)
		p.depth--
		return b
	}
	if n.Kind == yaml.ScalarNode {
		p.text(&b.Subsystem)(n)
	} else {
		group := func(into *[]optimize.Block, kind string) func(*yaml.Node) {
			return p.each(path+"."+kind, func(n *yaml.Node, at string) { *into = append(*into, p.block(n, at)) })
		}
		p.Object(n, yamlfile.Readers{"subsystem": p.text(&b.Subsystem), "series": group(&b.Series, "series"), "parallel": group(&b.Parallel, "parallel")})
	}
	p.depth--
	return b
}
