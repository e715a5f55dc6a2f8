package faulttree

import (
	"context"
	"math"

	"ninefold/analysis/internal/bdd"
)

// likely is the probability from which cut sets count one by one, and manyLikely
// how many do: if there are more, 1 − 0.9^400 is 1 in all digits.
const (
	likely     = 0.1
	manyLikely = 400
)

// mostPasses are enough for the series: after 16 terms each less than a tenth of
// the one before, what is left is less than 2^-54 of them.
const mostPasses = 16

// minCutUpperBound returns 1 − ∏(1 − P(C)) over all cut sets C, given those that
// are likely, or manyLikely of them. powers returns Σ P(C)^k over all when given
// the events' probabilities to the power of k.
//
// −ln ∏(1 − P(C)) is Σ S(k)/k, where S(k) is the sum of P(C)^k: the logarithm's
// series. With the likely sets taken out of S and counted exactly, S(k+1) ≤ m·S(k)
// for the m ≤ 0.1 that none is above, so that what is left after k terms is at
// most m·S(k) / ((k+1)·(1−m)): it stops where that is lost in rounding. Taking out
// loses digits of S, but none of the whole, which has what was taken out in it.
// All other terms are positive, so the error is that of rounding products and sums
// of as many factors as a cut set has.
func minCutUpperBound(ctx context.Context, q []float64, likeliest []bdd.Set, powers func([]float64) float64) (float64, error) {
	exact := exponent(likeliest)
	series := 0.0
	power := make([]float64, len(q))
	for i := range power {
		power[i] = 1
	}
	for k := 1.0; k <= mostPasses && exact+series < certain; k++ {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		for i, x := range q {
			power[i] = float64(power[i] * x)
		}
		sum := powers(power)
		for _, s := range likeliest {
			sum -= math.Pow(s.Product, k)
		}
		sum = max(sum, 0)
		series += sum / k
		largest := min(likely, math.Pow(sum, 1/k)) // S(k) has its power
		if largest*sum <= 0x1p-54*(k+1)*(1-largest)*(exact+series) {
			break
		}
	}
	return -math.Expm1(-exact - series), nil
}

// certain is an exponent past which 1 − exp(−x) is 1 in all digits.
const certain = 40

// exponent returns −ln ∏(1 − P(C)).
func exponent(sets []bdd.Set) float64 {
	sum := 0.0
	for _, s := range sets {
		sum -= math.Log1p(-min(s.Product, 1))
	}
	return sum
}
