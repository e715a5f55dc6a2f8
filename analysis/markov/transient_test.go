package markov

import (
	"math"
	"testing"
)

// n independent units, of which the chain knows how many are down: at any time
// that is binomial with q(t) = λ/(λ+μ)·(1−e^−(λ+μ)t) (Trivedi 2002, section 8.1).
// There are too many for squaring; in the end it rests in the steady state.
func TestTransientBinomial(t *testing.T) {
	const n, fail, repair = 600, 1e-3, 0.5
	c := birthDeath(n+1, func(i int) float64 { return float64(n-i) * fail }, func(i int) float64 { return float64(i) * repair })
	c.Sets[Up] = []int{0, 1, 2, 3, 4}
	c.Rewards = []Reward{
		{ID: "down", States: []StateReward{}},
		{ID: "repairs"},
	}
	for i := range n {
		c.Rewards[0].States = append(c.Rewards[0].States, StateReward{i + 1, float64(i + 1)})
		c.Rewards[1].Transitions = append(c.Rewards[1].Transitions, TransitionReward{i + 1, i, 0.5}, TransitionReward{i + 1, i, 0.5})
	}
	hours := []float64{1000, 0, 1e-3, 1, 10}
	if raced {
		hours[0] = 5 // it does not rest yet
	}
	s := compiled(t, c, Options{})
	at, err := s.At(background, hours)
	if err != nil {
		t.Fatal(err)
	}
	earned, err := s.Earnings(background, hours)
	if err != nil {
		t.Fatal(err)
	}
	if at.Method != byUniform || !at.Guaranteed {
		t.Errorf("accuracy %+v", at.Accuracy)
	}
	for k, x := range hours {
		s := fail + repair
		q := -fail / s * math.Expm1(-s*x)
		choose := 1.0
		for i := range 12 {
			want := choose * math.Pow(q, float64(i)) * math.Exp(float64(n-i)*math.Log1p(-q))
			if relErr(at.Probabilities[k][i], want) > 1e-10 {
				t.Errorf("%d down at %g h: %g, want %g", i, x, at.Probabilities[k][i], want)
			}
			choose *= float64(n-i) / float64(i+1)
		}
		// ∫q = λ/(λ+μ)·(t − (1−e^−st)/s), by its series where that is small.
		lost := fail / s * (x + math.Expm1(-s*x)/s)
		if s*x < 1e-2 {
			lost = fail * x * x / 2 * (1 - s*x/3*(1-s*x/4))
		}
		down, repairs := earned.Rewards[0].Times[k], earned.Rewards[1].Times[k]
		if relErr(down.PerHour, n*q) > 1e-10 || relErr(down.Accumulated, n*lost) > 1e-9 {
			t.Errorf("units down at %g h: %+v, want %g and %g", x, down, n*q, n*lost)
		}
		if relErr(repairs.PerHour, n*q*repair) > 1e-10 || relErr(repairs.Accumulated, n*lost*repair) > 1e-9 {
			t.Errorf("repairs at %g h: %+v", x, repairs)
		}
	}
	if want := n * fail / (fail + repair); relErr(*earned.Rewards[0].Steady, want) > 1e-12 {
		t.Errorf("in the long run %g, want %g", *earned.Rewards[0].Steady, want)
	}
}

// Poisson probabilities sum to one, and those far out are right: e^−m·m^k/k!.
func TestPoisson(t *testing.T) {
	for _, mean := range []float64{0, 1e-12, 0.3, 1, 17.5, 1000, 1e6} {
		left, weights := poisson(mean)
		if got := sum(weights); math.Abs(got-1) > 1e-12 {
			t.Errorf("mean %g: sum %g", mean, got)
		}
		for _, k := range []int{0, 1, 5, 40, int(mean), int(mean + 20*math.Sqrt(mean)), int(mean - 20*math.Sqrt(mean))} {
			if k < left || k >= left+len(weights) {
				continue
			}
			g, _ := math.Lgamma(float64(k) + 1)
			want := math.Exp(float64(k)*math.Log(mean) - mean - g)
			if mean == 0 {
				want = 1
			}
			if relErr(weights[k-left], want) > 1e-12+1e-15*mean*20 { // what the logarithms lose
				t.Errorf("mean %g, %d: %g, want %g", mean, k, weights[k-left], want)
			}
		}
		tail := tails(weights)
		if len(tail) > 1 && tail[len(tail)-1] != 0 || relErr(tail[0], 1-weights[0]) > 1e-9 && weights[0] < 0.9 {
			t.Errorf("mean %g: tails %g … %g", mean, tail[0], tail[len(tail)-1])
		}
	}
}

