package openslo

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ninefold/models"
	"ninefold/models/objective"
)

const full = `
apiVersion: openslo/v1
kind: Service
metadata: {name: web, displayName: Web shop}
spec: {description: the shop}
---
apiVersion: openslo/v1
kind: DataSource
metadata: {name: prom}
spec:
  type: Prometheus
  connectionDetails: {token: secret}
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: good-requests}
spec:
  ratioMetric:
    counter: true
    good: {metricSource: {metricSourceRef: prom, spec: {query: 'sum(rate(good[{{.window}}]))', step: 30}}}
    total: {metricSource: {metricSourceRef: prom, spec: {query: 'sum(rate(all[{{.window}}]))'}}}
---
apiVersion: openslo/v1
kind: AlertCondition
metadata: {name: fast}
spec:
  severity: page
  condition: {kind: burnrate, op: gte, threshold: 14.4, lookbackWindow: 1h, alertAfter: 5m}
---
apiVersion: openslo/v1
kind: AlertNotificationTarget
metadata: {name: mail}
spec: {target: email}
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata: {name: burn}
spec:
  alertWhenBreaching: true
  alertWhenNoData: false
  conditions: [{conditionRef: fast}]
  notificationTargets: [{targetRef: mail}, {targetRef: pager}]
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: web-availability
  displayName: Availability
  labels: {team: a, tags: [b, c], "yes": "1.0"}
  annotations: {runbook: "https://example.com/r"}
spec:
  description: most requests work
  service: web
  indicatorRef: good-requests
  timeWindow: [{duration: 1M, calendar: {startTime: 2022-01-01 12:00:00, timeZone: America/New_York}}]
  budgetingMethod: Timeslices
  objectives:
    - {displayName: Inner, targetPercent: 99.9, timeSliceTarget: 0.95, timeSliceWindow: 1m}
    - {displayName: Outer, target: 0.99, timeSliceTarget: 0.9, timeSliceWindow: 5}
  alertPolicies:
    - alertPolicyRef: burn
    - alertPolicyRef: elsewhere
  colour: red
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: second}
spec:
  service: web
  indicatorRef: good-requests
  timeWindow: [{duration: 4w, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.5}]
`

