package availability

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"ninefold/analysis/dist"
)

// sample checks durations and a level, and returns the durations sorted.
func sample(durations []float64, level float64) ([]float64, error) {
	sorted, err := inOrder(durations)
	return sorted, errors.Join(err, checkLevel(level))
}

// inOrder checks durations and returns them sorted.
func inOrder(durations []float64) ([]float64, error) {
	if err := checkTimes(durations); err != nil {
		return nil, err
	}
	return slices.Sorted(slices.Values(durations)), nil
}

// MeanLognormal returns the mean of durations that are taken to be lognormal, with
// the modified Cox interval [Ols05]. Fewer than two, or all the same, have none.
// Durations of zero count as [FloorHours].
func MeanLognormal(durations []float64, level float64) (Interval, error) {
	sorted, err := sample(durations, level)
	if err != nil {
		return Interval{}, err
	}
	in := Interval{Level: level, Method: "lognormal, modified Cox", N: len(sorted)}
	if in.Reason = varies(sorted); in.Reason != "" {
		return in, nil
	}
	centre, half := coxMean(sorted, level)
	in.Value, in.Low, in.High = finite(math.Exp(centre)), finite(math.Exp(centre-half)), finite(math.Exp(centre+half))
	return in.explained(), nil
}

// varies says why the spread of the logarithms of durations is not known; it is empty
// if it is. Durations below FloorHours are alike.
func varies(sorted []float64) string {
	ys := logs(sorted)
	switch {
	case len(ys) < 2:
		return fmt.Sprintf("%d durations: their spread is not known", len(ys))
	case ys[0] == ys[len(ys)-1]:
		return "durations do not vary: their spread is not known"
	}
	return ""
}

// GeometricMean returns the geometric mean, which is the median of a lognormal
// distribution, with Student's interval of the logarithms.
func GeometricMean(durations []float64, level float64) (Interval, error) {
	return logQuantile(durations, 0.5, level, "geometric mean, Student")
}

// LognormalQuantile returns the quantile at p, in (0, 1), of durations that are
// taken to be lognormal, by mean and standard deviation of the logarithms, with the
// interval of the delta method and Student's quantile.
//
// Source: W. Meeker, G. Hahn, L. Escobar, Statistical Intervals, 2017, section 4.4.
func LognormalQuantile(durations []float64, p, level float64) (Interval, error) {
	if err := checkLevel(p); err != nil {
		return Interval{}, err
	}
	return logQuantile(durations, p, level, "lognormal, delta method")
}

func logQuantile(durations []float64, p, level float64, method string) (Interval, error) {
	sorted, err := sample(durations, level)
	if err != nil {
		return Interval{}, err
	}
	in := Interval{Level: level, Method: method, N: len(sorted)}
	if in.Reason = varies(sorted); in.Reason != "" {
		return in, nil
	}
	n, z := float64(len(sorted)), normalQuantile(p)
	mean, variance := fitLog(logs(sorted), nil)
	at := mean + z*math.Sqrt(variance)
	half := studentT((1+level)/2, n-1) * math.Sqrt(variance*(1/n+z*z/(2*(n-1))))
	in.Value, in.Low, in.High = finite(math.Exp(at)), finite(math.Exp(at-half)), finite(math.Exp(at+half))
	return in.explained(), nil
}

// LogSpread returns the standard deviation of the logarithms of durations (n − 1),
// nil where it is not known.
func LogSpread(durations []float64) (*float64, error) {
	sorted, err := inOrder(durations)
	if err != nil || varies(sorted) != "" {
		return nil, err
	}
	_, variance := fitLog(logs(sorted), nil)
	return finite(math.Sqrt(variance)), nil
}

// Quantile returns the quantile at p, in (0, 1), of durations with an interval of
// order statistics, which assumes nothing of their distribution. Each bound holds
// with (1 + level)/2 at least. A bound that n is too small for is absent, and the
// reason says how many are needed.
//
// Source: G. Hahn, W. Meeker, Statistical Intervals, 1991, section 5.2.
func Quantile(durations []float64, p, level float64) (Interval, error) {
	sorted, err := sample(durations, level)
	if err := errors.Join(err, checkLevel(p)); err != nil {
		return Interval{}, err
	}
	return restores{ended: sorted, closed: len(sorted)}.quantile(p, level).explained(), nil
}

// tooSmall says how many durations a bound needs: all of them lie on one side with
// probability side^n, which must not be above the tail.
func tooSmall(bound string, n int, side, p, level float64) string {
	needed := math.Ceil(math.Log((1-level)/2) / math.Log(side))
	return fmt.Sprintf("n too small: %.0f needed for a %.4g %% %s bound on the %.4g %% quantile, %d are there", needed, 50*(1+level), bound, 100*p, n)
}

// quantileRanks returns the ranks, from 1, of the closest order statistics that hold
// the quantile at p; 0 or n + 1 where there is none.
func quantileRanks(n int, p, level float64) (low, high int) {
	tail := (1 - level) / 2
	// Rank r is above the quantile when fewer than r of n are below it:
	// P(binomial(n, p) < r) = P(beta(r, n−r+1) > p).
	below := func(r int) dist.Beta { return dist.Beta{A: float64(r), B: float64(n - r + 1)} }
	low = sort.Search(n, func(r int) bool { return below(r+1).Survival(p) > tail })
	high = 1 + sort.Search(n, func(r int) bool { return below(r+1).CDF(p) <= tail })
	return low, high
}

