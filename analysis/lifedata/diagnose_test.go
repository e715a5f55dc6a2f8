package lifedata

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// burstGaps draws times between events that come in bursts: long spells of quick
// events follow long spells of slow ones.
func burstGaps(r *rand.Rand, n int) []float64 {
	gaps, mean := make([]float64, n), 1.0
	for i := range gaps {
		if r.IntN(8) == 0 {
			mean = 11 - mean // 1 or 10
		}
		gaps[i] = mean * r.ExpFloat64()
	}
	return gaps
}

func exponentialGaps(r *rand.Rand, n int) []float64 {
	gaps := make([]float64, n)
	for i := range gaps {
		gaps[i] = r.ExpFloat64()
	}
	return gaps
}

func TestSerialDependence(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 81))
	runs := simulations(250)
	for _, tt := range []struct {
		name             string
		draw             func() History
		low, high, other float64 // shares of small p-values of the correlation, least of tau
	}{
		{"by chance", func() History { return History{endedByFailure(exponentialGaps(r, 40)...)} }, 0.02, 0.08, 0},
		{"clusters without order", func() History {
			gaps := make([]float64, 40)
			for i := range gaps {
				gaps[i] = gammaGap(r, 0.4)
			}
			return History{endedByFailure(gaps...)}
		}, 0.02, 0.08, 0},
		{"bursts", func() History {
			return History{endedByFailure(burstGaps(r, 60)...), endedByFailure(burstGaps(r, 60)...)}
		}, 0.5, 1, 0.75},
	} {
		small, smallTau := 0, 0
		for range runs {
			d, err := SerialDependence(t.Context(), tt.draw(), 200, r.Uint64())
			if err != nil {
				t.Fatal(err)
			}
			if d.PValue < 0.05 {
				small++
			}
			if d.KendallPValue < 0.05 {
				smallTau++
			}
			if !(math.Abs(d.Correlation) <= 1 && math.Abs(d.Kendall) <= 1) {
				t.Fatalf("%+v", d)
			}
		}
		share, tau := float64(small)/float64(runs), float64(smallTau)/float64(runs)
		t.Logf("%s: dependence in %.1f %%, by tau %.1f %%", tt.name, 100*share, 100*tau)
		if !between(share, tt.low, tt.high, runs) || !between(tau, tt.other, tt.high, runs) {
			t.Errorf("%s: dependence in %g, by tau %g", tt.name, share, tau)
		}
	}
	// Of many the correlation is normal: it agrees with what is drawn.
	long := History{endedByFailure(exponentialGaps(r, mostDrawn+2)...)}
	d, err := SerialDependence(t.Context(), long, 100, 1)
	if err != nil || d.PValue < 1e-3 {
		t.Errorf("%+v, %v", d, err)
	}
}

// Correlation and tau of four times, by hand: deviations -1.5, 0.5, -0.5, 1.5 from
// the mean have products of neighbours -0.75, -0.25, -0.75 and squares that sum to 5.
func TestSerialDependenceByHand(t *testing.T) {
	d, err := SerialDependence(t.Context(), History{endedByFailure(1, 3, 2, 4), endedByFailure(1, 3, 2, 4)}, 100, 1)
	if err != nil {
		t.Fatal(err)
	}
	// Pairs (x, next): (1,3), (3,2), (2,4). (1,3)-(3,2) opposite, (1,3)-(2,4) alike,
	// (3,2)-(2,4) opposite: (1-2)/3.
	if math.Abs(d.Correlation+1.75/5) > 1e-12 || math.Abs(d.Kendall+1.0/3) > 1e-12 || d.Pairs != 6 {
		t.Errorf("%+v, want correlation -0.35 and tau -1/3", d)
	}
}

