package optimize

import (
	"cmp"
	"slices"
)

// nondominated returns the points, by value, that no other is as good as in value
// and in all m uses; of equal points the first. It sorts, so it takes O(n log n) for
// up to two uses and O(n·kept) for more.
func nondominated(value []float64, use []int64, m int) []int {
	order := make([]int, len(value))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if c := cmp.Compare(value[a], value[b]); c != 0 {
			return c
		}
		return cmp.Or(slices.Compare(use[a*m:a*m+m], use[b*m:b*m+m]), cmp.Compare(a, b))
	})
	kept := order[:0]
	switch m {
	case 0:
		return order[:min(1, len(order))]
	case 1:
		for _, i := range order {
			if len(kept) == 0 || use[i] < use[kept[len(kept)-1]] {
				kept = append(kept, i)
			}
		}
	case 2:
		var s staircase
		for _, i := range order {
			if s.add(use[2*i], use[2*i+1]) {
				kept = append(kept, i)
			}
		}
	default:
		for _, i := range order {
			if !slices.ContainsFunc(kept, func(k int) bool { return within(use[k*m:k*m+m], use[i*m:i*m+m]) }) {
				kept = append(kept, i)
			}
		}
	}
	return kept
}

// within reports whether a is no more than b in anything.
func within(a, b []int64) bool {
	for r, x := range a {
		if x > b[r] {
			return false
		}
	}
	return true
}

// A staircase is the minimal points of a plane, by rising x and falling y.
type staircase [][2]int64

// add adds a point unless one is there that is no more in both, and reports whether
// it did.
func (s *staircase) add(x, y int64) bool {
	st := *s
	at, _ := slices.BinarySearchFunc(st, x, func(p [2]int64, x int64) int {
		if p[0] <= x {
			return -1
		}
		return 1
	})
	if at > 0 && st[at-1][1] <= y { // the last with p[0] ≤ x has the smallest y of those
		return false
	}
	from := at
	if at > 0 && st[at-1][0] == x {
		from--
	}
	to := at
	for to < len(st) && st[to][1] >= y {
		to++
	}
	*s = slices.Replace(st, from, to, [2]int64{x, y})
	return true
}
