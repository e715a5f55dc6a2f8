package markov

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
)

// A doubling is a chain over times that double.
type doubling struct {
	pass []*mat.Dense // probabilities of going from state to state
	gain [][]*mat.VecDense
}

// square fills a track from powers of the matrix of a short time. Probabilities of
// going elsewhere are sums of positive terms at each doubling; that of being back
// is what makes the row sum to one, so that rounding does not double with the time.
// [XY13]
func (s *Solver) square(ctx context.Context, tr *track, hours []float64, gains []gain, pace float64) error {
	last := 0.0
	for _, t := range hours {
		last = max(last, t)
	}
	_, doublings := math.Frexp(pace * last)
	short := math.Ldexp(last, -doublings) // pace × short is from ½ to 1
	st := s.newStepper(2 * pace)          // no state is left with certainty, so nothing is lost in stay
	d, err := s.doublings(ctx, st, short, doublings, gains)
	if err != nil {
		return err
	}
	n := len(s.initial)
	for i, t := range hours {
		if err := ctx.Err(); err != nil {
			return err
		}
		whole := math.Floor(t / short)
		p, earned := s.briefly(st, t-whole*short, gains)
		for l, left := 0, whole; left > 0; l, left = l+1, math.Floor(left/2) {
			if math.Mod(left, 2) == 0 {
				continue
			}
			for g := range gains {
				earned[g] += mat.Dot(p, d.gain[g][l])
			}
			next := mat.NewVecDense(n, nil)
			next.MulVec(d.pass[l].T(), p)
			normalize(next.RawVector().Data)
			p = next
		}
		now := p.RawVector().Data
		for g, gain := range gains {
			tr.at[g][i], tr.until[g][i] = gain.at(now), earned[g]
		}
		if tr.states != nil {
			copy(tr.states[i], now)
		}
	}
	tr.Accuracy = Accuracy{bySquaring, 4 * float64(doublings+4) * float64(n+40) * unit, false}
	return nil
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

// doublings returns the matrices of a short time and of all its doublings.
func (s *Solver) doublings(ctx context.Context, st *stepper, short float64, count int, gains []gain) (*doubling, error) {
	n := len(s.initial)
	d := &doubling{gain: make([][]*mat.VecDense, len(gains))}
	first, sojourn := st.shortly(short)
	d.pass = append(d.pass, first)
	for g, gain := range gains {
		x := mat.NewVecDense(n, nil)
		x.MulVec(sojourn, mat.NewVecDense(n, gain.spread(n)))
		d.gain[g] = append(d.gain[g], x)
	}
	for l := range count {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.opt.report("double the time", l, count)
		p := d.pass[l]
		twice := mat.NewDense(n, n, nil)
		twice.Mul(p, p)
		complete(twice)
		d.pass = append(d.pass, twice)
		for g := range gains {
			x := mat.NewVecDense(n, nil)
			x.MulVec(p, d.gain[g][l])
			x.AddVec(x, d.gain[g][l])
			d.gain[g] = append(d.gain[g], x)
		}
	}
	return d, nil
}

// shortly returns the probabilities of going from state to state in a time with few
// jumps, and the hours expected in each state meanwhile.
func (st *stepper) shortly(hours float64) (pass, sojourn *mat.Dense) {
	n := len(st.stay)
	left, weights := poisson(st.pace * hours)
	tail := tails(weights)
	pass, sojourn = mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
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
	return pass, sojourn
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
