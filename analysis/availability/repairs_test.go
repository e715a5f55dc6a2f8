package availability

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"ninefold/analysis/dist"
)

// The mean time to restore of a component lies in 88 to 92 of 100 intervals of
// nominally 90 %, over pools of 5, 20 and 100 components, with few times each and some
// without any. Of components that hardly differ it lies in more: few times cannot show
// that they do not, and the spread between them is never below zero. So it does of a
// new component, while few others say what it may be like.
func TestRestorePosteriorsCover(t *testing.T) {
	for _, tt := range []struct {
		components, worlds int
		times, spread      float64 // mean times of a component; spread of their levels
		most, mostNew      float64
	}{
		{5, 1000, 3, 0.7, 0.92, 0.98},
		{20, 300, 3, 0.7, 0.92, 0.92},
		{100, 60, 3, 0.7, 0.92, 0.92},
		{20, 400, 1.5, 1.5, 0.92, 0.92},
		{20, 200, 3, 0.2, 0.97, 1},
	} {
		t.Run(fmt.Sprintf("%d with %g times, spread %g", tt.components, tt.times, tt.spread), func(t *testing.T) {
			r := rand.New(rand.NewPCG(3, uint64(tt.components)))
			own, fresh := tally{name: "components"}, tally{name: "new components"}
			for range worlds(tt.worlds) {
				groups, truth := make([][]float64, tt.components), make([]float64, tt.components)
				for i := range groups {
					mu := tt.spread * r.NormFloat64()
					truth[i] = math.Exp(mu + 0.5)
					mean := tt.times / 1.2 * distuv.Gamma{Alpha: 1.5, Beta: 1.5, Src: r}.Rand() * (0.4 + 1.6*r.Float64())
					for range int(distuv.Poisson{Lambda: max(1e-12, mean), Src: r}.Rand()) {
						groups[i] = append(groups[i], math.Exp(mu+r.NormFloat64()))
					}
				}
				p, err := PoolRepairs(groups)
				if errors.Is(err, ErrTooFew) {
					continue
				} else if err != nil {
					t.Fatal(err)
				}
				for i, g := range groups {
					mean, _ := weighted(p.Posterior(g))
					own.count(inside(mean, truth[i]))
					fresh.count(inside(p.Mean, math.Exp(tt.spread*r.NormFloat64()+0.5)))
				}
			}
			own.check(t, 0.88, tt.most)
			fresh.check(t, 0.88, tt.mostNew)
		})
	}
}

func inside(d dist.Distribution, truth float64) bool {
	return d.Quantile(0.05) <= truth && truth <= d.Quantile(0.95)
}

// The percentiles of posteriors agree with a walk through all parameters (Metropolis)
// that knows no more than the densities of the model.
func TestPoolRepairsAgainstWalk(t *testing.T) {
	ys := [][]float64{{0, 1.2}, {2.2, 3.1}, {1.9, 0.4, 1.3}, {-0.5}}
	groups := [][]float64{{}}
	for _, g := range ys {
		var times []float64
		for _, y := range g {
			times = append(times, math.Exp(y))
		}
		groups = append(groups, times)
	}
	p := must(PoolRepairs(groups))
	if p.Groups != 4 || p.Times != 8 || p.Complete {
		t.Fatalf("%+v", p)
	}
	var bounds [5][2]float64 // of the logarithm
	for i, g := range groups {
		d, _ := weighted(p.Posterior(g))
		bounds[i] = [2]float64{math.Log(d.Quantile(0.05)), math.Log(d.Quantile(0.95))}
	}

	// x has the overall mean, the logarithms of the variance within and of the ratio of
	// that between to it, times two, the average record; then the component means.
	density := func(x [7]float64) float64 {
		within := math.Exp(x[1])
		between := within * math.Exp(x[2]) / 2
		l := x[2] - math.Log1p(math.Exp(x[2]))
		for i, g := range ys {
			for _, y := range g {
				l -= ((y-x[3+i])*(y-x[3+i])/within + x[1]) / 2
			}
			l -= ((x[3+i]-x[0])*(x[3+i]-x[0])/between + math.Log(between)) / 2
		}
		return l
	}
	steps := 2_000_000
	if raced {
		steps /= 10
	}
	r := rand.New(rand.NewPCG(6, 6))
	x := [7]float64{1, 0, 1, 0.5, 2.5, 1, 0}
	here := density(x)
	var below [5][2]float64
	for range steps {
		next := x
		if r.IntN(4) == 0 { // all together
			for i := range next {
				next[i] += 0.4 * r.NormFloat64()
			}
		} else {
			next[r.IntN(7)] += 1.5 * r.NormFloat64()
		}
		if there := density(next); math.Log(r.Float64()) < there-here {
			x, here = next, there
		}
		within := math.Exp(x[1])
		another := x[0] + math.Sqrt(within*math.Exp(x[2])/2)*r.NormFloat64()
		for i, mean := range [5]float64{another, x[3], x[4], x[5], x[6]} {
			for side := range 2 {
				if mean+within/2 <= bounds[i][side] {
					below[i][side] += 1 / float64(steps)
				}
			}
		}
	}
	for i, b := range below {
		t.Logf("component %d: %.4f and %.4f below", i, b[0], b[1])
		if math.Abs(b[0]-0.05) > 0.01 || math.Abs(b[1]-0.95) > 0.01 {
			t.Errorf("component %d: %.4f below the 5th percentile and %.4f below the 95th", i, b[0], b[1])
		}
	}
}

