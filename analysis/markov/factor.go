package markov

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Work at most, in multiplications, and from where on the rest is dense.
const (
	mostWork   = 20e9
	smallest   = 1e-290
	denseShare = 0.2
	leastDense = 24
)

var errRates = errors.New("markov: rates are too far apart for numbers of 64 bits")

// A factor is the triangular factors of rates within a set of states that is left
// in the end, found without subtraction: what is eliminated is jumped over. It
// answers how long the chain stays where before it leaves the set.
type factor struct {
	states []int32 // by local index
	local  []int32 // −1 for states that are not in the set

	order  []int32   // local indices as they were eliminated; the dense rest comes last
	leave  []float64 // rate of leaving, by place in order
	forth  rows      // by place: probabilities of jumps to states eliminated later
	back   rows      // by place: rates from states eliminated later
	sparse int       // places before the dense rest
	dense  []float64 // of the rest, row by row: probabilities right of the diagonal, rates below it
	err    float64   // relative, of what the elimination did at most
	lost   bool      // some rate was too small for a number with all its digits
}

// An elimination is a matrix while it is factored.
type elimination struct {
	f       *factor
	weight  []float64 // of all states, roughly
	cols    [][]int32 // of each row
	vals    [][]float64
	above   [][]int32 // rows that have the column
	gone    []bool
	out     []float64 // rate to states outside of the set
	queue   costQueue
	place   []int32 // in the row being added to, one more; 0 is none
	entries int     // of the factors so far
	held    int     // of the rows that are left
	work    float64
}

// factorize eliminates the states of a set, each of which leads out of it in the
// end. It returns an error wrapping [ErrBudget] when entries or work are too many.
//
// The order is that of least work at each step (Markowitz 1957), and among equals
// that of weight: what hardly ever happens goes first.
func (s *Solver) factorize(ctx context.Context, set []int32, entries int, work float64) (*factor, error) {
	e := s.newElimination(set)
	for len(e.f.order) < len(set) {
		if err := stopped(ctx, len(e.f.order)); err != nil {
			return nil, err
		}
		left := len(set) - len(e.f.order)
		if left >= leastDense && float64(e.held) > denseShare*float64(left)*float64(left) {
			cost := float64(left) * float64(left)
			if e.work+cost*float64(left)/3 > work || float64(e.entries)+cost > float64(entries) {
				return nil, fmt.Errorf("markov: %w: %d states are too many to eliminate", ErrBudget, left)
			}
			return e.f, e.finishDense(ctx)
		}
		if e.entries+e.held > entries || e.work > work {
			return nil, fmt.Errorf("markov: %w: %d numbers in the factors of a matrix", ErrBudget, e.entries+e.held)
		}
		if err := e.eliminate(e.queue.pop(e)); err != nil {
			return nil, err
		}
	}
	e.f.sparse = len(e.f.order)
	return e.f, nil
}

func (s *Solver) newElimination(set []int32) *elimination {
	m := len(set)
	f := &factor{states: set, local: slices.Repeat([]int32{-1}, len(s.initial)), leave: make([]float64, 0, m), order: make([]int32, 0, m)}
	f.forth.start, f.back.start = []int{0}, []int{0}
	e := &elimination{
		f: f, weight: s.weight, cols: make([][]int32, m), vals: make([][]float64, m), above: make([][]int32, m), gone: make([]bool, m),
		out: make([]float64, m), place: make([]int32, m),
	}
	for k, i := range set {
		f.local[i] = int32(k)
	}
	for k, i := range set {
		cols, rates := s.out.at(int(i))
		outside := 0.0
		for p, j := range cols {
			if l := f.local[j]; l >= 0 {
				e.cols[k], e.vals[k] = append(e.cols[k], l), append(e.vals[k], rates[p])
				e.above[l] = append(e.above[l], int32(k))
				e.held++
			} else {
				e.out[k] += rates[p]
				outside++
			}
		}
		f.err += 2 * max(outside-1, 0) * unit
	}
	e.queue.last = make([]float64, m)
	for k := range set {
		e.queue.push(costed{e.cost(int32(k)), s.weight[set[k]], int32(k)})
	}
	e.queue.sort()
	return e
}

func (e *elimination) cost(k int32) float64 {
	return float64(len(e.cols[k])) * float64(len(e.above[k]))
}

// eliminate takes state k out: who would go there goes where k goes next.
func (e *elimination) eliminate(k int32) error {
	f := e.f
	e.gone[k] = true
	next, rates := e.cols[k], e.vals[k]
	leave := sum(rates) + e.out[k]
	if !(leave > 0) || math.IsInf(leave, 1) {
		return errRates
	}
	f.order, f.leave = append(f.order, k), append(f.leave, leave)
	for p, j := range next {
		rates[p] /= leave
		f.forth.col, f.forth.val = append(f.forth.col, j), append(f.forth.val, rates[p])
		e.above[j] = without(e.above[j], k)
	}
	f.forth.start = append(f.forth.start, len(f.forth.col))
	away := e.out[k] / leave
	before := e.above[k]
	for _, i := range before {
		rate := e.redirect(i, k, next, rates)
		e.out[i] += e.product(rate, away)
		f.back.col, f.back.val = append(f.back.col, i), append(f.back.val, rate)
	}
	f.back.start = append(f.back.start, len(f.back.col))
	a, b := float64(len(before)), float64(len(next))
	f.err += 2 * a * (5 + 3) * unit // the sum, quotient, product and sum again
	if b > 1 {
		f.err += 2 * a * unit
	}
	e.work += a * (b + 4)
	e.entries += len(before) + len(next)
	e.held -= len(before) + len(next)
	for _, i := range before {
		e.queue.lower(e, i)
	}
	for _, j := range next {
		e.queue.lower(e, j)
	}
	e.cols[k], e.vals[k], e.above[k] = nil, nil, nil
	return nil
}

