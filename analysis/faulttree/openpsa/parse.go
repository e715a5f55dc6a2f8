package openpsa

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/faulttree/risk"
)

// Options control [Parse]. The zero value means the defaults.
type Options struct {
	// Root is the folder of the model, from which other files may be included;
	// nil refuses includes. Paths that lead out of it are refused.
	Root fs.FS

	// StaggeredTesting reads alpha factors as those of components that are tested
	// one after the other, and not at the same time.
	StaggeredTesting bool
}

// Parse reads a model. The name of the file is for messages.
//
// The error is of type [problem.List] and holds everything that is wrong, in file
// order. Document types, entities, references over a network, extern functions and
// files outside the root are refused, as are more than 64 MiB, 5 million elements
// or 200 levels of nesting. Time and memory are linear in the size.
func Parse(name string, r io.Reader, opt Options) (*risk.Model, error) {
	l := &loader{root: opt.Root, limit: maxSize, names: map[string]string{}}
	if opt.Root != nil {
		l.open = []string{path.Base(path.Clean(name))}
	}
	root, err := l.load(name, r, 0)
	if err != nil {
		return nil, l.problems.Err()
	}
	p := &parser{names: newNames(), sites: map[string]*node{}, grouped: map[string]*node{}}
	if root.name != "opsa-mef" {
		p.reportf(root, "this is no Open-PSA model, which begins with <opsa-mef>")
		return nil, p.problems.Err()
	}
	p.declare(root)
	p.checkAttributes(root, map[[2]string]bool{})
	m := p.model(root)
	p.checkLoops(m)
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	m.Prepare(risk.PrepareOptions{StaggeredTesting: opt.StaggeredTesting})
	return m, nil
}

// A parser turns nodes into a Model and collects what is wrong.
type parser struct {
	names    *names
	problems problem.List
	warnings []string
	causes   float64          // of all common-cause groups so far
	sites    map[string]*node // where gates and parameters are defined, by ID
	grouped  map[string]*node // the common-cause group of a basic event, by ID
}

// reportf adds a problem about an element.
func (p *parser) reportf(n *node, format string, args ...any) {
	p.problems.Add(problem.Problem{File: n.file, Line: int(n.line), Col: int(n.col), Element: n.title(), Message: fmt.Sprintf(format, args...)})
}

// warnf says that something has no effect.
func (p *parser) warnf(format string, args ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf(format, args...))
}

// attributes are those the format has.
var attributes = []string{
	"name", "role", "unit", "value", "type", "min", "max", "model", "level", "state", "direction", "event-tree", "functional-event", "time-fraction",
	"path", "system", "decorate", "symbol", "library",
}

// checkAttributes warns of attributes that are not read, once for each in each
// kind of element.
func (p *parser) checkAttributes(n *node, seen map[[2]string]bool) {
	for _, a := range n.attrs {
		key := [2]string{n.name, a.Name.Local}
		if a.Name.Space == "" && a.Name.Local != "xmlns" && !slices.Contains(attributes, a.Name.Local) && !seen[key] && len(seen) < problem.Most {
			seen[key] = true
			p.warnf("%s:%d: attribute %q of %s is not read", n.file, n.line, a.Name.Local, n.name)
		}
	}
	for _, c := range n.children {
		p.checkAttributes(c, seen)
	}
}

// declared holds, by element, the kind of what it defines.
var declared = map[string]string{
	"define-gate": "gate", "define-basic-event": "basic-event", "define-house-event": "house-event", "define-parameter": "parameter",
}

// declare collects all names before the first reference is resolved.
func (p *parser) declare(root *node) {
	var members []func() // of groups, which define what nothing else does
	var walk func(n *node, s scope)
	walk = func(n *node, s scope) {
		for _, c := range n.children {
			name := c.attr("name")
			switch kind := declared[c.name]; {
			case kind != "":
				p.define(c, s, kind)
			case c.name == "define-fault-tree" || c.name == "define-component":
				if name == "" {
					p.reportf(c, "has no name")
				}
				walk(c, s.in(name, risk.Role(c.attr("role"))))
			case c.name == "model-data":
				walk(c, s)
			case c.name == "define-CCF-group":
				members = append(members, func() { p.defineMembers(c, s) })
			}
		}
	}
	walk(root, scope{})
	for _, define := range members {
		define()
	}
}

// define enters a name, with the problem that it is missing or taken.
func (p *parser) define(n *node, s scope, kind string) {
	name, in := n.attr("name"), events
	if kind == "parameter" {
		in = parameters
	}
	if name == "" {
		p.reportf(n, "has no name")
		return
	}
	_, before := p.names.add(in, s, p.role(n), definition{path: name, kind: kind, at: n})
	if before != nil && before.at != nil {
		p.reportf(n, "the name is taken by %s in %s:%d", before.at.title(), before.at.file, before.at.line)
	}
}

func (p *parser) role(n *node) risk.Role {
	switch r := risk.Role(n.attr("role")); r {
	case "", risk.Public, risk.Private:
		return r
	default:
		p.reportf(n, "role %q is neither public nor private", string(r))
		return ""
	}
}

// defineMembers enters the members of a common-cause group that are defined
// nowhere else: the group gives their probability.
func (p *parser) defineMembers(group *node, s scope) {
	for _, list := range group.children {
		if list.name != "members" {
			continue
		}
		for _, m := range list.children {
			if name := m.attr("name"); name != "" && p.names.find(events, s, name) == nil {
				p.define(m, s, "basic-event")
			}
		}
	}
}

