package manifest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ninefold/ingest/manifest"
)

// topology returns the folder of a public application's manifests. The test is
// skipped where the shared data is not there.
func topology(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(shared(t), "data", "topologies", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no shared data: %v", err)
	}
	return dir
}

// shared returns the folder NINEFOLD_SHARED names, or shared beside the module.
func shared(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("NINEFOLD_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// truth returns the edges of an application as its collectors checked them by
// hand against drawings and code: caller>callee, sorted.
func truth(t *testing.T, app, list string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared(t), "data", "ground_truth_topologies.json"))
	if err != nil {
		t.Skipf("no shared data: %v", err)
	}
	var all struct {
		Apps map[string]map[string]json.RawMessage `json:"apps"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	var edges [][2]string
	if err := json.Unmarshal(all.Apps[app][list], &edges); err != nil {
		t.Fatalf("%s.%s: %v", app, list, err)
	}
	var out []string
	for _, e := range edges {
		out = append(out, e[0]+">"+e[1])
	}
	slices.Sort(out)
	return out
}

func edges(r manifest.Result) []string {
	var out []string
	for _, d := range r.Mesh.Dependencies {
		out = append(out, d.From+">"+d.To)
	}
	slices.Sort(out)
	return out
}
