package file_test

import (
	"os"
	"path/filepath"
	"testing"
)

// shared returns a path among the shared data. The test is skipped where it is
// not there.
func shared(t *testing.T, path ...string) string {
	t.Helper()
	root := os.Getenv("NINEFOLD_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				root = filepath.Join(dir, "..", "shared")
				break
			}
		}
	}
	full := filepath.Join(append([]string{root}, path...)...)
	if _, err := os.Stat(full); err != nil {
		t.Skipf("no shared data: %v", err)
	}
	return full
}
