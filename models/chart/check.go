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

// text refuses what no device can write.
func (f *faults) text(place, s string) {
	if len(s) > maxText || !utf8.ValidString(s) {
		f.addf("%s: text is longer than %d bytes or not UTF-8", place, maxText)
	}
}

// Check says all that would keep the chart from being drawn, each with its place:
// numbers that are not finite or not on the scale of their axis, more points than
// [MaxPoints], curves that run backwards, a missing title or description. Points
// outside the range of an axis are no fault: they are not seen.
func (f Chart) Check() error {
	var bad faults
	if f.Title == "" || f.Description == "" {
		bad.addf("no title or no description")
	}
	for place, s := range map[string]string{"title": f.Title, "subtitle": f.Subtitle, "description": f.Description, "source": f.Source.Data + f.Source.Method} {
		bad.text(place, s)
	}
	if !(f.Source.Level >= 0 && f.Source.Level < 1) {
		bad.addf("source: level %g is not in [0, 1)", f.Source.Level)
	}
	f.X.check("x", &bad)
	f.Y.check("y", &bad)
	if len(f.Layers) > MaxLayers {
		bad.addf("%d layers, want at most %d", len(f.Layers), MaxLayers)
	}
	notes := 0
	for i, l := range f.Layers[:min(len(f.Layers), MaxLayers)] {
		f.checkLayer(i, l, &bad)
		for _, p := range l.Points {
			if p.Text != "" {
				notes++
			}
		}
	}
	if notes > maxNotes {
		bad.addf("%d points have a text, want at most %d", notes, maxNotes)
	}
	if f.Table != nil {
		f.Table.check(len(f.X.Ticks), &bad)
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

func (f Chart) checkLayer(i int, l Layer, bad *faults) {
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
		bad.text(place, p.Text)
		backwards := (l.Kind == Curve || l.Kind == Band) && j > 0 && !(p.X >= l.Points[j-1].X)
		if backwards || !f.holds(l.Kind, p) {
			wrong++
			if wrong == 1 {
				bad.addf("%s: point %d is not on the axes, not in order, or its bounds cross", place, j)
			}
		}
	}
	if wrong > 1 {
		bad.addf("%s: %d more such points", place, wrong-1)
	}
}

// holds reports whether what is used of a point has a place on the axes.
func (f Chart) holds(k Kind, p Point) bool {
	if k != Horizontal && !f.X.Scale.holds(p.X) {
		return false
	}
	if k != Vertical && k != Band && !f.Y.Scale.holds(p.Y) {
		return false
	}
	if k != Band && k != Scatter {
		return true
	}
	for _, v := range []*float64{p.Low, p.High} {
		if v != nil && !f.Y.Scale.holds(*v) {
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
		bad.text(fmt.Sprintf("row %d", i), r.Name)
		if len(r.Counts) != ticks || r.Series < 0 || r.Series > MaxSeries {
			bad.addf("row %d: %d counts on %d ticks, of series %d", i, len(r.Counts), ticks, r.Series)
		}
	}
}
