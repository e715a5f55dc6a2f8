package lifedata

import (
	"fmt"
	"math"
	"sort"
)

// A Step is one drop of a survival curve.
type Step struct {
	Hours    float64  `json:"hours"`            // time of the drop
	AtRisk   int      `json:"atRisk"`           // units working just before Hours
	Failures int      `json:"failures"`         // units failing at Hours
	Survival float64  `json:"survival"`         // P(life > Hours), in [0, 1]
	StdErr   *float64 `json:"stdErr,omitempty"` // of Survival, by Greenwood; nil where undefined: once Survival is 0
}

// A Curve is an estimated survival function: its drops in increasing time. Before
// the first it is 1. After the last it keeps its value for as long as a unit was
// watched; what comes later the data do not say.
type Curve []Step

// KaplanMeier returns the product-limit estimate of the survival function of the
// population lives were drawn from.
//
// The curve has one step per distinct failure time, so no more than len(lives).
// A unit censored at a failure time counts as at risk for it; one watched only
// from its Entry on counts as at risk after it. With late entries the estimate is
// of life given that it exceeds the first of them, and it may reach 0 early, where
// all the few units at risk failed: it stays there. Lives need no order and are
// not modified. Time is O(n log n), and O(n) when no life has a Count or Entry.
//
// It returns [ErrNoFailures] when every life is censored or lives is empty, and
// an error wrapping [ErrDuration] or [ErrCount] when a life is not valid, and
// [ErrKind] when one is an interval or truncated from the right.
//
// Sources: E. L. Kaplan, P. Meier, J. Am. Stat. Assoc. 53 (1958) 457-481, for
// the estimate; M. Greenwood, Rep. Public Health Med. Subj. 33 (1926) for StdErr;
// W.-Y. Tsai, N. P. Jewell, M.-C. Wang, Biometrika 74 (1987) 883-886 for entries.
func KaplanMeier(lives []Life) (Curve, error) {
	o, err := orderFailures(lives)
	if err != nil {
		return nil, err
	}
	curve := make(Curve, 0, o.times)
	errs := make([]float64, cap(curve)) // one block: a million pointers to own ones would be slow
	survival, sum := 1.0, 0.0
	o.failings(func(f failing) {
		left := float64(f.atRisk - f.failures)
		survival *= left / float64(f.atRisk)
		s := Step{Hours: f.hours, AtRisk: f.atRisk, Failures: f.failures, Survival: survival}
		if survival > 0 {
			sum += float64(f.failures) / (float64(f.atRisk) * left)
			s.StdErr = &errs[len(curve)]
			*s.StdErr = survival * math.Sqrt(sum)
		}
		curve = append(curve, s)
	})
	return curve, nil
}

// At returns P(life > hours).
func (c Curve) At(hours float64) float64 {
	i := c.after(hours)
	if i == 0 {
		return 1
	}
	return c[i-1].Survival
}

// after returns the index of the first step after hours.
func (c Curve) after(hours float64) int {
	return sort.Search(len(c), func(i int) bool { return c[i].Hours > hours })
}

// A Transform is the scale on which an estimate is taken as normal, to bound it.
type Transform string

// TransformLogLog keeps the bounds of a survival inside (0, 1) and is the one to
// use where nothing speaks against it; it is also called exponential Greenwood.
const (
	TransformPlain  Transform = "plain"  // the estimate itself
	TransformLog    Transform = "log"    // its logarithm
	TransformLogLog Transform = "logLog" // the logarithm of the cumulative hazard
	// TransformStudent is of mean cumulative functions: the logarithm, with what
	// Student's distribution adds where systems are few.
	TransformStudent Transform = "student"
)

// survivalBounds bounds a survival in (0, 1) with z standard errors.
func (tr Transform) survivalBounds(survival, stdErr, z float64) (low, high float64) {
	switch tr {
	case TransformPlain:
		low, high = survival-z*stdErr, survival+z*stdErr
	case TransformLog:
		factor := math.Exp(z * stdErr / survival)
		low, high = survival/factor, survival*factor
	default:
		hazard := -math.Log(survival)
		factor := math.Exp(z * stdErr / survival / hazard)
		low, high = math.Exp(-hazard*factor), math.Exp(-hazard/factor)
	}
	return max(0, low), min(1, high)
}

// positiveBounds bounds a positive number: by default on the scale of its logarithm.
func (tr Transform) positiveBounds(value, stdErr, z float64) (low, high float64) {
	if tr == TransformPlain {
		return value - z*stdErr, value + z*stdErr
	}
	factor := math.Exp(z * stdErr / value)
	return value / factor, value * factor
}

