package main

import (
	"context"
	"errors"
	"fmt"
	"io"
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
func readError(err error) error { return orCode(exitInvalid, err) }

// readMesh reads the model of a mesh.
func (g *global) readMesh(path string) (models.Mesh, error) {
	if g.opened == nil {
		return modelfile.Read(path)
	}
	data, err := io.ReadAll(io.LimitReader(g.opened, modelfile.MaxSize+1))
	if err != nil {
		return models.Mesh{}, err
	}
	return modelfile.Parse(path, data)
}

// open opens the database, which is created where there is none.
func (g *global) open(ctx context.Context) (*store.Store, error) {
	st, err := store.Open(ctx, g.database)
	if err != nil {
		return nil, orCode(exitUnreachable, err)
	}
	return st, nil
}

// openExisting opens the database for a command that only reads: it creates none.
func (g *global) openExisting(ctx context.Context) (*store.Store, error) {
	if !g.exists() {
		return nil, exit(exitNotFound, "no database at %s", g.databaseName())
	}
	return g.open(ctx)
}

// exists reports whether there is a database to read.
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
	save      bool
}

func (a *analysis) flags(cmd *cobra.Command) {
	cmd.Flags().Uint64Var(&a.seed, "seed", 1, "seed of the Latin hypercube; the same seed gives the same figures")
	cmd.Flags().IntVar(&a.samples, "samples", 10_000, "samples behind each interval")
	cmd.Flags().BoolVar(&a.noRecords, "no-records", false, "use the model alone, without the incidents in the database")
}

func (a *analysis) checkFlags(cmd *cobra.Command) error {
	switch {
	case a.samples < 100 || a.samples > 1_000_000:
		return usage(cmd, fmt.Errorf("--samples %d is not between 100 and 1,000,000", a.samples))
	case a.seed == 0: // the engine would read it as 1
		return usage(cmd, errors.New("--seed must be at least 1"))
	case a.save && a.noRecords:
		return usage(cmd, errors.New("--save stores what the records say: leave --no-records out"))
	}
	return nil
}

func (a *analysis) options() assess.Options { return assess.Options{Seed: a.seed, Samples: a.samples} }

// assess assesses the model file given, or else the model stored last, on the
// records in the database, if there is one.
func (a *analysis) assess(cmd *cobra.Command, args []string) (*assessment.Assessment, error) {
	if err := a.checkFlags(cmd); err != nil {
		return nil, err
	}
	var given *models.Mesh
	if len(args) == 1 {
		mesh, err := a.readMesh(args[0])
		if err != nil {
			return nil, readError(err)
		}
		given = &mesh
	}
	switch {
	case given != nil && !a.save && (a.noRecords || !a.exists()):
		return assess.Assess(cmd.Context(), assess.Input{Mesh: *given}, a.options())
	case given == nil && !a.exists():
		return nil, exit(exitNotFound, "no model: give a file, or import one into %s", a.databaseName())
	}
	st, err := a.open(cmd.Context())
	if err != nil {
		return nil, err
	}
	defer func() { _ = st.Close() }() // what is written is committed
	if a.save {
		return a.assessAndSave(cmd, st, given)
	}
	return a.assessOn(cmd.Context(), st, given)
}

// assessOn assesses given, or the model stored last, on the records of st. What
// is stored already is returned as it is stored, so that all print the same.
func (a *analysis) assessOn(ctx context.Context, st *store.Store, given *models.Mesh) (*assessment.Assessment, error) {
	in, err := a.input(ctx, st, given)
	if err != nil {
		return nil, err
	}
	result, err := assess.Assess(ctx, in, a.options())
	if err != nil {
		return nil, err
	}
	stored, err := st.AssessmentByDigest(ctx, result.InputsDigest)
	if errors.Is(err, store.ErrNotFound) {
		return result, nil
	}
	return stored, err
}

func (a *analysis) input(ctx context.Context, st *store.Store, given *models.Mesh) (in assess.Input, err error) {
	if given != nil {
		in.Mesh = *given
	} else {
		latest, err := latestModel(ctx, st)
		if err != nil {
			return in, err
		}
		if in.Mesh, err = st.Mesh(ctx, latest.Name, latest.Version); err != nil {
			return in, err
		}
	}
	if a.noRecords {
		return in, nil
	}
	if in.Incidents, err = st.AllIncidents(ctx); err != nil {
		return in, err
	}
	if in.Experiments, err = st.Experiments(ctx); err != nil {
		return in, err
	}
	if in.Previous, err = st.LatestAssessment(ctx, in.Mesh.Metadata.Name); errors.Is(err, store.ErrNotFound) {
		return in, nil
	}
	return in, err
}

// assessAndSave stores the model, where one is given, and its assessment.
func (a *analysis) assessAndSave(cmd *cobra.Command, st *store.Store, given *models.Mesh) (*assessment.Assessment, error) {
	ctx := cmd.Context()
	model, err := a.modelToSave(cmd, st, given)
	if err != nil {
		return nil, err
	}
	result, created, err := assess.Run(ctx, st, model.Name, model.Version, a.options())
	if err != nil {
		return nil, err
	}
	state := "was stored before, from the same inputs"
	if created {
		state = "stored"
	}
	a.hintf(cmd, "assessment %s %s", result.ID, state)
	return st.Assessment(ctx, result.ID) // as it is stored, where times have fewer digits
}

// modelToSave stores given as a model version, or else finds the one stored last.
func (a *analysis) modelToSave(cmd *cobra.Command, st *store.Store, given *models.Mesh) (savedModel, error) {
	if given != nil {
		saved, err := saveModel(cmd.Context(), st, *given)
		if err == nil {
			a.hintf(cmd, "%s in %s", saved, a.databaseName())
		}
		return saved, err
	}
	latest, err := latestModel(cmd.Context(), st)
	return savedModel{latest.Name, store.SavedMesh{Version: latest.Version, Digest: latest.Digest}}, err
}

// latestModel is the model version that was stored last.
func latestModel(ctx context.Context, st *store.Store) (store.MeshHeader, error) {
	headers, err := st.Meshes(ctx)
	if err != nil {
		return store.MeshHeader{}, err
	}
	if len(headers) == 0 {
		return store.MeshHeader{}, fmt.Errorf("%w: the database holds no model; give a file, or store one with: ninefold import model FILE", store.ErrNotFound)
	}
	newest := headers[0]
	for _, h := range headers {
		if h.CreatedAt.After(newest.CreatedAt) {
			newest = h
		}
	}
	return newest, nil
}
