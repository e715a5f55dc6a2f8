package mission

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// A Study is a tree in time.
type Study struct {
	Diagram *faulttree.Diagram
	Inputs  expression.Inputs // of all its events

	// FixedConstants says that events of constant probability are as they are for
	// the whole mission, such as a switch that works when needed or does not. They
	// then do not fail during it. Otherwise such an event has no rate.
	FixedConstants bool
}

// ErrTime reports a time that is negative or not finite, or a mission or step that
// takes none.
var ErrTime = errors.New("mission: time out of range")

// A grid is the values of all tops at some times.
type grid struct {
	p, w    [][]float64 // by top and time; w may be absent
	lacking [][]bool    // by top and event: whether it has no rate where it matters
	unknown [][]bool    // by top and time: whether w is
}

// entries bounds the numbers kept of all events at once.
const entries = 1 << 20

// at evaluates the study, with the failure intensities if they are wanted and the
// tree is coherent.
func (s Study) at(ctx context.Context, times []float64, intensity bool) (grid, error) {
	tops, ids := len(s.Diagram.Tops()), s.Diagram.Events()
	g := grid{p: rows[float64](tops, len(times))}
	if intensity && s.Diagram.Coherent() {
		g.w, g.unknown, g.lacking = rows[float64](tops, len(times)), rows[bool](tops, len(times)), rows[bool](tops, len(ids))
	}
	size := max(16, entries/(len(ids)+1))
	for from := 0; from < len(times); from += size {
		to := min(from+size, len(times))
		if err := s.block(ctx, ids, times[from:to], g, from); err != nil {
			return grid{}, err
		}
	}
	return g, nil
}

func rows[T any](n, m int) [][]T {
	out := make([][]T, n)
	for i := range out {
		out[i] = make([]T, m)
	}
	return out
}

// block fills in the values at some of the times, from the given one on.
func (s Study) block(ctx context.Context, ids []string, times []float64, g grid, from int) error {
	q, rates, err := s.events(ctx, ids, times, g.w != nil)
	if err != nil {
		return err
	}
	p, err := s.sample(ctx, q, len(times))
	if err != nil {
		return err
	}
	for top, row := range p {
		copy(g.p[top][from:], row)
	}
	if g.w == nil {
		return nil
	}
	var mu sync.Mutex // of g.lacking
	each(ctx, len(times), func(i int) {
		at := make([]float64, len(ids))
		for e := range q {
			at[e] = q[e][i]
		}
		for top := range g.w {
			w, lacking := s.intensity(top, at, rates[i])
			g.w[top][from+i], g.unknown[top][from+i] = w, len(lacking) > 0
			mu.Lock()
			for _, e := range lacking {
				g.lacking[top][e] = true
			}
			mu.Unlock()
		}
	})
	return ctx.Err()
}

func firstOf(faults []error) error {
	for _, err := range faults {
		if err != nil {
			return err
		}
	}
	return nil
}

// events returns the probabilities of all events, by event and time, and if they are
// wanted their rates, by time.
func (s Study) events(ctx context.Context, ids []string, times []float64, rated bool) ([][]float64, [][]expression.Rate, error) {
	q, rates := rows[float64](len(ids), len(times)), make([][]expression.Rate, len(times))
	faults := make([]error, len(times))
	each(ctx, len(times), func(i int) {
		var at []float64
		var err error
		set := expression.Settings{MissionTimeHours: times[i]}
		if rated {
			at, rates[i], err = s.Inputs.Rates(ids, set)
		} else {
			at, err = s.Inputs.Probabilities(ids, set)
		}
		if err != nil {
			faults[i] = fmt.Errorf("mission: at %g h: %w", times[i], err)
			return
		}
		for e, x := range at {
			q[e][i] = x
		}
	})
	return q, rates, errors.Join(ctx.Err(), firstOf(faults))
}

// sample returns the probabilities of the tops, also where they have no events.
func (s Study) sample(ctx context.Context, q [][]float64, n int) ([][]float64, error) {
	if len(q) > 0 {
		return s.Diagram.Sample(ctx, q)
	}
	p := s.Diagram.Probability(nil)
	out := make([][]float64, len(p))
	for top := range out {
		out[top] = slices.Repeat(p[top:top+1], n)
	}
	return out, ctx.Err()
}

// intensity returns that of a top, and the events without a rate that matter.
func (s Study) intensity(top int, q []float64, rates []expression.Rate) (w float64, lacking []int) {
	weights := make([]float64, len(s.Diagram.Tops()))
	weights[top] = 1
	_, birnbaum := s.Diagram.Gradient(q, weights)
	for e, b := range birnbaum {
		switch {
		case !(b > 0) || q[e] == 1 || rates[e].Constant && s.FixedConstants:
		case !rates[e].Known:
			lacking = append(lacking, e)
		default:
			w += float64(b * (1 - q[e]) * rates[e].PerHour)
		}
	}
	return w, lacking
}

// each calls f with 0…n−1 on all processors, until ctx ends.
func each(ctx context.Context, n int, f func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	group.Wait()
}

// checkHours returns an error for a mission that is none.
func checkHours(hours float64) error {
	if !(hours > 0) || math.IsInf(hours, 1) {
		return fmt.Errorf("%w: mission of %g h", ErrTime, hours)
	}
	return nil
}
