package uncertainty

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"ninefold/analysis/faulttree/expression"
)

// SobolOptions control [Sobol]. The zero value means the defaults.
type SobolOptions struct {
	Samples    int     // of each of the design's columns, at least 2; 0 is read as 4096
	Seed       uint64  // equal seeds give equal results
	Method     Method  // empty is read as LatinHypercube
	Limit      int     // inputs analysed at most, those that OneAtATime finds to matter most; 0 is read as 50, negative as all
	Resamples  int     // of the bootstrap, at least 2; 0 is read as 400
	Confidence float64 // of the bounds, in (0, 1); 0 is read as 0.95
	Workers    int     // 0 is read as one for each processor; the result does not depend on it

	// Progress is told how many samples of the diagram are done, without those of
	// the screening, if not nil.
	Progress func(done, total int)
}

// Indices say which inputs the variance of the tops is due to.
type Indices struct {
	Tops        []TopIndices `json:"tops" nullable:"false"` // in the order of the diagram; empty if fewer than 2 samples were done
	Inputs      int          `json:"inputs"`                // random deviates that the tops depend on
	LeftOut     int          `json:"leftOut"`               // of them, those not analysed because of the limit; they vary all the same
	Samples     int          `json:"samples"`
	Evaluations int          `json:"evaluations"` // of the diagram: Samples · (inputs analysed + 2)
	Seed        uint64       `json:"seed"`
	Method      Method       `json:"method"`
	Confidence  float64      `json:"confidence"`        // of the bounds
	Clipped     []Clip       `json:"clipped,omitempty"` // by event
	Partial     bool         `json:"partial,omitempty"` // ended early, after so many samples; bounds may be missing
}

// TopIndices are the indices of one top.
type TopIndices struct {
	Top               string   `json:"top"`
	Mean              float64  `json:"mean"`
	StandardDeviation float64  `json:"standardDeviation"`
	SumFirst          *float64 `json:"sumFirst,omitempty"`      // of the inputs analysed: 1 if they are all and each acts by itself; absent where nothing varies
	Inputs            []Index  `json:"inputs" nullable:"false"` // by falling Total; empty where nothing varies
}

// An Index is the share of a top's variance that is due to one input. It is an
// estimate: one below 0 or above 1 is noise, and reported as it is.
type Index struct {
	Input string  `json:"input"` // key of the deviate: "parameter" or "event" and its name
	First Bounded `json:"first"` // by itself: what knowing the input would take away
	Total Bounded `json:"total"` // by itself and together with others: what not knowing it alone leaves
}

// Sobol estimates first-order and total indices of the uncertain inputs.
//
// Where there are more inputs than the limit, [OneAtATime] chooses those with the
// largest share of the sum of squared widths in any top; Indices.LeftOut says how
// many are not analysed. The indices of the others are what they would be.
//
// Errors are those of [Propagate]. Memory is 8 bytes for each top, sample and input
// analysed, besides blocks of samples as there.
func Sobol(ctx context.Context, s Study, opt SobolOptions) (Indices, error) {
	opt, err := opt.complete()
	if err != nil {
		return Indices{}, err
	}
	p, err := s.prepare()
	if err != nil {
		return Indices{}, err
	}
	out := Indices{
		Tops: []TopIndices{}, Inputs: len(p.keys), Seed: opt.Seed, Method: opt.Method, Confidence: opt.Confidence,
	}
	keys, err := p.screen(ctx, opt)
	if failed(ctx, err) {
		return Indices{}, err
	} else if err != nil {
		out.Partial = true
		return out, err
	}
	out.LeftOut = len(p.keys) - len(keys)
	d := p.newSaltelli(keys, opt)
	done, err := d.run(ctx, opt)
	if failed(ctx, err) {
		return Indices{}, fmt.Errorf("uncertainty: %w", err)
	}
	tops, samples, late := d.estimate(ctx, done, opt)
	err = cmp.Or(err, late)
	out.Tops, out.Samples, out.Evaluations = tops, samples, samples*(len(keys)+2)
	out.Partial, out.Clipped = err != nil, d.clipped.sorted()
	return out, err
}

