package uncertainty

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

func oneAtATime(t *testing.T, s Study, opt TornadoOptions) Tornado {
	t.Helper()
	o, err := OneAtATime(context.Background(), s, opt)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Where the top is a formula, so are swings and elasticities.
func TestTornadoReference(t *testing.T) {
	m, k, a := 0.01, 0.02, 0.03
	quantile := func(mean, factor, sign float64) float64 {
		mu, sigma := shape(mean, factor)
		return math.Exp(mu + sign*z95*sigma)
	}
	tests := []struct {
		name   string
		source string
		study  Study
		want   []Swing
	}{
		{
			"and", "T = ab: quantile of one times mean of the other; T is proportional to both",
			gate(t, faulttree.And, exprs{"a": lognormal(m, 3), "b": lognormal(k, 5)}),
			[]Swing{
				{Input: "event b", Low: m * quantile(k, 5, -1), High: m * quantile(k, 5, 1), Elasticity: ptr(1.)},
				{Input: "event a", Low: k * quantile(m, 3, -1), High: k * quantile(m, 3, 1), Elasticity: ptr(1.)},
			},
		}, {
			"or", "T = a+b-ab: dT/da·a/T = (1-b)a/T",
			gate(t, faulttree.Or, exprs{"a": lognormal(m, 3), "b": lognormal(k, 1.1)}),
			[]Swing{
				{Input: "event a", Low: k + (1-k)*quantile(m, 3, -1), High: k + (1-k)*quantile(m, 3, 1), Elasticity: ptr((1 - k) * m / (m + k - m*k))},
				{Input: "event b", Low: m + (1-m)*quantile(k, 1.1, -1), High: m + (1-m)*quantile(k, 1.1, 1), Elasticity: ptr((1 - m) * k / (m + k - m*k))},
			},
		}, {
			"rate", "T = 1-e^(-λt): dT/dλ·λ/T = λt·e^(-λt)/T",
			gate(t, faulttree.Or, exprs{"a": expression.Of(expression.Exponential, expression.Of(expression.UniformDeviate, expression.Num(0), expression.Num(0.06)), expression.Num(10))}),
			[]Swing{{Input: "event a/1", Low: -math.Expm1(-0.03), High: -math.Expm1(-0.57), Elasticity: ptr(10 * a * math.Exp(-10*a) / -math.Expm1(-10*a))}},
		}, {
			"good news", "T = 1-a falls",
			gate(t, faulttree.Not, exprs{"a": expression.Of(expression.UniformDeviate, expression.Num(0), expression.Num(1))}),
			[]Swing{{Input: "event a", Low: 0.95, High: 0.05, Elasticity: ptr(-1.)}},
		}, {
			"at the end", "T = a, which is at most 1: no small rise there",
			gate(t, faulttree.Or, exprs{"a": expression.Of(expression.NormalDeviate, expression.Num(1), expression.Num(0.1))}),
			[]Swing{{Input: "event a", Low: 1 - 0.1*z95, High: 1}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := oneAtATime(t, tt.study, TornadoOptions{}).Tops[0].Swings
			if len(got) != len(tt.want) {
				t.Fatalf("%+v", got)
			}
			for i, w := range tt.want {
				g := got[i]
				if g.Input != w.Input || relErr(g.Low, w.Low) > 1e-12 || relErr(g.High, w.High) > 1e-12 || relErr(g.Width, math.Abs(w.High-w.Low)) > 1e-11 {
					t.Errorf("%+v, want %+v (source: %s)", g, w, tt.source)
				}
				if (g.Elasticity == nil) != (w.Elasticity == nil) || w.Elasticity != nil && relErr(*g.Elasticity, *w.Elasticity) > 1e-8 {
					t.Errorf("elasticity %v, want %v (source: %s)", g.Elasticity, w.Elasticity, tt.source)
				}
			}
		})
	}
	if c := oneAtATime(t, tests[4].study, TornadoOptions{}).Clipped; len(c) != 1 || c[0] != (Clip{"a", 0, 2}) {
		t.Errorf("clipped %+v, want at the high quantile and at the rise", c)
	}
}

func ptr[T any](x T) *T { return &x }

// Inputs fill many blocks, and each is moved by itself in its own rows.
func TestTornadoOfManyInputs(t *testing.T) {
	events := exprs{}
	for i := range 900 {
		events[fmt.Sprintf("e%03d", i)] = expression.Of(expression.UniformDeviate, expression.Num(0), expression.Num(float64(i)*1e-7))
	}
	reported := 0
	o := oneAtATime(t, gate(t, faulttree.Or, events), TornadoOptions{Level: 0.5, Workers: 2, Progress: func(done, _ int) { reported = done }})
	if reported != 3600 || len(o.Tops[0].Swings) != 900 {
		t.Fatalf("%d rows reported, %d swings", reported, len(o.Tops[0].Swings))
	}
	for i, s := range o.Tops[0].Swings {
		top := float64(899-i) * 1e-7 // T is the sum but for 1e-9 of products: 0.04²
		if s.Input != fmt.Sprintf("event e%03d", 899-i) || math.Abs(s.Width-top/2) > 0.05*top {
			t.Fatalf("swing %d: %+v, want about %g", i, s, top/2)
		}
	}
	if !slices.IsSortedFunc(o.Tops[0].Swings, func(a, b Swing) int { return -cmpFloat(a.Width, b.Width) }) {
		t.Error("not sorted")
	}
}

func cmpFloat(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
