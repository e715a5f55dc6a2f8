package lifedata

import (
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/dist"
)

// A Parameter is one of a fitted distribution.
type Parameter struct {
	Name   string   `json:"name"`
	Value  float64  `json:"value"`
	StdErr *float64 `json:"stdErr,omitempty"` // from the observed information; nil where it does not apply
}

// A Fitted is a distribution fitted to lives by maximum likelihood.
type Fitted struct {
	Family       Family        `json:"family"`
	Distribution dist.Lifetime `json:"distribution"`
	Parameters   []Parameter   `json:"parameters"`
	// Covariance of the parameters, in their order; nil where the standard errors
	// are.
	Covariance    [][]float64 `json:"covariance,omitempty"`
	LogLikelihood float64     `json:"logLikelihood"`
	Lives         int         `json:"lives"`
	Failures      int         `json:"failures"` // exact or in an interval
	AIC           float64     `json:"aic"`
	AICc          *float64    `json:"aicc,omitempty"` // nil with too few lives for so many parameters
	BIC           float64     `json:"bic"`            // with the number of lives
	MTTF          *float64    `json:"mttf,omitempty"` // nil where the mean is infinite
	Notes         []string    `json:"notes,omitempty"`

	height surface                           // log-likelihood over working coordinates; nil where there are no likelihood-ratio bounds
	memo   func() func(p [2]float64) float64 // its value alone, quick where coordinate 1 comes again
	top    summit
	model  model
	exact  int    // failures at a known time
	few    []Life // see fewPlain
}

// Parameter returns the parameter of that name.
func (f *Fitted) Parameter(name string) (Parameter, error) {
	for _, p := range f.Parameters {
		if p.Name == name {
			return p, nil
		}
	}
	return Parameter{}, fmt.Errorf("lifedata: %s has no parameter %q", f.Family, name)
}

// Fit fits a distribution of the family to lives by maximum likelihood, with
// any mix of exact, right-, left- and interval-censored and truncated lives. Rows
// with a Count are as many lives. Times are standardised first, so that the unit
// does not matter.
//
// Families of location and scale are fitted by Newton's method where their
// likelihood is concave (see located); a Weibull of three parameters over the
// profile of its shift; a gamma over the logarithms of its parameters. A modified
// Weibull takes exact and right-censored lives, and entries.
//
// It returns an error wrapping [ErrNoFailures] when nothing failed, [ErrNoEstimate]
// with the reason when the likelihood has no maximum, the errors of [Validate], and
// [ErrTooMany].
// Weibull lives without intervals cost one pass; others about ten, of up to 0.1 µs
// a life.
func Fit(lives []Life, family Family) (*Fitted, error) {
	if err := family.Validate(); err != nil {
		return nil, err
	}
	if err := validateCounts(lives); err != nil {
		return nil, err
	}
	f := &Fitted{Family: family}
	for i := range lives {
		n := lives[i].Number()
		f.Lives += n
		if !lives[i].Censored() {
			f.Failures += n
			if !lives[i].Interval {
				f.exact += n
			}
		}
	}
	if f.Failures == 0 {
		return nil, fmt.Errorf("lifedata: %s: %w: they give a lower bound only, see Weibayes", family, ErrNoFailures)
	}
	if reason := onePoint(lives); reason != "" && family != Exponential {
		return nil, fmt.Errorf("lifedata: %s: %w: %s", family, ErrNoEstimate, reason)
	}
	var err error
	switch family {
	case Gamma:
		err = f.gamma(lives)
	case Weibull3:
		err = f.shifted(lives)
	case ModifiedWeibull:
		err = f.modified(lives)
	default:
		err = f.located(lives)
	}
	if err != nil {
		return nil, fmt.Errorf("lifedata: %s: %w", family, err)
	}
	if err := f.finish(); err != nil {
		return nil, err
	}
	return f, nil
}

// onePoint returns why lives that could all have been failures at one time, none of
// them later, tell nothing about the spread; and nothing of others.
func onePoint(lives []Life) string {
	low, high := 0.0, math.Inf(1)
	exact := false
	for i := range lives {
		l := &lives[i]
		switch {
		case l.Interval:
			low, high = math.Max(low, l.Since), math.Min(high, l.Hours)
		case l.Failed:
			low, high, exact = math.Max(low, l.Hours), math.Min(high, l.Hours), true
		default:
			low = math.Max(low, l.Hours)
		}
	}
	switch {
	case low > high || low == 0 && !exact:
		return ""
	case exact:
		return fmt.Sprintf("all failures may have been at %g h, and nothing was seen after it: the spread is not known", high)
	}
	return fmt.Sprintf("all failures may have been at one time between %g and %g h: the spread is not known", low, high)
}

