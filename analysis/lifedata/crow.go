package lifedata

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"ninefold/analysis/dist"
)

// gammaProductQuantile returns the x below which the product of two independent
// gamma variables of shapes n and n-1 lies with probability p. n² over the product
// is the ratio of the true instantaneous MTBF to its estimate after n failures the
// last of which ended the watching: n·β/β̂ is one of them, and the mean number of
// events by then the other.
func gammaProductQuantile(n, p float64) float64 {
	large, small := dist.Gamma{Shape: n, Rate: 1}, dist.Gamma{Shape: n - 1, Rate: 1}
	// The range of the one outside of which it hardly ever is, in equal steps of
	// its logarithm: the sum below then converges faster than any power of them.
	const steps = 64
	low, high := math.Log(large.Quantile(1e-17)), math.Log(large.Quantile(1-0x1p-53))
	width := (high - low) / steps
	norm, _ := math.Lgamma(n)
	var at, weight [steps + 1]float64
	for i := range at {
		v := low + float64(i)*width
		at[i] = math.Exp(v)
		weight[i] = width * math.Exp(n*v-at[i]-norm)
	}
	below := func(logX float64) float64 {
		x, sum := math.Exp(logX), 0.0
		for i, w := range weight {
			sum += w * mathext.GammaIncReg(n-1, x/at[i])
		}
		return sum
	}
	a := low + math.Log(small.Quantile(1e-17))
	b := high + math.Log(small.Quantile(1-0x1p-53))
	for range 45 {
		middle := (a + b) / 2
		if below(middle) < p {
			a = middle
		} else {
			b = middle
		}
	}
	return math.Exp((a + b) / 2)
}

// besselMean returns the largest c for which holds(P(J ≤ n), P(J ≥ n)) is true, or
// is so of all smaller ones: J ≥ 1 has probabilities proportional to
// c^j/(j!·(j-1)!), whose sum is a Bessel function. J is the number of events
// given the sum of the logarithms of end over time, and c the true intensity times
// that sum and the end.
func besselMean(n int, holds func(atMost, atLeast float64) bool) float64 {
	// J has mean about √c and half that variance.
	root := float64(n)
	a, b := math.Log(1e-300), 2*math.Log(root+20*math.Sqrt(root)+200)
	for range 60 {
		middle := (a + b) / 2
		if holds(besselTails(n, middle)) {
			a = middle
		} else {
			b = middle
		}
	}
	return math.Exp((a + b) / 2)
}

// besselTails returns P(J ≤ n) and P(J ≥ n) for the logarithm of c.
func besselTails(n int, logC float64) (atMost, atLeast float64) {
	term := func(j int) float64 {
		up, _ := math.Lgamma(float64(j) + 1)
		down, _ := math.Lgamma(float64(j))
		return float64(j)*logC - up - down
	}
	c := math.Exp(logC)
	mode := max(1, int((math.Sqrt(1+4*c)-1)/2))
	top := term(mode)
	total := 0.0
	add := func(j int, p float64) bool {
		total += p
		if j <= n {
			atMost += p
		}
		if j >= n {
			atLeast += p
		}
		return p > 1e-20
	}
	// Outward from the largest, by the ratio of neighbours c/(j(j+1)).
	p := math.Exp(term(mode) - top)
	for j := mode; add(j, p); j++ {
		p *= c / (float64(j) * float64(j+1))
	}
	p = 1.0
	for j := mode; j > 1; j-- {
		p *= float64(j) * float64(j-1) / c
		if !add(j-1, p) {
			break
		}
	}
	// So far out that n was not reached, its terms are as good as nothing.
	return atMost / total, atLeast / total
}
