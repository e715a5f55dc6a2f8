package network

import (
	"errors"
	"fmt"
)

// A Graph is a network of nodes and edges that fail independently.
type Graph struct {
	Directed bool   `json:"directed,omitempty"`
	Nodes    []Node `json:"nodes"`
	Edges    []Edge `json:"edges"`
}

// A Node is a vertex of a [Graph]. One that cannot fail, of Unreliability 0, is in no
// minimal set and has no importance.
type Node struct {
	ID            string  `json:"id"`
	Unreliability float64 `json:"unreliability,omitempty"` // in [0, 1]
}

// An Edge joins two nodes, or leads from one to the other where the graph is directed.
// Its ID differs from those of all other edges and nodes.
type Edge struct {
	ID            string  `json:"id"`
	From          string  `json:"from"`
	To            string  `json:"to"`
	Unreliability float64 `json:"unreliability"` // in [0, 1]
}

// A Query says what a network is for: that certain nodes are up and connected.
type Query struct {
	// Terminals are two nodes or more, each once. In a directed graph the first must
	// reach the others.
	Terminals []string `json:"terminals,omitempty"`

	// All makes every node a terminal. Terminals may then be empty, but for a directed
	// graph, which needs to know the first.
	All bool `json:"all,omitempty"`
}

// Causes of an [InvalidError]. Test for them with errors.Is.
var (
	ErrEmptyID     = errors.New("empty ID")
	ErrDuplicateID = errors.New("duplicate ID")
	ErrUnknownID   = errors.New("unknown node")
	ErrProbability = errors.New("unreliability outside [0, 1]")
	ErrTerminals   = errors.New("too few terminals")
)

// ErrTooLarge reports a valid question whose exact answer would take more states than
// allowed. [Bound] may help.
var ErrTooLarge = errors.New("network: state limit exceeded")

// An InvalidError says what is wrong with a graph or a query, and where.
type InvalidError struct {
	ID  string // of the edge, node or terminal
	Err error  // wraps ErrDuplicateID, ErrUnknownID, ...
}

func (e *InvalidError) Error() string { return fmt.Sprintf("network: %q: %v", e.ID, e.Err) }

func (e *InvalidError) Unwrap() error { return e.Err }

// Validate returns all that is wrong with g, each an [InvalidError], or nil.
func (g Graph) Validate() error {
	var faults []error
	fault := func(id string, err error) { faults = append(faults, &InvalidError{id, err}) }
	seen := map[string]bool{}
	check := func(id string, unreliability float64) {
		switch {
		case id == "":
			fault(id, ErrEmptyID)
		case seen[id]:
			fault(id, ErrDuplicateID)
		}
		seen[id] = true
		if !(unreliability >= 0 && unreliability <= 1) {
			fault(id, fmt.Errorf("%w: %g", ErrProbability, unreliability))
		}
	}
	nodes := map[string]bool{}
	for _, n := range g.Nodes {
		check(n.ID, n.Unreliability)
		nodes[n.ID] = true
	}
	for _, e := range g.Edges {
		check(e.ID, e.Unreliability)
		for _, end := range []string{e.From, e.To} {
			if !nodes[end] {
				fault(e.ID, fmt.Errorf("%w: %q", ErrUnknownID, end))
			}
		}
	}
	return errors.Join(faults...)
}

// terminals returns the indices of the terminals of q, the first first, or all that is
// wrong with g and q.
func (g Graph) terminals(q Query) ([]int, error) {
	faults := []error{g.Validate()}
	index := map[string]int{}
	for i, n := range g.Nodes {
		index[n.ID] = i
	}
	taken := make([]bool, len(g.Nodes))
	var out []int
	for _, id := range q.Terminals {
		i, ok := index[id]
		switch {
		case !ok:
			faults = append(faults, &InvalidError{id, fmt.Errorf("%w: terminal", ErrUnknownID)})
		case taken[i]:
			faults = append(faults, &InvalidError{id, fmt.Errorf("%w: terminal", ErrDuplicateID)})
		default:
			taken[i] = true
			out = append(out, i)
		}
	}
	switch {
	case q.All && g.Directed && len(q.Terminals) == 0:
		faults = append(faults, &InvalidError{"terminals", fmt.Errorf("%w: which is the first", ErrTerminals)})
	case q.All && len(g.Nodes) == 0, !q.All && len(q.Terminals) < 2:
		faults = append(faults, &InvalidError{"terminals", fmt.Errorf("%w: %d", ErrTerminals, len(q.Terminals))})
	}
	for i := range g.Nodes {
		if q.All && !taken[i] {
			out = append(out, i)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return out, nil
}
