package agree

import (
	"math/bits"
	"strconv"

	"ninefold/analysis/markov"
)

// A product is the chain of all states of all units of a system: a bit for each, set
// while it is failed. Units are in the order of the leaves.
type product struct {
	s     system
	first []int // unit of each leaf
	units int
}

func newProduct(s system) product {
	p := product{s: s}
	for _, l := range s.leaves {
		p.first = append(p.first, p.units)
		p.units += l.units()
	}
	return p
}

// down reports whether a leaf is: all of its units have failed.
func (p product) down(state, leaf int) bool {
	n := p.s.leaves[leaf].units()
	return bits.OnesCount(uint(state>>p.first[leaf]&(1<<n-1))) == n
}

func (p product) up(state int) bool {
	return p.s.root.works(func(leaf int) bool { return !p.down(state, leaf) })
}

// chain writes out every state and every way from one to another.
func (p product) chain(repaired bool) *markov.Chain {
	c := &markov.Chain{Initial: []markov.Share{{State: 0, Probability: 1}}, Sets: map[string][]int{markov.Up: {}}}
	for state := range 1 << p.units {
		c.States = append(c.States, strconv.FormatInt(int64(state), 2))
		if p.up(state) {
			c.Sets[markov.Up] = append(c.Sets[markov.Up], state)
		}
		before := len(c.Transitions)
		for i, l := range p.s.leaves {
			for unit := range l.units() {
				bit := 1 << (p.first[i] + unit)
				rate := l.fail
				if unit == 1 && state&(bit>>1) == 0 { // it waits
					rate *= l.dormancy
				}
				switch {
				case state&bit == 0 && rate > 0:
					c.Transitions = append(c.Transitions, markov.Transition{From: state, To: state | bit, PerHour: rate})
				case state&bit != 0 && repaired:
					c.Transitions = append(c.Transitions, markov.Transition{From: state, To: state &^ bit, PerHour: l.repair})
				}
			}
		}
		if len(c.Transitions) == before {
			c.Absorbing = append(c.Absorbing, state)
		}
	}
	return c
}

// reachable leaves out states that nothing leads to: of a cold unit that failed first.
func reachable(c *markov.Chain) *markov.Chain {
	next := map[int][]int{}
	for _, t := range c.Transitions {
		next[t.From] = append(next[t.From], t.To)
	}
	number := map[int]int{0: 0}
	order := []int{0}
	for i := 0; i < len(order); i++ {
		for _, to := range next[order[i]] {
			if _, known := number[to]; !known {
				number[to] = len(order)
				order = append(order, to)
			}
		}
	}
	out := &markov.Chain{Initial: c.Initial, Sets: map[string][]int{markov.Up: {}}}
	for _, old := range order {
		out.States = append(out.States, c.States[old])
	}
	keep := func(list []int) (kept []int) {
		for _, old := range list {
			if i, known := number[old]; known {
				kept = append(kept, i)
			}
		}
		return kept
	}
	out.Sets[markov.Up], out.Absorbing = keep(c.Sets[markov.Up]), keep(c.Absorbing)
	for _, t := range c.Transitions {
		if from, known := number[t.From]; known {
			out.Transitions = append(out.Transitions, markov.Transition{From: from, To: number[t.To], PerHour: t.PerHour})
		}
	}
	return out
}

func askChain(t fataler, s system, hours float64) figures {
	t.Helper()
	p := newProduct(s)
	out := figures{}
	chainFigures(t, reachable(p.chain(false)), reachable(p.chain(true)), hours, out)
	c := reachable(p.chain(true))
	solver := must(markov.Compile(c, markov.Options{}))(t)
	steady := must(solver.Steady(background))(t)
	for i := range s.leaves {
		var in, both [2]float64 // the leaf works, or not; and the system does not
		for k, q := range steady.Probabilities {
			state, err := strconv.ParseInt(c.States[k], 2, 64)
			if err != nil {
				t.Fatal(err)
			}
			failed := 0
			if p.down(int(state), i) {
				failed = 1
			}
			in[failed] += q
			if !p.up(int(state)) {
				both[failed] += q
			}
		}
		out[birnbaum(i)] = both[1]/in[1] - both[0]/in[0]
	}
	return out
}

// chainFigures fills in what a chain without repairs and one with them say.
func chainFigures(t fataler, plain, kept *markov.Chain, hours float64, out figures) {
	t.Helper()
	at := []float64{hours}
	if plain != nil {
		solver := must(markov.Compile(plain, markov.Options{}))(t)
		first := must(solver.Curve(background, at, true))(t).Points[0]
		out[reliability], out[unreliability] = *first.Reliability, *first.Unreliability
		out[mttf] = *must(solver.MTTF(background))(t).Mean
	}
	if kept != nil {
		solver := must(markov.Compile(kept, markov.Options{}))(t)
		point := must(solver.Curve(background, at, true))(t).Points[0]
		out[unavailability], out[intensity], out[firstFailed] = point.Unavailability, point.FailureIntensity, *point.Unreliability
		long := must(solver.System(background))(t)
		out[longRun], out[frequency] = long.Unavailability, long.FailureFrequency
		out[firstFailure] = *must(solver.MTTF(background))(t).Mean
	}
}

// must takes what a call returns, and ends the test at an error.
func must[T any](x T, err error) func(t fataler) T {
	return func(t fataler) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}
