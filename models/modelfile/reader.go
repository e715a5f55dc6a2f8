package modelfile

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"ninefold/internal/spelling"
	"ninefold/models"
)

// A reader fills a Mesh from YAML nodes and collects what is wrong.
type reader struct {
	file     string
	root     *yaml.Node
	problems Problems
	reported map[place]bool
	ids      map[string]map[string]*yaml.Node // noun, ID → where it is defined first
	refs     []reference
	searches int // for the nearest name, see suggest
}

// A place is where a problem is: a node, or a key that a mapping lacks.
type place struct {
	node *yaml.Node
	key  string
}

// mesh reads r.root into m and checks it.
func (r *reader) mesh(m *models.Mesh) {
	r.value(r.root, reflect.ValueOf(m).Elem(), rule{})
	r.resolveRefs(m)
	r.check(m)
}

// lineBreaks turns all that YAML counts as the end of a line into a newline.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// finish returns the problems in file order, each with its line.
func (r *reader) finish(data []byte) Problems {
	slices.SortStableFunc(r.problems, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Col - b.Col
	})
	text := strings.TrimPrefix(string(data[:min(len(data), MaxSize)]), "\ufeff")
	lines := strings.Split(lineBreaks.Replace(text), "\n")
	for i := range r.problems {
		p := &r.problems[i]
		p.File = r.file
		if p.Line <= len(lines) && len(lines[p.Line-1]) <= 500 {
			p.Source = strings.ToValidUTF8(lines[p.Line-1], "\ufffd")
		}
	}
	return r.problems
}

// reportf adds a problem at p. A place has one problem: what follows from a first
// one is noise. A place inside what is no mapping has been reported already.
func (r *reader) reportf(p place, help, format string, args ...any) {
	if p.node == nil || r.reported[p] || p.key != "" && p.node.Kind != yaml.MappingNode {
		return
	}
	r.reported[p] = true
	r.problems = append(r.problems, Problem{
		Line: max(1, p.node.Line), Col: max(1, p.node.Column), Message: fmt.Sprintf(format, args...), Help: help,
	})
}

// at returns the place of a value: at("services", 3, "kind"). Where the file has
// no such key, it is the mapping that lacks it.
func (r *reader) at(path ...any) place {
	n := resolve(r.root)
	for i, step := range path {
		var next *yaml.Node
		switch step := step.(type) {
		case string:
			next = key(n, step)
			if next == nil {
				if i < len(path)-1 {
					return place{}
				}
				return place{n, step}
			}
		case int:
			if n.Kind != yaml.SequenceNode || step >= len(n.Content) {
				return place{}
			}
			next = resolve(n.Content[step])
		}
		n = next
	}
	return place{node: n}
}

// resolve returns the node that n stands for.
func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// key returns the first value of a mapping's key, or nil.
func key(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return resolve(n.Content[i+1])
		}
	}
	return nil
}

// value reads n into v, which is settable. An empty value is read as absent.
func (r *reader) value(n *yaml.Node, v reflect.Value, ru rule) {
	n = resolve(n)
	if n.ShortTag() == "!!null" {
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.Slice:
		r.list(n, v, ru)
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		r.structure(n, v)
	default:
		r.scalar(n, v, ru)
	}
}

// list reads a sequence; v gets one element per item, even of a wrong type, so
// that indices agree.
func (r *reader) list(n *yaml.Node, v reflect.Value, ru rule) {
	if n.Kind != yaml.SequenceNode {
		r.reportf(place{node: n}, "write a list: [a, b], or one item per line after \"- \"", "expected a list, not %s", describe(n))
		return
	}
	if ru.nonEmpty && len(n.Content) == 0 {
		r.reportf(place{node: n}, "it needs at least one item: "+ru.doc, "the list is empty")
	}
	items := n.Content
	if ru.max > 0 && len(items) > ru.max {
		r.reportf(place{node: items[ru.max]}, "split the model", "more than %d items", ru.max)
		items = items[:ru.max]
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	seen := map[string]*yaml.Node{}
	for i, item := range items {
		if resolve(item).ShortTag() == "!!null" {
			r.reportf(place{node: item}, "remove it, or fill it in", "the item is empty")
			continue
		}
		r.value(item, v.Index(i), ru)
		if !ru.unique || v.Index(i).Kind() != reflect.String {
			continue
		}
		name := v.Index(i).String()
		if first := seen[name]; first != nil {
			r.reportf(place{node: item}, "remove one of the two", "%q is listed twice; first in line %d", name, first.Line)
			continue
		}
		seen[name] = item
	}
}

// structure reads a mapping into a struct by its yaml tags. It drops the keys
// that are unknown or double, so that looking a key up stays cheap.
func (r *reader) structure(n *yaml.Node, v reflect.Value) {
	fields := rules[v.Type().Name()]
	if n.Kind != yaml.MappingNode {
		r.reportf(place{node: n}, "its keys are "+strings.Join(keysOf(v.Type()), ", "), "expected a mapping, not %s", describe(n))
		return
	}
	keys, seen := keysOf(v.Type()), map[string]*yaml.Node{}
	var known []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		index := slices.Index(keys, k.Value)
		switch first := seen[k.Value]; {
		case k.Tag == "!!merge":
			r.reportf(place{node: k}, "write the keys out, or use an alias for the whole value", "merge keys are not supported")
		case index < 0 || k.Kind != yaml.ScalarNode:
			r.unknownKey(k, v.Type())
		case first != nil:
			r.reportf(place{node: k}, "keep one of the two", "duplicate key %q; first in line %d", k.Value, first.Line)
		default:
			seen[k.Value] = k
			known = append(known, k, n.Content[i+1])
			r.value(n.Content[i+1], v.Field(index), fields[k.Value])
		}
	}
	n.Content = known
	for _, name := range keys {
		if !fields[name].required {
			continue
		}
		if given := key(n, name); given == nil {
			r.reportf(place{n, name}, "add it: "+fields[name].doc, "missing key %q", name)
		} else if given.ShortTag() == "!!null" {
			r.reportf(place{node: given}, "fill it in: "+fields[name].doc, "%q is empty", name)
		}
	}
}

func (r *reader) unknownKey(k *yaml.Node, t reflect.Type) {
	help := "known keys: " + strings.Join(keysOf(t), ", ")
	if k.Kind != yaml.ScalarNode {
		r.reportf(place{node: k}, help, "a key must be a word")
		return
	}
	if near := r.suggest(k.Value, keysOf(t)); near != "" {
		help = fmt.Sprintf("did you mean %q?", near)
	}
	r.reportf(place{node: k}, help, "unknown key %q", clip(k.Value))
}

// suggest returns the candidate nearest to word, or "": a third of the characters,
// or one, may be wrong. It stops searching after a thousand words: a file of garbage
// shall not cost quadratic time.
func (r *reader) suggest(word string, candidates []string) string {
	if r.searches++; r.searches > 1000 {
		return ""
	}
	return spelling.Nearest(word, candidates, max(1, utf8.RuneCountInString(word)/3))
}

// keysOf returns the YAML keys of a struct, by field.
func keysOf(t reflect.Type) []string {
	keys := make([]string, t.NumField())
	for i := range keys {
		keys[i], _, _ = strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
	}
	return keys
}

// describe names what a node is.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!int", "!!float":
		return "the number " + clip(n.Value)
	case "!!bool":
		return "the truth value " + clip(n.Value)
	case "!!timestamp":
		return "the date " + clip(n.Value)
	case "!!str":
		return fmt.Sprintf("the text %q", clip(n.Value))
	}
	return "a value with the tag " + n.Tag
}

// clip shortens s for a message.
func clip(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}
