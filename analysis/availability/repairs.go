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
	Complete  bool           `json:"complete"`  // the components do not differ: Mean is the answer for each of them
	Groups    int            `json:"groups"`    // components pooled
	Times     int            `json:"times"`     // restore times pooled
	Reason    string         `json:"reason,omitempty"`

	nodes []levels // the distributions that are possible instead of Mean and LogSpread
}

// PoolRepairs returns the lognormal distribution of the mean time to restore over
// like components, of which groups has the restore times in hours. Logarithms of
// restore times vary normally within a component, and their means normally over
// components.
//
// Both variances and the overall mean are guesses from few times, so Mean and
// [RepairPrior.Posterior] average over all that the times leave possible. Beforehand
// the overall mean and the logarithm of the variance within are uniform, and the
// variance between has the density 1/(within/n + between), n being the times of an
// average component: flat while it is small, and without a scale when it is large
// [TT65]. With estimates in their place 86 of nominally 90 % hold the truth. A pool of
// one component, or of one time for each, is Complete: one mean for all.
//
// Times of zero count as [FloorHours]. Open outages are not to be
// passed, and bias the result downwards by their absence.
//
// It returns an error for times that are negative or not finite, and one wrapping
// [ErrTooFew] for fewer than six times or no two that differ. Cost is linear in the
// times, and some hundred times the number of components.
//
// Source: [TT65]; S. Searle, G. Casella, C. McCulloch, Variance Components, 1992,
// section 9.2. https://doi.org/10.1002/9780470316856
func PoolRepairs(groups [][]float64) (RepairPrior, error) {
	if err := checkGroups(groups); err != nil {
		return RepairPrior{}, err
	}
	v := analyse(groups)
	if v.times < leastPooled {
		return RepairPrior{}, fmt.Errorf("availability: %w to pool: %d", ErrTooFew, v.times)
	}
	if _, _, squares := v.overall(0); !(squares > 0) {
		return RepairPrior{}, fmt.Errorf("availability: %w to pool: %d that do not vary", ErrTooFew, v.times)
	}
	p := RepairPrior{Groups: len(v.means), Times: v.times}
	switch {
	case p.Groups == 1:
		p.Reason = "one component: nothing to pool with"
	case p.Groups == v.times:
		p.Reason = "one restore time for each component: nothing to compare them by"
	case v.within == 0:
		p.Reason = "restore times do not vary within components: nothing to compare them by"
	}
	degrees := float64(v.times - p.Groups)
	if p.Complete = p.Reason != ""; p.Complete {
		v = v.asOne()
		degrees = float64(v.times - 1)
	}
	p.LogSpread = math.Sqrt(v.within / degrees)
	p.nodes = v.levels()
	p.Mean = p.predict(nil)
	return p, nil
}

// Posterior returns the mean time to restore of a component with these restore
// times, in hours, and the weight of the prior in it, in [0, 1]. Of a pool the times
// must be part, or none: what they say is in the pool already.
//
// Of a pool the posterior is a mixture, of which the result has the 5th and 95th
// percentile. It returns an error for times that are negative or not finite.
func (p RepairPrior) Posterior(durations []float64) (mean dist.Lognormal, priorWeight float64, err error) {
	if err := errors.Join(checkTimes(durations), p.Mean.Validate()); err != nil {
		return dist.Lognormal{}, 0, err
	}
	n := float64(len(durations))
	switch {
	case n == 0:
		return p.Mean, 1, nil
	case p.Complete:
		return p.Mean, max(0, 1-n/float64(p.Times)), nil
	case p.nodes != nil:
		for _, at := range p.nodes {
			priorWeight += at.weight * at.shrinkage(n)
		}
		return p.predict(durations), priorWeight, nil
	}
	var own float64
	for _, y := range logs(durations) {
		own += y / n
	}
	own += p.LogSpread * p.LogSpread / 2
	noise, prior := p.LogSpread*p.LogSpread/n, p.Mean.Sigma*p.Mean.Sigma
	priorWeight = noise / (noise + prior)
	mean = dist.Lognormal{
		Mu:    priorWeight*p.Mean.Mu + (1-priorWeight)*own,
		Sigma: math.Sqrt(priorWeight * prior),
	}
	return mean, priorWeight, mean.Validate()
}

// checkGroups refuses times that are negative or not finite.
func checkGroups(groups [][]float64) error {
	var errs []error
	for i, g := range groups {
		if err := checkTimes(g); err != nil {
			errs = append(errs, fmt.Errorf("component %d: %w", i, err))
		}
	}
	return errors.Join(errs...)
}

// checkTimes refuses durations that are negative or not finite.
func checkTimes(durations []float64) error {
	var errs []error
	for i, h := range durations {
		if !(h >= 0) || math.IsInf(h, 1) {
			errs = append(errs, fmt.Errorf("availability: duration %d: %g hours", i, h))
		}
	}
	return errors.Join(errs...)
}
