package uncertainty

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The order statistics of published tables, and where there are too few samples.
func TestQuantileBoundsReference(t *testing.T) {
	tests := []struct {
		name      string
		source    string
		n         int
		p, tail   float64
		low, high int // 0 and n+1 for none; low -1 where the source says nothing
	}{
		{"median of 5", "P(X = 0) = 2^-5 is above 0.025", 5, 0.5, 0.025, 0, 6},
		{"median of 6", "P(X = 0) = 2^-6 is below 0.025", 6, 0.5, 0.025, 1, 6},
		{"median of 20", "sign test, 5 % two-sided: critical value 5; W. Conover, Practical Nonparametric Statistics, table A3", 20, 0.5, 0.025, 6, 15},
		{"95 % quantile of 58", "S. Wilks 1941: 0.95^58 is above 0.05", 58, 0.95, 0.05, -1, 59},
		{"95 % quantile of 59", "S. Wilks 1941: 59 samples for 95/95", 59, 0.95, 0.05, -1, 59},
		{"95 % quantile of 93", "S. Wilks 1941: 93 samples for the second largest", 93, 0.95, 0.05, -1, 92},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			low, high := binomialTails(tt.n, tt.p, tt.tail)
			if tt.low >= 0 && low != tt.low || high != tt.high {
				t.Errorf("%d and %d, want %d and %d (source: %s)", low, high, tt.low, tt.high, tt.source)
			}
		})
	}
}

// The bounds are the order statistics of the same ranks.
func TestQuantileBoundsAreOrderStatistics(t *testing.T) {
	var values []float64
	for i := range 20 {
		values = append(values, float64(i+1))
	}
	if low, high := quantileBounds(values, 0.5, 0.95); *low != 6 || *high != 15 { // Conover, as above
		t.Errorf("from %g to %g, want 6 to 15", *low, *high)
	}
	if low, high := quantileBounds(values[:5], 0.5, 0.95); low != nil || high != nil {
		t.Errorf("bounds %v and %v of five values", low, high)
	}
}

// Both ends are the first that exact sums of binomial terms allow.
func TestBinomialTailsAgainstSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 400).Draw(t, "n")
		p := rapid.Float64Range(0.001, 0.999).Draw(t, "p")
		tail := rapid.Float64Range(1e-4, 0.4).Draw(t, "tail")
		cumulative := make([]float64, n+2) // P(X < k)
		for k := range n + 1 {
			term := new(big.Float).SetInt(new(big.Int).Binomial(int64(n), int64(k)))
			f, exp := new(big.Float), term.MantExp(nil)
			f.SetMantExp(term, -exp)
			mantissa, _ := f.Float64()
			log := math.Log(mantissa) + float64(exp)*math.Ln2 + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p)
			cumulative[k+1] = cumulative[k] + math.Exp(log)
		}
		low, high := binomialTails(n, p, tail)
		const slack = 1e-9
		if cumulative[low] > tail+slack || low < n && cumulative[low+1] < tail-slack {
			t.Fatalf("low %d: P(X < %d) = %g, P(X < %d) = %g", low, low, cumulative[low], low+1, cumulative[low+1])
		}
		if 1-cumulative[min(high, n+1)] > tail+slack || high > 0 && 1-cumulative[high-1] < tail-slack {
			t.Fatalf("high %d: P(X ≥ %d) = %g, P(X ≥ %d) = %g", high, high, 1-cumulative[high], high-1, 1-cumulative[high-1])
		}
	})
}

