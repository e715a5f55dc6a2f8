package study

import (
	"context"
	"errors"
	"fmt"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/provenance"
)

// RecurrenceOptions say how the mean number of events is estimated.
type RecurrenceOptions struct {
	Level  float64 // of two-sided bounds
	Limits Limits
}

// Validate says what is wrong with the options.
func (o RecurrenceOptions) Validate() error { return checkLevel(o.Level) }

// A SystemGroup is the systems of one of several groups. Where there is but one it
// needs no name.
type SystemGroup struct {
	Name    string           `json:"name"`
	Systems lifedata.History `json:"systems"`
}

// SystemGroups puts names to histories.
func SystemGroups(names []string, histories []lifedata.History) []SystemGroup {
	groups := make([]SystemGroup, len(histories))
	for i := range histories {
		groups[i] = SystemGroup{names[i], histories[i]}
	}
	return groups
}

// Recurrence is how many events repairable systems have by an age.
type Recurrence struct {
	Level float64 `json:"level"`
	RecurrenceCurve
	Groups     []GroupRecurrence     `json:"groups,omitempty"`
	Comparison *RecurrenceComparison `json:"comparison,omitempty"` // of two groups
	Provenance provenance.Record     `json:"provenance"`
}

// A RecurrenceCurve is a mean cumulative function and its bounds after each step.
type RecurrenceCurve struct {
	Curve  lifedata.Recurrence `json:"curve,omitempty"`
	Bounds []lifedata.Point    `json:"bounds,omitempty"`
}

// GroupRecurrence is that of one group.
type GroupRecurrence struct {
	Name    string `json:"name"`
	Systems int    `json:"systems"`
	Reason  string `json:"reason,omitempty"` // why there is no curve
	RecurrenceCurve
}

// A RecurrenceComparison says whether two groups have as many events.
type RecurrenceComparison struct {
	Test   *lifedata.RecurrenceTest `json:"test,omitempty"`
	Reason string                   `json:"reason,omitempty"` // why there is no test
}

// EstimateRecurrence estimates the mean number of events of a system by age, with
// the robust variance and the bounds of Student's distribution: of all groups
// together and, where there are several, of each. Two groups are compared.
//
// It returns the faults of the options and the systems, all at once, errors wrapping
// [ErrLimit], those of [lifedata.MeanCumulative] of all systems, and that of ctx
// when it ends between two groups.
func EstimateRecurrence(ctx context.Context, groups []SystemGroup, opt RecurrenceOptions) (Recurrence, error) {
	all, err := pooledSystems(groups)
	if err = errors.Join(opt.Validate(), err, within("events and systems", size(all), opt.Limits.Rows)); err != nil {
		return Recurrence{}, err
	}
	out := Recurrence{Level: opt.Level}
	if out.RecurrenceCurve, err = recurrence(all, opt.Level); err != nil {
		return Recurrence{}, err
	}
	d := provenance.NewDigest("history")
	for _, g := range groups {
		if err := ctx.Err(); err != nil {
			return Recurrence{}, fmt.Errorf("study: recurrence of groups: %w", err)
		}
		if len(groups) > 1 {
			out.Groups = append(out.Groups, groupRecurrence(g, opt.Level))
			d.Text(g.Name).Heading()
		}
		digestHistory(d, g.Systems)
	}
	out.Provenance = d.Record(opt.Level)
	out.Provenance.Methods = []string{"mean cumulative function: Nelson", "variance: robust, Lawless and Nadeau", "bounds: logarithm, Student"}
	if len(groups) > 1 {
		out.compare(groups)
	}
	return out, nil
}

// pooledSystems returns the systems of all groups, and all that is wrong with them.
func pooledSystems(groups []SystemGroup) (lifedata.History, error) {
	if len(groups) == 1 {
		return groups[0].Systems, groups[0].Systems.Validate()
	}
	var all lifedata.History
	var names []string
	errs := []error{within("groups", len(groups), mostGroups)}
	for _, g := range groups {
		if err := g.Systems.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("group %q: %w", g.Name, err))
		}
		all, names = append(all, g.Systems...), append(names, g.Name)
	}
	if len(groups) == 0 {
		errs = append(errs, all.Validate())
	}
	return all, errors.Join(append(errs, twice(names))...)
}

func recurrence(h lifedata.History, level float64) (RecurrenceCurve, error) {
	curve, err := lifedata.MeanCumulative(h, lifedata.VarianceRobust)
	if err != nil {
		return RecurrenceCurve{}, err
	}
	bounds, err := curve.Bounds(level, lifedata.TransformStudent)
	return RecurrenceCurve{Curve: curve, Bounds: bounds}, err
}

func groupRecurrence(g SystemGroup, level float64) GroupRecurrence {
	one := GroupRecurrence{Name: g.Name, Systems: len(g.Systems)}
	curve, err := recurrence(g.Systems, level)
	if err != nil {
		one.Reason = err.Error()
		return one
	}
	one.RecurrenceCurve = curve
	return one
}

// compare says whether two groups have as many events.
func (r *Recurrence) compare(groups []SystemGroup) {
	if len(groups) != 2 {
		r.Comparison = &RecurrenceComparison{Reason: fmt.Sprintf("study: two groups can be compared, not %d", len(groups))}
		return
	}
	test, err := lifedata.CompareRecurrence(groups[0].Systems, groups[1].Systems)
	if err != nil {
		r.Comparison = &RecurrenceComparison{Reason: err.Error()}
		return
	}
	r.Comparison = &RecurrenceComparison{Test: &test}
	r.Provenance.Methods = append(r.Provenance.Methods, "comparison: Cook and Lawless")
}
