package chart

import (
	"ninefold/models/chart"
)

const (
	pad     = 8.0  // between things
	leading = 18.0 // from line to line of text
	sample  = 26.0 // width of a sample in the legend
)

// head writes title and subtitle.
func (p *plan) head(titled bool) {
	if !titled {
		return
	}
	for _, l := range wrap(p.Title, sizeTitle, true, p.Width) {
		p.y += 21
		p.Labels = append(p.Labels, Label{At: XY{0, p.y - 5}, Text: l, Size: sizeTitle, Bold: true, Colour: "text"})
	}
	p.text(clean(p.chart.Subtitle))
	p.y += pad / 2
}

// text writes lines in grey across the chart.
func (p *plan) text(s string) {
	for _, l := range wrap(s, sizeText, false, p.Width) {
		p.y += leading
		p.Labels = append(p.Labels, Label{At: XY{0, p.y - 5}, Text: l, Size: sizeText, Colour: "muted"})
	}
}

// legend names the layers that have a name, in rows.
func (p *plan) legend() {
	x, rows := 0.0, 0
	for _, l := range p.chart.Layers {
		name := clean(l.Name)
		if name == "" {
			continue
		}
		name = cut(name, sizeText, false, p.Width-sample-pad)
		wide := sample + 6 + textWidth(name, sizeText, false)
		if rows == 0 || x+wide > p.Width {
			x = 0
			rows++
			p.y += leading + 2
		}
		p.sample(l, XY{x, p.y - 9.5})
		p.Labels = append(p.Labels, Label{At: XY{x + sample + 6, p.y - 5}, Text: name, Size: sizeText, Colour: "text"})
		x += wide + 2*pad
	}
	if rows > 0 {
		p.y += pad / 2
	}
}

// sample shows how a layer looks, in a box as wide as a sample whose left middle is
// at a place.
func (p *plan) sample(l chart.Layer, at XY) {
	middle := XY{at.X + sample/2, at.Y}
	across := [][]XY{{at, {at.X + sample, at.Y}}}
	switch l.Kind {
	case chart.Band:
		top, bottom := at.Y-5, at.Y+5
		p.Shapes = append(p.Shapes,
			Shape{Paint: fill(l.Series, p.shade()), Paths: [][]XY{{{at.X, top}, {at.X + sample, top}, {at.X + sample, bottom}, {at.X, bottom}}}},
			Shape{Paint: edge(l.Series), Paths: [][]XY{{{at.X, top}, {at.X + sample, top}}, {{at.X, bottom}, {at.X + sample, bottom}}}})
	case chart.Scatter:
		p.Shapes = append(p.Shapes, markers(l.Series, []XY{middle}, 4))
	case chart.Censored:
		p.Shapes = append(p.Shapes, Shape{Paint: tick(l.Series), Paths: [][]XY{{{middle.X, at.Y - 5}, {middle.X, at.Y + 5}}}})
	case chart.Vertical:
		p.Shapes = append(p.Shapes, Shape{Paint: line(0), Paths: [][]XY{{{middle.X, at.Y - 7}, {middle.X, at.Y + 7}}}})
	case chart.Curve:
		p.Shapes = append(p.Shapes, Shape{Paint: line(l.Series), Paths: across})
	case chart.Horizontal:
		p.Shapes = append(p.Shapes, Shape{Paint: line(0), Paths: across})
	case chart.Note:
	}
}

// tick is the paint of marks of what was censored.
func tick(series int) Paint { return Paint{Colour: colour(series), Opacity: 1, Stroke: 1.5} }

// foot says what the chart rests on.
func (p *plan) foot() {
	p.y += pad / 2
	for _, s := range p.below {
		p.text(s)
	}
	p.text(clean(p.chart.Source.String()))
	p.y += 2
}

// table writes rows of counts under the axis.
func (p *plan) table() {
	t := p.chart.Table
	if t == nil || len(t.Rows) == 0 {
		return
	}
	p.y += leading + 2
	p.Labels = append(p.Labels, Label{At: XY{0, p.y - 5}, Text: cut(clean(t.Title), sizeText, false, p.Width), Size: sizeText, Colour: "muted"})
	for _, r := range t.Rows {
		p.y += leading
		x := 0.0
		if r.Name != "" && r.Series > 0 {
			p.Shapes = append(p.Shapes, Shape{Paint: line(r.Series), Paths: [][]XY{{{0, p.y - 9.5}, {18, p.y - 9.5}}}})
			x = 22
		}
		// The numbers are centred under their ticks: the first reaches into the margin.
		room := p.left - x - pad - textWidth(count(r.Counts[0]), sizeText, false)/2
		if r.Name != "" {
			p.Labels = append(p.Labels, Label{At: XY{x, p.y - 5}, Text: cut(clean(r.Name), sizeText, false, room), Size: sizeText, Colour: "text"})
		}
		for _, i := range p.columns() {
			at := p.at(p.chart.X.Ticks[i], p.chart.Y.Low)
			p.Labels = append(p.Labels, Label{At: XY{at.X, p.y - 5}, Text: count(r.Counts[i]), Size: sizeText, Anchor: Middle, Colour: "text"})
		}
	}
	p.y += pad / 2
}
