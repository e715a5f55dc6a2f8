package availability

import (
	"errors"
	"fmt"
	"math"
)

// A Timeline is what the record of an incident says about when things happened, in
// hours. What was not recorded is nil; without Started nothing can be measured.
type Timeline struct {
	Started      *float64 `json:"startedHours,omitempty"`
	Detected     *float64 `json:"detectedHours,omitempty"`
	Acknowledged *float64 `json:"acknowledgedHours,omitempty"`
	Mitigated    *float64 `json:"mitigatedHours,omitempty"` // users no longer felt it
	Resolved     *float64 `json:"resolvedHours,omitempty"`  // the cause was gone
}

// A Clock is the time between two moments of an incident.
type Clock struct {
	Mean   Interval `json:"mean"`
	Median Interval `json:"median"`
	P90    Interval `json:"p90"`
}

// Clocks are the mean times of incidents, by the moments they are measured from and
// to. Which one is called MTTR differs from house to house, so each is named here.
type Clocks struct {
	MTTD      Clock       `json:"mttd"`      // Started to Detected
	MTTA      Clock       `json:"mtta"`      // Detected to Acknowledged
	MTTM      Clock       `json:"mttm"`      // Started to Mitigated
	MTTR      Clock       `json:"mttr"`      // Started to Resolved
	Repair    Clock       `json:"repair"`    // Detected to Resolved
	Incidents int         `json:"incidents"` // that were looked at
	Rejected  []Rejection `json:"rejected"`  // times that no clock took in
}

// Measure returns the clocks of incidents, with intervals of the level. A clock
// takes in the incidents that have both of its moments, in order; where they are in
// the wrong order or not finite, that incident is listed as rejected by that clock,
// and never averaged in.
//
// Intervals are those of [Summarize]: lognormal from five incidents on, order
// statistics for quantiles. It returns an error for a longest that is not positive and
// a level not between 0 and 1.
func Measure(incidents []Timeline, longest, level float64) (Clocks, error) {
	if err := errors.Join(checkLevel(level), positiveLongest(longest)); err != nil {
		return Clocks{}, err
	}
	out := Clocks{Incidents: len(incidents), Rejected: []Rejection{}}
	for _, c := range []struct {
		name     string
		into     *Clock
		from, to func(Timeline) *float64
	}{
		{"detection", &out.MTTD, Timeline.started, Timeline.detected},
		{"acknowledgement", &out.MTTA, Timeline.detected, Timeline.acknowledged},
		{"mitigation", &out.MTTM, Timeline.started, Timeline.mitigated},
		{"resolution", &out.MTTR, Timeline.started, Timeline.resolved},
		{"repair", &out.Repair, Timeline.detected, Timeline.resolved},
	} {
		var times []float64
		for i, incident := range incidents {
			from, to := c.from(incident), c.to(incident)
			if from == nil || to == nil {
				continue
			}
			s := Spell{Start: *from, End: *to}
			if r := s.fault(longest); r != nil {
				out.Rejected = append(out.Rejected, Rejection{Index: i, Kind: r.Kind, Reason: c.name + ": " + r.Reason})
				continue
			}
			times = append(times, s.Hours())
		}
		if err := c.into.measure(times, level); err != nil {
			return Clocks{}, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return out, nil
}

func (t Timeline) started() *float64      { return t.Started }
func (t Timeline) detected() *float64     { return t.Detected }
func (t Timeline) acknowledged() *float64 { return t.Acknowledged }
func (t Timeline) mitigated() *float64    { return t.Mitigated }
func (t Timeline) resolved() *float64     { return t.Resolved }

func (c *Clock) measure(times []float64, level float64) error {
	sorted, err := sample(times, level)
	if err != nil {
		return err
	}
	r := restores{ended: sorted, closed: len(sorted)}
	for _, h := range sorted {
		r.total += h
	}
	mean, _ := r.mean(level)
	c.Mean, c.Median = mean, r.median(level).explained()
	c.P90, err = Quantile(sorted, 0.9, level)
	return err
}

// A RejectionKind says what is wrong with a time span.
type RejectionKind string

// The kinds of rejection, as recorded incidents have them.
const (
	RejectedNotFinite RejectionKind = "not-finite"
	RejectedNegative  RejectionKind = "negative"    // ends before it starts
	RejectedTooLong   RejectionKind = "implausible" // longer than any outage is
)

// A Rejection is a time span that enters no figure, and why.
type Rejection struct {
	Index  int           `json:"index"` // among those passed
	Kind   RejectionKind `json:"kind"`
	Reason string        `json:"reason"`
}

// fault says why s enters no figure, nil where it may.
func (s Spell) fault(longest float64) *Rejection {
	switch length := s.Hours(); {
	case math.IsNaN(length) || math.IsInf(length, 0):
		return &Rejection{Kind: RejectedNotFinite, Reason: fmt.Sprintf("from %g to %g hours", s.Start, s.End)}
	case length < 0:
		return &Rejection{Kind: RejectedNegative, Reason: fmt.Sprintf("ends %g hours before it starts", -length)}
	case length > longest && !s.Open:
		return &Rejection{Kind: RejectedTooLong, Reason: fmt.Sprintf("lasts %g hours, more than %g", length, longest)}
	}
	return nil
}

func positiveLongest(hours float64) error {
	if !(hours > 0) {
		return fmt.Errorf("availability: a longest outage of %g hours is not positive", hours)
	}
	return nil
}

// Screen parts recorded spells into those fit to be summarised and those that are
// not: not finite, ended before they started, or longer than longest hours, when a
// wrong year is likelier than an outage. Each of these is listed with its reason.
// Open spells are kept, whatever their age: they are censored, and have no end that
// could be wrong. Nothing is repaired, for a guess would look like a fact.
//
// It returns an error for a longest that is not positive.
func Screen(spells []Spell, longest float64) (fit []Spell, rejected []Rejection, err error) {
	if err := positiveLongest(longest); err != nil {
		return nil, nil, err
	}
	fit, rejected = []Spell{}, []Rejection{}
	for i, s := range spells {
		if r := s.fault(longest); r != nil {
			r.Index = i
			rejected = append(rejected, *r)
			continue
		}
		fit = append(fit, s)
	}
	return fit, rejected, nil
}
