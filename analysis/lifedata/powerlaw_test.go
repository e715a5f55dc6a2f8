package lifedata

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// powerLawHistory draws one system of a power law: until the n-th event, or to a
// time by which n are expected.
func powerLawHistory(r *rand.Rand, shape, end float64, n int, toFailure bool) History {
	s := System{To: end, FailureTerminated: toFailure}
	scale := end / math.Pow(float64(n), 1/shape)
	for sum := r.ExpFloat64(); ; sum += r.ExpFloat64() {
		at := scale * math.Pow(sum, 1/shape)
		if !toFailure && at > end {
			return History{s}
		}
		s.Events = append(s.Events, at)
		if toFailure && len(s.Events) == n {
			s.To = at
			return History{s}
		}
	}
}

// now is the instantaneous MTBF at the end.
func (p PowerLaw) now(h History) float64 { return 1 / p.FailureIntensity(h[0].To) }

// Factors on the estimated instantaneous MTBF, as printed: MIL-HDBK-189, 1981,
// tables of confidence intervals for MTBF from failure- and
// time-terminated tests.
func TestMTBFBoundsTable(t *testing.T) {
	for _, tt := range []struct {
		toFailure        bool
		n                int
		level, low, high float64
	}{
		{true, 2, 0.80, 0.8065, 33.76}, {true, 2, 0.90, 0.5552, 72.67}, {true, 2, 0.95, 0.4099, 151.5},
		{true, 3, 0.80, 0.6840, 8.927}, {true, 3, 0.90, 0.5137, 14.24}, {true, 3, 0.95, 0.4054, 21.96},
		{false, 2, 0.80, 0.261, 18.66}, {false, 2, 0.90, 0.200, 38.66}, {false, 2, 0.95, 0.159, 78.66},
		{false, 3, 0.80, 0.333, 6.326}, {false, 3, 0.90, 0.263, 9.736}, {false, 3, 0.95, 0.217, 14.55},
	} {
		s := System{To: 100, FailureTerminated: tt.toFailure, Events: []float64{20, 50, 80}[:tt.n]}
		if tt.toFailure {
			s.Events[tt.n-1] = 100
		}
		g, err := FitPowerLaw(History{s})
		if err != nil {
			t.Fatal(err)
		}
		e, err := g.MTBFBounds(tt.level)
		if err != nil {
			t.Fatal(err)
		}
		low, high := *e.Low / *e.Value, *e.High / *e.Value
		if math.Abs(low-tt.low) > 0.003*tt.low+0.0005 || math.Abs(high-tt.high) > 0.003*tt.high {
			t.Errorf("%d events, to a failure %t, %g: %.4g to %.4g, printed %g to %g", tt.n, tt.toFailure, tt.level, low, high, tt.low, tt.high)
		}
	}
}

// Nominal 90 % bounds on the shape and the instantaneous MTBF hold them in 88 to
// 92 % where they are exact. Time-terminated ones of the MTBF hold it at least so
// often, because a count is discrete.
func TestGrowthCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(1982, 67))
	const runs = 3000
	for _, n := range []int{5, 20, 100} {
		for _, toFailure := range []bool{true, false} {
			const shape, end = 0.6, 1000
			seen, shapeHeld, mtbfHeld := 0, 0, 0
			factors := map[int]Estimate{} // of the bounds on the estimate: they depend on the events only
			for range runs {
				h := powerLawHistory(r, shape, end, n, toFailure)
				g, err := FitPowerLaw(h)
				if err != nil {
					continue // nothing happened
				}
				seen++
				b, err := g.ShapeBounds(0.9)
				if err != nil {
					t.Fatal(err)
				}
				if *b.Low <= shape && shape <= *b.High {
					shapeHeld++
				}
				truth := PowerLaw{Shape: shape, Scale: end / math.Pow(float64(n), 1/shape)}
				m, known := factors[g.Events]
				if !known {
					if m, err = g.MTBFBounds(0.9); err != nil {
						t.Fatal(err)
					}
					*m.Low /= *m.Value
					if m.High != nil {
						*m.High /= *m.Value
					}
					factors[g.Events] = m
				}
				if mtbf := truth.now(h) / g.now(h); *m.Low <= mtbf && (m.High == nil || mtbf <= *m.High) {
					mtbfHeld++
				}
			}
			shapes, mtbfs := float64(shapeHeld)/float64(seen), float64(mtbfHeld)/float64(seen)
			t.Logf("n = %d, to a failure %t: nominal 90 %% bounds hold the shape in %.1f %%, the instantaneous MTBF in %.1f %%", n, toFailure, 100*shapes, 100*mtbfs)
			most := 0.92
			if !toFailure {
				most = 0.96
			}
			if shapes < 0.88 || shapes > 0.92 || mtbfs < 0.88 || mtbfs > most {
				t.Errorf("n = %d, to a failure %t: shape %g, MTBF %g", n, toFailure, shapes, mtbfs)
			}
		}
	}
}

