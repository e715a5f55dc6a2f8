package model

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ninefold/analysis/dist"
	"ninefold/analysis/faulttree/problem"
	"ninefold/analysis/rbd/blocks"
)

const everything = `apiVersion: ninefold/v1
kind: BlockDiagram
label: "All: of it"
components:
  - {id: a, mttf: 1000, mttr: 8, label: A}
  - {id: b, life: {exponential: {mttf: 1000}}, repair: {exponential: {mttf: 8}}}
  - {id: w, life: {weibull: {shape: 2, scale: 900, shift: 10}}, repair: {lognormal: {mu: 2, sigma: 1}}}
  - {id: g, life: {gamma: {shape: 2, rate: 0.01}}}
  - {id: l, life: {loglogistic: {shape: 2, scale: 100}}}
  - {id: "12", reliability: 0.75}
  - {id: s, standby: {units: [{count: 2, rate: 0.001, dormancy: 0.1, repairRate: 0.1}], needed: 1, switchFailure: 0.02, switchRate: 1, crews: 1}}
  - {id: f, loadSharing: {needed: 1, load: [0.0004, 0.0001], repairRate: 0.1, crews: 2}}
commonCauses:
  - {id: ab, members: [a, b], alpha: [0.9, 0.1], staggered: true}
diagrams:
  - {id: pair, label: Pair, root: {parallel: [a, b]}}
root:
  label: System
  series:
    - {diagram: pair}
    - {diagram: pair, as: copy}
    - {kOfN: [w, g, l], k: 4, weights: [3, 2, 1]}
    - component: "12"
      label: Twelve
    - network:
        source: s
        target: t
        edges:
          - {from: s, to: m, block: s}
          - {from: m, to: t, block: f, directed: true}
          - {from: s, to: t, block: {series: [w, g]}}
          - {from: t, to: m}
        nodes: [{id: m, block: l}]
times: [1, 8760.5]
`

func TestParse(t *testing.T) {
	if !Is([]byte(everything)) || !Is([]byte(`{"apiVersion":"ninefold/v1","kind":"BlockDiagram"}`)) || Is([]byte("kind: FaultTree")) {
		t.Error("Is is wrong")
	}
	m, err := Parse("f", strings.NewReader(everything))
	if err != nil {
		t.Fatal(err)
	}
	s := m.System
	u := blocks.Unit{FailureRate: 0.001, Dormancy: 0.1, RepairRate: 0.1}
	for i, want := range []blocks.Part{
		{ID: "a", Label: "A", Life: dist.Exponential{MTTF: 1000}, Repair: dist.Exponential{MTTF: 8}},
		{ID: "b", Life: dist.Exponential{MTTF: 1000}, Repair: dist.Exponential{MTTF: 8}},
		{ID: "w", Life: dist.Weibull{Shape: 2, Scale: 900, Shift: 10}, Repair: dist.Lognormal{Mu: 2, Sigma: 1}},
		{ID: "g", Life: dist.Gamma{Shape: 2, Rate: 0.01}},
		{ID: "l", Life: dist.Loglogistic{Shape: 2, Scale: 100}},
		{ID: "12", Unavailability: new(float64)},
		{ID: "s", Standby: &blocks.Standby{Needed: 1, Units: []blocks.Unit{u, u}, SwitchFailure: 0.02, SwitchRate: 1, Crews: 1}},
		{ID: "f", Sharing: &blocks.Sharing{Needed: 1, Load: []float64{0.0004, 0.0001}, RepairRate: 0.1, Crews: 2}},
	} {
		if want.Unavailability != nil {
			*want.Unavailability = 0.25
		}
		if !reflect.DeepEqual(s.Components[i], want) {
			t.Errorf("component %d = %+v, want %+v", i, s.Components[i], want)
		}
	}
	if want := (blocks.Group{ID: "ab", Members: []string{"a", "b"}, Alpha: []float64{0.9, 0.1}, Staggered: true}); !reflect.DeepEqual(s.Groups[0], want) {
		t.Errorf("group %+v, want %+v", s.Groups[0], want)
	}
	net := s.Root.Blocks[4]
	if s.Root.Label != "System" || s.Root.Blocks[1].As != "copy" || s.Root.Blocks[2].K != 4 || !slices.Equal(s.Root.Blocks[2].Weights, []int{3, 2, 1}) ||
		net.Source != "s" || net.Target != "t" || !net.Edges[1].Directed || net.Edges[3].Block != nil || len(net.Edges[2].Block.Blocks) != 2 || net.Nodes[0].Block.Of != "l" {
		t.Errorf("root %+v", s.Root)
	}
	if !slices.Equal(m.Hours, []float64{1, 8760.5}) {
		t.Errorf("times %v", m.Hours)
	}
	roundTrip(t, m)
}

