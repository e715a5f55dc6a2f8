package optimize

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A Frontier is every trade-off between unreliability and some resources: results of
// which none is as good as another in all of these, by rising unreliability.
type Frontier struct {
	Over   []string  `json:"over"` // resources
	Points []*Result `json:"points"`

	// Proved says that each point is best and that none is missing.
	Proved  bool  `json:"proved"`
	Stopped error `json:"-"` // why the search ended before; nil when proved
}

// neverWorks is the unreliability of what is not worth having.
const neverWorks = 1 - 1e-12

// Front returns all allocations within the limits that are not dominated in
// unreliability and the resources named. What p minimises is not looked at.
//
// Series-parallel systems may have several resources. For others there may be one,
// and each point costs a search, and one more for the least use at which it can be
// had; when ctx ends or the nodes of a search are used up, the points found so far
// come back, the most reliable ones, with Proved false.
//
// Errors: those of [Solve], an [InvalidError] for resources that p has not.
func Front(ctx context.Context, p Problem, over []string, opt Options) (*Frontier, error) {
	p.Minimize, p.MaxUnreliability = "", 0
	faults := []error{p.Validate()}
	for i, name := range over {
		known := slices.ContainsFunc(p.Resources, func(r Resource) bool { return r.Name == name })
		if !known || slices.Contains(over[:i], name) {
			faults = append(faults, &InvalidError{"over", fmt.Errorf("%w: resource %q", ErrName, name)})
		}
	}
	general := p.Structure.System != nil || p.Structure.PathSets != nil
	if general && len(over) > 1 {
		faults = append(faults, &InvalidError{"over", errors.New("a system that is not series-parallel has fronts over one resource only")})
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if general || len(over) == 0 {
		return frontBySearch(ctx, p, over, opt)
	}
	s, err := prepare(ctx, p, opt, over...)
	if err != nil {
		return nil, err
	}
	whole, err := s.grouping().menu(ctx, p.tree())
	if err != nil {
		return nil, err
	}
	return s.project(whole, over), nil
}

// project keeps the choices of the whole system that are not dominated in the
// resources alone.
func (s *solver) project(whole *menu, over []string) *Frontier {
	var use []int64
	for i := range whole.len() {
		for _, name := range over {
			use = append(use, whole.uses(i)[slices.Index(s.budget.names, name)])
		}
	}
	f := &Frontier{Over: over, Points: []*Result{}, Proved: true}
	for _, i := range nondominated(whole.u, use, len(over)) {
		if whole.u[i] >= neverWorks { // no trade-off
			continue
		}
		counts, u := make([][]int, len(s.menus)), make([]float64, len(s.menus))
		whole.pick(i, counts, u)
		r := s.result(counts, u)
		r.Method, r.Proved, r.States = ParetoProgramme, true, int64(whole.len())
		s.close(r)
		f.Points = append(f.Points, r)
	}
	return f
}

// frontBySearch asks for the most reliable allocation, for the cheapest that is as
// reliable, and goes on below its cost.
func frontBySearch(ctx context.Context, p Problem, over []string, opt Options) (*Frontier, error) {
	f := &Frontier{Over: over, Points: []*Result{}}
	p.Resources = slices.Clone(p.Resources)
	for {
		best, err := Solve(ctx, p, opt)
		switch {
		case errors.Is(err, ErrInfeasible) && len(f.Points) > 0 || err == nil && best.Unreliability >= neverWorks && best.Proved:
			f.Proved = true
			return f, nil
		case err != nil && len(f.Points) > 0 && !errors.Is(err, ErrTooLarge):
			f.Stopped = err
			return f, nil
		case err != nil:
			return nil, err
		case !best.Proved:
			f.Stopped = best.Stopped
			return f, nil
		}
		if len(over) == 0 {
			f.Points, f.Proved = append(f.Points, best), true
			return f, nil
		}
		cheap := p
		cheap.Minimize, cheap.MaxUnreliability = over[0], best.Unreliability
		if best.Unreliability > 0 {
			if best, err = Solve(ctx, cheap, opt); err != nil || !best.Proved {
				f.Stopped = err
				if err == nil {
					f.Stopped = best.Stopped
				}
				return f, nil
			}
		}
		best.Bound = best.Unreliability // here that is the aim
		if n := len(f.Points); n > 0 && best.Unreliability <= f.Points[n-1].Unreliability {
			f.Points = f.Points[:n-1] // neither ever fails, and this is cheaper
		}
		f.Points = append(f.Points, best)
		r := slices.IndexFunc(p.Resources, func(r Resource) bool { return r.Name == over[0] })
		amount := best.Uses[r].Amount
		b := budgetOf(p, over[0])
		i := slices.Index(b.names, over[0])
		below := b.scales[i].amount(b.scales[i].units(amount) - 1)
		if below < 0 {
			f.Proved = true
			return f, nil
		}
		p.Resources[r].Limit = &below
	}
}
