package openpsa

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
)

func parse(t testing.TB, text string) *risk.Model {
	t.Helper()
	m, err := Parse("model.xml", strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// model is a file of one fault tree.
func model(body string) string {
	return `<opsa-mef><define-fault-tree name="FT">` + body + `</define-fault-tree></opsa-mef>`
}

// examples returns the models in testdata. What they mean is tested in package risk.
func examples(t testing.TB) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, name := range []string{"phased", "consequences"} {
		data, err := os.ReadFile(filepath.Join("testdata", name+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(data)
	}
	return texts
}

// The example of components in the format's own description: local names, names
// of other containers and full paths. [MEF] chapter Fault Tree Layer.
const components = `<opsa-mef><define-fault-tree name="FT">
<define-gate name="TOP"><or><gate name="A.G1"/><gate name="FT.A.G2"/><gate name="G3"/></or></define-gate>
<define-component name="A" role="private">
 <define-gate name="G1"><and><basic-event name="BE1"/><basic-event name="B.BE2"/></and></define-gate>
 <define-gate name="G2"><and><basic-event name="BE1"/><basic-event name="FT.A.B.BE3"/></and></define-gate>
 <define-basic-event name="BE1"><float value="1.2e-3"/></define-basic-event>
 <define-component name="B">
  <define-basic-event name="BE2"><parameter name="p"/></define-basic-event>
  <define-basic-event name="BE3"><float value="5.2e-3"/></define-basic-event>
  <define-parameter name="p"><float value="2.4e-3"/></define-parameter>
 </define-component>
</define-component>
<define-component name="C">
 <define-gate name="G3"><and><basic-event name="FT.A.BE1"/><basic-event name="BE2"/></and></define-gate>
 <define-basic-event name="BE2" role="private"><float value="1.6e-3"/></define-basic-event>
</define-component>
</define-fault-tree></opsa-mef>`

func TestNames(t *testing.T) {
	m := parse(t, components)
	tree, err := m.Tree("TOP", risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, e := range tree.Events {
		got[e.ID] = e.Probability
	}
	want := map[string]float64{"FT.A.BE1": 1.2e-3, "FT.A.B.BE2": 2.4e-3, "FT.A.B.BE3": 5.2e-3, "FT.C.BE2": 1.6e-3}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
	for _, g := range tree.Gates {
		if g.ID == "G3" && !reflect.DeepEqual(g.Inputs, []string{"FT.A.BE1", "FT.C.BE2"}) {
			t.Errorf("G3 %v", g.Inputs)
		}
	}
}

// What is written is read back as the same model.
func TestRoundTrip(t *testing.T) {
	texts := examples(t)
	texts["all"], texts["components"] = all, components
	for name, text := range texts {
		m := parse(t, text)
		var out bytes.Buffer
		if err := Write(&out, m); err != nil {
			t.Fatal(err)
		}
		again, err := Parse("again.xml", bytes.NewReader(out.Bytes()), Options{})
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out.String())
		}
		m.Warnings, again.Warnings = nil, nil // which say where
		if !reflect.DeepEqual(m, again) {
			t.Errorf("%s: another model was read back from\n%s", name, out.String())
		}
	}
}

// A tree of ours survives the way out and back.
func TestFromTree(t *testing.T) {
	want := faulttree.Tree{
		Top: "top",
		Gates: []faulttree.Gate{
			{ID: "top", Op: faulttree.AtLeast, K: 2, Inputs: []string{"a", "g", "h"}},
			{ID: "g", Op: faulttree.Cardinality, K: 0, Max: 1, Inputs: []string{"a", "b", "top.1"}},
			{ID: "top.1", Op: faulttree.Imply, Inputs: []string{"b", "a"}},
		},
		House:  []faulttree.HouseEvent{{ID: "h", State: true}},
		Events: []faulttree.BasicEvent{{ID: "a", Probability: 0.1}, {ID: "b", Probability: 1e-300}},
	}
	var out bytes.Buffer
	if err := Write(&out, risk.FromTree("x.y", want)); err != nil {
		t.Fatal(err)
	}
	m := parse(t, out.String())
	got, err := m.Tree(m.Tops()[0].Gate, risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v\n%s", got, want, out.String())
	}
}
