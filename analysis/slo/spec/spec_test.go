package spec

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/internal/promtool"
	"ninefold/analysis/slo"
	"ninefold/analysis/slo/prometheus"
	"ninefold/ingest/openslo"
	"ninefold/ingest/pyrra"
	"ninefold/ingest/sloth"
	"ninefold/models"
	"ninefold/models/objective"
)

const day = 24 * time.Hour

// shared returns a folder of the reference data, and skips the test without it.
func shared(t *testing.T, dir string) string {
	t.Helper()
	root := os.Getenv("NINEFOLD_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared")
	}
	root = filepath.Join(root, "data", "slo", dir)
	if _, err := os.Stat(root); err != nil {
		t.Skipf("reference data not found; set NINEFOLD_SHARED to their folder: %v", err)
	}
	return root
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func marshal(t *testing.T, sources []prometheus.Source) []byte {
	t.Helper()
	data, err := prometheus.Marshal(sources)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// said reports whether a note has the text, and fails the test for one without a
// place.
func said(t *testing.T, notes []objective.Note, text string) bool {
	t.Helper()
	return slices.ContainsFunc(notes, func(n objective.Note) bool {
		if n.Place.Line < 1 || n.Place.File == "" {
			t.Errorf("no place: %+v", n)
		}
		return strings.Contains(n.String(), text)
	})
}

// The objectives of Sloth's examples give rules that promtool accepts, with the
// thresholds and windows of the rules that Sloth itself makes of them, under the
// same names, with the same labels.
func TestSlothExamples(t *testing.T) {
	root := shared(t, "sloth")
	for name, wants := range map[string][]string{
		"getting-started":      {"alert: MyServiceHighErrorRate", "severity: pageteam", "routing_key: myteam", "slack_channel: '#alerts-myteam'", "category: availability", "summary: High error rate on"},
		"kubernetes-apiserver": {"alert: K8sApiserverAvailabilityAlert", "alert: K8sApiserverLatencyAlert", "severity: critical", "severity: warning"},
	} {
		t.Run(name, func(t *testing.T) {
			in, err := sloth.Parse(name, read(t, filepath.Join(root, name+".yml")))
			if err != nil {
				t.Fatal(err)
			}
			windows, err := sloth.Parse("windows", read(t, filepath.Join(root, "windows", "google-30d.yaml")))
			if err != nil {
				t.Fatal(err)
			}
			in.Windows = windows.Windows
			sources, notes := Sources(in, Options{})
			if len(sources) != len(in.Specs) || slices.ContainsFunc(notes, func(n objective.Note) bool { return n.Kind == objective.Lost }) {
				t.Errorf("%d sources of %d; notes %v", len(sources), len(in.Specs), notes)
			}
			data := marshal(t, sources)
			promtool.Run(t, "check", "rules", promtool.Write(t, "rules.yml", data))
			theirs := string(read(t, filepath.Join(root, "_gen", name+".yml")))
			// Each factor stands twice in a pair, in both files; theirs has the pairs of a severity in one alert.
			for _, factor := range []string{"(14.4 * 0.0", "(6 * 0.0", "(3 * 0.0", "(1 * 0.0"} {
				if a, b := strings.Count(string(data), factor), strings.Count(theirs, factor); a != b || a == 0 {
					t.Errorf("%s stands %d times, in Sloth's rules %d times", factor, a, b)
				}
			}
			for _, query := range []string{`code=~"(5..|429)"}[5m]`, `code=~"(5..|429)"}[3d]`} {
				if strings.Contains(theirs, query) && !strings.Contains(string(data), query) {
					t.Errorf("no query with %s", query)
				}
			}
			for _, want := range wants {
				if !strings.Contains(string(data), want) || !strings.Contains(theirs, want) {
					t.Errorf("no %q", want)
				}
			}
		})
	}
}

// Every example of Sloth is converted, or what is not has a note.
func TestAllSlothExamples(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(shared(t, "sloth"), "*.y*ml"))
	if err != nil || len(paths) < 10 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		data := read(t, path)
		if strings.Contains(string(data), "openslo/") {
			continue // v1alpha, which is not read
		}
		in, err := sloth.Parse(filepath.Base(path), data)
		if err != nil {
			t.Fatal(err)
		}
		sources, notes := Sources(in, Options{Rules: slo.Workbook()})
		for _, s := range in.Specs {
			found := slices.ContainsFunc(sources, func(x prometheus.Source) bool { return x.Name == s.Name && x.Service == s.Service })
			if lost := said(t, notes, "objective "+s.Name+": indicator: what is measured is not in the file") || said(t, notes, "indicator: it measures nothing"); found == lost {
				t.Errorf("%s: %s: converted %v, lost %v: %v", path, s.Name, found, lost, notes)
			}
		}
		if name := filepath.Base(path); len(sources) > 0 && name != "victoria-metrics.yml" { // whose queries are not PromQL
			promtool.Run(t, "check", "rules", promtool.Write(t, "rules.yml", marshal(t, sources)))
		}
	}
}

