package markov

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// A walk between two ends that hold it: the probability of ending at the top is
// that of gambler's ruin, (1−r^i)/(1−r^n) with r = down/up (Feller 1968, XIV.2).
func TestClasses(t *testing.T) {
	const n = 10
	c := birthDeath(n+1, constant(0.3), constant(0.2))
	c.Initial = []Share{{4, 1}}
	// The ends are let go.
	kept := c.Transitions[:0]
	for _, tr := range c.Transitions {
		if tr.From != 0 && tr.From != n {
			kept = append(kept, tr)
		}
	}
	c.Transitions, c.Absorbing = kept, []int{0, n}
	s := compiled(t, c, Options{})
	r, err := s.Steady(background)
	if err != nil {
		t.Fatal(err)
	}
	ratio := 0.2 / 0.3
	top := (1 - math.Pow(ratio, 4)) / (1 - math.Pow(ratio, n))
	if len(r.Classes) != 2 || relErr(r.Classes[1].Probability, top) > 1e-13 || relErr(r.Classes[0].Probability, 1-top) > 1e-13 || relErr(r.Probabilities[n], top) > 1e-13 {
		t.Errorf("%+v, want %g at the top", r, top)
	}
	p, err := s.Passage(background, []int{n})
	if err != nil || p.Mean != nil || relErr(p.Probability, top) > 1e-13 {
		t.Errorf("%+v (%v)", p, err)
	}
	// The mean duration at one step an hour is (i − n·P)/(q−p) steps; here 0.5 an hour.
	p, err = s.Passage(background, []int{0, n})
	if want := (4 - n*top) / (0.4 - 0.6) / 0.5; err != nil || p.Mean == nil || relErr(*p.Mean, want) > 1e-12 || p.Probability != 1 {
		t.Errorf("%+v (%v), want %g", p, err, want)
	}
	p, err = s.Passage(background, []int{4})
	if err != nil || p.Mean == nil || *p.Mean != 0 || p.Probability != 1 {
		t.Errorf("a passage to where it is: %+v (%v)", p, err)
	}
	// What begins at the top stays: it never comes to the other end.
	c.Initial = []Share{{4, 0.5}, {n, 0.5}}
	p, err = compiled(t, c, Options{}).Passage(background, []int{0})
	if err != nil || p.Mean != nil || relErr(p.Probability, (1-top)/2) > 1e-13 {
		t.Errorf("%+v (%v)", p, err)
	}
}

// Thousands of states in a row, whose probabilities span more than numbers can
// hold: those that can be held are right.
func TestSteadyWide(t *testing.T) {
	const n = 5000
	for _, ratio := range []float64{1e-3, 1, 1e3} {
		s := compiled(t, birthDeath(n, constant(ratio), constant(1)), Options{})
		r, err := s.Steady(background)
		if err != nil {
			t.Fatal(err)
		}
		for k := range 20 {
			i, want := k, math.Pow(ratio, float64(k))*(1-ratio)
			switch ratio {
			case 1:
				want = 1. / n
			case 1e3:
				i, want = n-1-k, math.Pow(ratio, -float64(k))*(1-1e-3)
			}
			if relErr(r.Probabilities[i], want) > max(1e-12, r.RelativeError) {
				t.Fatalf("ratio %g, state %d: %g, want %g", ratio, i, r.Probabilities[i], want)
			}
		}
	}
}

// Levels agree with elimination, in the long run and up to a passage, with small
// probabilities as exact as large ones.
func TestLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawGrid(t)
		s, err := Compile(c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		class := seq(len(c.States))
		want, _, err := s.within(background, class)
		if err != nil {
			t.Fatal(err)
		}
		got, acc, err := s.byLevels(background, class)
		if err != nil {
			t.Fatal(err)
		}
		if worst := farthest(want, got); worst > 1e-9 || acc.Guaranteed {
			t.Fatalf("off by %g, said to be %+v", worst, acc)
		}
		top := newLevel(s.out)
		for i := range top.x {
			top.x[i] = 1
		}
		top.sweep()
		got, acc, err = s.turns(background, top)
		if err != nil {
			t.Fatal(err)
		}
		if worst := farthest(want, got); worst > 1e-9 || acc.Method != byLevels {
			t.Fatalf("off by %g, said to be %+v", worst, acc)
		}
		before, _ := s.before(s.downs())
		set := s.hopeful(s.downs(), before)
		begin := make([]float64, len(set))
		for k, i := range set {
			begin[k] = s.initial[i]
		}
		hours, _, err := s.hoursIn(background, set, s.initial)
		if err != nil {
			t.Fatal(err)
		}
		levels, _, err := s.hoursByLevels(background, set, begin)
		if err != nil {
			t.Fatal(err)
		}
		if worst := farthest(hours, levels); worst > 1e-8 {
			t.Fatalf("hours off by %g", worst)
		}
	})
}

