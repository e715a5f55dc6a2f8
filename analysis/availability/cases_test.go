package availability

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"ninefold/analysis/dist"
)

// A refCase is one entry of the shared statistics cases.
type refCase struct {
	ID        string                     `json:"id"`
	Source    string                     `json:"source"`
	Inputs    json.RawMessage            `json:"inputs"`
	Expected  map[string]json.RawMessage `json:"expected"`
	Tolerance struct {
		Rel float64 `json:"rel"`
		Abs float64 `json:"abs"`
	} `json:"tolerance"`
}

// inputs holds every input that a case here has.
type inputs struct {
	TotalTime float64         `json:"total_time"`
	Failures  json.RawMessage `json:"failures"` // a number or a list
	R         []int           `json:"r"`
	Durations []float64       `json:"durations"`
	N         []int           `json:"n"`
	Incidents [][]float64     `json:"incidents"`
	Outages   [][]float64     `json:"outages"`
	Window    []float64       `json:"window"`
	NFail     int             `json:"n_fail"`
	Uptime    float64         `json:"uptime"`
	NRepair   int             `json:"n_repair"`
	Downtime  float64         `json:"downtime"`
	Events    int             `json:"events"`
	Exposure  float64         `json:"exposure"`
	Prior     []float64       `json:"prior"`
	Cases     [][]int         `json:"cases"`
	Hours     []float64       `json:"hours"`
	SLO       []float64       `json:"slo"`
}

// answers has, per case, what this package says to it. A figure that is undefined
// is nil.
var answers = map[string]func(*testing.T, inputs) map[string]*float64{
	"M02-mtbf-time-terminated":       answerMTBF,
	"M03-mtbf-zero-failures":         answerZeroFailures,
	"M04-mtbf-factor-table":          answerFactors,
	"T01-mttr-lognormal":             answerMTTR,
	"T02-median-ci-order-statistics": answerRanks,
	"T04-incident-clock":             answerClock,
	"T05-overlapping-incidents":      answerOverlaps,
	"A01-availability-F-interval":    answerF,
	"B01-gamma-poisson-jeffreys":     answerGammaPoisson,
	"B02-beta-binomial-jeffreys":     answerBetaBinomial,
	"B03-eb-gamma-poisson-pumps":     answerPumps,
	"O02-error-budget-minutes":       answerBudget,
}

