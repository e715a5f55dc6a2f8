package study

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/provenance"
)

// SurvivalOptions say how survival is estimated.
type SurvivalOptions struct {
	Level  float64 // of two-sided bounds
	Limits Limits
}

// Validate says what is wrong with the options.
func (o SurvivalOptions) Validate() error { return checkLevel(o.Level) }

// A LifeGroup is the lives of one of several groups. Where there is but one it needs
// no name.
type LifeGroup struct {
	Name  string          `json:"name"`
	Lives []lifedata.Life `json:"lives"`
}

// LifeGroups puts names to lives.
func LifeGroups(names []string, lives [][]lifedata.Life) []LifeGroup {
	groups := make([]LifeGroup, len(lives))
	for i := range lives {
		groups[i] = LifeGroup{names[i], lives[i]}
	}
	return groups
}

// An Estimator is a way to estimate survival without a distribution.
type Estimator string

// The estimators: Turnbull's where the time of some failures is known only to lie
// between two, or lives are truncated from the right.
const (
	KaplanMeier Estimator = "kaplanMeier"
	Turnbull    Estimator = "turnbull"
)

// Survival is what lives tell without a distribution.
type Survival struct {
	Estimator Estimator `json:"estimator"`
	Level     float64   `json:"level,omitempty"` // of bounds; Turnbull's curve has none
	SurvivalCurve
	Groups     []GroupSurvival   `json:"groups,omitempty"`
	Comparison *LifeComparison   `json:"comparison,omitempty"` // of the groups
	Provenance provenance.Record `json:"provenance"`
}

// A SurvivalCurve is an estimate by one of the estimators.
type SurvivalCurve struct {
	Curve    lifedata.Curve      `json:"curve,omitempty"`  // by Kaplan and Meier
	Bounds   []lifedata.Point    `json:"bounds,omitempty"` // of the curve after each step, log-log
	Median   *lifedata.Estimate  `json:"median,omitempty"`
	Turnbull *lifedata.MassCurve `json:"turnbull,omitempty"`
}

// GroupSurvival is the survival of one group.
type GroupSurvival struct {
	Name   string `json:"name"`
	Lives  int    `json:"lives"`
	Reason string `json:"reason,omitempty"` // why there is no curve
	SurvivalCurve
}

// A LifeComparison says whether groups live alike.
type LifeComparison struct {
	LogRank *lifedata.RankTest `json:"logRank,omitempty"` // of the groups in their order
	Reason  string             `json:"reason,omitempty"`  // why there is no test
}

// EstimateSurvival estimates the share of units that survive, by age, of all groups
// together and, where there are several, of each; and compares them by the log-rank
// test. A group without failures has no curve but a reason; so has a comparison
// that cannot be made.
//
// It returns the faults of the options and the lives, all at once, errors wrapping
// [ErrLimit], those of [lifedata.KaplanMeier] or [lifedata.Turnbull] of all lives,
// and that of ctx when it ends.
func EstimateSurvival(ctx context.Context, groups []LifeGroup, opt SurvivalOptions) (Survival, error) {
	all, err := pooled(groups)
	if err = errors.Join(opt.Validate(), err, within("lives", len(all), opt.Limits.Rows)); err != nil {
		return Survival{}, err
	}
	out := Survival{Estimator: KaplanMeier}
	methods := []string{"survival: Kaplan and Meier", "bounds: Greenwood, log-log"}
	level := opt.Level
	if slices.ContainsFunc(all, func(l lifedata.Life) bool { return l.Interval || l.Until > 0 }) {
		out.Estimator, level = Turnbull, 0
		methods = []string{"survival: Turnbull"}
	}
	if out.SurvivalCurve, err = survival(ctx, all, out.Estimator, opt.Level); err != nil {
		return Survival{}, err
	}
	if len(groups) > 1 {
		if err := out.compare(ctx, groups, opt.Level); err != nil {
			return Survival{}, err
		}
		if out.Comparison.LogRank != nil {
			methods = append(methods, "comparison: log-rank")
		}
	}
	out.Level, out.Provenance = level, digestGroups(groups).Record(level)
	out.Provenance.Methods = methods
	return out, nil
}

// pooled returns the lives of all groups, and all that is wrong with them.
func pooled(groups []LifeGroup) ([]lifedata.Life, error) {
	if len(groups) == 1 {
		return groups[0].Lives, lifedata.Validate(groups[0].Lives)
	}
	var all []lifedata.Life
	var names []string
	errs := []error{within("groups", len(groups), mostGroups)}
	for _, g := range groups {
		if err := lifedata.Validate(g.Lives); err != nil {
			errs = append(errs, fmt.Errorf("group %q: %w", g.Name, err))
		}
		all, names = append(all, g.Lives...), append(names, g.Name)
	}
	if len(groups) == 0 {
		errs = append(errs, fmt.Errorf("study: %w", lifedata.ErrNoLives))
	}
	return all, errors.Join(append(errs, twice(names))...)
}

// twice refuses names that do not tell groups apart.
func twice(names []string) error {
	var errs []error
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			errs = append(errs, fmt.Errorf("study: two groups are called %q", name))
		}
	}
	return errors.Join(errs...)
}

// digestGroups sums up lives of groups; those of one alone as if there were none.
func digestGroups(groups []LifeGroup) *provenance.Digest {
	d := provenance.NewDigest("lives")
	for _, g := range groups {
		if len(groups) > 1 {
			d.Text(g.Name).Heading()
		}
		digestLives(d, g.Lives)
	}
	return d
}

// survival estimates the survival of lives.
func survival(ctx context.Context, lives []lifedata.Life, by Estimator, level float64) (SurvivalCurve, error) {
	if by == Turnbull {
		masses, err := lifedata.Turnbull(ctx, lives)
		return SurvivalCurve{Turnbull: &masses}, err
	}
	curve, err := lifedata.KaplanMeier(lives)
	if err != nil {
		return SurvivalCurve{}, err
	}
	bounds, err := curve.Bounds(level, lifedata.TransformLogLog)
	if err != nil {
		return SurvivalCurve{}, err
	}
	median, err := curve.Quantile(0.5, level, lifedata.TransformLogLog)
	return SurvivalCurve{Curve: curve, Bounds: bounds, Median: &median}, err
}

// compare adds the survival of each group, and whether they live alike.
func (s *Survival) compare(ctx context.Context, groups []LifeGroup, level float64) error {
	lives := make([][]lifedata.Life, len(groups))
	for i, g := range groups {
		lives[i] = g.Lives
		one := GroupSurvival{Name: g.Name, Lives: len(g.Lives)}
		curve, err := survival(ctx, g.Lives, s.Estimator, level)
		if ctx.Err() != nil {
			return fmt.Errorf("study: survival of groups: %w", ctx.Err())
		}
		if err != nil {
			one.Reason = err.Error()
		} else {
			one.SurvivalCurve = curve
		}
		s.Groups = append(s.Groups, one)
	}
	s.Comparison = &LifeComparison{}
	if test, err := lifedata.LogRank(lives, lifedata.Weighting{}); err != nil {
		s.Comparison.Reason = err.Error()
	} else {
		s.Comparison.LogRank = &test
	}
	return nil
}
