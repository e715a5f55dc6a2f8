package model

import (
	"fmt"
	"strings"

	"ninefold/analysis/equations"
)

// What a document says it is.
const (
	APIVersion = "ninefold/v1"
	Kind       = "BooleanSystem"
)

// A Model is a system of equations and what is asked of it.
type Model struct {
	Label     string
	Labels    map[string]string // of components that have one, by ID
	System    equations.System  // the components of the file, in its order, then those within its equations; see [Within]
	Named     int               // of the components are those of the file
	Tops      []string          // at least one
	Semantics []equations.Semantics
}

// Options complete a model. The zero value adds nothing.
type Options struct {
	MissionTimeHours float64               // instead of that of the file, if positive
	Tops             []string              // instead of those of the file
	Semantics        []equations.Semantics // instead of those of the file
}

// within is in the ID of a component that stands for a part of an equation, and in none
// of a file.
const within = "\x00"

// Within tells whether a component stands for a part of an equation. It cannot fail by
// itself, so no cut set has it.
func Within(id string) bool { return strings.Contains(id, within) }

// An equation says when something is down: an ID, or at least k of some.
type equation struct {
	id string
	k  int // of of; 1 is or, len(of) is and
	of []equation
}

// need makes components of what is within an equation, and returns what must be up for it
// not to be true, for the component of an ID.
func (m *Model) need(id string, e equation) equations.Need {
	if e.id != "" {
		return equations.Need{K: 1, Of: []string{e.id}}
	}
	var of []string
	for _, part := range e.of {
		if part.id != "" {
			of = append(of, part.id)
			continue
		}
		needs := []equations.Need{m.need(id, part)}
		inner := fmt.Sprintf("%s%s%d", id, within, len(m.System.Components))
		m.System.Components = append(m.System.Components, equations.Component{ID: inner, Needs: needs})
		of = append(of, inner)
	}
	return equations.Need{K: len(of) - e.k + 1, Of: of}
}

// needPaths makes components of the hierarchy behind paths, and returns what must be up
// for one of them to work. Everything on paths is a component.
func (m *Model) needPaths(id string, paths [][]string) ([]equations.Need, error) {
	p := equations.Paths{Root: id + within + "paths", Paths: paths}
	seen := map[string]bool{}
	for _, path := range paths {
		for _, part := range path {
			if !seen[part] {
				seen[part] = true
				p.Components = append(p.Components, equations.Part{ID: part})
			}
		}
	}
	s, err := p.System()
	if err != nil {
		return nil, err
	}
	inner := s.Components[len(p.Components):]
	name := func(part string) string { // those of two systems of paths are called alike
		if seen[part] {
			return part
		}
		return part + within + id
	}
	for i := range inner {
		c := &inner[i]
		c.ID = name(c.ID)
		for _, n := range c.Needs {
			for j := range n.Of {
				n.Of[j] = name(n.Of[j])
			}
		}
	}
	root := len(inner) - 1
	m.System.Components = append(m.System.Components, inner[:root]...)
	return inner[root].Needs, nil
}
