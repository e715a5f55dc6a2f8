package openpsa

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"ninefold/analysis/faulttree/problem"
)

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
		`m.xml:10:31: extern-function "f": extern functions are never run; replace it by its value or formula`,
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

// Loops are reported together with all else, such as names that nothing defines.
func TestLoops(t *testing.T) {
	_, err := Parse("m.xml", strings.NewReader(model(`<define-gate name="a"><gate name="b"/></define-gate>
<define-gate name="b"><or><not><gate name="a"/></not><gate name="nowhere"/></or></define-gate>
<define-parameter name="p"><neg><parameter name="p"/></neg></define-parameter>
<define-gate name="a"><gate name="a"/></define-gate>`)), Options{})
	for _, want := range []string{
		`define-gate "a": depends on itself: a → b → a`, `m.xml:3:1: define-parameter "p": depends on itself: p → p`,
		`m.xml:2:54: gate "nowhere": nothing of that name is defined`, `m.xml:4:1: define-gate "a": the name is taken`,
	} {
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
		"parts.xml":  {Data: []byte(`<opsa-mef/>`)},
		"deep.xml":   {Data: []byte(strings.Repeat("<opsa-mef>", 101) + strings.Repeat("</opsa-mef>", 101))},
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
		{"one file a thousand times", `<opsa-mef>` + strings.Repeat(`<include file="parts.xml"/>`, 1001) + `</opsa-mef>`, "more than 1000 files are included"},
		{"nesting across files", strings.Repeat("<opsa-mef>", 100) + `<include file="deep.xml"/>` + strings.Repeat("</opsa-mef>", 100), "nested more than 200 deep"},
		{"a folder", `<opsa-mef><include file="sub"/></opsa-mef>`, "sub:1:1: read sub"},
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

// Extern functions are read, and never looked for, loaded or run.
func TestExternFunctions(t *testing.T) {
	const declared = `<opsa-mef>
<define-extern-library name="L" path="/nowhere/library" system="true"/>
<define-extern-function name="f" symbol="system" library="L"><double/><int/></define-extern-function>`
	m := parse(t, declared+`</opsa-mef>`)
	if len(m.ExternLibraries) != 1 || m.ExternLibraries[0].Path != "/nowhere/library" || !reflect.DeepEqual(m.ExternFunctions[0].Types, []string{"double", "int"}) {
		t.Errorf("%+v, %+v", m.ExternLibraries, m.ExternFunctions)
	}
	want := []string{`model.xml:2: define-extern-library "L" is never loaded`, `model.xml:3: define-extern-function "f" is never run`}
	if !reflect.DeepEqual(m.Warnings, want) {
		t.Errorf("%q, want %q", m.Warnings, want)
	}
	_, err := Parse("m.xml", strings.NewReader(declared+`
<model-data><define-basic-event name="e"><extern-function name="f"><int value="1"/></extern-function></define-basic-event></model-data></opsa-mef>`), Options{})
	if err == nil || err.Error() != `m.xml:4:42: extern-function "f": extern functions are never run; replace it by its value or formula` {
		t.Error(err)
	}
}

// What event trees are made of has a name, once.
func TestNamesOfEventTrees(t *testing.T) {
	_, err := Parse("m", strings.NewReader(`<opsa-mef><define-rule name="R"><block/></define-rule><define-rule name="R"><block/></define-rule>
<define-initiating-event/><define-consequence name="C"><initiating-event name="I"/><sequence name="S"/></define-consequence></opsa-mef>`), Options{})
	for _, want := range []string{`define-rule "R": is defined twice`, `define-initiating-event: has no name`, `initiating-event "I": nothing of that name`, `sequence "S": no event tree has a sequence of that name`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
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
<define-extern-library name="L" path="./plugin" system="false" decorate="true"><label>not loaded</label></define-extern-library>
<define-extern-function name="f" symbol="g" library="L"><double/><int/><double/></define-extern-function>
<define-rule name="R"><set-house-event name="on" direction="forward"><constant value="false"/></set-house-event>
 <set-gate name="g1" direction="backward"><not><basic-event name="b"/></not></set-gate><set-basic-event name="b" direction="both"><float value="0.5"/></set-basic-event></define-rule>
<define-initiating-event name="I" event-tree="ET"><float value="0.1"/></define-initiating-event>
<define-initiating-event-group name="IG" event-tree="ET"><initiating-event name="I"/></define-initiating-event-group>
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
