package availability

import (
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// UpDown is what is known of a component that fails and is repaired.
type UpDown struct {
	Failures int     `json:"failures"`
	Uptime   float64 `json:"uptimeHours"` // in all
	Repairs  int     `json:"repairs"`
	Downtime float64 `json:"downtimeHours"` // in all
	Ended    Ended   `json:"ended"`
}

// Ended says what ended an observation.
type Ended string

// The ends of an observation.
const (
	EndedAtTime    Ended = "time"    // fixed before
	EndedAtFailure Ended = "failure" // or with its repair: the last event
)

// AvailabilityF returns the availability of exponential times to failure and to
// repair, with the interval by the F distribution of the ratio of the totals [GL67].
// It is exact after a fixed number of failures and repairs; of an observation that
// ended at a fixed time the lower bound is safe. Without exponential repair times it
// is too narrow, and the more so the more there are: of lognormal ones with a spread of
// 1.5, some 73 of nominally 90 % hold the truth with five outages, 61 with a hundred.
//
// No failures, or no repairs, have a bound on one side at most.
// It returns an error for counts that are negative, times that are negative or not
// finite, no uptime, and downtime without a repair or the reverse.
func AvailabilityF(u UpDown, level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	good := u.Failures >= 0 && u.Repairs >= 0 && u.Uptime > 0 && u.Downtime >= 0 &&
		(u.Repairs > 0) == (u.Downtime > 0) && (u.Ended == EndedAtTime || u.Ended == EndedAtFailure)
	if !good || math.IsInf(u.Uptime+u.Downtime, 1) {
		return Interval{}, fmt.Errorf("availability: %d failures in %g hours up and %d repairs in %g hours down, ended by %q",
			u.Failures, u.Uptime, u.Repairs, u.Downtime, u.Ended)
	}
	in := Interval{Level: level, Method: "exact F, exponential times", N: u.Failures}
	switch {
	case u.Failures == 0:
		in.Reason = "no failures: how often they happen is bounded, not estimated"
	case u.Repairs == 0:
		in.Reason = "no repairs: how long one takes is not known"
	}
	if u.Repairs == 0 {
		return in, nil
	}
	tail, n, m := (1-level)/2, float64(u.Failures), float64(u.Repairs)
	more := n
	if u.Ended == EndedAtTime {
		more++
	}
	ratio := u.Downtime / u.Uptime
	if more > 0 {
		// MTTR/MTTF = (D/m)/(U/n)·F(2n, 2m), and the odds are F·n/m.
		in.Low = finite(1 / (1 + ratio*odds(more, m, 1-tail)))
	}
	if u.Failures > 0 {
		in.Value = finite(1 / (1 + ratio*n/m))
		in.High = finite(1 / (1 + ratio*odds(n, m, tail)))
	}
	return in.explained(), nil
}

// AvailabilityLognormal returns the availability of a component with exponential times
// to failure and lognormal repair times, given the failures in so many hours of uptime
// and the durations of repairs: the interval of MTTR by the generalized method [KM03]
// and that of MTTF combined on the log scale [ZD08]. It holds its level where
// [AvailabilityF] does not, and of exponential repair times too when they are few.
//
// Repairs that are fewer than two or all the same, and no failures, have no interval.
// It returns an error for what is no count, exposure, duration or level.
func AvailabilityLognormal(failures int, uptime float64, ended Ended, repairs []float64, level float64) (Interval, error) {
	sorted, err := sample(repairs, level)
	mttf, errUp := MeanTime(failures, uptime, level)
	if ended == EndedAtFailure {
		mttf, errUp = MeanTimeAtFailure(failures, uptime, level)
	} else if ended != EndedAtTime {
		err = errors.Join(err, fmt.Errorf("availability: ended by %q", ended))
	}
	if err := errors.Join(err, errUp); err != nil {
		return Interval{}, err
	}
	in := Interval{Level: level, Method: "lognormal repair times, MTTR and MTTF combined on the log scale", N: failures}
	switch in.Reason = varies(sorted); {
	case failures == 0:
		in.Reason = "no failures: how often they happen is bounded, not estimated"
		return in, nil
	case in.Reason != "":
		return in, nil
	case mttf.Low == nil || mttf.High == nil:
		return in.explained(), nil
	}
	m := restores{ended: sorted, closed: len(sorted)}.generalized(level)
	in.Value = finite(1 / (1 + math.Exp(m.centre) / *mttf.Value))
	low, high := ratioCombined(m, mttf)
	in.Low, in.High = finite(1/(1+high)), finite(1/(1+low))
	return in.explained(), nil
}

// Proportion returns a probability that came true so many times of all, with the
// exact interval of Clopper and Pearson: never narrower than its level. None, or
// all, have a bound on one side only.
//
// Source: C. Clopper, E. Pearson, 1934. https://doi.org/10.1093/biomet/26.4.404
func Proportion(times, of int, level float64) (Interval, error) {
	in, err := proportion(times, of, level)
	if err != nil {
		return Interval{}, err
	}
	x, n, tail := float64(times), float64(of), (1-level)/2
	in.Method = "exact binomial"
	if times > 0 {
		in.Low = finite(dist.Beta{A: x, B: n - x + 1}.Quantile(tail))
	} else {
		in.Reason = "never seen: only an upper bound"
	}
	if times < of {
		in.High = finite(dist.Beta{A: x + 1, B: n - x}.Quantile(1 - tail))
	} else {
		in.Reason = "always seen: only a lower bound"
	}
	return in, nil
}

// ProportionWilson is [Proportion] with Wilson's score interval, which holds its
// level on average and not at worst.
//
// Source: E. Wilson, 1927. https://doi.org/10.1080/01621459.1927.10502953
func ProportionWilson(times, of int, level float64) (Interval, error) {
	in, err := proportion(times, of, level)
	if err != nil {
		return Interval{}, err
	}
	in.Method = "Wilson score"
	n, p, z := float64(of), *in.Value, normalQuantile((1+level)/2)
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	in.Low, in.High = finite(max(0, centre-half)), finite(min(1, centre+half))
	return in, nil
}

func proportion(times, of int, level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if times < 0 || of < 1 || times > of {
		return Interval{}, fmt.Errorf("availability: %d of %d is not a proportion", times, of)
	}
	return Interval{Level: level, N: of, Value: finite(float64(times) / float64(of))}, nil
}
