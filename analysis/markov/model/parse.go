package model

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/internal/yamlfile"
	"ninefold/analysis/markov"
)

const (
	maxSize  = 64 << 20   // bytes
	maxMarks = 10_000_000 // values
)

var kindLine = regexp.MustCompile(`(?m)^\s*[{]?(?:.*,)?\s*"?kind"?\s*:\s*["']?MarkovChain\b`)

// Is reports whether data looks like such a document, by its first lines.
func Is(data []byte) bool { return kindLine.Match(data[:min(len(data), 4096)]) }

// Parse reads a model. The name of the file is for messages.
//
// The error is of type [problem.List] and holds everything that is wrong, in file
// order: form, names, values at the parameters as they are given, and, where these
// are right, what [markov.Chain.Validate] finds. Or it is that of r.
func Parse(name string, r io.Reader) (*Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return nil, err
	}
	p := &parser{Reader: yamlfile.Reader{File: name}, model: &Model{where: places{name, map[string][2]int{}}}}
	if len(data) > maxSize || marks(data) > maxMarks {
		p.Addf(1, 1, "the file is larger than %d MiB or holds more than %d values", maxSize>>20, maxMarks)
		return nil, p.Problems.Err()
	}
	if root := p.Root(data, "a chain is a mapping that begins with kind: "+Kind); root != nil {
		p.document(root)
		p.checkNames()
		b := p.model.building(nil)
		b.named = true
		if c := b.chain(); len(p.Problems)+len(b.problems) == 0 {
			b.validate(c)
		}
		for _, q := range b.problems {
			p.Problems.Add(q)
		}
	}
	if err := p.Problems.Err(); err != nil {
		return nil, err
	}
	return p.model, nil
}

// marks is at least the number of values in the text.
func marks(data []byte) int {
	n := 0
	for _, mark := range []string{"\n", ",", ":", "[", "{", "- "} {
		n += bytes.Count(data, []byte(mark))
	}
	return n
}

// A parser turns nodes into a model and collects what is wrong.
type parser struct {
	yamlfile.Reader

	model *Model
	used  []use // parameters
	named []use // states
}

// A use is where something is named.
type use struct {
	name      string
	line, col int
}

// document reads the whole.
func (p *parser) document(root *yaml.Node) {
	m := p.model
	var kind, version string
	p.Object(root, yamlfile.Readers{
		"apiVersion": p.Text(&version), "kind": p.Text(&kind), "label": p.Text(&m.Label),
		"parameters":  p.each(p.parameter),
		"states":      func(n *yaml.Node) { p.placef(n, "states"); p.List(n, p.state) },
		"up":          func(n *yaml.Node) { p.placef(n, "sets.up"); m.Up = p.members(n, markov.Up) },
		"sets":        p.each(p.set),
		"transitions": p.each(p.transition),
		"rewards":     p.each(p.reward),
		"measures":    p.each(p.measure),
		"times":       p.each(p.time),
	}, "apiVersion", "kind", "states")
	if kind != Kind && kind != "" {
		p.Reportf(root, "kind is %.40q, not %s", kind, Kind)
	}
	if version != APIVersion && version != "" {
		p.Reportf(root, "apiVersion is %.40q, not %s", version, APIVersion)
	}
}

func (p *parser) each(read func(*yaml.Node)) func(*yaml.Node) {
	return func(n *yaml.Node) { p.List(n, read) }
}

func (p *parser) parameter(n *yaml.Node) {
	q := Parameter{Value: expression.Num(0)}
	p.Object(n, yamlfile.Readers{"id": p.Text(&q.ID), "label": p.Text(&q.Label), "value": func(n *yaml.Node) {
		p.placef(n, "parameters.%s", q.ID)
		p.formula(&q.Value)(n)
	}}, "id", "value")
	switch {
	case q.ID == "": // has been reported
	case !isName(q.ID):
		p.Reportf(n, "a parameter is called by letters, digits and _, not %.40q", q.ID)
	case slices.ContainsFunc(p.model.Parameters, func(o Parameter) bool { return o.ID == q.ID }):
		p.Reportf(n, "another parameter is called %q", q.ID)
	}
	p.model.Parameters = append(p.model.Parameters, q)
}

func (p *parser) state(n *yaml.Node) {
	var s State
	i := len(p.model.States)
	p.placef(n, "states[%d]", i)
	p.Object(n, yamlfile.Readers{
		"id": p.Text(&s.ID), "label": p.Text(&s.Label), "absorbing": p.Truth(&s.Absorbing),
		"initial": func(n *yaml.Node) {
			s.Initial = &expression.Expr{Op: expression.Number}
			p.placef(n, "initial")
			p.placef(n, "states[%d].initial", i)
			p.formula(s.Initial)(n)
		},
	}, "id")
	p.model.States = append(p.model.States, s)
}

