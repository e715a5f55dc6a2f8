package assess

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"ninefold/analysis/dist"
)

// draws are the sampled parameters: probability[id][i] and rate[id][i] belong to
// sample i. The draws of a parameter depend on the seed and its ID alone, so a
// model and its scenarios are compared on the same random numbers.
type draws struct {
	n           int
	probability map[string][]float64
	rate        map[string][]float64 // per hour; none for what fails on demand
	columns     map[dist.Parameter][]float64
}

func (p *parameter) rateDim() dist.Parameter {
	return dist.Parameter{Key: "rate/" + p.ID, Dist: p.rate}
}
func (p *parameter) restoreDim() dist.Parameter {
	return dist.Parameter{Key: "restore/" + p.ID, Dist: p.restore}
}
func (p *parameter) demandDim() dist.Parameter {
	return dist.Parameter{Key: "demand/" + p.ID, Dist: p.demand}
}

func (p *parameter) dimensions() []dist.Parameter {
	switch {
	case p.demand != nil:
		return []dist.Parameter{p.demandDim()}
	case p.rate != nil:
		return []dist.Parameter{p.rateDim(), p.restoreDim()}
	}
	return nil
}

// draw samples all parameters. What known has drawn from the same distribution
// under the same name is taken from there; known may be nil.
func (ps *parameters) draw(ctx context.Context, seed uint64, n int, known *draws) (*draws, error) {
	d := &draws{n: n, probability: map[string][]float64{}, rate: map[string][]float64{}, columns: map[dist.Parameter][]float64{}}
	var missing []dist.Parameter
	for _, p := range ps.list {
		for _, dim := range p.dimensions() {
			if known != nil && known.columns[dim] != nil {
				d.columns[dim] = known.columns[dim]
			} else {
				missing = append(missing, dim)
			}
		}
	}
	samples, err := hypercube(ctx, seed, n, missing)
	if err != nil {
		return nil, fmt.Errorf("assess: draw parameters: %w", err)
	}
	for i, dim := range missing {
		d.columns[dim] = samples[i]
	}
	for _, p := range ps.list {
		d.combine(ps, p)
	}
	return d, nil
}

// combine computes the probability of p for every sample of its parts.
func (d *draws) combine(ps *parameters, p *parameter) {
	if p.demand != nil {
		d.probability[p.ID] = d.columns[p.demandDim()]
		return
	}
	q := make([]float64, d.n)
	d.probability[p.ID] = q
	if p.rate == nil {
		for i := range q {
			q[i] = ps.outlast(p, func(other *parameter) float64 { return d.columns[other.restoreDim()][i] })
		}
		return
	}
	rate, restore := d.columns[p.rateDim()], d.columns[p.restoreDim()]
	for i := range q {
		q[i] = probability(rate[i], restore[i])
	}
	d.rate[p.ID] = rate
}

// hypercube draws the parameters on all processors: quantiles are what an
// assessment spends most of its time on. As the stream of each parameter is its
// own, the result is that of one call.
func hypercube(ctx context.Context, seed uint64, n int, parameters []dist.Parameter) ([][]float64, error) {
	out := make([][]float64, len(parameters))
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range parameters {
		work.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			column, err := dist.LatinHypercube(seed, n, []dist.Parameter{p})
			if err == nil {
				out[i] = column[0]
			}
			return err
		})
	}
	return out, work.Wait()
}
