package manifest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A document is one YAML document with a mapping at its top. The lines of its
// nodes count from the start of the file.
type document struct {
	file string
	node *yaml.Node
}

// A reader turns files into documents.
type reader struct {
	dir       fs.FS
	docs      []document
	kustomize []document
	findings  findings
	skipped   []Skipped
	files     Files
	failed    map[string]bool
	unused    map[string]int
}

func (r *reader) walk(ctx context.Context) error {
	seen := 0
	err := fs.WalkDir(r.dir, ".", func(name string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			r.failf(place{file: name}, "cannot be read: %v", err)
			return fs.SkipDir
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			r.skipped = append(r.skipped, Skipped{name, "hidden folder"})
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		if seen++; seen > MaxFiles {
			return fmt.Errorf("more than %d files; name a smaller directory", MaxFiles)
		}
		r.visit(name, d)
		return nil
	})
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	return nil
}

func (r *reader) visit(name string, d fs.DirEntry) {
	switch ext := strings.ToLower(path.Ext(name)); {
	case ext != ".yaml" && ext != ".yml":
		r.files.Other++
	case !d.Type().IsRegular():
		r.skip(name, "not a regular file; symbolic links are not followed")
	default:
		r.read(name)
	}
}

func (r *reader) skip(name, reason string) {
	r.skipped = append(r.skipped, Skipped{name, reason})
	r.files.Skipped++
}

// failf reports that a file cannot be read, at least in part.
func (r *reader) failf(at place, format string, args ...any) {
	r.findings.addf(NotParsed, "", at, format, args...)
	if !r.failed[at.file] {
		r.failed[at.file] = true
		r.files.Failed++
	}
}

// read parses one file. Each of its documents stands for itself.
func (r *reader) read(name string) {
	data, err := readLimited(r.dir, name)
	if err != nil {
		r.failf(place{file: name}, "%v", err)
		return
	}
	before, reason := len(r.docs), "no YAML document"
	for _, c := range split(data) {
		node, err := c.parse()
		if err != nil {
			line, message := c.explain(err)
			r.failf(place{name, line}, "%s", message)
			continue
		}
		if node.IsZero() {
			continue
		}
		switch reason = notObject(node); {
		case isKustomization(name):
			reason = "kustomize file"
			r.kustomize = append(r.kustomize, document{name, node})
		case reason == "":
			r.docs = append(r.docs, document{name, node})
		}
	}
	switch {
	case r.failed[name]: // counted
	case len(r.docs) > before:
		r.files.Read++
	default:
		r.skip(name, reason)
	}
}

func readLimited(dir fs.FS, name string) (_ []byte, err error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data, err := io.ReadAll(io.LimitReader(f, MaxFileBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > MaxFileBytes:
		return nil, fmt.Errorf("larger than %d MiB, the most that is read", MaxFileBytes>>20)
	case !utf8.Valid(data):
		return nil, errors.New("not UTF-8 text")
	}
	return data, nil
}

// notObject says why a document is no object of Kubernetes or Istio, and nothing
// if it is one.
func notObject(n *yaml.Node) string {
	if n.Kind != yaml.MappingNode {
		return "not a Kubernetes object"
	}
	keys := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		keys[n.Content[i].Value] = true
	}
	switch {
	case keys["apiVersion"] && keys["kind"]:
		return ""
	case keys["services"]:
		return "docker-compose file"
	}
	return "not a Kubernetes object"
}

func isKustomization(name string) bool {
	base := path.Base(name)
	return base == "kustomization.yaml" || base == "kustomization.yml"
}

// A chunk is the text of one document.
type chunk struct {
	text []byte
	skip int // lines of the file before it
}

// split cuts a file at its document markers. The YAML parser could do it, but
// stops at the first document that is wrong.
func split(data []byte) []chunk {
	var out []chunk
	start, startLine, line := 0, 0, 0
	for pos := 0; pos < len(data); line++ {
		end := len(data)
		if i := bytes.IndexByte(data[pos:], '\n'); i >= 0 {
			end = pos + i + 1
		}
		if l := data[pos:end]; pos > start && isMarker(l, "---") {
			out = append(out, chunk{data[start:pos], startLine})
			start, startLine = pos, line
		} else if isMarker(l, "...") {
			out = append(out, chunk{data[start:pos], startLine})
			start, startLine = end, line+1
		}
		pos = end
	}
	return append(out, chunk{data[start:], startLine})
}

func isMarker(line []byte, marker string) bool {
	rest, ok := bytes.CutPrefix(line, []byte(marker))
	return ok && (len(rest) == 0 || strings.IndexByte(" \t\r\n", rest[0]) >= 0)
}

// parse returns the top node of the document, the zero one if it is empty.
func (c chunk) parse() (*yaml.Node, error) {
	if c.empty() {
		return &yaml.Node{}, nil
	}
	nodes := 1
	for _, sign := range []string{"\n", ",", "[", "{"} {
		nodes += bytes.Count(c.text, []byte(sign))
	}
	if nodes > maxNodes {
		return nil, fmt.Errorf("more than %d YAML nodes", maxNodes)
	}
	var doc, rest yaml.Node
	parser := yaml.NewDecoder(bytes.NewReader(c.text))
	if err := parser.Decode(&doc); err != nil {
		return nil, err
	}
	if err := parser.Decode(&rest); err == nil {
		return nil, fmt.Errorf("line %d: text after the end of the document", rest.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" {
		return &yaml.Node{}, nil
	}
	if expanded(doc.Content[0], map[*yaml.Node]int{}) > maxNodes {
		return nil, fmt.Errorf("its aliases make more than %d YAML nodes of it", maxNodes)
	}
	shift(doc.Content[0], c.skip)
	return doc.Content[0], nil
}

// empty reports whether there is nothing but comments and directives.
func (c chunk) empty() bool {
	for line := range bytes.Lines(c.text) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && line[0] != '%' {
			return false
		}
	}
	return true
}

// expanded returns how many nodes n holds once every alias is replaced by what it
// stands for, or more than maxNodes. Sizes of anchors are kept in known; an alias
// to one that is not there stands inside its own anchor.
func expanded(n *yaml.Node, known map[*yaml.Node]int) int {
	if n.Kind == yaml.AliasNode {
		if size, ok := known[n.Alias]; ok {
			return size
		}
		return maxNodes + 1
	}
	size := 1
	for _, c := range n.Content {
		size = min(size+expanded(c, known), maxNodes+1)
	}
	if n.Anchor != "" {
		known[n] = size
	}
	return size
}

// shift moves n and what it holds down by the given number of lines.
func shift(n *yaml.Node, by int) {
	n.Line += by
	for _, c := range n.Content {
		shift(c, by)
	}
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// explain returns where and why c does not parse.
func (c chunk) explain(err error) (line int, message string) {
	message = strings.TrimPrefix(err.Error(), "yaml: ")
	line = c.skip + 1
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = c.skip + n
		}
		message = err.Error()[len(m[0]):]
	}
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(c.text), []byte("<")):
		message = "this is XML or HTML, not YAML: " + message
	case bytes.Contains(c.text, []byte("{{")):
		message = "a template, it seems; render it first: " + message
	}
	return line, message
}
