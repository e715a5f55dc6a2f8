package simulate_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/markov"
	"ninefold/analysis/simulate"
)

// What a unit of a workshop does.
const (
	works = iota
	waits
	waitsWithPart
	inRepair
)

const units = 3

// A scene is a state of a workshop: what each unit does, who failed first, and the
// parts in stock.
type scene struct {
	at    [units]int8
	turn  [units]int8 // 1 of who failed first; 0 of who works
	stock int8
}

// A workshop is three unlike units with everything they may share, all exponential,
// to be told as a model and, without a word in common, as a chain.
type workshop struct {
	fail, repair [units]float64
	priority     [units]int
	needsPart    [units]bool
	size, parts  int
	preemptive   bool
	lead         float64 // rate
	shock        float64 // rate; hits the first two
	hit          float64
	factor       float64 // by which the last ages while the first is failed
	push         float64 // probability that the last fails with the first
	need         int     // failed units that bring it down
}

func (w *workshop) model() *simulate.Model {
	m := &simulate.Model{
		Top: "top", Crews: []simulate.Crew{{ID: "crew", Size: w.size, Preemptive: w.preemptive}}, Stocks: []simulate.Stock{{ID: "parts", Parts: w.parts, Lead: rate(w.lead)}},
		Gates:    []faulttree.Gate{{ID: "top", Op: faulttree.AtLeast, K: w.need, Inputs: []string{"0", "1", "2"}}},
		Shocks:   []simulate.Shock{{ID: "shock", Interval: rate(w.shock), Targets: []string{"0", "1"}, Probability: w.hit}},
		Cascades: []simulate.Cascade{{Source: "0", Targets: []string{"2"}, Factor: w.factor, Probability: w.push}},
	}
	for i := range units {
		c := simulate.Component{ID: fmt.Sprint(i), Life: rate(w.fail[i]), Repair: rate(w.repair[i]), Crew: "crew", Priority: w.priority[i]}
		if w.needsPart[i] {
			c.Stock = "parts"
		}
		m.Components = append(m.Components, c)
	}
	return m
}

// knocked calls next with all that may come of the failure of a unit.
func (w *workshop) knocked(s scene, i int, p float64, next func(scene, float64)) {
	if s.at[i] != works {
		next(s, p)
		return
	}
	s.at[i], s.turn[i] = waits, 1+slices.Max(s.turn[:])
	if i == 0 && s.at[2] == works && w.push > 0 {
		w.knocked(s, 2, p*w.push, next)
		p *= 1 - w.push
	}
	next(s, p)
}

// settled lets repairs begin.
func (w *workshop) settled(s scene) scene {
	urgent := func(a, b int) int {
		return cmp.Or(cmp.Compare(w.priority[a], w.priority[b]), cmp.Compare(s.turn[a], s.turn[b]))
	}
	for {
		var queue, busy []int
		for i, at := range s.at {
			switch {
			case at == inRepair:
				busy = append(busy, i)
			case at == waitsWithPart, at == waits && (!w.needsPart[i] || s.stock > 0):
				queue = append(queue, i)
			}
		}
		if len(queue) == 0 {
			return s
		}
		first := slices.MinFunc(queue, urgent)
		if len(busy) == w.size {
			last := slices.MaxFunc(busy, urgent)
			if !w.preemptive || w.priority[last] <= w.priority[first] {
				return s
			}
			s.at[last] = waitsWithPart
		}
		if s.at[first] == waits && w.needsPart[first] {
			s.stock--
		}
		s.at[first] = inRepair
	}
}

