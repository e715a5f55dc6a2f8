package availability

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Intervals of nominally 90 % hold the truth in 88 to 92 of 100 worlds, with 5, 20 and
// 100 outages, by the method that belongs to the law of the repair times. The
// observation ends with the last repair, so that chance has no steps.
func TestIntervalsHoldTheirLevel(t *testing.T) {
	const worlds, mttf = 1200, 100.0
	for _, n := range []int{5, 20, 100} {
		for _, sigma := range []float64{0, 1, 1.5} { // 0: exponential repair times
			t.Run(fmt.Sprintf("%d outages, sigma %g", n, sigma), func(t *testing.T) {
				r := rand.New(rand.NewPCG(11, uint64(n)))
				held := map[string]float64{}
				hold := func(name string, in Interval, truth float64) {
					held[name] += 0
					if value(in.Low) <= truth && truth <= value(in.High) {
						held[name] += 1.0 / worlds
					}
				}
				mttr := math.Exp(sigma * sigma / 2)
				for range worlds {
					u := UpDown{Failures: n, Repairs: n, Ended: EndedAtFailure}
					times := make([]float64, n)
					for i := range times {
						u.Uptime += mttf * r.ExpFloat64()
						times[i] = math.Exp(sigma * r.NormFloat64())
						if sigma == 0 {
							times[i] = r.ExpFloat64()
						}
						u.Downtime += times[i]
					}
					hold("MTBF", must(MeanTimeAtFailure(n, u.Uptime, 0.9)), mttf)
					mean, _ := newRestores(outagesOf(times)).mean(0.9)
					hold("MTTR", mean, mttr)
					a := must(AvailabilityLognormal(n, u.Uptime, EndedAtFailure, times, 0.9))
					if sigma == 0 {
						a = must(AvailabilityF(u, 0.9))
					}
					hold("availability", a, mttf/(mttf+mttr))
				}
				for name, share := range held {
					t.Logf("%s: %.3f", name, share)
					if !(share >= 0.88 && share <= 0.92) {
						t.Errorf("%s: intervals hold the truth in %.3f of worlds, want 0.88 to 0.92", name, share)
					}
				}
			})
		}
	}
}

// BCa intervals of a mean hold nearly their level once there are twenty of a law
// without a heavy tail, and those of quantiles at least their level.
func TestFreeIntervalsHoldTheirLevel(t *testing.T) {
	const worlds, n = 400, 30
	r := rand.New(rand.NewPCG(5, 5))
	mean := func(xs []float64) float64 {
		var sum float64
		for _, x := range xs {
			sum += x
		}
		return sum / float64(len(xs))
	}
	var means, quantiles float64
	for range worlds {
		xs := make([]float64, n)
		for i := range xs {
			xs[i] = r.Float64()
		}
		if in := must(BCa(xs, mean, 0.9, 1)); *in.Low <= 0.5 && 0.5 <= *in.High {
			means += 1.0 / worlds
		}
		if in := must(Quantile(xs, 0.7, 0.9)); *in.Low <= 0.7 && 0.7 <= *in.High {
			quantiles += 1.0 / worlds
		}
	}
	t.Logf("mean %.3f, 70th percentile %.3f", means, quantiles)
	if !(means >= 0.86 && means <= 0.94) || !(quantiles >= 0.88 && quantiles <= 0.97) {
		t.Errorf("mean %.3f, 70th percentile %.3f", means, quantiles)
	}
}

// Of thirty values the largest is a 95 % upper bound on P90, of 28 nothing is: with
// 0.9^28 = 0.0523 all are below it. Wilks's formula gives 29.
func TestQuantileNeedsEnough(t *testing.T) {
	for _, n := range []int{1, 5, 28, 29, 30} {
		xs := make([]float64, n)
		for i := range xs {
			xs[i] = float64(i + 1)
		}
		slices.Reverse(xs)
		in := must(Quantile(xs, 0.9, 0.9))
		if n < 29 && (in.High != nil || !strings.Contains(in.Reason, fmt.Sprintf("29 needed for a 95 %% upper bound on the 90 %% quantile, %d are there", n))) {
			t.Errorf("%d: %+v", n, in)
		}
		if n >= 29 && (value(in.High) != float64(n) || in.Reason != "") {
			t.Errorf("%d: %g, %+v", n, value(in.High), in)
		}
	}
}
