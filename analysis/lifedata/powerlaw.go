package lifedata

import (
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// A PowerLaw is a process whose mean number of events by age t is (t/Scale)^Shape
// (Crow-AMSAA, Duane, Weibull process). Events become rarer where Shape < 1.
type PowerLaw struct {
	Shape float64 `json:"shape"` // > 0
	Scale float64 `json:"scale"` // hours to the first event, in that the mean number is 1
}

// Mean returns the mean number of events of one system by age hours.
func (p PowerLaw) Mean(hours float64) float64 { return math.Pow(hours/p.Scale, p.Shape) }

// FailureIntensity returns the events per hour of one system at age hours > 0.
func (p PowerLaw) FailureIntensity(hours float64) float64 { return p.Shape / hours * p.Mean(hours) }

// Growth is a power law fitted to a history.
type Growth struct {
	PowerLaw
	ShapeUnbiased *float64 `json:"shapeUnbiased,omitempty"` // absent where the windows are not alike or the events too few
	Events        int      `json:"events"`
	Systems       int      `json:"systems"`
	EndHours      float64  `json:"endHours"` // latest age watched, at which the intensity is asked
	LogLikelihood float64  `json:"logLikelihood"`

	exact             bool // one window from 0 for all: bounds are exact
	failureTerminated bool
	shapeVariance     float64 // of Shape, by Fisher's information
	lever             float64 // of the logarithm of the intensity at the end on Shape
}

// FitPowerLaw returns the power law of largest likelihood. Systems are like, and
// age alike in the hours of h.
//
// It returns errors wrapping [ErrHistory], [ErrNoEvents], or [ErrNoMaximum] where
// all events are at the end of the windows, or fall off too fast in windows that
// begin late.
//
// Sources: [Cro74]; [HB189], on tracking growth.
func FitPowerLaw(h History) (Growth, error) {
	sorted, err := h.sorted()
	if err != nil {
		return Growth{}, err
	}
	n, sum := float64(sorted.Events()), 0.0
	for _, s := range sorted {
		for _, t := range s.Events {
			sum += math.Log(t)
		}
	}
	t := tiltOf(sorted, math.Log)
	shape, err := t.solve(sum / n)
	if err != nil {
		return Growth{}, err
	}
	if !(shape > 0) || math.IsInf(shape, 1) {
		return Growth{}, fmt.Errorf("lifedata: power law: %w: events fall off faster than any with a finite number by the start of the windows", ErrNoMaximum)
	}
	log, mean, variance := t.integral(shape)
	logRate := math.Log(n) - math.Log(shape) - log // of t^Shape
	g := Growth{
		PowerLaw: PowerLaw{Shape: shape, Scale: math.Exp(-logRate / shape)},
		Events:   sorted.Events(), Systems: len(sorted),
		LogLikelihood: n*(logRate+math.Log(shape)) + (shape-1)*sum - n,
		exact:         len(t.ranges) == 1 && sorted[0].From == 0, failureTerminated: endsAtFailure(sorted),
		shapeVariance: 1 / (n * variance),
	}
	if !(g.Scale > 0) || math.IsInf(g.Scale, 1) || !(math.Abs(g.LogLikelihood) <= math.MaxFloat64) {
		return Growth{}, fmt.Errorf("lifedata: power law: %w within the range of numbers: shape %g, scale %g", ErrNoMaximum, g.Shape, g.Scale)
	}
	for _, s := range sorted {
		g.EndHours = max(g.EndHours, s.To)
	}
	g.lever = math.Log(g.EndHours) - mean
	if free := n - g.lost(); g.exact && free >= 2 {
		g.ShapeUnbiased = finite(shape * (free - 1) / n)
	}
	return g, nil
}

// lost is 1 where the last event only ended the watching.
func (g Growth) lost() float64 {
	if g.failureTerminated {
		return 1
	}
	return 0
}

// Rate returns the factor of t^Shape in the mean number of events, in 1 per hour
// to the power of Shape; with a Shape far from 1 it may underflow.
func (p PowerLaw) Rate() float64 { return math.Pow(p.Scale, -p.Shape) }

// ShapeBounds returns the shape with its bounds. They are exact where all systems
// were watched from age 0 to the same age; else they are normal in its logarithm.
//
// Source: [HB189], on tracking growth.
func (g Growth) ShapeBounds(level float64) (Estimate, error) {
	if err := checkLevel(level); err != nil {
		return Estimate{}, err
	}
	e := Estimate{Value: &g.Shape, Level: level}
	if !g.exact {
		e.Method = "Fisher, logarithm"
		factor := math.Exp(normalQuantile(level) * math.Sqrt(g.shapeVariance) / g.Shape)
		e.Low, e.High = finite(g.Shape/factor), finite(g.Shape*factor)
		return e, nil
	}
	n := float64(g.Events)
	e.Method = "exact, chi-squared"
	d := dist.Gamma{Shape: n - g.lost(), Rate: n}
	e.Low, e.High = finite(g.Shape*d.Quantile((1-level)/2)), finite(g.Shape*d.Quantile((1+level)/2))
	return e, nil
}

// IntensityBounds returns the events per hour of one system at EndHours. See
// [Growth.MTBFBounds].
func (g Growth) IntensityBounds(level float64) (Estimate, error) {
	e, err := g.MTBFBounds(level)
	if err != nil {
		return e, err
	}
	e = inverted(e)
	if e.Low == nil && e.High != nil {
		e.Reason = "one event: only an upper bound"
	}
	return e, nil
}

// MTBFBounds returns the instantaneous MTBF at EndHours: one over the events per
// hour of one system there, as if growth stopped. Where all systems were watched
// from age 0 to the same age the bounds are those of Crow: exact if the watching
// ended at a failure, else they hold it with at least that probability. In other
// windows they are normal in the logarithm.
//
// Sources: L. H. Crow, Confidence interval procedures for the Weibull process with
// applications to reliability growth, Technometrics 24 (1982) 67-72,
// https://doi.org/10.1080/00401706.1982.10487711; J. M. Finkelstein, Technometrics
// 18 (1976) 115-117, https://doi.org/10.1080/00401706.1976.10489410
func (g Growth) MTBFBounds(level float64) (Estimate, error) {
	if err := checkLevel(level); err != nil {
		return Estimate{}, err
	}
	mtbf := 1 / g.FailureIntensity(g.EndHours)
	tail := (1 - level) / 2
	e := Estimate{Value: finite(mtbf), Level: level}
	if e.Value == nil {
		e.Reason = "longer than any number"
	}
	n := float64(g.Events)
	switch {
	case !g.exact:
		e.Method = "Fisher, logarithm"
		factor := math.Exp(normalQuantile(level) * math.Sqrt(1/n+g.lever*g.lever*g.shapeVariance))
		e.Low, e.High = finite(mtbf/factor), finite(mtbf*factor)
	case g.failureTerminated:
		e.Method = "exact, Crow's for failure-terminated tests"
		e.Low = finite(mtbf * n * n / gammaProductQuantile(n, 1-tail))
		e.High = finite(mtbf * n * n / gammaProductQuantile(n, tail))
	default:
		e.Method = "conservative, Crow's for time-terminated tests"
		e.Low = finite(mtbf * n * n / besselMean(g.Events, func(below, _ float64) bool { return below > tail }))
		if g.Events == 1 {
			e.Reason = "one event: only a lower bound"
			break
		}
		e.High = finite(mtbf * n * n / besselMean(g.Events, func(_, above float64) bool { return above < tail }))
	}
	return e, nil
}
