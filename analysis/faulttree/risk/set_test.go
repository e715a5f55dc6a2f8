package risk_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/expression"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
)

// single is a model of one sequence with some instructions, with events a, b, c of
// probability 0.1, 0.2, 0.3, d of q = 2·p = 0.1, gate g, which is a, and h, which
// is g and the house event on.
func single(instructions string) string {
	return `<opsa-mef><define-initiating-event name="I" event-tree="ET"><float value="10"/></define-initiating-event>
<define-event-tree name="ET"><define-functional-event name="F"/><define-sequence name="S"/><initial-state>` + instructions + `<sequence name="S"/></initial-state></define-event-tree>
<define-fault-tree name="FT">` + abc + `<define-gate name="g"><basic-event name="a"/></define-gate>
<define-gate name="h"><and><gate name="g"/><house-event name="on"/></and></define-gate>
<define-basic-event name="d"><parameter name="q"/></define-basic-event><define-parameter name="p"><float value="0.05"/></define-parameter>
<define-parameter name="q"><mul><float value="2"/><parameter name="p"/></mul></define-parameter></define-fault-tree></opsa-mef>`
}

// What is set holds for what is collected afterwards, before, or both. The first
// formula is an element, the second that element or b.
func TestDirections(t *testing.T) {
	tests := []struct {
		name, element, set      string
		forward, backward, both float64
	}{
		// g, which is a, becomes c: a∧(c∨b), c∧(a∨b), c
		{"gate", `<gate name="g"/>`, `<set-gate name="g" direction="%s"><basic-event name="c"/></set-gate>`, 0.1 * 0.44, 0.3 * 0.28, 0.3},
		// h is above g
		{"gate below", `<gate name="h"/>`, `<set-gate name="g" direction="%s"><basic-event name="c"/></set-gate>`, 0.1 * 0.44, 0.3 * 0.28, 0.3},
		// a becomes another event, of 0.5: a∧(a'∨b), a'∧(a∨b), a'
		{"event", `<gate name="g"/>`, `<set-basic-event name="a" direction="%s"><float value="0.5"/></set-basic-event>`, 0.1 * 0.6, 0.5 * 0.28, 0.5},
		// d becomes another event, of 2·0.25
		{"parameter", `<basic-event name="d"/>`, `<set-parameter name="p" direction="%s"><float value="0.25"/></set-parameter>`, 0.1 * 0.6, 0.5 * 0.28, 0.5},
		// h becomes never: h∧b, never, never
		{"house", `<gate name="h"/>`, `<set-house-event name="on" direction="%s"><constant value="false"/></set-house-event>`, 0.1 * 0.2, 0, 0},
	}
	for _, tt := range tests {
		for direction, want := range map[string]float64{"": tt.forward, "forward": tt.forward, "backward": tt.backward, "both": tt.both} {
			t.Run(tt.name+" "+direction, func(t *testing.T) {
				set := strings.Replace(fmt.Sprintf(tt.set, direction), ` direction=""`, "", 1)
				m := parse(t, single(`<collect-formula>`+tt.element+`</collect-formula>`+set+`<collect-formula><or>`+tt.element+`<basic-event name="b"/></or></collect-formula>`))
				near(t, "P", only1(t, m, risk.At{}), want)
			})
		}
	}
}

// only1 returns the probability of the one sequence of a model.
func only1(t *testing.T, m *risk.Model, at risk.At) float64 {
	t.Helper()
	sequences, err := m.Sequences(at)
	if err != nil || len(sequences) != 1 {
		t.Fatalf("%d sequences, %v", len(sequences), err)
	}
	tree, err := m.SequenceTree(sequences[0], at)
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Validate(); err != nil {
		t.Fatal(err)
	}
	return probabilityOf(t, tree)
}

