package yamltree

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/risk"
)

// WriteJSON writes a model so that [Parse] reads one back that means the same:
// the same trees at any time, drawn from the same numbers.
//
// Components become part of their tree, private names the paths they stand for, and
// whole numbers of an expression plain ones. It returns a warning for each kind of
// thing that is left out, for this form has no place for it, such as event trees.
// It returns an error for each common-cause group and expression that is not valid.
func WriteJSON(w io.Writer, m *risk.Model) (warnings []string, err error) {
	d := &writer{}
	doc := d.document(m)
	if d.err != nil {
		return nil, d.err
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return d.warnings, enc.Encode(doc)
}

// WriteYAML is [WriteJSON] in YAML.
func WriteYAML(w io.Writer, m *risk.Model) (warnings []string, err error) {
	var data bytes.Buffer
	if warnings, err = WriteJSON(&data, m); err != nil {
		return nil, err
	}
	var node yaml.Node // JSON is YAML: this keeps names and order
	if err := yaml.Unmarshal(data.Bytes(), &node); err != nil {
		return nil, fmt.Errorf("yamltree: %w", err)
	}
	block(&node)
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	if err := enc.Encode(&node); err != nil {
		return nil, err
	}
	return warnings, enc.Close()
}

// block writes the outer mappings and lists over several lines, and what is in a
// list in one; the trees of a list are outer mappings.
func block(n *yaml.Node) {
	n.Style = 0
	if n.Kind == yaml.SequenceNode {
		for _, c := range n.Content {
			plain(c)
		}
		return
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "trees" {
			c.Style = 0
			for _, tree := range c.Content {
				block(tree)
			}
			continue
		}
		block(c)
	}
}

// plain drops the quotes of JSON where YAML needs none.
func plain(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		n.Style = 0
	}
	for _, c := range n.Content {
		plain(c)
	}
}

// An object is a mapping in the order it is written in. Values that are nil are
// left out; null is one.
type object []member

type member struct {
	key   string
	value any
}

// null is a value that is written.
var null = json.RawMessage("null")