func (w *workshop) moves(s scene, emit func(scene, float64)) {
	next := func(s scene, p float64) {
		if p > 0 {
			emit(w.settled(s), p)
		}
	}
	for i, at := range s.at {
		to := s
		switch at {
		case works:
			speed := 1.0
			if i == 2 && s.at[0] != works {
				speed = w.factor
			}
			w.knocked(s, i, w.fail[i]*speed, next)
		case inRepair:
			for j := range to.turn {
				if to.turn[j] > s.turn[i] {
					to.turn[j]--
				}
			}
			to.at[i], to.turn[i] = works, 0
			next(to, w.repair[i])
		}
	}
	for _, zero := range []bool{true, false} { // which of the two a shock hits
		for _, one := range []bool{true, false} {
			p := w.shock
			for _, hit := range []bool{zero, one} {
				if hit {
					p *= w.hit
				} else {
					p *= 1 - w.hit
				}
			}
			then := func(s scene, p float64) {
				if one {
					w.knocked(s, 1, p, next)
				} else {
					next(s, p)
				}
			}
			if zero {
				w.knocked(s, 0, p, then)
			} else {
				then(s, p)
			}
		}
	}
	if missing := w.parts - int(s.stock); missing > 0 {
		to := s
		to.stock++
		next(to, float64(missing)*w.lead)
	}
}

func (w *workshop) chain() (*markov.Solver, error) {
	c, _, err := markov.Explore(context.Background(), markov.Space[scene]{
		Start: []scene{{stock: int8(w.parts)}}, Name: func(s scene) string { return fmt.Sprint(s) },
		Moves: func(s scene, emit func(scene, float64)) {
			w.moves(s, func(to scene, rate float64) {
				if to != s {
					emit(to, rate)
				}
			})
		},
		Up: func(s scene) bool {
			failed := 0
			for _, at := range s.at {
				if at != works {
					failed++
				}
			}
			return failed < w.need
		},
	}, 100_000)
	if err != nil {
		return nil, err
	}
	return markov.Compile(c, markov.Options{})
}

// Any three units that share a crew, parts, shocks and cascades are by simulation
// what they are as a chain that knows who failed first: no further off than twice the
// interval at 99.9 %.
func TestAgreesWithScenes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		between := func(name string, a, b float64) float64 { return rapid.Float64Range(a, b).Draw(rt, name) }
		w := &workshop{
			size: rapid.IntRange(1, 2).Draw(rt, "crew"), parts: rapid.IntRange(1, 2).Draw(rt, "parts"), preemptive: rapid.Bool().Draw(rt, "preemptive"), lead: between("lead", 0.1, 1),
			shock: between("shock", 0.01, 0.3), hit: between("hit", 0.1, 1), factor: between("factor", 1, 10), push: between("push", 0, 1), need: rapid.IntRange(1, 3).Draw(rt, "need"),
		}
		for i := range units {
			w.fail[i], w.repair[i] = between("fail", 0.05, 0.5), between("repair", 0.2, 4)
			w.priority[i], w.needsPart[i] = rapid.IntRange(0, 1).Draw(rt, "priority"), rapid.Bool().Draw(rt, "part")
		}
		exact, err := w.chain()
		if err != nil {
			rt.Fatal(err)
		}
		hours := between("hours", 1, 10)
		curve, err := exact.Curve(context.Background(), []float64{hours}, true)
		if err != nil {
			rt.Fatal(err)
		}
		system, err := exact.System(context.Background())
		if err != nil {
			rt.Fatal(err)
		}
		r, err := simulate.Simulate(context.Background(), w.model(), simulate.Question{Hours: []float64{hours}, Measures: []simulate.Measure{simulate.Availability, simulate.Interval, simulate.Reliability}}, simulate.Options{
			RelativeError: 0.1, Level: 0.999, Method: rapid.SampledFrom([]simulate.Method{simulate.Crude, simulate.Biasing}).Draw(rt, "method"),
			Seed: rapid.Uint64Range(0, 9).Draw(rt, "seed"), MaxReplications: replications(1000),
		})
		if err != nil && !errors.Is(err, simulate.ErrBudget) {
			rt.Fatal(err)
		}
		check(rt, r.Points[0], curve.Points[0])
		if e := r.Steady.Unavailability; e.High != nil && math.Abs(e.Value-system.Unavailability) > 2*max(*e.High-e.Value, e.Value-e.Low) {
			rt.Errorf("long run: %+v, exactly %g", e, system.Unavailability)
		}
	})
}

// replications are fewer when the tests run slowly.
func replications(usual int64) int64 {
	if raceDetector {
		return usual / 8
	}
	return usual
}
