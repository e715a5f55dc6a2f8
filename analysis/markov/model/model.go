package model

import (
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/markov"
)

// What a document says it is.
const (
	APIVersion = "ninefold/v1"
	Kind       = "MarkovChain"
)

// A Model is a chain whose rates are formulas.
type Model struct {
	Label       string
	Parameters  []Parameter
	States      []State
	Up          []string // nil where there is no such set
	Sets        []Set
	Transitions []Transition
	Rewards     []Reward
	Measures    []markov.Measure
	Hours       []float64

	where places
}

// A Parameter is a number that formulas may name.
type Parameter struct {
	ID, Label string
	Value     expression.Expr
}

// A State is one the chain may be in.
type State struct {
	ID, Label string
	Initial   *expression.Expr // probability; nil is 0
	Absorbing bool
}

// A Set is states with a name.
type Set struct {
	ID     string
	States []string
}

// A Transition leads from one state to another.
type Transition struct {
	From, To string
	Rate     expression.Expr // per hour
}

// A Reward is what is earned in states and by transitions.
type Reward struct {
	ID          string
	States      []StateReward
	Transitions []TransitionReward
}

// A StateReward is earned for each hour in a state.
type StateReward struct {
	State   string
	PerHour expression.Expr
}

// A TransitionReward is earned by each transition from one state to another.
type TransitionReward struct {
	From, To string
	Each     expression.Expr
}

// Question returns what the model asks.
func (m *Model) Question() markov.Question {
	return markov.Question{Measures: m.Measures, Hours: m.Hours}
}

// places says where in a file the parts of a chain are, by the places of
// [markov.Fault] and parameters.ID.
type places struct {
	file string
	at   map[string][2]int // line and column
}

// problem is a message about a part. What has no place of its own is where the
// file begins.
func (w places) problem(place, message string) problem.Problem {
	p := problem.Problem{File: w.file, Line: 1, Col: 1, Message: message}
	if at, ok := w.at[place]; ok {
		p.Line, p.Col = at[0], at[1]
	} else if w.at == nil {
		p.Element = place
	}
	return p
}

// Of returns the model of a chain, to write it down.
func Of(c *markov.Chain) *Model {
	m := &Model{}
	initial := map[int]float64{}
	for _, s := range c.Initial {
		initial[s.State] += s.Probability
	}
	for i, name := range c.States {
		s := State{ID: name}
		if p := initial[i]; p > 0 {
			e := expression.Num(p)
			s.Initial = &e
		}
		m.States = append(m.States, s)
	}
	for _, i := range c.Absorbing {
		m.States[i].Absorbing = true
	}
	for _, t := range c.Transitions {
		m.Transitions = append(m.Transitions, Transition{c.States[t.From], c.States[t.To], expression.Num(t.PerHour)})
	}
	for _, name := range sortedKeys(c.Sets) {
		var list []string
		for _, i := range c.Sets[name] {
			list = append(list, c.States[i])
		}
		if name == markov.Up {
			m.Up = list
		} else {
			m.Sets = append(m.Sets, Set{name, list})
		}
	}
	for _, r := range c.Rewards {
		out := Reward{ID: r.ID}
		for _, s := range r.States {
			out.States = append(out.States, StateReward{c.States[s.State], expression.Num(s.PerHour)})
		}
		for _, t := range r.Transitions {
			out.Transitions = append(out.Transitions, TransitionReward{c.States[t.From], c.States[t.To], expression.Num(t.Each)})
		}
		m.Rewards = append(m.Rewards, out)
	}
	return m
}
