package generate

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ninefold/analysis/markov"
)

// Whatever the numbers are, there is soon an error, or answers that are numbers: JSON
// has no NaN or infinity.
func TestExtremeNumbers(t *testing.T) {
	numbers := []float64{0, 5e-324, 1e-310, 1e-150, 0.3, 1, 1e150, 1e308, math.MaxFloat64, math.Inf(1), math.NaN(), -1}
	rapid.Check(t, func(t *rapid.T) {
		x := func() float64 { return rapid.SampledFrom(numbers).Draw(t, "x") }
		n := func() int { return rapid.SampledFrom([]int{-1, 0, 1, 2, 3, math.MaxInt}).Draw(t, "n") }
		p := func() Phases {
			made, err := WithMoments(x(), x())
			if err == nil {
				return made
			}
			return Phases{Begin: []float64{0.5, 0.5}, Move: [][]float64{{0, x()}, {x(), 0}}, End: []float64{x(), x()}}
		}
		g := rapid.SampledFrom([]func() generator{
			func() generator {
				return Group{Units: 3, Needed: 2, Crews: n(), FailureRate: x(), RepairRate: x(), CommonCause: x()}
			},
			func() generator {
				return Group{Units: 3, Needed: 1, FailureRate: x(), RepairRate: x(), Standby: true, Dormancy: x(), SwitchFailure: x(), SwitchRate: x()}
			},
			func() generator {
				return Failover{Replicas: n(), Needed: n(), FailureRate: x(), RepairRate: x(), Crews: n(), Coverage: x(), FailoverRate: x(), RestartRate: x()}
			},
			func() generator {
				return Pool{Nodes: 2, Pods: 3, Needed: 2, PerNode: n(), NodeFailureRate: x(), NodeRepairRate: x(), PodFailureRate: x(), StartRate: x()}
			},
			func() generator { return Queue{ArrivalRate: x(), ServiceRate: x(), Servers: 2, Room: 3} },
			func() generator { return Shop{Kinds: []Kind{{2, 1, x(), x()}, {1, 1, x(), x()}}, Crews: n()} },
			func() generator {
				return Spares{Units: 2, Needed: 1, Stock: 1, FailureRate: x(), Dormancy: x(), ReplaceRate: x(), Fitters: n(), RepairRate: x()}
			},
			func() generator { return Units{Units: 2, Needed: 1, Crews: n(), Life: p(), Repair: p()} },
		}).Draw(t, "system")()
		ctx, stop := context.WithTimeout(background, 20*time.Second)
		defer stop()
		c, err := g.Chain(ctx)
		if err != nil {
			return
		}
		r, err := markov.Analyze(ctx, c, markov.Question{Hours: []float64{0, 1e-9, 1e15}}, markov.Options{})
		if ctx.Err() != nil {
			t.Fatalf("it took 20 s: %v", err)
		}
		if err == nil {
			_, err = json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Units that may begin in many phases have more beginnings than can be counted: that is
// said before they fill the memory. Where they can be, it can be stopped.
func TestTooManyBeginnings(t *testing.T) {
	const n = 8
	life := Phases{}
	for range n {
		life.Begin, life.Move, life.End = append(life.Begin, 1./n), append(life.Move, make([]float64, n)), append(life.End, 1)
	}
	once, err := Erlang(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(background, 30*time.Second)
	defer stop()
	if _, err := (Units{Units: 60_000, Needed: 1, Life: life, Repair: once}).Chain(ctx); !errors.Is(err, markov.ErrBudget) {
		t.Errorf("%v, want %v", err, markov.ErrBudget)
	}
	ended, stop := context.WithCancel(background)
	stop()
	life = Phases{Begin: []float64{0.5, 0.5}, Move: [][]float64{{0, 0}, {0, 0}}, End: []float64{1, 1}}
	if _, err := (Units{Units: 60_000, Needed: 1, Life: life, Repair: once}).Chain(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}

// Phases have the moments that were asked for, at the ends of what can be asked: where
// the number of stages changes, and where one of two phases is hardly ever begun in.
func TestExtremeMoments(t *testing.T) {
	variations := []float64{1e3, 1e8, 1e20, 1e100}
	for m := 1; m < 200; m++ {
		v := math.Sqrt(1 / float64(m))
		if m > 1 {
			variations = append(variations, math.Nextafter(v, 2))
		}
		variations = append(variations, v, math.Nextafter(v, 0))
	}
	for _, v := range variations {
		p, err := WithMoments(2, v)
		if err != nil {
			t.Errorf("%.17g: %v", v, err)
			continue
		}
		mean, second := p.moments()
		if got := math.Sqrt(second/mean/mean - 1); relErr(mean, 2) > 1e-9 || relErr(got, v) > 1e-6 {
			t.Errorf("mean %g, variation %.9g, want 2 and %.9g", mean, got, v)
		}
	}
	for _, bad := range []float64{1e200, math.MaxFloat64} {
		if p, err := WithMoments(2, bad); err == nil {
			t.Errorf("variation %g: %+v", bad, p)
		}
	}
}

// moments returns mean and second moment of phases that lead onwards only, from the
// last to the first: m₁ = 1/r + Σ pⱼ·m₁ⱼ and m₂ = 2/r² + 2/r·Σ pⱼ·m₁ⱼ + Σ pⱼ·m₂ⱼ.
func (p Phases) moments() (mean, second float64) {
	n := len(p.Begin)
	m1, m2 := make([]float64, n), make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		r := p.End[i]
		for j := i + 1; j < n; j++ {
			r += p.Move[i][j]
		}
		on1, on2 := 0.0, 0.0
		for j := i + 1; j < n; j++ {
			on1, on2 = on1+p.Move[i][j]/r*m1[j], on2+p.Move[i][j]/r*m2[j]
		}
		m1[i], m2[i] = 1/r+on1, 2/r/r+2/r*on1+on2
		mean, second = mean+p.Begin[i]*m1[i], second+p.Begin[i]*m2[i]
	}
	return mean, second
}
