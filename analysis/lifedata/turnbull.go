package lifedata

import (
	"context"
	"fmt"
	"math"
	"sort"
)

// A Mass is the share of units that fail in (Since, Hours], or exactly at Hours
// where the two are equal. Where in an interval they fail, the data do not say.
type Mass struct {
	Since float64  `json:"since"`
	Hours *float64 `json:"hours,omitempty"` // nil: after Since, for ever
	Share float64  `json:"share"`           // > 0
}

// A MassCurve is a survival function estimated from lives of every kind.
type MassCurve struct {
	Masses        []Mass  `json:"masses"` // in increasing time; their shares sum to 1
	LogLikelihood float64 `json:"logLikelihood"`
	// Gap says how nearly the estimate is a maximum: by how much, relative to the
	// lives, the likelihood could still grow per share moved anywhere. It is 0 at
	// one (the condition of Karush, Kuhn and Tucker).
	Gap        float64 `json:"gap"`
	Iterations int     `json:"iterations"`
}

// largestGap is the Gap at which the iteration ends. Without truncation it bounds
// the log-likelihood that is missing, per life.
const largestGap = 1e-10

// mostIterations is after how many steps Turnbull gives up.
const mostIterations = 20_000

// Turnbull returns the nonparametric maximum likelihood estimate of the survival
// function of the population lives were drawn from, which may be exact, censored
// from the right or to intervals (Since, Hours], truncated on both sides, and
// mixed. Of exact and right-censored lives it is the product-limit estimate.
//
// Only the mass in some intervals can be known, not where in them it lies; see
// [MassCurve.Survival]. Without truncation the estimate is a global maximum. With
// it, it is of life within the range that could be seen at all, and there may be
// other local maxima. Each iteration takes O(n); most data need some hundreds.
//
// It returns an error wrapping [ErrNoFailures] when every life is right-censored,
// [ErrNotConverged] after twenty thousand steps (with truncation there
// may be no maximum), the error of ctx when that ends, or those of invalid lives.
//
// Sources: B. W. Turnbull, J. R. Statist. Soc. B 38 (1976) 290-295,
// https://doi.org/10.1111/j.2517-6161.1976.tb01597.x; H. Frydman, J. R. Statist.
// Soc. B 56 (1994) 71-74 for truncation; R. Gentleman, C. J. Geyer, Biometrika 81
// (1994) 618-623, https://doi.org/10.1093/biomet/81.3.618 for the condition.
func Turnbull(ctx context.Context, lives []Life) (MassCurve, error) {
	if err := validateCounts(lives); err != nil {
		return MassCurve{}, err
	}
	failed := false
	for _, l := range lives {
		failed = failed || !l.Censored()
	}
	if !failed {
		return MassCurve{}, fmt.Errorf("lifedata: %d lives, all censored: %w", len(lives), ErrNoFailures)
	}
	extents, rows := support(lives)
	m := newMassLikelihood(rows, len(extents))
	if err := m.maximise(ctx); err != nil {
		return MassCurve{}, err
	}
	c := MassCurve{LogLikelihood: m.logLikelihood(m.share), Gap: m.gap, Iterations: m.iterations}
	for j, s := range extents {
		if m.share[j] > 0 {
			c.Masses = append(c.Masses, Mass{Since: s.from.hours, Hours: finite(s.to.hours), Share: m.share[j]})
		}
	}
	return c, nil
}

// Survival returns P(life > hours): all that the data say is that it lies between
// low and high, which are equal except inside an interval with mass.
func (c MassCurve) Survival(hours float64) (low, high float64) {
	// Summed from the end, so that small survivals keep their digits.
	for i := len(c.Masses) - 1; i >= 0; i-- {
		switch m := c.Masses[i]; {
		case m.Hours != nil && *m.Hours <= hours:
			return low, high
		case m.Since >= hours:
			low += m.Share
			high += m.Share
		default:
			high += m.Share
		}
	}
	return min(1, low), min(1, high)
}

// A boundary is a place on the axis of hours: at a time, just before or just
// after it.
type boundary struct {
	hours float64
	side  int // -1 before, 0 at, 1 after
}

func (a boundary) before(b boundary) bool {
	return a.hours < b.hours || a.hours == b.hours && a.side < b.side
}

// An extent is the closed range between two boundaries.
type extent struct{ from, to boundary }

// seenIn returns where l failed, as far as is known, and where it had to fail to be known.
func seenIn(l Life) (failure, known extent) {
	never := boundary{math.Inf(1), 0}
	failure = extent{boundary{l.Hours, 1}, never}
	if l.Interval {
		failure = extent{boundary{l.Since, 1}, boundary{l.Hours, 0}}
	} else if l.Failed {
		failure = extent{boundary{l.Hours, -1}, boundary{l.Hours, 0}}
	}
	known = extent{boundary{l.Entry, 1}, never}
	if l.Until != 0 {
		known.to = boundary{l.Until, 0}
		if l.Censored() {
			failure.to = known.to
		}
	}
	return failure, known
}

// A row is n lives: each fails in the extents from first to last, and would have
// been known had it failed in those from start to end.
type row struct{ first, last, start, end, n int }

// support returns the extents that can hold mass, in order, and the lives in terms
// of them. They are those from a boundary where a range of failures begins to the
// next boundary if one ends there; where truncation ends a range begins, and where
// it begins one ends.
func support(lives []Life) ([]extent, []row) {
	var from, to []boundary
	for _, l := range lives {
		failure, known := seenIn(l)
		from, to = append(from, failure.from), append(to, failure.to)
		if l.Entry > 0 {
			to = append(to, boundary{l.Entry, 0})
		}
		if l.Until != 0 {
			from = append(from, boundary{known.to.hours, 1})
		}
	}
	extents := innermost(from, to)
	covered := make([]int, len(extents)+1)
	for _, l := range lives {
		failure, _ := seenIn(l)
		first, last := within(extents, failure)
		covered[first]++
		covered[last+1]--
	}
	kept, depth := extents[:0:0], 0
	for j, s := range extents {
		depth += covered[j]
		if depth > 0 { // elsewhere nobody failed for all we know
			kept = append(kept, s)
		}
	}
	index := map[row]int{}
	var rows []row
	for _, l := range lives {
		failure, known := seenIn(l)
		var r row
		r.first, r.last = within(kept, failure)
		r.start, r.end = within(kept, known)
		at, ok := index[r]
		if !ok {
			at = len(rows)
			index[r] = at
			rows = append(rows, r)
		}
		rows[at].n += l.Number()
	}
	return kept, rows
}

// innermost returns the extents from each from to the nearest to, if no other from is between.
func innermost(from, to []boundary) []extent {
	sort.Slice(from, func(i, j int) bool { return from[i].before(from[j]) })
	sort.Slice(to, func(i, j int) bool { return to[i].before(to[j]) })
	var extents []extent
	next := 0
	for i, f := range from {
		if i+1 < len(from) && from[i+1] == f {
			continue
		}
		for next < len(to) && to[next].before(f) {
			next++
		}
		if next == len(to) {
			break
		}
		if i+1 == len(from) || to[next].before(from[i+1]) {
			extents = append(extents, extent{f, to[next]})
		}
	}
	return extents
}

// within returns the first and last index of the extents inside s.
func within(extents []extent, s extent) (first, last int) {
	first = sort.Search(len(extents), func(j int) bool { return !extents[j].from.before(s.from) })
	last = sort.Search(len(extents), func(j int) bool { return s.to.before(extents[j].to) }) - 1
	return first, last
}
