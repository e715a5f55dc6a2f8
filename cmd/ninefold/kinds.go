package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	dynamicgalileo "ninefold/analysis/dynamic/galileo"
	equations "ninefold/analysis/equations/model"
	"ninefold/analysis/faulttree/galileo/syntax"
	treestudy "ninefold/analysis/faulttree/study"
	networks "ninefold/analysis/network/model"
	diagrams "ninefold/analysis/rbd/model"
	"ninefold/models"
)

// A fileKind is one sort of file that commands take.
type fileKind struct {
	one, several string // in messages
	short        string // of several, in help
	like         string // how to tell it, in help
}

var (
	meshKind = &fileKind{"a model of a mesh", "models of a mesh", "meshes",
		"kind: Mesh, as ninefold discover and init write it"}
	staticKind = &fileKind{"a static fault tree", "static fault trees", "static trees",
		"Open-PSA XML, Galileo or kind: FaultTree; event trees"}
	dynamicKind = &fileKind{"a dynamic fault tree", "dynamic fault trees", "dynamic trees",
		"Galileo with pand, spares, fdep, seq or repair"}
	diagramKind = &fileKind{"a block diagram", "block diagrams", "diagrams",
		"kind: BlockDiagram"}
	networkKind = &fileKind{"a network", "networks", "networks",
		"kind: Network, GraphML, or a list of edges (lines: a b)"}
	equationKind = &fileKind{"a system of equations", "systems of equations", "systems",
		"kind: BooleanSystem; may need each other in circles"}
)

// otherCommands take the kinds of files that have a command of their own.
var otherCommands = map[string]string{"MarkovChain": "markov", "Simulation": "simulate", "RedundancyAllocation": "optimize"}

var kindLine = regexp.MustCompile(`(?m)^\s*[{]?(?:.*,)?\s*"?kind"?\s*:\s*["']?(\w+)`)

// A source is the file that a command was given. It is opened once, so that it can be a
// pipe.
type source struct {
	io.Reader
	path    string
	head    []byte
	kind    *fileKind    // nil if none that is known
	format  string       // of static trees
	galileo *syntax.File // what was read to tell the kind, of trees in that format
}

const (
	headSize = 64 << 10
	begin    = 4096 // of it, by which kinds other than meshes are told
)

// meshKeys begin the lines of a mesh, whose kind may have been forgotten.
var meshKeys = regexp.MustCompile(`(?m)^(?:metadata|domains|services|placements|dependencies|journeys)\s*:`)

// openSource opens a file and finds out its kind. The function returned closes it.
func openSource(path string) (*source, func(), error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, readError(err)
	}
	done := func() { _ = file.Close() } // it was only read
	r := bufio.NewReaderSize(file, headSize)
	s := &source{Reader: r, path: path}
	if s.head, err = r.Peek(headSize); err == nil || errors.Is(err, io.EOF) {
		err = s.findKind()
	}
	if err != nil {
		done()
		return nil, nil, readError(err)
	}
	return s, done, nil
}

// findKind tells the kind of file by its beginning. Whether a tree is dynamic takes all
// of it.
func (s *source) findKind() (err error) {
	head := s.head[:min(len(s.head), begin)]
	s.format = treestudy.FormatOf(head)
	switch {
	case networks.Is(head):
		s.kind = networkKind
	case equations.Is(head):
		s.kind = equationKind
	case diagrams.Is(head):
		s.kind = diagramKind
	case s.format == treestudy.Galileo:
		s.kind = staticKind
		if s.galileo, err = syntax.Read(s.path, s); err != nil {
			return &exitError{exitInvalid, err}
		}
		if dynamicgalileo.Dynamic(s.galileo) {
			s.kind = dynamicKind
		}
	case s.format != "":
		s.kind = staticKind
	case s.kindName() == models.KindMesh, s.kindName() == "" && meshKeys.Match(head):
		s.kind = meshKind
	}
	return nil
}

// kindName is what the file says it is.
func (s *source) kindName() string {
	name := ""
	for _, match := range kindLine.FindAllSubmatch(s.head, -1) {
		switch found := string(match[1]); {
		case found == models.KindMesh, otherCommands[found] != "":
			return found // which may stand below others, of parts
		case name == "":
			name = found
		}
	}
	return name
}

// unknown says of a file that a command does not take what it is, and which kinds are
// known to the command.
func (s *source) unknown(command string, known []*fileKind) error {
	name := s.kindName()
	if other := otherCommands[name]; other != "" {
		return exit(exitInvalid, "%s is of kind %s, which another command takes: ninefold %s %s", s.path, name, other, s.path)
	}
	what := "is of no kind that is known"
	switch {
	case s.kind != nil:
		what = "is " + s.kind.one + ", which ninefold analyze takes, but not " + command
	case len(s.head) == 0:
		what = "is empty"
	case name != "":
		what = "is of kind " + name + ", which is not known"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s; wanted is one of", s.path, what)
	for _, k := range known {
		fmt.Fprintf(&b, "\n  %s: %s", k.one, k.like)
	}
	return exit(exitInvalid, "%s\nAn example of each: ninefold files", b.String())
}
