package markov

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Steady is where a chain is in the long run. Where it has several recurrent
// classes, which of them it ends in depends on chance, and the long run is a mean
// over them.
type Steady struct {
	Accuracy

	Probabilities []float64 `json:"probabilities"` // of each state
	Classes       []Class   `json:"classes"`       // in the order of their first states
}

// A Class is states that a chain never leaves once it is there.
type Class struct {
	States      []int   `json:"states"`      // in order
	Probability float64 `json:"probability"` // that the chain ends here
}

const (
	byElimination = "elimination without subtraction"
	bySweeps      = "Gauss–Seidel"
	byLevels      = "aggregation over levels"
)

// Steady returns the long-run probabilities of the states and of the recurrent
// classes, with small ones to the same relative error as large ones.
//
// Cost is that of eliminating the states in an order of little fill, linear for
// birth–death processes, cubic for full ones; or, where that is too much, of sweeps
// over the rates until they change nothing. It returns an error wrapping [ErrBudget]
// where neither ends, and that of ctx. [GTH85], [HL94]
func (s *Solver) Steady(ctx context.Context) (*Steady, error) {
	s.once.Lock()
	defer s.once.Unlock()
	if s.known == nil {
		r, err := s.findSteady(ctx)
		if err != nil {
			return nil, err
		}
		s.known = r
	}
	r := *s.known
	r.Probabilities, r.Classes = slices.Clone(r.Probabilities), slices.Clone(r.Classes)
	return &r, nil
}

func (s *Solver) findSteady(ctx context.Context) (*Steady, error) {
	n := len(s.initial)
	r := &Steady{Accuracy: Accuracy{Guaranteed: true}, Probabilities: make([]float64, n)}
	ends, acc, err := s.ends(ctx)
	if err != nil {
		return nil, err
	}
	r.Accuracy = r.worse(acc)
	first := map[int32]int{}
	for i, c := range s.class {
		if !s.closed[c] {
			continue
		}
		if _, known := first[c]; !known {
			first[c] = len(r.Classes)
			r.Classes = append(r.Classes, Class{Probability: ends[c]})
		}
		class := &r.Classes[first[c]]
		class.States = append(class.States, i)
	}
	for _, class := range r.Classes {
		p, acc, err := s.within(ctx, class.States)
		if err != nil {
			return nil, err
		}
		r.Accuracy = r.worse(acc)
		for k, i := range class.States {
			r.Probabilities[i] = class.Probability * p[k]
		}
	}
	return r, numbers(ends, r.Probabilities)
}

// ends returns the probability of ending in each component.
func (s *Solver) ends(ctx context.Context) ([]float64, Accuracy, error) {
	p := make([]float64, len(s.closed))
	acc := Accuracy{Guaranteed: true}
	var passing []int32
	for i, c := range s.class {
		if s.closed[c] {
			p[c] += s.initial[i]
		} else {
			passing = append(passing, int32(i))
		}
	}
	if len(passing) == 0 {
		return p, acc, nil
	}
	hours, acc, err := s.hoursIn(ctx, passing, s.initial)
	if err != nil {
		return nil, acc, err
	}
	for k, i := range passing {
		cols, rates := s.out.at(int(i))
		for q, j := range cols {
			if c := s.class[j]; s.closed[c] {
				p[c] += hours[k] * rates[q]
			}
		}
	}
	normalize(p)
	return p, acc, nil
}

// hoursIn returns the expected hours in each state of a set before it is left,
// once begun with the probabilities of all states given.
func (s *Solver) hoursIn(ctx context.Context, set []int32, begin []float64) ([]float64, Accuracy, error) {
	at := make([]float64, len(set))
	for k, i := range set {
		at[k] = begin[i]
	}
	f, err := s.eliminated(ctx, set)
	if errors.Is(err, ErrBudget) {
		return s.hoursByLevels(ctx, set, at)
	}
	if err != nil {
		return nil, Accuracy{}, err
	}
	hours, shift, bound := f.stay(at)
	for k := range hours {
		if hours[k] = math.Ldexp(hours[k], shift); !finite(hours[k]) {
			return nil, Accuracy{}, errRates
		}
	}
	return hours, Accuracy{byElimination, bound, !f.lost}, nil
}

// eliminated eliminates the states of a set. Where there are many, sweeps take less
// unless hardly anything fills in, as with states in a row: then it gives up soon.
func (s *Solver) eliminated(ctx context.Context, set []int32) (*factor, error) {
	m, work := len(set), float64(mostWork)
	if m > 5000 {
		work = max(2e7, 60*float64(m))
	}
	if m > 20_000 && len(s.out.col) > 3*len(s.initial) {
		return nil, fmt.Errorf("markov: %w: %d states", ErrBudget, m)
	}
	return s.factorize(ctx, set, s.opt.MaxEntries, work)
}

// within returns the long-run probabilities in one recurrent class.
func (s *Solver) within(ctx context.Context, class []int) ([]float64, Accuracy, error) {
	if len(class) == 1 {
		return []float64{1}, Accuracy{Guaranteed: true}, nil
	}
	s.opt.report("eliminate states", 0, len(class))
	home := s.home(class)
	rest := make([]int32, 0, len(class)-1)
	for _, i := range class {
		if i != home {
			rest = append(rest, int32(i))
		}
	}
	f, err := s.eliminated(ctx, rest)
	if errors.Is(err, ErrBudget) {
		return s.byLevels(ctx, class)
	}
	if err != nil {
		return nil, Accuracy{}, err
	}
	// The chain leaves home, and is back when it has left all else.
	begin := make([]float64, len(rest))
	cols, rates := s.out.at(home)
	for q, j := range cols {
		begin[f.local[j]] = rates[q]
	}
	hours, shift, bound := f.stay(begin)
	p := make([]float64, 0, len(class))
	for _, i := range class {
		if i == home {
			p = append(p, math.Ldexp(1, -shift))
		} else {
			p = append(p, hours[f.local[i]])
		}
	}
	normalize(p)
	return p, Accuracy{byElimination, 2*bound + 4*unit, !f.lost}, nil
}

// home returns the state of a class that the others are compared with: one that is
// probable in the long run.
func (s *Solver) home(class []int) int {
	home := class[0]
	for _, i := range class {
		if s.weight[i] > s.weight[home] {
			home = i
		}
	}
	return home
}

// normalize makes positive numbers sum to one.
func normalize(p []float64) {
	total := sum(p)
	for i := range p {
		p[i] /= total
	}
}
