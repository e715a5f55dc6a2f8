package faulttree

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"slices"

	"ninefold/analysis/internal/bdd"
)

// CutSetOptions control what is said about cut sets. The zero value means the
// defaults.
type CutSetOptions struct {
	Limit          int     // cut sets to list; 0 is read as 20, a negative number as none
	MaxOrder       int     // leave out cut sets of more events; 0 is read as no such limit
	MinProbability float64 // leave out cut sets that are less probable
}

const defaultCutSets = 20

func (o CutSetOptions) list() int {
	if o.Limit == 0 {
		return defaultCutSets
	}
	return o.Limit
}

// CutSets are the minimal cut sets of a top event. Count, ByOrder, Sum and
// UpperBound are of all of them, however many are listed. In JSON, whole numbers
// are decimal strings, because they may exceed what a JSON number holds.
//
// Without a cut-off, P(T) ≤ UpperBound ≤ Sum, but for rounding: for a coherent
// tree because its cut sets favour one another [EP63], and for one that is not
// because they are those of a coherent tree that is true wherever it is. Then the
// bounds may be far off where an event that helps is likely. UpperBound is P(T)
// itself where the tree is coherent and no two cut sets share an event. With a
// cut-off, P(T) ≤ UpperBound + Dropped.
type CutSets struct {
	Count      *big.Int   // exact; includes the empty set, which is the only one of a tree that is true of nothing
	ByOrder    []*big.Int // ByOrder[i] have order i+1
	Sum        float64    // of all their probabilities: the rare-event approximation, no probability itself; at most [math.MaxFloat64]
	UpperBound float64    // the min-cut upper bound 1 − ∏(1 − P(C)), to some 1e-13 of it
	Top        []CutSet   // the most probable, by decreasing probability, then by events
	Dropped    float64    // at most this the cut sets left out by a cut-off add to the probability of the top event
}

// A CutSet is a minimal set of basic events that together cause the top event.
type CutSet struct {
	Events      []string `json:"events" nullable:"false"` // sorted
	Order       int      `json:"order"`                   // number of events; 1 is a single point of failure
	Probability float64  `json:"probability"`             // of all its events occurring
}

