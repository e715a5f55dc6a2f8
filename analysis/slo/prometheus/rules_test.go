package prometheus

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/internal/promtool"
	"ninefold/analysis/slo"
)

var start = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)

func minute(i int) time.Time { return start.Add(time.Duration(i) * time.Minute) }

func checkout(rules ...slo.Rule) Source {
	return Source{
		Name: "availability", Service: "checkout", Labels: map[string]string{"team": "pay"},
		Objective: slo.Objective{Target: 0.999, Method: slo.Requests, Window: slo.Window{Rolling: 30 * 24 * time.Hour}},
		Bad:       `sum(rate(requests_total{code=~"5.."}[{{.window}}]))`, Total: `sum(rate(requests_total[{{ .window }}]))`, PerSecond: true,
		Rules: rules, Interval: time.Minute,
	}
}

func TestPromtoolAcceptsRules(t *testing.T) {
	odd := checkout(slo.RuleSets()["workbook-day"].Rules...)
	odd.Name, odd.Service = `a "quoted" \ name: #1`, "zażółć\nline"
	guarded := checkout(slo.Workbook()...)
	guarded.Name = "guarded"
	for i := range guarded.Rules {
		guarded.Rules[i].MinRequests, guarded.Rules[i].MinFailures, guarded.Rules[i].ForMinutes = 70, 2, 2
	}
	share := checkout(slo.Workbook()...)
	share.Name, share.Bad, share.Total, share.BadShare, share.PerSecond = "share", "", "", "1 - avg_over_time(up[{{.window}}])", false
	data, err := Marshal([]Source{checkout(slo.Workbook()...), odd, guarded, share})
	if err != nil {
		t.Fatal(err)
	}
	// Windows, minima, alerts, and one for no data: 5 + 3 + 1, 7 + 4 + 1, 5 + 6 + 3 + 1, 5 + 3 + 1.
	out := promtool.Run(t, "check", "rules", promtool.Write(t, "rules.yml", data))
	if !strings.Contains(out, "SUCCESS: 45 rules found") {
		t.Errorf("promtool says %s\n%s", out, data)
	}
}

// A scenario is bad requests of 1,000 a minute, by minute, with what the engine
// says of it.
type scenario struct {
	bad    [600]int
	perMin int
	rules  []slo.Rule
}

// history returns it as the engine reads it.
func (s scenario) history() slo.History {
	h := slo.History{Watched: slo.Span{From: minute(0), To: minute(len(s.bad))}}
	for i, bad := range s.bad {
		h.Slices = append(h.Slices, slo.Slice{Span: slo.Span{From: minute(i), To: minute(i + 1)}, Good: float64(s.perMin - bad), Bad: float64(bad)})
	}
	return h
}

// counters returns it as counters scraped every minute.
func (s scenario) counters() (good, bad string) {
	var g, b []string
	x, y := 0, 0
	for i := range s.bad {
		g, b = append(g, fmt.Sprint(x)), append(b, fmt.Sprint(y))
		x, y = x+s.perMin-s.bad[i], y+s.bad[i]
	}
	return strings.Join(g, " "), strings.Join(b, " ")
}

// promtool evaluates the rules over synthetic counters: each alert fires in just
// those minutes in which the engine says so.
func TestPromtoolFiresWithTheEngine(t *testing.T) {
	steady := scenario{perMin: 1000, rules: slo.Workbook()}
	for i := 300; i < 420; i++ {
		steady.bad[i] = 20
	}
	for i := 450; i < 453; i++ {
		steady.bad[i] = 1000
	}
	waiting := steady
	waiting.rules = slo.Workbook()
	for i := range waiting.rules {
		waiting.rules[i].ForMinutes = 3
	}
	sparse := scenario{perMin: 1, rules: slo.Workbook()[:2]}
	sparse.bad[200], sparse.bad[400], sparse.bad[410] = 1, 1, 1
	guarded := sparse
	guarded.rules = slo.Workbook()[:2]
	for i := range guarded.rules {
		guarded.rules[i].MinFailures = 2
	}
	patient := sparse
	patient.rules = slo.Workbook()[:2]
	patient.rules[0].MinRequests = 70 // an hour has only 60
	for name, s := range map[string]scenario{"steady": steady, "waiting": waiting, "sparse": sparse, "guarded": guarded, "patient": patient} {
		t.Run(name, func(t *testing.T) { s.test(t) })
	}
}

// A ruleTest is the file that promtool test rules reads.
type ruleTest struct {
	RuleFiles []string `yaml:"rule_files"`
	Interval  string   `yaml:"evaluation_interval"`
	Tests     []group  `yaml:"tests"`
}

type group struct {
	Interval string      `yaml:"interval"`
	Series   []input     `yaml:"input_series"`
	Alerts   []alertTest `yaml:"alert_rule_test"`
}

