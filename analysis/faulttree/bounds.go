package faulttree

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// Bounds are two probabilities between which that of a top event surely is.
type Bounds struct {
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

// BoundOptions control [Bound]. The zero value means the defaults.
type BoundOptions struct {
	NodeLimit int          // the budget: nodes each diagram may have while it is built; 0 is read as 1 million
	Ratio     float64      // stop where Upper ≤ Ratio · Lower; less than 1 is read as 1
	Improved  func(Bounds) // told of every improvement
}

const (
	defaultBoundNodes = 1 << 20
	firstBoundNodes   = 1 << 14
	leastTried        = 4 // events at a time
)

// Bound returns bounds of the probability of the top event of a coherent tree
// that may be too large for [Compile]. They get better while it runs, and a
// larger budget begins with what a smaller one does, so it never gives worse.
//
// They are certain: with some events fixed as occurred the tree is true wherever
// it was, and with some fixed as not occurred only where it was. Both are smaller
// trees and are quantified exactly. Which events to fix is decided by a rough
// estimate of what each does, which may be bad, but makes no bound wrong. More
// and more are left free as far as the budget allows; where all are, the bounds
// meet.
//
// What is certain is certain but for the rounding of each exact quantification,
// some 1e-14 of it. It returns the faults of t, [ErrNotCoherent], or the error of
// ctx, the latter with the bounds so far.
func Bound(ctx context.Context, t Tree, opt BoundOptions) (Bounds, error) {
	b := bounder{now: Bounds{Upper: 1}, BoundOptions: opt}
	if err := t.Validate(); err != nil {
		return b.now, err
	}
	b.g, b.events = newGraph(t, []string{t.Top}, 0)
	b.g = b.g.simplified(0)
	if !b.g.coherent() {
		return b.now, ErrNotCoherent
	}
	if b.NodeLimit <= 0 {
		b.NodeLimit = defaultBoundNodes
	}
	b.p, _ = t.Parameters(b.events)
	b.rank()
	for budget := min(firstBoundNodes, b.NodeLimit); ; budget = min(4*budget, b.NodeLimit) {
		for side := range b.fixed {
			if err := b.free(ctx, side, budget); err != nil || b.done() {
				return b.now, err
			}
		}
		if budget == b.NodeLimit {
			return b.now, nil
		}
	}
}

// The sides of a bound.
const (
	lower = iota
	upper
)

// A bounder is looking for bounds.
type bounder struct {
	BoundOptions
	g      *graph
	events []string
	p      []float64
	now    Bounds
	fixed  [2][]int // by side: the leaves still fixed, those that seem to matter most first
}

// rank fixes all leaves.
func (b *bounder) rank() {
	effect := b.g.effects(b.p)
	for side := range b.fixed {
		weigh := func(l int) float64 {
			if side == lower {
				return effect[l] * b.p[l]
			}
			return effect[l] * (1 - b.p[l])
		}
		for l := range b.g.leaves {
			b.fixed[side] = append(b.fixed[side], l)
		}
		slices.SortStableFunc(b.fixed[side], func(i, j int) int { return cmp.Compare(weigh(j), weigh(i)) })
	}
}

func (b *bounder) done() bool { return b.now.Upper <= max(1, b.Ratio)*b.now.Lower }

// free frees leaves of a side as far as the budget allows: many at a time where
// that works, and past a few where it does not.
func (b *bounder) free(ctx context.Context, side, budget int) error {
	fixed := b.fixed[side]
	size, at := max(leastTried, len(fixed)/8), 0
	for at < len(fixed) && !b.done() {
		end := min(at+size, len(fixed))
		rest := slices.Concat(fixed[:at], fixed[end:])
		x, err := b.restricted(ctx, side, rest, budget)
		switch {
		case err == nil:
			fixed = rest
			size *= 2
			b.improve(side, x, len(rest) == 0)
		case !errors.Is(err, ErrTooLarge):
			return err
		case size > leastTried:
			size /= 2
		default:
			at = end
		}
		b.fixed[side] = fixed
	}
	return nil
}

// improve takes a bound that is better; the exact value is both.
func (b *bounder) improve(side int, x float64, exact bool) {
	before := b.now
	switch {
	case exact:
		b.now = Bounds{x, x}
	case side == lower:
		b.now.Lower = max(b.now.Lower, x)
	default:
		b.now.Upper = min(b.now.Upper, x)
	}
	if b.Improved != nil && b.now != before {
		b.Improved(b.now)
	}
}

// restricted returns the exact probability with some leaves fixed.
func (b *bounder) restricted(ctx context.Context, side int, leaves []int, budget int) (float64, error) {
	fixed := make([]bool, b.g.leaves)
	for _, l := range leaves {
		fixed[l] = true
	}
	to := never
	if side == upper {
		to = always
	}
	d := &Diagram{events: b.events, limit: budget}
	if err := d.build(ctx, b.g.with(fixed, to).simplified(0), Options{NodeLimit: budget, Skip: Reordering}); err != nil {
		return 0, err
	}
	return d.Probability(b.p)[0], nil
}

// with copies the graph with some leaves fixed.
func (g *graph) with(fixed []bool, to lit) *graph {
	return g.rebuilt(0, func(r *rebuilder, n int) lit {
		old := g.gateOf(n)
		inputs := r.renewed(old.inputs)
		for i, in := range old.inputs {
			if !in.constant() && g.isLeaf(in.node()) && fixed[in.node()] {
				inputs[i].lit = to
			}
		}
		return r.add(old.op, old.k, inputs)
	})
}

// effects estimates the derivative of the first top's probability by that of
// every leaf of a coherent graph, as if no gates shared anything.
func (g *graph) effects(p []float64) []float64 {
	value := make([]float64, g.nodes())
	copy(value, p)
	for i := range g.gates {
		value[g.leaves+i] = g.gates[i].estimate(value, none, 0)
	}
	out := make([]float64, g.nodes())
	if !g.tops[0].constant() {
		out[g.tops[0].node()] = 1
	}
	for i, gate := range slices.Backward(g.gates) {
		weight := out[g.leaves+i]
		for _, in := range gate.inputs {
			if n := in.node(); !in.constant() && weight > 0 {
				out[n] += weight * (gate.estimate(value, n, 1) - gate.estimate(value, n, 0))
			}
		}
	}
	return out[:g.leaves]
}

// estimate returns the probability of a gate of independent inputs, of which one
// node has another value than the given.
func (g *gate) estimate(value []float64, node int, other float64) float64 {
	k := g.k
	switch g.op {
	case And:
		k = len(g.inputs)
	case Or:
		k = 1
	}
	atLeast := make([]float64, k+1) // the probability that the inputs so far weigh as much
	atLeast[0] = 1
	for _, in := range g.inputs {
		q, weight := 1.0, in.weight
		if !in.constant() {
			q = value[in.node()]
			if in.node() == node {
				q = other
			}
		} else if in.lit == never {
			q = 0
		}
		if g.op != AtLeast {
			weight = 1
		}
		for j := k; j > 0; j-- {
			atLeast[j] += q * (atLeast[max(0, j-weight)] - atLeast[j])
		}
	}
	return atLeast[k]
}
