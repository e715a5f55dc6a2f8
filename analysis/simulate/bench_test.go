package simulate

import (
	"context"
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/internal/bench"
	"ninefold/analysis/markov"
)

// A yard is a system that is hardly ever down, with what it is exactly.
type yard struct {
	name, source string
	m            *Model
	hours        float64 // 0: in the long run; else unavailability then
	want         float64
	methods      []Method
}

func likeUnits(n int, life, repair dist.Lifetime) []Component {
	list := make([]Component, n)
	for i := range list {
		list[i] = Component{ID: fmt.Sprint(i), Life: life, Repair: repair}
	}
	return list
}

func ids(list []Component) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.ID
	}
	return out
}

func atLeast(k int, list []Component) *Model {
	return &Model{Components: list, Top: "top", Gates: []faulttree.Gate{{ID: "top", Op: faulttree.AtLeast, K: k, Inputs: ids(list)}}}
}

// priorityShop is the system of the reference cases: kinds of three with one crew.
func priorityShop(tb testing.TB, rates ...float64) yard {
	y := yard{name: "three of a kind, one crew", source: "chain of numbers failed of each kind", methods: []Method{Auto, Splitting}}
	y.m = &Model{Top: "top", Crews: []Crew{{ID: "crew", Size: 1, Preemptive: true}}, Gates: []faulttree.Gate{{ID: "top", Op: faulttree.Or}}}
	for k, r := range rates {
		g := faulttree.Gate{ID: fmt.Sprint("kind ", k), Op: faulttree.And}
		for i := range 3 {
			id := fmt.Sprintf("%d of %d", i, k)
			y.m.Components = append(y.m.Components, Component{ID: id, Life: dist.Exponential{MTTF: 1 / r}, Repair: dist.Exponential{MTTF: 1}, Crew: "crew", Priority: k})
			g.Inputs = append(g.Inputs, id)
		}
		y.m.Gates = append(y.m.Gates, g)
		y.m.Gates[0].Inputs = append(y.m.Gates[0].Inputs, g.ID)
	}
	y.want = chainUnavailability(tb, [3]int{}, func(s [3]int, emit func([3]int, float64)) {
		busy := false
		for k, r := range rates {
			to := s
			if s[k] < 3 {
				to[k]++
				emit(to, float64(3-s[k])*r)
			}
			if s[k] > 0 && !busy {
				busy = true
				to[k] = s[k] - 1
				emit(to, 1)
			}
		}
	}, func(s [3]int) bool { return max(s[0], s[1], s[2]) < 3 })
	return y
}

