package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writeExample writes the example of a name to a file.
func writeExample(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	for _, e := range exampleFiles {
		if e.name == name {
			if err := os.WriteFile(path, []byte(e.text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return path
}

// Every example is taken by each command it is said to be for.
func TestExampleFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, e := range exampleFiles {
		path := writeExample(t, e.name)
		for command := range strings.SplitSeq(e.commands, ", ") {
			args := append(strings.Fields(command), path)
			if command == "report" {
				args = []string{"report", "table", "journeys", path}
			}
			var out, errs bytes.Buffer
			if code := run(t.Context(), args, nil, &out, &errs); code != exitDone || out.Len() == 0 {
				t.Errorf("%s of the example %s: exit code %d, %d bytes, %s", command, e.name, code, out.Len(), errs.String())
			}
		}
	}
}
