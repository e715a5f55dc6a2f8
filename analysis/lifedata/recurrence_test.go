package lifedata

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// drawHistory draws systems with windows and events on whole hours, so that many
// are equal.
func drawHistory(t *rapid.T, most int, late bool) History {
	h := make(History, rapid.IntRange(1, most).Draw(t, "systems"))
	for i := range h {
		from := 0
		if late {
			from = rapid.IntRange(0, 5).Draw(t, "from")
		}
		to := from + rapid.IntRange(1, 8).Draw(t, "length")
		h[i] = System{From: float64(from), To: float64(to)}
		for range rapid.IntRange(0, 4).Draw(t, "events") {
			h[i].Events = append(h[i].Events, float64(rapid.IntRange(from+1, to).Draw(t, "event")))
		}
	}
	return h
}

// naiveRecurrence is the mean cumulative function and its robust variance up to
// each hour, by definition: for each system the sum over all times of what it had
// more than expected, squared.
func naiveRecurrence(h History, until float64) (mean, variance float64) {
	leads := make([]float64, len(h))
	for hours := 1.0; hours <= until; hours++ {
		atRisk, events := 0.0, 0.0
		own := make([]float64, len(h))
		for i, s := range h {
			if s.From < hours && hours <= s.To {
				atRisk++
			}
			for _, t := range s.Events {
				if t == hours {
					own[i]++
					events++
				}
			}
		}
		if atRisk == 0 {
			continue
		}
		mean += events / atRisk
		for i, s := range h {
			if s.From < hours && hours <= s.To {
				leads[i] += (own[i] - events/atRisk) / atRisk
			}
		}
	}
	for _, l := range leads {
		variance += l * l
	}
	return mean, variance
}

func TestMeanCumulativeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t, 6, true)
		got, err := MeanCumulative(h, VarianceRobust)
		if h.Events() == 0 {
			if !errors.Is(err, ErrNoEvents) {
				t.Fatal(err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, s := range got {
			total += s.Events
			mean, variance := naiveRecurrence(h, s.Hours)
			if math.Abs(s.Mean-mean) > 1e-12 {
				t.Fatalf("mean %g at %g, want %g", s.Mean, s.Hours, mean)
			}
			if (s.StdErr == nil) != (len(h) == 1) {
				t.Fatalf("standard error %v of %d systems", s.StdErr, len(h))
			}
			if s.StdErr != nil && math.Abs(*s.StdErr**s.StdErr-variance) > 1e-9 {
				t.Fatalf("variance %g at %g, want %g", *s.StdErr**s.StdErr, s.Hours, variance)
			}
		}
		if total != h.Events() {
			t.Fatalf("%d events, want %d", total, h.Events())
		}
	})
}

// poissonHistory draws systems with a steady rate each, which is mean times a
// gamma variable: with like rates where spread is 0.
func poissonHistory(r *rand.Rand, systems int, to, mean float64, varied bool) History {
	h := make(History, systems)
	for i := range h {
		rate := mean
		if varied {
			rate *= r.ExpFloat64()
		}
		h[i] = System{To: to * (0.5 + 0.5*r.Float64())}
		for t := r.ExpFloat64() / rate; t <= h[i].To; t += r.ExpFloat64() / rate {
			h[i].Events = append(h[i].Events, t)
		}
	}
	return h
}

// With systems that differ, so that their events are not by chance alone, robust
// bounds hold the mean about as often as they say, and Poisson bounds do not. With
// few systems they hold it less often, but for those of Student.
func TestMeanCumulativeCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(1995, 158))
	runs := simulations(1000)
	for _, tt := range []struct {
		systems   int
		v         Variance
		tr        Transform
		low, high float64
	}{
		{5, VarianceRobust, TransformLog, 0.70, 0.88},
		{5, VarianceRobust, TransformStudent, 0.87, 0.95},
		{20, VarianceRobust, TransformLog, 0.84, 0.92},
		{20, VarianceRobust, TransformStudent, 0.86, 0.92},
		{100, VarianceRobust, TransformLog, 0.88, 0.92},
		{100, VarianceRobust, TransformStudent, 0.88, 0.92},
		{100, VariancePoisson, TransformLog, 0, 0.75},
	} {
		held, seen := 0, 0
		for range runs {
			h := poissonHistory(r, tt.systems, 100, 0.05, true)
			m, err := MeanCumulative(h, tt.v)
			if errors.Is(err, ErrNoEvents) {
				continue
			} else if err != nil {
				t.Fatal(err)
			}
			points, err := m.Bounds(0.9, tt.tr)
			if err != nil {
				t.Fatal(err)
			}
			var last *Point
			for i := range points {
				if points[i].Hours <= 50 {
					last = &points[i]
				}
			}
			if last == nil {
				continue
			}
			seen++
			if *last.Low <= 0.05*50 && 0.05*50 <= *last.High {
				held++
			}
		}
		coverage := float64(held) / float64(seen)
		t.Logf("%d systems, %s, %s: nominal 90 %% bounds hold the mean in %.1f %%", tt.systems, tt.v, tt.tr, 100*coverage)
		if !between(coverage, tt.low, tt.high, seen) {
			t.Errorf("%d systems, %s, %s: coverage %g is not in [%g, %g]", tt.systems, tt.v, tt.tr, coverage, tt.low, tt.high)
		}
	}
}

