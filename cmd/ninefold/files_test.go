package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var (
	example    = regexp.MustCompile("(?ms)^```(yaml|galileo)\n(.*?)^```$")
	kindOfFile = regexp.MustCompile(`(?m)^kind: (\w+)$`)
)

// What the documentation of files shows can be read and analysed as it stands.
func TestDocumentedFiles(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "FILES.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands := map[string]string{"MarkovChain": "markov", "Simulation": "simulate", "RedundancyAllocation": "optimize"}
	seen := map[string]bool{}
	for _, match := range example.FindAllSubmatch(page, -1) {
		kind, command := "galileo", "analyze"
		if found := kindOfFile.FindSubmatch(match[2]); found != nil {
			kind = string(found[1])
		}
		if special, ok := commands[kind]; ok {
			command = special
		}
		seen[kind] = true
		t.Run(kind, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(file, match[2], 0o600); err != nil {
				t.Fatal(err)
			}
			root := newRoot()
			root.SetArgs([]string{command, file, "-o", "json"})
			root.SetOut(io.Discard)
			if err := root.ExecuteContext(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	if len(seen) != 7 {
		t.Errorf("the page shows %v, want seven kinds of files", seen)
	}
}
