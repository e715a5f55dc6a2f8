package lifedata

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// gammaGaps draws times between events of a gamma distribution of shape 0.4, which
// vary more than by chance: by the ratio of gamma to beta variables (Johnk).
func gammaGap(r *rand.Rand, shape float64) float64 {
	for {
		x, y := math.Pow(r.Float64(), 1/shape), math.Pow(r.Float64(), 1/(1-shape))
		if x+y <= 1 {
			return r.ExpFloat64() * x / (x + y)
		}
	}
}

// endedByFailure returns a system with these times between events.
func endedByFailure(gaps ...float64) System {
	s := System{FailureTerminated: true}
	for _, g := range gaps {
		s.To += g
		s.Events = append(s.Events, s.To)
	}
	return s
}

// rejections returns how often each test has a p-value below 5 %.
func rejections(t *testing.T, runs int, draw func() History, tests map[string]func(History) (TrendTest, error)) map[string]float64 {
	t.Helper()
	share := map[string]float64{}
	for range runs {
		h := draw()
		for name, test := range tests {
			got, err := test(h)
			if err != nil {
				t.Fatal(err)
			}
			if got.PValue < 0.05 {
				share[name] += 1 / float64(runs)
			}
		}
	}
	return share
}

func trendTests() map[string]func(History) (TrendTest, error) {
	with := func(test func(History, Pooling) (TrendTest, error), p Pooling) func(History) (TrendTest, error) {
		return func(h History) (TrendTest, error) { return test(h, p) }
	}
	return map[string]func(History) (TrendTest, error){
		"Laplace apart":          with(Laplace, PoolApart),
		"Laplace total":          with(Laplace, PoolTotalTime),
		"handbook apart":         with(MilitaryHandbook, PoolApart),
		"handbook total":         with(MilitaryHandbook, PoolTotalTime),
		"Anderson-Darling":       with(AndersonDarlingTrend, PoolApart),
		"Anderson-Darling total": with(AndersonDarlingTrend, PoolTotalTime),
		"Lewis-Robinson":         LewisRobinson,
		"arrangements":           ReverseArrangements,
	}
}

// Events by chance at a steady rate, in windows of any kind, are taken for a trend
// as often as the level says.
func TestTrendSize(t *testing.T) {
	for name, draw := range map[string]func(r *rand.Rand) History{
		"one system to a time": func(r *rand.Rand) History {
			h := poissonHistory(r, 1, 100, 0.3, false)
			for len(h[0].Events) < 6 {
				h = poissonHistory(r, 1, 100, 0.3, false)
			}
			return h
		},
		"one system to a failure": func(r *rand.Rand) History {
			gaps := make([]float64, 15)
			for i := range gaps {
				gaps[i] = r.ExpFloat64()
			}
			return History{endedByFailure(gaps...)}
		},
		"late and different windows": func(r *rand.Rand) History {
			h := make(History, 6)
			for i := range h {
				h[i].From = 50 * r.Float64()
				h[i].To = h[i].From + 40 + 60*r.Float64()
				for at := h[i].From + 12*r.ExpFloat64(); at <= h[i].To; at += 12 * r.ExpFloat64() {
					h[i].Events = append(h[i].Events, at)
				}
			}
			return h
		},
	} {
		r := rand.New(rand.NewPCG(189, 3))
		runs := simulations(3000)
		for test, share := range rejections(t, runs, func() History { return draw(r) }, trendTests()) {
			t.Logf("%s, %s: %.1f %%", name, test, 100*share)
			// Three standard errors of 5 % are 1.2 %; the normal and Lewis-Robinson's
			// tests are approximate.
			if !between(share, 0.025, 0.075, runs) {
				t.Errorf("%s, %s: a trend in %.3f, want 0.05", name, test, share)
			}
		}
	}
}

