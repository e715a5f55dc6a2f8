package problemfile

import (
	"fmt"
	"math"
	"math/big"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/internal/yamlfile"
)

// each reads the items of a list, each with its path, which gets its place.
func (p *parser) each(path string, read func(n *yaml.Node, path string)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.place(n, path)
		i := 0
		p.List(n, func(n *yaml.Node) {
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
			p.Reportf(n, "want a text")
			return
		}
		*into = n.Value
	}
}

func (p *parser) count(into *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		x := -1.0
		p.Number(&x)(n)
		if x != math.Trunc(x) || x < 0 || x > 1e6 {
			p.Reportf(n, "%.40q is no whole number from 0 to a million", n.Value)
			return
		}
		*into = int(x)
	}
}

// uses reads how much of each resource.
func (p *parser) uses(into map[string]float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		known := yamlfile.Readers{}
		if n.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(n.Content); i += 2 {
				name := n.Content[i].Value
				known[name] = func(n *yaml.Node) {
					var x float64
					p.Number(&x)(n)
					into[name] = x
				}
			}
		}
		p.Object(n, known)
	}
}

func (p *parser) unreliability(into *float64, path string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.place(n, path)
		before := len(p.Problems)
		*into = 0
		if p.Number(into)(n); len(p.Problems) == before && !(*into >= 0 && *into <= 1) {
			p.Reportf(n, "%.40q is not between 0 and 1", n.Value)
		}
	}
}

// maxDigits is how long a number may be that is complemented as a decimal number.
const maxDigits = 64

// reliability reads a number and keeps what it leaves to one.
func (p *parser) reliability(into *float64, path string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		before := len(p.Problems)
		if p.unreliability(into, path)(n); len(p.Problems) > before {
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
