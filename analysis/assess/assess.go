// Package assess is the one pipeline from records to an answer: store →
// parameters → mesh → engines → assessment. The command line, the API and the
// service all call it.
package assess

import (
	"context"
	"errors"
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
)

// An Input is all that an assessment depends on.
type Input struct {
	Mesh        models.Mesh
	Incidents   []models.Incident
	Experiments []models.Experiment
	Previous    *assessment.Assessment // the last one of the model, for what changed; may be nil
}

// Options control an assessment. The zero value means the defaults.
type Options struct {
	Seed     uint64                // of the Latin hypercube; 0 is read as 1
	Samples  int                   // 0 is read as 10,000
	Cutoff   time.Time             // records from here on are ignored; zero: the end of the last record, or of the model's own records
	Progress func(done, total int) // called between steps; may be nil
}

// An InputError says that an assessment failed because of its input: the model
// or the records, not Ninefold.
type InputError struct{ Err error }

func (e *InputError) Error() string { return e.Err.Error() }
func (e *InputError) Unwrap() error { return e.Err }

// Assess computes an assessment. It is a pure function but for CreatedAt and ID,
// which it leaves empty.
func Assess(ctx context.Context, in Input, opt Options) (*assessment.Assessment, error) {
	return nil, errors.New("assess: not built yet")
}

// Impact returns the blast radius of several domains and services failing
// together. A name that is neither is an [*InputError].
func Impact(m models.Mesh, failed []string) (assessment.Impact, error) {
	return assessment.Impact{}, errors.New("assess: not built yet")
}
