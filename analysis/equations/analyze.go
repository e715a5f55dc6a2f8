package equations

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"ninefold/analysis/internal/bdd"
)

// Semantics says which solution of cyclic equations is meant.
type Semantics string

// The semantics there are.
const (
	Steady    Semantics = "steady"    // what has no cause to be down is up
	ColdStart Semantics = "coldStart" // what cannot come up from all being down is down
)

// Options control an analysis. The zero value means the defaults.
type Options struct {
	Semantics Semantics // empty is read as Steady
	NodeLimit int       // of a diagram while it is built; 0 is read as 20 million
	Sets      int       // minimal cut sets to list; 0 is read as 20, a negative number as none
}

const (
	defaultNodes = 20_000_000
	defaultSets  = 20
)

// A Result is what [Analyze] says. In JSON, whole numbers are decimal strings, because
// they may exceed what a JSON number holds.
type Result struct {
	Semantics     Semantics
	Unreliability float64 // probability that the root is down
	Reliability   float64 // that it is up
	CutSets       CutSets
	Importances   []Importance // of what can fail and the root needs, by ID
	Nodes         int          // of the diagram
}

// CutSets are the minimal sets of components whose failing brings the root down.
type CutSets struct {
	Count   *big.Int   // exact; the empty set counts: where a cold start is impossible
	ByOrder []*big.Int // ByOrder[i] have i components
	Sum     float64    // of their probabilities: an upper bound, no probability itself
	Top     []CutSet   // the most probable, by decreasing probability
}

// A CutSet is a minimal cut set.
type CutSet struct {
	Components  []string `json:"components"`  // IDs, sorted
	Probability float64  `json:"probability"` // that all have failed
}

// An Importance says what the failing of a component does.
type Importance struct {
	ID            string   `json:"id"`
	Unreliability float64  `json:"unreliability"`
	Birnbaum      float64  `json:"birnbaum"`              // P(root down given failed) − P(root down given not)
	Criticality   *float64 `json:"criticality,omitempty"` // absent where the root is never down
}

// MarshalJSON implements [json.Marshaler].
func (r Result) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Semantics     Semantics    `json:"semantics"`
		Unreliability float64      `json:"unreliability"`
		Reliability   float64      `json:"reliability"`
		CutSets       CutSets      `json:"cutSets"`
		Importances   []Importance `json:"importances"`
		Nodes         int          `json:"nodes"`
	}(r))
}

// MarshalJSON implements [json.Marshaler].
func (c CutSets) MarshalJSON() ([]byte, error) {
	out := struct {
		Count   string   `json:"count"`
		ByOrder []string `json:"byOrder"`
		Sum     float64  `json:"sum"`
		Top     []CutSet `json:"top"`
	}{"0", []string{}, c.Sum, c.Top}
	if c.Count != nil {
		out.Count = c.Count.String()
	}
	for _, n := range c.ByOrder {
		out.ByOrder = append(out.ByOrder, n.String())
	}
	if out.Top == nil {
		out.Top = []CutSet{}
	}
	return json.Marshal(out)
}

// Analyze solves the equations of what root needs in s and quantifies them, exactly up
// to rounding. Components fail by themselves independently.
//
// Time is at worst exponential in how much is shared, not in the number of components;
// the minimal cut sets cost nothing each. It returns all that is wrong with s, root and
// opt, [ErrTooLarge], or the error of ctx.
func Analyze(ctx context.Context, s System, root string, opt Options) (Result, error) {
	if opt.Semantics == "" {
		opt.Semantics = Steady
	}
	if opt.NodeLimit <= 0 {
		opt.NodeLimit = defaultNodes
	}
	at, err := s.index()
	i, ok := at[root]
	if !ok {
		err = errors.Join(err, &InvalidError{root, fmt.Errorf("%w: root", ErrUnknownID)})
	}
	if opt.Semantics != Steady && opt.Semantics != ColdStart {
		err = errors.Join(err, fmt.Errorf("equations: unknown semantics %q", opt.Semantics))
	}
	if err != nil {
		return Result{}, err
	}
	n := newNet(s, at, i)
	d, err := n.solve(ctx, opt.Semantics, opt.NodeLimit)
	if err != nil {
		return Result{}, err
	}
	p := make([]float64, len(d.vertex))
	for i, v := range d.vertex {
		if v != none {
			p[i] = n.unreliability[v]
		}
	}
	values := d.flat.Probability(p)
	r := Result{Semantics: opt.Semantics, Unreliability: values[0], Reliability: values[1], Nodes: d.flat.Len()}
	r.Importances = n.importances(d, p, values[0])
	r.CutSets, err = n.cutSets(ctx, d, p, opt)
	return r, err
}

func (n *net) importances(d *solution, p []float64, whole float64) []Importance {
	_, birnbaum := d.flat.Gradient(p, []float64{1, 0})
	out := []Importance{}
	for i, v := range d.vertex {
		if v == none {
			continue
		}
		m := Importance{ID: n.id[v], Unreliability: p[i], Birnbaum: max(birnbaum[i], 0)} // below is rounding
		if whole > 0 {
			criticality := min(m.Birnbaum*p[i]/whole, 1)
			m.Criticality = &criticality
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Importance) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func (n *net) cutSets(ctx context.Context, d *solution, p []float64, opt Options) (CutSets, error) {
	s, err := d.flat.MinimalSets(ctx, 0, opt.NodeLimit)
	if errors.Is(err, bdd.ErrLimit) {
		return CutSets{}, fmt.Errorf("%w by the minimal cut sets", ErrTooLarge)
	} else if err != nil {
		return CutSets{}, err
	}
	counts, err := s.CountBySize(ctx)
	if err != nil {
		return CutSets{}, err
	}
	out := CutSets{Count: new(big.Int), ByOrder: counts, Sum: s.Sum(p), Top: []CutSet{}}
	for _, some := range out.ByOrder {
		out.Count.Add(out.Count, some)
	}
	list := opt.Sets
	if list == 0 {
		list = defaultSets
	}
	for _, set := range s.Best(p, list, 0) {
		ids := make([]string, len(set.Vars))
		for i, level := range set.Vars {
			ids[i] = n.id[d.vertex[level]]
		}
		slices.Sort(ids)
		out.Top = append(out.Top, CutSet{ids, set.Product})
	}
	return out, nil
}
