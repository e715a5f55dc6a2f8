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
	if want.EngineVersion != EngineVersion {
		return want, fmt.Errorf("%w: it was computed by engine %s, and this is %s", ErrDiffers, want.EngineVersion, EngineVersion)
	}
	in, err := load(ctx, st, want.Model.Name, want.Model.Version)
	if err != nil {
		return nil, err
	}
	opt := Options{Seed: want.Seed, Samples: want.Samples, Cutoff: want.DataCutoff}
	digest, _, err := digests(in, opt.withDefaults(in))
	if err != nil {
		return nil, err
	}
	if digest != want.InputsDigest {
		return want, fmt.Errorf("%w: the inputs have changed, digest %.12s instead of %.12s", ErrDiffers, digest, want.InputsDigest)
	}
	if want.PreviousID != "" {
		if in.Previous, err = st.Assessment(ctx, want.PreviousID); err != nil {
			return nil, err
		}
	}
	got, err := Assess(ctx, in, opt)
	if err != nil {
		return nil, err
	}
	got.CreatedAt = want.CreatedAt
	same, err := equal(got, want)
	if err == nil && !same {
		err = fmt.Errorf("%w: same inputs and engine, other figures", ErrDiffers)
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
