package uncertainty

import (
	"context"
	"fmt"
	"math"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
)

// A truth is the indices of an input by their formula.
type truth struct{ first, total float64 }

// ofProduct returns the indices of the product of independent variables, whose
// variance is Π(mᵢ²+vᵢ) - Πmᵢ²: by itself input i explains vᵢ·Πmⱼ² of it, and what
// the others leave is vᵢ·Π(mⱼ²+vⱼ), j ≠ i.
func ofProduct(means, variances []float64) []truth {
	squares, moments := 1.0, 1.0
	for i, m := range means {
		squares *= m * m
		moments *= m*m + variances[i]
	}
	var out []truth
	for i, m := range means {
		v := variances[i]
		out = append(out, truth{v * squares / (m * m) / (moments - squares), v * moments / (m*m + v) / (moments - squares)})
	}
	return out
}

// ishigami is sin x₁ + 7·sin² x₂ + 0.1·x₃⁴·sin x₁ with x uniform from -π to π, a
// function that indices are commonly tested with, plus 20.
func ishigami(t *testing.T) (Study, map[string]truth) {
	of, num, pi := expression.Of, expression.Num, expression.Expr{Op: expression.Pi}
	s := gate(t, faulttree.Or, exprs{"e": num(1)})
	uniform := expression.Definition{Expr: of(expression.UniformDeviate, of(expression.Neg, pi), pi)}
	s.Inputs.Parameters = expression.System{"x1": uniform, "x2": uniform, "x3": uniform}
	x1, x2, x3 := expression.Param("x1"), expression.Param("x2"), expression.Param("x3")
	s.Factors = exprs{"top": of(expression.Add, num(20),
		of(expression.Sin, x1),
		of(expression.Mul, num(7), of(expression.Pow, of(expression.Sin, x2), num(2))),
		of(expression.Mul, num(0.1), of(expression.Pow, x3, num(4)), of(expression.Sin, x1)))}
	// T. Ishigami, T. Homma, 1990, doi 10.1109/ISUMA.1990.151285, a = 7, b = 0.1.
	p4 := math.Pow(math.Pi, 4)
	v1 := (1 + 0.1*p4/5) * (1 + 0.1*p4/5) / 2
	v2 := 49. / 8
	v13 := 0.01 * p4 * p4 * 8 / 225
	v := v1 + v2 + v13
	return s, map[string]truth{"parameter x1": {v1 / v, (v1 + v13) / v}, "parameter x2": {v2 / v, v2 / v}, "parameter x3": {0, v13 / v}}
}

func TestSobolReference(t *testing.T) {
	means, variances := []float64{0.02, 0.3, 0.1}, []float64{spread(0.02, 2), spread(0.3, 1.3), spread(0.1, 1.5)}
	events := exprs{"a": lognormal(0.02, 2), "b": lognormal(0.3, 1.3), "c": lognormal(0.1, 1.5)}
	named := func(of []truth) map[string]truth {
		return map[string]truth{"event a": of[0], "event b": of[1], "event c": of[2]}
	}
	_, wanted := ishigami(t)
	study, _ := ishigami(t)
	tests := []struct {
		name  string
		study Study
		want  map[string]truth
	}{
		{"product", gate(t, faulttree.And, events), named(ofProduct(means, variances))},
		// 1-T is the product of the 1-p, with the same variance and interactions.
		{"union", gate(t, faulttree.Or, events), named(ofProduct([]float64{0.98, 0.7, 0.9}, variances))},
		{"ishigami", study, wanted},
	}
	for _, tt := range tests {
		for _, method := range []Method{LatinHypercube, MonteCarlo} {
			t.Run(tt.name+" "+string(method), func(t *testing.T) {
				x, err := Sobol(context.Background(), tt.study, SobolOptions{Samples: 8000, Seed: 4, Method: method, Confidence: 0.999, Resamples: 500})
				if err != nil {
					t.Fatal(err)
				}
				if len(x.Tops[0].Inputs) != len(tt.want) || x.Evaluations != 40_000 || x.LeftOut != 0 {
					t.Fatalf("%+v", x)
				}
				sum, before := 0.0, math.Inf(1)
				for _, in := range x.Tops[0].Inputs {
					want := tt.want[in.Input]
					checkIndex(t, in.Input+" first", in.First, want.first)
					checkIndex(t, in.Input+" total", in.Total, want.total)
					if sum += in.First.Value; in.Total.Value > before {
						t.Error("not sorted")
					}
					before = in.Total.Value
				}
				if relErr(*x.Tops[0].SumFirst, sum) > 1e-12 {
					t.Errorf("sum %g, want %g", *x.Tops[0].SumFirst, sum)
				}
			})
		}
	}
}

