package file_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ninefold/ingest/file"
	"ninefold/models"
)

// all reads a connector to its end.
func all(t *testing.T, c *file.Connector) []models.Incident {
	t.Helper()
	var out []models.Incident
	for cursor := ""; ; {
		p, done, err := c.Next(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p.Incidents...)
		if cursor = p.Cursor; done {
			return out
		}
	}
}

// unionMinutes adds up the incidents that are no maintenance, overlaps once.
func unionMinutes(list []models.Incident) float64 {
	list = slices.DeleteFunc(slices.Clone(list), func(i models.Incident) bool { return !i.Counts() || i.Resolved == nil })
	slices.SortFunc(list, func(a, b models.Incident) int { return a.Started.Compare(b.Started) })
	var sum time.Duration
	var end time.Time
	for _, i := range list {
		from := i.Started
		if from.Before(end) {
			from = end
		}
		if i.Resolved.After(from) {
			sum += i.Resolved.Sub(from)
			end = *i.Resolved
		}
	}
	return sum.Minutes()
}

// truth returns what the collectors of the data counted in it.
func truth(t *testing.T, archive string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(shared(t, "data", "ground_truth_incidents.json"))
	if err != nil {
		t.Fatal(err)
	}
	var found map[string]map[string]any
	if err := json.Unmarshal(data, &found); err != nil {
		t.Fatal(err)
	}
	return found[archive]
}

// TestGitHubStatuses: both files of the archive, and their folder, hold the same
// incidents of the same source.
func TestGitHubStatuses(t *testing.T) {
	want := truth(t, "github-statuses-mrshu")
	for _, name := range []string{"incidents.jsonl", "downtime_windows.csv", "."} {
		t.Run(name, func(t *testing.T) {
			c, err := file.Open(t.Context(), shared(t, "data", "incidents", "github-statuses-mrshu", name), file.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := all(t, c)
			if len(got) != int(want["incidents"].(float64)) || len(c.Rejected()) != 0 || c.Source() != file.GitHubSource {
				t.Errorf("%d incidents, %d rejected, source %s", len(got), len(c.Rejected()), c.Source())
			}
			if m := unionMinutes(got); m != want["union_minutes_non_maintenance"] {
				t.Errorf("union of downtime %v min, want %v", m, want["union_minutes_non_maintenance"])
			}
			by := map[string]any{}
			bare := 0.0
			for _, i := range got {
				n, _ := by[i.Severity].(float64)
				by[i.Severity] = n + 1
				if len(i.Components) == 0 {
					bare++
				}
			}
			if diff := cmp.Diff(want["by_impact"], any(by)); diff != "" {
				t.Errorf("by severity (-want +got):\n%s", diff)
			}
			if name != "downtime_windows.csv" && bare != want["incidents_without_components"] {
				t.Errorf("%v without components, want %v", bare, want["incidents_without_components"])
			}
		})
	}
}

// TestStatuspage: a real archive whose times are partly wrong is kept whole, and
// marked.
func TestStatuspage(t *testing.T) {
	want := truth(t, "github-statuspage-api-crazymeal")
	c, err := file.Open(t.Context(), shared(t, "data", "incidents", "github-statuspage-api-crazymeal"), file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	quality := map[string]float64{}
	for _, i := range all(t, c) {
		quality[i.Quality]++
	}
	total := quality["good"] + quality["open"] + quality["negative"] + quality["implausible"]
	if total != want["incidents"] || quality["open"] != want["unresolved"] || quality["negative"] != want["duration_negative"] {
		t.Errorf("quality %v, want %v incidents, %v open, %v negative", quality, want["incidents"], want["unresolved"], want["duration_negative"])
	}
	if quality["implausible"] == 0 {
		t.Error("no incident of more than a year")
	}
	if n := float64(len(c.Notes())); n != want["started_at_null"] {
		t.Errorf("%v notes, want one for each of %v without started_at", n, want["started_at_null"])
	}
	if c.Source() != "file:github-statuspage-api-crazymeal" || len(c.Rejected()) != 0 {
		t.Errorf("source %s, rejected %v", c.Source(), c.Rejected())
	}
}