// check refuses what is not one of known, and a wrong level.
func (tr Transform) check(level float64, known ...Transform) error {
	for _, k := range known {
		if tr == k {
			return checkLevel(level)
		}
	}
	return fmt.Errorf("lifedata: transform %q is not one of %q", tr, known)
}

// Bounds returns the value after each step with its pointwise bounds, by
// Greenwood on the scale of the transform and cut to [0, 1]. Where the survival
// is 0 they are absent.
//
// It returns an error when level is not between 0 and 1 or the transform unknown.
//
// Source: J. D. Kalbfleisch, R. L. Prentice, The Statistical Analysis of Failure
// Time Data, 2nd ed. 2002, section 1.4, https://doi.org/10.1002/9781118032985
func (c Curve) Bounds(level float64, tr Transform) ([]Point, error) {
	if err := tr.check(level, TransformPlain, TransformLog, TransformLogLog); err != nil {
		return nil, err
	}
	points := make([]Point, len(c))
	limits := make([]float64, 2*len(c))
	z := normalQuantile(level)
	for i, s := range c {
		points[i] = Point{Hours: s.Hours, Value: s.Survival}
		if s.StdErr == nil {
			continue
		}
		at := limits[2*i : 2*i+2]
		at[0], at[1] = tr.survivalBounds(s.Survival, *s.StdErr, z)
		points[i].Low, points[i].High = &at[0], &at[1]
	}
	return points, nil
}

// sameSurvival is how far apart, relatively, two survivals may be that differ by
// rounding only: 1/2 is reached by 3/4·2/3 as well.
const sameSurvival = 1e-12

// Quantile returns the time by which the share p of units has failed, the first at
// which the survival is 1-p or less, and its bounds: the times at which the bounds
// of the survival first are. What is not reached is absent.
//
// It returns an error when p or level is not between 0 and 1 or the transform is
// unknown.
//
// Source: R. Brookmeyer, J. Crowley, Biometrics 38 (1982) 29-41,
// https://doi.org/10.2307/2530286
func (c Curve) Quantile(p, level float64, tr Transform) (Estimate, error) {
	if !(p > 0 && p < 1) {
		return Estimate{}, fmt.Errorf("lifedata: share %g: %w", p, ErrLevel)
	}
	points, err := c.Bounds(level, tr)
	if err != nil {
		return Estimate{}, err
	}
	e := Estimate{Level: level, Method: "product limit, its " + string(tr) + " bounds inverted"}
	target := (1 - p) * (1 + sameSurvival)
	first := func(at **float64, x float64) {
		if *at == nil {
			*at = finite(x)
		}
	}
	for _, s := range points {
		if s.Value <= target {
			first(&e.Value, s.Hours)
		}
		if s.Low == nil || *s.Low <= target {
			first(&e.Low, s.Hours)
		}
		if s.High != nil && *s.High <= target {
			first(&e.High, s.Hours)
		}
	}
	if e.Value == nil {
		e.Reason = "survival does not fall that far while units are watched"
	}
	return e, nil
}

// Line returns the corners of the curve and its bounds up to the time until which
// units were watched, to be joined by straight lines. It starts at survival 1.
//
// It returns the errors of Bounds.
func (c Curve) Line(until, level float64, tr Transform) ([]Point, error) {
	points, err := c.Bounds(level, tr)
	if err != nil {
		return nil, err
	}
	return staircase(Point{Value: 1, Low: finite(1), High: finite(1)}, points, until), nil
}

// staircase joins points by level treads, from start to until.
func staircase(start Point, points []Point, until float64) []Point {
	line := append(make([]Point, 0, 2*len(points)+2), start)
	last := start
	for _, p := range points {
		if p.Hours > until {
			break
		}
		last.Hours = p.Hours
		line = append(line, last, p)
		last = p
	}
	if until > last.Hours {
		last.Hours = until
		line = append(line, last)
	}
	return line
}

// orderFailures orders lives of which at least one failed.
func orderFailures(lives []Life) (order, error) {
	if len(lives) == 0 {
		return order{}, fmt.Errorf("lifedata: no lives: %w", ErrNoFailures)
	}
	o, err := orderLives(lives)
	if err != nil {
		return order{}, err
	}
	if o.times == 0 {
		return order{}, fmt.Errorf("lifedata: %d lives, all censored: %w", len(lives), ErrNoFailures)
	}
	return o, nil
}
