package blocks

import (
	"context"
	"fmt"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/markov"
)

// mostChain is how many events a chain of all their states may have.
const mostChain = 20

// Chain returns the chain of all states of the components, which must have
// exponential lives and, where they are repaired, exponential repair times. Each has
// a crew of its own. With repairs, its first passage to failure is the reliability
// of a system that is kept in repair while it works. It returns the faults of s, an
// error that names all components that are not so, one for more than 20 components,
// or the error of ctx.
func (s *System) Chain(ctx context.Context, repaired bool) (*markov.Chain, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	built, err := s.structure(ctx)
	if err != nil {
		return nil, err
	}
	return built.chain(ctx, repaired)
}

func (v *Solver) compileChain(ctx context.Context, repaired bool) (*markov.Solver, error) {
	c, err := v.built.chain(ctx, repaired)
	if err != nil {
		return nil, err
	}
	return markov.Compile(c, markov.Options{})
}

func (s structure) chain(ctx context.Context, repaired bool) (*markov.Chain, error) {
	n := len(s.events)
	fails, fixed := make([]float64, n), make([]float64, n)
	var others []string
	for i := range s.events {
		e := &s.events[i]
		ok := exponential(e.life) && e.share == 0
		if ok && (!repaired || e.repair == nil) {
			fails[i], _, _ = (&source{life: e.life}).rates()
		} else if ok {
			fails[i], fixed[i], ok = e.rates()
		}
		if !ok {
			others = append(others, e.id)
		}
	}
	if others != nil {
		return nil, fmt.Errorf("blocks: not exponential: %q", others)
	}
	if n > mostChain {
		return nil, fmt.Errorf("blocks: %d components, at most %d for a chain of all states", n, mostChain)
	}
	c, _, err := markov.Explore(ctx, markov.Space[uint32]{
		Start: []uint32{0},
		Moves: func(at uint32, emit func(uint32, float64)) {
			for i := range n {
				if bit := uint32(1) << i; at&bit == 0 {
					emit(at|bit, fails[i])
				} else {
					emit(at&^bit, fixed[i])
				}
			}
		},
		Name: func(at uint32) string { return s.stateName(at) },
		Up:   func(at uint32) bool { return !s.fails(func(i int) bool { return at>>i&1 == 1 }) },
	}, 1<<mostChain)
	return c, err
}

func (s structure) stateName(at uint32) string {
	var down []string
	for i, e := range s.events {
		if at>>i&1 == 1 {
			down = append(down, e.id)
		}
	}
	return fmt.Sprintf("down: %q", down)
}

// fails reports whether the system does when some of its events have happened.
func (s structure) fails(happened func(i int) bool) bool {
	known := make(map[string]bool, len(s.events)+len(s.gates))
	for i, e := range s.events {
		known[e.id] = happened(i)
	}
	for _, g := range s.gates {
		n := 0
		for _, in := range g.Inputs {
			if known[in] {
				n++
			}
		}
		known[g.ID] = n >= map[faulttree.Op]int{faulttree.Or: 1, faulttree.And: len(g.Inputs), faulttree.AtLeast: g.K}[g.Op]
	}
	return known[s.top]
}
