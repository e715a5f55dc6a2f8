package lifedata

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

var _ = register(map[string]answer{
	"nonparametric":                 answerSurvival,
	"nonparametric/nelson-aalen":    answerHazard,
	"nonparametric/two-sample":      answerTwoSamples,
	"nonparametric/left-truncation": answerLateEntry,
})

// livesOf joins the columns of a case.
func livesOf(entry, times []float64, events []int) []Life {
	lives := make([]Life, len(times))
	for i, t := range times {
		lives[i] = Life{Hours: t, Failed: events[i] == 1}
		if entry != nil {
			lives[i].Entry = entry[i]
		}
	}
	return lives
}

// must returns x of a call that has to succeed.
func must[T any](t *testing.T) func(x T, err error) T {
	return func(x T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

// keyTime splits an expected key like S10, lower10_log-log or V17_robust into its
// name, the time in it and what follows.
var keyTime = regexp.MustCompile(`^([A-Za-z_]+?)(\d+(?:\.\d+)?)(?:_(.+))?$`)

// eachTime calls visit for the expected keys that name a time.
func eachTime(t *testing.T, c refCase, visit func(key, name string, hours float64, rest string)) {
	t.Helper()
	for key := range c.Expected {
		if m := keyTime.FindStringSubmatch(key); m != nil {
			hours, err := strconv.ParseFloat(m[2], 64)
			if err != nil {
				t.Fatal(err)
			}
			visit(key, m[1], hours, m[3])
		}
	}
}

// stepAt returns the step at or last before hours.
func stepAt(curve Curve, hours float64) Step {
	if i := curve.after(hours); i > 0 {
		return curve[i-1]
	}
	return Step{Survival: 1}
}

type lifeColumns struct {
	Entry []float64 `json:"entry"`
	Time  []float64 `json:"time"`
	Event []int     `json:"event"`
}

func answerSurvival(t *testing.T, c refCase) map[string]any {
	var in lifeColumns
	c.Decode(t, &in)
	lives := livesOf(in.Entry, in.Time, in.Event)
	curve := must[Curve](t)(KaplanMeier(lives))
	got := map[string]any{}
	for _, p := range []struct {
		key   string
		share float64
	}{{"median", 0.5}, {"q25", 0.25}, {"q75", 0.75}} {
		e := must[Estimate](t)(curve.Quantile(p.share, 0.95, TransformLogLog))
		got[p.key], got[p.key+"_lower95"], got[p.key+"_upper95"] = e.Value, e.Low, e.High
	}
	transforms := map[string]Transform{"plain": TransformPlain, "log": TransformLog, "log-log": TransformLogLog}
	eachTime(t, c, func(key, name string, hours float64, rest string) {
		step := stepAt(curve, hours)
		switch name {
		case "S":
			got[key] = curve.At(hours)
		case "n":
			got[key] = step.AtRisk
		case "se":
			got[key] = step.StdErr
		case "rmst":
			got[key] = must[Estimate](t)(RestrictedMean(lives, hours, 0.95)).Value
		case "lower", "upper":
			points := must[[]Point](t)(curve.Bounds(0.95, transforms[rest]))
			p := points[curve.after(hours)-1]
			got[key] = p.Low
			if name == "upper" {
				got[key] = p.High
			}
		}
	})
	return got
}

func answerLateEntry(t *testing.T, c refCase) map[string]any {
	got := answerSurvival(t, c)
	var in lifeColumns
	c.Decode(t, &in)
	naive := must[Curve](t)(KaplanMeier(livesOf(nil, in.Time, in.Event)))
	eachTime(t, c, func(key, name string, hours float64, _ string) {
		if name == "naive_S" {
			got[key] = naive.At(hours)
		}
	})
	return got
}

func answerHazard(t *testing.T, c refCase) map[string]any {
	var in lifeColumns
	c.Decode(t, &in)
	curve := must[HazardCurve](t)(NelsonAalen(livesOf(in.Entry, in.Time, in.Event)))
	points := must[[]Point](t)(curve.Bounds(0.95, TransformLog))
	got := map[string]any{}
	eachTime(t, c, func(key, name string, hours float64, rest string) {
		i := len(curve) - 1
		for curve[i].Hours > hours {
			i--
		}
		got[key] = map[string]any{
			"H": curve[i].CumulativeHazard, "seH": curve[i].StdErr, "FH": curve[i].Survival(),
			"Hlower95": points[i].Low, "Hupper95": points[i].High,
		}[name+rest]
	})
	return got
}

func answerTwoSamples(t *testing.T, c refCase) map[string]any {
	var in struct {
		TimeA  []float64 `json:"time_a"`
		EventA []int     `json:"event_a"`
		TimeB  []float64 `json:"time_b"`
		EventB []int     `json:"event_b"`
	}
	c.Decode(t, &in)
	groups := [][]Life{livesOf(nil, in.TimeA, in.EventA), livesOf(nil, in.TimeB, in.EventB)}
	r := must[RankTest](t)(LogRank(groups, Weighting{}))
	got := map[string]any{
		"chi2": r.Statistic, "p": r.PValue, "df": r.DegreesOfFreedom, "variance": r.Covariance[0][0],
		"observed_a": r.Groups[0].Observed, "expected_a": r.Groups[0].Expected,
		"observed_b": r.Groups[1].Observed, "expected_b": r.Groups[1].Expected,
	}
	for key, w := range map[string]Weighting{
		"gehan": {Kind: WeightGehan}, "peto": {Kind: WeightPeto}, "fh10": {Kind: WeightFlemingHarrington, Rho: 1},
	} {
		r := must[RankTest](t)(LogRank(groups, w))
		got[key+"_chi2"], got[key+"_p"] = r.Statistic, r.PValue
	}
	if math.IsNaN(r.Statistic) {
		t.Error("statistic is NaN")
	}
	return got
}
