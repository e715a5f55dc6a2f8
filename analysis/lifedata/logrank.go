package lifedata

import (
	"errors"
	"fmt"
	"math"
)

// A Weighting says how much each failure time counts in a comparison of groups.
// The zero value counts all alike: the log-rank test, which is the one to use
// where hazards are in proportion.
type Weighting struct {
	Kind WeightKind `json:"kind,omitempty"`
	// Of WeightFlemingHarrington: survival to the power of Rho, unreliability to
	// that of Gamma, just before the failure. Neither is negative.
	Rho   float64 `json:"rho,omitempty"`
	Gamma float64 `json:"gamma,omitempty"`
}

// A WeightKind is a family of weights.
type WeightKind string

// Gehan's weights are swayed by censoring; Peto and Peto's are not, and look at
// early failures as well.
const (
	WeightLogRank           WeightKind = ""                  // 1
	WeightGehan             WeightKind = "gehan"             // units at risk
	WeightPeto              WeightKind = "peto"              // survival, by products of 1 - failures/(at risk + 1)
	WeightFlemingHarrington WeightKind = "flemingHarrington" // see Weighting
)

// A RankTest is a comparison of the lives of groups of units.
type RankTest struct {
	Statistic        float64     `json:"statistic"` // chi-squared where the groups live alike
	DegreesOfFreedom int         `json:"degreesOfFreedom"`
	PValue           float64     `json:"pValue"`
	Groups           []RankGroup `json:"groups"`
	Covariance       [][]float64 `json:"covariance"` // of Observed - Expected, group by group
}

// A RankGroup is what a [RankTest] says of one group.
type RankGroup struct {
	Observed float64 `json:"observed"` // failures, each times its weight
	Expected float64 `json:"expected"` // the same, had the groups lived alike
}

// LogRank tests whether the groups were drawn from populations that live alike.
// Ties, late entries and counts are as in [KaplanMeier]. Time is O(n log n + k²·t)
// for n lives in k groups that fail at t times.
//
// It returns an error wrapping [ErrTooFew] where groups were never at risk
// together when a unit failed, [ErrNoFailures], or those of invalid lives.
//
// Sources: N. Mantel, Cancer Chemother. Rep. 50 (1966) 163-170; E. A. Gehan,
// Biometrika 52 (1965) 203-223, https://doi.org/10.2307/2333825; R. Peto,
// J. Peto, J. R. Statist. Soc. A 135 (1972) 185-207,
// https://doi.org/10.2307/2344317; T. R. Fleming, D. P. Harrington, Counting
// Processes and Survival Analysis, 1991, chapter 7.
func LogRank(groups [][]Life, w Weighting) (RankTest, error) {
	return StratifiedLogRank([][][]Life{groups}, w)
}

