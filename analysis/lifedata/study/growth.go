package study

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/provenance"
)

// GrowthOptions say how a history is diagnosed.
type GrowthOptions struct {
	Level        float64 // of two-sided intervals
	Significance float64 // of tests: p-values below it count
	Draws        int     // behind each simulated p-value, from 100 to a million
	Seed         uint64
	Limits       Limits
}

// Validate says all that is wrong with the options.
func (o GrowthOptions) Validate() error {
	errs := []error{checkLevel(o.Level), within("draws", o.Draws, o.Limits.Draws)}
	if !(o.Significance > 0 && o.Significance < 1) {
		errs = append(errs, fmt.Errorf("study: significance %g is %w", o.Significance, lifedata.ErrLevel))
	}
	if o.Draws < 100 || o.Draws > 1e6 {
		errs = append(errs, fmt.Errorf("study: %d draws are not from 100 to a million", o.Draws))
	}
	return errors.Join(errs...)
}

// Growth says whether events become rarer or more frequent, and what may then be
// said of their rate.
type Growth struct {
	lifedata.Verdict
	Provenance provenance.Record `json:"provenance"`
}

// DiagnoseGrowth says how a history may be summed up, and why; see
// [lifedata.Diagnose].
//
// It returns the faults of the options and the history, all at once, errors wrapping
// [ErrLimit], and that of ctx when it ends.
func DiagnoseGrowth(ctx context.Context, h lifedata.History, opt GrowthOptions) (Growth, error) {
	if err := errors.Join(opt.Validate(), h.Validate(), within("events and systems", size(h), opt.Limits.Rows)); err != nil {
		return Growth{}, err
	}
	v, err := lifedata.Diagnose(ctx, h, lifedata.DiagnoseOptions{
		Level: opt.Level, Significance: opt.Significance, Draws: opt.Draws, Seed: opt.Seed,
	})
	if err != nil {
		return Growth{}, err
	}
	d := provenance.NewDigest("history")
	digestHistory(d, h)
	out := Growth{Verdict: v, Provenance: d.Record(opt.Level)}
	out.describe(opt)
	return out, nil
}

// describe names the methods behind the verdict. Where trends are tested p-values may
// have been simulated.
func (g *Growth) describe(opt GrowthOptions) {
	p := &g.Provenance
	p.Methods = append(p.Methods, "rate: "+g.Rate.Method)
	for _, t := range g.Trends {
		if name := "trend: " + t.Name; !slices.Contains(p.Methods, name) { // some are there for each pooling
			p.Methods = append(p.Methods, name)
		}
	}
	if g.Growth != nil {
		p.Methods = append(p.Methods, "growth: power law, maximum likelihood")
	}
	if len(g.Trends) > 0 {
		p.Drew(opt.Seed, opt.Draws)
	}
}
