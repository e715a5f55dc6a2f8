package availability

import (
	"errors"
	"math"
	"slices"
)

// A Summary is what the outages of one component in one window say about it.
type Summary struct {
	From          float64  `json:"fromHours"`
	To            float64  `json:"toHours"`
	Outages       int      `json:"outages"`   // that began in the window, overlaps merged
	Open          int      `json:"open"`      // of these, not over
	CarriedIn     int      `json:"carriedIn"` // went on at From: downtime, but not outages of this window
	DowntimeHours float64  `json:"downtimeHours"`
	UptimeHours   float64  `json:"uptimeHours"`
	MTTF          Interval `json:"mttf"`         // h
	MTBF          Interval `json:"mtbf"`         // h
	MTTR          Interval `json:"mttr"`         // h
	Median        Interval `json:"median"`       // time to restore, h
	P90           Interval `json:"p90"`          // time to restore that nine of ten do not exceed, h
	Spread        Spread   `json:"spread"`       // of restore times
	Attained      Interval `json:"attained"`     // availability in the window: a fact, without bounds
	Availability  Interval `json:"availability"` // the underlying one, of which Attained is one outcome
}

// A Spread says how far the restore times of a component lie apart, and what that
// hides. What is undefined is absent.
type Spread struct {
	// WorstThree is the share of the three longest outages in the downtime of those
	// that began in the window: near 1, the mean is about them alone.
	WorstThree *float64 `json:"worstThree,omitempty"`
	// LogSpread is the standard deviation of the logarithm of those that are over.
	LogSpread *float64 `json:"logSpread,omitempty"`
	// Detectable is the ratio by which restore times would have to change from one
	// window like this to the next for a test to see it: at 5 %, with probability 0.8.
	Detectable *float64 `json:"detectable,omitempty"`
	// ToDetect is the number of outages per window that shows a change by a tenth.
	ToDetect int    `json:"toDetect,omitempty"`
	Reason   string `json:"reason,omitempty"` // why a figure is absent
}

func (r restores) spread() (Spread, error) {
	var s Spread
	all := slices.Concat(r.ended, r.open)
	var err error
	if s.WorstThree, err = WorstShare(all, 3); err != nil {
		return Spread{}, err
	}
	if s.WorstThree == nil {
		s.Reason = "n too small: four outages needed for the share of the worst three"
	}
	if s.LogSpread, err = LogSpread(r.ended); err != nil || s.LogSpread == nil {
		s.Reason = "the spread of restore times is not known"
		return s, err
	}
	const alpha, power, tenth = 0.05, 0.8, 0.9
	ratio, err := DetectableRatio(r.closed, *s.LogSpread, alpha, power)
	if err != nil {
		return Spread{}, err
	}
	s.Detectable = &ratio
	s.ToDetect, err = OutagesToDetect(tenth, *s.LogSpread, alpha, power)
	return s, err
}

// Summarize returns the figures of the outages in the window from, to, with
// intervals of the level, e.g. 0.9. Outages need no order and may overlap.
//
// An outage that is open, or ends after the window, is censored: it lasted at
// least until then. The MTTF, MTBF and Availability assume that outages come at
// a constant rate; a trend has to be ruled out first.
//
// It returns an error for spells that [Validate] refuses, a window without finite
// length and a level not between 0 and 1. Time is O(n log n).
func Summarize(spells []Spell, from, to, level float64) (Summary, error) {
	if err := errors.Join(Validate(spells), checkWindow(from, to), checkLevel(level)); err != nil {
		return Summary{}, err
	}
	window := to - from
	s := Summary{From: from, To: to}
	var began []Spell // in the window
	for _, o := range Union(spells) {
		if !o.meets(from, to) {
			continue
		}
		here := o.clip(from, to)
		s.DowntimeHours += here.Hours()
		if o.Start < from {
			s.CarriedIn++
			continue
		}
		began = append(began, here)
		if here.Open {
			s.Open++
		}
	}
	s.Outages = len(began)
	s.UptimeHours = max(0, window-s.DowntimeHours)

	r := newRestores(began)
	s.MTBF = meanTime(s.Outages, window, level)
	s.MTTF = meanUptime(s.Outages, s.UptimeHours, level)
	mttr, log := r.mean(level)
	s.MTTR = mttr
	s.Median = r.median(level)
	s.P90 = r.quantile(0.9, level)
	spread, err := r.spread()
	if err != nil {
		return Summary{}, err
	}
	s.Spread = spread
	s.Attained = Interval{Value: finite(s.UptimeHours / window), Method: "measured", N: s.Outages}
	s.Availability = s.underlying(r, log, level)
	return s, nil
}

// meanUptime returns the mean time to failure: uptime per outage.
func meanUptime(outages int, uptime, level float64) Interval {
	if !(uptime > 0) {
		return Interval{Level: level, Method: "exact Poisson", N: outages, Reason: "no uptime in the window"}
	}
	return meanTime(outages, uptime, level)
}

// underlying returns the availability MTTF/(MTTF + MTTR) of which the window
// showed one outcome. log is the mean restore time unless that is exponential.
func (s Summary) underlying(r restores, log *logMean, level float64) Interval {
	in := Interval{Level: level, N: s.Outages}
	switch {
	case s.Outages == 0:
		in.Reason = "no outages: how long one takes is not known"
		return in
	case s.MTTF.Value == nil:
		in.Reason = s.MTTF.Reason
		return in
	case s.MTTR.Value == nil:
		in.Reason = s.MTTR.Reason
		return in
	}
	in.Value = finite(*s.MTTF.Value / (*s.MTTF.Value + *s.MTTR.Value))
	if s.MTTF.Low == nil || s.MTTF.High == nil {
		return in.explained()
	}
	if s.MTTR.Low == nil || s.MTTR.High == nil {
		in.Reason = s.MTTR.Reason
		return in
	}
	var low, high float64 // of MTTR/MTTF
	if log == nil {
		in.Method = "exact F, exponential restore times"
		low, high = ratioExponential(r, s.Outages, s.UptimeHours, level)
	} else {
		in.Method = "MTTR and MTTF combined on the log scale"
		low, high = ratioCombined(*log, s.MTTF)
	}
	in.Low, in.High = finite(1/(1+high)), finite(1/(1+low))
	return in.explained()
}

// ratioExponential returns bounds on MTTR/MTTF when both times are exponential:
// the ratio of the totals, times F quantiles [GL67]. As the window ended at a
// fixed time and not with an outage, one outage more counts for the upper bound;
// and with a restore that is not over, one more of those for the lower.
func ratioExponential(r restores, outages int, uptime, level float64) (low, high float64) {
	tail := (1 - level) / 2
	n, m := float64(outages), float64(r.closed)
	ratio := r.total / uptime
	low = ratio * odds(n, m+r.pending(), tail)
	high = ratio * odds(n+1, m, 1-tail)
	return low, high
}

// ratioCombined returns bounds on MTTR/MTTF from the bounds of both: distances
// from the estimates on the log scale add as squares [ZD08].
func ratioCombined(down logMean, mttf Interval) (low, high float64) {
	up := math.Log(*mttf.Value)
	ratio := down.centre - up
	low = math.Exp(ratio - math.Hypot(down.centre-down.low, math.Log(*mttf.High)-up))
	high = math.Exp(ratio + math.Hypot(down.high-down.centre, up-math.Log(*mttf.Low)))
	return low, high
}