// located fits a family of location and scale.
func (f *Fitted) located(lives []Life) error {
	form := forms[f.Family]
	c := arrange(lives, form.log)
	c.standardise()
	d := &located{kernel: form.kernel, lives: c, fixed: form.fixed}
	if _, ok := form.kernel.(smallest); ok && leftOnly(c) && len(c.exact.y)+len(c.right.y) > 0 {
		d.powers = newPowers(c)
	}
	top, ok := d.maximum()
	if !ok {
		return fmt.Errorf("%w: %s", ErrNoEstimate, runaway(lives))
	}
	f.height, f.memo, f.top, f.model = d.surface, d.memo, top, form
	f.Distribution = form.life(top.at[0], math.Exp(top.at[1]))
	f.few = f.fewPlain(lives)
	return nil
}

// leftOnly reports whether no life is truncated on the right.
func leftOnly(c *columns) bool {
	for _, w := range c.truncated {
		if !math.IsInf(w.b, 1) {
			return false
		}
	}
	return true
}

// runaway says what may be the matter with lives whose likelihood has no maximum.
func runaway(lives []Life) string {
	exact, truncated := 0, 0
	for i := range lives {
		if lives[i].Failed && !lives[i].Interval {
			exact++
		}
		if lives[i].Entry > 0 || lives[i].Until > 0 {
			truncated++
		}
	}
	switch {
	case truncated > 0:
		return "the likelihood rises for ever: truncated lives tell too little of those that were missed"
	case exact == 0:
		return "the likelihood rises for ever: the intervals do not say both where and how widely failures lie"
	}
	return "the likelihood rises for ever"
}

// finish fills in what follows from the maximum, and refuses a result that is not
// finite.
func (f *Fitted) finish() error {
	if err := f.Distribution.Validate(); err != nil {
		return fmt.Errorf("lifedata: %s: %w: %w", f.Family, ErrNoEstimate, err)
	}
	if f.model != nil {
		f.LogLikelihood = f.top.value
		f.describe()
	}
	n, k := float64(f.Lives), float64(f.Family.parameters())
	f.AIC = 2*k - 2*f.LogLikelihood
	f.BIC = k*math.Log(n) - 2*f.LogLikelihood
	if n > k+1 {
		aicc := f.AIC + 2*k*(k+1)/(n-k-1)
		f.AICc = &aicc
	}
	if mean := f.Distribution.Mean(); mean <= math.MaxFloat64 {
		f.MTTF = &mean
	}
	if math.IsNaN(f.LogLikelihood) || math.IsInf(f.LogLikelihood, 0) {
		return fmt.Errorf("lifedata: %s: %w: its likelihood is beyond numbers", f.Family, ErrNoEstimate)
	}
	if life := f.Distribution.CDF(0); life > 0.01 {
		f.Notes = append(f.Notes, fmt.Sprintf("%.2g of the fitted lives are below 0 hours: this family does not suit", life))
	}
	return nil
}

// describe fills in the parameters and their covariance.
func (f *Fitted) describe() {
	targets := f.model.parameters()
	cov := covariance(f.top.hess, len(targets))
	slopes := make([][2]float64, len(targets))
	for i, t := range targets {
		c := t.value(f.top.at)
		slopes[i] = t.gradient(f.top.at)
		rate := slope1(t.out, c)
		slopes[i][0] *= rate
		slopes[i][1] *= rate
	}
	f.Covariance = make([][]float64, len(targets))
	for i, t := range targets {
		f.Covariance[i] = make([]float64, len(targets))
		for j := range targets {
			f.Covariance[i][j] = quadratic(cov, slopes[i], slopes[j])
		}
		f.Parameters = append(f.Parameters, Parameter{t.name, t.out(t.value(f.top.at)), finite(math.Sqrt(f.Covariance[i][i]))})
	}
	for _, row := range f.Covariance {
		if slices.ContainsFunc(row, func(x float64) bool { return finite(x) == nil }) {
			f.Covariance = nil
			f.Notes = append(f.Notes, "the covariance is beyond numbers")
			return
		}
	}
}

// quadratic returns aᵀ·cov·b.
func quadratic(cov [3]float64, a, b [2]float64) float64 {
	return a[0]*(cov[0]*b[0]+cov[1]*b[1]) + a[1]*(cov[1]*b[0]+cov[2]*b[1])
}
