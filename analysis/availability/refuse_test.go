package availability

import (
	"context"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dist"
)

// wild are the numbers that records should not have, and some that they may.
var wild = []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, 5e-324, 1e-9, 0.5, 1, 1, 1, 3, 1e9, 1e300, math.MaxFloat64}

// Whatever the records, none, one, all alike, all censored or no numbers at all: each
// function gives an error, or figures that are finite and a reason for what is absent.
// It never panics.
func TestRecordsRefuse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		durations := rapid.SliceOfN(rapid.SampledFrom(wild), 0, 7).Draw(t, "durations")
		k := rapid.IntRange(-1, 5).Draw(t, "k")
		level := rapid.SampledFrom([]float64{math.NaN(), -1, 0, 1e-12, 0.5, 0.9, 1 - 1e-12, 1, 2}).Draw(t, "level")
		bad := slices.ContainsFunc(durations, func(h float64) bool { return !(h >= 0) || math.IsInf(h, 1) })
		figure := func(name string, err error, figures ...*float64) {
			for _, f := range figures {
				if err == nil && f != nil && (bad || math.IsNaN(*f) || math.IsInf(*f, 0)) {
					t.Fatalf("%s gave %g for %g, %d, level %g", name, *f, durations, k, level)
				}
			}
		}
		interval := func(name string, in Interval, err error) {
			figure(name, err, in.Value, in.Low, in.High)
			if err == nil && (in.Value == nil || in.Low == nil || in.High == nil) && in.Reason == "" {
				t.Fatalf("%s: no figure and no reason for %g: %+v", name, durations, in)
			}
		}
		for name, of := range map[string]func() (Interval, error){
			"MeanLognormal":     func() (Interval, error) { return MeanLognormal(durations, level) },
			"GeometricMean":     func() (Interval, error) { return GeometricMean(durations, level) },
			"LognormalQuantile": func() (Interval, error) { return LognormalQuantile(durations, 0.9, level) },
			"Quantile":          func() (Interval, error) { return Quantile(durations, 0.9, level) },
			"AvailabilityLognormal": func() (Interval, error) {
				return AvailabilityLognormal(k, 100, EndedAtTime, durations, level)
			},
		} {
			in, err := of()
			interval(name, in, err)
		}
		x, err := LogSpread(durations)
		figure("LogSpread", err, x)
		x, err = WorstShare(durations, k)
		figure("WorstShare", err, x)
		low, high, err := ResampleDowntime(durations, level, 1)
		figure("ResampleDowntime", err, &low, &high)
		if sample, err := NewSample(durations); err == nil {
			mean, below := sample.Mean(), sample.CDF(1)
			figure("Sample", nil, &mean, &below)
			if k == 0 { // some milliseconds
				b, err := MissBudget(1e-3, sample, 720, 1)
				figure("MissBudget", err, &b.Miss, &b.MissLow, &b.MissHigh)
			}
		}
		if _, _, coverage, ok := MedianRanks(k, level); math.IsNaN(coverage) || ok && !(coverage >= level) {
			t.Fatalf("MedianRanks(%d, %g): %g", k, level, coverage)
		}
		repairs, err := PoolRepairs([][]float64{durations, {1, 2}, {}, durations, {3, 4, 5}})
		figure("PoolRepairs", err, &repairs.Mean.Mu, &repairs.Mean.Sigma)
		mean, weight, err := must(PoolRepairs([][]float64{{1, 2}, {3, 4, 5, 9}})).Posterior(durations)
		figure("RepairPrior.Posterior", err, &mean.Mu, &mean.Sigma, &weight)
	})
}

