package lifedata

import (
	"math"
	"testing"
)

// The integral of exp(s·u) over a range, with mean and variance of u, by Simpson's
// rule: for steep and for hardly tilted ranges, either way.
func TestTiltIntegral(t *testing.T) {
	r := uRange{low: -1, high: 2, n: 1}
	for _, s := range []float64{0, 1e-9, -1e-9, 1e-4, -1e-4, 3e-3, -3e-3, 3.4e-3, -3.4e-3, 0.1, -0.1, 1, -1, 9, -9} {
		const steps = 20_000
		var sums [3]float64
		for i := range steps + 1 {
			u := r.low + (r.high-r.low)*float64(i)/steps
			weight := (r.high - r.low) / steps / 3 * math.Exp(s*u)
			switch {
			case i == 0 || i == steps:
			case i%2 == 1:
				weight *= 4
			default:
				weight *= 2
			}
			sums[0] += weight
			sums[1] += weight * u
			sums[2] += weight * u * u
		}
		mean := sums[1] / sums[0]
		want := [3]float64{math.Log(sums[0]), mean, sums[2]/sums[0] - mean*mean}
		var got [3]float64
		got[0], got[1], got[2] = r.integral(s)
		for i, w := range want {
			if math.Abs(got[i]-w) > 1e-10 {
				t.Errorf("s = %g: %.12g, want %.12g", s, got, want)
				break
			}
		}
	}
	// Without a lower end, by hand: exp(s·high)/s, high-1/s, 1/s².
	log, mean, variance := uRange{low: math.Inf(-1), high: 3, n: 1}.integral(2)
	if math.Abs(log-(6-math.Ln2)) > 1e-15 || mean != 2.5 || variance != 0.25 {
		t.Errorf("%g, %g, %g", log, mean, variance)
	}
}
