package model

import (
	"go.yaml.in/yaml/v3"

	"ninefold/analysis/equations"
	"ninefold/analysis/internal/yamlfile"
)

// name reads the ID of a component that is needed, or a top.
func (p *parser) name(n *yaml.Node, top bool) string {
	var id string
	if p.Text(&id)(n); n.Kind == yaml.ScalarNode {
		p.used = append(p.used, use{id, n, top})
	}
	return id
}

// names reads a list of components, each once.
func (p *parser) names(n *yaml.Node, top bool) (ids []string) {
	seen := map[string]bool{}
	p.List(n, func(n *yaml.Node) {
		id := p.name(n, top)
		if seen[id] {
			p.Reportf(n, "%.40q is named twice", id)
		}
		seen[id] = true
		ids = append(ids, id)
	})
	return ids
}

// equation reads one, which is within others.
func (p *parser) equation(n *yaml.Node, depth int) (e equation) {
	if n.Kind == yaml.ScalarNode {
		return equation{id: p.name(n, false)}
	}
	if depth > maxDepth {
		p.Reportf(n, "equations are nested more than %d deep", maxDepth)
		return e
	}
	ops, k := 0, 0
	read := func(op string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			ops++
			e.of = p.several(n, op != "atLeast", depth)
			if e.k = 1; op == "and" {
				e.k = len(e.of)
			}
		}
	}
	counted := false
	p.Object(n, yamlfile.Readers{
		"and": read("and"), "or": read("or"), "atLeast": func(n *yaml.Node) { counted = true; read("atLeast")(n) },
		"k": func(n *yaml.Node) { k = p.whole(n) },
	})
	switch {
	case n.Kind != yaml.MappingNode: // has been reported
	case ops != 1:
		p.Reportf(n, "an equation is an id, or one of and, or, atLeast")
	case counted && (k < 1 || k > len(e.of)):
		p.Reportf(n, "atLeast of %d has k %d, which is not between 1 and %d", len(e.of), k, len(e.of))
	case counted:
		e.k = k
	case k != 0:
		p.Reportf(n, "k is for atLeast")
	}
	return e
}

// several reads a list of equations. One that comes twice counts once, or is refused.
func (p *parser) several(n *yaml.Node, twice bool, depth int) []equation {
	var out []equation
	seen := map[string]bool{}
	p.List(n, func(n *yaml.Node) {
		e := p.equation(n, depth+1)
		if e.id != "" && seen[e.id] {
			if !twice {
				p.Reportf(n, "%.40q is named twice", e.id)
			}
			return
		}
		seen[e.id] = true
		out = append(out, e)
	})
	if len(out) == 0 && n.Kind == yaml.SequenceNode {
		p.Reportf(n, "an equation of nothing")
	}
	return out
}

func (p *parser) whole(n *yaml.Node) (k int) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || n.Decode(&k) != nil {
		p.Reportf(n, "%s is no whole number", yamlfile.Quoted(n.Value))
	}
	return k
}

// needs reads what must be up: its contrary is an equation.
func (p *parser) needs(n *yaml.Node) (causes []cause) {
	p.List(n, func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			causes = append(causes, cause{down: equation{id: p.name(n, false)}, at: n})
			return
		}
		var e equation
		k := 1
		p.Object(n, yamlfile.Readers{
			"k": func(n *yaml.Node) { k = p.whole(n) },
			"of": func(n *yaml.Node) {
				for _, id := range p.names(n, false) {
					e.of = append(e.of, equation{id: id})
				}
			},
		}, "of")
		if k < 1 || k > len(e.of) {
			p.Reportf(n, "needs %d of %d", k, len(e.of))
		}
		e.k = len(e.of) - k + 1
		causes = append(causes, cause{down: e, at: n})
	})
	return causes
}

func (p *parser) paths(n *yaml.Node) []cause {
	c := cause{paths: [][]string{}, at: n}
	p.List(n, func(n *yaml.Node) {
		var path []string
		p.List(n, func(n *yaml.Node) { path = append(path, p.name(n, false)) })
		if len(path) == 0 && n.Kind == yaml.SequenceNode {
			p.Reportf(n, "a path of nothing")
		}
		c.paths = append(c.paths, path)
	})
	if len(c.paths) == 0 && n.Kind == yaml.SequenceNode {
		p.Reportf(n, "there is no path")
	}
	return []cause{c}
}

// equations adds what brings components down.
func (p *parser) equations() {
	m := p.model
	for _, c := range p.causes {
		id := m.System.Components[c.component].ID
		needs := []equations.Need{}
		if c.paths == nil {
			needs = append(needs, m.need(id, c.down))
		} else {
			var err error
			if needs, err = m.needPaths(id, c.paths); err != nil {
				p.Reportf(c.at, "%v", err)
			}
		}
		to := &m.System.Components[c.component]
		to.Needs = append(to.Needs, needs...)
	}
}
