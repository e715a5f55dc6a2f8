package model

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/internal/figures"
	"ninefold/analysis/internal/yamlfile"
)

// yaml reads a document. Nodes and edges come after what may be stated for all of them,
// wherever that stands.
func (p *parser) yaml(data []byte) {
	if yamlfile.Values(data) > maxValues {
		p.Addf(1, 1, "the file holds more than %d values", maxValues)
		return
	}
	root := p.Root(data, "a network is a mapping that begins with kind: "+Kind)
	if root == nil {
		return
	}
	var kind, version string
	var nodes, edges, defaults, terminals, questions *yaml.Node
	d := document{parser: p, hours: p.opt.MissionTimeHours}
	later := func(into **yaml.Node) func(*yaml.Node) { return func(n *yaml.Node) { *into = n } }
	p.Object(root, yamlfile.Readers{
		"apiVersion": p.Text(&version), "kind": p.Text(&kind), "label": p.Text(&p.model.Label),
		"missionTime": d.missionTime, "directed": p.Truth(&d.directed), "defaults": later(&defaults),
		"nodes": later(&nodes), "edges": later(&edges), "terminals": later(&terminals), "questions": later(&questions),
	}, "apiVersion", "kind", "edges")
	if kind != Kind && kind != "" {
		p.Reportf(root, "kind is %.40q, not %s", kind, Kind)
	}
	if version != APIVersion && version != "" {
		p.Reportf(root, "apiVersion is %.40q, not %s", version, APIVersion)
	}
	if defaults != nil {
		p.Object(defaults, yamlfile.Readers{"nodes": d.defaultOf(&d.nodes), "edges": d.defaultOf(&d.edges)})
	}
	d.seen = map[string]string{}
	if d.implicit = nodes == nil; !d.implicit {
		p.List(nodes, d.node)
	}
	p.nodeIDs()
	if edges != nil {
		p.List(edges, d.edge)
	}
	if terminals != nil {
		q := Question{}
		d.terminals(terminals, &q.Terminals, &q.All)
		d.ask(terminals, q, "")
	}
	if questions != nil {
		p.List(questions, d.question)
	}
}

// A document is one that is being read.
type document struct {
	*parser

	hours        float64
	directed     bool
	nodes, edges float64           // unavailability of those that state none
	implicit     bool              // nodes are those that edges name
	seen         map[string]string // node, edge or question, by ID
}

func (d *document) missionTime(n *yaml.Node) {
	var hours float64
	if d.Number(&hours)(n); !(hours > 0 && hours <= figures.LongestHours) {
		d.Reportf(n, "missionTime %g is not positive and at most %g hours", hours, float64(figures.LongestHours))
	}
	if !(d.hours > 0) {
		d.hours = hours
	}
}

// figuresOf adds the keys of figures to those of a mapping.
func (d *document) figuresOf(f *figures.Figures, keys yamlfile.Readers) yamlfile.Readers {
	for _, name := range figures.Names() {
		keys[name] = func(n *yaml.Node) {
			if _, ok := yamlfile.Number(n); !ok {
				d.Reportf(n, "%s is no finite number", yamlfile.Quoted(n.Value))
			} else if err := f.Set(name, n.Value); err != nil {
				d.Reportf(n, "%v", err)
			}
		}
	}
	return keys
}

// unavailability returns what figures come to.
func (d *document) unavailability(n *yaml.Node, f figures.Figures, otherwise float64) float64 {
	if !f.Given() {
		return otherwise
	}
	u, err := f.Unavailability(d.hours)
	if err != nil {
		d.Reportf(n, "%v", err)
	}
	return u
}

func (d *document) defaultOf(into *float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var f figures.Figures
		d.Object(n, d.figuresOf(&f, yamlfile.Readers{}))
		*into = d.unavailability(n, f, 0)
	}
}

// named checks the ID of a node or an edge, or of a question.
func (d *document) named(n *yaml.Node, kind, id string) {
	if fault := faultOfID(id); fault != "" {
		d.Reportf(n, "%s", fault)
		return
	}
	key := "part " + id
	if kind == "question" {
		key = "question " + id
	}
	if other := d.seen[key]; other != "" {
		d.Reportf(n, "another %s is called %.40q", other, id)
	}
	d.seen[key] = kind
}

