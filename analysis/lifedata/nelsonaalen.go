package lifedata

import (
	"math"
	"sort"
)

// A HazardStep is one rise of a cumulative hazard.
type HazardStep struct {
	Hours            float64 `json:"hours"`
	AtRisk           int     `json:"atRisk"`           // units working just before Hours
	Failures         int     `json:"failures"`         // units failing at Hours
	CumulativeHazard float64 `json:"cumulativeHazard"` // up to and including Hours
	StdErr           float64 `json:"stdErr"`           // of CumulativeHazard
}

// Survival returns exp(-CumulativeHazard), which is never 0: the estimate of
// Breslow and of Fleming and Harrington.
func (s HazardStep) Survival() float64 { return math.Exp(-s.CumulativeHazard) }

// A HazardCurve is an estimated cumulative hazard: its rises in increasing time.
// Before the first it is 0.
type HazardCurve []HazardStep

// NelsonAalen returns the Nelson-Aalen estimate of the cumulative hazard of the
// population lives were drawn from: the sum of failures over units at risk, with
// the variance of a Poisson count, the sum of failures over the square of units
// at risk. Failures at one time are not taken apart.
//
// Lives, cost and errors are as of [KaplanMeier].
//
// Sources: W. Nelson, Technometrics 14 (1972) 945-966,
// https://doi.org/10.1080/00401706.1972.10488991; O. Aalen, Ann. Statist. 6
// (1978) 701-726, https://doi.org/10.1214/aos/1176344247
func NelsonAalen(lives []Life) (HazardCurve, error) {
	o, err := orderFailures(lives)
	if err != nil {
		return nil, err
	}
	curve := make(HazardCurve, 0, o.times)
	hazard, variance := 0.0, 0.0
	o.failings(func(f failing) {
		d, n := float64(f.failures), float64(f.atRisk)
		hazard += d / n
		variance += d / n / n
		curve = append(curve, HazardStep{
			Hours: f.hours, AtRisk: f.atRisk, Failures: f.failures,
			CumulativeHazard: hazard, StdErr: math.Sqrt(variance),
		})
	})
	return curve, nil
}

// At returns the cumulative hazard up to and including hours.
func (c HazardCurve) At(hours float64) float64 {
	i := sort.Search(len(c), func(i int) bool { return c[i].Hours > hours })
	if i == 0 {
		return 0
	}
	return c[i-1].CumulativeHazard
}

// Bounds returns the value after each step with its pointwise bounds: of the
// logarithm with [TransformLog], or with [TransformPlain] of the hazard itself,
// cut at 0.
//
// It returns an error when level is not between 0 and 1 or the transform another.
//
// Source: J. P. Klein, M. L. Moeschberger, Survival Analysis, 2nd ed. 2003,
// section 4.3, https://doi.org/10.1007/b97377
func (c HazardCurve) Bounds(level float64, tr Transform) ([]Point, error) {
	if err := tr.check(level, TransformPlain, TransformLog); err != nil {
		return nil, err
	}
	points := make([]Point, len(c))
	limits := make([]float64, 2*len(c))
	z := normalQuantile(level)
	for i, s := range c {
		at := limits[2*i : 2*i+2]
		at[0], at[1] = tr.positiveBounds(s.CumulativeHazard, s.StdErr, z)
		at[0] = max(0, at[0])
		points[i] = Point{Hours: s.Hours, Value: s.CumulativeHazard, Low: &at[0], High: &at[1]}
	}
	return points, nil
}

// Line returns the corners of the curve and its bounds, as [Curve.Line]; it starts
// at 0.
func (c HazardCurve) Line(until, level float64, tr Transform) ([]Point, error) {
	points, err := c.Bounds(level, tr)
	if err != nil {
		return nil, err
	}
	return staircase(Point{Low: finite(0), High: finite(0)}, points, until), nil
}