func TestChangePoints(t *testing.T) {
	r := rand.New(rand.NewPCG(1986, 1583))
	draw := func(rates ...float64) History { // each over 100 hours, of two systems
		h := make(History, 2)
		for i := range h {
			h[i].To = 100 * float64(len(rates))
			for j, rate := range rates {
				for at := r.ExpFloat64() / rate; at <= 100; at += r.ExpFloat64() / rate {
					h[i].Events = append(h[i].Events, 100*float64(j)+at)
				}
			}
		}
		return h
	}
	runs := simulations(150)
	opt := ChangeOptions{Level: 0.95, Draws: 120}
	for _, tt := range []struct {
		name      string
		draw      func() History
		changes   int
		low, high float64 // share in which so many changes are found
		near      float64 // hours
	}{
		{"none", func() History { return draw(0.1, 0.1) }, 0, 0.89, 1, 0},
		{"clusters", func() History {
			gaps := make([]float64, 60)
			for i := range gaps {
				gaps[i] = gammaGap(r, 0.3)
			}
			return History{endedByFailure(gaps...)}
		}, 0, 0.89, 1, 0},
		{"one", func() History { return draw(0.1, 0.5) }, 1, 0.85, 1, 100},
		{"two", func() History { return draw(0.6, 0.1, 0.5) }, 2, 0.55, 1, 100},
	} {
		found, near := 0, 0
		for range runs {
			opt.Seed = r.Uint64()
			got, err := ChangePoints(context.Background(), tt.draw(), opt)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != tt.changes {
				continue
			}
			found++
			if tt.changes > 0 && math.Abs(got[0].Hours-tt.near) < 20 {
				near++
			}
			for _, c := range got {
				if !(c.RateBefore > 0 && c.RateAfter > 0 && max(c.PValue, c.PValueRenewal) <= 0.05) {
					t.Fatalf("%+v", c)
				}
			}
		}
		share := float64(found) / float64(runs)
		t.Logf("%s: %d changes found in %.1f %%, the first near %d times", tt.name, tt.changes, 100*share, near)
		if !between(share, tt.low, tt.high, runs) || tt.changes > 0 && near < 8*found/10 {
			t.Errorf("%s: %d changes found in %g, the first near %d of %d", tt.name, tt.changes, share, near, found)
		}
	}
}

