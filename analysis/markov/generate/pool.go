package generate

import (
	"context"
	"fmt"
	"slices"

	"ninefold/analysis/markov"
)

// A Pool is pods on nodes. A node that fails takes its pods down; they wait until
// they are started on the node with the fewest that has room.
type Pool struct {
	Nodes           int     `json:"nodes"`
	Pods            int     `json:"pods"`
	Needed          int     `json:"needed"`            // pods
	PerNode         int     `json:"perNode,omitempty"` // pods that fit on a node; 0 means all
	NodeFailureRate float64 `json:"nodeFailureRate"`
	NodeRepairRate  float64 `json:"nodeRepairRate"` // of each failed node, or of a crew
	NodeCrews       int     `json:"nodeCrews,omitempty"`
	PodFailureRate  float64 `json:"podFailureRate,omitempty"`
	StartRate       float64 `json:"startRate"`          // 1 / hours from a failure until a pod serves elsewhere
	Starters        int     `json:"starters,omitempty"` // pods started at a time; 0 means all
}

// mostNodes and mostPods bound a pool: how its pods are spread over its nodes is
// its state.
const (
	mostNodes = 255
	mostPods  = 255
)

// Validate says all that is wrong with p.
func (p Pool) Validate() error {
	c := &check{system: "pool"}
	c.count("nodes", p.Nodes, 1, mostNodes)
	c.count("pods", p.Pods, 1, mostPods)
	c.count("needed", p.Needed, 1, p.Pods)
	c.count("pods per node", p.PerNode, 0, mostPods)
	c.count("crews", p.NodeCrews, 0, mostNodes)
	c.count("starters", p.Starters, 0, mostPods)
	if p.PerNode > 0 && p.PerNode*p.Nodes < p.Pods {
		c.addf("%d pods do not fit on %d nodes with room for %d each", p.Pods, p.Nodes, p.PerNode)
	}
	c.rate("failure rate of nodes", p.NodeFailureRate)
	c.rate("repair rate of nodes", p.NodeRepairRate)
	c.maybe("failure rate of pods", p.PodFailureRate)
	c.rate("start rate", p.StartRate)
	return c.err()
}

// Chain returns the chain of how many pods are on each working node, most first:
// nodes are not told apart. It begins with the pods spread evenly. It returns what
// Validate does, and an error wrapping [markov.ErrBudget] for pools with more than
// five million states.
func (p Pool) Chain(ctx context.Context) (*markov.Chain, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	even := make([]byte, p.Nodes)
	for i := range p.Pods {
		even[i%p.Nodes]++
	}
	chain, _, err := markov.Explore(ctx, markov.Space[string]{
		Start: []string{string(even)},
		Moves: p.moves,
		Name:  func(s string) string { return fmt.Sprintf("%d nodes, pods %v", len(s), []byte(s)) },
		Up:    func(s string) bool { return podsOf(s) >= p.Needed },
	}, mostStates)
	return chain, err
}

// podsOf returns how many pods a state has.
func podsOf(s string) int {
	n := 0
	for i := range len(s) {
		n += int(s[i])
	}
	return n
}

func (p Pool) moves(s string, emit func(string, float64)) {
	emit(s+"\x00", served(p.Nodes-len(s), p.NodeCrews)*p.NodeRepairRate)
	for i := 0; i < len(s); {
		like := 1 // nodes with as many pods
		for i+like < len(s) && s[i+like] == s[i] {
			like++
		}
		emit(s[:i]+s[i+1:], float64(like)*p.NodeFailureRate)
		if s[i] > 0 {
			last := i + like - 1 // the order stays
			emit(s[:last]+string([]byte{s[last] - 1})+s[last+1:], float64(like)*float64(s[i])*p.PodFailureRate)
		}
		i += like
	}
	if len(s) == 0 {
		return
	}
	if least := s[len(s)-1]; p.PerNode == 0 || int(least) < p.PerNode {
		next := []byte(s)
		next[slices.Index(next, least)]++
		emit(string(next), served(p.Pods-podsOf(s), p.Starters)*p.StartRate)
	}
}
