package model

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/dist"
	"ninefold/analysis/rbd/blocks"
)

// Write writes a model in the form that [Parse] reads. It returns an error for a
// distribution that the form has no name for, and that of w.
func Write(w io.Writer, m *Model) error {
	out := &writer{}
	s := &m.System
	root := mapping("apiVersion", scalar(APIVersion), "kind", scalar(Kind), "label", text(s.Label),
		"components", list(s.Components, out.component), "commonCauses", list(s.Groups, group),
		"diagrams", list(s.Diagrams, func(d blocks.Diagram) *yaml.Node {
			return mapping("id", scalar(d.ID), "label", text(d.Label), "root", block(&d.Root))
		}),
		"root", block(&s.Root), "times", flow(list(m.Hours, number)))
	if len(s.Components) == 0 {
		root.Content = append(root.Content, scalar("components"), &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle})
	}
	if out.err != nil {
		return out.err
	}
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return err
	}
	return enc.Close()
}

type writer struct{ err error }

// mapping returns keys with their values, but for those that are nil.
func mapping(pairs ...any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for pair := range slices.Chunk(pairs, 2) {
		if value, _ := pair[1].(*yaml.Node); value != nil {
			key, _ := pair[0].(string)
			n.Content = append(n.Content, scalar(key), value)
		}
	}
	return n
}

func list[T any](items []T, write func(T) *yaml.Node) *yaml.Node {
	if len(items) == 0 {
		return nil
	}
	n := &yaml.Node{Kind: yaml.SequenceNode}
	for _, item := range items {
		n.Content = append(n.Content, write(item))
	}
	return n
}

// flow writes a node in one line.
func flow(n *yaml.Node) *yaml.Node {
	if n != nil {
		n.Style = yaml.FlowStyle
	}
	return n
}

// scalar returns a text, quoted where it reads as something else.
func scalar(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	return n
}

// text is a scalar, nil where it is empty.
func text(s string) *yaml.Node {
	if s == "" {
		return nil
	}
	return scalar(s)
}

// number writes a float so that it is read as one: an exponent needs a point.
func number(x float64) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!float", Value: strconv.FormatFloat(x, 'g', -1, 64)}
}

// some is a number, nil where it is 0.
func some(x float64) *yaml.Node {
	if x == 0 {
		return nil
	}
	return number(x)
}

func whole(k int) *yaml.Node {
	if k == 0 {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(k)}
}

func truth(b bool) *yaml.Node {
	if !b {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true"}
}

func (w *writer) component(c blocks.Part) *yaml.Node {
	n := mapping("id", scalar(c.ID), "label", text(c.Label), "life", w.lifetime(c.Life), "repair", w.lifetime(c.Repair))
	if c.Unavailability != nil {
		n.Content = append(n.Content, scalar("unavailability"), number(*c.Unavailability))
	}
	if s := c.Standby; s != nil {
		n.Content = append(n.Content, scalar("standby"), mapping(
			"needed", whole(s.Needed), "crews", whole(s.Crews), "switchFailure", some(s.SwitchFailure), "switchRate", some(s.SwitchRate),
			"units", list(s.Units, func(u blocks.Unit) *yaml.Node {
				return mapping("rate", number(u.FailureRate), "dormancy", some(u.Dormancy), "repairRate", some(u.RepairRate))
			})))
	}
	if s := c.Sharing; s != nil {
		n.Content = append(n.Content, scalar("loadSharing"), mapping(
			"needed", whole(s.Needed), "crews", whole(s.Crews), "load", list(s.Load, number), "repairRate", some(s.RepairRate)))
	}
	return flow(n)
}

func (w *writer) lifetime(d dist.Lifetime) *yaml.Node {
	switch d := d.(type) {
	case nil:
		return nil
	case dist.Exponential:
		return mapping("exponential", mapping("mttf", number(d.MTTF)))
	case dist.Weibull:
		return mapping("weibull", mapping("shape", number(d.Shape), "scale", number(d.Scale), "shift", some(d.Shift)))
	case dist.Gamma:
		return mapping("gamma", mapping("shape", number(d.Shape), "rate", number(d.Rate)))
	case dist.Lognormal:
		return mapping("lognormal", mapping("mu", number(d.Mu), "sigma", number(d.Sigma)))
	case dist.Loglogistic:
		return mapping("loglogistic", mapping("scale", number(d.Scale), "shape", number(d.Shape)))
	}
	w.err = fmt.Errorf("model: no name for the distribution %T", d)
	return nil
}

func group(g blocks.Group) *yaml.Node {
	beta := some(g.Beta)
	if beta == nil && len(g.Alpha) == 0 {
		beta = number(0)
	}
	return flow(mapping("id", scalar(g.ID), "members", list(g.Members, scalar), "beta", beta, "alpha", list(g.Alpha, number), "staggered", truth(g.Staggered)))
}

func block(b *blocks.Block) *yaml.Node {
	inner := func(b blocks.Block) *yaml.Node { return block(&b) }
	switch b.Kind {
	case blocks.Component:
		if b.Label == "" && b.Of != "" {
			return scalar(b.Of)
		}
		return flow(mapping("component", scalar(b.Of), "label", text(b.Label)))
	case blocks.Named:
		return flow(mapping("diagram", scalar(b.Of), "as", text(b.As), "label", text(b.Label)))
	case blocks.Network:
		return mapping("label", text(b.Label), "network", mapping("source", scalar(b.Source), "target", scalar(b.Target),
			"edges", list(b.Edges, func(e blocks.Edge) *yaml.Node {
				var within *yaml.Node
				if e.Block != nil {
					within = block(e.Block)
				}
				return flow(mapping("from", scalar(e.From), "to", scalar(e.To), "directed", truth(e.Directed), "block", within))
			}),
			"nodes", list(b.Nodes, func(n blocks.Node) *yaml.Node {
				return flow(mapping("id", scalar(n.ID), "block", block(&n.Block)))
			})))
	}
	return mapping("label", text(b.Label), b.Kind, list(b.Blocks, inner), "k", whole(b.K), "weights", flow(list(b.Weights, func(w int) *yaml.Node { return whole(w) })))
}
