package plot

import (
	"context"
	"errors"
	"fmt"

	"ninefold/analysis/lifedata"
	"ninefold/models/chart"
)

// fewFailures is below what no curve is fitted: any would do.
const fewFailures = 5

// manyLives are those of which bounds by likelihood ratio take too long for a
// picture, and are no other than Fisher's.
const manyLives = 20_000

// least probability that every scale has a place for.
const least = 1e-15

// A paper is the scales on which a family is a straight line.
type paper struct {
	x, y chart.Scale
	name string // of the family, in words
}

var papers = map[lifedata.Family]paper{
	lifedata.Exponential: {chart.Linear, chart.Exponential, "exponential"},
	lifedata.Weibull:     {chart.Log, chart.Weibull, "Weibull"},
	lifedata.Lognormal:   {chart.Log, chart.Normal, "lognormal"},
	lifedata.Loglogistic: {chart.Log, chart.Logistic, "loglogistic"},
	lifedata.Normal:      {chart.Linear, chart.Normal, "normal"},
	lifedata.GumbelMin:   {chart.Linear, chart.Weibull, "Gumbel (smallest values)"},
	lifedata.GumbelMax:   {chart.Linear, chart.Gumbel, "Gumbel (largest values)"},

	lifedata.Weibull3:        {chart.Linear, chart.Linear, "Weibull with a shift"},
	lifedata.Gamma:           {chart.Linear, chart.Linear, "gamma"},
	lifedata.ModifiedWeibull: {chart.Linear, chart.Linear, "modified Weibull"},
}

// Bounds say which bounds to draw.
type Bounds struct {
	Level float64
	// Method is [lifedata.Fitted.BestMethod] where empty, but the likelihood ratio
	// instead of its calibration, which takes too long for a whole band.
	Method lifedata.Method
}

func (b Bounds) method(fit *lifedata.Fitted) lifedata.Method {
	switch best := fit.BestMethod(); {
	case b.Method != "":
		return b.Method
	case best == lifedata.Calibrated:
		return lifedata.LikelihoodRatio
	default:
		return best
	}
}

// ProbabilityPaper draws failures and the distribution fitted to them where the
// family of the fit is a straight line: on Weibull paper a Weibull. Families without
// a paper are drawn over linear axes. The band is of bounds on the unreliability at
// each time, by the method and of the level given; where the family has none it is
// left out, and with fewer than five failures the curve is as well. Of more than
// 20,000 lives bounds are Fisher's, and the chart says so.
//
// Failures stand at their median ranks; those of lives that came under watch late
// in the middle of the step of the product-limit estimate, and failures in
// intervals at the end of each interval of Turnbull's, which ctx may stop.
//
// It returns an error when the level is not between 0 and 1 or nothing failed, and those
// of [lifedata.PlottingPoints] and [lifedata.Turnbull]. Time is that of the points
// and of 41 bounds.
func ProbabilityPaper(ctx context.Context, lives []lifedata.Life, fit *lifedata.Fitted, by Bounds) (chart.Chart, error) {
	if !(by.Level > 0 && by.Level < 1) {
		return chart.Chart{}, fmt.Errorf("plot: %w: %g", lifedata.ErrLevel, by.Level)
	}
	on, known := papers[fit.Family]
	if !known {
		return chart.Chart{}, fit.Family.Validate()
	}
	marks, ranks, err := plotted(ctx, lives)
	if err != nil {
		return chart.Chart{}, err
	}
	all, failed := tally(lives)
	f := chart.Chart{
		Subtitle: fmt.Sprintf("Unreliability on %s paper: share of units failed by each age. Modelled.", on.name),
		Source:   chart.Source{Data: livesText(all, failed), Method: ranks},
	}
	if on.y == chart.Linear {
		f.Subtitle = fmt.Sprintf("Share of units failed by each age. Modelled: %s.", on.name)
	}
	if err := on.axes(&f, lives, marks); err != nil {
		return chart.Chart{}, err
	}
	if failed >= fewFailures {
		on.fitted(&f, fit, by)
		f.Title = message(fit, by)
	} else {
		f.Title = fmt.Sprintf("%s among %s: too few for a fitted curve", counted(failed, "failure", "failures"), counted(all, "life", "lives"))
		f.Subtitle = "Share of units failed by each age, the failures seen only."
	}
	f.Layers = append(f.Layers, chart.Layer{Kind: chart.Scatter, Series: 2, Name: "failures", Points: thinCloud(marks, f.X, f.Y)})
	first, last := marks[0], marks[len(marks)-1]
	f.Description = fmt.Sprintf("%s. Failures from %s, with a share of %s, to %s, with a share of %s.",
		f.Title, span(first.X), number(first.Y), span(last.X), number(last.Y))
	return f, nil
}

