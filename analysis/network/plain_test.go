package network

import (
	"math"
	"math/big"
	"slices"
)

// A cut is a state of [edgeByEdge]: the block of each vertex of the frontier, numbered from 1
// as they are met, with the highest bit set where the block has a terminal.
type cut [24]uint8

const marked = 0x80

// edgeByEdge solves an undirected graph with perfect nodes by the frontier method and nothing
// besides: no reductions, edge by edge, states in a map, any order that will do. It shares
// no code with the package.
func edgeByEdge(g Graph, terminals map[string]bool) Value {
	order := leastFrontier(g)
	position := map[string]int{}
	for i, v := range order {
		position[v] = i
	}
	edges := slices.DeleteFunc(slices.Clone(g.Edges), func(e Edge) bool { return e.From == e.To })
	later := func(e Edge) int {
		a, b := position[e.From], position[e.To]
		return max(a, b)*len(order) + min(a, b)
	}
	slices.SortFunc(edges, func(e, f Edge) int { return later(e) - later(f) })
	last := map[string]int{}
	for k, e := range edges {
		last[e.From], last[e.To] = k, k
	}
	var v Value
	var frontier []string
	missing := len(terminals)
	now := map[cut]float64{{}: 1}
	for k, e := range edges {
		for _, id := range []string{e.From, e.To} {
			if slices.Contains(frontier, id) {
				continue
			}
			frontier = append(frontier, id)
			block := uint8(len(frontier)) // no other has it
			if terminals[id] {
				block |= marked
				missing--
			}
			wider := make(map[cut]float64, len(now))
			for s, p := range now {
				s[len(frontier)-1] = block
				wider[s] = p
			}
			now = wider
		}
		a, b := slices.Index(frontier, e.From), slices.Index(frontier, e.To)
		var stay []int
		for i, id := range frontier {
			if last[id] > k {
				stay = append(stay, i)
			}
		}
		next := make(map[cut]float64, len(now))
		for s, p := range now {
			for _, joined := range []bool{false, true} {
				t, q := s, p*e.Unreliability
				if joined {
					t, q = s.join(a, b), p*(1-e.Unreliability)
				}
				switch t, blocks, lost := t.leave(stay, len(frontier)); {
				case missing == 0 && blocks == 1:
					v.Reliability += q
				case lost:
					v.Unreliability += q
				default:
					next[t] += q
				}
			}
		}
		now = next
		for i, place := range stay {
			frontier[i] = frontier[place]
		}
		frontier = frontier[:len(stay)]
	}
	return v
}

func (s cut) join(a, b int) cut {
	x, y := s[a], s[b]
	for i, block := range s {
		if block == x || block == y {
			s[i] = x | y&marked
		}
	}
	return s
}

// leave returns what is left of the first n places, how many blocks with terminals there
// were, and whether one of them is gone.
func (s cut) leave(stay []int, n int) (t cut, blocks int, lost bool) {
	var before, after [256]bool
	var number [256]uint8
	count := uint8(0)
	for i, place := range stay {
		block := s[place]
		if !after[block] {
			after[block] = true
			count++
			number[block] = count | block&marked
		}
		t[i] = number[block]
	}
	for _, block := range s[:n] {
		if block >= marked && !before[block] {
			before[block] = true
			blocks++
			lost = lost || !after[block]
		}
	}
	return t, blocks, lost
}

// leastFrontier returns the best of the orders, one from each vertex, that go on with
// whatever keeps the frontier smallest.
func leastFrontier(g Graph) []string {
	near := map[string]map[string]bool{}
	for _, n := range g.Nodes {
		near[n.ID] = map[string]bool{}
	}
	for _, e := range g.Edges {
		if e.From != e.To {
			near[e.From][e.To], near[e.To][e.From] = true, true
		}
	}
	var best []string
	least := math.Inf(1)
	for _, start := range g.Nodes {
		in := map[string]bool{}
		var order, frontier []string
		cost := 0.0
		for next := start.ID; next != ""; {
			in[next] = true
			order, frontier = append(order, next), append(frontier, next)
			frontier = slices.DeleteFunc(frontier, func(v string) bool {
				for w := range near[v] {
					if !in[w] {
						return false
					}
				}
				return true
			})
			cost += math.Pow(3.6, float64(len(frontier)))
			next = nearest(near, in, frontier)
		}
		if cost < least {
			least, best = cost, order
		}
	}
	return best
}

// nearest returns the neighbour of the frontier that leaves the smallest one, of several
// that of the oldest.
func nearest(near map[string]map[string]bool, in map[string]bool, frontier []string) string {
	next, fewest := "", math.MaxInt
	for _, v := range frontier {
		var out []string
		for w := range near[v] {
			if !in[w] {
				out = append(out, w)
			}
		}
		slices.Sort(out)
		for _, w := range out {
			more := 0
			for x := range near[w] {
				if !in[x] {
					more = 1
					continue
				}
				alone := true // w is the last that x waits for
				for y := range near[x] {
					alone = alone && (in[y] || y == w)
				}
				if alone {
					more--
				}
			}
			if more < fewest {
				next, fewest = w, more
			}
		}
	}
	return next
}

// spanningTrees counts them by Kirchhoff's matrix-tree theorem: a minor of the matrix of
// degrees less adjacency, here without fractions (E. Bareiss, 1968,
// https://doi.org/10.1090/S0025-5718-1968-0226829-0).
func spanningTrees(g Graph) *big.Int {
	index := map[string]int{}
	for i, v := range g.Nodes {
		index[v.ID] = i
	}
	n := len(g.Nodes) - 1
	a := make([][]*big.Int, n+1)
	for i := range a {
		a[i] = make([]*big.Int, n+1)
		for j := range a[i] {
			a[i][j] = new(big.Int)
		}
	}
	one, before := big.NewInt(1), big.NewInt(1)
	for _, e := range g.Edges {
		if i, j := index[e.From], index[e.To]; i != j {
			for _, x := range []*big.Int{a[i][i], a[j][j]} {
				x.Add(x, one)
			}
			a[i][j].Sub(a[i][j], one)
			a[j][i].Sub(a[j][i], one)
		}
	}
	for k := range n - 1 { // minors of a connected graph are not 0
		for i := k + 1; i < n; i++ {
			for j := k + 1; j < n; j++ {
				x := new(big.Int).Mul(a[i][j], a[k][k])
				x.Sub(x, new(big.Int).Mul(a[i][k], a[k][j]))
				a[i][j] = x.Quo(x, before)
			}
		}
		before = a[k][k]
	}
	return a[n-1][n-1]
}