type input struct {
	Series string `yaml:"series"`
	Values string `yaml:"values"`
}

type alertTest struct {
	At     string     `yaml:"eval_time"`
	Name   string     `yaml:"alertname"`
	Alerts []expected `yaml:"exp_alerts,omitempty"`
}

type expected struct {
	Labels      map[string]string `yaml:"exp_labels"`
	Annotations map[string]string `yaml:"exp_annotations"`
}

func (s scenario) test(t *testing.T) {
	source := checkout(s.rules...)
	data, err := Marshal([]Source{source})
	if err != nil {
		t.Fatal(err)
	}
	// Up to version 2 a range holds both of its ends, as slices of a minute do;
	// from 3 on it has lost one of them, and answers come up to a minute apart.
	exact := strings.Contains(promtool.Run(t, "--version"), "version 2.")
	scores, err := slo.Backtest(context.Background(), source.Objective, s.history(), slo.Trial{Rules: s.rules, Over: slo.Span{From: minute(0), To: minute(len(s.bad))}})
	if err != nil {
		t.Fatal(err)
	}
	good, bad := s.counters()
	file := ruleTest{RuleFiles: []string{promtool.Write(t, "rules.yml", data)}, Interval: "1m"}
	g := group{Interval: "1m", Series: []input{{`requests_total{code="200"}`, good}, {`requests_total{code="503"}`, bad}}}
	fired := 0
	for i := 10; i < len(s.bad); i++ {
		at := alertTest{At: fmt.Sprintf("%dm", i), Name: burnAlert}
		edge := false
		for n, r := range s.rules {
			for _, a := range scores[n].Alerts {
				edge = edge || near(a.From, i) || near(a.To, i)
				if !minute(i).Before(a.From) && minute(i).Before(a.To) {
					alert := source.alert(r)
					at.Alerts = append(at.Alerts, expected{alert.Labels, alert.Annotations})
				}
			}
		}
		fired += len(at.Alerts)
		if exact || !edge {
			g.Alerts = append(g.Alerts, at)
		}
	}
	t.Logf("%d minutes, alerts in %d", len(g.Alerts), fired)
	file.Tests = []group{g}
	text, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	if out := promtool.Run(t, "test", "rules", promtool.Write(t, "test.yml", text)); !strings.Contains(out, "SUCCESS") {
		t.Error(out)
	}
}

func near(at time.Time, i int) bool { return at.Sub(minute(i)).Abs() <= time.Minute }

// No data, and no requests, raise an alert of their own.
func TestPromtoolBlindIsNotGreen(t *testing.T) {
	source := checkout(slo.Workbook()...)
	data, err := Marshal([]Source{source})
	if err != nil {
		t.Fatal(err)
	}
	g, err := source.group()
	if err != nil {
		t.Fatal(err)
	}
	blind := g.Rules[len(g.Rules)-1]
	missing := []expected{{blind.Labels, blind.Annotations}}
	file := ruleTest{RuleFiles: []string{promtool.Write(t, "rules.yml", data)}, Interval: "1m", Tests: []group{
		{Interval: "1m", Series: []input{{`requests_total{code="200"}`, "0+10x30"}, {`requests_total{code="503"}`, "0x30"}}, Alerts: []alertTest{{At: "20m", Name: blindAlert}}},
		{Interval: "1m", Series: []input{{`requests_total{code="200"}`, "7x30"}, {`requests_total{code="503"}`, "0x30"}}, Alerts: []alertTest{{At: "20m", Name: blindAlert, Alerts: missing}}},
		{Interval: "1m", Alerts: []alertTest{{At: "4m", Name: blindAlert}, {At: "20m", Name: blindAlert, Alerts: missing}}},
	}}
	text, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	promtool.Run(t, "test", "rules", promtool.Write(t, "test.yml", text))
}

