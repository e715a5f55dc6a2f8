package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"ninefold/analysis/dynamic"
	dynamicgalileo "ninefold/analysis/dynamic/galileo"
	"ninefold/analysis/faulttree/galileo"
	"ninefold/analysis/faulttree/galileo/syntax"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/faulttree/study"
	"ninefold/analysis/faulttree/yamltree"
)

// A treeFile is a file of fault trees.
type treeFile struct {
	model    *risk.Model
	path     string
	dynamic  *dynamic.Tree // instead of a model: a tree with gates of order, spares, …
	format   string        // it is in: openpsa, galileo, yaml or blocks
	warnings []string
}

// readTrees reads the fault trees of a file. It returns nil for a file that holds
// something else. Files in the folder of a model may be included by it. A block
// diagram is one, too; at is when, for what no formula says.
func readTrees(ctx context.Context, path string, at risk.At, staggered bool) (*treeFile, error) {
	if t, err := treesOfBlocks(ctx, path, at.MissionTimeHours); t != nil || err != nil {
		return t, err
	}
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
	t, err := readModel(path, r, head, staggered)
	if t == nil || err != nil || t.dynamic != nil {
		return t, err
	}
	if len(t.model.NamedTops()) == 0 && len(t.model.InitiatingEvents) == 0 {
		return nil, exit(exitInvalid, "%s: the model has no top event: every gate is used by another", path)
	}
	t.warnings = t.model.Warnings
	return t, nil
}

// readModel reads the model of a file that begins with head, nil if it has none.
func readModel(path string, r io.Reader, head []byte, staggered bool) (*treeFile, error) {
	t := treeFile{path: path, format: study.FormatOf(head)}
	var err error
	switch t.format {
	case study.OpenPSA:
		root, failed := os.OpenRoot(filepath.Dir(path))
		if failed != nil {
			return nil, readError(failed)
		}
		defer func() { _ = root.Close() }() // it was only read
		t.model, err = openpsa.Parse(path, r, openpsa.Options{Root: root.FS(), StaggeredTesting: staggered})
	case study.YAML:
		t.model, err = yamltree.Parse(path, r)
	case study.Galileo:
		err = t.galileo(path, r)
	default:
		return nil, nil //nolint:nilnil // the file is not ours; that is no error
	}
	if err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	return &t, nil
}

// galileo reads a tree of Galileo, static or dynamic.
func (t *treeFile) galileo(path string, r io.Reader) error {
	file, err := syntax.Read(path, r)
	if err != nil {
		return err
	}
	if !dynamicgalileo.Dynamic(file) {
		t.model, err = galileo.FromFile(file)
		return err
	}
	tree, err := dynamicgalileo.FromFile(file)
	t.dynamic = &tree
	return err
}
