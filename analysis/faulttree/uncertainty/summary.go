package uncertainty

import (
	"math"
	"slices"
	"sort"

	"ninefold/analysis/dist"
)

// A Top says how the value of a top is distributed: its probability, times its
// factor if it has one.
type Top struct {
	Top               string        `json:"top"`
	Uncertain         bool          `json:"uncertain"`     // whether any two samples differ
	PointEstimate     float64       `json:"pointEstimate"` // with all inputs at their means; in general not Mean
	Mean              float64       `json:"mean"`
	StandardError     float64       `json:"standardError"` // of Mean; of a Latin hypercube an upper bound
	StandardDeviation float64       `json:"standardDeviation"`
	Min               float64       `json:"min"` // of the samples
	Max               float64       `json:"max"`
	Interval          Interval      `json:"interval"`
	Quantiles         []Quantile    `json:"quantiles"`
	ErrorFactor       *float64      `json:"errorFactor,omitempty"`      // √(95 % quantile / 5 % quantile); absent where that is undefined
	UpperErrorFactor  *float64      `json:"upperErrorFactor,omitempty"` // 95 % quantile / median, equal to ErrorFactor for a lognormal value
	Histogram         Histogram     `json:"histogram"`
	Correlations      []Correlation `json:"correlations,omitempty"` // by falling strength
}

// An Interval holds the share Level of the values, and equal shares lie below and
// above. It tells how uncertain the value is, not how few samples there are.
type Interval struct {
	Level float64 `json:"level"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// A Bounded is an estimate with the bounds of what it may be with other samples.
type Bounded struct {
	Value float64  `json:"value"`
	Low   *float64 `json:"low,omitempty"` // absent where there are too few samples for one
	High  *float64 `json:"high,omitempty"`
}

// A Quantile is a value below which the share P of the values lies. Its bounds are
// order statistics, whatever the distribution is.
type Quantile struct {
	P float64 `json:"p"`
	Bounded
}

// A Histogram counts samples in bins of equal width, or of equal ratio on a
// logarithmic scale, which is chosen when all values are positive and the largest
// is at least ten times the least. There is one bin if all are equal.
type Histogram struct {
	Logarithmic bool  `json:"logarithmic"`
	Bins        []Bin `json:"bins" nullable:"false"`
}

// A Bin holds the values from From to To, which belongs to it in the last one only.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Count int     `json:"count"`
	Share float64 `json:"share"` // of the samples
}

// summarise describes two or more values.
func summarise(top string, point float64, values []float64, opt Options) Top {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	out := Top{
		Top: top, PointEstimate: point, Min: sorted[0], Max: sorted[n-1], Uncertain: sorted[n-1] > sorted[0],
		Histogram: histogram(sorted, opt.Bins),
	}
	out.Mean, out.StandardDeviation = moments(values)
	out.StandardError = out.StandardDeviation / math.Sqrt(float64(n))
	for i, value := range dist.Quantiles(sorted, opt.Quantiles...) {
		p := opt.Quantiles[i]
		low, high := quantileBounds(sorted, p, opt.Confidence)
		out.Quantiles = append(out.Quantiles, Quantile{p, Bounded{value, low, high}})
	}
	tail := (1 - opt.Level) / 2
	ends := dist.Quantiles(sorted, tail, 1-tail, 0.05, 0.5, 0.95)
	out.Interval = Interval{opt.Level, ends[0], ends[1]}
	if ends[2] > 0 {
		out.ErrorFactor = finite(math.Sqrt(ends[4]) / math.Sqrt(ends[2]))
	}
	if ends[3] > 0 {
		out.UpperErrorFactor = finite(ends[4] / ends[3])
	}
	return out
}

// moments returns mean and standard deviation, 0 where all values are equal. It
// takes differences first and scales them, so that neither very small nor very
// large values lose their squares.
func moments(values []float64) (mean, deviation float64) {
	centre, scale := values[0], 0.0
	for _, x := range values {
		scale = max(scale, math.Abs(x-centre))
	}
	if scale == 0 {
		return centre, 0
	}
	n := float64(len(values))
	sum, squares := 0.0, 0.0
	for _, x := range values {
		sum += (x - centre) / scale
	}
	for _, x := range values {
		d := (x-centre)/scale - sum/n
		squares += d * d
	}
	return centre + scale*(sum/n), scale * math.Sqrt(squares/(n-1))
}

// quantileBounds returns the order statistics between which the quantile at p of
// the distribution that the values come from lies with at least this confidence:
// as many of the values lie below it as a binomial variable says.
func quantileBounds(sorted []float64, p, confidence float64) (low, high *float64) {
	below, above := binomialTails(len(sorted), p, (1-confidence)/2)
	if below > 0 {
		low = &sorted[below-1]
	}
	if above <= len(sorted) {
		high = &sorted[above-1]
	}
	return low, high
}

// binomialTails returns the largest k with P(X < k) ≤ tail and the smallest with
// P(X ≥ k) ≤ tail, of X successes in n trials of probability p.
func binomialTails(n int, p, tail float64) (below, above int) {
	mean, deviation := float64(n)*p, math.Sqrt(float64(n)*p*(1-p))
	k := max(0, int(mean-10*deviation-10)) // below is next to nothing
	total, _ := math.Lgamma(float64(n + 1))
	done, _ := math.Lgamma(float64(k + 1))
	left, _ := math.Lgamma(float64(n - k + 1))
	mass := math.Exp(total - done - left + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
	sum := 0.0 // P(X < k)
	for ; k <= n; k++ {
		if sum <= tail {
			below = k
		}
		if 1-sum <= tail { // P(X ≥ k); no small number is wanted of it
			return below, k
		}
		sum += mass
		mass *= float64(n-k) / float64(k+1) * (p / (1 - p))
	}
	return below, n + 1
}

// histogram counts sorted values.
func histogram(sorted []float64, bins int) Histogram {
	n := len(sorted)
	low, high := sorted[0], sorted[n-1]
	if low == high {
		return Histogram{Bins: []Bin{{low, high, n, 1}}}
	}
	out := Histogram{Logarithmic: low > 0 && high >= 10*low}
	edge := func(i int) float64 {
		share := float64(i) / float64(bins)
		switch {
		case i == 0:
			return low
		case i == bins:
			return high
		case out.Logarithmic:
			return math.Exp(math.Log(low) + share*(math.Log(high)-math.Log(low)))
		}
		return low + share*(high-low)
	}
	before := 0
	for i := range bins {
		upTo := n
		if i < bins-1 {
			upTo = max(before, sort.SearchFloat64s(sorted, edge(i+1)))
		}
		out.Bins = append(out.Bins, Bin{edge(i), edge(i + 1), upTo - before, float64(upTo-before) / float64(n)})
		before = upTo
	}
	return out
}
