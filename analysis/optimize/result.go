package optimize

import (
	"context"
	"math"
	"slices"
)

// result describes an allocation.
func (s *solver) result(counts [][]int, u []float64) *Result {
	out := &Result{Subsystems: []Allocated{}, Uses: []Use{}}
	used := make([]float64, len(s.p.Resources))
	units := make([]int64, len(s.budget.names))
	for j, sub := range s.p.Subsystems {
		a := Allocated{Subsystem: sub.Name, Components: []Count{}, Unreliability: u[j]}
		for c, n := range counts[j] {
			if n == 0 {
				continue
			}
			a.Components = append(a.Components, Count{sub.Components[c].Name, n})
			for r, res := range s.p.Resources {
				used[r] += float64(n) * sub.Components[c].Uses[res.Name]
			}
			for r, x := range s.budget.uses[j][c] {
				units[r] += int64(n) * x
			}
		}
		out.Subsystems = append(out.Subsystems, a)
	}
	for r, res := range s.p.Resources {
		use := Use{Resource: res.Name, Amount: used[r], Limit: res.Limit}
		if i := slices.Index(s.budget.names, res.Name); i >= 0 { // exact, where sums of floats are not
			use.Amount = s.budget.scales[i].amount(units[i])
		}
		out.Uses = append(out.Uses, use)
	}
	out.Unreliability = s.system().Unreliability(u)
	out.Reliability = 1 - out.Unreliability
	return out
}

// system is the problem's, of whatever kind.
func (s *solver) system() System {
	sh := shapeOf(s.p)
	if sh.sets == nil {
		return sh.system
	}
	return SystemFunc(func(u []float64) float64 {
		order := make([]int, len(u))
		for i := range order {
			order[i] = i
		}
		e, err := sh.evaluator(order)
		if err != nil {
			return math.NaN()
		}
		for k, x := range u {
			e.set(k, x)
		}
		return e.value()
	})
}

// aim returns what the result is judged by.
func (s *solver) aim(r *Result) float64 {
	if s.minimize < 0 {
		return r.Unreliability
	}
	i := slices.IndexFunc(r.Uses, func(u Use) bool { return u.Resource == s.p.Minimize })
	return r.Uses[i].Amount
}

// close makes bound and gap agree with the result.
func (s *solver) close(r *Result) {
	aim := s.aim(r)
	if r.Proved {
		r.Bound, r.Gap = aim, 0
		return
	}
	r.Bound = math.Min(math.Max(r.Bound, 0), aim)
	if aim > 0 {
		r.Gap = (aim - r.Bound) / aim
	}
}

// search looks for the best allocation of any coherent system.
func (s *solver) search(ctx context.Context) (*Result, error) {
	g := newGround(s.menus, s.budget.limit, shapeOf(s.p))
	start, err := s.start(ctx, g)
	if err != nil {
		return nil, err
	}
	return s.branch(ctx, g, start)
}

// branch proves a place to be the best, or finds a better one.
func (s *solver) branch(ctx context.Context, g *ground, start climb) (*Result, error) {
	b := &branching{ground: g.within(slices.Clone(g.limit)), ctx: ctx, opt: s.opt, minimize: s.minimize}
	b.target = s.p.MaxUnreliability * (1 + sameU)
	if s.minimize >= 0 {
		b.scale = s.budget.scales[s.minimize]
	}
	if err := b.run(start); err != nil {
		return nil, err
	}
	if b.best.chosen == nil {
		if b.stopped != nil {
			return nil, b.stopped
		}
		return nil, ErrInfeasible
	}
	counts, u := make([][]int, len(s.menus)), make([]float64, len(s.menus))
	for j, i := range b.best.chosen {
		s.menus[j].pick(i, counts, u)
	}
	out := s.result(counts, u)
	out.Method, out.Nodes, out.Stopped = BranchAndBound, b.nodes, b.stopped
	out.Proved, out.Bound = b.stopped == nil, b.open
	if s.minimize >= 0 && !math.IsInf(b.open, 1) {
		out.Bound = b.scale.amount(int64(b.open))
	}
	s.close(out)
	return out, nil
}

// start looks for a good place to start from. When a resource is minimised it looks
// for the smallest limit of it at which the climb meets the target, by halving.
func (s *solver) start(ctx context.Context, g *ground) (climb, error) {
	best, err := g.climb(ctx, s.opt)
	if s.minimize < 0 || err != nil {
		return best, err
	}
	target := s.p.MaxUnreliability * (1 + sameU)
	if best.chosen == nil || best.u > target {
		return climb{}, nil
	}
	low, high := int64(0), g.used(best.chosen)[s.minimize]
	for low < high && ctx.Err() == nil {
		limit := slices.Clone(g.limit)
		limit[s.minimize] = low + (high-low)/2
		c, err := g.within(limit).climb(ctx, s.opt)
		if err != nil {
			return best, err
		}
		if c.chosen != nil && c.u <= target {
			best, high = c, g.used(c.chosen)[s.minimize]
		} else {
			low = limit[s.minimize] + 1
		}
	}
	return best, nil
}
