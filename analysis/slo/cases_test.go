package slo

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A refCase is one entry of a file of reference cases.
type refCase struct {
	ID        string                     `json:"id"`
	Topic     string                     `json:"topic"`
	Source    string                     `json:"source"`
	Inputs    json.RawMessage            `json:"inputs"`
	Expected  map[string]json.RawMessage `json:"expected"`
	Tolerance struct {
		Rel    float64                       `json:"rel"`
		Abs    float64                       `json:"abs"`
		PerKey map[string]map[string]float64 `json:"per_key"`
	} `json:"tolerance"`
}

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

// answers has, by what the inputs of a case are called, what this package says.
func answer(t *testing.T, c refCase) map[string]any {
	var in inputs
	if err := json.Unmarshal(c.Inputs, &in); err != nil {
		t.Fatal(err)
	}
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

// casesFile returns the file of NINEFOLD_CASES, seen from here or from the root of
// the module, or that of the shared reference data, which are not part of the
// repository. It skips the test where there is none.
func casesFile(t *testing.T) []byte {
	t.Helper()
	root := filepath.Join("..", "..")
	places := []string{filepath.Join(root, "..", "shared", "cases", "statistics.json")}
	if dir := os.Getenv("NINEFOLD_SHARED"); dir != "" {
		places = []string{filepath.Join(dir, "cases", "statistics.json")}
	}
	if name := os.Getenv("NINEFOLD_CASES"); name != "" {
		places = []string{name, filepath.Join(root, name)}
	}
	for _, name := range places {
		if data, err := os.ReadFile(name); err == nil {
			t.Logf("cases: %s", name)
			return data
		}
	}
	if os.Getenv("NINEFOLD_CASES") != "" {
		t.Fatalf("no cases at %v", places)
	}
	t.Skipf("reference cases not found; set NINEFOLD_CASES to their file: %v", places)
	return nil
}

func TestCases(t *testing.T) {
	var file struct {
		Cases []refCase `json:"cases"`
	}
	if err := json.Unmarshal(casesFile(t), &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		if !strings.HasPrefix(c.Topic, "slo/") {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			t.Logf("%s (%s): %s", c.ID, c.Topic, c.Source)
			c.compare(t, answer(t, c))
		})
	}
}

// compare checks every expected key.
func (c refCase) compare(t *testing.T, got map[string]any) {
	t.Helper()
	for key, raw := range c.Expected {
		text, err := json.Marshal(got[key])
		if err != nil {
			t.Fatal(err)
		}
		var value, want any
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &value); err != nil {
			t.Fatal(err)
		}
		rel, abs := c.Tolerance.Rel, c.Tolerance.Abs
		if own, ok := c.Tolerance.PerKey[key]; ok {
			rel, abs = own["rel"], own["abs"]
		}
		if !alike(value, want, rel, abs) {
			t.Errorf("%s = %s, want %s within %g, %g (source: %s)", key, text, raw, rel, abs, c.Source)
		}
	}
}

// alike compares decoded JSON: numbers within a tolerance, or 1e-9 in lists, all
// else exactly.
func alike(got, want any, rel, abs float64) bool {
	switch want := want.(type) {
	case float64:
		g, ok := got.(float64)
		return ok && math.Abs(g-want) <= math.Max(rel*math.Abs(want), abs)
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(want) {
			return false
		}
		for i := range want {
			if !alike(g[i], want[i], 1e-9, 1e-9) {
				return false
			}
		}
		return true
	}
	return got == want
}

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
