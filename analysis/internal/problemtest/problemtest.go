// Package problemtest compares what a reader of files finds wrong with what is wrong. It
// is for tests.
package problemtest

import (
	"errors"
	"strings"
	"testing"

	"ninefold/analysis/faulttree/problem"
)

// Compare fails unless err is a list of as many problems as are wanted, and holds each.
// What is wanted may be the beginning of one, or any part that tells it from others.
func Compare(t *testing.T, name string, err error, want []string) {
	t.Helper()
	var list problem.List
	if !errors.As(err, &list) {
		t.Errorf("%s: %v", name, err)
		return
	}
	text := "\n" + err.Error()
	for _, part := range want {
		if !strings.Contains(text, part) {
			t.Errorf("%s: no %q in:%s", name, part, text)
		}
	}
	if len(list) != len(want) {
		t.Errorf("%s: %d problems, want %d:%s", name, len(list), len(want), text)
	}
}
