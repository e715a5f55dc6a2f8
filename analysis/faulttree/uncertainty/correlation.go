package uncertainty

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// A Correlation is Spearman's rank correlation between an input and a top: how
// steadily one rises with the other, from -1 to 1. Where there is none, it is
// beyond 2/√samples by chance in one case of twenty.
type Correlation struct {
	Input string  `json:"input"` // key of the deviate: "parameter" or "event" and its name
	Rank  float64 `json:"rank"`
}

// correlate adds to every top its strongest correlations with the inputs, from the
// samples of a propagation that came to its end. It draws the inputs again rather
// than keep them.
func (p *problem) correlate(ctx context.Context, values [][]float64, plan design, opt Options, tops []Top) error {
	ranked := make([][]float64, len(values))
	for t, row := range values {
		ranked[t] = standardized(ranks(row))
	}
	found := matrix(len(tops), len(p.keys))
	_, err := job{
		samples: len(p.keys), size: 1, workers: opt.Workers,
		do: func(ctx context.Context, i, _ int) error {
			input := standardized(newStream(plan, first, p.keys[i]).ranks(plan.samples))
			for t, top := range ranked {
				for s, x := range top {
					found[t][i] += x * input[s]
				}
			}
			return ctx.Err()
		},
	}.run(ctx)
	if err != nil {
		return err
	}
	for t, row := range found {
		if ranked[t] == nil { // the top is the same in all samples
			continue
		}
		var all []Correlation
		for i, rank := range row {
			all = append(all, Correlation{p.keys[i], max(-1, min(rank, 1))})
		}
		slices.SortStableFunc(all, func(a, b Correlation) int { return cmp.Compare(math.Abs(b.Rank), math.Abs(a.Rank)) })
		tops[t].Correlations = slices.Clone(all[:min(len(all), opt.Correlations)])
	}
	return nil
}

// ranks returns the ranks of the first n numbers: of a Latin hypercube their
// strata.
func (s stream) ranks(n int) []float64 {
	if s.strata == nil {
		return ranks(s.column(0, n))
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(s.strata.at(i))
	}
	return out
}

// ranks returns the rank of every value, from 0; equal values share the mean of
// theirs.
func ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(values[i], values[j]) })
	out := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+to-1) / 2
		}
		from = to
	}
	return out
}

// standardized returns the values less their mean, scaled to have squares that sum
// to 1; nil where all are equal.
func standardized(values []float64) []float64 {
	mean, deviation := moments(values)
	if deviation == 0 {
		return nil
	}
	norm := deviation * math.Sqrt(float64(len(values)-1))
	out := make([]float64, len(values))
	for i, x := range values {
		out[i] = (x - mean) / norm
	}
	return out
}
