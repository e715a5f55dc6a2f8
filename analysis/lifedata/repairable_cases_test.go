package lifedata

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

var _ = register(map[string]answer{
	"repairable/mcf":               answerRecurrence,
	"repairable/trend":             answerTrend,
	"repairable/power-law":         answerTrend,
	"repairable/power-law/grouped": answerGrouped,
	"repairable/rates":             answerRates,
	"repairable/duane":             answerDuane,
})

// systemsOf reads the systems of a case of events and ends.
func systemsOf(t *testing.T, c refCase) History {
	t.Helper()
	var in struct {
		Systems []struct {
			ID     string    `json:"id"`
			Events []float64 `json:"events"`
			From   float64   `json:"start"`
			End    float64   `json:"end"`
		} `json:"systems"`
	}
	c.Decode(t, &in)
	var h History
	for _, s := range in.Systems {
		h = append(h, System{ID: s.ID, From: s.From, To: s.End, Events: s.Events})
	}
	return h
}

// Means, variances V<t>_<kind>, standard errors se<t>, plain 95 % bounds lo<t>,
// hi<t>; and lower<t>, upper<t>: bounds of the logarithm that are one-sided 95 %.
func answerRecurrence(t *testing.T, c refCase) map[string]any {
	h := systemsOf(t, c)
	kinds := map[string]Variance{"": VarianceRobust, "robust": VarianceRobust, "poisson": VariancePoisson, "reliawiki": VarianceSingle}
	robust := must[Recurrence](t)(MeanCumulative(h, VarianceRobust))
	plain := must[[]Point](t)(robust.Bounds(0.95, TransformPlain))
	single := must[Recurrence](t)(MeanCumulative(h, VarianceSingle))
	logs := must[[]Point](t)(single.Bounds(0.9, TransformLog))
	got := map[string]any{"n_systems": len(h), "n_events": h.Events(), "n_distinct_times": len(robust)}
	eachTime(t, c, func(key, name string, hours float64, rest string) {
		i := len(robust) - 1
		for robust[i].Hours > hours {
			i--
		}
		switch name {
		case "M":
			got[key] = robust.At(hours)
		case "V":
			v := must[Recurrence](t)(MeanCumulative(h, kinds[strings.ToLower(rest)]))
			got[key] = *v[i].StdErr * *v[i].StdErr
		case "se":
			got[key] = robust[i].StdErr
		case "n", "r":
			got[key] = robust[i].AtRisk
		case "lo":
			got[key] = plain[i].Low
		case "hi":
			got[key] = plain[i].High
		case "lower":
			got[key] = logs[i].Low
		case "upper":
			got[key] = logs[i].High
		}
	})
	return got
}

// growthInputs are the ways in which cases give histories.
type growthInputs struct {
	FailureTimes      []float64            `json:"failure_times"`
	Interarrival      []float64            `json:"interarrival"`
	FailureTerminated bool                 `json:"failure_terminated"`
	T                 *float64             `json:"T"`
	Systems           map[string][]float64 `json:"systems"`
}

// history returns the systems, and those that end with their last event.
func (in growthInputs) history() (given, byFailure History) {
	lists := [][]float64{in.FailureTimes}
	if len(in.Interarrival) > 0 {
		sum, times := 0.0, []float64(nil)
		for _, gap := range in.Interarrival {
			sum += gap
			times = append(times, sum)
		}
		lists = [][]float64{times}
	}
	if len(in.Systems) > 0 {
		lists = nil
		for _, id := range slices.Sorted(maps.Keys(in.Systems)) {
			lists = append(lists, in.Systems[id])
		}
	}
	for _, times := range lists {
		ended := System{To: slices.Max(times), Events: times, FailureTerminated: true}
		byFailure = append(byFailure, ended)
		if in.T != nil {
			given = append(given, System{To: *in.T, Events: times})
		} else {
			given = append(given, ended)
		}
	}
	return given, byFailure
}