// The same for spells, counts and windows.
func TestSpellsAndCountsRefuse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := func(name string) float64 { return rapid.SampledFrom(wild).Draw(t, name) }
		a, b, c, d, k := x("a"), x("b"), x("c"), x("d"), rapid.IntRange(-1, 9).Draw(t, "k")
		open := rapid.Bool().Draw(t, "open")
		finite := func(name string, err error, figures ...float64) {
			for _, f := range figures {
				if err == nil && (math.IsNaN(f) || math.IsInf(f, 0)) {
					t.Fatalf("%s gave %g for %g, %g, %g, %g, %d", name, figures, a, b, c, d, k)
				}
			}
		}
		spells := []Spell{{a, b, open}, {c, d, false}, {a, d, true}}
		for _, s := range append(Union(spells), Clip(Union(spells), a, b)...) {
			finite("Union, Clip", nil, s.Start, s.End)
		}
		s, err := Summarize(spells, a, c, 0.9)
		finite("Summarize", err, s.DowntimeHours, s.UptimeHours)
		for _, in := range []Interval{s.MTTF, s.MTBF, s.MTTR, s.Median, s.P90, s.Availability} {
			for _, f := range []*float64{in.Value, in.Low, in.High} {
				if f != nil {
					finite("Summarize", err, *f)
				} else if err == nil && in.Reason == "" {
					t.Fatalf("Summarize(%v, %g, %g): no figure and no reason: %+v", spells, a, c, in)
				}
			}
		}
		att, err := Attain(spells, spells[:1], a, b, d)
		finite("Attain", err, att.Low, att.High, att.DowntimeHours, att.AllowedMinutes, att.LeftMinutes, att.LeastMinutes)

		counts := []Count{{k, a}, {3, b}, {0, c}}
		p, err := PoolRates(counts)
		finite("PoolRates", err, p.Rate.Shape, p.Rate.Rate)
		if err == nil {
			for _, c := range append(counts, Count{k, d}) {
				rate, weight, err := p.Posterior(c)
				finite("Posterior", err, rate.Shape, rate.Rate, weight)
				rate, weight, err = p.GivenPrior(c)
				finite("GivenPrior", err, rate.Shape, rate.Rate, weight)
				bounds, err := p.Bounds(c, 0.9)
				finite("Bounds", err, bounds.PriorWeight, bounds.Outlier)
				if err == nil && (bounds.Low == nil || bounds.High == nil || !(*bounds.Low <= *bounds.High)) {
					t.Fatalf("Bounds(%+v) of %+v: %+v", c, counts, bounds)
				}
			}
		}
		cover, err := Coverage(k, 3-k)
		finite("Coverage", err, cover.A, cover.B)
		up, ok, err := Crossover(k, 5)
		finite("Crossover", err, up)
		if err == nil && ok && !(up > 0 && up < 1) {
			t.Fatalf("Crossover(%d, 5) = %g", k, up)
		}
		hours, err := CrossoverHours(k, 5, a)
		finite("CrossoverHours", err, hours)
		stop, cancel := context.WithCancel(t.Context())
		if k%3 != 0 {
			cancel() // the solver may take a second, and says so when it is not allowed to
		}
		m, err := Renewal{Up: Fixed{a}, Down: Fixed{b}}.At(stop, c)
		cancel()
		finite("At", err, m.Availability, m.Unavailability, m.Failures, m.Error)
		budget, err := MissBudget(a, dist.Gamma{Shape: b, Rate: c}, d, 1)
		finite("MissBudget", err, budget.Expected, budget.Miss, budget.MissLow, budget.MissHigh, budget.Within)
	})
}

// All the same, and all censored: an interval of a mean needs a spread, and one that is
// not over has no end.
func TestAlikeAndCensored(t *testing.T) {
	alike, open := outagesOf([]float64{2, 2, 2, 2, 2, 2}), outagesOf([]float64{1, 2, 3, 4, 5, 6})
	for i := range open {
		open[i].Open = true
	}
	s := must(Summarize(alike, 0, 1e4, 0.9))
	if value(s.MTTR.Value) != 2 || s.MTTR.Low != nil || s.MTTR.High != nil || s.MTTR.Reason == "" {
		t.Errorf("alike: %+v", s.MTTR)
	}
	s = must(Summarize(open, 0, 1e4, 0.9))
	if s.MTTR.Value != nil || s.MTTR.High != nil || s.Median.Value != nil || s.P90.High != nil || s.Open != 6 {
		t.Errorf("censored: %+v, %+v, %+v", s.MTTR, s.Median, s.P90)
	}
	// 21 hours without an end: χ² with two degrees of freedom, as nothing was seen.
	if want := 21 / -math.Log(0.05); relErr(value(s.MTTR.Low), want) > 1e-9 {
		t.Errorf("censored: at least %g h, want %g", value(s.MTTR.Low), want)
	}
	if in := must(MeanLognormal([]float64{2, 2, 2}, 0.9)); in.Low != nil || in.Reason == "" {
		t.Errorf("alike: %+v", in)
	}
	// What is shorter than a minute is not told apart.
	short := []float64{0, 0.001, 0.002, 0.003, 0.004}
	for name, in := range map[string]Interval{
		"mean":         must(MeanLognormal(short, 0.9)),
		"median":       must(GeometricMean(short, 0.9)),
		"availability": must(AvailabilityLognormal(5, 1e4, EndedAtTime, short, 0.9)),
	} {
		if in.Low != nil || in.High != nil || in.Reason == "" {
			t.Errorf("shorter than records tell: %s %+v", name, in)
		}
	}
	if spread := must(LogSpread(short)); spread != nil {
		t.Errorf("shorter than records tell: spread %g", *spread)
	}
}
