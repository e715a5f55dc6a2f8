package availability

import (
	"errors"
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// figures refuses what came out too large for a number, or as none.
func figures(xs ...float64) error {
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("availability: a figure comes to %g: the inputs are too far apart", x)
		}
	}
	return nil
}

func checkNeeded(needed, units int) error {
	if needed < 1 || needed > units || units > mostUnits {
		return fmt.Errorf("availability: %d of %d units", needed, units)
	}
	return nil
}

// AtLeast returns the probability that at least needed of independent units with
// probabilities up work, and that fewer do: each is a sum of positive terms. To keep
// the digits of units that nearly always work, pass what they fail with, and how
// many failures are too many. Time is O(n²).
//
// It returns an error for a needed number outside 1 to len(up), more than 10,000
// units and for what is not a probability.
//
// Source: R. Barlow, K. Heidtmann, Computing k-out-of-n system reliability, 1984.
// https://doi.org/10.1109/TR.1984.5221843
func AtLeast(needed int, up []float64) (works, fails float64, err error) {
	errs := []error{checkNeeded(needed, len(up))}
	for i, p := range up {
		if !(p >= 0 && p <= 1) {
			errs = append(errs, fmt.Errorf("availability: unit %d: %g is not a probability", i, p))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return 0, 0, err
	}
	works, fails = atLeast(needed, up)
	return works, fails, nil
}

func atLeast(needed int, up []float64) (works, fails float64) {
	count := make([]float64, len(up)+1) // probability of so many up
	count[0] = 1
	for i, p := range up {
		for j := i + 1; j > 0; j-- {
			count[j] = count[j]*(1-p) + count[j-1]*p
		}
		count[0] *= 1 - p
	}
	for i, c := range count {
		if i < needed {
			fails += c
		} else {
			works += c
		}
	}
	return min(1, works), min(1, fails)
}

// AtLeastMTTF returns the mean time until fewer than needed of independent units
// work, without repair, given their constant failure rates per hour. For like
// units it is the sum of 1/(j·rate) over j from needed to n; else reliability is
// integrated over the logarithm of time, to about ten digits.
//
// It returns an error for a needed number outside 1 to len(rates), more than 500
// units of different rates, and for rates that are not positive and finite. Time is
// O(n²) with a factor of about 1,500, and 74 for each decade between the rates: up to
// ten seconds. It is O(n) for like units.
func AtLeastMTTF(needed int, rates []float64) (float64, error) {
	const mostUnlike = 500
	errs := []error{checkNeeded(needed, len(rates))}
	alike := true
	least, largest := math.Inf(1), 0.0
	for _, r := range rates {
		errs = append(errs, positive("failure rate", r))
		alike = alike && r == rates[0]
		least, largest = min(least, r), max(largest, r)
	}
	if err := errors.Join(errs...); err != nil {
		return 0, err
	}
	var sum float64
	if alike {
		for j := needed; j <= len(rates); j++ {
			sum += 1 / (float64(j) * rates[0])
		}
		return sum, positive("mean time", sum)
	}
	if len(rates) > mostUnlike {
		return 0, fmt.Errorf("availability: %d units of different rates are more than %d", len(rates), mostUnlike)
	}
	// ∫R(e^u)·e^u du: the trapezoidal rule converges exponentially, for the
	// integrand vanishes at both ends. Above, n·exp(−rate·t) < 1e-16.
	const step = 1.0 / 32
	from, to := math.Log(1/largest)-40, math.Log(1/least)+math.Log(40+math.Log(float64(len(rates))))
	if err := figures(from, to); err != nil {
		return 0, err
	}
	up := make([]float64, len(rates))
	for u := from; u <= to; u += step {
		t := math.Exp(u)
		for i, r := range rates {
			up[i] = math.Exp(-r * t)
		}
		works, _ := atLeast(needed, up)
		sum += works * t * step
	}
	return sum, positive("mean time", sum)
}

// Crossover returns the probability at which needed of n like units are as reliable
// as one: while a unit works with more than that, the group is better, and with
// less, worse. There is none, and ok is false, where the group is always better
// (needed is 1) or always worse (needed is n).
func Crossover(needed, units int) (up float64, ok bool, err error) {
	if err := checkNeeded(needed, units); err != nil {
		return 0, false, err
	}
	if needed == 1 || needed == units {
		return 0, false, nil
	}
	// Of like units, P(at least k of n work) is the distribution function of
	// beta(k, n−k+1). The group is worse at first, and better in the end.
	group := dist.Beta{A: float64(needed), B: float64(units - needed + 1)}
	low, high := 0.0, 1.0
	for range 60 {
		if mid := (low + high) / 2; group.CDF(mid) < mid {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2, true, nil
}

// CrossoverHours returns the age at which needed of n like units with the failure rate
// per hour, without repair, become less reliable than one: later, redundancy harms. It
// returns an error where [Crossover] has none.
func CrossoverHours(needed, units int, rate float64) (float64, error) {
	up, ok, err := Crossover(needed, units)
	if err := errors.Join(err, positive("failure rate", rate)); err != nil {
		return 0, err
	}
	if !ok {
		return 0, fmt.Errorf("availability: %d of %d units are never as reliable as one", needed, units)
	}
	hours := -math.Log(up) / rate
	return hours, figures(hours)
}

// A CommonCause is a group of like units without repair, some of whose failures hit
// all at once: the beta factor model.
type CommonCause struct {
	Units       int     `json:"units"`
	Needed      int     `json:"needed"`
	FailureRate float64 `json:"failureRate"` // of one unit, all causes, per hour
	Beta        float64 `json:"beta"`        // share of the failures of a unit that hit all, in [0, 1]
}

// Validate says all that is wrong with c.
func (c CommonCause) Validate() error {
	err := errors.Join(checkNeeded(c.Needed, c.Units), positive("failure rate", c.FailureRate))
	if !(c.Beta >= 0 && c.Beta <= 1) {
		err = errors.Join(err, fmt.Errorf("availability: beta factor %g is not in [0, 1]", c.Beta))
	}
	return err
}

// Unreliability returns the probability that the group fails within so many hours.
//
// Source: K. Fleming, A reliability model for common mode failures in redundant
// safety systems, 1975.
func (c CommonCause) Unreliability(hours float64) (float64, error) {
	if err := errors.Join(c.Validate(), notNegative("time", hours)); err != nil {
		return 0, err
	}
	// At least n−k+1 of n like units fail: see [Crossover].
	fatal := dist.Beta{A: float64(c.Units - c.Needed + 1), B: float64(c.Needed)}
	apart := fatal.CDF(-math.Expm1(-(1 - c.Beta) * c.FailureRate * hours))
	together := -math.Expm1(-c.Beta * c.FailureRate * hours)
	return together + (1-together)*apart, figures(together, apart)
}

// AverageOnDemand returns the mean probability that a group which is tested, and
// made good, every so many hours does not work on demand. It is the simplified
// formula, good while FailureRate·interval is below about 0.1.
//
// Source: IEC 61508-6:2010, annex B; S. Hauge et al., PDS method handbook, 2013.
func (c CommonCause) AverageOnDemand(interval float64) (float64, error) {
	if err := errors.Join(c.Validate(), checkWindow(0, interval)); err != nil {
		return 0, err
	}
	fatal := float64(c.Units - c.Needed + 1) // failures that take the group down
	choose := 1.0
	for i := 1.0; i <= fatal; i++ {
		choose *= (float64(c.Units) - fatal + i) / i
	}
	x := c.FailureRate * interval
	q := choose*math.Pow((1-c.Beta)*x, fatal)/(fatal+1) + c.Beta*x/2
	if !(q <= 1) {
		return 0, fmt.Errorf("availability: an average of %g on demand is no probability: the interval is too long for the formula", q)
	}
	return q, nil
}

// FailoverMTTF returns the mean time to failure of two active units that are
// repaired, when the failure of one is survived with probability coverage only.
//
// It returns an error for rates that do not validate and a coverage outside [0, 1].
//
// Source: J. Dugan, K. Trivedi, Coverage modeling for dependability analysis of
// fault-tolerant systems, 1989. https://doi.org/10.1109/12.24286
func FailoverMTTF(u Unit, coverage float64) (float64, error) {
	err := u.Validate()
	if !(coverage >= 0 && coverage <= 1) {
		err = errors.Join(err, fmt.Errorf("availability: coverage %g is not in [0, 1]", coverage))
	}
	if err != nil {
		return 0, err
	}
	l, m := u.FailureRate, u.RepairRate
	mttf := (l*(1+2*coverage) + m) / (2 * l * (l + m*(1-coverage)))
	return mttf, positive("mean time", mttf)
}

// A Standby is one unit at work and others that wait to replace it, without repair.
type Standby struct {
	Spares      int     `json:"spares"`
	FailureRate float64 `json:"failureRate"` // at work, per hour
	DormantRate float64 `json:"dormantRate"` // waiting; 0 is cold standby
	Switch      float64 `json:"switch"`      // probability that a spare takes over
}

// Validate says all that is wrong with s.
func (s Standby) Validate() error {
	err := errors.Join(positive("failure rate", s.FailureRate), notNegative("dormant rate", s.DormantRate))
	if s.Spares < 0 || s.Spares > mostUnits {
		err = errors.Join(err, fmt.Errorf("availability: standby: %d spares", s.Spares))
	}
	if !(s.Switch >= 0 && s.Switch <= 1) {
		err = errors.Join(err, fmt.Errorf("availability: standby: %g is not the probability of a switch", s.Switch))
	}
	return err
}

// survives returns the probability that a failure, with so many spares left, leaves
// one spare less and not none at work.
func (s Standby) survives(spares int) float64 {
	dormant := float64(spares) * s.DormantRate
	return (dormant + s.FailureRate*s.Switch) / (dormant + s.FailureRate)
}

// Reliability returns the probability that one works throughout so many hours. The
// units still good are a death process: with x = DormantRate·t and a = FailureRate/
// DormantRate, j of a + spares are gone with C(a + spares, j)·(1−e^−x)^j·
// e^−(a+spares−j)x, which is Poisson in the limit of cold standby.
//
// It returns an error for a standby that does not validate, and hours that are
// negative or not finite.
//
// Source: R. Barlow, F. Proschan, Statistical Theory of Reliability and Life
// Testing, 1975, ch. 7.
func (s Standby) Reliability(hours float64) (float64, error) {
	if err := errors.Join(s.Validate(), notNegative("time", hours)); err != nil {
		return 0, err
	}
	gone := hours // (1−e^−x)/DormantRate, hours when cold
	if s.DormantRate > 0 {
		gone = -math.Expm1(-s.DormantRate*hours) / s.DormantRate
	}
	var sum, log float64
	for j := range s.Spares + 1 {
		if j > 0 {
			left := s.Spares - j + 1
			rate := s.FailureRate + float64(left)*s.DormantRate
			log += math.Log(s.survives(left)) + math.Log(rate) + math.Log(gone) - math.Log(float64(j))
		}
		rate := s.FailureRate + float64(s.Spares-j)*s.DormantRate
		sum += math.Exp(log - rate*hours)
	}
	return min(1, sum), figures(sum)
}

// MTTF returns the mean time until none is at work.
func (s Standby) MTTF() (float64, error) {
	if err := s.Validate(); err != nil {
		return 0, err
	}
	reach, sum := 1.0, 0.0
	for left := s.Spares; left >= 0; left-- {
		sum += reach / (s.FailureRate + float64(left)*s.DormantRate)
		reach *= s.survives(left)
	}
	return sum, positive("mean time", sum)
}
