package availability

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"ninefold/analysis/dist"
)

// FloorHours stands for a restore time of zero wherever a logarithm is taken.
// Records are kept to the minute, so zero means less than one: half a minute is
// its middle.
const FloorHours = 0.5 / 60

// leastLognormal is the number of restore times from which a lognormal
// distribution is fitted to them. With fewer, its spread is hardly known.
const leastLognormal = 5

// leastChoice is the number of restore times from which they can tell whether they
// are exponential or lognormal. With fewer the lognormal interval serves both: 88 to
// 90 of nominally 90 % hold the mean of exponential times.
const leastChoice = 30

// leastNormal is the number of restore times from which their mean is taken as
// nearly normal, where they are not lognormal.
const leastNormal = 50

// restores are the times to restore of some outages.
type restores struct {
	ended  []float64 // hours, sorted
	open   []float64 // hours so far, sorted
	closed int       // len(ended)
	total  float64   // hours, both
}

func newRestores(outages []Spell) restores {
	var r restores
	for _, o := range outages {
		if o.Open {
			r.open = append(r.open, o.Hours())
		} else {
			r.ended = append(r.ended, o.Hours())
		}
	}
	slices.Sort(r.ended)
	slices.Sort(r.open)
	r.closed = len(r.ended)
	r.total = hours(outages)
	return r
}

// pending is 1 if an outage is still open, else 0.
func (r restores) pending() float64 {
	return float64(min(1, len(r.open)))
}

// exponential reports whether restore times are taken to be exponential: few are, and
// many are when that makes them likelier than a lognormal distribution, which has one
// parameter more (Akaike).
func (r restores) exponential() bool {
	n := float64(r.closed)
	if r.closed < leastChoice || !(r.total > 0) {
		return r.closed < leastLognormal
	}
	seen, above := logs(r.ended), logs(r.open)
	mean, variance := fitLog(seen, above)
	variance *= (n - 1) / n // that of the likelihood
	if !(variance > 0) {
		return false
	}
	sigma := math.Sqrt(variance)
	lognormal := -n * math.Log(sigma*math.Sqrt(2*math.Pi))
	for _, y := range seen {
		lognormal -= y + (y-mean)*(y-mean)/(2*variance)
	}
	for _, y := range above {
		lognormal += math.Log(math.Erfc((y-mean)/sigma/math.Sqrt2) / 2)
	}
	return -n*math.Log(r.total/n)-n >= lognormal-1
}

// mean returns the mean time to restore by the law that [restores.exponential]
// chooses, with its logarithm where they are not exponential. Without open outages the
// value is the plain mean.
func (r restores) mean(level float64) (Interval, *logMean) {
	if r.exponential() {
		return r.meanExponential(level), nil
	}
	m := r.logMean(level)
	in := Interval{Level: level, Method: m.method, N: r.closed + len(r.open), Reason: m.reason}
	if len(r.open) > 0 {
		in.Value = finite(math.Exp(m.centre))
	} else {
		in.Value = finite(r.total / float64(r.closed))
	}
	if m.reason == "" {
		in.Low, in.High = finite(math.Exp(m.low)), finite(math.Exp(m.high))
	}
	return in.explained(), &m
}

// meanExponential is mean where restore times are taken to be exponential.
func (r restores) meanExponential(level float64) Interval {
	in := Interval{Level: level, N: r.closed + len(r.open)}
	switch {
	case in.N == 0:
		in.Reason = "no outages"
		return in
	case r.closed == 0:
		in.Reason = "no outage is over yet"
	default:
		in.Value = finite(r.total / float64(r.closed))
	}
	in.Method = "exponential restore times, likelier than lognormal"
	if r.closed < leastLognormal {
		in.Method = fmt.Sprintf("exponential restore times, assumed below %d", leastLognormal)
	}
	if !(r.total > 0) {
		in.Reason = "restore times are zero"
		return in
	}
	tail := (1 - level) / 2
	n := float64(r.closed)
	in.Low = finite(r.total / dist.Gamma{Shape: n + r.pending(), Rate: 1}.Quantile(1-tail))
	if r.closed > 0 {
		in.High = finite(r.total / dist.Gamma{Shape: n, Rate: 1}.Quantile(tail))
	}
	return in.explained()
}