func TestChangePointsRefuses(t *testing.T) {
	h := History{{To: 9, Events: []float64{1, 2, 3, 4, 5, 6, 7, 8}}}
	for _, opt := range []ChangeOptions{{}, {Level: 0.9}, {Level: math.NaN(), Draws: 100}, {Level: 0.9, Draws: 1e9}} {
		if _, err := ChangePoints(context.Background(), h, opt); err == nil {
			t.Errorf("no error of %+v", opt)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ChangePoints(ctx, h, ChangeOptions{Level: 0.9, Draws: 100}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for _, few := range []History{{{To: 9, Events: []float64{3}}}, {{To: 9, Events: []float64{3, 3, 3, 3, 3, 3, 3}}}, {{To: 9, Events: []float64{9, 9, 9, 9, 9, 9, 9}}}} {
		got, err := ChangePoints(context.Background(), few, ChangeOptions{Level: 0.9, Draws: 100})
		if err != nil || got == nil {
			t.Errorf("%+v: %v, %v", few, got, err)
		}
	}
}

// How often each kind of history gets which verdict; and that a mean time between
// failures is given only where there is neither trend nor dependence.
func TestDiagnoseKinds(t *testing.T) {
	r := rand.New(rand.NewPCG(2009, 1618))
	runs := simulations(200)
	for _, tt := range []struct {
		name  string
		draw  func() History
		least map[VerdictKind]float64
	}{
		{"by chance", func() History { return History{endedByFailure(exponentialGaps(r, 30)...)} }, map[VerdictKind]float64{VerdictSteady: 0.8}},
		{"growth", func() History { return powerLawHistory(r, 0.45, 1000, 30, true) }, map[VerdictKind]float64{VerdictTrend: 0.5}},
		{"wear", func() History { return powerLawHistory(r, 2.5, 1000, 30, true) }, map[VerdictKind]float64{VerdictTrend: 0.9}},
		{"regular", func() History {
			gaps := make([]float64, 30)
			for i := range gaps {
				gaps[i] = 5 + r.Float64()
			}
			return History{endedByFailure(gaps...)}
		}, map[VerdictKind]float64{VerdictRenewal: 0.8}},
		{"bursts", func() History { return History{endedByFailure(burstGaps(r, 150)...)} }, map[VerdictKind]float64{VerdictDependent: 0.35}},
	} {
		seen := map[VerdictKind]float64{}
		for range runs {
			v, err := Diagnose(t.Context(), tt.draw(), DiagnoseOptions{Level: 0.9, Draws: 200, Seed: r.Uint64()})
			if err != nil {
				t.Fatal(err)
			}
			seen[v.Kind] += 1 / float64(runs)
			given := v.Kind == VerdictSteady || v.Kind == VerdictRenewal
			if (v.MTBF.Value != nil) != given || (v.MTBF.Reason != "") == given {
				t.Fatalf("%s: %+v", v.Kind, v.MTBF)
			}
			if v.Rate.Value == nil || !(*v.Rate.Low <= *v.Rate.Value && *v.Rate.Value <= *v.Rate.High) {
				t.Fatalf("rate %+v", v.Rate)
			}
			if (v.Kind == VerdictTrend) != (v.Processes != nil) || len(v.Words) < 3 {
				t.Fatalf("%+v", v)
			}
		}
		t.Logf("%s: %.2v", tt.name, seen)
		for kind, least := range tt.least {
			if !between(seen[kind], least, 1, runs) {
				t.Errorf("%s: %s in %.2f, want at least %g", tt.name, kind, seen[kind], least)
			}
		}
	}
}

// Intervals of the rate hold it as often as they say, where no trend is mistaken.
func TestDiagnoseCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(90, 88))
	runs := simulations(1500)
	for _, tt := range []struct {
		name      string
		estimate  func() Estimate
		low, high float64
	}{
		{"Poisson to failure, 5", func() Estimate { return poissonRate(History{endedByFailure(exponentialGaps(r, 5)...)}, 0.9) }, 0.88, 0.92},
		{"Poisson to failure, 100", func() Estimate { return poissonRate(History{endedByFailure(exponentialGaps(r, 100)...)}, 0.9) }, 0.88, 0.92},
		{"Poisson to time, 20", func() Estimate { return poissonRate(powerLawHistory(r, 1, 20, 20, false), 0.9) }, 0.88, 0.94},
		{"renewal, 20", func() Estimate {
			gaps := make([]float64, 20)
			for i := range gaps {
				gaps[i] = gammaGap(r, 0.4) / 0.4
			}
			h := History{endedByFailure(gaps...)}
			v, err := variationOfGaps(h)
			if err != nil {
				t.Fatal(err)
			}
			return renewalRate(h, v, 0.9)
		}, 0.83, 0.92},
		{"robust, 30 systems that differ", func() Estimate { return robustRate(poissonHistory(r, 30, 10, 1, true), 0.9) }, 0.86, 0.92},
		{"robust, stretches", func() Estimate { return robustRate(powerLawHistory(r, 1, 100, 100, false), 0.9) }, 0.87, 0.93},
	} {
		held := 0
		for range runs {
			if e := tt.estimate(); *e.Low <= 1 && 1 <= *e.High {
				held++
			}
		}
		share := float64(held) / float64(runs)
		t.Logf("%s: nominal 90 %% bounds hold the rate in %.1f %%", tt.name, 100*share)
		if !between(share, tt.low, tt.high, runs) {
			t.Errorf("%s: coverage %g is not in [%g, %g]", tt.name, share, tt.low, tt.high)
		}
	}
}

// Whatever the history, the verdict can be written down and says why.
func TestDiagnoseProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t, 5, true)
		v, err := Diagnose(t.Context(), h, DiagnoseOptions{Level: 0.9, Draws: 100})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(v); err != nil {
			t.Fatal(err)
		}
		if len(v.Words) == 0 || v.MTBF.Value == nil && v.MTBF.Reason == "" || v.Rate.High == nil {
			t.Fatalf("%+v", v)
		}
		again, err := Diagnose(t.Context(), h, DiagnoseOptions{Level: 0.9, Draws: 100})
		if err != nil || strings.Join(v.Words, "") != strings.Join(again.Words, "") {
			t.Fatalf("%v, again %v (%v)", v.Words, again.Words, err)
		}
	})
}

