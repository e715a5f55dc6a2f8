package mission

import (
	"context"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// A law is the probability that a component that is not repaired has failed.
type law struct {
	expr expression.Expr
	at   func(t float64) float64
}

func drawLaw(t *rapid.T) law {
	rate := rapid.Float64Range(1e-5, 1e-2).Draw(t, "rate")
	failed := func(rate float64) func(float64) float64 {
		return func(x float64) float64 { return 1 - math.Exp(-rate*x) }
	}
	one := builtIn(expression.Exponential, rate)
	switch rapid.IntRange(0, 4).Draw(t, "law") {
	case 0:
		return law{one, failed(rate)}
	case 1:
		shape := rapid.Float64Range(0.5, 3).Draw(t, "shape")
		shift := rapid.Float64Range(0, 400).Draw(t, "shift")
		return law{builtIn(expression.Weibull, 1/rate, shape, shift), func(x float64) float64 {
			return 1 - math.Exp(-math.Pow(max(x-shift, 0)*rate, shape))
		}}
	case 2: // a common cause
		return law{expression.Of(expression.Mul, expression.Num(0.1), one), func(x float64) float64 { return 0.1 * failed(rate)(x) }}
	case 3: // either of two
		not := func(e expression.Expr) expression.Expr { return expression.Of(expression.Sub, expression.Num(1), e) }
		either := not(expression.Of(expression.Mul, not(one), not(builtIn(expression.Exponential, 1e-3))))
		return law{either, failed(rate + 1e-3)}
	}
	// both of two, in one event
	return law{expression.Of(expression.Mul, one, one), func(x float64) float64 { return failed(rate)(x) * failed(rate)(x) }}
}

// drawCoherent draws gates over events e0, e1, …, and a function that tells whether
// the last occurs given what events do.
func drawCoherent(t *rapid.T, events int) ([]faulttree.Gate, func(state uint) bool) {
	var ids []string
	for i := range events {
		ids = append(ids, fmt.Sprint("e", i))
	}
	var gates []faulttree.Gate
	for i := range rapid.IntRange(1, 6).Draw(t, "gates") {
		inputs := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, min(4, len(ids)), rapid.ID).Draw(t, "inputs")
		k := rapid.IntRange(1, len(inputs)).Draw(t, "k")
		gates = append(gates, faulttree.Gate{ID: fmt.Sprint("g", i), Op: faulttree.AtLeast, K: k, Inputs: inputs})
		ids = append(ids, gates[i].ID)
	}
	return gates, func(state uint) bool {
		occurs := map[string]bool{}
		for i := range events {
			occurs[ids[i]] = state>>i&1 == 1
		}
		for _, g := range gates {
			n := 0
			for _, in := range g.Inputs {
				if occurs[in] {
					n++
				}
			}
			occurs[g.ID] = n >= g.K
		}
		return occurs[gates[len(gates)-1].ID]
	}
}

// Where nothing is repaired, the top event occurs at most once: the failures to be
// expected in a mission are its probability at the end, and the failure intensity is
// the derivative of the probability. The oracle sums over all states.
func TestWithoutRepairIntensityIsDerivative(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		in := expression.Inputs{Events: map[string]expression.Expr{}}
		laws := make([]law, rapid.IntRange(1, 5).Draw(rt, "events"))
		for i := range laws {
			laws[i] = drawLaw(rt)
			in.Events[fmt.Sprint("e", i)] = laws[i].expr
		}
		gates, occurs := drawCoherent(rt, len(laws))
		top := func(x float64) float64 {
			sum := 0.0
			for state := range uint(1) << len(laws) {
				p := 1.0
				for i, l := range laws {
					if q := l.at(x); state>>i&1 == 1 {
						p *= q
					} else {
						p *= 1 - q
					}
				}
				if occurs(state) {
					sum += p
				}
			}
			return sum
		}
		s := study(t, in, gates...)
		r := average(t, s, 1000)
		if math.Abs(r.Final-top(1000)) > 1e-12 || r.Failures == nil || math.Abs(r.Failures.Value-top(1000)) > r.Failures.Error+1e-12 {
			rt.Fatalf("final %.15g, %v failures, want %.15g", r.Final, r.Failures, top(1000))
		}
		if *r.AtMoments != 0 {
			rt.Fatalf("%g failures at moments, want none", *r.AtMoments)
		}
		x := rapid.Float64Range(401, 1000).Draw(rt, "time") // after all shifts
		curve, err := Curve(context.Background(), s, []float64{x})
		if err != nil {
			rt.Fatal(err)
		}
		const h = 0.02
		want := (8*(top(x+h)-top(x-h)) - (top(x+2*h) - top(x-2*h))) / (12 * h)
		if got := *curve[0].Tops[0].FailureIntensity; x > 402 && math.Abs(got-want) > 1e-6*want+1e-12 {
			rt.Fatalf("w(%g) = %g, derivative %g", x, got, want)
		}
	})
}

// Kronrod's rule is exact for polynomials up to degree 22, that of Gauss within it
// up to 13.
func TestRuleIsExactForPolynomials(t *testing.T) {
	for degree := range 23 {
		p := piece{from: -0.5, to: 1.5}
		v := make([]float64, nodes)
		for i := range v {
			v[i] = math.Pow(p.node(i), float64(degree))
		}
		p.apply([][]float64{v})
		n := float64(degree + 1)
		want := (math.Pow(1.5, n) - math.Pow(-0.5, n)) / n
		if relErr(p.integral[0], want) > 1e-14 {
			t.Errorf("degree %d: %.17g, want %.17g", degree, p.integral[0], want)
		}
		if exact := p.error[0] < 1e-13*want; exact != (degree <= 13) {
			t.Errorf("degree %d: rules differ by %g", degree, p.error[0])
		}
	}
}
