package network

import (
	"context"
	"math"
	"slices"
)

// BoundOptions control [Bound]. The zero value means the defaults.
type BoundOptions struct {
	Options

	// Ratio ends the search once the upper bound of the unreliability is at most so many
	// times the lower one; what is not above 1 is read as 1, which is exact.
	Ratio float64

	// Improved is told every interval that is narrower than the last.
	Improved func(Bounds)
}

// Bounds are certain: the true values are within, but for rounding.
type Bounds struct {
	Reliability   Interval `json:"reliability"`
	Unreliability Interval `json:"unreliability"`
}

// An Interval has both its ends.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Exact tells whether nothing is left open.
func (b Bounds) Exact() bool { return b.Unreliability.Low == b.Unreliability.High }

// firstBeam is how many states of a level are kept at first.
const firstBeam = 1 << 8

// Bound bounds the reliability of g for q. It starts from disjoint paths and cuts and
// then follows the most probable states of the frontier, four times as many in every
// round and in a better order, until nothing is left open, the bounds are as close as the Ratio asks, more
// states than StateLimit would be needed, or ctx ends. That is no error: what there is
// by then is returned. Each interval lies within the one before.
//
// It returns what is wrong with g and q.
func Bound(ctx context.Context, g Graph, q Query, opt BoundOptions) (Bounds, error) {
	p, err := pose(g, q, false)
	if err != nil {
		return Bounds{}, err
	}
	if !p.connected {
		return Bounds{Unreliability: Interval{1, 1}}, nil
	}
	factors := inSeries(p.factorValues())
	parts := make([]bracket, len(p.pieces))
	for i, part := range p.pieces {
		parts[i] = bracket{low: part.pathBound(p.tape), high: part.cutBound(p.tape)}
	}
	best := Bounds{Interval{0, 1}, Interval{0, 1}}.and(all(factors, parts))
	tell := func() bool { // whether that will do
		if opt.Improved != nil {
			opt.Improved(best)
		}
		return best.Exact() || best.Unreliability.High <= max(opt.Ratio, 1)*best.Unreliability.Low
	}
	if tell() {
		return best, nil
	}
	for beam := firstBeam; ctx.Err() == nil && beam <= opt.limit(); beam *= 4 {
		for i, part := range p.pieces {
			if parts[i].exact {
				continue
			}
			// The search for an order takes no longer than the sweep that is to come.
			levels, err := part.levels(ctx, p.tape, Options{StateLimit: beam}, false)
			if err != nil {
				break // the time is up
			}
			s, err := sweep{levels: levels, limit: beam, beam: true}.run(ctx, part.directed)
			if err != nil {
				return Bounds{}, err
			}
			parts[i].narrow(s)
		}
		if now := best.and(all(factors, parts)); now != best {
			best = now
			if tell() {
				break
			}
		}
	}
	return best, nil
}

// A bracket holds the least and the most reliable that a piece may be.
type bracket struct {
	low, high Value
	exact     bool
}

func (b *bracket) narrow(s solved) {
	if s.open == 0 {
		v := Value{s.up, s.down}
		*b = bracket{v, v, true}
		return
	}
	if s.up > b.low.Reliability {
		b.low = Value{s.up, min(s.down+s.open, 1)}
	}
	if s.down > b.high.Unreliability {
		b.high = Value{min(s.up+s.open, 1), s.down}
	}
}

func all(factors Value, parts []bracket) Bounds {
	low, high := factors, factors
	for _, p := range parts {
		low, high = low.and(p.low), high.and(p.high)
	}
	return Bounds{
		Reliability:   Interval{low.Reliability, high.Reliability},
		Unreliability: Interval{high.Unreliability, low.Unreliability},
	}
}

// and returns what is within both; where rounding leaves nothing, an end of b.
func (b Bounds) and(c Bounds) Bounds {
	meet := func(i, j Interval) Interval {
		low := min(max(i.Low, j.Low), i.High)
		return Interval{low, max(min(i.High, j.High), low)}
	}
	return Bounds{meet(b.Reliability, c.Reliability), meet(b.Unreliability, c.Unreliability)}
}

