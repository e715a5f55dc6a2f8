package yamltree

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/internal/yamlfile"
)

// models holds, for each model of common causes here, its name in the model.
var models = map[string]string{"beta": "beta-factor", "mgl": "MGL", "alpha": "alpha-factor", "phi": "phi-factor"}

// group reads a common-cause group.
func (p *parser) group(n *yaml.Node) risk.Group {
	g := risk.Group{Distribution: expression.Num(0)}
	model := ""
	known := p.notes(&g.Notes)
	known["id"] = p.id(&g.Name)
	known["model"] = p.Text(&model)
	known["probability"] = func(n *yaml.Node) { g.Distribution = p.expr(n) }
	known["members"] = func(n *yaml.Node) {
		p.List(n, func(n *yaml.Node) { g.Members = append(g.Members, p.member(n)) })
	}
	known["factors"] = func(n *yaml.Node) {
		p.List(n, func(n *yaml.Node) { g.Factors = append(g.Factors, risk.Factor{Expr: p.expr(n)}) })
	}
	before := len(p.Problems)
	p.Object(n, known, "id", "model", "members", "probability", "factors")
	for _, m := range g.Members {
		if other, taken := p.grouped[m]; taken && other != g.Name {
			p.Reportf(n, "member %s is in group %s already", yamlfile.Quoted(m), yamlfile.Quoted(other))
		}
		p.grouped[m] = g.Name
	}
	if len(p.Problems) > before {
		return g
	}
	var ok bool
	if g.Model, ok = models[model]; !ok {
		p.Unknown(n, "model", model, sorted(models))
		return g
	}
	level := map[string]int{"alpha": 1, "phi": 1, "mgl": 2, "beta": len(g.Members)}[model]
	for i := range g.Factors {
		g.Factors[i].Level = level + i
	}
	if err := g.Validate(); err != nil {
		for _, line := range strings.Split(err.Error(), "\n") {
			p.Reportf(n, "%s", line)
		}
		return g
	}
	before64 := p.causes
	if p.causes += g.Causes(); p.causes > risk.MaxAllCommonCauses && before64 <= risk.MaxAllCommonCauses {
		p.Reportf(n, "the groups up to here have more than %d common causes", risk.MaxAllCommonCauses)
	}
	return g
}

// member reads the ID of a basic event.
func (p *parser) member(n *yaml.Node) string {
	var id string
	p.id(&id)(n)
	if kind := p.kinds[id]; kind != "basic-event" && id != "" {
		p.Reportf(n, "member %s is a %s, not an event", yamlfile.Quoted(id), kind)
	}
	return id
}

// substitution reads a rule on what goes together.
func (p *parser) substitution(n *yaml.Node) risk.Substitution {
	var s risk.Substitution
	events := func(into *[]string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			p.List(n, func(n *yaml.Node) {
				if f := p.input(n); f.Op == "basic-event" {
					*into = append(*into, f.Ref)
				} else if f.Op != "" {
					p.Reportf(n, "want the ID of an event")
				}
			})
		}
	}
	known := p.notes(&s.Notes)
	known["id"], known["type"] = p.Text(&s.Name), p.Text(&s.Type)
	known["hypothesis"] = func(n *yaml.Node) { s.Hypothesis = p.input(n) }
	known["source"], known["target"] = events(&s.Source), events(&s.Target)
	known["constant"] = func(n *yaml.Node) { s.Constant = new(bool); p.Truth(s.Constant)(n) }
	before := len(p.Problems)
	p.Object(n, known, "hypothesis")
	if len(p.Problems) == before && (len(s.Target) > 0) == (s.Constant != nil) {
		p.Reportf(n, "has either a target or a constant")
	}
	if len(s.Source) > 0 {
		p.warnings = append(p.warnings, problem.Problem{File: p.File, Line: n.Line, Col: n.Column,
			Message: "a substitution with a source rewrites cut sets, which no formula can say; it is kept but not applied"}.String())
	}
	return s
}
