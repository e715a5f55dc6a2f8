package model

import (
	"fmt"
	"strings"

	"ninefold/analysis/internal/figures"
)

// What a document says it is.
const (
	APIVersion = "ninefold/v1"
	Kind       = "Network"
)

// A Model is a network and what is asked of it.
type Model struct {
	Label     string
	Nodes     []Node
	Edges     []Edge
	Questions []Question // at least one
}

// A Node is up or not.
type Node struct {
	ID, Label      string
	Unavailability float64 // in [0, 1]
}

// An Edge joins two nodes. Its ID differs from those of all other edges and nodes.
type Edge struct {
	ID, Label      string
	From, To       string
	Directed       bool // it leads from From to To only
	Unavailability float64
}

// A Question is whether nodes are up and connected.
type Question struct {
	ID, Label string
	Terminals []string // where edges are directed, the first must reach the others
	All       bool     // every node is a terminal
	Pairs     bool     // every two of Terminals are asked about, or of all nodes
}

// Options complete a model. The zero value adds nothing.
type Options struct {
	MissionTimeHours float64  // instead of that of the file, if positive
	Nodes, Edges     *float64 // unavailability of those that state none, instead of the default of the file
	Terminals        []string // asked about instead of what the file asks: IDs, or labels that only one node has; "all" is all
	Pairs            bool     // every two of Terminals are asked about, or of all nodes
}

// LongestHours is the longest time there may be.
const LongestHours = figures.LongestHours

// Unavailability returns what a reliability lacks to 1, with all digits of its text, for
// [Options]. It returns an error where that is no number from 0 to 1.
func Unavailability(reliability string) (float64, error) {
	return figures.Probability(figures.Reliability, reliability)
}

// Directed tells whether any edge is.
func (m *Model) Directed() bool {
	for i := range m.Edges {
		if m.Edges[i].Directed {
			return true
		}
	}
	return false
}

// Fails tells whether anything can fail.
func (m *Model) Fails() bool {
	for i := range m.Edges {
		if m.Edges[i].Unavailability > 0 {
			return true
		}
	}
	for i := range m.Nodes {
		if m.Nodes[i].Unavailability > 0 {
			return true
		}
	}
	return false
}

// all is what stands for all nodes, where no node is called so.
const all = "all"

// ask makes the question of the options, or says all that is wrong with it.
func (m *Model) ask(opt Options) ([]Question, []string) {
	q := Question{Pairs: opt.Pairs}
	ids, labels := map[string]bool{}, map[string][]string{}
	for i := range m.Nodes {
		n := &m.Nodes[i]
		ids[n.ID] = true
		if n.Label != "" {
			labels[n.Label] = append(labels[n.Label], n.ID)
		}
	}
	if len(opt.Terminals) == 0 || len(opt.Terminals) == 1 && opt.Terminals[0] == all && !ids[all] {
		q.All = true
		if m.Directed() && !opt.Pairs {
			return nil, []string{"edges are directed: state the terminals, the first of which must reach the others"}
		}
		return named([]Question{q}), nil
	}
	var faults []string
	taken := map[string]bool{}
	for _, name := range opt.Terminals {
		id := name
		if same := labels[name]; !ids[name] && len(same) > 1 {
			faults = append(faults, fmt.Sprintf("%d nodes have the label %.40q: name one by its id, such as %.40q", len(same), name, same[0]))
			continue
		} else if !ids[name] && len(same) == 1 {
			id = same[0]
		}
		switch {
		case !ids[id]:
			faults = append(faults, fmt.Sprintf("there is no node %.40q", name))
		case taken[id]:
			faults = append(faults, fmt.Sprintf("%.40q is named twice", name))
		}
		taken[id] = true
		q.Terminals = append(q.Terminals, id)
	}
	if len(q.Terminals) < 2 && faults == nil {
		faults = append(faults, "a network connects two terminals or more")
	}
	return named([]Question{q}), faults
}

// named gives questions that have none an ID of their own.
func named(questions []Question) []Question {
	taken := map[string]bool{}
	for i := range questions {
		taken[questions[i].ID] = true
	}
	for i := range questions {
		q := &questions[i]
		if q.ID == "" {
			q.ID = unused(q.name(), taken)
			taken[q.ID] = true
		}
	}
	return questions
}

// name is what a question is called by what it is about.
func (q Question) name() string {
	text := all
	if !q.All {
		text = strings.Join(q.Terminals[:min(len(q.Terminals), 3)], "-")
	}
	if len(q.Terminals) > 3 && !q.All {
		text = fmt.Sprintf("%s and %d more", text, len(q.Terminals)-3)
	}
	if q.Pairs {
		return "pairs of " + text
	}
	return text
}

// unused returns name, with a number where it is taken.
func unused(name string, taken map[string]bool) string {
	id := name
	for n := 2; taken[id]; n++ {
		id = fmt.Sprintf("%s (%d)", name, n)
	}
	return id
}

// nameEdges gives edges that have none an ID that no other edge or node has.
func (m *Model) nameEdges() {
	taken, next := map[string]bool{}, map[string]int{}
	for i := range m.Nodes {
		taken[m.Nodes[i].ID] = true
	}
	for i := range m.Edges {
		taken[m.Edges[i].ID] = true
	}
	for i := range m.Edges {
		e := &m.Edges[i]
		if e.ID != "" {
			continue
		}
		name := e.From + "-" + e.To
		if e.Directed {
			name = e.From + "->" + e.To
		}
		e.ID = name
		for n := max(next[name], 2); taken[e.ID]; n++ { // a thousand may join the same nodes
			e.ID, next[name] = fmt.Sprintf("%s (%d)", name, n), n+1
		}
		taken[e.ID] = true
	}
}
