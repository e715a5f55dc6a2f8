package lifedata

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"ninefold/analysis/dist"
)

// An outcome is what a function returns.
type outcome struct {
	result any
	err    error
}

func of[T any](result T, err error) outcome { return outcome{result, err} }

// judge fails where a function panics, takes what it must refuse, or answers what
// cannot be written down: JSON has no NaN and no infinity.
func judge(t *testing.T, name string, refuse bool, call func() outcome) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("%s panics: %v", name, r)
		}
	}()
	a := call()
	if a.err != nil {
		return
	}
	if refuse {
		t.Errorf("%s: no error, but %+v", name, a.result)
	}
	if _, err := json.Marshal(a.result); err != nil {
		t.Errorf("%s: %v: %+v", name, err, a.result)
	}
}

// odd are numbers that no time, level or count can be.
var odd = []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1}

// Every function of lives refuses what are none, and answers with numbers and bounds
// whatever is.
func TestRobustLives(t *testing.T) {
	inputs := map[string][]Life{
		"one failure":   failed(5),
		"one censored":  {{Hours: 5}},
		"all censored":  {{Hours: 5}, {Hours: 7}, {Hours: 7, Count: 4}},
		"identical":     failed(5, 5, 5, 5),
		"two":           failed(5, 6),
		"nearly one":    failed(5, 5*(1+1e-15)),
		"one at each":   {{Hours: 5, Failed: true}, {Hours: 5}},
		"failed last":   {{Hours: 3}, {Hours: 5, Failed: true}},
		"one interval":  {{Since: 3, Hours: 5, Interval: true}},
		"intervals":     {{Since: 3, Hours: 5, Interval: true}, {Hours: 5, Interval: true}, {Since: 9, Hours: 11, Interval: true}},
		"left-censored": {{Hours: 5, Interval: true}, {Hours: 7, Interval: true}},
		"late":          {{Entry: 4, Hours: 5, Failed: true}, {Entry: 1, Hours: 7, Failed: true}, {Hours: 9, Failed: true}},
		"until":         {{Hours: 5, Until: 5, Failed: true}, {Hours: 7, Until: 8, Failed: true}},
		"least numbers": failed(5e-324, 1e-323, 1e-300),
		"largest":       failed(1e300, math.MaxFloat64),
		"far apart":     failed(1e-300, 1, 1e300),
		"many as one":   {{Hours: 5, Failed: true, Count: 1 << 40}, {Hours: 6, Failed: true, Count: 1 << 40}},
		"more than fit": {{Hours: 5, Failed: true, Count: math.MaxInt}, {Hours: 6, Failed: true, Count: math.MaxInt}},
	}
	broken := map[string][]Life{"nil": nil, "empty": {}, "counted less than once": append(failed(5, 6), Life{Hours: 7, Count: -1})}
	for _, x := range append(odd, 0) {
		name := fmt.Sprint(x)
		broken["hours "+name] = append(failed(5, 6, 7), Life{Hours: x, Failed: true})
		broken["censored at "+name] = append(failed(5, 6, 7), Life{Hours: x})
		if x != 0 {
			broken["since "+name] = append(failed(5, 6, 7), Life{Hours: 8, Since: x, Interval: true})
			broken["entry "+name] = append(failed(5, 6, 7), Life{Hours: 8, Entry: x, Failed: true})
			broken["until "+name] = append(failed(5, 6, 7), Life{Hours: 8, Until: x, Failed: true})
		}
	}
	for name, lives := range inputs {
		robustLives(t, name, lives, false)
	}
	for name, lives := range broken {
		robustLives(t, name, lives, true)
	}
}

