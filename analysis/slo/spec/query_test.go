package spec

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/internal/promtool"
	"ninefold/analysis/slo"
	"ninefold/analysis/slo/prometheus"
)

// A queryTest is the file that promtool test rules reads.
type queryTest struct {
	Interval string       `yaml:"evaluation_interval"`
	Tests    []queryGroup `yaml:"tests"`
}

type queryGroup struct {
	Interval string       `yaml:"interval"`
	Series   []inSeries   `yaml:"input_series"`
	Exprs    []expression `yaml:"promql_expr_test"`
}

type inSeries struct {
	Series string `yaml:"series"`
	Values string `yaml:"values"`
}

type expression struct {
	Expr    string    `yaml:"expr"`
	At      string    `yaml:"eval_time"`
	Samples []sampled `yaml:"exp_samples,omitempty"`
}

type sampled struct {
	Labels string  `yaml:"labels"`
	Value  float64 `yaml:"value"`
}

// What queries of slices, ratios, samples and thresholds say of an hour, asked of
// Prometheus itself. 600 requests a minute, 60 of them bad in the minutes from 70 to
// 79; none at all from 90 to 99.
func TestQueriesSayWhatTheObjectiveSays(t *testing.T) {
	var good, bad, latency []string
	g, b := 0, 0
	for i := range 181 {
		good, bad = append(good, fmt.Sprint(g)), append(bad, fmt.Sprint(b))
		latency = append(latency, map[bool]string{true: "700", false: "200"}[i >= 70 && i < 76])
		switch {
		case i >= 90 && i < 100:
		case i >= 70 && i < 80:
			g, b = g+540, b+60
		default:
			g += 600
		}
	}
	latency[100] = "NaN"
	// From version 3 on a range holds one of its ends: what is counted at its old end is gone.
	exact := strings.Contains(promtool.Run(t, "--version"), "version 2.")
	const ratio = `  indicator: {metadata: {name: i}, spec: {ratioMetric: {good: {metricSource: {type: Prometheus, spec: {query: 'sum(rate(r{ok="1"}[{{.window}}]))'}}}, total: {metricSource: {type: Prometheus, spec: {query: 'sum(rate(r[{{.window}}]))'}}}}}}` + "\n"
	const gauges = `  indicator: {metadata: {name: i}, spec: {ratioMetric: {counter: false, bad: {metricSource: {type: Prometheus, spec: {query: 'sum(rate(r{ok="0"}[5m]))'}}}, total: {metricSource: {type: Prometheus, spec: {query: 'sum(rate(r[5m]))'}}}}}}` + "\n"
	const raw = `  indicator: {metadata: {name: i}, spec: {ratioMetric: {rawType: success, raw: {metricSource: {type: Prometheus, spec: {query: 'sum(rate(r{ok="1"}[{{.window}}])) / sum(rate(r[{{.window}}]))'}}}}}}` + "\n"
	threshold := "  indicator: {metadata: {name: i}, spec: {thresholdMetric: {metricSource: {type: Prometheus, spec: {query: latency}}}}}\n"
	tests := []struct {
		name, parts  string
		source       string // of want
		want2, want3 float64
	}{
		// At 120: slices of five minutes end at 60, 65 … 120, and those to 75 and 80 have a tenth bad; those to 95 and 100 have no requests.
		{"slices", "  budgetingMethod: Timeslices\n  objectives: [{target: 0.9, timeSliceTarget: 0.95, timeSliceWindow: 5m}]\n" + ratio, "2 bad of 13 slices, two of which are not known", 2. / 11, 2. / 10},
		{"lenient slices", "  budgetingMethod: Timeslices\n  objectives: [{target: 0.9, timeSliceTarget: 0.9, timeSliceWindow: 5m}]\n" + ratio, "a tenth is allowed", 0, 0},
		{"ratios", "  budgetingMethod: RatioTimeslices\n  objectives: [{target: 0.9, timeSliceWindow: 5m}]\n" + ratio, "twice a tenth, over 11 slices", 0.2 / 11, 0.2 / 10},
		{"requests", "  budgetingMethod: Occurrences\n  objectives: [{target: 0.9}]\n" + ratio, "600 of 50 · 600 requests", 600. / 30000, 600. / 30000},
		{"share of good ones", "  budgetingMethod: Occurrences\n  objectives: [{target: 0.9}]\n" + raw, "the same", 600. / 30000, 600. / 30000},
		{"gauges", "  budgetingMethod: Occurrences\n  objectives: [{target: 0.9}]\n" + gauges, "rates of the bad ones over 5 minutes add up to those of 10 minutes, of all to those of 51: one more than 50, for the sample at 60", 600. / 30600, 600. / 30000},
		{"threshold", "  budgetingMethod: Occurrences\n  objectives: [{target: 0.9, op: lte, value: 500}]\n" + threshold, "6 of 61 samples, one of which is no number", 6. / 60, 6. / 59},
		{"at the threshold", "  budgetingMethod: Occurrences\n  objectives: [{target: 0.9, op: lt, value: 700}]\n" + threshold, "700 is not below 700", 6. / 60, 6. / 59},
		{"above", "  budgetingMethod: Occurrences\n  objectives: [{target: 0.01, op: gt, value: 200}]\n" + threshold, "200 is not above 200", 54. / 60, 53. / 59},
		// Slices end at 60, 65 …; of that to 75 six samples of six are bad, of that to 80 one of six.
		{"slices of a threshold", "  budgetingMethod: Timeslices\n  objectives: [{target: 0.9, op: lte, value: 500, timeSliceTarget: 0.5, timeSliceWindow: 5m}]\n" + threshold, "1 of 13 slices, or 12", 1. / 13, 1. / 12},
	}
	file := queryTest{Interval: "1m", Tests: []queryGroup{{Interval: "1m", Series: []inSeries{
		{`r{ok="1"}`, strings.Join(good, " ")}, {`r{ok="0"}`, strings.Join(bad, " ")}, {"latency", strings.Join(latency, " ")},
	}}}}
	for _, tt := range tests {
		sources, notes := Sources(open(t, "  timeWindow: [{duration: 30d, isRolling: true}]\n"+tt.parts), Options{Rules: []slo.Rule{{Name: "r", Severity: "page", BudgetShare: 0.0001, LongMinutes: 60, ShortMinutes: 60}}})
		if len(sources) != 1 {
			t.Fatalf("%s: %v", tt.name, notes)
		}
		want := map[bool]float64{true: tt.want2, false: tt.want3}[exact]
		query := sources[0].BadShare
		if query == "" {
			query = "(" + sources[0].Bad + ") / (" + sources[0].Total + ")"
		}
		// Rounded: promtool compares exactly.
		query = "round((" + prometheus.Within(query, time.Hour) + ") * 1e6)"
		file.Tests[0].Exprs = append(file.Tests[0].Exprs, expression{query, "120m", []sampled{{"{}", math.Round(want * 1e6)}}})
	}
	// Where there are no requests, nothing is known.
	sources, _ := Sources(open(t, "  timeWindow: [{duration: 30d, isRolling: true}]\n"+tests[0].parts), Options{Rules: slo.Workbook()[1:]})
	file.Tests[0].Exprs = append(file.Tests[0].Exprs, expression{Expr: prometheus.Within(sources[0].BadShare, 4*time.Minute), At: "98m"})
	text, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	promtool.Run(t, "test", "rules", promtool.Write(t, "test.yml", text))
}
