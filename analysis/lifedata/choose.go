package lifedata

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/dist"
)

// clearLead is by how much AICc of the best family has to be below that of the next
// for it to be clearly better: with 4 the other is 7 times less likely.
//
// Source: K. Burnham, D. Anderson, Multimodel inference, 2004, section 3.
// https://doi.org/10.1177/0049124104268644
const clearLead = 4

// worstFit is the p-value of Anderson and Darling below which a family does not fit.
const worstFit = 0.05

// A Candidate is a family in a [Choice].
type Candidate struct {
	Fit    *Fitted `json:"fit"`
	Behind float64 `json:"behind"` // AICc less that of the best
	Weight float64 `json:"weight"` // exp(−Behind/2), of sum 1
	// Goodness is of the best family only; nil for the others, and for lives without
	// an empirical distribution function.
	Goodness *Goodness `json:"goodness,omitempty"`
}

// A Refusal says why a family is not in a [Choice].
type Refusal struct {
	Family Family `json:"family"`
	Reason string `json:"reason"`
}

// A Choice ranks families by how well they describe lives.
type Choice struct {
	Candidates []Candidate `json:"candidates"` // best first
	Refused    []Refusal   `json:"refused"`
	// Clear is the family that is clearly better than the others; nil when none is.
	Clear *Family `json:"clear,omitempty"`
	// Fits reports whether the best family is not refuted by Anderson and Darling; nil
	// when that is not known.
	Fits    *bool  `json:"fits,omitempty"`
	Verdict string `json:"verdict"`
}

// Choose fits families to lives and ranks them by AICc. A family is clearly better
// only when the next is behind by 4 or more; of few lives there is often none, and
// what depends on the family (a low quantile, a far extrapolation) should then be
// looked at under each that is close. No families are exponential, Weibull,
// lognormal, gamma and loglogistic.
//
// Families that cannot be fitted are refused with the reason; when all are, the
// error has the reasons. Cost: one fit each, and [Fitted.Goodness] of the best.
func Choose(ctx context.Context, lives []Life, families []Family, options GoodnessOptions) (*Choice, error) {
	if len(families) == 0 {
		families = []Family{Exponential, Weibull, Lognormal, Gamma, Loglogistic}
	}
	if err := Validate(lives); err != nil {
		return nil, err
	}
	c := &Choice{Refused: []Refusal{}}
	var errs []error
	for _, family := range families {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := Fit(lives, family)
		if err == nil && f.AICc == nil {
			err = fmt.Errorf("lifedata: %s: %w: too few lives for %d parameters", family, ErrNoEstimate, family.parameters())
		}
		if err != nil {
			errs = append(errs, err)
			c.Refused = append(c.Refused, Refusal{family, err.Error()})
			continue
		}
		c.Candidates = append(c.Candidates, Candidate{Fit: f})
	}
	if len(c.Candidates) == 0 {
		return nil, errors.Join(errs...)
	}
	rank(c)
	best := &c.Candidates[0]
	g, err := best.Fit.Goodness(ctx, lives, options)
	switch {
	case err == nil:
		best.Goodness = g
		fits := g.AndersonDarling.P >= worstFit
		c.Fits = &fits
	case ctx.Err() != nil:
		return nil, err
	}
	c.judge()
	return c, nil
}

// rank orders the candidates and fills in how far they are behind.
func rank(c *Choice) {
	slices.SortStableFunc(c.Candidates, func(a, b Candidate) int {
		switch {
		case *a.Fit.AICc < *b.Fit.AICc:
			return -1
		case *a.Fit.AICc > *b.Fit.AICc:
			return 1
		}
		return 0
	})
	sum := 0.0
	for i := range c.Candidates {
		it := &c.Candidates[i]
		it.Behind = *it.Fit.AICc - *c.Candidates[0].Fit.AICc
		it.Weight = math.Exp(-it.Behind / 2)
		sum += it.Weight
	}
	for i := range c.Candidates {
		c.Candidates[i].Weight /= sum
	}
}

// judge fills in what the figures say.
func (c *Choice) judge() {
	best := &c.Candidates[0]
	family := best.Fit.Family
	near := 1
	for near < len(c.Candidates) && c.Candidates[near].Behind < clearLead {
		near++
	}
	switch {
	case len(c.Candidates) == 1:
		c.Verdict = fmt.Sprintf("only %s could be fitted: there is nothing to compare it with", family)
	case near == 1:
		c.Clear = &family
		c.Verdict = fmt.Sprintf("%s is clearly better: the next is behind by %.1f in AICc", family, c.Candidates[1].Behind)
	default:
		names := make([]Family, near)
		for i := range names {
			names[i] = c.Candidates[i].Fit.Family
		}
		c.Verdict = fmt.Sprintf("no distribution is clearly better: %v are within %d in AICc", names, clearLead)
	}
	switch {
	case c.Fits == nil:
		c.Verdict += "; whether it fits was not tested"
	case !*c.Fits:
		c.Clear = nil
		c.Verdict += fmt.Sprintf("; but even the best, %s, does not fit (Anderson–Darling p = %.3f)", family, best.Goodness.AndersonDarling.P)
	}
}

// A RatioTest is the test of a distribution against a more general one.
type RatioTest struct {
	Statistic float64 `json:"statistic"` // twice the difference of the log-likelihoods
	Freedom   int     `json:"freedom"`   // difference in the number of parameters
	P         float64 `json:"p"`
}

// CompareNested tests by likelihood ratio whether lives need the general
// distribution, of which the simple one is a special case: an exponential in a
// Weibull or gamma, a Weibull in one with a shift or with wear. Both must be fitted
// to the same lives. The p-value is of χ²: rather too large where the special case
// is at the edge, as without a shift.
//
// It returns an error wrapping [ErrUnsupported] when they are not nested.
func CompareNested(simple, general *Fitted) (RatioTest, error) {
	nested := map[Family][]Family{Exponential: {Weibull, Weibull3, Gamma, ModifiedWeibull}, Weibull: {Weibull3, ModifiedWeibull}}
	if !slices.Contains(nested[simple.Family], general.Family) || simple.Lives != general.Lives || simple.Failures != general.Failures {
		return RatioTest{}, fmt.Errorf("lifedata: %w: %s is not nested in %s of the same lives", ErrUnsupported, simple.Family, general.Family)
	}
	t := RatioTest{
		Statistic: math.Max(2*(general.LogLikelihood-simple.LogLikelihood), 0),
		Freedom:   general.Family.parameters() - simple.Family.parameters(),
	}
	t.P = dist.Gamma{Shape: float64(t.Freedom) / 2, Rate: 0.5}.Survival(t.Statistic)
	return t, nil
}
