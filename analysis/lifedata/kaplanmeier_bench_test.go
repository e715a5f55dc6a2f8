package lifedata

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// weibullLives draws lives of Weibull(1.5, 1000) that are censored with a hazard
// of their own equal to that of failure, so half of them.
func weibullLives(n int) []Life {
	r := rand.New(rand.NewPCG(15, 1000))
	draw := func() float64 { return 1000 * math.Pow(r.ExpFloat64(), 1/1.5) }
	lives := make([]Life, n)
	for i := range lives {
		failure, end := draw(), draw()
		lives[i] = Life{Hours: min(failure, end), Failed: failure <= end}
	}
	return lives
}

// BenchmarkKaplanMeier reports the time and the memory of one life, which should
// hardly depend on their number.
func BenchmarkKaplanMeier(b *testing.B) {
	for _, n := range []int{1e3, 1e5, 1e6} {
		b.Run(fmt.Sprintf("lives=%d", n), func(b *testing.B) {
			lives := weibullLives(n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := KaplanMeier(lives); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/life")
		})
	}
}
