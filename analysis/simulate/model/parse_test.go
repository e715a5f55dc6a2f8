package model

import (
	"math"
	"strings"
	"testing"
)

const good = `apiVersion: ninefold/v1
kind: Simulation
components:
  - {id: a, life: {weibull: {shape: 2, scale: 8000}}, repair: {exponential: {mean: 8}}, crew: day, stock: parts, cost: 3}
  - {id: c, life: {mixture: [{weight: 0.25, fixed: 10}, {weight: 0.75, rate: 0.01}]}}
  - {id: d, life: {competing: [{rate: 0.01}, {modifiedWeibull: {rate: 1e-4, shape: 0.5, wear: 1e-3}}]}}
  - {id: b, life: {gamma: {shape: 2, scale: 50}}, maintenance: {every: 100, duration: {normal: {mean: 9, sigma: 1}}}}
top: both
downCost: 11
gates: [{id: both, atLeast: 2, of: [a, b]}]
crews: [{id: day, size: 1, preemptive: true, cost: 5}]
stocks: [{id: parts, parts: 2, lead: {loglogistic: {shape: 3, scale: 5}}, cost: 7}]
shocks: [{id: flood, interval: {rate: 1e-5}, targets: [a, b]}]
cascades: [{source: a, targets: [b], factor: 2}]
storms: [{id: load, members: [a, b], demand: 1, capacity: 1, retries: 3, backoff: 0.5, waste: 0.1, exponent: 1}]
measures: [reliability]
times: [8760]
`

// FuzzParse checks that whatever the input, Parse does not panic, and that what it
// accepts is valid.
func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Add("kind: [")
	f.Add(strings.ReplaceAll(good, "[a, b]", "[]"))
	f.Add("components: [{id: a, life: {rate: .nan}}]\ntop: *x")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse("f.yaml", strings.NewReader(text))
		if err != nil {
			return
		}
		if err := m.Model.Validate(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestParse(t *testing.T) {
	m, err := Parse("f.yaml", strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	x := m.Model
	if x.Components[0].Life.Mean() < 7000 || x.Components[3].Life.Mean() != 100 || x.Components[1].Life.Mean() < 77 || x.Components[1].Life.Mean() > 78 || x.Components[2].Life.Survival(100) > math.Exp(-1) || x.Components[3].Maintenance.First != 100 || x.Gates[0].K != 2 ||
		!x.Crews[0].Preemptive || x.Crews[0].Cost+x.Stocks[0].Cost+x.Components[0].Cost+x.DownCost != 26 || x.Stocks[0].Parts != 2 || x.Shocks[0].Probability != 1 || x.Cascades[0].Factor != 2 || x.Storms[0].Waste != 0.1 || m.Question.Hours[0] != 8760 {
		t.Errorf("%+v", m)
	}
}

// All that is wrong comes at once, each at its place: form first, and where that is
// right, what the model says of itself.
func TestProblems(t *testing.T) {
	head := "apiVersion: ninefold/v1\nkind: Simulation\n"
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"", []string{"f.yaml:1:1: the file is empty"}},
		{"- a", []string{"f.yaml:1:1: a simulation is a mapping that begins with kind: Simulation"}},
		{"kind: Chain\napiVersion: v0", []string{`kind is "Chain", not Simulation`, `apiVersion is "v0", not ninefold/v1`, "f.yaml:1:1: has no components", "f.yaml:1:1: has no top"}},
		{head + `components:
- {id: a, life: {rate: .nan}, crew: [x]}
- {id: b, life: {rate: 0, fixed: -1}, priority: 0.5, asOld: maybe, lief: 1}
- {id: c, life: {mixture: [{rate: 1}, {weight: 1, rate: 1, fixed: 2}]}, repair: {weibul: {}}}
- &d {id: e, life: {rate: 1}}
top: [a]
gates: [{id: g, and: [a], of: [b]}, {or: a}]
crews: {id: x}
measures: [mttff]
times: [soon]
`, []string{
			`f.yaml:4:24: ".nan" is no finite number`, "f.yaml:4:37: want a text", "f.yaml:5:24: rate 0 is not positive", "f.yaml:5:34: time -1 is not positive", "f.yaml:5:17: want one distribution, not 2",
			`f.yaml:5:49: "0.5" is no whole number up to 1e+09`, `f.yaml:5:61: "maybe" is no true or false`, `f.yaml:5:68: unknown key "lief"; did you mean "life"?`,
			"f.yaml:6:28: want a weight and one distribution", "f.yaml:6:39: want a weight and one distribution", "f.yaml:7:3: anchors and aliases are refused", `f.yaml:6:82: unknown key "weibul"; did you mean "weibull"?`, "f.yaml:8:6: want a text",
			"f.yaml:9:9: a gate is one of and, or, atLeast with of", "f.yaml:9:42: want a list", "f.yaml:9:37: has no id", "f.yaml:10:8: want a list",
			`f.yaml:11:12: unknown measure "mttff"; did you mean "mttf"?`, `f.yaml:12:9: "soon" is no finite number`,
		}},
		{head + `components:
- {id: a, life: {lognormal: {mu: 0, sigma: -1}}, repair: {rate: 1}, crew: night}
- {id: a, life: {rate: 1}, stock: parts, maintenance: {every: -1, duration: {rate: 1}}}
top: g
gates:
- {id: g, atLeast: 3, of: [h, b]}
- {id: h, and: [g]}
storms: [{id: s, members: [a, x], demand: 3, capacity: 1}]
cascades: [{source: y, targets: [a], probability: 2}]
`, []string{
			"f.yaml:4:17: components[0].life: ", `f.yaml:4:75: components[0].crew: crew "night" is not defined`, `f.yaml:5:3: components[1]: another one is called "a"`,
			"f.yaml:5:3: components[1]: has a crew or a stock and no repair", `f.yaml:5:35: components[1].stock: stock "parts" is not defined`, "f.yaml:5:55: components[1].maintenance: first after -1",
			"f.yaml:8:3: gates[0]: at least 3 of 2 inputs", `f.yaml:8:31: gates[0].inputs[1]: "b" is not defined`, "f.yaml:8:3: gates[0]: is an input of itself: g → h → g",
			`f.yaml:10:31: storms[0].members[1]: component "x" is not defined`, "f.yaml:10:10: storms[0]: demand 3 is more", `component "y" is not defined`, "f.yaml:11:12: cascades[0]: probability 2",
		}},
	} {
		_, err := Parse("f.yaml", strings.NewReader(tt.text))
		if err == nil {
			t.Fatalf("no error for\n%s", tt.text)
		}
		var missing []string
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				missing = append(missing, want)
			}
		}
		if len(missing) > 0 || strings.Count(err.Error(), "\n")+1 != len(tt.want) {
			t.Errorf("%q are not in\n%v\nor there are others than %d", missing, err, len(tt.want))
		}
	}
}
