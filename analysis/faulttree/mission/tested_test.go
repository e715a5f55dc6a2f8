package mission

import (
	"context"
	"math"
	"testing"

	"ninefold/analysis/faulttree/expression"
)

// A chain is a periodically tested component, stepped through time by Heun's method
// and averaged by the trapezoidal rule, from one test to the next. It shares no code
// with the closed forms.
type chain struct {
	lambda, inTest, mu, interval, first, breaks, duration, open, cover, restart float64
	instant                                                                     bool // repair takes no time

	working, failed, repair, mended float64
	mean, failures, atMoments       float64
}

func (c *chain) slope(s [4]float64, test bool) [4]float64 {
	rate, back := c.lambda, 0
	if test {
		rate, back = c.inTest, 3
	}
	var d [4]float64
	d[0] -= rate * s[0]
	d[1] += rate*s[0] + c.lambda*s[3] + c.mu*c.restart*s[2]
	d[2] -= c.mu * s[2]
	d[3] -= c.lambda * s[3]
	d[back] += c.mu * (1 - c.restart) * s[2]
	return d
}

// pass lets some hours pass in the given number of steps.
func (c *chain) pass(hours float64, steps int, test bool) {
	h := hours / float64(steps)
	open, rate := 1.0, c.lambda
	if test {
		open, rate = c.open, c.inTest
	}
	note := func(weight float64) {
		c.mean += weight * (c.failed + c.repair + c.working*(1-open))
		c.failures += weight * (rate*c.working*open + c.lambda*c.mended)
	}
	for range steps {
		note(h / 2)
		s := [4]float64{c.working, c.failed, c.repair, c.mended}
		a := c.slope(s, test)
		var ahead [4]float64
		for i := range s {
			ahead[i] = s[i] + h*a[i]
		}
		b := c.slope(ahead, test)
		for i := range s {
			s[i] += h / 2 * (a[i] + b[i])
		}
		c.working, c.failed, c.repair, c.mended = s[0], s[1], s[2], s[3]
		note(h / 2)
	}
}

func (c *chain) run(hours float64, steps int) {
	*c = chain{
		lambda: c.lambda, inTest: c.inTest, mu: c.mu, interval: c.interval, first: c.first, breaks: c.breaks,
		duration: c.duration, open: c.open, cover: c.cover, restart: c.restart, instant: c.instant, working: 1,
	}
	share := func(x float64) int { return int(float64(steps)*x/hours) + 1 }
	c.pass(c.first, share(c.first), false)
	for at := c.first; at < hours; at += c.interval {
		if c.instant {
			c.working, c.failed = 1, 0
			c.pass(c.interval, share(c.interval), false)
			continue
		}
		c.atMoments += c.working * (1 - c.open*(1-c.breaks))
		found := c.cover * (c.failed + c.breaks*c.working)
		c.failed, c.repair = c.failed+c.breaks*c.working-found, c.repair+found
		c.working *= 1 - c.breaks
		if c.duration > 0 {
			c.pass(c.duration, share(c.duration), true)
		}
		c.atMoments += c.working * c.restart * c.open
		c.failed += c.working * c.restart
		c.working = c.working*(1-c.restart) + c.mended
		c.mended = 0
		c.pass(c.interval-c.duration, share(c.interval-c.duration), false)
	}
	c.mean /= hours
}

func TestPeriodicTestAgainstSteps(t *testing.T) {
	steps := 1_000_000
	if testing.Short() {
		steps = 100_000
	}
	for _, tt := range []struct {
		name  string
		args  []float64
		chain chain
	}{
		{"4 arguments", []float64{1e-3, 100, 150}, chain{lambda: 1e-3, interval: 100, first: 150, instant: true}},
		{
			"5 arguments",
			[]float64{1e-3, 0.05, 100, 150},
			chain{lambda: 1e-3, inTest: 1e-3, mu: 0.05, interval: 100, first: 150, open: 1, cover: 1},
		},
		{
			"11 arguments, available in tests",
			[]float64{1e-3, 5e-3, 0.05, 100, 150, 0.02, 10, 1, 0.9, 0.03},
			chain{1e-3, 5e-3, 0.05, 100, 150, 0.02, 10, 1, 0.9, 0.03, false, 0, 0, 0, 0, 0, 0, 0},
		},
		{
			"11 arguments, out of service in tests",
			[]float64{1e-3, 5e-3, 0.05, 100, 50, 0.02, 10, 0, 0.9, 0.03},
			chain{1e-3, 5e-3, 0.05, 100, 50, 0.02, 10, 0, 0.9, 0.03, false, 0, 0, 0, 0, 0, 0, 0},
		},
		{
			"11 arguments, tests that take no time",
			[]float64{1e-3, 5e-3, 0.05, 100, 50, 0.02, 0, 1, 0.9, 0},
			chain{1e-3, 5e-3, 0.05, 100, 50, 0.02, 0, 1, 0.9, 0, false, 0, 0, 0, 0, 0, 0, 0},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hours := tt.chain.first + 5*100
			r := average(t, vote(t, 1, builtIn(expression.PeriodicTest, tt.args...)), hours)
			tt.chain.run(hours, steps)
			tol := 1e-8 * math.Pow(1e6/float64(steps), 2)
			if relErr(r.Mean.Value, tt.chain.mean) > tol {
				t.Errorf("mean %.12g, by steps %.12g", r.Mean.Value, tt.chain.mean)
			}
			if r.Failures == nil || relErr(r.Failures.Value, tt.chain.failures) > tol {
				t.Errorf("%v failures, by steps %.12g", r.Failures, tt.chain.failures)
			}
			if math.Abs(*r.AtMoments-tt.chain.atMoments) > tol*max(tt.chain.atMoments, 1e-6) {
				t.Errorf("%.12g failures at moments, by steps %.12g", *r.AtMoments, tt.chain.atMoments)
			}
		})
	}
}

// Six channels tested every month in two groups, over twenty years.
func BenchmarkAverage(b *testing.B) {
	var events []expression.Expr
	for i := range 6 {
		events = append(events, builtIn(expression.PeriodicTest, 1e-6, 0.1, 730, 365*float64(1+i%2)))
	}
	s := vote(b, 3, events...)
	for b.Loop() {
		if _, err := Average(context.Background(), s, 20*8760, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
