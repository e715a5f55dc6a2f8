package modelfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"ninefold/models"
)

// MaxSize is the size of the largest model file, in bytes.
const MaxSize = 16 << 20

const (
	maxMarks   = 2_000_000 // lines and values: a YAML node takes 80 times the memory of its text
	maxAliases = 100
	maxAliased = 10_000 // values that the aliases stand for
)

const firstLines = `a model file begins with "apiVersion: ` + models.APIVersion + `" and "kind: ` + models.KindMesh + `"`

// Read reads the model file at path as [Parse] does. A file larger than
// [MaxSize] is refused, and read no further than that; one that cannot be read
// gives the error of package os.
func Read(path string) (models.Mesh, error) {
	f, err := os.Open(path)
	if err != nil {
		return models.Mesh{}, err
	}
	data, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return models.Mesh{}, err
	}
	return Parse(path, data)
}

// Parse reads a model file in YAML or JSON. The name is for messages only.
//
// The error is of type [Problems] and holds everything that is wrong, in file
// order; the Mesh is then empty. Where the text cannot be read as YAML at all,
// that is the one problem. Durations are rounded to milliseconds and times are
// in UTC. Time is linear in the length of data.
func Parse(name string, data []byte) (models.Mesh, error) {
	r := &reader{file: name, reported: map[place]bool{}, ids: map[string]map[string]*yaml.Node{}}
	var m models.Mesh
	if r.open(data) {
		r.mesh(&m)
	}
	if len(r.problems) > 0 {
		return models.Mesh{}, r.finish(data)
	}
	return m, nil
}

// open parses data into r.root, or reports why it cannot.
func (r *reader) open(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if p, ok := unreadable(data); ok {
		r.problems = append(r.problems, p)
		return false
	}
	if json.Valid(data) {
		data = jsonEscape.ReplaceAllFunc(data, plainEscape)
	}
	lines := &lineReader{rest: data}
	dec := yaml.NewDecoder(lines)
	var doc, more yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		r.fail(1, 1, "the file is empty", firstLines)
		return false
	} else if err != nil {
		r.syntax(data, lines.read, err)
		return false
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		r.fail(1, 1, "the file is empty", firstLines)
		return false
	}
	r.root = doc.Content[0]
	if !r.isModel() || !r.aliasesBounded() {
		return false
	}
	switch err := dec.Decode(&more); {
	case errors.Is(err, io.EOF):
		return true
	case err != nil:
		r.syntax(data, lines.read, err)
	default:
		r.fail(more.Line, more.Column, "a second document begins here", "a model file holds one mesh; remove the line ---, or split the file")
	}
	return false
}

// jsonEscape matches the escapes of JSON that the YAML parser does not know, and
// whole each other one, so that none is cut in two.
var jsonEscape = regexp.MustCompile(`\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[^u])`)

// plainEscape returns the character that an escape stands for, where YAML has no
// such escape. Later columns of the line then count one character, not several.
func plainEscape(escape []byte) []byte {
	var s string
	if escape[1] != '/' && escape[1] != 'u' || json.Unmarshal([]byte(`"`+string(escape)+`"`), &s) != nil {
		return escape
	}
	return []byte(s)
}

// fail reports the one problem for which nothing else can be said.
func (r *reader) fail(line, col int, message, help string) {
	r.problems = append(r.problems, Problem{Line: line, Col: col, Message: message, Help: help})
}