func TestReferenceCases(t *testing.T) {
	name := os.Getenv("NINEFOLD_CASES")
	if name == "" {
		name = shared(t, "cases", "statistics.json")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("reference cases not found: %v", err)
	}
	var file struct {
		Cases []refCase `json:"cases"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, c := range file.Cases {
		answer, ok := answers[c.ID]
		if !ok {
			continue
		}
		seen++
		t.Run(c.ID, func(t *testing.T) {
			t.Logf("%s: %s", c.ID, c.Source)
			var in inputs
			if err := json.Unmarshal(c.Inputs, &in); err != nil {
				t.Fatal(err)
			}
			c.compare(t, answer(t, in))
		})
	}
	if seen != len(answers) {
		t.Errorf("%d of %d cases are in %s", seen, len(answers), name)
	}
}

// compare checks each answer; keys without one are another package's business.
func (c refCase) compare(t *testing.T, got map[string]*float64) {
	t.Helper()
	for key, g := range got {
		raw, ok := c.Expected[key]
		if !ok {
			t.Errorf("%s is not in the case", key)
			continue
		}
		var want *float64
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		if (want == nil) != (g == nil) {
			t.Errorf("%s = %g, want %s (source: %s)", key, value(g), raw, c.Source)
		} else if want != nil && math.Abs(*g-*want) > max(c.Tolerance.Rel*math.Abs(*want), c.Tolerance.Abs) {
			t.Errorf("%s = %.10g, want %.10g (source: %s)", key, *g, *want, c.Source)
		}
	}
}

func mustMeanTime(t *testing.T, events int, exposure, level float64) Interval {
	t.Helper()
	in, err := MeanTime(events, exposure, level)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func answerMTBF(t *testing.T, in inputs) map[string]*float64 {
	var events int
	if err := json.Unmarshal(in.Failures, &events); err != nil {
		t.Fatal(err)
	}
	got := mustMeanTime(t, events, in.TotalTime, 0.9)
	return map[string]*float64{"mtbf": got.Value, "lower": got.Low, "upper": got.High}
}

// A lower bound alone holds with (1 + level)/2.
func answerZeroFailures(t *testing.T, in inputs) map[string]*float64 {
	got := mustMeanTime(t, 0, in.TotalTime, 0.9)
	return map[string]*float64{
		"mtbf": got.Value, "upper": got.High, "lower95": got.Low,
		"lower90": mustMeanTime(t, 0, in.TotalTime, 0.8).Low,
		"lower60": mustMeanTime(t, 0, in.TotalTime, 0.2).Low,
	}
}

func answerFactors(t *testing.T, in inputs) map[string]*float64 {
	got := map[string]*float64{}
	for _, r := range in.R {
		m := mustMeanTime(t, r, float64(r), 0.9)
		got[fmt.Sprint("lower", r)], got[fmt.Sprint("upper", r)] = m.Low, m.High
	}
	return got
}

// outagesOf returns one outage a day of each duration.
func outagesOf(durations []float64) []Spell {
	var spells []Spell
	for i, d := range durations {
		spells = append(spells, Spell{Start: float64(i) * 1000, End: float64(i)*1000 + d})
	}
	return spells
}

func answerMTTR(t *testing.T, in inputs) map[string]*float64 {
	r := newRestores(outagesOf(in.Durations))
	mean, median := r.mean(0.95), r.median(0.95)
	centre := math.Exp(r.logMean(0.95).centre)
	return map[string]*float64{
		"mean": mean.Value, "cox_mean": &centre, "cox_lower95": mean.Low, "cox_upper95": mean.High,
		"median": median.Value, "median_lower": median.Low, "median_upper": median.High,
	}
}

func answerRanks(t *testing.T, in inputs) map[string]*float64 {
	got := map[string]*float64{}
	for _, n := range in.N {
		low, high, coverage, ok := medianRanks(n, 0.95)
		got[fmt.Sprint("cov", n)] = &coverage
		got[fmt.Sprint("l", n)], got[fmt.Sprint("u", n)] = nil, nil
		if ok {
			got[fmt.Sprint("l", n)], got[fmt.Sprint("u", n)] = finite(float64(low)), finite(float64(high))
		}
	}
	return got
}

// The clock of an incident: started, detected, acknowledged, mitigated, resolved.
func answerClock(t *testing.T, in inputs) map[string]*float64 {
	until := func(end int) Summary {
		var spells []Spell
		for _, i := range in.Incidents {
			spells = append(spells, Spell{Start: i[0], End: i[end]})
		}
		s, err := Summarize(spells, in.Window[0], in.Window[1], 0.9)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	mitigated, resolved := until(3), until(4)
	return map[string]*float64{
		"mttm": mitigated.MTTR.Value, "mttr": resolved.MTTR.Value, "median_mttr": resolved.Median.Value,
		"availability_mitigated": mitigated.Attained.Value, "availability_resolved": resolved.Attained.Value,
		"mtbf_up_mitigated": mitigated.MTTF.Value, "mtbf_up_resolved": resolved.MTTF.Value,
	}
}

func answerOverlaps(t *testing.T, in inputs) map[string]*float64 {
	var spells []Spell
	for _, o := range in.Outages {
		spells = append(spells, Spell{Start: o[0], End: o[1]})
	}
	slices.Reverse(spells)
	s, err := Summarize(spells, in.Window[0], in.Window[1], 0.9)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*float64{
		"downtime": &s.DowntimeHours, "merged_outages": finite(float64(s.Outages)), "availability": s.Attained.Value,
	}
}

// The case ends with a failure. A window that ends at a fixed time counts one
// more for the lower bound, so one less is passed to get it.
func answerF(t *testing.T, in inputs) map[string]*float64 {
	r := restores{closed: in.NRepair, total: in.Downtime}
	low, _ := ratioExponential(r, in.NFail, in.Uptime, 0.9)
	_, high := ratioExponential(r, in.NFail-1, in.Uptime, 0.9)
	return map[string]*float64{"upper90": finite(1 / (1 + low)), "lower90": finite(1 / (1 + high))}
}

func answerGammaPoisson(t *testing.T, in inputs) map[string]*float64 {
	c := Count{in.Events, in.Exposure}
	jeffreys, err := PoolRates([]Count{c})
	if err != nil {
		t.Fatal(err)
	}
	rate, _ := jeffreys.Posterior(c)
	informed, _ := RatePrior{Rate: dist.Gamma{Shape: in.Prior[0], Rate: in.Prior[1]}}.Posterior(c)
	return map[string]*float64{
		"mean": finite(rate.Mean()), "median": finite(rate.Quantile(0.5)),
		"lower90": finite(rate.Quantile(0.05)), "upper90": finite(rate.Quantile(0.95)),
		"inf_mean": finite(informed.Mean()), "inf_lower90": finite(informed.Quantile(0.05)), "inf_upper90": finite(informed.Quantile(0.95)),
	}
}

func answerBetaBinomial(t *testing.T, in inputs) map[string]*float64 {
	got := map[string]*float64{}
	for _, c := range in.Cases {
		key := fmt.Sprintf("%d_%d", c[0], c[1])
		p := Coverage(c[0], c[1]-c[0])
		got["mean_"+key], got["lo_"+key], got["hi_"+key] = finite(p.Mean()), finite(p.Quantile(0.05)), finite(p.Quantile(0.95))
	}
	return got
}

func answerPumps(t *testing.T, in inputs) map[string]*float64 {
	var failures []int
	if err := json.Unmarshal(in.Failures, &failures); err != nil {
		t.Fatal(err)
	}
	var counts []Count
	for i, x := range failures {
		counts = append(counts, Count{x, in.Hours[i]})
	}
	p, err := PoolRates(counts)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]*float64{"alpha": &p.Rate.Shape, "beta": &p.Rate.Rate, "new_mean": finite(p.Rate.Mean())}
	for _, i := range []int{1, 5, 8, 10} {
		rate, _ := p.Posterior(counts[i-1])
		got[fmt.Sprint("mean", i)] = finite(rate.Mean())
		got[fmt.Sprint("lo", i)], got[fmt.Sprint("hi", i)] = finite(rate.Quantile(0.05)), finite(rate.Quantile(0.95))
	}
	return got
}

func answerBudget(t *testing.T, in inputs) map[string]*float64 {
	got := map[string]*float64{}
	for i, slo := range in.SLO {
		a, err := Attain(nil, nil, 0, 30*24, slo)
		if err != nil {
			t.Fatal(err)
		}
		got[fmt.Sprint("m", i)] = &a.AllowedMinutes
	}
	return got
}