// robustLives calls every function of lives.
func robustLives(t *testing.T, name string, lives []Life, refuse bool) {
	ctx := context.Background()
	before := fmt.Sprint(lives)
	try := func(what string, call func() outcome) { judge(t, name+": "+what, refuse, call) }
	families := Families()
	if raced {
		families = []Family{Weibull, Normal, Gamma}
	}
	for _, family := range families {
		try("Fit "+string(family), func() outcome { return of(Fit(lives, family)) })
		try("RankRegression "+string(family), func() outcome { return of(RankRegression(lives, family, RankOptions{})) })
		if f, err := Fit(lives, family); err == nil {
			robustBounds(t, name+": "+string(family), f)
			try("Goodness "+string(family), func() outcome { return of(f.Goodness(ctx, lives, GoodnessOptions{Samples: 9})) })
			try("CompareNested "+string(family), func() outcome { return of(CompareNested(f, f)) })
		}
	}
	for _, shape := range append(odd, 0, 1e-300, 2, 1e300) {
		judge(t, name+": Weibayes", refuse || !(shape > 0) || math.IsInf(shape, 1), func() outcome { return of(Weibayes(lives, shape, 0.9)) })
	}
	try("PlottingPoints", func() outcome { return of(PlottingPoints(lives, false)) })
	try("Choose", func() outcome { return of(Choose(ctx, lives, nil, GoodnessOptions{Samples: 9})) })
	// No distribution makes the lives more than impossible: that is −Inf, and no number.
	if ll, err := LogLikelihood(lives, dist.Weibull{Shape: 1, Scale: 5}); refuse != (err != nil) || math.IsNaN(ll) || math.IsInf(ll, 1) {
		t.Errorf("%s: LogLikelihood %g, %v", name, ll, err)
	}
	try("KaplanMeier", func() outcome { return of(KaplanMeier(lives)) })
	try("NelsonAalen", func() outcome { return of(NelsonAalen(lives)) })
	try("Turnbull", func() outcome { return of(Turnbull(ctx, lives)) })
	try("RestrictedMean", func() outcome { return of(RestrictedMean(lives, 6, 0.9)) })
	try("Validate", func() outcome { return outcome{nil, Validate(lives)} })
	for _, w := range []WeightKind{WeightLogRank, WeightGehan, WeightPeto} {
		if len(lives) > 0 || !refuse { // a group may be empty
			try("LogRank "+string(w), func() outcome { return of(LogRank([][]Life{lives, failed(5, 6)}, Weighting{Kind: w})) })
			try("StratifiedLogRank "+string(w), func() outcome {
				return of(StratifiedLogRank([][][]Life{{lives, failed(5, 6)}, {failed(4), lives}}, Weighting{Kind: w}))
			})
		}
	}
	if fmt.Sprint(lives) != before {
		t.Errorf("%s: lives were modified", name)
	}
}

// robustBounds asks for every bound of a fit, at wild places too.
func robustBounds(t *testing.T, name string, f *Fitted) {
	for _, m := range []Method{Fisher, LikelihoodRatio, Conditional, Calibrated, ""} {
		try := func(what string, refuse bool, call func() outcome) {
			judge(t, name+": "+string(m)+" "+what, refuse || m == "", call)
		}
		for _, p := range f.Parameters {
			try(p.Name, false, func() outcome { return of(f.ParameterBounds(p.Name, 0.9, m)) })
		}
		try("no parameter", true, func() outcome { return of(f.ParameterBounds("none", 0.9, m)) })
		shares, times := []float64{1e-300, 0.1, 1 - 0x1p-53}, []float64{5e-324, 5, math.MaxFloat64}
		if m == Calibrated || raced { // each takes a thousand fits, or five times as long
			shares, times = shares[:1], times[1:2]
		}
		for _, p := range shares {
			try("quantile", false, func() outcome { return of(f.QuantileBounds(p, 0.9, m)) })
		}
		for _, hours := range times {
			try("reliability", false, func() outcome { return of(f.ReliabilityBounds(hours, 0.9, m)) })
		}
		try("unreliability", false, func() outcome { return of(f.UnreliabilityBounds(times[0], 0.9, m)) })
		for _, x := range append(odd, 0) {
			try("quantile of no share", true, func() outcome { return of(f.QuantileBounds(x, 0.9, m)) })
			try("quantile of no level", true, func() outcome { return of(f.QuantileBounds(0.1, x, m)) })
			try("parameter of no level", true, func() outcome { return of(f.ParameterBounds(f.Parameters[0].Name, x, m)) })
			try("reliability at no time", true, func() outcome { return of(f.ReliabilityBounds(x, 0.9, m)) })
			try("unreliability at no time", true, func() outcome { return of(f.UnreliabilityBounds(x, 0.9, m)) })
		}
	}
}