func growthAnswers(t *testing.T, h History) map[string]any {
	t.Helper()
	g := must[Growth](t)(FitPowerLaw(h))
	fit := must[GrowthGoodness](t)(PowerLawGoodness(t.Context(), h, 1000, 1))
	shape := must[Estimate](t)(g.ShapeBounds(0.9))
	intensity := must[Estimate](t)(g.IntensityBounds(0.9))
	mtbf := must[Estimate](t)(g.MTBFBounds(0.9))
	return map[string]any{
		"n": g.Events, "N": g.Events, "beta": g.Shape, "eta": g.Scale, "lam": g.Rate(), "beta_unbiased": g.ShapeUnbiased,
		"intensity_T": intensity.Value, "mtbf_inst_T": mtbf.Value, "mtbf_cum_T": g.EndHours / g.Mean(g.EndHours),
		"mtbf_lower90": mtbf.Low, "mtbf_upper90": mtbf.High,
		"cvm": fit.Statistic, "cvm_M": fit.Events, "beta_lower90": shape.Low, "beta_upper90": shape.High,
	}
}

func trendAnswers(t *testing.T, h History) map[string]any {
	t.Helper()
	laplace := must[TrendTest](t)(Laplace(h, PoolApart))
	handbook := must[TrendTest](t)(MilitaryHandbook(h, PoolApart))
	robinson := must[TrendTest](t)(LewisRobinson(h))
	processes := must[ProcessComparison](t)(CompareProcesses(h))
	logLinear, _, err := FitLogLinear(h)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"laplace": laplace.Statistic, "laplace_p": laplace.PValue, "laplace_p_two": laplace.PValue, "p_two": laplace.PValue,
		"milhdbk": handbook.Statistic, "df": handbook.DegreesOfFreedom, "milhdbk_p": handbook.PValue,
		"milhdbk_p_upper": handbook.Improving, "milhdbk_p_lower": handbook.Deteriorating,
		"lewis_robinson": robinson.Statistic, "lewis_robinson_p": robinson.PValue,
		"R":  must[TrendTest](t)(ReverseArrangements(h)).Statistic,
		"g0": logLinear.Level, "g1": logLinear.Slope, "ll_hpp": processes.SteadyLogLikelihood,
		"ll_pl": processes.PowerLaw.LogLikelihood, "ll_ll": processes.LogLinear.LogLikelihood,
		"lrt_pl": processes.PowerLaw.LikelihoodRatio, "lrt_ll": processes.LogLinear.LikelihoodRatio,
	}
}

// The keys of the history as given have no prefix or a_, those of it ended by its
// last event b_.
func answerTrend(t *testing.T, c refCase) map[string]any {
	var in growthInputs
	c.Decode(t, &in)
	given, byFailure := in.history()
	got := map[string]any{}
	for prefix, h := range map[string]History{"": given, "a_": given, "b_": byFailure} {
		for key, x := range growthAnswers(t, h) {
			got[prefix+key] = x
		}
		for key, x := range trendAnswers(t, h) {
			got[prefix+key] = x
		}
	}
	return got
}

func answerGrouped(t *testing.T, c refCase) map[string]any {
	var in struct {
		Breaks []float64 `json:"breaks"`
		Counts []int     `json:"counts"`
	}
	c.Decode(t, &in)
	g := must[GroupedGrowth](t)(FitGroupedPowerLaw(in.Breaks, in.Counts))
	got := map[string]any{
		"beta": g.Shape, "eta": g.Scale, "lam": g.Rate(), "chi2": g.ChiSquared, "df": g.DegreesOfFreedom, "p": g.PValue,
	}
	for i, x := range g.Expected {
		got[fmt.Sprint("expected", i+1)] = x
	}
	return got
}

func answerRates(t *testing.T, c refCase) map[string]any {
	var in struct {
		N1, N2 int
		T1, T2 float64
	}
	c.Decode(t, &in)
	r := must[RateComparison](t)(CompareRates(Count{in.N1, in.T1}, Count{in.N2, in.T2}, 0.95))
	return map[string]any{"ratio": r.Ratio.Value, "lower95": r.Ratio.Low, "upper95": r.Ratio.High, "p": r.PValue}
}

func answerDuane(t *testing.T, c refCase) map[string]any {
	var in growthInputs
	c.Decode(t, &in)
	h, _ := in.history()
	d := must[DuaneLine](t)(Duane(h))
	return map[string]any{"alpha": d.Slope, "A": 1 / d.AtOneHour, "mtbf_c": d.CumulativeMTBF, "mtbf_i": d.MTBF}
}
