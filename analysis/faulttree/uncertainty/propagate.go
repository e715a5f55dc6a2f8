package uncertainty

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Options control a propagation. The zero value means the defaults.
type Options struct {
	Samples int    // at least 2; 0 is read as 10,000
	Seed    uint64 // equal seeds give equal results
	Method  Method // empty is read as LatinHypercube

	Quantiles    []float64 // in (0, 1); nil is read as 1, 5, 10, 25, 50, 75, 90, 95 and 99 %
	Level        float64   // share of the values in the interval, in (0, 1); 0 is read as 0.9
	Confidence   float64   // that a quantile lies within its bounds, in (0, 1); 0 is read as 0.95
	Bins         int       // of the histogram; 0 is read as 20
	Correlations int       // of each top, the strongest; 0 is read as 20, negative as none

	// Workers evaluate the expressions; 0 is read as one for each processor. The
	// result does not depend on it.
	Workers int

	// Progress is told how many samples are done, if not nil; by one worker at a
	// time, in rising order.
	Progress func(done, total int)
}

// A Result is what is known about the tops, given how well their inputs are known.
type Result struct {
	Tops       []Top   `json:"tops" nullable:"false"` // in the order of the diagram; empty if fewer than 2 samples were done
	Inputs     int     `json:"inputs"`                // random deviates that the tops depend on
	Samples    int     `json:"samples"`
	Seed       uint64  `json:"seed"`
	Method     Method  `json:"method"`
	Confidence float64 `json:"confidence"`        // of the bounds of quantiles
	Clipped    []Clip  `json:"clipped,omitempty"` // by event
	Partial    bool    `json:"partial,omitempty"` // ended early, after so many samples; some of a Latin hypercube are a random choice, good as MonteCarlo
}

// Propagate draws the uncertain inputs of a study many times and says how its tops
// are distributed.
//
// A drawn probability below 0 or above 1 counts as 0 or 1, and Result.Clipped says
// how often. A draw for which an expression has no value, such as a negative rate,
// is an error that names event and sample.
//
// It returns the faults of study and options, or those of the first block of
// samples that has any; or the error of ctx, and with it what the samples done so
// far say. Memory is 8 bytes for each top and sample, besides a few thousand samples
// of all events for each worker. The time is that of going through the diagram once
// for each sample, of which [faulttree.Diagram.Sample] does many at once.
func Propagate(ctx context.Context, s Study, opt Options) (Result, error) {
	opt, err := opt.complete()
	if err != nil {
		return Result{}, err
	}
	p, err := s.prepare()
	if err != nil {
		return Result{}, err
	}
	plan := design{opt.Seed, opt.Method, opt.Samples}
	values := matrix(len(p.tops), opt.Samples)
	var clipped clips
	all := p.all()
	done, err := job{
		samples: opt.Samples, size: blockSize(opt.Samples, len(p.events), opt.Workers), workers: opt.Workers, progress: opt.Progress,
		do: func(ctx context.Context, from, to int) error {
			t, err := p.sample(ctx, p.columns(from, to, plan.uniform(from, to)), p.empty(), all, values)
			if err != nil {
				return err
			}
			clipped.add(t.clipped)
			return nil
		},
	}.run(ctx)
	if failed(ctx, err) {
		return Result{}, fmt.Errorf("uncertainty: %w", err)
	}
	out := Result{Inputs: len(p.keys), Seed: opt.Seed, Method: opt.Method, Confidence: opt.Confidence, Clipped: clipped.sorted()}
	out.Tops = make([]Top, 0, len(values))
	for t := range values {
		row := kept(values[t], done)
		if out.Samples = len(row); len(row) >= 2 {
			out.Tops = append(out.Tops, summarise(p.tops[t], p.point[t], row, opt))
		}
	}
	if err == nil && opt.Correlations > 0 {
		err = p.correlate(ctx, values, plan, opt, out.Tops)
	}
	out.Partial = err != nil
	return out, err
}

// failed reports whether err is not just that of ctx.
func failed(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() == nil || !errors.Is(err, ctx.Err()))
}

func matrix(rows, columns int) [][]float64 {
	out := make([][]float64, rows)
	for i := range out {
		out[i] = make([]float64, columns)
	}
	return out
}

// complete fills in the defaults and reports all that is wrong.
func (o Options) complete() (Options, error) {
	orInt(&o.Samples, 10_000)
	orInt(&o.Bins, 20)
	orInt(&o.Correlations, 20)
	orFloat(&o.Level, 0.9)
	orFloat(&o.Confidence, 0.95)
	if o.Method == "" {
		o.Method = LatinHypercube
	}
	if o.Quantiles == nil {
		o.Quantiles = []float64{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99}
	}
	o.Quantiles = slices.Compact(slices.Sorted(slices.Values(o.Quantiles)))
	faults := []error{checkMethod(o.Method), checkCount("samples", o.Samples, 2), checkCount("bins", o.Bins, 1), checkShare("level", o.Level), checkShare("confidence", o.Confidence)}
	for _, q := range o.Quantiles {
		faults = append(faults, checkShare("quantile", q))
	}
	return o, errors.Join(faults...)
}

func orInt(x *int, otherwise int) {
	if *x == 0 {
		*x = otherwise
	}
}

func orFloat(x *float64, otherwise float64) {
	if *x == 0 {
		*x = otherwise
	}
}

func checkMethod(m Method) error {
	if m != LatinHypercube && m != MonteCarlo {
		return fmt.Errorf("uncertainty: unknown method %q", m)
	}
	return nil
}

func checkCount(name string, n, least int) error {
	if n < least {
		return fmt.Errorf("uncertainty: %s: %d is below %d", name, n, least)
	}
	return nil
}

func checkShare(name string, x float64) error {
	if !(x > 0 && x < 1) {
		return fmt.Errorf("uncertainty: %s: %g is not between 0 and 1", name, x)
	}
	return nil
}
