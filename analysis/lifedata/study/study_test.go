package study

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/lifedata"
	"ninefold/analysis/provenance"
)

// exact are failures at hours.
func exact(hours ...float64) []lifedata.Life {
	lives := make([]lifedata.Life, len(hours))
	for i, h := range hours {
		lives[i] = lifedata.Life{Hours: h, Failed: true}
	}
	return lives
}

// Lives of ball bearings in millions of revolutions: J. Lieblein, M. Zelen, J. Res.
// Natl. Bur. Stand. 57 (1956) 273-316, table 1.
var bearings = exact(17.88, 28.92, 33.0, 41.52, 42.12, 45.6, 48.8, 51.84, 51.96, 54.12, 55.56, 67.8, 68.64, 68.64, 68.88,
	84.12, 93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.4)

func fitOptions() FitOptions {
	return FitOptions{Family: Auto, Bounds: lifedata.LikelihoodRatio, Level: 0.9, Quantiles: []float64{0.1}, Hours: []float64{50}, Seed: 3}
}

func TestFit(t *testing.T) {
	opt := fitOptions()
	opt.Family = lifedata.Weibull
	out, err := Fit(t.Context(), bearings, opt)
	if err != nil {
		t.Fatal(err)
	}
	// Shape 2.10 and scale 81.9: J. F. Lawless, Statistical Models and Methods for
	// Lifetime Data, 2nd ed. 2003, section 5.2. The rest follows from them.
	shape, scale := *out.Parameters[0].Value, *out.Parameters[1].Value
	if math.Abs(shape-2.10) > 5e-3 || math.Abs(scale-81.9) > 5e-2 {
		t.Errorf("%g, %g", shape, scale)
	}
	tenth := scale * math.Pow(-math.Log1p(-0.1), 1/shape)
	if q := out.Quantiles[0]; q.Name != "0.1" || math.Abs(*q.Value-tenth) > 1e-9*tenth || !(*q.Low < *q.Value && *q.Value < *q.High) {
		t.Errorf("%+v, want %g", q, tenth)
	}
	at50 := math.Exp(-math.Pow(50/scale, shape))
	if r := out.Reliability[0]; r.Name != "50" || math.Abs(*r.Value-at50) > 1e-9 || r.Level != 0.9 || r.Method != lifedata.LikelihoodRatio {
		t.Errorf("%+v, want %g", r, at50)
	}
	p := out.Provenance
	if p.Rows != 23 || p.Seed != nil || p.Draws != 0 || !reflect.DeepEqual(p.Methods, []string{"maximum likelihood: weibull", "bounds: likelihoodRatio"}) {
		t.Errorf("%+v", p)
	}
}

func TestFitChooses(t *testing.T) {
	out, err := Fit(t.Context(), bearings, fitOptions())
	if err != nil {
		t.Fatal(err)
	}
	if out.Choice == nil || out.Fit != out.Choice.Candidates[0].Fit || len(out.Parameters) != len(out.Fit.Parameters) {
		t.Errorf("%+v", out)
	}
	if p := out.Provenance; p.Seed == nil || *p.Seed != 3 || p.Draws != 999 || len(p.Methods) != 4 {
		t.Errorf("%+v", p)
	}
	again, err := Fit(t.Context(), bearings, fitOptions())
	if err != nil || asJSON(t, again) != asJSON(t, out) {
		t.Errorf("another answer to the same question: %v", err)
	}
}

