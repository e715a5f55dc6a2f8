package openpsa

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/problem"
)

func parse(t testing.TB, text string) *Model {
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

// truth evaluates a tree by the definition of its gates.
func truth(t testing.TB, tree faulttree.Tree, state map[string]bool) bool {
	t.Helper()
	gates := map[string]faulttree.Gate{}
	for _, g := range tree.Gates {
		gates[g.ID] = g
	}
	for _, h := range tree.House {
		state[h.ID] = h.State
	}
	var value func(id string) bool
	value = func(id string) bool {
		g, ok := gates[id]
		if !ok {
			v, known := state[id]
			if !known {
				t.Fatalf("no event %q", id)
			}
			return v
		}
		n := 0
		for _, in := range g.Inputs {
			if value(in) {
				n++
			}
		}
		all := len(g.Inputs)
		switch g.Op {
		case faulttree.And:
			return n == all
		case faulttree.Or:
			return n > 0
		case faulttree.AtLeast:
			return n >= g.K
		case faulttree.Cardinality:
			return n >= g.K && n <= g.Max
		case faulttree.Not, faulttree.Nor:
			return n == 0
		case faulttree.Nand:
			return n < all
		case faulttree.Xor:
			return n%2 == 1
		case faulttree.Iff:
			return n == 0 || n == 2
		case faulttree.Imply:
			return !value(g.Inputs[0]) || value(g.Inputs[1])
		}
		t.Fatalf("op %q", g.Op)
		return false
	}
	return value(tree.Top)
}

// probability sums the states in which the top event occurs.
func probabilityOf(t testing.TB, tree faulttree.Tree) float64 {
	t.Helper()
	sum := 0.0
	for bits := range 1 << len(tree.Events) {
		p := 1.0
		state := map[string]bool{}
		for i, e := range tree.Events {
			if state[e.ID] = bits>>i&1 == 1; state[e.ID] {
				p *= e.Probability
			} else {
				p *= 1 - e.Probability
			}
		}
		if p > 0 && truth(t, tree, state) {
			sum += p
		}
	}
	return sum
}

const abc = `<define-basic-event name="a"><float value="0.1"/></define-basic-event>
<define-basic-event name="b"><float value="0.2"/></define-basic-event>
<define-basic-event name="c"><float value="0.3"/></define-basic-event>
<define-house-event name="on"><constant value="true"/></define-house-event>
<define-house-event name="off"/>`

// Every connective, alone and nested, means what its definition says. P(a), P(b),
// P(c) = 0.1, 0.2, 0.3.
func TestFormulas(t *testing.T) {
	const a, b, c = `<basic-event name="a"/>`, `<event name="b"/>`, `<event name="c" type="basic-event"/>`
	tests := []struct {
		name    string
		formula string
		want    float64 // by hand
	}{
		{"one event", a, 0.1},
		{"true", `<constant value="true"/>`, 1},
		{"false", `<constant value="false"/>`, 0},
		{"and", "<and>" + a + b + c + "</and>", 0.006},
		{"or", "<or>" + a + b + c + "</or>", 1 - 0.9*0.8*0.7},
		{"not", "<not>" + a + "</not>", 0.9},
		{"nand", "<nand>" + a + b + "</nand>", 1 - 0.02},
		{"nor", "<nor>" + a + b + "</nor>", 0.72},
		{"xor", "<xor>" + a + b + "</xor>", 0.1*0.8 + 0.9*0.2},
		{"xor of three: an odd number", "<xor>" + a + b + c + "</xor>", 0.1*0.8*0.7 + 0.9*0.2*0.7 + 0.9*0.8*0.3 + 0.006},
		{"iff", "<iff>" + a + b + "</iff>", 0.1*0.2 + 0.9*0.8},
		{"iff of three is associative: an odd number", "<iff>" + a + b + c + "</iff>", 0.1*0.8*0.7 + 0.9*0.2*0.7 + 0.9*0.8*0.3 + 0.006},
		{"iff of four: an even number of falsehoods", "<iff>" + a + b + c + `<house-event name="on"/>` + "</iff>", 0.1*0.8*0.7 + 0.9*0.2*0.7 + 0.9*0.8*0.3 + 0.006},
		{"imply", "<imply>" + a + b + "</imply>", 1 - 0.1*0.8},
		{"atleast", `<atleast min="2">` + a + b + c + "</atleast>", 0.1*0.2*0.7 + 0.1*0.8*0.3 + 0.9*0.2*0.3 + 0.006},
		{"atleast all", `<atleast min="2">` + a + b + "</atleast>", 0.02},
		{"atleast 0", `<atleast min="0">` + a + "</atleast>", 1},
		{"atleast more than there are", `<atleast min="3">` + a + b + "</atleast>", 0},
		{"exactly one", `<cardinality min="1" max="1">` + a + b + c + "</cardinality>", 0.1*0.8*0.7 + 0.9*0.2*0.7 + 0.9*0.8*0.3},
		{"none", `<cardinality min="0" max="0">` + a + b + "</cardinality>", 0.72},
		{"any number", `<cardinality min="0" max="5">` + a + b + "</cardinality>", 1},
		{"house events", `<and><house-event name="on"/>` + a + `<not><house-event name="off"/></not></and>`, 0.1},
		{"nested", "<or><and>" + a + "<not>" + b + "</not></and><and>" + b + c + "</and></or>", 0.1*0.8 + 0.2*0.3},
		{"constants inside", `<or><constant value="false"/><and><constant value="true"/>` + c + "</and></or>", 0.3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := parse(t, model(`<define-gate name="top">`+tt.formula+`</define-gate>`+abc))
			tree, err := m.Tree("top", At{})
			if err != nil {
				t.Fatal(err)
			}
			if got := probabilityOf(t, tree); math.Abs(got-tt.want) > 1e-15 {
				t.Errorf("%.17g, want %.17g", got, tt.want)
			}
		})
	}
}

