package optimize

import (
	"context"
	"math"
)

// A selection is what came of a sum: a choice from each menu, nil where none was
// found, and what no choice can be better than.
type selection struct {
	chosen []int
	aim    float64
	bound  float64
	proved bool
	states int64
}

// solve finds the selection of least aim. tolerance is how much better than another
// one must be to count. Where it stops early the selection is not proved, and the
// error says why.
//
// The dynamic programme drops every state that at the prices of the relaxation
// would end above a ceiling. Ceilings rise from near the bound until there is a
// selection below: then it is the best, and each one before was a proof that there
// is none. So hardly any state is kept that the best selection does not need.
func (s *sum) solve(ctx context.Context, states int, tolerance func(aim float64) float64) (selection, error) {
	r, incumbent := s.relax()
	out := selection{chosen: incumbent, aim: math.Inf(1), bound: r.bound - r.slack}
	if incumbent != nil {
		out.aim = s.total(s.aim, incumbent)
	}
	if math.IsInf(r.bound, 1) {
		return out, ErrInfeasible
	}
	gap := 1e-3 * math.Max(math.Abs(r.bound), math.SmallestNonzeroFloat32)
	if incumbent != nil {
		gap = (out.aim - r.bound) / 16
	}
	most := s.most()
	for ; ; gap *= 3 {
		ceiling, last := r.bound+gap, r.bound+gap >= most
		if incumbent != nil {
			if better := out.aim - tolerance(out.aim); ceiling >= better {
				ceiling, last = better, true
			}
		}
		d := &programme{sum: s, r: r, ceiling: ceiling, states: states}
		found, err := d.run(ctx)
		out.states += d.made
		if err != nil {
			return out, err
		}
		if found != nil {
			if aim := s.total(s.aim, found); incumbent == nil || aim < out.aim {
				incumbent, out.chosen, out.aim = found, found, aim
			}
		}
		if out.aim <= ceiling || last {
			out.proved, out.bound = true, out.aim
			if out.chosen == nil {
				return out, ErrInfeasible
			}
			return out, nil
		}
		out.bound = math.Max(out.bound, ceiling)
	}
}

// most is the largest aim that any selection has.
func (s *sum) most() float64 {
	total := 0.0
	for j, m := range s.menus {
		most := math.Inf(-1)
		for i := range m.len() {
			most = math.Max(most, s.measure(s.aim, j, i))
		}
		total += most
	}
	return total
}

// A programme is the dynamic programme below one ceiling.
type programme struct {
	*sum
	r       relaxation
	ceiling float64
	states  int
	made    int64
}

// A stage holds the states after some menus.
type stage struct {
	value []float64
	use   []int64
	from  [][2]int32 // state of the stage before, and choice
}

// run returns the best selection of those left, nil where there is none: all with an
// aim of at most the ceiling are, and perhaps some above it.
func (d *programme) run(ctx context.Context) ([]int, error) {
	m := d.menus[0].m
	least := d.leastLeft()
	stages := []stage{{value: []float64{0}, use: make([]int64, m)}}
	for j := range d.menus {
		next, err := d.step(ctx, stages[j], j, least[j+1])
		if err != nil {
			return nil, err
		}
		if len(next.value) == 0 {
			return nil, nil
		}
		stages = append(stages, next)
	}
	last := stages[len(d.menus)]
	best, at := math.Inf(1), 0
	for i := range last.value {
		aim := last.value[i]
		if d.aim > 0 {
			aim = float64(last.use[i*m+d.aim-1])
		}
		if aim < best {
			best, at = aim, i
		}
	}
	chosen := make([]int, len(d.menus))
	for j := len(d.menus); j > 0; j-- {
		from := stages[j].from[at]
		at, chosen[j-1] = int(from[0]), int(from[1])
	}
	return chosen, nil
}

// leastLeft returns for each stage the least of each measure that the menus still to
// come take.
func (d *programme) leastLeft() [][]float64 {
	least := make([][]float64, len(d.menus)+1)
	least[len(d.menus)] = make([]float64, len(d.limit))
	for j := len(d.menus) - 1; j >= 0; j-- {
		least[j] = make([]float64, len(d.limit))
		for q := range d.limit {
			x := math.Inf(1)
			for i := range d.menus[j].len() {
				x = math.Min(x, d.measure(q, j, i))
			}
			least[j][q] = x + least[j+1][q]
		}
	}
	return least
}

// step adds menu j to every state, where something can come of it.
func (d *programme) step(ctx context.Context, from stage, j int, least []float64) (stage, error) {
	m := d.menus[j].m
	list := &pairList{m: m}
	sum := make([]int64, m)
	priced := make([]float64, d.menus[j].len())
	for i := range priced {
		priced[i] = d.priced(d.r.price, j, i)
	}
	ceiling := d.ceiling + d.r.worth - d.r.suffix[j+1] + d.r.slack
	for a := range from.value {
		if a%256 == 0 {
			if err := ctx.Err(); err != nil {
				return stage{}, err
			}
		}
		base := d.r.price[0] * from.value[a]
		for r := range m {
			base += d.r.price[1+r] * float64(from.use[a*m+r])
		}
		for i, price := range priced {
			if base+price > ceiling {
				continue
			}
			value := from.value[a] + d.value[j][i]
			fits := value+least[0] <= d.limit[0]
			for r := range sum {
				sum[r] = from.use[a*m+r] + d.menus[j].use[i*m+r]
				fits = fits && float64(sum[r])+least[1+r] <= d.limit[1+r]
			}
			if fits {
				list.add(pair{value, [2]int32{int32(a), int32(i)}}, sum)
				d.made++
			}
		}
		if list.size() > d.states {
			return stage{}, ErrTooLarge
		}
	}
	list.trim()
	if list.size() > d.states {
		return stage{}, ErrTooLarge
	}
	next := stage{use: list.use}
	for _, p := range list.pairs {
		next.value, next.from = append(next.value, p.value), append(next.from, p.from)
	}
	return next, nil
}
