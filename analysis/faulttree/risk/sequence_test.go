package risk_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree/risk"
)

// The small event tree of the format's own description [MEF, chapter Event Tree
// Layer], with a bypass of H in its lowest success branch.
const smallEventTree = `<opsa-mef>
<define-initiating-event name="I" event-tree="ET"><float value="0.01"/></define-initiating-event>
<define-event-tree name="ET">
 <define-functional-event name="F"/><define-functional-event name="G"/><define-functional-event name="H"/>
 <define-sequence name="S1"/><define-sequence name="S2"/><define-sequence name="S5"/><define-sequence name="S6"/>
 <define-branch name="sub"><fork functional-event="H">
  <path state="success"><collect-formula><not><gate name="H"/></not></collect-formula><sequence name="S1"/></path>
  <path state="failure"><collect-formula><gate name="H"/></collect-formula><sequence name="S2"/></path></fork></define-branch>
 <initial-state><fork functional-event="F">
  <path state="success"><collect-formula><not><gate name="F"/></not></collect-formula><branch name="sub"/></path>
  <path state="failure"><collect-formula><gate name="F"/></collect-formula><fork functional-event="G">
   <path state="success"><collect-formula><not><gate name="G"/></not></collect-formula><branch name="sub"/></path>
   <path state="failure"><collect-formula><gate name="G"/></collect-formula><fork functional-event="H">
    <path state="bypass"><sequence name="S5"/></path>
    <path state="failure"><collect-formula><gate name="H"/></collect-formula><sequence name="S6"/></path>
   </fork></path></fork></path></fork></initial-state>
</define-event-tree>
<define-fault-tree name="FT">
 <define-gate name="F"><basic-event name="a"/></define-gate>
 <define-gate name="G"><or><basic-event name="a"/><basic-event name="b"/></or></define-gate>
 <define-gate name="H"><or><basic-event name="c"/><and><house-event name="off"/><basic-event name="b"/></and></or></define-gate>
` + abc + `</define-fault-tree></opsa-mef>`

