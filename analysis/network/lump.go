package network

import (
	"context"
	"math"
	"slices"
)

// A lump is a piece whose vertices fall into classes, such that it is all the same which
// vertices of a class are meant: the chance of a link depends on the classes of its ends
// alone. Then only how many vertices of each class have been reached matters [Gil59].
type lump struct {
	count    []int       // vertices of each class, the root's first
	terminal []bool      // by class
	node     []Value     // of a vertex of the class
	chance   [][]Value   // of a link from a vertex of one class to one of another
	binomial [][]float64 // coefficients
}

// maxClasses is how many classes fit into a key, with two bytes for each.
const (
	maxClasses = 16
	maxClass   = 255
	lumpsEvery = 1 << 6 // states that are looked at between two looks at the context: each leads to many
)

// lumped returns the classes of p, and whether there are few enough.
func (p *piece) lumped(t tape) (*lump, bool) {
	n := len(p.at)
	if n > maxClasses*maxClass {
		return nil, false
	}
	chance := make([]map[int]Value, n)
	for v := range chance {
		chance[v] = make(map[int]Value, len(p.at[v]))
	}
	for _, l := range p.links {
		if l.inner {
			return nil, false
		}
		v := Value{t[l.entry].law[joined], t[l.entry].law[apart]}
		chance[l.a][l.b] = v
		if !p.directed {
			chance[l.b][l.a] = v
		}
	}
	out := &lump{}
	var classes [][]int
	for v := range n {
		i := slices.IndexFunc(classes, func(c []int) bool { return p.twins(t, chance, c[0], v) })
		if i < 0 {
			if i = len(classes); i == maxClasses {
				return nil, false
			}
			classes = append(classes, nil)
			out.terminal = append(out.terminal, p.terminal[v])
			out.node = append(out.node, p.vertexValue(t, v))
		}
		if classes[i] = append(classes[i], v); len(classes[i]) > maxClass {
			return nil, false
		}
	}
	for _, c := range classes {
		out.count = append(out.count, len(c))
		row := make([]Value, len(classes))
		for j, d := range classes {
			row[j] = Value{Unreliability: 1}
			if v, ok := chance[c[0]][d[len(d)-1]]; ok { // the last: of the same class another one
				row[j] = v
			}
		}
		out.chance = append(out.chance, row)
	}
	return out, true
}

func (p *piece) vertexValue(t tape, v int) Value {
	if p.node[v] == none {
		return certain
	}
	w := t[p.node[v]].law
	return Value{w[joined], w[apart]}
}

// twins tells whether v and w may be exchanged. The root has no twin.
func (p *piece) twins(t tape, chance []map[int]Value, v, w int) bool {
	if v == 0 || w == 0 || p.terminal[v] != p.terminal[w] || p.vertexValue(t, v) != p.vertexValue(t, w) ||
		len(chance[v]) != len(chance[w]) || chance[v][w] != chance[w][v] {
		return false
	}
	for u := range chance {
		if u != v && u != w && (chance[v][u] != chance[w][u] || p.directed && chance[u][v] != chance[u][w]) {
			return false
		}
	}
	return true
}

// states bounds how many states there are.
func (l *lump) states() float64 {
	n := 1.0
	for _, c := range l.count {
		n *= float64(c+1) * float64(c+2) / 2
	}
	return n
}

// A crowd is a state: of each class, the vertices not yet reached, and those reached
// whose links have not been looked at.
type crowd struct{ rest, active [maxClasses]uint8 }

func (l *lump) pack(c crowd) [4]uint64 {
	var k [4]uint64
	for i := range l.count {
		k[i/4] |= (uint64(c.rest[i]) | uint64(c.active[i])<<8) << (i % 4 * 16)
	}
	return k
}

func (l *lump) unpack(k [4]uint64) crowd {
	var c crowd
	for i := range l.count {
		x := k[i/4] >> (i % 4 * 16)
		c.rest[i], c.active[i] = uint8(x), uint8(x>>8)
	}
	return c
}

// value looks at one vertex after another that has been reached: how many of each class
// it reaches is binomial, whichever they are.
func (l *lump) value(ctx context.Context) (Value, error) {
	l.binomial = pascal(slices.Max(l.count))
	var ups, downs sum
	var left int
	for _, c := range l.count {
		left += c
	}
	levels := make([]store[[4]uint64], left+1) // by vertices that are not done
	for i := range levels {
		levels[i].clear(1)
	}
	total := func(c crowd) (n int) {
		for i := range l.count {
			n += int(c.rest[i]) + int(c.active[i])
		}
		return n
	}
	put := func(c crowd, p float64) {
		switch {
		case p == 0:
		case l.done(c):
			ups.add(p)
		case c.active == [maxClasses]uint8{}:
			downs.add(p)
		default:
			levels[total(c)].add(l.pack(c), p)
		}
	}
	var first crowd
	first.active[0] = 1
	l.spread(first, 1, 1, func(i int) (int, Value) { return l.count[i], l.node[i] }, func(c *crowd, i, up int) { c.rest[i] = uint8(up) }, put)
	for n := left; n > 0; n-- {
		for i, e := range levels[n].entries {
			if i%lumpsEvery == 0 && ctx.Err() != nil {
				return Value{}, ctx.Err()
			}
			c := l.unpack(e.state)
			from := slices.IndexFunc(c.active[:], func(x uint8) bool { return x > 0 })
			c.active[from]--
			l.spread(c, 0, e.p, func(i int) (int, Value) { return int(c.rest[i]), l.chance[from][i] }, func(c *crowd, i, up int) {
				c.rest[i] -= uint8(up)
				c.active[i] += uint8(up)
			}, put)
		}
		levels[n] = store[[4]uint64]{}
	}
	return Value{ups.value(), downs.value()}, nil
}

// done tells whether no terminal is left to reach.
func (l *lump) done(c crowd) bool {
	for i, t := range l.terminal {
		if t && c.rest[i] > 0 {
			return false
		}
	}
	return true
}

// spread puts every c that may come of some of each class, from the i-th on, being up
// independently.
func (l *lump) spread(c crowd, i int, p float64, of func(int) (int, Value), take func(*crowd, int, int), put func(crowd, float64)) {
	if i == len(l.count) {
		put(c, p)
		return
	}
	n, v := of(i)
	for up := 0; up <= n; up++ {
		q := l.binomial[n][up] * math.Pow(v.Reliability, float64(up)) * math.Pow(v.Unreliability, float64(n-up))
		if q > 0 {
			next := c
			take(&next, i, up)
			l.spread(next, i+1, float64(p*q), of, take, put)
		}
	}
}

// pascal returns the binomial coefficients up to n.
func pascal(n int) [][]float64 {
	rows := make([][]float64, n+1)
	for i := range rows {
		rows[i] = make([]float64, i+1)
		rows[i][0], rows[i][i] = 1, 1
		for k := 1; k < i; k++ {
			rows[i][k] = rows[i-1][k-1] + rows[i-1][k]
		}
	}
	return rows
}
