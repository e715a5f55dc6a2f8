package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every example is taken by each command it is said to be for.
func TestExampleFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, e := range exampleFiles {
		path := filepath.Join(t.TempDir(), e.name)
		if err := os.WriteFile(path, []byte(e.text), 0o600); err != nil {
			t.Fatal(err)
		}
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
