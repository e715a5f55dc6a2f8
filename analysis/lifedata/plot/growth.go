package plot

import (
	"fmt"
	"math"
	"slices"

	"ninefold/analysis/lifedata"
	"ninefold/models/chart"
)

// Growth draws the events of repairable systems so far against the hours watched, of
// all systems, over logarithmic axes, where a power law of one system, or of like
// ones watched alike, is a straight line. Beside it is that of a steady rate. The fit
// may be absent, for want of a power law that describes the events. The level is that
// of the interval of the shape.
//
// It returns an error when level is not between 0 and 1, and those of
// [lifedata.GrowthPoints].
func Growth(h lifedata.History, fit *lifedata.Growth, level float64) (chart.Chart, error) {
	f, points, err := growth(h, fit, level)
	if err != nil {
		return chart.Chart{}, err
	}
	var marks []chart.Point
	for _, p := range points {
		marks = append(marks, chart.Point{X: p.Hours, Y: float64(p.Events)})
	}
	f.Subtitle = "Events so far against hours watched, of all systems. Straight: a power law; slope 1: a steady rate."
	f.X = hoursAxis(points, h)
	f.Y = logAxis("Events so far", chart.Number, 1, marks[len(marks)-1].Y)
	steady := float64(len(points)) / h.Exposure()
	f.Layers = append(f.Layers, chart.Layer{Kind: chart.Curve, Name: "steady rate, " + perTime(steady), Points: thinLine(along(f.X, h.Exposure(), func(x float64) (float64, float64) { return x, steady * x }), f.X)})
	if fit != nil {
		law := along(chart.Axis{Scale: chart.Log, Low: youngest(h), High: oldest(h)}, oldest(h), func(age float64) (float64, float64) { return watched(h, age), expected(h, fit, age) })
		f.Layers = append(f.Layers, chart.Layer{Kind: chart.Curve, Series: 1, Name: "power law, shape " + number(fit.Shape), Points: law})
	}
	f.Layers = append(f.Layers, chart.Layer{Kind: chart.Scatter, Series: 2, Name: "events", Points: thinCloud(marks, f.X, f.Y)})
	f.Title = verdict(fit, level)
	f.describe(points)
	return f.Chart, nil
}

// MTBFGrowth draws the cumulative MTBF, hours watched per event so far, at each
// event over logarithmic axes, with Duane's line and the MTBF that a fitted power
// law means. Lines and fit may be absent.
//
// It returns the errors of [Growth].
func MTBFGrowth(h lifedata.History, line *lifedata.DuaneLine, fit *lifedata.Growth, level float64) (chart.Chart, error) {
	f, points, err := growth(h, fit, level)
	if err != nil {
		return chart.Chart{}, err
	}
	var marks []chart.Point
	low, high := math.Inf(1), 0.0
	for _, p := range points {
		marks = append(marks, chart.Point{X: p.Hours, Y: p.MTBF})
		low, high = min(low, p.MTBF), max(high, p.MTBF)
	}
	f.Subtitle = "Hours watched per event so far, of all systems. Upwards is growth; level is a steady rate."
	f.X = hoursAxis(points, h)
	f.Y = logAxis("Cumulative MTBF", chart.Hours, low, high)
	if line != nil {
		f.Layers = append(f.Layers, chart.Layer{Kind: chart.Curve, Series: 3, Name: "Duane, slope " + number(line.Slope),
			Points: along(f.X, line.EndHours, func(x float64) (float64, float64) {
				return x, line.CumulativeMTBF * math.Pow(x/line.EndHours, line.Slope)
			})})
	}
	if fit != nil {
		law := along(chart.Axis{Scale: chart.Log, Low: youngest(h), High: oldest(h)}, oldest(h), func(age float64) (float64, float64) {
			hours := watched(h, age)
			return hours, hours / expected(h, fit, age)
		})
		f.Layers = append(f.Layers, chart.Layer{Kind: chart.Curve, Series: 1, Name: "power law, shape " + number(fit.Shape), Points: law})
	}
	f.Layers = append(f.Layers, chart.Layer{Kind: chart.Scatter, Series: 2, Name: "cumulative MTBF at events", Points: thinCloud(marks, f.X, f.Y)})
	f.Title = verdict(fit, level)
	if fit != nil {
		if b, err := fit.MTBFBounds(level); err == nil && b.Value != nil {
			f.Title = fmt.Sprintf("%s; MTBF now %s (%s)", improving(fit, level), span(*b.Value), within(b.Low, b.High, level, span))
		}
	}
	f.describe(points)
	return f.Chart, nil
}

