package dynamic_test

import (
	"os"
	"path/filepath"
	"testing"
)

// shared returns the folder of shared reference data, and skips without it.
func shared(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("NINEFOLD_SHARED"); dir != "" {
		return dir
	}
	dir, err := filepath.Abs(".")
	for err == nil && dir != filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "shared", "data", "faulttrees")); missing == nil {
			return filepath.Join(dir, "shared")
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("no shared reference data: set NINEFOLD_SHARED")
	return ""
}
