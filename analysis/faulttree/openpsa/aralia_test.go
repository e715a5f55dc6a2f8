package openpsa

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"ninefold/analysis/faulttree/risk"
)

// shared returns the folder of data for tests that is not part of the module.
func shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("NINEFOLD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "aralia", "expected.json")); err != nil {
		t.Skip("the public fault trees are not here; NINEFOLD_SHARED names their folder")
	}
	return dir
}

// Every public tree is read, with as many events as published and as many gates as
// the file has. The published numbers of gates count those which only pass one
// input on; the files no longer have them.
func TestAralia(t *testing.T) {
	dir := filepath.Join(shared(t), "aralia")
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var expected struct {
		Trees map[string]struct {
			Gates       int `json:"gates"`
			BasicEvents int `json:"basicEvents"`
		} `json:"trees"`
	}
	if err := json.Unmarshal(data, &expected); err != nil {
		t.Fatal(err)
	}
	for name, want := range expected.Trees {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(dir, name+".xml"))
			if err != nil {
				t.Fatal(err)
			}
			m, err := Parse(name+".xml", bytes.NewReader(data), Options{})
			if err != nil {
				t.Fatal(err)
			}
			tops := m.Tops()
			if len(tops) != 1 {
				t.Fatalf("%d tops: %v", len(tops), tops)
			}
			tree, err := m.Tree(tops[0].Gate, risk.At{})
			if err != nil {
				t.Fatal(err)
			}
			gates := 0
			for _, g := range m.FaultTrees[0].Gates {
				gates++
				if f := g.Formula; len(f.Args) == 0 && f.Ref == "" {
					t.Errorf("gate %s has no inputs", g.ID)
				}
			}
			if n := bytes.Count(data, []byte("<define-gate")); gates != n || want.Gates > 0 && n > want.Gates {
				t.Errorf("%d gates, the file has %d, published %d", gates, n, want.Gates)
			}
			if want.BasicEvents > 0 && len(tree.Events) != want.BasicEvents {
				t.Errorf("%d events, published %d", len(tree.Events), want.BasicEvents)
			}
		})
	}
}