type cutSetsJSON struct {
	Count      string   `json:"count"`
	ByOrder    []string `json:"byOrder"`
	Sum        float64  `json:"sum"`
	UpperBound float64  `json:"upperBound"`
	Top        []CutSet `json:"top"`
	Dropped    float64  `json:"dropped,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (c CutSets) MarshalJSON() ([]byte, error) {
	out := cutSetsJSON{Count: "0", ByOrder: []string{}, Sum: c.Sum, UpperBound: c.UpperBound, Top: c.Top, Dropped: c.Dropped}
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

// UnmarshalJSON implements [json.Unmarshaler].
func (c *CutSets) UnmarshalJSON(data []byte) error {
	var in cutSetsJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	out := CutSets{ByOrder: []*big.Int{}, Sum: in.Sum, UpperBound: in.UpperBound, Top: in.Top, Dropped: in.Dropped}
	for _, s := range append(in.ByOrder, in.Count) {
		n, ok := new(big.Int).SetString(s, 10)
		if !ok {
			return fmt.Errorf("faulttree: count %q is not a whole number", s)
		}
		out.ByOrder = append(out.ByOrder, n)
	}
	last := len(in.ByOrder)
	out.ByOrder, out.Count = out.ByOrder[:last], out.ByOrder[last]
	*c = out
	return nil
}

// CutSets returns the minimal cut sets of a top of the diagram, for events with
// probabilities p in [0, 1]. Where more than 200 share the last probability to be
// listed, any of them may be.
//
// Time is that of making their diagram once, and then of some passes over it, at
// most 16 of them for UpperBound; it does not depend on their number. It returns [ErrUnknownID] when top is not one
// of [Diagram.Tops], [ErrShape] or [ErrProbability] for p, [ErrTooLarge], or the error
// of ctx.
func (d *Diagram) CutSets(ctx context.Context, top string, p []float64, opt CutSetOptions) (CutSets, error) {
	i, err := d.checkAsked(top, p)
	if err != nil {
		return CutSets{}, err
	}
	s, err := d.minimalSets(ctx, i)
	if err != nil {
		return CutSets{}, err
	}
	if opt.MaxOrder > 0 || opt.MinProbability > 0 {
		return d.cutOff(ctx, s, p, opt)
	}
	q := byLevel(d, p)
	c := CutSets{Count: new(big.Int), Sum: s.Sum(q), Top: d.mostProbable(s, p, opt.list())}
	counts, err := s.CountBySize(ctx)
	if err != nil {
		return CutSets{}, err
	}
	c.ByOrder = byOrder(counts, c.Count)
	likeliest := s.BestOf(q, bdd.Choice{K: manyLikely, MaxSize: len(q), Least: likely, Ended: ctx.Err})
	c.UpperBound, err = minCutUpperBound(ctx, q, likeliest, s.Sum)
	return c, err
}

// byOrder adds the numbers up and drops that of the empty set.
func byOrder(bySize []*big.Int, count *big.Int) []*big.Int {
	for _, n := range bySize {
		count.Add(count, n)
	}
	return bySize[min(1, len(bySize)):]
}

// checkAsked returns the number of the top and what is wrong with it or with p.
func (d *Diagram) checkAsked(top string, p []float64) (int, error) {
	if len(p) != len(d.events) {
		return 0, fmt.Errorf("%w: %d for %d", ErrShape, len(p), len(d.events))
	}
	for i, q := range p {
		if err := d.checkRange(i, q); err != nil {
			return 0, err
		}
	}
	i := slices.Index(d.tops, top)
	if i < 0 {
		return 0, &InvalidError{top, fmt.Errorf("%w: not a top of the diagram", ErrUnknownID)}
	}
	return i, nil
}

// MinimalCutSets yields every minimal cut set of a top of the diagram, as sorted
// IDs, in no meaningful order. There may be more than anyone can wait for: look at
// [CutSets].Count first. Errors are those of [Diagram.CutSets].
func (d *Diagram) MinimalCutSets(top string) (iter.Seq[[]string], error) {
	i := slices.Index(d.tops, top)
	if i < 0 {
		return nil, &InvalidError{top, fmt.Errorf("%w: not a top of the diagram", ErrUnknownID)}
	}
	s, err := d.minimalSets(context.Background(), i)
	if err != nil {
		return nil, err
	}
	return func(yield func([]string) bool) {
		for vars := range s.All() {
			if !yield(d.names(d.eventsOf(vars))) {
				return
			}
		}
	}, nil
}

// minimalSets makes the minimal cut sets of a top, or returns those made before.
func (d *Diagram) minimalSets(ctx context.Context, top int) (*bdd.Sets, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, ok := d.sets[top]
	if !ok {
		m.sets, m.err = d.flat.MinimalSets(ctx, top, d.limit)
		switch {
		case errors.Is(m.err, bdd.ErrLimit):
			m.err = ErrTooLarge
		case m.err != nil: // the end of ctx, which says nothing about the sets
			return nil, m.err
		}
		d.sets[top] = m
	}
	return m.sets, m.err
}

// ties is how many cut sets that tie for the last place are compared by name.
const ties = 200

// mostProbable lists up to k sets. Probabilities are multiplied in the order of
// the events, so that they do not depend on the diagram.
func (d *Diagram) mostProbable(s *bdd.Sets, p []float64, k int) []CutSet {
	return d.listed(s.Best(byLevel(d, p), k, ties), p, k)
}

// listed returns the first k of some sets by probability, then by events.
func (d *Diagram) listed(sets []bdd.Set, p []float64, k int) []CutSet {
	type candidate struct {
		events      []int
		probability float64
	}
	var found []candidate
	for _, set := range sets {
		c := candidate{d.eventsOf(set.Vars), 1}
		for _, e := range c.events {
			c.probability *= p[e]
		}
		found = append(found, c)
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.probability, a.probability), slices.Compare(a.events, b.events))
	})
	list := []CutSet{}
	for _, c := range found[:min(len(found), max(k, 0))] {
		list = append(list, CutSet{Events: d.names(c.events), Order: len(c.events), Probability: c.probability})
	}
	return list
}

// eventsOf returns the events of variables, in increasing order.
func (d *Diagram) eventsOf(vars []uint32) []int {
	events := make([]int, len(vars))
	for i, v := range vars {
		events[i] = d.order[v]
	}
	slices.Sort(events)
	return events
}

func (d *Diagram) names(events []int) []string {
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = d.events[e]
	}
	return names
}