// With different windows the bounds are approximate: with many events they hold as
// often as they say.
func TestGrowthCoverageDifferentWindows(t *testing.T) {
	r := rand.New(rand.NewPCG(76, 115))
	truth := PowerLaw{Shape: 1.6, Scale: 30}
	held, shapeHeld := 0, 0
	const runs = 2000
	for range runs {
		h := make(History, 5)
		for i := range h {
			h[i] = System{From: float64(20 * i), To: float64(100 + 30*i)}
			for sum := truth.Mean(h[i].From) + r.ExpFloat64(); sum <= truth.Mean(h[i].To); sum += r.ExpFloat64() {
				h[i].Events = append(h[i].Events, truth.Scale*math.Pow(sum, 1/truth.Shape))
			}
		}
		g, err := FitPowerLaw(h)
		if err != nil {
			t.Fatal(err)
		}
		if g.ShapeUnbiased != nil {
			t.Fatal("an unbiased shape of different windows")
		}
		b, err := g.ShapeBounds(0.9)
		if err != nil {
			t.Fatal(err)
		}
		if *b.Low <= truth.Shape && truth.Shape <= *b.High {
			shapeHeld++
		}
		e, err := g.IntensityBounds(0.9)
		if err != nil {
			t.Fatal(err)
		}
		if x := truth.FailureIntensity(g.EndHours); *e.Low <= x && x <= *e.High {
			held++
		}
	}
	for name, n := range map[string]int{"intensity": held, "shape": shapeHeld} {
		if share := float64(n) / runs; share < 0.88 || share > 0.92 {
			t.Errorf("%s held in %g", name, share)
		}
	}
}

// powerLogLikelihood is the log-likelihood of a power law by definition.
func powerLogLikelihood(h History, p PowerLaw) float64 {
	sum := 0.0
	for _, s := range h {
		for _, t := range s.Events {
			sum += math.Log(p.FailureIntensity(t))
		}
		sum -= p.Mean(s.To) - p.Mean(s.From)
	}
	return sum
}

// No power law nearby, or anywhere on a grid, is likelier than the fit.
func TestPowerLawIsMaximum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t, 4, rapid.Bool().Draw(t, "late"))
		g, err := FitPowerLaw(h)
		if err != nil {
			if !errors.Is(err, ErrNoEvents) && !errors.Is(err, ErrNoMaximum) {
				t.Fatal(err)
			}
			return
		}
		if l := powerLogLikelihood(h, g.PowerLaw); math.Abs(l-g.LogLikelihood) > 1e-8*(1+math.Abs(l)) {
			t.Fatalf("log-likelihood %g, by definition %g", g.LogLikelihood, l)
		}
		for _, shape := range []float64{1e-3, 0.1, 0.5, 1, 2, 5, 0.999 * g.Shape, 1.001 * g.Shape, g.Shape} {
			for _, scale := range []float64{0.1, 1, 5, 0.999 * g.Scale, 1.001 * g.Scale, g.Scale} {
				if l := powerLogLikelihood(h, PowerLaw{shape, scale}); l > g.LogLikelihood+1e-9*(1+math.Abs(l)) {
					t.Fatalf("shape %g, scale %g: log-likelihood %.12g, fit %+v", shape, scale, l, g)
				}
			}
		}
	})
}

