package markov

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"ninefold/analysis/internal/bench"
)

// kinds is three kinds of units with one crew, which repairs the kinds listed first:
// (units+1)³ states.
func kinds(tb testing.TB, units int) *Chain {
	type state [3]int8
	fail := [3]float64{1e-3, 5e-4, 2e-3}
	c, _, err := Explore(background, Space[state]{
		Start: make([]state, 1),
		Moves: func(s state, emit func(state, float64)) {
			busy := false
			for k := range s {
				to := s
				if int(s[k]) < units {
					to[k]++
					emit(to, float64(units-int(s[k]))*fail[k])
				}
				if s[k] > 0 && !busy {
					busy = true
					to[k] = s[k] - 1
					emit(to, 1)
				}
			}
		},
		Name: func(s state) string { return fmt.Sprint(s) },
		Up:   func(s state) bool { return int(max(s[0], s[1], s[2])) < units },
	}, 2_000_000)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// sweepAlone is Gauss–Seidel and nothing else, to the same tolerance of change;
// it says how many sweeps that took, or that it gave up.
func sweepAlone(s *Solver, most int) (x []float64, sweeps int) {
	l := newLevel(s.out)
	for i := range l.x {
		l.x[i] = 1
	}
	before := make([]float64, len(l.x))
	for k := 1; k <= most; k++ {
		copy(before, l.x)
		for i := range l.x {
			l.x[i] = l.inflow(i) / l.exit[i]
		}
		normalize(l.x)
		if k%10 == 0 && farthest(before, l.x) < 1e-12 {
			return l.x, k
		}
	}
	return l.x, -most
}

// BenchmarkSteady reports "sweeps/levels": the time that Gauss–Seidel alone takes
// over that of the levels, which does not depend on the machine.
func BenchmarkSteady(b *testing.B) {
	for _, units := range []int{30, 60} {
		b.Run(fmt.Sprintf("states=%d", (units+1)*(units+1)*(units+1)), func(b *testing.B) {
			c := kinds(b, units)
			var own, alone time.Duration
			sweeps := 0
			for b.Loop() {
				s := compiled(b, c, Options{})
				t0 := bench.Processor(b)
				got, err := s.Steady(background)
				if err != nil {
					b.Fatal(err)
				}
				t1 := bench.Processor(b)
				var x []float64
				x, sweeps = sweepAlone(s, 5000)
				own += t1 - t0
				alone += bench.Processor(b) - t1
				worst := 0.0
				for i, p := range got.Probabilities {
					if p > 1e-100 {
						worst = max(worst, relErr(x[i], p))
					}
				}
				b.ReportMetric(worst, "difference")
			}
			b.ReportMetric(float64(alone)/float64(own), "sweeps/levels")
			b.ReportMetric(float64(sweeps), "sweeps")
		})
	}
}

// BenchmarkStep reports "plain/step": the time that a plain product of the same
// matrix takes, on one core, over that of a step of uniformisation.
func BenchmarkStep(b *testing.B) {
	s := compiled(b, kinds(b, 99), Options{})
	st := s.newStepper(slack * 1000)
	now, next := append([]float64(nil), s.initial...), make([]float64, len(s.initial))
	var own, plain time.Duration
	for b.Loop() {
		t0 := bench.Processor(b)
		for range 5 {
			st.step(next, now)
			now, next = next, now
		}
		t1 := bench.Processor(b)
		for range 5 {
			clear(next)
			for i, p := range now {
				next[i] += p * (1 - s.exit[i]/st.pace)
				cols, rates := s.out.at(i)
				for q, j := range cols {
					next[j] += p * rates[q] / st.pace
				}
			}
			now, next = next, now
		}
		own += t1 - t0
		plain += bench.Processor(b) - t1
	}
	b.ReportMetric(float64(plain)/float64(own), "plain/step")
	b.ReportMetric(float64(own.Milliseconds())/float64(5*b.N), "ms/step")
}

// TestBenchChains solves large chains, in the long run within the time of sweeps alone
// and over the time in which the busiest state is left 944 times, beside a small
// programme that does one thing: 2.7 s and 3.7 s for 226,981 states, 21 s for a million
// and 97 s of sweeps that do not get there. It says which goals are met and
// runs where BENCH_NETWORK is set. Source: ALGORITHMS.md §D.
func TestBenchChains(t *testing.T) {
	if os.Getenv("BENCH_NETWORK") == "" {
		t.Skip("only with BENCH_NETWORK set: make bench-network")
	}
	const jumps = 944
	g := bench.Goals{}
	for _, y := range []struct {
		units             int
		steady, transient float64 // seconds that were recorded
	}{{30, 0.08, 0}, {60, 2.7, 3.7}, {99, 97, 21}} {
		c := kinds(t, y.units)
		s := compiled(t, c, Options{})
		t0 := bench.Processor(t)
		r, err := s.Steady(background)
		if err != nil {
			t.Fatal(err)
		}
		own := (bench.Processor(t) - t0).Seconds()
		t0 = bench.Processor(t)
		x, sweeps := sweepAlone(s, 600)
		alone := (bench.Processor(t) - t0).Seconds()
		off := farthest(r.Probabilities, x)
		g.Checkf(own <= min(alone, y.steady) && off < 1e-9, "%d states, %d rates: long run in %.2f s (%s, %.1e), %d sweeps take %.2f s, recorded %.2f s, off by %.1e",
			len(c.States), len(s.out.col), own, r.Method, r.RelativeError, sweeps, alone, y.steady, off)
		if y.transient == 0 {
			continue
		}
		t0 = bench.Processor(t)
		curve, err := s.Curve(background, []float64{jumps / slices.Max(s.exit)}, false)
		if err != nil {
			t.Fatal(err)
		}
		took := (bench.Processor(t) - t0).Seconds()
		p := curve.Points[0]
		g.Checkf(took <= 1.3*y.transient && p.Unavailability >= 0 && p.Availability <= 1, "%d states, %d jumps in %.1f s, at most 1.3 times the %.1f s recorded (%.1e)",
			len(c.States), jumps, took, y.transient, curve.RelativeError)
	}
	g.End(t)
}
