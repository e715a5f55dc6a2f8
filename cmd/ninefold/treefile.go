package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/galileo"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/yamltree"
)

// trees are the fault trees of a file, one for each top event.
type trees struct {
	tops      []namedTree
	sequences []openpsa.Sequence // of event trees
	model     *openpsa.Model     // what the sequences are in
	at        openpsa.At
	warnings  []string
}

// A namedTree is a fault tree with the name of its top event.
type namedTree struct {
	name      string
	faultTree string // the one of the file it is in; empty in a file with one
	tree      faulttree.Tree
}

var galileoTop = regexp.MustCompile(`(?im)^\s*toplevel\s`)

// readTrees reads the fault trees of a file, quantified at the mission time. It
// returns nil for a file that holds something else.
func readTrees(path string, f treeFlags) (*trees, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, readError(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	r := bufio.NewReaderSize(file, 4096)
	head, err := r.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, readError(err)
	}
	var t faulttree.Tree
	switch {
	case bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n"), []byte("<")):
		return readOpenPSA(path, r, f)
	case yamltree.Is(head):
		t, err = yamltree.Parse(path, r, f.hours)
	case galileoTop.Match(head):
		t, err = galileo.Parse(path, r, f.hours)
	default:
		return nil, nil //nolint:nilnil // the file is not ours; that is no error
	}
	if err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	return &trees{tops: []namedTree{{name: t.Top, tree: t}}}, nil
}

// readOpenPSA reads a model and its tops. Files in its folder may be included.
func readOpenPSA(path string, r io.Reader, f treeFlags) (*trees, error) {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, readError(err)
	}
	defer func() { _ = root.Close() }() // it was only read
	m, err := openpsa.Parse(path, r, openpsa.Options{Root: root.FS(), StaggeredTesting: f.staggered})
	if err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	out := &trees{model: m, at: openpsa.At{MissionTimeHours: f.hours}, warnings: m.Warnings}
	if out.sequences, err = m.Sequences(out.at); err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	for _, top := range m.Tops() {
		t, err := m.Tree(top.Gate, out.at)
		if err != nil {
			return nil, &exitError{exitInvalid, err}
		}
		out.tops = append(out.tops, namedTree{top.Gate, top.FaultTree, t})
	}
	if len(out.tops) == 0 && len(out.sequences) == 0 {
		return nil, exit(exitInvalid, "%s: the model has no top event: every gate is used by another", path)
	}
	return out, nil
}
