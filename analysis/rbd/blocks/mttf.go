package blocks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"

	"ninefold/analysis/faulttree"
)

// A MTTF is the mean time to failure of a system in which nothing is repaired.
type MTTF struct {
	Hours         float64 `json:"hours"`
	RelativeError float64 `json:"relativeError"` // to be expected of Hours; certain where Method is elimination
	Lower         float64 `json:"lower"`         // certain bounds
	Upper         float64 `json:"upper"`
	Method        string  `json:"method"` // elimination, of the chain of all states, or integration
}

const (
	chainEvents = 10        // up to so many make a chain of all their states
	order       = 16        // of the rules
	mostPieces  = 20_000    // halved so often
	finePoints  = 10_000    // for bounds: closer than 1 %
	fewPoints   = 1_000     // for those of chains, where each takes its time
	mostLooks   = 5_000_000 // at nodes of a diagram, for bounds
	mostStates  = 1_000_000 // of components at once
	leastLeft   = 1e-3      // share of the tolerance that may lie beyond the last piece
	firstPiece  = 1.0 / 512 // of what the mean can be at most
)

// MTTF returns the mean time to failure; nil where the system may never fail, or
// only after a time that has no mean. It returns [ErrTooLarge] where the integral
// takes too many pieces, or the error of ctx.
func (v *Solver) MTTF(ctx context.Context) (*MTTF, error) {
	if n := len(v.sources); n > 0 && n <= chainEvents && v.markovian() {
		return v.eliminated(ctx)
	}
	return v.integrated(ctx)
}

// markovian reports whether all events have exponential lives.
func (v *Solver) markovian() bool {
	for _, s := range v.sources {
		if !exponential(s.life) || s.share != 0 {
			return false
		}
	}
	return true
}

func (v *Solver) eliminated(ctx context.Context) (*MTTF, error) {
	solver, err := v.compileChain(ctx, false)
	if err != nil {
		return nil, err
	}
	p, err := solver.MTTF(ctx)
	if err != nil || p.Mean == nil {
		return nil, err
	}
	x, e := *p.Mean, p.RelativeError
	return &MTTF{Hours: x, RelativeError: e, Lower: x * (1 - e), Upper: x * (1 + e), Method: "elimination"}, nil
}

// A sample is the reliability at a time.
type sample struct{ hours, up float64 }

// A piece is an integral between two times, by one rule over all and by two over
// the halves.
type piece struct {
	from, to   float64
	value, err float64
}

// An integral collects the pieces of one.
type integral struct {
	solver  *Solver
	samples []sample
	nodes   []float64 // of the rule on 0 to 1
	weights []float64
}

func (v *Solver) integrated(ctx context.Context) (*MTTF, error) {
	least, err := v.left(ctx, 0)
	if err != nil || math.IsInf(least, 1) {
		return nil, err
	}
	if least == 0 {
		return &MTTF{Method: "integration"}, nil
	}
	g := &integral{solver: v, nodes: make([]float64, order), weights: make([]float64, order)}
	quad.Legendre{}.FixedLocations(g.nodes, g.weights, 0, 1)
	var pieces []piece
	from, to, sum, tail := 0.0, least*firstPiece, 0.0, math.Inf(1)
	for tail > leastLeft*v.opt.Tolerance*sum {
		got, err := g.measure(ctx, []piece{{from: from, to: to}})
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, got...)
		sum += got[0].value
		if tail, err = v.left(ctx, to); err != nil {
			return nil, err
		}
		if from, to = to, 2*to; to > math.MaxFloat64/4 || math.IsInf(tail, 1) {
			return nil, nil //nolint:nilnil // what never ends has no mean; that is no error
		}
	}
	if pieces, err = g.refine(ctx, pieces); err != nil {
		return nil, err
	}
	return g.result(ctx, pieces, tail)
}

// refine halves pieces, those with large errors first, until their sum is right.
func (g *integral) refine(ctx context.Context, pieces []piece) ([]piece, error) {
	for {
		sum, wrong := 0.0, 0.0
		for _, p := range pieces {
			sum += p.value
			wrong += p.err
		}
		if wrong <= g.solver.opt.Tolerance*sum {
			return pieces, nil
		}
		if len(pieces) > mostPieces {
			return nil, fmt.Errorf("%w: mean time to failure by more than %d pieces", ErrTooLarge, mostPieces)
		}
		limit := g.solver.opt.Tolerance * sum / float64(2*len(pieces))
		var halves, kept []piece
		for _, p := range pieces {
			if mid := p.from + (p.to-p.from)/2; p.err > limit && mid > p.from && mid < p.to {
				halves = append(halves, piece{from: p.from, to: mid}, piece{from: mid, to: p.to})
			} else {
				kept = append(kept, p)
			}
		}
		if halves == nil {
			return pieces, nil // rounding is all there is
		}
		got, err := g.measure(ctx, halves)
		if err != nil {
			return nil, err
		}
		pieces = append(kept, got...)
	}
}