// A chain that has come to rest is not followed further, and is where it rests:
// geometric probabilities of a queue.
func TestTransientRests(t *testing.T) {
	const n, ratio = 600, 1 / 1.1
	last, total := 0, 0
	s := compiled(t, birthDeath(n, constant(1), constant(1.1)), Options{Progress: func(p Progress) {
		if p.Step == "uniformise" {
			last, total = p.Done, p.Total
		}
	}})
	hours := 4e5
	got, err := s.At(background, []float64{hours})
	if err != nil {
		t.Fatal(err)
	}
	if last == 0 || last > total/2 {
		t.Errorf("%d of %d steps were made", last, total)
	}
	for i := range n {
		want := math.Pow(ratio, float64(i)) * (1 - ratio) / -math.Expm1(n*math.Log(ratio))
		if relErr(got.Probabilities[0][i], want) > 1e-10 {
			t.Fatalf("state %d: %g, want %g", i, got.Probabilities[0][i], want)
		}
	}
	curve, err := s.Curve(background, []float64{hours}, false)
	want := math.Pow(ratio, n-1) * (1 - ratio) / -math.Expm1(n*math.Log(ratio))
	if err != nil || relErr(curve.Points[0].Unavailability, want) > 1e-10 {
		t.Errorf("%+v (%v), want %g", curve, err, want)
	}
}

// Rounding does not grow with the time: the busiest state is left a billion times
// before a rare jump is likely.
func TestTransientSlow(t *testing.T) {
	c := &Chain{
		States: []string{"a", "b", "c"}, Initial: []Share{{0, 1}}, Sets: map[string][]int{Up: {0, 1}}, Absorbing: []int{2},
		Transitions: []Transition{{0, 1, 1000.7}, {1, 0, 333.3}, {1, 2, 1e-7}},
	}
	const hours = 3e6
	curve, err := compiled(t, c, Options{}).Curve(background, []float64{hours}, true)
	if err != nil {
		t.Fatal(err)
	}
	at, integral := generator(c).exponential(hours)
	down, _ := at[0][2].Float64()
	lost, _ := integral[0][2].Float64()
	p := curve.Points[0]
	if relErr(p.Unavailability, down) > 1e-12 || relErr(*p.Downtime, lost/hours) > 1e-12 || relErr(*p.Unreliability, down) > 1e-12 {
		t.Errorf("%+v, want %.17g and %.17g", p, down, lost/hours)
	}
}

// The result does not depend on how many cores there are, to the bit.
func TestStepWorkers(t *testing.T) {
	c := birthDeath(1000, func(i int) float64 { return 1 / float64(i+1) }, func(i int) float64 { return float64(i) / 7 })
	s := compiled(t, c, Options{})
	one, many := s.newStepper(200), s.newStepper(200)
	many.workers = 7
	a, b := append([]float64(nil), s.initial...), append([]float64(nil), s.initial...)
	a2, b2 := make([]float64, 1000), make([]float64, 1000)
	for range 500 {
		one.step(a2, a)
		many.step(b2, b)
		a, a2, b, b2 = a2, a, b2, b
	}
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			t.Fatalf("state %d: %g and %g", i, a[i], b[i])
		}
	}
}

// TestRace has three ways out of one state, of which two are raced for. Source: each is
// taken with its share of the rate, and the third is neither.
func TestRace(t *testing.T) {
	c := &Chain{
		States: []string{"at", "a", "b", "c"}, Initial: []Share{{0, 1}}, Absorbing: []int{1, 2, 3},
		Transitions: []Transition{{0, 1, 1e-6}, {0, 2, 2}, {0, 3, 3}},
	}
	s, err := Compile(c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []float64{0, 0.1, 100} {
		r, err := s.Race(background, [][]int{{1}, {2}}, []float64{h})
		if err != nil {
			t.Fatal(err)
		}
		left := -math.Expm1(-5.000001 * h)
		for i, want := range []float64{left * 1e-6 / 5.000001, left * 2 / 5.000001} {
			if got := r.Reached[i][0]; math.Abs(got-want) > 1e-12*want {
				t.Errorf("%g hours: set %d %.15g, want %.15g", h, i, got, want)
			}
		}
		if want := 1 - left*2.000001/5.000001; math.Abs(r.Not[0]-want) > 1e-12 {
			t.Errorf("%g hours: none %.15g, want %.15g", h, r.Not[0], want)
		}
	}
	if _, err := s.Race(background, [][]int{{1}, {4}}, nil); err == nil {
		t.Error("there is no state 4")
	}
}
