package lifedata

import (
	"fmt"
	"math"
	"slices"
)

// mostArranged is for how many gaps the exact distribution is used; beyond it the
// normal approximation is good to three digits.
const mostArranged = 60

// ReverseArrangements is Mann's test for trend: of how many pairs of times between
// events of one system the later is the longer. Nothing is assumed of their
// distribution. Without trend each order is as likely; many such pairs mean
// improvement. The p-values are exact for one system with up to sixty such times,
// none equal; else they are normal.
//
// It returns errors wrapping [ErrHistory], [ErrNoEvents], and [ErrTooFew] where no
// system has two times between events.
//
// Sources: H. B. Mann, Econometrica 13 (1945) 245-259,
// https://doi.org/10.2307/1907187; NIST/SEMATECH e-Handbook, section 8.2.3.4.
func ReverseArrangements(h History) (TrendTest, error) {
	sorted, err := h.sorted()
	if err != nil {
		return TrendTest{}, err
	}
	count, equal, used, last := 0, 0, 0, 0
	mean, variance := 0.0, 0.0
	for _, s := range sorted {
		gaps := s.gaps()
		if len(gaps) < 2 {
			continue
		}
		longer, same := arrangements(gaps)
		count += longer
		equal += same
		m := float64(len(gaps))
		mean += m * (m - 1) / 4
		variance += m * (m - 1) * (2*m + 5) / 72
		used, last = used+1, len(gaps)
	}
	if used == 0 {
		return TrendTest{}, fmt.Errorf("lifedata: reverse arrangements: %w times between events", ErrTooFew)
	}
	t := TrendTest{Name: "reverse arrangements", Null: nullRenewal, Statistic: float64(count), Events: sorted.Events()}
	var above, below float64 // chances of at least, at most, as many
	if used == 1 && equal == 0 && last <= mostArranged {
		above, below = arrangedTails(last, count)
	} else {
		// A pair of equals is half of one. The half takes account of whole counts.
		z := float64(count) + float64(equal)/2 - mean
		above, below = normalAbove((z-0.5)/math.Sqrt(variance)), normalAbove((-z-0.5)/math.Sqrt(variance))
	}
	t.Improving, t.Deteriorating, t.PValue = &above, &below, min(1, 2*min(above, below))
	return t, nil
}

// arrangements counts pairs of which the later is longer, or as long, in time
// n log n: the ranks seen so far are kept in a tree of sums.
func arrangements(gaps []float64) (longer, same int) {
	ranks := slices.Clone(gaps)
	slices.Sort(ranks)
	ranks = slices.Compact(ranks)
	seen := make([]int, len(ranks)+1) // at i: of the ranks from i less its lowest bit up to i
	upTo := func(rank int) int {
		sum := 0
		for i := rank; i > 0; i &= i - 1 {
			sum += seen[i]
		}
		return sum
	}
	for _, g := range gaps {
		below, _ := slices.BinarySearch(ranks, g)
		shorter := upTo(below)
		longer += shorter
		same += upTo(below+1) - shorter
		for i := below + 1; i < len(seen); i += i & -i {
			seen[i]++
		}
	}
	return longer, same
}

// arrangedTails returns the chances that a random order of n has at least, and at
// most, so many ascending pairs: the k-th to be put in its place makes 0 to k-1
// of them, each as likely.
func arrangedTails(n, count int) (above, below float64) {
	chance := []float64{1}
	for k := 2; k <= n; k++ {
		next := make([]float64, len(chance)+k-1)
		for i, p := range chance {
			for j := range k {
				next[i+j] += p / float64(k)
			}
		}
		chance = next
	}
	for i, p := range chance {
		if i >= count {
			above += p
		}
		if i <= count {
			below += p
		}
	}
	return above, below
}
