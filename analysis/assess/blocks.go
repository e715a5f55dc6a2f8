package assess

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"ninefold/analysis/rbd"
	"ninefold/models/assessment"
)

// blocks is the block diagram of "every user is served": what has to work. It is
// nil where a picture of blocks makes no sense or takes too long.
func (b *builder) blocks(ctx context.Context, q *quantified) (*assessment.Block, error) {
	root, ok := q.syn.Blocks(q.syn.Any)
	if !ok {
		return nil, nil //nolint:nilnil // the contract: no diagram is no fault
	}
	down := map[string]float64{}
	for i, e := range q.events {
		down[e.ID] = q.p[i]
	}
	r, err := rbd.Analyze(ctx, rbd.Diagram{Root: root, Unavailability: down}, rbd.Options{NodeLimit: drawnNodes})
	if errors.Is(err, rbd.ErrTooLarge) {
		return nil, nil //nolint:nilnil // as above
	} else if err != nil {
		return nil, fmt.Errorf("assess: the blocks of journey %s: %w", q.journey.ID, err)
	}
	return ptr(b.block(q, r.Root)), nil
}

func (b *builder) block(q *quantified, r rbd.BlockResult) assessment.Block {
	out := assessment.Block{Kind: r.Kind, K: r.K, Label: cmp.Or(r.Label, r.Kind), Event: r.Event, Availability: r.Availability}
	if i, ok := q.index[r.Event]; ok {
		out.Label = b.names.event(q.events[i])
	}
	for _, inner := range r.Blocks {
		out.Blocks = append(out.Blocks, b.block(q, inner))
	}
	return out
}
