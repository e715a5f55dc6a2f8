package model

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/internal/problemtest"
)

const head = "apiVersion: ninefold/v1\nkind: Network\n"

const sites = head + `label: Three sites
edges:
  - {from: north, to: south}
  - {from: north, to: south, label: spare}
  - {id: relay, from: north, to: west, directed: true, unavailability: 0.002}
questions:
  - {id: link, label: to the west, terminals: [west, north], source: north}
  - {terminals: all, source: north}
  - {pairs: [north, west]}
nodes:
  - north
  - {id: south, label: South exchange, mttf: 1000}
  - {id: west, reliability: 0.9999999999}
missionTime: 1e-6
defaults:
  edges: {mttf: 992, mttr: 8}
`

func read(t testing.TB, text string, opt Options) *Model {
	t.Helper()
	m, err := Read("f", strings.NewReader(text), opt)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestYAML(t *testing.T) {
	got := read(t, sites, Options{})
	if u := &got.Nodes[1].Unavailability; math.Abs(*u-1e-9*(1-0.5e-9)) < 1e-24 { // 1 − exp(−x) = x − x²/2, but for rounding
		*u = 1e-9
	}
	want := &Model{
		Label: "Three sites",
		Nodes: []Node{{ID: "north"}, {"south", "South exchange", 1e-9}, {"west", "", 1e-10}},
		Edges: []Edge{
			{"north-south", "", "north", "south", false, 0.008}, {"north-south (2)", "spare", "north", "south", false, 0.008}, {"relay", "", "north", "west", true, 0.002},
		},
		Questions: []Question{
			{ID: "link", Label: "to the west", Terminals: []string{"north", "west"}}, {ID: "all", Terminals: []string{"north"}, All: true},
			{ID: "pairs of north-west", Terminals: []string{"north", "west"}, Pairs: true},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if !got.Directed() || !got.Fails() {
		t.Error("nothing is directed, or nothing fails")
	}
}

func TestOptions(t *testing.T) {
	edges, nodes := 0.1, 0.2
	m := read(t, sites, Options{MissionTimeHours: 1e-3, Edges: &edges, Nodes: &nodes, Terminals: []string{"South exchange", "west"}})
	if m.Nodes[0].Unavailability != 0.2 || math.Abs(m.Nodes[1].Unavailability-1e-6*(1-0.5e-6)) > 1e-18 || m.Edges[0].Unavailability != 0.1 || m.Edges[2].Unavailability != 0.002 {
		t.Errorf("%+v", m)
	}
	if q := m.Questions; len(q) != 1 || !reflect.DeepEqual(q[0], Question{ID: "south-west", Terminals: []string{"south", "west"}}) {
		t.Errorf("questions %+v", q)
	}
	if m = read(t, sites, Options{Pairs: true}); len(m.Questions) != 1 || !m.Questions[0].All || !m.Questions[0].Pairs {
		t.Errorf("pairs: %+v", m.Questions)
	}
	if m = read(t, "a x\nb c", Options{Terminals: []string{"all"}}); !reflect.DeepEqual(m.Questions, []Question{{ID: "all", All: true}}) {
		t.Errorf("all: %+v", m.Questions)
	}
}

func TestEdgeList(t *testing.T) {
	m := read(t, "\ufeff# a map\n\n a  b 0.9999999999\n% and\nb c\nb c 1e-1\r\n", Options{})
	want := []Edge{{"a-b", "", "a", "b", false, 1e-10}, {"b-c", "", "b", "c", false, 0}, {"b-c (2)", "", "b", "c", false, 0.9}}
	if !reflect.DeepEqual(m.Edges, want) || len(m.Nodes) != 3 {
		t.Errorf("%+v", m)
	}
}

const zoo = `<?xml version="1.0" encoding="utf-8"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <key attr.name="LinkLabel" attr.type="string" for="edge" id="d35" />
  <key attr.name="label" attr.type="string" for="node" id="d33" />
  <key attr.name="Network" attr.type="string" for="graph" id="d1" />
  <key attr.name="Unavailability" attr.type="double" for="all" id="d2" />
  <graph edgedefault="undirected">
    <data key="d1">Arpanet &amp; others</data>
    <node id="0"><data key="d33">UCLA</data></node>
    <node id="1"><data key="d33">SRI</data><data key="d2">1e-3</data></node>
    <edge source="0" target="1"><data key="d35">50 kbit/s</data><data key="d2">0.01</data></edge>
    <edge source="1" target="0" id="1"/>
    <edge source="1" target="0" id="e2" directed="true"/>
    <edge source="1" target="0" id="e2"/>
  </graph>
</graphml>`

func TestGraphML(t *testing.T) {
	edges := 0.5
	m := read(t, zoo, Options{Edges: &edges, Terminals: []string{"UCLA", "1"}})
	want := &Model{
		Label: "Arpanet & others",
		Nodes: []Node{{"0", "UCLA", 0}, {"1", "SRI", 1e-3}},
		Edges: []Edge{
			{"0-1", "50 kbit/s", "0", "1", false, 0.01}, {"1-0", "SRI – UCLA", "1", "0", false, 0.5},
			{"e2", "SRI – UCLA", "1", "0", true, 0.5}, {"1-0 (2)", "SRI – UCLA", "1", "0", false, 0.5},
		},
		Questions: []Question{{ID: "0-1", Terminals: []string{"0", "1"}}},
	}
	if !reflect.DeepEqual(m, want) {
		t.Errorf("got  %+v\nwant %+v", m, want)
	}
}

func TestFormatOf(t *testing.T) {
	for text, want := range map[string]Format{
		sites: YAML, zoo: GraphML, "1 2\n": EdgeList, "1 2": EdgeList, "# only\n": None, "": None, "a b c d": None, "a b\nc": None, "a\nb c\nd e": None, "a b, c": None,
		`{"apiVersion": "ninefold/v1", "kind": "Network"}`: YAML, "kind: NetworkPolicy\n": None, "kind: BlockDiagram\nnetwork: {}\n": None,
		"toplevel \"T\";\n": None, "<opsa-mef/>": None, "<?xml version=\"1.0\"?><x:graphml>": GraphML,
		strings.Repeat("left right\n", 500) + "a b c d": EdgeList, "apiVersion: networking.k8s.io/v1\nkind: Network\n": YAML,
	} {
		if got := FormatOf([]byte(text)); got != want {
			t.Errorf("%.60q is %q, want %q", text, got, want)
		}
	}
}

func written(t testing.TB, m *Model) string {
	t.Helper()
	var out strings.Builder
	if err := Write(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWrite(t *testing.T) {
	for _, text := range []string{sites, strings.ReplaceAll(zoo, `directed="true"`, ""), "1 true\nyes null 0.5\n~ 1e3", head + "edges: [{from: \"a: {b}\", to: \"- c #\", label: \"two\\nlines\"}]"} {
		m := read(t, text, Options{})
		again := read(t, written(t, m), Options{})
		if !reflect.DeepEqual(again, m) {
			t.Errorf("got  %#v\nwant %#v", again, m)
		}
	}
	var out strings.Builder
	if err := WriteDOT(&out, read(t, "a b 0.9\nb c", Options{Terminals: []string{"a", "c"}})); err != nil {
		t.Fatal(err)
	}
	const want = `digraph network {
  node [shape=circle, fontname="sans-serif"];
  edge [dir=none, fontname="sans-serif"];
  "a" [label="a", peripheries=2];
  "b" [label="b"];
  "c" [label="c", peripheries=2];
  "a" -> "b" [label="0.1"];
  "b" -> "c" [label=""];
}
`
	if out.String() != want {
		t.Errorf("%s", out.String())
	}
}

// Each problem stands where it is, and all come at once.
func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		opt        Options
		want       []string
	}{
		{"an alias of nothing", head + "nodes: *x\n", Options{}, []string{"this is not YAML: unknown anchor 'x' referenced"}},
		{"YAML", head + `missionTime: -1
directed: maybe
defaults: {edges: {reliability: 2}, node: {}}
nodes:
  - {id: a, unavailability: 0.1, mttf: 3, colour: red}
  - {label: none}
  - {id: a, mttf: 5}
  - {id: b, mttr: .nan}
  - {id: "c\0", mttr: 1}
edges:
  - {from: a, to: c}
  - {id: a, to: b}
  - {id: e, from: a, to: b}
  - {id: e, from: a, to: b, reliability: high}
terminals: [a]
questions:
  - {id: q, terminals: [a, a, aa]}
  - {id: q, pairs: all, terminals: all}
  - {terminals: [a, b], source: d}
  - {pairs: [a, b], source: a}
`, Options{}, []string{
			"3:14: missionTime -1 is not positive", "4:11: \"maybe\" is no true or false", "5:33: reliability 2 is not between 0 and 1", `5:37: unknown key "node"; did you mean "nodes"?`,
			"7:5: reliability or unavailability is given, and times too", `7:43: unknown key "colour"`, "8:5: has no id", `9:5: another node is called "a"`, "9:5: is never repaired",
			`10:19: ".nan" is no finite number`, `11:5: the id "c\x00" has control characters`, "11:5: has mttr but no mttf", `13:19: there is no node "c"`, "14:5: has no from", `14:5: another node is called "a"`,
			`16:5: another edge is called "e"`, `16:42: "high" is no finite number`, "17:12: a network connects two terminals or more",
			`19:28: "a" is named twice`, `19:31: there is no node "aa"`, `20:5: another question is called "q"`, "20:5: a question has either terminals or pairs",
			`21:33: there is no node "d"`, `21:5: the source "d" is none of the terminals`, "22:5: pairs have no source",
		}},
		{"another kind", "apiVersion: ninefold/v2\nkind: Net\n", Options{}, []string{"1:1: kind is \"Net\", not Network", "1:1: apiVersion is \"ninefold/v2\"", "1:1: has no edges"}},
		{"directed", head + "directed: true\nedges: [{from: a, to: b}]\nterminals: all\n", Options{}, []string{"5:12: edges are directed: state the source"}},
		{"directed without a question", head + "directed: true\nedges: [{from: a, to: b}]\n", Options{}, []string{"1:1: terminals: edges are directed: state the terminals"}},
		{"an edge is called as a node", head + "edges: [{id: b, from: a, to: c}, {from: a, to: b}]\n", Options{}, []string{`3:48: another edge is called "b"`}},
		{"nothing", head + "edges: []\n", Options{}, []string{"1:1: the network has no node"}},
		{"aliases", head + "edges: &e [{from: a, to: b}]\nquestions: *e\n", Options{}, []string{"3:8: anchors and aliases are refused", "4:12: anchors and aliases are refused"}},
		{"a list", "a b 0.5\nb\na b c\na b 2\nc d\n", Options{}, []string{"2:1: want two nodes", `3:5: reliability is "c", which is no finite number`, "4:5: reliability 2 is not between 0 and 1"}},
		{"terminals", "a b\n", Options{Terminals: []string{"a", "x", "a"}}, []string{`1:1: terminals: there is no node "x"`, `1:1: terminals: "a" is named twice`}},
		{"one terminal", "a b\n", Options{Terminals: []string{"a"}}, []string{"1:1: terminals: a network connects two terminals or more"}},
		{"labels", `<graphml><key attr.name="label" id="l"/><graph><node id="1"><data key="l">X</data></node><node id="2"><data key="l">X</data></node></graph></graphml>`,
			Options{Terminals: []string{"X", "2"}}, []string{`1:1: terminals: 2 nodes have the label "X": name one by its id, such as "1"`}},
		{"GraphML", `<graphml><key id="reliability"/>
<edge source="a" target="b"/><graph edgedefault="undirected">
 <node/>
 <node id="a"><data key="reliability">7</data></node>
 <node id="a"><graph/></node>
 <node id="b"><port name="p"/></node>
 <edge source="a" target="c" directed="perhaps"/>
 <hyperedge/>
</graph><graph><node id="z"/></graph></graphml>`, Options{}, []string{
			"2:1: edge: stands where none may be", "3:2: node: has no id", "4:15: node: reliability 7 is not between 0 and 1", `5:2: node: another node or edge is called "a"`,
			"5:15: node: a graph within a node is not supported", "6:15: port: a port is not supported", "7:2: edge: directed is \"perhaps\"", `7:2: edge: there is no node "c"`,
			"8:2: hyperedge: a hyperedge is not supported", "9:9: the file has more than one graph",
		}},
		{"entities", "<!DOCTYPE graphml [<!ENTITY a \"b\">]><graphml><graph><node id=\"&a;\"/></graph></graphml>", Options{}, []string{"1:1: document types are refused"}},
		{"an unknown entity", "<graphml><graph><node id=\"&a;\"/></graph></graphml>", Options{}, []string{"this is not XML: invalid character entity &a;"}},
		{"cut off", "<graphml><graph><node id=\"a\"/>", Options{}, []string{"this is not XML: unexpected EOF"}},
		{"no graph", "<graphml></graphml>", Options{}, []string{"the file has no graph"}},
		{"deep", "<graphml>" + strings.Repeat("<a>", 200), Options{}, []string{"elements are nested more than 100 deep"}},
	} {
		_, err := Read("f", strings.NewReader(tt.text), tt.opt)
		problemtest.Compare(t, tt.name, err, tt.want)
	}
}

// A thousand edges between two nodes are named quickly and apart.
func TestManyParallel(t *testing.T) {
	m := read(t, strings.Repeat("a b\n", 20_000), Options{})
	seen := map[string]bool{}
	for _, e := range m.Edges {
		seen[e.ID] = true
	}
	if len(seen) != 20_000 || !seen[fmt.Sprintf("a-b (%d)", 20_000)] {
		t.Errorf("%d IDs", len(seen))
	}
}

// FuzzRead checks what every input must obey, however broken: Read does not panic; what
// is wrong is a list of problems with places; and in what it accepts, IDs differ, ends and
// terminals are nodes, probabilities are such, and there is a question.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{sites, zoo, "a b 0.5\n", head + "edges: [{from: a, to: a}]\nquestions: [{pairs: all}]", "<graphml><graph><node id='\x00'/>", head + "defaults: {nodes: {mttf: 1e-320}}\nmissionTime: 1\nedges: [{from: é, to: b}]"} {
		f.Add(seed, "a,b")
	}
	f.Fuzz(func(t *testing.T, text, terminals string) {
		var opt Options
		if terminals != "" {
			opt.Terminals = strings.Split(terminals, ",")
		}
		m, err := Read("f", strings.NewReader(text), opt)
		var list problem.List
		switch {
		case errors.As(err, &list) && len(list) > 0:
			for _, p := range list {
				if p.Line < 1 || p.Col < 1 || p.Message == "" {
					t.Fatalf("problem %+v", p)
				}
			}
			return
		case err != nil:
			t.Fatal(err)
		}
		ids, nodes := map[string]bool{}, map[string]bool{}
		take := func(id string, u float64) {
			if id == "" || ids[id] || !(u >= 0 && u <= 1) {
				t.Fatalf("%q, unavailable %g", id, u)
			}
			ids[id] = true
		}
		for _, n := range m.Nodes {
			take(n.ID, n.Unavailability)
			nodes[n.ID] = true
		}
		for _, e := range m.Edges {
			take(e.ID, e.Unavailability)
			if !nodes[e.From] || !nodes[e.To] {
				t.Fatalf("edge %+v", e)
			}
		}
		questions := map[string]bool{}
		for _, q := range m.Questions {
			if questions[q.ID] || q.ID == "" || !q.All && len(q.Terminals) < 2 {
				t.Fatalf("question %+v", q)
			}
			questions[q.ID] = true
			for _, id := range q.Terminals {
				if !nodes[id] {
					t.Fatalf("terminal %q", id)
				}
			}
		}
		if len(m.Questions) == 0 {
			t.Fatal("no question")
		}
		again, err := Read("f", strings.NewReader(written(t, m)), Options{})
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("round trip: %v\n%#v\n%#v", err, again, m)
		}
	})
}
