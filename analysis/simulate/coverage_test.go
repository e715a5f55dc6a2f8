package simulate_test

import (
	"context"
	"errors"
	"math"
	"os"
	"testing"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/markov"
	"ninefold/analysis/markov/generate"
	"ninefold/analysis/simulate"
)

// A covered is a system whose exact values are known: those that are 0 are not asked.
type covered struct {
	name, source                      string
	m                                 *simulate.Model
	method                            simulate.Method
	opt                               simulate.Options
	hours                             float64
	unavailability, mttr, mttf, fails float64
	share                             int // runs are a so manieth of the usual
}

// The intervals hold the exact values about as often as they say, of 30 at 90 %, or
// of 400 when there is time: no less than four standard deviations below.
func TestCoverage(t *testing.T) {
	if raceDetector {
		t.Skip("how often intervals hold has nothing to do with races")
	}
	runs := 30
	if os.Getenv("BENCH_NETWORK") != "" {
		runs = 400
	}
	for _, tt := range coverings(t) {
		t.Run(tt.name+"/"+string(tt.method), func(t *testing.T) {
			runs := runs / max(1, tt.share)
			held := map[string]int{}
			for seed := range runs {
				opt := tt.opt
				opt.Level, opt.Seed, opt.Method = 0.9, uint64(seed), tt.method
				var q simulate.Question
				if tt.unavailability > 0 {
					q.Measures = append(q.Measures, simulate.Availability)
				}
				if tt.mttf > 0 {
					q.Measures = append(q.Measures, simulate.MTTF)
				}
				if tt.fails > 0 {
					q.Measures, q.Hours = append(q.Measures, simulate.Reliability), []float64{tt.hours}
				}
				r, err := simulate.Simulate(context.Background(), tt.m, q, opt)
				if err != nil && (tt.opt.MaxReplications == 0 || !errors.Is(err, simulate.ErrBudget)) {
					t.Fatal(err)
				}
				note := func(name string, e simulate.Estimate, want float64) {
					if want == 0 {
						return
					}
					held[name] += 0
					const rounding = 1e-9 // an interval may have no width: the time in a state is its mean
					if e.Low <= want*(1+rounding) && (e.High == nil || want <= *e.High*(1+rounding)) {
						held[name]++
					}
				}
				if r.Steady != nil {
					note("unavailability", r.Steady.Unavailability, tt.unavailability)
					note("MTTR", r.Steady.MTTR, tt.mttr)
				}
				if r.MTTF != nil {
					note("MTTF", *r.MTTF, tt.mttf)
				}
				if tt.fails > 0 {
					note("unreliability", r.Points[0].Unreliability, tt.fails)
				}
			}
			least := 0.9*float64(runs) - 4*math.Sqrt(0.09*float64(runs))
			t.Logf("of %d intervals at 90 %% hold the exact value: %v", runs, held)
			for name, n := range held {
				if float64(n) < least {
					t.Errorf("%s: %d of %d hold it, fewer than %g (%s)", name, n, runs, least, tt.source)
				}
			}
		})
	}
}

// coverings are systems that repeat their parts and such that do not, that remember
// and that forget, with many replications and with few.
func coverings(t *testing.T) []covered {
	rare, rareExact := rareShop(t)
	common, commonExact := shop(t, 1, generate.Kind{Units: 2, Needed: 1, FailureRate: 0.1, RepairRate: 1})
	mixed, mixedExact := shop(t, 1, generate.Kind{Units: 2, Needed: 1, FailureRate: 1e-6, RepairRate: 1}, generate.Kind{Units: 4, Needed: 1, FailureRate: 2e-3, RepairRate: 0.2})
	var list []covered
	add := func(c covered, opt simulate.Options, methods ...simulate.Method) {
		for _, method := range methods {
			c.method, c.opt = method, opt
			c.share = 1
			if method == simulate.Splitting {
				c.share = 4 // it takes longer
			}
			list = append(list, c)
		}
	}
	tenth := simulate.Options{RelativeError: 0.1}
	for _, c := range []struct {
		name    string
		m       *simulate.Model
		exact   *markov.Solver
		hours   float64
		methods []simulate.Method
	}{
		{"two units", common, commonExact, 20, []simulate.Method{simulate.Crude, simulate.Splitting}},
		{"rare", rare, rareExact, 20, []simulate.Method{simulate.Biasing}},
		{"unlike kinds", mixed, mixedExact, 20, []simulate.Method{simulate.Biasing}},
	} {
		system, err := c.exact.System(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		mttf, err := c.exact.MTTF(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		curve, err := c.exact.Curve(context.Background(), []float64{c.hours}, true)
		if err != nil {
			t.Fatal(err)
		}
		x := covered{name: c.name, source: "the chain", m: c.m, hours: c.hours, unavailability: system.Unavailability, mttr: *system.MeanDowntime, mttf: *mttf.Mean, fails: *curve.Points[0].Unreliability}
		add(x, tenth, c.methods...)
		x.name += ", few"
		add(x, simulate.Options{RelativeError: 0.1, MaxReplications: 60}, c.methods[0])
	}
	repair := dist.Lognormal{Mu: 0, Sigma: 1}
	for _, c := range []struct {
		name    string
		rate    float64
		methods []simulate.Method
	}{{"skewed repairs", 0.3, []simulate.Method{simulate.Crude, simulate.Splitting}}, {"skewed repairs, rare", 5e-4, []simulate.Method{simulate.Biasing}}} {
		m := &simulate.Model{Top: "top", Gates: and("a", "b", "c")}
		for _, id := range []string{"a", "b", "c"} {
			m.Components = append(m.Components, simulate.Component{ID: id, Life: rate(c.rate), Repair: repair})
		}
		q := c.rate * repair.Mean() / (1 + c.rate*repair.Mean())
		x := covered{name: c.name, source: "q³ of three alike, whatever the law of repairs", m: m, unavailability: q * q * q}
		add(x, simulate.Options{RelativeError: 0.15}, c.methods...)
		x.name += ", few"
		add(x, simulate.Options{RelativeError: 0.1, MaxReplications: 60}, c.methods[0])
	}
	wear := dist.Weibull{Shape: 3, Scale: 1000}
	for _, c := range []struct {
		name    string
		hours   float64
		methods []simulate.Method
	}{{"wear", 500, []simulate.Method{simulate.Crude, simulate.Biasing, simulate.Splitting}}, {"wear, rare", 20, []simulate.Method{simulate.Biasing}}} {
		m := &simulate.Model{Top: "top", Gates: []faulttree.Gate{{ID: "top", Op: faulttree.AtLeast, K: 2, Inputs: []string{"a", "b", "c"}}}}
		for _, id := range []string{"a", "b", "c"} {
			m.Components = append(m.Components, simulate.Component{ID: id, Life: wear})
		}
		f := wear.CDF(c.hours)
		x := covered{name: c.name, source: "3F² − 2F³ of Weibull lives", m: m, hours: c.hours, fails: 3*f*f - 2*f*f*f}
		add(x, tenth, c.methods...)
		x.name += ", few"
		add(x, simulate.Options{RelativeError: 0.1, MaxReplications: 60}, c.methods[0])
	}
	return list
}