// measure integrates over pieces.
func (g *integral) measure(ctx context.Context, pieces []piece) ([]piece, error) {
	var hours []float64
	for _, p := range pieces {
		width := p.to - p.from
		for _, x := range g.nodes {
			hours = append(hours, p.from+width*x, p.from+width*x/2, p.from+width*(1+x)/2)
		}
	}
	up, err := g.solver.reliability(ctx, hours)
	if err != nil {
		return nil, err
	}
	for i, t := range hours {
		g.samples = append(g.samples, sample{t, up[i]})
	}
	for i := range pieces {
		p := &pieces[i]
		whole, halves := 0.0, 0.0
		for j, w := range g.weights {
			at := 3 * (i*order + j)
			whole += w * up[at]
			halves += w * (up[at+1] + up[at+2]) / 2
		}
		p.value, p.err = halves*(p.to-p.from), math.Abs(halves-whole)*(p.to-p.from)
	}
	return pieces, nil
}

// result adds up, and bounds the integral of what only falls by its values.
func (g *integral) result(ctx context.Context, pieces []piece, tail float64) (*MTTF, error) {
	r := &MTTF{Method: "integration"}
	wrong := tail
	slices.SortFunc(pieces, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	points := min(finePoints, max(mostLooks/max(g.solver.built.effort(), 1), fewPoints/10))
	if slices.ContainsFunc(g.solver.sources, func(s *source) bool { return s.module != nil }) {
		points = min(points, fewPoints)
	}
	each := max(points/len(pieces), 1)
	var more []float64
	for _, p := range pieces {
		r.Hours += p.value
		wrong += p.err
		for i := range each + 1 {
			more = append(more, p.from+(p.to-p.from)*float64(i)/float64(each))
		}
	}
	up, err := g.solver.reliability(ctx, more)
	if err != nil {
		return nil, err
	}
	for i, t := range more {
		g.samples = append(g.samples, sample{t, up[i]})
	}
	slices.SortFunc(g.samples, func(a, b sample) int { return cmp.Compare(a.hours, b.hours) })
	for i, s := range g.samples[1:] {
		step := s.hours - g.samples[i].hours
		r.Lower += step * s.up
		r.Upper += step * g.samples[i].up
	}
	const rounding = 1e-12 // more than that of any of the sums
	r.Lower, r.Upper = r.Lower*(1-rounding), (r.Upper+tail)*(1+rounding)
	r.Hours = min(max(r.Hours, r.Lower), r.Upper)
	r.RelativeError = wrong/r.Hours + 1e-14
	if !finite(r.RelativeError) || !finite(r.Upper) {
		return nil, errors.New("blocks: the mean time to failure is out of range")
	}
	return r, nil
}

// reliability returns that of the system at times, some of them at once.
func (v *Solver) reliability(ctx context.Context, hours []float64) ([]float64, error) {
	var out []float64
	for some := range slices.Chunk(hours, max(mostStates/max(len(v.sources), 1), 1)) {
		up, err := v.survival(ctx, some)
		if err != nil {
			return nil, err
		}
		r, err := probabilities(ctx, v.working, up, len(some))
		if err != nil {
			return nil, err
		}
		out = append(out, r...)
	}
	return out, nil
}

// survival returns the probability that each event has not happened, at every time.
func (v *Solver) survival(ctx context.Context, hours []float64) ([][]float64, error) {
	up := make([][]float64, len(v.sources))
	for i, s := range v.sources {
		up[i] = make([]float64, len(hours))
		if s.module == nil {
			for j, t := range hours {
				up[i][j] = s.survival(t)
			}
			continue
		}
		row, err := s.module.states(ctx, hours, false)
		if err != nil {
			return nil, fmt.Errorf("blocks: %s: %w", s.id, err)
		}
		for j, st := range row {
			up[i][j] = min(max(st.up, 0), 1) // beyond is rounding
		}
	}
	return up, ctx.Err()
}

// left bounds the integral of reliability beyond t. Where k of some must fail, one
// of any k of them must work: the system lives no longer than the k with the least
// left live one after the other.
func (v *Solver) left(ctx context.Context, t float64) (float64, error) {
	all, _, err := v.states(ctx, []float64{t}, false)
	if err != nil {
		return 0, err
	}
	known := map[string]float64{}
	for i, s := range v.sources {
		known[s.id] = s.left(t, all[i][0])
	}
	forever := func(faulttree.HouseEvent) float64 { return math.Inf(1) }
	return v.built.sizes(func(i int) float64 { return known[v.built.events[i].id] }, forever,
		func(k int, inputs []float64) float64 { return sum(inputs[:k]) }), nil
}
