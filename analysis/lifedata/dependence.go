package lifedata

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// A DependenceTest says whether the hours between events depend on those before.
type DependenceTest struct {
	Pairs         int     `json:"pairs"`         // of successive times between events
	Correlation   float64 `json:"correlation"`   // of successive times: lag one, in [-1, 1]
	PValue        float64 `json:"pValue"`        // two-sided, of Correlation
	Kendall       float64 `json:"kendall"`       // tau: share of pairs of pairs in like order, less that in opposite
	KendallPValue float64 `json:"kendallPValue"` // two-sided, of Kendall: one extreme time does not sway it
	Draws         int     `json:"draws"`
}

// leastPairs is the number of successive pairs from which dependence can be seen.
const leastPairs = 4

// The cost of tau grows with the square of the times of a system, so it is of the
// last ones where all systems would take more than mostKendall²; and that of an
// order drawn with their number, so beyond mostDrawn the correlation is taken as normal.
const (
	mostKendall = 1000
	mostDrawn   = 10_000
	tauDraws    = 100 // of tau, from a hundred pairs on
)

// lastOf returns the times of one of so many systems of which tau is taken.
func lastOf(gaps []float64, systems int) []float64 {
	each := max(3, int(mostKendall/math.Sqrt(float64(systems))))
	return gaps[max(0, len(gaps)-each):]
}

// SerialDependence tests whether a long time between events is followed by another
// long one, or by a short one: bursts of events give the former. The p-values are
// by drawing so many other orders of the times of each system from seed, each of
// which is as likely where there is neither dependence nor trend; beyond ten
// thousand times that of the correlation is normal. A trend looks like dependence,
// so test for it first.
//
// It returns errors wrapping [ErrHistory], [ErrNoEvents], and [ErrTooFew] where
// there are fewer than four pairs, the times do not vary, or draws is not in
// [100, 1e6], or the error of ctx when that ends.
//
// Sources: D. R. Cox, P. A. W. Lewis, The Statistical Analysis of Series of Events,
// 1966, section 6.4; M. G. Kendall, Biometrika 30 (1938) 81-93,
// https://doi.org/10.1093/biomet/30.1-2.81
func SerialDependence(ctx context.Context, h History, draws int, seed uint64) (DependenceTest, error) {
	sorted, err := h.sorted()
	if err != nil {
		return DependenceTest{}, err
	}
	if draws < 100 || draws > 1e6 {
		return DependenceTest{}, fmt.Errorf("lifedata: serial dependence: %d draws are not from 100 to a million: %w", draws, ErrTooFew)
	}
	var series [][]float64 // times between events, over the mean of the system
	d := DependenceTest{Draws: draws}
	squares := 0.0
	for _, s := range sorted {
		gaps := s.gaps()
		if len(gaps) < 2 || !(meanOf(gaps) > 0) {
			continue
		}
		mean := meanOf(gaps)
		for i := range gaps {
			gaps[i] = gaps[i]/mean - 1
			squares += gaps[i] * gaps[i]
		}
		series = append(series, gaps)
		d.Pairs += len(gaps) - 1
	}
	if d.Pairs < leastPairs || !(squares > 1e-20) {
		return DependenceTest{}, fmt.Errorf("lifedata: serial dependence: %d pairs of times between events: %w, or no variation", d.Pairs, ErrTooFew)
	}
	observed, tau := successive(series), kendall(series)
	d.Correlation, d.Kendall = max(-1, min(1, observed/squares)), tau
	r := rand.New(rand.NewPCG(seed, uint64(d.Pairs))) //nolint:gosec // a seeded simulation, no secret
	shuffled := draws
	if d.Pairs > mostDrawn {
		d.PValue = normalTails(successiveScore(series, observed))
		shuffled = tauDraws
		for i, gaps := range series { // all that tau looks at
			series[i] = lastOf(gaps, len(series))
		}
	}
	var above, below, tauAbove, tauBelow, drawn int
	for i := range shuffled {
		if err := ctx.Err(); err != nil {
			return DependenceTest{}, fmt.Errorf("lifedata: serial dependence: %w", err)
		}
		for _, gaps := range series {
			r.Shuffle(len(gaps), func(i, j int) { gaps[i], gaps[j] = gaps[j], gaps[i] })
		}
		count(successive(series), observed, &above, &below)
		if d.Pairs < 100 || i < tauDraws {
			count(kendall(series), tau, &tauAbove, &tauBelow)
			drawn++
		}
	}
	if d.Pairs <= mostDrawn {
		d.PValue = drawnPValue(above, below, draws)
	}
	d.KendallPValue = drawnPValue(tauAbove, tauBelow, drawn)
	return d, nil
}

// successiveScore returns how many standard deviations the sum of products of
// neighbours is from its mean in a random order, where times are many.
func successiveScore(series [][]float64, observed float64) float64 {
	mean, variance := 0.0, 0.0
	for _, x := range series {
		squares := 0.0
		for _, v := range x {
			squares += v * v
		}
		n := float64(len(x))
		mean -= squares / n
		variance += squares * squares / n
	}
	return (observed - mean) / math.Sqrt(variance)
}

// count adds to above where drawn is as large as observed, up to rounding, and to
// below where it is as small.
func count(drawn, observed float64, above, below *int) {
	const rounding = 1e-12
	if drawn >= observed-rounding {
		*above++
	}
	if drawn <= observed+rounding {
		*below++
	}
}

// drawnPValue is two-sided; what was observed is one of the draws.
func drawnPValue(above, below, draws int) float64 {
	return min(1, 2*float64(min(above, below)+1)/float64(draws+1))
}

// successive returns the sum of products of neighbours.
func successive(series [][]float64) float64 {
	sum := 0.0
	for _, x := range series {
		for i := 1; i < len(x); i++ {
			sum += x[i-1] * x[i]
		}
	}
	return sum
}

// kendall returns tau of the pairs of neighbours of all series, each within its own.
func kendall(series [][]float64) float64 {
	score, pairs := 0, 0
	for _, x := range series {
		x = lastOf(x, len(series))
		for i := 1; i < len(x); i++ {
			for j := i + 1; j < len(x); j++ {
				score += order3(x[i], x[j]) * order3(x[i-1], x[j-1])
				pairs++
			}
		}
	}
	return float64(score) / float64(max(1, pairs))
}

func order3(a, b float64) int {
	switch {
	case a < b:
		return 1
	case a > b:
		return -1
	}
	return 0
}
