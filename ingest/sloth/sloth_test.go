package sloth

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/objective"
)

const plain = `version: "prometheus/v1"
service: "shop"
labels: {owner: team, tier: "2"}
slo_plugins: {chain: [{id: x}]}
slos:
  - name: "availability"
    objective: 99.95
    description: "requests"
    labels: {tier: "1"}
    sli:
      events:
        error_query: sum(rate(errors[{{.window}}]))
        total_query: sum(rate(all[{{ .window }}]))
    alerting:
      name: Burn
      labels: {a: b}
      annotations: {summary: s}
      page_alert: {labels: {severity: critical}, annotations: {runbook: r}}
      ticket_alert: {disable: true}
  - name: "raw"
    objective: 90
    sli: {raw: {error_ratio_query: "1 - up[{{.window}}]"}}
    weight: 3
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
	in := mustParse(t, plain)
	if len(in.Specs) != 2 {
		t.Fatalf("%+v", in)
	}
	s := in.Specs[0]
	if s.Name != "availability" || s.Service != "shop" || s.Targets[0].Objective != 0.9995 || s.Window.Rolling != models.Duration(30*24*time.Hour) || s.Place.Line != 6 {
		t.Errorf("%+v", s)
	}
	if !reflect.DeepEqual(s.Labels, map[string][]string{"owner": {"team"}, "tier": {"1"}}) {
		t.Errorf("labels %v: those of the objective win", s.Labels)
	}
	if i := s.Indicator; i.Bad.Text != "sum(rate(errors[{{.window}}]))" || i.Total.Text != "sum(rate(all[{{ .window }}]))" || i.Good != nil {
		t.Errorf("indicator %+v", i)
	}
	a := s.Alerts
	if len(a) != 2 || a[0].Severity != "page" || a[0].Disabled || !reflect.DeepEqual(a[0].Labels, map[string][]string{"a": {"b"}, "severity": {"critical"}}) ||
		!reflect.DeepEqual(a[0].Annotations, map[string]string{"summary": "s", "runbook": "r"}) || a[1].Severity != "ticket" || !a[1].Disabled {
		t.Errorf("alerts %+v", a)
	}
	if r := in.Specs[1]; r.Targets[0].Objective != 0.9 || r.Indicator.BadShare.Text != "1 - up[{{.window}}]" || r.Alerts != nil {
		t.Errorf("raw %+v", r)
	}
	var notes []string
	for _, n := range in.Notes {
		notes = append(notes, n.String())
	}
	all := strings.Join(notes, "\n")
	if len(notes) != 4 || !strings.Contains(all, "f.yaml:4:14: service shop: slo_plugins:") || !strings.Contains(all, "slos[1].weight: it is not carried over") || strings.Count(all, "30d is taken") != 2 {
		t.Errorf("notes:\n%s", all)
	}
}

// The form of Kubernetes gives the same objectives.
func TestParseKubernetes(t *testing.T) {
	crd := "apiVersion: sloth.slok.dev/v1\nkind: PrometheusServiceLevel\nmetadata: {name: n, namespace: mon}\nspec:\n" +
		strings.ReplaceAll("  "+strings.ReplaceAll(strings.SplitN(plain, "\n", 2)[1], "\n", "\n  "), "  \n", "\n")
	for _, key := range [][2]string{{"error_query", "errorQuery"}, {"total_query", "totalQuery"}, {"error_ratio_query", "errorRatioQuery"}, {"page_alert", "pageAlert"}, {"ticket_alert", "ticketAlert"}, {"slo_plugins", "sloPlugins"}} {
		crd = strings.ReplaceAll(crd, key[0], key[1])
	}
	a, b := mustParse(t, plain), mustParse(t, crd)
	if len(a.Notes) != len(b.Notes) {
		t.Errorf("notes %v and %v", a.Notes, b.Notes)
	}
	for i := range a.Specs {
		a.Specs[i].Place, a.Specs[i].Namespace = b.Specs[i].Place, "mon"
		if !reflect.DeepEqual(a.Specs[i], b.Specs[i]) {
			t.Errorf("%+v\n%+v", a.Specs[i], b.Specs[i])
		}
	}
}

func TestParseWindows(t *testing.T) {
	in := mustParse(t, "apiVersion: sloth.slok.dev/v1\nkind: AlertWindows\nspec:\n  sloPeriod: 7d\n"+
		"  page: {quick: {errorBudgetPercent: 8, shortWindow: 5m, longWindow: 1h}, slow: {errorBudgetPercent: 12.5, shortWindow: 30m, longWindow: 6h}}\n"+
		"  ticket: {quick: {errorBudgetPercent: 20, shortWindow: 2h, longWindow: 1d}, slow: {errorBudgetPercent: 42, shortWindow: 6h, longWindow: 3d}}\n")
	if len(in.Windows) != 1 || len(in.Windows[0].Rules) != 4 || len(in.Notes) != 0 {
		t.Fatalf("%+v", in)
	}
	w := in.Windows[0]
	want := objective.BurnRule{Name: "page-slow", Severity: "page", BudgetShare: 0.125, Long: models.Duration(6 * time.Hour), Short: models.Duration(30 * time.Minute)}
	if w.Period != models.Duration(7*24*time.Hour) || w.Rules[1] != want {
		t.Errorf("%+v", w)
	}
}

func TestRefuses(t *testing.T) {
	good := "version: prometheus/v1\nservice: s\nslos:\n  - name: a\n    objective: 99\n    sli: {raw: {error_ratio_query: 'x[{{.window}}]'}}\n"
	mustParse(t, good)
	tests := []struct{ old, new, want string }{
		{"prometheus/v1", "prometheus/v2", "f.yaml:1:10: version:"},
		{"version: prometheus/v1", "apiVersion: v1\nkind: Pod", "is not sloth.slok.dev/v1"},
		{"version: prometheus/v1", "apiVersion: sloth.slok.dev/v1\nkind: X\nspec: {}", "neither PrometheusServiceLevel nor"},
		{"version: prometheus/v1", "apiVersion: sloth.slok.dev/v1\nkind: AlertWindows\nspec: {}", "spec.sloPeriod: it must be given"},
		{"service: s", "labels: {}", "service: it must be given"},
		{"objective: 99", "objective: 100", "leaves no error budget"},
		{"objective: 99", "objective: 100.1", "f.yaml:5:16: slos[0].objective: \"100.1\" is not a percentage"},
		{"objective: 99", "objective: 0", "is not a percentage"},
		{"objective: 99", "objective: .nan", "is not a percentage"},
		{"objective: 99", "objective: -5", "is not a percentage"},
		{"[{{.window}}]", "[5m]", "no {{.window}}"},
		{"{raw:", "{events: {error_query: 'x[{{.window}}]', total_query: ''}, raw:", "just one of events"},
		{"raw: {error_ratio_query: 'x[{{.window}}]'}", "events: {error_query: 'x[{{.window}}]'}", "total_query: it must be given"},
		{"slos:", "slos: []\nother:", "at least one"},
		{good, good + "  - name: a\n    objective: 9\n    sli: {plugin: {id: x}}\n", "there are two of \"a\""},
		{good, "# nothing\n", "f.yaml:1:1: no objects"},
	}
	for _, tt := range tests {
		t.Run(tt.new[:min(len(tt.new), 40)], func(t *testing.T) {
			if _, err := Parse("f.yaml", []byte(strings.Replace(good, tt.old, tt.new, 1))); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "f.yaml:") {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// Sloth's own examples read: 18 files of objectives in percent, and three sets of
// windows. Those for OpenSLO v1alpha are another format.
func TestPublishedExamples(t *testing.T) {
	root := os.Getenv("NINEFOLD_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	root = filepath.Join(root, "data", "slo", "sloth")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("reference data not found; set NINEFOLD_SHARED to their folder: %v", err)
	}
	files, specs, windows := 0, 0, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "_gen") || strings.HasPrefix(d.Name(), "openslo") || !strings.HasPrefix(filepath.Ext(path), ".y") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		in, err := Parse(d.Name(), data)
		if err != nil {
			return err
		}
		files, specs, windows = files+1, specs+len(in.Specs), windows+len(in.Windows)
		for _, s := range in.Specs {
			if x := s.Targets[0].Objective; !slices.Contains([]float64{0.9, 0.95, 0.99, 0.999, 0.9999}, x) {
				t.Errorf("%s: %s has the objective %v", d.Name(), s.Name, x)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d objectives, %d sets of windows", files, specs, windows)
	if specs < 18 || windows != 3 {
		t.Errorf("%d objectives, %d sets of windows", specs, windows)
	}
}

// FuzzParse checks what every input must obey: no panic, and a place for each
// problem and note.
func FuzzParse(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte("apiVersion: sloth.slok.dev/v1\nkind: AlertWindows\nspec: {page: {}}"))
	f.Add([]byte("apiVersion: sloth.slok.dev/v1\nkind: PrometheusServiceLevel\nspec: {slos: [{sli: {}}]}"))
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
			if x := s.Targets[0].Objective; !(x > 0 && x < 1) || s.Name == "" || s.Service == "" {
				t.Fatalf("%+v", s)
			}
		}
	})
}