// redirect adds to row i what k leads to, for its rate to k, which it returns.
func (e *elimination) redirect(i, k int32, next []int32, share []float64) float64 {
	cols, vals := e.cols[i], e.vals[i]
	p := slices.Index(cols, k)
	rate, last := vals[p], len(cols)-1
	cols[p], vals[p] = cols[last], vals[last]
	cols, vals = cols[:last], vals[:last]
	for p, j := range cols {
		e.place[j] = int32(p + 1)
	}
	for q, j := range next {
		switch p := e.place[j]; {
		case j == i: // back where it was
		case p > 0:
			vals[p-1] += e.product(rate, share[q])
		default:
			cols, vals = append(cols, j), append(vals, e.product(rate, share[q]))
			e.above[j] = append(e.above[j], i)
			e.held++
		}
	}
	for _, j := range cols {
		e.place[j] = 0
	}
	e.work += float64(len(cols)) / 2
	e.cols[i], e.vals[i] = cols, vals
	return rate
}

// product multiplies, and notes where the product is too small.
func (e *elimination) product(x, y float64) float64 {
	z := x * y
	if z < smallest && y > 0 {
		e.f.lost = true
	}
	return z
}

// without removes one element of a list whose order means nothing.
func without(list []int32, k int32) []int32 {
	p, last := slices.Index(list, k), len(list)-1
	list[p] = list[last]
	return list[:last]
}

// finishDense eliminates what is left as a full matrix.
func (e *elimination) finishDense(ctx context.Context) error {
	f := e.f
	f.sparse = len(f.order)
	place := make([]int32, len(e.gone))
	for k, gone := range e.gone {
		if !gone {
			place[k] = int32(len(f.order) - f.sparse)
			f.order = append(f.order, int32(k))
		}
	}
	m := len(f.order) - f.sparse
	f.dense = make([]float64, m*m)
	out := make([]float64, m)
	for r, k := range f.order[f.sparse:] {
		for p, j := range e.cols[k] {
			f.dense[r*m+int(place[j])] = e.vals[k][p]
		}
		out[r] = e.out[k]
	}
	for k := range m {
		if err := ctx.Err(); err != nil {
			return err
		}
		row := f.dense[k*m+k+1 : (k+1)*m]
		leave := sum(row) + out[k]
		if !(leave > 0) || math.IsInf(leave, 1) {
			return errRates
		}
		f.leave = append(f.leave, leave)
		least := out[k] / leave
		for p := range row {
			if row[p] /= leave; row[p] > 0 && (least == 0 || row[p] < least) {
				least = row[p]
			}
		}
		for i := k + 1; i < m; i++ {
			if rate := f.dense[i*m+k]; rate > 0 {
				floats.AddScaled(f.dense[i*m+k+1:(i+1)*m], rate, row) // the diagonal is never looked at
				out[i] += rate * (out[k] / leave)
				f.lost = f.lost || rate*least < smallest
			}
		}
		f.err += 2 * float64(m-1-k) * (5 + 5) * unit
	}
	return nil
}

// A costQueue yields the state that is cheapest to eliminate. Costs that grow are
// found out late.
type costQueue struct {
	heap []costed
	last []float64 // cost as entered
}

type costed struct {
	cost, weight float64
	state        int32
}

// before puts states that cost the same in the order of their weights, as far as
// they are known: between states that hardly ever are, there may be no way that is
// not too improbable for a number.
func (a costed) before(b costed) bool {
	if a.cost != b.cost {
		return a.cost < b.cost
	}
	return a.weight < b.weight || a.weight == b.weight && a.state < b.state
}

func (q *costQueue) push(c costed) {
	q.last[c.state] = c.cost
	q.heap = append(q.heap, c)
}

// sort makes a heap of what was pushed: a sorted list is one.
func (q *costQueue) sort() {
	slices.SortFunc(q.heap, func(a, b costed) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
}

// lower enters a state again that has become cheaper.
func (q *costQueue) lower(e *elimination, state int32) {
	if cost := e.cost(state); cost < q.last[state] {
		q.push(costed{cost, e.weight[e.f.states[state]], state})
		q.up(len(q.heap) - 1)
	}
}

func (q *costQueue) up(i int) {
	for i > 0 && q.heap[i].before(q.heap[(i-1)/2]) {
		q.heap[i], q.heap[(i-1)/2] = q.heap[(i-1)/2], q.heap[i]
		i = (i - 1) / 2
	}
}

func (q *costQueue) down() {
	for i := 0; ; {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(q.heap); c++ {
			if q.heap[c].before(q.heap[least]) {
				least = c
			}
		}
		if least == i {
			return
		}
		q.heap[i], q.heap[least] = q.heap[least], q.heap[i]
		i = least
	}
}

func (q *costQueue) pop(e *elimination) int32 {
	for {
		top := q.heap[0]
		switch cost := e.cost(top.state); {
		case e.gone[top.state] || top.cost != q.last[top.state]: // entered again since
			last := len(q.heap) - 1
			q.heap[0] = q.heap[last]
			q.heap = q.heap[:last]
			q.down()
		case cost > top.cost:
			q.heap[0].cost, q.last[top.state] = cost, cost
			q.down()
		default:
			return top.state
		}
	}
}
