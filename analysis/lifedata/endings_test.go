package lifedata

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Whatever the times, the order is that of a plain sort.
func TestSortEndings(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 33))
	for name, draw := range map[string]func() float64{
		"spread":         r.ExpFloat64,
		"close together": func() float64 { return 1.7e6 * (1 + 1e-9*r.Float64()) },
		"equal":          func() float64 { return 5 },
		"whole":          func() float64 { return float64(1 + r.IntN(100)) },
	} {
		for _, n := range []int{0, 1, 2, 1000, 5000, 70_000} {
			items := make([]ending, n)
			for i := range items {
				items[i] = endingOf(Life{Hours: draw(), Failed: r.IntN(2) == 0})
			}
			want := slices.Sorted(slices.Values(items))
			got := sortEndings(items)
			if !slices.Equal(got, want) {
				t.Errorf("%d times %s: not in order", n, name)
			}
			distinct := len(slices.Compact(slices.DeleteFunc(want, func(e ending) bool { return !e.failed() })))
			if d := (order{ends: got}).distinct(); d != distinct {
				t.Errorf("%d times %s: %d distinct, want %d", n, name, d, distinct)
			}
		}
	}
}
