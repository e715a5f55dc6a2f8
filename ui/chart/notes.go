package chart

import (
	"math"
	"slices"

	"ninefold/models/chart"
)

// notes places the texts of layers beside their points, where they cover least and
// no other text. What finds no room is said under the chart.
func (p *plan) notes() {
	for _, l := range p.chart.Layers {
		for _, v := range l.Points {
			text := clean(v.Text)
			if text == "" {
				continue
			}
			var spots []Label
			switch l.Kind {
			case chart.Horizontal:
				spots = p.alongLine(p.at(p.chart.X.High, v.Y).Y)
			case chart.Vertical:
				spots = p.besideLine(p.at(v.X, p.chart.Y.High).X)
			case chart.Note:
				spots = around(p.at(v.X, v.Y))
			case chart.Curve, chart.Band, chart.Scatter, chart.Censored:
				continue
			}
			p.place(text, spots)
		}
	}
}

// place puts a text at the best of the spots.
func (p *plan) place(text string, spots []Label) {
	best, least := -1, math.Inf(1)
	for i := range spots {
		spots[i].Text, spots[i].Size, spots[i].Colour, spots[i].Halo = text, sizeText, "text", true
		box := spots[i].box()
		if !p.contains(box) || slices.ContainsFunc(p.taken, box.overlaps) {
			continue
		}
		cost := float64(i) // the first are the best
		for _, at := range p.seen {
			if box.holds(at) {
				cost += 10
			}
		}
		if cost < least {
			best, least = i, cost
		}
	}
	if best < 0 {
		p.below = append(p.below, text)
		return
	}
	p.taken = append(p.taken, spots[best].box().grow(2))
	p.Labels = append(p.Labels, spots[best])
}

// around are the spots beside a place, the nearest first.
func around(at XY) []Label {
	var spots []Label
	for _, d := range []float64{8, 20, 40, 70} {
		for _, up := range []float64{-d, d + 10} {
			spots = append(spots, Label{At: XY{at.X + d, at.Y + up}}, Label{At: XY{at.X - d, at.Y + up}, Anchor: End})
		}
		spots = append(spots,
			Label{At: XY{at.X + d, at.Y + 4.5}}, Label{At: XY{at.X - d, at.Y + 4.5}, Anchor: End},
			Label{At: XY{at.X, at.Y - d}, Anchor: Middle}, Label{At: XY{at.X, at.Y + d + 10}, Anchor: Middle})
	}
	return spots
}

// alongLine are the spots over and under a line across the frame.
func (p *plan) alongLine(y float64) []Label {
	var spots []Label
	for _, d := range []float64{-5, 14} {
		spots = append(spots, Label{At: XY{p.right - 4, y + d}, Anchor: End}, Label{At: XY{p.left + 4, y + d}}, Label{At: XY{(p.left + p.right) / 2, y + d}, Anchor: Middle})
	}
	return spots
}

// besideLine are the spots at the sides of a line up the frame.
func (p *plan) besideLine(x float64) []Label {
	var spots []Label
	for _, share := range []float64{0, 0.1, 0.2, 0.4, 0.6, 0.8, 0.93} {
		y := p.top + 14 + share*(p.bottom-p.top)
		spots = append(spots, Label{At: XY{x + 5, y}}, Label{At: XY{x - 5, y}, Anchor: End})
	}
	return spots
}
