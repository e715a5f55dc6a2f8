package availability

import (
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// An Interval is an estimate with the bounds that hold it with probability
// Level. What is undefined is nil, and Reason says why.
type Interval struct {
	Value  *float64 `json:"value,omitempty"`
	Low    *float64 `json:"low,omitempty"`
	High   *float64 `json:"high,omitempty"`
	Level  float64  `json:"level"` // two-sided; a bound alone holds with (1 + Level)/2
	Method string   `json:"method"`
	N      int      `json:"n"` // outages behind it
	Reason string   `json:"reason,omitempty"`
}

// checkLevel refuses what is not the level of an interval.
func checkLevel(level float64) error {
	if !(level > 0 && level < 1) {
		return fmt.Errorf("availability: level %g is not between 0 and 1", level)
	}
	return nil
}

// finite returns a pointer to x, nil where x is not a finite number.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// explained gives a reason to an interval of which a figure is absent without one.
func (in Interval) explained() Interval {
	if (in.Value == nil || in.Low == nil || in.High == nil) && in.Reason == "" {
		in.Reason = "too large for a number"
	}
	return in
}

// MeanTime returns the mean time between events that were counted over an
// exposure of so many hours ending at a fixed time, with the exact interval of a
// Poisson count [Gar36]. No events give a lower bound alone.
//
// It returns an error when events is negative, the exposure not positive and
// finite or the level not between 0 and 1.
func MeanTime(events int, exposure, level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if events < 0 || !(exposure > 0) || math.IsInf(exposure, 1) {
		return Interval{}, fmt.Errorf("availability: %d events in %g hours is not a count over an exposure", events, exposure)
	}
	return meanTime(events, exposure, level), nil
}

// MeanTimeAtFailure is [MeanTime] for an exposure that ended with the last of the
// events and not at a time fixed before: both bounds then have 2·events degrees of
// freedom, and hold exactly with the level. Use it only where the observation was
// really stopped by a failure; without events there is nothing to stop it, and it
// is an error.
//
// Source: B. Epstein, M. Sobel, Life testing, 1953.
// https://doi.org/10.1080/01621459.1953.10483488
func MeanTimeAtFailure(events int, exposure, level float64) (Interval, error) {
	in, err := MeanTime(events, exposure, level)
	if err != nil {
		return Interval{}, err
	}
	if events == 0 {
		return Interval{}, errors.New("availability: an exposure cannot end with a failure when there was none")
	}
	in.Method = "exact χ², ended by a failure"
	in.Low = finite(exposure / dist.Gamma{Shape: float64(events), Rate: 1}.Quantile((1+level)/2))
	return in.explained(), nil
}

// meanTime is MeanTime of a count and level that were checked.
func meanTime(events int, exposure, level float64) Interval {
	tail := (1 - level) / 2
	n := float64(events)
	in := Interval{Level: level, Method: "exact Poisson", N: events}
	in.Low = finite(exposure / dist.Gamma{Shape: n + 1, Rate: 1}.Quantile(1-tail))
	if events == 0 {
		in.Reason = "no events: only a lower bound"
		return in
	}
	in.Value = finite(exposure / n)
	in.High = finite(exposure / dist.Gamma{Shape: n, Rate: 1}.Quantile(tail))
	return in.explained()
}

// medianRanks returns the ranks, from 1, of the order statistics of a sample of n
// that hold the median with at least the level, the closest there are, and the
// probability with which they do. ok is false where n is too small for any.
//
// Source: G. Hahn, W. Meeker, Statistical Intervals, 1991, section 5.2.
func medianRanks(n int, level float64) (low, high int, coverage float64, ok bool) {
	if n < 1 {
		return 0, 0, 0, false
	}
	// Ranks low and n+1−low miss the median when fewer than low values are below
	// it, or fewer than low above: twice P(binomial(n, ½) < low).
	for low = (n + 1) / 2; low >= 1; low-- {
		miss := dist.Beta{A: float64(n - low + 1), B: float64(low)}.CDF(0.5)
		coverage = 1 - 2*miss
		if coverage >= level {
			return low, n + 1 - low, coverage, true
		}
	}
	return 0, 0, coverage, false
}

// odds returns x/(1−x) of the quantile x at p of the beta distribution (a, b).
func odds(a, b, p float64) float64 {
	return dist.Beta{A: a, B: b}.Quantile(p) / dist.Beta{A: b, B: a}.Quantile(1-p)
}

// studentT returns the quantile at p > ½ of Student's t distribution: its square
// over the degrees of freedom is the odds of a beta variable.
func studentT(p, degrees float64) float64 {
	return math.Sqrt(degrees * odds(0.5, degrees/2, 2*p-1))
}
