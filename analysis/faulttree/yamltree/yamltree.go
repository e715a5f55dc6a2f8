// Package yamltree reads and writes fault trees in the form of Ninefold's own: the
// fields of [faulttree.Tree] with a kind, in YAML or JSON.
//
//	apiVersion: ninefold/v1
//	kind: FaultTree
//	top: system
//	gates:
//	  - {id: system, op: atLeast, k: 2, inputs: [a, b, c]}
//	events:
//	  - {id: a, probability: 0.01}
//	  - {id: b, probability: 0.01, ratePerHour: 1e-4}
//	  - {id: c, probability: 0.02}
//	house:
//	  - {id: maintenance, state: false}
//
// Anchors and aliases are refused, for a few lines of them could stand for any
// amount of memory.
package yamltree

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/problem"
)

// What a document says it is.
const (
	APIVersion = "ninefold/v1"
	Kind       = "FaultTree"
)

const (
	maxSize  = 16 << 20  // bytes
	maxMarks = 4_000_000 // values: a node takes many times the memory of its text
)

// A document is the file.
type document struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	faulttree.Tree
}

var kindLine = regexp.MustCompile(`(?m)^\s*[{]?(?:.*,)?\s*"?kind"?\s*:\s*["']?FaultTree\b`)

// Is reports whether data looks like such a document, by its first lines.
func Is(data []byte) bool { return kindLine.Match(data[:min(len(data), 4096)]) }

// Parse reads a tree and validates it. The name of the file is for messages.
//
// The error is of type [problem.List] and holds everything that is wrong, in file
// order, or is that of r.
func Parse(name string, r io.Reader) (faulttree.Tree, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return faulttree.Tree{}, err
	}
	p := &parser{file: name, sites: map[string]*yaml.Node{}}
	if len(data) > maxSize || marks(data) > maxMarks {
		p.addf(1, 1, "the file is larger than %d MiB or holds more than %d values", maxSize>>20, maxMarks)
		return faulttree.Tree{}, p.problems.Err()
	}
	root := p.root(data)
	doc := document{Tree: faulttree.Tree{Gates: []faulttree.Gate{}, Events: []faulttree.BasicEvent{}}}
	if root != nil {
		p.document(root, &doc)
	}
	if len(p.problems) == 0 {
		for _, fault := range problem.Invalid(doc.Validate()) {
			at := p.sites[fault.ID]
			if at == nil {
				at = root
			}
			p.reportf(at, "%q: %v", fault.ID, fault.Err)
		}
	}
	if err := p.problems.Err(); err != nil {
		return faulttree.Tree{}, err
	}
	return doc.Tree, nil
}

// marks is at least the number of values in the text.
func marks(data []byte) int {
	n := 0
	for _, mark := range []string{"\n", ",", ":", "[", "{", "- "} {
		n += bytes.Count(data, []byte(mark))
	}
	return n
}

type parser struct {
	file     string
	problems problem.List
	sites    map[string]*yaml.Node // where IDs are defined
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

func (p *parser) document(root *yaml.Node, doc *document) {
	p.value(root, reflect.ValueOf(doc).Elem())
	if doc.Kind != Kind {
		p.reportf(root, "kind is %q, not %s", doc.Kind, Kind)
	}
	if doc.APIVersion != APIVersion {
		p.reportf(root, "apiVersion is %q, not %s", doc.APIVersion, APIVersion)
	}
}

// value fills v from a node.
func (p *parser) value(n *yaml.Node, v reflect.Value) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		p.reportf(n, "anchors and aliases are refused; write the value out")
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		p.mapping(n, v)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			if n.Tag != "!!null" {
				p.reportf(n, "want a list")
			}
			return
		}
		list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
		for i, c := range n.Content {
			p.value(c, list.Index(i))
		}
		v.Set(list)
	case reflect.String:
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			p.reportf(n, "want a text")
			return
		}
		v.SetString(n.Value)
	default:
		if err := n.Decode(v.Addr().Interface()); err != nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			p.reportf(n, "%.40q is no %s", n.Value, map[reflect.Kind]string{reflect.Float64: "number", reflect.Int: "whole number", reflect.Bool: "true or false"}[v.Kind()])
		}
	}
}

// fields returns the fields of a struct by JSON name, those of embedded ones too.
func fields(v reflect.Value, into map[string]reflect.Value) map[string]reflect.Value {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			fields(v.Field(i), into)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		into[name] = v.Field(i)
	}
	return into
}

func (p *parser) mapping(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		p.reportf(n, "want a mapping")
		return
	}
	known := fields(v, map[string]reflect.Value{})
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field, ok := known[key.Value]
		switch {
		case !ok:
			names := make([]string, 0, len(known))
			for name := range known {
				names = append(names, name)
			}
			slices.Sort(names)
			p.reportf(key, "unknown key %.40q; known are %s", key.Value, strings.Join(names, ", "))
			continue
		case seen[key.Value]:
			p.reportf(key, "key %q comes twice", key.Value)
			continue
		}
		seen[key.Value] = true
		p.value(value, field)
		if key.Value == "id" && p.sites[value.Value] == nil {
			p.sites[value.Value] = n
		}
	}
	if _, ok := known["id"]; ok && !seen["id"] {
		p.reportf(n, "has no id")
	}
	if _, ok := known["probability"]; ok && !seen["probability"] {
		p.reportf(n, "has no probability")
	}
}

// WriteJSON writes t so that [Parse] reads the same tree back.
func WriteJSON(w io.Writer, t faulttree.Tree) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(document{APIVersion, Kind, t})
}

// WriteYAML writes t so that [Parse] reads the same tree back.
func WriteYAML(w io.Writer, t faulttree.Tree) error {
	var data bytes.Buffer
	if err := WriteJSON(&data, t); err != nil {
		return err
	}
	var node yaml.Node // JSON is YAML: this keeps names and order
	if err := yaml.Unmarshal(data.Bytes(), &node); err != nil {
		return err
	}
	block(&node)
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	if err := enc.Encode(&node); err != nil {
		return err
	}
	return enc.Close()
}

// block writes the outer mappings and lists over several lines, and what is in a
// list in one.
func block(n *yaml.Node) {
	if n.Kind == yaml.SequenceNode {
		n.Style = 0
		if len(n.Content) == 0 {
			n.Style = yaml.FlowStyle
		}
		for _, c := range n.Content {
			plain(c)
		}
		return
	}
	n.Style = 0
	for _, c := range n.Content {
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
