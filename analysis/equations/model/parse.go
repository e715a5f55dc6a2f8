package model

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/equations"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/internal/figures"
	"ninefold/analysis/internal/yamlfile"
)

const (
	maxSize       = 64 << 20   // bytes
	maxValues     = 10_000_000 // values
	maxComponents = 1_000_000
	maxDepth      = 100 // equations in equations
	maxTops       = 1000
)

// LongestHours is the longest time there may be.
const LongestHours = figures.LongestHours

var kindLine = regexp.MustCompile(`(?m)^\s*[{]?(?:.*,)?\s*"?kind"?\s*:\s*["']?BooleanSystem\b`)

// Is reports whether data looks like such a document, by its first lines.
func Is(data []byte) bool { return kindLine.Match(data[:min(len(data), 4096)]) }

// Read reads a system. The name of the file is for messages.
//
// The error is of type [problem.List] and holds everything that is wrong with the file,
// in its order, and with the tops that are asked about. Or it is that of r.
func Read(name string, r io.Reader, opt Options) (*Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	p := &parser{Reader: yamlfile.Reader{File: name}, model: &Model{Labels: map[string]string{}}, hours: opt.MissionTimeHours, ids: map[string]bool{}}
	if len(data) > maxSize || yamlfile.Values(data) > maxValues {
		p.Addf(1, 1, "the file is larger than %d MiB or holds more than %d values", maxSize>>20, maxValues)
		return nil, p.Problems.Err()
	}
	if root := p.Root(data, "a system is a mapping that begins with kind: "+Kind); root != nil {
		p.document(root)
		p.checkNames()
		p.tops(opt)
	}
	if len(p.Problems) == 0 {
		p.equations()
	}
	if err := p.Problems.Err(); err != nil {
		return nil, err
	}
	return p.model, nil
}

// A parser turns a file into a model and collects what is wrong.
type parser struct {
	yamlfile.Reader

	model     *Model
	hours     float64
	otherwise float64 // unavailability of what states none
	ids       map[string]bool
	causes    []cause
	used      []use
}

// A cause brings a component down: an equation, or that no path works.
type cause struct {
	component int
	down      equation
	paths     [][]string
	at        *yaml.Node
}

// A use is where a component is named.
type use struct {
	id  string
	at  *yaml.Node
	top bool
}

func (p *parser) document(root *yaml.Node) {
	var kind, version string
	var components, defaults, tree *yaml.Node
	later := func(into **yaml.Node) func(*yaml.Node) { return func(n *yaml.Node) { *into = n } }
	p.Object(root, yamlfile.Readers{
		"apiVersion": p.Text(&version), "kind": p.Text(&kind), "label": p.Text(&p.model.Label), "missionTime": p.missionTime,
		"defaults": later(&defaults), "components": later(&components), "fatTree": later(&tree), "semantics": p.semantics,
		"tops": func(n *yaml.Node) {
			if p.model.Tops = p.names(n, true); len(p.model.Tops) > maxTops {
				p.Reportf(n, "there are more than %d tops", maxTops)
			}
		},
	}, "apiVersion", "kind")
	if kind != Kind && kind != "" {
		p.Reportf(root, "kind is %.40q, not %s", kind, Kind)
	}
	if version != APIVersion && version != "" {
		p.Reportf(root, "apiVersion is %.40q, not %s", version, APIVersion)
	}
	if defaults != nil {
		p.otherwise = p.figuresOf(defaults)
	}
	if components != nil {
		p.List(components, p.component)
	}
	if tree != nil {
		p.fatTree(tree)
	}
	if components == nil && tree == nil {
		p.Reportf(root, "has neither components nor a fatTree")
	}
	p.model.Named = len(p.model.System.Components)
}

func (p *parser) missionTime(n *yaml.Node) {
	var hours float64
	if p.Number(&hours)(n); !(hours > 0 && hours <= LongestHours) {
		p.Reportf(n, "missionTime %g is not positive and at most %g hours", hours, float64(LongestHours))
	}
	if !(p.hours > 0) {
		p.hours = hours
	}
}

func (p *parser) semantics(n *yaml.Node) {
	var word string
	if p.Text(&word)(n); word == "" {
		return
	}
	var ok bool
	if p.model.Semantics, ok = SemanticsOf(word); !ok {
		p.Reportf(n, "semantics is %.40q; known are %s", word, strings.Join(SemanticsNames(), ", "))
	}
}

// SemanticsNames are what semantics may be called.
func SemanticsNames() []string {
	return []string{"both", string(equations.Steady), string(equations.ColdStart)}
}

