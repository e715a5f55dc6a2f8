package study

import (
	"bytes"
	"regexp"

	"ninefold/analysis/faulttree/yamltree"
)

// The formats of files of fault trees.
const (
	OpenPSA = "openpsa"
	Galileo = "galileo"
	YAML    = "yaml"
)

var galileoTop = regexp.MustCompile(`(?im)^\s*toplevel\s`)

// FormatOf returns the format of a file that begins so, "" of one that holds something
// else. A few thousand bytes are enough.
func FormatOf(head []byte) string {
	switch {
	case bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n"), []byte("<")):
		return OpenPSA
	case yamltree.Is(head):
		return YAML
	case galileoTop.Match(head):
		return Galileo
	}
	return ""
}
