package problem

import (
	"strings"
	"testing"
)

func TestList(t *testing.T) {
	var l List
	if l.Err() != nil {
		t.Error("nothing wrong is an error")
	}
	for i := range Most + 10 {
		l.Add(Problem{File: "f", Line: Most + 10 - i, Col: 1, Element: "gate", Message: "wrong"})
	}
	if len(l) != Most {
		t.Errorf("%d problems are kept", len(l))
	}
	text := l.Err().Error()
	if !strings.HasPrefix(text, "f:11:1: gate: wrong\nf:12:1: ") || !strings.HasSuffix(text, "\nand 950 more problems") {
		t.Errorf("%.100s … %s", text, text[len(text)-40:])
	}
}
