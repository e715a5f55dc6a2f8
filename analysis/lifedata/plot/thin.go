package plot

import (
	"math"

	"ninefold/models/chart"
)

// thinLine leaves out points of a curve or band that lie between others of the same
// five-hundredth of the axis: of each stretch it keeps the first and the last, the
// lowest and the highest [JJHM14].
func thinLine(points []chart.Point, x chart.Axis) []chart.Point {
	const stretches = chart.MaxPoints / 4
	if len(points) <= chart.MaxPoints {
		return points
	}
	low, high := x.Scale.Position(x.Low), x.Scale.Position(x.High)
	stretch := func(p chart.Point) float64 {
		s := math.Floor((x.Scale.Position(p.X) - low) / (high - low) * stretches)
		return max(0, min(stretches-1, s)) // what is out of sight is one with the edge
	}
	var out []chart.Point
	for i := 0; i < len(points); {
		j, least, most := i, i, i
		for ; j < len(points) && stretch(points[j]) == stretch(points[i]); j++ {
			if bottom(points[j]) < bottom(points[least]) {
				least = j
			}
			if top(points[j]) > top(points[most]) {
				most = j
			}
		}
		last := -1
		for _, k := range []int{i, min(least, most), max(least, most), j - 1} {
			if k != last {
				out = append(out, points[k])
			}
			last = k
		}
		i = j
	}
	return out
}

func bottom(p chart.Point) float64 {
	if p.Low != nil {
		return *p.Low
	}
	return p.Y
}

func top(p chart.Point) float64 {
	if p.High != nil {
		return *p.High
	}
	return p.Y
}

// thinCloud leaves out points that lie in one cell with another: of a thousandth of
// each axis, or of as many more as it takes.
func thinCloud(points []chart.Point, x, y chart.Axis) []chart.Point {
	if len(points) <= chart.MaxPoints {
		return points
	}
	place := func(a chart.Axis, v float64) float64 {
		low, high := a.Scale.Position(a.Low), a.Scale.Position(a.High)
		return (a.Scale.Position(v) - low) / (high - low)
	}
	for cells := 1000.0; ; cells *= 0.8 {
		var out []chart.Point
		seen := map[[2]int]bool{}
		for _, p := range points {
			cell := [2]int{int(math.Floor(place(x, p.X) * cells)), int(math.Floor(place(y, p.Y) * cells))}
			if !seen[cell] {
				seen[cell] = true
				out = append(out, p)
			}
		}
		// The last point is the farthest out, and where a curve ends.
		if end := points[len(points)-1]; out[len(out)-1] != end {
			out = append(out, end)
		}
		if len(out) <= chart.MaxPoints {
			return out
		}
	}
}
