package lifedata

import (
	"fmt"
	"math"
)

// A tilt is the family of densities proportional to exp(s·u) on some ranges of u.
// Events of a power law are such in the logarithm of time, those of a log-linear
// intensity in time itself; given how many there are, that is all there is to fit.
type tilt struct {
	ranges []uRange
}

// A uRange is n ranges of u from low, which may be -Inf, to high.
type uRange struct {
	low, high float64
	n         float64
}

// tiltOf puts like windows together; scale turns hours into u.
func tiltOf(h History, scale func(hours float64) float64) tilt {
	type window struct{ from, to float64 }
	index := map[window]int{}
	var t tilt
	for _, s := range h {
		w := window{s.From, s.To}
		at, ok := index[w]
		if !ok {
			at = len(t.ranges)
			index[w] = at
			t.ranges = append(t.ranges, uRange{low: scale(s.From), high: scale(s.To)})
		}
		t.ranges[at].n++
	}
	return t
}

// integral returns the logarithm of the integral of exp(s·u) over r, and the mean
// and variance of u there. s must be positive where r has no lower end.
func (r uRange) integral(s float64) (log, mean, variance float64) {
	if math.IsInf(r.low, -1) {
		return s*r.high - math.Log(s), r.high - 1/s, 1 / s / s
	}
	end, toward, w := r.high, -1.0, r.high-r.low
	if s < 0 { // the same, looked at from the other end
		s, end, toward = -s, -r.low, 1
	}
	x := s * w
	log = s*end + math.Log(w)
	if x < 0.01 {
		// Series of ln((1-exp(-x))/x) and of its derivatives; the next terms are
		// below 1e-14.
		log += -x/2 + x*x/24 - x*x*x*x/2880
		distance := w * (0.5 - x/12 + x*x*x/720)
		return log, toward*distance - toward*end, w * w * (1.0/12 - x*x/240)
	}
	log += math.Log(-math.Expm1(-x) / x)
	distance := w * (1/x - 1/math.Expm1(x))
	sinh := 2 * math.Sinh(x/2)
	variance = w * w * (1/(x*x) - 1/(sinh*sinh))
	return log, toward*distance - toward*end, variance
}

// integral is that over all ranges, where u has the density of the mixture.
func (t tilt) integral(s float64) (log, mean, variance float64) {
	largest := math.Inf(-1)
	for _, r := range t.ranges {
		l, _, _ := r.integral(s)
		largest = max(largest, l)
	}
	total, first, second := 0.0, 0.0, 0.0
	centre := t.ranges[0].high // keeps the digits of the variance
	for _, r := range t.ranges {
		l, m, v := r.integral(s)
		weight := r.n * math.Exp(l-largest)
		total += weight
		first += weight * (m - centre)
		second += weight * (v + (m-centre)*(m-centre))
	}
	first /= total
	return largest + math.Log(total), centre + first, second/total - first*first
}

// limits returns between which values the mean lies, and whether s must be positive.
func (t tilt) limits() (low, high float64, positive bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, r := range t.ranges {
		low, high = min(low, r.low), max(high, r.high)
		positive = positive || math.IsInf(r.low, -1)
	}
	return low, high, positive
}

// solve returns the s at which the mean is target: the maximum of the likelihood
// of variables that have this mean. The mean grows with s, so it is bracketed and
// halved.
func (t tilt) solve(target float64) (float64, error) {
	low, high, positive := t.limits()
	if !(target > low && target < high) {
		return 0, fmt.Errorf("lifedata: %w: all events are at one end of the window", ErrNoMaximum)
	}
	if len(t.ranges) == 1 && positive {
		return 1 / (high - target), nil
	}
	mean := func(s float64) float64 {
		_, m, _ := t.integral(s)
		return m
	}
	unit := 1 / (high - target)
	var a, b float64
	if positive {
		for a = unit; a > 0 && mean(a) > target; a /= 2 {
		}
		b = unit
	} else {
		unit = 1 / (high - low)
		for a = -unit; mean(a) > target; a *= 2 {
		}
		b = unit
	}
	for ; mean(b) < target; b *= 2 {
		if math.IsInf(b, 1) {
			return 0, fmt.Errorf("lifedata: %w: all events are at one end of the window", ErrNoMaximum)
		}
	}
	for range 200 {
		middle := a + (b-a)/2
		if middle == a || middle == b {
			break
		}
		if mean(middle) < target {
			a = middle
		} else {
			b = middle
		}
	}
	return b, nil
}
