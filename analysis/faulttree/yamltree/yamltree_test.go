package yamltree

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/problem"
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

func TestParse(t *testing.T) {
	got, err := Parse("x.yaml", strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, tree) {
		t.Errorf("%+v\nwant %+v", got, tree)
	}
}

func TestRoundTrip(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) error{
		"YAML": func(b *bytes.Buffer) error { return WriteYAML(b, tree) },
		"JSON": func(b *bytes.Buffer) error { return WriteJSON(b, tree) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		got, err := Parse(name, bytes.NewReader(out.Bytes()))
		if err != nil || !reflect.DeepEqual(got, tree) {
			t.Errorf("%s: %v, %+v from\n%s", name, err, got, out.String())
		}
		if !Is(out.Bytes()) {
			t.Errorf("%s is not recognised:\n%s", name, out.String())
		}
	}
	if compact, err := json.Marshal(document{APIVersion, Kind, tree}); err != nil || !Is(compact) {
		t.Errorf("JSON in one line is not recognised: %v", err)
	}
	if Is([]byte("apiVersion: ninefold/v1\nkind: Mesh\n# kind of FaultTree\n")) {
		t.Error("a mesh is taken for a tree")
	}
}

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
color: red
`, []string{
			`1:1: apiVersion is "ninefold/v2", not ninefold/v1`, `3:6: want a text`, `5:29: want a list`, `5:32: key "id" comes twice`,
			`6:5: has no id`, `7:5: anchors and aliases are refused; write the value out`, `8:5: anchors and aliases are refused; write the value out`,
			`10:26: "high" is no number`, `11:5: has no probability`, `12:5: want a mapping`,
			`13:1: unknown key "color"; known are apiVersion, events, gates, house, kind, top`,
		}},
		{"tree", `apiVersion: ninefold/v1
kind: FaultTree
top: g
gates:
  - {id: g, op: or, inputs: [e, z]}
  - {id: h, op: atLeast, k: 3, inputs: [e, e]}
events:
  - {id: e, probability: 2}
`, []string{
			`5:5: "g": `, `6:5: "h": `, `8:5: "e": `, // what is wrong, the engine says
		}},
		{"syntax", "kind: FaultTree\n a: [\n", []string{`2:1: this is not YAML: mapping values are not allowed in this context`}},
		{"empty", "", []string{`1:1: the file is empty`}},
		{"list", "- 1", []string{`1:1: a fault tree is a mapping that begins with kind: FaultTree`}},
		{"two documents", "kind: FaultTree\n---\na: 1\n", []string{`2:1: the file holds more than one document`}},
		{"not a number", "apiVersion: ninefold/v1\nkind: FaultTree\ntop: e\nevents: [{id: e, probability: .nan}]", []string{`4:10: "e": `}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("x.yaml", strings.NewReader(tt.text))
			var list problem.List
			if !errors.As(err, &list) {
				t.Fatal(err)
			}
			for i, p := range list {
				if i >= len(tt.want) || !strings.HasPrefix(p.String(), "x.yaml:"+tt.want[i]) {
					t.Errorf("unexpected: %s", p)
				}
			}
			if len(list) != len(tt.want) {
				t.Errorf("%d problems, want\n%s", len(list), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// FuzzParse checks that no input makes Parse panic, and that what it accepts is
// written and read back the same, in both forms.
func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add(`{"apiVersion":"ninefold/v1","kind":"FaultTree","top":"e","events":[{"id":"e","probability":0.5}]}`)
	f.Add("apiVersion: ninefold/v1\nkind: FaultTree\ntop: 1\nevents: [{id: 1, probability: 1e-320}]")
	f.Add("a: &a [*a]")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Parse("x", strings.NewReader(text))
		if err != nil {
			return
		}
		var asYAML, asJSON bytes.Buffer
		if err := errors.Join(WriteYAML(&asYAML, got), WriteJSON(&asJSON, got)); err != nil {
			t.Fatal(err)
		}
		for _, out := range []string{asYAML.String(), asJSON.String()} {
			again, err := Parse("x", strings.NewReader(out))
			if err != nil || !reflect.DeepEqual(again, got) {
				t.Fatalf("%v: %+v became %+v in\n%s", err, got, again, out)
			}
		}
	})
}
