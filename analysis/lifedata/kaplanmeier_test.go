package lifedata

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// freireich has the weeks to relapse of 21 patients.
var freireich = livesOf(nil,
	[]float64{6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35},
	[]int{1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})

func TestKaplanMeierFreireich(t *testing.T) {
	steps, err := KaplanMeier(freireich)
	if err != nil {
		t.Fatal(err)
	}
	// As printed, to 4 digits, in Kleinbaum & Klein, Survival Analysis, ch. 2.
	want := []struct{ hours, survival float64 }{
		{6, 0.8571}, {7, 0.8067}, {10, 0.7529}, {13, 0.6902}, {16, 0.6275}, {22, 0.5378}, {23, 0.4482},
	}
	if len(steps) != len(want) {
		t.Fatalf("%d steps, want %d", len(steps), len(want))
	}
	for i, w := range want {
		if s := steps[i]; s.Hours != w.hours || math.Abs(s.Survival-w.survival) > 5e-5 {
			t.Errorf("step %d = %+v, want %+v", i, s, w)
		}
	}
}

// naiveCurve is the product limit with its hazard by definition, O(n²): at each
// time of failure every life is asked whether it was at risk.
func naiveCurve(lives []Life) (Curve, HazardCurve) {
	var curve Curve
	var hazards HazardCurve
	survival, greenwood, hazard, poisson := 1.0, 0.0, 0.0, 0.0
	for hours := 1.0; hours < 20; hours++ {
		atRisk, failures := 0, 0
		for _, l := range lives {
			count := max(1, l.Count)
			if l.Entry < hours && hours <= l.Hours {
				atRisk += count
			}
			if l.Failed && l.Hours == hours {
				failures += count
			}
		}
		if failures == 0 {
			continue
		}
		n, d := float64(atRisk), float64(failures)
		survival *= 1 - d/n
		greenwood += d / n / (n - d)
		hazard += d / n
		poisson += d / n / n
		curve = append(curve, Step{hours, atRisk, failures, survival, finite(survival * math.Sqrt(greenwood))})
		hazards = append(hazards, HazardStep{hours, atRisk, failures, hazard, math.Sqrt(poisson)})
	}
	return curve, hazards
}

func TestKaplanMeierProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lives := wholeLives(t, 30, false, rapid.Bool().Draw(t, "late"))
		got, err := KaplanMeier(lives)
		hazards, hazardErr := NelsonAalen(lives)
		want, wantHazards := naiveCurve(lives)
		if len(want) == 0 {
			if !errors.Is(err, ErrNoFailures) || !errors.Is(hazardErr, ErrNoFailures) {
				t.Fatal(err, hazardErr)
			}
			return
		}
		if err != nil || hazardErr != nil || len(got) != len(want) {
			t.Fatalf("%d steps, want %d (%v, %v)", len(got), len(want), err, hazardErr)
		}
		for i, w := range want {
			s, h, wh := got[i], hazards[i], wantHazards[i]
			if s.Hours != w.Hours || s.AtRisk != w.AtRisk || s.Failures != w.Failures || math.Abs(s.Survival-w.Survival) > 1e-12 {
				t.Fatalf("step %+v, want %+v", s, w)
			}
			if (s.StdErr == nil) != (s.Survival == 0) || s.StdErr != nil && math.Abs(*s.StdErr-*w.StdErr) > 1e-12 {
				t.Fatalf("step %+v, want %+v", s, w)
			}
			if h.AtRisk != wh.AtRisk || math.Abs(h.CumulativeHazard-wh.CumulativeHazard) > 1e-12 || math.Abs(h.StdErr-wh.StdErr) > 1e-12 {
				t.Fatalf("step %+v, want %+v", h, wh)
			}
		}
		checkBounds(t, got)
	})
}

