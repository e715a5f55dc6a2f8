package plot

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"ninefold/analysis/lifedata"
	"ninefold/models/chart"
)

// mostTicks is how many ticks can be told apart along an axis.
const mostTicks = 150

// A SurvivalGroup is lives and their product-limit estimate.
type SurvivalGroup struct {
	Name   string // not needed of a single group
	Lives  []lifedata.Life
	Curve  lifedata.Curve   // of [lifedata.KaplanMeier]; none where nothing failed
	Bounds []lifedata.Point // of [lifedata.Curve.Bounds]
}

// Survival draws the survival of groups of units as steps, with the band of their
// bounds, a tick at every censored life, and how many units were at risk. Where
// nothing failed it draws what the survival is at least, given how many units came
// so far. The level is that of the bounds.
//
// It returns an error for no group or more than [chart.MaxSeries], a level that is
// not between 0 and 1, a group without lives or with lives that only
// [IntervalSurvival] can draw, and bounds that do not fit their curve. Time is O(n log n) in the lives.
func Survival(groups []SurvivalGroup, level float64) (chart.Chart, error) {
	if err := checkGroups(len(groups), level); err != nil {
		return chart.Chart{}, err
	}
	var last float64
	var faults []error
	var all, failed int
	for i, g := range groups {
		if err := g.check(); err != nil {
			faults = append(faults, fmt.Errorf("plot: group %d: %w", i, err))
			continue
		}
		n, r := tally(g.Lives)
		all, failed = all+n, failed+r
		last = max(last, g.until())
	}
	if err := errors.Join(faults...); err != nil {
		return chart.Chart{}, err
	}
	f := chart.Chart{
		Subtitle: "Share of units that survive each age.",
		X:        ageAxis(groups, last),
		Y:        chart.Axis{Label: "Survival", Unit: chart.Share, Scale: chart.Linear, Low: 0, High: 1},
		Source:   chart.Source{Data: livesText(all, failed), Method: "product-limit estimate (Kaplan–Meier), bounds at each age", Level: level},
	}
	for _, m := range f.X.Marks(8) {
		if m.Rank == 0 {
			f.X.Ticks = append(f.X.Ticks, m.Value)
		}
	}
	f.Table = &chart.Table{Title: "Units at risk"}
	var said []string
	for i, g := range groups {
		if len(g.Bounds) > 0 || len(g.Curve) == 0 {
			f.Layers = append(f.Layers, g.band(i+1, level, len(groups) > 1, f.X))
		}
		f.Table.Rows = append(f.Table.Rows, g.row(i+1, f.X.Ticks, len(groups) > 1))
		said = append(said, g.message(level))
	}
	for i, g := range groups {
		f.Layers = append(f.Layers, g.layers(i+1, len(groups) > 1, f.X)...)
	}
	if failed < all {
		f.Subtitle += " Ticks: where units were last seen working"
		if all-failed > mostTicks {
			f.Subtitle += ", as many as can be told apart"
		}
		f.Subtitle += "."
	}
	if len(groups) == 1 {
		if groups[0].median() != nil {
			f.Layers = append(f.Layers, chart.Layer{Kind: chart.Horizontal, Points: []chart.Point{{X: f.X.Low, Y: 0.5, Text: "half"}}})
		}
		f.Title = said[0]
		f.Description = said[0] + ". " + livesText(all, failed) + "."
		return f, nil
	}
	f.Title = fmt.Sprintf("Survival of %d groups: %s", len(groups), spread(groups))
	f.Description = f.Title + ". " + strings.Join(said, "; ") + "."
	return f, nil
}

// ageAxis is linear, unless half of some group fail so early that nothing could be
// seen of it.
func ageAxis(groups []SurvivalGroup, last float64) chart.Axis {
	const early = 300
	for _, g := range groups {
		if m := g.median(); m != nil && *m*early < last && fits(g.Curve[0].Hours) == nil {
			return logAxis("Age", chart.Hours, g.Curve[0].Hours/2, last)
		}
	}
	return timeAxis(last)
}

func checkGroups(n int, level float64) error {
	if n == 0 || n > chart.MaxSeries {
		return fmt.Errorf("plot: %d groups, want 1 to %d", n, chart.MaxSeries)
	}
	if !(level > 0 && level < 1) {
		return fmt.Errorf("plot: %w: %g", lifedata.ErrLevel, level)
	}
	return nil
}

func (g SurvivalGroup) check() error {
	if len(g.Bounds) != 0 && len(g.Bounds) != len(g.Curve) {
		return fmt.Errorf("%d bounds of %d steps", len(g.Bounds), len(g.Curve))
	}
	if err := lifedata.Validate(g.Lives); err != nil {
		return err
	}
	if slices.ContainsFunc(g.Lives, between) {
		return lifedata.ErrKind
	}
	return fits(g.until())
}

// between reports whether a life is neither exact nor right-censored.
func between(l lifedata.Life) bool { return l.Interval || l.Until > 0 }

// until returns how long units were watched.
func (g SurvivalGroup) until() float64 {
	last := 0.0
	for _, l := range g.Lives {
		last = max(last, l.Hours)
	}
	return last
}

// median returns the age that half of the units survive, if that many failed.
func (g SurvivalGroup) median() *float64 {
	for _, s := range g.Curve {
		if s.Survival <= 0.5 {
			return new(s.Hours)
		}
	}
	return nil
}

