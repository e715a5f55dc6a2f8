package dist

import "math"

// Quantiles returns the quantiles of a sample at each of ps, which are clamped
// to [0, 1]. The sample must be sorted; of an empty one there are none, and the
// result is nil. Between two order statistics it interpolates linearly, so that
// Quantiles(s, 0.5) is the median.
//
// Source: R. Hyndman, Y. Fan, Sample quantiles in statistical packages, 1996,
// definition 7. https://doi.org/10.1080/00031305.1996.10473566
func Quantiles(sorted []float64, ps ...float64) []float64 {
	if len(sorted) == 0 {
		return nil
	}
	out := make([]float64, len(ps))
	last := len(sorted) - 1
	for i, p := range ps {
		if !(p > 0) {
			p = 0
		}
		at := math.Min(p, 1) * float64(last)
		below := int(at)
		above := min(below+1, last)
		out[i] = sorted[below] + (at-float64(below))*(sorted[above]-sorted[below])
	}
	return out
}
