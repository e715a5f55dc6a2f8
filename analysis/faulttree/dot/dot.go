// Package dot draws fault trees in the language of Graphviz.
package dot

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree"
)

// Write writes t as a directed graph from the top down: gates are boxes, basic
// events circles with their probability, house events houses. Inputs that come
// twice are drawn twice. The inputs of imply, whose order matters, stay in it. Gates
// and events keep their order, so that the same tree gives the same bytes.
func Write(w io.Writer, t faulttree.Tree) error {
	out := bufio.NewWriter(w) // which keeps the first error for Flush
	printf := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
	printf("digraph faulttree {\n  rankdir=TB;\n  node [fontname=\"sans-serif\"];\n")
	for _, g := range t.Gates {
		more := ""
		if g.Op == faulttree.Imply {
			more = ", ordering=out"
		}
		printf("  %s [shape=box, label=%s%s%s];\n", name(g.ID), label(g.ID, caption(g)), more, border(t, g.ID))
	}
	for _, e := range t.Events {
		printf("  %s [shape=circle, label=%s%s];\n", name(e.ID), label(e.ID, fmt.Sprintf("%.3g", e.Probability)), border(t, e.ID))
	}
	for _, h := range t.House {
		printf("  %s [shape=house, label=%s%s];\n", name(h.ID), label(h.ID, strconv.FormatBool(h.State)), border(t, h.ID))
	}
	for _, g := range t.Gates {
		for _, in := range g.Inputs {
			printf("  %s -> %s;\n", name(g.ID), name(in))
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

// border brings out the top event.
func border(t faulttree.Tree, id string) string {
	if id == t.Top {
		return ", penwidth=2"
	}
	return ""
}

// Graphviz reads a quoted string as it stands but for \". What a name may not hold
// is written so that two names never become one.
var names = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\x00", `\0`)

// name makes an ID that of a node.
func name(id string) string { return `"` + names.Replace(id) + `"` }

// In a label, \ begins what stands for something else, as & does.
var labels = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;", "\n", " ", "\r", " ", "\x00", "")

// label writes an ID and a line under it.
func label(id, line string) string { return `"` + labels.Replace(id) + `\n` + line + `"` }
