package optimize

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// A pair is a choice made of two.
type pair struct {
	value float64
	from  [2]int32
}

// A combiner makes one menu of two and drops what is dominated or breaks limits.
type combiner struct {
	room   []int64 // what the two may use together
	states int     // choices the result may have
}

// batch is how many pairs are looked at before the dominated ones are dropped.
const batch = 1 << 20

// series is the unreliability of two parts that must both work.
func series(a, b float64) float64 { return a + b*(1-a) }

// parallel is that of two parts of which one must work.
func parallel(a, b float64) float64 { return a * b }

// combine returns the menu of the group of two.
func (c combiner) combine(ctx context.Context, a, b *menu, join func(a, b float64) float64) (*menu, error) {
	set := c.newSet(a, b)
	sum := make([]int64, a.m)
	for i := range a.len() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j := range b.len() {
			fits := true
			for r := range sum {
				sum[r] = a.use[i*a.m+r] + b.use[j*b.m+r]
				fits = fits && sum[r] <= c.room[r]
			}
			if fits {
				set.add(pair{join(a.u[i], b.u[j]), [2]int32{int32(i), int32(j)}}, sum)
			}
		}
		if set.size() > c.states {
			if set.trim(); set.size() > c.states {
				return nil, fmt.Errorf("%w: a front has more than %d states", ErrTooLarge, c.states)
			}
		}
	}
	set.trim()
	out := set.menu()
	if out.len() == 0 {
		return nil, ErrInfeasible
	}
	if out.len() > c.states {
		return nil, fmt.Errorf("%w: a front has more than %d states", ErrTooLarge, c.states)
	}
	out.left, out.right = a, b
	return out, nil
}

// A pairSet collects pairs. Where the resources are few whole numbers it is a grid
// with the best pair of each cell, else a list.
type pairSet interface {
	add(p pair, use []int64)
	trim()     // drops what is dominated
	size() int // of pairs held; 0 for a grid
	menu() *menu
}

const maxCells = 1 << 20

func (c combiner) newSet(a, b *menu) pairSet {
	cells := 1.0
	g := &grid{m: a.m, step: make([]int64, a.m), width: make([]int, a.m), base: make([]int64, a.m)}
	leastA, leastB := a.least(), b.least()
	for r := range g.step {
		low, high, step := leastA[r]+leastB[r], int64(0), int64(0)
		for _, part := range []struct {
			*menu
			least int64
		}{{a, leastA[r]}, {b, leastB[r]}} {
			most := int64(0)
			for i := range part.len() {
				x := part.use[i*a.m+r]
				most, step = max(most, x), gcd(step, x-part.least)
			}
			high += most
		}
		g.step[r], g.base[r] = max(step, 1), low
		span := float64(max(min(high, c.room[r])-low, 0))/float64(g.step[r]) + 1
		cells *= span
		g.width[r] = int(math.Min(span, maxCells+1))
	}
	if cells > maxCells || cells > 16*float64(a.len())*float64(b.len()) {
		return &pairList{m: a.m}
	}
	g.cells = make([]pair, int(math.Round(cells)))
	for i := range g.cells {
		g.cells[i].value = math.Inf(1)
	}
	return g
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// A pairList holds pairs in no order.
type pairList struct {
	m, trimmed int
	pairs      []pair
	use        []int64
}

func (l *pairList) add(p pair, use []int64) {
	l.pairs, l.use = append(l.pairs, p), append(l.use, use...)
	if len(l.pairs) >= batch+2*l.trimmed {
		l.trim()
	}
}

func (l *pairList) trim() {
	values := make([]float64, len(l.pairs))
	for i, p := range l.pairs {
		values[i] = p.value
	}
	var pairs []pair
	var use []int64
	for _, i := range nondominated(values, l.use, l.m) {
		pairs, use = append(pairs, l.pairs[i]), append(use, l.use[i*l.m:(i+1)*l.m]...)
	}
	l.pairs, l.use, l.trimmed = pairs, use, len(pairs)
}

func (l *pairList) size() int { return l.trimmed }

func (l *pairList) menu() *menu {
	out := &menu{m: l.m, subsystem: -1, use: l.use}
	for _, p := range l.pairs {
		out.u, out.from = append(out.u, p.value), append(out.from, p.from)
	}
	return out
}

// A grid holds the best pair of each amount used.
type grid struct {
	m     int
	base  []int64 // use of the first cell
	step  []int64 // from cell to cell
	width []int
	cells []pair
}

func (g *grid) add(p pair, use []int64) {
	at := 0
	for r, x := range use {
		at = at*g.width[r] + int((x-g.base[r])/g.step[r])
	}
	if p.value < g.cells[at].value {
		g.cells[at] = p
	}
}

// trim drops each pair that a cell of no more use is as good as: along one resource
// after the other, the best value so far is carried on.
func (g *grid) trim() {
	best := make([]float64, len(g.cells))
	for i, c := range g.cells {
		best[i] = c.value
	}
	stride := 1
	for r := g.m - 1; r >= 0; r-- {
		for i := range best {
			if i/stride%g.width[r] > 0 {
				best[i] = math.Min(best[i], best[i-stride])
			}
		}
		stride *= g.width[r]
	}
	for i := range g.cells {
		at, stride := i, 1
		for r := g.m - 1; r >= 0; r-- {
			if at%g.width[r] > 0 && best[i-stride] <= g.cells[i].value {
				g.cells[i].value = math.Inf(1)
				break
			}
			at /= g.width[r]
			stride *= g.width[r]
		}
	}
}

func (g *grid) size() int { return 0 }

func (g *grid) menu() *menu {
	var values []float64
	var at []int
	for i, c := range g.cells {
		if !math.IsInf(c.value, 1) {
			values, at = append(values, c.value), append(at, i)
		}
	}
	out := &menu{m: g.m, subsystem: -1}
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(values[a], values[b]), cmp.Compare(a, b)) })
	for _, k := range order {
		c := g.cells[at[k]]
		out.u, out.from = append(out.u, c.value), append(out.from, c.from)
		use := make([]int64, g.m)
		rest := at[k]
		for r := g.m - 1; r >= 0; r-- {
			use[r] = g.base[r] + int64(rest%g.width[r])*g.step[r]
			rest /= g.width[r]
		}
		out.use = append(out.use, use...)
	}
	return out
}
