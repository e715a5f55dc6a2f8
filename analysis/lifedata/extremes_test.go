package lifedata

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// extremes are numbers that break careless arithmetic.
var extremes = rapid.SampledFrom([]float64{
	0, -1, 5e-324, 1e-300, 1e-100, 1e-9, 1, 1 + 0x1p-52, 1.5, 2, 3, 1e9, 1e100, 1e150, 1e300, math.MaxFloat64,
	math.NaN(), math.Inf(1), math.Inf(-1),
})

// sound fails where a result that comes without error cannot be written down:
// JSON has no NaN and no infinity.
func sound(t *rapid.T, name string, result any, err error) {
	t.Helper()
	if err != nil {
		return
	}
	if _, err := json.Marshal(result); err != nil {
		t.Fatalf("%s: %v: %+v", name, err, result)
	}
}

func TestExtremeLives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var groups [2][]Life
		for g := range groups {
			for range rapid.IntRange(0, 5).Draw(t, "lives") {
				l := Life{Hours: extremes.Draw(t, "hours"), Failed: rapid.Bool().Draw(t, "failed")}
				if rapid.IntRange(0, 3).Draw(t, "late") == 0 {
					l.Entry = extremes.Draw(t, "entry")
				}
				if rapid.IntRange(0, 3).Draw(t, "between") == 0 {
					l.Interval, l.Since = true, extremes.Draw(t, "since")
				}
				l.Count = rapid.SampledFrom([]int{0, 1, 2, -1, 1e9, math.MaxInt}).Draw(t, "count")
				groups[g] = append(groups[g], l)
			}
		}
		lives := groups[0]
		curve, err := KaplanMeier(lives)
		sound(t, "KaplanMeier", curve, err)
		for _, tr := range []Transform{TransformPlain, TransformLog, TransformLogLog} {
			points, err := curve.Line(1e300, 0.9, tr)
			sound(t, "Line", points, err)
			e, err := curve.Quantile(0.5, 0.9, tr)
			sound(t, "Quantile", e, err)
		}
		mean, err := RestrictedMean(lives, extremes.Draw(t, "until"), 0.9)
		sound(t, "RestrictedMean", mean, err)
		hazard, err := NelsonAalen(lives)
		sound(t, "NelsonAalen", hazard, err)
		points, err := hazard.Bounds(0.9, TransformLog)
		sound(t, "hazard bounds", points, err)
		for _, w := range []Weighting{{}, {Kind: WeightGehan}, {Kind: WeightPeto}} {
			test, err := LogRank(groups[:], w)
			sound(t, "LogRank", test, err)
		}
		masses, err := Turnbull(context.Background(), lives)
		sound(t, "Turnbull", masses, err)
	})
}

func TestExtremeHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h History
		for range rapid.IntRange(0, 3).Draw(t, "systems") {
			s := System{To: extremes.Draw(t, "to")}
			if rapid.Bool().Draw(t, "late") {
				s.From = extremes.Draw(t, "from")
			}
			for range rapid.IntRange(0, 8).Draw(t, "events") {
				// Most are in the window, or nothing would be tested.
				if e := extremes.Draw(t, "event"); e > s.From && e <= s.To || rapid.IntRange(0, 30).Draw(t, "stray") == 0 {
					s.Events = append(s.Events, e)
				}
			}
			s.FailureTerminated = rapid.Bool().Draw(t, "toFailure") && len(s.Events) > 0 && s.Events[0] == s.To
			h = append(h, s)
		}
		for _, v := range []Variance{VarianceRobust, VariancePoisson, VarianceSingle} {
			m, err := MeanCumulative(h, v)
			sound(t, "MeanCumulative", m, err)
			for _, tr := range []Transform{TransformPlain, TransformLog, TransformStudent} {
				points, err := m.Line(1e300, 0.9, tr)
				sound(t, "Line", points, err)
			}
		}
		g, err := FitPowerLaw(h)
		sound(t, "FitPowerLaw", g, err)
		if err == nil {
			for name, bounds := range map[string]func(float64) (Estimate, error){"shape": g.ShapeBounds, "intensity": g.IntensityBounds, "MTBF": g.MTBFBounds} {
				e, err := bounds(0.9)
				sound(t, name, e, err)
			}
		}
		for name, test := range trendTests() {
			r, err := test(h)
			sound(t, name, r, err)
		}
		duane, err := Duane(h)
		sound(t, "Duane", duane, err)
		points, err := GrowthPoints(h)
		sound(t, "GrowthPoints", points, err)
		l, _, err := FitLogLinear(h)
		sound(t, "FitLogLinear", l, err)
		c, err := CompareRecurrence(h, h)
		sound(t, "CompareRecurrence", c, err)
		changes, err := ChangePoints(context.Background(), h, ChangeOptions{Level: 0.5, Draws: 100})
		sound(t, "ChangePoints", changes, err)
		verdict, err := Diagnose(t.Context(), h, DiagnoseOptions{Level: 0.9, Draws: 100})
		sound(t, "Diagnose", verdict, err)
	})
}

func TestTooManyLives(t *testing.T) {
	if _, err := KaplanMeier([]Life{{Hours: 1, Failed: true, Count: math.MaxInt}, {Hours: 2, Count: math.MaxInt}}); !errors.Is(err, ErrTooMany) {
		t.Error(err)
	}
}
