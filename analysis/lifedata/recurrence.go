package lifedata

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
)

// A Variance says how the standard error of a mean cumulative function is found.
type Variance string

// The robust variance is the one to use: it sees how much systems differ and how
// their events cluster. The others are smaller or larger by up to several times,
// and are here to compare with programs that use them.
const (
	VarianceRobust  Variance = "robust"  // of Lawless and Nadeau: from the spread between systems
	VariancePoisson Variance = "poisson" // as if events came by chance alone
	VarianceSingle  Variance = "single"  // as if each event were a binomial draw from the systems at risk
)

// A RecurrenceStep is one rise of a mean cumulative function.
type RecurrenceStep struct {
	Hours  float64  `json:"hours"`
	AtRisk int      `json:"atRisk"`           // systems watched at Hours
	Events int      `json:"events"`           // at Hours, of all systems
	Mean   float64  `json:"mean"`             // events per system up to and including Hours
	StdErr *float64 `json:"stdErr,omitempty"` // of Mean; nil where undefined: the robust one of a single system
}

// A Recurrence is a mean cumulative function: its rises in increasing time. It is
// 0 before the first, or rather counts from there.
type Recurrence []RecurrenceStep

// MeanCumulative returns the mean number of events per system by age, the
// Nelson-Aalen estimate for repeated events. Nothing is assumed of the process,
// but that the systems are drawn from one population and watched over windows that
// have nothing to do with their events.
//
// A system is at risk in (From, To], so an event at another's last moment finds
// that one at risk. Time is O(n log n) for n events and systems together.
//
// It returns errors wrapping [ErrHistory], or [ErrNoEvents].
//
// Sources: W. Nelson, Recurrent Events Data Analysis, 2003,
// https://doi.org/10.1137/1.9780898718454; J. F. Lawless, C. Nadeau, Technometrics
// 37 (1995) 158-168, https://doi.org/10.1080/00401706.1995.10484300
func MeanCumulative(h History, v Variance) (Recurrence, error) {
	if v != VarianceRobust && v != VariancePoisson && v != VarianceSingle {
		return nil, fmt.Errorf("lifedata: mean cumulative function: unknown variance %q", v)
	}
	sorted, err := h.sorted()
	if err != nil {
		return nil, err
	}
	robust := newLeads(sorted)
	var steps Recurrence
	mean, poisson, single := 0.0, 0.0, 0.0
	eachEventTime(sorted, func(at eventTime) {
		r, d := float64(at.atRisk), float64(len(at.systems))
		mean += d / r
		poisson += d / r / r
		single += d / r / r * (1 - 1/r)
		robust.at(at, 1)
		s := RecurrenceStep{Hours: at.hours, AtRisk: at.atRisk, Events: len(at.systems), Mean: mean}
		switch {
		case v == VariancePoisson:
			s.StdErr = finite(math.Sqrt(poisson))
		case v == VarianceSingle:
			s.StdErr = finite(math.Sqrt(single))
		case len(h) > 1:
			s.StdErr = finite(math.Sqrt(robust.sum()))
		}
		steps = append(steps, s)
	})
	return steps, nil
}

// At returns the mean number of events up to and including hours.
func (r Recurrence) At(hours float64) float64 {
	i := sort.Search(len(r), func(i int) bool { return r[i].Hours > hours })
	if i == 0 {
		return 0
	}
	return r[i-1].Mean
}

// Bounds returns the value after each step with its pointwise normal bounds, of
// the logarithm with [TransformLog], so that they stay positive, or with
// [TransformPlain] of the mean itself, which may be negative. They rest on the
// number of systems, not of events, and are too narrow below fifty or so:
// [TransformStudent] is TransformLog with the quantile of Student's distribution,
// and the variance of a sample, of the systems at risk. Where the standard error
// is undefined, or a single system at risk leaves no degree of freedom, they are
// absent.
//
// It returns an error when level is not between 0 and 1 or the transform another.
func (r Recurrence) Bounds(level float64, tr Transform) ([]Point, error) {
	if err := tr.check(level, TransformPlain, TransformLog, TransformStudent); err != nil {
		return nil, err
	}
	points := make([]Point, len(r))
	reach, atRisk := normalQuantile(level), 0
	for i, s := range r {
		points[i] = Point{Hours: s.Hours, Value: s.Mean}
		if tr == TransformStudent && s.AtRisk != atRisk {
			atRisk = s.AtRisk
			n := float64(atRisk)
			reach = studentT((1+level)/2, n-1) * math.Sqrt(n/(n-1))
		}
		if s.StdErr != nil && (tr != TransformStudent || atRisk > 1) {
			low, high := tr.positiveBounds(s.Mean, *s.StdErr, reach)
			points[i].Low, points[i].High = finite(low), finite(high)
		}
	}
	return points, nil
}

// Line returns the corners of the function and its bounds, as [Curve.Line]; it
// starts at 0.
func (r Recurrence) Line(until, level float64, tr Transform) ([]Point, error) {
	points, err := r.Bounds(level, tr)
	if err != nil {
		return nil, err
	}
	return staircase(Point{Low: finite(0), High: finite(0)}, points, until), nil
}

// An eventTime is a time at which events happen.
type eventTime struct {
	hours   float64
	atRisk  int
	systems []int // one entry an event
	left    []int // systems no longer watched, since the last time of events
	joined  []int // systems watched since then
}

// eachEventTime goes through the times of events of sorted histories. The slices
// that visit gets are valid until it returns.
func eachEventTime(h History, visit func(eventTime)) {
	type event struct {
		hours  float64
		system int
	}
	var events []event
	joins, leaves := make([]int, len(h)), make([]int, len(h))
	for i, s := range h {
		joins[i], leaves[i] = i, i
		for _, t := range s.Events {
			events = append(events, event{t, i})
		}
	}
	slices.SortFunc(events, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.hours, b.hours), cmp.Compare(a.system, b.system))
	})
	slices.SortStableFunc(joins, func(a, b int) int { return cmp.Compare(h[a].From, h[b].From) })
	slices.SortStableFunc(leaves, func(a, b int) int { return cmp.Compare(h[a].To, h[b].To) })
	at := eventTime{}
	for i := 0; i < len(events); {
		at.hours, at.systems, at.left, at.joined = events[i].hours, at.systems[:0], at.left[:0], at.joined[:0]
		for ; i < len(events) && events[i].hours == at.hours; i++ {
			at.systems = append(at.systems, events[i].system)
		}
		for ; len(joins) > 0 && h[joins[0]].From < at.hours; joins = joins[1:] {
			at.joined = append(at.joined, joins[0])
		}
		for ; len(leaves) > 0 && h[leaves[0]].To < at.hours; leaves = leaves[1:] {
			at.left = append(at.left, leaves[0])
		}
		at.atRisk += len(at.joined) - len(at.left)
		visit(at)
	}
}
