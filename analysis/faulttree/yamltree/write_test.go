package yamltree

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/internal/aralia"
)

func settings(hours float64) expression.Settings { return expression.Settings{MissionTimeHours: hours} }

// rewritten writes a model in both forms and reads it back.
func rewritten(t *testing.T, m *risk.Model) map[string]*risk.Model {
	t.Helper()
	out := map[string]*risk.Model{}
	for name, write := range map[string]func(*bytes.Buffer) ([]string, error){
		"YAML": func(b *bytes.Buffer) ([]string, error) { return WriteYAML(b, m) },
		"JSON": func(b *bytes.Buffer) ([]string, error) { return WriteJSON(b, m) },
	} {
		var text bytes.Buffer
		if _, err := write(&text); err != nil {
			t.Fatal(err)
		}
		if !Is(text.Bytes()) {
			t.Errorf("%s is not recognised:\n%.300s", name, text.String())
		}
		again, err := Parse(name, bytes.NewReader(text.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%.3000s", err, text.String())
		}
		out[name] = again
	}
	return out
}

// uniform is a number in (0, 1) for each key.
func uniform(key string) float64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key))
	return (float64(h.Sum32()) + 0.5) / (1 << 32)
}

// same compares what two models mean: their top events, the trees under them at
// several times and drawn at random, and the keys of their deviates.
func same(t *testing.T, got, want *risk.Model) {
	t.Helper()
	tops := want.NamedTops()
	if !reflect.DeepEqual(got.NamedTops(), tops) {
		t.Fatalf("tops %+v, want %+v", got.NamedTops(), tops)
	}
	for _, at := range []risk.At{{}, {MissionTimeHours: 10}, {MissionTimeHours: 8760}, {MissionTimeHours: 100, Uniform: uniform}} {
		for _, top := range tops {
			a, errA := got.Tree(top.Gate, at)
			b, errB := want.Tree(top.Gate, at)
			if (errA == nil) != (errB == nil) || !reflect.DeepEqual(a, b) {
				t.Fatalf("at %g: %v, %v\n%+v\nwant\n%+v", at.MissionTimeHours, errA, errB, a, b)
			}
		}
	}
	if a, b := got.Inputs().Deviates(), want.Inputs().Deviates(); !reflect.DeepEqual(a, b) {
		t.Errorf("deviates %v, want %v", a, b)
	}
}

