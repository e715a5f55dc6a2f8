package yamltree

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"ninefold/internal/spelling"
)

// readers hold what to do with the value of each key.
type readers map[string]func(*yaml.Node)

// object reads a mapping. Keys it does not know, that come twice or that are
// required and missing are reported.
func (p *parser) object(n *yaml.Node, known readers, required ...string) {
	if !p.plain(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		p.reportf(n, "want a mapping")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok || key.Kind != yaml.ScalarNode:
			unknown(p, key, "key", key.Value, known)
			continue
		case seen[key.Value]:
			p.reportf(key, "key %q comes twice", key.Value)
			continue
		}
		seen[key.Value] = true
		if p.plain(value) {
			read(value)
		}
	}
	for _, key := range required {
		if !seen[key] {
			p.reportf(n, "has no %s", key)
		}
	}
}

// plain reports whether a value is written out, and says so where it is not.
func (p *parser) plain(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		p.reportf(n, "anchors and aliases are refused; write the value out")
		return false
	}
	return true
}

// list reads each item; null is an empty list.
func (p *parser) list(n *yaml.Node, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		if n.Tag != "!!null" {
			p.reportf(n, "want a list")
		}
		return
	}
	for _, c := range n.Content {
		if p.plain(c) {
			read(c)
		}
	}
}

func (p *parser) text(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			p.reportf(n, "want a text")
			return
		}
		*into = n.Value
	}
}

// id reads a text that is not empty.
func (p *parser) id(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.text(into)(n)
		if n.Kind == yaml.ScalarNode && n.Value == "" && n.Tag != "!!null" {
			p.reportf(n, "an ID is not empty")
		}
	}
}

func (p *parser) truth(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Tag != "!!bool" || n.Decode(into) != nil {
			p.reportf(n, "%s is no true or false", quoted(n.Value))
		}
	}
}

func (p *parser) count(into *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		x, ok := number(n) // for a decoder would cut 1.5 to 1
		if !ok || x != math.Trunc(x) || math.Abs(x) > 1<<30 {
			p.reportf(n, "%s is no whole number", quoted(n.Value))
			return
		}
		*into = int(x)
	}
}

// number reports whether a node is a finite number, and returns it.
func number(n *yaml.Node) (float64, bool) {
	var x float64
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" && n.Tag != "!!float" || n.Decode(&x) != nil {
		return 0, false
	}
	return x, !math.IsNaN(x) && !math.IsInf(x, 0)
}

// quoted shows a text from a file, the beginning of a long one.
func quoted(s string) string { return fmt.Sprintf("%.40q", s) }

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

const (
	maxGuesses = 20      // problems that get a hint: each costs a walk over all names
	maxNames   = 100_000 // among which a hint is looked for
)

// unknown reports a word that is none of those known.
func unknown[V any](p *parser, n *yaml.Node, what, word string, known map[string]V) {
	p.reportf(n, "unknown %s %s%s; known are %s", what, quoted(word), near(p, word, known), strings.Join(sorted(known), ", "))
}

// near is a hint at the name that a word may be meant to be, of which a third of the
// characters may be wrong, for the first few problems.
func near[V any](p *parser, word string, known map[string]V) string {
	if p.guesses++; p.guesses > maxGuesses || len(known) > maxNames {
		return ""
	}
	best := spelling.Nearest(word, sorted(known), utf8.RuneCountInString(word)/3)
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", quoted(best))
}
