package rbd

import (
	"context"
	"math/big"

	"ninefold/analysis/internal/bdd"
)

// A compiler turns blocks into functions of the components, one variable each, in
// the order in which they are first named.
type compiler struct {
	root  *Block
	level map[string]uint32  // of a component's variable
	down  []float64          // unavailability by level
	known map[*Block]outcome // of the blocks in which something repeats
}

// An outcome is the probability of a block being down, and of it working.
type outcome struct{ down, up float64 }

func newCompiler(d *Diagram) *compiler {
	c := &compiler{root: &d.Root, level: map[string]uint32{}, known: map[*Block]outcome{}}
	c.declare(&d.Root, d.Unavailability)
	return c
}

func (c *compiler) declare(b *Block, unavailability map[string]float64) {
	if _, ok := c.level[b.Event]; !ok && b.Kind == Component {
		c.level[b.Event] = uint32(len(c.level))
		c.down = append(c.down, unavailability[b.Event])
	}
	for i := range b.Blocks {
		c.declare(&b.Blocks[i], unavailability)
	}
}

// quantify fills in known, and returns the derivative of the unavailability of
// the diagram by that of every component, by level.
func (c *compiler) quantify(ctx context.Context, limit int) ([]float64, error) {
	m := bdd.New(ctx, limit)
	var repeating []*Block
	var roots []bdd.Ref // down and up of each repeating block, then down of the diagram
	whole := c.function(m, c.root, func(b *Block) int { return len(b.Blocks) - b.required() + 1 }, func(b *Block, down bdd.Ref) {
		if b.repeats() {
			repeating = append(repeating, b)
			roots = append(roots, down, down.Not())
		}
	})
	roots = append(roots, whole)
	flat := m.Flatten(len(c.down), roots)
	if m.Err() != nil {
		return nil, m.Err()
	}
	p := flat.Probability(c.down)
	for i, b := range repeating {
		c.known[b] = outcome{down: p[2*i], up: p[2*i+1]}
	}
	weights := make([]float64, len(roots))
	weights[len(roots)-1] = 1
	_, birnbaum := flat.Gradient(c.down, weights)
	for i, b := range birnbaum {
		birnbaum[i] = max(b, 0) // coherent: below is rounding
	}
	return birnbaum, nil
}

// pathSets returns how many minimal sets of components suffice: the minimal sets
// of the function that the diagram works, of variables that components work.
func (c *compiler) pathSets(ctx context.Context, limit int) (*big.Int, error) {
	m := bdd.New(ctx, limit)
	up := c.function(m, c.root, func(b *Block) int { return b.required() }, func(*Block, bdd.Ref) {})
	flat := m.Flatten(len(c.down), []bdd.Ref{up})
	if m.Err() != nil {
		return nil, m.Err()
	}
	sets, err := flat.MinimalSets(ctx, 0, limit)
	if err != nil {
		return nil, err
	}
	sum := new(big.Int)
	counts, err := sets.CountBySize(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range counts {
		sum.Add(sum, n)
	}
	return sum, nil
}

// function returns the function of b that at least need(b) of its blocks' are
// true, and shows that of every group to seen.
func (c *compiler) function(m *bdd.Manager, b *Block, need func(*Block) int, seen func(*Block, bdd.Ref)) bdd.Ref {
	if b.Kind == Component {
		return m.Var(c.level[b.Event])
	}
	votes := make([]bdd.Vote, len(b.Blocks))
	for i := range b.Blocks {
		votes[i] = bdd.Vote{F: c.function(m, &b.Blocks[i], need, seen), Weight: 1}
	}
	f := m.AtLeast(need(b), votes)
	seen(b, f)
	return f
}

// result returns b with the values of it and of all in it.
func (c *compiler) result(b *Block) BlockResult {
	r := BlockResult{Kind: b.Kind, K: b.K, Label: b.Label, Event: b.Event}
	if b.Kind == Component {
		r.Unavailability = c.down[c.level[b.Event]]
		r.Availability = 1 - r.Unavailability
		return r
	}
	for i := range b.Blocks {
		r.Blocks = append(r.Blocks, c.result(&b.Blocks[i]))
	}
	o, ok := c.known[b]
	if !ok {
		o = independent(r.Blocks, b.required())
	}
	r.Unavailability, r.Availability = o.down, o.up
	return r
}

// independent returns the outcome of a group of which at least k must work and
// nothing repeats [BH84].
func independent(blocks []BlockResult, k int) outcome {
	most := len(blocks) - k           // so many may be down
	failed := make([]float64, most+2) // P(exactly so many are down); the last: or more
	failed[0] = 1
	for _, b := range blocks {
		u, a := b.Unavailability, b.Availability
		failed[most+1] += float64(failed[most] * u)
		for j := most; j > 0; j-- {
			failed[j] = float64(failed[j]*a) + float64(failed[j-1]*u)
		}
		failed[0] *= a
	}
	o := outcome{down: min(failed[most+1], 1)}
	for _, p := range failed[:most+1] {
		o.up += p
	}
	o.up = min(o.up, 1) // above is rounding
	return o
}
