package chart

import (
	"math"
	"strconv"

	"ninefold/models/chart"
)

// How series look, besides their colours. Series 0 is the context.
var (
	dashes = [7][]float64{{4, 4}, nil, {9, 4}, {2, 3}, {9, 3, 2, 3}, {5, 2}, {14, 4, 4, 4}}
	widths = [7]float64{1.25, 2, 2, 2.25, 2, 2, 2}
)

func colour(series int) string {
	if series == 0 {
		return "muted"
	}
	return "series" + strconv.Itoa(series)
}

func line(series int) Paint {
	return Paint{Colour: colour(series), Opacity: 1, Stroke: widths[series], Dash: dashes[series]}
}

func fill(series int, opacity float64) Paint {
	return Paint{Colour: colour(series), Opacity: opacity}
}

// edge is the rim of a band, with the dashes of its series.
func edge(series int) Paint {
	p := line(series)
	p.Stroke, p.Opacity = 0.75, 0.7
	return p
}

// shade is the opacity of a band: less where several cover each other.
func (p *plan) shade() float64 {
	bands := 0
	for _, l := range p.chart.Layers {
		if l.Kind == chart.Band {
			bands++
		}
	}
	if bands > 2 {
		return 0.08
	}
	return 0.16
}

// markers returns the markers of a series at places, of a size.
func markers(series int, at []XY, radius float64) Shape {
	s := Shape{Paint: fill(series, 1)}
	if series <= 1 {
		s.Dots, s.Radius = at, radius
		return s
	}
	corners := outlines[series]
	for _, p := range at {
		path := make([]XY, len(corners))
		for i, c := range corners {
			path[i] = XY{p.X + c.X*radius, p.Y + c.Y*radius}
		}
		s.Paths = append(s.Paths, path)
	}
	return s
}

// outlines are the corners of markers around their middle, of like areas: square,
// triangle, diamond, cross, star.
var outlines = [7][]XY{
	2: {{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}},
	3: {{0, -1.25}, {1.2, 0.85}, {-1.2, 0.85}},
	4: {{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}},
	5: {{-0.4, -1.2}, {0.4, -1.2}, {0.4, -0.4}, {1.2, -0.4}, {1.2, 0.4}, {0.4, 0.4}, {0.4, 1.2}, {-0.4, 1.2}, {-0.4, 0.4}, {-1.2, 0.4}, {-1.2, -0.4}, {-0.4, -0.4}},
	6: star(5, 1.45, 0.6),
}

// star returns the corners of one with so many points.
func star(points int, outer, inner float64) []XY {
	corners := make([]XY, 2*points)
	for i := range corners {
		r := outer
		if i%2 == 1 {
			r = inner
		}
		sin, cos := math.Sincos(math.Pi * float64(i) / float64(points))
		corners[i] = XY{r * sin, -r * cos}
	}
	return corners
}
