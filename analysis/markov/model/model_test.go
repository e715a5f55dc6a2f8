package model

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/markov"
	"ninefold/analysis/markov/generate"
)

const head = "apiVersion: ninefold/v1\nkind: MarkovChain\n"

const pumps = head + `label: "Two pumps: one crew"
parameters:
  - {id: lambda, value: 1e-3, label: failures of a pump per hour}
  - {id: mttr, value: 8}
  - {id: mu, value: 1 / mttr}
states:
  - {id: both, initial: 1}
  - {id: one, label: one pump works}
  - {id: none}
up: [both, one]
sets:
  - {id: degraded, states: [one]}
transitions:
  - {from: both, to: one, rate: 2 * lambda}
  - {from: one, to: none, rate: lambda}
  - {from: one, to: both, rate: mu}
  - {from: none, to: one, rate: "max(mu, 0)"}
rewards:
  - {id: flow, states: [{state: both, perHour: 100}, {state: one, perHour: 60}]}
  - {id: callouts, transitions: [{from: both, to: one, each: 1}]}
measures: [availability, mttf, reliability]
times: [0, 8760]
`

func parsed(t testing.TB, text string) *Model {
	t.Helper()
	m, err := Parse("f.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

func TestParse(t *testing.T) {
	if !Is([]byte(pumps)) || Is([]byte("kind: FaultTree")) {
		t.Error("the kind is not seen")
	}
	m := parsed(t, pumps)
	c, err := m.Chain(nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := markov.Analyze(context.Background(), c, m.Question(), markov.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Birth and death with x = λ/μ: 2x² / (1 + 2x + 2x²); MTTF (3λ+μ)/(2λ²).
	x := 0.008
	if want := 2 * x * x / (1 + 2*x + 2*x*x); relErr(r.System.Unavailability, want) > 1e-13 {
		t.Errorf("unavailability %g, want %g", r.System.Unavailability, want)
	}
	if want := (0.003 + 0.125) / 2e-6; relErr(*r.MTTF.Mean, want) > 1e-13 {
		t.Errorf("MTTF %g, want %g", *r.MTTF.Mean, want)
	}
	if c, err = m.Chain(map[string]float64{"mttr": 4}); err != nil || c.Transitions[2].PerHour != 0.25 {
		t.Errorf("with mttr 4: %+v, %v", c, err)
	}
	if !reflect.DeepEqual(c.Sets, map[string][]int{"up": {0, 1}, "degraded": {1}}) {
		t.Errorf("sets %v", c.Sets)
	}
}

// Everything that is wrong is reported at once, with line and column.
func TestProblems(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"form", `apiVersion: ninefold/v2
kind: MarkovChain
states:
  - {id: a, initial: 1.5}
  - {id: [b]}
  - {label: c, absorbing: perhaps}
parameters:
  - {id: x-y, value: 1}
  - {id: p, value: 2 *}
  - {id: p, value: 1}
  - {id: z, value: 1/0}
transitions:
  - {from: a, to: nowhere, rate: -1}
  - {from: a, to: a, rate: 3 + lamda * (2}
  - {from: a, rate: "  sin(1)", color: red}
  - &x {from: a, to: a, rate: .nan}
up: a
measures: [availability, bliss]
times: [-1, x]
`, []string{
			`1:1: apiVersion is "ninefold/v2", not ninefold/v1`, `4:22: probability 1.5 is not between 0 and 1`, `5:10: want a text`, `6:5: has no id`,
			`6:27: "perhaps" is no true or false`, `8:5: a parameter is called by letters, digits and _, not "x-y"`, `9:23: the formula ends too early`,
			`10:5: another parameter is called "p"`, `11:20: parameter z: div is +Inf`, `13:19: state "nowhere" is not defined`, `13:34: rate -1 is negative`,
			`14:32: parameter "lamda" is not defined`, `14:42: a bracket is not closed`, `15:5: has no to`, `15:24: unknown function "sin"; known are abs, `,
			`15:33: unknown key "color"; known are from, rate, to`, `16:5: anchors and aliases are refused; write the value out`, `17:5: want a list`,
			`18:26: unknown measure "bliss"; known are availability, mttf, `, `19:9: -1 is not between 0 and`, `19:13: "x" is no finite number`,
		}},
		{"structure", head + `states:
  - {id: a, initial: 0.5}
  - {id: b}
  - {id: c, initial: 0.2}
  - {id: d}
  - {id: e, absorbing: true}
  - {id: a}
transitions:
  - {from: a, to: b, rate: 1}
  - {from: b, to: b, rate: 1}
  - {from: e, to: a, rate: 1}
up: []
rewards:
  - {id: r}
  - {id: r, states: [{state: a, perHour: 1e999}]}
`, []string{`17:42: "1e999" is no number`}},
		{"chain", head + `states:
  - {id: a, initial: 0.5}
  - {id: b}
  - {id: c, initial: 0.2}
  - {id: b}
transitions:
  - {from: a, to: b, rate: 1}
  - {from: c, to: c, rate: 1}
up: []
`, []string{`6:22: probabilities sum to 0.7, not to 1`, `7:5: "b" is the name of state 1 as well`, `10:5: leads from "c" to itself`, `11:5: there is no up state`}},
		{"ways", head + `states:
  - {id: a}
  - {id: b}
  - {id: c}
  - {id: d, absorbing: true}
transitions:
  - {from: a, to: b, rate: 1}
  - {from: a, to: d, rate: 1}
  - {from: d, to: a, rate: 1}
`, []string{`5:5: "b" has no way out and is not said to be absorbing`, `6:5: "c" cannot be reached`, `7:5: "d" is said to be absorbing and has a way out`}},
		{"itself", head + "states: [{id: a}]\nparameters:\n  - {id: p, value: 1 + q}\n  - {id: q, value: p}\n", []string{`5:20: parameter q: parameter "p" is defined by itself`, `6:20: parameter p/2: `}},
		{"hints", head + "states: [{id: working}]\nup: [workin]\nparameters: [{id: lambda, value: lamda}]\ntime: [1]\nmeasures: [availabilit]\n", []string{
			`4:6: state "workin" is not defined; did you mean "working"?`, `5:34: parameter "lamda" is not defined; did you mean "lambda"?`,
			`6:1: unknown key "time"; did you mean "times"?; known are `, `7:12: unknown measure "availabilit"; did you mean "availability"?; known are `,
		}},
		{"empty", "", []string{"1:1: the file is empty"}},
		{"two", head + "states: [{id: a}]\n---\na: b\n", []string{"4:1: the file holds more than one document"}},
		{"list", "[1]", []string{"1:1: a chain is a mapping that begins with kind: MarkovChain"}},
		{"tab", "a: b\n\tc", []string{"2:1: this is not YAML: "}},
		{"none", head, []string{"1:1: has no states"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("f.yaml", strings.NewReader(tt.text))
			var list problem.List
			if !errors.As(err, &list) {
				t.Fatalf("error %v", err)
			}
			var got []string
			for _, p := range list {
				got = append(got, p.String())
			}
			for _, want := range tt.want {
				found := false
				for _, g := range got {
					found = found || strings.Contains(g, "f.yaml:"+want) || strings.HasSuffix(g, want)
				}
				if !found {
					t.Errorf("no %q", want)
				}
			}
			if len(got) != len(tt.want) || t.Failed() {
				t.Errorf("%d problems, want %d:\n%s", len(got), len(tt.want), strings.Join(got, "\n"))
			}
		})
	}
}

func TestFormula(t *testing.T) {
	system := expression.System{"a": {Expr: expression.Num(3)}, "b_2": {Expr: expression.Num(0.5)}}
	for text, want := range map[string]float64{
		"1 - 2 - 3": -4, "12 / 3 / 2": 2, "2 + 3 * a": 11, "-2 ^ 2": -4, "2^3^2": 512, "2 ^ -1": 0.5, "(1 + 2) * a": 9, "a*-b_2": -1.5,
		"max(a, 4, 1) - min(a, b_2)": 3.5, "exp(log(a))": 3, "1.5e-3": 0.0015, ".5E1": 5, "sqrt(16) + abs(-1) + ceil(0.2) + floor(1.9) + mean(1, 3) + mod(7, 4) + pow(2, 3) + log10(100)": 22,
		"pi": math.Pi, "--1": 1,
	} {
		e, err := parseFormula(text, func(string, int) {})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := system.At(expression.Settings{}).Value("", e); err != nil || relErr(got, want) > 1e-15 {
			t.Errorf("%s = %v, want %v (%v)", text, got, want, err)
		}
	}
	for _, text := range []string{"", "1 +", "1 2", "(1", "f(1)", "exp()", "exp(1, 2)", "1..2", "1e", "a b", "$", "min(1", strings.Repeat("(", 1000), strings.Repeat("-", 1000) + "1", "pow(1)"} {
		if e, err := parseFormula(text, func(string, int) {}); err == nil {
			t.Errorf("%.20q is read as %+v", text, e)
		}
	}
}

// drawFormula draws formulas of the parameters a, b and c.
func drawFormula(t *rapid.T, depth int) expression.Expr {
	if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		if rapid.Bool().Draw(t, "parameter") {
			return expression.Param(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "name"))
		}
		return expression.Num(rapid.Float64Range(-3, 3).Draw(t, "number"))
	}
	op := rapid.SampledFrom([]expression.Op{
		expression.Add, expression.Sub, expression.Mul, expression.Div, expression.Pow, expression.Neg, expression.Exp, expression.Min, expression.Max, expression.Mean, expression.Sqrt, expression.Log,
	}).Draw(t, "op")
	n := 2
	switch op {
	case expression.Neg, expression.Exp, expression.Sqrt, expression.Log:
		n = 1
	}
	var args []expression.Expr
	for range n {
		args = append(args, drawFormula(t, depth-1))
	}
	if op == expression.Neg && args[0].Op == expression.Number { // which is how it is read
		return expression.Num(-args[0].Value)
	}
	return expression.Of(op, args...)
}

