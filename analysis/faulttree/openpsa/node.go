package openpsa

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"ninefold/analysis/faulttree/problem"
)

// Limits on what is read, all included files together.
const (
	maxSize     = 64 << 20 // bytes
	maxDepth    = 200      // elements within each other
	maxElements = 5_000_000
	maxIncludes = 1000
)

// A node is an element of the file, with where it begins.
type node struct {
	name     string
	attrs    []xml.Attr
	children []*node
	text     []byte
	file     string
	line     int32
	col      int32
}

// attr returns an attribute without the space around it.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// title names the element in messages.
func (n *node) title() string {
	if name := n.attr("name"); name != "" {
		return fmt.Sprintf("%s %q", n.name, name)
	}
	return n.name
}

// A loader reads a file and those it includes into nodes.
type loader struct {
	root     fs.FS
	problems problem.List
	size     int64
	limit    int64 // of size
	elements int
	includes int
	open     []string // the included files being read, outermost first
	names    map[string]string
}

var errStop = errors.New("openpsa: stopped at a limit")

// failf reports what is wrong at a place and stops reading.
func (l *loader) failf(file string, line, col int, element, format string, args ...any) error {
	l.problems.Add(problem.Problem{File: file, Line: line, Col: col, Element: element, Message: fmt.Sprintf(format, args...)})
	return errStop
}

// intern keeps one copy of each of the few names.
func (l *loader) intern(s string) string {
	if known, ok := l.names[s]; ok {
		return known
	}
	s = strings.Clone(s)
	l.names[s] = s
	return s
}

// load reads one file. An error means that reading stopped; it has been reported.
func (l *loader) load(file string, r io.Reader, depth int) (*node, error) {
	counted := &countingReader{r: r, loader: l}
	dec := xml.NewDecoder(counted)
	var root *node
	var path []*node
	for {
		line, col := dec.InputPos()
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, l.syntax(file, dec, err)
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.HasPrefix(bytes.ToUpper(bytes.TrimSpace(t)), []byte("DOCTYPE")) {
				return nil, l.failf(file, line, col, "", "a document type is refused, for it could define entities; remove <!DOCTYPE …>")
			}
		case xml.StartElement:
			n := &node{name: l.intern(t.Name.Local), attrs: slices.Clone(t.Attr), file: file, line: int32(line), col: int32(col)}
			if err := l.check(n, depth+len(path)); err != nil {
				return nil, err
			}
			switch {
			case len(path) > 0:
				parent := path[len(path)-1]
				parent.children = append(parent.children, n)
			case root != nil:
				return nil, l.failf(file, line, col, n.title(), "the file has a second outermost element")
			default:
				root = n
			}
			path = append(path, n)
		case xml.EndElement:
			n := path[len(path)-1]
			path = path[:len(path)-1]
			if n.name != "include" || len(path) == 0 {
				continue
			}
			if err := l.include(n, path[len(path)-1], depth+len(path)); err != nil {
				return nil, err
			}
		case xml.CharData:
			if text := bytes.TrimSpace(t); len(text) > 0 && len(path) > 0 {
				path[len(path)-1].text = append(path[len(path)-1].text, text...)
			}
		}
	}
	if root == nil {
		return nil, l.failf(file, 1, 1, "", "the file has no element; an Open-PSA model begins with <opsa-mef>")
	}
	return root, nil
}

// check stops at an element that is one too many.
func (l *loader) check(n *node, depth int) error {
	l.elements++
	switch {
	case l.elements > maxElements:
		return l.failf(n.file, int(n.line), int(n.col), n.title(), "more than %d elements", maxElements)
	case depth >= maxDepth:
		return l.failf(n.file, int(n.line), int(n.col), n.title(), "elements are nested more than %d deep", maxDepth)
	}
	return nil
}

func (l *loader) syntax(file string, dec *xml.Decoder, err error) error {
	if errors.Is(err, errStop) {
		return errStop
	}
	line, col := dec.InputPos()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return l.failf(file, syntax.Line, col, "", "this is not XML: %s", syntax.Msg)
	}
	return l.failf(file, line, col, "", "%v", err)
}

// A countingReader stops at the limit on all that is read.
type countingReader struct {
	r      io.Reader
	loader *loader
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.loader.size += int64(n); c.loader.size > c.loader.limit {
		return 0, fmt.Errorf("the model is larger than %d MiB", c.loader.limit>>20)
	}
	return n, err
}

// include puts what a file holds in the place of the include element n, the last
// child of parent.
func (l *loader) include(n, parent *node, depth int) error {
	where := func(format string, args ...any) error {
		return l.failf(n.file, int(n.line), int(n.col), "include", format, args...)
	}
	name := n.attr("file")
	if name == "" {
		name = n.attr("href")
	}
	if name == "" {
		return where("names no file")
	}
	if l.root == nil {
		return where("other files are not read here")
	}
	if path.IsAbs(name) {
		return where("%q is not inside the folder of the model", name)
	}
	if len(l.open) > 0 {
		name = path.Join(path.Dir(l.open[len(l.open)-1]), name)
	} else {
		name = path.Clean(name)
	}
	if !fs.ValidPath(name) || strings.ContainsAny(name, `\:`) {
		return where("%q is not inside the folder of the model", n.attr("file")+n.attr("href"))
	}
	if slices.Contains(l.open, name) {
		return where("%q includes itself", name)
	}
	if l.includes++; l.includes > maxIncludes {
		return where("more than %d files are included", maxIncludes)
	}
	f, err := l.root.Open(name)
	if err != nil {
		return where("%v", err)
	}
	l.open = append(l.open, name)
	root, err := l.load(name, f, depth)
	l.open = l.open[:len(l.open)-1]
	if closing := f.Close(); err == nil && closing != nil {
		return where("%v", closing)
	}
	if err != nil {
		return err
	}
	parent.children = parent.children[:len(parent.children)-1]
	if root.name == "opsa-mef" {
		parent.children = append(parent.children, root.children...)
	} else {
		parent.children = append(parent.children, root)
	}
	return nil
}
