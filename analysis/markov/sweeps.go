package markov

import (
	"context"
	"math"
	"slices"
)

// begin sets the weights to what is guessed, or all alike where some sweeps show that
// to be nearer to balance: a guess along a tree is far off where chains go round and
// round. A good one is worth its while where states are rare, because from equal
// weights a sweep brings none down by more than the ratio of its rates.
func (l *level) begin(shares rows, guess []float64) {
	const (
		widest   = 600 // of logarithms, so that numbers are not too small
		attempts = 10
	)
	try := func(x []float64) float64 {
		for range attempts - 1 {
			shares.sweep(x)
		}
		before := slices.Clone(x)
		shares.sweep(x)
		return logarithmic(before, x)
	}
	guessed := make([]float64, len(guess))
	highest := slices.Max(guess)
	for i, w := range guess {
		l.x[i], guessed[i] = 1, math.Exp(max(w-highest, -widest))
	}
	if try(guessed) < try(l.x) {
		l.x = guessed
	}
	normalize(l.x)
}

// logarithmic returns the largest difference of the logarithms of positive numbers.
func logarithmic(a, b []float64) float64 {
	worst := 0.0
	for i, x := range a {
		if ratio := max(x/b[i], b[i]/x); ratio > worst {
			worst = ratio
		}
	}
	return math.Log(worst)
}

// remains estimates the error that is left where a change follows one some sweeps
// before, and whether it falls at all.
func remains(change, last float64, sweeps int) (left float64, falls bool) {
	rate := math.Max(math.Pow(change/last, 1/float64(sweeps)), 0.1)
	if !(rate < 1) || !(change < 1e-3) {
		return math.Inf(1), false
	}
	return change * rate / (1 - rate), true
}

const (
	mostSweeps = 500 // as long as some turns over all levels
	someSweeps = 20
)

// sweepAlone sweeps as long as it is to be expected that this is enough.
func (s *Solver) sweepAlone(ctx context.Context, l *level, shares rows) (left float64, done bool, err error) {
	before, last := make([]float64, len(l.x)), math.Inf(1)
	for k := 1; k <= mostSweeps; k++ {
		if err := ctx.Err(); err != nil {
			return 0, false, err
		}
		look := k%someSweeps == 0
		if look {
			copy(before, l.x)
		}
		shares.sweep(l.x)
		if !look {
			continue
		}
		s.opt.report("sweep", k, mostSweeps)
		normalize(before)
		normalize(l.x)
		change := farthest(before, l.x)
		left, falls := remains(change, last, someSweeps)
		if falls && left < s.opt.Tolerance {
			return left + 64*unit, true, nil
		}
		if rate := math.Log(change/last) / someSweeps; falls && math.Log(s.opt.Tolerance/left)/rate > mostSweeps || k > mostSweeps/2 && change > 0.1 {
			return 0, false, nil
		}
		last = change
	}
	return 0, false, nil
}

// shares returns what each state has of the others' weights when it is balanced: rates
// by target over the rate of leaving it. Nothing is left to divide in a sweep, where
// each state waits for the one before.
func (l *level) shares() rows {
	shares := rows{l.in.start, l.in.col, slices.Clone(l.in.val)}
	for i, exit := range l.exit {
		_, rates := shares.at(i)
		for q := range rates {
			rates[q] /= exit
		}
	}
	return shares
}

func (r rows) sweep(x []float64) {
	begin := r.start[0]
	for i := range x {
		end := r.start[i+1]
		cols, vals := r.col[begin:end], r.val[begin:end]
		total := 0.0
		for q, j := range cols {
			total += x[j] * vals[q]
		}
		x[i], begin = total, end
	}
}

// farthest returns the largest relative difference, among numbers that are not so
// small that they have lost digits.
func farthest(a, b []float64) float64 {
	worst := 0.0
	for i := range a {
		if b[i] > 1e-290 {
			worst = max(worst, math.Abs(a[i]-b[i])/b[i])
		}
	}
	return worst
}
