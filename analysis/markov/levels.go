package markov

import (
	"context"
	"fmt"
	"math"
	"slices"
)

const (
	coarsest  = 150 // states that are solved at once
	groupSize = 4   // states that become one, at most
	mostTurns = 400
)

// A level is a chain whose states are groups of those of the level before.
type level struct {
	in     rows      // rates by target
	exit   []float64 // rate of leaving each state
	x      []float64 // weights sought
	group  []int32   // of each state in the level above
	target []int     // of each entry of in: where it counts there; −1 within a group
	up     *level
}

// byLevels returns the long-run probabilities in a recurrent class.
func (s *Solver) byLevels(ctx context.Context, class []int) ([]float64, Accuracy, error) {
	local := slices.Repeat([]int32{-1}, len(s.initial))
	for k, i := range class {
		local[i] = int32(k)
	}
	out := rows{start: make([]int, 1, len(class)+1)}
	for _, i := range class {
		cols, rates := s.out.at(i)
		for q, j := range cols {
			out.col, out.val = append(out.col, local[j]), append(out.val, rates[q])
		}
		out.start = append(out.start, len(out.col))
	}
	start := make([]float64, len(class))
	for k, i := range class {
		start[k] = s.weight[i]
	}
	return s.balance(ctx, out, start)
}

// hoursByLevels does what hoursIn does: a chain that begins anew whenever it has
// left the set is in each state for a share of time.
func (s *Solver) hoursByLevels(ctx context.Context, set []int32, begin []float64) ([]float64, Accuracy, error) {
	m := len(set)
	local := slices.Repeat([]int32{int32(m)}, len(s.initial))
	for k, i := range set {
		local[i] = int32(k)
	}
	out, pace := rows{start: make([]int, 1, m+2)}, 0.0
	for _, i := range set {
		cols, rates := s.out.at(int(i))
		left := 0.0
		for q, j := range cols {
			if local[j] == int32(m) {
				left += rates[q]
				continue
			}
			out.col, out.val = append(out.col, local[j]), append(out.val, rates[q])
		}
		if left > 0 {
			out.col, out.val = append(out.col, int32(m)), append(out.val, left)
		}
		pace = max(pace, s.exit[i])
		out.start = append(out.start, len(out.col))
	}
	for k, p := range begin {
		if p > 0 {
			out.col, out.val = append(out.col, int32(k)), append(out.val, p*pace)
		}
	}
	out.start = append(out.start, len(out.col))
	inside, used := s.reachable(out, m)
	start := make([]float64, len(used)) // that of the last is as of the states it leads to
	for k, i := range used[:len(used)-1] {
		start[k] = s.weight[set[i]]
	}
	x, acc, err := s.balance(ctx, inside, start)
	if err != nil {
		return nil, acc, err
	}
	hours, again := make([]float64, m), x[len(x)-1]*pace
	for k, i := range used[:len(used)-1] {
		if hours[i] = x[k] / again; !finite(hours[i]) {
			return nil, Accuracy{}, errRates
		}
	}
	return hours, acc, nil
}

// reachable returns the part of a chain that is reached from its last state, which
// stays the last, and its states.
func (s *Solver) reachable(out rows, last int) (rows, []int) {
	from := make([]bool, last+1)
	from[last] = true
	local := make([]int32, last+1)
	var used []int
	for i, yes := range out.reach(from) {
		if yes {
			local[i] = int32(len(used))
			used = append(used, i)
		}
	}
	part := rows{start: []int{0}}
	for _, i := range used {
		cols, rates := out.at(i)
		for q, j := range cols {
			part.col, part.val = append(part.col, local[j]), append(part.val, rates[q])
		}
		part.start = append(part.start, len(part.col))
	}
	return part, used
}

// balance returns the long-run probabilities of an irreducible chain, and an
// estimate of their relative error from how fast it still falls. Guess is of their
// logarithms.
func (s *Solver) balance(ctx context.Context, out rows, guess []float64) ([]float64, Accuracy, error) {
	top := newLevel(out)
	shares := top.shares()
	top.begin(shares, guess)
	if left, done, err := s.sweepAlone(ctx, top, shares); done || err != nil {
		return top.x, Accuracy{bySweeps, left, false}, err
	}
	return s.turns(ctx, top)
}

// turns balances a chain with the help of levels above it.
func (s *Solver) turns(ctx context.Context, top *level) ([]float64, Accuracy, error) {
	for l := top; len(l.x) > coarsest; l = l.up {
		if !l.coarsen() {
			break
		}
	}
	before, last := slices.Clone(top.x), math.Inf(1)
	for turn := range mostTurns {
		s.opt.report("aggregate", turn, mostTurns)
		if err := top.turn(ctx); err != nil {
			return nil, Accuracy{}, err
		}
		normalize(top.x)
		change := farthest(before, top.x)
		copy(before, top.x)
		if left, done := remains(change, last, 1); done && left < s.opt.Tolerance || change < 8*unit {
			return top.x, Accuracy{byLevels, left + 64*unit, false}, nil
		}
		if change < 100*s.opt.Tolerance && change >= 0.9*last { // rounding keeps it from falling further
			return top.x, Accuracy{byLevels, 2 * change, false}, nil
		}
		last = change
	}
	return nil, Accuracy{}, fmt.Errorf("markov: %w: %d states do not come to balance in %d turns", ErrBudget, len(top.x), mostTurns)
}

func newLevel(out rows) *level {
	n := len(out.start) - 1
	l := &level{in: out.transpose(), exit: make([]float64, n), x: make([]float64, n)}
	for i := range n {
		_, rates := out.at(i)
		l.exit[i] = sum(rates)
	}
	return l
}

