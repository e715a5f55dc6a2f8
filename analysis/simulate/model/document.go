package model

import (
	"go.yaml.in/yaml/v3"

	"ninefold/analysis/dist"
	"ninefold/analysis/simulate"
)

// item reads what fields say into a new T and appends it.
func item[T any](p *parser, into *[]T, fields func(*T) map[string]reader, required ...string) reader {
	return p.each(func(n *yaml.Node, place string) {
		var x T
		p.object(n, place, fields(&x), required...)
		*into = append(*into, x)
	})
}

// document reads the whole.
func (p *parser) document(root *yaml.Node, f *File) {
	m, q := &f.Model, &f.Question
	var kind, version string
	p.object(root, "", map[string]reader{
		"apiVersion": p.text(&version), "kind": p.text(&kind), "label": p.text(&f.Label),
		"components": item(p, &m.Components, p.component, "id", "life"),
		"top":        p.text(&m.Top),
		"gates":      p.each(p.gate(m)),
		"crews": item(p, &m.Crews, func(x *simulate.Crew) map[string]reader {
			return map[string]reader{"id": p.text(&x.ID), "size": p.count(&x.Size), "preemptive": p.truth(&x.Preemptive)}
		}, "id", "size"),
		"stocks": item(p, &m.Stocks, func(x *simulate.Stock) map[string]reader {
			return map[string]reader{"id": p.text(&x.ID), "parts": p.count(&x.Parts), "lead": p.lifetime(&x.Lead)}
		}, "id", "parts"),
		"shocks": item(p, &m.Shocks, func(x *simulate.Shock) map[string]reader {
			x.Probability = 1
			return map[string]reader{"id": p.text(&x.ID), "interval": p.lifetime(&x.Interval), "targets": p.texts(&x.Targets), "probability": p.number(&x.Probability)}
		}, "id", "interval", "targets"),
		"cascades": item(p, &m.Cascades, func(x *simulate.Cascade) map[string]reader {
			return map[string]reader{"source": p.text(&x.Source), "targets": p.texts(&x.Targets), "factor": p.number(&x.Factor), "probability": p.number(&x.Probability)}
		}, "source", "targets"),
		"storms": item(p, &m.Storms, func(x *simulate.Storm) map[string]reader {
			return map[string]reader{
				"id": p.text(&x.ID), "members": p.texts(&x.Members), "demand": p.number(&x.Demand), "capacity": p.number(&x.Capacity),
				"retries": p.count(&x.Retries), "backoff": p.number(&x.Backoff), "waste": p.number(&x.Waste), "exponent": p.number(&x.Exponent),
			}
		}, "id", "members", "demand", "capacity"),
		"measures": p.each(func(n *yaml.Node, place string) {
			var s string
			p.text(&s)(n, place)
			q.Measures = append(q.Measures, simulate.Measure(s))
		}),
		"times": p.numbers(&q.Hours), "downtimes": p.numbers(&q.Downtimes),
	}, "apiVersion", "kind", "components", "top")
	if kind != Kind && kind != "" {
		p.reportf(root, "kind is %.40q, not %s", kind, Kind)
	}
	if version != APIVersion && version != "" {
		p.reportf(root, "apiVersion is %.40q, not %s", version, APIVersion)
	}
}

func (p *parser) component(c *simulate.Component) map[string]reader {
	return map[string]reader{
		"id": p.text(&c.ID), "life": p.lifetime(&c.Life), "repair": p.lifetime(&c.Repair), "asOld": p.truth(&c.AsOld),
		"crew": p.text(&c.Crew), "priority": p.count(&c.Priority), "stock": p.text(&c.Stock),
		"maintenance": func(n *yaml.Node, place string) {
			x := &simulate.Maintenance{}
			c.Maintenance = x
			p.object(n, place, map[string]reader{"first": p.number(&x.First), "every": p.number(&x.Every), "duration": p.lifetime(&x.Duration)}, "every", "duration")
			if x.First == 0 {
				x.First = x.Every
			}
		},
	}
}

// lifetime reads a distribution by its name.
func (p *parser) lifetime(into *dist.Lifetime) reader {
	return func(n *yaml.Node, place string) {
		family := func(of func(a, b, c float64) dist.Lifetime, names ...string) reader {
			return func(n *yaml.Node, at string) {
				var x [3]float64
				fields := map[string]reader{}
				for i, name := range names {
					fields[name] = p.number(&x[i])
				}
				required := names[:min(len(names), 2)]
				p.object(n, at, fields, required...)
				*into = of(x[0], x[1], x[2])
			}
		}
		p.object(n, place, map[string]reader{
			"exponential": family(func(a, _, _ float64) dist.Lifetime { return dist.Exponential{MTTF: a} }, "mean"),
			"weibull":     family(func(a, b, c float64) dist.Lifetime { return dist.Weibull{Shape: a, Scale: b, Shift: c} }, "shape", "scale", "shift"),
			"lognormal":   family(func(a, b, _ float64) dist.Lifetime { return dist.Lognormal{Mu: a, Sigma: b} }, "mu", "sigma"),
			"gamma":       family(func(a, b, _ float64) dist.Lifetime { return dist.Gamma{Shape: a, Rate: 1 / b} }, "shape", "scale"),
			"normal":      family(func(a, b, _ float64) dist.Lifetime { return dist.Normal{Mu: a, Sigma: b} }, "mean", "sigma"),
			"loglogistic": family(func(a, b, _ float64) dist.Lifetime { return dist.Loglogistic{Shape: a, Scale: b} }, "shape", "scale"),
			"rate": func(n *yaml.Node, at string) {
				var x float64
				p.number(&x)(n, at)
				*into = dist.Exponential{MTTF: 1 / x}
			},
		})
		if len(n.Content) != 2 {
			p.reportf(n, "want one distribution")
		}
	}
}
