package lifedata

import (
	"fmt"
	"math"
)

// RestrictedMean returns the mean of the hours that a unit works out of the first
// so many: the area under the product-limit estimate, with normal bounds.
//
// When nothing failed within hours all of them are worked, and there are no
// bounds. It returns an error when hours is not positive and finite, or is later
// than the last unit was watched and some had not failed: the data do not say
// what happens then. Further errors are those of [KaplanMeier].
//
// Source: J. P. Klein, M. L. Moeschberger, Survival Analysis, 2nd ed. 2003,
// section 4.5, https://doi.org/10.1007/b97377
func RestrictedMean(lives []Life, hours, level float64) (Estimate, error) {
	curve, err := KaplanMeier(lives)
	if err != nil {
		return Estimate{}, err
	}
	if err := checkLevel(level); err != nil {
		return Estimate{}, err
	}
	if !(hours > 0) || math.IsInf(hours, 1) {
		return Estimate{}, fmt.Errorf("lifedata: restricted mean: %w: %g", ErrDuration, hours)
	}
	last := 0.0
	for _, l := range lives {
		last = max(last, l.Hours)
	}
	if hours > last && curve[len(curve)-1].Survival > 0 {
		return Estimate{}, fmt.Errorf("lifedata: restricted mean: %w: %g is after the last unit was watched, at %g", ErrDuration, hours, last)
	}
	area, variance, end := 0.0, 0.0, hours
	for i := curve.after(hours) - 1; i >= 0; i-- {
		s := curve[i]
		area += s.Survival * (end - s.Hours)
		end = s.Hours
		if left := float64(s.AtRisk - s.Failures); left > 0 {
			variance += area * area * float64(s.Failures) / (float64(s.AtRisk) * left)
		}
	}
	area += end
	e := Estimate{Value: &area, Level: level, Method: "area under the product-limit estimate, normal bounds"}
	if end == hours {
		e.Reason = "nothing failed so early: no bounds"
		return e, nil
	}
	margin := normalQuantile(level) * math.Sqrt(variance)
	e.Low, e.High = finite(max(0, area-margin)), finite(min(hours, area+margin))
	return e, nil
}
