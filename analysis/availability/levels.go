package availability

import (
	"math"

	"ninefold/analysis/dist"
)

// variation is a one-way analysis of variance of logarithms of restore times.
type variation struct {
	times         int
	counts, means []float64 // of each component that has times
	within        float64   // sum of squares
}

func analyse(groups [][]float64) variation {
	var v variation
	for _, g := range groups {
		if len(g) == 0 {
			continue
		}
		n, own, ys := float64(len(g)), 0.0, logs(g)
		for _, y := range ys {
			own += y / n
		}
		for _, y := range ys {
			v.within += (y - own) * (y - own)
		}
		v.times += len(g)
		v.counts, v.means = append(v.counts, n), append(v.means, own)
	}
	return v
}

// asOne returns the variation of all times as those of one component.
func (v variation) asOne() variation {
	mean, times, squares := v.overall(0)
	return variation{times: v.times, counts: []float64{times}, means: []float64{mean}, within: squares}
}

// levels are what logarithms of restore times may follow: their variance within a
// component is one of variances, each as likely, and that between components is ratio
// times as large; given the variance the overall mean is normal.
type levels struct {
	weight    float64
	ratio     float64
	mean      float64 // overall
	spread    float64 // variance of mean over that within
	variances []float64
}

const (
	levelPoints    = 20   // of the grid of the ratio
	levelVariances = 32   // for each
	levelLeast     = 1e-3 // the weight of a grid point that is left out
)

// levels returns what the times leave possible. Given the ratio, all that the times
// say of the scale is a sum of squares, so its distribution is known; the ratio has a
// grid on the log scale, first a coarse one to find out where.
func (v variation) levels() []levels {
	if len(v.means) == 1 {
		return []levels{v.at(0, 1, possibleVariances(float64(v.times-1), levelVariances))}
	}
	average := float64(v.times) / float64(len(v.means))
	prior := func(x float64) float64 { return -log1pExp(-x) } // of the logarithm of ratio·average
	degrees := float64(v.times - len(v.means))
	_, _, squares := v.overall(0)
	seen := (squares - v.within) / float64(len(v.means)-1) / (v.within / degrees)
	low, high := -7.0, max(7, math.Log(max(1, seen))+12)
	var xs, ls []float64
	for pass := range 2 {
		xs, ls = make([]float64, levelPoints), make([]float64, levelPoints)
		most := math.Inf(-1)
		for i := range xs {
			xs[i] = low + (high-low)*float64(i)/(levelPoints-1)
			ls[i] = prior(xs[i]) + v.logLikelihood(math.Exp(xs[i])/average)
			most = max(most, ls[i])
		}
		first, last := levelPoints, 0
		for i := range xs {
			if ls[i] = math.Exp(ls[i] - most); ls[i] > levelLeast {
				first, last = min(first, i), i
			}
		}
		if pass == 0 {
			low, high = xs[max(0, first-1)], xs[min(levelPoints-1, last+1)]
		}
	}
	variances := possibleVariances(float64(v.times-1), levelVariances)
	var nodes []levels
	var sum float64
	for i, weight := range ls {
		if weight > levelLeast {
			nodes = append(nodes, v.at(math.Exp(xs[i])/average, weight, variances))
			sum += weight
		}
	}
	for i := range nodes {
		nodes[i].weight /= sum
	}
	return nodes
}

// logLikelihood returns the logarithm of the likelihood of the ratio, with overall
// mean and scale integrated out, up to a constant.
func (v variation) logLikelihood(ratio float64) float64 {
	_, precision, squares := v.overall(ratio)
	l := -math.Log(precision)/2 - float64(v.times-1)/2*math.Log(squares)
	for _, n := range v.counts {
		l -= math.Log(ratio+1/n) / 2
	}
	return l
}

// overall returns the mean of the component means, weighed by their precision where
// the variance within is one, the sum of these, and that of all squares about it.
func (v variation) overall(ratio float64) (mean, precision, squares float64) {
	for i, n := range v.counts {
		w := 1 / (ratio + 1/n)
		precision += w
		mean += w * v.means[i]
	}
	mean /= precision
	squares = v.within
	for i, n := range v.counts {
		squares += (v.means[i] - mean) * (v.means[i] - mean) / (ratio + 1/n)
	}
	return mean, precision, squares
}

// at returns the levels at a ratio; unit are the variances if the sum of squares were one.
func (v variation) at(ratio, weight float64, unit []float64) levels {
	mean, precision, squares := v.overall(ratio)
	l := levels{weight: weight, ratio: ratio, mean: mean, spread: 1 / precision, variances: make([]float64, len(unit))}
	for i, u := range unit {
		l.variances[i] = squares * u
	}
	return l
}

// shrinkage returns the weight of the overall mean in that of a component with n times.
func (l levels) shrinkage(n float64) float64 { return 1 / (1 + n*l.ratio) }

// predict returns the mean time to restore of a component with these restore times,
// none for a new one: the lognormal distribution with the 5th and 95th percentile of
// the mixture over what is possible.
func (p RepairPrior) predict(durations []float64) dist.Lognormal {
	n, own := float64(len(durations)), 0.0
	for _, y := range logs(durations) {
		own += y / n
	}
	var mixture normals
	for _, l := range p.nodes {
		centre, variance := l.mean, l.ratio+l.spread
		if n > 0 {
			s := l.shrinkage(n)
			centre, variance = s*l.mean+(1-s)*own, (1-s)/n+s*s*l.spread
		}
		for _, within := range l.variances {
			mixture = append(mixture, normal{l.weight / float64(len(l.variances)), centre + within/2, math.Sqrt(variance * within)})
		}
	}
	low, high := mixture.quantile(0.05), mixture.quantile(0.95)
	return dist.Lognormal{Mu: (low + high) / 2, Sigma: (high - low) / 2 / normalQuantile(0.95)}
}
