package problemfile

import (
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strings"

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
			names := slices.Sorted(maps.Keys(known))
			hint := ""
			if near := spelling.Nearest(key.Value, names, len(key.Value)/3); near != "" {
				hint = fmt.Sprintf("; did you mean %q?", near)
			}
			p.reportf(key, "unknown key %.40q%s; known are %s", key.Value, hint, strings.Join(names, ", "))
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

// each reads the items of a list, each with its path, which gets its place.
func (p *parser) each(path string, read func(n *yaml.Node, path string)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.place(n, path)
		i := 0
		p.list(n, func(n *yaml.Node) {
			at := fmt.Sprintf("%s[%d]", path, i)
			p.place(n, at)
			read(n, at)
			i++
		})
	}
}

func (p *parser) text(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
			p.reportf(n, "want a text")
			return
		}
		*into = n.Value
	}
}

func (p *parser) truth(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Tag != "!!bool" || n.Decode(into) != nil {
			p.reportf(n, "%.40q is no true or false", n.Value)
		}
	}
}

func (p *parser) number(into *float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var x float64
		if n.Kind != yaml.ScalarNode || n.Tag != "!!int" && n.Tag != "!!float" || n.Decode(&x) != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			p.reportf(n, "%.40q is no finite number", n.Value)
			return
		}
		*into = x
	}
}

func (p *parser) count(into *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		x := -1.0
		p.number(&x)(n)
		if x != math.Trunc(x) || x < 0 || x > 1e6 {
			p.reportf(n, "%.40q is no whole number from 0 to a million", n.Value)
			return
		}
		*into = int(x)
	}
}

// uses reads how much of each resource.
func (p *parser) uses(into map[string]float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		known := readers{}
		if n.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(n.Content); i += 2 {
				name := n.Content[i].Value
				known[name] = func(n *yaml.Node) {
					var x float64
					p.number(&x)(n)
					into[name] = x
				}
			}
		}
		p.object(n, known)
	}
}

func (p *parser) unreliability(into *float64, path string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.place(n, path)
		before := len(p.problems)
		*into = 0
		if p.number(into)(n); len(p.problems) == before && !(*into >= 0 && *into <= 1) {
			p.reportf(n, "%.40q is not between 0 and 1", n.Value)
		}
	}
}

// maxDigits is how long a number may be that is complemented as a decimal number.
const maxDigits = 64

// reliability reads a number and keeps what it leaves to one.
func (p *parser) reliability(into *float64, path string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		before := len(p.problems)
		if p.unreliability(into, path)(n); len(p.problems) > before {
			return
		}
		x := *into
		*into = 1 - x
		if x < 1e-18 || len(n.Value) > maxDigits { // a tiny one may have an exponent that takes forever
			return
		}
		if exact, ok := new(big.Rat).SetString(n.Value); ok {
			*into, _ = exact.Sub(big.NewRat(1, 1), exact).Float64()
		}
	}
}
