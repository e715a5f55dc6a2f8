package study

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ninefold/analysis/provenance"
	"ninefold/analysis/slo"
)

// NoRules is the name of the set without alert rules.
const NoRules = "none"

// RuleSets returns the names of the sets of alert rules, in order.
func RuleSets() []string { return slices.Sorted(maps.Keys(slo.RuleSets())) }

// Options say what to judge, and by what.
type Options struct {
	Objective   slo.Objective
	At          time.Time // when; zero is the end of watching
	Rules       string    // one of [RuleSets], or [NoRules]
	Corrections []slo.Correction
	Level       float64 // of intervals
	Forecast    bool    // when the budget is likely to run out
	Seed        uint64  // of the forecast
	MostRows    int     // slices, outages, gaps and corrections; 0 is no limit
}

// ErrLimit is of more rows than the limit allows.
var ErrLimit = errors.New("beyond the limit")

// Validate says all that is wrong with the options but for the corrections.
func (o Options) Validate() error {
	errs := []error{o.Objective.Validate()}
	if _, ok := slo.RuleSets()[o.Rules]; !ok && o.Rules != NoRules {
		errs = append(errs, fmt.Errorf("study: unknown rules %q, want %s or one of %s", o.Rules, NoRules, strings.Join(RuleSets(), ", ")))
	}
	if !(o.Level > 0 && o.Level < 1) {
		errs = append(errs, fmt.Errorf("study: level %g is not between 0 and 1", o.Level))
	}
	return errors.Join(errs...)
}

// Engine returns what the options are to [slo.Evaluate].
func (o Options) Engine() slo.Options {
	out := slo.Options{Level: o.Level, Rules: slo.RuleSets()[o.Rules].Rules, Corrections: o.Corrections}
	if o.Forecast {
		out.Forecast = &slo.Draws{Seed: o.Seed}
	}
	return out
}

// An ObjectiveReport is what there is to say of an objective, and what it rests on.
type ObjectiveReport struct {
	slo.Report
	Provenance provenance.Record `json:"provenance"`
}

// Counts is the history of which only slices are known: it was watched from the
// begin of the first to the end of the last. It is an error to have none.
func Counts(rows []slo.Slice) (slo.History, error) {
	if len(rows) == 0 {
		return slo.History{}, errors.New("study: there are no counts")
	}
	h := slo.History{Slices: rows, Watched: rows[0].Span}
	for _, s := range rows {
		if s.From.Before(h.Watched.From) {
			h.Watched.From = s.From
		}
		if s.To.After(h.Watched.To) {
			h.Watched.To = s.To
		}
	}
	return h, nil
}

// Evaluate judges an objective on a history; see [slo.Evaluate].
//
// It returns the faults of the options, an error wrapping [ErrLimit] where there are
// more rows than allowed, and those of [slo.Evaluate].
func Evaluate(ctx context.Context, h slo.History, opt Options) (ObjectiveReport, error) {
	err := opt.Validate()
	if n := len(h.Slices) + len(h.Outages) + len(h.Gaps) + len(opt.Corrections); opt.MostRows > 0 && n > opt.MostRows {
		err = errors.Join(err, fmt.Errorf("study: %d rows are %w of %d", n, ErrLimit, opt.MostRows))
	}
	if err != nil {
		return ObjectiveReport{}, err
	}
	at := h.Watched.To
	if !opt.At.IsZero() {
		at = opt.At
	}
	r, err := slo.Evaluate(ctx, opt.Objective, h, at, opt.Engine())
	if err != nil {
		return ObjectiveReport{}, err
	}
	out := ObjectiveReport{Report: r, Provenance: digest(h, opt.Corrections).Record(opt.Level)}
	out.describe(opt)
	return out, nil
}

// digest sums up what is known, under a heading for each kind.
func digest(h slo.History, corrections []slo.Correction) *provenance.Digest {
	d := provenance.NewDigest("slices")
	for _, s := range h.Slices {
		d.Text(moment(s.From)).Text(moment(s.To)).Number(s.Good).Number(s.Bad).Number(s.Unknown).Row()
	}
	for _, of := range []struct {
		kind  string
		spans []slo.Span
	}{{"outages", h.Outages}, {"gaps", h.Gaps}} {
		if len(of.spans) > 0 {
			d.Text(of.kind).Heading()
		}
		for _, s := range of.spans {
			d.Text(moment(s.From)).Text(moment(s.To)).Row()
		}
	}
	if len(corrections) > 0 {
		d.Text("corrections").Heading()
	}
	for _, c := range corrections {
		d.Text(moment(c.From)).Text(moment(c.To)).Text(c.Reason).Text(c.By).Text(moment(c.At)).Row()
	}
	d.Text("watched").Text(moment(h.Watched.From)).Text(moment(h.Watched.To)).Heading()
	return d
}

// moment is the same for one instant, in whatever zone it was written down.
func moment(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// describe names the methods behind the report.
func (r *ObjectiveReport) describe(opt Options) {
	p := &r.Provenance
	p.Methods = append(p.Methods, "attained: "+string(opt.Objective.Method)+", unknown between good and bad")
	if opt.Rules != NoRules {
		p.Methods = append(p.Methods, "alert rules: "+opt.Rules)
	}
	if r.Exact != nil {
		p.Methods = append(p.Methods, "requests against the target: exact binomial")
	}
	if f := r.Forecast; f != nil && f.Method != "" {
		p.Methods = append(p.Methods, "forecast: "+f.Method)
		p.Drew(f.Seed, f.Draws)
	}
}