// Like groups are told apart as often as the level says, though their systems
// differ; a group with twice the events nearly always. The other way round it is
// the same with the other sign.
func TestCompareRecurrence(t *testing.T) {
	r := rand.New(rand.NewPCG(37, 5))
	runs := simulations(600)
	for _, tt := range []struct{ ratio, low, high float64 }{{1, 0.025, 0.08}, {2, 0.75, 1}} {
		rejected := 0
		for range runs {
			a := poissonHistory(r, 40, 100, 0.05*tt.ratio, true)
			b := poissonHistory(r, 60, 80, 0.05, true)
			test, err := CompareRecurrence(a, b)
			if err != nil {
				t.Fatal(err)
			}
			back, err := CompareRecurrence(b, a)
			if err != nil || math.Abs(test.Statistic+back.Statistic) > 1e-9 {
				t.Fatalf("%g, turned round %g (%v)", test.Statistic, back.Statistic, err)
			}
			if test.PValue < 0.05 {
				rejected++
			}
		}
		share := float64(rejected) / float64(runs)
		t.Logf("ratio %g: rejected in %.1f %%", tt.ratio, 100*share)
		if !between(share, tt.low, tt.high, runs) {
			t.Errorf("ratio %g: rejected in %g, want %g to %g", tt.ratio, share, tt.low, tt.high)
		}
	}
}

// The difference is that of the two functions, with the sum of their variances,
// where both are watched all the time.
func TestCompareRecurrenceSteps(t *testing.T) {
	a := History{{To: 9, Events: []float64{2, 4}}, {To: 9, Events: []float64{5}}}
	b := History{{To: 9, Events: []float64{3}}, {To: 9, Events: []float64{4, 4, 8}}, {To: 9}}
	test, err := CompareRecurrence(a, b)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range test.Steps {
		meanA, varianceA := naiveRecurrence(a, s.Hours)
		meanB, varianceB := naiveRecurrence(b, s.Hours)
		if math.Abs(s.Mean-meanA+meanB) > 1e-12 || math.Abs(s.StdErr-math.Sqrt(varianceA+varianceB)) > 1e-12 {
			t.Errorf("%+v, want %g ± %g", s, meanA-meanB, math.Sqrt(varianceA+varianceB))
		}
	}
	if len(test.Steps) != 5 {
		t.Errorf("%d steps, want 5", len(test.Steps))
	}
	for _, bad := range [][2]History{{a[:1], b}, {a, b[:1]}, {nil, b}, {{{To: 1}, {To: 1}}, {{To: 1}, {To: 1}}}} {
		if _, err := CompareRecurrence(bad[0], bad[1]); err == nil {
			t.Errorf("no error of %v", bad)
		}
	}
}

func TestRecurrenceLine(t *testing.T) {
	m, err := MeanCumulative(History{{To: 9, Events: []float64{2}}, {To: 9}}, VarianceRobust)
	if err != nil {
		t.Fatal(err)
	}
	line, err := m.Line(9, 0.9, TransformLog)
	if err != nil || len(line) != 4 || line[3].Hours != 9 || line[3].Value != 0.5 || line[3].Low == nil {
		t.Errorf("%+v, %v", line, err)
	}
}

func TestHistoryRefuses(t *testing.T) {
	for _, s := range []System{
		{},
		{To: math.NaN()},
		{To: math.Inf(1)},
		{To: -1},
		{From: -1, To: 1},
		{From: math.NaN(), To: 1},
		{From: 2, To: 2},
		{To: 1, Events: []float64{0}},
		{To: 1, Events: []float64{-1}},
		{To: 1, Events: []float64{2}},
		{To: 1, Events: []float64{math.NaN()}},
		{To: 1, Events: []float64{math.Inf(1)}},
		{From: 1, To: 2, Events: []float64{1}},
		{To: 1, FailureTerminated: true},
		{To: 2, Events: []float64{1}, FailureTerminated: true},
	} {
		h := History{{To: 3, Events: []float64{1, 2}}, s}
		calls := map[string]func() error{
			"MeanCumulative":    func() error { _, err := MeanCumulative(h, VarianceRobust); return err },
			"Laplace":           func() error { _, err := Laplace(h, PoolApart); return err },
			"LewisRobinson":     func() error { _, err := LewisRobinson(h); return err },
			"FitPowerLaw":       func() error { _, err := FitPowerLaw(h); return err },
			"FitLogLinear":      func() error { _, _, err := FitLogLinear(h); return err },
			"Duane":             func() error { _, err := Duane(h); return err },
			"PowerLawGoodness":  func() error { _, err := PowerLawGoodness(t.Context(), h, 100, 1); return err },
			"SerialDependence":  func() error { _, err := SerialDependence(t.Context(), h, 100, 1); return err },
			"Diagnose":          func() error { _, err := Diagnose(t.Context(), h, DiagnoseOptions{Level: 0.9}); return err },
			"CompareRecurrence": func() error { _, err := CompareRecurrence(h, h); return err },
			"ChangePoints": func() error {
				_, err := ChangePoints(t.Context(), h, ChangeOptions{Level: 0.9, Draws: 100})
				return err
			},
			"ReverseArrangement": func() error { _, err := ReverseArrangements(h); return err },
		}
		for name, call := range calls {
			if err := call(); !errors.Is(err, ErrHistory) {
				t.Errorf("%s of %+v: %v", name, s, err)
			}
		}
	}
	if _, err := MeanCumulative(nil, VarianceRobust); !errors.Is(err, ErrHistory) {
		t.Error(err)
	}
	if _, err := MeanCumulative(History{{To: 1}}, VarianceRobust); !errors.Is(err, ErrNoEvents) {
		t.Error(err)
	}
	if _, err := MeanCumulative(History{{To: 1, Events: []float64{1}}}, "mine"); err == nil {
		t.Error("unknown variance")
	}
}