// faultOfID says what is wrong with an ID.
func faultOfID(id string) string {
	switch {
	case id == "":
		return "has no id"
	case strings.ContainsFunc(id, unicode.IsControl):
		return fmt.Sprintf("the id %.40q has control characters", id)
	}
	return ""
}

func (d *document) node(n *yaml.Node) {
	var v Node
	var f figures.Figures
	if n.Kind == yaml.ScalarNode {
		d.Text(&v.ID)(n)
	} else {
		d.Object(n, d.figuresOf(&f, yamlfile.Readers{"id": d.Text(&v.ID), "label": d.Text(&v.Label)}))
	}
	d.named(n, "node", v.ID)
	v.Unavailability = d.unavailability(n, f, or(d.opt.Nodes, d.nodes))
	d.add(n.Line, n.Column, v)
}

func (d *document) edge(n *yaml.Node) {
	e := Edge{Directed: d.directed}
	var f figures.Figures
	end := func(into *string) func(*yaml.Node) {
		return func(n *yaml.Node) {
			d.Text(into)(n)
			d.exists(n, *into)
		}
	}
	d.Object(n, d.figuresOf(&f, yamlfile.Readers{
		"id": d.Text(&e.ID), "label": d.Text(&e.Label), "from": end(&e.From), "to": end(&e.To), "directed": d.Truth(&e.Directed),
	}), "from", "to")
	if e.ID != "" {
		d.named(n, "edge", e.ID)
	}
	e.Unavailability = d.unavailability(n, f, or(d.opt.Edges, d.edges))
	d.join(n.Line, n.Column, e)
}

// exists checks the name of a node. Where the edges say which there are, it is one now.
func (d *document) exists(n *yaml.Node, id string) {
	switch {
	case d.ids[id]:
	case d.implicit && faultOfID(id) == "":
		d.named(n, "node", id)
		d.add(n.Line, n.Column, Node{ID: id, Unavailability: or(d.opt.Nodes, d.nodes)})
		d.ids[id] = true
	case id != "":
		d.Reportf(n, "%s", d.missing(id))
	}
}

// terminals reads a list of nodes, or the word all.
func (d *document) terminals(n *yaml.Node, into *[]string, every *bool) {
	if n.Kind == yaml.ScalarNode && n.Value == all {
		*every = true
		return
	}
	taken := map[string]bool{}
	d.List(n, func(n *yaml.Node) {
		var id string
		d.Text(&id)(n)
		if !d.ids[id] {
			d.Reportf(n, "%s", d.missing(id))
		} else if taken[id] {
			d.Reportf(n, "%.40q is named twice", id)
		}
		taken[id] = true
		*into = append(*into, id)
	})
}

func (d *document) question(n *yaml.Node) {
	var q Question
	source, stated := "", 0
	d.Object(n, yamlfile.Readers{
		"id": d.Text(&q.ID), "label": d.Text(&q.Label),
		"terminals": func(n *yaml.Node) { stated++; d.terminals(n, &q.Terminals, &q.All) },
		"pairs":     func(n *yaml.Node) { stated++; q.Pairs = true; d.terminals(n, &q.Terminals, &q.All) },
		"source": func(n *yaml.Node) {
			if d.Text(&source)(n); !d.ids[source] {
				d.Reportf(n, "%s", d.missing(source))
			}
		},
	})
	if q.ID != "" {
		d.named(n, "question", q.ID)
	}
	if stated != 1 {
		d.Reportf(n, "a question has either terminals or pairs")
		return
	}
	d.ask(n, q, source)
}

// ask adds a question, or says what is wrong with it.
func (d *document) ask(n *yaml.Node, q Question, source string) {
	switch {
	case !q.All && len(q.Terminals) < 2:
		d.Reportf(n, "a network connects two terminals or more")
	case q.Pairs && source != "":
		d.Reportf(n, "pairs have no source")
	case q.All && source != "":
		q.Terminals = []string{source}
	case q.All && !q.Pairs && d.model.Directed():
		d.Reportf(n, "edges are directed: state the source, which must reach all others")
	case source != "":
		rest := slices.DeleteFunc(slices.Clone(q.Terminals), func(id string) bool { return id == source })
		if len(rest) == len(q.Terminals) {
			d.Reportf(n, "the source %.40q is none of the terminals", source)
		}
		q.Terminals = append([]string{source}, rest...)
	}
	d.model.Questions = append(d.model.Questions, q)
}