// axes sets the axes so that all failures are on them, and the last life.
func (on paper) axes(f *chart.Chart, lives []lifedata.Life, marks []chart.Point) error {
	low, high := marks[0].X, marks[len(marks)-1].X
	for _, l := range lives {
		high = max(high, l.Hours)
	}
	if err := errors.Join(fits(low), fits(high)); err != nil {
		return err
	}
	f.X = timeAxis(high)
	if on.x == chart.Log {
		f.X = logAxis("Age", chart.Hours, low, high)
	}
	f.Y = chart.Axis{Label: "Unreliability", Unit: chart.Share, Scale: on.y, Low: 0, High: 1}
	if on.y == chart.Linear {
		return nil
	}
	lowest, most := marks[0].Y, marks[len(marks)-1].Y
	f.Y.Low, f.Y.High = 0.05, 0.95
	for _, end := range []float64{0.02, 0.01, 5e-3, 2e-3, 1e-3} {
		if f.Y.Low > lowest*0.8 {
			f.Y.Low = end
		}
		if 1-f.Y.High > (1-most)*0.8 {
			f.Y.High = 1 - end
		}
	}
	for f.Y.Low > lowest*0.8 && f.Y.Low > 1e-12 {
		f.Y.Low /= 10
	}
	for end := 1e-4; 1-f.Y.High > (1-most)*0.8 && end > 1e-9; end /= 10 {
		f.Y.High = 1 - end
	}
	if on.y == chart.Exponential { // its line begins at no failures
		f.Y.Low = 0
	}
	return nil
}

// fitted adds the fitted curve and its band.
func (on paper) fitted(f *chart.Chart, fit *lifedata.Fitted, by Bounds) {
	level, method := by.Level, by.method(fit)
	closed := fit.Family == lifedata.Weibull || fit.Family == lifedata.Exponential
	if fit.Lives > manyLives && !closed && method == lifedata.LikelihoodRatio {
		method = lifedata.Fisher
	}
	const pieces = 40
	var curve, band []chart.Point
	low, high := f.X.Scale.Position(f.X.Low), f.X.Scale.Position(f.X.High)
	refused := false
	for i := range pieces + 1 {
		t := f.X.Scale.Value(low + (high-low)*float64(i)/pieces)
		if !(t > 0) {
			t = f.X.High * 1e-6
		}
		share := fit.Distribution.CDF(t)
		if f.Y.Scale == chart.Linear || share >= least && share < 1 {
			curve = append(curve, chart.Point{X: t, Y: share})
		}
		if refused {
			continue
		}
		b, err := fit.UnreliabilityBounds(t, level, method)
		refused = errors.Is(err, lifedata.ErrUnsupported)
		if err == nil && b.Low != nil && b.High != nil {
			p := chart.Point{X: t, Low: new(on.inside(*b.Low)), High: new(on.inside(*b.High))}
			band = append(band, p)
		}
	}
	f.Source.Method += "; fit of largest likelihood"
	if len(band) > 1 {
		f.Source.Level = level
		f.Source.Method += ", bounds at each age: " + map[lifedata.Method]string{lifedata.Fisher: "Fisher", lifedata.LikelihoodRatio: "likelihood ratio", lifedata.Conditional: "conditional"}[method]
		f.Layers = append(f.Layers, chart.Layer{Kind: chart.Band, Series: 1, Name: fmt.Sprintf("%.3g %% bounds", 100*level), Points: band})
	}
	f.Layers = append(f.Layers, chart.Layer{Kind: chart.Curve, Series: 1, Name: on.name + " fit", Points: curve})
}

// inside moves a bound that is 0 or 1 to where the scale still has a place for it.
func (on paper) inside(p float64) float64 {
	if on.y == chart.Linear {
		return p
	}
	return max(least, min(p, 1-least))
}

// message says what the fit means.
func message(fit *lifedata.Fitted, by Bounds) string {
	level, method := by.Level, by.method(fit)
	if fit.Family == lifedata.Weibull {
		if b, err := fit.ParameterBounds("shape", level, method); err == nil && b.Low != nil && b.High != nil {
			of := fmt.Sprintf("(shape %s, %s)", number(b.Value), within(b.Low, b.High, level, number))
			switch {
			case *b.Low > 1:
				return "Failures come with age: wear-out " + of
			case *b.High < 1:
				return "Failures come early and become rarer with age " + of
			}
			return "No evidence of wear-out or of early failures " + of
		}
	}
	if b, err := fit.QuantileBounds(0.5, level, method); err == nil {
		return fmt.Sprintf("Half of the units fail by %s (%s)", span(b.Value), within(b.Low, b.High, level, span))
	}
	return "Half of the units fail by " + span(fit.Distribution.Quantile(0.5))
}
