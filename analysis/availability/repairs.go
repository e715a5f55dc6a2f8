package availability

import (
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// ErrTooFew is what [PoolRepairs] wraps when there are too few restore times to
// pool.
var ErrTooFew = errors.New("too few restore times")

// leastPooled is the number of restore times below which none are pooled.
const leastPooled = 6

// DefaultLogSpread is the standard deviation of the logarithm of the restore
// times of one component where there are no records to take it from: a 95th
// percentile of five times the median.
const DefaultLogSpread = 1.0

// A RepairPrior is what is known about the mean time to restore of a component
// before its own record is looked at: from like components ([PoolRepairs]), or
// from an expert, as RepairPrior{Mean: dist.LognormalFromMean(…), LogSpread:
// DefaultLogSpread}.
type RepairPrior struct {
	Mean      dist.Lognormal `json:"mean"`      // of the mean time to restore, h
	LogSpread float64        `json:"logSpread"` // of the restore times of one component: standard deviation of the logarithm
	Degrees   float64        `json:"degrees"`   // of freedom that LogSpread has; 0 if it is taken as known
	Complete  bool           `json:"complete"`  // the components do not differ: Mean is the answer for each of them
	Groups    int            `json:"groups"`    // components pooled
	Times     int            `json:"times"`     // restore times pooled
	Reason    string         `json:"reason,omitempty"`
}

// PoolRepairs returns the lognormal distribution of the mean time to restore over
// like components, of which groups has the restore times in hours. Logarithms of
// restore times vary normally within a component, and their means normally over
// components; both variances are those of the analysis of variance.
// What is not known of the overall mean and of the spread widens the result.
//
// Few times cannot show that components do not differ, so the variance between
// them is taken as one standard error at least: with an estimate of zero the
// intervals would be far too narrow. Of those of nominally 90 %, 85 to 97 hold
// the truth in simulations with three times per component or more. A pool of one
// component, or of one time for each, is Complete: one mean for all.
//
// Times of zero count as [FloorHours]. Open outages are not to be
// passed, and bias the result downwards by their absence.
//
// It returns an error for times that are negative or not finite, and one wrapping
// [ErrTooFew] for fewer than six times or no two that differ.
//
// Source: S. Searle, G. Casella, C. McCulloch, Variance Components, 1992, section
// 3.6. https://doi.org/10.1002/9780470316856
func PoolRepairs(groups [][]float64) (RepairPrior, error) {
	if err := checkTimes(groups); err != nil {
		return RepairPrior{}, err
	}
	v := analyse(groups)
	if v.times < leastPooled || !(v.total > 0) {
		return RepairPrior{}, fmt.Errorf("availability: %w to pool: %d that vary by %g", ErrTooFew, v.times, v.total)
	}
	p := RepairPrior{Groups: v.groups, Times: v.times}
	within, between := v.components()
	switch {
	case v.groups == 1:
		p.Reason = "one component: nothing to pool with"
	case within == 0:
		p.Reason = "restore times do not vary within components: nothing to compare them by"
	}
	degrees := float64(v.times - v.groups)
	if p.Complete = p.Reason != ""; p.Complete {
		// All times are one sample, with what spread they have.
		degrees = float64(v.times - 1)
		within, between = v.total/degrees, 0
	}

	// The lognormal mean exp(μ + within/2) has two parts that are not known. With
	// few degrees of freedom the 90 % interval has to be Student's.
	p.LogSpread, p.Degrees = math.Sqrt(within), degrees
	unknown := v.meanVariance(within, between) + p.spreadVariance()
	widen := studentT(0.95, degrees) / studentT(0.95, 1e6)
	p.Mean = dist.Lognormal{
		Mu:    v.mean + within/2,
		Sigma: math.Sqrt(between + widen*widen*unknown),
	}
	return p, nil
}

// spreadVariance returns the variance of LogSpread²/2, by which the logarithm of
// every lognormal mean is off alike.
func (p RepairPrior) spreadVariance() float64 {
	if !(p.Degrees > 0) {
		return 0
	}
	return math.Pow(p.LogSpread, 4) / (2 * p.Degrees)
}

// Posterior returns the mean time to restore of a component with these restore
// times, in hours, and the weight of the prior in it, in [0, 1]. Of a Complete
// pool the times must be part: they are in Mean already, and the weight is the
// share of the others. Times that are negative or not finite leave the prior.
func (p RepairPrior) Posterior(durations []float64) (mean dist.Lognormal, priorWeight float64) {
	n := float64(len(durations))
	switch {
	case n == 0 || checkTimes([][]float64{durations}) != nil:
		return p.Mean, 1
	case p.Complete:
		return p.Mean, max(0, 1-n/float64(p.Times))
	}
	var own float64
	for _, y := range logs(durations) {
		own += y / n
	}
	own += p.LogSpread * p.LogSpread / 2
	noise, prior := p.LogSpread*p.LogSpread/n, p.Mean.Sigma*p.Mean.Sigma
	priorWeight = noise / (noise + prior)
	return dist.Lognormal{
		Mu:    priorWeight*p.Mean.Mu + (1-priorWeight)*own,
		Sigma: math.Sqrt(priorWeight*prior + (1-priorWeight)*p.spreadVariance()),
	}, priorWeight
}

// checkTimes refuses times that are negative or not finite.
func checkTimes(groups [][]float64) error {
	var errs []error
	for i, g := range groups {
		for j, h := range g {
			if !(h >= 0) || math.IsInf(h, 1) {
				errs = append(errs, fmt.Errorf("availability: component %d: restore time %d: %g hours", i, j, h))
			}
		}
	}
	return errors.Join(errs...)
}

// variation is a one-way analysis of variance of logarithms of restore times.
type variation struct {
	groups, times          int
	squares                float64 // Σ n², n the times of a group
	mean                   float64
	total, within, between float64 // sums of squares
}

func analyse(groups [][]float64) variation {
	var v variation
	var sum float64
	for _, g := range groups {
		if len(g) == 0 {
			continue
		}
		v.groups++
		v.times += len(g)
		v.squares += float64(len(g)) * float64(len(g))
		for _, y := range logs(g) {
			sum += y
		}
	}
	v.mean = sum / float64(max(1, v.times))
	for _, g := range groups {
		var own float64
		for _, y := range logs(g) {
			own += y / float64(len(g))
		}
		for _, y := range logs(g) {
			v.within += (y - own) * (y - own)
			v.between += (own - v.mean) * (own - v.mean)
		}
	}
	v.total = v.within + v.between
	return v
}

// components returns the variances within and between components, the latter of
// one standard error at least; 0 where they cannot be told apart.
func (v variation) components() (within, between float64) {
	k, n := float64(v.groups), float64(v.times)
	if v.groups < 2 || v.times == v.groups {
		return 0, 0
	}
	within = v.within / (n - k)
	perGroup := (n - v.squares/n) / (k - 1)
	between = (v.between/(k-1) - within) / perGroup
	// Without differences the mean square between is within · χ²(k−1)/(k−1).
	least := within / perGroup * math.Sqrt(2/(k-1))
	return within, max(least, between)
}

// meanVariance returns the variance of the overall mean.
func (v variation) meanVariance(within, between float64) float64 {
	n := float64(v.times)
	return within/n + between*v.squares/(n*n)
}
