package model

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/internal/yamlfile"
)

const (
	maxSize   = 64 << 20   // bytes
	maxValues = 10_000_000 // of a YAML file
	maxParts  = 1_000_000  // nodes and edges
)

// A Format is one that a network may be written in; None is another file.
type Format string

// The formats there are.
const (
	None     Format = ""
	YAML     Format = "yaml"
	GraphML  Format = "graphml"
	EdgeList Format = "edges"
)

// headSize is how many bytes of a file tell what it is.
const headSize = 4096

var (
	kindLine = regexp.MustCompile(`(?m)^\s*[{]?(?:.*,)?\s*"?kind"?\s*:\s*["']?Network["']?\s*(?:[,}#].*)?$`)
	rootTag  = regexp.MustCompile(`<(?:\w+:)?graphml[\s>]`)
)

// FormatOf returns the format of a file by how it begins; its first 4096 bytes are
// looked at.
func FormatOf(head []byte) Format {
	cut := len(head) >= headSize
	head = head[:min(len(head), headSize)]
	switch {
	case bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n"), []byte("<")):
		if rootTag.Match(head) {
			return GraphML
		}
	case kindLine.Match(head):
		return YAML
	case isEdgeList(head, cut):
		return EdgeList
	}
	return None
}

// isEdgeList tells whether most lines have two or three words, the first among them, and
// none has what other formats are made of. The last line is left out if it may have been
// cut.
func isEdgeList(head []byte, cut bool) bool {
	text := string(head)
	if i := strings.LastIndexByte(text, '\n'); cut {
		text = text[:i+1]
	}
	fit, others := 0, 0
	for line := range strings.Lines(text) {
		words := strings.Fields(strings.TrimPrefix(line, "\ufeff"))
		if len(words) == 0 || comment(words[0]) {
			continue
		}
		if strings.ContainsAny(line, "\"':;,{}[]()<>=&|\x00") {
			return false
		}
		if len(words) == 2 || len(words) == 3 {
			fit++
		} else if others++; fit == 0 {
			return false
		}
	}
	return fit > others
}

func comment(word string) bool { return word[0] == '#' || word[0] == '%' }

// Is reports whether data looks like a network, by its first lines.
func Is(data []byte) bool { return FormatOf(data) != None }

// Read reads a network in any of the formats. The name of the file is for messages.
//
// The error is of type [problem.List] and holds everything that is wrong with the file,
// in its order, and with the terminals that are asked about. Or it is that of r.
func Read(name string, r io.Reader, opt Options) (*Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	p := &parser{Reader: yamlfile.Reader{File: name}, model: &Model{}, opt: opt}
	if len(data) > maxSize {
		p.Addf(1, 1, "the file is larger than %d MiB", maxSize>>20)
		return nil, p.Problems.Err()
	}
	switch FormatOf(data) {
	case GraphML:
		p.graphML(data)
	case EdgeList:
		p.edgeList(data)
	default:
		p.yaml(data)
	}
	if len(p.Problems) == 0 && len(p.model.Nodes) == 0 {
		p.Addf(1, 1, "the network has no node")
	}
	if len(p.Problems) == 0 {
		p.model.nameEdges()
		p.questions()
	}
	if err := p.Problems.Err(); err != nil {
		return nil, err
	}
	return p.model, nil
}

// questions are those of the options, or of the file, or one about all nodes.
func (p *parser) questions() {
	m := p.model
	if len(p.opt.Terminals) == 0 && !p.opt.Pairs && len(m.Questions) > 0 {
		m.Questions = named(m.Questions)
		return
	}
	questions, faults := m.ask(p.opt)
	for _, f := range faults {
		p.Problems.Add(problem.Problem{File: p.File, Line: 1, Col: 1, Element: "terminals", Message: f})
	}
	m.Questions = questions
}

// A parser turns a file into a model and collects what is wrong.
type parser struct {
	yamlfile.Reader

	model *Model
	opt   Options

	ids   map[string]bool // of nodes
	known []string        // the same, sorted, once needed
}

// nodeIDs notes the nodes there are.
func (p *parser) nodeIDs() {
	p.ids = make(map[string]bool, len(p.model.Nodes))
	for i := range p.model.Nodes {
		p.ids[p.model.Nodes[i].ID] = true
	}
}

// missing is what is wrong with the name of a node that is not there.
func (p *parser) missing(id string) string {
	if p.known == nil {
		for i := range p.model.Nodes {
			p.known = append(p.known, p.model.Nodes[i].ID)
		}
		slices.Sort(p.known)
	}
	return fmt.Sprintf("there is no node %.40q%s", id, p.Near(id, p.known))
}

// or returns what is given, or else something.
func or(given *float64, otherwise float64) float64 {
	if given != nil {
		return *given
	}
	return otherwise
}

// add adds a node, up to as many as there may be.
func (p *parser) add(line, col int, n Node) {
	if len(p.model.Nodes) == maxParts {
		p.Addf(line, col, "there are more than %d nodes", maxParts)
		return
	}
	p.model.Nodes = append(p.model.Nodes, n)
}

// join adds an edge, up to as many as there may be.
func (p *parser) join(line, col int, e Edge) {
	if len(p.model.Edges) == maxParts {
		p.Addf(line, col, "there are more than %d edges", maxParts)
		return
	}
	p.model.Edges = append(p.model.Edges, e)
}
