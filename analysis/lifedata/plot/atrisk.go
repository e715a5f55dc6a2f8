package plot

import (
	"cmp"
	"slices"
	"sort"

	"ninefold/analysis/lifedata"
)

// ages are when units came under watch and when they left it, in order, with how
// many there are up to each.
type ages struct {
	came, left         []float64
	cameUpTo, leftUpTo []int
}

func (g SurvivalGroup) ages() ages {
	up := func(of func(lifedata.Life) float64) (at []float64, sums []int) {
		sorted := slices.SortedFunc(slices.Values(g.Lives), func(a, b lifedata.Life) int { return cmp.Compare(of(a), of(b)) })
		n := 0
		for _, l := range sorted {
			n += l.Number()
			at, sums = append(at, of(l)), append(sums, n)
		}
		return at, sums
	}
	var a ages
	a.came, a.cameUpTo = up(func(l lifedata.Life) float64 { return l.Entry })
	a.left, a.leftUpTo = up(func(l lifedata.Life) float64 { return l.Hours })
	return a
}

// atRisk counts the units that a failure at an age could have befallen: those that
// came before it, or are new, and have not left before it.
func (a ages) atRisk(hours float64) int {
	came := sort.Search(len(a.came), func(i int) bool { return a.came[i] > 0 && a.came[i] >= hours })
	left := sort.Search(len(a.left), func(i int) bool { return a.left[i] >= hours })
	return before(a.cameUpTo, came) - before(a.leftUpTo, left)
}

// leaving counts the units that leave at an age.
func (a ages) leaving(hours float64) int {
	from := sort.Search(len(a.left), func(i int) bool { return a.left[i] >= hours })
	to := sort.Search(len(a.left), func(i int) bool { return a.left[i] > hours })
	return before(a.leftUpTo, to) - before(a.leftUpTo, from)
}

func before(sums []int, n int) int {
	if n == 0 {
		return 0
	}
	return sums[n-1]
}
