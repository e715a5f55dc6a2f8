package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ninefold/analysis/assess"
	"ninefold/models"
	"ninefold/models/assessment"
	"ninefold/models/modelfile"
	"ninefold/models/store"
)

// readError gives a file that cannot be read its exit code.
func readError(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &exitError{exitNotFound, err}
	case errors.Is(err, fs.ErrPermission):
		return &exitError{exitNotAllowed, err}
	}
	var problems modelfile.Problems
	if errors.As(err, &problems) {
		return err
	}
	return &exitError{exitInvalid, err}
}

// open opens the database, which is created where there is none.
func (g *global) open(ctx context.Context) (*store.Store, error) {
	st, err := store.Open(ctx, g.database)
	if err != nil {
		return nil, &exitError{exitUnreachable, err}
	}
	return st, nil
}

// exists reports whether there is a database to read: a command that only reads
// creates none.
func (g *global) exists() bool {
	if strings.Contains(g.database, "://") {
		return true
	}
	_, err := os.Stat(g.database)
	return err == nil
}

// analysis are the flags of the commands that assess a model.
type analysis struct {
	*global
	seed      uint64
	samples   int
	noRecords bool
}

func (a *analysis) flags(cmd *cobra.Command) {
	cmd.Flags().Uint64Var(&a.seed, "seed", 1, "seed of the Latin hypercube; the same seed gives the same figures")
	cmd.Flags().IntVar(&a.samples, "samples", 10_000, "samples behind each interval")
	cmd.Flags().BoolVar(&a.noRecords, "no-records", false, "use the model alone, without the incidents in the database")
}

// assess assesses the model file given, or else the latest model of the database,
// on the records in the database.
func (a *analysis) assess(cmd *cobra.Command, args []string) (*assessment.Assessment, error) {
	if a.samples < 100 || a.samples > 1_000_000 {
		return nil, usage(cmd, fmt.Errorf("--samples %d is not between 100 and 1,000,000", a.samples))
	}
	ctx := cmd.Context()
	var in assess.Input
	var err error
	if len(args) == 1 {
		if in.Mesh, err = modelfile.Read(args[0]); err != nil {
			return nil, readError(err)
		}
	} else if !a.exists() {
		return nil, exit(exitNotFound, "no model: give a file, or import one into %s", a.database)
	}
	if len(args) == 0 || !a.noRecords && a.exists() {
		if err := a.load(ctx, &in, len(args) == 0); err != nil {
			return nil, err
		}
	}
	return assess.Assess(ctx, in, assess.Options{Seed: a.seed, Samples: a.samples})
}

// load reads the records, and the latest model where none was given.
func (a *analysis) load(ctx context.Context, in *assess.Input, needModel bool) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }() // it was only read
	if needModel {
		if in.Mesh, err = latestMesh(ctx, st); err != nil {
			return err
		}
	}
	if a.noRecords {
		return nil
	}
	if in.Incidents, err = st.AllIncidents(ctx); err != nil {
		return err
	}
	in.Experiments, err = st.Experiments(ctx)
	return err
}

// latestMesh is the model that was stored last.
func latestMesh(ctx context.Context, st *store.Store) (models.Mesh, error) {
	headers, err := st.Meshes(ctx)
	if err != nil {
		return models.Mesh{}, err
	}
	if len(headers) == 0 {
		return models.Mesh{}, exit(exitNotFound, "the database holds no model; give a file, or store one with: ninefold import model FILE")
	}
	newest := headers[0]
	for _, h := range headers {
		if h.CreatedAt.After(newest.CreatedAt) {
			newest = h
		}
	}
	return st.Mesh(ctx, newest.Name, newest.Version)
}
