package lifedata

import (
	"cmp"
	"fmt"
	"slices"
)

// A group is the lives of like kind: those that end, or begin to be watched, at
// one place in the order.
type group struct {
	at ending
	n  int
}

// An order is lives in the order of their ends: one number a life, unless some
// stand for many.
type order struct {
	ends    []ending // nil where grouped is used
	grouped []group
	entries []group // by time, of those watched from later than 0
	times   int     // at which units fail
}

// A failing is what happens at a time at which units fail.
type failing struct {
	hours    float64
	atRisk   int
	failures int
}

// mostLives is up to where every count is exact as a float64.
const mostLives = 1 << 53

// validateCounts is Validate, and that lives are not too many to count.
func validateCounts(lives []Life) error {
	if err := Validate(lives); err != nil {
		return err
	}
	total := 0.0
	for i := range lives {
		total += float64(lives[i].Number())
	}
	if total > mostLives {
		return fmt.Errorf("lifedata: %w: %g lives in all, more than %g", ErrTooMany, total, float64(mostLives))
	}
	return nil
}

// orderLives sorts lives, which must be exact or right-censored.
func orderLives(lives []Life) (order, error) {
	if err := validateCounts(lives); err != nil {
		return order{}, err
	}
	single, late := true, 0
	for i, l := range lives {
		if l.Interval || l.Until != 0 {
			return order{}, fmt.Errorf("lifedata: life %d: %w", i, ErrKind)
		}
		single = single && l.Number() == 1
		if l.Entry > 0 {
			late++
		}
	}
	o := order{entries: make([]group, 0, late)}
	if single {
		o.ends = make([]ending, len(lives))
		for i, l := range lives {
			o.ends[i] = endingOf(l)
		}
		o.ends = sortEndings(o.ends)
	} else {
		o.grouped = make([]group, len(lives))
		for i, l := range lives {
			o.grouped[i] = group{endingOf(l), l.Number()}
		}
		sortGroups(o.grouped)
	}
	for _, l := range lives {
		if l.Entry > 0 {
			o.entries = append(o.entries, group{endingOf(Life{Hours: l.Entry, Failed: true}), l.Number()})
		}
	}
	sortGroups(o.entries)
	o.times = o.distinct()
	return o, nil
}

func sortGroups(g []group) {
	slices.SortFunc(g, func(a, b group) int { return cmp.Compare(a.at, b.at) })
}

// len returns how many ends there are to visit.
func (o order) len() int { return max(len(o.ends), len(o.grouped)) }

// at returns the end in place i and how many lives it stands for.
func (o order) at(i int) (ending, int) {
	if o.grouped != nil {
		return o.grouped[i].at, o.grouped[i].n
	}
	return o.ends[i], 1
}

// distinct returns at how many times units fail.
func (o order) distinct() int {
	n, last := 0, ending(1) // no failure looks like 1
	for _, e := range o.ends {
		differs := uint64(e ^ last)
		differs = (differs | -differs) >> 63 // 1 or 0, without a branch that nobody could predict
		n += int(differs &^ uint64(e))       // failures are even
		last = e
	}
	for _, g := range o.grouped {
		if g.at.failed() && g.at != last {
			n++
		}
		last = g.at
	}
	return n
}

// failings calls visit for each time of failure in increasing order. A unit is at
// risk at t if it entered before t and ended at t or later.
func (o order) failings(visit func(failing)) {
	atRisk, entered := 0, 0
	for i := range o.len() {
		_, n := o.at(i)
		atRisk += n
	}
	for _, e := range o.entries {
		atRisk -= e.n
	}
	for i := 0; i < o.len(); {
		e, n := o.at(i)
		i++
		if !e.failed() {
			atRisk -= n
			continue
		}
		for i < o.len() {
			next, m := o.at(i)
			if next != e {
				break
			}
			n += m
			i++
		}
		for entered < len(o.entries) && o.entries[entered].at < e {
			atRisk += o.entries[entered].n
			entered++
		}
		visit(failing{hours: e.hours(), atRisk: atRisk, failures: n})
		atRisk -= n
	}
}