// member reads the name of a state.
func (p *parser) member(into *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if p.Text(into)(n); *into != "" {
			p.named = append(p.named, use{*into, n.Line, n.Column})
		}
	}
}

func (p *parser) members(n *yaml.Node, set string) []string {
	list := []string{}
	p.List(n, func(n *yaml.Node) {
		var name string
		p.placef(n, "sets.%s[%d]", set, len(list))
		p.member(&name)(n)
		list = append(list, name)
	})
	return list
}

func (p *parser) set(n *yaml.Node) {
	var s Set
	p.Object(n, yamlfile.Readers{"id": p.Text(&s.ID), "states": func(n *yaml.Node) { s.States = p.members(n, s.ID) }}, "id", "states")
	if s.ID == markov.Up {
		p.Reportf(n, "the set %s has a place of its own", s.ID)
	} else if slices.ContainsFunc(p.model.Sets, func(o Set) bool { return o.ID == s.ID }) {
		p.Reportf(n, "another set is called %.40q", s.ID)
	}
	p.model.Sets = append(p.model.Sets, s)
}

func (p *parser) transition(n *yaml.Node) {
	t := Transition{Rate: expression.Num(0)}
	i := len(p.model.Transitions)
	p.placef(n, "transitions[%d]", i)
	p.Object(n, yamlfile.Readers{"from": p.member(&t.From), "to": p.member(&t.To), "rate": func(n *yaml.Node) {
		p.placef(n, "transitions[%d].rate", i)
		p.formula(&t.Rate)(n)
	}}, "from", "to", "rate")
	p.model.Transitions = append(p.model.Transitions, t)
}

func (p *parser) reward(n *yaml.Node) {
	var r Reward
	place := fmt.Sprintf("rewards[%d]", len(p.model.Rewards))
	p.placef(n, "%s", place)
	p.Object(n, yamlfile.Readers{
		"id": p.Text(&r.ID),
		"states": p.each(func(n *yaml.Node) {
			s := StateReward{PerHour: expression.Num(0)}
			p.placef(n, "%s.states[%d]", place, len(r.States))
			p.Object(n, yamlfile.Readers{"state": p.member(&s.State), "perHour": p.formula(&s.PerHour)}, "state", "perHour")
			r.States = append(r.States, s)
		}),
		"transitions": p.each(func(n *yaml.Node) {
			t := TransitionReward{Each: expression.Num(0)}
			p.placef(n, "%s.transitions[%d]", place, len(r.Transitions))
			p.Object(n, yamlfile.Readers{"from": p.member(&t.From), "to": p.member(&t.To), "each": p.formula(&t.Each)}, "from", "to", "each")
			r.Transitions = append(r.Transitions, t)
		}),
	}, "id")
	p.model.Rewards = append(p.model.Rewards, r)
}

func (p *parser) measure(n *yaml.Node) {
	var name string
	if p.Text(&name)(n); name == "" {
		return
	}
	if !slices.Contains(markov.Measures(), markov.Measure(name)) {
		var known []string
		for _, m := range markov.Measures() {
			known = append(known, string(m))
		}
		p.Reportf(n, "unknown measure %.40q%s; known are %s", name, p.Near(name, known), strings.Join(known, ", "))
	}
	p.model.Measures = append(p.model.Measures, markov.Measure(name))
}

func (p *parser) time(n *yaml.Node) {
	var hours float64
	if p.Number(&hours)(n); !(hours >= 0 && hours <= markov.LongestHours) {
		p.Reportf(n, "%g is not between 0 and %g hours", hours, float64(markov.LongestHours))
	}
	p.model.Hours = append(p.model.Hours, hours)
}

// checkNames reports parameters and states that are named and not there.
func (p *parser) checkNames() {
	params, states := map[string]bool{}, map[string]bool{}
	for _, q := range p.model.Parameters {
		params[q.ID] = true
	}
	for _, s := range p.model.States {
		states[s.ID] = true
	}
	p.unknown("parameter", p.used, params)
	p.unknown("state", p.named, states)
}

func (p *parser) unknown(kind string, uses []use, known map[string]bool) {
	var names []string
	for _, u := range uses {
		if known[u.name] {
			continue
		}
		if names == nil {
			names = sortedKeys(known)
		}
		p.Addf(u.line, u.col, "%s %.40q is not defined%s", kind, u.name, p.Near(u.name, names))
	}
}