func TestMomentsReference(t *testing.T) {
	// NIST StRD, univariate summary statistics, NumAcc2 and NumAcc3: mean 1.2 and
	// 1000000.2, standard deviation 0.1, in alternating steps around the mean.
	for _, mean := range []float64{1.2, 1000000.2} {
		values := []float64{mean}
		for range 500 {
			values = append(values, mean-0.1, mean+0.1)
		}
		if m, d := moments(values); relErr(m, mean) > 1e-15 || relErr(d, 0.1) > 1e-9 {
			t.Errorf("mean %.17g, deviation %.17g", m, d)
		}
	}
	// Neither tiny nor huge values lose their squares: {1, 2, 3, 4} has mean 5/2 and
	// variance 5/3, at any scale.
	for _, scale := range []float64{1e-300, 1, 1e300} {
		m, d := moments([]float64{scale, 2 * scale, 3 * scale, 4 * scale})
		if relErr(m, 2.5*scale) > 1e-15 || relErr(d, math.Sqrt(5./3)*scale) > 1e-15 {
			t.Errorf("at %g: mean %g, deviation %g", scale, m, d)
		}
	}
	if m, d := moments([]float64{0.1, 0.1, 0.1}); m != 0.1 || d != 0 {
		t.Errorf("of equal values: mean %.17g, deviation %g", m, d)
	}
}

func TestHistograms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(0, 1), rapid.Float64Range(1e-12, 1e-9), rapid.SampledFrom([]float64{0, 0.5, 1}))
		values := rapid.SliceOfN(value, 2, 200).Draw(t, "values")
		slices.Sort(values)
		bins := rapid.IntRange(1, 30).Draw(t, "bins")
		h := histogram(values, bins)
		low, high := values[0], values[len(values)-1]
		if low == high {
			bins = 1
		}
		if len(h.Bins) != bins || h.Bins[0].From != low || h.Bins[bins-1].To != high || h.Logarithmic != (low > 0 && high >= 10*low) {
			t.Fatalf("%d bins from %g to %g, logarithmic: %v", len(h.Bins), h.Bins[0].From, h.Bins[bins-1].To, h.Logarithmic)
		}
		for i, b := range h.Bins {
			count := 0
			for _, x := range values {
				if x >= b.From && (x < b.To || i == bins-1) {
					count++
				}
			}
			if b.Count != count || b.Share != float64(count)/float64(len(values)) || i > 0 && b.From != h.Bins[i-1].To {
				t.Fatalf("bin %d is %+v, has %d values", i, b, count)
			}
			steps := [2]float64{b.To - b.From, (high - low) / float64(bins)}
			if h.Logarithmic {
				steps = [2]float64{math.Log(b.To / b.From), math.Log(high/low) / float64(bins)}
			}
			if low > 1e-290 && math.Abs(steps[0]-steps[1]) > 1e-9*(1+math.Abs(steps[1])) { // below there are no digits left
				t.Fatalf("bin %d is %g wide, want %g", i, steps[0], steps[1])
			}
		}
	})
}

func TestRankCorrelationReference(t *testing.T) {
	tests := []struct {
		source string
		x, y   []float64
		want   float64
	}{
		{
			"a well-known example, hours of television by IQ: ρ = 1 - 6·194/(10·99) = -29/165",
			[]float64{106, 100, 86, 101, 99, 103, 97, 113, 112, 110}, []float64{7, 27, 2, 50, 28, 29, 20, 12, 6, 17}, -29. / 165,
		},
		{"ties: ranks 0.5 0.5 2 3 and 0 1 2 3 have covariance 4.5 and squares 4.5 and 5, so ρ = √0.9", []float64{1, 1, 2, 3}, []float64{1, 2, 3, 4}, math.Sqrt(0.9)},
		{"any rising function", []float64{0.1, 0.7, 0.3}, []float64{1, 1e9, 2}, 1},
	}
	for _, tt := range tests {
		x, y := standardized(ranks(tt.x)), standardized(ranks(tt.y))
		got := 0.0
		for i := range x {
			got += x[i] * y[i]
		}
		if relErr(got, tt.want) > 1e-14 {
			t.Errorf("%.17g, want %.17g (source: %s)", got, tt.want, tt.source)
		}
	}
	if standardized([]float64{2, 2}) != nil {
		t.Error("equal values have a rank correlation")
	}
}
