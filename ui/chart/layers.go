package chart

import (
	"ninefold/models/chart"
)

// layers draws all layers, and keeps in mind where data are.
func (p *plan) layers() {
	for _, l := range p.chart.Layers {
		switch l.Kind {
		case chart.Band:
			p.band(l)
		case chart.Curve:
			p.curve(l)
		case chart.Scatter:
			p.scatter(l)
		case chart.Censored:
			p.censored(l)
		case chart.Horizontal, chart.Vertical:
			p.reference(l)
		case chart.Note: // when all is drawn: see notes
		}
	}
}

// corners returns the places of a line through values, in steps if it has such.
func (p *plan) corners(points []chart.Point, stepped bool, of func(chart.Point) float64) []XY {
	var out []XY
	for i, v := range points {
		at := p.at(v.X, of(v))
		if stepped && i > 0 {
			out = append(out, XY{at.X, out[len(out)-1].Y})
		}
		if len(out) == 0 || out[len(out)-1] != at {
			out = append(out, at)
		}
	}
	return out
}

func (p *plan) curve(l chart.Layer) {
	corners := p.corners(l.Points, l.Stepped, func(v chart.Point) float64 { return v.Y })
	parts := clipLine(p.rect, corners)
	p.Shapes = append(p.Shapes, Shape{Paint: line(l.Series), Paths: parts})
	for _, part := range parts {
		p.keepOff(part)
	}
}

// keepOff remembers a line for labels to keep off, at places not far from each other.
func (p *plan) keepOff(part []XY) {
	const every = 6.0
	for i := 1; i < len(part); i++ {
		a, b := part[i-1], part[i]
		n := 1 + int(max(abs(b.X-a.X), abs(b.Y-a.Y))/every)
		for j := range n {
			t := float64(j) / float64(n)
			p.seen = append(p.seen, XY{lerp(a.X, b.X, t), lerp(a.Y, b.Y, t)})
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }

// band fills between bounds. Where one is missing is a gap.
func (p *plan) band(l chart.Layer) {
	var areas, edges [][]XY
	finish := func(run []chart.Point) {
		if len(run) < 2 {
			return
		}
		low := p.corners(run, l.Stepped, func(v chart.Point) float64 { return *v.Low })
		high := p.corners(run, l.Stepped, func(v chart.Point) float64 { return *v.High })
		edges = append(edges, clipLine(p.rect, low)...)
		edges = append(edges, clipLine(p.rect, high)...)
		area := append([]XY(nil), high...)
		for i := len(low) - 1; i >= 0; i-- {
			area = append(area, low[i])
		}
		if area = clipArea(p.rect, area); len(area) > 2 {
			areas = append(areas, area)
		}
	}
	var run []chart.Point
	for _, v := range l.Points {
		if v.Low == nil || v.High == nil {
			if l.Stepped && len(run) > 0 { // the last step lasts until here
				last := run[len(run)-1]
				last.X = v.X
				run = append(run, last)
			}
			finish(run)
			run = nil
			continue
		}
		run = append(run, v)
	}
	finish(run)
	p.Shapes = append(p.Shapes, Shape{Paint: fill(l.Series, p.shade()), Paths: areas}, Shape{Paint: edge(l.Series), Paths: edges})
}

func (p *plan) scatter(l chart.Layer) {
	var at []XY
	var bars [][]XY
	for _, v := range l.Points {
		place := p.at(v.X, v.Y)
		if v.Low != nil || v.High != nil {
			low, high := place, place
			if v.Low != nil {
				low = p.at(v.X, *v.Low)
			}
			if v.High != nil {
				high = p.at(v.X, *v.High)
			}
			bar := clipLine(p.rect, []XY{low, high})
			for _, part := range bar {
				p.keepOff(part)
			}
			bars = append(bars, bar...)
			for _, end := range []XY{low, high} {
				bars = append(bars, clipLine(p.rect, []XY{{end.X - 4, end.Y}, {end.X + 4, end.Y}})...)
			}
		}
		if p.grow(0.5).holds(place) {
			at = append(at, place)
		}
	}
	p.seen = append(p.seen, at...)
	radius := 4.0
	switch {
	case len(at) > 300:
		radius = 2
	case len(at) > 60:
		radius = 3
	}
	if len(bars) > 0 {
		paint := tick(l.Series)
		p.Shapes = append(p.Shapes, Shape{Paint: paint, Paths: bars})
	}
	p.Shapes = append(p.Shapes, markers(l.Series, at, radius))
}

// censored draws short ticks upwards.
func (p *plan) censored(l chart.Layer) {
	var ticks [][]XY
	for _, v := range l.Points {
		at := p.at(v.X, v.Y)
		if !p.holds(at) {
			continue
		}
		ticks = append(ticks, []XY{{at.X, at.Y - 5}, {at.X, at.Y + 5}})
	}
	p.Shapes = append(p.Shapes, Shape{Paint: tick(l.Series), Paths: ticks})
}

// reference draws lines across or upwards. What they say is placed with the notes.
func (p *plan) reference(l chart.Layer) {
	var lines [][]XY
	for _, v := range l.Points {
		a, b := p.at(p.chart.X.Low, v.Y), p.at(p.chart.X.High, v.Y)
		if l.Kind == chart.Vertical {
			a, b = p.at(v.X, p.chart.Y.High), p.at(v.X, p.chart.Y.Low)
		}
		if parts := clipLine(p.rect, []XY{a, b}); len(parts) > 0 {
			lines = append(lines, parts...)
			p.keepOff(parts[0])
		}
	}
	paint := line(0)
	paint.Colour = colour(l.Series)
	p.Shapes = append(p.Shapes, Shape{Paint: paint, Paths: lines})
}