// MarshalJSON implements [json.Marshaler].
func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	for i, m := range slices.DeleteFunc(slices.Clone(o), func(m member) bool { return m.value == nil }) {
		out.WriteByte("{,"[min(i, 1)])
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		out.Write(key)
		out.WriteByte(':')
		out.Write(value)
	}
	if out.Len() == 0 {
		out.WriteByte('{')
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// written returns the shortest text that reads back as x.
func written(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// some returns a text, nil where it is empty.
func some(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// several returns a list, nil where it is empty.
func several(list []any) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

// A writer turns a model into values to encode, and collects what it must leave out.
type writer struct {
	kinds    map[string]string // of gates, events and house events by ID
	warnings []string
	err      error
}

func (w *writer) warnf(format string, args ...any) {
	w.warnings = append(w.warnings, fmt.Sprintf(format, args...))
}

// parts are the lists of what a document defines.
type parts struct {
	gates [][]any // of each tree, those of none last
	events, house, parameters, groups, substitutions,
	missing []any // events that are used and not defined
	private, components int
}

func (w *writer) document(m *risk.Model) object {
	w.unwritten(m)
	all, top := w.collect(m), tops(m)
	doc := object{{"apiVersion", APIVersion}, {"kind", Kind}}
	single := len(m.FaultTrees) == 1 && len(m.Data.Gates) == 0 && m.Name == "" && m.Label == "" && len(m.Attributes) == 0
	if single {
		t := m.FaultTrees[0]
		top := top[t.Name]
		name := some(t.Name)
		if t.Name == nameAfter(top) || top == "" && t.Name == unnamed {
			name = nil
		}
		doc = append(doc, member{"name", name}, member{"label", some(t.Label)}, member{"attributes", treeNotes(t, top)}, member{"top", some(top)},
			member{"gates", several(all.gates[0])})
	} else {
		trees := []any{}
		for i, t := range m.FaultTrees {
			trees = append(trees, object{
				{"name", t.Name}, {"label", some(t.Label)}, {"attributes", treeNotes(t, top[t.Name])}, {"top", some(top[t.Name])},
				{"gates", several(all.gates[i])},
			})
		}
		doc = append(doc, member{"name", some(m.Name)}, member{"label", some(m.Label)}, member{"attributes", attributes(m.Attributes)},
			member{"trees", trees}, member{"gates", several(all.gates[len(m.FaultTrees)])})
	}
	return append(doc, member{"events", several(append(all.events, all.missing...))}, member{"house", several(all.house)},
		member{"parameters", several(all.parameters)}, member{"commonCauses", several(all.groups)}, member{"substitutions", several(all.substitutions)})
}

// tops returns, by fault tree, the top event that is named or the only one; empty
// where there are several.
func tops(m *risk.Model) map[string]string {
	out := map[string]string{}
	for _, n := range m.NamedTops() {
		if _, again := out[n.FaultTree]; again {
			n.Gate = ""
		}
		out[n.FaultTree] = n.Gate
	}
	return out
}

// treeNotes returns the attributes of a tree but the name of its top event.
func treeNotes(t risk.Container, top string) any {
	if top == "" {
		return attributes(t.Attributes)
	}
	return attributes(slices.DeleteFunc(slices.Clone(t.Attributes), func(a risk.Attribute) bool { return a.Name == risk.TopNote }))
}

// unwritten warns of what this form has no place for.
func (w *writer) unwritten(m *risk.Model) {
	for _, kind := range []struct {
		name  string
		count int
	}{
		{"event trees", len(m.EventTrees)}, {"initiating events", len(m.InitiatingEvents)}, {"groups of initiating events", len(m.InitiatingGroups)},
		{"rules", len(m.Rules)}, {"alignments", len(m.Alignments)}, {"consequences", len(m.Consequences)}, {"groups of consequences", len(m.ConsequenceGroups)},
	} {
		if kind.count > 0 {
			w.warnf("%s: %d are left out, for a fault tree file has no place for them", kind.name, kind.count)
		}
	}
}

// collect goes through all containers.
func (w *writer) collect(m *risk.Model) parts {
	w.kinds = m.Kinds()
	var all parts
	for i := range m.FaultTrees {
		all.gates = append(all.gates, nil)
		w.container(&all, &m.FaultTrees[i], false)
	}
	all.gates = append(all.gates, nil)
	w.container(&all, &m.Data, false)
	if all.private > 0 {
		w.warnf("private names: %d are written with the path of what they stand in", all.private)
	}
	if all.components > 0 {
		w.warnf("components: %d become part of their fault tree; their labels and attributes are left out", all.components)
	}
	return all
}

func (w *writer) container(all *parts, c *risk.Container, component bool) {
	if component {
		all.components++
	}
	gates := &all.gates[len(all.gates)-1]
	for _, g := range c.Gates {
		*gates = append(*gates, w.gate(all, g))
	}
	for _, e := range c.Events {
		all.events = append(all.events, w.event(all, e))
	}
	for _, h := range c.House {
		all.house = append(all.house, append(w.identity(all, h.Identity), member{"state", h.State}))
	}
	for _, q := range c.Parameters {
		all.parameters = append(all.parameters, append(w.identity(all, q.Identity), member{"value", w.expr(q.ID, q.Expr)}, member{"unit", some(string(q.Unit))}))
	}
	for _, g := range c.Groups {
		all.groups = append(all.groups, w.group(g))
	}
	for _, s := range c.Substitutions {
		all.substitutions = append(all.substitutions, w.substitution(all, s))
	}
	for i := range c.Components {
		w.container(all, &c.Components[i], true)
	}
}

func (w *writer) identity(all *parts, id risk.Identity) object {
	if id.ID != id.Name {
		all.private++
	}
	return object{{"id", id.ID}, {"label", some(id.Label)}, {"attributes", attributes(id.Attributes)}}
}

func attributes(list []risk.Attribute) any {
	var out []any
	for _, a := range list {
		out = append(out, object{{"name", a.Name}, {"value", some(a.Value)}, {"type", some(a.Type)}})
	}
	return several(out)
}