// Two formulas of the same event are of one event unless its probability may
// differ, whatever else is set between them.
func TestWhatIsTheSameEvent(t *testing.T) {
	const d = `<collect-formula><basic-event name="d"/></collect-formula>`
	p := func(v string) string { return `<set-parameter name="p"><float value="` + v + `"/></set-parameter>` }
	tests := []struct {
		name, instructions string
		at                 risk.At
		want               float64
	}{
		{"set and set back", d + p("0.25") + d + p("0.05") + d, risk.At{}, 0.1 * 0.5},
		{"set to what it is", d + p("0.05") + d, risk.At{}, 0.1},
		{"set to what it is in the phase", d + p("0.25") + d, risk.At{Parameters: map[string]expression.Expr{"p": expression.Num(0.25)}}, 0.5},
		{"set twice the same", p("0.25") + d + p("0.05") + p("0.25") + d, risk.At{}, 0.5},
		{"something else is set", p("0.25") + d + `<set-house-event name="on"><constant value="false"/></set-house-event>` + d, risk.At{}, 0.5},
		{"set to two values", p("0.25") + d + p("0.2") + d, risk.At{}, 0.5 * 0.4},
		{"a parameter that is not used any more", `<set-parameter name="q"><float value="0.5"/></set-parameter>` + d + p("0.2") + d, risk.At{}, 0.5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			near(t, "P", only1(t, parse(t, single(tt.instructions)), tt.at), tt.want)
		})
	}
}

// A member of a common-cause group that is set stands apart: with β = 0.1 of Q = 0.1,
// a ∧ b is 0.5·(1 − 0.91·0.99) when a is set to 0.5, by an instruction or from
// outside.
func TestSetMemberOfGroup(t *testing.T) {
	text := strings.Replace(single(`<set-basic-event name="m1"><float value="0.5"/></set-basic-event><collect-formula><gate name="both"/></collect-formula>`), "</define-fault-tree>",
		`<define-gate name="both"><and><basic-event name="m1"/><basic-event name="m2"/></and></define-gate>
<define-basic-event name="m1"><float value="0.7"/></define-basic-event><define-CCF-group name="G" model="beta-factor"><members><basic-event name="m1"/><basic-event name="m2"/></members><distribution><float value="0.1"/></distribution><factor level="2"><float value="0.1"/></factor></define-CCF-group></define-fault-tree>`, 1)
	m := parse(t, text)
	const want = 0.5 * (1 - 0.91*0.99)
	near(t, "in the sequence", only1(t, m, risk.At{}), want)
	for at, want := range map[*risk.At]float64{
		{}: 0.01 + 0.99*0.09*0.09, {Events: map[string]expression.Expr{"m1": expression.Num(0.5)}}: want,
	} {
		tree, err := m.Tree("both", *at)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "outside", probabilityOf(t, tree), want)
	}
}

