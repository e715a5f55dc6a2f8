package slo

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Span is the time from From up to To.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Hours returns how long the span is.
func (s Span) Hours() float64 { return s.To.Sub(s.From).Hours() }

// A Slice is what was counted in a stretch of time. Requests whose outcome is
// not known are Unknown: neither good nor bad.
type Slice struct {
	Span
	Good    float64 `json:"good"`
	Bad     float64 `json:"bad"`
	Unknown float64 `json:"unknown,omitempty"`
}

func (s Slice) total() float64 { return s.Good + s.Bad + s.Unknown }

// A History is what is known of a service. Slices, Outages and Gaps need no
// order. What is outside Watched is unknown.
//
// Objectives of requests, windows and ratios read Slices: time that no slice
// covers is unknown. Objectives of time read Outages and Gaps: watched time that
// neither covers is good, and an outage in a gap is bad all the same.
//
// A slice without requests says nothing of good or bad. If an outage overlaps
// it, it is bad to an objective of windows or ratios, and time in which requests
// went missing, so unknown, to one of requests.
type History struct {
	Watched Span    `json:"watched"`
	Slices  []Slice `json:"slices,omitempty"`
	Outages []Span  `json:"outages,omitempty"`
	Gaps    []Span  `json:"gaps,omitempty"`
}

