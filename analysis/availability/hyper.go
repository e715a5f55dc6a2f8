package availability

import (
	"math"
	"slices"

	"ninefold/analysis/dist"
)

// A weighed gamma distribution is one that rates may follow, and how likely it is.
type weighed struct {
	weight float64
	rate   dist.Gamma
}

// outlierShare is the probability beforehand that a component is an outlier: then its
// rate is exponential with a mean so many times that of the others, each as likely. So
// it keeps its own rate, and leaves the others alone.
const outlierShare = 0.03

var outlierMeans = [...]float64{5, 50, 500}

const (
	hyperPoints = 24   // of the grid, each way, before it is widened
	hyperLeast  = 1e-5 // the weight of a grid point that is left out
)

// hyperPosterior returns what the counts say of the gamma distribution of rates over
// components, on a grid of its shape and its mean. The mean is uniform on the log
// scale beforehand; of the shape, 1/(1 + shape) is uniform on (0, 1), the share by
// which a component with one expected event is drawn to the mean [CM97].
func hyperPosterior(counts []Count, events int, exposure float64) []weighed {
	// Five standard errors to each side of the pooled rate; and of the median rate,
	// for an outlier may have made the former anything.
	reach := min(6, 5*math.Sqrt(1/float64(events)+1/float64(len(counts))))
	pooled, middle := math.Log(float64(events))-math.Log(exposure), logMedianRate(counts)
	low, high := min(pooled, middle)-reach, max(pooled, middle)+reach
	means := min(3*hyperPoints, int(math.Ceil(hyperPoints*(high-low)/(2*reach))))
	const logShapeLow, logShapeHigh = -4.0, 7.0
	nodes := make([]weighed, 0, hyperPoints*means)
	most := math.Inf(-1)
	for i := range hyperPoints {
		shape := math.Exp(logShapeLow + (logShapeHigh-logShapeLow)*float64(i)/(hyperPoints-1))
		prior := math.Log(shape) - 2*math.Log1p(shape) // of the logarithm of the shape
		for j := range means {
			mean := math.Exp(low + (high-low)*float64(j)/float64(means-1))
			g := dist.Gamma{Shape: shape, Rate: shape / mean}
			l := prior
			for _, c := range counts {
				odds, _ := logOddsOfOutlier(c, g)
				l += logNegativeBinomial(c, g) + math.Log1p(-outlierShare) + log1pExp(odds)
			}
			nodes = append(nodes, weighed{l, g})
			most = max(most, l)
		}
	}
	return normalise(nodes, most)
}

// normalise turns logarithms of weights into weights, and drops those that are
// nothing beside the most.
func normalise(nodes []weighed, most float64) []weighed {
	kept := nodes[:0]
	var sum float64
	for _, n := range nodes {
		if n.weight = math.Exp(n.weight - most); n.weight > hyperLeast && n.rate.Validate() == nil {
			kept = append(kept, n)
			sum += n.weight
		}
	}
	for i := range kept {
		kept[i].weight /= sum
	}
	return kept
}

// logMedianRate returns the logarithm of the median of the rates of components that
// ran, a third of an event added to each.
func logMedianRate(counts []Count) float64 {
	var rates []float64
	for _, c := range counts {
		if c.Exposure > 0 {
			rates = append(rates, math.Log(float64(c.Events)+1.0/3)-math.Log(c.Exposure))
		}
	}
	slices.Sort(rates)
	return rates[len(rates)/2]
}