// Tests say where in the event tree the expression is used: in conditions, factors,
// parameters and events.
func TestTests(t *testing.T) {
	m := parse(t, `<opsa-mef>
<define-initiating-event name="I" event-tree="ET"><float value="3"/></define-initiating-event><define-initiating-event name="J" event-tree="ET"/>
<define-event-tree name="ET"><define-functional-event name="F"/><define-sequence name="S"/>
<define-branch name="B"><collect-expression><parameter name="worse"/></collect-expression><collect-formula><basic-event name="e"/></collect-formula><sequence name="S"/></define-branch>
<initial-state><collect-formula><basic-event name="e"/></collect-formula><fork functional-event="F">
 <path state="good"><branch name="B"/></path><path state="bad"><branch name="B"/></path></fork></initial-state></define-event-tree>
<model-data><define-parameter name="worse"><ite><and><test-functional-event name="F" state="bad"/><test-initiating-event name="I"/></and><float value="2"/><float value="1"/></ite></define-parameter>
<define-basic-event name="e"><mul><float value="0.1"/><parameter name="worse"/></mul></define-basic-event></model-data></opsa-mef>`)
	sequences, err := m.Sequences(risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	// e is another event, of 0.2 instead of 0.1, in the second formula of the bad way
	// after I.
	want := []struct{ factor, p float64 }{{3, 0.1}, {6, 0.1 * 0.2}, {1, 0.1}, {1, 0.1}}
	for i, p := range linkedProbabilities(t, m, sequences) {
		near(t, fmt.Sprint("linked P ", i), p, want[i].p)
	}
	for i, s := range sequences {
		tree, err := m.SequenceTree(s, risk.At{})
		if err != nil {
			t.Fatal(err)
		}
		near(t, fmt.Sprint("factor ", i), s.Factor, want[i].factor)
		near(t, fmt.Sprint("P ", i), probabilityOf(t, tree), want[i].p)
	}
}

// linkedProbabilities returns those of sequences from their common tree.
func linkedProbabilities(t *testing.T, m *risk.Model, sequences []risk.Sequence) []float64 {
	t.Helper()
	linked, err := m.SequenceTrees(sequences, risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := faulttree.Compile(context.Background(), linked.Tree, linked.Tops, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := linked.Inputs.Probabilities(d.Events(), expression.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return d.Probability(p)
}

// A functional event that a way comes to again is in the state it had last.
func TestLastStateCounts(t *testing.T) {
	sequences, err := parse(t, `<opsa-mef><define-initiating-event name="I" event-tree="ET"/>
<define-event-tree name="ET"><define-functional-event name="F"/><define-sequence name="S"><event-tree name="ET2"/></define-sequence>
<initial-state><fork functional-event="F"><path state="x"><sequence name="S"/></path></fork></initial-state></define-event-tree>
<define-event-tree name="ET2"><define-functional-event name="F"/><define-sequence name="T"/><initial-state><fork functional-event="F"><path state="y">
<if><test-functional-event name="F" state="y"/><collect-expression><float value="2"/></collect-expression></if><if><test-functional-event name="F" state="x"/><collect-expression><float value="3"/></collect-expression></if><sequence name="T"/></path></fork></initial-state></define-event-tree></opsa-mef>`).Sequences(risk.At{})
	if err != nil || len(sequences) != 1 || sequences[0].Factor != 2 {
		t.Errorf("%+v, %v", sequences, err)
	}
}

// A constraint holds in the sequences whose events it is about, be they copies, and
// in no other: not both a and c, where a is set to 0.5 in the second sequence.
func TestConstraintsOfSequences(t *testing.T) {
	m := parse(t, strings.Replace(strings.Replace(single(`<fork functional-event="F">
<path state="1"><collect-formula><basic-event name="a"/></collect-formula><sequence name="S"/></path>
<path state="2"><set-basic-event name="a"><float value="0.5"/></set-basic-event><collect-formula><basic-event name="a"/></collect-formula><sequence name="S"/></path>
<path state="3"><collect-formula><basic-event name="b"/></collect-formula><sequence name="S"/></path></fork>`),
		`</fork><sequence name="S"/>`, `</fork>`, 1), `</define-fault-tree>`, rule("a c", "", "false")+`</define-fault-tree>`, 1))
	sequences, err := m.Sequences(risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{0.1 * 0.7, 0.5 * 0.7, 0.2}
	for i, p := range linkedProbabilities(t, m, sequences) {
		near(t, fmt.Sprint("linked ", i), p, want[i])
		tree, err := m.SequenceTree(sequences[i], risk.At{})
		if err != nil {
			t.Fatal(err)
		}
		near(t, fmt.Sprint("alone ", i), probabilityOf(t, tree), want[i])
	}
}

// The factor as an expression has the value of the factor at all draws, and what
// one instruction says is drawn once for all sequences.
func TestFactorExpr(t *testing.T) {
	m := parse(t, strings.Replace(single(`<collect-expression><parameter name="p"/></collect-expression>
<collect-expression><uniform-deviate><float value="0"/><float value="1"/></uniform-deviate></collect-expression>
<if><test-initiating-event name="I"/><set-parameter name="p" direction="both"><uniform-deviate><float value="1"/><float value="3"/></uniform-deviate></set-parameter></if>
<fork functional-event="F"><path state="x"><sequence name="S"/></path><path state="y"><collect-expression><parameter name="q"/></collect-expression><sequence name="S"/></path></fork>`),
		`</fork><sequence name="S"/>`, `</fork>`, 1))
	at := risk.At{Uniform: func(key string) float64 {
		return map[string]float64{"parameter collected expression 2": 0.25, "parameter p@1": 0.75}[key]
	}}
	sequences, err := m.Sequences(at)
	if err != nil {
		t.Fatal(err)
	}
	linked, err := m.SequenceTrees(sequences, at)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{10 * 2.5 * 0.25, 10 * 2.5 * 0.25 * 5} { // p = 1 + 0.75·2, q = 2·p
		s := sequences[i]
		near(t, "factor", s.Factor, want)
		own := m.Inputs().Parameters
		for name, d := range s.Parameters {
			own[name] = d
		}
		for name, system := range map[string]expression.System{"sequence": own, "linked": linked.Inputs.Parameters} {
			e := s.FactorExpr
			if name == "linked" {
				e = linked.Factors[i]
			}
			x, err := system.At(expression.Settings{Uniform: at.Uniform}).Value("any", e)
			if err != nil {
				t.Fatal(err)
			}
			near(t, name, x, want)
			keys := expression.Inputs{Events: map[string]expression.Expr{"x": e}, Parameters: system}.Deviates()
			if !slices.Equal(keys, []string{"parameter collected expression 2", "parameter p@1"}) {
				t.Errorf("%s: deviates %q", name, keys)
			}
		}
		if e := s.FactorExpr; tests(e) {
			t.Errorf("%+v has a test", e)
		}
	}
}

// tests reports whether an expression asks where it is.
func tests(e expression.Expr) bool {
	return e.Op == expression.TestInitiate || e.Op == expression.TestFunction || slices.ContainsFunc(e.Args, tests)
}

// An event tree of a group of initiating events is that of its members.
func TestTreeOfGroup(t *testing.T) {
	const head = `<opsa-mef><define-initiating-event name="I"><float value="2"/></define-initiating-event><define-initiating-event name="J" event-tree="ET"/>
<define-initiating-event-group name="G"><initiating-event name="I"/><initiating-event-group name="H"/></define-initiating-event-group>
<define-initiating-event-group name="H" event-tree="%s"><initiating-event-group name="G"/><initiating-event name="J"/></define-initiating-event-group>
<define-event-tree name="ET"><define-sequence name="S"/><initial-state><sequence name="S"/></initial-state></define-event-tree>
<define-event-tree name="ET2"><define-sequence name="S"/><initial-state><sequence name="S"/></initial-state></define-event-tree></opsa-mef>`
	sequences, err := parse(t, fmt.Sprintf(head, "ET")).Sequences(risk.At{})
	if err != nil || len(sequences) != 2 || sequences[0].InitiatingEvent != "I" || sequences[0].Factor != 2 {
		t.Errorf("%+v, %v", sequences, err)
	}
	_, err = openpsa.Parse("m", strings.NewReader(fmt.Sprintf(head, "ET2")), openpsa.Options{})
	if err == nil || !strings.Contains(err.Error(), `initiating event "J" has event tree "ET" already`) {
		t.Errorf("%v", err)
	}
}

// What is replaced from outside is replaced in trees, sequences and inputs.
func TestReplaced(t *testing.T) {
	m := parse(t, single(`<collect-formula><gate name="h"/></collect-formula><collect-formula><basic-event name="d"/></collect-formula>`))
	at := risk.At{
		Gates:      map[string]risk.Formula{"g": {Op: "or", Args: []risk.Formula{{Op: "basic-event", Ref: "a"}, {Op: "basic-event", Ref: "b"}}}},
		Events:     map[string]expression.Expr{"a": expression.Num(0.4)},
		Parameters: map[string]expression.Expr{"p": expression.Num(0.3)},
	}
	near(t, "P", only1(t, m, at), (1-0.6*0.8)*0.6)
	p, err := m.InputsAt(at).Probabilities([]string{"a", "b", "d"}, expression.Settings{})
	if err != nil || math.Abs(p[0]-0.4)+math.Abs(p[1]-0.2)+math.Abs(p[2]-0.6) > 1e-15 {
		t.Errorf("%v, %v", p, err)
	}
	loop := risk.At{Gates: map[string]risk.Formula{"g": {Op: "gate", Ref: "h"}}}
	if _, err := m.Tree("h", loop); err == nil || !strings.Contains(err.Error(), `as it is replaced, depends on itself`) {
		t.Errorf("%v", err)
	}
}