// pathBound returns the value of some disjoint ways to connect the terminals, of which
// one suffices. Links with terminals within have to be joined for it, and may then be part
// of any way.
func (p *piece) pathBound(t tape) Value {
	inner, wanted := certain, slices.Clone(p.terminal)
	for _, l := range p.links {
		if l.inner {
			inner = inner.and(t.value(l.entry))
			wanted[l.a], wanted[l.b] = true, true
		}
	}
	v := Value{Unreliability: 1}
	usedLink, usedNode := make([]bool, len(p.links)), make([]bool, len(p.at))
	for {
		by, ok := p.tree(t, wanted, usedLink, usedNode)
		if !ok {
			return inner.and(v)
		}
		way := certain
		taken := make([]bool, len(p.at))
		taken[0] = true
		for u := range p.at {
			if !wanted[u] {
				continue
			}
			for w := u; !taken[w]; {
				taken[w] = true
				l := &p.links[by[w]]
				if !l.inner {
					usedLink[by[w]] = true
					way = way.and(t.value(l.entry))
				}
				if p.node[w] != none {
					usedNode[w] = true
					way = way.and(t.value(p.node[w]))
				}
				w = l.other(w)
			}
		}
		v = Value{v.Reliability + float64(v.Unreliability*way.Reliability), float64(v.Unreliability * way.Unreliability)}
		if way.Unreliability == 0 {
			return inner.and(v)
		}
	}
}

// value returns how probable it is that an entry is joined, and that it is not.
func (t tape) value(entry int) Value {
	v := Value{Reliability: t[entry].law[joined]}
	for _, o := range possible[1:] {
		v.Unreliability += t[entry].law[o]
	}
	return v
}

// tree returns by which link each vertex is most probably reached from the root, without
// what has been used, and whether all that are wanted are (Dijkstra 1959). Links with
// terminals within are taken to be joined.
func (p *piece) tree(t tape, wanted, usedLink, usedNode []bool) (by []int, ok bool) {
	by = make([]int, len(p.at))
	reach := make([]float64, len(p.at))
	done := make([]bool, len(p.at))
	reach[0] = 1
	for {
		v := none
		for u := range reach {
			if !done[u] && reach[u] > 0 && (v == none || reach[u] > reach[v]) {
				v = u
			}
		}
		if v == none {
			break
		}
		done[v] = true
		for _, i := range p.at[v] {
			l := &p.links[i]
			w := l.other(v)
			if usedLink[i] || usedNode[w] || done[w] || p.directed && l.a != v {
				continue
			}
			q := reach[v]
			if !l.inner {
				q *= t[l.entry].law[joined]
			}
			if p.node[w] != none {
				q *= t[p.node[w]].law[joined]
			}
			if q > reach[w] {
				reach[w], by[w] = q, i
			}
		}
	}
	for v, yes := range wanted {
		if yes && !done[v] {
			return nil, false
		}
	}
	return by, true
}

// cutBound returns the value of disjoint cuts none of which may have failed: those
// between vertices so many links from the root and the next.
func (p *piece) cutBound(t tape) Value {
	depth := make([]int, len(p.at))
	for i := range depth {
		depth[i] = math.MaxInt
	}
	depth[0] = 0
	last := 0
	for todo := []int{0}; len(todo) > 0; todo = todo[1:] {
		v := todo[0]
		if p.terminal[v] {
			last = max(last, depth[v])
		}
		for _, i := range p.at[v] {
			l := &p.links[i]
			if w := l.other(v); depth[w] == math.MaxInt && (!p.directed || l.a == v) {
				depth[w] = depth[v] + 1
				todo = append(todo, w)
			}
		}
	}
	cuts := make([]Value, last) // of each: that it has not failed, and that it has
	for i := range cuts {
		cuts[i] = Value{Unreliability: 1}
	}
	for _, l := range p.links {
		from, to := depth[l.a], depth[l.b]
		if from > to && !p.directed {
			from, to = to, from
		}
		if from < last && to == from+1 {
			v, c := t.value(l.entry), &cuts[from]
			*c = Value{c.Reliability + float64(c.Unreliability*v.Reliability), float64(c.Unreliability * v.Unreliability)}
		}
	}
	return inSeries(cuts)
}
