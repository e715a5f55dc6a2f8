package plot

import (
	"fmt"

	"ninefold/analysis/lifedata"
	"ninefold/models/chart"
)

// IntervalSurvival draws what is known of the survival of units of which some are
// known only to have failed between two times: a line where it is known, a band
// where it lies anywhere in an interval, with the line that failures spread evenly
// would mean. The curve is that of [lifedata.Turnbull].
//
// It returns the errors of [lifedata.Validate], and one for a curve without masses.
func IntervalSurvival(lives []lifedata.Life, curve lifedata.MassCurve) (chart.Chart, error) {
	if err := lifedata.Validate(lives); err != nil {
		return chart.Chart{}, err
	}
	if len(curve.Masses) == 0 {
		return chart.Chart{}, fmt.Errorf("plot: %w", lifedata.ErrNoFailures)
	}
	until := SurvivalGroup{Lives: lives}.until()
	if err := fits(until); err != nil {
		return chart.Chart{}, err
	}
	all, failed := tally(lives)
	f := chart.Chart{
		Subtitle: "Share of units that survive each age. Within intervals only its limits are known.",
		X:        timeAxis(until),
		Y:        chart.Axis{Label: "Survival", Unit: chart.Share, Scale: chart.Linear, Low: 0, High: 1},
		Source:   chart.Source{Data: livesText(all, failed), Method: "Turnbull's estimate"},
	}
	left := 1.0
	line := []chart.Point{{X: 0, Y: 1}}
	limits := []chart.Point{{X: 0, Low: new(1.0), High: new(1.0)}}
	for _, m := range curve.Masses {
		next := max(0, left-m.Share)
		limits = append(limits, chart.Point{X: m.Since, Low: new(next), High: new(left)})
		line = append(line, chart.Point{X: m.Since, Y: left})
		if m.Hours == nil {
			break
		}
		line = append(line, chart.Point{X: *m.Hours, Y: next})
		limits = append(limits, chart.Point{X: *m.Hours, Low: new(next), High: new(next)})
		left = next
	}
	if last := line[len(line)-1]; last.X < until && last.Y > 0 {
		line = append(line, chart.Point{X: until, Y: last.Y})
	}
	f.Layers = []chart.Layer{
		{Kind: chart.Band, Series: 1, Stepped: true, Name: "limits of what is known", Points: thinLine(limits, f.X)},
		{Kind: chart.Curve, Series: 1, Name: "survival, were failures spread evenly", Points: thinLine(line, f.X)},
	}
	f.Title = fmt.Sprintf("%s of the units survive %s", percent(left), span(until))
	if half := halfFail(curve); half != "" {
		f.Title = half
	}
	f.Description = f.Title + ". " + livesText(all, failed) + "."
	return f, nil
}

// halfFail says when half of the units have failed, if they have.
func halfFail(curve lifedata.MassCurve) string {
	left := 1.0
	for _, m := range curve.Masses {
		if left -= m.Share; left > 0.5+1e-9 {
			continue
		}
		switch {
		case m.Hours == nil:
			return ""
		case *m.Hours == m.Since:
			return "Half of the units fail by " + span(m.Since)
		}
		return fmt.Sprintf("Half of the units fail by a time between %s and %s", span(m.Since), span(*m.Hours))
	}
	return ""
}