func chainUnavailability[S comparable](tb testing.TB, start S, moves func(S, func(S, float64)), up func(S) bool) float64 {
	tb.Helper()
	c, _, err := markov.Explore(context.Background(), markov.Space[S]{Start: []S{start}, Moves: moves, Up: up, Name: func(s S) string { return fmt.Sprint(s) }}, 100_000)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := markov.Compile(c, markov.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	r, err := s.System(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return r.Unavailability
}

// commonYard is n units of which k failed are too many, and floods that hit each.
func commonYard(tb testing.TB, n, k int, rate, flood, hit float64) yard {
	m := atLeast(k, likeUnits(n, dist.Exponential{MTTF: 1 / rate}, dist.Exponential{MTTF: 1}))
	m.Shocks = []Shock{{ID: "flood", Interval: dist.Exponential{MTTF: 1 / flood}, Targets: ids(m.Components), Probability: hit}}
	want := chainUnavailability(tb, 0, func(failed int, emit func(int, float64)) {
		if failed < n {
			emit(failed+1, float64(n-failed)*rate)
		}
		if failed > 0 {
			emit(failed-1, float64(failed))
		}
		for more, p := 0, math.Pow(1-hit, float64(n-failed)); more < n-failed; more++ {
			p *= float64(n-failed-more) / float64(more+1) * hit / (1 - hit)
			emit(failed+more+1, flood*p)
		}
	}, func(failed int) bool { return failed < k })
	return yard{name: fmt.Sprintf("%d of %d and floods", k, n), source: "chain of the number failed", m: m, want: want, methods: []Method{Auto}}
}

// share is the part of time that a unit is down in the long run.
func share(life, repair dist.Lifetime) float64 { return repair.Mean() / (life.Mean() + repair.Mean()) }

// downAt returns the unavailability at some hours of a unit that is as new after each
// repair, by the renewal equation: lives and repairs as if they ended in the middle of
// steps, and the error, which goes with the square of a step, by Richardson's rule.
func downAt(life, repair dist.Lifetime, hours float64, steps int) float64 {
	solve := func(steps int) float64 {
		h := hours / float64(steps)
		masses := func(d dist.Lifetime) []float64 {
			p := make([]float64, steps+1)
			for i := 1; i <= steps; i++ {
				p[i] = d.CDF(float64(i)*h) - d.CDF(float64(i-1)*h)
			}
			return p
		}
		f, g := masses(life), masses(repair)
		cycle := make([]float64, steps+1)
		for i := 1; i <= steps; i++ {
			for j := 1; i+j-1 <= steps; j++ {
				cycle[i+j-1] += g[i] * f[j]
			}
		}
		failures, down := make([]float64, steps+1), 0.0
		for i := 1; i <= steps; i++ {
			failures[i] = f[i]
			for j := 1; j < i; j++ {
				failures[i] += cycle[j] * failures[i-j]
			}
			down += failures[i] * repair.Survival(hours-(float64(i)-0.5)*h)
		}
		return down
	}
	return (4*solve(2*steps) - solve(steps)) / 3
}

// yards are systems that are down for about 1e-9 of the time.
func yards(tb testing.TB) []yard {
	once := func(mean float64) dist.Lifetime { return dist.Exponential{MTTF: mean} }
	list := []yard{priorityShop(tb, 4e-4, 5e-4), priorityShop(tb, 1e-6, 6e-4), commonYard(tb, 20, 5, 2e-3, 1e-5, 0.03)}
	list[1].name = "the same, one kind a thousand times as good"
	list[1].methods = []Method{Auto}
	parallel := yard{name: "three side by side, fast repairs", source: "q³", m: atLeast(3, likeUnits(3, once(1000), once(1)))}
	parallel.want = math.Pow(share(once(1000), once(1)), 3)
	skewed := yard{name: "three side by side, lognormal repairs", source: "q³, whatever the law of repairs", m: atLeast(3, likeUnits(3, once(1000), dist.Lognormal{Mu: -0.5, Sigma: 1}))}
	skewed.want = math.Pow(share(once(1000), dist.Lognormal{Mu: -0.5, Sigma: 1}), 3)

	units := likeUnits(5, once(45_000), once(1))
	q := share(once(45_000), once(1))
	bridge := yard{name: "bridge", source: "2q² + 2q³ − 5q⁴ + 2q⁵", want: q * q * (2 + q*(2-q*(5-2*q))), m: &Model{Components: units, Top: "top", Gates: []faulttree.Gate{
		{ID: "top", Op: faulttree.Or, Inputs: []string{"left", "right", "down", "up"}}, {ID: "left", Op: faulttree.And, Inputs: []string{"0", "1"}}, {ID: "right", Op: faulttree.And, Inputs: []string{"3", "4"}},
		{ID: "down", Op: faulttree.And, Inputs: []string{"0", "2", "4"}}, {ID: "up", Op: faulttree.And, Inputs: []string{"1", "2", "3"}},
	}}}
	all := func(f []bool, of ...int) bool {
		for _, i := range of {
			if !f[i] {
				return false
			}
		}
		return true
	}
	function := bridge
	function.name, function.m = "the bridge as a function", &Model{Components: units, Down: func(f []bool) bool { return all(f, 0, 1) || all(f, 3, 4) || all(f, 0, 2, 4) || all(f, 1, 2, 3) }}
	for _, y := range []yard{parallel, skewed, bridge, function} {
		y.methods = []Method{Auto}
		list = append(list, y)
	}
	wear, repair := dist.Weibull{Shape: 2, Scale: 400}, dist.Lognormal{Mu: -0.3, Sigma: 0.8}
	const hours = 100
	worn := downAt(wear, repair, hours, 1500)
	list = append(list, yard{
		name: "three that wear, lognormal repairs, at 100 h", source: "q(t)³ by the renewal equation", m: atLeast(3, likeUnits(3, wear, repair)), hours: hours, want: worn * worn * worn, methods: []Method{Auto},
	})
	return list
}

// The renewal equation gives what is known of exponential laws.
func TestDownAt(t *testing.T) {
	const rate, repair, hours = 0.1, 1.0, 3.0
	want := rate / (rate + repair) * -math.Expm1(-(rate+repair)*hours)
	if got := downAt(dist.Exponential{MTTF: 1 / rate}, dist.Exponential{MTTF: 1 / repair}, hours, 100); math.Abs(got-want) > 1e-7*want {
		t.Errorf("%g, want %g", got, want)
	}
}

// TestBenchRare finds unavailabilities of about 1e-9 to ±10 % at 95 % and fails where
// that takes more than 10 s of processor time, or the exact value is further off than
// 1.6 times the interval, three standard deviations.
func TestBenchRare(t *testing.T) {
	if os.Getenv("BENCH_NETWORK") == "" {
		t.Skip("set BENCH_NETWORK to run it")
	}
	var goals bench.Goals
	defer goals.End(t)
	t.Logf("%-46s %-9s %8s %10s %10s %8s %8s %9s", "system", "method", "exact", "found", "error", "± 95 %", "runs", "cpu s")
	for _, y := range yards(t) {
		for _, method := range y.methods {
			begun := bench.Processor(t)
			q := Question{Measures: []Measure{Availability}}
			if y.hours > 0 {
				q = Question{Measures: []Measure{InTime}, Hours: []float64{y.hours}}
			}
			ctx, stop := context.WithTimeout(context.Background(), time.Minute)
			r, err := Simulate(ctx, y.m, q, Options{RelativeError: 0.1, Seed: 1, Method: method})
			stop()
			if err != nil {
				t.Errorf("%s: %v", y.name, err)
				continue
			}
			used := bench.Processor(t) - begun
			var e Estimate
			crude := 384 / y.want // (1.96/0.1)² replications for each that sees it
			if y.hours > 0 {
				e = r.Points[0].Unavailability
			} else {
				e = r.Steady.Unavailability
				rate := 0.0 // cycles an hour, about
				for _, c := range y.m.Components {
					rate += 1 / c.Life.Mean()
				}
				crude = 384 * rate / r.Steady.FailureFrequency.Value
			}
			off := (e.Value - y.want) / y.want
			t.Logf("%-46s %-9s %8.3g %10.4g %+9.1f%% %7.1f%% %8d %9.2f; as they are %.0g replications", y.name, e.Method, y.want, e.Value, 100*off, 100**e.RelativeError, e.Replications, used.Seconds(), crude)
			if math.Abs(off) > 1.6**e.RelativeError {
				t.Errorf("%s: %g, exactly %g (%s)", y.name, e.Value, y.want, y.source)
			}
			if method == Auto {
				goals.Checkf(used <= 10*time.Second, "%s: unavailability %.3g to 10 %% at 95 %% in %.2f s of processor time, of 10", y.name, y.want, used.Seconds())
			}
		}
	}
}

// TestBenchEvents prints how many events there are in a second of processor time.
func TestBenchEvents(t *testing.T) {
	if os.Getenv("BENCH_NETWORK") == "" {
		t.Skip("set BENCH_NETWORK to run it")
	}
	for _, n := range []int{3, 10, 100} {
		for _, repair := range []dist.Lifetime{dist.Exponential{MTTF: 1}, dist.Lognormal{Mu: 0, Sigma: 0.5}} {
			m := atLeast(n/3+1, likeUnits(n, dist.Exponential{MTTF: 20}, repair))
			c := compile(m)
			x := mission{hours: []float64{1000}}
			p := c.direct(x, Crude, 1)
			p.goals = x.goals(func(Measure) bool { return true })
			tally := newTally(p.width, false)
			begun := bench.Processor(t)
			if err := p.extend(context.Background(), tally, int64(6_000/n), Options{}); err != nil {
				t.Fatal(err)
			}
			t.Logf("%3d units, %T repairs: %.2g events a second of processor time", n, repair, tally.event/(bench.Processor(t)-begun).Seconds())
		}
	}
}
