package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/study"
)

// Progress is shown now and then, in lines where there is no terminal, and not at
// all where nobody wants it.
func TestProgress(t *testing.T) {
	step := study.Progress{Name: "top", Done: 1, Total: 3, Step: "sampling, 5 of 10"}
	var out bytes.Buffer
	p := newProgress(&out, false)
	p.step(step)
	if out.Len() > 0 {
		t.Errorf("%q at once", out.String())
	}
	p.next = time.Now().Add(-time.Second)
	p.step(step)
	p.step(step)
	p.end()
	if want := "2 of 3, top: sampling, 5 of 10\n"; out.String() != want {
		t.Errorf("%q, want %q once", out.String(), want)
	}

	out.Reset()
	p = newProgress(&out, false)
	p.terminal, p.next = true, time.Now().Add(-time.Second)
	p.step(step)
	p.end()
	if got := out.String(); !strings.HasPrefix(got, "\r") || strings.Contains(got, "\n") || !strings.HasSuffix(got, "\r\x1b[K") {
		t.Errorf("%q stays on the terminal", got)
	}

	out.Reset()
	p = newProgress(&out, true)
	p.next = time.Now().Add(-time.Second)
	p.step(step)
	if out.Len() > 0 {
		t.Errorf("%q though quiet", out.String())
	}
}

func TestTreeErrorsHaveTheirCode(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want int
	}{
		{fmt.Errorf("top: %w", faulttree.ErrTooLarge), exitPartial},
		{fmt.Errorf("top: %w", context.Canceled), exitInterrupted},
		{errors.New("no such event"), exitInvalid},
		{exit(exitUsage, "wrong"), exitUsage},
	} {
		if got := exitCode(treeError(tt.err)); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.err, got, tt.want)
		}
	}
}

// Names come from strangers: they must not move the cursor of a terminal.
func TestCellsAreHarmless(t *testing.T) {
	if got := cellText("a\x1b[2Jb\u009b1mc\n"); got != "a\ufffd[2Jb\ufffd1mc\ufffd" {
		t.Errorf("%q", got)
	}
}
