package faulttree

import (
	"context"
	"math"
	"math/big"
	"slices"

	"ninefold/analysis/internal/bdd"
)

// maxKept is how many cut sets above a probability are gone through.
const maxKept = 1 << 20

// roundingSlack is more than all rounding in a sum over cut sets, relative to it.
const roundingSlack = 1e-11

// cutOff is [Diagram.CutSets] with a cut-off. What the cut sets left out add to
// the probability of the top event is at most the sum of their probabilities,
// which is that of all, less that of those kept, and some for rounding. Only
// sets above the least probability are gone through, at most maxKept.
func (d *Diagram) cutOff(ctx context.Context, s *bdd.Sets, p []float64, opt CutSetOptions) (CutSets, error) {
	q := byLevel(d, p)
	counts, err := s.CountBySize(ctx)
	if err != nil {
		return CutSets{}, err
	}
	sums := s.SumBySize(q)
	maxSize := len(counts) - 1
	if opt.MaxOrder > 0 {
		maxSize = min(maxSize, opt.MaxOrder)
	}
	c := CutSets{Count: new(big.Int), Top: []CutSet{}}
	c.Dropped = sumUpTo(len(sums), sums[maxSize+1:])
	if opt.MinProbability <= 0 {
		c.ByOrder = byOrder(counts[:maxSize+1], c.Count)
		c.Sum = sumUpTo(maxSize, sums)
		c.Top = d.listed(s.BestOf(q, bdd.Choice{K: opt.list(), Extra: ties, MaxSize: maxSize, Ended: ctx.Err}), p, opt.list())
		likeliest := s.BestOf(q, bdd.Choice{K: manyLikely, MaxSize: maxSize, Least: likely, Ended: ctx.Err})
		c.UpperBound, err = minCutUpperBound(ctx, q, likeliest, func(power []float64) float64 { return sumUpTo(maxSize, s.SumBySize(power)) })
		return c, err
	}
	kept := s.BestOf(q, bdd.Choice{K: maxKept + 1, MaxSize: maxSize, Least: opt.MinProbability, Ended: ctx.Err})
	if len(kept) > maxKept {
		return CutSets{}, ErrTooLarge
	}
	order := 0
	for _, set := range kept {
		order = max(order, len(set.Vars))
		c.Sum += set.Product
	}
	bySize := make([]int64, order+1)
	for _, set := range kept {
		bySize[len(set.Vars)]++
	}
	c.UpperBound = -math.Expm1(-exponent(kept))
	c.Count.SetInt64(int64(len(kept)))
	for _, n := range bySize[1:] {
		c.ByOrder = append(c.ByOrder, big.NewInt(n))
	}
	below := sumUpTo(maxSize, sums) // kept or not
	if new(big.Int).SetInt64(int64(len(kept))).Cmp(sumOf(counts[:maxSize+1])) < 0 {
		c.Dropped += max(0, below-c.Sum) + roundingSlack*below
	}
	c.Top = d.listed(slices.Clone(kept), p, opt.list())
	return c, ctx.Err()
}

// sumUpTo returns the sum of what is given for the sizes up to the largest.
func sumUpTo(largest int, bySize []float64) float64 {
	sum := 0.0
	for _, x := range bySize[:min(largest+1, len(bySize))] {
		sum += x
	}
	return min(sum, math.MaxFloat64)
}

func sumOf(counts []*big.Int) *big.Int {
	sum := new(big.Int)
	for _, n := range counts {
		sum.Add(sum, n)
	}
	return sum
}