func TestDiagnoseSparse(t *testing.T) {
	v, err := Diagnose(t.Context(), History{{To: 2995.7}}, DiagnoseOptions{Level: 0.9})
	// No event in T hours: MTBF above T/2.9957 with 95 %.
	if err != nil || v.Kind != VerdictNoEvents || v.MTBF.Value != nil || math.Abs(*v.MTBF.Low-1000) > 0.1 || v.MTBF.High != nil || v.Rate.Value != nil {
		t.Errorf("%+v, %v", v, err)
	}
	v, err = Diagnose(t.Context(), History{{To: 10, Events: []float64{1, 2}}}, DiagnoseOptions{Level: 0.9})
	if err != nil || v.Kind != VerdictTooFew || *v.MTBF.Value != 5 {
		t.Errorf("%+v, %v", v, err)
	}
	for _, opt := range []DiagnoseOptions{{}, {Level: 2}, {Level: 0.9, Significance: math.NaN()}, {Level: 0.9, Draws: 5}} {
		if _, err := Diagnose(t.Context(), History{{To: 10}}, opt); err == nil {
			t.Errorf("no error of %+v", opt)
		}
	}
}

// Simulations of a million draws stop with the context, whatever the verdict
// would have been.
func TestDiagnoseStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	r := rand.New(rand.NewPCG(1, 2))
	trend := System{To: 2000}
	for i := range 10 {
		trend.Events = append(trend.Events, math.Pow(2, float64(i)))
	}
	opt := DiagnoseOptions{Level: 0.9, Draws: 1e6}
	for name, h := range map[string]History{
		"trend": {trend}, "bursts": {endedByFailure(burstGaps(r, 60)...)}, "steady": {endedByFailure(5, 4, 6, 5, 7, 3, 5, 4, 6, 5)},
	} {
		if v, err := Diagnose(ctx, h, opt); !errors.Is(err, context.Canceled) || v.Kind != "" {
			t.Errorf("%s: %q, %v", name, v.Kind, err)
		}
	}
	if _, err := PowerLawGoodness(ctx, History{trend}, 1e6, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("goodness: %v", err)
	}
	if _, err := SerialDependence(ctx, History{trend}, 1e6, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("dependence: %v", err)
	}
}

// R poisson.test: 0 of 5 in like exposures; the p-value is 2^-4 by hand.
func TestCompareRates(t *testing.T) {
	c, err := CompareRates(Count{5, 10}, Count{0, 10}, 0.9)
	if err != nil || *c.Ratio.Value != 0 || *c.Ratio.Low != 0 || math.Abs(c.PValue-1.0/16) > 1e-12 {
		t.Errorf("%+v, %v", c, err)
	}
	// P(X = 0 of 5) is 5 % where (1-p)^5 = 0.05: odds of p give the upper bound.
	if p := 1 - math.Pow(0.05, 0.2); math.Abs(*c.Ratio.High-p/(1-p)) > 1e-9 {
		t.Errorf("high %g, want %g", *c.Ratio.High, p/(1-p))
	}
	c, err = CompareRates(Count{0, 10}, Count{5, 10}, 0.9)
	if err != nil || c.Ratio.Value != nil || c.Ratio.High != nil || c.Ratio.Reason == "" {
		t.Errorf("%+v, %v", c, err)
	}
	for _, bad := range [][2]Count{{{-1, 1}, {1, 1}}, {{1, 0}, {1, 1}}, {{1, math.NaN()}, {1, 1}}, {{1, 1}, {1, math.Inf(1)}}, {{0, 1}, {0, 1}}} {
		if _, err := CompareRates(bad[0], bad[1], 0.9); err == nil {
			t.Errorf("no error of %v", bad)
		}
	}
}

