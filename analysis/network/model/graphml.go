package model

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/internal/figures"
)

// graphML reads the first graph of a file. Elements are read one by one, and XML has no
// entities here but the five of its own, so a file costs no more than it is long.
func (p *parser) graphML(data []byte) {
	g := graphReader{parser: p, dec: xml.NewDecoder(bytes.NewReader(data)), keys: map[string]string{}, at: map[string]bool{}}
	for {
		g.now.line, g.now.col = g.dec.InputPos() // where what comes begins
		token, err := g.dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			g.faultf("", "this is not XML: %s", xmlFault(err))
			return
		}
		switch t := token.(type) {
		case xml.Directive:
			g.faultf("", "document types are refused")
			return
		case xml.StartElement:
			if g.open(t); g.over() {
				return
			}
		case xml.EndElement:
			g.close(t.Name.Local)
		case xml.CharData:
			if g.key != "" && len(g.text) < maxText {
				g.text += string(t[:min(len(t), maxText)])
			}
		}
	}
	if g.graphs == 0 {
		g.faultf("", "the file has no graph")
	}
	g.nodeIDs()
	g.ends()
}

const (
	maxText   = 4096 // bytes of the text of a datum that are kept
	maxNested = 100  // elements in elements
)

// A graphReader is within a file.
type graphReader struct {
	*parser

	dec    *xml.Decoder
	now    place             // of the element
	keys   map[string]string // names of data, by the ID of their key
	at     map[string]bool   // IDs of nodes and edges
	places []place           // of edges
	path   []string          // of elements
	graphs int
	skip   bool // within a graph after the first

	directed bool // edges that state nothing
	part     *part
	key      string // of the datum the reader is in
	text     string
	began    place
}

type place struct{ line, col int }

// A part is a node or an edge that is being read.
type part struct {
	place

	kind    string // node or edge
	node    Node
	edge    Edge
	figures figures.Figures
}

// over tells whether there is no use in going on.
func (g *graphReader) over() bool { return len(g.Problems) >= problem.Most || len(g.path) > maxNested }

func (g *graphReader) faultf(element, format string, args ...any) {
	g.faultAtf(g.now, element, format, args...)
}

func (g *graphReader) faultAtf(at place, element, format string, args ...any) {
	g.Problems.Add(problem.Problem{File: g.File, Line: at.line, Col: at.col, Element: element, Message: fmt.Sprintf(format, args...)})
}

func xmlFault(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Msg
	}
	return err.Error()
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (g *graphReader) open(t xml.StartElement) {
	g.path = append(g.path, t.Name.Local)
	if len(g.path) > maxNested {
		g.faultf("", "elements are nested more than %d deep", maxNested)
		return
	}
	switch name := t.Name.Local; {
	case name == "key":
		label := attribute(t, "attr.name")
		if label == "" {
			label = attribute(t, "id")
		}
		g.keys[attribute(t, "id")] = label
	case name == "graph" && g.part != nil:
		g.faultf(g.part.kind, "a graph within a %s is not supported", g.part.kind)
	case name == "graph":
		g.graphs++
		g.skip = g.graphs > 1
		if g.skip {
			g.faultf("", "the file has more than one graph")
		}
		g.directed = attribute(t, "edgedefault") == "directed"
	case g.skip:
	case name == "node" || name == "edge":
		g.begin(t)
	case name == "hyperedge" || name == "port":
		g.faultf(name, "a %s is not supported", name)
	case name == "data" && (g.part != nil || len(g.path) == 3):
		g.key, g.text, g.began = g.keys[attribute(t, "key")], "", g.now
	}
}

// begin begins a node or an edge.
func (g *graphReader) begin(t xml.StartElement) {
	if g.part != nil || g.graphs == 0 {
		g.faultf(t.Name.Local, "stands where none may be")
		return
	}
	g.part = &part{place: g.now, kind: t.Name.Local}
	id := attribute(t, "id")
	if id != "" && faultOfID(id) != "" || id == "" && t.Name.Local == "node" {
		g.faultf(t.Name.Local, "%s", faultOfID(id))
	}
	if id != "" && g.at[id] && t.Name.Local == "node" {
		g.faultf("node", "another node or edge is called %.40q", id)
	}
	if t.Name.Local == "node" {
		g.at[id] = true
		g.part.node = Node{ID: id}
		return
	}
	e := Edge{From: attribute(t, "source"), To: attribute(t, "target"), Directed: g.directed}
	switch directed := attribute(t, "directed"); directed {
	case "":
	case "true", "false":
		e.Directed = directed == "true"
	default:
		g.faultf("edge", "directed is %.40q, neither true nor false", directed)
	}
	if !g.at["edge "+id] { // parallel edges of some maps share one; the second is then named after its ends
		e.ID = id
	}
	g.at["edge "+id] = true
	g.part.edge = e
}

// close ends an element.
func (g *graphReader) close(name string) {
	g.path = g.path[:max(len(g.path)-1, 0)]
	switch {
	case name == "data" && g.key != "":
		g.datum(g.key, strings.TrimSpace(g.text))
		g.key = ""
	case name == "graph" && g.skip:
		g.skip = false
	case g.part != nil && name == g.part.kind:
		g.end(g.part)
		g.part = nil
	}
}

// datum takes a datum of a node, an edge or the graph.
func (g *graphReader) datum(name, text string) {
	switch {
	case g.part == nil:
		if name == "label" || name == "Network" {
			g.model.Label = text
		}
	case name == "label" || name == "LinkLabel":
		g.part.node.Label, g.part.edge.Label = text, text
	case slices.Contains(figures.Names(), strings.ToLower(name)):
		if err := g.part.figures.Set(strings.ToLower(name), text); err != nil {
			g.faultAtf(g.began, g.part.kind, "%v", err)
		}
	}
}

// end adds a node or an edge.
func (g *graphReader) end(s *part) {
	otherwise := or(g.opt.Edges, 0)
	if s.kind == "node" {
		otherwise = or(g.opt.Nodes, 0)
	}
	u := otherwise
	if s.figures.Given() {
		var err error
		if u, err = s.figures.Unavailability(g.opt.MissionTimeHours); err != nil {
			g.faultAtf(s.place, s.kind, "%v", err)
		}
	}
	if s.kind == "node" {
		s.node.Unavailability = u
		g.add(s.line, s.col, s.node)
		return
	}
	s.edge.Unavailability = u
	g.join(s.line, s.col, s.edge)
	g.places = append(g.places, s.place)
}

// ends checks what edges join, which may come after them, and gives those without a
// label one of those of their ends.
func (g *graphReader) ends() {
	labels := map[string]string{}
	for _, n := range g.model.Nodes {
		labels[n.ID] = n.Label
	}
	for i := range g.model.Edges {
		e := &g.model.Edges[i]
		for _, id := range []string{e.From, e.To} {
			if !g.ids[id] {
				g.faultAtf(g.places[i], "edge", "%s", g.missing(id))
			}
		}
		if g.ids[e.ID] { // nodes and edges are counted apart in GraphML
			e.ID = ""
		}
		if from, to := labels[e.From], labels[e.To]; e.Label == "" && from != "" && to != "" {
			e.Label = from + " – " + to
		}
	}
}
