package assess

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ninefold/models/assessment"
	"ninefold/models/store"
)

// Run assesses a model in the store (version 0: the latest) on all its records
// and stores the answer. Inputs that were assessed before give the assessment
// that is already there, and created is false.
func Run(ctx context.Context, st *store.Store, model string, version int, opt Options) (a *assessment.Assessment, created bool, err error) {
	in, err := load(ctx, st, model, version)
	if err != nil {
		return nil, false, err
	}
	digest, _, err := digests(in, opt.withDefaults(in))
	if err != nil {
		return nil, false, err
	}
	if a, err = st.AssessmentByDigest(ctx, digest); err == nil || !errors.Is(err, store.ErrNotFound) {
		return a, false, err
	}
	if in.Previous, err = st.LatestAssessment(ctx, in.Mesh.Metadata.Name); err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, false, err
	}
	if a, err = Assess(ctx, in, opt); err != nil {
		return nil, false, err
	}
	a.CreatedAt = st.Now().UTC().Truncate(time.Microsecond)                  // as the store keeps it
	if err := st.SaveAssessment(ctx, a); errors.Is(err, store.ErrConflict) { // somebody else was faster
		a, err = st.Assessment(ctx, a.ID)
		return a, false, err
	} else if err != nil {
		return nil, false, fmt.Errorf("assess: %w", err)
	}
	return a, true, nil
}

// load reads what an assessment of a model version depends on.
func load(ctx context.Context, st *store.Store, model string, version int) (in Input, err error) {
	if in.Mesh, err = st.Mesh(ctx, model, version); err != nil {
		return in, err
	}
	if in.Incidents, err = st.AllIncidents(ctx); err != nil {
		return in, err
	}
	in.Experiments, err = st.Experiments(ctx)
	return in, err
}
