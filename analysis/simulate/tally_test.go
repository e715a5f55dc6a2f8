package simulate

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Moments that are taken in one by one and merged are those by definition.
func TestTally(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-10, 10), 3, 50).Draw(t, "x")
		cut := rapid.IntRange(0, len(x)).Draw(t, "cut")
		both, other := newTally(2, true), newTally(2, true)
		for i, v := range x {
			if i < cut {
				both.add([]float64{v, v * v})
			} else {
				other.add([]float64{v, v * v})
			}
		}
		both.merge(other)
		n := float64(len(x))
		mean, squares, square, cube, cross := 0.0, 0.0, 0.0, 0.0, 0.0
		for _, v := range x {
			mean += v / n
			squares += v * v / n
		}
		for _, v := range x {
			square += (v - mean) * (v - mean)
			cube += (v - mean) * (v - mean) * (v - mean)
			cross += (v - mean) * (v*v - squares)
		}
		for _, pair := range [][2]float64{{both.mean[0], mean}, {both.cross[both.at(0, 0)], square}, {both.cube[0], cube}, {both.cross[both.at(1, 0)], cross}} {
			if math.Abs(pair[0]-pair[1]) > 1e-9*(100+math.Abs(pair[1])) {
				t.Errorf("%g, want %g", pair[0], pair[1])
			}
		}
		if both.n != int64(len(x)) {
			t.Errorf("%d of %d", both.n, len(x))
		}
	})
}