// checkBounds checks what holds for bounds on every scale.
func checkBounds(t *rapid.T, curve Curve) {
	for _, tr := range []Transform{TransformPlain, TransformLog, TransformLogLog} {
		points, err := curve.Bounds(0.9, tr)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			if p.Value == 0 {
				if p.Low != nil || p.High != nil {
					t.Fatalf("%s: bounds of nothing: %+v", tr, p)
				}
				continue
			}
			if !(0 <= *p.Low && *p.Low <= p.Value && p.Value <= *p.High && *p.High <= 1) {
				t.Fatalf("%s: bounds %g and %g of %g", tr, *p.Low, *p.High, p.Value)
			}
		}
		e, err := curve.Quantile(0.3, 0.9, tr)
		if err != nil {
			t.Fatal(err)
		}
		if e.Value != nil && (curve.At(*e.Value) > 0.7+1e-9 || curve.At(*e.Value-1e-9) <= 0.7) {
			t.Fatalf("quantile %g where survival is %g", *e.Value, curve.At(*e.Value))
		}
		if e.Value != nil && *e.Low > *e.Value || e.High != nil && *e.High < *e.Value {
			t.Fatalf("quantile %+v", e)
		}
	}
}

// The order is by a sort of its own where lives are many.
func TestKaplanMeierMany(t *testing.T) {
	lives := censoredWeibull(30_000)
	for i := range lives {
		lives[i].Hours = math.Ceil(lives[i].Hours/100) * 100 // many ties
	}
	got, err := KaplanMeier(lives)
	if err != nil {
		t.Fatal(err)
	}
	atRisk, failures := map[float64]int{}, map[float64]int{}
	for _, s := range got {
		for _, l := range lives {
			if l.Hours >= s.Hours {
				atRisk[s.Hours]++
			}
			if l.Hours == s.Hours && l.Failed {
				failures[s.Hours]++
			}
		}
		if s.AtRisk != atRisk[s.Hours] || s.Failures != failures[s.Hours] {
			t.Errorf("%+v, want %d of %d", s, failures[s.Hours], atRisk[s.Hours])
		}
	}
	exact, err := KaplanMeier(censoredWeibull(30_000))
	if err != nil {
		t.Fatal(err)
	}
	for _, hours := range []float64{10, 500, 1000, 2000} { // Weibull(1.5, 1000)
		want, got := math.Exp(-math.Pow(hours/1000, 1.5)), exact.At(hours)
		if math.Abs(got-want) > 0.02 {
			t.Errorf("survival at %g is %g, drawn from %g", hours, got, want)
		}
	}
}

// Nominal 90 % bounds of the survival at the median life, half the lives censored,
// and of the median itself. The log-log ones hold it about as often as they say;
// plain ones, with few lives, do not.
func TestSurvivalCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(1982, 29))
	const runs = 1500
	median := math.Ln2
	for _, tt := range []struct {
		n         int
		tr        Transform
		low, high float64
	}{{10, TransformPlain, 0.75, 0.88}, {10, TransformLogLog, 0.87, 0.96}, {20, TransformLogLog, 0.88, 0.93}, {100, TransformLogLog, 0.88, 0.92}} {
		held, seen, medianHeld := 0, 0, 0
		for range runs {
			lives := make([]Life, tt.n)
			for i := range lives {
				failure, end := r.ExpFloat64(), r.ExpFloat64()
				lives[i] = Life{Hours: min(failure, end), Failed: failure <= end}
			}
			curve, err := KaplanMeier(lives)
			if errors.Is(err, ErrNoFailures) { // the bounds hold nothing, so everything
				medianHeld++
				continue
			} else if err != nil {
				t.Fatal(err)
			}
			points, err := curve.Bounds(0.9, tt.tr)
			if err != nil {
				t.Fatal(err)
			}
			e, err := curve.Quantile(0.5, 0.9, tt.tr)
			if err != nil {
				t.Fatal(err)
			}
			if !(e.Low != nil && *e.Low > median) && !(e.High != nil && *e.High < median) {
				medianHeld++
			}
			i := curve.after(median)
			if i == 0 || points[i-1].Low == nil {
				continue
			}
			seen++
			if *points[i-1].Low <= 0.5 && 0.5 <= *points[i-1].High {
				held++
			}
		}
		share, medians := float64(held)/float64(seen), float64(medianHeld)/runs
		t.Logf("%d lives, %s: nominal 90 %% bounds hold the survival in %.1f %%, the median in %.1f %%", tt.n, tt.tr, 100*share, 100*medians)
		if share < tt.low || share > tt.high || medians < 0.83 {
			t.Errorf("%d lives, %s: survival %g, median %g", tt.n, tt.tr, share, medians)
		}
	}
}

