package network

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"

	"ninefold/analysis/internal/bdd"
)

// SetOptions control what is said about minimal sets. The zero value means the
// defaults.
type SetOptions struct {
	Options
	Limit int // sets to list; 0 is read as 20, a negative number as none
}

const defaultSets = 20

// Sets are minimal sets of edges and nodes that can fail. In JSON, whole numbers are
// decimal strings, because they may exceed what a JSON number holds.
type Sets struct {
	Count   *big.Int   // exact; the empty set counts
	ByOrder []*big.Int // ByOrder[i] have i components
	Sum     float64    // of their probabilities: an upper bound, no probability itself
	Top     []Set      // the most probable, by decreasing probability
}

// A Set is a minimal set of components.
type Set struct {
	Components  []string `json:"components"`  // IDs, edges first, in the order of the graph
	Probability float64  `json:"probability"` // that all work, for a path set, or that all have failed
}

// MarshalJSON implements [json.Marshaler].
func (s Sets) MarshalJSON() ([]byte, error) {
	out := struct {
		Count   string   `json:"count"`
		ByOrder []string `json:"byOrder"`
		Sum     float64  `json:"sum"`
		Top     []Set    `json:"top"`
	}{"0", []string{}, s.Sum, s.Top}
	if s.Count != nil {
		out.Count = s.Count.String()
	}
	for _, n := range s.ByOrder {
		out.ByOrder = append(out.ByOrder, n.String())
	}
	if out.Top == nil {
		out.Top = []Set{}
	}
	return json.Marshal(out)
}

// PathSets returns the minimal path sets of g for q: the sets of edges and nodes that
// suffice when all else has failed. For two terminals these are the simple paths, for
// all of them the spanning trees.
//
// They are counted exactly, however many there are, and the most probable ones listed.
// The diagram they come from is of the graph after series and parallel reductions, and
// larger than the states of [Reliability], as nothing is summed up. Errors are those of
// [Reliability].
func PathSets(ctx context.Context, g Graph, q Query, opt SetOptions) (Sets, error) {
	return minimalSets(ctx, g, q, opt, true)
}

// CutSets returns the minimal cut sets of g for q: the sets of edges and nodes whose
// failing suffices for the terminals not to be connected. See [PathSets].
func CutSets(ctx context.Context, g Graph, q Query, opt SetOptions) (Sets, error) {
	return minimalSets(ctx, g, q, opt, false)
}

func minimalSets(ctx context.Context, g Graph, q Query, opt SetOptions, works bool) (Sets, error) {
	p, err := pose(g, q, true)
	if err != nil {
		return Sets{}, err
	}
	b := setBuilder{problem: p, works: works, opt: opt.Options}
	flat, err := b.build(ctx)
	if err != nil {
		return Sets{}, tooLarge(err)
	}
	s, err := flat.MinimalSets(ctx, 0, b.opt.limit())
	if err != nil {
		return Sets{}, tooLarge(err)
	}
	counts, err := s.CountBySize(ctx)
	if err != nil {
		return Sets{}, err
	}
	out := Sets{Count: new(big.Int), ByOrder: counts, Top: []Set{}}
	if out.ByOrder == nil {
		out.ByOrder = []*big.Int{}
	}
	for _, n := range out.ByOrder {
		out.Count.Add(out.Count, n)
	}
	chance := b.chances()
	out.Sum = s.Sum(chance)
	list := opt.Limit
	if list == 0 {
		list = defaultSets
	}
	for _, set := range s.Best(chance, list, 0) {
		out.Top = append(out.Top, Set{b.names(set.Vars), set.Product})
	}
	return out, nil
}

func tooLarge(err error) error {
	if errors.Is(err, bdd.ErrLimit) {
		return ErrTooLarge
	}
	return err
}