// MedianRanks returns the ranks, from 1, of the order statistics that hold the
// median of n durations with at least the level, symmetric and as close as can be,
// and the probability with which they do. ok is false where n is too small for any:
// coverage then is that of the least and the greatest.
//
// Source: G. Hahn, W. Meeker, Statistical Intervals, 1991, section 5.2.
func MedianRanks(n int, level float64) (low, high int, coverage float64, ok bool) {
	if checkLevel(level) != nil {
		return 0, 0, 0, false
	}
	return medianRanks(n, level)
}

// WorstShare returns the share of the total that the k longest durations have, nil
// where the total is zero or not more than k durations are there, for then it says
// nothing. It returns an error for durations that are negative or not finite, and for
// a k below 1.
func WorstShare(durations []float64, k int) (*float64, error) {
	sorted, err := inOrder(durations)
	if k < 1 {
		err = errors.Join(err, fmt.Errorf("availability: the worst %d durations", k))
	}
	if err != nil || len(sorted) <= k {
		return nil, err
	}
	var total, worst float64
	for i, h := range sorted {
		total += h
		if i >= len(sorted)-k {
			worst += h
		}
	}
	if !(total > 0) {
		return nil, nil //nolint:nilnil // undefined is absent
	}
	return finite(worst / total), nil
}

// leastBCa is the number of observations from which a bootstrap is offered: with
// fewer, what was not seen matters more than what was.
const leastBCa = 20

// BCa returns a statistic of observations with its bias-corrected and accelerated
// bootstrap interval. The statistic must be a pure function of its argument and not
// modify it; where it is not finite there is no interval. Of heavy-tailed data the
// interval of a mean is too narrow below some hundred observations, of any below
// twenty: then only the value is there, with the reason. Same seed, same result.
//
// It returns an error for observations that are not finite, none at all and a level
// not between 0 and 1. Cost is 2,000 + n calls of the statistic.
//
// Source: B. Efron, Better bootstrap confidence intervals, 1987.
// https://doi.org/10.1080/01621459.1987.10478410
func BCa(observed []float64, statistic func([]float64) float64, level float64, seed uint64) (Interval, error) {
	err := checkLevel(level)
	if len(observed) == 0 {
		err = errors.Join(err, ErrNoOutages)
	}
	for i, x := range observed {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			err = errors.Join(err, fmt.Errorf("availability: observation %d: %g", i, x))
		}
	}
	if err != nil {
		return Interval{}, err
	}
	n := len(observed)
	value := statistic(observed)
	in := Interval{Level: level, Method: "BCa bootstrap", N: n, Value: finite(value)}
	switch {
	case in.Value == nil:
		in.Reason = "the statistic is not defined"
	case n < leastBCa:
		in.Reason = fmt.Sprintf("n too small: %d needed for a bootstrap, %d are there", leastBCa, n)
	}
	if in.Reason != "" {
		return in, nil
	}
	r := rand.New(rand.NewPCG(seed, uint64(n))) //nolint:gosec // a seeded bootstrap, no secret
	drawn, replicas := make([]float64, n), make([]float64, resamples)
	for i := range replicas {
		for j := range drawn {
			drawn[j] = observed[r.IntN(n)]
		}
		replicas[i] = statistic(drawn)
	}
	return in.accelerated(replicas, value, acceleration(observed, statistic)), nil
}

// accelerated returns the interval with the bounds from the replicas of a statistic.
func (in Interval) accelerated(replicas []float64, value, a float64) Interval {
	var below float64
	for _, x := range replicas {
		switch {
		case !(math.Abs(x) <= math.MaxFloat64):
			in.Reason = "the statistic is not defined for some resamples"
			return in
		case x < value:
			below++
		case x == value:
			below += 0.5
		}
	}
	slices.Sort(replicas)
	if replicas[0] == replicas[len(replicas)-1] {
		in.Reason = "observations do not vary: their spread is not known"
		return in
	}
	bias := normalQuantile(min(max(below, 0.5), resamples-0.5) / resamples)
	at := func(tail float64) float64 {
		z := bias + normalQuantile(tail)
		z = bias + z/max(1e-3, 1-a*z)
		return math.Erfc(-z/math.Sqrt2) / 2
	}
	q := dist.Quantiles(replicas, at((1-in.Level)/2), at((1+in.Level)/2))
	in.Low, in.High = finite(q[0]), finite(q[1])
	return in
}

// acceleration is the skewness of the statistic with one observation left out, over
// six; 0 where it is not defined.
func acceleration(observed []float64, statistic func([]float64) float64) float64 {
	n := len(observed)
	without := make([]float64, n)
	var mean, squares, cubes float64
	for i := range observed {
		without[i] = statistic(slices.Delete(slices.Clone(observed), i, i+1))
		mean += without[i] / float64(n)
	}
	for _, x := range without {
		squares += (mean - x) * (mean - x)
		cubes += (mean - x) * (mean - x) * (mean - x)
	}
	if a := cubes / (6 * math.Pow(squares, 1.5)); !math.IsNaN(a) && !math.IsInf(a, 0) {
		return a
	}
	return 0
}