// What is written reads back as the same, whatever the brackets.
func TestFormulaRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawFormula(t, 4)
		text, err := formulaText(e, loose)
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseFormula(text, func(string, int) {})
		if err != nil || !reflect.DeepEqual(again, e) {
			t.Fatalf("%+v is written %s and read %+v (%v)", e, text, again, err)
		}
	})
}

// Brackets are written where they are needed, and only there.
func TestFormulaText(t *testing.T) {
	for _, text := range []string{
		"a - (b - c)", "a - b - c", "a / (b / c)", "a / (b * c)", "a * b / c", "(a^b)^c", "a^b^c", "-(a + b)", "(-a)^2", "-a^2", "a * -b", "a^-2", "(a + b) * c", "min(a, b + c)", "(-2)^a",
	} {
		e, err := parseFormula(text, func(string, int) {})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := formulaText(e, loose); err != nil || again != text {
			t.Errorf("%s is written %s (%v)", text, again, err)
		}
	}
}

// Derivatives agree with differences.
func TestDerivative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawFormula(t, 3)
		at := map[string]float64{}
		m := &Model{}
		for _, name := range []string{"a", "b", "c"} {
			at[name] = rapid.Float64Range(0.1, 2).Draw(t, name)
			m.Parameters = append(m.Parameters, Parameter{ID: name, Value: expression.Num(at[name])})
		}
		value := func(a float64) float64 {
			x, err := m.values(map[string]float64{"a": a}).Value("", e)
			if err != nil {
				t.Skip("not defined")
			}
			return x
		}
		const h = 1e-6
		below, here, above := value(at["a"]-h), value(at["a"]), value(at["a"]+h)
		got, err := (&derivative{m: m, by: "a", values: m.values(nil), known: map[string]float64{}}).of(e)
		if err != nil {
			t.Fatal(err)
		}
		left, right := (here-below)/h, (above-here)/h
		if math.Abs(left-right) > 1e-3*(1+math.Abs(left)) || math.Abs(here) > 1e3 {
			t.Skip("a corner, or steep")
		}
		if want := (above - below) / (2 * h); math.Abs(got-want) > 1e-4*(1+math.Abs(want)) {
			t.Fatalf("derivative %g, by difference %g", got, want)
		}
	})
}