// logOddsOfOutlier returns the logarithm of the odds that a component with the record
// c is an outlier, if the others are as g, and what share each kind of outlier has in
// that.
func logOddsOfOutlier(c Count, g dist.Gamma) (odds float64, kinds [len(outlierMeans)]weighed) {
	own, most := logNegativeBinomial(c, g), math.Inf(-1)
	for i, m := range outlierMeans {
		wide := dist.Gamma{Shape: 1, Rate: g.Rate / g.Shape / m}
		kinds[i] = weighed{logNegativeBinomial(c, wide) - own, wide}
		most = max(most, kinds[i].weight)
	}
	var sum float64
	for i := range kinds {
		kinds[i].weight = math.Exp(kinds[i].weight - most)
		sum += kinds[i].weight
	}
	for i := range kinds {
		kinds[i].weight /= sum
	}
	return most + math.Log(sum*outlierShare/(1-outlierShare)/float64(len(kinds))), kinds
}

// log1pExp returns ln(1 + e^x).
func log1pExp(x float64) float64 {
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

// logNegativeBinomial returns the logarithm of the probability of a count under a
// gamma rate, up to what no parameter changes.
func logNegativeBinomial(c Count, g dist.Gamma) float64 {
	l := -g.Shape*math.Log1p(c.Exposure/g.Rate) - float64(c.Events)*math.Log(g.Rate+c.Exposure)
	return l + logRisingFast(g.Shape, c.Events)
}

// logRisingFast is logRising with one logarithm, for shapes up to 1e4.
func logRisingFast(shape float64, n int) float64 {
	if n > 64 {
		return logRising(shape, n)
	}
	product := 1.0 // below 1e4^64 = 1e256
	for i := range n {
		product *= shape + float64(i)
	}
	return math.Log(product)
}

// posteriors returns the mixture of gamma distributions that the rate of a component
// with the record c follows, and the probability that it is an outlier.
func posteriors(nodes []weighed, c Count) (mixture []weighed, strange float64) {
	for _, n := range nodes {
		odds, kinds := logOddsOfOutlier(c, n.rate)
		share := 1 / (1 + math.Exp(-odds))
		strange += n.weight * share
		add := func(weight float64, prior dist.Gamma) {
			if weight > hyperLeast {
				updated := dist.Gamma{Shape: prior.Shape + float64(c.Events), Rate: prior.Rate + c.Exposure}
				mixture = append(mixture, weighed{n.weight * weight, updated})
			}
		}
		add(1-share, n.rate)
		for _, k := range kinds {
			add(share*k.weight, k.rate)
		}
	}
	return mixture, min(1, strange)
}

// matched returns the gamma distribution with the 5th and the 95th percentile of a
// mixture. Its mean is not that of the mixture, which the faint chance of a wild
// component would rule.
func matched(mixture []weighed) dist.Gamma {
	low, high := mixtureQuantile(mixture, 0.05), mixtureQuantile(mixture, 0.95)
	spread := func(logShape float64) float64 {
		g := dist.Gamma{Shape: math.Exp(logShape), Rate: 1}
		return math.Log(g.Quantile(0.95)) - math.Log(g.Quantile(0.05))
	}
	want := math.Log(high) - math.Log(low)
	logShape := root(-5, 20, func(logShape float64) float64 { return want - spread(logShape) })
	g := dist.Gamma{Shape: math.Exp(logShape), Rate: 1}
	g.Rate = g.Quantile(0.95) / high
	return g
}

// mixtureQuantile returns the quantile of a mixture at p, from that of the heaviest
// part on.
func mixtureQuantile(mixture []weighed, p float64) float64 {
	var all float64
	heaviest := mixture[0]
	for _, n := range mixture {
		all += n.weight
		if n.weight > heaviest.weight {
			heaviest = n
		}
	}
	off := func(at float64) float64 {
		below := -p * all
		for _, n := range mixture {
			below += n.weight * n.rate.CDF(math.Exp(at))
		}
		return below
	}
	low := math.Log(max(math.SmallestNonzeroFloat64, heaviest.rate.Quantile(p)))
	high := low
	for step := 0.25; step < 2000 && off(low) > 0; step *= 2 {
		low, high = low-step, low
	}
	for step := 0.25; step < 2000 && off(high) < 0; step *= 2 {
		low, high = high, high+step
	}
	return math.Exp(root(low, high, off))
}
