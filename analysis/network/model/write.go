package model

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Write writes a model as YAML, which [Read] reads as the same model. It returns the error
// of w.
func Write(w io.Writer, m *Model) error {
	nodes := &yaml.Node{Kind: yaml.SequenceNode}
	for _, n := range m.Nodes {
		nodes.Content = append(nodes.Content, line("id", text(n.ID), "label", optional(n.Label), "unavailability", number(n.Unavailability)))
	}
	edges := &yaml.Node{Kind: yaml.SequenceNode}
	for _, e := range m.Edges {
		var directed *yaml.Node
		if e.Directed {
			directed = &yaml.Node{Kind: yaml.ScalarNode, Value: "true"}
		}
		edges.Content = append(edges.Content, line("id", text(e.ID), "label", optional(e.Label), "from", text(e.From), "to", text(e.To), "directed", directed, "unavailability", number(e.Unavailability)))
	}
	questions := &yaml.Node{Kind: yaml.SequenceNode}
	for _, q := range m.Questions {
		var source *yaml.Node
		terminals := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, id := range q.Terminals {
			terminals.Content = append(terminals.Content, text(id))
		}
		if q.All {
			if terminals = text(all); len(q.Terminals) > 0 {
				source = text(q.Terminals[0])
			}
		}
		what := "terminals"
		if q.Pairs {
			what = "pairs"
		}
		questions.Content = append(questions.Content, line("id", text(q.ID), "label", optional(q.Label), what, terminals, "source", source))
	}
	for _, list := range []*yaml.Node{nodes, edges, questions} {
		if len(list.Content) == 0 {
			list.Style = yaml.FlowStyle
		}
	}
	root := line("apiVersion", text(APIVersion), "kind", text(Kind), "label", optional(m.Label), "nodes", nodes, "edges", edges, "questions", questions)
	root.Style = 0
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return err
	}
	return enc.Close()
}

// line is a mapping of keys to values in one line, but for those that are nil.
func line(pairs ...any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
	for pair := range slices.Chunk(pairs, 2) {
		if value, _ := pair[1].(*yaml.Node); value != nil {
			key, _ := pair[0].(string)
			n.Content = append(n.Content, text(key), value)
		}
	}
	return n
}

// text is quoted where it reads as something else.
func text(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	if n.Style == yaml.LiteralStyle { // which has no place in one line
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

func optional(s string) *yaml.Node {
	if s == "" {
		return nil
	}
	return text(s)
}

// number is nil for 0, which is what is not stated.
func number(x float64) *yaml.Node {
	if x == 0 {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatFloat(x, 'g', -1, 64)}
}

// quote writes a text of Graphviz, which knows of \" and no other escapes there.
var quote = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// WriteDOT draws a network in the language of Graphviz: nodes that a question names are
// framed twice, edges bear their unavailability, and those that lead one way an arrow. It
// returns the error of w.
func WriteDOT(w io.Writer, m *Model) error {
	out := bufio.NewWriter(w) // which keeps the first error for Flush
	printf := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
	terminal := map[string]bool{}
	for _, q := range m.Questions {
		for _, id := range q.Terminals {
			terminal[id] = true
		}
	}
	caption := func(lines ...string) string {
		lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" })
		for i, s := range lines {
			lines[i] = quote.Replace(strings.Join(strings.Fields(s), " "))
		}
		return `"` + strings.Join(lines, `\n`) + `"`
	}
	likely := func(u float64) string {
		if u == 0 {
			return ""
		}
		return fmt.Sprintf("%.3g", u)
	}
	printf("digraph network {\n  node [shape=circle, fontname=\"sans-serif\"];\n  edge [dir=none, fontname=\"sans-serif\"];\n")
	for _, n := range m.Nodes {
		name, more := n.Label, ""
		if name == "" {
			name = n.ID
		}
		if terminal[n.ID] {
			more = ", peripheries=2"
		}
		printf("  \"%s\" [label=%s%s];\n", quote.Replace(n.ID), caption(name, likely(n.Unavailability)), more)
	}
	for _, e := range m.Edges {
		more := ""
		if e.Directed {
			more = ", dir=forward"
		}
		printf("  \"%s\" -> \"%s\" [label=%s%s];\n", quote.Replace(e.From), quote.Replace(e.To), caption(likely(e.Unavailability)), more)
	}
	printf("}\n")
	return out.Flush()
}