// median returns the median time to restore with its order-statistic interval.
// Of an open outage only that it takes longer is known: it counts with its time
// so far for the lower bound, and as endless for the upper.
func (r restores) median(level float64) Interval {
	n := r.closed + len(r.open)
	in := Interval{Level: level, Method: "order statistics", N: n}
	if n == 0 {
		in.Reason = "no outages"
		return in
	}
	soFar := slices.Sorted(slices.Values(slices.Concat(r.ended, r.open)))
	if len(r.open) == 0 || soFar[n/2] < r.open[0] {
		in.Value = finite(dist.Quantiles(soFar, 0.5)[0])
	} else {
		in.Reason = "the median depends on outages that are not over"
	}
	low, high, coverage, ok := medianRanks(n, level)
	if !ok {
		in.Reason = fmt.Sprintf("too few outages for an interval: from the least to the greatest of %d holds the median with %.3g only", n, coverage)
		return in
	}
	in.Low = &soFar[low-1]
	if high <= r.closed {
		in.High = &r.ended[high-1]
	} else if in.Reason == "" {
		in.Reason = "no upper bound while outages are not over"
	}
	return in
}

// quantile returns the quantile at p with its order-statistic interval, open outages
// as in median.
func (r restores) quantile(p, level float64) Interval {
	n := r.closed + len(r.open)
	in := Interval{Level: level, Method: "order statistics", N: n}
	if n == 0 {
		in.Reason = "no outages"
		return in
	}
	soFar := slices.Sorted(slices.Values(slices.Concat(r.ended, r.open)))
	low, high := quantileRanks(n, p, level)
	var reasons []string
	if low == 0 {
		reasons = append(reasons, tooSmall("lower", n, 1-p, p, level))
	}
	if high > n {
		reasons = append(reasons, tooSmall("upper", n, p, p, level))
	} else if high > r.closed {
		reasons = append(reasons, "no upper bound while outages are not over")
	}
	if at := int(math.Ceil(p * float64(n-1))); len(r.open) == 0 || soFar[at] < r.open[0] {
		in.Value = finite(dist.Quantiles(soFar, p)[0])
	} else {
		reasons = append(reasons, "the quantile depends on outages that are not over")
	}
	in.Reason = strings.Join(reasons, "; ")
	if low > 0 {
		in.Low = &soFar[low-1]
	}
	// The high-th longest is at most the high-th of those that are over, as open ones
	// can only move up.
	if high <= r.closed {
		in.High = &r.ended[high-1]
	}
	return in
}

// A logMean is an interval of the logarithm of the mean restore time. With a reason
// there is no interval.
type logMean struct {
	centre, low, high float64
	method, reason    string
}

// logMean returns the interval that restores of at least leastLognormal outages
// give. It is the lognormal one unless that leaves out the plain mean, which tells
// that the times are not lognormal. Then many of them have an interval all the same:
// the mean of anything is nearly normal in the end.
func (r restores) logMean(level float64) logMean {
	m := r.generalized(level)
	plain := math.Log(r.total / float64(r.closed))
	off := len(r.open) == 0 && !(m.low <= plain && plain <= m.high)
	switch {
	case !(m.high > m.low):
		m.reason = "restore times do not vary: their spread is not known"
	case off && r.closed >= leastNormal:
		return r.normalMean(level)
	case off:
		m.reason = "restore times are not lognormal: the interval would not hold their mean"
	}
	return m
}