// Gates made of inner formulas are named by their place.
func TestNamesOfInnerFormulas(t *testing.T) {
	m := parse(t, model(`<define-gate name="top"><or><basic-event name="a"/><and><basic-event name="b"/><not><basic-event name="c"/></not></and></or></define-gate>`+abc))
	tree, err := m.Tree("top", At{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, g := range tree.Gates {
		ids = append(ids, g.ID)
	}
	if got, want := strings.Join(ids, " "), "top/2/2 top/2 top"; got != want {
		t.Errorf("gates %s, want %s", got, want)
	}
}

func TestHouseOverride(t *testing.T) {
	m := parse(t, model(`<define-gate name="top"><or><house-event name="off"/><basic-event name="a"/></or></define-gate>`+abc))
	tree, err := m.Tree("top", At{House: map[string]bool{"off": true}})
	if err != nil {
		t.Fatal(err)
	}
	if p := probabilityOf(t, tree); p != 1 {
		t.Errorf("P = %g, want 1", p)
	}
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
	tree, err := m.Tree("TOP", At{})
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

func TestTops(t *testing.T) {
	m := parse(t, `<opsa-mef>
<define-fault-tree name="X"><define-gate name="x1"><gate name="y2"/></define-gate><define-gate name="x2"><basic-event name="e"/></define-gate></define-fault-tree>
<define-fault-tree name="Y"><define-gate name="y1"><gate name="y2"/></define-gate><define-gate name="y2"><basic-event name="e"/></define-gate></define-fault-tree>
</opsa-mef>`)
	want := []Top{{"X", "x1"}, {"X", "x2"}, {"Y", "y1"}}
	if got := m.Tops(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if _, err := m.Tree("x1", At{}); err == nil || !strings.Contains(err.Error(), `basic event "e" has no probability`) {
		t.Errorf("%v", err)
	}
	if _, err := m.Tree("z", At{}); err == nil {
		t.Error("an unknown gate has a tree")
	}
}

// Groups of three at Q = 0.05. The figures are those which SCRAM 0.16 prints for
// these factors, to the six digits it prints, and follow from the formulas of
// NUREG/CR-4780 and 5485: MGL Q₂ = ½·0.1·(1−0.4)·0.05; alpha Q₁ = 0.9/1.13·0.05.
func TestCommonCauseModels(t *testing.T) {
	factors := func(first int, values ...string) string {
		out := ""
		for i, v := range values {
			out += fmt.Sprintf(`<factor level="%d"><float value="%s"/></factor>`, first+i, v)
		}
		return "<factors>" + out + "</factors>"
	}
	tests := []struct {
		model     string
		staggered bool
		factors   string
		want      [4]float64 // by level; 0 for none
	}{
		{"beta-factor", false, factors(3, "0.2"), [4]float64{0, 0.04, 0, 0.01}},
		{"MGL", false, factors(2, "0.1", "0.4"), [4]float64{0, 0.045, 0.0015, 0.002}},
		{"MGL", false, factors(2, "0.1"), [4]float64{0, 0.045, 0.0025, 0}}, // ½·0.1·0.05
		{"alpha-factor", false, factors(1, "0.9", "0.07", "0.03"), [4]float64{0, 0.0398230, 0.00309735, 0.00398230}},
		{"alpha-factor", true, factors(1, "0.9", "0.07", "0.03"), [4]float64{0, 0.045, 0.00175, 0.0015}}, // α·Q/C(2, k−1)
		{"phi-factor", false, factors(1, "0.8", "0.15", "0.05"), [4]float64{0, 0.04, 0.0075, 0.0025}},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.model, tt.staggered), func(t *testing.T) {
			text := model(`<define-gate name="top"><and><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></and></define-gate>
<define-CCF-group name="g" model="` + tt.model + `"><members><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></members>
<distribution><float value="0.05"/></distribution>` + tt.factors + `</define-CCF-group>`)
			m, err := Parse("m", strings.NewReader(text), Options{StaggeredTesting: tt.staggered})
			if err != nil {
				t.Fatal(err)
			}
			tree, err := m.Tree("top", At{})
			if err != nil {
				t.Fatal(err)
			}
			count := [4]int{}
			for _, e := range tree.Events {
				level := len(strings.Fields(e.ID))
				count[level]++
				if math.Abs(e.Probability-tt.want[level]) > 2e-6*tt.want[level] {
					t.Errorf("%s: %.9g, want %.9g", e.ID, e.Probability, tt.want[level])
				}
			}
			want := [4]int{0, 3, 3, 1}
			for level := range want {
				if tt.want[level] == 0 {
					want[level] = 0
				}
			}
			if count != want {
				t.Errorf("%v events by level, want %v", count, want)
			}
			// All three fail at once, or by causes that together strike all.
			all := truth(t, tree, only(tree, "[a b]", "[b c]", "[c]"))
			if tt.want[2] > 0 && !all || truth(t, tree, only(tree, "[a]", "[b]")) {
				t.Error("the wrong causes strike")
			}
		})
	}
}

// only returns the state in which just these events occur.
func only(tree faulttree.Tree, ids ...string) map[string]bool {
	state := map[string]bool{}
	for _, e := range tree.Events {
		state[e.ID] = false
	}
	for _, id := range ids {
		state[id] = true
	}
	return state
}

// An uncertain factor of a group is one random number in all its events.
func TestCommonCauseDrawsOnce(t *testing.T) {
	m := parse(t, model(`<define-gate name="top"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
<define-CCF-group name="g" model="beta-factor"><members><basic-event name="a"/><basic-event name="b"/></members>
<distribution><uniform-deviate><float value="0"/><float value="1"/></uniform-deviate></distribution>
<factor level="2"><uniform-deviate><float value="0"/><float value="1"/></uniform-deviate></factor></define-CCF-group>`))
	want := []string{"parameter g: factor 2", "parameter g: total"}
	if got := m.System().Deviates(m.Events()); !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A substitution without source is a constraint: P(2 of 3 and not 2 of 3) = 0, and
// with a target event P((a or b) and (a and b implies c)).
func TestSubstitutions(t *testing.T) {
	const two = `<atleast min="2"><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></atleast>`
	const ab = `<basic-event name="a"/><basic-event name="b"/>`
	tests := []struct {
		name, top, sub string
		want           float64
	}{
		{"delete term", two, "<hypothesis>" + two + `</hypothesis><target><constant value="false"/></target>`, 0},
		{"recovery rule", "<or>" + ab + "</or>", "<hypothesis><and>" + ab + `</and></hypothesis><target><basic-event name="c"/></target>`,
			0.1*0.8 + 0.9*0.2 + 0.1*0.2*0.3},
		{"of events elsewhere", "<or>" + ab + "</or>", `<hypothesis><basic-event name="c"/></hypothesis><target><constant value="false"/></target>`, 1 - 0.9*0.8},
		{"exchange of events is no formula", "<or>" + ab + "</or>",
			`<hypothesis><basic-event name="a"/></hypothesis><source><basic-event name="a"/></source><target><basic-event name="c"/></target>`, 1 - 0.9*0.8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := parse(t, model(`<define-gate name="top">`+tt.top+`</define-gate>`+abc+`<define-substitution name="s">`+tt.sub+`</define-substitution>`))
			tree, err := m.Tree("top", At{})
			if err != nil {
				t.Fatal(err)
			}
			if got := probabilityOf(t, tree); math.Abs(got-tt.want) > 1e-15 {
				t.Errorf("%.17g, want %.17g", got, tt.want)
			}
			if warned := len(m.Warnings) > 0; warned != strings.Contains(tt.sub, "source") {
				t.Errorf("warnings %q", m.Warnings)
			}
		})
	}
}

// Everything that is wrong is reported at once, in file order.
func TestProblems(t *testing.T) {
	const text = `<opsa-mef>
<define-fault-tree name="FT">
<define-gate name="g"> <or> <gate name="G"/> <gate name="e"/> <frob/> </or> </define-gate>
<define-gate name="g"> <and/> </define-gate>
<define-gate> <not> <event name="e"/> <event name="e"/> </not> </define-gate>
<define-basic-event name="e"> <exponential> <float value="1e-3"/> </exponential> </define-basic-event>
<define-basic-event name="f" role="secret"> <float value="NaN"/> </define-basic-event>
<define-house-event name="h"> <constant value="maybe"/> </define-house-event>
<define-parameter name="p" unit="weeks"> <parameter name="q"/> </define-parameter>
<define-basic-event name="x"> <extern-function name="f"/> </define-basic-event>
<define-CCF-group name="c" model="gamma"> <members> <basic-event name="m"/> </members> </define-CCF-group>
words
</define-fault-tree>
<define-nonsense/>
</opsa-mef>`
	_, err := Parse("m.xml", strings.NewReader(text), Options{})
	var list problem.List
	if !errors.As(err, &list) {
		t.Fatal(err)
	}
	want := []string{
		`m.xml:2:1: define-fault-tree "FT": text has no place here: "words"`,
		`m.xml:3:29: gate "G": nothing of that name is defined; did you mean "g"?`,
		`m.xml:3:46: gate "e": is a basic-event, not a gate`,
		`m.xml:3:63: frob: is no formula`,
		`m.xml:4:1: define-gate "g": the name is taken by define-gate "g" in m.xml:3`,
		`m.xml:4:24: and: has 0 arguments, takes at least 1`,
		`m.xml:5:1: define-gate: has no name`,
		`m.xml:5:15: not: has 2 arguments, takes 1`,
		`m.xml:6:31: exponential: exponential takes 2 arguments, has 1`,
		`m.xml:7:1: define-basic-event "f": role "secret" is neither public nor private`,
		`m.xml:7:45: float: value "NaN" is not a number`,
		`m.xml:8:31: constant: value "maybe" is neither true nor false`,
		`m.xml:9:1: define-parameter "p": unknown unit "weeks"`,
		`m.xml:9:42: parameter "q": no parameter of that name is defined`,
		`m.xml:10:31: extern-function "f": programs are not run from a model; replace the function by its value or formula`,
		`m.xml:11:1: define-CCF-group "c": has no distribution`,
		`m.xml:11:1: define-CCF-group "c": has 1 members, needs at least 2`,
		`m.xml:11:1: define-CCF-group "c": model "gamma" is not beta-factor, MGL, alpha-factor or phi-factor`,
		`m.xml:14:1: define-nonsense: has no place here`,
	}
	var got []string
	for _, p := range list {
		if s := p.String(); len(got) == 0 || got[len(got)-1] != s {
			got = append(got, s)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLoops(t *testing.T) {
	_, err := Parse("m.xml", strings.NewReader(model(`<define-gate name="a"><gate name="b"/></define-gate>
<define-gate name="b"><not><gate name="a"/></not></define-gate>
<define-parameter name="p"><neg><parameter name="p"/></neg></define-parameter>`)), Options{})
	for _, want := range []string{`define-gate "a": depends on itself: a → b → a`, `m.xml:3:1: define-parameter "p": depends on itself: p → p`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// What has no value at the mission time is reported with its place.
func TestBadProbabilities(t *testing.T) {
	m := parse(t, model(`<define-gate name="top"><or><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></or></define-gate>
<define-basic-event name="a"><mul><float value="2"/><float value="3"/></mul></define-basic-event>
<define-basic-event name="b"><add><float value="1"/><log><float value="0"/></log></add></define-basic-event>
<define-basic-event name="c"/>`))
	_, err := m.Tree("top", At{})
	for _, want := range []string{"event a: probability 6 is not between 0 and 1", "event b/2: log is -Inf", `basic event "c" has no probability`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// Files come from strangers.
func TestAttacks(t *testing.T) {
	deep := strings.Repeat("<not>", 300) + strings.Repeat("</not>", 300)
	files := fstest.MapFS{
		"model.xml":  {Data: []byte(`<opsa-mef><include file="model.xml"/></opsa-mef>`)},
		"a.xml":      {Data: []byte(`<opsa-mef><include file="sub/b.xml"/></opsa-mef>`)},
		"sub/b.xml":  {Data: []byte(`<opsa-mef><include file="../a.xml"/></opsa-mef>`)},
		"entity.xml": {Data: []byte(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><opsa-mef>&e;</opsa-mef>`)},
	}
	tests := []struct{ name, text, want string }{
		{"billion laughs", `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><opsa-mef name="&b;"/>`, "a document type is refused"},
		{"external entity", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><opsa-mef><label>&e;</label></opsa-mef>`, "a document type is refused"},
		{"document type in lower case", `<!doctype x><opsa-mef/>`, "a document type is refused"},
		{"entity without document type", `<opsa-mef name="&e;"/>`, "this is not XML"},
		{"entity in an included file", `<opsa-mef><include file="entity.xml"/></opsa-mef>`, "entity.xml:1:1: a document type is refused"},
		{"nesting", model(`<define-gate name="g">` + deep + `</define-gate>`), "nested more than 200 deep"},
		{"not closed", `<opsa-mef><define-fault-tree name="x">`, "this is not XML"},
		{"nothing", ``, "the file has no element"},
		{"two roots", `<opsa-mef/><opsa-mef/>`, "the file has a second"},
		{"another format", `<html/>`, "this is no Open-PSA model"},
		{"including itself", `<opsa-mef><include file="model.xml"/></opsa-mef>`, "includes itself"},
		{"including in a circle", `<opsa-mef><include file="a.xml"/></opsa-mef>`, `"a.xml" includes itself`},
		{"leaving the folder", `<opsa-mef><include file="../../etc/passwd"/></opsa-mef>`, "is not inside the folder"},
		{"absolute path", `<opsa-mef><include file="/etc/passwd"/></opsa-mef>`, "is not inside the folder"},
		{"over the network", `<opsa-mef xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="http://127.0.0.1/x.xml"/></opsa-mef>`, "is not inside the folder"},
		{"missing file", `<opsa-mef><include file="none.xml"/></opsa-mef>`, "file does not exist"},
		{"huge group", model(`<define-CCF-group name="g" model="phi-factor"><members>` + members(40) + `</members><distribution><float value="0.1"/></distribution>` +
			factorsUpTo(20) + `</define-CCF-group>`), "more than 100000 common causes"},
		{"many large groups", model(manyGroups(20)), "the groups up to here have more than 1000000 common causes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("model.xml", strings.NewReader(tt.text), Options{Root: files})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
	if _, err := Parse("m", strings.NewReader(`<opsa-mef><include file="a.xml"/></opsa-mef>`), Options{}); err == nil {
		t.Error("includes are followed without a root")
	}
}

// Included files stand where they are named, and name others from where they are.
func TestIncludes(t *testing.T) {
	files := fstest.MapFS{
		"parts/gates.xml":       {Data: []byte(`<opsa-mef><define-gate name="top"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate><include file="data/events.xml"/></opsa-mef>`)},
		"parts/data/events.xml": {Data: []byte(`<define-component name="C" role="private"><include file="../b.xml"/></define-component>`)},
		"parts/b.xml":           {Data: []byte("<define-basic-event name=\"b\"/>\n")},
	}
	text := model(`<include file="parts/gates.xml"/><define-basic-event name="a"><float value="0.5"/></define-basic-event>`)
	m, err := Parse("model.xml", strings.NewReader(text), Options{Root: files})
	if err != nil {
		t.Fatal(err)
	}
	ft := m.FaultTrees[0]
	if len(ft.Gates) != 1 || len(ft.Events) != 1 || len(ft.Components) != 1 || ft.Components[0].Events[0].ID != "FT.C.b" {
		t.Errorf("%+v", ft)
	}
	files["parts/b.xml"].Data = []byte("\n<frob/>")
	if _, err := Parse("model.xml", strings.NewReader(text), Options{Root: files}); err == nil || !strings.HasPrefix(err.Error(), "parts/b.xml:2:1: frob: has no place here") {
		t.Error(err)
	}
}

func TestMemberOfTwoGroups(t *testing.T) {
	group := `<define-CCF-group name="g" model="beta-factor"><members>` + members(2) + `</members><distribution><float value="0.1"/></distribution><factor><float value="0.1"/></factor></define-CCF-group>`
	parse(t, model(group))
	_, err := Parse("m", strings.NewReader(model(group+"\n"+group)), Options{})
	if err == nil || !strings.Contains(err.Error(), `m:2:1: define-CCF-group "g": member "m1" is in define-CCF-group "g" in line 1 already`) {
		t.Error(err)
	}
}

// What is not read is said.
func TestUnreadAttributes(t *testing.T) {
	m := parse(t, `<opsa-mef xmlns="x" xmlns:y="z" y:a="1"><define-fault-tree name="FT">
<define-gate name="g" color="red"><basic-event name="a"/></define-gate><define-gate name="h" color="blue"><basic-event name="a"/></define-gate></define-fault-tree></opsa-mef>`)
	if want := []string{`model.xml:2: attribute "color" of define-gate is not read`}; !reflect.DeepEqual(m.Warnings, want) {
		t.Errorf("%q, want %q", m.Warnings, want)
	}
}

func members(n int) string {
	out := ""
	for i := range n {
		out += fmt.Sprintf(`<basic-event name="m%d"/>`, i)
	}
	return out
}

// manyGroups have 65535 common causes each.
func manyGroups(n int) string {
	out := ""
	for i := range n {
		own := strings.ReplaceAll(members(16), `"m`, fmt.Sprintf(`"g%d-`, i))
		out += `<define-CCF-group name="g" model="phi-factor"><members>` + own + `</members><distribution><float value="0.1"/></distribution>` + factorsUpTo(16) + `</define-CCF-group>`
	}
	return out
}

func factorsUpTo(n int) string {
	out := ""
	for i := range n {
		out += fmt.Sprintf(`<factor level="%d"><float value="0.01"/></factor>`, i+1)
	}
	return "<factors>" + out + "</factors>"
}

// A repeating reader gives the same text for ever.
type repeating struct{ text string }

func (r repeating) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], r.text)
	}
	return n, nil
}

func TestEndlessInput(t *testing.T) {
	for name, text := range map[string][2]string{
		"attribute": {`<opsa-mef name="`, "aaaaaaaa"}, "white space": {"<opsa-mef>", "        "},
		"text in pieces": {"<opsa-mef><label>", "a<!-- -->"}, "elements": {"<opsa-mef>", "<label/>"},
	} {
		l := &loader{limit: 2 << 20, names: map[string]string{}}
		_, err := l.load("m", io.MultiReader(strings.NewReader(text[0]), repeating{text[1]}), 0)
		if err == nil || !strings.Contains(l.problems.Error(), "the model is larger than 2 MiB") {
			t.Errorf("%s: %v", name, l.problems)
		}
	}
}

// all is a model of everything the format has.
const all = `<?xml version="1.0" encoding="UTF-8"?>
<opsa-mef name="everything">
<label>A &lt;model&gt; &amp; "more"</label>
<attributes><attribute name="version" value="1" type="int"/></attributes>
<define-fault-tree name="FT"><label>tree</label>
 <define-gate name="top"><label>the top</label><or><gate name="g1"/><gate name="C.hidden"/><house-event name="on"/><constant value="false"/></or></define-gate>
 <define-gate name="g1"><cardinality min="1" max="2"><basic-event name="a"/><not><basic-event name="b"/></not><basic-event name="undefined"/></cardinality></define-gate>
 <define-component name="C" role="private">
  <define-gate name="hidden"><atleast min="2"><basic-event name="a"/><basic-event name="FT.b"/><basic-event name="p1"/></atleast></define-gate>
  <define-gate name="open" role="public"><imply><basic-event name="a"/><basic-event name="p2"/></imply></define-gate>
  <define-basic-event name="a"><parameter name="rate" unit="hours-1"/></define-basic-event>
  <define-CCF-group name="pumps" model="MGL"><members><basic-event name="p1"/><basic-event name="p2"/></members>
   <distribution><float value="0.1"/></distribution><factor level="2"><float value="0.3"/></factor></define-CCF-group>
  <define-parameter name="rate" unit="fit"><lognormal-deviate><float value="100"/><int value="3"/><float value="0.95"/></lognormal-deviate></define-parameter>
 </define-component>
 <define-basic-event name="a"><ite><bool value="true"/><GLM><float value="0.1"/><float value="1e-5"/><float value="0.1"/><system-mission-time unit="hours"/></GLM><pi/></ite></define-basic-event>
 <define-basic-event name="b"><histogram><float value="0"/><bin><float value="1"/><float value="0.1"/></bin></histogram></define-basic-event>
 <define-house-event name="on"><constant value="true"/></define-house-event>
 <define-substitution name="s" type="delete-terms"><hypothesis><and><basic-event name="a"/><basic-event name="b"/></and></hypothesis><target><constant value="false"/></target></define-substitution>
 <define-substitution><hypothesis><basic-event name="a"/></hypothesis><source><basic-event name="a"/></source><target><basic-event name="b"/></target></define-substitution>
</define-fault-tree>
<define-rule name="R"><set-house-event name="on" direction="forward"><constant value="false"/></set-house-event></define-rule>
<define-initiating-event name="I" event-tree="ET"><float value="0.1"/></define-initiating-event>
<define-initiating-event-group name="IG"><initiating-event name="I"/></define-initiating-event-group>
<define-event-tree name="ET">
 <define-functional-event name="F"><label>f</label></define-functional-event>
 <define-sequence name="S1"/>
 <define-sequence name="S2"><event-tree name="ET2"/></define-sequence>
 <define-branch name="B"><collect-expression><float value="0.5"/></collect-expression><sequence name="S1"/></define-branch>
 <initial-state>
  <rule name="R"/>
  <fork functional-event="F">
   <path state="success"><collect-formula><not><gate name="g1"/></not></collect-formula><branch name="B"/></path>
   <path state="failure"><if><test-functional-event name="F" state="failure"/><block><set-parameter name="FT.C.rate"><float value="1"/></set-parameter></block></if><sequence name="S2"/></path>
  </fork>
 </initial-state>
</define-event-tree>
<define-event-tree name="ET2"><define-sequence name="T"/><initial-state><sequence name="T"/></initial-state></define-event-tree>
<define-alignment name="AL"><define-phase name="P1" time-fraction="0.25"><set-house-event name="on"><constant value="true"/></set-house-event></define-phase><define-phase name="P2" time-fraction="0.75"/></define-alignment>
<define-consequence name="CQ"><initiating-event name="I"/><sequence name="S1"/></define-consequence>
<define-consequence-group name="CG"><consequence name="CQ"/></define-consequence-group>
<model-data><define-parameter name="unused"><switch><case><eq><int value="1"/><int value="2"/></eq><float value="3"/></case><float value="4"/></switch></define-parameter></model-data>
</opsa-mef>`

// What is written is read back as the same model.
func TestRoundTrip(t *testing.T) {
	for name, text := range map[string]string{"all": all, "components": components} {
		m := parse(t, text)
		var out bytes.Buffer
		if err := Write(&out, m); err != nil {
			t.Fatal(err)
		}
		again, err := Parse("again.xml", bytes.NewReader(out.Bytes()), Options{})
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out.String())
		}
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
	if err := Write(&out, FromTree("x.y", want)); err != nil {
		t.Fatal(err)
	}
	m := parse(t, out.String())
	got, err := m.Tree(m.Tops()[0].Gate, At{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v\n%s", got, want, out.String())
	}
}

// FuzzParse checks what every input must obey, however broken: Parse does not
// panic; what it accepts is written, read back as the same model, and turned into
// trees or refused.
func FuzzParse(f *testing.F) {
	f.Add(all)
	f.Add(components)
	f.Add(model(abc))
	f.Add(model(`<define-gate name="g"><gate name="g"/></define-gate>`))
	f.Add(`<!DOCTYPE x [<!ENTITY a "b">]><opsa-mef>&a;</opsa-mef>`)
	f.Add(model(`<define-basic-event name="a"><float value="1e-320"/></define-basic-event>`))
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse("m.xml", strings.NewReader(text), Options{})
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := Write(&out, m); err != nil {
			t.Fatal(err)
		}
		again, err := Parse("m.xml", bytes.NewReader(out.Bytes()), Options{})
		if err != nil {
			t.Fatalf("%v in\n%s", err, out.String())
		}
		m.Warnings, again.Warnings = nil, nil
		if !reflect.DeepEqual(m, again) {
			t.Fatalf("another model was read back from\n%s", out.String())
		}
		for _, top := range m.Tops() {
			tree, err := m.Tree(top.Gate, At{MissionTimeHours: 100})
			if err != nil {
				continue
			}
			for _, e := range tree.Events {
				if !(e.Probability >= 0 && e.Probability <= 1) {
					t.Fatalf("P(%s) = %g", e.ID, e.Probability)
				}
			}
		}
		_ = m.System().Deviates(map[string]expression.Expr{})
	})
}
