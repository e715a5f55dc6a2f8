package markov

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// mostFaults is how many faults Validate returns: more most likely have one cause.
const mostFaults = 1000

// sumTolerance is how far initial probabilities may be from 1 in sum.
const sumTolerance = 1e-9

// Validate returns everything that is wrong with c, as [Fault] values joined: no
// states, names that are empty or come twice, rates and rewards that are no finite
// numbers, negative rates, unknown states, transitions of a state to itself,
// initial probabilities that do not sum to 1, states that cannot be reached,
// states without a way out that are not said to be absorbing, absorbing states
// with a way out, and an empty set of up states. Time is linear in the chain.
func (c *Chain) Validate() error {
	v := &validation{c: c}
	v.states()
	v.transitions()
	v.initial()
	v.sets()
	v.rewards()
	if len(v.faults) == 0 { // what follows needs indices that are good
		v.structure()
	}
	return errors.Join(v.faults...)
}

type validation struct {
	c      *Chain
	faults []error
}

func (v *validation) addf(place, format string, args ...any) {
	if len(v.faults) < mostFaults {
		v.faults = append(v.faults, &Fault{Place: place, Message: fmt.Sprintf(format, args...)})
	}
}

// known reports whether there is a state of that index, and says so where not.
func (v *validation) known(place string, state int) bool {
	if state >= 0 && state < len(v.c.States) {
		return true
	}
	v.addf(place, "there is no state %d", state)
	return false
}

func at(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// numbers returns an error unless all are finite.
func numbers(lists ...[]float64) error {
	for _, list := range lists {
		for _, x := range list {
			if !finite(x) {
				return errRates
			}
		}
	}
	return nil
}

func (v *validation) states() {
	if len(v.c.States) == 0 {
		v.addf("states", "there are none")
	}
	seen := make(map[string]int, len(v.c.States))
	for i, name := range v.c.States {
		before, again := seen[name]
		switch {
		case name == "":
			v.addf(at("states", i), "has no name")
		case again:
			v.addf(at("states", i), "%q is the name of state %d as well", name, before)
		}
		seen[name] = i
	}
}

func (v *validation) transitions() {
	n := len(v.c.States)
	for i, t := range v.c.Transitions {
		if t.PerHour >= 0 && !math.IsInf(t.PerHour, 1) && t.From >= 0 && t.From < n && t.To >= 0 && t.To < n && t.From != t.To {
			continue // places are words only where they are needed: there are millions of transitions
		}
		if !(t.PerHour >= 0) || math.IsInf(t.PerHour, 1) {
			v.addf(at("transitions", i), "rate %g is not a finite number from 0", t.PerHour)
		}
		from, to := v.known(at("transitions", i), t.From), v.known(at("transitions", i), t.To)
		if from && to && t.From == t.To {
			v.addf(at("transitions", i), "leads from %q to itself", v.c.States[t.From])
		}
	}
}

func (v *validation) initial() {
	sum, good := 0.0, true
	for i, s := range v.c.Initial {
		v.known(at("initial", i), s.State)
		if !(s.Probability >= 0 && s.Probability <= 1) {
			v.addf(at("initial", i), "probability %g is not between 0 and 1", s.Probability)
			good = false
		}
		sum += s.Probability
	}
	if good && !(math.Abs(sum-1) <= sumTolerance) {
		v.addf("initial", "probabilities sum to %g, not to 1", sum)
	}
}

func (v *validation) sets() {
	for _, name := range slices.Sorted(maps.Keys(v.c.Sets)) {
		for i, s := range v.c.Sets[name] {
			v.known(at("sets."+name, i), s)
		}
	}
	if up, ok := v.c.Sets[Up]; ok && len(up) == 0 {
		v.addf("sets.up", "there is no up state")
	}
	for i, s := range v.c.Absorbing {
		v.known(at("absorbing", i), s)
	}
}

func (v *validation) rewards() {
	for i, r := range v.c.Rewards {
		place := at("rewards", i)
		if r.ID == "" {
			v.addf(place, "has no ID")
		}
		if slices.IndexFunc(v.c.Rewards, func(o Reward) bool { return o.ID == r.ID }) < i {
			v.addf(place, "another reward is called %q", r.ID)
		}
		for j, s := range r.States {
			if v.known(at(place+".states", j), s.State); !finite(s.PerHour) {
				v.addf(at(place+".states", j), "%g is not a finite number", s.PerHour)
			}
		}
		for j, t := range r.Transitions {
			v.known(at(place+".transitions", j), t.From)
			if v.known(at(place+".transitions", j), t.To); !finite(t.Each) {
				v.addf(at(place+".transitions", j), "%g is not a finite number", t.Each)
			}
		}
	}
}

// structure finds what is wrong with how states lead to others.
func (v *validation) structure() {
	out := newRows(v.c)
	begin := make([]bool, len(v.c.States))
	for _, s := range v.c.Initial {
		begin[s.State] = begin[s.State] || s.Probability > 0
	}
	reached := out.reach(begin)
	absorbing := make([]bool, len(v.c.States))
	for i, s := range v.c.Absorbing {
		if absorbing[s] = true; out.size(s) > 0 {
			v.addf(at("absorbing", i), "%q is said to be absorbing and has a way out", v.c.States[s])
		}
	}
	for i, name := range v.c.States {
		switch {
		case !reached[i]:
			v.addf(at("states", i), "%q cannot be reached", name)
		case out.size(i) == 0 && !absorbing[i] && len(v.c.States) > 1:
			v.addf(at("states", i), "%q has no way out and is not said to be absorbing", name)
		}
	}
}