func mustParse(t *testing.T, text string) objective.Import {
	t.Helper()
	in, err := Parse("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestParse(t *testing.T) {
	in := mustParse(t, full)
	if len(in.Specs) != 2 || len(in.Services) != 1 || in.Services[0].Title != "Web shop" || in.Services[0].Description != "the shop" {
		t.Fatalf("%+v", in)
	}
	s := in.Specs[0]
	if s.Name != "web-availability" || s.Title != "Availability" || s.Service != "web" || s.Method != objective.Timeslices || s.Place.Line != 44 {
		t.Errorf("%+v", s)
	}
	if !reflect.DeepEqual(s.Labels, map[string][]string{"team": {"a"}, "tags": {"b", "c"}, "yes": {"1.0"}}) || s.Annotations["runbook"] == "" {
		t.Errorf("labels %v", s.Labels)
	}
	if c := s.Window.Calendar; c == nil || *c != (objective.Calendar{Count: 1, Unit: "month", Start: "2022-01-01 12:00:00", TimeZone: "America/New_York"}) {
		t.Errorf("window %+v", s.Window)
	}
	if x := s.Targets; len(x) != 2 || x[0].Objective != 0.999 || *x[0].SliceTarget != 0.95 || x[1].SliceWindow != models.Duration(5*time.Minute) {
		t.Errorf("targets %+v", x)
	}
	for _, s := range in.Specs { // the second sees what the first has read
		if i := s.Indicator; i == nil || i.Good.Type != "Prometheus" || i.Good.Ref != "prom" || i.Good.Text != "sum(rate(good[{{.window}}]))" || !reflect.DeepEqual(i.Good.Fields, map[string]any{"step": 30}) || !*i.Counter {
			t.Errorf("indicator of %s: %+v", s.Name, i)
		}
	}
	a := s.Alerts
	if len(a) != 2 || a[1].Ref != "elsewhere" || !*a[0].WhenBreaching || *a[0].WhenNoData || a[0].WhenResolved != nil {
		t.Fatalf("alerts %+v", a)
	}
	if c := a[0].Conditions[0]; c.Threshold != 14.4 || c.Operator != "gte" || c.Severity != "page" || c.Lookback != models.Duration(time.Hour) || c.After != models.Duration(5*time.Minute) {
		t.Errorf("condition %+v", c)
	}
	if n := a[0].Notifications; len(n) != 2 || n[0].Target != "email" || n[1].Ref != "pager" {
		t.Errorf("notifications %+v", n)
	}
	// All that is lost is said, and the secret is not.
	var lost []string
	for _, n := range in.Notes {
		lost = append(lost, n.String())
	}
	all := strings.Join(lost, "\n")
	for _, want := range []string{"spec.colour", "no AlertPolicy elsewhere", "no AlertNotificationTarget pager", `data source "prom"`, "f.yaml:63:3:"} {
		if !strings.Contains(all, want) {
			t.Errorf("no note has %q:\n%s", want, all)
		}
	}
	if text, err := json.Marshal(in); err != nil || len(in.Notes) != 4 || strings.Contains(string(text), "secret") {
		t.Errorf("notes:\n%s", all)
	}
}

// forget leaves out what has no place in the format: where things stood.
func forget(in objective.Import) objective.Import {
	in.Notes = nil
	in.Specs, in.Services = slices.Clone(in.Specs), slices.Clone(in.Services)
	for i := range in.Specs {
		in.Specs[i].Place = objective.Place{}
	}
	for i := range in.Services {
		in.Services[i].Place = objective.Place{}
	}
	return in
}

func roundTrip(t interface {
	Fatalf(format string, args ...any)
}, in objective.Import) (objective.Import, []objective.Note) {
	data, notes, err := Marshal(in)
	if err != nil {
		t.Fatalf("%v", err)
	}
	again, err := Parse("again.yaml", data)
	if err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	if a, b := forget(in), forget(again); !reflect.DeepEqual(a, b) {
		x, err1 := json.MarshalIndent(a, "", " ")
		y, err2 := json.MarshalIndent(b, "", " ")
		t.Fatalf("before %s\nafter %s\n%s (%v, %v)", x, y, data, err1, err2)
	}
	return again, notes
}

func TestRoundTrip(t *testing.T) {
	if _, notes := roundTrip(t, mustParse(t, full)); len(notes) != 0 {
		t.Errorf("notes %v", notes)
	}
}

func drawMeta(t *rapid.T, what string) objective.Meta {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "yes", "1", "2024-01-01", "a: b", "# c", " x ", "ü\n\"'", "null", "~"}), rapid.StringMatching(`[ -~]{0,12}`))
	m := objective.Meta{
		Name: rapid.StringMatching(`[a-z][a-z0-9]{0,8}`).Draw(t, what), Title: text.Draw(t, "title"), Description: text.Draw(t, "description"),
	}
	if rapid.Bool().Draw(t, "labelled") {
		m.Labels = map[string][]string{"k": {text.Draw(t, "label")}, "l": {"x", text.Draw(t, "second label")}}
		m.Annotations = map[string]string{"n": text.Draw(t, "annotation")}
	}
	return m
}

func drawIndicator(t *rapid.T) *objective.Indicator {
	query := func() *objective.Query {
		q := &objective.Query{Type: "Prometheus", Text: rapid.StringMatching(`[a-z{}=~"\[\].]{1,20}`).Draw(t, "query")}
		if rapid.Bool().Draw(t, "other") {
			q = &objective.Query{Type: "Other", Ref: "r", Fields: map[string]any{"a": "true", "b": []any{1, 2.5, nil, "x"}, "c": map[string]any{"d": false}}}
		}
		return q
	}
	i := &objective.Indicator{Meta: drawMeta(t, "sli")}
	switch rapid.IntRange(0, 5).Draw(t, "indicator") {
	case 0:
		return &objective.Indicator{Ref: "not-here"}
	case 1:
		i.GoodShare = query()
	case 2:
		i.BadShare = query()
	case 3:
		i.Threshold = query()
	case 4:
		i.Bad, i.Total = query(), query()
	default:
		yes := true
		i.Good, i.Total, i.Counter = query(), query(), &yes
	}
	return i
}