// model reads the whole.
func (p *parser) model(root *node) *risk.Model {
	m := &risk.Model{Name: root.attr("name"), Notes: p.notes(root)}
	for _, c := range root.children {
		switch c.name {
		case "label", "attributes":
		case "define-fault-tree":
			m.FaultTrees = append(m.FaultTrees, p.container(c, scope{}))
		case "model-data":
			for _, d := range c.children {
				p.part(d, scope{}, &m.Data)
			}
		case "define-event-tree":
			m.EventTrees = append(m.EventTrees, p.eventTree(c))
		case "define-initiating-event":
			m.InitiatingEvents = append(m.InitiatingEvents, p.initiatingEvent(c))
		case "define-initiating-event-group":
			m.InitiatingGroups = append(m.InitiatingGroups, p.reference(c, "initiating-event", "initiating-event-group"))
		case "define-rule":
			m.Rules = append(m.Rules, p.rule(c))
		case "define-alignment", "define-mission":
			m.Alignments = append(m.Alignments, p.alignment(c))
		case "define-consequence":
			m.Consequences = append(m.Consequences, p.consequence(c))
		case "define-consequence-group":
			m.ConsequenceGroups = append(m.ConsequenceGroups, p.reference(c, "consequence", "consequence-group"))
		case "define-extern-library":
			m.ExternLibraries = append(m.ExternLibraries, p.externLibrary(c))
		case "define-extern-function":
			m.ExternFunctions = append(m.ExternFunctions, p.externFunction(c))
		default:
			p.part(c, scope{}, &m.Data)
		}
	}
	p.checkEventTrees(m, root)
	m.Warnings = p.warnings
	return m
}

func (p *parser) container(n *node, s scope) risk.Container {
	c := risk.Container{Name: n.attr("name"), Role: p.role(n), Notes: p.notes(n)}
	inside := s.in(c.Name, c.Role)
	for _, child := range n.children {
		switch child.name {
		case "label", "attributes":
		case "define-component":
			c.Components = append(c.Components, p.container(child, inside))
		default:
			p.part(child, inside, &c)
		}
	}
	return c
}

// part reads one definition into the container it stands in.
func (p *parser) part(n *node, s scope, c *risk.Container) {
	switch n.name {
	case "define-gate":
		id := p.identity(n, s, events)
		p.sites["gate "+id.ID] = n
		if body := p.only(n, "a formula"); body != nil {
			c.Gates = append(c.Gates, risk.Gate{Identity: id, Formula: p.formula(body, s)})
		}
	case "define-basic-event":
		e := risk.BasicEvent{Identity: p.identity(n, s, events)}
		if body := p.body(n); len(body) > 0 {
			x := p.expr(p.only(n, "an expression"), s)
			e.Expr = &x
		}
		c.Events = append(c.Events, e)
	case "define-house-event":
		h := risk.HouseEvent{Identity: p.identity(n, s, events)}
		if body := p.body(n); len(body) > 0 {
			h.State = p.constant(p.only(n, "a constant"))
		}
		c.House = append(c.House, h)
	case "define-parameter":
		id := p.identity(n, s, parameters)
		p.sites["parameter "+id.ID] = n
		if body := p.only(n, "an expression"); body != nil {
			c.Parameters = append(c.Parameters, risk.Parameter{Identity: id, Unit: p.unit(n), Expr: p.expr(body, s)})
		}
	case "define-CCF-group":
		c.Groups = append(c.Groups, p.group(n, s))
	case "define-substitution":
		c.Substitutions = append(c.Substitutions, p.substitution(n, s))
	default:
		p.reportf(n, "has no place here")
	}
}

// identity returns the names of a definition. Of one whose name is taken the ID is
// empty; that has been reported.
func (p *parser) identity(n *node, s scope, in space) risk.Identity {
	id := risk.Identity{Name: n.attr("name"), Role: p.role(n), Notes: p.notes(n)}
	if d := p.names.byPath[in][s.join(id.Name)]; d != nil && d.at == n {
		id.ID = d.id
	}
	return id
}

// notes reads label and attributes, and reports text that stands elsewhere.
func (p *parser) notes(n *node) risk.Notes {
	var notes risk.Notes
	if len(n.text) > 0 {
		p.reportf(n, "text has no place here: %.40q", n.text)
	}
	for _, c := range n.children {
		switch c.name {
		case "label":
			notes.Label = string(c.text)
		case "attributes":
			for _, a := range c.children {
				if a.name != "attribute" {
					p.reportf(a, "has no place in attributes")
					continue
				}
				notes.Attributes = append(notes.Attributes, risk.Attribute{Name: a.attr("name"), Value: a.attr("value"), Type: a.attr("type")})
			}
		}
	}
	return notes
}

// body returns the children that are not notes.
func (p *parser) body(n *node) []*node {
	var body []*node
	for _, c := range n.children {
		if c.name != "label" && c.name != "attributes" {
			body = append(body, c)
		}
	}
	return body
}

// only returns the one child that is not a note, or nil, and reports another
// number of them.
func (p *parser) only(n *node, what string) *node {
	body := p.body(n)
	if len(body) != 1 {
		p.reportf(n, "holds %d elements instead of %s", len(body), what)
		if len(body) == 0 {
			return nil
		}
	}
	return body[0]
}
