package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/provenance"
)

// Auto is the family that describes the lives best, by [lifedata.Choose].
const Auto lifedata.Family = "auto"

// FitOptions say what to find out by a fit.
type FitOptions struct {
	Family    lifedata.Family // or [Auto]
	Bounds    lifedata.Method // none is the best for the lives: see [lifedata.Fitted.BestMethod]
	Level     float64         // of two-sided bounds
	Quantiles []float64       // shares of units: when so many have failed
	Hours     []float64       // ages at which to give the reliability
	Seed      uint64          // of simulated p-values
	Limits    Limits
}

// Methods are those by which bounds can be found.
func Methods() []lifedata.Method {
	return []lifedata.Method{lifedata.Conditional, lifedata.Calibrated, lifedata.LikelihoodRatio, lifedata.Fisher}
}

// UsualQuantiles are those given where none are asked for.
func UsualQuantiles() []float64 { return []float64{0.01, 0.1, 0.5} }

// Validate says all that is wrong with the options. Its errors may wrap [ErrLimit].
func (o FitOptions) Validate() error {
	errs := []error{checkLevel(o.Level), within("quantiles and hours", len(o.Quantiles)+len(o.Hours), o.Limits.Figures)}
	failf := func(format string, args ...any) { errs = append(errs, fmt.Errorf("study: "+format, args...)) }
	if o.Family != Auto && !slices.Contains(lifedata.Families(), o.Family) {
		failf("unknown family %q, want auto or one of %v", o.Family, lifedata.Families())
	}
	if o.Bounds != "" && !slices.Contains(Methods(), o.Bounds) {
		failf("unknown bounds %q, want one of %v", o.Bounds, Methods())
	}
	for _, q := range o.Quantiles {
		if !(q > 0 && q < 1) {
			failf("quantile %g is %w", q, lifedata.ErrLevel)
		}
	}
	for _, h := range o.Hours {
		if !(h > 0 && h <= 1e300) {
			failf("hours %g: %w", h, lifedata.ErrDuration)
		}
	}
	return errors.Join(errs...)
}

// A LifeFit is a fitted distribution and what it says.
type LifeFit struct {
	Choice      *lifedata.Choice  `json:"choice,omitempty"` // of the family, where none was named
	Fit         *lifedata.Fitted  `json:"fit"`
	Parameters  []BoundedFigure   `json:"parameters"`
	Quantiles   []BoundedFigure   `json:"quantiles"`             // hours by which the share of units has failed
	Reliability []BoundedFigure   `json:"reliability,omitempty"` // at the hours asked for
	Provenance  provenance.Record `json:"provenance"`
}

// A BoundedFigure is a number with its bounds, or the reason why there are none.
type BoundedFigure struct {
	Name   string          `json:"name"`            // of the parameter; or the share or hours it is for
	Value  *float64        `json:"value,omitempty"` // absent where it is beyond numbers
	Low    *float64        `json:"low,omitempty"`
	High   *float64        `json:"high,omitempty"`
	Level  float64         `json:"level,omitempty"`
	Method lifedata.Method `json:"method,omitempty"`
	Reason string          `json:"reason,omitempty"`
}

