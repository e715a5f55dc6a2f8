package availability

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"ninefold/analysis/dist"
)

// The rate of a component lies in 88 to 92 of 100 intervals of nominally 90 %, over
// pools of 5, 20 and 100 components, sparse ones among them.
func TestRatePosteriorsCover(t *testing.T) {
	for _, tt := range []struct {
		components, worlds int
		events, shape      float64 // mean events of a component; of the gamma distribution of rates
	}{{5, 1200, 3, 1.5}, {20, 120, 3, 1.5}, {100, 20, 3, 1.5}, {5, 500, 1, 0.5}, {100, 20, 1, 0.5}, {20, 120, 10, 5}} {
		t.Run(fmt.Sprintf("%d with %g events, shape %g", tt.components, tt.events, tt.shape), func(t *testing.T) {
			r := rand.New(rand.NewPCG(4, uint64(tt.components)))
			own, plain := tally{name: "components"}, tally{name: "with the prior taken as known"}
			for range worlds(tt.worlds) {
				counts, truth := make([]Count, tt.components), make([]float64, tt.components)
				for i := range counts {
					truth[i] = distuv.Gamma{Alpha: tt.shape, Beta: 1000 * tt.shape / tt.events, Src: r}.Rand()
					counts[i].Exposure = 400 + 1200*r.Float64()
					counts[i].Events = int(distuv.Poisson{Lambda: max(1e-12, truth[i]*counts[i].Exposure), Src: r}.Rand())
				}
				p := must(PoolRates(counts))
				for i, c := range counts {
					if p.Events == 0 {
						continue // a bound for all, no pool
					}
					mixture, _ := posteriors(p.nodes, c)
					below := mixtureCDF(mixture, truth[i])
					own.count(below >= 0.05 && below <= 0.95)
					rate, _ := weighted(p.GivenPrior(c))
					below = rate.CDF(truth[i])
					plain.count(below >= 0.05 && below <= 0.95)
				}
			}
			own.check(t, 0.88, 0.92)
			plain.check(t, 0.5, 0.92)
		})
	}
}

func mixtureCDF(mixture []weighed, x float64) float64 {
	var below, sum float64
	for _, n := range mixture {
		below += n.weight * n.rate.CDF(x)
		sum += n.weight
	}
	return below / sum
}

// Bounds are the quantiles of the mixture, and of a single gamma without a pool.
func TestRateBounds(t *testing.T) {
	counts := []Count{{0, 1000}, {3, 900}, {1, 1100}, {7, 1000}, {2, 500}}
	p, err := PoolRates(counts)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(counts, Count{}) {
		b, err := p.Bounds(c, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		mixture, _ := posteriors(p.nodes, c)
		if low, high := mixtureCDF(mixture, *b.Low), mixtureCDF(mixture, *b.High); relErr(low, 0.05) > 1e-6 || relErr(high, 0.95) > 1e-6 {
			t.Errorf("%+v: bounds at %g and %g of the mixture", c, low, high)
		}
		if !(*b.Low < *b.Value && b.PriorWeight > 0 && b.PriorWeight <= 1 && b.Outlier < 0.2) {
			t.Errorf("%+v: %+v", c, b)
		}
	}
	if _, w := weighted(p.Posterior(Count{})); math.Abs(w-1) > 1e-12 {
		t.Errorf("weight of the prior of a new component is %g", w)
	}
	expert := RatePrior{Rate: dist.Gamma{Shape: 1.2, Rate: 2}}
	b, err := expert.Bounds(Count{2, 3.5}, 0.9)
	// Gamma(3.2, 5.5): statistics case B01 of NUREG/CR-6823's method.
	if err != nil || relErr(*b.Low, 0.1676077913) > 1e-6 || relErr(*b.High, 1.198782601) > 1e-6 || relErr(*b.Value, 0.5818181818) > 1e-9 {
		t.Errorf("%+v, %v", b, err)
	}
	for _, c := range []Count{{-1, 1}, {1, 0}, {1, math.NaN()}} {
		if b, err := p.Bounds(c, 0.9); err == nil {
			t.Errorf("%+v: %+v", c, b)
		}
	}
	if _, err := p.Bounds(Count{}, 1); err == nil {
		t.Error("level 1 gave no error")
	}
	if _, err := (RatePrior{}).Bounds(Count{}, 0.9); err == nil {
		t.Error("no prior gave no error")
	}
}

// One component that fails a thousand times as often keeps its own rate, is known as
// an outlier, and moves the posteriors of the others by little. Plain empirical Bayes
// makes those of the others far wider.
func TestOutlierSpoilsNothing(t *testing.T) {
	var counts []Count
	for i := range 19 {
		counts = append(counts, Count{1 + i%3, 1000})
	}
	clean, err := PoolRates(counts)
	if err != nil {
		t.Fatal(err)
	}
	wild := Count{2000, 1000}
	mixed, err := PoolRates(append(counts, wild))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range counts[:3] {
		was, is := must(clean.Bounds(c, 0.9)), must(mixed.Bounds(c, 0.9))
		if relErr(*is.Value, *was.Value) > 0.05 || relErr(*is.High, *was.High) > 0.15 || is.Outlier > 0.1 {
			t.Errorf("%+v: %g to %g (outlier %.2f) became %g to %g (%.2f)", c, *was.Low, *was.High, was.Outlier, *is.Low, *is.High, is.Outlier)
		}
	}
	b := must(mixed.Bounds(wild, 0.9))
	if relErr(*b.Value, 2) > 0.01 || b.Outlier < 0.99 || b.PriorWeight > 0.1 {
		t.Errorf("wild component: %g, outlier %.3f, weight of the prior %.3f", *b.Value, b.Outlier, b.PriorWeight)
	}
}
