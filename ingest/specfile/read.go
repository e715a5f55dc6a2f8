package specfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Limits of a file.
const (
	MaxBytes = 1 << 20
	MaxNodes = 100_000
	MaxDepth = 40
	// maxProblems is how many are kept: nobody mends more in one go.
	maxProblems = 100
)

// A Problem is one thing wrong with a file.
//
//nolint:errname // it is data first, as in package modelfile
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // from 1
	Col     int    `json:"col"`  // from 1
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
}

// Error returns "file:line:col: path: message".
func (p *Problem) Error() string {
	at := fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Col)
	if p.Path != "" {
		at += p.Path + ": "
	}
	return at + p.Message
}

// A File is a file that is read.
type File struct {
	Name     string
	Objects  []*Object // the top mapping of each document that is not empty
	problems []error
	more     int
	given    map[*yaml.Node]*Object
}

// Err returns all problems found until now, nil if there are none.
func (f *File) Err() error {
	if f.more > 0 {
		return errors.Join(append(slices.Clone(f.problems), fmt.Errorf("%s: and %d more problems", f.Name, f.more))...)
	}
	return errors.Join(f.problems...)
}

func (f *File) failf(n *yaml.Node, path, format string, args ...any) {
	if len(f.problems) >= maxProblems {
		f.more++
		return
	}
	f.problems = append(f.problems, &Problem{f.Name, max(1, n.Line), max(1, n.Column), path, fmt.Sprintf(format, args...)})
}

var errorLine = regexp.MustCompile(`^yaml: (?:unmarshal errors:\n\s*)?(?:line ([0-9]+): )?`)

// Read parses a file. The problems of what it refuses, and those that are found
// later, are in [File.Err]; a file with problems has the objects that could be
// read.
func Read(name string, data []byte) *File {
	f := &File{Name: name, given: map[*yaml.Node]*Object{}}
	start := &yaml.Node{Line: 1, Column: 1}
	switch {
	case len(data) > MaxBytes:
		f.failf(start, "", "larger than %d KiB, the most that is read", MaxBytes>>10)
		return f
	case !utf8.Valid(data):
		f.failf(start, "", "not UTF-8 text")
		return f
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	nodes := 0
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return f
		}
		if err != nil {
			f.syntax(err)
			return f
		}
		if !f.check(&doc, 0, &nodes) || len(doc.Content) == 0 {
			continue
		}
		f.top(doc.Content[0])
	}
}

// syntax notes an error of the YAML parser, which has a line at best.
func (f *File) syntax(err error) {
	match := errorLine.FindStringSubmatch(err.Error())
	line := 1
	if match != nil && match[1] != "" {
		line, _ = strconv.Atoi(match[1])
	}
	f.failf(&yaml.Node{Line: line, Column: 1}, "", "this is not YAML: %s", errorLine.ReplaceAllString(err.Error(), ""))
}

// top adds the object of a document, or each of a list.
func (f *File) top(n *yaml.Node) {
	switch {
	case n.Kind == yaml.MappingNode:
		f.Objects = append(f.Objects, f.object(n, ""))
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			if item.Kind != yaml.MappingNode {
				f.failf(item, "", "expected a mapping")
				continue
			}
			f.Objects = append(f.Objects, f.object(item, ""))
		}
	case n.ShortTag() != "!!null":
		f.failf(n, "", "expected a mapping")
	}
}

// check notes what is refused wherever it stands, and reports whether n is sound.
func (f *File) check(n *yaml.Node, depth int, nodes *int) bool {
	*nodes++
	switch {
	case *nodes > MaxNodes:
		if *nodes == MaxNodes+1 {
			f.failf(n, "", "more than %d values", MaxNodes)
		}
		return false
	case depth > MaxDepth:
		f.failf(n, "", "nested more than %d deep", MaxDepth)
		return false
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		f.failf(n, "", "anchors and aliases are not read; write the value out")
		return false
	case n.Kind == yaml.MappingNode && !f.checkKeys(n):
		return false
	case n.Style&yaml.TaggedStyle != 0 && !strings.HasPrefix(n.Tag, "!!"):
		f.failf(n, "", "the tag %s is not read", clip(n.Tag))
		return false
	}
	sound := true
	for _, c := range n.Content {
		sound = f.check(c, depth+1, nodes) && sound
	}
	return sound
}

// checkKeys refuses keys that are no words, stand twice or merge.
func (f *File) checkKeys(n *yaml.Node) bool {
	sound, seen := true, map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		first, again := seen[k.Value]
		switch {
		case k.Tag == "!!merge":
			f.failf(k, "", "merge keys are not read; write the keys out")
		case k.Kind == yaml.AliasNode || k.Anchor != "":
			f.failf(k, "", "anchors and aliases are not read; write the value out")
		case k.Kind != yaml.ScalarNode:
			f.failf(k, "", "a key must be a word")
		case again:
			f.failf(k, "", "the key %q stands twice; first in line %d", clip(k.Value), first)
		default:
			seen[k.Value] = k.Line
			continue
		}
		sound = false
	}
	return sound
}

// clip shortens what is quoted in a message.
func clip(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