// The same for the log-linear intensity.
func TestLogLinearIsMaximum(t *testing.T) {
	likelihood := func(h History, l LogLinear) float64 {
		sum := 0.0
		for _, s := range h {
			for _, t := range s.Events {
				sum += l.Level + l.Slope*t
			}
			const steps = 2000 // midpoint rule
			width := (s.To - s.From) / steps
			for i := range steps {
				sum -= width * l.FailureIntensity(s.From+(float64(i)+0.5)*width)
			}
		}
		return sum
	}
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t, 3, true)
		l, logLikelihood, err := FitLogLinear(h)
		if err != nil {
			if !errors.Is(err, ErrNoEvents) && !errors.Is(err, ErrNoMaximum) {
				t.Fatal(err)
			}
			return
		}
		if math.Abs(l.Slope) > 5 {
			return // too steep for the midpoint rule
		}
		if want := likelihood(h, l); math.Abs(want-logLikelihood) > 1e-4*(1+math.Abs(want)) {
			t.Fatalf("log-likelihood %g, by definition %g", logLikelihood, want)
		}
		for _, d := range []LogLinear{{0.01, 0}, {-0.01, 0}, {0, 0.01}, {0, -0.01}, {0.05, -0.01}, {-0.05, 0.01}} {
			if other := likelihood(h, LogLinear{l.Level + d.Level, l.Slope + d.Slope}); other > likelihood(h, l)+1e-9 {
				t.Fatalf("%+v is likelier by %+v", l, d)
			}
		}
	})
}

// Critical values of the Cramér-von Mises statistic, as printed: MIL-HDBK-189,
// 1981, table of critical values of the parametric Cramér-von Mises statistic.
func TestPowerLawGoodnessTable(t *testing.T) {
	r := rand.New(rand.NewPCG(173, 189))
	for _, tt := range []struct {
		n                int
		fifth, twentieth float64 // at significance 0.20 and 0.05
	}{{3, 0.121, 0.184}, {10, 0.125, 0.212}, {30, 0.128, 0.218}} {
		const runs = 20_000
		above := [2]float64{}
		for range runs {
			logs := make([]float64, tt.n)
			for i := range logs {
				logs[i] = r.ExpFloat64()
			}
			slices.Sort(logs)
			w := cramerVonMises(logs)
			if w > tt.fifth {
				above[0] += 1.0 / runs
			}
			if w > tt.twentieth {
				above[1] += 1.0 / runs
			}
		}
		if math.Abs(above[0]-0.20) > 0.015 || math.Abs(above[1]-0.05) > 0.006 {
			t.Errorf("n = %d: beyond %g lies %.3f, beyond %g %.3f", tt.n, tt.fifth, above[0], tt.twentieth, above[1])
		}
	}
}

// Power laws of any shape are refused as often as the level says, a step is refused.
func TestPowerLawGoodnessSize(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 21))
	runs := simulations(1000)
	rejected := 0
	for range runs {
		h := powerLawHistory(r, 0.4, 500, 20, false)
		if len(h[0].Events) < 3 {
			continue
		}
		g, err := PowerLawGoodness(t.Context(), h, 400, r.Uint64())
		if err != nil {
			t.Fatal(err)
		}
		if g.PValue <= 0.05 {
			rejected++
		}
	}
	if share := float64(rejected) / float64(runs); !between(share, 0.03, 0.07, runs) {
		t.Errorf("refused in %g, want 0.05", share)
	}
	step := System{To: 200}
	for i := range 30 {
		step.Events = append(step.Events, 100+float64(i), 199)
	}
	g, err := PowerLawGoodness(t.Context(), History{step}, 1000, 1)
	if err != nil || g.PValue > 0.01 {
		t.Errorf("a step: %+v, %v", g, err)
	}
}