// unreadable returns why data is no text that could hold a model.
func unreadable(data []byte) (Problem, bool) {
	at := func(offset int, message, help string) (Problem, bool) {
		before := data[:offset]
		return Problem{
			Line:    1 + bytes.Count(before, []byte("\n")),
			Col:     1 + utf8.RuneCount(before[1+bytes.LastIndexByte(before, '\n'):]),
			Message: message, Help: help,
		}, true
	}
	if len(data) > MaxSize {
		return at(0, fmt.Sprintf("the file is larger than %d MiB", MaxSize>>20), "a model describes services, not records; import incidents and metrics instead")
	}
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) {
		return at(0, "this is XML; a model file is YAML", firstLines)
	}
	marks := 0
	for i := 0; i < len(data); {
		c, size := rune(data[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRune(data[i:])
		}
		switch {
		case c == utf8.RuneError && size == 1:
			return at(i, fmt.Sprintf("byte 0x%02x is not UTF-8; a model file is text", data[i]), "save the file as UTF-8")
		case !printable(c):
			return at(i, fmt.Sprintf("control character %U; a model file is text", c), "remove it, or write it as an escape in double quotes")
		case isMark(data, i):
			marks++
		}
		if marks > maxMarks {
			return at(i, fmt.Sprintf("more than %d lines and values", maxMarks), "a model describes services, not records; import incidents and metrics instead")
		}
		i += size
	}
	return Problem{}, false
}

// isMark reports whether data[i] may begin another value: no text has more YAML
// nodes than marks, but for a few.
func isMark(data []byte, i int) bool {
	switch data[i] {
	case '\n', '\r', ',', ':', '[', '{', '?':
		return true
	case '-':
		return i+1 < len(data) && (data[i+1] == ' ' || data[i+1] == '\t' || data[i+1] == '\r' || data[i+1] == '\n')
	}
	return false
}

// printable reports whether YAML allows c in a file.
// Source: YAML 1.2.2, production c-printable, https://yaml.org/spec/1.2.2/
func printable(c rune) bool {
	switch {
	case c >= ' ' && c < 0x7f:
		return true
	case c == '\t', c == '\n', c == '\r', c == 0x85:
		return true
	case c < 0x20, c >= 0x7f && c < 0xa0, c == 0xfeff, c == 0xfffe, c == 0xffff:
		return false
	}
	return true
}

// kubernetesVersion is how Kubernetes and Istio write an apiVersion.
var kubernetesVersion = regexp.MustCompile(`^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*/)?v[0-9]+(?:(?:alpha|beta)[0-9]+)?$`)

// isModel reports what r.root is, where it is no mapping or belongs to another
// program.
func (r *reader) isModel() bool {
	n := resolve(r.root)
	if n.Kind != yaml.MappingNode {
		switch {
		case n.Kind == yaml.SequenceNode:
			r.fail(n.Line, n.Column, "this is a list; a model file is a mapping", firstLines)
		case n.ShortTag() == "!!null":
			r.fail(1, 1, "the file is empty", firstLines)
		default:
			r.fail(n.Line, n.Column, "this is plain text; a model file is a mapping", firstLines)
		}
		return false
	}
	version, kind := key(n, "apiVersion"), key(n, "kind")
	if version == nil || kind == nil || kind.Kind != yaml.ScalarNode || version.Kind != yaml.ScalarNode {
		return true
	}
	if kind.Value != models.KindMesh && version.Value != models.APIVersion && kubernetesVersion.MatchString(version.Value) {
		r.fail(kind.Line, kind.Column, fmt.Sprintf("this is a Kubernetes %s (%s), not a model file", kind.Value, version.Value),
			`use "ninefold discover --dir DIR" to draft a model from manifests`)
		return false
	}
	return true
}

// aliasesBounded reports whether the aliases of r.root stand for few values, so
// that a short file cannot unfold into a large one, or into itself.
func (r *reader) aliasesBounded() bool {
	aliases, unfolded := 0, 0
	var last *yaml.Node
	var walk func(n *yaml.Node, inside bool)
	walk = func(n *yaml.Node, inside bool) {
		if aliases > maxAliases || unfolded > maxAliased {
			return
		}
		if inside {
			unfolded++
		}
		if n.Kind == yaml.AliasNode {
			aliases, last = aliases+1, n
			walk(n.Alias, true)
		}
		for _, c := range n.Content {
			walk(c, inside)
		}
	}
	walk(r.root, false)
	if aliases > maxAliases || unfolded > maxAliased {
		r.fail(last.Line, last.Column, fmt.Sprintf("more than %d aliases, or aliases of more than %d values", maxAliases, maxAliased), "write the values out")
		return false
	}
	return true
}
