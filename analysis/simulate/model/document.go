package model

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/internal/yamlfile"
	"ninefold/analysis/simulate"
)

// items reads what fields say into a new T for each item of a list, and appends it.
func items[T any](p *parser, into *[]T, fields func(*T) yamlfile.Readers, required ...string) func(*yaml.Node) {
	return p.each(func(n *yaml.Node) {
		var x T
		p.object(n, fields(&x), required...)
		*into = append(*into, x)
	})
}

// document reads the whole.
func (p *parser) document(root *yaml.Node, f *File) {
	m, q := &f.Model, &f.Question
	var kind, version string
	p.object(root, yamlfile.Readers{
		"apiVersion": p.Text(&version), "kind": p.Text(&kind), "label": p.Text(&f.Label),
		"components": items(p, &m.Components, p.component, "id", "life"),
		"top":        p.Text(&m.Top), "downCost": p.Number(&m.DownCost),
		"gates": p.each(p.gate(m)),
		"crews": items(p, &m.Crews, p.crew, "id", "size"),
		"stocks": items(p, &m.Stocks, func(x *simulate.Stock) yamlfile.Readers {
			return yamlfile.Readers{"id": p.Text(&x.ID), "parts": p.count(&x.Parts), "lead": p.lifetime(&x.Lead), "cost": p.Number(&x.Cost)}
		}, "id", "parts"),
		"shocks": items(p, &m.Shocks, func(x *simulate.Shock) yamlfile.Readers {
			x.Probability = 1
			return yamlfile.Readers{"id": p.Text(&x.ID), "interval": p.lifetime(&x.Interval), "targets": p.texts(&x.Targets), "probability": p.Number(&x.Probability)}
		}, "id", "interval", "targets"),
		"cascades": items(p, &m.Cascades, func(x *simulate.Cascade) yamlfile.Readers {
			return yamlfile.Readers{"source": p.Text(&x.Source), "targets": p.texts(&x.Targets), "factor": p.Number(&x.Factor), "probability": p.Number(&x.Probability)}
		}, "source", "targets"),
		"storms": items(p, &m.Storms, func(x *simulate.Storm) yamlfile.Readers {
			return yamlfile.Readers{
				"id": p.Text(&x.ID), "members": p.texts(&x.Members), "demand": p.Number(&x.Demand), "capacity": p.Number(&x.Capacity),
				"retries": p.count(&x.Retries), "backoff": p.Number(&x.Backoff), "waste": p.Number(&x.Waste), "exponent": p.Number(&x.Exponent),
			}
		}, "id", "members", "demand", "capacity"),
		"measures": p.each(p.measure(q)),
		"times":    p.numbers(&q.Hours), "downtimes": p.numbers(&q.Downtimes),
	}, "apiVersion", "kind", "components", "top")
	if kind != Kind && kind != "" {
		p.Reportf(root, "kind is %s, not %s", yamlfile.Quoted(kind), Kind)
	}
	if version != APIVersion && version != "" {
		p.Reportf(root, "apiVersion is %s, not %s", yamlfile.Quoted(version), APIVersion)
	}
}

func (p *parser) component(c *simulate.Component) yamlfile.Readers {
	return yamlfile.Readers{
		"id": p.Text(&c.ID), "life": p.lifetime(&c.Life), "repair": p.lifetime(&c.Repair), "asOld": p.Truth(&c.AsOld),
		"crew": p.Text(&c.Crew), "priority": p.count(&c.Priority), "stock": p.Text(&c.Stock), "cost": p.Number(&c.Cost),
		"maintenance": func(n *yaml.Node) {
			x := &simulate.Maintenance{}
			c.Maintenance = x
			p.object(n, yamlfile.Readers{"first": p.Number(&x.First), "every": p.Number(&x.Every), "duration": p.lifetime(&x.Duration)}, "every", "duration")
			if x.First == 0 {
				x.First = x.Every
			}
		},
	}
}

func (p *parser) crew(x *simulate.Crew) yamlfile.Readers {
	return yamlfile.Readers{"id": p.Text(&x.ID), "size": p.count(&x.Size), "preemptive": p.Truth(&x.Preemptive), "cost": p.Number(&x.Cost)}
}

// gate reads a gate, whose operator is a key.
func (p *parser) gate(m *simulate.Model) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var g faulttree.Gate
		ops, of := 0, false
		op := func(as faulttree.Op) func(*yaml.Node) {
			return func(n *yaml.Node) {
				g.Op, ops = as, ops+1
				p.below(".inputs", n, p.texts(&g.Inputs))
			}
		}
		p.Object(n, yamlfile.Readers{
			"id": p.Text(&g.ID), "and": op(faulttree.And), "or": op(faulttree.Or),
			"atLeast": func(n *yaml.Node) { g.Op, ops = faulttree.AtLeast, ops+1; p.count(&g.K)(n) },
			"of":      func(n *yaml.Node) { of = true; p.below(".inputs", n, p.texts(&g.Inputs)) },
		}, "id")
		if n.Kind == yaml.MappingNode && (ops != 1 || of != (g.Op == faulttree.AtLeast)) {
			p.Reportf(n, "a gate is one of and, or, atLeast with of")
		}
		m.Gates = append(m.Gates, g)
	}
}

// measure reads one of those there are.
func (p *parser) measure(q *simulate.Question) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var name string
		if p.Text(&name)(n); name == "" {
			return
		}
		if !slices.Contains(simulate.Measures(), simulate.Measure(name)) {
			var known []string
			for _, m := range simulate.Measures() {
				known = append(known, string(m))
			}
			p.Reportf(n, "unknown measure %s%s; known are %s", yamlfile.Quoted(name), p.Near(name, known), strings.Join(known, ", "))
		}
		q.Measures = append(q.Measures, simulate.Measure(name))
	}
}
