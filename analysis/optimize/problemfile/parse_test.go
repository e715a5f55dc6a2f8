package problemfile

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/optimize"
)

const head = "apiVersion: ninefold/v1\nkind: RedundancyAllocation\n"

const whole = head + `resources: [{name: cost, limit: 9.5}, {name: mass}]
subsystems:
  - {name: a, k: 2, min: 3, max: 4, mixed: true, components: [{name: x, reliability: 0.999999999, uses: {cost: 1.5}}]}
  - {name: b, optional: true, components: [{name: x, unreliability: 1e-12, uses: {cost: 1, mass: 2}}]}
  - {name: c, max: 1, components: [{name: x, reliability: 9e-1}]}
tree: {series: [a, {parallel: [b, {subsystem: c}]}]}
minimize: mass
reliability: 0.9999
`

func TestParse(t *testing.T) {
	p, err := Parse("whole.yaml", strings.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	limit := 9.5
	want := &optimize.Problem{
		Resources: []optimize.Resource{{Name: "cost", Limit: &limit}, {Name: "mass"}},
		Subsystems: []optimize.Subsystem{
			{Name: "a", K: 2, Min: 3, Max: 4, Mixed: true, Components: []optimize.Component{{Name: "x", Unreliability: 1e-9, Uses: map[string]float64{"cost": 1.5}}}},
			{Name: "b", Optional: true, Components: []optimize.Component{{Name: "x", Unreliability: 1e-12, Uses: map[string]float64{"cost": 1, "mass": 2}}}},
			{Name: "c", Max: 1, Components: []optimize.Component{{Name: "x", Unreliability: 0.1, Uses: map[string]float64{}}}},
		},
		Structure: optimize.Structure{Tree: &optimize.Block{Series: []optimize.Block{
			{Subsystem: "a"}, {Parallel: []optimize.Block{{Subsystem: "b"}, {Subsystem: "c"}}},
		}}},
		Minimize: "mass", MaxUnreliability: 1e-4,
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("read %+v\nwant %+v", p, want)
	}
}

func TestProblems(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "f:1:1: the file is empty"},
		{"a: [", "f:1:1: this is not YAML"},
		{"a: 1\n---\nb: 1", "f:2:1: the file holds more than one document"},
		{"[]", "f:1:1: want a mapping"},
		{"kind: Tree\nsubsystems: []", "f:1:1: kind is \"Tree\", not RedundancyAllocation"},
		{head + "subsytems: []", "f:3:1: unknown key \"subsytems\"; did you mean \"subsystems\"?"},
		{head, "f:1:1: has no subsystems"},
		{head + "subsystems: []", "f:3:13: nothing to choose from"},
		{head + "subsystems: []\nsubsystems: []", "f:4:1: key \"subsystems\" comes twice"},
		{head + "subsystems: &a []", "f:3:13: anchors and aliases are refused"},
		{head + "subsystems: [{name: a, k: 1.5, components: []}]", "f:3:27: \"1.5\" is no whole number"},
		{head + "subsystems: [{name: a, optional: 3, components: []}]", "f:3:34: \"3\" is no true or false"},
		{head + "subsystems: [{name: a, max: 1, components: [{name: x, reliability: .nan}]}]", "f:3:68: \".nan\" is no finite number"},
		{head + "subsystems: [{name: a, max: 1, components: [{name: x, reliability: 1.5}]}]", "f:3:68: \"1.5\" is not between 0 and 1"},
		{head + "subsystems: [{name: a, max: 1, components: [{name: x, reliability: 0}]}]", "f:3:45: unreliability outside [0, 1)"},
		{head + "subsystems: [{name: a, max: 1, components: [{name: x, reliability: 0.5, unreliability: 0.5}]}]", "f:3:73: reliability and unreliability say the same"},
		{head + "subsystems: [{name: a, max: 1, components: [{name: x, reliability: 0.5}]}]\ntree: {parallel: [a, b]}", "f:4:22: name is missing, unknown"},
		{head + "subsystems: [{name: a, max: 1, components: [{name: x, reliability: 0.5}]}]\npathSets: [[a], [b]]", "f:4:17: name is missing, unknown"},
		{head + "subsystems: [{name: a, max: 1, components: [{name: x, reliability: 0.5}]}]\nminimize: cost\nreliability: 0.5", "f:4:11: name is missing, unknown"},
	}
	for _, tt := range tests {
		_, err := Parse("f", strings.NewReader(tt.text))
		var list problem.List
		if !errors.As(err, &list) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %s", tt.text, err, tt.want)
		}
	}
	deep := head + "subsystems: [{name: a, max: 1, components: [{name: x, reliability: 0.5}]}]\ntree: " + strings.Repeat("{series: [", 300) + "a" + strings.Repeat("]}", 300)
	if _, err := Parse("f", strings.NewReader(deep)); err == nil || !strings.Contains(err.Error(), "nested deeper") {
		t.Error(err)
	}
}

// FuzzParse checks what every input must obey: Parse does not panic, and what it
// accepts is valid and either has an allocation, or is refused.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(head + "subsystems: [{name: a, max: 2, components: [{name: x, reliability: 1e-320}]}]"))
	f.Add([]byte(head + "resources: [{name: c, limit: 1e15}]\nsubsystems: [{name: a, components: [{name: x, reliability: 1, uses: {c: 1e-300}}]}]"))
	f.Add([]byte(head + "subsystems: [{name: a, max: 1, components: [{name: x, reliability: 0.5}]}]\npathSets: [[a]]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("fuzz", strings.NewReader(string(data)))
		if err != nil {
			return
		}
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		if len(p.Subsystems) > 4 {
			return
		}
		for _, s := range p.Subsystems {
			if s.Max == 0 || s.Max > 4 || len(s.Components) > 4 {
				return // may take long, and is right to
			}
		}
		r, err := optimize.Solve(context.Background(), *p, optimize.Options{Starts: 1, States: 1000, Nodes: 1000})
		if err == nil && !(r.Unreliability >= 0 && r.Unreliability <= 1) {
			t.Fatalf("unreliability %v", r.Unreliability)
		}
	})
}
