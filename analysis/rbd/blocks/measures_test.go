package blocks

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"ninefold/analysis/dist"
	"ninefold/analysis/markov"
)

func analyze(t *testing.T, s *System, hours ...float64) *Report {
	t.Helper()
	r, err := Analyze(context.Background(), s, Question{Hours: hours}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The numbers are closed forms, derived in each source.
func TestMeanTimeToFailure(t *testing.T) {
	w := dist.Weibull{Shape: 1.5, Scale: 1000}
	mean := func(scale float64) float64 { return scale * math.Gamma(1+1/1.5) }
	half := math.Pow(2, -1/1.5) // scale of the first of two to fail
	tests := []struct {
		name, source string
		system       System
		want, tol    float64
	}{{
		name: "series of Weibull", source: "the least of two Weibull lives has scale η·2^(−1/β)",
		system: System{Components: []Part{{ID: "a", Life: w}, {ID: "b", Life: w}}, Root: series(parts("a", "b")...)},
		want:   mean(1000 * half), tol: 1e-10,
	}, {
		name: "parallel of Weibull", source: "E max = 2·E X − E min",
		system: System{Components: []Part{{ID: "a", Life: w}, {ID: "b", Life: w}}, Root: parallel(parts("a", "b")...)},
		want:   2*mean(1000) - mean(1000*half), tol: 1e-10,
	}, {
		name: "2 of 3 exponential", source: "1/(3λ) + 1/(2λ) = 5/(6λ)",
		system: System{Components: []Part{{ID: "a", Life: exp(1e-3)}, {ID: "b", Life: exp(1e-3)}, {ID: "c", Life: exp(1e-3)}}, Root: kOfN(2, parts("a", "b", "c")...)},
		want:   2500. / 3, tol: 1e-12,
	}, {
		name: "common cause of Weibull", source: "shares β and 1−β of the hazard: ∫ e^−βH (2e^−(1−β)H − e^−2(1−β)H) = E(η) · (2 − (2−β)^(−1/b))",
		system: System{
			Components: []Part{{ID: "a", Life: w}, {ID: "b", Life: w}}, Root: parallel(parts("a", "b")...),
			Groups: []Group{{ID: "g", Members: []string{"a", "b"}, Beta: 0.3}},
		},
		want: mean(1000) * (2 - math.Pow(1.7, -1/1.5)), tol: 1e-10,
	}, {
		name: "heavy tails", source: "log-logistic of shape 3: the mean is η·(π/3)/sin(π/3)",
		system: System{Components: []Part{{ID: "a", Life: dist.Loglogistic{Shape: 3, Scale: 100}}}, Root: part("a")},
		want:   100 * math.Pi / 3 / math.Sin(math.Pi/3), tol: 1e-10,
	}, {
		name: "standby in series", source: "∫ e^−λt (1+λt) e^−μt dt = 1/(λ+μ) + λ/(λ+μ)²",
		system: System{
			Components: []Part{{ID: "a", Life: exp(2e-3)}, {ID: "b", Standby: &Standby{Units: []Unit{{FailureRate: 1e-3}, {FailureRate: 1e-3}}}}},
			Root:       series(parts("a", "b")...),
		},
		want: 1/3e-3 + 1e-3/9e-6, tol: 1e-10,
	}, {
		name: "load sharing", source: "1/(3·1) + 1/(2·2) per thousand hours",
		system: System{Components: []Part{{ID: "a", Sharing: &Sharing{Needed: 2, Load: []float64{9, 2e-3, 1e-3}}}}, Root: part("a")},
		want:   1000./3 + 250, tol: 1e-10,
	}, {
		name: "warm standby of units that differ", source: "first failure at rate a + d·b; then b works on with c if the switch holds, a if the spare failed",
		system: System{
			Components: []Part{{ID: "g", Standby: &Standby{SwitchFailure: 0.1, Units: []Unit{{FailureRate: 1e-3}, {FailureRate: 4e-3, Dormancy: 0.25}}}}},
			Root:       part("g"),
		},
		want: 500 + 0.5*0.9*250 + 0.5*1000, tol: 1e-10,
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := analyze(t, &tt.system).MTTF
			if m == nil || !(relErr(m.Hours, tt.want) <= tt.tol) {
				t.Fatalf("%+v, want %.15g (source: %s)", m, tt.want, tt.source)
			}
			if !(m.Lower <= tt.want && tt.want <= m.Upper && m.Upper <= m.Lower*1.01) {
				t.Errorf("bounds %g to %g of %g", m.Lower, m.Upper, tt.want)
			}
			if !(relErr(m.Hours, tt.want) <= m.RelativeError+1e-15) {
				t.Errorf("relative error %g, said to be %g", relErr(m.Hours, tt.want), m.RelativeError)
			}
		})
	}
}

func TestNeverFails(t *testing.T) {
	s := &System{
		Components: []Part{{ID: "a", Unavailability: constant(0.5)}, {ID: "b", Life: exp(1)}},
		Root:       parallel(parts("a", "b")...),
	}
	r := analyze(t, s, 10)
	if r.MTTF != nil || r.LongRun != nil || len(r.NotRepaired) != 1 || r.NotRepaired[0] != "b" {
		t.Errorf("%+v", r)
	}
	s.Components[0].Unavailability = constant(1)
	if m := analyze(t, s).MTTF; m == nil || relErr(m.Hours, 1) > 1e-10 {
		t.Errorf("MTTF %+v, want 1", m)
	}
}

// The system that fails in the long run: any life, any repair time [BP75].
func TestLongRun(t *testing.T) {
	s := &System{
		Components: []Part{
			{ID: "a", Life: dist.Weibull{Shape: 2, Scale: 1000 / math.Gamma(1.5)}, Repair: dist.Lognormal{Mu: math.Log(10) - 0.5, Sigma: 1}}, // means 1000, 10
			{ID: "b", Life: exp(1. / 400), Repair: exp(0.05)},
		},
		Root: parallel(parts("a", "b")...),
	}
	r := analyze(t, s, 5)
	if len(r.Unsolved) != 1 || r.Unsolved[0] != "a" || r.Points[0].Availability != nil {
		t.Errorf("availability in time of %v: %+v", r.Unsolved, r.Points)
	}
	ua, ub := 10./1010, 20./420
	check(t, "unavailability", &r.LongRun.Unavailability, ua*ub, 1e-13)
	check(t, "availability", &r.LongRun.Availability, 1-ua*ub, 1e-13)
	f := ub/1010 + ua/420
	check(t, "frequency", &r.LongRun.FailureFrequency, f, 1e-13)
	check(t, "MTBF", r.LongRun.MTBF, 1/f, 1e-13)
	check(t, "mean downtime", r.LongRun.MeanDowntime, 1/(1./10+1./20), 1e-13) // the first of two repairs
	check(t, "mean uptime", r.LongRun.MeanUptime, (1-ua*ub)/f, 1e-13)
}

// A directed edge leads one way only: of s → a ← b → t, with s – b, only s – b – t is
// a way. And a share β of the hazard h of a Weibull life fails at the rate β·h.
func TestDirectedAndShared(t *testing.T) {
	s := &System{Components: []Part{{ID: "a", Unavailability: constant(0.1)}, {ID: "b", Unavailability: constant(0.2)}, {ID: "c", Unavailability: constant(0.4)}}}
	directed := func(from, to, id string) Edge {
		e := edge(from, to, id)
		e.Directed = true
		return e
	}
	s.Root = Block{Kind: Network, Source: "s", Target: "t", Edges: []Edge{directed("s", "a", "a"), directed("b", "a", "a"), directed("b", "t", "b"), edge("b", "s", "c")}}
	check(t, "availability", &analyze(t, s).LongRun.Availability, 0.8*0.6, 1e-14)

	w := dist.Weibull{Shape: 2, Scale: 100}
	s = &System{
		Components: []Part{{ID: "a", Life: w}, {ID: "b", Life: w}}, Root: series(parts("a", "b")...),
		Groups: []Group{{ID: "g", Members: []string{"a", "b"}, Beta: 0.25}},
	}
	check(t, "failure rate", analyze(t, s, 80).Points[0].FailureRate, 1.75*2*80/1e4, 1e-12)
}

// What a switch by hand brings back has failed all the same: of a cold pair of which
// the switch fails with probability q, R = e^−λt (1 + (1−q)λt), and the rate of failure
// −R′/R = λ(q + (1−q)λt) / (1 + (1−q)λt).
func TestFailureRateOfStandby(t *testing.T) {
	const l, q, hours = 1e-3, 0.1, 2000
	x := (1 - q) * l * hours
	for name, other := range map[string]Unit{"alike": {FailureRate: l}, "not alike": {FailureRate: l * (1 + 1e-14)}} {
		for _, hand := range []float64{0, 5} {
			s := &System{Components: []Part{{ID: "g", Standby: &Standby{SwitchFailure: q, SwitchRate: hand, Units: []Unit{{FailureRate: l}, other}}}}, Root: part("g")}
			p := analyze(t, s, hours).Points[0]
			check(t, name+": reliability", &p.Reliability, math.Exp(-l*hours)*(1+x), 1e-12)
			check(t, name+": failure rate", p.FailureRate, l*(q+x)/(1+x), 1e-11)
		}
	}
}

// What a constant unavailability hides is not guessed at.
func TestHiddenFailures(t *testing.T) {
	s := &System{Components: []Part{{ID: "a", Life: exp(1e-3), Repair: exp(0.1)}, {ID: "c", Unavailability: constant(0.2)}}, Root: series(parts("a", "c")...)}
	l := analyze(t, s).LongRun
	check(t, "MTBF", l.MTBF, 1010/0.8, 1e-13)
	if l.MeanUptime != nil || l.MeanDowntime != nil {
		t.Errorf("mean uptime %v, mean downtime %v", l.MeanUptime, l.MeanDowntime)
	}
}

// Groups of repaired units in a diagram are as their chain by itself: a standby pair
// with one crew, birth and death with x = λ/μ: (1, x, x²)/(1+x+x²).
func TestRepairedModules(t *testing.T) {
	const l, m = 2e-3, 0.1
	x := l / m
	alike := &Standby{Units: []Unit{{l, 0, m}, {l, 0, m}}, Crews: 1}
	down := x * x / (1 + x + x*x)
	for name, p := range map[string]Part{
		"alike":        {ID: "g", Standby: alike},
		"not alike":    {ID: "g", Standby: &Standby{Units: []Unit{{l, 0, m}, {l * (1 + 1e-15), 0, m}}, Crews: 1}},
		"load sharing": {ID: "g", Sharing: &Sharing{Needed: 1, Load: []float64{l, l / 2}, RepairRate: m, Crews: 1}},
	} {
		s := &System{Components: []Part{p, {ID: "c", Unavailability: constant(0.25)}}, Root: series(parts("g", "c")...)}
		r := analyze(t, s, 1e5)
		check(t, name+": unavailability", &r.LongRun.Unavailability, 0.25+0.75*down, 1e-11)
		check(t, name+": frequency", &r.LongRun.FailureFrequency, 0.75*l*x/(1+x+x*x), 1e-11)
		check(t, name+": late unavailability", r.Points[0].Unavailability, 0.25+0.75*down, 1e-9)
		check(t, name+": reliability", &r.Points[0].Reliability, 0.75*math.Exp(-l*1e5)*(1+l*1e5), 1e-6)
	}
}

// Units that are alike are counted, units that differ are told apart: two ways to the
// same chain when they differ by next to nothing.
func TestStandbyCountedAndTold(t *testing.T) {
	for needed := 1; needed <= 2; needed++ {
		for crews := range 2 {
			reports := make([]*Report, 0, 2)
			for _, last := range []float64{2e-2, 2e-2 * (1 + 1e-15)} {
				group := &Standby{Needed: needed, Crews: crews, SwitchFailure: 0.1, SwitchRate: 0.5, Units: []Unit{{2e-2, 0.3, 0.1}, {2e-2, 0.3, 0.1}, {last, 0.3, 0.1}}}
				reports = append(reports, analyze(t, &System{Components: []Part{{ID: "g", Standby: group}}, Root: part("g")}, 30))
			}
			name := fmt.Sprintf("%d needed, %d crews", needed, crews)
			a, b := reports[0], reports[1]
			check(t, name+": unavailability", &b.LongRun.Unavailability, a.LongRun.Unavailability, 1e-11)
			check(t, name+": frequency", &b.LongRun.FailureFrequency, a.LongRun.FailureFrequency, 1e-11)
			check(t, name+": unavailability in time", b.Points[0].Unavailability, *a.Points[0].Unavailability, 1e-10)
			check(t, name+": reliability", &b.Points[0].Reliability, a.Points[0].Reliability, 1e-11)
			check(t, name+": MTTF", &b.MTTF.Hours, a.MTTF.Hours, 1e-9)
		}
	}
}

// A diagram that is used twice with copies has components twice, without copies once.
func TestCopies(t *testing.T) {
	s := &System{
		Components: []Part{{ID: "a", Unavailability: constant(0.1)}, {ID: "b", Unavailability: constant(0.1)}},
		Groups:     []Group{{ID: "g", Members: []string{"a", "b"}, Beta: 0.5}},
		Diagrams:   []Diagram{{ID: "pair", Root: parallel(parts("a", "b")...)}},
	}
	one, left, right := Block{Kind: Named, Of: "pair"}, Block{Kind: Named, Of: "pair", As: "left"}, Block{Kind: Named, Of: "pair", As: "right"}
	q := 0.05 + 0.95*0.0025 // the common cause, or both
	s.Root = series(one, one)
	check(t, "the same", &analyze(t, s).LongRun.Unavailability, q, 1e-14)
	s.Root = parallel(left, right)
	r := analyze(t, s)
	check(t, "copies", &r.LongRun.Unavailability, q*q, 1e-14)
	if r.Events != 6 {
		t.Errorf("%d events, want 3 of each copy", r.Events)
	}
}

// Names that look alike are of different things: a copy in a copy and a component or a
// copy with a slash in its name, and groups whose members' names run together.
func TestNamesThatLookAlike(t *testing.T) {
	p := func(id string, u float64) Part { return Part{ID: id, Unavailability: constant(u)} }
	s := &System{
		Components: []Part{p("y", 0.1), p("x/y", 0.2)},
		Diagrams:   []Diagram{{ID: "one", Root: part("y")}, {ID: "two", Root: Block{Kind: Named, Of: "one", As: "b"}}},
		Root:       parallel(part("x/y"), Block{Kind: Named, Of: "one", As: "x"}),
	}
	check(t, "a copy and a component", &analyze(t, s).LongRun.Unavailability, 0.02, 1e-14)
	s.Root = parallel(Block{Kind: Named, Of: "two", As: "a"}, Block{Kind: Named, Of: "one", As: "a/b"})
	check(t, "a copy in a copy", &analyze(t, s).LongRun.Unavailability, 0.01, 1e-14)

	s = &System{
		Components: []Part{p("a b", 0.1), p("c", 0.1), p("a", 0.2), p("b c", 0.2)},
		Groups:     []Group{{ID: "g", Members: []string{"a b", "c"}, Beta: 1}, {ID: "h", Members: []string{"a", "b c"}, Beta: 1}},
		Root:       parallel(part("a b"), part("a")),
	}
	check(t, "two groups", &analyze(t, s).LongRun.Unavailability, 0.02, 1e-14)
}

// With repairs while it works, two units in parallel first fail after (3λ+μ)/2λ² on
// average: Trivedi, Probability and Statistics, 2002, example 8.34.
func TestChainWithRepairs(t *testing.T) {
	s := &System{Components: []Part{{ID: "a", Life: exp(1e-3), Repair: exp(0.1)}, {ID: "b", Life: exp(1e-3), Repair: exp(0.1)}}, Root: parallel(parts("a", "b")...)}
	c, err := s.Chain(context.Background(), true)
	if err != nil {
		t.Fatal(err)
	}
	solver, err := markov.Compile(c, markov.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := solver.MTTF(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	check(t, "mean", p.Mean, 0.103/2e-6, 1e-13)
	s.Components[1].Life = dist.Weibull{Shape: 2, Scale: 5}
	if _, err := s.Chain(context.Background(), false); err == nil || !strings.Contains(err.Error(), `["b"]`) {
		t.Errorf("chain of a Weibull life: %v", err)
	}
}

func TestLimits(t *testing.T) {
	s := &System{Components: []Part{{ID: "a", Life: exp(1)}}, Root: part("a")}
	if _, err := Analyze(context.Background(), s, Question{Hours: []float64{math.NaN()}}, Options{}); err == nil {
		t.Error("time NaN is taken")
	}
	if _, err := Compile(context.Background(), s, Options{Tolerance: 2}); err == nil {
		t.Error("tolerance 2 is taken")
	}
	if _, err := s.FaultTree(context.Background(), When{LongRun: true}); !errors.As(err, new(*UnknownError)) {
		t.Errorf("long run of what is never repaired: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Analyze(ctx, s, Question{}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

// Large diagrams take no more than their size: 1,000 pairs in series, whose path sets
// are 2^1000 and left out only where each is still larger, and blocks 5,000 deep.
func TestLarge(t *testing.T) {
	pairs := &System{Root: Block{Kind: Series}}
	for i := range 2002 {
		pairs.Components = append(pairs.Components, Part{ID: fmt.Sprint("c", i), Life: exp(1e-3), Repair: exp(0.1)})
		if i%2 == 1 {
			pairs.Root.Blocks = append(pairs.Root.Blocks, parallel(parts(fmt.Sprint("c", i-1), fmt.Sprint("c", i))...))
		}
	}
	r := analyze(t, pairs, 10)
	q := 1e-3 / (1e-3 + 0.1)
	check(t, "unavailability of pairs", &r.LongRun.Unavailability, -math.Expm1(1001*math.Log1p(-q*q)), 1e-12)
	if r.CutSets.Count != "1001" || r.PathSets.Count != "" || len(r.PathSets.Top) > 0 {
		t.Errorf("%s cut sets, %q path sets", r.CutSets.Count, r.PathSets.Count)
	}
	check(t, "upper bound of the MTTF", &r.MTTF.Upper, r.MTTF.Lower, 0.03)

	deep := part("c0")
	for i := 1; i < 5000; i++ {
		deep = Block{Kind: map[bool]string{true: Series, false: Parallel}[i%2 == 0], Blocks: []Block{part(fmt.Sprint("c", i%20)), deep}}
	}
	pairs.Root = deep
	if _, err := Compile(context.Background(), pairs, Options{}); err != nil {
		t.Error(err)
	}
}
