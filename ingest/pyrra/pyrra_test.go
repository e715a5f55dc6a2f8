package pyrra

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/objective"
)

// objectiveWith returns an objective with an indicator.
func objectiveWith(indicator string) string {
	return `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata:
  name: checkout
  namespace: shop
  labels: {team: a}
  uid: 123
spec:
  target: '99.9'
  window: 4w
  indicator:
    ` + indicator + "\n"
}

const ratio = `ratio: {errors: {metric: 'requests_total{code=~"5.."}'}, total: {metric: requests_total}}`

func mustParse(t *testing.T, text string) objective.Import {
	t.Helper()
	in, err := Parse("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestParse(t *testing.T) {
	in := mustParse(t, objectiveWith(ratio)+"  alerting: {disabled: true, name: Gone}\n  latency: '1'\nstatus: {type: x}\n")
	s := in.Specs[0]
	if s.Name != "checkout" || s.Service != "checkout" || s.Namespace != "shop" || s.Targets[0].Objective != 0.999 || s.Window.Rolling != models.Duration(28*24*time.Hour) {
		t.Errorf("%+v", s)
	}
	if !reflect.DeepEqual(s.Labels, map[string][]string{"team": {"a"}}) || len(s.Alerts) != 1 || !s.Alerts[0].Disabled || s.Alerts[0].Name != "Gone" {
		t.Errorf("%+v", s)
	}
	var notes []string
	for _, n := range in.Notes {
		notes = append(notes, n.String())
	}
	if all := strings.Join(notes, "\n"); len(notes) != 2 || !strings.Contains(all, "f.yaml:14:3: ServiceLevelObjective: spec.latency:") || !strings.Contains(all, "the format has no services") {
		t.Errorf("notes:\n%s", all)
	}
}

func TestIndicators(t *testing.T) {
	const w = "[{{.window}}]"
	tests := []struct{ name, indicator, good, bad, total string }{
		{"ratio", ratio, "", `sum(rate(requests_total{code=~"5.."}` + w + `))`, `sum(rate(requests_total` + w + `))`},
		{
			"grouping", `ratio: {errors: {metric: e}, total: {metric: a}, grouping: [handler, code]}`, "",
			"sum by (handler, code) (rate(e" + w + "))", "sum by (handler, code) (rate(a" + w + "))",
		},
		{
			"offset", `ratio: {errors: {metric: 'e{a="} offset 3m"} offset 5m'}, total: {metric: 'a offset 5m'}}`, "",
			`sum(rate(e{a="} offset 3m"}` + w + ` offset 5m))`, "sum(rate(a" + w + " offset 5m))",
		},
		{"latency", `latency: {success: {metric: 'd_bucket{le="1"}'}, total: {metric: d_count}}`, `sum(rate(d_bucket{le="1"}` + w + `))`, "", "sum(rate(d_count" + w + "))"},
		{
			"native", `latencyNative: {latency: 250ms, total: {metric: d}}`,
			"histogram_fraction(0, 0.25, sum(rate(d" + w + "))) * histogram_count(sum(rate(d" + w + ")))", "", "histogram_count(sum(rate(d" + w + ")))",
		},
		{"gauge", `bool_gauge: {metric: 'up{job="x"}'}`, "", `sum(count_over_time(up{job="x"}` + w + `)) - sum(sum_over_time(up{job="x"}` + w + `))`, `sum(count_over_time(up{job="x"}` + w + `))`},
	}
	text := func(q *objective.Query) string {
		if q == nil {
			return ""
		}
		return q.Text
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := mustParse(t, objectiveWith(tt.indicator)).Specs[0].Indicator
			if text(i.Good) != tt.good || text(i.Bad) != tt.bad || text(i.Total) != tt.total || i.PerSecond != (tt.name != "gauge") {
				t.Errorf("good %s, bad %s, total %s", text(i.Good), text(i.Bad), text(i.Total))
			}
		})
	}
}

func TestParseList(t *testing.T) {
	item := "  - " + strings.ReplaceAll(strings.TrimSpace(objectiveWith(ratio)), "\n", "\n    ") + "\n"
	in := mustParse(t, "apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjectiveList\nmetadata: {}\nitems:\n"+item+item)
	if len(in.Specs) != 2 || in.Specs[1].Place.Line != 17 {
		t.Errorf("%+v", in.Specs)
	}
}

func TestRefuses(t *testing.T) {
	good := objectiveWith(ratio)
	tests := []struct{ old, new, want string }{
		{"v1alpha1", "v1", "f.yaml:1:13: apiVersion:"},
		{"kind: Service", "kind: Servce", "is not ServiceLevelObjective"},
		{"name: checkout", "title: x", "metadata.name: it must be given"},
		{"'99.9'", "'100'", "f.yaml:9:11: spec.target: \"100\" is not a percentage above 0 and below 100"},
		{"'99.9'", "NaN", "is not a percentage"},
		{"'99.9'", "", "spec.target: it must be given"},
		{"4w", "4 weeks", "is not a duration"},
		{"4w", "0", "is not a duration"},
		{ratio, "{}", "just one of ratio"},
		{ratio, ratio + "\n    bool_gauge: {metric: up}", "just one of ratio"},
		{"total: {metric: requests_total}", "total: {metric: 'rate(x[5m])'}", "it is not the selector of a metric"},
		{"total: {metric: requests_total}", "total: {metric: ''}", "metric: it must be given"},
		{", total: {metric: requests_total}", "", "ratio.total: it must be given"},
		{", total:", ", grouping: ['a b'], total:", "is no label"},
		{ratio, "latencyNative: {latency: fast, total: {metric: d}}", "not a duration like 250ms"},
		{good, "\n", "no objects"},
	}
	for _, tt := range tests {
		t.Run(tt.new[:min(len(tt.new), 40)], func(t *testing.T) {
			if _, err := Parse("f.yaml", []byte(strings.Replace(good, tt.old, tt.new, 1))); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "f.yaml:") {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// FuzzParse checks what every input must obey: no panic, a place for each problem
// and note, and queries with a range.
func FuzzParse(f *testing.F) {
	f.Add([]byte(objectiveWith(ratio)))
	f.Add([]byte(objectiveWith("latencyNative: {latency: 250ms, total: {metric: d}}")))
	f.Add([]byte("apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjectiveList\nitems: [{}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := Parse("f", data)
		if err != nil && !strings.HasPrefix(err.Error(), "f:") {
			t.Fatalf("no place in %q", err)
		}
		for _, n := range in.Notes {
			if n.Place.Line < 1 || n.Message == "" {
				t.Fatalf("%+v", n)
			}
		}
		for _, s := range in.Specs {
			if x := s.Targets[0].Objective; !(x > 0 && x < 1) || !strings.Contains(s.Indicator.Total.Text, "[{{.window}}]") {
				t.Fatalf("%+v", s)
			}
		}
	})
}
