// Package dot draws fault trees in the language of Graphviz.
package dot

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"ninefold/analysis/faulttree"
)

// Write writes t as a directed graph from the top down: gates are boxes, basic
// events circles with their probability, house events houses. Inputs that come
// twice are drawn twice. Gates and events keep their order, so that the same tree
// gives the same bytes.
func Write(w io.Writer, t faulttree.Tree) error {
	out := bufio.NewWriter(w) // which keeps the first error for Flush
	printf := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
	printf("digraph faulttree {\n  rankdir=TB;\n  node [fontname=\"sans-serif\"];\n")
	for _, g := range t.Gates {
		border := ""
		if g.ID == t.Top {
			border = ", penwidth=2"
		}
		printf("  %s [shape=box, label=%s%s];\n", quote(g.ID), quote(g.ID+"\n"+caption(g)), border)
	}
	for _, e := range t.Events {
		printf("  %s [shape=circle, label=%s];\n", quote(e.ID), quote(fmt.Sprintf("%s\n%.3g", e.ID, e.Probability)))
	}
	for _, h := range t.House {
		printf("  %s [shape=house, label=%s];\n", quote(h.ID), quote(fmt.Sprintf("%s\n%t", h.ID, h.State)))
	}
	for _, g := range t.Gates {
		for _, in := range g.Inputs {
			printf("  %s -> %s;\n", quote(g.ID), quote(in))
		}
	}
	printf("}\n")
	return out.Flush()
}

// caption says what a gate does.
func caption(g faulttree.Gate) string {
	switch g.Op {
	case faulttree.AtLeast:
		return fmt.Sprintf("%d of %d", g.K, len(g.Inputs))
	case faulttree.Cardinality:
		return fmt.Sprintf("%d to %d of %d", g.K, g.Max, len(g.Inputs))
	}
	return strings.ToUpper(string(g.Op))
}

// quote makes s a string of the language: \n in it breaks the line of a label.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", " ", "\x00", "").Replace(s) + `"`
}