// Alert windows are for objectives of their period, and only for those.
func TestAlertWindows(t *testing.T) {
	const text = `
version: prometheus/v1
service: shop
slos:
  - name: a
    objective: 99.9
    sli: {raw: {error_ratio_query: 'x[{{.window}}]'}}
    alerting: {name: A, page_alert: {disable: true}, ticket_alert: {labels: {severity: low}}}
---
apiVersion: sloth.slok.dev/v1
kind: AlertWindows
spec:
  sloPeriod: 7d
  page: {quick: {errorBudgetPercent: 8, shortWindow: 5m, longWindow: 1h}, slow: {errorBudgetPercent: 12.5, shortWindow: 30m, longWindow: 6h}}
  ticket: {quick: {errorBudgetPercent: 20, shortWindow: 2h, longWindow: 1d}, slow: {errorBudgetPercent: 42, shortWindow: 6h, longWindow: 3d}}
`
	in, err := sloth.Parse("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	sources, notes := Sources(in, Options{Window: 7 * day, Rules: slo.Workbook()})
	if len(sources) != 1 || len(sources[0].Rules) != 4 || sources[0].Objective.Window.Rolling != 7*day {
		t.Fatalf("%+v, %v", sources, notes)
	}
	// 8 % of a week in an hour: 0.08 × 168.
	if r := sources[0].Rules[0]; r.Name != "page-quick" || r.Threshold(7*day) != 0.08*168 {
		t.Errorf("%+v", r)
	}
	data := string(marshal(t, sources))
	if strings.Contains(data, "severity: page") || strings.Count(data, "alert: A\n") != 2 || strings.Count(data, "severity: low") != 3 || !strings.Contains(data, "ratio_rate1h") {
		t.Errorf("the page alert is disabled:\n%s", data)
	}
	sources, notes = Sources(in, Options{Rules: slo.Workbook()})
	if len(sources) != 1 || len(sources[0].Rules) != 3 || !said(t, notes, "alert windows, but none for 30d") {
		t.Errorf("%+v, %v", sources, notes)
	}
	sources, _ = Sources(in, Options{Rules: slo.Workbook()[:1], Always: true, Window: 7 * day, Severities: map[string]string{"page": "critical", "ticket": "none"}})
	if len(sources) != 1 || len(sources[0].Rules) != 1 || sources[0].Alerting["ticket"].Labels["severity"] != "low" || sources[0].Alerting["page"].Labels["severity"] != "critical" {
		t.Errorf("%+v", sources)
	}
}

func TestPyrra(t *testing.T) {
	in, err := pyrra.Parse("p.yaml", []byte(`apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: {name: checkout, namespace: shop, labels: {pyrra.dev/team: pay, "role.kubernetes.io/rules": x, severity: y}}
spec:
  target: '99.5'
  window: 4w
  alerting: {name: CheckoutBurns}
  indicator: {latency: {success: {metric: 'd_bucket{le="1"}'}, total: {metric: d_count}, grouping: [handler]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	sources, notes := Sources(in, Options{Rules: slo.Workbook()})
	if len(sources) != 1 || sources[0].Labels["team"] != "pay" || sources[0].Labels["role_kubernetes_io_rules"] != "x" {
		t.Fatalf("%+v, %v", sources, notes)
	}
	const total = "sum by (handler) (rate(d_count[{{.window}}]))"
	if want := "(" + total + `) - ((sum by (handler) (rate(d_bucket{le="1"}[{{.window}}]))) or 0 * (` + total + "))"; sources[0].Bad != want || sources[0].Total != total {
		t.Errorf("%s", sources[0].Bad)
	}
	if !said(t, notes, "Prometheus has it as role_kubernetes_io_rules") || !said(t, notes, "there is a label severity already") {
		t.Errorf("%v", notes)
	}
	data := marshal(t, sources)
	promtool.Run(t, "check", "rules", promtool.Write(t, "rules.yml", data))
	// Of four weeks: 0.02 × 672.
	if !strings.Contains(string(data), "(13.44 * 0.005)") || !strings.Contains(string(data), "alert: CheckoutBurns") {
		t.Errorf("%s", data)
	}
}

// open returns an OpenSLO file with parts of an SLO.
func open(t *testing.T, more string) objective.Import {
	t.Helper()
	in, err := openslo.Parse("o.yaml", []byte("apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\nspec:\n  service: s\n"+more))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestConditionsAndComposites(t *testing.T) {
	const parts = `
  budgetingMethod: Occurrences
  timeWindow: [{duration: 1M, calendar: {startTime: 2022-01-01 00:00:00, timeZone: Europe/Berlin}}]
  objectives:
    - {target: 0.999, compositeWeight: 1, indicator: {metadata: {name: i}, spec: {ratioMetric: {counter: true, bad: {metricSource: {type: Prometheus, spec: {query: 'sum by (zone) (errors_total{a="}"})'}}}, total: {metricSource: {type: prometheus, spec: {query: requests_total, step: 30}}}}}}}
    - {target: 0.9, compositeWeight: 3, indicator: {metadata: {name: j}, spec: {ratioMetric: {rawType: success, raw: {metricSource: {type: Datadog, spec: {query: x}}}}}}}
    - {target: 0.9, compositeWeight: 3, indicatorRef: elsewhere}
  alertPolicies:
    - kind: AlertPolicy
      metadata: {name: p}
      spec:
        alertWhenNoData: false
        alertWhenResolved: true
        conditions: [{kind: AlertCondition, metadata: {name: twice}, spec: {severity: sev1, condition: {kind: burnrate, op: gte, threshold: 2, lookbackWindow: 1h, alertAfter: 5m}}}]
        notificationTargets: [{targetRef: mail}]
    - kind: AlertPolicy
      metadata: {name: q}
      spec:
        alertWhenNoData: false
        conditions: [{kind: AlertCondition, metadata: {name: slow}, spec: {severity: sev2, condition: {kind: burnrate, op: lt, threshold: 2, lookbackWindow: 1h}}}]
    - alertPolicyRef: gone
`
	sources, notes := Sources(open(t, parts), Options{Rules: slo.Workbook(), Severities: map[string]string{"sev1": "critical"}})
	if len(sources) != 1 || sources[0].Name != "a-1" || len(sources[0].Rules) != 1 || !sources[0].NoBlind || sources[0].Period != 30*day {
		t.Fatalf("%+v, %v", sources, notes)
	}
	s := sources[0]
	if s.Total != "sum(increase(requests_total[{{.window}}]))" || !strings.HasPrefix(s.Bad, `(sum by (zone) (increase(errors_total{a="}"}[{{.window}}]))) or 0 * (`) {
		t.Errorf("%s\n%s", s.Bad, s.Total)
	}
	// Twice the budget's rate for one of 720 hours.
	if r := s.Rules[0]; r.Name != "twice" || r.Threshold(30*day) != 2 || r.LongMinutes != 60 || r.ShortMinutes != 60 || r.ForMinutes != 5 || r.Severity != "sev1" || s.Alerting["sev1"].Labels["severity"] != "critical" {
		t.Errorf("%+v, %+v", r, s.Alerting)
	}
	promtool.Run(t, "check", "rules", promtool.Write(t, "rules.yml", marshal(t, sources)))
	for _, want := range []string{
		"o.yaml:1:1: objective a: compositeWeight: a-1 is judged by itself", `raw: the source is of type "Datadog"`, "indicator: what is measured is not in the file", "only the query is taken, not step",
		"the increase of the counter", "thresholds are those of a window of 30 days", `the alert "gone" is not in the file`, "burns slowly", "above its threshold, not at it", "routes of the Alertmanager", "send_resolved", "will look well",
	} {
		if !said(t, notes, want) {
			t.Errorf("no note says %q: %v", want, notes)
		}
	}
}

// Labels are those of a severity: of two policies of one severity those of the first
// are lost, which a note says.
func TestPoliciesOfOneSeverity(t *testing.T) {
	policy := func(name, label string) string {
		return "    - {kind: AlertPolicy, metadata: {name: " + name + ", labels: {team: " + label + "}}, spec: {conditions: [{kind: AlertCondition, metadata: {name: " + name +
			"}, spec: {severity: page, condition: {kind: burnrate, op: gt, threshold: 2, lookbackWindow: 1h}}}]}}\n"
	}
	const parts = `
  budgetingMethod: Occurrences
  timeWindow: [{duration: 30d, isRolling: true}]
  indicator: {metadata: {name: i}, spec: {ratioMetric: {counter: true, bad: {metricSource: {type: Prometheus, spec: {query: errors_total}}}, total: {metricSource: {type: Prometheus, spec: {query: requests_total}}}}}}
  objectives: [{target: 0.999}]
  alertPolicies:
`
	for _, tt := range []struct {
		second string
		lost   bool
	}{{"b", true}, {"a", false}} {
		sources, notes := Sources(open(t, parts+policy("p", "a")+policy("q", tt.second)), Options{})
		if len(sources) != 1 || sources[0].Alerting["page"].Labels["team"] != tt.second {
			t.Fatalf("%+v, %v", sources, notes)
		}
		if got := said(t, notes, `labels and annotations of "q" are for all alerts of severity page`); got != tt.lost {
			t.Errorf("a and %s: said %v: %v", tt.second, got, notes)
		}
	}
}

// What a file does not say is not guessed.
func TestNotConverted(t *testing.T) {
	ratio := func(counter, query string) string {
		q := "{metricSource: {type: Prometheus, spec: {query: '" + query + "'}}}"
		return "  indicator: {metadata: {name: i}, spec: {ratioMetric: {" + counter + "good: " + q + ", total: " + q + "}}}\n  objectives: [{target: 0.999}]\n"
	}
	counter := ratio("counter: true, ", "a")
	for _, tt := range []struct {
		want, parts string
		sources     int
	}{
		{"whether it is a counter", ratio("", "requests_total"), 0},
		{"neither a counter nor the sum", ratio("counter: true, ", "a_total + b_total"), 0},
		{"there is no query", ratio("counter: true, ", ""), 0},
		{"a cannot be judged: slo: target 0", strings.Replace(counter, "0.999", "0", 1), 0},
		{`rule "fast": can never fire`, strings.Replace(counter, "0.999", "0.9", 1), 1},
		{"no alert rule is left for a", "  timeWindow: [{duration: 30m, isRolling: true}]\n" + counter, 0},
		{"the query is of a whole window", "  indicator: {metadata: {name: i}, spec: {thresholdMetric: {metricSource: {type: Prometheus, spec: {query: 'x[{{.window}}]'}}}}}\n  objectives: [{op: lt, value: 5, target: 0.999}]\n", 0},
	} {
		sources, notes := Sources(open(t, "  budgetingMethod: Occurrences\n"+tt.parts), Options{Rules: slo.Workbook()})
		if len(sources) != tt.sources || !said(t, notes, tt.want) {
			t.Errorf("%s: %d sources, notes %v", tt.want, len(sources), notes)
		}
	}
	in := open(t, "  budgetingMethod: Occurrences\n"+ratio("", "sum(rate(x_total[5m]))"))
	sources, notes := Sources(in, Options{Rules: slo.Workbook(), Window: 14 * day})
	if len(sources) != 1 || sources[0].Total != "sum_over_time((sum(rate(x_total[5m])))[{{.window}}:1m])" || sources[0].Objective.Window.Rolling != 14*day || !said(t, notes, "states no window; 14d is taken") {
		t.Errorf("%+v, %v", sources, notes)
	}
}

func TestGoals(t *testing.T) {
	in := open(t, `
  budgetingMethod: Timeslices
  timeWindow: [{duration: 1w, calendar: {startTime: 2022-01-03 00:00:00, timeZone: Europe/Berlin}}]
  indicatorRef: i
  objectives: [{target: 0.99, timeSliceTarget: 0.95, timeSliceWindow: 5m}, {target: 0.9, timeSliceTarget: 0, timeSliceWindow: 1m}]
`)
	goals, notes := Goals(in, 0)
	if len(goals) != 1 || !said(t, notes, "a-2 cannot be judged: slo: slice target 0") {
		t.Fatalf("%+v, %v", goals, notes)
	}
	g := goals[0]
	if g.Name != "a-1" || g.Objective.Method != slo.Windows || g.Objective.SliceTarget != 0.95 || g.Slice != 5*time.Minute {
		t.Errorf("%+v", g)
	}
	from, to := g.Objective.Window.At(time.Date(2026, 3, 28, 12, 0, 0, 0, time.UTC)) // the week that loses an hour
	if from.UTC() != time.Date(2026, 3, 22, 23, 0, 0, 0, time.UTC) || to.Sub(from) != 167*time.Hour {
		t.Errorf("%v to %v", from, to)
	}
	in.Specs[0].Window = objective.Window{Rolling: models.Duration(day), Assumed: true}
	if goals, _ := Goals(in, 0); goals[0].Objective.Window.Rolling != day {
		t.Error("what a reader assumed stands where the caller says nothing")
	}
}

func TestWindow(t *testing.T) {
	tests := []struct{ text, zone, want, fault string }{
		{text: "28d", want: "672h0m0s"},
		{text: "month", want: "month"},
		{text: "week", zone: "Asia/Kathmandu", want: "week"},
		{text: "fortnight", fault: `window "fortnight" is neither`},
		{text: "28d", zone: "Europe/Berlin", fault: "zone is for windows of the calendar"},
		{text: "day", zone: "Local", fault: `zone "Local" is not`},
		{text: "day", zone: "Mars/Olympus", fault: `zone "Mars/Olympus" is not`},
	}
	for _, tt := range tests {
		w, err := Window(tt.text, tt.zone)
		if tt.fault != "" {
			if err == nil || !strings.HasPrefix(err.Error(), tt.fault) {
				t.Errorf("Window(%q, %q): %v, want %s", tt.text, tt.zone, err, tt.fault)
			}
			continue
		}
		got := w.Rolling.String()
		if w.Calendar != nil {
			got = string(w.Calendar.Unit)
			if zone := w.Calendar.Start.Location().String(); tt.zone != "" && zone != tt.zone {
				t.Errorf("Window(%q, %q) begins in %s", tt.text, tt.zone, zone)
			}
		}
		if err != nil || got != tt.want {
			t.Errorf("Window(%q, %q) = %s, %v; want %s", tt.text, tt.zone, got, err, tt.want)
		}
	}
}
