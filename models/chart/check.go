package chart

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

// What a chart has at most: more than anybody can see, few enough for any device.
const (
	MaxPoints = 2000 // of a layer
	MaxLayers = 64
	MaxSeries = 6
	maxTicks  = 50
	maxRows   = 12
	maxNotes  = 100  // texts of points, of all layers
	maxText   = 2000 // bytes of a text
)

// A faults gathers what is wrong.
type faults []error

func (f *faults) addf(format string, args ...any) {
	*f = append(*f, fmt.Errorf("chart: "+format, args...))
}

// writable reports whether devices can write a text.
func writable(s string) bool { return len(s) <= maxText && utf8.ValidString(s) }

func (f *faults) text(place, s string) {
	if !writable(s) {
		f.addf("%s: text is longer than %d bytes or not UTF-8", place, maxText)
	}
}

// Check says all that would keep the chart from being drawn, each with its place:
// numbers that are not finite or not on the scale of their axis, more points than
// [MaxPoints], curves that run backwards, a missing title or description. Points
// outside the range of an axis are no fault: they are not seen.
func (c Chart) Check() error {
	var bad faults
	if c.Title == "" || c.Description == "" {
		bad.addf("no title or no description")
	}
	bad.text("title", c.Title)
	bad.text("subtitle", c.Subtitle)
	bad.text("description", c.Description)
	bad.text("source", c.Source.Data)
	bad.text("source", c.Source.Method)
	if !(c.Source.Level >= 0 && c.Source.Level < 1) {
		bad.addf("source: level %g is not in [0, 1)", c.Source.Level)
	}
	c.X.check("x", &bad)
	c.Y.check("y", &bad)
	if len(c.Layers) > MaxLayers {
		bad.addf("%d layers, want at most %d", len(c.Layers), MaxLayers)
	}
	notes := 0
	for i, l := range c.Layers[:min(len(c.Layers), MaxLayers)] {
		c.checkLayer(i, l, &bad)
		for _, p := range l.Points {
			if p.Text != "" {
				notes++
			}
		}
	}
	if notes > maxNotes {
		bad.addf("%d points have a text, want at most %d", notes, maxNotes)
	}
	if c.Table != nil {
		c.Table.check(len(c.X.Ticks), &bad)
	}
	return errors.Join(bad...)
}

func (a Axis) check(place string, bad *faults) {
	bad.text(place, a.Label)
	switch a.Unit {
	case Number, Hours, Share:
	default:
		bad.addf("%s: unknown unit %.20q", place, a.Unit)
	}
	if !a.Scale.holds(a.Low) || !a.Scale.holds(a.High) {
		bad.addf("%s: range %g to %g is not on the %.20s scale", place, a.Low, a.High, a.Scale)
		return
	}
	low, high := a.Scale.Position(a.Low), a.Scale.Position(a.High)
	if !(high-low >= 1e-9*math.Max(math.Abs(low), math.Abs(high)) && high-low > 1/largest) {
		bad.addf("%s: range %g to %g is empty, or too narrow for its numbers", place, a.Low, a.High)
	}
	if len(a.Ticks) > maxTicks {
		bad.addf("%s: %d ticks, want at most %d", place, len(a.Ticks), maxTicks)
	}
	for i, t := range a.Ticks {
		if !(t >= a.Low && t <= a.High) || i > 0 && !(t > a.Ticks[i-1]) {
			bad.addf("%s: tick %g is outside the range or not above the one before", place, t)
			return
		}
	}
}

func (c Chart) checkLayer(i int, l Layer, bad *faults) {
	place := fmt.Sprintf("layer %d", i)
	bad.text(place, l.Name)
	switch l.Kind {
	case Curve, Band, Scatter, Censored, Horizontal, Vertical, Note:
	default:
		bad.addf("%s: unknown kind %.20q", place, l.Kind)
		return
	}
	if l.Series < 0 || l.Series > MaxSeries {
		bad.addf("%s: series %d is not in 0 to %d", place, l.Series, MaxSeries)
	}
	if len(l.Points) > MaxPoints {
		bad.addf("%s: %d points, want at most %d", place, len(l.Points), MaxPoints)
		return
	}
	wrong := 0
	for j, p := range l.Points {
		backwards := (l.Kind == Curve || l.Kind == Band) && j > 0 && !(p.X >= l.Points[j-1].X)
		if backwards || !c.holds(l.Kind, p) || !writable(p.Text) {
			wrong++
			if wrong == 1 {
				bad.addf("%s: point %d is not on the axes or not in order, its bounds cross, or its text cannot be written", place, j)
			}
		}
	}
	if wrong > 1 {
		bad.addf("%s: %d more such points", place, wrong-1)
	}
}

// holds reports whether what is used of a point has a place on the axes.
func (c Chart) holds(k Kind, p Point) bool {
	if k != Horizontal && !c.X.Scale.holds(p.X) {
		return false
	}
	if k != Vertical && k != Band && !c.Y.Scale.holds(p.Y) {
		return false
	}
	if k != Band && k != Scatter {
		return true
	}
	for _, v := range []*float64{p.Low, p.High} {
		if v != nil && !c.Y.Scale.holds(*v) {
			return false
		}
	}
	return p.Low == nil || p.High == nil || *p.Low <= *p.High
}

func (t Table) check(ticks int, bad *faults) {
	bad.text("table", t.Title)
	if ticks == 0 || len(t.Rows) > maxRows {
		bad.addf("table: %d rows on %d ticks, want at most %d rows, and ticks", len(t.Rows), ticks, maxRows)
		return
	}
	for i, r := range t.Rows {
		bad.text(fmt.Sprintf("table: row %d", i), r.Name)
		if len(r.Counts) != ticks || r.Series < 0 || r.Series > MaxSeries {
			bad.addf("table: row %d: %d counts on %d ticks, of series %d", i, len(r.Counts), ticks, r.Series)
		}
	}
}