// generalized returns the generalized confidence interval of the mean of lognormal
// restore times [KM03]: mean and variance of the logarithms are what they would have
// to be to give those seen, over all that chance can do. Open outages enter through
// the censored fit and add nothing to the degrees of freedom.
func (r restores) generalized(level float64) logMean {
	mean, variance := fitLog(logs(r.ended), logs(r.open))
	n := float64(r.closed)
	m := logMean{centre: mean + variance/2, method: "lognormal, generalized interval"}
	if len(r.open) > 0 {
		m.method = "lognormal, right-censored, generalized interval"
	}
	m.low, m.high = m.centre, m.centre
	if !(variance > 0) {
		return m
	}
	const spreads = 100 // quantiles of the spread to average over
	var possible normals
	for _, v := range possibleVariances(n-1, spreads) {
		v *= variance * (n - 1)
		possible = append(possible, normal{1.0 / spreads, mean + v/2, math.Sqrt(v / n)})
	}
	m.low, m.high = possible.quantile((1-level)/2), possible.quantile((1+level)/2)
	return m
}

// possibleVariances returns so many equally likely variances, that a sum of squares
// of one with the degrees of freedom leaves possible; largest first.
func possibleVariances(degrees float64, count int) []float64 {
	out := make([]float64, count)
	for i := range out {
		out[i] = 1 / dist.Gamma{Shape: degrees / 2, Rate: 0.5}.Quantile((float64(i)+0.5)/float64(count))
	}
	return out
}

// coxMean returns the logarithm of the mean of lognormal times, and half the width of
// its modified Cox interval [Ols05].
func coxMean(times []float64, level float64) (centre, half float64) {
	mean, variance := fitLog(logs(times), nil)
	n := float64(len(times))
	half = studentT((1+level)/2, n-1) * math.Sqrt(variance/n+variance*variance/(2*(n-1)))
	return mean + variance/2, half
}

// normalMean returns Student's interval of the mean, taken over to the logarithm
// by the delta method, so that it cannot go below zero.
func (r restores) normalMean(level float64) logMean {
	n := float64(r.closed)
	mean := r.total / n
	var squares float64
	for _, h := range r.ended {
		squares += (h - mean) * (h - mean)
	}
	centre, half := math.Log(mean), studentT((1+level)/2, n-1)*math.Sqrt(squares/(n-1)/n)/mean
	return logMean{centre: centre, low: centre - half, high: centre + half, method: "normal mean on the log scale"}
}

// logs returns the logarithms of hours, of at least FloorHours each.
func logs(hours []float64) []float64 {
	out := make([]float64, len(hours))
	for i, h := range hours {
		out[i] = math.Log(max(h, FloorHours))
	}
	return out
}

// fitLog returns mean and variance (n − 1 in the denominator, n counting those
// seen) of normal variables, of which those in above are known to be larger than
// given. It replaces these by their expectations under the current fit until
// the fit stays: the EM algorithm.
//
// Source: A. Dempster, N. Laird, D. Rubin, Maximum likelihood from incomplete data
// via the EM algorithm, 1977, section 4.2.
func fitLog(seen, above []float64) (mean, variance float64) {
	var sum, squares float64
	n := float64(len(seen))
	for _, y := range seen {
		sum += y
	}
	mean = sum / n
	for _, y := range seen {
		squares += (y - mean) * (y - mean)
	}
	variance = squares / n
	for range 1000 { // far fewer when most are seen
		if len(above) == 0 || variance == 0 {
			break
		}
		was, sigma := mean, math.Sqrt(variance)
		total, second := sum, 0.0
		for _, c := range above {
			total += mean + sigma*mills((c-mean)/sigma)
		}
		next := total / (n + float64(len(above)))
		for _, y := range seen {
			second += (y - next) * (y - next)
		}
		for _, c := range above {
			h := mills((c - mean) / sigma)
			bias := mean + sigma*h - next
			second += variance*(1+(c-mean)/sigma*h-h*h) + bias*bias
		}
		mean, variance = next, second/(n+float64(len(above)))
		if math.Abs(mean-was) < 1e-12*sigma {
			break
		}
	}
	return mean, variance * n / (n - 1)
}

// mills returns the hazard φ(z)/(1 − Φ(z)) of the standard normal distribution.
func mills(z float64) float64 {
	if z > 30 { // where the tail vanishes; the next term is below 1e-6 of this
		return z + 1/z
	}
	return math.Sqrt(2/math.Pi) * math.Exp(-z*z/2) / math.Erfc(z/math.Sqrt2)
}
