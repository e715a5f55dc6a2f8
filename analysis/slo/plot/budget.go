package plot

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"ninefold/analysis/slo"
	"ninefold/models/assessment"
	"ninefold/models/chart"
)

// ErrNoBudget is of windows in which nothing bad is allowed yet, so that no share of
// it can be left.
var ErrNoBudget = errors.New("no budget to burn")

// ErrorBudget draws what was left of the error budget of the window in force over
// time, as a share of what is allowed. Overspending hangs below the line of zero.
// The band reaches down to what would be left had all that is unknown been bad. The
// grey line is of even spending. A forecast marks when the budget is likely to be
// gone.
//
// The report must be of the history and the options. It returns the errors of
// [slo.Spendings], and one wrapping [ErrNoBudget].
func ErrorBudget(h slo.History, r slo.Report, opts slo.Options) (chart.Chart, error) {
	const moments = 1000
	all, err := slo.Spendings(r.Objective, h, r.At, opts, moments)
	if err != nil {
		return chart.Chart{}, err
	}
	b := r.Attained.Budget
	if !(b.Allowed > 0) {
		return chart.Chart{}, fmt.Errorf("plot: %w from %s to %s", ErrNoBudget, stamp(r.Window.From), stamp(r.Window.To))
	}
	f := budgetFigure{chart.Chart{
		Title: message(b),
		Subtitle: fmt.Sprintf("Share of the error budget of %s %s that is left; window from %s to %s.",
			assessment.Significant(b.Allowed, 3), b.Unit, stamp(r.Window.From), stamp(r.Window.To)),
		X:      chart.Axis{Label: "Time since " + stamp(r.Window.From), Unit: chart.Hours, Scale: chart.Linear, High: r.Window.Hours()},
		Y:      chart.Axis{Label: "Budget left", Unit: chart.Share, Scale: chart.Linear, High: 1},
		Source: chart.Source{Data: total(r.Attained.Tally), Method: fmt.Sprintf("target %s of %s", assessment.FormatAvailability(slo.BudgetShare(r.Objective.Target)), r.Objective.Method)},
	}}
	end := r.Window.Hours()
	if r.Objective.Method == slo.Requests { // their budget is of those made so far
		end = min(end, r.At.Sub(r.Window.From).Hours())
	}
	var line, unknown []chart.Point
	lowest := 0.0
	for _, s := range all {
		x := s.At.Sub(r.Window.From).Hours()
		left, least := 1-s.Spent/b.Allowed, 1-(s.Spent+s.Unknown)/b.Allowed
		line = append(line, chart.Point{X: x, Y: left})
		unknown = append(unknown, chart.Point{X: x, Low: new(least), High: new(left)})
		lowest = min(lowest, least, left)
	}
	f.Y.Low = max(lowest, 3*min(0, b.Left/b.Allowed)-1) * 1.05 // what is unknown does not flatten what is known
	if lowest == 0 {
		f.Y.Low = 0
	}
	f.Layers = append(f.Layers, chart.Layer{Kind: chart.Curve, Name: "even spending", Points: []chart.Point{{X: 0, Y: 1}, {X: end}}})
	if b.Unknown > 0 {
		f.Layers = append(f.Layers, chart.Layer{Kind: chart.Band, Series: 1, Name: "had what is unknown been bad", Points: unknown})
	}
	f.Layers = append(f.Layers, chart.Layer{Kind: chart.Curve, Series: 1, Name: "left", Points: line})
	if f.Y.Low < 0 {
		f.Layers = append(f.Layers, chart.Layer{Kind: chart.Horizontal, Points: []chart.Point{{Text: "all spent"}}})
	}
	f.Description = f.Title + "."
	f.forecast(r)
	return f.Chart, nil
}

// A budgetFigure is one of a budget over time.
type budgetFigure struct{ chart.Chart }

// forecast marks when the budget is likely to be gone.
func (f *budgetFigure) forecast(r slo.Report) {
	c := r.Forecast
	if c == nil || c.Gone {
		return
	}
	f.Source.Seed = new(c.Seed)
	if c.Median == nil {
		f.Description += " It is more likely than not to last until " + stamp(c.Until) + "."
		return
	}
	text := "likely gone " + stamp(*c.Median)
	if c.Low != nil && c.High != nil {
		f.Source.Level = c.Level
		text += fmt.Sprintf(" (%.3g %% %s to %s)", 100*c.Level, stamp(*c.Low), stamp(*c.High))
	}
	at := c.Median.Sub(r.Window.From).Hours()
	f.X.High = max(f.X.High, at*1.02)
	f.Layers = append(f.Layers, chart.Layer{Kind: chart.Vertical, Points: []chart.Point{{X: at, Text: text}}})
	f.Description += " It is " + text + "."
}

// message says how much is left.
func message(b slo.Budget) string {
	if b.Left < 0 {
		return "Error budget overspent: " + percent(b.Spent/b.Allowed) + " of it is spent"
	}
	text := "Error budget: " + percent(b.Left/b.Allowed) + " left"
	switch {
	case b.Unknown > 0 && b.Least < 0:
		text += ", or overspent had what is unknown been bad"
	case b.Unknown > 0:
		text += ", at least " + percent(b.Least/b.Allowed)
	}
	return text
}

func percent(share float64) string {
	if share >= 0.995 && share < 1 {
		return "> 99 %"
	}
	return assessment.Significant(100*share, 2) + " %"
}

func total(t slo.Tally) string {
	text := assessment.Significant(t.Total(), 3) + " " + t.Unit + ", " + assessment.Significant(t.Bad, 3) + " bad"
	if t.Unknown > 0 {
		text += ", " + assessment.Significant(t.Unknown, 3) + " unknown"
	}
	return text
}

func stamp(t time.Time) string {
	return strings.TrimSuffix(t.UTC().Format("2 Jan 2006 15:04"), " 00:00") + " UTC"
}