func asJSON(t *testing.T, x any) string {
	data, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// What a method of bounds has no answer to has no bounds, with the reason: not 0.
func TestFigureWithoutBounds(t *testing.T) {
	opt := fitOptions()
	opt.Family, opt.Bounds = lifedata.Gamma, lifedata.Conditional
	out, err := Fit(t.Context(), bearings, opt)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range out.Parameters {
		if *f.Value != out.Fit.Parameters[i].Value || f.Low != nil || f.High != nil || f.Method != "" || f.Reason == "" {
			t.Errorf("%s", asJSON(t, f))
		}
	}
	if !reflect.DeepEqual(out.Provenance.Methods, []string{"maximum likelihood: gamma"}) {
		t.Errorf("%v", out.Provenance.Methods)
	}
}

// Without a method bounds are by the best one, or by likelihood ratio where that has
// none.
func TestBestBounds(t *testing.T) {
	opt := fitOptions()
	opt.Bounds, opt.Family = "", lifedata.Weibull
	for _, tt := range []struct {
		name  string
		lives []lifedata.Life
		level float64
		want  lifedata.Method
	}{
		{"complete", bearings, 0.9, lifedata.Conditional},
		{"censored", append(exact(150, 620, 890), lifedata.Life{Hours: 400}, lifedata.Life{Hours: 1000}), 0.9, lifedata.Calibrated},
		{"censored, beyond what is calibrated", append(exact(150, 620, 890), lifedata.Life{Hours: 400}, lifedata.Life{Hours: 1000}), 0.999, lifedata.LikelihoodRatio},
	} {
		opt.Level = tt.level
		out, err := Fit(t.Context(), tt.lives, opt)
		if err != nil {
			t.Fatal(err)
		}
		if f := out.Parameters[0]; f.Method != tt.want || f.Reason != "" || !slices.Contains(out.Provenance.Methods, "bounds: "+string(tt.want)) {
			t.Errorf("%s: %s, %v, want %s", tt.name, asJSON(t, f), out.Provenance.Methods, tt.want)
		}
	}
}

func TestSurvivalOfGroups(t *testing.T) {
	opt := SurvivalOptions{Level: 0.9}
	groups := []LifeGroup{{"a", exact(1, 2, 3)}, {"b", []lifedata.Life{{Hours: 4}, {Hours: 5}}}}
	out, err := EstimateSurvival(t.Context(), groups, opt)
	if err != nil {
		t.Fatal(err)
	}
	// By hand: of five units one fails at a time.
	if out.Estimator != KaplanMeier || len(out.Curve) != 3 || math.Abs(out.Curve[2].Survival-0.4) > 1e-15 {
		t.Errorf("%+v", out.Curve)
	}
	if out.Groups[0].Curve[2].Survival != 0 || out.Groups[1].Curve != nil || !strings.Contains(out.Groups[1].Reason, "nothing failed") {
		t.Errorf("%+v", out.Groups)
	}
	// By hand: expected of a 3/5 + 2/4 + 1/3, variance 6/25 + 1/4 + 2/9.
	if o := out.Comparison.LogRank.Groups; o[0].Observed != 3 || o[1].Observed != 0 {
		t.Errorf("%+v", o)
	}
	expected, variance := 3./5+2./4+1./3, 6./25+1./4+2./9
	if want := (3 - expected) * (3 - expected) / variance; math.Abs(out.Comparison.LogRank.Statistic-want) > 1e-12 {
		t.Errorf("%g, want %g", out.Comparison.LogRank.Statistic, want)
	}

	none, err := EstimateSurvival(t.Context(), []LifeGroup{{"a", exact(1)}, {"b", []lifedata.Life{{Hours: 9, Entry: 5}}}}, opt)
	if err != nil || none.Comparison.LogRank != nil || none.Comparison.Reason == "" {
		t.Errorf("%+v, %v", none.Comparison, err)
	}

	between := []LifeGroup{{"", []lifedata.Life{{Hours: 10, Interval: true}, {Hours: 20, Since: 10, Interval: true}}}}
	intervals, err := EstimateSurvival(t.Context(), between, opt)
	if err != nil || intervals.Estimator != Turnbull || len(intervals.Turnbull.Masses) != 2 || intervals.Level != 0 || intervals.Curve != nil {
		t.Errorf("%+v, %v", intervals, err)
	}
}

func TestRecurrenceOfGroups(t *testing.T) {
	east := lifedata.History{{To: 40, Events: []float64{10}}, {To: 40, Events: []float64{}}}
	west := lifedata.History{{To: 40, Events: []float64{5, 15}}, {To: 40, Events: []float64{20, 25}}}
	opt := RecurrenceOptions{Level: 0.9}
	out, err := EstimateRecurrence(t.Context(), []SystemGroup{{"east", east}, {"west", west}}, opt)
	if err != nil {
		t.Fatal(err)
	}
	if out.Curve[len(out.Curve)-1].Mean != 1.25 || out.Groups[1].Curve[3].Mean != 2 || out.Groups[0].Systems != 2 {
		t.Errorf("%+v", out)
	}
	want, err := lifedata.CompareRecurrence(east, west)
	if err != nil || !reflect.DeepEqual(*out.Comparison.Test, want) || out.Provenance.Rows != 4+5 {
		t.Errorf("%+v, want %+v, %v; %+v", out.Comparison, want, err, out.Provenance)
	}
	three, err := EstimateRecurrence(t.Context(), []SystemGroup{{"a", east}, {"b", west}, {"c", lifedata.History{{To: 5}}}}, opt)
	if err != nil || three.Comparison.Test != nil || !strings.Contains(three.Comparison.Reason, "not 3") || !strings.Contains(three.Groups[2].Reason, "no events") {
		t.Errorf("%+v, %v", three, err)
	}
}

func TestGrowth(t *testing.T) {
	h := lifedata.History{{To: 1000, Events: []float64{1, 2, 4, 8, 15, 30, 60, 110, 220, 450, 900}}}
	opt := GrowthOptions{Level: 0.9, Significance: 0.05, Draws: 500, Seed: 9}
	out, err := DiagnoseGrowth(t.Context(), h, opt)
	if err != nil || out.Kind != lifedata.VerdictTrend {
		t.Fatalf("%+v, %v", out, err)
	}
	// Crow's estimate: n over the sum of ln(T/t).
	sum := 0.0
	for _, e := range h[0].Events {
		sum += math.Log(1000 / e)
	}
	if want := 11 / sum; math.Abs(out.Growth.Shape-want) > 1e-12 {
		t.Errorf("%g, want %g", out.Growth.Shape, want)
	}
	if p := out.Provenance; *p.Seed != 9 || p.Draws != 500 || p.Rows != 12 || p.Methods[len(p.Methods)-1] != "growth: power law, maximum likelihood" {
		t.Errorf("%+v", p)
	}
	want, err := lifedata.Diagnose(t.Context(), h, lifedata.DiagnoseOptions{Level: 0.9, Significance: 0.05, Draws: 500, Seed: 9})
	if err != nil || !reflect.DeepEqual(out.Verdict, want) {
		t.Errorf("%+v, want %+v, %v", out.Verdict, want, err)
	}
	few, err := DiagnoseGrowth(t.Context(), lifedata.History{{To: 5}}, opt)
	if err != nil || few.Provenance.Seed != nil || few.Provenance.Draws != 0 {
		t.Errorf("%+v, %v", few.Provenance, err)
	}
}

// All that is wrong is said at once, of options and of rows.
func TestProblems(t *testing.T) {
	nan := math.NaN()
	short := Limits{Rows: 2, Figures: 1, Draws: 100, Conditional: 1}
	bad := lifedata.History{{To: nan}, {To: 5, Events: []float64{9}}}
	_, fit := Fit(t.Context(), []lifedata.Life{{Hours: nan}, {Hours: -1}, {Hours: 3}}, FitOptions{
		Family: "bathtub", Bounds: "wide", Level: nan, Quantiles: []float64{0, nan}, Hours: []float64{-5, math.Inf(1)}, Limits: short,
	})
	_, conditional := Fit(t.Context(), exact(1, 2), FitOptions{Family: Auto, Bounds: lifedata.Conditional, Level: 0.9, Limits: short})
	_, survival := EstimateSurvival(t.Context(), []LifeGroup{{"a", exact(1, 2)}, {"a", exact(3, -4)}}, SurvivalOptions{Level: 1, Limits: short})
	_, none := EstimateSurvival(t.Context(), nil, SurvivalOptions{Level: 0.5})
	_, crowd := EstimateSurvival(t.Context(), make([]LifeGroup, 101), SurvivalOptions{Level: 0.5})
	_, recurrence := EstimateRecurrence(t.Context(), []SystemGroup{{"a", bad}, {"a", nil}}, RecurrenceOptions{Level: 0, Limits: short})
	_, growth := DiagnoseGrowth(t.Context(), bad, GrowthOptions{Level: 2, Significance: nan, Draws: 1000, Limits: short})
	_, draws := DiagnoseGrowth(t.Context(), lifedata.History{{To: 5}}, GrowthOptions{Level: 0.9, Significance: 0.05, Draws: 99})
	for _, tt := range []struct {
		err   error
		parts []string
	}{
		{fit, []string{
			`family "bathtub"`, `bounds "wide"`, "level NaN", "quantile 0 ", "quantile NaN", "hours -5", "hours +Inf",
			"4 quantiles and hours are beyond the limit of 1", "3 lives are beyond", "life 0", "life 1",
		}},
		{conditional, []string{"2 lives with conditional bounds are beyond the limit of 1"}},
		{survival, []string{"level 1 ", `group "a": lifedata: life 1`, "two groups", "4 lives are beyond"}},
		{none, []string{"no lives"}},
		{crowd, []string{"101 groups are beyond the limit of 100", "two groups"}},
		{recurrence, []string{"level 0 ", `group "a": lifedata: system 0`, "system 1", "no systems", "two groups", "3 events and systems are beyond"}},
		{growth, []string{"level 2 ", "significance NaN", "1000 draws are beyond", "system 0", "system 1", "3 events and systems"}},
		{draws, []string{"99 draws"}},
	} {
		for _, part := range tt.parts {
			if tt.err == nil || !strings.Contains(tt.err.Error(), part) {
				t.Errorf("%v does not say %q", tt.err, part)
			}
		}
	}
	if !errors.Is(fit, ErrLimit) || !errors.Is(growth, ErrLimit) || errors.Is(draws, ErrLimit) {
		t.Error("limits are not told from other faults")
	}
}

// The digest is that of a text that others can write as well.
func TestDigestText(t *testing.T) {
	lives := []LifeGroup{{"a", []lifedata.Life{{Hours: 5, Failed: true}, {Hours: 7, Count: 2}}}, {"b", []lifedata.Life{{Hours: 9, Since: 8, Entry: 1, Until: 20, Interval: true}}}}
	text := "lives\n\"a\",\n5,0,0,0,1,\"failed\",\n7,0,0,0,2,\"working\",\n\"b\",\n9,8,1,20,1,\"interval\",\n"
	if got, want := digestGroups(lives).Record(0), fmt.Sprintf("%x", sha256.Sum256([]byte(text))); got.InputsDigest != want || got.Rows != 3 {
		t.Errorf("%+v, want %s", got, want)
	}
	d := provenance.NewDigest("history")
	digestHistory(d, lifedata.History{{ID: "x", From: 1, To: 9, Events: []float64{4}}, {To: 6, FailureTerminated: true, Events: []float64{6}}})
	text = "history\n\"x\",1,9,\"time\",\n4,\n\"\",0,6,\"failure\",\n6,\n"
	if got, want := d.Record(0), fmt.Sprintf("%x", sha256.Sum256([]byte(text))); got.InputsDigest != want || got.Rows != 4 {
		t.Errorf("%+v, want %s", got, want)
	}
}

// A digest depends on what rows say, in their order, and on nothing else.
func TestDigests(t *testing.T) {
	digest := func(groups ...LifeGroup) string { return digestGroups(groups).Record(0).InputsDigest }
	rapid.Check(t, func(t *rapid.T) {
		life := rapid.Custom(func(t *rapid.T) lifedata.Life {
			l := lifedata.Life{Hours: rapid.Float64Range(1, 1e6).Draw(t, "hours"), Count: rapid.IntRange(0, 3).Draw(t, "count")}
			l.Failed = rapid.Bool().Draw(t, "failed")
			return l
		})
		lives := rapid.SliceOfN(life, 1, 20).Draw(t, "lives")
		one := digest(LifeGroup{"any", lives})
		if one != digest(LifeGroup{"", append([]lifedata.Life(nil), lives...)}) || len(one) != 64 {
			t.Fatalf("%s is not stable", one)
		}
		i := rapid.IntRange(0, len(lives)-1).Draw(t, "i")
		other := append([]lifedata.Life(nil), lives...)
		other[i].Count = max(1, other[i].Count) // 0 means 1
		if one != digest(LifeGroup{"", other}) {
			t.Fatal("a count of 0 is another than of 1")
		}
		other[i].Hours = math.Nextafter(other[i].Hours, 1e9)
		if one == digest(LifeGroup{"", other}) {
			t.Fatal("another life has the same digest")
		}
		other = append([]lifedata.Life(nil), lives...)
		other[i].Failed = !other[i].Failed
		if one == digest(LifeGroup{"", other}) {
			t.Fatal("another end has the same digest")
		}
		if digest(LifeGroup{"a", lives}, LifeGroup{"b", nil}) == digest(LifeGroup{"a", nil}, LifeGroup{"b", lives}) {
			t.Fatal("other groups have the same digest")
		}
	})
}

// A study that was stopped gives no answer.
func TestStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	weibull := fitOptions()
	weibull.Family = lifedata.Weibull
	steady := lifedata.History{{To: 50, Events: []float64{5, 9, 15, 20, 27, 30, 35, 39, 45}}}
	intervals := []LifeGroup{{"", []lifedata.Life{{Hours: 10, Interval: true}, {Hours: 20, Since: 10, Interval: true}}}}
	for name, run := range map[string]func() (any, error){
		"fit":      func() (any, error) { return Fit(ctx, bearings, weibull) },
		"choice":   func() (any, error) { return Fit(ctx, bearings, fitOptions()) },
		"survival": func() (any, error) { return EstimateSurvival(ctx, intervals, SurvivalOptions{Level: 0.9}) },
		"groups": func() (any, error) {
			return EstimateSurvival(ctx, []LifeGroup{{"a", bearings}, {"b", bearings}}, SurvivalOptions{Level: 0.9})
		},
		"recurrence": func() (any, error) {
			return EstimateRecurrence(ctx, []SystemGroup{{"", steady}}, RecurrenceOptions{Level: 0.9})
		},
		"growth": func() (any, error) {
			return DiagnoseGrowth(ctx, steady, GrowthOptions{Level: 0.9, Significance: 0.05, Draws: 1e6})
		},
	} {
		out, err := run()
		if !errors.Is(err, context.Canceled) || !reflect.ValueOf(out).IsZero() {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
	}
}
