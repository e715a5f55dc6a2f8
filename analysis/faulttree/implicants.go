package faulttree

import (
	"cmp"
	"context"
	"errors"
	"math/big"
	"slices"

	"ninefold/analysis/internal/bdd"
)

// Implicants are the prime implicants of a top event: the weakest conditions,
// that events have occurred and that others have not, under which it is certain.
// For a coherent tree they are its minimal cut sets.
type Implicants struct {
	Count   *big.Int
	ByOrder []*big.Int  // ByOrder[i] have order i+1
	Top     []Implicant // the most probable, by decreasing probability, then by events
}

// An Implicant is a prime implicant.
type Implicant struct {
	Events      []string `json:"events" nullable:"false"` // that have occurred, sorted
	Absent      []string `json:"absent" nullable:"false"` // that have not, sorted
	Order       int      `json:"order"`                   // number of both
	Probability float64  `json:"probability"`
}

// PrimeImplicants returns the prime implicants of a top of the diagram, for
// events with probabilities p in [0, 1]. There may be far more than minimal cut
// sets; opt.Limit is how many to list, and its cut-offs are not looked at. Errors
// are those of [Diagram.CutSets].
func (d *Diagram) PrimeImplicants(ctx context.Context, top string, p []float64, opt CutSetOptions) (Implicants, error) {
	i, err := d.checkAsked(top, p)
	if err != nil {
		return Implicants{}, err
	}
	s, err := d.flat.PrimeImplicants(ctx, i, d.limit)
	if errors.Is(err, bdd.ErrLimit) {
		return Implicants{}, ErrTooLarge
	}
	if err != nil {
		return Implicants{}, err
	}
	out := Implicants{Count: new(big.Int), Top: []Implicant{}}
	counts, err := s.CountBySize(ctx)
	if err != nil {
		return Implicants{}, err
	}
	out.ByOrder = byOrder(counts, out.Count)
	literals := make([]float64, 0, 2*len(d.order))
	for _, q := range byLevel(d, p) {
		literals = append(literals, q, 1-q)
	}
	limit := opt.list()
	for _, set := range s.Best(literals, limit, ties) {
		out.Top = append(out.Top, d.implicant(set))
	}
	slices.SortFunc(out.Top, func(a, b Implicant) int {
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), slices.Compare(a.Events, b.Events), slices.Compare(a.Absent, b.Absent))
	})
	out.Top = out.Top[:min(len(out.Top), max(limit, 0))]
	return out, nil
}

func (d *Diagram) implicant(set bdd.Set) Implicant {
	i := Implicant{Events: []string{}, Absent: []string{}, Order: len(set.Vars), Probability: set.Product}
	for _, l := range set.Vars {
		id := d.events[d.order[l/2]]
		if l%2 == 0 {
			i.Events = append(i.Events, id)
		} else {
			i.Absent = append(i.Absent, id)
		}
	}
	slices.Sort(i.Events)
	slices.Sort(i.Absent)
	return i
}
