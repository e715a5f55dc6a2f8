package expression

import (
	"fmt"
	"math"
)

// argument names the arguments of the built-in probabilities, for messages and
// their domains: all are 0 or more but the shift, and some are at most 1.
var argument = map[Op][]string{
	Exponential: {"rate", "time"},
	GLM:         {"probability on demand", "failure rate", "repair rate", "time"},
	Weibull:     {"scale", "shape", "shift", "time"},
}

var testArgument = map[int][]string{
	4: {"failure rate", "interval", "first test", "time"},
	5: {"failure rate", "repair rate", "interval", "first test", "time"},
	11: {"failure rate", "failure rate in tests", "repair rate", "interval", "first test", "probability of failure by the test",
		"test duration", "availability in tests", "test coverage", "probability of a bad restart", "time"},
}

// builtIn returns the probability that a component has failed.
func builtIn(op Op, args []float64) (float64, error) {
	names := argument[op]
	if op == PeriodicTest {
		names = testArgument[len(args)]
	}
	for i, name := range names {
		switch x := args[i]; {
		case name == "shift":
		case !(x >= 0):
			return 0, fmt.Errorf("%s: %s %g is negative", op, name, x)
		case (name == "scale" || name == "shape" || name == "interval") && x == 0:
			return 0, fmt.Errorf("%s: %s is 0", op, name)
		case x > 1 && bounded(name):
			return 0, fmt.Errorf("%s: %s %g is above 1", op, name, x)
		}
	}
	switch op {
	case Exponential:
		return -math.Expm1(-args[0] * args[1]), nil
	case GLM:
		return glm(args[0], args[1], args[2], args[3]), nil
	case Weibull:
		age := args[3] - args[2]
		if !(age > 0) {
			return 0, nil
		}
		return -math.Expm1(-math.Pow(age/args[0], args[1])), nil
	}
	return periodicTest(args)
}

func bounded(name string) bool {
	switch name {
	case "probability on demand", "probability of failure by the test", "availability in tests", "test coverage", "probability of a bad restart":
		return true
	}
	return false
}

// glm is the unavailability at time t of a repairable component that fails on
// demand with probability gamma. It is λ/(λ+μ) − (λ−γ(λ+μ))/(λ+μ)·e^(−(λ+μ)t) as a
// sum of positive terms.
func glm(gamma, lambda, mu, t float64) float64 {
	s := lambda + mu
	if s == 0 {
		return gamma
	}
	return gamma*math.Exp(-s*t) - lambda/s*math.Expm1(-s*t)
}

// periodicTest returns the unavailability at a time of a component that is tested
// at regular intervals. The arguments are, in this order,
//
//	4:  λ τ θ t
//	5:  λ μ τ θ t
//	11: λ λ* μ τ θ γ π x σ ω t
//
// with the failure rate λ (λ* during tests), the repair rate μ, the interval τ
// between the beginnings of tests, the first of them at θ, the probability γ that
// a test breaks the component, its duration π, 1 or 0 for x where the component is
// available during tests or not, the probability σ that a test reveals a failure,
// and the probability ω of a bad restart after a test or a repair. Four arguments
// mean repair in no time. At the moment of a test, the value is the one just
// before it.
func periodicTest(args []float64) (float64, error) {
	switch len(args) {
	case 4:
		lambda, tau, theta, t := args[0], args[1], args[2], args[3]
		age := t
		if t > theta {
			if age = math.Mod(t-theta, tau); age == 0 {
				age = tau
			}
		}
		return -math.Expm1(-lambda * age), nil
	case 5:
		return tested{lambda: args[0], tested: args[0], mu: args[1], tau: args[2], theta: args[3], open: 1, cover: 1}.unavailability(args[4]), nil
	}
	c := tested{
		lambda: args[0], tested: args[1], mu: args[2], tau: args[3], theta: args[4], breaks: args[5],
		pi: args[6], open: args[7], cover: args[8], restart: args[9],
	}
	if c.pi > c.tau {
		return 0, fmt.Errorf("%s: test duration %g is longer than the interval %g", PeriodicTest, c.pi, c.tau)
	}
	return c.unavailability(args[10]), nil
}

// tested is a periodically tested component.
type tested struct {
	lambda, tested, mu, tau, theta, breaks, pi, open, cover, restart float64
}

// States of the chain: working (and under test, in a test), failed unnoticed, in
// repair, and repaired while a test is on.
const (
	working = iota
	failed
	inRepair
	repaired
	states
)

