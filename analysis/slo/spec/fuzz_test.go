package spec

import (
	"testing"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/prometheus"
	"ninefold/ingest/openslo"
	"ninefold/ingest/pyrra"
	"ninefold/ingest/sloth"
	"ninefold/models/objective"
)

// FuzzSources checks what every file must obey, however odd: what is converted can be
// written, what is judged is an objective, and each note says where and what.
func FuzzSources(f *testing.F) {
	f.Add([]byte("apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a, labels: {b-c: d}}\nspec:\n  service: s\n  budgetingMethod: Timeslices\n  timeWindow: [{duration: 1M, isRolling: false}]\n" +
		"  indicator: {metadata: {name: i}, spec: {ratioMetric: {counter: true, good: {metricSource: {type: Prometheus, spec: {query: a}}}, total: {metricSource: {type: Prometheus, spec: {query: sum(b)}}}}}}\n" +
		"  objectives: [{target: 0.9, timeSliceTarget: 0.5, timeSliceWindow: 1m}, {target: 0.99, timeSliceTarget: 1, timeSliceWindow: 2h}]\n" +
		"  alertPolicies: [{kind: AlertPolicy, metadata: {name: p}, spec: {conditions: [{kind: AlertCondition, metadata: {name: c}, spec: {severity: page, condition: {threshold: 2, lookbackWindow: 1h, alertAfter: 5m}}}]}}]\n"))
	f.Add([]byte("version: prometheus/v1\nservice: s\nslos:\n  - {name: a, objective: 99, sli: {raw: {error_ratio_query: 'x[{{.window}}]'}}, alerting: {name: A, labels: {severity: b}, page_alert: {disable: true}}}\n"))
	f.Add([]byte("apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\nmetadata: {name: c}\nspec: {target: '99', window: 4w, indicator: {bool_gauge: {metric: up, grouping: [job]}}}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, parse := range []func(string, []byte) (objective.Import, error){openslo.Parse, sloth.Parse, pyrra.Parse} {
			specs, err := parse("f", data)
			if err != nil {
				continue
			}
			goals, _ := Goals(specs, 0)
			for _, g := range goals {
				if err := g.Objective.Validate(); err != nil {
					t.Fatalf("%+v: %v", g, err)
				}
			}
			sources, notes := Sources(specs, Options{Rules: slo.Workbook(), Severities: map[string]string{"page": "critical"}})
			if _, err := prometheus.Marshal(sources); err != nil {
				t.Fatal(err)
			}
			for _, n := range notes {
				if n.Place.Line < 1 || n.Message == "" || n.Field == "" {
					t.Fatalf("%+v", n)
				}
			}
		}
	})
}
