package markov

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
)

// A passing is a chain over a short time that doubles.
type passing struct {
	pass *mat.Dense      // probabilities of going from state to state
	gain []*mat.VecDense // what is earned meanwhile from each state, by gain
}

// A goal is where a chain is on the way to one of the times asked.
type goal struct {
	left   float64 // short times to go; even ones after each doubling
	p      *mat.VecDense
	earned []float64
}

// square fills a track from powers of the matrix of a short time, of which there is
// one at a time. Probabilities of going elsewhere are sums of positive terms at each
// doubling; that of being back is what makes the row sum to one, so that rounding does
// not double with the time. [XY13]
func (s *Solver) square(ctx context.Context, tr *track, hours []float64, gains []gain, pace float64) error {
	last := 0.0
	for _, t := range hours {
		last = max(last, t)
	}
	_, doublings := math.Frexp(pace * last)
	short := math.Ldexp(last, -doublings) // pace × short is from ½ to 1
	st := s.newStepper(2 * pace)          // no state is left with certainty, so nothing is lost in stay
	goals := make([]goal, len(hours))
	for i, t := range hours {
		whole := math.Floor(t / short)
		p, earned := s.briefly(st, t-whole*short, gains)
		goals[i] = goal{whole, p, earned}
	}
	d := st.shortly(short, gains)
	for l := 0; ; l++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		for i := range goals {
			goals[i].pass(d)
		}
		if l == doublings {
			break
		}
		s.opt.report("double the time", l, doublings)
		d.double()
	}
	for i, goal := range goals {
		now := goal.p.RawVector().Data
		for g, gain := range gains {
			tr.at[g][i], tr.until[g][i] = gain.at(now), goal.earned[g]
		}
		if tr.states != nil {
			copy(tr.states[i], now)
		}
	}
	tr.Accuracy = Accuracy{bySquaring, 4 * float64(doublings+4) * float64(len(s.initial)+40) * unit, false}
	return nil
}

// pass lets a time pass where it is part of those to go, in binary.
func (g *goal) pass(d *passing) {
	odd := math.Mod(g.left, 2) != 0
	if g.left = math.Floor(g.left / 2); !odd {
		return
	}
	for k := range g.earned {
		g.earned[k] += mat.Dot(g.p, d.gain[k])
	}
	next := mat.NewVecDense(g.p.Len(), nil)
	next.MulVec(d.pass.T(), g.p)
	normalize(next.RawVector().Data)
	g.p = next
}

// double makes it one over twice the time.
func (d *passing) double() {
	n, _ := d.pass.Dims()
	for g, gain := range d.gain {
		x := mat.NewVecDense(n, nil)
		x.MulVec(d.pass, gain)
		x.AddVec(x, gain)
		d.gain[g] = x
	}
	twice := mat.NewDense(n, n, nil)
	twice.Mul(d.pass, d.pass)
	complete(twice)
	d.pass = twice
}

// briefly returns the probabilities after a time with few jumps, and what has been
// earned by then.
func (s *Solver) briefly(st *stepper, hours float64, gains []gain) (*mat.VecDense, []float64) {
	left, weights := poisson(st.pace * max(hours, 0))
	tail := tails(weights)
	n := len(s.initial)
	out, earned := make([]float64, n), make([]float64, len(gains))
	now, next := append([]float64(nil), s.initial...), make([]float64, n)
	for k := range left + len(weights) {
		share := 1.0
		if k >= left {
			addScaled(out, weights[k-left], now)
			share = tail[k-left]
		}
		for g, gain := range gains {
			earned[g] += share * gain.at(now) / st.pace
		}
		st.step(next, now)
		now, next = next, now
	}
	normalize(out)
	return mat.NewVecDense(n, out), earned
}

// shortly returns what a time with few jumps leads to, from the hours expected in each
// state meanwhile.
func (st *stepper) shortly(hours float64, gains []gain) *passing {
	n := len(st.stay)
	left, weights := poisson(st.pace * hours)
	tail := tails(weights)
	pass, sojourn := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	for i := range n {
		now, next := make([]float64, n), make([]float64, n)
		now[i] = 1
		for k := range left + len(weights) {
			share := 1.0
			if k >= left {
				addScaled(pass.RawRowView(i), weights[k-left], now)
				share = tail[k-left]
			}
			addScaled(sojourn.RawRowView(i), share/st.pace, now)
			st.step(next, now)
			now, next = next, now
		}
	}
	complete(pass)
	d := &passing{pass: pass}
	for _, gain := range gains {
		x := mat.NewVecDense(n, nil)
		x.MulVec(sojourn, mat.NewVecDense(n, gain.spread(n)))
		d.gain = append(d.gain, x)
	}
	return d
}

// complete makes rows sum to one. Where most stays in the state, that is what
// gives way, for the small rest is what knows the rates.
func complete(m *mat.Dense) {
	n, _ := m.Dims()
	for i := range n {
		row := m.RawRowView(i)
		stay := row[i]
		row[i] = 0
		if away := sum(row); away <= 0.5 {
			row[i] = 1 - away
			continue
		}
		row[i] = stay
		normalize(row)
	}
}
