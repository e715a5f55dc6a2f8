package galileo

import (
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/risk"
)

func TestParse(t *testing.T) {
	const text = `/* a system
   of two lines */
toplevel "System one";
"System one" 2of3 A "B" C; // votes
A lambda=1e-3 dorm=0;
"B" PROB = 0.25;
C or D A;
D and B A;
`
	got, err := parseTree("x.dft", strings.NewReader(text), 1000)
	if err != nil {
		t.Fatal(err)
	}
	want := faulttree.Tree{
		Top: "System one",
		Gates: []faulttree.Gate{
			{ID: "System one", Op: faulttree.AtLeast, K: 2, Inputs: []string{"A", "B", "C"}},
			{ID: "C", Op: faulttree.Or, Inputs: []string{"D", "A"}},
			{ID: "D", Op: faulttree.And, Inputs: []string{"B", "A"}},
		},
		Events: []faulttree.BasicEvent{
			{ID: "A", Probability: 0.63212055882855767, RatePerHour: 1e-3}, // 1 − e^−1
			{ID: "B", Probability: 0.25},
		},
	}
	if math.Abs(got.Events[0].Probability-want.Events[0].Probability) < 1e-15 {
		got.Events[0].Probability = want.Events[0].Probability
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// A rate stays one: the model has a probability at every time.
func TestParseKeepsRates(t *testing.T) {
	m, err := Parse("x.dft", strings.NewReader(`toplevel "A.B"; "A.B" vot2 "C" D E; C lambda=1e-3; D prob=1 dorm=0.5; E lambda=2e-3 dorm=0;
F or G; G lambda=1 dorm=1;`))
	if err != nil {
		t.Fatal(err)
	}
	if want := []risk.Top{{FaultTree: "A-B", Gate: "A.B"}}; !reflect.DeepEqual(m.NamedTops(), want) { // F is another
		t.Errorf("tops %v, want %v", m.NamedTops(), want)
	}
	if want := []string{"x.dft: the dormancy factor of 2 events is read over: it matters under spare gates only"}; !reflect.DeepEqual(m.Warnings, want) {
		t.Errorf("%q, want %q", m.Warnings, want)
	}
	for _, hours := range []float64{0, 1, 1000, 1e6} {
		got, err := m.Tree("A.B", risk.At{MissionTimeHours: hours})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []float64{-math.Expm1(-hours / 1000), 1, -math.Expm1(-hours / 500)} {
			if p := got.Events[i].Probability; math.Abs(p-want) > 1e-15*want {
				t.Errorf("at %g hours %s has %v, want %v", hours, got.Events[i].ID, p, want)
			}
		}
	}
}

// The top may be an event, and a gate that another uses.
func TestTop(t *testing.T) {
	for _, text := range []string{"toplevel A; A prob=1;", "toplevel A; B or A C; A or C C; C lambda=1;"} {
		tree, err := parseTree("x.dft", strings.NewReader(text), 1)
		if err != nil || tree.Top != "A" {
			t.Errorf("%s: %v, top %q", text, err, tree.Top)
		}
	}
}

// Everything that is wrong is reported at once, with its place.
func TestProblems(t *testing.T) {
	const text = `toplevel S;
toplevel T;
S pand A B;
A lambda=-1;
A prob=0.1;
C prob=2 mean=5;
D 3of2 A C;
E and Z;
F frob A;
G prob=much cov=0.5;
H;
J rate=4 shape=2 dorm=-1;
"I prob=0.1;
`
	_, err := parseTree("x.dft", strings.NewReader(text), 1)
	if err == nil {
		t.Fatal("accepted")
	}
	want := []string{
		`x.dft:2:10: "T": the top level is "S" already, in line 1`,
		`x.dft:3:1: "S": pand (priority AND) is a dynamic gate, which depends on the order of failures; a static tree has and, or and KofM`,
		`x.dft:4:3: "lambda": = -1 is negative`,
		`x.dft:5:1: "A": is defined in line 4 already`,
		`x.dft:6:3: "prob": = 2 is not between 0 and 1`,
		`x.dft:6:10: "mean": = 5 is not supported: a static tree has prob, lambda and dorm`,
		`x.dft:7:1: "D": 3of2 of 2 inputs`,
		`x.dft:8:7: "Z": is not defined`,
		`x.dft:9:1: "F": unknown gate "frob"; a static tree has and, or and KofM`,
		`x.dft:10:8: "much": is not a number`,
		`x.dft:10:13: "cov": = 0.5 is not supported: imperfect coverage is not part of a static tree`,
		`x.dft:11:1: "H": is neither a gate nor a basic event`,
		`x.dft:12:3: "rate": = 4 is not supported: tools differ in whether the rate of a Weibull life is its scale; write prob at the mission time`,
		`x.dft:12:18: "dorm": = -1 is negative`,
		`x.dft:13:1: the quotes are not closed in this line`,
	}
	for _, w := range want {
		if !strings.Contains(err.Error()+"\n", w+"\n") {
			t.Errorf("missing: %s", w)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

func TestCycle(t *testing.T) {
	_, err := parseTree("x.dft", strings.NewReader("toplevel A;\nA or B;\nB or A;"), 1)
	if err == nil || !strings.Contains(err.Error(), `x.dft:2:1: "A": cycle: A -> B -> A`) {
		t.Error(err)
	}
}

// FuzzParse checks that no input makes Parse panic, and that what it accepts is a
// valid tree.
func FuzzParse(f *testing.F) {
	f.Add("toplevel S;\nS 2of3 A B C;\nA lambda=1e-3;B prob=1;C prob=1e-320 dorm=0.5;")
	f.Add("toplevel \"S;\nS pand A;")
	f.Add("/* ")
	f.Add("toplevel = ;; = = 0of0")
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := parseTree("x.dft", strings.NewReader(text), 100)
		if err == nil && tree.Validate() != nil {
			t.Fatalf("accepted %+v", tree)
		}
	})
}

// parseTree reads the tree of a file, which has one top event.
func parseTree(name string, r io.Reader, hours float64) (faulttree.Tree, error) {
	m, err := Parse(name, r)
	if err != nil {
		return faulttree.Tree{}, err
	}
	return m.Tree(m.NamedTops()[0].Gate, risk.At{MissionTimeHours: hours})
}
