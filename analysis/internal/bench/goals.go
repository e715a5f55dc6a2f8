// Package bench says what a process has used so far, and which goals are met. It is
// for tests that compare figures.
package bench

import (
	"fmt"
	"os"
	"testing"
)

// Goals counts those that are met. The zero value has none.
type Goals struct{ met, all int }

// Checkf prints a goal and whether it is met.
func (g *Goals) Checkf(ok bool, format string, args ...any) {
	g.all++
	word := "MISSED"
	if ok {
		g.met++
		word = "met"
	}
	_, _ = fmt.Fprintf(os.Stdout, "%-6s %s\n", word, fmt.Sprintf(format, args...))
}

// End prints how many were met, and fails the test where one was missed.
func (g *Goals) End(tb testing.TB) {
	tb.Helper()
	_, _ = fmt.Fprintf(os.Stdout, "goals: %d of %d met\n", g.met, g.all)
	if g.met < g.all {
		tb.Fail()
	}
}
