package availability

import (
	"errors"
	"fmt"
)

// A Verdict says whether an objective was met.
type Verdict string

// The verdicts.
const (
	Met       Verdict = "met"        // whatever the missing data were
	Breached  Verdict = "breached"   // whatever the missing data were
	NotJudged Verdict = "not-judged" // missing data could change the answer
)

// An Attainment is what was attained of an objective in a window, with bounds
// for what happened while data were missing: all up, or all down.
type Attainment struct {
	Verdict       Verdict  `json:"verdict"`
	Reason        string   `json:"reason,omitempty"` // why it is not judged
	Target        float64  `json:"target"`           // availability
	Value         *float64 `json:"value,omitempty"`  // of the time that was observed; absent if none was
	Low           float64  `json:"low"`              // had all missing time been down
	High          float64  `json:"high"`             // had it been up
	DowntimeHours float64  `json:"downtimeHours"`
	MissingHours  float64  `json:"missingHours"` // neither observed nor known to be down
	WindowHours   float64  `json:"windowHours"`

	AllowedMinutes float64 `json:"allowedMinutes"` // the error budget: (1 − Target) of the window
	LeftMinutes    float64 `json:"leftMinutes"`    // of it; negative when overspent
	LeastMinutes   float64 `json:"leastMinutes"`   // the same, had all missing time been down
}

// budgetTolerance is the share of the error budget by which downtime may exceed
// it: the rounding of 1 − target and of the sum of many spells, not more.
const budgetTolerance = 1e-9

// Attain judges the outages in the window from, to against a target in (0, 1).
// Gaps are spells without data; an outage recorded in one is downtime all the
// same. What was attained is a fact, so only gaps can leave it open, and the
// objective is judged when they cannot change the answer.
//
// It returns an error for spells that [Validate] refuses, a window without finite
// length and a target outside (0, 1).
func Attain(outages, gaps []Spell, from, to, target float64) (Attainment, error) {
	err := errors.Join(Validate(outages), Validate(gaps), checkWindow(from, to))
	if !(target > 0 && target < 1) {
		err = errors.Join(err, fmt.Errorf("availability: target %g is not between 0 and 1", target))
	}
	if err != nil {
		return Attainment{}, err
	}
	down := Clip(Union(outages), from, to)
	blind := Clip(Union(gaps), from, to)
	a := Attainment{Target: target, WindowHours: to - from, DowntimeHours: hours(down)}
	a.MissingHours = max(0, hours(Union(append(blind, down...)))-a.DowntimeHours)

	allowed := (1 - target) * a.WindowHours
	limit := allowed * (1 + budgetTolerance)
	switch {
	case a.DowntimeHours+a.MissingHours <= limit:
		a.Verdict = Met
	case a.DowntimeHours > limit:
		a.Verdict = Breached
	default:
		a.Verdict = NotJudged
		a.Reason = "missing data could change the answer"
	}

	const minutes = 60
	a.AllowedMinutes = allowed * minutes
	a.LeftMinutes = (allowed - a.DowntimeHours) * minutes
	a.LeastMinutes = (allowed - a.DowntimeHours - a.MissingHours) * minutes
	a.Low = max(0, 1-(a.DowntimeHours+a.MissingHours)/a.WindowHours)
	a.High = max(0, 1-a.DowntimeHours/a.WindowHours)
	if observed := a.WindowHours - a.MissingHours; observed > 0 {
		a.Value = finite(max(0, 1-a.DowntimeHours/observed))
	}
	return a, figures(a.AllowedMinutes, a.LeftMinutes, a.LeastMinutes)
}
