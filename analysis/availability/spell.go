package availability

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Spell is the time from Start to End, in hours: of an outage, or of missing
// data. One without length is an event that took no time, and still counts.
type Spell struct {
	Start float64 `json:"startHours"`
	End   float64 `json:"endHours"` // ≥ Start
	Open  bool    `json:"open"`     // not over at End, the last moment that is known
}

// Hours returns how long the spell lasted, as far as is known.
func (s Spell) Hours() float64 { return s.End - s.Start }

// Validate says of every spell what is wrong with it: times must be finite and
// in order.
func Validate(spells []Spell) error {
	var errs []error
	for i, s := range spells {
		if !s.valid() {
			errs = append(errs, fmt.Errorf("availability: spell %d: %g to %g is not a time span", i, s.Start, s.End))
		}
	}
	return errors.Join(errs...)
}

func (s Spell) valid() bool {
	return s.End >= s.Start && !math.IsInf(s.Start, -1) && !math.IsInf(s.End, 1)
}

// Union merges overlapping and touching spells and returns what is left in order
// of time. A merged spell is open if the part that lasts longest is. Spells need
// no order and are not modified; those that [Validate] refuses are left out.
// Time is O(n log n).
func Union(spells []Spell) []Spell {
	sorted := slices.DeleteFunc(slices.Clone(spells), func(s Spell) bool { return !s.valid() })
	slices.SortFunc(sorted, func(a, b Spell) int { return cmp.Compare(a.Start, b.Start) })
	merged := sorted[:0]
	for _, s := range sorted {
		if len(merged) == 0 || s.Start > merged[len(merged)-1].End {
			merged = append(merged, s)
			continue
		}
		last := &merged[len(merged)-1]
		switch {
		case s.End > last.End:
			last.End, last.Open = s.End, s.Open
		case s.End == last.End:
			last.Open = last.Open || s.Open
		}
	}
	return merged
}

// Clip returns what of the spells lies in the window from, to, in the order
// given. A spell that goes on at the end of the window becomes open. Spells
// without length stay if they are in the window.
func Clip(spells []Spell, from, to float64) []Spell {
	clipped := []Spell{}
	for _, s := range spells {
		if s.meets(from, to) {
			clipped = append(clipped, s.clip(from, to))
		}
	}
	return clipped
}

// meets reports whether s has an instant in the half-open window.
func (s Spell) meets(from, to float64) bool {
	return s.Start >= from && s.Start < to || s.Start < from && s.End > from && from < to
}

func (s Spell) clip(from, to float64) Spell {
	return Spell{Start: max(s.Start, from), End: min(s.End, to), Open: s.Open || s.End > to}
}

// hours returns the total length of spells.
func hours(spells []Spell) float64 {
	var sum float64
	for _, s := range spells {
		sum += s.Hours()
	}
	return sum
}

// checkWindow refuses a window without length.
func checkWindow(from, to float64) error {
	if !(to > from) || math.IsInf(to-from, 1) {
		return fmt.Errorf("availability: window %g to %g has no finite length", from, to)
	}
	return nil
}
