package availability

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"ninefold/analysis/dist"
)

// A group agrees with the linear equations of its chain, states being every subset
// of failed units for hot standby with a crew each, solved by gonum.
func TestGroupAgainstGenerator(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "units")
		g := Group{
			Unit:  Unit{rapid.Float64Range(0.01, 5).Draw(t, "failure"), rapid.Float64Range(0.01, 5).Draw(t, "repair")},
			Units: n, Needed: rapid.IntRange(1, n).Draw(t, "needed"), Crews: rapid.IntRange(0, n).Draw(t, "crews"),
			Standby: rapid.Bool().Draw(t, "standby"), Suspend: rapid.Bool().Draw(t, "suspend"),
			DormantRate: rapid.Float64Range(0, 1).Draw(t, "dormant"),
		}
		got, err := g.Analyze()
		if err != nil {
			t.Fatal(err)
		}
		q := mat.NewDense(n+1, n+1, nil) // generator, transposed
		move := func(from, to int, rate float64) {
			q.Set(to, from, q.At(to, from)+rate)
			q.Set(from, from, q.At(from, from)-rate)
		}
		for failed := range n + 1 {
			up := n - failed
			for unit := range up { // those that work first, those that wait after
				switch {
				case g.Suspend && up < g.Needed:
				case g.Standby && unit >= g.Needed:
					move(failed, failed+1, g.DormantRate)
				default:
					move(failed, failed+1, g.FailureRate)
				}
			}
			for unit := range failed {
				if g.Crews == 0 || unit < g.Crews {
					move(failed, failed-1, g.RepairRate)
				}
			}
		}
		balance := mat.DenseCopyOf(q)
		right := mat.NewVecDense(n+1, nil)
		for j := range n + 1 {
			balance.Set(n, j, 1)
		}
		right.SetVec(n, 1)
		var steady mat.VecDense
		if err := steady.SolveVec(balance, right); err != nil {
			t.Skip("the equations of the oracle are singular to rounding, so there is nothing to compare with:", err)
		}
		var down, crossing float64
		for failed := range n + 1 {
			if failed > n-g.Needed {
				down += steady.AtVec(failed)
			}
		}
		crossing = steady.AtVec(n-g.Needed) * q.At(n-g.Needed+1, n-g.Needed)
		// The equations know small numbers to 1e-14 only.
		if math.Abs(got.Unavailability-down) > 1e-7*down+1e-14 || math.Abs(got.Frequency-crossing) > 1e-7*crossing+1e-14 {
			t.Fatalf("%+v: %+v, want unavailability %g, frequency %g", g, got, down, crossing)
		}
		// Mean time to absorption: −Qᵀ·time = 1 on the states that are up.
		k := n - g.Needed + 1
		part, ones := mat.NewDense(k, k, nil), mat.NewVecDense(k, nil)
		for i := range k {
			ones.SetVec(i, -1)
			for j := range k {
				part.Set(i, j, q.At(j, i))
			}
		}
		var times mat.VecDense
		if err := times.SolveVec(part, ones); err == nil && got.MTTF < 1e6 && relErr(got.MTTF, times.AtVec(0)) > 1e-6 {
			t.Fatalf("MTTF %g, want %g", got.MTTF, times.AtVec(0))
		}
	})
}

// AtLeast agrees with the sum over all states, and the mean time to failure of
// different units with the recursion over subsets.
func TestAtLeastAgainstStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 8).Draw(t, "p")
		k := rapid.IntRange(1, len(p)).Draw(t, "needed")
		rates := make([]float64, len(p))
		for i := range rates {
			rates[i] = 0.001 + p[i]
		}
		var want float64
		mean := make([]float64, 1<<len(p)) // by the set of units that work
		for state := range 1 << len(p) {
			probability, up, rate := 1.0, 0, 0.0
			for i, x := range p {
				if state>>i&1 == 1 {
					up++
					probability *= x
					rate += rates[i]
				} else {
					probability *= 1 - x
				}
			}
			if up < k {
				continue
			}
			want += probability
			mean[state] = 1 / rate
			for i := range p {
				if state>>i&1 == 1 {
					mean[state] += rates[i] / rate * mean[state&^(1<<i)]
				}
			}
		}
		works, fails, err := AtLeast(k, p)
		if err != nil || math.Abs(works-want) > 1e-12 || math.Abs(works+fails-1) > 1e-12 {
			t.Fatalf("%g and %g (%v), want %g", works, fails, err, want)
		}
		mttf, err := AtLeastMTTF(k, rates)
		if err != nil || relErr(mttf, mean[len(mean)-1]) > 1e-9 {
			t.Fatalf("MTTF %g (%v), want %g", mttf, err, mean[len(mean)-1])
		}
	})
}