// SemanticsOf returns the semantics of one of the names; ok is false for others.
func SemanticsOf(name string) (list []equations.Semantics, ok bool) {
	switch s := equations.Semantics(name); s {
	case equations.Steady, equations.ColdStart:
		return []equations.Semantics{s}, true
	case "both":
		return []equations.Semantics{equations.Steady, equations.ColdStart}, true
	}
	return nil, false
}

// stating adds the keys of figures to those of a mapping.
func (p *parser) stating(f *figures.Figures, keys yamlfile.Readers) yamlfile.Readers {
	for _, name := range figures.Names() {
		keys[name] = func(n *yaml.Node) {
			if _, ok := yamlfile.Number(n); !ok {
				p.Reportf(n, "%s is no finite number", yamlfile.Quoted(n.Value))
			} else if err := f.Set(name, n.Value); err != nil {
				p.Reportf(n, "%v", err)
			}
		}
	}
	return keys
}

// unavailability is what figures come to.
func (p *parser) unavailability(n *yaml.Node, f figures.Figures) float64 {
	if !f.Given() {
		return p.otherwise
	}
	u, err := f.Unavailability(p.hours)
	if err != nil {
		p.Reportf(n, "%v", err)
	}
	return u
}

// figuresOf reads a mapping of figures only.
func (p *parser) figuresOf(n *yaml.Node) float64 {
	var f figures.Figures
	p.Object(n, p.stating(&f, yamlfile.Readers{}))
	return p.unavailability(n, f)
}

func (p *parser) component(n *yaml.Node) {
	var c equations.Component
	var f figures.Figures
	var label string
	at := len(p.model.System.Components)
	because := func(read func(*yaml.Node) []cause) func(*yaml.Node) {
		return func(n *yaml.Node) {
			for _, x := range read(n) {
				x.component = at
				p.causes = append(p.causes, x)
			}
		}
	}
	p.Object(n, p.stating(&f, yamlfile.Readers{
		"id": p.Text(&c.ID), "label": p.Text(&label),
		"down":  because(func(n *yaml.Node) []cause { return []cause{{down: p.equation(n, 0), at: n}} }),
		"needs": because(p.needs),
		"paths": because(p.paths),
	}))
	c.Unreliability = p.unavailability(n, f)
	if label != "" {
		p.model.Labels[c.ID] = label
	}
	p.add(n, c)
}

// add adds a component that is named in the file.
func (p *parser) add(n *yaml.Node, c equations.Component) {
	switch {
	case c.ID == "":
		p.Reportf(n, "has no id")
	case strings.ContainsFunc(c.ID, unicode.IsControl):
		p.Reportf(n, "the id %.40q has control characters", c.ID)
	case p.ids[c.ID]:
		p.Reportf(n, "another component is called %.40q", c.ID)
	case len(p.ids) == maxComponents:
		p.Reportf(n, "there are more than %d components", maxComponents)
	}
	p.ids[c.ID] = true
	if len(p.model.System.Components) <= maxComponents {
		p.model.System.Components = append(p.model.System.Components, c)
	}
}

// checkNames reports components that are named and not there.
func (p *parser) checkNames() {
	var known []string
	for _, u := range p.used {
		if p.ids[u.id] {
			continue
		}
		if known == nil {
			for id := range p.ids {
				known = append(known, id)
			}
			slices.Sort(known)
		}
		p.Reportf(u.at, "component %.40q is not defined%s", u.id, p.Near(u.id, known))
	}
}

// tops are those of the options, or of the file, or what no other component names.
func (p *parser) tops(opt Options) {
	m := p.model
	if opt.Semantics != nil {
		m.Semantics = opt.Semantics
	}
	if m.Semantics == nil {
		m.Semantics = []equations.Semantics{equations.Steady, equations.ColdStart}
	}
	fault := func(format string, args ...any) {
		p.Problems.Add(problem.Problem{File: p.File, Line: 1, Col: 1, Element: "tops", Message: fmt.Sprintf(format, args...)})
	}
	if len(opt.Tops) > 0 {
		m.Tops = nil
		for _, id := range opt.Tops {
			switch {
			case !p.ids[id]:
				fault("component %.40q is not defined", id)
			case slices.Contains(m.Tops, id):
				fault("%.40q is named twice", id)
			}
			m.Tops = append(m.Tops, id)
		}
	}
	if len(m.Tops) > 0 || len(p.Problems) > 0 {
		return
	}
	named := map[string]bool{}
	for _, u := range p.used {
		named[u.id] = named[u.id] || !u.top
	}
	for i := range m.System.Components {
		if id := m.System.Components[i].ID; !named[id] {
			m.Tops = append(m.Tops, id)
		}
	}
	if len(m.Tops) == 0 || len(m.Tops) > maxTops {
		fault("%d components are named by no other: state the tops", len(m.Tops))
	}
}
