package yamltree

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/internal/yamlfile"
)

// What a document says it is.
const (
	APIVersion = "ninefold/v1"
	Kind       = "FaultTree"
)

const (
	maxSize  = 16 << 20  // bytes
	maxMarks = 4_000_000 // values: a node takes many times the memory of its text
	maxDepth = 200       // gates and expressions within each other
)

var kindLine = regexp.MustCompile(`(?m)^\s*[{]?(?:.*,)?\s*"?kind"?\s*:\s*["']?FaultTree\b`)

// Is reports whether data looks like such a document, by its first lines.
func Is(data []byte) bool { return kindLine.Match(data[:min(len(data), 4096)]) }

// Parse reads a model. The name of the file is for messages. The top events of
// the model are those of [risk.Model.NamedTops].
//
// The error is of type [problem.List] and holds everything that is wrong, in file
// order, or is that of r. Expressions are checked for form only: that a value is a
// probability is known at a mission time.
func Parse(name string, r io.Reader) (*risk.Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	p := &parser{Reader: yamlfile.Reader{File: name}, kinds: map[string]string{}, params: map[string]string{}, sites: map[string]*yaml.Node{}, paramSites: map[string]*yaml.Node{}, grouped: map[string]string{}}
	if len(data) > maxSize || marks(data) > maxMarks {
		p.Addf(1, 1, "the file is larger than %d MiB or holds more than %d values", maxSize>>20, maxMarks)
		return nil, p.Problems.Err()
	}
	m := &risk.Model{}
	if root := p.Root(data, "a fault tree is a mapping that begins with kind: "+Kind); root != nil {
		p.declare(root)
		p.document(root, m)
		for _, e := range p.silent {
			if _, ok := p.grouped[e.id]; !ok {
				p.Reportf(e.node, "has no probability")
			}
		}
	}
	if len(p.Problems) == 0 {
		p.checkCycles(m)
	}
	if err := p.Problems.Err(); err != nil {
		return nil, err
	}
	p.nameTops(m)
	m.Warnings = p.warnings
	m.Prepare(risk.PrepareOptions{})
	return m, nil
}

// marks is at least the number of values in the text.
func marks(data []byte) int {
	n := 0
	for _, mark := range []string{"\n", ",", ":", "[", "{", "- "} {
		n += bytes.Count(data, []byte(mark))
	}
	return n
}

// A parser turns nodes into a model and collects what is wrong.
type parser struct {
	yamlfile.Reader

	kinds      map[string]string     // of gates and events by ID: gate, basic-event or house-event
	params     map[string]string     // units of parameters by ID
	sites      map[string]*yaml.Node // of gates and events
	paramSites map[string]*yaml.Node
	grouped    map[string]string // the common-cause group of an event
	causes     float64           // of all groups so far
	depth      int
	tops       []topNode
	silent     []silentEvent
	warnings   []string
}

// A silentEvent has no probability. It may be one of a common-cause group.
type silentEvent struct {
	id   string
	node *yaml.Node
}

// A topNode is where the top of a tree is named.
type topNode struct {
	tree int
	node *yaml.Node
}

// document reads the whole.
func (p *parser) document(root *yaml.Node, m *risk.Model) {
	var kind, version string
	main := risk.Container{}
	known := p.parts(&main, -1)
	known["kind"], known["apiVersion"] = p.Text(&kind), p.Text(&version)
	known["substitutions"] = func(n *yaml.Node) {
		p.List(n, func(n *yaml.Node) { main.Substitutions = append(main.Substitutions, p.substitution(n)) })
	}
	several, names := false, map[string]bool{}
	known["trees"] = func(n *yaml.Node) {
		several = true
		p.List(n, func(n *yaml.Node) {
			var t risk.Container
			p.Object(n, p.parts(&t, len(m.FaultTrees)), "name")
			if names[t.Name] {
				p.Reportf(n, "another tree is called %s", yamlfile.Quoted(t.Name))
			}
			names[t.Name] = true
			m.FaultTrees = append(m.FaultTrees, t)
		})
	}
	p.Object(root, known)
	if kind != Kind {
		p.Reportf(root, "kind is %q, not %s", kind, Kind)
	}
	if version != APIVersion {
		p.Reportf(root, "apiVersion is %q, not %s", version, APIVersion)
	}
	if several {
		m.Name, m.Notes, m.Data = main.Name, main.Notes, main
		m.Data.Name, m.Data.Notes = "", risk.Notes{}
	} else {
		m.FaultTrees = []risk.Container{main}
	}
	p.checkTops(root, several, main)
	if !several && main.Name == "" {
		m.FaultTrees[0].Name = p.defaultName()
	}
}

// checkTops moves the top of the only tree to it, and reports a top that has no
// place or means nothing.
func (p *parser) checkTops(root *yaml.Node, several bool, main risk.Container) {
	for i, t := range p.tops {
		switch {
		case t.tree < 0 && several:
			p.Reportf(t.node, "top has no place beside trees: each of them may have its own")
		case p.kinds[t.node.Value] == "":
			p.Reportf(t.node, "the top event %s is not defined%s", yamlfile.Quoted(t.node.Value), p.Near(t.node.Value, sorted(p.kinds)))
		}
		p.tops[i].tree = max(t.tree, 0)
	}
	if !several && len(main.Gates) == 0 && len(p.tops) == 0 {
		p.Reportf(root, "has neither gates nor a top event")
	}
}

// unnamed is the name of a tree without name and top event.
const unnamed = "tree"

// defaultName is that of a tree without one: its top event.
func (p *parser) defaultName() string {
	if len(p.tops) == 0 {
		return unnamed
	}
	return nameAfter(p.tops[0].node.Value)
}

// nameAfter makes a name of a tree from an ID: dots separate containers.
func nameAfter(top string) string { return strings.ReplaceAll(top, ".", "-") }

func (p *parser) nameTops(m *risk.Model) {
	tops := map[int]string{}
	for _, t := range p.tops {
		tops[t.tree] = t.node.Value
	}
	m.NameTops(tops)
}
