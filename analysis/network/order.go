package network

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// An ordering is an order in which the vertices of a piece enter the frontier, and
// leave it once all their neighbours have entered.
type ordering struct {
	vertices []int
	widest   int     // vertices in the frontier after a step
	cost     float64 // states to be expected, roughly
}

// growth is by how much one more vertex in the frontier multiplies the states: 3.6 is
// what is seen in planar graphs; who reaches whom has more to tell.
func (p *piece) growth() float64 {
	if p.directed {
		return 12
	}
	return 3.6
}

// What a move of the beam search and a unit of the cost of an order take, relative to
// each other: the search goes on while it takes a small part of what is to come.
const (
	moveWork   = 140
	worthwhile = 0.25
)

// order returns the best order that beam searches find, each wider than the last as
// long as there is enough to gain, no more than most will be spent on it in any case, and
// ctx has not ended; or the error of ctx where there is none by then.
func (p *piece) order(ctx context.Context, most float64) (ordering, error) {
	near := p.neighbours()
	best := search(ctx, near, p.growth(), 8)
	if best.vertices == nil {
		return best, ctx.Err()
	}
	for beam := 32; beam <= 1<<12; beam *= 4 {
		if float64(len(near)*beam*moveWork) > worthwhile*min(best.cost, most) {
			break
		}
		if o := search(ctx, near, p.growth(), beam); o.vertices != nil && o.cost < best.cost {
			best = o
		}
	}
	return best, nil
}

// levels returns the levels of p in the best order there is.
func (p *piece) levels(ctx context.Context, t tape, opt Options, single bool) ([]level, error) {
	o, err := p.order(ctx, p.most(opt))
	if err != nil {
		return nil, err
	}
	return p.plan(t, o.vertices, single), nil
}

// A way is the beginning of an order. What has entered is shared with nobody.
type way struct {
	left    []int32 // by vertex: neighbours that have not entered, or −1 − that once it has entered itself
	width   int
	widest  int
	cost    float64
	hash    uint64 // of what has entered
	last    *trail
	touched []int32 // vertices next to what has entered
}

type trail struct {
	vertex int32
	before *trail
}

// A move is a vertex that may be the next on a way.
type move struct {
	way          int
	vertex       int32
	width        int
	cost, rating float64
	hash         uint64
}

// search returns no order when ctx ends before.
func search(ctx context.Context, near [][]int, growth float64, beam int) ordering {
	n := len(near)
	start := way{left: make([]int32, n)}
	for v, w := range near {
		start.left[v] = int32(len(w))
	}
	ways := []way{start}
	power := make([]float64, n+2)
	for i := range power {
		power[i] = math.Pow(growth, float64(i))
	}
	var moves []move
	for range n {
		if ctx.Err() != nil {
			return ordering{}
		}
		moves = moves[:0]
		for i := range ways {
			moves = ways[i].moves(moves, i, near, power)
		}
		ways = best(ways, moves, near, beam)
	}
	w := ways[0]
	o := ordering{widest: w.widest, cost: w.cost}
	for t := w.last; t != nil; t = t.before {
		o.vertices = append(o.vertices, int(t.vertex))
	}
	slices.Reverse(o.vertices)
	return o
}

// moves adds what may come next on w: what is next to the frontier, or anything.
func (w *way) moves(out []move, i int, near [][]int, power []float64) []move {
	before := len(out)
	for _, v := range w.touched {
		if w.left[v] >= 0 {
			out = append(out, w.move(i, v, near, power))
		}
	}
	if len(out) > before {
		return out
	}
	for v, left := range w.left {
		if left >= 0 {
			out = append(out, w.move(i, int32(v), near, power))
		}
	}
	return out
}

func (w *way) move(i int, v int32, near [][]int, power []float64) move {
	m := move{way: i, vertex: v, width: w.width, hash: w.hash + mixed(uint64(v)+1)}
	behind := 0
	for _, u := range near[v] {
		if w.left[u] < 0 {
			behind++
			if w.left[u] == -2 { // v is the last it waits for
				m.width--
			}
		}
	}
	if behind < len(near[v]) {
		m.width++
	}
	m.cost = w.cost + power[w.width]*float64(1+behind)
	m.rating = m.cost + power[m.width]
	return m
}

// best makes the moves with the best ratings, of those that lead to the same place the
// first.
func best(ways []way, moves []move, near [][]int, beam int) []way {
	slices.SortFunc(moves, func(a, b move) int {
		if a.rating != b.rating { // nearly always
			return cmp.Compare(a.rating, b.rating)
		}
		return cmp.Or(cmp.Compare(a.way, b.way), cmp.Compare(a.vertex, b.vertex))
	})
	seen := make(map[uint64]bool, beam)
	var out []way
	for _, m := range moves {
		if len(out) == beam {
			break
		}
		if !seen[m.hash] {
			seen[m.hash] = true
			out = append(out, ways[m.way].after(m, near))
		}
	}
	return out
}

func (w *way) after(m move, near [][]int) way {
	next := way{
		left: slices.Clone(w.left), width: m.width, widest: max(w.widest, m.width), cost: m.cost,
		hash: m.hash, last: &trail{m.vertex, w.last},
	}
	next.left[m.vertex] = -1 - next.left[m.vertex]
	for _, v := range w.touched {
		if w.left[v] >= 0 && v != m.vertex {
			next.touched = append(next.touched, v)
		}
	}
	for _, u := range near[m.vertex] {
		if next.left[u] < 0 {
			next.left[u]++ // one less, counted from −1 down
			continue
		}
		if next.left[u] == int32(len(near[u])) {
			next.touched = append(next.touched, int32(u))
		}
		next.left[u]--
	}
	return next
}

// mixed returns a number whose bits depend on all of those of x.
func mixed(x uint64) uint64 {
	x *= 0x9E3779B97F4A7C15
	x ^= x >> 32
	x *= 0xD6E8FEB86659FD93
	return x ^ x>>29
}
