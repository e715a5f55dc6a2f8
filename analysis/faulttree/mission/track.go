package mission

import (
	"context"
	"math"
	"slices"
)

// A track is one component over the mission: runs of points between the edges.
type track struct {
	component int
	ends      []float64 // of the bands of values
	runs      [][]point // in increasing time
	spent     []float64 // by band, in hours
}

type point struct{ at, value float64 }

// track returns the points of a component that the integral has seen.
func (a *averaging) track(component int, ends []float64) track {
	t := track{component: component, ends: ends, spent: make([]float64, len(ends)+1)}
	next := 0
	side := a.sides[component]
	for i, e := range a.edges[1:] {
		run := []point{{a.edges[i].after, side[2*i+1]}}
		for ; next < len(a.pieces) && a.pieces[next].to <= e.from; next++ {
			for j, v := range a.pieces[next].values[component] {
				if at := a.pieces[next].node(j); at > run[0].at {
					run = append(run, point{at, v})
				}
			}
		}
		for len(run) > 1 && run[len(run)-1].at >= e.before {
			run = run[:len(run)-1]
		}
		t.runs = append(t.runs, append(run, point{e.before, side[2*i+2]}))
	}
	return t
}

// peak returns the largest value and when it is first reached.
func (t *track) peak() (at, value float64) {
	value = math.Inf(-1)
	for _, run := range t.runs {
		for _, p := range run {
			if p.value > value {
				at, value = p.at, p.value
			}
		}
	}
	return at, value
}

// follow finds out how long the tracks stay in their bands.
func (a *averaging) follow(ctx context.Context, tracks []track) error {
	if err := a.turn(ctx, tracks); err != nil {
		return err
	}
	var all []crossing
	for i := range tracks {
		tracks[i].steps(func(p, q point, from, to int) {
			for from != to {
				end := from
				if to < from {
					end--
				}
				all = append(all, newCrossing(i, p, q, tracks[i].ends[end]))
				from += sign(to - from)
			}
		})
	}
	if err := a.solve(ctx, tracks, all); err != nil {
		return err
	}
	next := 0
	for i := range tracks {
		t := &tracks[i]
		t.steps(func(p, q point, from, to int) {
			last := p.at
			for from != to {
				at := max(all[next].root(), last)
				t.spent[from] += at - last
				last = at
				from += sign(to - from)
				next++
			}
			t.spent[to] += max(q.at-last, 0)
		})
	}
	return nil
}

// steps calls f with neighbouring points and the bands they are in.
func (t *track) steps(f func(p, q point, from, to int)) {
	for _, run := range t.runs {
		from := band(t.ends, run[0].value)
		for i, q := range run[1:] {
			to := band(t.ends, q.value)
			f(run[i], q, from, to)
			from = to
		}
	}
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// one evaluates one component of each of the tracks at a time of its own.
func (a *averaging) one(ctx context.Context, tracks []track, of []int, times []float64) ([]float64, error) {
	intensity := slices.ContainsFunc(of, func(i int) bool { return tracks[i].component >= a.tops })
	g, err := a.at(ctx, times, intensity)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(of))
	for i, t := range of {
		if c := tracks[t].component; c < a.tops {
			out[i] = g.p[c][i]
		} else {
			out[i] = g.w[c-a.tops][i]
		}
	}
	return out, nil
}

// A turning is a highest or lowest value looked for by golden section, between two
// points with a third in between.
type turning struct {
	track, run     int
	low, mid, high point
	factor         float64 // 1 for a highest value, −1 for a lowest
}

// golden is 2 − φ; so often a bracket becomes a millionth of itself, in which a
// smooth value changes by 1e-12 of what it changed before.
const (
	golden  = 0.3819660112501051
	goldens = 29
)

// turn adds to the runs the turning points between their points that may reach
// another band or, for probabilities, the peak.
func (a *averaging) turn(ctx context.Context, tracks []track) error {
	var all []turning
	for i := range tracks {
		all = append(all, tracks[i].turnings(i, a.tops)...)
	}
	of, times := make([]int, len(all)), make([]float64, len(all))
	for range goldens {
		for i := range all {
			of[i], times[i] = all[i].track, all[i].next()
		}
		if len(all) == 0 {
			return nil
		}
		values, err := a.one(ctx, tracks, of, times)
		if err != nil {
			return err
		}
		for i := range all {
			all[i].learn(point{times[i], values[i]})
		}
	}
	for _, t := range all {
		run := &tracks[t.track].runs[t.run]
		*run = append(*run, t.mid)
	}
	for i := range tracks {
		for r := range tracks[i].runs {
			run := tracks[i].runs[r]
			slices.SortStableFunc(run, func(p, q point) int {
				if p.at < q.at {
					return -1
				}
				if p.at > q.at {
					return 1
				}
				return 0
			})
			tracks[i].runs[r] = slices.Compact(run)
		}
	}
	return nil
}

func (t *track) turnings(index, tops int) []turning {
	var out []turning
	_, peak := t.peak()
	for r, run := range t.runs {
		for i := 1; i+1 < len(run); i++ {
			low, mid, high := run[i-1], run[i], run[i+1]
			up, down := mid.value-low.value, mid.value-high.value
			if !(up > 0 && down > 0 || up < 0 && down < 0) {
				continue
			}
			reach := up + down // a smooth value goes no further than its points are apart
			if math.Abs(reach) < 1e-12*mid.value {
				continue // rounding
			}
			far := mid.value + reach
			if band(t.ends, far) != band(t.ends, mid.value) || t.component < tops && far > peak {
				out = append(out, turning{index, r, low, mid, high, math.Copysign(1, reach)})
			}
		}
	}
	return out
}

// next returns where to look: in the larger of the two parts.
func (t *turning) next() float64 {
	if t.mid.at-t.low.at > t.high.at-t.mid.at {
		return t.mid.at - golden*(t.mid.at-t.low.at)
	}
	return t.mid.at + golden*(t.high.at-t.mid.at)
}

func (t *turning) learn(p point) {
	better := (p.value-t.mid.value)*t.factor > 0
	if p.at < t.mid.at {
		if better {
			t.mid, t.high = p, t.mid
		} else {
			t.low = p
		}
		return
	}
	if better {
		t.low, t.mid = t.mid, p
	} else {
		t.high = p
	}
}
