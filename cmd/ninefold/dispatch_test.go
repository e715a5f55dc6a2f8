package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// Help of a command that takes several kinds of files says of every flag but two which
// kinds it is for: one that is forgotten would be taken for any file, and do nothing.
// It fits a terminal of 80 columns.
func TestHelpByKind(t *testing.T) {
	common := regexp.MustCompile(`(?s)\nFlags:\n(.*?)\n\n`)
	for _, command := range []string{"analyze", "cutsets", "importance", "uncertainty", "convert"} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), []string{command, "--help"}, nil, &out, &errs); code != exitDone {
			t.Fatalf("%s: exit code %d: %s", command, code, errs.String())
		}
		match := common.FindStringSubmatch(out.String())
		if match == nil {
			t.Fatalf("%s: no flags in %s", command, out.String())
		}
		for line := range strings.Lines(match[1]) {
			if !strings.Contains(line, "--help ") && !strings.Contains(line, "--output ") && strings.Contains(line, "--") {
				t.Errorf("%s: of no kind of file: %s", command, line)
			}
		}
		for line := range strings.Lines(out.String()) {
			if utf8.RuneCountInString(strings.TrimSuffix(line, "\n")) > helpColumns {
				t.Errorf("%s: longer than %d columns: %s", command, helpColumns, line)
			}
		}
	}
}

// Flags for other kinds of files are refused, all at once, before anything is done.
func TestFlagsOfOtherKinds(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, tt := range []struct{ command, file, flags, want string }{
		{"analyze", "network", "--average --save", "--average is for static fault trees, not for networks\n--save is for models of a mesh, not for networks"},
		{"analyze", "diagram", "--top a", "--top is for systems of equations, not for block diagrams"},
		{"analyze", "dynamic", "--given a=true", "--given is for static fault trees, not for dynamic fault trees"},
		{"cutsets", "mesh", "--max-order 2", "--max-order is for static fault trees and block diagrams, not for models of a mesh"},
		{"importance", "system", "--group a=b", "--group is for static fault trees and block diagrams, not for systems of equations"},
		{"convert", "tree", "--journey a", "--journey is for models of a mesh, not for static fault trees"},
	} {
		file := writeExample(t, tt.file)
		var out, errs bytes.Buffer
		code := run(t.Context(), append([]string{tt.command, file}, strings.Fields(tt.flags)...), nil, &out, &errs)
		if code != exitUsage || out.Len() > 0 || !strings.Contains(errs.String(), tt.want) {
			t.Errorf("%s %s %s: exit code %d, %q, want %q", tt.command, tt.file, tt.flags, code, errs.String(), tt.want)
		}
	}
}
