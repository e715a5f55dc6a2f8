package availability

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// root returns where a function that rises crosses zero between low and high, by
// the secant between both ends; the end that stays too long loses half its weight
// (the Illinois rule). It is the nearer end where the function does not change sign.
func root(low, high float64, f func(float64) float64) float64 {
	atLow, atHigh, side := f(low), f(high), 0
	for range 200 { // about ten are needed
		if !(atLow < 0) || !(atHigh > 0) {
			break
		}
		mid := low + (high-low)*atLow/(atLow-atHigh)
		if mid <= low || mid >= high || high-low <= 1e-10*(1+math.Abs(mid)) {
			break
		}
		switch at := f(mid); {
		case at == 0:
			return mid
		case at < 0:
			low, atLow = mid, at
			if side < 0 {
				atHigh /= 2
			}
			side = -1
		default:
			high, atHigh = mid, at
			if side > 0 {
				atLow /= 2
			}
			side = 1
		}
	}
	if math.Abs(atLow) < math.Abs(atHigh) {
		return low
	}
	return high
}

func normalQuantile(p float64) float64 { return mathext.NormalQuantile(p) }

// A normal distribution, and how likely it is that a number follows it.
type normal struct{ weight, mean, sd float64 }

// normals are a mixture of normal distributions; their weights add up to one.
type normals []normal

// quantile returns the quantile at p, which lies between the least and the largest
// of those of the parts.
func (m normals) quantile(p float64) float64 {
	z := normalQuantile(p)
	low, high := math.Inf(1), math.Inf(-1)
	for _, n := range m {
		low, high = min(low, n.mean+z*n.sd), max(high, n.mean+z*n.sd)
	}
	return root(low, high, func(x float64) float64 {
		below := -p
		for _, n := range m {
			below += n.weight * math.Erfc((n.mean-x)/(n.sd*math.Sqrt2)) / 2
		}
		return below
	})
}