func drawSpec(t *rapid.T, name string) objective.Spec {
	s := objective.Spec{Meta: drawMeta(t, "slo"), Service: "svc", Method: objective.Occurrences, Indicator: drawIndicator(t)}
	s.Name = name
	number := rapid.Float64Range(0, 0.999999)
	x := objective.Target{Objective: number.Draw(t, "target"), Title: "t"}
	if s.Indicator.Threshold != nil {
		v := number.Draw(t, "value")
		x.Value, x.Operator = &v, "lte"
	}
	if rapid.Bool().Draw(t, "slices") {
		v := number.Draw(t, "slice")
		s.Method, x.SliceTarget, x.SliceWindow = objective.Timeslices, &v, models.Duration(time.Duration(rapid.IntRange(1, 3000).Draw(t, "minutes"))*time.Minute)
	}
	s.Targets = []objective.Target{x}
	if rapid.Bool().Draw(t, "rolling") {
		s.Window.Rolling = models.Duration(time.Duration(rapid.IntRange(1, 90).Draw(t, "days")) * 24 * time.Hour)
	} else {
		s.Window.Calendar = &objective.Calendar{
			Count: rapid.IntRange(1, 9).Draw(t, "count"), Start: "2022-01-01 12:00:00", TimeZone: "Europe/Berlin",
			Unit: rapid.SampledFrom([]string{"day", "week", "month", "quarter", "year"}).Draw(t, "unit"),
		}
	}
	if rapid.Bool().Draw(t, "alert") {
		no := false
		c := objective.Condition{Meta: drawMeta(t, "condition"), Severity: "page", Operator: "gt", Threshold: 2, Lookback: models.Duration(time.Hour)}
		n := objective.Notification{Meta: drawMeta(t, "notification"), Target: "mail"}
		s.Alerts = []objective.Alert{{Meta: drawMeta(t, "policy"), WhenNoData: &no, Conditions: []objective.Condition{c}, Notifications: []objective.Notification{n, {Ref: "x"}}}}
	}
	return s
}

// What Marshal writes, Parse reads as it was.
func TestRoundTripOfAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := objective.Import{Specs: []objective.Spec{drawSpec(t, "one"), drawSpec(t, "two")}, Services: []objective.Service{{Meta: drawMeta(t, "service")}}}
		if _, notes := roundTrip(t, in); len(notes) != 0 {
			t.Fatalf("notes %v", notes)
		}
	})
}

func TestMarshalNotesWhatItCannotSay(t *testing.T) {
	q := &objective.Query{Type: "Prometheus", Text: "x"}
	in := objective.Import{
		Specs: []objective.Spec{{
			Meta: objective.Meta{Name: "a"}, Namespace: "n", Service: "s", Method: objective.Occurrences, Targets: []objective.Target{{Objective: 0.9}},
			Indicator: &objective.Indicator{Bad: q, Total: q, Grouping: []string{"handler"}, PerSecond: true},
			Alerts:    []objective.Alert{{Severity: "page"}, {Disabled: true, Conditions: []objective.Condition{{}}}},
		}},
		Windows: []objective.AlertWindows{{}},
	}
	data, notes, err := Marshal(in)
	if err != nil || len(notes) != 6 {
		t.Errorf("notes %v, error %v\n%s", notes, err, data)
	}
	in.Specs[0].Window.Rolling, in.Specs[0].Service = models.Duration(90*time.Second), ""
	if _, _, err := Marshal(in); err == nil || !strings.Contains(err.Error(), "whole minutes") || !strings.Contains(err.Error(), "a service") {
		t.Errorf("error %v", err)
	}
}

