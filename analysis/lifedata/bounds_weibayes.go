package lifedata

import (
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// A WeibayesScale is what lives with few failures or none tell of a Weibull
// distribution whose shape is known. Its bound is one-sided.
type WeibayesScale struct {
	Shape    float64  `json:"shape"`
	Failures int      `json:"failures"`
	Scale    *float64 `json:"scale,omitempty"` // by maximum likelihood; nil without failures: never a number made up
	ScaleLow float64  `json:"scaleLow"`        // the scale is more, with a probability of Level
	Level    float64  `json:"level"`
}

// ReliabilityLow returns what the reliability at hours is at least, with a
// probability of Level.
func (w WeibayesScale) ReliabilityLow(hours float64) float64 {
	return dist.Weibull{Shape: w.Shape, Scale: w.ScaleLow}.Survival(hours)
}

// Weibayes estimates the scale of a Weibull distribution of known shape from exact
// and right-censored lives, entries included. The bound is of tests that end at a
// time: it counts one failure more, and holds without any failure, where it is
// (Σ tᵝ/−ln(1−level))^(1/β). With a shape of 1 it is the χ² bound on an MTTF.
//
// It returns an error wrapping [ErrLevel] when level is not between 0 and 1,
// [ErrUnsupported] for intervals and right truncation, and one when shape is not
// positive and finite.
//
// Source: W. Nelson, Weibull analysis of reliability data with few or no failures,
// J. Qual. Technol. 17 (1985) 140-146.
func Weibayes(lives []Life, shape, level float64) (WeibayesScale, error) {
	err := errors.Join(Validate(lives), checkLevel(level))
	if !(shape > 0) || math.IsInf(shape, 1) {
		err = errors.Join(err, fmt.Errorf("lifedata: weibayes: shape %g is not positive and finite", shape))
	}
	if err != nil {
		return WeibayesScale{}, err
	}
	w := WeibayesScale{Shape: shape, Level: level}
	longest := 0.0
	for i := range lives {
		longest = math.Max(longest, lives[i].Hours)
	}
	sum := 0.0
	for i := range lives {
		l := &lives[i]
		if l.Interval || l.Until > 0 {
			return WeibayesScale{}, fmt.Errorf("lifedata: weibayes: life %d: %w: intervals and right truncation", i, ErrUnsupported)
		}
		if l.Failed {
			w.Failures += l.Number()
		}
		sum += float64(l.Number()) * (math.Pow(l.Hours/longest, shape) - math.Pow(l.Entry/longest, shape))
	}
	scale := func(events float64) float64 { return longest * math.Exp(math.Log(sum/events)/shape) }
	if w.Failures > 0 {
		w.Scale = finite(scale(float64(w.Failures)))
	}
	w.ScaleLow = scale(dist.Gamma{Shape: float64(w.Failures + 1), Rate: 1}.Quantile(level))
	if err := (dist.Weibull{Shape: shape, Scale: w.ScaleLow}).Validate(); err != nil {
		return WeibayesScale{}, fmt.Errorf("lifedata: weibayes: %w: %w", ErrNoEstimate, err)
	}
	return w, nil
}

// ZeroFailureReliability returns what the reliability of one trial is at least, with
// a probability of level, when so many had no failure: (1−level)^(1/trials). It
// returns an error wrapping [ErrLevel] or [ErrNoLives].
func ZeroFailureReliability(trials int, level float64) (float64, error) {
	if err := checkLevel(level); err != nil {
		return 0, err
	}
	if trials < 1 {
		return 0, fmt.Errorf("lifedata: %d trials: %w", trials, ErrNoLives)
	}
	return math.Exp(math.Log1p(-level) / float64(trials)), nil
}

// ZeroFailureTrials returns how many trials without failure show a reliability with
// a probability of level. It returns an error wrapping [ErrLevel] when one of them
// is not between 0 and 1, or so near to 1 that the number has no end.
func ZeroFailureTrials(reliability, level float64) (int, error) {
	if err := errors.Join(checkLevel(reliability), checkLevel(level)); err != nil {
		return 0, err
	}
	n := math.Ceil(math.Log1p(-level)/math.Log(reliability) - 1e-9)
	if n > 1<<53 {
		return 0, fmt.Errorf("lifedata: reliability %g: %w", reliability, ErrLevel)
	}
	return int(math.Max(n, 1)), nil
}
