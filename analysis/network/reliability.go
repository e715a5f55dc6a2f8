package network

import (
	"context"
	"errors"
	"fmt"
)

// Options control an analysis. The zero value means the defaults.
type Options struct {
	// StateLimit is how many states a level may have, or for minimal sets how many nodes a
	// diagram; 0 is read as 20 million. A state takes 30 to 100 bytes. What time it may take
	// is up to the context.
	StateLimit int
}

const defaultStates = 20_000_000

func (o Options) limit() int {
	if o.StateLimit <= 0 {
		return defaultStates
	}
	return o.StateLimit
}

// A Value is the probability that all terminals are up and connected, and that they
// are not. Each has its own digits, however small it is.
type Value struct {
	Reliability   float64 `json:"reliability"`
	Unreliability float64 `json:"unreliability"`
}

// Reliability returns the probability that the terminals of q are up and connected in
// g, exact up to rounding.
//
// Time grows exponentially with the width of the network, not with its size: it is
// linear for what reduces to series and parallel, and about 3.6^n for an n × n grid. It
// returns what is wrong with g and q, [ErrTooLarge], or the error of ctx.
func Reliability(ctx context.Context, g Graph, q Query, opt Options) (Value, error) {
	p, err := pose(g, q, false)
	if err != nil {
		return Value{}, err
	}
	return p.value(ctx, opt)
}

// A problem is a graph and what it is for, reduced to pieces and factors.
type problem struct {
	g         Graph
	tape      tape
	pieces    []*piece
	factors   []factor
	connected bool // otherwise it is down whatever happens
}

func pose(g Graph, q Query, simple bool) (*problem, error) {
	terminals, err := g.terminals(q)
	if err != nil {
		return nil, err
	}
	p := &problem{g: g}
	s, connected := newSkeleton(g, terminals, simple)
	if p.connected = connected; connected {
		p.pieces, p.factors = s.pieces()
	}
	p.tape = *s.tape
	return p, nil
}

// value solves the pieces one by one.
func (p *problem) value(ctx context.Context, opt Options) (Value, error) {
	if !p.connected {
		return Value{Unreliability: 1}, nil
	}
	all := inSeries(p.factorValues())
	for i, part := range p.pieces {
		v, err := part.value(ctx, p.tape, opt)
		if err != nil {
			return Value{}, p.place(i, err)
		}
		all = all.and(v)
	}
	return all, nil
}

// most returns what a sweep may cost at most, in the measure of orders.
func (p *piece) most(opt Options) float64 {
	return 4 * float64(opt.limit()) * float64(len(p.at))
}

// value solves a piece by what promises to be quicker.
func (p *piece) value(ctx context.Context, t tape, opt Options) (Value, error) {
	l, ok := p.lumped(t)
	most := p.most(opt)
	if ok {
		most = min(most, l.states())
	}
	o, err := p.order(ctx, most)
	if err != nil {
		return Value{}, err
	}
	if ok && l.states() < o.cost {
		return l.value(ctx)
	}
	s, err := sweep{levels: p.plan(t, o.vertices, false), limit: opt.limit()}.run(ctx, p.directed)
	return Value{s.up, s.down}, err
}

// place says of which piece an error is.
func (p *problem) place(i int, err error) error {
	if !errors.Is(err, ErrTooLarge) {
		return fmt.Errorf("network: %w", err)
	}
	return fmt.Errorf("%w: in piece %d of %d, with %d nodes and %d edges after reduction",
		ErrTooLarge, i+1, len(p.pieces), len(p.pieces[i].at), len(p.pieces[i].links))
}

// certain is what is always up.
var certain = Value{Reliability: 1}

// and returns the value of what needs both.
func (v Value) and(w Value) Value {
	return Value{min(float64(v.Reliability*w.Reliability), 1), min(v.Unreliability+float64(v.Reliability*w.Unreliability), 1)}
}

// factorValues returns the value of every factor.
func (p *problem) factorValues() []Value {
	out := make([]Value, len(p.factors))
	for i, f := range p.factors {
		for o, q := range p.tape[f.entry].law {
			if f.fine[o] {
				out[i].Reliability += q
			} else {
				out[i].Unreliability += q
			}
		}
	}
	return out
}

// inSeries returns the value of what needs all.
func inSeries(parts []Value) Value {
	all := certain
	for _, v := range parts {
		all = all.and(v)
	}
	return all
}
