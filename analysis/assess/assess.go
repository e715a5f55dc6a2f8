// Package assess is the one pipeline from records to an answer: store →
// parameters → mesh → engines → assessment. The command line, the API and the
// service all call it.
//
// # Method
//
// [Assess] estimates the parameters of every component (from the model where it
// states them, updated by later records; else pooled from the records), turns the
// model into one fault tree a journey (package mesh), quantifies it exactly at
// the mean parameters (package faulttree), and once more for each sample of a
// Latin hypercube over all parameters, which gives every figure its interval. A
// scenario is assessed in the same way on the same random numbers. All figures,
// verdicts and sentences that people read are made here and nowhere else.
package assess

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"ninefold/analysis/mesh"
	"ninefold/analysis/provenance"
	"ninefold/models"
	"ninefold/models/assessment"
)

// EngineVersion changes whenever the same input may give other figures. It is
// part of the inputs digest.
const EngineVersion = provenance.EngineVersion

const (
	defaultSamples = 10_000
	mostSamples    = 1_000_000
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
	Seed      uint64                // of the Latin hypercube; 0 is read as 1
	Samples   int                   // 0 is read as 10,000; at most 1,000,000
	Cutoff    time.Time             // records from here on are ignored; zero: the end of the records and of the model's own
	NodeLimit int                   // of a decision diagram, as in faulttree.Options; changes no figure
	Progress  func(done, total int) // called between steps; may be nil
}

// An InputError says that an assessment failed because of its input: the model
// or the records, not Ninefold.
type InputError struct{ Err error }

func (e *InputError) Error() string { return e.Err.Error() }
func (e *InputError) Unwrap() error { return e.Err }

// Assess computes an assessment. It is a pure function: it leaves CreatedAt
// empty, and ID is derived from the inputs digest.
//
// The model must have passed the checks of package modelfile. Every error is an
// [*InputError] or that of ctx; a journey whose decision diagram is too large gives
// one wrapping faulttree.ErrTooLarge. Time is dominated by the decision diagrams,
// by diagram size × samples, and by parameters × samples.
func Assess(ctx context.Context, in Input, opt Options) (*assessment.Assessment, error) {
	opt = opt.withDefaults(in)
	if opt.Samples < 1 || opt.Samples > mostSamples {
		return nil, &InputError{fmt.Errorf("assess: %d samples are not between 1 and %d", opt.Samples, mostSamples)}
	}
	b := &builder{in: in, opt: opt, records: readRecords(in, opt.Cutoff)}
	out, err := b.build(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &InputError{err}
	}
	return out, nil
}

func (o Options) withDefaults(in Input) Options {
	o.Seed = cmp.Or(o.Seed, 1)
	o.Samples = cmp.Or(o.Samples, defaultSamples)
	if o.Cutoff.IsZero() {
		o.Cutoff = lastMoment(in)
	}
	o.Cutoff = o.Cutoff.UTC().Truncate(time.Microsecond) // what the store keeps
	return o
}

// A builder carries what the parts of an assessment share.
type builder struct {
	in      Input
	opt     Options
	records *records
	model   *estimator
	params  *parameters
	draws   *draws
	names   namer
	runs    []*quantified // one for each journey
	out     *assessment.Assessment
}

// build runs the steps in order; each fills its part of b.out in.
func (b *builder) build(ctx context.Context) (*assessment.Assessment, error) {
	digest, modelDigest, err := digests(b.in, b.opt)
	if err != nil {
		return nil, err
	}
	meta := b.in.Mesh.Metadata
	b.out = &assessment.Assessment{
		ID:           "asm_" + digest[:26],
		Model:        assessment.ModelRef{Name: meta.Name, Title: meta.Label(), Version: max(1, meta.Version), Digest: modelDigest, Example: meta.Example},
		InputsDigest: digest, EngineVersion: EngineVersion, Seed: b.opt.Seed, Samples: b.opt.Samples, DataCutoff: b.records.cutoff,
		Warnings: []string{},
	}
	if b.in.Previous != nil {
		b.out.PreviousID = b.in.Previous.ID
	}
	steps := []func(context.Context) error{
		b.estimateParameters, b.quantifyJourneys, b.summarizeRecords, b.judgeObjectives, b.findSinglePoints,
		b.findImpacts, b.evaluateScenarios, b.draftFMEA, b.evaluatePolicy, b.writeOverview,
	}
	for i, step := range steps {
		if err := errors.Join(ctx.Err(), step(ctx)); err != nil {
			return nil, err
		}
		if b.opt.Progress != nil {
			b.opt.Progress(i+1, len(steps))
		}
	}
	return b.out, nil
}

func (b *builder) estimateParameters(ctx context.Context) (err error) {
	if b.model, err = newEstimator(b.in, b.records); err != nil {
		return err
	}
	if b.params, err = b.model.estimate(b.in.Mesh); err != nil {
		return err
	}
	b.names = newNamer(b.in.Mesh, b.params)
	if b.draws, err = b.params.draw(ctx, b.opt.Seed, b.opt.Samples, nil); err != nil {
		return err
	}
	b.out.Parameters = b.params.table()
	b.out.Warnings = append(b.out.Warnings, b.weakness()...)
	return nil
}

func (b *builder) quantifyJourneys(ctx context.Context) error {
	b.out.Journeys = []assessment.Journey{}
	sys := system(b.in.Mesh, b.params)
	var errs []error
	for _, j := range b.in.Mesh.Journeys {
		if err := b.quantifyJourney(ctx, sys, j); err != nil {
			errs = append(errs, err)
		}
	}
	if len(b.in.Mesh.Journeys) == 0 {
		b.out.Warnings = append(b.out.Warnings, "the model has no journey: nothing can be quantified")
	}
	return errors.Join(errs...)
}

func (b *builder) quantifyJourney(ctx context.Context, sys mesh.System, j models.Journey) error {
	q, err := quantify(ctx, sys, j, inputs{b.params, b.draws, b.opt.NodeLimit})
	if err != nil {
		return err
	}
	if err := errors.Join(q.sampleFrequency(ctx, b.draws), q.measureImportance(ctx)); err != nil {
		return err
	}
	result, err := b.journeyResult(ctx, q)
	if err != nil {
		return err
	}
	b.runs = append(b.runs, q)
	b.out.Journeys = append(b.out.Journeys, result)
	return nil
}