// StratifiedLogRank compares groups within strata, such as makes or sites, and
// adds up what the strata say: strata[s][g] are the lives of group g in stratum s,
// none where it has none there. Otherwise it is as [LogRank].
func StratifiedLogRank(strata [][][]Life, w Weighting) (RankTest, error) {
	if err := w.validate(); err != nil {
		return RankTest{}, err
	}
	if len(strata) == 0 || len(strata[0]) < 2 {
		return RankTest{}, fmt.Errorf("lifedata: log-rank test: %w groups to compare", ErrTooFew)
	}
	k := len(strata[0])
	r := rankSums{groups: make([]RankGroup, k), covariance: make([][]float64, k)}
	for g := range r.covariance {
		r.covariance[g] = make([]float64, k)
	}
	var errs []error
	for s, groups := range strata {
		if len(groups) != k {
			errs = append(errs, fmt.Errorf("lifedata: log-rank test: stratum %d has %d groups, the first has %d", s, len(groups), k))
			continue
		}
		if err := r.add(groups, w); err != nil {
			errs = append(errs, fmt.Errorf("lifedata: log-rank test: stratum %d: %w", s, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return RankTest{}, err
	}
	return r.test()
}

func (w Weighting) validate() error {
	switch w.Kind {
	case WeightLogRank, WeightGehan, WeightPeto:
	case WeightFlemingHarrington:
		if !(w.Rho >= 0 && w.Gamma >= 0 && w.Rho <= 100 && w.Gamma <= 100) {
			return fmt.Errorf("lifedata: log-rank test: weights to the powers %g and %g, not in [0, 100]", w.Rho, w.Gamma)
		}
	default:
		return fmt.Errorf("lifedata: log-rank test: unknown weights %q", w.Kind)
	}
	return nil
}

// rankSums adds up over failure times.
type rankSums struct {
	groups     []RankGroup
	covariance [][]float64
	failures   int
}

// add goes through the failure times of one stratum.
func (r *rankSums) add(groups [][]Life, w Weighting) error {
	walks := make([]walk, len(groups))
	var errs []error
	for g, lives := range groups {
		if len(lives) == 0 {
			continue
		}
		o, err := orderLives(lives)
		if err != nil {
			errs = append(errs, fmt.Errorf("group %d: %w", g, err))
		}
		walks[g] = walk{steps: make([]failing, 0, o.times)}
		walks[g].start(o)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	now := make([]failing, len(groups))
	product, peto := 1.0, 1.0 // survival of all: just before now, and Peto's at now
	for {
		t, ok := earliest(walks)
		if !ok {
			return nil
		}
		atRisk, failures := 0, 0
		for g := range walks {
			now[g] = walks[g].at(t)
			atRisk += now[g].atRisk
			failures += now[g].failures
		}
		n, d := float64(atRisk), float64(failures)
		peto *= 1 - d/(n+1)
		r.count(now, n, d, w.at(n, product, peto))
		product *= (n - d) / n
	}
}

// at returns the weight of a failure time with n at risk.
func (w Weighting) at(n, survival, peto float64) float64 {
	switch w.Kind {
	case WeightGehan:
		return n
	case WeightPeto:
		return peto
	case WeightFlemingHarrington:
		return math.Pow(survival, w.Rho) * math.Pow(1-survival, w.Gamma)
	default:
		return 1
	}
}

// count adds a time at which d of n units fail: given that, how many of them are
// in each group is hypergeometric if the groups live alike.
func (r *rankSums) count(now []failing, n, d, weight float64) {
	spread := 0.0
	if n > 1 {
		spread = weight * weight * d * (n - d) / (n - 1)
	}
	for g, f := range now {
		share := float64(f.atRisk) / n
		r.failures += f.failures
		r.groups[g].Observed += weight * float64(f.failures)
		r.groups[g].Expected += weight * d * share
		if spread == 0 || share == 0 {
			continue
		}
		row := r.covariance[g]
		for h, other := range now {
			row[h] -= spread * share * float64(other.atRisk) / n
		}
		row[g] += spread * share
	}
}

func (r *rankSums) test() (RankTest, error) {
	if r.failures == 0 {
		return RankTest{}, fmt.Errorf("lifedata: log-rank test: %w", ErrNoFailures)
	}
	u := make([]float64, len(r.groups))
	for g, x := range r.groups {
		u[g] = x.Observed - x.Expected
	}
	statistic, rank := quadraticForm(u, r.covariance)
	if rank == 0 {
		return RankTest{}, fmt.Errorf("lifedata: log-rank test: %w: groups are never at risk together", ErrTooFew)
	}
	return RankTest{
		Statistic: statistic, DegreesOfFreedom: rank, PValue: chiSquared(float64(rank)).Survival(statistic),
		Groups: r.groups, Covariance: r.covariance,
	}, nil
}

// quadraticForm returns u'·v⁻·u for a covariance matrix v, which may be singular,
// and its rank, by eliminating the variable with the largest variance left.
func quadraticForm(u []float64, v [][]float64) (sum float64, rank int) {
	u = append([]float64(nil), u...)
	rest := make([][]float64, len(v))
	largest := 0.0
	for i := range v {
		rest[i] = append([]float64(nil), v[i]...)
		largest = max(largest, v[i][i])
	}
	for range u {
		p := 0
		for i := range rest {
			if rest[i][i] > rest[p][p] {
				p = i
			}
		}
		pivot := rest[p][p]
		if !(pivot > 1e-10*largest) {
			break
		}
		rank++
		sum += u[p] * u[p] / pivot
		gone, x := append([]float64(nil), rest[p]...), u[p]
		for i := range rest {
			f := gone[i] / pivot
			u[i] -= f * x
			for j := range rest {
				rest[i][j] -= f * gone[j]
			}
		}
	}
	return sum, rank
}
