package yamltree

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
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
			p.reportf(key, "unknown key %s%s; known are %s", quoted(key.Value), p.near(key.Value, known), strings.Join(sorted(known), ", "))
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

// near is [nearest] as a hint, for the first few problems.
func (p *parser) near(word string, known any) string {
	if p.guesses++; p.guesses > maxGuesses {
		return ""
	}
	best := ""
	switch names := known.(type) {
	case readers:
		best = nearest(word, names)
	case map[string]string:
		best = nearest(word, names)
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", quoted(best))
}

// nearest returns the known name that a word most likely misspells: the first of
// those with the fewest changes, of which a third of the letters may be.
func nearest[V any](word string, known map[string]V) string {
	if len(known) > maxNames || len(word) > 100 {
		return ""
	}
	best, least := "", len(word)/3+1
	for name := range known {
		d := 0
		if !strings.EqualFold(name, word) {
			d = distance(word, name, least)
		}
		if d < least || d == least && best != "" && name < best {
			best, least = name, d
		}
	}
	return best
}

// distance is the number of letters to add, remove or change, or to swap with the
// next, from a to b; more than most where it is more.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