func TestRoundTripOfTree(t *testing.T) {
	for name, m := range rewritten(t, risk.FromTree("system", tree)) {
		got, err := m.Tree("system", risk.At{})
		if err != nil || !reflect.DeepEqual(got, tree) {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
	single := tree
	single.Top, single.Gates = "null", nil
	for name, m := range rewritten(t, risk.FromTree("null", single)) {
		if tops := m.NamedTops(); len(tops) != 1 || tops[0].Gate != "null" {
			t.Errorf("%s: %+v", name, tops)
		}
	}
	if compact, err := json.Marshal((&writer{}).document(risk.FromTree("system", tree))); err != nil || !Is(compact) {
		t.Errorf("JSON in one line is not recognised: %v", err)
	}
	if Is([]byte("apiVersion: ninefold/v1\nkind: Mesh\n# kind of FaultTree\n")) {
		t.Error("a mesh is taken for a tree")
	}
}

// everything has each thing that the form can say.
const everything = `<opsa-mef name="plant"><label>A plant &amp; more</label>
<define-fault-tree name="power"><label>Power</label><attributes><attribute name="by" value="us" type="t"/></attributes>
 <define-gate name="top"><label>No "power"</label><or><gate name="c.g"/><atleast min="2"><event name="a"/><event name="b"/><not><event name="d"/></not></atleast>
   <cardinality min="1" max="2"><event name="a"/><event name="h"/><constant value="true"/></cardinality><atleast min="0"><event name="a"/></atleast></or></define-gate>
 <define-gate name="hot"><attributes><attribute name="flavor" value="inhibit"/></attributes><and><event name="a"/><event name="warm"/></and></define-gate>
 <define-gate name="same"><gate name="hot"/></define-gate>
 <define-gate name="never"><constant value="false"/></define-gate>
 <define-component name="c" role="private"><label>gone</label>
  <define-gate name="g"><xor><event name="x"/><iff><event name="a"/><event name="b"/><event name="d"/></iff><imply><event name="a"/><event name="b"/></imply></xor></define-gate>
  <define-basic-event name="x"><exponential><parameter name="l"/><system-mission-time/></exponential></define-basic-event>
  <define-parameter name="l" unit="years-1"><lognormal-deviate><float value="0.1"/><float value="3"/><float value="0.95"/></lognormal-deviate></define-parameter>
 </define-component>
 <define-basic-event name="a"><label>1 &lt; 2</label><mul><float value="0.5"/><parameter name="q"/></mul></define-basic-event>
 <define-CCF-group name="both" model="alpha-factor"><members><basic-event name="b"/><basic-event name="d"/></members>
  <distribution><GLM><float value="0"/><parameter name="r" unit="hours-1"/><float value="1e-2"/><system-mission-time/></GLM></distribution>
  <factors><factor level="1"><uniform-deviate><float value="0.8"/><float value="0.9"/></uniform-deviate></factor><factor level="2"><float value="0.1"/></factor></factors></define-CCF-group>
</define-fault-tree>
<define-fault-tree name="second"><define-gate name="two"><and><gate name="shared"/><basic-event name="w"/><basic-event name="u"/><basic-event name="v"/></and></define-gate></define-fault-tree>
<define-substitution name="s" type="t"><label>excluded</label><hypothesis><and><basic-event name="w"/><basic-event name="u"/></and></hypothesis><target><constant value="false"/></target></define-substitution>
<define-gate name="shared"><or><basic-event name="w"/></or></define-gate>
<model-data>
 <define-basic-event name="warm"><beta-deviate><float value="2"/><float value="3"/></beta-deviate></define-basic-event>
 <define-basic-event name="w"><Weibull><float value="1e4"/><float value="1.5"/><float value="10"/><system-mission-time/></Weibull></define-basic-event>
 <define-basic-event name="u"><histogram><bin><float value="1"/><float value="0.1"/></bin><bin><float value="2"/><uniform-deviate><float value="0"/><float value="1"/></uniform-deviate></bin></histogram></define-basic-event>
 <define-basic-event name="v"><switch><case><lt><system-mission-time unit="years"/><float value="0.5"/></lt><float value="0.125"/></case><ite><bool value="true"/><float value="0.25"/><pi/></ite></switch></define-basic-event>
 <define-basic-event name="test"><periodic-test><float value="1e-4"/><float value="1e-2"/><float value="700"/><float value="100"/><system-mission-time/></periodic-test></define-basic-event>
 <define-house-event name="h"><label>switch</label><constant value="true"/></define-house-event>
 <define-parameter name="q"><min><int value="1"/><gamma-deviate><float value="2"/><float value="0.1"/></gamma-deviate></min></define-parameter>
 <define-parameter name="r" unit="fit"><abs><normal-deviate><float value="1e4"/><float value="10"/></normal-deviate></abs></define-parameter>
</model-data></opsa-mef>`

func TestRoundTripOfEverything(t *testing.T) {
	m, err := openpsa.Parse("x.xml", strings.NewReader(everything), openpsa.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	warnings, err := WriteYAML(&text, m)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"gate top: atLeast from 0 of 1 inputs is always true and written so",
		"private names: 3 are written with the path of what they stand in",
		"components: 1 become part of their fault tree; their labels and attributes are left out",
	}
	for i := range want {
		if i == 0 { // it stands in another
			want[i] = strings.Replace(want[i], "gate top", "gate within another", 1)
		}
	}
	if !reflect.DeepEqual(warnings, want) {
		t.Errorf("%q, want %q", warnings, want)
	}
	for _, line := range []string{"label: A plant & more", `label: No "power"`, "name: by, value: us, type: t", "op: inhibit, inputs: [a], condition: warm", "op: transfer, inputs: [hot]", "label: 1 < 2", "label: switch", "label: excluded"} {
		if !strings.Contains(text.String(), line) {
			t.Errorf("%s is not in\n%s", line, text.String())
		}
	}
	for _, again := range rewritten(t, m) {
		same(t, again, m)
		var second bytes.Buffer
		if _, err := WriteYAML(&second, again); err != nil || second.String() != text.String() {
			t.Errorf("%v, written again it is\n%s\nnot\n%s", err, second.String(), text.String())
		}
	}
}

// What cannot be said is reported.
func TestWarnings(t *testing.T) {
	m, err := openpsa.Parse("x.xml", strings.NewReader(`<opsa-mef><define-event-tree name="e"><define-sequence name="s"/><initial-state><sequence name="s"/></initial-state></define-event-tree>
<define-initiating-event name="i" event-tree="e"><float value="1"/></define-initiating-event>
<define-fault-tree name="f"><define-gate name="g"><basic-event name="undefined"/></define-gate></define-fault-tree></opsa-mef>`), openpsa.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	warnings, err := WriteYAML(&text, m)
	if err != nil || len(warnings) != 2 || !strings.HasPrefix(warnings[0], "event trees: 1 are left out") || !strings.HasPrefix(warnings[1], "initiating events: 1 ") {
		t.Errorf("%v, %q", err, warnings)
	}
	if !strings.Contains(text.String(), "{id: undefined, probability: null}") {
		t.Errorf("an event without a probability is lost:\n%s", text.String())
	}
	bad := risk.FromTree("t", tree)
	bad.Data.Groups = []risk.Group{{Name: "g", Model: "beta-factor"}}
	bad.Data.Parameters = []risk.Parameter{{Expr: expression.Expr{Op: expression.Histogram}}}
	if _, err := WriteYAML(&text, bad); err == nil || strings.Count(err.Error(), "yamltree: ") != 3 {
		t.Errorf("%v", err)
	}
}

func TestRoundTripAralia(t *testing.T) {
	for _, name := range []string{"chinese", "das9601", "edfpa14b", "isp9605"} {
		m, err := openpsa.Parse(name, bytes.NewReader(aralia.Read(t, name+".xml")), openpsa.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, again := range rewritten(t, m) {
			same(t, again, m)
		}
	}
}

// FuzzParse checks that no input makes Parse panic, and that what it accepts is
// written and read back with the same meaning, in both forms, and the same text.
func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add(`{"apiVersion":"ninefold/v1","kind":"FaultTree","top":"e","events":[{"id":"e","probability":0.5}]}`)
	f.Add(head + "top: 1\nevents: [{id: 1, probability: 1e-320}]")
	f.Add("a: &a [*a]")
	f.Add(head + "name: n\ntrees: [{name: a, gates: [{id: g, op: inhibit, inputs: [e], condition: {constant: false}}]}]\nevents: [{id: e, probability: {beta: {alpha: 1, beta: {parameter: p}}}}]\nparameters: [{id: p, value: 2, unit: fit}]")
	f.Add(head + "gates: [{id: g, op: cardinality, max: 1, inputs: [m, {op: not, inputs: [h]}]}]\nhouse: [{id: h, state: true}]\ncommonCauses: [{id: c, model: mgl, members: [m, n], probability: {exponential: {rate: 1}}, factors: [{uniform: {min: 0, max: 1}}]}]\nsubstitutions: [{hypothesis: m, target: [n]}]")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse("x", strings.NewReader(text))
		if err != nil {
			return
		}
		var first bytes.Buffer
		if _, err := WriteYAML(&first, m); err != nil {
			t.Fatal(err)
		}
		for _, again := range rewritten(t, m) {
			same(t, again, m)
			var second bytes.Buffer
			if _, err := WriteYAML(&second, again); err != nil || second.String() != first.String() {
				t.Fatalf("%v, written again it is\n%s\nnot\n%s", err, second.String(), first.String())
			}
			for _, top := range m.NamedTops() {
				if got, err := m.Tree(top.Gate, risk.At{}); err == nil && got.Validate() != nil {
					t.Fatalf("%v in %+v", got.Validate(), got)
				}
			}
		}
	})
}
