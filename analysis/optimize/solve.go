package optimize

import (
	"context"
	"errors"
	"math"
)

// A Method says how a result was found.
type Method string

// The methods.
const (
	ParetoProgramme Method = "paretoProgramme"
	BranchAndBound  Method = "branchAndBound"
)

// A Result is an allocation, and how good it is.
type Result struct {
	Subsystems    []Allocated `json:"subsystems"`
	Uses          []Use       `json:"uses"`
	Reliability   float64     `json:"reliability"` // 1 − Unreliability
	Unreliability float64     `json:"unreliability"`

	// Proved says that no allocation is better. Bound is what none is below: of the
	// unreliability or, when a resource is minimised, of its amount. Gap is how far
	// the result is above it, as a share of the result.
	Proved bool    `json:"proved"`
	Bound  float64 `json:"bound"`
	Gap    float64 `json:"gap"`

	Method Method `json:"method"`
	Nodes  int64  `json:"nodes"`  // of branch and bound
	States int64  `json:"states"` // of the dynamic programme

	Stopped error `json:"-"` // why the search ended before a proof; nil when proved
}

// Allocated is what a subsystem gets.
type Allocated struct {
	Subsystem     string  `json:"subsystem"`
	Components    []Count `json:"components"` // those there are any of
	Unreliability float64 `json:"unreliability"`
}

// A Count is a number of components of one kind.
type Count struct {
	Component string `json:"component"`
	Count     int    `json:"count"`
}

// A Use is how much of a resource all components use.
type Use struct {
	Resource string   `json:"resource"`
	Amount   float64  `json:"amount"`
	Limit    *float64 `json:"limit,omitempty"`
}

// Solve returns the best allocation there is: the largest reliability within the
// limits or, with Minimize, the least use of that resource at which the system is
// as reliable as asked. Several may be equally good; which is returned depends on
// the problem and options alone.
//
// When ctx ends, or the nodes or states are used up, it returns the best allocation
// so far, with Proved false, a bound, and the reason in Stopped; without any, the
// reason is the error.
//
// Series-parallel systems take time and memory in proportion to the Pareto fronts
// of their groups, which are small when amounts are few whole numbers; where they
// would be larger than [Options.States] the search takes over, as for other systems,
// which is exponential in the number of subsystems.
//
// Errors: all that [Problem.Validate] finds; [ErrInfeasible] when no allocation will
// do, which is a proof; [ErrTooLarge].
func Solve(ctx context.Context, p Problem, opt Options) (*Result, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	s, err := prepare(ctx, p, opt)
	if err != nil {
		return nil, err
	}
	if p.Structure.System == nil && p.Structure.PathSets == nil {
		out, err := s.programme(ctx)
		if err == nil || errors.Is(err, ErrInfeasible) || ctx.Err() != nil && out != nil {
			return out, err
		}
		if !errors.Is(err, ErrTooLarge) {
			return nil, err
		}
	}
	return s.search(ctx)
}

// A solver holds a problem in units, with the menus of its subsystems.
type solver struct {
	p        Problem
	opt      Options
	budget   budget
	menus    []*menu
	minimize int // resource of the budget, or -1
}

func prepare(ctx context.Context, p Problem, opt Options, over ...string) (*solver, error) {
	if opt.States == 0 {
		opt.States = defaultStates
	}
	s := &solver{p: p, opt: opt, minimize: -1}
	s.budget = budgetOf(p, append(over, p.Minimize)...)
	for r, name := range s.budget.names {
		if name == p.Minimize {
			s.minimize = r
		}
	}
	var err error
	s.menus, err = menusOf(ctx, p, s.budget)
	return s, err
}

// programme solves a series-parallel system: the groups of the outermost one by
// combining menus, and that as a sum of logarithms.
func (s *solver) programme(ctx context.Context) (*Result, error) {
	tree := s.p.tree()
	parts, inSeries := tree.Series, true
	switch {
	case len(tree.Parallel) > 0:
		parts, inSeries = tree.Parallel, false
	case tree.Subsystem != "":
		parts = []Block{tree}
	}
	g := s.grouping()
	problem := &sum{limit: make([]float64, 1+len(s.budget.limit)), aim: 1 + s.minimize}
	for _, part := range parts {
		m, err := g.menu(ctx, part)
		if err != nil {
			return nil, err
		}
		m, values := logarithms(m, inSeries)
		if m.len() == 0 {
			return nil, ErrInfeasible
		}
		problem.menus, problem.value = append(problem.menus, m), append(problem.value, values)
	}
	problem.limit[0] = math.Inf(1)
	if s.minimize >= 0 {
		problem.limit[0] = math.Log(s.p.MaxUnreliability)
		if inSeries {
			problem.limit[0] = -math.Log1p(-s.p.MaxUnreliability)
		}
		problem.limit[0] += 1e-12 * math.Max(math.Abs(problem.limit[0]), boolTo(!inSeries))
	}
	for r, limit := range s.budget.limit {
		problem.limit[1+r] = float64(limit)
		if limit == noLimit {
			problem.limit[1+r] = math.Inf(1)
		}
	}
	found, err := problem.solve(ctx, s.opt.States, s.tolerance(inSeries))
	if found.chosen == nil {
		return nil, err
	}
	if err != nil && errors.Is(err, ErrTooLarge) {
		return nil, err
	}
	counts, u := make([][]int, len(s.menus)), make([]float64, len(s.menus))
	for j, i := range found.chosen {
		problem.menus[j].pick(i, counts, u)
	}
	out := s.result(counts, u)
	out.Method, out.States, out.Proved, out.Stopped = ParetoProgramme, found.states, found.proved, err
	out.Bound = found.bound
	switch {
	case s.minimize >= 0:
		out.Bound = s.budget.scales[s.minimize].amount(int64(math.Ceil(found.bound)))
	case inSeries:
		out.Bound = -math.Expm1(-math.Max(found.bound, 0))
	default:
		out.Bound = math.Exp(found.bound)
	}
	s.close(out)
	return out, nil
}

func boolTo(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// tolerance is how much better an aim must be to count.
func (s *solver) tolerance(inSeries bool) func(aim float64) float64 {
	switch {
	case s.minimize >= 0:
		return func(float64) float64 { return 0.5 } // a unit
	case inSeries:
		return func(aim float64) float64 { return sameU * aim }
	}
	return func(float64) float64 { return sameU }
}