// sweep sets each weight to what balances it, there and back (Gauss–Seidel).
func (l *level) sweep() {
	n := len(l.x)
	for i := range n {
		l.x[i] = l.inflow(i) / l.exit[i]
	}
	for i := n - 1; i >= 0; i-- {
		l.x[i] = l.inflow(i) / l.exit[i]
	}
}

func (l *level) inflow(i int) float64 {
	from, rates := l.in.at(i)
	total := 0.0
	for q, j := range from {
		total += l.x[j] * rates[q]
	}
	return total
}

// coarsen puts states together that most of the flow is between, in two rounds of
// pairs, and prepares the level above. It reports whether that has fewer states.
func (l *level) coarsen() bool {
	n := len(l.x)
	l.group = slices.Repeat([]int32{-1}, n)
	size := make([]int8, 0, n/2)
	for i := range n {
		if l.group[i] >= 0 {
			continue
		}
		best, most := int32(-1), 0.0
		from, rates := l.in.at(i)
		for q, j := range from {
			flow := rates[q] / l.exit[j] // the share of what leaves j
			if g := l.group[j]; flow > most && (g < 0 || size[g] < groupSize) {
				best, most = j, flow
			}
		}
		switch {
		case best < 0:
			l.group[i] = int32(len(size))
			size = append(size, 1)
		case l.group[best] < 0:
			l.group[i], l.group[best] = int32(len(size)), int32(len(size))
			size = append(size, 2)
		default:
			l.group[i] = l.group[best]
			size[l.group[best]]++
		}
	}
	if len(size) > n*9/10 {
		l.group = nil
		return false
	}
	l.link(len(size))
	return true
}

// link makes the level above of the groups.
func (l *level) link(groups int) {
	l.up = &level{exit: make([]float64, groups), x: make([]float64, groups)}
	members := rows{start: make([]int, groups+1), col: make([]int32, len(l.x))}
	for _, g := range l.group {
		members.start[g+1]++
	}
	for g := range groups {
		members.start[g+1] += members.start[g]
	}
	next := slices.Clone(members.start)
	for i, g := range l.group {
		members.col[next[g]] = int32(i)
		next[g]++
	}
	up := rows{start: make([]int, 1, groups+1)}
	l.target = make([]int, len(l.in.col))
	seen := slices.Repeat([]int{-1}, groups)
	for g := range groups {
		begin := len(up.col)
		for _, i := range members.col[members.start[g]:members.start[g+1]] {
			for p := l.in.start[i]; p < l.in.start[i+1]; p++ {
				from := l.group[l.in.col[p]]
				switch {
				case int(from) == g:
					l.target[p] = -1
					continue
				case seen[from] < begin:
					seen[from] = len(up.col)
					up.col = append(up.col, from)
				}
				l.target[p] = seen[from]
			}
		}
		up.start = append(up.start, len(up.col))
	}
	up.val = make([]float64, len(up.col))
	l.up.in = up
}

// turn improves the weights: sweeps, then those of groups as a whole from the
// level above, then sweeps again.
func (l *level) turn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if l.up == nil {
		return l.solve()
	}
	l.sweep()
	l.lift()
	before := slices.Clone(l.up.x)
	for range 2 {
		if err := l.up.turn(ctx); err != nil {
			return err
		}
		if l.up.up == nil { // exact at once
			break
		}
	}
	normalize(l.up.x)
	for i, g := range l.group {
		if before[g] > 0 {
			l.x[i] *= l.up.x[g] / before[g]
		}
	}
	l.sweep()
	return nil
}

// lift gives the level above its weights and rates.
func (l *level) lift() {
	up := l.up
	normalize(l.x)
	clear(up.x)
	clear(up.exit)
	clear(up.in.val)
	for i, g := range l.group {
		up.x[g] += l.x[i]
	}
	for p, t := range l.target {
		if t >= 0 {
			up.in.val[t] += l.x[l.in.col[p]] * l.in.val[p]
		}
	}
	for p, j := range up.in.col {
		if up.x[j] > 0 {
			up.in.val[p] /= up.x[j]
		} else {
			up.in.val[p] = math.SmallestNonzeroFloat64
		}
		up.exit[j] += up.in.val[p]
	}
}

// solve finds the weights of the coarsest level by elimination, or by many sweeps
// where it is large.
func (l *level) solve() error {
	n := len(l.x)
	if n > 4*coarsest {
		for range 50 {
			l.sweep()
		}
		return nil
	}
	x, err := eliminateFull(l.in, n)
	if err != nil {
		return err
	}
	copy(l.x, x)
	return nil
}

// eliminateFull returns the long-run probabilities of a small irreducible chain
// with rates by target. [GTH85]
func eliminateFull(in rows, n int) ([]float64, error) {
	a := make([]float64, n*n) // by source
	for j := range n {
		from, rates := in.at(j)
		for q, i := range from {
			a[int(i)*n+j] = rates[q]
		}
	}
	for k := n - 1; k > 0; k-- {
		leave := sum(a[k*n : k*n+k])
		if !(leave > 0) {
			return nil, errRates
		}
		for i := range k {
			if a[i*n+k] /= leave; a[i*n+k] == 0 {
				continue
			}
			for j := range k {
				a[i*n+j] += a[i*n+k] * a[k*n+j]
			}
		}
	}
	x := make([]float64, n)
	x[0] = 1
	for k := 1; k < n; k++ {
		for i := range k {
			x[k] += x[i] * a[i*n+k]
		}
		if x[k] > 0x1p600 {
			for i := range k + 1 {
				x[i] = math.Ldexp(x[i], -scaleStep)
			}
		}
	}
	normalize(x)
	return x, nil
}