// Standby agrees with a simulation that only knows the story: lives, dormant lives and
// a switch.
func TestStandbyAgainstSimulation(t *testing.T) {
	const worlds, hours = 40_000, 2.5
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range []Standby{
		{Spares: 3, FailureRate: 1, Switch: 0.9},
		{Spares: 2, FailureRate: 1, DormantRate: 0.3, Switch: 0.8},
		{Spares: 0, FailureRate: 1, Switch: 0},
	} {
		var alive, total float64
		for range worlds {
			at := r.ExpFloat64() / s.FailureRate
			for range s.Spares {
				// The next spare that is asked for must have survived waiting.
				waited := math.Inf(1)
				if s.DormantRate > 0 {
					waited = r.ExpFloat64() / s.DormantRate
				}
				if waited < at {
					continue
				}
				if r.Float64() >= s.Switch {
					break
				}
				at += r.ExpFloat64() / s.FailureRate
			}
			total += at
			if at > hours {
				alive++
			}
		}
		got, mttf := must(s.Reliability(hours)), must(s.MTTF())
		if math.Abs(got-alive/worlds) > 0.01 || relErr(mttf, total/worlds) > 0.02 {
			t.Errorf("%+v: %g and %g h, simulated %g and %g h", s, got, mttf, alive/worlds, total/worlds)
		}
	}
}

// The chance to miss a budget agrees with closed form and lattice, and with a
// simulation of a month of up and down.
func TestMissBudget(t *testing.T) {
	exact := must(MissBudget(0.01, dist.Gamma{Shape: 2, Rate: 0.5}, 720, 30))
	like := must(MissBudget(0.01, hidden{dist.Gamma{Shape: 2, Rate: 0.5}}, 720, 30))
	if !(like.MissLow <= exact.Miss && exact.Miss <= like.MissHigh) || like.MissHigh-like.MissLow > 0.01 {
		t.Errorf("exact %g, lattice %g to %g", exact.Miss, like.MissLow, like.MissHigh)
	}
	if math.Abs(exact.Miss+exact.Within-1) > 1e-12 {
		t.Errorf("miss %g and within %g", exact.Miss, exact.Within)
	}
	if long := must(MissBudget(1, dist.Exponential{MTTF: 0.01}, 2000, 30)); long != must(MissBudget(1, dist.Gamma{Shape: 1, Rate: 100}, 2000, 30)) {
		t.Errorf("exponential %+v, not exact", long)
	}
	repairs := must(NewSample([]float64{0.2, 1, 2, 9}))
	got := must(MissBudget(0.02, repairs, 720, 40))
	const worlds = 40_000
	r := rand.New(rand.NewPCG(3, 4))
	missed := 0.0
	for range worlds {
		var at, down float64
		for at < 720 {
			at += r.ExpFloat64() / 0.02
			if at < 720 {
				h := min([]float64{0.2, 1, 2, 9}[r.IntN(4)], 720-at)
				at, down = at+h, down+h
			}
		}
		if down > 40 {
			missed++
		}
	}
	if share := missed / worlds; share < got.MissLow-0.01 || share > got.MissHigh+0.01 || got.MissHigh-got.MissLow > 0.02 {
		t.Errorf("missed %g to %g, simulated %g", got.MissLow, got.MissHigh, share)
	}
	// No budget: it is missed as soon as anything fails.
	if b := must(MissBudget(1e-9, hidden{dist.Gamma{Shape: 1, Rate: 1}}, 100, 0)); relErr(b.Miss, -math.Expm1(-1e-7)) > 1e-12 {
		t.Errorf("no budget: %+v", b)
	}
}