// limits of time, so that nanoseconds fit.
var (
	earliest = time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// MaxCount bounds the requests of a slice, so that sums of many stay finite.
const MaxCount = 1e18

// Validate returns an error unless s has a length and lies between the years 1700
// and 2200.
func (s Span) Validate() error {
	if !s.To.After(s.From) || s.From.Before(earliest) || s.To.After(latest) {
		return fmt.Errorf("%s to %s is not a time span", s.From.Format(time.RFC3339), s.To.Format(time.RFC3339))
	}
	return nil
}

func checkSpan(what string, i int, s Span) error {
	if err := s.Validate(); err != nil {
		return fmt.Errorf("slo: %s %d: %w", what, i, err)
	}
	return nil
}

// Validate says all that is wrong with h as a history for the method: spans must
// have a length, counts be neither negative nor above 1e18, slices not overlap.
func (h History) Validate(m Method) error {
	errs := []error{checkSpan("watched span", 0, h.Watched)}
	for i, s := range h.Outages {
		errs = append(errs, checkSpan("outage", i, s))
	}
	for i, s := range h.Gaps {
		errs = append(errs, checkSpan("gap", i, s))
	}
	if m == Time && len(h.Slices) > 0 {
		errs = append(errs, errors.New("slo: an objective of time reads no slices"))
	}
	if m != Time && len(h.Gaps) > 0 {
		errs = append(errs, fmt.Errorf("slo: gaps are for objectives of time; to one of %s time without slices is a gap", m))
	}
	for i, s := range h.Slices {
		if err := checkSpan("slice", i, s.Span); err != nil {
			errs = append(errs, err)
		}
		if !(s.Good >= 0 && s.Bad >= 0 && s.Unknown >= 0 && s.total() <= MaxCount) {
			errs = append(errs, fmt.Errorf("slo: slice %d: %g good, %g bad and %g unknown are not counts", i, s.Good, s.Bad, s.Unknown))
		}
	}
	order, byStart := h.Slices, func(a, b Slice) int { return a.From.Compare(b.From) }
	if !slices.IsSortedFunc(order, byStart) {
		order = slices.Clone(order)
		slices.SortFunc(order, byStart)
	}
	for i := 1; i < len(order); i++ {
		if order[i].From.Before(order[i-1].To) {
			errs = append(errs, fmt.Errorf("slo: two slices overlap at %s", order[i].From.Format(time.RFC3339)))
		}
	}
	return errors.Join(errs...)
}

// A piece is a stretch of time over which what it holds is spread evenly.
type piece struct {
	from, to           int64   // nanoseconds since 1970
	good, bad, unknown float64 // requests, or hours
	blind              float64 // hours
}

// pieces turns h into what the method of o counts, in order of time and without
// overlap: requests, or hours. Blind hours are those of which nothing is known.
func pieces(o Objective, h History) []piece {
	if o.Method == Time {
		return timePieces(h)
	}
	outages := merge(h.Outages)
	out := make([]piece, 0, len(h.Slices))
	for _, s := range h.Slices {
		s, ok := within(s, h.Watched)
		if !ok {
			continue
		}
		p := piece{from: s.From.UnixNano(), to: s.To.UnixNano()}
		hours, empty := s.Hours(), s.total() == 0
		dark := empty && overlaps(outages, p.from, p.to)
		switch {
		case o.Method == Requests && dark:
			p.blind = hours
		case o.Method == Requests:
			p.good, p.bad, p.unknown = s.Good, s.Bad, s.Unknown
		case dark:
			p.bad = hours
		case empty:
			p.unknown = hours
		case o.Method == Ratios:
			p.good, p.bad, p.unknown = hours*(s.Good/s.total()), hours*(s.Bad/s.total()), hours*(s.Unknown/s.total())
		default:
			p.good, p.bad, p.unknown = judgeSlice(s, o.SliceTarget, hours)
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	return out
}

// judgeSlice calls the hours of a slice good or bad if they are so whatever its
// unknown requests were.
func judgeSlice(s Slice, target, hours float64) (good, bad, unknown float64) {
	limit := BudgetShare(target) * s.total()
	switch {
	case !over(s.Bad+s.Unknown, limit):
		return hours, 0, 0
	case over(s.Bad, limit):
		return 0, hours, 0
	}
	return 0, 0, hours
}

// rounding is the share by which a sum may exceed its limit: the rounding of
// many additions, not more.
const rounding = 1e-9

// over reports whether x exceeds the limit by more than rounding.
func over(x, limit float64) bool { return x > limit*(1+rounding) }

// within returns what of s lies in the span, its counts in proportion.
func within(s Slice, span Span) (Slice, bool) {
	whole := s.Hours()
	if s.From.Before(span.From) {
		s.From = span.From
	}
	if s.To.After(span.To) {
		s.To = span.To
	}
	if !s.To.After(s.From) {
		return Slice{}, false
	}
	share := s.Hours() / whole
	s.Good, s.Bad, s.Unknown = s.Good*share, s.Bad*share, s.Unknown*share
	return s, true
}

// An edge is a moment at which outages or gaps begin or end.
type edge struct {
	at         int64
	down, dark int
}

// timePieces returns watched time as pieces that are good, bad or unknown.
func timePieces(h History) []piece {
	from, to := h.Watched.From.UnixNano(), h.Watched.To.UnixNano()
	edges := []edge{{at: from}, {at: to}}
	add := func(spans []Span, down, dark int) {
		for _, s := range spans {
			a, b := max(s.From.UnixNano(), from), min(s.To.UnixNano(), to)
			if a < b {
				edges = append(edges, edge{a, down, dark}, edge{b, -down, -dark})
			}
		}
	}
	add(h.Outages, 1, 0)
	add(h.Gaps, 0, 1)
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	var out []piece
	down, dark := 0, 0
	for i, e := range edges[:len(edges)-1] {
		down, dark = down+e.down, dark+e.dark
		p := piece{from: e.at, to: edges[i+1].at}
		hours := time.Duration(p.to - p.from).Hours()
		switch {
		case hours == 0:
			continue
		case down > 0:
			p.bad = hours
		case dark > 0:
			p.unknown = hours
		default:
			p.good = hours
		}
		out = append(out, p)
	}
	return out
}

// merge joins overlapping and touching spans, in order of time.
func merge(spans []Span) []Span {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, func(a, b Span) int { return a.From.Compare(b.From) })
	merged := sorted[:0]
	for _, s := range sorted {
		if n := len(merged); n == 0 || s.From.After(merged[n-1].To) {
			merged = append(merged, s)
		} else if s.To.After(merged[n-1].To) {
			merged[n-1].To = s.To
		}
	}
	return merged
}

// overlaps reports whether a merged span has time in common with from, to.
func overlaps(merged []Span, from, to int64) bool {
	i, _ := slices.BinarySearchFunc(merged, from, func(s Span, at int64) int {
		if s.To.UnixNano() <= at {
			return -1
		}
		return 1
	})
	return i < len(merged) && merged[i].From.UnixNano() < to
}