// Renewals that vary more than by chance: the figures of ../shared/STATISTICS.md,
// section 4, simulated there in Python.
func TestTrendOfClusters(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 30))
	runs := simulations(3000)
	share := rejections(t, runs, func() History {
		gaps := make([]float64, 30)
		for i := range gaps {
			gaps[i] = gammaGap(r, 0.4)
		}
		return History{endedByFailure(gaps...)}
	}, trendTests())
	for name, want := range map[string]float64{"Laplace apart": 0.21, "handbook apart": 0.25, "Lewis-Robinson": 0.048, "arrangements": 0.05} {
		t.Logf("%s: %.1f %%", name, 100*share[name])
		if !between(share[name], want-0.025, want+0.025, runs) {
			t.Errorf("%s: a trend in %.3f, want %g", name, share[name], want)
		}
	}
}

// A power law of shape 2 is found, and which way it goes.
func TestTrendPower(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 20))
	for _, shape := range []float64{0.5, 2} {
		right := 0.0
		share := rejections(t, 1000, func() History {
			h := powerLawHistory(r, shape, 100, 20, true)
			if test, err := Laplace(h, PoolApart); err == nil && (*test.Improving < *test.Deteriorating) == (shape < 1) {
				right += 0.001
			}
			return h
		}, trendTests())
		for name, s := range share {
			least := 0.55
			switch name {
			case "handbook apart":
				least = 0.75
			case "arrangements": // supposes least
				least = 0.3
			}
			if s < least {
				t.Errorf("shape %g, %s: found in %.2f", shape, name, s)
			}
		}
		if right < 0.95 {
			t.Errorf("shape %g: direction right in %.2f", shape, right)
		}
	}
}

// Percentage points of the Anderson-Darling statistic of known uniform variables:
// M. A. Stephens, J. Am. Stat. Assoc. 69 (1974) 730-737, table 1; few variables are
// simulated.
func TestUniformTail(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 2))
	for _, tt := range []struct{ a, p float64 }{{1.610, 0.15}, {1.933, 0.10}, {2.492, 0.05}, {3.070, 0.025}, {3.857, 0.01}} {
		if got := uniformTail(1e6, tt.a); math.Abs(got-tt.p) > 0.03*tt.p {
			t.Errorf("beyond %g lies %g, want %g", tt.a, got, tt.p)
		}
		const runs = 20_000
		beyond := 0
		for range runs {
			h := History{{To: 1, Events: []float64{r.Float64(), r.Float64(), r.Float64(), r.Float64()}}}
			if test, err := AndersonDarlingTrend(h, PoolApart); err != nil {
				t.Fatal(err)
			} else if test.Statistic > tt.a {
				beyond++
			}
		}
		if got, want := uniformTail(4, tt.a), float64(beyond)/runs; math.Abs(got-want) > 4*math.Sqrt(want/runs) {
			t.Errorf("of four, beyond %g lies %g, simulated %g", tt.a, got, want)
		}
	}
	if a, b := uniformTail(100, 5.999), uniformTail(100, 6.001); math.Abs(a-b) > 0.1*a {
		t.Errorf("the tail breaks at 6: %g and %g", a, b)
	}
	last := 1.0
	for a := 0.05; a < 100; a += 0.01 {
		p := uniformTail(20, a)
		if !(p >= 0 && p <= 1.01*last+1e-6) {
			t.Fatalf("tail %g at %g after %g", p, a, last)
		}
		last = p
	}
}

// The tails of the number of ascending pairs, by going through all orders of six.
func TestArrangedTails(t *testing.T) {
	const n = 6
	counts, total := make([]int, n*(n-1)/2+1), 0
	var visit func(order []float64, rest []float64)
	visit = func(order, rest []float64) {
		if len(rest) == 0 {
			longer, _ := arrangements(order)
			counts[longer]++
			total++
		}
		for i := range rest {
			visit(append(slices.Clone(order), rest[i]), slices.Delete(slices.Clone(rest), i, i+1))
		}
	}
	visit(nil, []float64{1, 2, 3, 4, 5, 6})
	sum := 0
	for c, x := range counts {
		above, below := arrangedTails(n, c)
		if want := float64(total-sum) / float64(total); math.Abs(above-want) > 1e-14 {
			t.Errorf("at least %d: %g, want %g", c, above, want)
		}
		sum += x
		if want := float64(sum) / float64(total); math.Abs(below-want) > 1e-14 {
			t.Errorf("at most %d: %g, want %g", c, below, want)
		}
	}
}

