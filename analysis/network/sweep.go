package network

import (
	"context"
	"slices"
)

// A sum adds up numbers of very different size without losing the small ones: what
// rounding takes from one digit goes to another (A. Neumaier, 1974).
type sum struct{ high, low float64 }

func (s *sum) add(x float64) {
	t := s.high + x
	if s.high >= x {
		s.low += (s.high - t) + x
	} else {
		s.low += (x - t) + s.high
	}
	s.high = t
}

func (s *sum) value() float64 { return s.high + s.low }

// A solved is what is known of a piece: it is up with probability up, down with
// probability down, and nobody knows with probability open, which is 0 where nothing
// was left out.
type solved struct {
	up, down, open float64
	layers         []layer // where asked for
	visits         int     // states looked at
	peak           int     // states on a level at most
}

// A layer is what there was on a level.
type layer struct {
	p    []float64 // of every state before it
	arcs []uint32  // for every state and combination, what becomes of it: down, up, or open and the number of the state on the next level
}

// A sweep goes through the levels of a piece.
type sweep struct {
	levels []level
	limit  int  // states on a level
	beam   bool // of more only the most probable are kept; otherwise more are an error
	layers bool // are kept
}

// run picks the narrowest key that will do.
func (s sweep) run(ctx context.Context, directed bool) (solved, error) {
	width, places := widest(s.levels)
	if directed {
		return s.runDirected(ctx, places)
	}
	switch {
	case places > maxPlaces:
		return s.refuse()
	case width <= 12:
		return through(ctx, s, &partition[[1]uint64]{field: 5, perWord: 12})
	case width <= 20:
		return through(ctx, s, &partition[[2]uint64]{field: 6, perWord: 10})
	case width <= 36:
		return through(ctx, s, &partition[[4]uint64]{field: 7, perWord: 9})
	}
	return through(ctx, s, &partition[[8]uint64]{field: 8, perWord: 8})
}

// refuse is the answer where no key is wide enough.
func (s sweep) refuse() (solved, error) {
	if s.beam {
		return solved{open: 1}, nil
	}
	return solved{}, ErrTooLarge
}

// checkEvery is how many states are looked at between two looks at the context.
const checkEvery = 1 << 14

// A pass is a sweep under way.
type pass[K key] struct {
	sweep
	in        space[K]
	now, next store[K]
	fan       []result[K]
	up, down  sum
	forgotten sum
	out       solved
	layer     layer // of this level, where they are kept
}

func through[K key](ctx context.Context, s sweep, in space[K]) (solved, error) {
	p := pass[K]{sweep: s, in: in}
	var empty K
	p.now.clear(1)
	p.now.add(empty, 1)
	for i := range s.levels {
		err := ctx.Err()
		if err != nil {
			p.next.entries = p.now.entries // to be forgotten
		} else {
			err = p.level(ctx, &s.levels[i])
		}
		if err != nil && !s.beam {
			return solved{}, err
		} else if err != nil {
			p.forget(p.next.entries)
			break
		}
		p.now, p.next = p.next, p.now
	}
	p.out.up, p.out.down, p.out.open = p.up.value(), p.down.value(), p.forgotten.value()
	return p.out, nil
}

func (p *pass[K]) forget(entries []entry[K]) {
	for i := range entries {
		p.forgotten.add(entries[i].p)
	}
}

// level makes the next states of those there are.
func (p *pass[K]) level(ctx context.Context, l *level) error {
	states := p.now.entries
	p.next.clear(min(len(states), p.limit))
	if p.layers {
		p.layer = layer{make([]float64, len(states)), make([]uint32, len(states)*l.fan)}
	}
	for n := range states {
		if n%checkEvery == checkEvery-1 && ctx.Err() != nil {
			p.forget(states[n:])
			return ctx.Err()
		}
		p.state(l, n, &states[n])
		if len(p.next.entries) > 2*p.limit {
			if !p.beam {
				return ErrTooLarge
			}
			p.forgotten.add(p.next.prune(p.limit))
		}
	}
	p.out.visits += len(states)
	p.out.peak = max(p.out.peak, len(p.next.entries))
	if p.layers {
		p.out.layers = append(p.out.layers, p.layer)
	}
	if len(p.next.entries) > p.limit {
		if !p.beam {
			return ErrTooLarge
		}
		p.forgotten.add(p.next.prune(p.limit))
	}
	return nil
}

// state follows the combinations of one state.
func (p *pass[K]) state(l *level, n int, e *entry[K]) {
	p.fan = p.fan[:0]
	p.in.expand(l, e.state, p.layers, &p.fan)
	for k := range p.fan {
		r := &p.fan[k]
		q := float64(e.p * r.p)
		to := r.fate
		switch to {
		case down:
			p.down.add(q)
		case up:
			p.up.add(q)
		default:
			to += p.next.add(r.state, q)
		}
		if p.layers {
			l.fill(p.layer.arcs[n*l.fan:(n+1)*l.fan], r.combo, r.free, to)
		}
	}
	if p.layers {
		p.layer.p[n] = e.p
	}
}

// fill writes where combo leads, and what differs from it only in decisions that are of
// no consequence.
func (l *level) fill(arcs []uint32, combo int, free uint32, to uint32) {
	arcs[combo] = to
	for i := range l.decisions {
		if d := &l.decisions[i]; free>>i&1 == 1 {
			for k := 1; k < len(d.options); k++ {
				l.fill(arcs, combo+k*d.stride, free&^(1<<(i+1)-1), to)
			}
		}
	}
}

// prune leaves so many of the most probable states, and returns how probable the others
// are together.
func (s *store[K]) prune(limit int) float64 {
	p := make([]float64, len(s.entries))
	for i := range s.entries {
		p[i] = s.entries[i].p
	}
	slices.Sort(p)
	least := p[len(p)-limit]
	spare := 0 // of those with the least, how many may stay
	for _, x := range p[len(p)-limit:] {
		if x > least {
			break
		}
		spare++
	}
	var lost sum
	kept := s.entries[:0]
	for _, e := range s.entries {
		stays := e.p > least
		if e.p == least && spare > 0 {
			spare--
			stays = true
		}
		if stays {
			kept = append(kept, e)
		} else {
			lost.add(e.p)
		}
	}
	s.entries = kept
	s.rehash(64 - s.shift)
	return lost.value()
}
