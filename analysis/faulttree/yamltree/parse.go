package yamltree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/faulttree/risk"
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
	p := &parser{file: name, kinds: map[string]string{}, params: map[string]string{}, sites: map[string]*yaml.Node{}, paramSites: map[string]*yaml.Node{}, grouped: map[string]string{}}
	if len(data) > maxSize || marks(data) > maxMarks {
		p.addf(1, 1, "the file is larger than %d MiB or holds more than %d values", maxSize>>20, maxMarks)
		return nil, p.problems.Err()
	}
	m := &risk.Model{}
	if root := p.root(data); root != nil {
		p.declare(root)
		p.document(root, m)
		for _, e := range p.silent {
			if _, ok := p.grouped[e.id]; !ok {
				p.reportf(e.node, "has no probability")
			}
		}
	}
	if len(p.problems) == 0 {
		p.checkCycles(m)
	}
	if err := p.problems.Err(); err != nil {
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
	file       string
	problems   problem.List
	kinds      map[string]string     // of gates and events by ID: gate, basic-event or house-event
	params     map[string]string     // units of parameters by ID
	sites      map[string]*yaml.Node // of gates and events
	paramSites map[string]*yaml.Node
	grouped    map[string]string // the common-cause group of an event
	causes     float64           // of all groups so far
	guesses    int               // near names looked for
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

func (p *parser) addf(line, col int, format string, args ...any) {
	p.problems.Add(problem.Problem{File: p.file, Line: line, Col: col, Message: fmt.Sprintf(format, args...)})
}

func (p *parser) reportf(n *yaml.Node, format string, args ...any) {
	p.addf(n.Line, n.Column, format, args...)
}

var syntaxLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// root returns the mapping of the only document; nil where there is none, which
// is reported.
func (p *parser) root(data []byte) *yaml.Node {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, next yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		p.addf(1, 1, "the file is empty")
		return nil
	case err != nil:
		match := syntaxLine.FindStringSubmatch(err.Error())
		if match == nil {
			match = []string{"", ""}
		}
		line, _ := strconv.Atoi(match[1]) // 0 where the parser gives none
		p.addf(max(line, 1), 1, "this is not YAML: %s", strings.TrimPrefix(err.Error(), match[0]))
		return nil
	}
	if err := dec.Decode(&next); !errors.Is(err, io.EOF) {
		p.addf(max(next.Line, 1), 1, "the file holds more than one document")
		return nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		p.reportf(root, "a fault tree is a mapping that begins with kind: %s", Kind)
		return nil
	}
	return root
}

// document reads the whole.
func (p *parser) document(root *yaml.Node, m *risk.Model) {
	var kind, version string
	main := risk.Container{}
	known := p.parts(&main, -1)
	known["kind"], known["apiVersion"] = p.text(&kind), p.text(&version)
	known["substitutions"] = func(n *yaml.Node) {
		p.list(n, func(n *yaml.Node) { main.Substitutions = append(main.Substitutions, p.substitution(n)) })
	}
	several, names := false, map[string]bool{}
	known["trees"] = func(n *yaml.Node) {
		several = true
		p.list(n, func(n *yaml.Node) {
			var t risk.Container
			p.object(n, p.parts(&t, len(m.FaultTrees)), "name")
			if names[t.Name] {
				p.reportf(n, "another tree is called %s", quoted(t.Name))
			}
			names[t.Name] = true
			m.FaultTrees = append(m.FaultTrees, t)
		})
	}
	p.object(root, known)
	if kind != Kind {
		p.reportf(root, "kind is %q, not %s", kind, Kind)
	}
	if version != APIVersion {
		p.reportf(root, "apiVersion is %q, not %s", version, APIVersion)
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
			p.reportf(t.node, "top has no place beside trees: each of them may have its own")
		case p.kinds[t.node.Value] == "":
			p.reportf(t.node, "the top event %s is not defined%s", quoted(t.node.Value), near(p, t.node.Value, p.kinds))
		}
		p.tops[i].tree = max(t.tree, 0)
	}
	if !several && len(main.Gates) == 0 && len(p.tops) == 0 {
		p.reportf(root, "has neither gates nor a top event")
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
