package yamltree

import (
	"math"
	"slices"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/internal/yamlfile"
)

// id reads a text that is not empty.
func (p *parser) id(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		p.Text(into)(n)
		if n.Kind == yaml.ScalarNode && n.Value == "" && n.Tag != "!!null" {
			p.Reportf(n, "an ID is not empty")
		}
	}
}

func (p *parser) count(into *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		x, ok := yamlfile.Number(n) // for a decoder would cut 1.5 to 1
		if !ok || x != math.Trunc(x) || math.Abs(x) > 1<<30 {
			p.Reportf(n, "%s is no whole number", yamlfile.Quoted(n.Value))
			return
		}
		*into = int(x)
	}
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
