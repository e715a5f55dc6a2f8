// Package aralia gives tests the public fault trees of that name, which are not part
// of the module, with what is published about them.
package aralia

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A Published is what is known of a tree.
type Published struct {
	Gates       int      `json:"gates"` // those included which only pass one input on; 0 where not known, as the next
	BasicEvents int      `json:"basicEvents"`
	Probability *float64 `json:"probability"`
	Digits      int      `json:"probabilityDigits"` // of the probability; 0 is all
	MinimalSets string   `json:"minimalCutSets"`
}

// Trees returns what is published, by the name of the tree.
func Trees(t testing.TB) map[string]Published {
	t.Helper()
	var file struct {
		Trees map[string]Published `json:"trees"`
	}
	if err := json.Unmarshal(Read(t, "expected.json"), &file); err != nil {
		t.Fatal(err)
	}
	return file.Trees
}

// Read returns a file beside the trees; that of a tree is its name and .xml. The test
// is skipped where the folder is not there: it is below the one NINEFOLD_SHARED names,
// or shared beside the module.
func Read(t testing.TB, name string) []byte {
	t.Helper()
	root := os.Getenv("NINEFOLD_SHARED")
	for up := ".."; root == "" && len(up) < 30; up = filepath.Join(up, "..") {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			root = filepath.Join(up, "..", "shared")
		}
	}
	files := os.DirFS(root)
	if _, err := fs.Stat(files, "aralia"); err != nil {
		t.Skip("the public fault trees are not here; NINEFOLD_SHARED names their folder")
	}
	data, err := fs.ReadFile(files, "aralia/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
