package model

import (
	"go.yaml.in/yaml/v3"

	"ninefold/analysis/dist"
	"ninefold/analysis/internal/yamlfile"
)

// fixedSpread is how far what is fixed goes beyond its hours, as a part of them: a
// law with a density needs some.
const fixedSpread = 1e-9

// lifetime reads a distribution by its name.
func (p *parser) lifetime(into *dist.Lifetime) func(*yaml.Node) {
	return func(n *yaml.Node) {
		known := p.families(into)
		known["mixture"] = p.each(p.part(into))
		known["competing"] = p.each(func(n *yaml.Node) {
			of, _ := (*into).(dist.CompetingRisks) // empty before the first
			var cause dist.Lifetime
			p.one(n, p.families(&cause))
			of.Causes = append(of.Causes, cause)
			*into = of
		})
		p.one(n, known)
	}
}

// one reads a mapping of one key.
func (p *parser) one(n *yaml.Node, known yamlfile.Readers) {
	p.object(n, known)
	if n.Kind == yaml.MappingNode && len(n.Content) != 2 {
		p.Reportf(n, "want one distribution, not %d", len(n.Content)/2)
	}
}

// part reads one of the parts of a mixture.
func (p *parser) part(into *dist.Lifetime) func(*yaml.Node) {
	return func(n *yaml.Node) {
		of, _ := (*into).(dist.Mixture) // empty before the first
		weight, law := 0.0, dist.Lifetime(nil)
		known := p.families(&law)
		known["weight"] = p.Number(&weight)
		p.object(n, known)
		if n.Kind == yaml.MappingNode && len(n.Content) != 4 {
			p.Reportf(n, "want a weight and one distribution")
		}
		of.Weights, of.Parts = append(of.Weights, weight), append(of.Parts, law)
		*into = of
	}
}

// families are the distributions that are not made of others.
func (p *parser) families(into *dist.Lifetime) yamlfile.Readers {
	family := func(of func(a, b, c float64) dist.Lifetime, names ...string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			var x [3]float64
			fields := yamlfile.Readers{}
			for i, name := range names {
				fields[name] = p.Number(&x[i])
			}
			p.object(n, fields, names[:min(len(names), 2)]...)
			*into = of(x[0], x[1], x[2])
		}
	}
	single := func(what string, of func(x float64) dist.Lifetime) func(*yaml.Node) {
		return func(n *yaml.Node) {
			before, x := len(p.Problems), 0.0
			if p.Number(&x)(n); len(p.Problems) == before && !(x > 0) {
				p.Reportf(n, "%s %g is not positive", what, x)
				return
			}
			*into = of(x)
		}
	}
	return yamlfile.Readers{
		"rate":            single("rate", func(x float64) dist.Lifetime { return dist.Exponential{MTTF: 1 / x} }),
		"fixed":           single("time", func(x float64) dist.Lifetime { return dist.Weibull{Shape: 1, Scale: x * fixedSpread, Shift: x} }),
		"exponential":     family(func(a, _, _ float64) dist.Lifetime { return dist.Exponential{MTTF: a} }, "mean"),
		"weibull":         family(func(a, b, c float64) dist.Lifetime { return dist.Weibull{Shape: a, Scale: b, Shift: c} }, "shape", "scale", "shift"),
		"modifiedWeibull": family(func(a, b, c float64) dist.Lifetime { return dist.ModifiedWeibull{Rate: a, Shape: b, Wear: c} }, "rate", "shape", "wear"),
		"lognormal":       family(func(a, b, _ float64) dist.Lifetime { return dist.Lognormal{Mu: a, Sigma: b} }, "mu", "sigma"),
		"gamma":           family(func(a, b, _ float64) dist.Lifetime { return dist.Gamma{Shape: a, Rate: 1 / b} }, "shape", "scale"),
		"normal":          family(func(a, b, _ float64) dist.Lifetime { return dist.Normal{Mu: a, Sigma: b} }, "mean", "sigma"),
		"loglogistic":     family(func(a, b, _ float64) dist.Lifetime { return dist.Loglogistic{Shape: a, Scale: b} }, "shape", "scale"),
		"gumbelMin":       family(func(a, b, _ float64) dist.Lifetime { return dist.GumbelMin{Mu: a, Sigma: b} }, "mu", "sigma"),
		"gumbelMax":       family(func(a, b, _ float64) dist.Lifetime { return dist.GumbelMax{Mu: a, Sigma: b} }, "mu", "sigma"),
	}
}
