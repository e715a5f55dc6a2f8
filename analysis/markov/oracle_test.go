package markov

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// The oracle works with numbers of so many bits, by ordinary elimination with
// subtraction and by the Taylor series of the whole generator: it shares nothing
// with what it judges.
const bits = 700

func num(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }

type bigMatrix [][]*big.Float

func zeros(n, m int) bigMatrix {
	a := make(bigMatrix, n)
	for i := range a {
		for range m {
			a[i] = append(a[i], num(0))
		}
	}
	return a
}

// generator is the matrix whose rows sum to nought.
func generator(c *Chain) bigMatrix {
	q := zeros(len(c.States), len(c.States))
	for _, t := range c.Transitions {
		q[t.From][t.To].Add(q[t.From][t.To], num(t.PerHour))
		q[t.From][t.From].Sub(q[t.From][t.From], num(t.PerHour))
	}
	return q
}

func (a bigMatrix) times(b bigMatrix) bigMatrix {
	c := zeros(len(a), len(b[0]))
	for i := range a {
		for j := range b[0] {
			for k := range b {
				c[i][j].Add(c[i][j], num(0).Mul(a[i][k], b[k][j]))
			}
		}
	}
	return c
}

// solved returns x with a·x = b, by elimination with pivots.
func (a bigMatrix) solved(b bigMatrix) bigMatrix {
	n := len(a)
	a, b = a.times(identity(n)), b.times(identity(len(b[0])))
	for k := range n {
		pivot := k
		for i := k; i < n; i++ {
			if num(0).Abs(a[i][k]).Cmp(num(0).Abs(a[pivot][k])) > 0 {
				pivot = i
			}
		}
		a[k], a[pivot], b[k], b[pivot] = a[pivot], a[k], b[pivot], b[k]
		for i := range n {
			if i == k {
				continue
			}
			f := num(0).Quo(a[i][k], a[k][k])
			for j := range n {
				a[i][j].Sub(a[i][j], num(0).Mul(f, a[k][j]))
			}
			for j := range b[i] {
				b[i][j].Sub(b[i][j], num(0).Mul(f, b[k][j]))
			}
		}
	}
	for i := range n {
		for j := range b[i] {
			b[i][j].Quo(b[i][j], a[i][i])
		}
	}
	return b
}

func identity(n int) bigMatrix {
	a := zeros(n, n)
	for i := range n {
		a[i][i].SetInt64(1)
	}
	return a
}

// bigSteady solves x·Q = 0 with the last equation replaced by the sum.
func bigSteady(c *Chain) []float64 {
	n := len(c.States)
	q := generator(c)
	a, b := zeros(n, n), zeros(n, 1)
	for i := range n {
		for j := range n {
			a[j][i].Set(q[i][j])
		}
		a[n-1][i].SetInt64(1)
	}
	b[n-1][0].SetInt64(1)
	return a.solved(b).column(0)
}

func (a bigMatrix) column(j int) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i], _ = a[i][j].Float64()
	}
	return out
}

// exponential returns e^(q·t) for t hours and its integral over them: the block
// of the exponential of [[q, 1], [0, 0]].
func (a bigMatrix) exponential(hours float64) (at, integral bigMatrix) {
	n := len(a)
	m := zeros(2*n, 2*n)
	largest := 0.0
	for i := range n {
		for j := range n {
			m[i][j].Mul(a[i][j], num(hours))
		}
		m[i][n+i].SetFloat64(hours)
		x, _ := m[i][i].Float64()
		largest = math.Max(largest, math.Max(-x, hours))
	}
	halvings := max(0, int(math.Ceil(math.Log2(largest)))+8)
	scale := num(math.Ldexp(1, -halvings))
	for i := range m {
		for j := range m {
			m[i][j].Mul(m[i][j], scale)
		}
	}
	out, term := identity(2*n), identity(2*n)
	for k := 1; k <= 60; k++ { // (1/128)^60/60! is beyond the bits
		term = term.times(m)
		for i := range term {
			for j := range term {
				term[i][j].Quo(term[i][j], num(float64(k)))
				out[i][j].Add(out[i][j], term[i][j])
			}
		}
	}
	for range halvings {
		out = out.times(out)
	}
	at, integral = zeros(n, n), zeros(n, n)
	for i := range n {
		for j := range n {
			at[i][j], integral[i][j] = out[i][j], out[i][n+j]
		}
	}
	return at, integral
}

