package uncertainty

import (
	"cmp"
	"context"
	"slices"

	"ninefold/analysis/dist"
)

// A response is one top in a Saltelli design, centred and scaled to a variance
// of 1.
type response struct {
	a, b        []float64
	mixed       [][]float64 // by input
	mean, scale float64
}

// response returns what is done of a top, in the memory of the design.
func (d *saltelli) response(top int, done []bool) response {
	r := response{a: kept(d.a[top], done), b: kept(d.b[top], done)}
	for _, m := range d.mixed {
		r.mixed = append(r.mixed, kept(m[top], done))
	}
	if len(r.a) < 2 {
		return r
	}
	r.mean, r.scale = moments(slices.Concat(r.a, r.b))
	if r.scale == 0 {
		return r
	}
	for _, row := range append(slices.Clone(r.mixed), r.a, r.b) {
		for i, x := range row {
			row[i] = (x - r.mean) / r.scale
		}
	}
	return r
}

// estimate returns the indices of all tops from the samples that are done. Their
// bounds are missing when ctx has ended.
func (d *saltelli) estimate(ctx context.Context, done []bool, opt SobolOptions) (tops []TopIndices, samples int, err error) {
	responses := make([]response, len(d.tops))
	for t := range d.tops {
		responses[t] = d.response(t, done)
		samples = len(responses[t].a)
	}
	if samples < 2 {
		return []TopIndices{}, samples, ctx.Err()
	}
	for t, r := range responses {
		tops = append(tops, TopIndices{Top: d.tops[t], Mean: r.mean, StandardDeviation: r.scale, Inputs: r.indices(d.keys)})
	}
	weights := resamples(opt.Seed, samples, opt.Resamples)
	_, err = job{
		samples: len(tops) * len(d.keys), size: 1, workers: opt.Workers,
		do: func(ctx context.Context, j, _ int) error {
			t, i := j/len(d.keys), j%len(d.keys)
			if responses[t].scale > 0 {
				responses[t].bound(ctx, i, &tops[t].Inputs[i], weights, (1-opt.Confidence)/2)
			}
			return ctx.Err()
		},
	}.run(ctx)
	for t := range tops {
		sum := 0.0
		for _, x := range tops[t].Inputs {
			sum += x.First.Value
		}
		if len(tops[t].Inputs) > 0 {
			tops[t].SumFirst = &sum
		}
		slices.SortStableFunc(tops[t].Inputs, func(a, b Index) int { return cmp.Compare(b.Total.Value, a.Total.Value) })
	}
	return tops, samples, err
}

// indices estimates the indices of all inputs, without bounds; there are none
// where nothing varies.
func (r response) indices(keys []string) []Index {
	out := []Index{}
	if r.scale == 0 {
		return out
	}
	for i, key := range keys {
		alone, total := r.terms(i)
		out = append(out, Index{key, Bounded{Value: mean(alone)}, Bounded{Value: mean(total)}})
	}
	return out
}

// terms returns the numbers whose means are the indices of an input. With f
// centred and of variance 1, the first-order index is the mean of
// f(B)·(f(AB) − f(A)), where AB is A with this input from B, and the total index
// that of (f(A) − f(AB))²/2 [Sal10, table 2, (b) and (f)].
func (r response) terms(input int) (alone, total []float64) {
	alone, total = make([]float64, len(r.a)), make([]float64, len(r.a))
	for j, m := range r.mixed[input] {
		step := m - r.a[j]
		alone[j] = r.b[j] * step
		total[j] = step * step / 2
	}
	return alone, total
}

// bound adds the percentiles of the bootstrap to an index: the samples drawn again
// with replacement, each with all that belongs to it.
func (r response) bound(ctx context.Context, input int, x *Index, weights [][]uint16, tail float64) {
	alone, total := r.terms(input)
	middle, squares := make([]float64, len(r.a)), make([]float64, len(r.a))
	for j, a := range r.a {
		middle[j] = (a + r.b[j]) / 2
		squares[j] = (a*a + r.b[j]*r.b[j]) / 2
	}
	var firsts, totals []float64
	for _, weight := range weights {
		if ctx.Err() != nil {
			return
		}
		centre := weighted(weight, middle)
		if variance := weighted(weight, squares) - centre*centre; variance > 0 {
			firsts = append(firsts, weighted(weight, alone)/variance)
			totals = append(totals, weighted(weight, total)/variance)
		}
	}
	for _, b := range []struct {
		again []float64
		of    *Bounded
	}{{firsts, &x.First}, {totals, &x.Total}} {
		slices.Sort(b.again)
		if ends := dist.Quantiles(b.again, tail, 1-tail); ends != nil {
			b.of.Low, b.of.High = finite(ends[0]), finite(ends[1])
		}
	}
}

// resamples returns how often each of n samples occurs in n drawn from them with
// replacement, many times.
func resamples(seed uint64, n, times int) [][]uint16 {
	draw := newStream(design{seed: seed, method: MonteCarlo}, resampling, "")
	out := make([][]uint16, times)
	for r := range out {
		out[r] = make([]uint16, n)
		for j := range n {
			out[r][min(int(draw.at(r*n+j)*float64(n)), n-1)]++
		}
	}
	return out
}

// weighted returns the mean of values that each occur so often.
func weighted(weight []uint16, values []float64) float64 {
	sum := 0.0
	for i, x := range values {
		sum += float64(weight[i]) * x
	}
	return sum / float64(len(values))
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}
