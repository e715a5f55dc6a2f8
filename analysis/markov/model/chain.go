package model

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/markov"
)

// values evaluates formulas, with some parameters set.
func (m *Model) values(set map[string]float64) *expression.Evaluation {
	system := expression.System{}
	for _, q := range m.Parameters {
		system[q.ID] = expression.Definition{Expr: q.Value}
	}
	for name, x := range set {
		system[name] = expression.Definition{Expr: expression.Num(x)}
	}
	return system.At(expression.Settings{})
}

// A building is a chain while it is made of a model.
type building struct {
	m        *Model
	values   *expression.Evaluation
	index    map[string]int
	problems problem.List
	named    bool // names that are not there have been reported
}

func (b *building) reportf(place, format string, args ...any) {
	b.problems.Add(b.m.where.problem(place, fmt.Sprintf(format, args...)))
}

func (b *building) value(place string, e expression.Expr) float64 {
	x, err := b.values.Value("", e)
	if err != nil && (!b.named || !strings.Contains(err.Error(), "unknown parameter")) {
		b.reportf(place, "%s", strings.Replace(strings.TrimLeft(err.Error(), "/0123456789: "), "parameter/", "parameter ", 1))
	}
	return x
}

func (b *building) state(place, name string) int {
	i, ok := b.index[name]
	if !ok && !b.named {
		b.reportf(place, "state %.40q is not defined", name)
	}
	if !ok {
		return -1
	}
	return i
}

// Chain returns the chain with the parameters given instead of those of the model.
// The error is of type [problem.List]: parameters that there are not, values that
// are undefined and what [markov.Chain.Validate] finds, each with its place in the
// file the model was read from.
func (m *Model) Chain(set map[string]float64) (*markov.Chain, error) {
	b := m.building(set)
	for _, name := range sortedKeys(set) {
		if !slices.ContainsFunc(m.Parameters, func(q Parameter) bool { return q.ID == name }) {
			b.reportf("", "there is no parameter %.40q to set", name)
		}
	}
	c := b.chain()
	if len(b.problems) == 0 {
		b.validate(c)
	}
	if err := b.problems.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

func (m *Model) building(set map[string]float64) *building {
	return &building{m: m, values: m.values(set), index: map[string]int{}}
}

// chain evaluates everything.
func (b *building) chain() *markov.Chain {
	for _, q := range b.m.Parameters {
		b.value("parameters."+q.ID, expression.Param(q.ID))
	}
	c := &markov.Chain{}
	for i, s := range b.m.States {
		b.index[s.ID] = i
		c.States = append(c.States, s.ID)
		if s.Absorbing {
			c.Absorbing = append(c.Absorbing, i)
		}
		if s.Initial == nil {
			continue
		}
		p := b.value(fmt.Sprintf("states[%d].initial", i), *s.Initial)
		if !(p >= 0 && p <= 1) {
			b.reportf(fmt.Sprintf("states[%d].initial", i), "probability %g is not between 0 and 1", p)
		}
		c.Initial = append(c.Initial, markov.Share{State: i, Probability: p})
	}
	if len(c.Initial) == 0 && len(c.States) > 0 {
		c.Initial = []markov.Share{{State: 0, Probability: 1}}
	}
	b.rest(c)
	return c
}

// rest fills in what names states.
func (b *building) rest(c *markov.Chain) {
	for i, t := range b.m.Transitions {
		place := fmt.Sprintf("transitions[%d]", i)
		rate := b.value(place+".rate", t.Rate)
		if !(rate >= 0) {
			b.reportf(place+".rate", "rate %g is negative", rate)
		}
		c.Transitions = append(c.Transitions, markov.Transition{From: b.state(place, t.From), To: b.state(place, t.To), PerHour: rate})
	}
	c.Sets = map[string][]int{}
	for _, s := range b.m.Sets {
		c.Sets[s.ID] = b.members(s)
	}
	if b.m.Up != nil {
		c.Sets[markov.Up] = b.members(Set{markov.Up, b.m.Up})
	}
	for i, r := range b.m.Rewards {
		out := markov.Reward{ID: r.ID}
		for j, s := range r.States {
			place := fmt.Sprintf("rewards[%d].states[%d]", i, j)
			out.States = append(out.States, markov.StateReward{State: b.state(place, s.State), PerHour: b.value(place, s.PerHour)})
		}
		for j, t := range r.Transitions {
			place := fmt.Sprintf("rewards[%d].transitions[%d]", i, j)
			out.Transitions = append(out.Transitions, markov.TransitionReward{From: b.state(place, t.From), To: b.state(place, t.To), Each: b.value(place, t.Each)})
		}
		c.Rewards = append(c.Rewards, out)
	}
}

func (b *building) members(s Set) []int {
	list := []int{}
	for i, name := range s.States {
		list = append(list, b.state(fmt.Sprintf("sets.%s[%d]", s.ID, i), name))
	}
	return list
}

// validate gives what is wrong with a chain its place.
func (b *building) validate(c *markov.Chain) {
	var all interface{ Unwrap() []error }
	if !errors.As(c.Validate(), &all) {
		return
	}
	for _, e := range all.Unwrap() {
		var f *markov.Fault
		if !errors.As(e, &f) {
			continue
		}
		place := f.Place
		var i int
		if n, _ := fmt.Sscanf(place, "absorbing[%d]", &i); n == 1 {
			place = fmt.Sprintf("states[%d]", c.Absorbing[i])
		} else if n, _ := fmt.Sscanf(place, "initial[%d]", &i); n == 1 {
			place = fmt.Sprintf("states[%d].initial", c.Initial[i].State)
		}
		b.reportf(place, "%s", f.Message)
	}
}

// Slopes returns the derivatives of all rates by parameters, at the values that
// Chain uses. It returns an error for parameters there are not, and where a rate
// has no derivative.
func (m *Model) Slopes(set map[string]float64, parameters []string) ([]markov.Slope, error) {
	var out []markov.Slope
	for _, name := range parameters {
		if !slices.ContainsFunc(m.Parameters, func(q Parameter) bool { return q.ID == name }) {
			return nil, fmt.Errorf("model: there is no parameter %.40q", name)
		}
		d := &derivative{m: m, by: name, set: set, values: m.values(set), known: map[string]float64{}}
		slope := markov.Slope{Parameter: name, Rates: make([]float64, len(m.Transitions))}
		for i, t := range m.Transitions {
			x, err := d.of(t.Rate)
			if err != nil {
				return nil, err
			}
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, fmt.Errorf("model: the rate from %q to %q has no derivative by %s", t.From, t.To, name)
			}
			slope.Rates[i] = x
		}
		out = append(out, slope)
	}
	return out, nil
}
