package specfile

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/models/objective"
)

// An Object is a mapping of which keys are read one by one. A nil Object has no
// keys.
type Object struct {
	file *File
	node *yaml.Node
	path string
	read map[string]bool
}

func (f *File) object(n *yaml.Node, path string) *Object {
	if o := f.given[n]; o != nil {
		return o
	}
	o := &Object{file: f, node: n, path: path, read: map[string]bool{}}
	f.given[n] = o
	return o
}

// Place returns where o begins.
func (o *Object) Place() objective.Place { return o.file.place(o.node) }

func (f *File) place(n *yaml.Node) objective.Place {
	return objective.Place{File: f.Name, Line: max(1, n.Line), Col: max(1, n.Column)}
}

// Note returns a note about the value of a key, or about o if it has no such key.
func (o *Object) Note(key, kind, object, message string) objective.Note {
	n := objective.Note{Place: o.Place(), Kind: kind, Object: object, Field: o.Path(key), Message: message}
	if v := o.find(key); v != nil {
		n.Place = o.file.place(v)
	}
	return n
}

// Path returns the path of a key from the top of the document.
func (o *Object) Path(key string) string {
	if o.path == "" {
		return key
	}
	return o.path + "." + key
}

// Failf notes a problem with the value of a key.
func (o *Object) Failf(key, format string, args ...any) {
	n := o.find(key)
	if n == nil {
		n = o.node
	}
	o.file.failf(n, o.Path(key), format, args...)
}

func (o *Object) find(key string) *yaml.Node {
	if o == nil {
		return nil
	}
	for i := 0; i+1 < len(o.node.Content); i += 2 {
		if o.node.Content[i].Value == key {
			return o.node.Content[i+1]
		}
	}
	return nil
}

// take returns the value of a key and marks it as read; nil if it is absent or
// null.
func (o *Object) take(key string) *yaml.Node {
	n := o.find(key)
	if n == nil {
		return nil
	}
	o.read[key] = true
	if n.ShortTag() == "!!null" {
		return nil
	}
	return n
}

// Has reports whether o has a value for the key.
func (o *Object) Has(key string) bool {
	n := o.find(key)
	return n != nil && n.ShortTag() != "!!null"
}

// Text returns a scalar as written, "" if it is absent.
func (o *Object) Text(key string) string {
	n := o.take(key)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		o.Failf(key, "expected a text")
		return ""
	}
	return n.Value
}

// Need is Text of what must be there.
func (o *Object) Need(key string) string {
	s := o.Text(key)
	if s == "" && (!o.Has(key) || o.find(key).Kind == yaml.ScalarNode) {
		o.Failf(key, "it must be given")
	}
	return s
}

// Number returns a finite number, nil if it is absent. A quoted one counts.
func (o *Object) Number(key string) *float64 {
	text := o.Text(key)
	if text == "" {
		return nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || strings.ContainsAny(text, "xXpP_") {
		o.Failf(key, "%q is not a number", clip(text))
		return nil
	}
	return &x
}

// Bool returns true or false, nil if it is absent.
func (o *Object) Bool(key string) *bool {
	n := o.take(key)
	if n == nil {
		return nil
	}
	v := n.Value == "true"
	if n.Kind != yaml.ScalarNode || !v && n.Value != "false" {
		o.Failf(key, "expected true or false")
		return nil
	}
	return &v
}

// Object returns a mapping, nil if it is absent.
func (o *Object) Object(key string) *Object {
	n := o.take(key)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		o.Failf(key, "expected a mapping")
		return nil
	}
	return o.file.object(n, o.Path(key))
}

// Objects returns a list of mappings.
func (o *Object) Objects(key string) []*Object {
	n := o.take(key)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		o.Failf(key, "expected a list")
		return nil
	}
	var out []*Object
	for i, item := range n.Content {
		path := o.Path(key) + "[" + strconv.Itoa(i) + "]"
		if item.Kind != yaml.MappingNode {
			o.file.failf(item, path, "expected a mapping")
			continue
		}
		out = append(out, o.file.object(item, path))
	}
	return out
}

