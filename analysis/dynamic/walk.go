package dynamic

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"ninefold/analysis/markov"
)

// mostInspections is how often inspections at fixed times are followed.
const mostInspections = 10_000

// A walk is where a unit with inspections at fixed times is, with which
// probability, at a time.
type walk struct {
	u      *unit
	opt    markov.Options
	absorb bool // the top stays failed
	down   []bool
	p      []float64 // by state
	now    float64
	done   []float64 // by inspection: how often
	out    [][]step
	count  int
}

func newWalk(u *unit, absorb bool, opt markov.Options) *walk {
	sp := u.space
	w := &walk{u: u, absorb: absorb, opt: opt, down: make([]bool, sp.states), p: make([]float64, sp.states),
		done: make([]float64, len(u.engine.fixed)), out: make([][]step, sp.states)}
	for _, d := range sp.down {
		w.down[d] = true
	}
	for _, s := range sp.start {
		w.p[s.state] += s.p
	}
	for _, a := range sp.arcs {
		if a.from != a.to && (!absorb || !w.down[a.from]) {
			w.out[a.from] = append(w.out[a.from], a)
		}
	}
	return w
}

// to walks on until a time, inspections at that time included.
func (w *walk) to(ctx context.Context, hours float64) error {
	for {
		next, which := math.Inf(1), -1
		for k, f := range w.u.engine.fixed {
			if t := (w.done[k] + 1) * f.hours; t < next {
				next, which = t, k
			}
		}
		if next > hours {
			break
		}
		if w.count++; w.count > mostInspections {
			return fmt.Errorf("dynamic: %w: more than %d inspections", markov.ErrBudget, mostInspections)
		}
		if err := w.flow(ctx, next); err != nil {
			return err
		}
		w.jump(which)
	}
	return w.flow(ctx, hours)
}

// flow lets time pass without inspections.
func (w *walk) flow(ctx context.Context, until float64) error {
	span := until - w.now
	w.now = until
	if !(span > 0) {
		return nil
	}
	number := map[int32]int{}
	var states []int32
	visit := func(s int32) int {
		i, ok := number[s]
		if !ok {
			i = len(states)
			number[s] = i
			states = append(states, s)
		}
		return i
	}
	c := &markov.Chain{}
	total := 0.0
	for s, p := range w.p {
		if p > 0 {
			total += p
		}
		if p > 0 {
			c.Initial = append(c.Initial, markov.Share{State: visit(int32(s)), Probability: p})
		}
	}
	for i := range c.Initial { // rounding must not add up
		c.Initial[i].Probability /= total
	}
	for i := 0; i < len(states); i++ { //nolint:intrange // it grows
		c.States = append(c.States, strconv.Itoa(int(states[i])))
		for _, a := range w.out[states[i]] {
			c.Transitions = append(c.Transitions, markov.Transition{From: i, To: visit(a.to), PerHour: a.rate})
		}
		if len(w.out[states[i]]) == 0 {
			c.Absorbing = append(c.Absorbing, i)
		}
	}
	solver, err := markov.Compile(c, w.opt)
	if err != nil {
		return err
	}
	m, err := solver.At(ctx, []float64{span})
	if err != nil {
		return err
	}
	clear(w.p)
	for i, s := range states {
		w.p[s] = m.Probabilities[0][i]
	}
	return nil
}

// jump makes an inspection.
func (w *walk) jump(k int) {
	w.done[k]++
	after := make([]float64, len(w.p))
	moved := make([]bool, len(w.p))
	for _, j := range w.u.space.jumps[k] {
		if !w.absorb || !w.down[j.from] {
			after[j.to] += w.p[j.from] * j.rate
			moved[j.from] = true
		}
	}
	for s, p := range w.p {
		if !moved[s] {
			after[s] += p
		}
	}
	w.p = after
}

// sums returns the probability of having failed, and of not.
func (w *walk) sums() (bad, good bracket) {
	cut := 0.0
	for s, p := range w.p {
		switch {
		case int32(s) == w.u.space.cut:
			cut += p
		case w.down[s]:
			bad.lower += p
		default:
			good.lower += p
		}
	}
	bad.upper, good.upper = min(bad.lower+cut, 1), min(good.lower+cut, 1)
	return bad, good
}
