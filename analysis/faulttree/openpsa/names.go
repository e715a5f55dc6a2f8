package openpsa

import (
	"fmt"
	"strings"

	"ninefold/analysis/faulttree/risk"
)

// A space is a set of names of which no two elements may have the same.
type space int

const (
	events space = iota
	parameters
)

// A definition is an element that can be referred to.
type definition struct {
	id   string
	path string // of containers and name
	kind string // gate, basic-event, house-event or parameter
	at   *node  // nil in a model that was not read from a file
}

// names holds what references mean.
type names struct {
	byPath   [2]map[string]*definition
	byPublic [2]map[string]*definition
	byID     [2]map[string]*definition
	searches int // for a near name
}

func newNames() *names {
	n := &names{}
	for s := range n.byPath {
		n.byPath[s], n.byPublic[s], n.byID[s] = map[string]*definition{}, map[string]*definition{}, map[string]*definition{}
	}
	return n
}

// A scope is where a reference stands.
type scope struct {
	path    []string // names of the containers, outermost first
	private bool     // what is defined here is private by default
}

func (s scope) join(name string) string { return joined(s.path, name) }

func joined(path []string, name string) string {
	return strings.Join(append(path[:len(path):len(path)], name), ".")
}

// in returns the scope of a container in s.
func (s scope) in(name string, role risk.Role) scope {
	return scope{append(s.path[:len(s.path):len(s.path)], name), s.hides(role)}
}

func (s scope) hides(role risk.Role) bool { return role == risk.Private || role == "" && s.private }

// add defines a name. It returns what has it already, and then defines nothing.
func (n *names) add(in space, s scope, role risk.Role, d definition) (*definition, *definition) {
	name := d.path
	d.path, d.id = s.join(name), name
	private := s.hides(role)
	if private {
		d.id = d.path
	}
	for _, before := range []*definition{n.byPath[in][d.path], n.byID[in][d.id]} {
		if before != nil {
			return nil, before
		}
	}
	n.byPath[in][d.path], n.byID[in][d.id] = &d, &d
	if !private {
		n.byPublic[in][name] = &d
	}
	return &d, nil
}

// find returns what a reference means: the nearest of that local path, or the
// public element of that name; nil for none.
func (n *names) find(in space, s scope, ref string) *definition {
	for i := len(s.path); i >= 0; i-- {
		if d := n.byPath[in][joined(s.path[:i], ref)]; d != nil {
			return d
		}
	}
	return n.byPublic[in][ref]
}

// written returns how to refer to an ID from a scope: by itself where that finds
// it, otherwise by its path.
func (n *names) written(in space, s scope, id string) string {
	d := n.byID[in][id]
	if d == nil || n.find(in, s, id) == d {
		return id
	}
	return d.path
}

// near returns a hint where a name differs from a known one in case only. It goes
// through all of them, so it does so for the first few questions only.
func (n *names) near(in space, ref string) string {
	if n.searches++; n.searches > 50 {
		return ""
	}
	best := ""
	for name := range n.byPublic[in] {
		if strings.EqualFold(name, ref) && (best == "" || name < best) {
			best = name
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
