package plot

import (
	"math"
	"math/rand/v2"
	"testing"

	"ninefold/models/chart"
)

// A thinned line has all extremes and its ends, and at no age is it farther than a
// stretch from the whole, across, or within its range there, upwards.
func TestThinLine(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var all []chart.Point
	y := 0.0
	for i := range 100_000 {
		y += r.NormFloat64()
		all = append(all, chart.Point{X: float64(i), Y: y})
	}
	all[777].Y, all[54_321].Y = -1e6, 1e6
	x := chart.Axis{Scale: chart.Linear, Low: 0, High: 100_000}
	thin := thinLine(all, x)
	if len(thin) > chart.MaxPoints || len(thin) < 1000 {
		t.Fatalf("%d points", len(thin))
	}
	if thin[0] != all[0] || thin[len(thin)-1] != all[len(all)-1] {
		t.Error("an end is missing")
	}
	kept := map[float64]bool{}
	for i, p := range thin {
		if p != all[int(p.X)] || i > 0 && p.X <= thin[i-1].X {
			t.Fatalf("%+v is not a point of the line, or not in order", p)
		}
		kept[p.X] = true
	}
	if !kept[777] || !kept[54_321] {
		t.Error("an extreme is missing")
	}
	for from := 0; from < len(all); from += 200 { // a five-hundredth of the axis
		low, high := math.Inf(1), math.Inf(-1)
		for _, p := range all[from : from+200] {
			low, high = min(low, p.Y), max(high, p.Y)
		}
		left, right := math.Inf(1), math.Inf(-1)
		for _, p := range thin {
			if p.X >= float64(from) && p.X < float64(from+200) {
				left, right = min(left, p.Y), max(right, p.Y)
			}
		}
		if left != low || right != high {
			t.Errorf("from %d: %g to %g, want %g to %g", from, left, right, low, high)
		}
	}
}

// A thinned cloud has a point within a thousandth of the axes of every one.
func TestThinCloud(t *testing.T) {
	const n = 50_000
	var all []chart.Point
	for i := range n {
		u := (float64(i) + 0.5) / n
		all = append(all, chart.Point{X: math.Pow(-math.Log1p(-u), 0.5) * 1000, Y: u})
	}
	x, y := chart.Axis{Scale: chart.Log, Low: 1, High: 5000}, chart.Axis{Scale: chart.Weibull, Low: 1e-6, High: 0.99999}
	thin := thinCloud(all, x, y)
	if len(thin) > chart.MaxPoints || thin[0] != all[0] || thin[len(thin)-1] != all[n-1] {
		t.Fatalf("%d points, from %+v to %+v", len(thin), thin[0], thin[len(thin)-1])
	}
	place := func(a chart.Axis, v float64) float64 {
		return (a.Scale.Position(v) - a.Scale.Position(a.Low)) / (a.Scale.Position(a.High) - a.Scale.Position(a.Low))
	}
	for i := 0; i < n; i += 37 {
		nearest := math.Inf(1)
		for _, p := range thin {
			nearest = min(nearest, max(math.Abs(place(x, p.X)-place(x, all[i].X)), math.Abs(place(y, p.Y)-place(y, all[i].Y))))
		}
		if nearest > 0.00101 {
			t.Errorf("%+v is %g from the nearest point", all[i], nearest)
		}
	}
}

// A cloud without order becomes coarser until it fits.
func TestThinCloudWithoutOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var all []chart.Point
	for range 100_000 {
		all = append(all, chart.Point{X: r.Float64(), Y: r.Float64()})
	}
	unit := chart.Axis{Scale: chart.Linear, Low: 0, High: 1}
	if n := len(thinCloud(all, unit, unit)); n > chart.MaxPoints || n < 1000 {
		t.Errorf("%d points", n)
	}
}