// What holds of all tests: p-values are probabilities, and the hours may be days.
func TestTrendProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := drawHistory(t, 4, true)
		longer := make(History, len(h))
		for i, s := range h {
			longer[i] = System{From: 24 * s.From, To: 24 * s.To}
			for _, e := range s.Events {
				longer[i].Events = append(longer[i].Events, 24*e)
			}
		}
		for name, test := range trendTests() {
			got, err := test(h)
			if h.Events() == 0 {
				if !errors.Is(err, ErrNoEvents) {
					t.Fatal(err)
				}
				continue
			}
			again, errAgain := test(longer)
			if (err == nil) != (errAgain == nil) {
				t.Fatalf("%s: %v, in other units %v", name, err, errAgain)
			}
			if err != nil {
				if !errors.Is(err, ErrTooFew) {
					t.Fatal(err)
				}
				continue
			}
			if !(got.PValue >= 0 && got.PValue <= 1) || math.IsNaN(got.Statistic) || math.IsInf(got.Statistic, 0) {
				t.Fatalf("%s: %+v", name, got)
			}
			if math.Abs(got.Statistic-again.Statistic) > 1e-9*(1+math.Abs(got.Statistic)) {
				t.Fatalf("%s: %g, in other units %g", name, got.Statistic, again.Statistic)
			}
			if got.Improving != nil && *got.Improving+*got.Deteriorating < 1-1e-9 {
				t.Fatalf("%s: %g and %g", name, *got.Improving, *got.Deteriorating)
			}
		}
	})
}

func TestTrendRefuses(t *testing.T) {
	only := History{endedByFailure(5)}
	if _, err := Laplace(only, PoolApart); !errors.Is(err, ErrTooFew) {
		t.Error(err)
	}
	if _, err := Laplace(only, PoolTotalTime); !errors.Is(err, ErrTooFew) {
		t.Error(err)
	}
	if _, err := Laplace(only, "mine"); err == nil {
		t.Error("unknown pooling")
	}
	equal := History{endedByFailure(1, 1, 1, 1)}
	if _, err := LewisRobinson(equal); !errors.Is(err, ErrTooFew) {
		t.Errorf("times that do not vary: %v", err)
	}
	if _, err := ReverseArrangements(History{{To: 2, Events: []float64{1}}}); !errors.Is(err, ErrTooFew) {
		t.Error(err)
	}
}

// Ascending and equal pairs, counted pair by pair.
func TestArrangements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gaps := rapid.SliceOf(rapid.Map(rapid.IntRange(0, 9), func(i int) float64 { return float64(i) })).Draw(t, "gaps")
		longer, same := 0, 0
		for i := range gaps {
			for j := range i {
				if gaps[j] < gaps[i] {
					longer++
				}
				if gaps[j] == gaps[i] {
					same++
				}
			}
		}
		if l, s := arrangements(gaps); l != longer || s != same {
			t.Fatalf("%d ascending and %d equal, want %d and %d", l, s, longer, same)
		}
	})
}

// Of two systems the tails are normal: near the exact ones, which are those of a
// sum of two counts.
func TestArrangementsOfTwo(t *testing.T) {
	const n = 8
	var chance [n*(n-1)/2 + 1]float64
	for c := range chance {
		_, below := arrangedTails(n, c)
		_, before := arrangedTails(n, c-1)
		chance[c] = below - before
	}
	r := rand.New(rand.NewPCG(5, 8))
	for range 20 {
		h := History{endedByFailure(exponentialGaps(r, n)...), endedByFailure(exponentialGaps(r, n)...)}
		got, err := ReverseArrangements(h)
		if err != nil {
			t.Fatal(err)
		}
		above, below := 0.0, 0.0
		for a, p := range chance {
			for b, q := range chance {
				if float64(a+b) >= got.Statistic {
					above += p * q
				}
				if float64(a+b) <= got.Statistic {
					below += p * q
				}
			}
		}
		if math.Abs(*got.Improving-above) > 0.01 || math.Abs(*got.Deteriorating-below) > 0.01 {
			t.Errorf("%g ascending: %.3f and %.3f, want %.3f and %.3f", got.Statistic, *got.Improving, *got.Deteriorating, above, below)
		}
	}
}
