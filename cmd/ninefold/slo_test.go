package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// watched is an objective whose queries are bare counters.
const watched = `apiVersion: openslo/v1
kind: SLO
metadata: {name: availability, labels: {team: pay}}
spec:
  service: checkout
  timeWindow: [{duration: 30d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.999}]
  indicator:
    metadata: {name: requests}
    spec:
      ratioMetric:
        counter: true
        bad: {metricSource: {type: Prometheus, spec: {query: 'sum(requests_total{code=~"5.."})'}}}
        total: {metricSource: {type: Prometheus, spec: {query: sum(requests_total)}}}
`

// promtool runs the real thing.
func promtool(t *testing.T, args ...string) string {
	t.Helper()
	name, err := exec.LookPath("promtool")
	if err != nil {
		missing(t, "promtool is not installed; it is in the package prometheus of Debian")
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("promtool %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// Prometheus accepts the rules of a file, and raises their alert at the minute it
// should: of 1,000 requests a minute, 200 are bad from minute 100 on, a burn rate of
// 200, so the threshold of 14.4 is passed when 4.32 minutes of an hour are bad: in the
// fifth. Until then the errors have no series at all, which is no lack of data.
func TestRulesFireInTime(t *testing.T) {
	dir := t.TempDir()
	file, rules, tests := filepath.Join(dir, "slo.yaml"), filepath.Join(dir, "rules.yml"), filepath.Join(dir, "test.yml")
	if err := os.WriteFile(file, []byte(watched), 0o600); err != nil {
		t.Fatal(err)
	}
	ninefold(t, exitDone, "slo", "rules", file, "--out", rules, "--severity", "page=critical,ticket=warning")
	if out := promtool(t, "check", "rules", rules); !strings.Contains(out, "SUCCESS: 9 rules found") { // five windows, three alerts, one for no data
		t.Error(out)
	}
	labels := "{alertname: SLOErrorBudgetBurn, severity: critical, rule: fast, slo: availability, service: checkout, team: pay}"
	test := fmt.Sprintf(`
rule_files: [%q]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'requests_total{code="200"}', values: 0+1000x100 100800+800x30}
      - {series: 'requests_total{code="500"}', values: _x100 0+200x31}
    promql_expr_test:
      - {expr: 'ALERTS{alertstate="firing"}', eval_time: 90m}
      - {expr: 'ALERTS{alertstate="firing", rule=~"fast|"}', eval_time: 104m}
      - {expr: 'ALERTS{alertstate="firing", rule=~"fast|"}', eval_time: 105m, exp_samples: [{labels: 'ALERTS%s', value: 1}]}
`, rules, strings.NewReplacer(": ", `="`, ", ", `", `, "{", "{alertstate=\"firing\", ", "}", `"}`).Replace(labels))
	if err := os.WriteFile(tests, []byte(test), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := promtool(t, "test", "rules", tests); !strings.Contains(out, "SUCCESS") {
		t.Error(out)
	}
}

// What the operator gets holds the same groups.
func TestOperatorRules(t *testing.T) {
	file := filepath.Join(t.TempDir(), "slo.yaml")
	if err := os.WriteFile(file, []byte(watched), 0o600); err != nil {
		t.Fatal(err)
	}
	plain, _ := ninefold(t, exitDone, "slo", "rules", file)
	object, _ := ninefold(t, exitDone, "slo", "rules", file, "-o", "operator", "--namespace", "monitoring", "--labels", "role=alert-rules")
	var got struct {
		Version  string         `yaml:"apiVersion"`
		Kind     string         `yaml:"kind"`
		Metadata map[string]any `yaml:"metadata"`
		Spec     yaml.Node      `yaml:"spec"`
	}
	if err := yaml.Unmarshal([]byte(object), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != "monitoring.coreos.com/v1" || got.Kind != "PrometheusRule" || got.Metadata["name"] != "ninefold-slo" || got.Metadata["namespace"] != "monitoring" {
		t.Errorf("%+v", got.Metadata)
	}
	var a, b any
	if err := yaml.Unmarshal([]byte(plain), &a); err != nil {
		t.Fatal(err)
	}
	if err := got.Spec.Decode(&b); err != nil || fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("%v: the groups differ", err)
	}
}