// A point of the total time axis, by hand: two systems to 10 and 4, a third from 6.
func TestTotalTime(t *testing.T) {
	h := History{{To: 10, Events: []float64{1, 5, 9}}, {To: 4, Events: []float64{4}}, {From: 6, To: 12, Events: []float64{7, 11}}}
	places, total := totalTime(h)
	want := []float64{2, 8, 9, 12, 16, 19}
	if total != 20 || len(places) != len(want) {
		t.Fatalf("%v of %g", places, total)
	}
	axis := totalTimeAxis(h)
	for i, hours := range []float64{1, 4, 5, 7, 9, 11} {
		if places[i] != want[i] || math.Abs(hoursAt(axis, want[i])-hours) > 1e-12 {
			t.Errorf("%g hours at %g, want %g; back %g", hours, places[i], want[i], hoursAt(axis, want[i]))
		}
	}
	points, err := GrowthPoints(h)
	if err != nil || len(points) != 6 || points[5].Hours != 19 || points[5].MTBF != 19.0/6 || points[5].Events != 6 {
		t.Errorf("%+v, %v", points, err)
	}
}

// Events whose cumulative MTBF is exactly 2·t^0.3.
func TestDuaneExact(t *testing.T) {
	var s System
	for i := 1; i <= 9; i++ {
		s.Events = append(s.Events, math.Pow(2*float64(i), 1/0.7))
	}
	s.To = 70
	d, err := Duane(History{s})
	if err != nil {
		t.Fatal(err)
	}
	cumulative := 2 * math.Pow(70, 0.3)
	if math.Abs(d.Slope-0.3) > 1e-12 || math.Abs(d.AtOneHour-2) > 1e-11 || math.Abs(d.CumulativeMTBF-cumulative) > 1e-10 || math.Abs(*d.MTBF-cumulative/0.7) > 1e-10 {
		t.Errorf("%+v", d)
	}
	if _, err := Duane(History{{To: 9, Events: []float64{3}}}); !errors.Is(err, ErrTooFew) {
		t.Error(err)
	}
}

func TestStudentT(t *testing.T) {
	// Tables: A. Hald, Statistical Tables and Formulas, 1952.
	for _, tt := range []struct{ p, degrees, want float64 }{{0.95, 1, 6.314}, {0.975, 10, 2.228}, {0.95, 30, 1.697}, {0.995, 120, 2.617}} {
		if got := studentT(tt.p, tt.degrees); math.Abs(got-tt.want) > 5e-4 {
			t.Errorf("t(%g, %g) = %g, want %g", tt.p, tt.degrees, got, tt.want)
		}
	}
	exact := math.Sqrt(200 * betaOdds(0.5, 100, 0.9))
	if got := studentT(0.95, 200); math.Abs(got-exact) > 1e-8 {
		t.Errorf("expanded %.12g, exact %.12g", got, exact)
	}
}

// The hours between events, by hand.
func TestHistoryLives(t *testing.T) {
	lives, err := History{
		{To: 10, Events: []float64{7, 3}},
		{From: 5, To: 10, Events: []float64{6, 8}},
		{To: 4},
		{From: 2, To: 4},
		endedByFailure(3),
	}.Lives()
	want := []Life{
		{Hours: 3, Failed: true}, {Hours: 4, Failed: true}, {Hours: 3},
		{Hours: 2, Failed: true}, {Hours: 2},
		{Hours: 4},
		{Hours: 3, Failed: true},
	}
	if err != nil || !slices.Equal(lives, want) {
		t.Errorf("%+v, %v, want %+v", lives, err, want)
	}
	if _, err := (History{{To: 9, Events: []float64{3, 3}}}).Lives(); !errors.Is(err, ErrDuration) {
		t.Error(err)
	}
	if _, err := (History{{To: 9}}).Lives(); !errors.Is(err, ErrNoEvents) {
		t.Error(err)
	}
}
