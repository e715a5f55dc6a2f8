package lifedata

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A RecurrenceTest compares the events of two groups of systems.
type RecurrenceTest struct {
	Statistic float64          `json:"statistic"` // standard normal where the groups fare alike; positive where the first has more events
	PValue    float64          `json:"pValue"`    // two-sided
	Steps     []DifferenceStep `json:"steps"`     // the difference of the means, as far as both groups are watched
}

// A DifferenceStep is a change of the difference of two mean cumulative functions.
type DifferenceStep struct {
	Hours  float64 `json:"hours"`
	Mean   float64 `json:"mean"`   // of the first, less that of the second
	StdErr float64 `json:"stdErr"` // robust
}

// CompareRecurrence tests whether two groups of systems have as many events, with
// the weights of the log-rank test and a variance from the spread between
// systems, which clustered events do not mislead. Only the times at which both
// groups are watched count. It rests on the number of systems: with fewer than
// ten in a group it rejects too often.
//
// It returns errors wrapping [ErrHistory] or [ErrNoEvents], and [ErrTooFew] where
// a group has one system or no event is seen while both are watched.
//
// Source: R. J. Cook, J. F. Lawless, The Statistical Analysis of Recurrent Events,
// 2007, section 3.7.5, https://doi.org/10.1007/978-0-387-69810-6
func CompareRecurrence(a, b History) (RecurrenceTest, error) {
	if err := errors.Join(a.Validate(), b.Validate()); err != nil {
		return RecurrenceTest{}, err
	}
	if len(a) < 2 || len(b) < 2 {
		return RecurrenceTest{}, fmt.Errorf("lifedata: comparison of %d and %d systems: %w", len(a), len(b), ErrTooFew)
	}
	both, err := slices.Concat(a, b).sorted()
	if err != nil {
		return RecurrenceTest{}, err
	}
	var r RecurrenceTest
	var groups [2]compared
	groups[0].init(both[:len(a)])
	groups[1].init(both[len(a):])
	score := 0.0
	eachEventTime(both, func(at eventTime) {
		first, second := split(at, len(a))
		first.atRisk = groups[0].atRisk + len(first.joined) - len(first.left)
		second.atRisk = groups[1].atRisk + len(second.joined) - len(second.left)
		weight := 0.0
		together := first.atRisk > 0 && second.atRisk > 0
		if together {
			x, y := float64(first.atRisk), float64(second.atRisk)
			weight = x * y / (x + y)
			score += weight * (float64(len(first.systems))/x - float64(len(second.systems))/y)
		}
		groups[0].at(first, weight, together)
		groups[1].at(second, weight, together)
		if together {
			r.Steps = append(r.Steps, DifferenceStep{
				Hours:  at.hours,
				Mean:   groups[0].mean - groups[1].mean,
				StdErr: math.Sqrt(groups[0].plain.sum() + groups[1].plain.sum()),
			})
		}
	})
	variance := groups[0].weighted.sum() + groups[1].weighted.sum()
	if !(variance > 0) {
		return RecurrenceTest{}, fmt.Errorf("lifedata: comparison: %w events while both groups are watched, or no spread between systems", ErrTooFew)
	}
	r.Statistic = score / math.Sqrt(variance)
	r.PValue = normalTails(r.Statistic)
	return r, nil
}

// compared is one group on the way through the times of events of both.
type compared struct {
	plain, weighted *leads
	atRisk          int
	mean            float64
}

func (c *compared) init(h History) { c.plain, c.weighted = newLeads(h), newLeads(h) }

// at moves on; times at which only one group is watched are left out.
func (c *compared) at(at eventTime, weight float64, together bool) {
	c.atRisk = at.atRisk
	if !together {
		at.systems = nil
	}
	c.plain.at(at, 1)
	c.weighted.at(at, weight)
	if together {
		c.mean += float64(len(at.systems)) / float64(at.atRisk)
	}
}

// split parts what happens at a time between the first n systems and the others.
func split(at eventTime, n int) (first, second eventTime) {
	part := func(systems []int) (low, high []int) {
		for _, i := range systems {
			if i < n {
				low = append(low, i)
			} else {
				high = append(high, i-n)
			}
		}
		return low, high
	}
	first.hours, second.hours = at.hours, at.hours
	first.systems, second.systems = part(at.systems)
	first.joined, second.joined = part(at.joined)
	first.left, second.left = part(at.left)
	return first, second
}