// Models survive being written, and so do chains.
func TestWrite(t *testing.T) {
	var text bytes.Buffer
	m := parsed(t, pumps)
	if err := Write(&text, m); err != nil {
		t.Fatal(err)
	}
	again := parsed(t, text.String())
	m.where, again.where = places{}, places{}
	if !reflect.DeepEqual(m, again) {
		t.Errorf("%+v\nbecame\n%+v\n%s", m, again, text.String())
	}
	c, err := generate.Pool{Nodes: 3, Pods: 4, Needed: 3, NodeFailureRate: 1e-3, NodeRepairRate: 0.1, StartRate: 60}.Chain(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	c.Rewards = []markov.Reward{{ID: "yes", States: []markov.StateReward{{State: 1, PerHour: -2}}, Transitions: []markov.TransitionReward{{From: 0, To: 1, Each: 1e-9}}}}
	c.States[0] = "null"
	text.Reset()
	if err := Write(&text, Of(c)); err != nil {
		t.Fatal(err)
	}
	back, err := parsed(t, text.String()).Chain(nil)
	if err != nil || !reflect.DeepEqual(c, back) {
		t.Errorf("%+v\nbecame\n%+v (%v)", c, back, err)
	}
	unsaid := &Model{States: []State{{ID: "a"}}, Transitions: []Transition{{"a", "a", expression.Of(expression.Sin, expression.Num(1))}}}
	if err := Write(&text, unsaid); err == nil {
		t.Error("a sine was written")
	}
}

// Derivatives of figures by parameters agree with differences of figures, and with
// formulas: of q = λ/(λ+μ), with μ = 1/mttr.
func TestSlopes(t *testing.T) {
	one := parsed(t, head+`parameters: [{id: lambda, value: 0.01}, {id: mttr, value: 4}]
states: [{id: up}, {id: down}]
transitions: [{from: up, to: down, rate: lambda}, {from: down, to: up, rate: 1 / mttr}]
up: [up]
`)
	got := sensitivities(t, one)
	l, m := 0.01, 4.0
	for i, want := range [][3]float64{ // unavailability λm/(1+λm), frequency λ/(1+λm), MTTF 1/λ
		{m / ((1 + l*m) * (1 + l*m)), 1 / ((1 + l*m) * (1 + l*m)), -1 / (l * l)},
		{l / ((1 + l*m) * (1 + l*m)), -l * l / ((1 + l*m) * (1 + l*m)), 0},
	} {
		g := got[i]
		if relErr(g.Unavailability, want[0]) > 1e-13 || relErr(g.FailureFrequency, want[1]) > 1e-13 || relErr(*g.MTTF, want[2]) > 1e-13 || g.Availability != -g.Unavailability {
			t.Errorf("%s: %+v, want %v", g.Parameter, g, want)
		}
	}
	two := parsed(t, pumps)
	for _, g := range sensitivities(t, two) {
		if g.Parameter == "mu" { // follows from mttr
			continue
		}
		var at float64
		for _, q := range two.Parameters {
			if q.ID == g.Parameter {
				at = q.Value.Value
			}
		}
		figures := func(x float64) (float64, float64, float64) {
			c, err := two.Chain(map[string]float64{g.Parameter: x})
			if err != nil {
				t.Fatal(err)
			}
			r, err := markov.Analyze(context.Background(), c, markov.Question{}, markov.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return r.System.Unavailability, r.System.FailureFrequency, *r.MTTF.Mean
		}
		h := at * 1e-5
		u0, f0, m0 := figures(at - h)
		u1, f1, m1 := figures(at + h)
		if relErr(g.Unavailability, (u1-u0)/(2*h)) > 1e-8 || relErr(g.FailureFrequency, (f1-f0)/(2*h)) > 1e-8 || relErr(*g.MTTF, (m1-m0)/(2*h)) > 1e-8 {
			t.Errorf("%+v, by differences %g, %g, %g", g, (u1-u0)/(2*h), (f1-f0)/(2*h), (m1-m0)/(2*h))
		}
	}
	if _, err := two.Slopes(nil, []string{"nu"}); err == nil {
		t.Error("a slope by a parameter there is not")
	}
}

func sensitivities(t *testing.T, m *Model) []markov.Sensitivity {
	t.Helper()
	c, err := m.Chain(nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, q := range m.Parameters {
		names = append(names, q.ID)
	}
	slopes, err := m.Slopes(nil, names)
	if err != nil {
		t.Fatal(err)
	}
	r, err := markov.Analyze(context.Background(), c, markov.Question{Measures: []markov.Measure{markov.Slopes}, Slopes: slopes}, markov.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Slopes.Parameters
}

// FuzzParse checks what every input must obey, however broken: Parse does not panic,
// and what it accepts is written and read back as the same chain.
func FuzzParse(f *testing.F) {
	f.Add(pumps)
	f.Add(head + "states: [{id: a, initial: 1e-320}, {id: b, absorbing: true}]\ntransitions: [{from: a, to: b, rate: 1e308 * 10}]")
	f.Add(head + "states: &a [*a]\nup: {}\nparameters: [{id: p, value: 2^^}]")
	f.Add("kind: [")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse("f", strings.NewReader(text))
		if err != nil {
			return
		}
		c, err := m.Chain(nil)
		if err != nil {
			t.Fatalf("accepted, and then %v", err)
		}
		var out bytes.Buffer
		if err := Write(&out, m); err != nil {
			t.Fatal(err)
		}
		again, err := Parse("g", &out)
		if err != nil {
			t.Fatalf("written as %s: %v", out.String(), err)
		}
		if back, err := again.Chain(nil); err != nil || fmt.Sprint(back) != fmt.Sprint(c) {
			t.Fatalf("%v became %v (%v)", c, back, err)
		}
	})
}