// The area is the sum over steps; where all fail it is the plain mean.
func TestRestrictedMean(t *testing.T) {
	lives := []Life{{Hours: 1, Failed: true}, {Hours: 2, Failed: true}, {Hours: 6, Failed: true}}
	for _, tt := range []struct{ until, want float64 }{{0.5, 0.5}, {1, 1}, {1.5, 1 + 0.5*2/3}, {6, 3}, {100, 3}} {
		e, err := RestrictedMean(lives, tt.until, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(*e.Value-tt.want) > 1e-12 {
			t.Errorf("mean of %g hours = %g, want %g", tt.until, *e.Value, tt.want)
		}
		if tt.until < 1 && (e.Low != nil || e.Reason == "") {
			t.Errorf("bounds before the first failure: %+v", e)
		}
	}
	if _, err := RestrictedMean(freireich, 36, 0.9); !errors.Is(err, ErrDuration) {
		t.Errorf("after the last was watched: %v", err)
	}
	if _, err := RestrictedMean(freireich, math.NaN(), 0.9); !errors.Is(err, ErrDuration) {
		t.Error(err)
	}
	// R 4.2.2, survival 3.5-3: print(survfit(Surv(time, event) ~ 1), rmean = 35)
	// gives se(rmean) 2.83 (also Klein & Moeschberger, example 4.2).
	e, err := RestrictedMean(freireich, 35, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if se := (*e.Value - *e.Low) / 1.959964; math.Abs(se-2.83) > 0.005 {
		t.Errorf("standard error %g, want 2.83", se)
	}
}

func TestSurvivalLine(t *testing.T) {
	curve, err := KaplanMeier([]Life{{Hours: 1, Failed: true}, {Hours: 2}, {Hours: 3, Failed: true}})
	if err != nil {
		t.Fatal(err)
	}
	line, err := curve.Line(4, 0.9, TransformLogLog)
	if err != nil {
		t.Fatal(err)
	}
	want := [][2]float64{{0, 1}, {1, 1}, {1, 2.0 / 3}, {3, 2.0 / 3}, {3, 0}, {4, 0}}
	if len(line) != len(want) {
		t.Fatalf("%+v", line)
	}
	for i, w := range want {
		if line[i].Hours != w[0] || math.Abs(line[i].Value-w[1]) > 1e-15 {
			t.Errorf("corner %d = %+v, want %v", i, line[i], w)
		}
	}
}

func TestSurvivalRefuses(t *testing.T) {
	for _, tt := range []struct {
		lives []Life
		cause error
	}{
		{nil, ErrNoFailures},
		{[]Life{{Hours: 5}, {Hours: 5}}, ErrNoFailures},
		{[]Life{{Hours: math.NaN(), Failed: true}}, ErrDuration},
		{[]Life{{Hours: math.Inf(1), Failed: true}}, ErrDuration},
		{[]Life{{Hours: 0, Failed: true}}, ErrDuration},
		{[]Life{{Hours: -1, Failed: true}}, ErrDuration},
		{[]Life{{Hours: 1, Failed: true, Count: -1}}, ErrCount},
		{[]Life{{Hours: 1, Interval: true}}, ErrKind},
		{[]Life{{Hours: 1, Failed: true, Until: 2}}, ErrKind},
	} {
		if _, err := KaplanMeier(tt.lives); !errors.Is(err, tt.cause) {
			t.Errorf("KaplanMeier(%+v): %v, want %v", tt.lives, err, tt.cause)
		}
		if _, err := NelsonAalen(tt.lives); !errors.Is(err, tt.cause) {
			t.Errorf("NelsonAalen(%+v): %v, want %v", tt.lives, err, tt.cause)
		}
	}
	one, err := KaplanMeier([]Life{{Hours: 3, Failed: true}})
	if err != nil || len(one) != 1 || one[0].Survival != 0 || one[0].StdErr != nil {
		t.Errorf("one failure: %+v, %v", one, err)
	}
	for _, level := range []float64{0, 1, math.NaN()} {
		if _, err := one.Bounds(level, TransformLog); !errors.Is(err, ErrLevel) {
			t.Errorf("level %g: %v", level, err)
		}
	}
	if _, err := one.Bounds(0.9, "cube"); err == nil {
		t.Error("unknown transform")
	}
	if _, err := one.Quantile(1, 0.9, TransformLog); !errors.Is(err, ErrLevel) {
		t.Error(err)
	}
}
