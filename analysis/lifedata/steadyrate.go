package lifedata

import (
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// poissonRate returns events per hour with the exact bounds of a Poisson count.
// Watching that all ended at failures is as if it had ended at the last but one.
func poissonRate(h History, level float64) Estimate {
	n, exposure := float64(h.Events()), h.Exposure()
	e := Estimate{Level: level, Method: "exact, events by chance at a steady rate"}
	ended := 0.0
	if n > 0 && endsAtFailure(h) {
		ended = 1
	}
	high := dist.Gamma{Shape: n + 1 - ended, Rate: exposure}
	e.High = finite(high.Quantile((1 + level) / 2))
	if n == 0 {
		e.Reason = "no events: only an upper bound"
		return e
	}
	e.Value = finite(n / exposure)
	e.Low = finite(dist.Gamma{Shape: n, Rate: exposure}.Quantile((1 - level) / 2))
	return e
}

// Blocks into which windows are cut where systems are too few to compare.
const (
	leastClusters  = 5
	mostBlocks     = 20
	eventsPerBlock = 4
)

// robustRate returns events per hour with bounds from how much systems differ, or
// stretches of their windows where there are fewer than five systems. Clustered
// events do not mislead it, unless clusters are longer than a stretch.
func robustRate(h History, level float64) Estimate {
	n := h.Events()
	parts, what := h, "systems"
	if len(h) < leastClusters {
		parts, what = blocks(h, min(mostBlocks, n/eventsPerBlock)), "stretches"
	}
	if len(parts) < leastClusters {
		e := poissonRate(h, level)
		e.Method += "; too few to see how much they vary"
		return e
	}
	rate := float64(n) / h.Exposure()
	k, squares := float64(len(parts)), 0.0
	for _, s := range parts {
		d := float64(len(s.Events)) - rate*(s.To-s.From)
		squares += d * d
	}
	relative := math.Sqrt(squares*k/(k-1)) / float64(n)
	factor := math.Exp(studentT((1+level)/2, k-1) * relative)
	return Estimate{
		Value: &rate, Low: finite(rate / factor), High: finite(rate * factor), Level: level,
		Method: fmt.Sprintf("robust, from the spread between %d %s", len(parts), what),
	}
}

// blocks cuts the windows of h into about so many parts of like length.
func blocks(h History, number int) History {
	if number < 1 {
		return nil
	}
	length := h.Exposure() / float64(number)
	var parts History
	for _, s := range h {
		pieces := max(1, int(math.Round((s.To-s.From)/length)))
		width := (s.To - s.From) / float64(pieces)
		next := 0
		for i := range pieces {
			p := System{From: s.From + float64(i)*width, To: s.From + float64(i+1)*width}
			first := next
			for next < len(s.Events) && (s.Events[next] <= p.To || i == pieces-1) {
				next++
			}
			p.Events = s.Events[first:next]
			parts = append(parts, p)
		}
	}
	return parts
}

// renewalRate returns events per hour where the times between them have this
// coefficient of variation and no order.
func renewalRate(h History, variation, level float64) Estimate {
	n := float64(h.Events())
	rate := n / h.Exposure()
	factor := math.Exp(studentT((1+level)/2, max(1, n-1)) * variation / math.Sqrt(n))
	return Estimate{
		Value: &rate, Low: finite(rate / factor), High: finite(rate * factor), Level: level,
		Method: "renewals, from the variation of the times between events",
	}
}

// studentT returns the quantile at p > 1/2 of Student's t distribution: its square
// over the degrees of freedom is the odds of a beta variable. With many degrees it
// is expanded about the normal one, to ten digits.
//
// Source: M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 26.7.5.
func studentT(p, degrees float64) float64 {
	if degrees < 200 {
		return math.Sqrt(degrees * betaOdds(0.5, degrees/2, 2*p-1))
	}
	z := normalQuantile(2*p - 1)
	y := z * z
	return z * (1 + ((y+1)/4+((5*y+16)*y+3)/(96*degrees)+(((3*y+19)*y+17)*y-15)/(384*degrees*degrees))/degrees)
}

// inverted returns one over an estimate.
func inverted(e Estimate) Estimate {
	inverse := func(x *float64) *float64 {
		if x == nil {
			return nil
		}
		return finite(1 / *x)
	}
	e.Value, e.Low, e.High = inverse(e.Value), inverse(e.High), inverse(e.Low)
	return e
}
