package availability

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"ninefold/analysis/dist"
)

// A Start is the moment at which an outage of a component began.
type Start struct {
	Component string  `json:"component"`
	Hour      float64 `json:"hour"`
}

// A Burst is a moment at which more components went down together than chance
// explains: they have a common cause.
type Burst struct {
	From       float64  `json:"fromHours"`
	To         float64  `json:"toHours"` // ≤ From + the width asked for
	Components []string `json:"components"`
	Expected   float64  `json:"expected"` // components in a span as wide, by chance
	Chance     float64  `json:"chance"`   // bound on the probability of any such burst in the record
}

// Bursts finds the spans, no wider than width hours, in which so many components
// began an outage that outages at moments of their own, each component at its rate
// over the record from, to, would show such a burst anywhere with at most the
// probability alpha. Spans that overlap are reported once, the fullest first taken.
// The result is in order of time.
//
// By chance, the number of components in a span is a sum of independent events, and
// its tail is bounded by that of a Poisson variable of the same mean (Chernoff's
// bound where that is larger); times the number of spans that begin with an outage
// (Bonferroni) it bounds the chance of one anywhere.
//
// It returns an error for a record without finite length, a width that is not in
// (0, to − from), an alpha outside (0, 1), and starts outside the record or not
// finite. Time is O(n log n), and the components of each span that stands out.
func Bursts(starts []Start, from, to, width, alpha float64) ([]Burst, error) {
	err := errors.Join(checkWindow(from, to), checkLevel(alpha))
	if !(width > 0 && width < to-from) {
		err = errors.Join(err, fmt.Errorf("availability: burst: width %g does not fit the record", width))
	}
	counts := map[string]float64{}
	for i, s := range starts {
		if !(s.Hour >= from && s.Hour <= to) {
			err = errors.Join(err, fmt.Errorf("availability: burst: start %d at %g hours is not in the record", i, s.Hour))
		}
		counts[s.Component]++
	}
	if err != nil {
		return nil, err
	}
	var shares []float64
	for _, n := range counts {
		shares = append(shares, -math.Expm1(-n*width/(to-from)))
	}
	slices.Sort(shares) // the order of a map means nothing, also to rounding
	var expected float64
	for _, p := range shares {
		expected += p
	}
	sorted := slices.SortedFunc(slices.Values(starts), func(a, b Start) int {
		return cmp.Or(cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Component, b.Component))
	})
	var found []Burst
	span, end := map[string]int{}, 0 // starts of each component in the span
	for _, s := range sorted {
		for ; end < len(sorted) && sorted[end].Hour <= s.Hour+width; end++ {
			span[sorted[end].Component]++
		}
		// One start is there by choice of the span; the others must be explained.
		b := Burst{From: s.Hour, To: sorted[end-1].Hour, Expected: expected}
		b.Chance = min(1, float64(len(sorted))*crowd(len(span)-1, expected))
		if len(span) > 1 && b.Chance <= alpha {
			b.Components = slices.Sorted(maps.Keys(span))
			found = append(found, b)
		}
		if span[s.Component]--; span[s.Component] == 0 {
			delete(span, s.Component)
		}
	}
	return fullest(found), nil
}

// crowd bounds the probability that at least k independent events happen, of which
// expected are.
func crowd(k int, expected float64) float64 {
	x := float64(k)
	if !(x > expected) {
		return 1
	}
	// Poisson's tail is above that of such a sum this far out (Hoeffding 1956 for the
	// binomial, Anderson and Samuels 1967 from there); nearer to the mean Chernoff's
	// bound is safe.
	if x > expected+1 {
		return dist.Gamma{Shape: x, Rate: 1}.CDF(expected)
	}
	return math.Exp(x - expected - x*math.Log(x/expected))
}

// fullest keeps of bursts that overlap those with most components.
func fullest(found []Burst) []Burst {
	slices.SortStableFunc(found, func(a, b Burst) int { return cmp.Compare(len(b.Components), len(a.Components)) })
	kept := []Burst{}
	for _, b := range found {
		if !slices.ContainsFunc(kept, func(k Burst) bool { return b.From <= k.To && k.From <= b.To }) {
			kept = append(kept, b)
		}
	}
	slices.SortFunc(kept, func(a, b Burst) int { return cmp.Compare(a.From, b.From) })
	return kept
}