// Every function of histories refuses what are none.
func TestRobustHistories(t *testing.T) {
	inputs := map[string]History{
		"no events":       {{To: 10}},
		"one":             {{To: 10, Events: []float64{5}}},
		"one at the end":  {{To: 10, Events: []float64{10}, FailureTerminated: true}},
		"identical":       {{To: 10, Events: []float64{5, 5, 5, 5, 5, 5}}},
		"all at the end":  {{To: 10, Events: []float64{10, 10, 10, 10}}},
		"least numbers":   {{To: 1e-300, Events: []float64{5e-324, 1e-323, 1e-310}}},
		"largest":         {{To: math.MaxFloat64, Events: []float64{1, 1e300, math.MaxFloat64}}},
		"largest, many":   {{To: math.MaxFloat64, Events: []float64{1e308}}, {To: math.MaxFloat64, Events: []float64{1e308, 1.5e308}}, {To: math.MaxFloat64}},
		"some without":    {{To: 10, Events: []float64{1, 2, 3}}, {To: 20}, {From: 5, To: 6}},
		"nearly no time":  {{From: 1, To: 1 + 0x1p-52, Events: []float64{1 + 0x1p-52}}},
		"ended by itself": {{To: 9, Events: []float64{1, 4, 9}, FailureTerminated: true}},
	}
	broken := map[string]History{"nil": nil, "empty": {}, "no window": {{}}, "backwards": {{From: 5, To: 4}}, "before it": {{From: 5, To: 9, Events: []float64{2}}}, "after it": {{To: 9, Events: []float64{12}}}}
	for _, x := range odd {
		broken["event at "+fmt.Sprint(x)] = History{{To: 9, Events: []float64{1, 2, 3, x}}}
		broken["to "+fmt.Sprint(x)] = History{{To: x, Events: []float64{1, 2, 3}}}
		broken["from "+fmt.Sprint(x)] = History{{From: x, To: 9, Events: []float64{1, 2, 3}}}
	}
	for name, h := range inputs {
		robustHistory(t, name, h, false)
	}
	for name, h := range broken {
		robustHistory(t, name, h, true)
	}
}

