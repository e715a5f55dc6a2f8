package optimize

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// A grouping makes menus of the blocks of a tree.
type grouping struct {
	*solver
	index map[string]int
	least map[string][]int64 // least use of each subsystem
}

func (s *solver) grouping() *grouping {
	g := &grouping{solver: s, index: map[string]int{}, least: map[string][]int64{}}
	for j, sub := range s.p.Subsystems {
		g.index[sub.Name] = j
		g.least[sub.Name] = s.menus[j].least()
	}
	return g
}

// menu returns the menu of a block: for a group, what its blocks make together,
// combined two at a time, the smallest first.
func (g *grouping) menu(ctx context.Context, b Block) (*menu, error) {
	if b.Subsystem != "" {
		return g.menus[g.index[b.Subsystem]], nil
	}
	blocks, join := b.Series, series
	if len(b.Parallel) > 0 {
		blocks, join = b.Parallel, parallel
	}
	menus := make([]*menu, 0, len(blocks))
	for _, c := range blocks {
		m, err := g.menu(ctx, c)
		if err != nil {
			return nil, err
		}
		menus = append(menus, m)
	}
	slices.SortStableFunc(menus, func(a, b *menu) int { return cmp.Compare(a.len(), b.len()) })
	out := menus[0]
	covered := out.members(nil)
	for _, m := range menus[1:] {
		covered = m.members(covered)
		var err error
		out, err = combiner{g.room(covered), g.opt.States}.combine(ctx, out, m, join)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// members appends the subsystems of the menu.
func (m *menu) members(to []int) []int {
	if m.subsystem >= 0 {
		return append(to, m.subsystem)
	}
	return m.right.members(m.left.members(to))
}

// room returns what the members may use when all others use as little as they can.
func (g *grouping) room(members []int) []int64 {
	room := slices.Clone(g.budget.limit)
	inside := make([]bool, len(g.menus))
	for _, j := range members {
		inside[j] = true
	}
	for j, s := range g.p.Subsystems {
		if !inside[j] {
			for r, x := range g.least[s.Name] {
				room[r] -= x
			}
		}
	}
	return room
}

// logarithms returns what makes the unreliability of a group a sum: the negative
// logarithm of the reliability for one in series, else the logarithm of the
// unreliability. Choices with which a series surely fails are left out; what never
// fails is as good as 1e-4343.
func logarithms(m *menu, inSeries bool) (*menu, []float64) {
	values := make([]float64, 0, m.len())
	for _, u := range m.u {
		switch {
		case inSeries && u < 1:
			values = append(values, -math.Log1p(-u))
		case !inSeries:
			values = append(values, math.Max(math.Log(u), -1e4))
		}
	}
	if len(values) == m.len() {
		return m, values
	}
	cut := *m // what surely fails comes last
	cut.u, cut.use = m.u[:len(values)], m.use[:len(values)*m.m]
	return &cut, values
}
