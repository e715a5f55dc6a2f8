package risk_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
)

func parse(t testing.TB, text string) *risk.Model {
	t.Helper()
	m, err := openpsa.Parse("model.xml", strings.NewReader(text), openpsa.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// example returns one of the files that package openpsa is tested with.
func example(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "openpsa", "testdata", name+".xml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
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
		{"an event twice counts twice", `<atleast min="2">` + a + a + b + "</atleast>", 0.1},
		{"all but one of equal events", `<cardinality min="1" max="1">` + a + a + "</cardinality>", 0},
		{"two equal and another", `<cardinality min="1" max="2">` + a + a + b + "</cardinality>", 0.1*0.8 + 0.9*0.2},
		{"exactly more than there are", `<cardinality min="3" max="4">` + a + b + "</cardinality>", 0},
		{"and of the same", "<and>" + a + a + "</and>", 0.1},
		{"or with the opposite", "<or>" + a + "<not>" + a + "</not></or>", 1},
		{"xor of the same", "<xor>" + a + a + "</xor>", 0},
		{"xor of one", "<xor>" + a + "</xor>", 0.1},
		{"nand of one", "<nand>" + a + "</nand>", 0.9},
		{"iff of the same", "<iff>" + a + a + "</iff>", 1},
		{"iff with true", "<iff>" + a + `<constant value="true"/></iff>`, 0.1},
		{"imply itself", "<imply>" + a + a + "</imply>", 1},
		{"imply false", "<imply>" + a + `<constant value="false"/></imply>`, 0.9},
		{"imply within imply", "<imply><imply>" + a + b + "</imply>" + c + "</imply>", 1 - (1-0.1*0.8)*0.7},
		{"votes of votes", `<atleast min="2"><atleast min="2">` + a + b + c + "</atleast><cardinality min=\"0\" max=\"0\">" + a + "</cardinality>" + c + "</atleast>",
			0.3*(0.9+0.1*(0.2+0.8)) + 0.7*0}, // c: a ∨ ¬a; ¬c: ab ∧ ¬a
		{"house events", `<and><house-event name="on"/>` + a + `<not><house-event name="off"/></not></and>`, 0.1},
		{"nested", "<or><and>" + a + "<not>" + b + "</not></and><and>" + b + c + "</and></or>", 0.1*0.8 + 0.2*0.3},
		{"constants inside", `<or><constant value="false"/><and><constant value="true"/>` + c + "</and></or>", 0.3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := parse(t, model(`<define-gate name="top">`+tt.formula+`</define-gate>`+abc))
			tree, err := m.Tree("top", risk.At{})
			if err != nil {
				t.Fatal(err)
			}
			if got := probabilityOf(t, tree); math.Abs(got-tt.want) > 1e-15 {
				t.Errorf("%.17g, want %.17g", got, tt.want)
			}
			d, err := faulttree.Compile(context.Background(), tree, nil, faulttree.Options{})
			if err != nil {
				t.Fatal(err)
			}
			p, _ := tree.Parameters(d.Events())
			if got := d.Probability(p)[0]; math.Abs(got-tt.want) > 1e-15 {
				t.Errorf("analysed %.17g, want %.17g", got, tt.want)
			}
		})
	}
}

// Gates made of inner formulas are named by their place.
func TestNamesOfInnerFormulas(t *testing.T) {
	m := parse(t, model(`<define-gate name="top"><or><basic-event name="a"/><and><basic-event name="b"/><not><basic-event name="c"/></not></and></or></define-gate>`+abc))
	tree, err := m.Tree("top", risk.At{})
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
	tree, err := m.Tree("top", risk.At{House: map[string]bool{"off": true}})
	if err != nil {
		t.Fatal(err)
	}
	if p := probabilityOf(t, tree); p != 1 {
		t.Errorf("P = %g, want 1", p)
	}
}

func TestTops(t *testing.T) {
	m := parse(t, `<opsa-mef>
<define-fault-tree name="X"><define-gate name="x1"><gate name="y2"/></define-gate><define-gate name="x2"><basic-event name="e"/></define-gate></define-fault-tree>
<define-fault-tree name="Y"><define-gate name="y1"><gate name="y2"/></define-gate><define-gate name="y2"><basic-event name="e"/></define-gate></define-fault-tree>
</opsa-mef>`)
	want := []risk.Top{{"X", "x1"}, {"X", "x2"}, {"Y", "y1"}}
	if got := m.Tops(); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if _, err := m.Tree("x1", risk.At{}); err == nil || !strings.Contains(err.Error(), `basic event "e" has no probability`) {
		t.Errorf("%v", err)
	}
	if _, err := m.Tree("z", risk.At{}); err == nil {
		t.Error("an unknown gate has a tree")
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
			tree, err := m.Tree("top", risk.At{})
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

// What has no value at the mission time is reported with its place.
func TestBadProbabilities(t *testing.T) {
	m := parse(t, model(`<define-gate name="top"><or><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></or></define-gate>
<define-basic-event name="a"><mul><float value="2"/><float value="3"/></mul></define-basic-event>
<define-basic-event name="b"><add><float value="1"/><log><float value="0"/></log></add></define-basic-event>
<define-basic-event name="c"/>`))
	_, err := m.Tree("top", risk.At{})
	for _, want := range []string{"event a: probability 6 is not between 0 and 1", "event b/2: log is -Inf", `basic event "c" has no probability`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