// hidden keeps a law from being known as gamma.
type hidden struct{ g dist.Gamma }

func (h hidden) Mean() float64         { return h.g.Mean() }
func (h hidden) CDF(x float64) float64 { return h.g.CDF(x) }

// The renewal solver agrees with the two-state chain, whose closed form it never
// sees, and its failures with Poisson ones when repairs take no time.
func TestRenewalAgainstChain(t *testing.T) {
	u := Unit{FailureRate: 0.05, RepairRate: 0.5}
	r := Renewal{Up: dist.Gamma{Shape: 1, Rate: 0.05}, Down: dist.Gamma{Shape: 1, Rate: 0.5}}
	for _, hours := range []float64{0.1, 3, 40} {
		got, want := must(r.At(t.Context(), hours)), must(u.After(hours))
		if relErr(got.Unavailability, want.At) > 1e-7 {
			t.Errorf("%g h: %g, want %g", hours, got.Unavailability, want.At)
		}
	}
	r.Down = Fixed{}
	if m := must(r.At(t.Context(), 40)); relErr(m.Failures, 2) > 1e-9 || m.Unavailability != 0 {
		t.Errorf("without repair times: %+v", m)
	}
	r.Up, r.Down = Fixed{7}, Fixed{3}
	if m, err := r.At(t.Context(), 8.123); err == nil && math.Abs(m.Unavailability-1) > 1e-3 {
		t.Errorf("fixed times: %+v", m)
	} else if err != nil && !errors.Is(err, ErrNotConverged) {
		t.Error(err)
	}
}