func TestMarshalRefuses(t *testing.T) {
	tests := map[string]struct {
		change func(*Source)
		want   string
	}{
		"no name":     {func(s *Source) { s.Name = "" }, "needs a name"},
		"target":      {func(s *Source) { s.Objective.Target = 1 }, "target 1"},
		"never fires": {func(s *Source) { s.Objective.Target = 0.9 }, "can never fire"},
		"no window":   {func(s *Source) { s.Bad = "up" }, "no {{.window}}"},
		"no total":    {func(s *Source) { s.Total = "" }, "bad and total"},
		"both":        {func(s *Source) { s.BadShare = "x[{{.window}}]" }, "bad and total"},
		"slices":      {func(s *Source) { s.Objective.Method, s.Objective.SliceTarget = slo.Windows, 0.9 }, "not of windows"},
		"label":       {func(s *Source) { s.Labels = map[string]string{"a-b": "c"} }, "cannot be a label"},
		"own label":   {func(s *Source) { s.Labels = map[string]string{"severity": "c"} }, "cannot be a label"},
		"alert name":  {func(s *Source) { s.Alerting = map[string]Alerting{"page": {Name: "{{ query `up` }}"}} }, "cannot be the name of an alert"},
		"alert label": {func(s *Source) { s.Alerting = map[string]Alerting{"page": {Labels: map[string]string{"slo": "x"}}} }, "the rules have it already"},
		"annotation": {func(s *Source) {
			s.Alerting = map[string]Alerting{"page": {Annotations: map[string]string{"a-b": "x"}}}
		}, "cannot be an annotation"},
		"template": {func(s *Source) { s.Service = "{{ query `up` }}" }, "expand the template"},
		"no rules": {func(s *Source) { s.Rules = nil }, "no rules"},
		"twice":    {func(s *Source) { s.Rules = append(s.Rules, s.Rules[0]) }, "name of its own"},
		"interval": {func(s *Source) { s.Interval = time.Millisecond }, "whole seconds"},
		"calendar": {func(s *Source) {
			s.Objective.Window = slo.Window{Calendar: &slo.Calendar{Unit: slo.Month, Count: 1}}
		}, "needs a period"},
		"period":  {func(s *Source) { s.Period = time.Hour }, "its own period"},
		"minimum": {func(s *Source) { s.Bad, s.Total, s.BadShare, s.Rules[0].MinFailures = "", "", "x[{{.window}}]", 2 }, "a share does not tell"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := checkout(slo.Workbook()...)
			tt.change(&s)
			if _, err := Marshal([]Source{s}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
	if _, err := Marshal([]Source{checkout(slo.Workbook()...), checkout(slo.Workbook()...)}); err == nil {
		t.Error("two of one name are not refused")
	}
}

// Alerts are called, labelled and switched off by their severity; what they look at
// is recorded all the same.
func TestAlerting(t *testing.T) {
	s := checkout(slo.Workbook()...)
	s.Alerting = map[string]Alerting{
		"page":   {Name: "Burns", Labels: map[string]string{"severity": "critical"}, Annotations: map[string]string{"runbook": "r", "summary": "{{ $labels.rule }}"}},
		"ticket": {Off: true},
	}
	data, err := Marshal([]Source{s})
	if err != nil {
		t.Fatal(err)
	}
	if out := promtool.Run(t, "check", "rules", promtool.Write(t, "rules.yml", data)); !strings.Contains(out, "SUCCESS: 7 rules found") { // five windows, two alerts
		t.Errorf("%s\n%s", out, data)
	}
	for text, want := range map[string]int{"alert: Burns\n": 2, "severity: critical": 2, "runbook: r": 2, "summary: '{{ $labels.rule }}'": 2, "SLONoData": 0, "severity: ticket": 0, "ratio_rate3d": 1} {
		if got := strings.Count(string(data), text); got != want {
			t.Errorf("%q stands %d times, want %d\n%s", text, got, want, data)
		}
	}
	s.Alerting, s.NoBlind = nil, true
	if data, err := Marshal([]Source{s}); err != nil || strings.Contains(string(data), "SLONoData") {
		t.Errorf("an alert for no data: %v\n%s", err, data)
	}
}

func TestMarshalOperator(t *testing.T) {
	sources := []Source{checkout(slo.Workbook()...)}
	data, err := MarshalOperator(sources, Object{Name: "slo", Namespace: "monitoring", Labels: map[string]string{"role": "rules"}})
	if err != nil {
		t.Fatal(err)
	}
	const head = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: slo\n  namespace: monitoring\n  labels:\n    role: rules\nspec:\n  groups:\n"
	if !strings.HasPrefix(string(data), head) {
		t.Errorf("%s", data)
	}
	for _, o := range []Object{{}, {Name: "Slo"}, {Name: "slo", Namespace: "a.b"}} {
		if _, err := MarshalOperator(sources, o); err == nil {
			t.Errorf("%+v is not refused", o)
		}
	}
	if _, err := MarshalOperator([]Source{{}}, Object{Name: "slo"}); err == nil {
		t.Error("a source of nothing is not refused")
	}
}

// A month of 31 days: thresholds are of its length.
func TestCalendarPeriod(t *testing.T) {
	s := checkout(slo.Workbook()...)
	s.Objective.Window, s.Period = slo.Window{Calendar: &slo.Calendar{Unit: slo.Month, Count: 1}}, 31*24*time.Hour
	a, err := Marshal([]Source{s})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(a, []byte("> (14.88 * 0.001)")) {
		t.Errorf("%s", a)
	}
	slices.Reverse(s.Rules)
	if b, err := Marshal([]Source{s}); err != nil || bytes.Equal(a, b) {
		t.Error("the order of rules is kept")
	}
}