// Texts returns a list of scalars, or a scalar as a list of one.
func (o *Object) Texts(key string) []string {
	n := o.take(key)
	if n == nil {
		return nil
	}
	return o.texts(key, n)
}

func (o *Object) texts(key string, n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	if n.Kind != yaml.SequenceNode {
		o.Failf(key, "expected texts")
		return nil
	}
	out := make([]string, 0, len(n.Content))
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode {
			o.file.failf(item, o.Path(key), "expected a text")
			continue
		}
		out = append(out, item.Value)
	}
	return out
}

// TextMap returns a mapping of keys to scalars, nil if it is absent or empty.
func (o *Object) TextMap(key string) map[string]string {
	in := o.Object(key)
	if in == nil || len(in.node.Content) == 0 {
		return nil
	}
	out := map[string]string{}
	for _, k := range in.Keys() {
		out[k] = in.Text(k)
	}
	return out
}

// TextsMap returns a mapping of keys to scalars or lists of them.
func (o *Object) TextsMap(key string) map[string][]string {
	in := o.Object(key)
	if in == nil || len(in.node.Content) == 0 {
		return nil
	}
	out := map[string][]string{}
	for _, k := range in.Keys() {
		out[k] = in.Texts(k)
	}
	return out
}

// Keys returns the keys of o in alphabetical order.
func (o *Object) Keys() []string {
	if o == nil {
		return nil
	}
	var keys []string
	for i := 0; i+1 < len(o.node.Content); i += 2 {
		keys = append(keys, o.node.Content[i].Value)
	}
	slices.Sort(keys)
	return keys
}

// Rest returns what has not been read of o as plain values: maps, lists, texts,
// numbers and truth values; nil if that is nothing. It counts as read.
func (o *Object) Rest() map[string]any {
	out := map[string]any{}
	for _, key := range o.Keys() {
		if o.read[key] {
			continue
		}
		n := o.find(key)
		o.read[key] = true
		timesAsTexts(n)
		var v any
		if err := n.Decode(&v); err != nil {
			o.Failf(key, "it cannot be read: %v", err)
			continue
		}
		if !plain(v) {
			o.Failf(key, "it has a value that is no text, number or truth value")
			continue
		}
		out[key] = v
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// timesAsTexts makes a text of what YAML takes for a time.
func timesAsTexts(n *yaml.Node) {
	if n.ShortTag() == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, c := range n.Content {
		timesAsTexts(c)
	}
}

// plain reports whether v can be written as JSON.
func plain(v any) bool {
	switch v := v.(type) {
	case nil, string, bool, int, int64, uint64:
		return true
	case float64:
		return !math.IsNaN(v) && !math.IsInf(v, 0)
	case []any:
		return !slices.ContainsFunc(v, func(x any) bool { return !plain(x) })
	case map[string]any:
		return !slices.ContainsFunc(slices.Collect(maps.Values(v)), func(x any) bool { return !plain(x) })
	}
	return false
}

// Ignore marks a key as read that is left out on purpose.
func (o *Object) Ignore(keys ...string) {
	for _, k := range keys {
		o.take(k)
	}
}

// Unread returns a note for each key, under o and what was read of it, that has not
// been read, in the order of the file: what it says is lost.
func (o *Object) Unread(object, message string) []objective.Note {
	var notes []objective.Note
	o.file.unread(o.node, func(k *yaml.Node, path string) {
		notes = append(notes, objective.Note{Place: o.file.place(k), Kind: objective.Lost, Object: object, Field: path, Message: message})
	})
	return notes
}

func (f *File) unread(n *yaml.Node, found func(key *yaml.Node, path string)) {
	o := f.given[n]
	if n.Kind != yaml.MappingNode {
		for _, c := range n.Content {
			f.unread(c, found)
		}
		return
	}
	if o == nil {
		return // read as a whole, with the key that holds it
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if !o.read[k.Value] {
			found(k, o.Path(k.Value))
			continue
		}
		f.unread(n.Content[i+1], found)
	}
}
