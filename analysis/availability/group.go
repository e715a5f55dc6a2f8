package availability

import (
	"errors"
	"fmt"
	"math"
)

// A Unit fails and is repaired at constant rates, per hour.
type Unit struct {
	FailureRate float64 `json:"failureRate"`
	RepairRate  float64 `json:"repairRate"`
}

// Validate refuses rates that are not positive and finite.
func (u Unit) Validate() error {
	return errors.Join(positive("failure rate", u.FailureRate), positive("repair rate", u.RepairRate))
}

func positive(what string, x float64) error {
	if !(x > 0) || math.IsInf(x, 1) {
		return fmt.Errorf("availability: %s %g is not positive and finite", what, x)
	}
	return nil
}

func notNegative(what string, x float64) error {
	if !(x >= 0) || math.IsInf(x, 1) {
		return fmt.Errorf("availability: %s %g is negative or not finite", what, x)
	}
	return nil
}

// A TwoState is the availability of a unit that was up at time zero.
type TwoState struct {
	Steady  float64 `json:"steady"`  // unavailability in the long run
	At      float64 `json:"at"`      // unavailability at the end of the hours
	Average float64 `json:"average"` // mean unavailability over them
}

// After returns the unavailability of u some hours after it was up. Small ones
// keep their digits. It returns an error for rates that do not validate and hours
// that are negative or not finite.
//
// Source: K. Trivedi, Probability and Statistics with Reliability, Queuing and
// Computer Science Applications, 2002, section 8.1.
func (u Unit) After(hours float64) (TwoState, error) {
	if err := errors.Join(u.Validate(), notNegative("time", hours)); err != nil {
		return TwoState{}, err
	}
	steady := 1 / (1 + u.RepairRate/u.FailureRate)
	x := hours * (u.FailureRate + u.RepairRate)
	out := TwoState{Steady: steady, At: steady * -math.Expm1(-x), Average: steady * lag(x)}
	return out, figures(out.Steady, out.At, out.Average)
}

// lag returns 1 − (1 − e^−x)/x, the mean of 1 − e^−s over s from 0 to x.
func lag(x float64) float64 {
	switch {
	case math.IsInf(x, 1):
		return 1
	case x < 0.05: // the series, where the difference loses digits
		return x / 2 * (1 - x/3*(1-x/4*(1-x/5*(1-x/6*(1-x/7)))))
	}
	return 1 + math.Expm1(-x)/x
}

// A Group is n like units of which k are needed.
type Group struct {
	Unit

	Units   int  `json:"units"`
	Needed  int  `json:"needed"`
	Crews   int  `json:"crews,omitempty"`   // that repair; 0 means one for each unit
	Standby bool `json:"standby,omitempty"` // units beyond Needed wait, and fail at DormantRate
	Suspend bool `json:"suspend,omitempty"` // nothing fails while the group is down

	DormantRate float64 `json:"dormantRate,omitempty"` // per hour, with Standby; 0 means that waiting units do not fail
}

// mostUnits bounds the work of a group: it is linear in the units where they are
// alike, else quadratic.
const mostUnits = 10_000

// Validate says all that is wrong with g.
func (g Group) Validate() error {
	err := errors.Join(g.Unit.Validate(), notNegative("dormant rate", g.DormantRate))
	if g.Needed < 1 || g.Needed > g.Units || g.Units > mostUnits || g.Crews < 0 {
		err = errors.Join(err, fmt.Errorf("availability: group: %d of %d units with %d crews", g.Needed, g.Units, g.Crews))
	}
	return err
}

// A GroupResult has the long run of a repairable group, and its first failure.
type GroupResult struct {
	Availability   float64 `json:"availability"`
	Unavailability float64 `json:"unavailability"`
	Frequency      float64 `json:"frequency"`    // failures of the group per hour
	MeanUptime     float64 `json:"meanUptime"`   // h
	MeanDowntime   float64 `json:"meanDowntime"` // h
	MTTF           float64 `json:"mttf"`         // h, from all units up to the first failure of the group
}

// Analyze solves the chain of the number of failed units. Only positive terms are
// added, so that small unavailabilities keep their digits. Time is linear in the
// units. It returns an error for a group that does not validate, and where a figure
// is too large for a number.
//
// Source: K. Trivedi, 2002, section 8.2 (birth–death processes).
func (g Group) Analyze() (GroupResult, error) {
	if err := g.Validate(); err != nil {
		return GroupResult{}, err
	}
	spare := g.Units - g.Needed // failures that the group survives
	weights := make([]float64, g.Units+1)
	heaviest := 0.0
	for i := range g.Units {
		weights[i+1] = weights[i] + math.Log(g.failing(i)/g.repairing(i+1)) // −Inf where none fails
		heaviest = max(heaviest, weights[i+1])
	}
	var up, down float64
	for i, w := range weights {
		if i <= spare {
			up += math.Exp(w - heaviest)
		} else {
			down += math.Exp(w - heaviest)
		}
	}
	all := up + down
	out := GroupResult{Availability: up / all, Unavailability: down / all}
	out.Frequency = math.Exp(weights[spare]-heaviest) / all * g.failing(spare)
	out.MeanUptime, out.MeanDowntime = out.Availability/out.Frequency, out.Unavailability/out.Frequency
	var step float64 // time from i failed units to i+1
	for i := range spare + 1 {
		step = (1 + g.repairing(i)*step) / g.failing(i)
		out.MTTF += step
	}
	return out, figures(out.Availability, out.Frequency, out.MeanUptime, out.MeanDowntime, out.MTTF)
}

// failing returns the rate at which one more unit fails when some have.
func (g Group) failing(failed int) float64 {
	up := g.Units - failed
	switch {
	case g.Suspend && up < g.Needed:
		return 0
	case g.Standby:
		busy := min(up, g.Needed)
		return float64(busy)*g.FailureRate + float64(up-busy)*g.DormantRate
	}
	return float64(up) * g.FailureRate
}

func (g Group) repairing(failed int) float64 {
	if g.Crews > 0 {
		failed = min(failed, g.Crews)
	}
	return float64(failed) * g.RepairRate
}

// A SeriesResult has the long run of units that are all needed.
type SeriesResult struct {
	Availability   float64 `json:"availability"`
	Unavailability float64 `json:"unavailability"`
	Frequency      float64 `json:"frequency"` // failures per calendar hour
}

// Series returns the long run of units that are all needed. With suspend, nothing
// fails while one is down; else they fail and are repaired whatever the others do.
// It returns an error for no units, and for those that do not validate.
//
// Source: R. Barlow, F. Proschan, Availability theory for multicomponent systems,
// 1973.
func Series(units []Unit, suspend bool) (SeriesResult, error) {
	var errs []error
	if len(units) == 0 {
		errs = append(errs, errors.New("availability: series of no units"))
	}
	var ratio, logs, rate float64
	for i, u := range units {
		if err := u.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("unit %d: %w", i, err))
		}
		ratio += u.FailureRate / u.RepairRate
		logs += math.Log1p(u.FailureRate / u.RepairRate)
		rate += u.FailureRate
	}
	if err := errors.Join(errs...); err != nil {
		return SeriesResult{}, err
	}
	out := SeriesResult{Availability: math.Exp(-logs), Unavailability: -math.Expm1(-logs)}
	if suspend {
		out = SeriesResult{Availability: 1 / (1 + ratio), Unavailability: 1 / (1 + 1/ratio)}
	}
	out.Frequency = out.Availability * rate
	return out, figures(out.Availability, out.Unavailability, out.Frequency)
}
