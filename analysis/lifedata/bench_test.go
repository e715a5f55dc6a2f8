package lifedata

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// censoredWeibull draws n lives of a Weibull distribution of shape 1.5 and scale
// 1000, each censored with a hazard of its own equal to that of failure: half of
// them.
func censoredWeibull(n int) []Life {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	draw := func() float64 { return 1000 * math.Pow(r.ExpFloat64(), 1/1.5) }
	lives := make([]Life, n)
	for i := range lives {
		life, end := draw(), draw()
		lives[i] = Life{Hours: math.Min(life, end), Failed: life <= end}
	}
	return lives
}

// fitWithBounds is what the yardstick asks for: estimates with standard errors, and
// likelihood-ratio bounds on both parameters.
func fitWithBounds(tb testing.TB, lives []Life) *Fitted {
	f, err := Fit(lives, Weibull)
	if err != nil {
		tb.Fatal(err)
	}
	for _, name := range []string{"shape", "scale"} {
		if b, err := f.ParameterBounds(name, 0.95, LikelihoodRatio); err != nil || b.Low == nil || b.High == nil {
			tb.Fatal(b, err)
		}
	}
	return f
}

func BenchmarkFitWeibull(b *testing.B) {
	eachSize(b, func(lives []Life) { fitWithBounds(b, lives) })
}

func BenchmarkKaplanMeier(b *testing.B) {
	eachSize(b, func(lives []Life) {
		if _, err := KaplanMeier(lives); err != nil {
			b.Fatal(err)
		}
	})
}

// eachSize reports the time and the memory of one life, which should hardly depend
// on their number.
func eachSize(b *testing.B, work func(lives []Life)) {
	for _, n := range []int{1e3, 1e5, 1e6} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			lives := censoredWeibull(n)
			b.ReportAllocs()
			for b.Loop() {
				work(lives)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/life")
		})
	}
}

func BenchmarkFit(b *testing.B) {
	lives := censoredWeibull(1e4)
	for _, family := range Families() {
		b.Run(string(family), func(b *testing.B) {
			for b.Loop() {
				if _, err := Fit(lives, family); err != nil && family != Weibull3 {
					b.Fatal(err)
				}
			}
		})
	}
}