// Fit fits a distribution to lives, which it does not modify, and says what follows.
// A figure that the method of bounds has no answer to has a reason instead; where no
// method was asked for, the bounds are then by likelihood ratio if there are such.
//
// It returns the faults of the options and the lives, all at once, errors wrapping
// [ErrLimit], those of [lifedata.Fit] or [lifedata.Choose], and that of ctx when it
// ends: between two fits or figures, or among the draws of a p-value. Cost: that
// of the fits, and of the bounds of each figure.
func Fit(ctx context.Context, lives []lifedata.Life, opt FitOptions) (LifeFit, error) {
	err := errors.Join(opt.Validate(), within("lives", len(lives), opt.Limits.Rows), lifedata.Validate(lives))
	if opt.Bounds == lifedata.Conditional {
		err = errors.Join(err, within("lives with conditional bounds", len(lives), opt.Limits.Conditional))
	}
	if err != nil {
		return LifeFit{}, err
	}
	out := LifeFit{Parameters: []BoundedFigure{}, Quantiles: []BoundedFigure{}}
	if opt.Family == Auto {
		if out.Choice, err = lifedata.Choose(ctx, lives, nil, lifedata.GoodnessOptions{Seed: opt.Seed}); err == nil {
			out.Fit = out.Choice.Candidates[0].Fit
		}
	} else {
		out.Fit, err = lifedata.Fit(lives, opt.Family)
	}
	if err != nil {
		return LifeFit{}, err
	}
	out.bound(ctx, opt)
	if err := ctx.Err(); err != nil {
		return LifeFit{}, fmt.Errorf("study: bounds of a fit: %w", err)
	}
	d := provenance.NewDigest("lives")
	digestLives(d, lives)
	out.Provenance = d.Record(opt.Level)
	out.describe(opt.Seed)
	return out, nil
}

// bound fills in what is asked of the fit, with bounds. It means nothing once ctx has
// ended.
func (f *LifeFit) bound(ctx context.Context, opt FitOptions) {
	add := func(to *[]BoundedFigure, name string, value float64, bounds func(lifedata.Method) (lifedata.Bounds, error)) {
		if ctx.Err() != nil {
			return
		}
		b, err := f.bestBounds(opt.Bounds, bounds)
		if err == nil {
			*to = append(*to, BoundedFigure{Name: name, Value: &b.Value, Low: b.Low, High: b.High, Level: b.Level, Method: b.Method})
			return
		}
		without := BoundedFigure{Name: name, Level: opt.Level, Reason: err.Error()}
		if math.Abs(value) <= math.MaxFloat64 {
			without.Value = &value
		}
		*to = append(*to, without)
	}
	for _, p := range f.Fit.Parameters {
		add(&f.Parameters, p.Name, p.Value, func(m lifedata.Method) (lifedata.Bounds, error) {
			return f.Fit.ParameterBounds(p.Name, opt.Level, m)
		})
	}
	for _, q := range opt.Quantiles {
		add(&f.Quantiles, text(q), f.Fit.Distribution.Quantile(q), func(m lifedata.Method) (lifedata.Bounds, error) {
			return f.Fit.QuantileBounds(q, opt.Level, m)
		})
	}
	for _, h := range opt.Hours {
		add(&f.Reliability, text(h), f.Fit.Distribution.Survival(h), func(m lifedata.Method) (lifedata.Bounds, error) {
			return f.Fit.ReliabilityBounds(h, opt.Level, m)
		})
	}
}

// bestBounds returns bounds by a method. None is the best one for the lives; and for
// a figure of which that has none, the likelihood ratio.
func (f *LifeFit) bestBounds(method lifedata.Method, bounds func(lifedata.Method) (lifedata.Bounds, error)) (lifedata.Bounds, error) {
	if method != "" {
		return bounds(method)
	}
	b, err := bounds(f.Fit.BestMethod())
	if err != nil {
		if other, fault := bounds(lifedata.LikelihoodRatio); fault == nil {
			return other, nil
		}
	}
	return b, err
}

func text(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// describe names the methods behind the figures.
func (f *LifeFit) describe(seed uint64) {
	p := &f.Provenance
	p.Methods = append(p.Methods, "maximum likelihood: "+string(f.Fit.Family))
	for _, b := range slices.Concat(f.Parameters, f.Quantiles, f.Reliability) {
		if name := "bounds: " + string(b.Method); b.Method != "" && !slices.Contains(p.Methods, name) {
			p.Methods = append(p.Methods, name)
		}
	}
	if f.Choice == nil {
		return
	}
	p.Methods = append(p.Methods, "choice of the family: AICc")
	if g := f.Choice.Candidates[0].Goodness; g != nil {
		p.Methods = append(p.Methods, "goodness of fit: parametric bootstrap")
		p.Drew(seed, g.Samples)
	}
}
