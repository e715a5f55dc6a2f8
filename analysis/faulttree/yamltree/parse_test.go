package yamltree

import (
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/faulttree/risk"
)

const sample = `# two of three
apiVersion: ninefold/v1
kind: FaultTree
top: system
gates:
  - {id: system, op: atLeast, k: 2, inputs: [a, b, "null"]}
  - id: b
    op: or
    inputs:
      - c
      - "a"
events:
  - {id: a, probability: 0.01}
  - {id: "null", probability: 1e-300, ratePerHour: 1e-4}
  - {id: c, probability: 1}
`

var tree = faulttree.Tree{
	Top: "system",
	Gates: []faulttree.Gate{
		{ID: "system", Op: faulttree.AtLeast, K: 2, Inputs: []string{"a", "b", "null"}},
		{ID: "b", Op: faulttree.Or, Inputs: []string{"c", "a"}},
	},
	Events: []faulttree.BasicEvent{{ID: "a", Probability: 0.01}, {ID: "null", Probability: 1e-300, RatePerHour: 1e-4}, {ID: "c", Probability: 1}},
}

// head begins every document.
const head = "apiVersion: ninefold/v1\nkind: FaultTree\n"

func parseModel(t *testing.T, text string) *risk.Model {
	t.Helper()
	m, err := Parse("x.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return m
}

func TestParse(t *testing.T) {
	got, err := parseTree("x.yaml", strings.NewReader(sample), 0)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, tree) {
		t.Errorf("%+v\nwant %+v", got, tree)
	}
}

// What documents of the first version may leave out still may be.
func TestParseOlderDocuments(t *testing.T) {
	for _, text := range []string{
		"top: e\nevents: [{id: e, probability: 0.5}]",
		"top: e\ngates: null\nevents: [{id: e, probability: 0.5}]\nhouse: []",
		"top: g\ngates: [{id: g, op: cardinality, max: 1, inputs: [e, e]}, {id: unused, op: or, k: 0, inputs: [e]}]\nevents: [{id: e, probability: 0.5}]",
		"top: inner\ngates: [{id: outer, op: or, inputs: [inner, e]}, {id: inner, op: not, inputs: [e]}]\nevents: [{id: e, probability: 0.5}]",
		"top: g\ngates: [{id: g, op: and, inputs: [e, h]}]\nevents: [{id: e, probability: 5e-1}]\nhouse: [{id: h, state: true}]",
		`{"top": "1", "gates": [{"id": "1", "op": "or", "inputs": ["2"]}], "events": [{"id": "2", "probability": 1}]}`,
	} {
		if text[0] == '{' {
			text = `{"apiVersion": "ninefold/v1", "kind": "FaultTree", ` + text[1:]
		} else {
			text = head + text
		}
		got, err := parseTree("x.yaml", strings.NewReader(text), 0)
		if err != nil || len(got.Events) != 1 {
			t.Errorf("%v, %+v from\n%s", err, got, text)
		}
	}
}

