package plot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ninefold/analysis/lifedata"
	"ninefold/models/chart"
)

// A RecurrenceGroup is the history of repairable systems and its mean cumulative
// function.
type RecurrenceGroup struct {
	Name    string // not needed of a single group
	History lifedata.History
	Curve   lifedata.Recurrence // of [lifedata.MeanCumulative]
	Bounds  []lifedata.Point    // of [lifedata.Recurrence.Bounds]
}

// Recurrence draws the mean number of events of groups of systems by age as steps,
// with the band of their bounds, beside the line of a steady rate: all events over
// all hours watched. A curve over that line and back says nothing; one that bends
// upwards says that events become more frequent. The level is that of the bounds.
//
// It returns an error for no group or more than [chart.MaxSeries], a level that is
// not between 0 and 1, bounds that do not fit their curve, and those of
// [lifedata.History.Validate].
func Recurrence(groups []RecurrenceGroup, level float64) (chart.Chart, error) {
	if err := checkGroups(len(groups), level); err != nil {
		return chart.Chart{}, err
	}
	var faults []error
	var end, most, hours float64
	var systems, events int
	for i, g := range groups {
		if err := g.check(); err != nil {
			faults = append(faults, fmt.Errorf("plot: group %d: %w", i, err))
			continue
		}
		end, most = max(end, g.until()), max(most, g.highest())
		systems, events, hours = systems+len(g.History), events+g.History.Events(), hours+g.History.Exposure()
	}
	if err := errors.Join(faults...); err != nil {
		return chart.Chart{}, err
	}
	rate := float64(events) / hours
	bounded := slices.ContainsFunc(groups, RecurrenceGroup.bounded)
	most = max(most, min(rate*end, 2*most))
	f := chart.Chart{
		Subtitle: "Mean number of events of a system up to each age.",
		X:        timeAxis(end),
		Y:        countAxis("Events per system", most),
		Source: chart.Source{Data: counted(systems, "system", "systems") + ", " + counted(events, "event", "events"),
			Method: "mean cumulative function"},
	}
	var said []string
	for i, g := range groups {
		if len(g.Bounds) > 0 {
			f.Layers = append(f.Layers, g.band(i+1, level, len(groups) > 1, f.X))
		}
		said = append(said, g.message(level))
	}
	f.Layers = append(f.Layers, chart.Layer{Kind: chart.Curve, Name: "steady rate, " + perTime(rate), Points: []chart.Point{{X: 0, Y: 0}, {X: end, Y: rate * end}}})
	for i, g := range groups {
		f.Layers = append(f.Layers, g.steps(i+1, len(groups) > 1, f.X))
	}
	if bounded {
		f.Source.Level = level
		f.Source.Method += ", robust bounds at each age"
	}
	f.Title = said[0]
	if len(groups) > 1 {
		f.Title = fmt.Sprintf("Events of %d groups of systems by age", len(groups))
	}
	f.Description = fmt.Sprintf("%s. %s. At a steady rate it would be %s.", f.Title, strings.Join(said, "; "), perTime(rate))
	if len(groups) == 1 {
		f.Description = fmt.Sprintf("%s. At a steady rate it would be %s.", f.Title, perTime(rate))
	}
	return f, nil
}

// perTime writes a rate in the unit of time in which it is neither tiny nor huge.
func perTime(perHour float64) string {
	switch {
	case perHour >= 1:
		return number(perHour) + " an hour"
	case perHour >= 1.0/240:
		return number(perHour*24) + " a day"
	}
	return number(perHour*8760) + " a year"
}

func (g RecurrenceGroup) check() error {
	if len(g.Bounds) != 0 && len(g.Bounds) != len(g.Curve) {
		return fmt.Errorf("%d bounds of %d steps", len(g.Bounds), len(g.Curve))
	}
	if len(g.Curve) == 0 {
		return lifedata.ErrNoEvents
	}
	if err := g.History.Validate(); err != nil {
		return err
	}
	return fits(g.until())
}

// until returns how long systems were watched.
func (g RecurrenceGroup) until() float64 {
	last := 0.0
	for _, s := range g.History {
		last = max(last, s.To)
	}
	return last
}

// highest returns how far up the axis must reach: to the bounds at the end, unless
// they are so wide that the curve would be flat.
func (g RecurrenceGroup) highest() float64 {
	mean := g.Curve[len(g.Curve)-1].Mean
	most := mean
	for _, b := range g.Bounds {
		if b.High != nil {
			most = max(most, *b.High)
		}
	}
	return min(most, 2.5*mean)
}

func (g RecurrenceGroup) message(level float64) string {
	last := len(g.Curve) - 1
	text := fmt.Sprintf("%s events per system in %s", number(g.Curve[last].Mean), span(g.until()))
	if len(g.Bounds) > 0 {
		if b := g.Bounds[last]; b.Low != nil || b.High != nil {
			text += " (" + within(b.Low, b.High, level, number) + ")"
		}
	}
	if g.Name != "" {
		text = g.Name + ": " + text
	}
	return text
}

// bounded reports whether there is a band.
func (g RecurrenceGroup) bounded() bool {
	return slices.ContainsFunc(g.Bounds, func(p lifedata.Point) bool { return p.Low != nil && p.High != nil })
}

// band is that of the bounds, of which there must be some.
func (g RecurrenceGroup) band(series int, level float64, several bool, x chart.Axis) chart.Layer {
	b := chart.Layer{Kind: chart.Band, Series: series, Stepped: true}
	for _, p := range g.Bounds {
		b.Points = append(b.Points, chart.Point{X: p.Hours, Low: p.Low, High: p.High})
	}
	end := b.Points[len(b.Points)-1]
	end.X = g.until()
	b.Points = thinLine(append(b.Points, end), x)
	if g.bounded() && !several {
		b.Name = fmt.Sprintf("%.3g %% bounds", 100*level)
	}
	return b
}

func (g RecurrenceGroup) steps(series int, several bool, x chart.Axis) chart.Layer {
	l := chart.Layer{Kind: chart.Curve, Series: series, Stepped: true, Name: "events per system", Points: []chart.Point{{X: 0, Y: 0}}}
	if several {
		l.Name = g.Name
	}
	for _, s := range g.Curve {
		l.Points = append(l.Points, chart.Point{X: s.Hours, Y: s.Mean})
	}
	l.Points = thinLine(append(l.Points, chart.Point{X: g.until(), Y: l.Points[len(l.Points)-1].Y}), x)
	return l
}
