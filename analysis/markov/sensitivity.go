package markov

import (
	"context"
	"errors"
	"fmt"
)

// A Slope is how rates change with a parameter.
type Slope struct {
	Parameter string
	Rates     []float64 // derivative of each transition of the chain, in its order
}

// A Sensitivity is how long-run figures change with a parameter, per unit of it.
type Sensitivity struct {
	Parameter        string   `json:"parameter"`
	Unavailability   float64  `json:"unavailability"`
	Availability     float64  `json:"availability"`
	FailureFrequency float64  `json:"failureFrequency"`
	MTTF             *float64 `json:"mttf,omitempty"` // absent where there is none
}

// Sensitivities are derivatives by all parameters asked for.
type Sensitivities struct {
	Accuracy

	Parameters []Sensitivity `json:"parameters"`
}

// Sensitivities returns the derivatives of availability, failure frequency and mean
// time to failure. Where terms of both signs meet they lose digits in proportion.
//
// It returns [ErrNoUp] for a chain without up states and an error for one with
// several recurrent classes or for slopes of another number of transitions. Cost is
// two eliminations and, for each parameter, a pass over the transitions.
//
// Source: P. Schweitzer, Perturbation theory and finite Markov chains, 1968.
// https://doi.org/10.2307/3212261
func (s *Solver) Sensitivities(ctx context.Context, slopes []Slope) (*Sensitivities, error) {
	if s.up == nil {
		return nil, ErrNoUp
	}
	for _, slope := range slopes {
		if len(slope.Rates) != len(s.chain.Transitions) {
			return nil, fmt.Errorf("markov: parameter %q: %d slopes of %d transitions", slope.Parameter, len(slope.Rates), len(s.chain.Transitions))
		}
	}
	steady, err := s.Steady(ctx)
	if err != nil {
		return nil, err
	}
	if len(steady.Classes) != 1 {
		return nil, errors.New("markov: derivatives of a long run that depends on where the chain ends are not known")
	}
	p := steady.Probabilities
	down, failures := mask(s.up, false), s.failures()
	worth, err := s.potentials(ctx, p, []gain{down, failures})
	if err != nil {
		return nil, err
	}
	hours, left, err := s.beforeFailure(ctx)
	if err != nil {
		return nil, err
	}
	r := &Sensitivities{Accuracy: steady.Accuracy}
	r.Guaranteed = false
	for _, slope := range slopes {
		d := Sensitivity{Parameter: slope.Parameter}
		mttf, lost := 0.0, false
		for k, t := range s.chain.Transitions {
			if slope.Rates[k] == 0 {
				continue
			}
			flow := p[t.From] * slope.Rates[k]
			d.Unavailability += flow * (worth[0][t.To] - worth[0][t.From])
			d.FailureFrequency += flow * (worth[1][t.To] - worth[1][t.From])
			if s.up[t.From] && !s.up[t.To] {
				d.FailureFrequency += flow
			}
			if hours != nil {
				lost = lost || hours[t.From] > 0 && s.up[t.To] && left[t.To] == 0 // nothing leads there yet
				mttf += hours[t.From] * slope.Rates[k] * (left[t.To] - left[t.From])
			}
		}
		d.Availability = -d.Unavailability
		if hours != nil && !lost {
			d.MTTF = &mttf
		}
		if !finite(d.Unavailability) || !finite(d.FailureFrequency) || !finite(mttf) {
			return nil, errRates
		}
		r.Parameters = append(r.Parameters, d)
	}
	return r, nil
}

// potentials returns, for each gain, what a chain that begins in each state earns
// more in all than one in the long run, up to a constant.
func (s *Solver) potentials(ctx context.Context, p []float64, gains []gain) ([][]float64, error) {
	home := 0
	for i, x := range p {
		if x > p[home] {
			home = i
		}
	}
	var rest []int32
	for i := range p {
		if i != home {
			rest = append(rest, int32(i))
		}
	}
	out := grid(len(gains), len(p))
	if len(rest) == 0 {
		return out, nil
	}
	f, err := s.factorize(ctx, rest, s.opt.MaxEntries, mostWork)
	if err != nil {
		return nil, err
	}
	ones := make([]float64, len(rest))
	for k := range ones {
		ones[k] = 1
	}
	hours := f.until(ones) // until the chain is home
	for g, gain := range gains {
		perHour, rates := gain.spread(len(p)), make([]float64, len(rest))
		for _, i := range rest {
			rates[f.local[i]] = perHour[i]
		}
		earned, mean := f.until(rates), gain.at(p)
		for k, i := range rest {
			out[g][i] = earned[k] - mean*hours[k]
		}
	}
	return out, nil
}

// beforeFailure returns the hours in each state before the first failure, and those
// that are left until then from each state; nil where it may never come.
func (s *Solver) beforeFailure(ctx context.Context) (hours, left []float64, err error) {
	target := s.downs()
	before, there := s.before(target)
	set := s.hopeful(target, before)
	if len(set) == 0 || len(set) != there {
		return nil, nil, nil
	}
	f, err := s.factorize(ctx, set, s.opt.MaxEntries, mostWork)
	if err != nil {
		return nil, nil, err
	}
	begin, ones := make([]float64, len(set)), make([]float64, len(set))
	for k, i := range set {
		begin[k], ones[k] = s.initial[i], 1
	}
	hours, left = make([]float64, len(s.initial)), make([]float64, len(s.initial))
	stay, shift, _ := f.stay(begin)
	if shift != 0 {
		return nil, nil, errRates
	}
	for k, x := range f.until(ones) {
		hours[set[k]], left[set[k]] = stay[k], x
	}
	return hours, left, nil
}