// A growthFigure is one of events over the hours watched.
type growthFigure struct{ chart.Chart }

func growth(h lifedata.History, fit *lifedata.Growth, level float64) (growthFigure, []lifedata.GrowthPoint, error) {
	if !(level > 0 && level < 1) {
		return growthFigure{}, nil, fmt.Errorf("plot: %w: %g", lifedata.ErrLevel, level)
	}
	points, err := lifedata.GrowthPoints(h)
	if err != nil {
		return growthFigure{}, nil, err
	}
	if err := fits(points[0].Hours); err != nil {
		return growthFigure{}, nil, err
	}
	if err := fits(h.Exposure()); err != nil {
		return growthFigure{}, nil, err
	}
	var f growthFigure
	f.Source = chart.Source{Data: counted(len(h), "system", "systems") + ", " + counted(len(points), "event", "events") + " in " + span(h.Exposure()), Method: "events counted"}
	if fit != nil {
		f.Source.Method = "power law of largest likelihood (Crow-AMSAA)"
	}
	return f, points, nil
}

func (f *growthFigure) describe(points []lifedata.GrowthPoint) {
	first, last := points[0], points[len(points)-1]
	f.Description = fmt.Sprintf("%s. The first event came after %s, the last of %d after %s watched; the cumulative MTBF went from %s to %s.",
		f.Title, span(first.Hours), last.Events, span(last.Hours), span(first.MTBF), span(last.MTBF))
}

func hoursAxis(points []lifedata.GrowthPoint, h lifedata.History) chart.Axis {
	return logAxis("Hours watched", chart.Hours, points[0].Hours, h.Exposure())
}

// verdict says what the shape of a power law means.
func verdict(fit *lifedata.Growth, level float64) string {
	if fit == nil {
		return "No power law describes these events"
	}
	text := improving(fit, level)
	if b, err := fit.ShapeBounds(level); err == nil && b.Value != nil {
		text += fmt.Sprintf(" (shape %s, %s)", number(*b.Value), within(b.Low, b.High, level, number))
	}
	return text
}

func improving(fit *lifedata.Growth, level float64) string {
	b, err := fit.ShapeBounds(level)
	switch {
	case err != nil:
		return "Events follow a power law"
	case b.High != nil && *b.High < 1:
		return "Improving: events become rarer"
	case b.Low != nil && *b.Low > 1:
		return "Getting worse: events become more frequent"
	}
	return "No evidence of change in the rate of events"
}

// watched returns the hours watched up to an age, of all systems.
func watched(h lifedata.History, age float64) float64 {
	sum := 0.0
	for _, s := range h {
		sum += max(0, min(age, s.To)-s.From)
	}
	return sum
}

// expected returns the events that a power law expects up to an age, of all systems
// while they are watched.
func expected(h lifedata.History, fit *lifedata.Growth, age float64) float64 {
	sum := 0.0
	for _, s := range h {
		if to := min(age, s.To); to > s.From {
			sum += fit.Mean(to) - fit.Mean(s.From)
		}
	}
	return sum
}

// youngest returns an age before the first event from which curves are drawn.
func youngest(h lifedata.History) float64 {
	first := oldest(h)
	for _, s := range h {
		if len(s.Events) > 0 {
			first = min(first, slices.Min(s.Events))
		}
	}
	return first / 10
}

func oldest(h lifedata.History) float64 {
	last := 0.0
	for _, s := range h {
		last = max(last, s.To)
	}
	return last
}

// along returns a curve at a hundred places of a logarithmic axis up to an end,
// without those that no logarithmic axis has.
func along(a chart.Axis, end float64, of func(float64) (x, y float64)) []chart.Point {
	const pieces = 100
	low, high := math.Log10(a.Low), math.Log10(end)
	var out []chart.Point
	for i := range pieces + 1 {
		at := math.Pow(10, low+(high-low)*float64(i)/pieces)
		if i == pieces {
			at = end
		}
		x, y := of(at)
		if x > 1e-90 && x < 1e90 && y > 1e-90 && y < 1e90 && (len(out) == 0 || x >= out[len(out)-1].X) {
			out = append(out, chart.Point{X: x, Y: y})
		}
	}
	return out
}
