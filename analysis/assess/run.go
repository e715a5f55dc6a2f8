package assess

import (
	"context"
	"errors"
	"fmt"

	"ninefold/models/assessment"
	"ninefold/models/store"
)

// Run assesses a model in the store (version 0: the latest) on all its records
// and stores the answer. Inputs that were assessed before give the assessment
// that is already there, and created is false.
func Run(ctx context.Context, st *store.Store, model string, version int, opt Options) (a *assessment.Assessment, created bool, err error) {
	var in Input
	if in.Mesh, err = st.Mesh(ctx, model, version); err != nil {
		return nil, false, err
	}
	if in.Incidents, err = st.AllIncidents(ctx); err != nil {
		return nil, false, err
	}
	if in.Experiments, err = st.Experiments(ctx); err != nil {
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
	a.CreatedAt = st.Now().UTC()
	if err := st.SaveAssessment(ctx, a); err != nil {
		return nil, false, fmt.Errorf("assess: %w", err)
	}
	return a, true, nil
}
