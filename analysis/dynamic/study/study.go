package study

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/markov"
	"ninefold/analysis/provenance"
)

// Options say what to find out.
type Options struct {
	MissionTime float64         // hours, where Hours is nil
	Curve       int             // times to look at, the ends of so many steps of the mission; 0 is its end alone
	Hours       []float64       // at which to look instead
	Set         map[string]bool // events that have failed from the start, or never fail by themselves
	States      int             // looked at in each chain; 0 is 1 million. Beyond, there are bounds
	MostTime    int             // times there may be; 0 is no limit

	Progress func(step string) // called now and then; may be nil
}

// ErrLimit is of a study that would cost more than its options allow.
var ErrLimit = errors.New("beyond the limit")

// Validate says all that is wrong with the options, whatever the tree.
func (o Options) Validate() error {
	var faults []error
	for _, t := range append([]float64{o.MissionTime}, o.Hours...) {
		if !(t >= 0 && t <= markov.LongestHours) {
			faults = append(faults, fmt.Errorf("study: time %g is not between 0 and %g hours", t, float64(markov.LongestHours)))
		}
	}
	if o.Curve < 0 || o.States < 0 {
		faults = append(faults, fmt.Errorf("study: %d steps or %d states are negative", o.Curve, o.States))
	}
	return errors.Join(faults...)
}

// A Report is what there is to say of a dynamic fault tree, and what it rests on.
type Report struct {
	dynamic.Result
	Provenance provenance.Model `json:"provenance"`
}

// Truncated reports whether states were cut off somewhere: there are bounds.
func (r *Report) Truncated() bool {
	return slices.ContainsFunc(r.Units, func(u dynamic.Unit) bool { return u.Truncated })
}

// Analyze answers what opt asks of t.
//
// It returns the faults of the options, an error wrapping [ErrLimit] where there are
// more times than allowed, and those of [dynamic.Analyze].
func Analyze(ctx context.Context, t dynamic.Tree, opt Options) (*Report, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	n := max(len(opt.Hours), opt.Curve)
	if opt.MostTime > 0 && n > opt.MostTime {
		return nil, fmt.Errorf("study: %d times are %w of %d", n, ErrLimit, opt.MostTime)
	}
	r, err := dynamic.Analyze(ctx, t, opt.engine(opt.hours()))
	if err != nil {
		return nil, err
	}
	out := &Report{Result: *r, Provenance: restsOn(t)}
	out.Provenance.Found(r.Method)
	for _, u := range r.Units {
		out.Provenance.Found(u.Method)
	}
	return out, nil
}

// A Ranking is what each event means for the top of a tree, and what that rests on.
type Ranking struct {
	dynamic.ImportanceReport
	Provenance provenance.Model `json:"provenance"`
}

// Importances says what each event of t means for its top, at the mission time; see
// [dynamic.Importances]. It is told how far it is by progress, which may be nil.
func Importances(ctx context.Context, t dynamic.Tree, opt Options, progress func(done, all int)) (*Ranking, error) {
	if err := opt.Validate(); err != nil {
		return nil, err
	}
	r, err := dynamic.Importances(ctx, t, opt.engine([]float64{opt.MissionTime}), progress)
	if err != nil {
		return nil, err
	}
	out := &Ranking{ImportanceReport: *r, Provenance: restsOn(t)}
	out.Provenance.Found("each event failed, and perfect")
	return out, nil
}

func restsOn(t dynamic.Tree) provenance.Model { return provenance.Of("dynamicFaultTree", t) }

// engine returns what the options are to the engine.
func (o Options) engine(hours []float64) dynamic.Options {
	ask := dynamic.Options{Hours: hours, MaxStates: o.States}
	if o.Progress != nil {
		ask.Progress = func(states int) { o.Progress(fmt.Sprintf("%d states looked at", states)) }
		ask.Chain.Progress = func(p markov.Progress) { o.Progress(fmt.Sprintf("%s: %d of %d", p.Step, p.Done, p.Total)) }
	}
	for _, id := range slices.Sorted(maps.Keys(o.Set)) {
		if o.Set[id] {
			ask.Failed = append(ask.Failed, id)
		} else {
			ask.Perfect = append(ask.Perfect, id)
		}
	}
	return ask
}

// hours returns the times to look at.
func (o Options) hours() []float64 {
	switch {
	case len(o.Hours) > 0:
		return o.Hours
	case o.Curve == 0:
		return []float64{o.MissionTime}
	}
	out := make([]float64, o.Curve)
	for i := range out {
		out[i] = o.MissionTime * float64(i+1) / float64(o.Curve)
	}
	return out
}
