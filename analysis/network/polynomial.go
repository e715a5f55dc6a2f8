package network

import (
	"context"
	"math/big"
)

// Polynomial returns how many sets of i edges connect the terminals of q, by i from 0 to
// the number of edges, while no node fails: with all edges of unreliability u, the
// reliability is the sum of N_i (1−u)^i u^(m−i).
//
// The unreliabilities of g are not looked at. Errors are those of [Reliability].
func Polynomial(ctx context.Context, g Graph, q Query, opt Options) ([]*big.Int, error) {
	even := Graph{Directed: g.Directed}
	for _, v := range g.Nodes {
		v.Unreliability = 0
		even.Nodes = append(even.Nodes, v)
	}
	for _, e := range g.Edges {
		e.Unreliability = 0.5
		even.Edges = append(even.Edges, e)
	}
	if err := g.Validate(); err != nil {
		return nil, err
	}
	p, err := pose(even, q, true)
	if err != nil {
		return nil, err
	}
	total := counts{big.NewInt(1)}
	if !p.connected {
		total = counts{}
	}
	laws := p.countLaws()
	used := 0
	for _, f := range p.factors {
		total = total.times(laws[f.entry].joined)
		used += len(laws[f.entry].all()) - 1
	}
	for i, part := range p.pieces {
		c, err := part.counts(ctx, p.tape, laws, opt)
		if err != nil {
			return nil, p.place(i, err)
		}
		total = total.times(c)
		for _, l := range part.links {
			used += len(laws[l.entry].all()) - 1
		}
	}
	for range len(g.Edges) - used {
		total = total.times(counts{big.NewInt(1), big.NewInt(1)})
	}
	for len(total) <= len(g.Edges) {
		total = append(total, new(big.Int))
	}
	return total, nil
}

// Counts are numbers of sets of edges, by size.
type counts []*big.Int

func (c counts) plus(d counts) counts {
	if len(c) < len(d) {
		c, d = d, c
	}
	out := make(counts, len(c))
	for i := range c {
		out[i] = new(big.Int).Set(c[i])
		if i < len(d) {
			out[i].Add(out[i], d[i])
		}
	}
	return out
}

func (c counts) times(d counts) counts {
	if len(c) == 0 || len(d) == 0 {
		return counts{}
	}
	out := make(counts, len(c)+len(d)-1)
	for i := range out {
		out[i] = new(big.Int)
	}
	var product big.Int
	for i, x := range c {
		if x.Sign() == 0 {
			continue
		}
		for j, y := range d {
			out[i+j].Add(out[i+j], product.Mul(x, y))
		}
	}
	return out
}

// A countLaw has the sets of a link's edges with which it is joined, and apart.
type countLaw struct{ joined, apart counts }

func (l countLaw) all() counts { return l.joined.plus(l.apart) }

func (p *problem) countLaws() []countLaw {
	one := big.NewInt(1)
	laws := make([]countLaw, len(p.tape))
	for i, s := range p.tape {
		x, y := laws[s.x.entry], laws[s.y.entry]
		switch s.rule {
		case single:
			laws[i] = countLaw{counts{new(big.Int), one}, counts{one}}
		case parallel:
			laws[i].apart = x.apart.times(y.apart)
			laws[i].joined = x.joined.times(y.all()).plus(x.apart.times(y.joined))
		default:
			laws[i].joined = x.joined.times(y.joined)
			laws[i].apart = x.apart.times(y.all()).plus(x.joined.times(y.apart))
		}
	}
	return laws
}

// countsEvery is how many states are looked at between two looks at the context: each has
// a large number for every edge.
const countsEvery = 1 << 8

// counts returns the sets of the edges of p with which it is up.
func (p *piece) counts(ctx context.Context, t tape, laws []countLaw, opt Options) (counts, error) {
	levels, err := p.levels(ctx, t, opt, true)
	if err != nil {
		return nil, err
	}
	s, err := sweep{levels: levels, limit: opt.limit(), layers: true}.run(ctx, p.directed)
	if err != nil {
		return nil, err
	}
	after := []counts{down: {}, up: {big.NewInt(1)}}
	for i := len(levels) - 1; i >= 0; i-- {
		fan := levels[i].fan
		law := countLaw{joined: counts{big.NewInt(1)}}
		if fan > 1 {
			law = laws[levels[i].decisions[0].entry]
		}
		now := []counts{down: {}, up: after[up].times(law.all())}
		for n := range s.layers[i].p {
			if n%countsEvery == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			arcs := s.layers[i].arcs[n*fan : (n+1)*fan]
			c := after[arcs[0]].times(law.joined)
			if fan > 1 {
				c = c.plus(after[arcs[1]].times(law.apart))
			}
			now = append(now, c)
		}
		after = now
		s.layers[i] = layer{}
	}
	return after[open], nil
}
