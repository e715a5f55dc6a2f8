package optimize

import (
	"context"
	"fmt"
	"slices"
)

// A menu is the choices there are for a part of the system: from the most reliable
// to the least, none dominated by another.
type menu struct {
	u   []float64 // unreliability of each choice
	use []int64   // of choice i and resource r at i·m + r
	m   int       // resources

	subsystem int     // that the menu is of; -1 for a group
	counts    [][]int // of a subsystem: components of each kind, by choice

	left, right *menu      // of a group: the menus it was combined of,
	from        [][2]int32 // and which of their choices make each of its own
}

func (m *menu) len() int { return len(m.u) }

func (m *menu) uses(i int) []int64 { return m.use[i*m.m : (i+1)*m.m] }

// least returns the smallest use of each resource among all choices.
func (m *menu) least() []int64 {
	least := slices.Clone(m.uses(0))
	for i := 1; i < m.len(); i++ {
		for r, x := range m.uses(i) {
			least[r] = min(least[r], x)
		}
	}
	return least
}

// pick writes down what choice i means for each subsystem of the menu.
func (m *menu) pick(i int, counts [][]int, u []float64) {
	if m.subsystem >= 0 {
		counts[m.subsystem], u[m.subsystem] = m.counts[i], m.u[i]
		return
	}
	m.left.pick(int(m.from[i][0]), counts, u)
	m.right.pick(int(m.from[i][1]), counts, u)
}

// menusOf returns the menu of each subsystem: what keeps the limits when all others
// use as little as they can.
func menusOf(ctx context.Context, p Problem, b budget) ([]*menu, error) {
	least := make([][]int64, len(p.Subsystems))
	total := make([]int64, len(b.limit))
	for j, s := range p.Subsystems {
		least[j] = leastUse(s, b.uses[j], len(b.limit))
		for r, x := range least[j] {
			if total[r] += x; total[r] > b.limit[r] {
				return nil, ErrInfeasible
			}
		}
	}
	menus := make([]*menu, len(p.Subsystems))
	for j, s := range p.Subsystems {
		room := make([]int64, len(b.limit))
		for r := range room {
			room[r] = b.limit[r] - (total[r] - least[j][r])
		}
		e := &enumerator{s: s, uses: b.uses[j], room: room, ctx: ctx}
		var err error
		if menus[j], err = e.menu(j); err != nil {
			return nil, err
		}
	}
	return menus, nil
}

// leastUse is a lower bound of what the subsystem uses of each resource.
func leastUse(s Subsystem, uses [][]int64, m int) []int64 {
	least := make([]int64, m)
	if s.Optional {
		return least
	}
	for r := range least {
		least[r] = noLimit
		for _, u := range uses {
			least[r] = min(least[r], u[r])
		}
		if least[r] > 0 {
			least[r] = min(least[r], noLimit/int64(s.least())) * int64(s.least())
		}
	}
	return least
}

// An enumerator lists the choices of a subsystem.
type enumerator struct {
	s      Subsystem
	uses   [][]int64
	room   []int64
	ctx    context.Context //nolint:containedctx // of one enumeration
	counts []int
	n      int
	err    error
	found  struct {
		u      []float64
		use    []int64
		counts [][]int
	}
}

func (e *enumerator) menu(j int) (*menu, error) {
	m := len(e.room)
	if e.s.Optional {
		e.keep(1, make([]int64, m), make([]int, len(e.uses)))
	}
	e.counts = make([]int, len(e.uses))
	works := make([]float64, e.s.needed()) // probability that so many work; what is more is not needed
	works[0] = 1
	e.add(0, works, make([]int64, m))
	switch {
	case e.err != nil:
		return nil, fmt.Errorf("subsystem %q: %w", e.s.Name, e.err)
	case len(e.found.u) == 0:
		return nil, ErrInfeasible
	}
	out := &menu{m: m, subsystem: j}
	for _, i := range nondominated(e.found.u, e.found.use, m) {
		out.u = append(out.u, e.found.u[i])
		out.use = append(out.use, e.found.use[i*m:(i+1)*m]...)
		out.counts = append(out.counts, e.found.counts[i])
	}
	return out, nil
}

func (e *enumerator) keep(u float64, use []int64, counts []int) {
	e.found.u = append(e.found.u, u)
	e.found.use = append(e.found.use, use...)
	e.found.counts = append(e.found.counts, slices.Clone(counts))
}

// add decides how many components of kind c there are, given that of those before.
func (e *enumerator) add(c int, works []float64, use []int64) {
	if c == len(e.uses) {
		if e.n >= e.s.least() {
			failed := 0.0
			for _, p := range works {
				failed += p
			}
			e.keep(failed, use, e.counts)
		}
		if len(e.found.u) > maxChoices {
			e.err = fmt.Errorf("%w: more than %d choices", ErrTooLarge, maxChoices)
		} else if len(e.found.u)%4096 == 0 {
			e.err = e.ctx.Err()
		}
		return
	}
	works, use = slices.Clone(works), slices.Clone(use)
	before := e.n
	for e.err == nil {
		e.add(c+1, works, use)
		if e.s.Max > 0 && e.n == e.s.Max || !e.s.Mixed && before > 0 {
			break
		}
		fits := true
		for r, x := range e.uses[c] {
			use[r] += x
			fits = fits && use[r] <= e.room[r]
		}
		if !fits {
			break
		}
		e.counts[c]++
		e.n++
		oneMore(works, e.s.Components[c].Unreliability)
	}
	e.n -= e.counts[c]
	e.counts[c] = 0
}

// oneMore updates the distribution of the number that work, cut at len(works), by
// one more component.
func oneMore(works []float64, unreliability float64) {
	for k := len(works) - 1; k >= 0; k-- {
		works[k] *= unreliability
		if k > 0 {
			works[k] += works[k-1] * (1 - unreliability)
		}
	}
}