// robustHistory calls every function of histories.
func robustHistory(t *testing.T, name string, h History, refuse bool) {
	ctx := context.Background()
	try := func(what string, call func() outcome) { judge(t, name+": "+what, refuse, call) }
	for _, v := range []Variance{VarianceRobust, VariancePoisson, VarianceSingle} {
		try("MeanCumulative "+string(v), func() outcome { return of(MeanCumulative(h, v)) })
	}
	try("CompareRecurrence", func() outcome { return of(CompareRecurrence(h, History{{To: 9, Events: []float64{3}}, {To: 8}})) })
	for what, test := range trendTests() {
		try(what, func() outcome { return of(test(h)) })
	}
	try("FitPowerLaw", func() outcome { return of(FitPowerLaw(h)) })
	if g, err := FitPowerLaw(h); err == nil {
		for _, level := range append(odd, 0, 0.9, 1-0x1p-53, 1) {
			wrong := !(level > 0 && level < 1)
			judge(t, name+": shape", wrong, func() outcome { return of(g.ShapeBounds(level)) })
			judge(t, name+": intensity", wrong, func() outcome { return of(g.IntensityBounds(level)) })
			judge(t, name+": MTBF", wrong, func() outcome { return of(g.MTBFBounds(level)) })
		}
	}
	try("PowerLawGoodness", func() outcome { return of(PowerLawGoodness(t.Context(), h, 100, 1)) })
	try("Duane", func() outcome { return of(Duane(h)) })
	try("GrowthPoints", func() outcome { return of(GrowthPoints(h)) })
	try("FitLogLinear", func() outcome {
		l, likelihood, err := FitLogLinear(h)
		return outcome{[]any{l, likelihood}, err}
	})
	try("CompareProcesses", func() outcome { return of(CompareProcesses(h)) })
	try("ChangePoints", func() outcome { return of(ChangePoints(ctx, h, ChangeOptions{Level: 0.9, Draws: 100})) })
	try("SerialDependence", func() outcome { return of(SerialDependence(t.Context(), h, 100, 1)) })
	try("Diagnose", func() outcome { return of(Diagnose(t.Context(), h, DiagnoseOptions{Level: 0.9, Draws: 100})) })
	try("Lives", func() outcome { return of(h.Lives()) })
	try("Validate", func() outcome { return outcome{nil, h.Validate()} })
}

// Functions of mere numbers refuse those that are none.
func TestRobustNumbers(t *testing.T) {
	for _, x := range append(odd, 0, 1) {
		wrong := !(x > 0 && x < 1)
		judge(t, "level of Weibayes", wrong, func() outcome { return of(Weibayes(failed(5, 6), 2, x)) })
		judge(t, "level of RestrictedMean", wrong, func() outcome { return of(RestrictedMean(failed(5, 6), 6, x)) })
		judge(t, "time of RestrictedMean", !(x > 0) || math.IsInf(x, 1), func() outcome { return of(RestrictedMean(failed(5, 6), x, 0.9)) })
		judge(t, "reliability", wrong, func() outcome { return of(ZeroFailureTrials(x, 0.9)) })
		judge(t, "level of trials", wrong, func() outcome { return of(ZeroFailureTrials(0.9, x)) })
		judge(t, "level of reliability", wrong, func() outcome { return of(ZeroFailureReliability(9, x)) })
		judge(t, "rates", !(x > 0) || math.IsInf(x, 1), func() outcome { return of(CompareRates(Count{3, x}, Count{2, 1}, 0.9)) })
		judge(t, "level of rates", wrong, func() outcome { return of(CompareRates(Count{3, 1}, Count{2, 1}, x)) })
		judge(t, "breaks", !(x >= 0 && x < 5), func() outcome { return of(FitGroupedPowerLaw([]float64{x, 5, 9}, []int{2, 1})) })
		judge(t, "last break", true, func() outcome { return of(FitGroupedPowerLaw([]float64{0, 5, min(x, 4)}, []int{2, 1})) })
	}
	for _, counts := range [][]int{nil, {0, 0}, {-1, 2}, {0, 3}, {3, 0}, {1}, {1, 2, 3}, {math.MaxInt, math.MaxInt}} {
		judge(t, "counts", len(counts) != 2 || counts[0] < 0 || counts[0]+counts[1] == 0, func() outcome { return of(FitGroupedPowerLaw([]float64{0, 5, 9}, counts)) })
	}
	for _, n := range []int{0, -1, 1, math.MaxInt} {
		judge(t, "trials", n < 1, func() outcome { return of(ZeroFailureReliability(n, 0.9)) })
		judge(t, "events", n < 0, func() outcome { return of(CompareRates(Count{n, 1}, Count{2, 1}, 0.9)) })
	}
	judge(t, "no groups", true, func() outcome { return of(LogRank(nil, Weighting{})) })
	judge(t, "no lives in any group", true, func() outcome { return of(LogRank([][]Life{nil, {}}, Weighting{})) })
	judge(t, "no strata", true, func() outcome { return of(StratifiedLogRank(nil, Weighting{})) })
}