type matrix [states][states]float64

func (a matrix) times(b matrix) matrix {
	var c matrix
	for i := range c {
		sum := 0.0
		for j := range c {
			for k := range c {
				c[i][j] += a[i][k] * b[k][j]
			}
			sum += c[i][j]
		}
		for j := range c {
			c[i][j] /= sum // rounding must not add up over many periods
		}
	}
	return c
}

func identity() matrix {
	var m matrix
	for i := range m {
		m[i][i] = 1
	}
	return m
}

// power returns m to the n.
func (m matrix) power(n float64) matrix {
	out := identity()
	for ; n >= 1; n = math.Floor(n / 2) {
		if math.Mod(n, 2) == 1 {
			out = out.times(m)
		}
		m = m.times(m)
	}
	return out
}

// over returns the transitions in dt hours under the rates.
func (rates matrix) over(dt float64) matrix {
	q := 0.0
	for i := range rates {
		sum := 0.0
		for j := range rates {
			sum += rates[i][j]
		}
		q = max(q, sum)
	}
	if q*dt == 0 {
		return identity()
	}
	jump := identity()
	for i := range rates {
		for j := range rates {
			jump[i][j] += rates[i][j] / q
			jump[i][i] -= rates[i][j] / q
		}
		jump[i][i] = max(jump[i][i], 0)
	}
	_, halvings := math.Frexp(q * dt)
	halvings = max(halvings, 0)
	step := math.Ldexp(q*dt, -halvings) // at most 1
	term, out := identity(), identity()
	for k := 1; k <= 25; k++ { // 1/25! is below the rounding
		next := matrix{}
		for i := range term {
			for j := range term {
				for l := range term {
					next[i][j] += term[i][l] * jump[l][j] * (step / float64(k))
				}
			}
		}
		term = next
		for i := range out {
			for j := range out {
				out[i][j] += term[i][j]
			}
		}
	}
	one := identity().times(out) // e^(−step) by making rows sum to 1
	for range halvings {
		one = one.times(one)
	}
	return one
}

// begin is the beginning of a test: it may break what works, and reveals most
// failures.
func (c tested) begin() matrix {
	m := identity()
	m[working][working] = 1 - c.breaks
	m[working][failed] = c.breaks * (1 - c.cover)
	m[working][inRepair] = c.breaks * c.cover
	m[failed][failed] = 1 - c.cover
	m[failed][inRepair] = c.cover
	return m
}

// end is the end of a test: what was tested may be restarted badly, what was
// repaired meanwhile has been restarted before.
func (c tested) end() matrix {
	m := identity()
	m[working][working] = 1 - c.restart
	m[working][failed] = c.restart
	m[repaired][repaired] = 0
	m[repaired][working] = 1
	return m
}

// during are the rates in a test, and between tests.
func (c tested) during(test bool) matrix {
	var m matrix
	back := working
	m[working][failed] = c.lambda
	if test {
		back = repaired
		m[working][failed] = c.tested
	}
	m[repaired][failed] = c.lambda
	m[inRepair][back] += c.mu * (1 - c.restart)
	m[inRepair][failed] += c.mu * c.restart
	return m
}

func (c tested) unavailability(t float64) float64 {
	if t <= c.theta {
		return -math.Expm1(-c.lambda * t)
	}
	state := matrix{working: {-math.Expm1(-c.lambda * c.theta), 0, 0, 0}}
	state[0][failed], state[0][working] = state[0][working], math.Exp(-c.lambda*c.theta)
	for i := 1; i < states; i++ { // only the first row matters
		state[i] = state[0]
	}
	since := math.Mod(t-c.theta, c.tau)
	periods := math.Round((t - c.theta - since) / c.tau)
	if since == 0 && periods > 0 { // just before the test
		since, periods = c.tau, periods-1
	}
	test, between := c.begin().times(c.during(true).over(c.pi)), c.during(false)
	period := test.times(c.end()).times(between.over(c.tau - c.pi))
	state = state.times(period.power(periods))
	if since <= c.pi && c.pi > 0 {
		p := state.times(c.begin()).times(c.during(true).over(since))[0]
		return min(p[failed]+p[inRepair]+p[working]*(1-c.open), 1)
	}
	p := state.times(test).times(c.end()).times(between.over(since - c.pi))[0]
	return min(p[failed]+p[inRepair], 1)
}