// screen returns the inputs to analyse, sorted.
func (p *problem) screen(ctx context.Context, opt SobolOptions) ([]string, error) {
	if opt.Limit < 0 || len(p.keys) <= opt.Limit {
		return p.keys, nil
	}
	tornado, err := p.tornado(ctx, TornadoOptions{Level: 0.9, Workers: opt.Workers})
	if err != nil {
		return nil, err
	}
	share := map[string]float64{}
	for _, top := range tornado.Tops {
		widest, sum := top.Swings[0].Width, 0.0
		if widest == 0 {
			continue
		}
		for _, s := range top.Swings {
			sum += s.Width / widest * (s.Width / widest)
		}
		for _, s := range top.Swings {
			share[s.Input] = max(share[s.Input], s.Width/widest*(s.Width/widest)/sum)
		}
	}
	keys := slices.Clone(p.keys)
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(share[b], share[a]) })
	keys = keys[:opt.Limit]
	slices.Sort(keys)
	return keys, nil
}

// A saltelli is a design of [Sal10]: the tops in two independent samples A and B of
// all inputs, and for every input in A with that one from B.
type saltelli struct {
	*problem
	plan    design
	keys    []string
	needs   []part        // what depends on each of the keys
	a, b    [][]float64   // by top
	mixed   [][][]float64 // by key and top
	clipped clips
}

func (p *problem) newSaltelli(keys []string, opt SobolOptions) *saltelli {
	d := &saltelli{problem: p, plan: design{opt.Seed, opt.Method, opt.Samples}, keys: keys, needs: make([]part, len(keys))}
	d.a, d.b = matrix(len(p.tops), opt.Samples), matrix(len(p.tops), opt.Samples)
	for range keys {
		d.mixed = append(d.mixed, matrix(len(p.tops), opt.Samples))
	}
	depends := func(key string, e expression.Expr, add func(*part)) {
		for _, k := range p.Inputs.Parameters.Deviates(map[string]expression.Expr{key: e}) {
			if i, ok := slices.BinarySearch(keys, k); ok {
				add(&d.needs[i])
			}
		}
	}
	for e, id := range p.events {
		depends(expression.EventKey(id), p.Inputs.Events[id], func(n *part) { n.events = append(n.events, e) })
	}
	for t, top := range p.tops {
		if f, ok := p.Factors[top]; ok {
			depends(factorKey(top), f, func(n *part) { n.tops = append(n.tops, t) })
		}
	}
	return d
}

// run evaluates the design and returns which of its samples are done.
func (d *saltelli) run(ctx context.Context, opt SobolOptions) ([]bool, error) {
	return job{
		samples: opt.Samples, size: blockSize(opt.Samples, len(d.events)+len(d.problem.keys), opt.Workers),
		workers: opt.Workers, progress: opt.Progress, weight: len(d.keys) + 2, do: d.block,
	}.run(ctx)
}

func (d *saltelli) block(ctx context.Context, from, to int) error {
	known := map[string][]float64{}
	inA := func(key string) []float64 {
		if known[key] == nil {
			known[key] = newStream(d.plan, first, key).column(from, to)
		}
		return known[key]
	}
	inB := func(key string) []float64 { return newStream(d.plan, second, key).column(from, to) }
	all := d.all()
	var clipped []Clip
	tops := func(uniform func(string) []float64, old table, which part, into [][]float64) (table, error) {
		t, err := d.sample(ctx, d.columns(from, to, uniform), old, which, into)
		clipped = append(clipped, t.clipped...)
		return t, err
	}
	if _, err := tops(inB, d.empty(), all, d.b); err != nil {
		return err
	}
	base, err := tops(inA, d.empty(), all, d.a)
	if err != nil {
		return err
	}
	for i, moved := range d.keys {
		uniform := func(key string) []float64 {
			if key == moved {
				return inB(key)
			}
			return inA(key)
		}
		if _, err := tops(uniform, base, d.needs[i], d.mixed[i]); err != nil {
			return err
		}
	}
	d.clipped.add(clipped)
	return nil
}

// complete fills in the defaults and reports all that is wrong.
func (o SobolOptions) complete() (SobolOptions, error) {
	orInt(&o.Samples, 4096)
	orInt(&o.Limit, 50)
	orInt(&o.Resamples, 400)
	orFloat(&o.Confidence, 0.95)
	if o.Method == "" {
		o.Method = LatinHypercube
	}
	return o, errors.Join(checkMethod(o.Method), checkCount("samples", o.Samples, 2), checkCount("resamples", o.Resamples, 2), checkShare("confidence", o.Confidence))
}