func TestRefuses(t *testing.T) {
	good := "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\nspec:\n  service: s\n  budgetingMethod: Occurrences\n" +
		"  timeWindow: [{duration: 4w, isRolling: true}]\n  indicatorRef: i\n  objectives: [{target: 0.9}]\n"
	mustParse(t, good)
	tests := []struct{ old, new, want string }{
		{"openslo/v1", "openslo/v1alpha", "f.yaml:1:13: apiVersion: \"openslo/v1alpha\" is not openslo/v1"},
		{"kind: SLO", "kind: Slo", "f.yaml:2:7: kind: \"Slo\" is none of"},
		{"{name: a}", "{}", "metadata.name: it must be given"},
		{"service: s", "service: ", "spec.service: it must be given"},
		{"Occurrences", "Events", "f.yaml:6:20: spec.budgetingMethod: \"Events\" is none of"},
		{"Occurrences", "Timeslices", "Timeslices needs it"},
		{"target: 0.9", "target: 99.9", "targetPercent is for percentages"},
		{"target: 0.9", "target: .nan", "is not a number"},
		{"target: 0.9", "targetPercent: 100", "below 100"},
		{"target: 0.9", "targetPercent: 1e1", "below 100"},
		{"target: 0.9", "target: 0.9, targetPercent: 90", "either target"},
		{"target: 0.9", "displayName: a", "either target"},
		{"target: 0.9", "target: 0.9, op: eq", "none of lt"},
		{"target: 0.9", "target: 0.9, indicatorRef: j", "has one already"},
		{"indicatorRef: i", "description: d", "neither here nor in the SLO"},
		{"indicatorRef: i", "indicator: {metadata: {name: a}, spec: {}}", "either ratioMetric"},
		{"indicatorRef: i", "indicator: {metadata: {name: a}, spec: {ratioMetric: {total: {metricSource: {}}}}}", "total and one of good and bad"},
		{"indicatorRef: i", "indicator: {metadata: {name: a}, spec: {ratioMetric: {raw: {metricSource: {}}}}}", "success or failure"},
		{"indicatorRef: i", "indicator: {metadata: {name: a}, spec: {thresholdMetric: {metricSource: {}}}}", "needs op and value"},
		{"4w", "4 weeks", "is not a whole number followed by"},
		{"4w", "-4w", "is not a whole number"},
		{"4w", "0w", "is not a whole number"},
		{"4w", "999999w", "longer than"},
		{"isRolling: true", "isRolling: true, calendar: {startTime: 2022-01-01 00:00:00, timeZone: UTC}", "a rolling window has none"},
		{"isRolling: true", "calendar: {startTime: soon, timeZone: UTC}", "no time like"},
		{"isRolling: true", "calendar: {startTime: 2022-01-01 00:00:00, timeZone: Mars/Phobos}", "no time zone"},
		{"[{target: 0.9}]", "[]", "at least one"},
		{"[{target: 0.9}]", "[{target: 0.9}]\n  alertPolicies: [{kind: X, metadata: {name: p}, spec: {conditions: []}}]", "just one, not 0"},
		{"metadata: {name: a}", "metadata: &x {name: a}", "anchors"},
		{good, good + "---\n" + good, "there are two of SLO \"a\"; first in line 1"},
		{good, "", "f.yaml:1:1: no objects"},
	}
	for _, tt := range tests {
		t.Run(tt.new[:min(len(tt.new), 40)], func(t *testing.T) {
			text := strings.Replace(good, tt.old, tt.new, 1)
			if _, err := Parse("f.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "f.yaml:") {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// The published examples of OpenSLO read, with targets as fractions. One says
// "duration: 1m" and means a month; that is doubted.
func TestPublishedExamples(t *testing.T) {
	root := os.Getenv("NINEFOLD_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	root = filepath.Join(root, "data", "slo", "openslo")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("reference data not found; set NINEFOLD_SHARED to their folder: %v", err)
	}
	want := map[string][]float64{"occurences-slo.yaml": {0.99}, "ratio-timeslices.yaml": {0.99}, "budgeting-method/timeslices-slo.yaml": {0.995, 0.99}, "equally-important/timeslices-slo.yaml": {0.9995}}
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		in, err := Parse(path, data)
		if err != nil {
			return err
		}
		roundTrip(t, in)
		for suffix, targets := range want {
			if !strings.HasSuffix(filepath.ToSlash(path), suffix) {
				continue
			}
			seen++
			var got []float64
			for _, x := range in.Specs[0].Targets {
				got = append(got, x.Objective)
			}
			if !slices.Equal(got, targets) {
				t.Errorf("%s: targets %v, want %v", path, got, targets)
			}
			doubted := slices.ContainsFunc(in.Notes, func(n objective.Note) bool { return strings.Contains(n.Message, "a month is M") })
			if doubted != (suffix == "budgeting-method/timeslices-slo.yaml") {
				t.Errorf("%s: notes %v", path, in.Notes)
			}
		}
		return nil
	})
	if err != nil || seen != len(want) {
		t.Errorf("%d examples, %v", seen, err)
	}
}

// FuzzParse checks what every input must obey: no panic, a place for each problem
// and note; what is read can be written, and reads again as it was.
func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte("apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: a}\nspec: {objectives: [{target: 0.9}]}"))
	f.Add([]byte("- apiVersion: openslo/v1\n  kind: AlertPolicy\n  metadata:\n    name: p\n  spec:\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := Parse("f", data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f:") {
				t.Fatalf("no place in %q", err)
			}
			return
		}
		for _, n := range in.Notes {
			if n.Place.Line < 1 || n.Message == "" {
				t.Fatalf("%+v", n)
			}
		}
		if _, _, err := Marshal(in); err == nil && len(in.Specs) > 0 {
			roundTrip(t, in)
		}
	})
}