// Values of expressions at 1000 hours, by their definitions.
func TestExpressions(t *testing.T) {
	const hours = 1000
	tests := []struct {
		text   string
		want   float64
		source string
	}{
		{"{exponential: {rate: 1e-3}}", 0.63212055882855768, "1 − 1/e"},
		{"{exponential: {rate: 1e-3, time: 2000}}", 0.86466471676338731, "1 − 1/e²"},
		{"{exponential: {rate: {parameter: {name: yearly, unit: hours-1}}}}", 0.63212055882855768, "8.76 a year are 1e-3 an hour"},
		{"{glm: {rate: 1e-3, repairRate: 1e-3}}", 0.43233235838169365, "λ/(λ+μ)·(1 − e^−2)"},
		{"{glm: {onDemand: 1, rate: 0, repairRate: 1e-3}}", 0.36787944117144233, "e^−μt"},
		{"{weibull: {scale: 1000, shape: 2}}", 0.63212055882855768, "1 − e^−(t/η)^β"},
		{"{weibull: {scale: 500, shape: 1, shift: 500}}", 0.63212055882855768, "500 hours after the shift"},
		{"{periodicTest: {rate: 1e-3, interval: 750}}", 1 - math.Exp(-0.25), "250 hours after the test at 750"},
		{"{periodicTest: {rate: 1e-3, interval: 750, firstTest: 600}}", 1 - math.Exp(-0.4), "400 hours after the test at 600"},
		{"{periodicTest: {rate: 1e-3, repairRate: 0, interval: 750}}", 1 - math.Exp(-1), "never repaired"},
		{"{periodicTest: {rate: 1e-3, testRate: 1e-3, repairRate: 0, interval: 750, firstTest: 750, testFailure: 0, testDuration: 0, availableInTest: 1, coverage: 1, badRestart: 0}}", 1 - math.Exp(-1), "the same in long"},
		{"{lognormal: {mean: 1e-3, errorFactor: 3}}", 1e-3, "its mean"},
		{"{lognormal: {mean: 1e-3, errorFactor: 3, level: 0.9}}", 1e-3, "its mean"},
		{"{lognormal: {mu: 0, sigma: 0.5}}", math.Exp(0.125), "e^(μ + σ²/2)"},
		{"{normal: {mean: 0.25, deviation: 0.01}}", 0.25, "its mean"},
		{"{uniform: {min: 0.25, max: 0.75}}", 0.5, "its mean"},
		{"{gamma: {shape: 2, scale: 0.125}}", 0.25, "kθ"},
		{"{beta: {alpha: 1, beta: 3}}", 0.25, "α/(α+β)"},
		{"{histogram: {bins: [{upper: 1, value: 0.25}, {upper: 4, value: 0.5}]}}", 0.4375, "(1·0.25 + 3·0.5)/4"},
		{"{histogram: {lower: 3, bins: [{upper: 4, value: 0.25}]}}", 0.25, "one bin"},
		{"{parameter: half}", 0.5, "its value"},
		{"{add: [0.1, {mul: [2, 0.2]}, {neg: 0.25}]}", 0.25, "0.1 + 0.4 − 0.25"},
		{"{sub: [1, 0.5, 0.25]}", 0.25, "1 − 0.5 − 0.25"},
		{"{div: [missionTime, 2000]}", 0.5, "1000/2000"},
		{"{mul: [{missionTime: years}, 8.76]}", 1, "1000/8760 years"},
		{"{min: [0.5, {max: [0.1, 0.2]}, {mean: [0.2, 0.6]}]}", 0.2, "the least"},
		{"{pow: [{sqrt: 0.25}, 2]}", 0.25, "0.5²"},
		{"{sin: {div: [pi, 2]}}", 1, "sin π/2"},
		{"{exp: {neg: {log: 2}}}", 0.5, "e^−ln 2"},
		{"{ite: {if: {gt: [missionTime, 500]}, then: 0.5, else: 0.25}}", 0.5, "1000 > 500"},
		{"{switch: {cases: [{if: false, then: 0.1}, {if: {and: [true, {not: false}]}, then: 0.2}], else: 0.3}}", 0.2, "the second"},
		{"{add: [{testInitiatingEvent: i}, {testFunctionalEvent: {name: f, state: s}}]}", 0, "no event tree"},
		{"0x1", 1, "YAML 1.2"},
	}
	for _, tt := range tests {
		text := head + "top: e\nevents: [{id: e, probability: " + tt.text + "}]\n" +
			"parameters: [{id: half, value: 0.5}, {id: yearly, value: 8.76, unit: years-1}]\n"
		m, err := Parse("x.yaml", strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		in := m.Inputs()
		got, err := in.Parameters.At(settings(hours)).Value("e", in.Events["e"])
		if err != nil || !(math.Abs(got-tt.want) <= 1e-14*tt.want) {
			t.Errorf("%s = %v, %v; want %v (%s)", tt.text, got, err, tt.want, tt.source)
		}
	}
}

// Quantiles of uncertain numbers, by closed forms.
func TestDeviates(t *testing.T) {
	tests := []struct {
		text   string
		level  float64
		want   float64
		source string
	}{
		{"{div: [{lognormal: {mean: 1, errorFactor: 3}}, {exp: -0.22305111362850397}]}", 0.95, 3, "the error factor over the median e^(−σ²/2), σ = ln 3/1.644853627"},
		{"{gamma: {shape: 1, scale: 2}}", 0.5, 2 * math.Ln2, "exponential"},
		{"{beta: {alpha: 1, beta: 2}}", 0.75, 0.5, "1 − (1−x)²"},
		{"{uniform: {min: 1, max: 3}}", 0.75, 2.5, "linear"},
		{"{normal: {mean: 5, deviation: 2}}", 0.95, 5 + 2*1.6448536269514722, "quantile of the normal distribution"},
		{"{lognormal: {mu: 1, sigma: 2}}", 0.5, math.E, "the median e^μ"},
		{"{histogram: {lower: 1, bins: [{upper: 2, value: 5}, {upper: 5, value: 6}]}}", 0.2, 5, "the first quarter"},
	}
	for _, tt := range tests {
		m := parseModel(t, head+"top: e\nevents: [{id: e, probability: "+tt.text+"}]\n")
		set := settings(0)
		set.Uniform = func(string) float64 { return tt.level }
		got, err := expression.System{}.At(set).Value("e", m.Inputs().Events["e"])
		if err != nil || !(math.Abs(got-tt.want) <= 1e-9*tt.want) {
			t.Errorf("%s at %g is %v, %v; want %v (%s)", tt.text, tt.level, got, err, tt.want, tt.source)
		}
	}
}

// Nested gates, constants, inhibit and transfer become formulas.
func TestGates(t *testing.T) {
	m := parseModel(t, head+`top: t
gates:
  - {id: t, op: or, inputs: [i, {op: not, inputs: [{op: and, inputs: [b, {constant: true}]}]}]}
  - {id: i, label: too hot, op: inhibit, inputs: [tr], condition: c}
  - {id: tr, op: transfer, inputs: [a]}
events: [{id: a, probability: 0.5}, {id: b, probability: 0.5}, {id: c, probability: 0.5}]
`)
	got, err := m.Tree("t", risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	want := []faulttree.Gate{
		{ID: "t/2/1", Op: faulttree.And, Inputs: []string{"b", "[true]"}},
		{ID: "t/2", Op: faulttree.Not, Inputs: []string{"t/2/1"}},
		{ID: "t", Op: faulttree.Or, Inputs: []string{"i", "t/2"}},
		{ID: "i", Op: faulttree.And, Inputs: []string{"tr", "c"}},
		{ID: "tr", Op: faulttree.Or, Inputs: []string{"a"}},
	}
	if !reflect.DeepEqual(got.Gates, want) {
		t.Errorf("%+v\nwant %+v", got.Gates, want)
	}
	if g := m.FaultTrees[0].Gates[1]; g.Note(risk.FlavorNote) != "inhibit" || g.Label != "too hot" {
		t.Errorf("%+v", g)
	}
}

// Trees of one file share names; gates outside of them are tops of none.
func TestTrees(t *testing.T) {
	m := parseModel(t, head+`name: plant
label: all of it
trees:
  - {name: power, top: p, gates: [{id: p, op: or, inputs: [a, shared]}, {id: spare, op: not, inputs: [a]}]}
  - {name: cooling, label: of water, gates: [{id: c, op: and, inputs: [p, a]}, {id: d, op: transfer, inputs: [shared]}]}
gates: [{id: shared, op: or, inputs: [b]}, {id: free, op: or, inputs: [b]}]
events: [{id: a, probability: 0.5}, {id: b, probability: 0.25}]
`)
	if m.Name != "plant" || m.Label != "all of it" || m.FaultTrees[1].Label != "of water" || len(m.Data.Gates) != 2 {
		t.Errorf("%+v", m)
	}
	want := []risk.Top{{FaultTree: "power", Gate: "p"}, {FaultTree: "cooling", Gate: "c"}, {FaultTree: "cooling", Gate: "d"}}
	if got := m.NamedTops(); !reflect.DeepEqual(got, want) {
		t.Errorf("tops %+v, want %+v", got, want)
	}
	if _, err := parseTree("x.yaml", strings.NewReader(head+"gates: [{id: a, op: or, inputs: [e]}, {id: b, op: or, inputs: [e]}]\nevents: [{id: e, probability: 1}]"), 0); err == nil {
		t.Error("one of two top events was taken")
	}
}

// A beta factor leaves (1−β)·Q to each member and gives β·Q to both [NUREG/CR-4780].
func TestCommonCauses(t *testing.T) {
	m := parseModel(t, head+`top: t
gates: [{id: t, op: and, inputs: [a, b]}]
events: [{id: a, label: pump}]
commonCauses:
  - {id: g, label: both, model: beta, members: [a, b], probability: 0.5, factors: [0.25]}
`)
	got, err := m.Tree("t", risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	p := map[string]float64{}
	for _, e := range got.Events {
		p[e.ID] = e.Probability
	}
	if want := map[string]float64{"[a]": 0.375, "[b]": 0.375, "[a b]": 0.125}; !reflect.DeepEqual(p, want) {
		t.Errorf("%v, want %v", p, want)
	}
	three := parseModel(t, head+"top: a\ncommonCauses: [{id: g, model: beta, members: [a, b, c], probability: 1, factors: [0]}]")
	if f := three.FaultTrees[0].Groups[0].Factors[0]; f.Level != 3 {
		t.Errorf("the beta factor of three has level %d", f.Level)
	}
	if g := m.FaultTrees[0].Groups[0]; g.Model != "beta-factor" || g.Factors[0].Level != 2 || g.Label != "both" {
		t.Errorf("%+v", g)
	}
}

func problems(t *testing.T, text string) problem.List {
	t.Helper()
	_, err := Parse("x.yaml", strings.NewReader(text))
	var list problem.List
	if !errors.As(err, &list) {
		t.Fatalf("%v\n%s", err, text)
	}
	return list
}

// parseTree reads the tree of the only top event of a file.
func parseTree(name string, r io.Reader, hours float64) (faulttree.Tree, error) {
	m, err := Parse(name, r)
	if err != nil {
		return faulttree.Tree{}, err
	}
	tops := m.NamedTops()
	if len(tops) != 1 {
		return faulttree.Tree{}, fmt.Errorf("%d top events", len(tops))
	}
	return m.Tree(tops[0].Gate, risk.At{MissionTimeHours: hours})
}
