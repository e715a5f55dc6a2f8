// Package promtool asks the checker of rules that comes with Prometheus. It is for
// tests.
package promtool

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Run runs the real thing and returns what it says. It skips the test where it is
// not installed, and fails it where promtool finds fault.
func Run(t *testing.T, args ...string) string {
	t.Helper()
	name, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed; it is in the package prometheus of Debian")
	}
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput() //nolint:gosec // the tests say what is run
	if err != nil {
		t.Fatalf("promtool %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// Write puts a file for it in a folder of the test, and returns its path.
func Write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
