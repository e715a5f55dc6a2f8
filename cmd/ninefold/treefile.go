package main

import (
	"context"
	"os"
	"path/filepath"

	"ninefold/analysis/dynamic"
	dynamicgalileo "ninefold/analysis/dynamic/galileo"
	"ninefold/analysis/faulttree/galileo"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/faulttree/study"
	"ninefold/analysis/faulttree/yamltree"
)

// A treeFile is a file of fault trees, or of a block diagram as one.
type treeFile struct {
	model    *risk.Model
	path     string
	kind     *fileKind
	dynamic  *dynamic.Tree // instead of a model: a tree with gates of order, spares, …
	warnings []string
}

// readTrees reads the fault trees of a file. Files in the folder of a model may be
// included by it. A block diagram is one, too; at is when, for what no formula says.
func readTrees(ctx context.Context, file *source, at risk.At, staggered bool) (*treeFile, error) {
	switch file.kind {
	case diagramKind:
		return treesOfBlocks(ctx, file, at.MissionTimeHours)
	case dynamicKind:
		tree, err := dynamicgalileo.FromFile(file.galileo)
		if err != nil {
			return nil, &exitError{exitInvalid, err}
		}
		return &treeFile{path: file.path, kind: file.kind, dynamic: &tree}, nil
	}
	m, err := readModel(file, staggered)
	if err != nil {
		return nil, err
	}
	if len(m.NamedTops()) == 0 && len(m.InitiatingEvents) == 0 {
		return nil, exit(exitInvalid, "%s: the model has no top event: every gate is used by another", file.path)
	}
	return &treeFile{model: m, path: file.path, kind: file.kind, warnings: m.Warnings}, nil
}

// readModel reads the model of a file of static trees.
func readModel(file *source, staggered bool) (m *risk.Model, err error) {
	switch {
	case file.galileo != nil:
		m, err = galileo.FromFile(file.galileo)
	case file.format == study.YAML:
		m, err = yamltree.Parse(file.path, file)
	default:
		root, failed := os.OpenRoot(filepath.Dir(file.path))
		if failed != nil {
			return nil, readError(failed)
		}
		defer func() { _ = root.Close() }() // it was only read
		m, err = openpsa.Parse(file.path, file, openpsa.Options{Root: root.FS(), StaggeredTesting: staggered})
	}
	if err != nil {
		return nil, &exitError{exitInvalid, err}
	}
	return m, nil
}
