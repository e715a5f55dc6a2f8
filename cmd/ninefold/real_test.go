package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ninefold/models/assessment"
)

// shared returns a path among the shared data, in the folder that NINEFOLD_SHARED
// names or in shared beside the module. The test is skipped where it is not there.
func shared(t *testing.T, path ...string) string {
	t.Helper()
	root := os.Getenv("NINEFOLD_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	full := filepath.Join(append([]string{root}, path...)...)
	if _, err := os.Stat(full); err != nil {
		missing(t, "no shared data: "+err.Error())
	}
	return full
}

// groundTruth reads what the collectors of the shared data found in it by hand.
func groundTruth[T any](t *testing.T, file string) (truth T) {
	t.Helper()
	data, err := os.ReadFile(shared(t, "data", file))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &truth); err != nil {
		t.Fatal(err)
	}
	return truth
}

func calls(d discovery) (edges [][2]string) {
	for _, e := range d.Dependencies {
		edges = append(edges, [2]string{e.From, e.To})
	}
	return edges
}

func TestRealTopologies(t *testing.T) {
	truth := groundTruth[struct {
		Apps map[string]struct {
			Workloads int         `json:"workloads"`
			Edges     [][2]string `json:"edges"`
		} `json:"apps"`
	}](t, "ground_truth_topologies.json").Apps
	discover := func(app string) discovery {
		return answer[discovery](t, exitDone, "discover", "--dir", shared(t, "data", "topologies", app))
	}
	byName := func(a, b [2]string) int { return strings.Compare(a[0]+" "+a[1], b[0]+" "+b[1]) }

	t.Run("online-boutique", func(t *testing.T) {
		found := discover("online-boutique")
		got, want := calls(found), slices.Clone(truth["online-boutique"].Edges)
		slices.SortFunc(got, byName)
		slices.SortFunc(want, byName)
		if len(found.Services) != 12 || len(want) != 16 || !slices.Equal(got, want) {
			t.Errorf("%d services, edges %v, want 12 and %v", len(found.Services), got, want)
		}
		for _, d := range found.Dependencies {
			if d.Kind == "" || len(d.Evidence) == 0 || !strings.Contains(d.Evidence[0], ".yaml:") {
				t.Errorf("%s to %s: kind %q, evidence %q", d.From, d.To, d.Kind, d.Evidence)
			}
		}
	})
	t.Run("bookinfo", func(t *testing.T) {
		found := discover("bookinfo")
		if len(found.Dependencies) != 0 || len(found.Services) != truth["bookinfo"].Workloads {
			t.Errorf("%d services, edges %v, want %d and none", len(found.Services), calls(found), truth["bookinfo"].Workloads)
		}
	})
	t.Run("sock-shop", func(t *testing.T) {
		found := discover("sock-shop")
		if len(found.Services) != 14 || len(found.Dependencies) != 14 {
			t.Errorf("%d services, %d edges, want 14 and 14: %v", len(found.Services), len(found.Dependencies), calls(found))
		}
		for _, e := range calls(found) {
			if !slices.Contains(truth["sock-shop"].Edges, e) {
				t.Errorf("there is no edge %v", e)
			}
		}
		dangling := false
		for _, f := range found.Findings {
			dangling = dangling || f.Kind == "dangling-reference" && strings.Contains(f.Message, "name=cart ") && strings.Contains(f.Message, "carts")
		}
		if !dangling {
			t.Errorf("no finding tells cart from carts: %v", found.Findings)
		}
	})
}

// From manifests and an archive of incidents to an answer, as a user would.
func TestRealAnswer(t *testing.T) {
	truth := groundTruth[map[string]struct {
		Incidents int     `json:"incidents"`
		Union     float64 `json:"union_minutes_non_maintenance"`
	}](t, "ground_truth_incidents.json")["github-statuses-mrshu"]
	database := "--database=" + filepath.Join(t.TempDir(), "real.db")
	archive := shared(t, "data", "incidents", "github-statuses-mrshu", "incidents.jsonl")

	first := answer[importResult](t, exitDone, "import", "incidents", database, archive)
	if first.Accepted != truth.Incidents || truth.Incidents != 819 || len(first.Rejected) != 0 {
		t.Errorf("accepted %d, rejected %v, want %d and none", first.Accepted, first.Rejected, truth.Incidents)
	}
	again := answer[importResult](t, exitDone, "import", "incidents", database, archive)
	if again.Unchanged != truth.Incidents || again.Accepted+again.Updated+len(again.Rejected) != 0 {
		t.Errorf("the second import gave %+v, want all unchanged", again)
	}

	draft, _ := ninefold(t, exitDone, "discover", "-q", "--dir", shared(t, "data", "topologies", "online-boutique"), "-o", "yaml")
	model := filepath.Join(t.TempDir(), "mesh.yaml")
	if err := os.WriteFile(model, []byte(draft), 0o600); err != nil {
		t.Fatal(err)
	}
	ninefold(t, exitDone, "check", model)
	start := time.Now()
	a := answer[assessment.Assessment](t, exitDone, "analyze", database, model)
	t.Logf("analyze took %v, wanted is less than 1 s", time.Since(start).Round(time.Millisecond))

	if got := a.Records.DowntimeMinutes; math.Abs(got-truth.Union) > 1e-9*truth.Union {
		t.Errorf("union of downtime %v min, want %v", got, truth.Union)
	}
	if a.Records.Incidents != truth.Incidents || len(a.Journeys) == 0 {
		t.Errorf("%d incidents, %d journeys", a.Records.Incidents, len(a.Journeys))
	}
	for _, j := range a.Journeys {
		for name, e := range map[string]assessment.Estimate{
			"unavailability": j.Unavailability, "minutes": j.DowntimeMinutesPerYear, "outages": j.OutagesPerYear,
		} {
			if e.Value == nil || e.Low == nil || e.High == nil || e.Level != 0.9 || !(*e.Low < *e.Value && *e.Value < *e.High) {
				t.Errorf("%s: %s is no estimate with an interval: %+v", j.Name, name, e)
			}
		}
		if !slices.IsSortedFunc(j.CutSets.Top, func(a, b assessment.CutSet) int { return a.Rank - b.Rank }) || len(j.CutSets.Top) == 0 {
			t.Errorf("%s: cut sets are not ranked", j.Name)
		}
	}
}
