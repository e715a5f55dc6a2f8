package yamltree

import (
	"strings"
	"testing"
)

// Everything that is wrong is reported at once, with line and column.
func TestProblems(t *testing.T) {
	tests := []struct {
		name string
		text string
		want []string
	}{
		{"fields", `apiVersion: ninefold/v2
kind: FaultTree
top: [x]
gates:
  - {id: g, op: or, inputs: e, id: h}
  - {op: or, inputs: [e]}
  - &anchor {id: i, op: or, inputs: [e]}
  - *anchor
events:
  - {id: e, probability: high}
  - {id: f}
  - text
  - {id: "", probabilitu: 1, label: [x]}
house: [{id: h2, state: "true"}]
color: red
`, []string{
			`1:1: apiVersion is "ninefold/v2", not ninefold/v1`, `3:6: want a text`, `5:29: want a list`, `5:32: key "id" comes twice`,
			`6:5: has no id`, `7:5: anchors and aliases are refused; write the value out`, `8:5: anchors and aliases are refused; write the value out`,
			`10:26: "high" is no number`, `11:5: has no probability`, `12:5: want a mapping`, `13:5: has no probability`, `13:10: an ID is not empty`,
			`13:14: unknown key "probabilitu"; did you mean "probability"?; known are `, `13:37: want a text`, `14:25: "true" is no true or false`,
			`15:1: unknown key "color"; known are apiVersion, attributes, commonCauses, events, gates, house, kind, label, name, parameters, substitutions, top, trees`,
		}},
		{"tree", head + `top: G
gates:
  - {id: g, op: or, inputs: [e, z]}
  - {id: h, op: atLeast, k: 3, inputs: [e, e]}
  - {id: i, op: nott, inputs: [e]}
  - {id: j, op: not, inputs: [e, e], k: 1, max: 2}
  - {id: k, op: cardinality, k: 2, max: 1, inputs: [e, e]}
  - {id: l, op: inhibit, inputs: [e]}
  - {id: m, op: and, inputs: [{op: or, inputs: [e], id: x}, {op: inhibit, inputs: [e], condition: e}, [e]]}
  - {id: n, op: or, inputs: [], condition: e}
  - {id: o, op: iff, inputs: [e, {constant: 1}]}
  - {id: p, op: atLeast, inputs: [e]}
  - {id: q, op: or, k: 1.5, inputs: [null]}
events:
  - {id: e, probability: 2}
  - {id: e, probability: .nan}
  - {id: pump-a, probability: 0.5, ratePerHour: -1}
  - {id: g, probability: 0, ratePerHour: fast}
`, []string{
			`3:6: the top event "G" is not defined; did you mean "g"?`,
			`5:33: input "z" is not defined`, `6:5: at least 3 of 2 inputs`, `7:5: unknown op "nott"; did you mean "not"?; known are and, `,
			`8:5: not has 2 inputs, not 1`, `8:5: k = 1, but op not has none`, `8:5: max = 2, but op not has none`, `9:5: 2 to 1 of 2 inputs`,
			`10:5: a condition and the op inhibit go together`, `11:53: unknown key "id"; known are `, `11:88: unknown key "condition"; known are inputs, k, max, op`,
			`11:103: want a text`, `12:5: has no inputs`, `12:5: a condition and the op inhibit go together`, `13:45: "1" is no true or false`,
			`14:5: at least 0 of 1 inputs`, `15:24: "1.5" is no whole number`, `15:38: want a text`,
			`17:26: probability 2 is not between 0 and 1`, `18:10: the ID "e" is taken in line 17`, `18:26: ".nan" is no number`,
			`19:49: rate -1 is negative`, `20:10: the ID "g" is taken in line 5`, `20:42: "fast" is no number`,
		}},
		{"expressions", head + `top: e
events:
  - {id: e, probability: {xponential: {rate: 1}}}
  - {id: f, probability: {exponential: {rat: 1}}}
  - {id: g, probability: {exponential: {}}}
  - {id: h, probability: {lognormal: {mean: 1, sigma: 2}}}
  - {id: i, probability: {add: 1}}
  - {id: j, probability: {pow: [1, 2, 3]}}
  - {id: k, probability: [1]}
  - {id: l, probability: {parameter: lamda}}
  - {id: m, probability: {parameter: {name: lambda, unit: hours}}}
  - {id: n, probability: {histogram: {bins: []}}}
  - {id: o, probability: {mul: [{uniform: {min: 0, max: high}}, {missionTime: days}]}}
  - {id: p, probability: {add: [1], mul: [2]}}
  - {id: q, probability: {periodicTest: {rate: 1, interval: {uniform: {min: 1, max: 2}}}}}
  - {id: r, probability: {switch: {cases: [{if: true}]}}}
parameters:
  - {id: lambda, value: 1, unit: hours-1}
  - {id: lambda, value: 1}
  - {id: mu, unit: furlongs}
  - {id: a, value: {parameter: b}}
`, []string{
			`5:27: unknown expression "xponential"; did you mean "exponential"?; known are `, `6:41: unknown key "rat"; did you mean "rate"?; known are rate, time`,
			`7:40: has no rate`, `8:38: mean, sigma do not go together`, `9:32: add takes a list`, `10:26: pow takes 2 arguments, has 3`,
			`11:26: an expression is a number, or one operation with what it is applied to: `, `12:38: parameter "lamda" is not defined; did you mean "lambda"?`,
			`13:38: unit hours-1 cannot be converted to hours`, `14:26: histogram takes at least 2 arguments, has 1`, `15:57: "high" is no number`,
			`15:79: unknown unit "days"`, `16:26: an expression is a number, or one`, `17:41: has no firstTest, which an interval that is drawn at random does not give`,
			`18:35: has no else`, `18:44: has no then`, `21:10: the ID "lambda" is taken in line 20`, `22:5: has no value`, `22:20: unknown unit "furlongs"`,
			`23:32: parameter "b" is not defined`,
		}},
		{"cycles", head + `top: g
gates: [{id: g, op: or, inputs: [{op: not, inputs: [h]}]}, {id: h, op: or, inputs: [g]}]
parameters:
  - {id: a, value: {neg: {parameter: b}}}
  - {id: b, value: {parameter: a}}
`, []string{`4:9: "g": cycle: g -> h -> g`, `6:5: "a": cycle: a -> b -> a`}},
		{"groups", head + `top: t
gates: [{id: t, op: or, inputs: [a, b]}]
commonCauses:
  - {id: g, model: beta, members: [a], probability: 1, factors: [1, 1]}
  - {id: h, model: gamma, members: [b, c], probability: 1, factors: [1]}
  - {id: i, model: mgl, members: [c, d, t], probability: 1, factors: []}
  - {id: j, model: phi, members: [e, f], probability: 1, factors: [1, 1, 1]}
  - {id: k, members: [x, x], model: alpha, factors: [1]}
  - {id: l, members: [y, y], model: alpha, probability: 1, factors: [1]}
substitutions:
  - {hypothesis: a, source: [t]}
`, []string{
			`6:5: 1 members, needs at least 2`, `6:5: factor of level 2: beta-factor takes the levels from 1 to 1 without gap`,
			`7:5: unknown model "gamma"`, `8:5: member "c" is in group "h" already`, `8:41: member "t" is a gate, not an event`,
			`9:5: factor of level 3: phi-factor takes the levels from 1 to 2 without gap`, `10:5: has no probability`, `11:5: member "y" is listed twice`,
			`13:30: want the ID of an event`,
		}},
		{"trees", head + `top: a
trees:
  - {name: x, top: a, gates: [{id: a, op: or, inputs: [e]}]}
  - {name: x, top: b}
  - {gates: []}
events: [{id: e, probability: 1}]
`, []string{
			`3:6: top has no place beside trees: each of them may have its own`, `6:5: another tree is called "x"`,
			`6:20: the top event "b" is not defined`, `7:5: has no name`,
		}},
		{"syntax", "kind: FaultTree\n a: [\n", []string{`2:1: this is not YAML: mapping values are not allowed in this context`}},
		{"empty", "", []string{`1:1: the file is empty`}},
		{"list", "- 1", []string{`1:1: a fault tree is a mapping that begins with kind: FaultTree`}},
		{"nothing", head, []string{`1:1: has neither gates nor a top event`}},
		{"two documents", "kind: FaultTree\n---\na: 1\n", []string{`2:1: the file holds more than one document`}},
		{"not a number", head + "top: e\nevents: [{id: e, probability: .inf}]", []string{`4:31: ".inf" is no number`}},
		{"deep", head + "top: e\nevents: [{id: e, probability: " + strings.Repeat("{neg: ", 200) + "1" + strings.Repeat("}", 200) + "}]",
			[]string{`4:1231: expressions stand in each other more than 200 deep`}},
		{"explosion", head + "top: m1\ncommonCauses: [{id: g, model: alpha, probability: 1, members: [m1" + many(200, ", m%") + "], factors: [1" + strings.Repeat(", 1", 100) + "]}]",
			[]string{`4:16: 201 members up to level 101 have more than 100000 common causes`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := problems(t, tt.text)
			for i, p := range list {
				if i >= len(tt.want) || !strings.HasPrefix(p.String(), "x.yaml:"+tt.want[i]) {
					t.Errorf("unexpected: %s", p)
				}
			}
			if len(list) != len(tt.want) || t.Failed() {
				t.Errorf("%d problems, want\n%s", len(list), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func many(n int, pattern string) string {
	var out strings.Builder
	for i := range n {
		out.WriteString(strings.ReplaceAll(pattern, "%", string(rune('A'+i/26))+string(rune('a'+i%26))))
	}
	return out.String()
}
