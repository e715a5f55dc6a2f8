package markov

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
)

// ErrBudget is wrapped by errors that say that a chain is too large for the
// budgets given.
var ErrBudget = errors.New("the budget is used up")

// Options bound what a solver may use. The zero value has the defaults.
type Options struct {
	MaxStates  int     // 0: 10 million
	MaxEntries int     // numbers in the factors of a matrix, 12 bytes each; 0: 40 million
	MaxSteps   int     // steps of uniformisation; 0: 10 million
	Tolerance  float64 // relative, of what iterates; 0: 1e-12

	Progress func(Progress) // called now and then; may be nil
}

// Progress is how far a solver is.
type Progress struct {
	Step        string // what it is doing
	Done, Total int    // 0 of 0 where nobody knows
}

func (o *Options) fill() {
	if o.MaxStates <= 0 {
		o.MaxStates = 10_000_000
	}
	if o.MaxEntries <= 0 {
		o.MaxEntries = 40_000_000
	}
	if o.MaxSteps <= 0 {
		o.MaxSteps = 10_000_000
	}
	if !(o.Tolerance > 0) {
		o.Tolerance = 1e-12
	}
}

func (o *Options) report(step string, done, total int) {
	if o.Progress != nil {
		o.Progress(Progress{step, done, total})
	}
}

// An Accuracy says how a result was found and how good it is.
type Accuracy struct {
	Method string `json:"method"`

	// RelativeError is that of each figure above 1e-280 at most; it is an estimate
	// where Guaranteed is false.
	RelativeError float64 `json:"relativeError"`
	Guaranteed    bool    `json:"guaranteed"`
}

// worse joins accuracies of results that are used together.
func (a Accuracy) worse(b Accuracy) Accuracy {
	switch {
	case a.Method == "" || b.Method == a.Method:
		a.Method = b.Method
	case b.Method != "":
		a.Method += ", " + b.Method
	}
	a.RelativeError += b.RelativeError
	a.Guaranteed = a.Guaranteed && b.Guaranteed
	return a
}

// unit is the largest relative error of one operation.
const unit = 0x1p-53

// A Solver answers questions about one chain. It may be used by several goroutines.
type Solver struct {
	opt     Options
	chain   *Chain
	out     rows
	exit    []float64 // rate of leaving each state
	initial []float64
	up      []bool    // nil where the chain has no such set
	class   []int32   // the component of each state
	closed  []bool    // the components that nothing leads out of
	weight  []float64 // logarithm of how probable each state is in the long run, a guess

	once  sync.Mutex
	known *Steady // once it was asked for
}

// Compile prepares a chain. It returns what [Chain.Validate] does and an error
// wrapping [ErrBudget] for a chain with too many states. Time and memory are
// linear in the chain, of which a copy is kept.
func Compile(c *Chain, opt Options) (*Solver, error) {
	opt.fill()
	if len(c.States) > opt.MaxStates || len(c.States) > math.MaxInt32 {
		return nil, fmt.Errorf("markov: %w: %d states, at most %d", ErrBudget, len(c.States), opt.MaxStates)
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	n := len(c.States)
	s := &Solver{opt: opt, chain: c, out: newRows(c), initial: make([]float64, n)}
	sum := 0.0
	for _, share := range c.Initial {
		s.initial[share.State] += share.Probability
		sum += share.Probability
	}
	for i := range s.initial {
		s.initial[i] /= sum
	}
	if up, ok := c.Sets[Up]; ok {
		s.up = members(n, up)
	}
	s.prepare()
	if i := slices.IndexFunc(s.exit, func(x float64) bool { return !finite(x) }); i >= 0 {
		return nil, &Fault{at("states", i), "the rates out of it are too large in sum"}
	}
	return s, nil
}

// prepare derives what follows from the rates.
func (s *Solver) prepare() {
	n := len(s.initial)
	s.exit = make([]float64, n)
	all := make([]bool, n)
	for i := range n {
		_, rates := s.out.at(i)
		s.exit[i], all[i] = sum(rates), true
	}
	var count int
	s.class, count = s.out.components(all)
	s.closed = slices.Repeat([]bool{true}, count)
	for i := range n {
		cols, _ := s.out.at(i)
		for _, j := range cols {
			if s.class[j] != s.class[i] {
				s.closed[s.class[i]] = false
			}
		}
	}
	s.guess()
}

// guess weighs states along a tree of transitions from the beginning, by the rates
// there and back. That is right for birth and death, and else better than nothing.
func (s *Solver) guess() {
	n := len(s.initial)
	s.weight = make([]float64, n)
	seen := make([]bool, n)
	var open []int32
	for i, p := range s.initial {
		if p > 0 {
			seen[i] = true
			open = append(open, int32(i))
		}
	}
	for k := 0; k < len(open); k++ {
		i := open[k]
		cols, rates := s.out.at(int(i))
		for q, j := range cols {
			if seen[j] {
				continue
			}
			seen[j] = true
			open = append(open, j)
			back := s.exit[j]
			others, returns := s.out.at(int(j))
			if p, ok := slices.BinarySearch(others, i); ok {
				back = returns[p]
			}
			if s.weight[j] = s.weight[i]; back > 0 {
				s.weight[j] += math.Log(rates[q]) - math.Log(back)
			}
		}
	}
}

// members returns a set as a mask.
func members(n int, list []int) []bool {
	mask := make([]bool, n)
	for _, i := range list {
		mask[i] = true
	}
	return mask
}

// sum adds positive numbers with an error of one rounding or two.
//
// Source: W. Kahan, Further remarks on reducing truncation errors, 1965.
// https://doi.org/10.1145/363707.363723
func sum(xs []float64) float64 {
	total, lost := 0.0, 0.0
	for _, x := range xs {
		y := x - lost
		t := total + y
		lost = (t - total) - y
		total = t
	}
	return total
}

// stopped returns the error of ctx, looking only now and then.
func stopped(ctx context.Context, i int) error {
	if i%256 != 0 {
		return nil
	}
	return ctx.Err()
}