// checkIndex expects the truth within bounds that one in a thousand misses, and not far
// from the estimate.
func checkIndex(t *testing.T, name string, got Bounded, want float64) {
	t.Helper()
	if !(*got.Low <= want && want <= *got.High) || math.Abs(got.Value-want) > 0.06 {
		t.Errorf("%s: %g in [%g, %g], want %g", name, got.Value, *got.Low, *got.High, want)
	}
}

// With a sum, shares of variance are the indices, first and total alike, and add
// up to 1.
func TestSobolOfSum(t *testing.T) {
	s := gate(t, faulttree.Or, exprs{"e": expression.Num(1)})
	uniform := func(width float64) expression.Expr {
		return expression.Of(expression.UniformDeviate, expression.Num(0), expression.Num(width))
	}
	s.Factors = exprs{"top": expression.Of(expression.Add, uniform(1), uniform(2), uniform(3))}
	x, err := Sobol(context.Background(), s, SobolOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, in := range x.Tops[0].Inputs {
		width := float64(3 - i)
		if want := width * width / 14; in.Input != fmt.Sprintf("factor top/%g", width) || math.Abs(in.First.Value-want) > 0.04 || math.Abs(in.Total.Value-want) > 0.03 {
			t.Errorf("%+v, want %g", in, want)
		}
	}
	// Width² / 12 are the variances.
	if top := x.Tops[0]; relErr(top.StandardDeviation, math.Sqrt(14./12)) > 0.02 || relErr(top.Mean, 3) > 0.01 || math.Abs(*top.SumFirst-1) > 0.05 {
		t.Errorf("%+v, sum %g", top, *top.SumFirst)
	}
}

// An input that a top does not depend on has indices of 0, exactly for its total.
func TestSobolOfIdleInput(t *testing.T) {
	s := gate(t, faulttree.And, exprs{"a": lognormal(0.01, 2), "b": lognormal(0.02, 2)}, "a")
	x, err := Sobol(context.Background(), s, SobolOptions{Samples: 500})
	if err != nil {
		t.Fatal(err)
	}
	if in := x.Tops[1].Inputs; in[1].Input != "event b" || in[1].Total.Value != 0 || in[1].First.Value != 0 || *in[1].Total.High != 0 || math.Abs(in[0].Total.Value-1) > 0.2 {
		t.Errorf("%+v", in)
	}
}

// The bootstrap holds the truth about as often as it says: of 100 seeds 95, with a
// deviation of 2.2, and somewhat less with so few samples of skewed terms.
func TestSobolBoundsCover(t *testing.T) {
	s, want := ishigami(t)
	hits := map[string]int{}
	for seed := range uint64(100) {
		x, err := Sobol(context.Background(), s, SobolOptions{Samples: 400, Seed: seed, Method: MonteCarlo, Resamples: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range x.Tops[0].Inputs {
			for name, b := range map[string]struct {
				Bounded
				want float64
			}{"first": {in.First, want[in.Input].first}, "total": {in.Total, want[in.Input].total}} {
				if *b.Low <= b.want && b.want <= *b.High {
					hits[in.Input+" "+name]++
				}
			}
		}
	}
	t.Log(hits)
	for input := range want {
		for _, name := range []string{input + " first", input + " total"} {
			if hits[name] < 86 {
				t.Errorf("%s: %d of 100", name, hits[name])
			}
		}
	}
}

// Of many inputs those that matter are analysed, which is said, and their indices
// are those they have among all.
func TestSobolScreens(t *testing.T) {
	events := exprs{"a": lognormal(0.02, 2), "b": lognormal(0.02, 2)}
	for i := range 200 {
		events[fmt.Sprintf("small%d", i)] = lognormal(1e-5, 2)
	}
	total := 0
	x, err := Sobol(context.Background(), gate(t, faulttree.Or, events), SobolOptions{Limit: 2, Samples: 8192, Progress: func(_, all int) { total = all }})
	if err != nil {
		t.Fatal(err)
	}
	in := x.Tops[0].Inputs
	if x.Inputs != 202 || x.LeftOut != 200 || len(in) != 2 || x.Evaluations != 4*8192 || total != 4*8192 {
		t.Fatalf("%+v", x)
	}
	for _, i := range in {
		if i.Input != "event a" && i.Input != "event b" || math.Abs(i.First.Value-0.5) > 0.06 || math.Abs(i.Total.Value-0.5) > 0.06 {
			t.Errorf("%+v, want half each", i)
		}
	}
	if _, err := Sobol(context.Background(), Study{}, SobolOptions{Samples: 1, Resamples: 1, Confidence: 2, Method: "dice"}); err == nil {
		t.Error("no error")
	}
}
