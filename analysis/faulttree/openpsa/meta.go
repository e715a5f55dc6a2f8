package openpsa

import (
	"slices"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/risk"
)

// group reads a common-cause group.
func (p *parser) group(n *node, s scope) risk.Group {
	g := risk.Group{Name: n.attr("name"), Model: n.attr("model"), Notes: p.notes(n), Distribution: expression.Num(0)}
	if g.Name == "" {
		p.reportf(n, "has no name")
	}
	seen := map[string]bool{}
	for _, c := range p.body(n) {
		switch c.name {
		case "members":
			g.Members = append(g.Members, p.eventList(c, s)...)
		case "distribution":
			seen[c.name] = true
			g.Distribution = p.expr(p.only(c, "an expression"), s)
		case "factor":
			g.Factors = append(g.Factors, p.factor(c, s, &g))
		case "factors":
			for _, f := range c.children {
				if f.name != "factor" {
					p.reportf(f, "has no place in factors")
					continue
				}
				g.Factors = append(g.Factors, p.factor(f, s, &g))
			}
		default:
			p.reportf(c, "has no place in a common-cause group")
		}
	}
	if !seen["distribution"] {
		p.reportf(n, "has no distribution")
	}
	slices.SortStableFunc(g.Factors, func(a, b risk.Factor) int { return a.Level - b.Level })
	p.checkGroup(n, g)
	return g
}

// factor reads one factor. Without a level it is the one after the last: the
// first level of all but the alpha and phi factors is 2, that of the beta factor
// the number of members.
func (p *parser) factor(n *node, s scope, g *risk.Group) risk.Factor {
	f := risk.Factor{Level: 2}
	switch {
	case n.attr("level") != "":
		f.Level = p.count(n, "level")
	case g.Model == "beta-factor":
		f.Level = len(g.Members)
	case len(g.Factors) > 0:
		f.Level = g.Factors[len(g.Factors)-1].Level + 1
	case g.Model == "alpha-factor" || g.Model == "phi-factor":
		f.Level = 1
	}
	f.Expr = p.expr(p.only(n, "an expression"), s)
	return f
}

// checkGroup reports members and factors that do not fit the model.
func (p *parser) checkGroup(n *node, g risk.Group) {
	size := len(g.Members)
	if size < 2 {
		p.reportf(n, "has %d members, needs at least 2", size)
	}
	listed := map[string]bool{}
	for _, m := range g.Members {
		if listed[m] {
			p.reportf(n, "member %q is listed twice", m)
		}
		listed[m] = true
		if other, taken := p.grouped[m]; taken && other != n {
			p.reportf(n, "member %q is in %s in line %d already", m, other.title(), other.line)
		}
		p.grouped[m] = n
	}
	first := 2
	switch g.Model {
	case "beta-factor":
		first = size
	case "MGL":
	case "alpha-factor", "phi-factor":
		first = 1
	default:
		p.reportf(n, "model %q is not beta-factor, MGL, alpha-factor or phi-factor", g.Model)
		return
	}
	if len(g.Factors) == 0 {
		p.reportf(n, "has no factor")
	}
	for i, f := range g.Factors {
		switch {
		case f.Level != first+i:
			p.reportf(n, "factor of level %d where that of level %d is due: %s takes the levels from %d up without gap", f.Level, first+i, g.Model, first)
			return
		case f.Level > size:
			p.reportf(n, "factor of level %d, but only %d members", f.Level, size)
			return
		}
	}
	struck := g.Causes()
	p.causes += struck
	switch {
	case struck > risk.MaxCommonCauses:
		p.reportf(n, "%d members up to level %d have more than %d common causes", size, g.Levels(), risk.MaxCommonCauses)
	case p.causes > risk.MaxAllCommonCauses:
		p.reportf(n, "the groups up to here have more than %d common causes", risk.MaxAllCommonCauses)
	}
}

// eventList reads references to basic events, as IDs.
func (p *parser) eventList(n *node, s scope) []string {
	var ids []string
	for _, c := range n.children {
		if c.name != "basic-event" && c.name != "event" {
			p.reportf(c, "has no place in %s, which lists basic events", n.name)
			continue
		}
		p.childless(c)
		f := p.event(c, s)
		if f.Op != "basic-event" && f.Op != "" && c.name == "event" {
			p.reportf(c, "is a %s, not a basic-event", f.Op)
		}
		ids = append(ids, f.Ref)
	}
	return ids
}

// substitution reads delete terms, recovery rules and exchange events.
func (p *parser) substitution(n *node, s scope) risk.Substitution {
	sub := risk.Substitution{Name: n.attr("name"), Type: n.attr("type"), Notes: p.notes(n)}
	seen := map[string]bool{}
	for _, c := range p.body(n) {
		seen[c.name] = true
		switch c.name {
		case "hypothesis":
			if body := p.only(c, "a formula"); body != nil {
				sub.Hypothesis = p.formula(body, s)
			}
		case "source":
			sub.Source = p.eventList(c, s)
		case "target":
			if len(c.children) == 1 && (c.children[0].name == "constant" || c.children[0].name == "bool") {
				v := p.constant(c.children[0])
				sub.Constant = &v
				continue
			}
			sub.Target = p.eventList(c, s)
		default:
			p.reportf(c, "has no place in a substitution")
		}
	}
	if !seen["hypothesis"] {
		p.reportf(n, "has no hypothesis")
	}
	if len(sub.Target) == 0 && sub.Constant == nil {
		p.reportf(n, "has no target")
	}
	if len(sub.Source) > 0 {
		p.warnf("%s rewrites minimal cut sets: those of top events, not those of sequences", n.title())
	}
	return sub
}

// reference reads a group of names.
func (p *parser) reference(n *node, kinds ...string) risk.Reference {
	r := risk.Reference{Name: n.attr("name"), Notes: p.notes(n), EventTree: n.attr("event-tree")}
	for _, c := range p.body(n) {
		if !slices.Contains(kinds, c.name) {
			p.reportf(c, "has no place in %s", n.title())
			continue
		}
		r.Members = append(r.Members, risk.Member{Kind: c.name, Name: c.attr("name")})
	}
	return r
}

func (p *parser) consequence(n *node) risk.Consequence {
	c := risk.Consequence{Name: n.attr("name"), Notes: p.notes(n)}
	for _, b := range p.body(n) {
		switch b.name {
		case "initiating-event":
			c.InitiatingEvent = b.attr("name")
		case "sequence":
			c.Sequence = b.attr("name")
		default:
			p.reportf(b, "has no place in a consequence")
		}
	}
	return c
}

// externLibrary reads a declaration, and nothing of what it names.
func (p *parser) externLibrary(n *node) risk.ExternLibrary {
	p.warnf("%s:%d: %s is never loaded", n.file, n.line, n.title())
	for _, c := range p.body(n) {
		p.reportf(c, "has no place in %s", n.title())
	}
	return risk.ExternLibrary{
		Name: n.attr("name"), Notes: p.notes(n), Path: n.attr("path"), System: n.attr("system"), Decorate: n.attr("decorate"),
	}
}

func (p *parser) externFunction(n *node) risk.ExternFunction {
	p.warnf("%s:%d: %s is never run", n.file, n.line, n.title())
	f := risk.ExternFunction{Name: n.attr("name"), Notes: p.notes(n), Symbol: n.attr("symbol"), Library: n.attr("library")}
	for _, c := range p.body(n) {
		p.childless(c)
		if c.name != "int" && c.name != "double" {
			p.reportf(c, "is not the type of a number: int or double")
			continue
		}
		f.Types = append(f.Types, c.name)
	}
	return f
}
