package faulttree

import (
	"context"
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
	counts, sums := s.CountBySize(), s.SumBySize(q)
	maxSize := len(counts) - 1
	if opt.MaxOrder > 0 {
		maxSize = min(maxSize, opt.MaxOrder)
	}
	c := CutSets{Count: new(big.Int), Top: []CutSet{}}
	for _, x := range sums[maxSize+1:] {
		c.Dropped += x
	}
	if opt.MinProbability <= 0 {
		c.ByOrder = byOrder(counts[:maxSize+1], c.Count)
		for _, x := range sums[:maxSize+1] {
			c.Sum += x
		}
		c.Top = d.listed(s.BestOf(q, bdd.Choice{K: opt.list(), Extra: ties, MaxSize: maxSize, Ended: ctx.Err}), p, opt.list())
		return c, ctx.Err()
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
	c.Count.SetInt64(int64(len(kept)))
	for _, n := range bySize[1:] {
		c.ByOrder = append(c.ByOrder, big.NewInt(n))
	}
	below := 0.0 // of those that are small enough, kept or not
	for _, x := range sums[:maxSize+1] {
		below += x
	}
	if new(big.Int).SetInt64(int64(len(kept))).Cmp(sumOf(counts[:maxSize+1])) < 0 {
		c.Dropped += max(0, below-c.Sum) + roundingSlack*below
	}
	c.Top = d.listed(slices.Clone(kept), p, opt.list())
	return c, ctx.Err()
}

func sumOf(counts []*big.Int) *big.Int {
	sum := new(big.Int)
	for _, n := range counts {
		sum.Add(sum, n)
	}
	return sum
}
