package assess

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"ninefold/models/assessment"
	"ninefold/models/store"
)

// ErrDiffers reports an assessment that its inputs no longer give.
var ErrDiffers = errors.New("assess: recomputing gives another result")

// Verify recomputes a stored assessment from the model version and the records in
// the store, and compares. It returns an error wrapping [ErrDiffers], with the
// digests, where records were added or changed since, or figures differ.
func Verify(ctx context.Context, st *store.Store, id string) (*assessment.Assessment, error) {
	want, err := st.Assessment(ctx, id)
	if err != nil {
		return nil, err
	}
	var in Input
	if in.Mesh, err = st.Mesh(ctx, want.Model.Name, want.Model.Version); err != nil {
		return nil, err
	}
	if in.Incidents, err = st.AllIncidents(ctx); err != nil {
		return nil, err
	}
	if in.Experiments, err = st.Experiments(ctx); err != nil {
		return nil, err
	}
	if want.PreviousID != "" {
		if in.Previous, err = st.Assessment(ctx, want.PreviousID); err != nil {
			return nil, err
		}
	}
	got, err := Assess(ctx, in, Options{Seed: want.Seed, Samples: want.Samples, Cutoff: want.DataCutoff})
	if err != nil {
		return nil, err
	}
	if got.InputsDigest != want.InputsDigest {
		return want, fmt.Errorf("%w: the inputs have changed, digest %.12s instead of %.12s", ErrDiffers, got.InputsDigest, want.InputsDigest)
	}
	got.CreatedAt = want.CreatedAt
	same, err := equal(got, want)
	if err == nil && !same {
		err = fmt.Errorf("%w: same inputs, other figures; engine %s then, %s now", ErrDiffers, want.EngineVersion, got.EngineVersion)
	}
	return want, err
}

// equal compares what people and programs see.
func equal(a, b *assessment.Assessment) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	y, err := json.Marshal(b)
	return string(x) == string(y), err
}
