package lifedata

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"ninefold/analysis/dist"
)

// The integrals are the sums of the textbook.
func TestDistances(t *testing.T) {
	d := dist.Weibull{Shape: 2, Scale: 80}
	n := float64(len(bearings))
	var most, squares, weighted float64
	for i, x := range bearings {
		u, v := d.CDF(x), d.Survival(bearings[len(bearings)-1-i])
		k := float64(i + 1)
		most = max(most, k/n-u, u-(k-1)/n)
		squares += (u - (2*k-1)/(2*n)) * (u - (2*k-1)/(2*n))
		weighted -= (2*k - 1) / n * (math.Log(u) + math.Log(v))
	}
	want := [3]float64{most, squares + 1/(12*n), weighted - n}
	for i, got := range distances(failed(bearings...), d) {
		if relErr(got, want[i]) > 1e-10 {
			t.Errorf("distance %d is %.12g, want %.12g", i, got, want[i])
		}
	}
	// Censored after the last failure, the integrals end there.
	censored := append(failed(1, 2), Life{Hours: 4, Count: 2})
	u := dist.Exponential{MTTF: 3}
	got := distances(censored, u)
	f := []float64{u.CDF(1), u.CDF(2), u.CDF(4)}
	cube := func(x float64) float64 { return x * x * x }
	part := func(c, a, b float64) float64 { return (cube(b-c) - cube(a-c)) / 3 }
	if want := 4 * (part(0, 0, f[0]) + part(0.25, f[0], f[1]) + part(0.5, f[1], f[2])); relErr(got[1], want) > 1e-12 {
		t.Errorf("censored W² is %g, want %g", got[1], want)
	}
}

// The bootstrap finds the published quantiles of A² with estimated parameters: of
// the sample whose statistic they are, p is what the table says.
func TestGoodnessAgainstTables(t *testing.T) {
	const source = "M. Stephens, in D'Agostino & Stephens, Goodness-of-fit techniques, 1986, tables 4.7, 4.11, 4.17"
	n := 40.0
	for _, tt := range []struct {
		family   Family
		modified float64 // A² as modified for n
		scale    float64 // of the modification
		p        float64
	}{
		{Weibull, 0.757, 1 + 0.2/math.Sqrt(n), 0.05},
		{Weibull, 0.637, 1 + 0.2/math.Sqrt(n), 0.10},
		{Lognormal, 0.752, 1 + 0.75/n + 2.25/(n*n), 0.05},
		{Lognormal, 0.631, 1 + 0.75/n + 2.25/(n*n), 0.10},
		{Exponential, 1.321, 1 + 0.6/n, 0.05},
		{Exponential, 1.062, 1 + 0.6/n, 0.10},
	} {
		r := rand.New(rand.NewPCG(5, 6))
		samples := simulations(4000)
		beyond := 0.0
		c := newCensoring(make([]Life, int(n)), int(n))
		c.times, c.left = nil, nil
		for i := range c.fixed {
			c.fixed[i] = math.Inf(1)
		}
		for range samples {
			lives := c.sample(r, example(tt.family, 0.5))
			f := mustFit(t, lives, tt.family)
			sorted, err := rankable(lives)
			if err != nil {
				t.Fatal(err)
			}
			if distances(sorted, f.Distribution)[2]*tt.scale >= tt.modified {
				beyond += 1 / float64(samples)
			}
		}
		if math.Abs(beyond-tt.p) > 4*math.Sqrt(tt.p*(1-tt.p)/float64(samples))+0.002 { // tables have three digits
			t.Errorf("%s: A² is beyond %g in %.4f, want %g (source: %s)", tt.family, tt.modified, beyond, tt.p, source)
		}
	}
}

// Samples are censored like the lives: by Kaplan and Meier with the roles exchanged.
func TestCensoring(t *testing.T) {
	c := newCensoring([]Life{{Hours: 1, Failed: true}, {Hours: 2}, {Hours: 3, Failed: true}, {Hours: 4}}, 4)
	if relErr(c.left[0], 2.0/3) > 1e-15 || c.left[1] != 0 {
		t.Errorf("not censored by %v: %v, want 2/3 and 0", c.times, c.left)
	}
	for _, tt := range []struct{ uniform, after, want float64 }{{0.5, 1, 4}, {0.7, 1, 2}, {0.9, 3, 4}} {
		if got := c.later(tt.uniform, tt.after); got != tt.want {
			t.Errorf("censored at %g, want %g", got, tt.want)
		}
	}
	if c.fixed[1] != 2 || !math.IsInf(c.fixed[0], 1) {
		t.Errorf("fixed %v", c.fixed)
	}
}

// A true hypothesis is rejected as often as the level says, also of censored lives;
// a false one is found out.
func TestGoodnessLevel(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	sims := simulations(300)
	r := rand.New(rand.NewPCG(8, 1))
	truth := dist.Weibull{Shape: 1.5, Scale: 1000}
	for _, censored := range []bool{false, true} {
		var rejected [3]float64
		for s := range sims {
			var lives []Life
			for range 25 {
				l := Life{Hours: dist.Draw(r, truth), Failed: true}
				if end := dist.Draw(r, truth) * 1.5; censored && end < l.Hours {
					l = Life{Hours: end}
				}
				lives = append(lives, l)
			}
			g, err := mustFit(t, lives, Weibull).Goodness(context.Background(), lives, GoodnessOptions{Samples: 99, Seed: uint64(s)})
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range []EDF{g.KolmogorovSmirnov, g.CramerVonMises, g.AndersonDarling} {
				if e.P <= 0.1 {
					rejected[i] += 1 / float64(sims)
				}
			}
		}
		for i, share := range rejected {
			if math.Abs(share-0.1) > 4*math.Sqrt(0.09/float64(sims)) {
				t.Errorf("censored %t: distance %d rejects %.3f at 0.1", censored, i, share)
			}
		}
	}
	lives := failed(bearings...)
	g, err := mustFit(t, lives, Exponential).Goodness(context.Background(), lives, GoodnessOptions{})
	if err != nil || g.AndersonDarling.P > 0.005 {
		t.Errorf("exponential bearings: %+v, %v", g, err)
	}
	// Table 4.17 has 0.474 for p = 0.25; the modified A² is 0.343.
	if g, err = mustFit(t, lives, Weibull).Goodness(context.Background(), lives, GoodnessOptions{}); err != nil || g.AndersonDarling.P < 0.25 {
		t.Errorf("Weibull bearings: %+v, %v", g, err)
	}
}

func TestGoodnessRefuses(t *testing.T) {
	f := mustFit(t, failed(bearings...), Weibull)
	if _, err := f.Goodness(context.Background(), []Life{{Hours: 3, Interval: true}}, GoodnessOptions{}); !errors.Is(err, ErrUnsupported) {
		t.Errorf("interval: %v", err)
	}
	if _, err := f.Goodness(context.Background(), failed(bearings...), GoodnessOptions{Samples: -1}); err == nil {
		t.Error("−1 samples")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Goodness(ctx, failed(bearings...), GoodnessOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
