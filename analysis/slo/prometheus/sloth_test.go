package prometheus

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/slo"
	"ninefold/ingest/sloth"
	"ninefold/models/objective"
)

// fromSpec is what the command line does: a specification and rules as a source.
func fromSpec(s objective.Spec, rules []slo.Rule) Source {
	out := Source{Name: s.Name, Service: s.Service, Labels: map[string]string{}, Rules: rules}
	for k, v := range s.Labels {
		out.Labels[k] = strings.Join(v, ",")
	}
	out.Objective = slo.Objective{Target: s.Targets[0].Objective, Method: slo.Requests}
	out.Objective.Window.Rolling = time.Duration(s.Window.Rolling)
	if i := s.Indicator; i.BadShare != nil {
		out.BadShare = i.BadShare.Text
	} else {
		out.Bad, out.Total = i.Bad.Text, i.Total.Text
	}
	return out
}

// The objectives of Sloth's examples give rules that promtool accepts, with the
// thresholds and windows of the rules that Sloth itself makes of them.
func TestSlothExamples(t *testing.T) {
	root := os.Getenv("NINEFOLD_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared")
	}
	root = filepath.Join(root, "data", "slo", "sloth")
	if _, err := os.Stat(root); err != nil {
		t.Skipf("reference data not found; set NINEFOLD_SHARED to their folder: %v", err)
	}
	for _, name := range []string{"getting-started", "kubernetes-apiserver"} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(root, name+".yml"))
			if err != nil {
				t.Fatal(err)
			}
			in, err := sloth.Parse(name, text)
			if err != nil {
				t.Fatal(err)
			}
			var sources []Source
			for _, s := range in.Specs {
				sources = append(sources, fromSpec(s, slo.RuleSets()["workbook-day"].Rules))
			}
			data, err := Marshal(sources)
			if err != nil {
				t.Fatal(err)
			}
			promtool(t, "check", "rules", write(t, "rules.yml", data))
			theirs, err := os.ReadFile(filepath.Join(root, "_gen", name+".yml"))
			if err != nil {
				t.Fatal(err)
			}
			// Each factor stands twice in a pair, in both files; theirs has the pairs of a severity in one alert.
			for _, factor := range []string{"(14.4 * 0.0", "(6 * 0.0", "(3 * 0.0", "(1 * 0.0"} {
				if a, b := strings.Count(string(data), factor), strings.Count(string(theirs), factor); a != b || a == 0 {
					t.Errorf("%s stands %d times, in Sloth's rules %d times", factor, a, b)
				}
			}
			for _, query := range []string{`code=~"(5..|429)"}[5m]`, `code=~"(5..|429)"}[3d]`} {
				if strings.Contains(string(theirs), query) && !strings.Contains(string(data), query) {
					t.Errorf("no query with %s", query)
				}
			}
		})
	}
}