// Same input, same bits.
func TestGoodnessRepeats(t *testing.T) {
	h := powerLawHistory(rand.New(rand.NewPCG(1, 1)), 0.7, 100, 30, false)
	a, err := PowerLawGoodness(t.Context(), h, 500, 7)
	b, errAgain := PowerLawGoodness(t.Context(), h, 500, 7)
	if err != nil || errAgain != nil || a != b {
		t.Errorf("%+v and %+v (%v, %v)", a, b, err, errAgain)
	}
}

func TestGrowthRefuses(t *testing.T) {
	for _, tt := range []struct {
		h     History
		cause error
	}{
		{History{{To: 5}}, ErrNoEvents},
		{History{endedByFailure(5)}, ErrNoMaximum},
		{History{{To: 5, Events: []float64{5, 5}}}, ErrNoMaximum},
		{History{{From: 10, To: 20, Events: []float64{10.001, 10.002}}}, ErrNoMaximum},
	} {
		if _, err := FitPowerLaw(tt.h); !errors.Is(err, tt.cause) {
			t.Errorf("%+v: %v, want %v", tt.h, err, tt.cause)
		}
	}
	g, err := FitPowerLaw(History{{To: 5, Events: []float64{2}}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := g.MTBFBounds(0.9)
	if err != nil || m.Low == nil || m.High != nil || m.Reason == "" || g.ShapeUnbiased != nil {
		t.Errorf("one event: %+v, %v", m, err)
	}
	i, err := g.IntensityBounds(0.9)
	if err != nil || i.High == nil || i.Low != nil || i.Reason == "" {
		t.Errorf("one event: %+v, %v", i, err)
	}
	if _, err := g.MTBFBounds(1); !errors.Is(err, ErrLevel) {
		t.Error(err)
	}
	for name, h := range map[string]History{"late": {{From: 1, To: 9, Events: []float64{2, 3}}}, "few": {{To: 9, Events: []float64{2}}}} {
		if _, err := PowerLawGoodness(t.Context(), h, 100, 1); !errors.Is(err, ErrTooFew) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGroupedRefuses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		breaks []float64
		counts []int
		cause  error
	}{
		{"nothing", nil, nil, ErrTooFew},
		{"lengths", []float64{0, 1, 2}, []int{1}, ErrTooFew},
		{"order", []float64{0, 2, 1}, []int{1, 1}, ErrDuration},
		{"NaN", []float64{0, math.NaN(), 3}, []int{1, 1}, ErrDuration},
		{"negative", []float64{0, 1, 3}, []int{1, -1}, ErrCount},
		{"no events", []float64{0, 1, 3}, []int{0, 0}, ErrNoEvents},
		{"first", []float64{0, 1, 3}, []int{4, 0}, ErrNoMaximum},
		{"last", []float64{0, 1, 3}, []int{0, 4}, ErrNoMaximum},
	} {
		if _, err := FitGroupedPowerLaw(tt.breaks, tt.counts); !errors.Is(err, tt.cause) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.cause)
		}
	}
	// Two intervals fit exactly: 1:3 events by 1 and 4 h is 4 = (4/1)^shape.
	g, err := FitGroupedPowerLaw([]float64{0, 1, 4}, []int{1, 3})
	if err != nil || math.Abs(g.Shape-1) > 1e-9 || math.Abs(g.Scale-1) > 1e-9 || g.ChiSquared > 1e-15 || g.PValue != nil {
		t.Errorf("%+v, %v", g, err)
	}
}