func roundTrip(t *testing.T, m *Model) {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, m); err != nil {
		t.Fatal(err)
	}
	again, err := Parse("again", bytes.NewReader(out.Bytes()))
	if err != nil || !reflect.DeepEqual(m, again) {
		t.Fatalf("round trip: %v\n%s\n%+v\n%+v", err, out.String(), m, again)
	}
}

// All that is wrong comes at once, each with its place.
func TestParseReportsAll(t *testing.T) {
	const text = `apiVersion: ninefold/v2
kind: BlockDiagram
components:
  - {id: a, mttf: -1}
  - {id: b, mtff: 5}
  - {id: c, life: {weibull: {shape: 2}}}
  - {id: d, reliability: .nan}
  - {id: e, unavailability: 0.1, reliability: 0.9}
  - {id: f, standby: {units: [{rate: 1, count: 2}], needed: 3}}
  - {id: g, loadSharing: {needed: 1, load: [1, -2]}}
  - {id: h, life: {normal: {mu: 1}}}
commonCauses:
  - {id: x, members: [a, z], beta: 2}
diagrams:
  - {id: loop, root: {series: [a, {diagram: loop}]}}
root:
  series:
    - {kOfN: [a, a], k: 3}
    - nobody
    - {series: [a], parallel: [a]}
    - &anchor a
    - {network: {source: s, target: t, edges: [{from: s, to: q, block: a}]}}
    - {label: nothing}
times: [-1]
`
	_, err := Parse("bad.yaml", strings.NewReader(text))
	var list problem.List
	if !errors.As(err, &list) {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, p := range list {
		got[fmt.Sprintf("%d:%d", p.Line, p.Col)] = true
	}
	want := []string{"1:1", "4:19", "5:13", "6:29", "7:26", "8:47", "9:61", "10:48", "11:19", "11:20", "13:26", "13:36", "15:5",
		"18:25", "19:7", "20:31", "21:7", "22:7", "23:7", "24:9"}
	for _, at := range want {
		if !got[at] {
			t.Errorf("nothing at %s", at)
		}
		delete(got, at)
	}
	if len(got) > 0 || t.Failed() {
		t.Errorf("also at %v:\n%v", got, err)
	}
}

// What is wrong with the form of one part does not hide what is wrong with others,
// wherever the lines end, and each fault of like units is said once.
func TestFaultsOfOneLine(t *testing.T) {
	const text = `{apiVersion: ninefold/v1, kind: BlockDiagram, components: [{id: a, mtff: 1}, {id: b, mttf: -1}, {id: d, reliability: 1.2}, ` +
		`{id: s, standby: {units: [{rate: -1, count: 3}, {rate: 1, dormancy: 2}]}}], root: {series: [{kOfN: [a, b], k: 3}, c, {label: x}]}}`
	_, err := Parse("f", strings.NewReader(text))
	var list problem.List
	if !errors.As(err, &list) {
		t.Fatal(err)
	}
	var got []string
	for _, p := range list {
		got = append(got, p.Message)
	}
	want := []string{
		`unknown key "mtff"; did you mean "mttf"?; known are id, label, life, loadSharing, mttf, mttr, reliability, repair, standby, unavailability`,
		"mttf -1 is not positive and finite", "reliability 1.2 is not between 0 and 1", "-1 is negative or not finite", "2 is not between 0 and 1",
		"3 of 2", `component "c" is not defined`, "a block is one of component, series, parallel, kOfN, diagram and network",
	}
	if len(got) != len(want) {
		t.Fatalf("%d problems, want %d:\n%v", len(got), len(want), err)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("problem %q, want %q", got[i], want[i])
		}
	}
}

// A reliability near one leaves an unavailability with all its digits.
func TestReliabilityKeepsDigits(t *testing.T) {
	m, err := Parse("f", strings.NewReader("apiVersion: ninefold/v1\nkind: BlockDiagram\ncomponents: [{id: a, reliability: 0.999999999999}]\nroot: a\n"))
	if err != nil || *m.System.Components[0].Unavailability != 1e-12 {
		t.Errorf("%+v, %v", m, err)
	}
}

// FuzzParse checks what every input must obey: Parse does not panic, and what it
// accepts survives a round trip.
func FuzzParse(f *testing.F) {
	f.Add(everything)
	f.Add("kind: BlockDiagram\nroot: {series: []}\ncomponents: [{id: a, mttf: 1e999}]")
	f.Add("apiVersion: ninefold/v1\nkind: BlockDiagram\ncomponents: [{id: a, unavailability: 0}]\nroot: a\n")
	f.Add("{")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse("f", strings.NewReader(text))
		if err != nil {
			return
		}
		roundTrip(t, m)
	})
}

// What would take too much room as nodes is refused by its text.
func TestTooManyValues(t *testing.T) {
	_, err := Parse("m.yaml", strings.NewReader("kind: BlockDiagram\ncomponents: ["+strings.Repeat("{},", maxValues/2)+"]\n"))
	if err == nil || !strings.Contains(err.Error(), "more than 3000000 values") {
		t.Errorf("%.200v", err)
	}
}