// bigHours returns the expected hours before a set is left, from each of its states.
func bigHours(c *Chain, set []int) []float64 {
	q := generator(c)
	a, b := zeros(len(set), len(set)), zeros(len(set), 1)
	for i, s := range set {
		for j, t := range set {
			a[i][j].Neg(q[s][t])
		}
		b[i][0].SetInt64(1)
	}
	return a.solved(b).column(0)
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// drawChain draws an irreducible chain, with rates over twelve powers of ten.
func drawChain(t *rapid.T) *Chain {
	n := rapid.IntRange(2, 6).Draw(t, "states")
	rate := func() float64 { return math.Pow(10, rapid.Float64Range(-9, 3).Draw(t, "log rate")) }
	c := &Chain{Initial: []Share{{0, 1}}, Sets: map[string][]int{Up: {0}}}
	for i := range n {
		c.States = append(c.States, fmt.Sprint(i))
		c.Transitions = append(c.Transitions, Transition{i, (i + 1) % n, rate()})
		if i > 0 && i < n-1 && rapid.Bool().Draw(t, "up") {
			c.Sets[Up] = append(c.Sets[Up], i)
		}
	}
	for range rapid.IntRange(0, 2*n).Draw(t, "more") {
		i, d := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(1, n-1).Draw(t, "by")
		c.Transitions = append(c.Transitions, Transition{i, (i + d) % n, rate()})
	}
	return c
}

func compiled(t testing.TB, c *Chain, opt Options) *Solver {
	t.Helper()
	s, err := Compile(c, opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var background = context.Background()

// Long-run probabilities of stiff chains keep their digits, however small they
// are, within the bound that is given.
func TestSteadyStiff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawChain(t)
		s, err := Compile(c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Steady(background)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Guaranteed || !(got.RelativeError < 1e-12) {
			t.Fatalf("accuracy %+v", got.Accuracy)
		}
		for i, want := range bigSteady(c) {
			if relErr(got.Probabilities[i], want) > got.RelativeError {
				t.Fatalf("state %d: %g, want %g within %g", i, got.Probabilities[i], want, got.RelativeError)
			}
		}
	})
}

// So do mean times to failure.
func TestMTTFStiff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawChain(t)
		s, err := Compile(c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.MTTF(background)
		if err != nil {
			t.Fatal(err)
		}
		want := bigHours(c, reachedUp(s))[0]
		if got.Mean == nil || got.Probability != 1 || relErr(*got.Mean, want) > got.RelativeError || !(got.RelativeError < 1e-12) {
			t.Fatalf("%+v, want %g", got, want)
		}
	})
}

// reachedUp are the up states that are reached before a failure, from state 0.
func reachedUp(s *Solver) []int {
	before, _ := s.before(s.downs())
	var list []int
	for i, yes := range before {
		if yes {
			list = append(list, i)
		}
	}
	return list
}

// Probabilities and expectations in time are right to 1e-10, relatively, from a
// millisecond to a century, whichever of the two methods finds them.
func TestTransientStiff(t *testing.T) {
	methods := map[string]int{}
	drawn := 0
	rapid.Check(t, func(t *rapid.T) {
		c := drawChain(t)
		hours := math.Pow(10, rapid.Float64Range(-3, 6).Draw(t, "log hours"))
		if drawn++; raced && drawn%4 != 0 {
			return // the oracle takes its time
		}
		s, err := Compile(c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.At(background, []float64{hours / 3, hours})
		if err != nil {
			t.Fatal(err)
		}
		methods[got.Method]++
		at, integral := generator(c).exponential(hours)
		for j := range c.States {
			want, _ := at[0][j].Float64()
			if err := relErr(got.Probabilities[1][j], want); want > 1e-120 && err > 1e-10 {
				t.Fatalf("%s: state %d at %g h: %g, want %g (off by %g)", got.Method, j, hours, got.Probabilities[1][j], want, err)
			}
		}
		curve, err := s.Curve(background, []float64{hours}, true)
		if err != nil {
			t.Fatal(err)
		}
		var up, down, uptime, downtime float64
		for j := range c.States {
			p, _ := at[0][j].Float64()
			h, _ := integral[0][j].Float64()
			if s.up[j] {
				up, uptime = up+p, uptime+h/hours
			} else {
				down, downtime = down+p, downtime+h/hours
			}
		}
		first, want := s.stopping(s.downs()), 0.0
		stopped, _ := generator(first.asChain()).exponential(hours)
		for j := range c.States {
			if p, _ := stopped[0][j].Float64(); !s.up[j] {
				want += p
			}
		}
		p := curve.Points[0]
		for _, f := range []struct {
			name      string
			got, want float64
		}{
			{"availability", p.Availability, up},
			{"unavailability", p.Unavailability, down},
			{"uptime", *p.Uptime, uptime},
			{"downtime", *p.Downtime, downtime},
			{"unreliability", *p.Unreliability, want},
		} {
			if f.want > 1e-120 && relErr(f.got, f.want) > 1e-10 {
				t.Fatalf("%s at %g h: %g, want %g (off by %g, %s)", f.name, hours, f.got, f.want, relErr(f.got, f.want), curve.Method)
			}
		}
	})
	t.Log(methods)
	if !testing.Short() && len(methods) != 2 {
		t.Errorf("methods used: %v", methods)
	}
}

// asChain returns the rates of a solver.
func (s *Solver) asChain() *Chain {
	c := &Chain{States: s.chain.States}
	for i := range s.initial {
		cols, rates := s.out.at(i)
		for q, j := range cols {
			c.Transitions = append(c.Transitions, Transition{i, int(j), rates[q]})
		}
	}
	return c
}
