package lifedata

import (
	"errors"
	"fmt"
	"math"
)

// A LogLinear is a process with exp(Level + Slope·t) events per hour at age t, the
// model of Cox and Lewis. Unlike a power law it is not 0 or infinite at age 0.
type LogLinear struct {
	Level float64 `json:"level"` // of the logarithm of the events per hour, at age 0
	Slope float64 `json:"slope"` // of it per hour: negative where events become rarer
}

// FailureIntensity returns the events per hour of one system at age hours.
func (l LogLinear) FailureIntensity(hours float64) float64 {
	return math.Exp(l.Level + l.Slope*hours)
}

// FitLogLinear returns the log-linear process of largest likelihood, and the
// logarithm of that.
//
// It returns errors wrapping [ErrHistory], [ErrNoEvents], or [ErrNoMaximum] where
// all events are at the end of the windows.
//
// Source: D. R. Cox, P. A. W. Lewis, The Statistical Analysis of Series of Events,
// 1966, section 3.3.
func FitLogLinear(h History) (l LogLinear, logLikelihood float64, err error) {
	sorted, err := h.sorted()
	if err != nil {
		return LogLinear{}, 0, err
	}
	n, sum := float64(sorted.Events()), 0.0
	for _, s := range sorted {
		for _, t := range s.Events {
			sum += t
		}
	}
	t := tiltOf(sorted, func(hours float64) float64 { return hours })
	l.Slope, err = t.solve(sum / n)
	if err != nil {
		return LogLinear{}, 0, err
	}
	log, _, _ := t.integral(l.Slope)
	l.Level = math.Log(n) - log
	logLikelihood = n*l.Level + l.Slope*sum - n
	if math.IsNaN(logLikelihood) || math.IsInf(logLikelihood, 0) {
		return LogLinear{}, 0, fmt.Errorf("lifedata: log-linear intensity: %w within the range of numbers", ErrNoMaximum)
	}
	return l, logLikelihood, nil
}

// A ProcessComparison says how well processes of events by chance describe a
// history. The models with a trend have one parameter more than the steady one.
type ProcessComparison struct {
	SteadyRate          float64 `json:"steadyRate"` // events per hour of one system
	SteadyLogLikelihood float64 `json:"steadyLogLikelihood"`
	PowerLaw            *Trend  `json:"powerLaw,omitempty"`  // absent where it has no maximum
	LogLinear           *Trend  `json:"logLinear,omitempty"` // the same
}

// A Trend is a model with a trend beside the one without.
type Trend struct {
	LogLikelihood   float64 `json:"logLikelihood"`
	LikelihoodRatio float64 `json:"likelihoodRatio"` // twice the gain over a steady rate
	PValue          float64 `json:"pValue"`          // of it, as chi-squared with one degree of freedom
}

// CompareProcesses fits a steady rate, a power law and a log-linear intensity.
//
// It returns errors wrapping [ErrHistory] or [ErrNoEvents].
func CompareProcesses(h History) (ProcessComparison, error) {
	sorted, err := h.sorted()
	if err != nil {
		return ProcessComparison{}, err
	}
	n := float64(sorted.Events())
	c := ProcessComparison{SteadyRate: n / sorted.Exposure()}
	c.SteadyLogLikelihood = n*math.Log(c.SteadyRate) - n
	trend := func(logLikelihood float64) *Trend {
		ratio := max(0, 2*(logLikelihood-c.SteadyLogLikelihood))
		return &Trend{logLikelihood, ratio, chiSquared(1).Survival(ratio)}
	}
	switch g, err := FitPowerLaw(sorted); {
	case err == nil:
		c.PowerLaw = trend(g.LogLikelihood)
	case !errors.Is(err, ErrNoMaximum):
		return ProcessComparison{}, err
	}
	switch _, logLikelihood, err := FitLogLinear(sorted); {
	case err == nil:
		c.LogLinear = trend(logLikelihood)
	case !errors.Is(err, ErrNoMaximum):
		return ProcessComparison{}, err
	}
	return c, nil
}