// drawGrid is two kinds of units, repaired one after the other or all at a time.
func drawGrid(t *rapid.T) *Chain {
	type state [2]int
	n := rapid.IntRange(8, 25).Draw(t, "units")
	fail := [2]float64{rapid.Float64Range(1e-4, 0.2).Draw(t, "a"), rapid.Float64Range(1e-4, 0.2).Draw(t, "b")}
	shared := rapid.Bool().Draw(t, "one crew")
	c, _, err := Explore(background, Space[state]{
		Start: make([]state, 1),
		Moves: func(s state, emit func(state, float64)) {
			for k := range s {
				to := s
				if s[k] < n {
					to[k]++
					emit(to, float64(n-s[k])*fail[k])
				}
				if s[k] > 0 && (!shared || k == 0 || s[0] == 0) {
					to[k] = s[k] - 1
					emit(to, float64(k+1))
				}
			}
		},
		Name: func(s state) string { return fmt.Sprint(s) },
		Up:   func(s state) bool { return s[0] < 3 && s[1] < 4 },
	}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Where the ways back are not those there, a guess from rates there and back is wrong
// by the range of numbers: here it takes the last state for the most probable, which is
// the least, because all go back to the first at once. From either beginning sweeps find
// 11^-k, as the balance of all states from k on has it.
func TestMisleadingGuess(t *testing.T) {
	const n = 200
	c := &Chain{Initial: []Share{{0, 1}}}
	for i := range n {
		c.States = append(c.States, fmt.Sprint(i))
		if i > 0 {
			c.Transitions = append(c.Transitions, Transition{i - 1, i, 1}, Transition{i, i - 1, 1e-9}, Transition{i, 0, 10})
		}
	}
	s := compiled(t, c, Options{})
	if !(s.weight[n-1] > 600) {
		t.Fatalf("the guess is e^%g and misleads nobody", s.weight[n-1])
	}
	got, acc, err := s.byLevels(background, seq(n))
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := s.within(background, seq(n))
	if err != nil {
		t.Fatal(err)
	}
	if worst := farthest(want, got); worst > 1e-10 || worst > 10*acc.RelativeError {
		t.Errorf("off by %g, said to be %+v", worst, acc)
	}
	for k := range n - 1 { // but for the ways back that are rare
		if want := 10 * math.Pow(11, -float64(k+1)); relErr(got[k], want) > 1e-6 {
			t.Fatalf("state %d: %g, want %g", k, got[k], want)
		}
	}
}

// A chain too large to eliminate, of independent kinds: each probability is a
// product (here of three queues of 60 units with crews for all, 226,981 states).
func TestLevelsProduct(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	type state [3]int
	const n = 40
	fail := [3]float64{0.01, 0.03, 0.1}
	c, states, err := Explore(background, Space[state]{
		Start: make([]state, 1),
		Moves: func(s state, emit func(state, float64)) {
			for k := range s {
				to := s
				if s[k] < n {
					to[k]++
					emit(to, float64(n-s[k])*fail[k])
				}
				if s[k] > 0 {
					to[k] = s[k] - 1
					emit(to, float64(s[k]))
				}
			}
		},
		Name: func(s state) string { return fmt.Sprint(s) },
		Up:   func(s state) bool { return s[0]+s[1]+s[2] < 20 },
	}, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	r, err := compiled(t, c, Options{}).Steady(background)
	if err != nil {
		t.Fatal(err)
	}
	if r.Method != byLevels && r.Method != bySweeps {
		t.Errorf("method %s", r.Method)
	}
	chance := func(k, failed int) float64 { // binomial
		q := fail[k] / (1 + fail[k])
		a, _ := math.Lgamma(n + 1)
		b, _ := math.Lgamma(float64(failed) + 1)
		d, _ := math.Lgamma(float64(n-failed) + 1)
		return math.Exp(a - b - d + float64(failed)*math.Log(q) - float64(n-failed)*math.Log1p(fail[k]))
	}
	worst := 0.0
	for i, s := range states {
		worst = max(worst, relErr(r.Probabilities[i], chance(0, s[0])*chance(1, s[1])*chance(2, s[2])))
	}
	t.Logf("%d states, off by %g at most, relatively; said to be %+v", len(states), worst, r.Accuracy)
	if worst > 1e-10 {
		t.Errorf("off by %g", worst)
	}
}
