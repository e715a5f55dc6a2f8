package markov

import (
	"context"
	"fmt"
	"runtime"
	"sync"
)

// slack is the rate of uniformisation over that of the busiest state: it may not
// be 1, for a chain of two states would then go to and fro for ever.
const slack = 1.02

const (
	checkEvery   = 64    // steps between looks at the steady state
	parallelFrom = 50000 // states from where on several cores are worth their while
)

// A stepper makes the steps of a chain whose jumps come at one rate everywhere.
type stepper struct {
	in      rows      // probabilities by target
	stay    []float64 // of going nowhere
	pace    float64
	workers int
}

func (s *Solver) newStepper(pace float64) *stepper {
	in := s.out.transpose()
	for p := range in.val {
		in.val[p] /= pace
	}
	st := &stepper{in: in, stay: make([]float64, len(s.exit)), pace: pace, workers: 1}
	for i, rate := range s.exit {
		st.stay[i] = (pace - rate) / pace
	}
	if len(s.exit) >= parallelFrom {
		st.workers = runtime.GOMAXPROCS(0)
	}
	return st
}

// step sets next to the probabilities one jump after those of now. Each is summed
// in one order, whatever the number of workers.
func (st *stepper) step(next, now []float64) {
	if st.workers == 1 {
		st.part(next, now, 0, len(now))
		return
	}
	var all sync.WaitGroup
	n := len(now)
	for w := range st.workers {
		all.Go(func() { st.part(next, now, n*w/st.workers, n*(w+1)/st.workers) })
	}
	all.Wait()
}

func (st *stepper) part(next, now []float64, from, to int) {
	begin := st.in.start[from]
	for j := from; j < to; j++ {
		end := st.in.start[j+1]
		total := now[j] * st.stay[j]
		cols, vals := st.in.col[begin:end], st.in.val[begin:end]
		for q, i := range cols {
			total += now[i] * vals[q]
		}
		next[j], begin = total, end
	}
}

// A window is the Poisson weights at one time.
type window struct {
	left           int
	weights, tails []float64
}

// uniform fills a track by uniformisation: the expectation after any number of
// jumps, weighted with the probability of that number. It stops early where the
// steady state is reached. [Gra77]
func (s *Solver) uniform(ctx context.Context, tr *track, hours []float64, gains []gain, pace float64) error {
	if pace == 0 {
		pace = 1
	}
	windows := make([]window, len(hours))
	last, latest := 0, 0.0
	for i, t := range hours {
		if !(pace*t < float64(s.opt.MaxSteps)) {
			return fmt.Errorf("markov: %w: %.3g steps of uniformisation for %g hours, at most %d", ErrBudget, pace*t, t, s.opt.MaxSteps)
		}
		left, weights := poisson(pace * t)
		windows[i] = window{left, weights, tails(weights)}
		last, latest = max(last, left+len(weights)), max(latest, pace*t)
	}
	every := max(checkEvery, (last-int(latest))/16) // looks at whether more jumps would tell
	steady := s.steadyFrom(ctx, float64(last))
	st := s.newStepper(pace)
	now, next := append([]float64(nil), s.initial...), make([]float64, len(s.initial))
	series := grid(len(gains), last)
	for k := range last {
		if err := ctx.Err(); err != nil {
			return err
		}
		for g, gain := range gains {
			series[g][k] = gain.at(now)
		}
		tr.add(windows, k, now)
		if k > int(latest) && k%every == 0 && tr.states == nil && negligible(series, gains, windows, k) {
			break
		}
		if steady != nil && k%checkEvery == 0 {
			if distance(now, steady) < s.opt.Tolerance {
				s.rest(tr, series, gains, windows, steady, k+1)
				break
			}
		}
		if k%checkEvery == 0 {
			s.opt.report("uniformise", k, last)
			normalize(now) // rounding must not add up
		}
		st.step(next, now)
		now, next = next, now
	}
	for g := range gains {
		for i, w := range windows {
			tr.at[g][i], tr.until[g][i] = w.mean(series[g], pace)
		}
	}
	tr.Accuracy = Accuracy{byUniform, float64(last)*float64(s.widest(st)+60)*unit + s.opt.Tolerance, true}
	if steady == nil {
		tr.RelativeError -= s.opt.Tolerance
	}
	return nil
}

// negligible tells whether all that comes after k jumps adds less than a rounding to what
// is known of each gain at each time. Poisson weights go on for much longer, for the sake
// of what is only earned in states that many jumps lead to.
func negligible(series [][]float64, gains []gain, windows []window, k int) bool {
	for _, w := range windows {
		from := k + 1 - w.left
		if from < 0 {
			return false
		}
		chance, hours := 0.0, 0.0
		for j := len(w.weights) - 1; j >= from; j-- {
			chance, hours = chance+w.weights[j], hours+w.tails[j]
		}
		for g, gain := range gains {
			at, until := w.mean(series[g], 1) // what is not known yet is 0
			if most, ok := gain.most(); !ok || chance*most > unit*at || hours*most > unit*until {
				return false
			}
		}
	}
	return true
}

// add adds the probabilities after k jumps to those of the times.
func (tr *track) add(windows []window, k int, now []float64) {
	if tr.states == nil {
		return
	}
	for i, w := range windows {
		if k >= w.left && k < w.left+len(w.weights) {
			addScaled(tr.states[i], w.weights[k-w.left], now)
		}
	}
}

// widest returns the most ways into a state.
func (s *Solver) widest(st *stepper) int {
	most := 0
	for i := range s.exit {
		most = max(most, st.in.size(i))
	}
	return most
}

// rest fills in what is after a number of steps as the steady state.
func (s *Solver) rest(tr *track, series [][]float64, gains []gain, windows []window, steady []float64, from int) {
	for g, gain := range gains {
		x := gain.at(steady)
		for k := from; k < len(series[g]); k++ {
			series[g][k] = x
		}
	}
	if tr.states == nil {
		return
	}
	for i, w := range windows {
		total := 0.0
		for k := max(from-w.left, 0); k < len(w.weights); k++ {
			total += w.weights[k]
		}
		addScaled(tr.states[i], total, steady)
	}
}

// mean returns the expectation of a series over the number of jumps, and its
// integral over time.
func (w window) mean(series []float64, pace float64) (at, until float64) {
	for k := range w.left {
		until += series[k]
	}
	for k, p := range w.weights {
		at += p * series[w.left+k]
		until += w.tails[k] * series[w.left+k]
	}
	return at, until / pace
}

func addScaled(sum []float64, by float64, of []float64) {
	for i, x := range of {
		sum[i] += by * x
	}
}