func TestSequences(t *testing.T) {
	m := parse(t, smallEventTree)
	sequences, err := m.Sequences(risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	// a, b, c = 0.1, 0.2, 0.3; the failure of F implies that of G.
	want := []struct {
		name, states string
		probability  float64
	}{
		{"S1", "F success H success", 0.9 * 0.7},
		{"S2", "F success H failure", 0.9 * 0.3},
		{"S1", "F failure G success H success", 0},
		{"S2", "F failure G success H failure", 0},
		{"S5", "F failure G failure H bypass", 0.1},
		{"S6", "F failure G failure H failure", 0.1 * 0.3},
	}
	if len(sequences) != len(want) {
		t.Fatalf("%d sequences, want %d", len(sequences), len(want))
	}
	for i, s := range sequences {
		tree, err := m.SequenceTree(s, risk.At{})
		if err != nil {
			t.Fatal(err)
		}
		var states []string
		for _, st := range s.States {
			states = append(states, st.FunctionalEvent, st.State)
		}
		if s.Name != want[i].name || strings.Join(states, " ") != want[i].states || s.Factor != 0.01 {
			t.Errorf("sequence %+v, want %v", s, want[i])
		}
		if p := probabilityOf(t, tree); math.Abs(p-want[i].probability) > 1e-15 {
			t.Errorf("%s after %v: %g, want %g", s.Name, states, p, want[i].probability)
		}
	}
}

// House events hold for what is collected after they are set, on that way only;
// rules, conditions, factors and links do what they say.
func TestInstructions(t *testing.T) {
	m := parse(t, `<opsa-mef>
<define-rule name="double"><collect-expression><float value="2"/></collect-expression></define-rule>
<define-initiating-event name="I" event-tree="ET"><float value="3"/></define-initiating-event>
<define-initiating-event name="idle"/>
<define-event-tree name="ET"><define-functional-event name="F"/>
 <define-sequence name="on"><event-tree name="ET2"/></define-sequence><define-sequence name="end"/>
 <initial-state><collect-formula><gate name="g"/></collect-formula><fork functional-event="F">
  <path state="failure"><set-house-event name="off"><constant value="true"/></set-house-event><collect-formula><gate name="g"/></collect-formula>
   <if><test-functional-event name="F" state="failure"/><block><rule name="double"/><rule name="double"/></block></if><sequence name="on"/></path>
  <path state="success"><if><test-initiating-event name="J"/><rule name="double"/><collect-expression><float value="5"/></collect-expression></if><sequence name="end"/></path>
 </fork></initial-state></define-event-tree>
<define-event-tree name="ET2"><define-sequence name="last"/><initial-state><collect-formula><basic-event name="c"/></collect-formula><sequence name="last"/></initial-state></define-event-tree>
<define-fault-tree name="FT"><define-gate name="g"><or><basic-event name="a"/><and><house-event name="off"/><not><basic-event name="b"/></not></and></or></define-gate>`+abc+`</define-fault-tree></opsa-mef>`)
	sequences, err := m.Sequences(risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	type summary struct {
		tree, name string
		factor     float64
		p          float64
	}
	var got []summary
	for _, s := range sequences {
		tree, err := m.SequenceTree(s, risk.At{})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, summary{s.EventTree, s.Name, s.Factor, math.Round(probabilityOf(t, tree)*1e12) / 1e12})
	}
	want := []summary{
		{"ET2", "last", 12, 0.1 * 0.3}, // a ∧ (a ∨ ¬b) ∧ c
		{"ET", "end", 15, 0.1},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestSequenceFaults(t *testing.T) {
	tree := func(rules, body string) string {
		return `<opsa-mef>` + rules + `<define-initiating-event name="I" event-tree="ET"/><define-event-tree name="ET"><define-sequence name="S"/>
<define-branch name="B"><branch name="B"/></define-branch><initial-state>` + body + `</initial-state></define-event-tree>
<define-fault-tree name="FT">` + abc + `<define-gate name="g"><basic-event name="a"/></define-gate><define-gate name="h"><gate name="g"/></define-gate>
<define-basic-event name="d"><parameter name="q"/></define-basic-event><define-parameter name="p"><float value="0.1"/></define-parameter>
<define-parameter name="q"><mul><float value="2"/><parameter name="p"/></mul></define-parameter></define-fault-tree></opsa-mef>`
	}
	bomb := ""
	for i := range 60 {
		next := string(rune('a'+i%26)) + strings.Repeat("x", i/26)
		last := `<define-rule name="` + next + `">`
		if i < 59 {
			call := `<rule name="` + string(rune('a'+(i+1)%26)) + strings.Repeat("x", (i+1)/26) + `"/>`
			last += call + call
		} else {
			last += `<block/>`
		}
		bomb += last + `</define-rule>`
	}
	for _, tt := range []struct{ name, text, want string }{
		{"circle of branches", tree("", `<branch name="B"/>`), "more than 1000 branches, rules and links within each other"},
		{"circle of rules", tree(`<define-rule name="R"><rule name="R"/><rule name="R"/></define-rule>`, `<rule name="R"/><sequence name="S"/>`), "within each other"},
		{"rules without end", tree(bomb, `<rule name="a"/><sequence name="S"/>`), "on all ways"},
		{"gate of itself", tree("", `<set-gate name="g"><not><gate name="h"/></not></set-gate><collect-formula><gate name="g"/></collect-formula><sequence name="S"/>`),
			`set-gate makes gate "g" depend on itself`},
		{"parameter of itself", tree("", `<set-parameter name="p"><neg><parameter name="q"/></neg></set-parameter><collect-expression><parameter name="p"/></collect-expression><sequence name="S"/>`),
			`set-parameter makes parameter "p" depend on itself`},
		{"negative factor", tree("", `<set-parameter name="p"><float value="-1"/></set-parameter><collect-expression><parameter name="p"/></collect-expression><sequence name="S"/>`),
			"the factor is -1"},
		{"set probability", tree("", `<set-parameter name="p"><float value="3"/></set-parameter><collect-formula><basic-event name="d"/></collect-formula><sequence name="S"/>`),
			"event d@1: probability 6 is not between 0 and 1"},
		{"no value", tree("", `<collect-expression><div><float value="1"/><float value="0"/></div></collect-expression><sequence name="S"/>`), "div is +Inf"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := parse(t, tt.text)
			sequences, err := m.Sequences(risk.At{})
			if err == nil {
				_, err = m.SequenceTrees(sequences, risk.At{})
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%.300v, want %q", err, tt.want)
			}
		})
	}
}

// A file of many instructions, each of which copies what the others have set, is
// refused or gone through in time that does not grow with the square.
func TestManyInstructions(t *testing.T) {
	var sets, defined strings.Builder
	for i := range 2_000 {
		fmt.Fprintf(&defined, `<define-house-event name="h%d"/>`, i)
		fmt.Fprintf(&sets, `<set-house-event name="h%d" direction="both"><constant value="true"/></set-house-event><collect-formula><house-event name="h%d"/></collect-formula>`, i, i)
	}
	text := `<opsa-mef><define-initiating-event name="I" event-tree="ET"/><define-event-tree name="ET"><define-sequence name="S"/><initial-state>%s<sequence name="S"/></initial-state></define-event-tree>
<model-data>` + defined.String() + `</model-data></opsa-mef>`
	_, err := parse(t, fmt.Sprintf(text, sets.String())).Sequences(risk.At{})
	if err == nil || !strings.Contains(err.Error(), "more than 20000000 instructions on all ways") {
		t.Errorf("%v", err)
	}
	m := parse(t, fmt.Sprintf(text, strings.Repeat(`<collect-formula><house-event name="h1"/></collect-formula>`, 50_000)))
	sequences, err := m.Sequences(risk.At{})
	if err != nil || len(sequences) != 1 {
		t.Fatalf("%d sequences, %v", len(sequences), err)
	}
	tree, err := m.SequenceTree(sequences[0], risk.At{})
	if err != nil || len(tree.Gates) != 1 || len(tree.Gates[0].Inputs) != 50_000 {
		t.Errorf("%d gates, %v", len(tree.Gates), err)
	}
}