// Whatever the numbers, each function gives finite figures or an error, and never
// panics.
func TestModelsRefuse(t *testing.T) {
	wild := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, 5e-324, 1e-9, 0.5, 1, 3, 1e9, math.MaxFloat64}
	rapid.Check(t, func(t *rapid.T) {
		x := func(name string) float64 { return rapid.SampledFrom(wild).Draw(t, name) }
		n := func(name string) int { return rapid.IntRange(-1, 5).Draw(t, name) }
		a, b, c, d, k, m := x("a"), x("b"), x("c"), x("d"), n("k"), n("m")
		check := func(name string, err error, figures ...float64) {
			for _, f := range figures {
				if err == nil && (math.IsNaN(f) || math.IsInf(f, 0)) {
					t.Fatalf("%s gave %v for %g, %g, %g, %g, %d, %d", name, figures, a, b, c, d, k, m)
				}
			}
		}
		u := Unit{a, b}
		s, err := u.After(c)
		check("After", err, s.Steady, s.At, s.Average)
		g, err := Group{Unit: u, Units: k, Needed: m, DormantRate: c, Standby: true, Crews: 1}.Analyze()
		check("Group", err, g.Availability, g.Unavailability, g.Frequency, g.MTTF, g.MeanUptime, g.MeanDowntime)
		series, err := Series([]Unit{u, {c, d}}, k > 1)
		check("Series", err, series.Availability, series.Unavailability, series.Frequency)
		works, fails, err := AtLeast(k, []float64{a, b, c})
		check("AtLeast", err, works, fails)
		mttf, err := AtLeastMTTF(k, []float64{a, b, c})
		check("AtLeastMTTF", err, mttf)
		q, err := CommonCause{Units: m, Needed: k, FailureRate: a, Beta: b}.Unreliability(c)
		check("CommonCause", err, q)
		q, err = CommonCause{Units: m, Needed: k, FailureRate: a, Beta: b}.AverageOnDemand(c)
		check("AverageOnDemand", err, q)
		q, err = FailoverMTTF(u, c)
		check("FailoverMTTF", err, q)
		standby := Standby{Spares: k, FailureRate: a, DormantRate: b, Switch: c}
		q, err = standby.Reliability(d)
		check("Standby", err, q)
		q, err = standby.MTTF()
		check("Standby.MTTF", err, q)
		stock, err := Spares(a, b)
		check("Spares", err, stock.Suffices, stock.Short)
		ratio, err := DetectableRatio(k, a, b, c)
		check("DetectableRatio", err, ratio)
		_, err = OutagesToDetect(a, b, c, d)
		check("OutagesToDetect", err)
		q, err = NoEvents(dist.Gamma{Shape: a, Rate: b}, c)
		check("NoEvents", err, q)
		budget, err := MissBudget(min(a, 1), hidden{dist.Gamma{Shape: 1, Rate: b}}, c, d)
		check("MissBudget", err, budget.Expected, budget.Miss, budget.Within)
		long, err := Renewal{Up: Fixed{a}, Down: Fixed{b}}.LongRun(c)
		check("LongRun", err, long.Availability, long.Failures, long.DowntimeHours)
		for _, of := range []func() (Interval, error){
			func() (Interval, error) { return MeanTime(k, a, b) },
			func() (Interval, error) { return MeanTimeAtFailure(k, a, b) },
			func() (Interval, error) { return AvailabilityF(UpDown{k, a, m, b, EndedAtTime}, c) },
			func() (Interval, error) { return AvailabilityLognormal(k, a, EndedAtTime, []float64{b, c}, 0.9) },
			func() (Interval, error) { return Proportion(k, m, a) },
			func() (Interval, error) { return ProportionWilson(k, m, a) },
			func() (Interval, error) { return MeanLognormal([]float64{a, b, c}, d) },
			func() (Interval, error) { return GeometricMean([]float64{a, b}, d) },
			func() (Interval, error) { return LognormalQuantile([]float64{a, b}, c, d) },
			func() (Interval, error) { return Quantile([]float64{a, b}, c, d) },
			func() (Interval, error) {
				return BCa([]float64{a, b}, func(x []float64) float64 { return x[0] }, d, 1)
			},
		} {
			in, err := of()
			for _, f := range []*float64{in.Value, in.Low, in.High} {
				if f != nil {
					check("interval "+in.Method, err, *f)
				} else if err == nil && in.Reason == "" && in.Low == nil && in.High == nil {
					t.Fatalf("%+v: nothing, and no reason", in)
				}
			}
		}
		line := Timeline{Started: &a, Detected: &b, Acknowledged: &c, Mitigated: &d, Resolved: &c}
		if clocks, err := Measure([]Timeline{line, {}}, 100, 0.9); err != nil {
			t.Fatalf("%v: %+v", err, clocks)
		}
		if _, _, err := Screen([]Spell{{a, b, false}, {c, d, true}}, 100); err != nil {
			t.Fatal(err)
		}
		_, err = Bursts([]Start{{"x", a}, {"y", b}}, c, d, 1, 0.1)
		check("Bursts", err)
	})
}

// Of twenty sites that fail on their own, alarms are as rare as asked for; of three
// that also share a host, the common moments are found, and nothing else.
func TestBursts(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	alarms := 0
	for world := range 300 {
		var starts []Start
		for i := range 400 {
			starts = append(starts, Start{string(rune('a' + i%20)), 1000 * r.Float64()})
		}
		if found := must(Bursts(starts, 0, 1000, 0.2, 0.05)); len(found) > 0 {
			alarms++
		}
		if world > 0 {
			continue
		}
		for i := range 12 {
			starts = append(starts, Start{string(rune('a' + i)), 500 + 0.01*float64(i)})
		}
		found := must(Bursts(starts, 0, 1000, 0.2, 0.001))
		if len(found) != 1 || math.Abs(found[0].From-500) > 0.2 || len(found[0].Components) < 12 {
			t.Errorf("found %+v", found)
		}
	}
	if alarms > 15 {
		t.Errorf("%d alarms in 300 worlds without common causes, want at most 5 %%", alarms)
	}
}
