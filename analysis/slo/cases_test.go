package slo

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"ninefold/analysis/internal/refcase"
)

// inputs holds every input that a case of objectives has.
type inputs struct {
	Pairs      [][]float64 `json:"pairs"`
	PeriodH    []float64   `json:"period_h"`
	SLO        list        `json:"slo"`
	Thresholds []float64   `json:"thresholds"`
	ReqPerH    float64     `json:"req_per_h"`
	Cases      [][]int     `json:"cases"`
}

// A list is a list of numbers, or one.
type list []float64

func (l *list) UnmarshalJSON(data []byte) error {
	var one float64
	if json.Unmarshal(data, &one) == nil {
		*l = list{one}
		return nil
	}
	return json.Unmarshal(data, (*[]float64)(l))
}

// answer is what this package says, by what the inputs of a case are called.
func answer(t *testing.T, c refcase.Case) map[string]any {
	var in inputs
	c.Decode(t, &in)
	switch {
	case c.Topic == "slo/composition":
		return answerComposition(t)
	case in.Pairs != nil:
		return answerThresholds(in)
	case in.Thresholds != nil:
		return answerImpossible(in)
	case in.ReqPerH > 0:
		return answerLowTraffic(t, in)
	case in.Cases != nil:
		return answerExact(t, in)
	case c.Topic == "slo/budget":
		return answerBudget(t, in)
	}
	return nil
}

func TestCases(t *testing.T) { refcase.Run(t, refcase.Answers{"slo": answer}) }

func answerThresholds(in inputs) map[string]any {
	got := map[string]any{}
	var short []float64
	for i, p := range in.Pairs {
		r := Rule{BudgetShare: p[0], LongMinutes: int(p[1] * 60)}
		short = append(short, r.Long().Minutes()/12)
		for _, h := range in.PeriodH {
			got[fmt.Sprintf("p%g_%d", h, i)] = r.Threshold(time.Duration(h * float64(time.Hour)))
		}
	}
	got["short_min"] = short
	return got
}

// The budget of time without an outage, in a rolling window.
func answerBudget(t *testing.T, in inputs) map[string]any {
	allowed := func(target float64, window time.Duration) float64 {
		at := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
		h := History{Watched: Span{at.Add(-window), at}}
		r, err := Evaluate(t.Context(), Objective{Target: target, Method: Time, Window: Window{Rolling: window}}, h, at, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r.Attained.Budget.Allowed
	}
	const day = 24 * time.Hour
	got := map[string]any{"y999": allowed(0.999, 8766*time.Hour), "y9999": allowed(0.9999, 8766*time.Hour)}
	for i, target := range in.SLO {
		got[fmt.Sprint("m", i)] = allowed(target, 30*day)
	}
	return got
}

func answerImpossible(in inputs) map[string]any {
	got := map[string]any{}
	for _, target := range in.SLO {
		percent := math.Round(target * 100)
		got[fmt.Sprintf("max%g", percent)] = MaxBurnRate(target)
		for _, threshold := range in.Thresholds {
			// A rule with that threshold over 30 days: its budget share over an hour.
			r := Rule{BudgetShare: threshold / 720, LongMinutes: 60, ShortMinutes: 5}
			got[fmt.Sprintf("fires_%g_%g", percent, threshold)] = r.Check(target, 720*time.Hour) == nil
		}
	}
	return got
}

func answerLowTraffic(t *testing.T, in inputs) map[string]any {
	from := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	d, err := Describe(in.SLO[0], in.ReqPerH, Span{from, from.Add(720 * time.Hour)}, Workbook()[:1])
	if err != nil {
		t.Fatal(err)
	}
	r := d.Rules[0]
	return map[string]any{
		"burn": r.OneFailure, "budget_fraction": d.FailureShare, "allowed_failures": d.AllowedFailures,
		"min_requests": r.MinRequests, "p_fail_hour": r.Chance, "expected_pages": r.FalseAlarms,
	}
}

func answerExact(t *testing.T, in inputs) map[string]any {
	got := map[string]any{}
	for _, c := range in.Cases {
		e, err := CompareCounts(c[0], c[1], in.SLO[0], 0.95)
		if err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprintf("_%d_%d", c[0], c[1])
		got["p"+key], got["lo"+key], got["hi"+key] = e.PValue, e.Low, e.High
	}
	n, err := SuccessRun(in.SLO[0], 0.95)
	if err != nil {
		t.Fatal(err)
	}
	got["n_success_run"] = n
	return got
}

// The figures of this case are in its statement alone.
func answerComposition(t *testing.T) map[string]any {
	must := func(x float64, err error) float64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	deps, err := MaxDependencies(0.999, 0.9999)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"serial3": must(Serial(0.999, 0.999, 0.999)), "chain": must(Serial(0.9995, 0.999, 0.995)),
		"redundant": 1 - must(Parallel(0.99, 0.99)), "redundant_ccf": 1 - must(Redundant(0.99, 2, 0.1)), "max_deps": deps,
	}
}
