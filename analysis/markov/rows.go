package markov

import "slices"

// rows are a sparse matrix of rates by row.
type rows struct {
	start []int // of each row in col and val; one more than rows
	col   []int32
	val   []float64
}

// newRows returns the positive rates of c, of which those between the same states
// are added up. Columns of a row are in order.
func newRows(c *Chain) rows {
	n := len(c.States)
	r := rows{start: make([]int, n+1)}
	for _, t := range c.Transitions {
		if t.PerHour > 0 {
			r.start[t.From+1]++
		}
	}
	for i := range n {
		r.start[i+1] += r.start[i]
	}
	r.col, r.val = make([]int32, r.start[n]), make([]float64, r.start[n])
	next := slices.Clone(r.start)
	for _, t := range c.Transitions {
		if t.PerHour > 0 {
			p := next[t.From]
			r.col[p], r.val[p] = int32(t.To), t.PerHour
			next[t.From]++
		}
	}
	return r.transpose().transpose().merged()
}

// merged adds up neighbours of the same column.
func (r rows) merged() rows {
	w, from := 0, 0
	for i := range r.start[:len(r.start)-1] {
		begin := w
		for p := from; p < r.start[i+1]; p++ {
			if w > begin && r.col[w-1] == r.col[p] {
				r.val[w-1] += r.val[p]
				continue
			}
			r.col[w], r.val[w] = r.col[p], r.val[p]
			w++
		}
		from, r.start[i+1] = r.start[i+1], w
	}
	r.col, r.val = r.col[:w], r.val[:w]
	return r
}

// transpose returns the matrix by column. Entries of a column are in order.
func (r rows) transpose() rows {
	n := len(r.start) - 1
	out := rows{start: make([]int, n+1), col: make([]int32, len(r.col)), val: make([]float64, len(r.val))}
	for _, j := range r.col {
		out.start[j+1]++
	}
	for i := range n {
		out.start[i+1] += out.start[i]
	}
	next := slices.Clone(out.start)
	for i := range n {
		for p := r.start[i]; p < r.start[i+1]; p++ {
			q := next[r.col[p]]
			out.col[q], out.val[q] = int32(i), r.val[p]
			next[r.col[p]]++
		}
	}
	return out
}

func (r rows) size(i int) int { return r.start[i+1] - r.start[i] }

// at returns columns and values of a row.
func (r rows) at(i int) ([]int32, []float64) {
	a, b := r.start[i], r.start[i+1]
	return r.col[a:b], r.val[a:b]
}

// reach returns the states that can be reached from those given, themselves
// included.
func (r rows) reach(from []bool) []bool {
	seen := slices.Clone(from)
	var open []int32
	for i, yes := range from {
		if yes {
			open = append(open, int32(i))
		}
	}
	for len(open) > 0 {
		i := open[len(open)-1]
		open = open[:len(open)-1]
		cols, _ := r.at(int(i))
		for _, j := range cols {
			if !seen[j] {
				seen[j] = true
				open = append(open, j)
			}
		}
	}
	return seen
}

// components returns the strongly connected component of each state that is in
// the set, −1 for others, and how many there are. Each leads only to components of
// smaller number.
//
// Source: R. Tarjan, Depth-first search and linear graph algorithms, 1972.
// https://doi.org/10.1137/0201010
func (r rows) components(in []bool) (of []int32, count int) {
	n := len(r.start) - 1
	of = make([]int32, n)
	number, low := make([]int32, n), make([]int32, n) // 0: not seen
	next := make([]int, n)
	var path, stack []int32
	seen := int32(0)
	for i := range of {
		of[i] = -1
	}
	push := func(i int32) {
		seen++
		number[i], low[i], next[i] = seen, seen, r.start[i]
		path, stack = append(path, i), append(stack, i)
	}
	for root := range n {
		if !in[root] || number[root] != 0 {
			continue
		}
		push(int32(root))
		for len(path) > 0 {
			i := path[len(path)-1]
			if p := next[i]; p < r.start[i+1] {
				next[i]++
				switch j := r.col[p]; {
				case !in[j]:
				case number[j] == 0:
					push(j)
				case of[j] < 0:
					low[i] = min(low[i], number[j])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := path[len(path)-1]
				low[up] = min(low[up], low[i])
			}
			if low[i] == number[i] {
				for {
					j := stack[len(stack)-1]
					stack = stack[:len(stack)-1]
					of[j] = int32(count)
					if j == i {
						break
					}
				}
				count++
			}
		}
	}
	return of, count
}