// Times of zero count as half a minute; and a component weighs less the fewer times it
// has: its own mean is drawn to that of the others.
func TestPoolRepairsShrinks(t *testing.T) {
	zero := must(PoolRepairs([][]float64{{0, 0, 1, 2}, {3, 1, 0.5}}))
	floored := must(PoolRepairs([][]float64{{FloorHours, FloorHours, 1, 2}, {3, 1, 0.5}}))
	if zero.Mean != floored.Mean || zero.Mean.Validate() != nil {
		t.Errorf("zero times: %+v, want %+v", zero.Mean, floored.Mean)
	}
	p := must(PoolRepairs([][]float64{{1, 2, 1.5}, {6, 9, 8, 5}, {20, 40}, {3, 4, 2}}))
	last := math.Inf(1)
	for n := range 5 {
		times := []float64{80, 80, 80, 80}[:n]
		d, w := weighted(p.Posterior(times))
		if !(w >= 0 && w <= 1 && w < last) || n == 0 && w != 1 {
			t.Errorf("%d times: weight %g after %g", n, w, last)
		}
		if n > 0 && !(d.Mu > p.Mean.Mu && d.Quantile(0.5) < 160) {
			t.Errorf("%d times of 80 h: median %g, the others' %g", n, d.Quantile(0.5), p.Mean.Quantile(0.5))
		}
		last = w
	}
}

func TestPoolRepairsBoundary(t *testing.T) {
	for name, groups := range map[string][][]float64{
		"one component":    {{1, 2, 3, 4, 5, 6}},
		"one time each":    {{1}, {2}, {3}, {4}, {5}, {6}},
		"constant in each": {{1, 1, 1}, {2, 2, 2}},
	} {
		p, err := PoolRepairs(groups)
		if err != nil || !p.Complete || p.Reason == "" || p.Mean.Validate() != nil {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		n := len(groups[0])
		if mean, w := weighted(p.Posterior(groups[0])); mean != p.Mean || math.Abs(w-(1-float64(n)/6)) > 1e-12 {
			t.Errorf("%s: posterior %+v, weight %g", name, mean, w)
		}
	}
	for name, groups := range map[string][][]float64{
		"nothing": nil, "empty": {{}, {}}, "five": {{1, 2}, {3, 4, 5}}, "equal": {{1, 1, 1}, {1, 1, 1}},
	} {
		if p, err := PoolRepairs(groups); !errors.Is(err, ErrTooFew) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	for _, x := range []float64{-1, math.NaN(), math.Inf(1)} {
		if p, err := PoolRepairs([][]float64{{1, 2, 3}, {4, 5, 6, x}}); err == nil || errors.Is(err, ErrTooFew) {
			t.Errorf("%g: %+v, %v", x, p, err)
		}
	}
	expert := RepairPrior{Mean: dist.Lognormal{Mu: 0, Sigma: 0.5}, LogSpread: DefaultLogSpread}
	if mean, w := weighted(expert.Posterior(nil)); mean != expert.Mean || w != 1 {
		t.Errorf("no times: %+v, %g", mean, w)
	}
	for _, times := range [][]float64{{-1}, {math.NaN()}, {1, math.Inf(1)}} {
		if mean, w, err := expert.Posterior(times); err == nil {
			t.Errorf("%v: %+v, %g", times, mean, w)
		}
	}
	if mean, w, err := (RepairPrior{}).Posterior(nil); err == nil {
		t.Errorf("no prior: %+v, %g", mean, w)
	}
	if mean, w := weighted(expert.Posterior([]float64{10, 12, 9})); !(mean.Mu > 0 && w > 0 && w < 1 && mean.Sigma < 0.5) {
		t.Errorf("expert and records: %+v, %g", mean, w)
	}
}
