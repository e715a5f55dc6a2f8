package availability

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A tally counts how often intervals hold the truth.
type tally struct {
	name      string
	held, all float64
}

func (c *tally) count(holds bool) {
	if holds {
		c.held++
	}
	c.all++
}

// check fails the test unless the share is in the limits. In a twentieth of the
// worlds chance may have a share of its own.
func (c *tally) check(t *testing.T, low, high float64) {
	t.Helper()
	if raced {
		low, high = low-0.05, high+0.05
	}
	share := c.held / c.all
	t.Logf("%s: %.3f of %.0f", c.name, share, c.all)
	if !(share >= low && share <= high) {
		t.Errorf("%s: intervals hold the truth in %.3f, want %g to %g", c.name, share, low, high)
	}
}

// worlds is the number of worlds to simulate: a twentieth with the race detector.
func worlds(n int) int {
	if raced {
		return max(4, n/20)
	}
	return n
}

func holds(in Interval, truth float64) bool {
	return value(in.Low) <= truth && truth <= value(in.High)
}

// Intervals of nominally 90 % hold the truth in 88 to 92 of 100 worlds, with 5, 20 and
// 100 outages, by the method that belongs to the law of the repair times. The
// observation ends with the last repair, so that chance has no steps. Those of
// exponential repair times do not if these are lognormal.
func TestIntervalsHoldTheirLevel(t *testing.T) {
	const mttf = 100.0
	for _, n := range []int{5, 20, 100} {
		for _, sigma := range []float64{0, 1, 1.5} { // 0: exponential repair times
			t.Run(fmt.Sprintf("%d outages, sigma %g", n, sigma), func(t *testing.T) {
				r := rand.New(rand.NewPCG(11, uint64(n)))
				up, down, ratio, plain := tally{name: "MTBF"}, tally{name: "MTTR"}, tally{name: "availability"}, tally{name: "availability by F"}
				mttr := math.Exp(sigma * sigma / 2)
				for range worlds(2000) {
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
					up.count(holds(must(MeanTimeAtFailure(n, u.Uptime, 0.9)), mttf))
					mean, _ := newRestores(outagesOf(times)).mean(0.9)
					down.count(holds(mean, mttr))
					a, f := must(AvailabilityLognormal(n, u.Uptime, EndedAtFailure, times, 0.9)), must(AvailabilityF(u, 0.9))
					plain.count(holds(f, mttf/(mttf+mttr)))
					if sigma == 0 {
						a = f
					}
					ratio.count(holds(a, mttf/(mttf+mttr)))
				}
				for _, c := range []*tally{&up, &down, &ratio} {
					c.check(t, 0.88, 0.92)
				}
				if sigma == 1.5 { // as the comment of AvailabilityF says
					plain.check(t, 0.57, 0.77)
				}
			})
		}
	}
}

// The same of a window that ends at a fixed time, through [Summarize], with 5, 20 and
// 100 outages expected. A count has steps, so an interval that never falls short of
// its level for any mean, as the exact ones of MTBF and MTTF and the order statistics
// of the median do, must be above it for most.
func TestSummariesHoldTheirLevel(t *testing.T) {
	const mttf, sigma = 100.0, 1.0
	mttr := math.Exp(sigma * sigma / 2)
	for _, n := range []int{5, 20, 100} {
		t.Run(fmt.Sprint(n, " outages"), func(t *testing.T) {
			window := float64(n) * (mttf + mttr)
			r := rand.New(rand.NewPCG(20, uint64(n)))
			mtbf, up, down, median, ratio := tally{name: "MTBF"}, tally{name: "MTTF"}, tally{name: "MTTR"}, tally{name: "median"}, tally{name: "availability"}
			for range worlds(2000) {
				var spells []Spell
				for at := r.ExpFloat64() * mttf; at < window; {
					end := at + math.Exp(sigma*r.NormFloat64())
					spells = append(spells, Spell{Start: at, End: end})
					at = end + r.ExpFloat64()*mttf
				}
				s := must(Summarize(spells, 0, window, 0.9))
				mtbf.count(holds(s.MTBF, mttf+mttr))
				up.count(holds(s.MTTF, mttf))
				if s.MTTR.Low != nil && s.MTTR.High != nil {
					down.count(holds(s.MTTR, mttr))
				}
				if s.Median.Low != nil && s.Median.High != nil {
					median.count(holds(s.Median, 1))
				}
				if s.Availability.Low != nil {
					ratio.count(holds(s.Availability, mttf/(mttf+mttr)))
				}
			}
			for _, c := range []*tally{&mtbf, &up, &median} {
				c.check(t, 0.88, 0.97)
			}
			least := 0.88
			if n == 5 { // four of ten windows have fewer than five, too few to know their spread
				least = 0.86
			}
			down.check(t, least, 0.92)
			ratio.check(t, 0.88, 0.92)
		})
	}
}

// BCa intervals of a mean hold nearly their level once there are twenty of a law
// without a heavy tail, and those of quantiles at least their level.
func TestFreeIntervalsHoldTheirLevel(t *testing.T) {
	const n = 30
	r := rand.New(rand.NewPCG(5, 5))
	mean := func(xs []float64) float64 {
		var sum float64
		for _, x := range xs {
			sum += x
		}
		return sum / float64(len(xs))
	}
	means, quantiles := tally{name: "mean"}, tally{name: "70th percentile"}
	for range worlds(1000) {
		xs := make([]float64, n)
		for i := range xs {
			xs[i] = r.Float64()
		}
		means.count(holds(must(BCa(xs, mean, 0.9, 1)), 0.5))
		quantiles.count(holds(must(Quantile(xs, 0.7, 0.9)), 0.7))
	}
	means.check(t, 0.86, 0.92)
	quantiles.check(t, 0.88, 0.97)
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
