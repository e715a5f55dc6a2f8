package lifedata

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"ninefold/analysis/dist"
)

// Meeker and Escobar, Statistical methods for reliability data, 1998: lognormal and
// gamma fit the ball bearings as well as each other.
func TestChooseBearings(t *testing.T) {
	c, err := Choose(context.Background(), failed(bearings...), nil, GoodnessOptions{Samples: 199})
	if err != nil {
		t.Fatal(err)
	}
	if c.Clear != nil || !strings.Contains(c.Verdict, "no distribution is clearly better") || c.Fits == nil || !*c.Fits {
		t.Errorf("%s", c.Verdict)
	}
	if c.Candidates[0].Fit.Family != Gamma || c.Candidates[1].Fit.Family != Lognormal || c.Candidates[len(c.Candidates)-1].Fit.Family != Exponential {
		t.Errorf("order: %s, %s … %s", c.Candidates[0].Fit.Family, c.Candidates[1].Fit.Family, c.Candidates[len(c.Candidates)-1].Fit.Family)
	}
	sum := 0.0
	for _, it := range c.Candidates {
		sum += it.Weight
	}
	if relErr(sum, 1) > 1e-12 {
		t.Errorf("weights add up to %g", sum)
	}
}

// With much data the truth is clear; with none of the families right, none is; and
// what cannot be fitted is refused with the reason.
func TestChooseVerdicts(t *testing.T) {
	draw := func(d dist.Lifetime, n int) []Life {
		x, err := dist.Sample(3, n, d)
		if err != nil {
			t.Fatal(err)
		}
		return failed(x...)
	}
	many, options := 1000, GoodnessOptions{Samples: 99}
	if raced {
		many, options.Samples = 500, 39
	}
	c, err := Choose(context.Background(), draw(dist.Weibull{Shape: 1.5, Scale: 1000}, many), nil, options)
	if err != nil || c.Clear == nil || *c.Clear != Weibull {
		t.Errorf("Weibull: %+v, %v", c, err)
	}
	two := dist.Mixture{Weights: []float64{0.5, 0.5}, Parts: []dist.Lifetime{dist.Weibull{Shape: 6, Scale: 10}, dist.Weibull{Shape: 6, Scale: 1000}}}
	c, err = Choose(context.Background(), draw(two, 300), nil, options)
	if err != nil || c.Clear != nil || !strings.Contains(c.Verdict, "does not fit") {
		t.Errorf("mixture: %s, %v", c.Verdict, err)
	}
	c, err = Choose(context.Background(), append(failed(30, 80, 90), Life{Hours: 20, Interval: true}), nil, options)
	if err != nil || c.Fits != nil || !strings.Contains(c.Verdict, "not tested") {
		t.Errorf("interval: %s, %v", c.Verdict, err)
	}
	c, err = Choose(context.Background(), failed(5, 5, 5), nil, options)
	if err != nil || len(c.Refused) != 4 || c.Clear != nil || !strings.Contains(c.Refused[0].Reason, "spread") {
		t.Errorf("identical: %+v, %v", c, err)
	}
	if _, err := Choose(context.Background(), []Life{{Hours: 3}}, nil, options); !errors.Is(err, ErrNoFailures) {
		t.Errorf("all censored: %v", err)
	}
}

// A wrong family is seldom called clearly better, how little data there be.
func TestChooseIsHonest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	const sims = 400
	for _, n := range []int{6, 20, 60} {
		wrong, right := 0.0, 0.0
		for range sims {
			var hours []float64
			for range n {
				hours = append(hours, dist.Draw(r, dist.Weibull{Shape: 1.5, Scale: 1000}))
			}
			var c Choice
			for _, family := range []Family{Weibull, Lognormal, Loglogistic, Gamma} {
				c.Candidates = append(c.Candidates, Candidate{Fit: mustFit(t, failed(hours...), family)})
			}
			rank(&c)
			fits := true
			c.Fits = &fits
			c.judge()
			switch {
			case c.Clear == nil:
			case *c.Clear == Weibull:
				right += 1.0 / sims
			default:
				wrong += 1.0 / sims
			}
		}
		t.Logf("n = %d: clearly right %.3f, clearly wrong %.3f", n, right, wrong)
		if wrong > 0.05 {
			t.Errorf("n = %d: a wrong family is called clearly better in %.3f", n, wrong)
		}
	}
}

func TestCompareNested(t *testing.T) {
	lives := failed(bearings...)
	simple, general := mustFit(t, lives, Exponential), mustFit(t, lives, Weibull)
	if test, err := CompareNested(simple, general); err != nil || test.Freedom != 1 || test.P > 1e-3 {
		t.Errorf("%+v, %v", test, err)
	}
	if _, err := CompareNested(general, mustFit(t, lives, Lognormal)); !errors.Is(err, ErrUnsupported) {
		t.Errorf("not nested: %v", err)
	}
	if _, err := CompareNested(simple, mustFit(t, lives[1:], Weibull)); !errors.Is(err, ErrUnsupported) {
		t.Errorf("other lives: %v", err)
	}
}