func (g SurvivalGroup) message(level float64) string {
	until := g.until()
	name := ""
	if g.Name != "" {
		name = g.Name + ": "
	}
	if len(g.Curve) == 0 {
		n, _ := tally(g.Lives)
		text := fmt.Sprintf("%snone of %s failed", name, counted(n, "unit", "units"))
		if name == "" {
			text = "None" + text[len("none"):]
		}
		return text + " in up to " + span(until)
	}
	if g.median() != nil {
		if e, err := g.Curve.Quantile(0.5, level, lifedata.TransformLogLog); err == nil && e.Value != nil {
			half := "Half of the units fail by "
			if name != "" {
				half = "half fail by "
			}
			return name + half + span(*e.Value) + " (" + within(e.Low, e.High, level, span) + ")"
		}
	}
	end := g.Curve[len(g.Curve)-1].Survival
	text := fmt.Sprintf("%s%s of the units survive %s", name, percent(end), span(until))
	if n := len(g.Bounds); n > 0 {
		text += " (" + within(g.Bounds[n-1].Low, g.Bounds[n-1].High, level, percent) + ")"
	}
	return text
}

// spread sums up the medians of groups.
func spread(groups []SurvivalGroup) string {
	var medians []float64
	for _, g := range groups {
		if m := g.median(); m != nil {
			medians = append(medians, *m)
		}
	}
	if len(medians) == 0 {
		return "in none have half of the units failed"
	}
	text := "half fail by " + span(slices.Min(medians)) + " to " + span(slices.Max(medians))
	if len(medians) < len(groups) {
		text = fmt.Sprintf("in %d of them %s", len(medians), text)
	}
	return text
}

// band returns the bounds of the survival, from age 0 until the last unit was
// watched; where nothing failed what it is at least.
func (g SurvivalGroup) band(series int, level float64, several bool, x chart.Axis) chart.Layer {
	b := chart.Layer{Kind: chart.Band, Series: series, Stepped: true, Name: fmt.Sprintf("%.3g %% bounds", 100*level)}
	if several {
		b.Name = ""
	}
	if len(g.Curve) == 0 {
		b.Points = thinLine(g.atLeast(level, x.Low), x)
		if !several {
			b.Name = fmt.Sprintf("at least, with %.3g %%", 50+50*level)
		}
		return b
	}
	b.Points = append(b.Points, chart.Point{X: x.Low, Low: new(1.0), High: new(1.0)})
	for _, p := range g.Bounds {
		b.Points = append(b.Points, chart.Point{X: p.Hours, Low: p.Low, High: p.High})
	}
	end := b.Points[len(b.Points)-1]
	end.X = g.until()
	b.Points = thinLine(append(b.Points, end), x)
	return b
}

// atLeast returns what the survival is at least where nothing failed: at each age
// by the units that came so far.
func (g SurvivalGroup) atLeast(level, from float64) []chart.Point {
	ages := g.ages()
	var out []chart.Point
	add := func(x float64, n int) {
		low, err := lifedata.ZeroFailureReliability(n, (1+level)/2)
		if err != nil { // of no unit
			low = 0
		}
		out = append(out, chart.Point{X: x, Low: &low, High: new(1.0)})
	}
	add(from, ages.atRisk(0))
	for i, h := range ages.left {
		if n := ages.atRisk(h); i+1 < len(ages.left) && ages.left[i+1] > h && n > 0 {
			add(h, n-ages.leaving(h))
		}
	}
	end := out[len(out)-1]
	end.X = g.until()
	return append(out, end)
}

// layers returns the steps and what was censored.
func (g SurvivalGroup) layers(series int, several bool, x chart.Axis) []chart.Layer {
	steps := []chart.Point{{X: x.Low, Y: 1}}
	for _, s := range g.Curve {
		steps = append(steps, chart.Point{X: s.Hours, Y: s.Survival})
	}
	steps = append(steps, chart.Point{X: g.until(), Y: steps[len(steps)-1].Y})
	name := "survival"
	if several {
		name = g.Name
	}
	var ticks []chart.Point
	for _, l := range g.Lives {
		if l.Censored() {
			ticks = append(ticks, chart.Point{X: l.Hours, Y: g.at(l.Hours)})
		}
	}
	slices.SortFunc(ticks, func(a, b chart.Point) int { return cmp.Compare(a.X, b.X) })
	return []chart.Layer{
		{Kind: chart.Curve, Series: series, Stepped: true, Name: name, Points: thinLine(steps, x)},
		{Kind: chart.Censored, Series: series, Points: apart(ticks, x)},
	}
}

// apart leaves out ticks that would merge into a bar.
func apart(ticks []chart.Point, x chart.Axis) []chart.Point {
	width := (x.Scale.Position(x.High) - x.Scale.Position(x.Low)) / mostTicks
	var out []chart.Point
	for _, t := range ticks {
		if len(out) == 0 || x.Scale.Position(t.X)-x.Scale.Position(out[len(out)-1].X) >= width {
			out = append(out, t)
		}
	}
	return out
}

func (g SurvivalGroup) at(hours float64) float64 {
	i := sort.Search(len(g.Curve), func(i int) bool { return g.Curve[i].Hours > hours })
	if i == 0 {
		return 1
	}
	return g.Curve[i-1].Survival
}

// row counts the units at risk.
func (g SurvivalGroup) row(series int, ticks []float64, several bool) chart.Row {
	r := chart.Row{Series: series}
	if several {
		r.Name = g.Name
	}
	ages := g.ages()
	for _, t := range ticks {
		r.Counts = append(r.Counts, ages.atRisk(t))
	}
	return r
}
