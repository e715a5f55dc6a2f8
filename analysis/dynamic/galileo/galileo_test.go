package galileo_test

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/dynamic/galileo"
)

const allGates = `toplevel "T";
"T" and A1 A2 A3 A4 "X" "V" "F1";
A1 pand K L; A2 pand< K L; A3 pand<= K L; A4 por-excl K L;
"X" seq M N; // as an input it fails when all have
"V" vot2 S1 S2 K;
S1 csp "P" "Q"; S2 hsp "R" "Q";
"F1" fdep K "P" "Q"; "F2" pdep=0.25 L R;
"Not both" mutex K R;
I insp3 K; J 2insp0.5 L M;
K lambda=1 dorm=1; L lambda=2 dorm=0.5 repair=3; M lambda=1 phases=2 interval=1; N lambda=1 res=0.25;
"P" lambda=1; "Q" lambda=1; R prob=0.5 lambda=2;
`

func TestParse(t *testing.T) {
	got, err := galileo.Parse("x.dft", strings.NewReader(allGates))
	if err != nil {
		t.Fatal(err)
	}
	half := 0.5
	want := dynamic.Tree{
		Top: "T",
		Gates: []dynamic.Gate{
			{ID: "T", Op: dynamic.And, Inputs: []string{"A1", "A2", "A3", "A4", "X", "V"}}, // not the dependency
			{ID: "A1", Op: dynamic.Pand, Inputs: []string{"K", "L"}},
			{ID: "A2", Op: dynamic.Pand, Strict: true, Inputs: []string{"K", "L"}},
			{ID: "A3", Op: dynamic.Pand, Inputs: []string{"K", "L"}},
			{ID: "A4", Op: dynamic.Por, Strict: true, Inputs: []string{"K", "L"}},
			{ID: "V", Op: dynamic.AtLeast, K: 2, Inputs: []string{"S1", "S2", "K"}},
			{ID: "S1", Op: dynamic.Spare, Inputs: []string{"P", "Q"}},
			{ID: "S2", Op: dynamic.Spare, Inputs: []string{"R", "Q"}},
			{ID: "X", Op: dynamic.And, Inputs: []string{"M", "N"}},
		},
		Events: []dynamic.Event{
			{ID: "K", RatePerHour: 1, Dormancy: 1},
			{ID: "L", RatePerHour: 2, Dormancy: 0.5, RepairPerHour: 3},
			{ID: "M", RatePerHour: 1, Dormancy: 1, Phases: 2, Threshold: 1},
			{ID: "N", RatePerHour: 0.75, Dormancy: 1},
			{ID: "P", RatePerHour: 1, Dormancy: 1},
			{ID: "Q", RatePerHour: 1, Dormancy: 0}, // a spare of csp
			{ID: "R", RatePerHour: 2, Dormancy: 1, Probability: &half},
		},
		Dependencies: []dynamic.Dependency{
			{ID: "F1", Trigger: "K", Probability: 1, Dependents: []string{"P", "Q"}},
			{ID: "F2", Trigger: "L", Probability: 0.25, Dependents: []string{"R"}},
		},
		Restraints: []dynamic.Restraint{
			{ID: "X order", Op: dynamic.Seq, Inputs: []string{"M", "N"}},
			{ID: "Not both", Op: dynamic.Mutex, Inputs: []string{"K", "R"}},
		},
		Inspections: []dynamic.Inspection{
			{ID: "I", PeriodHours: 3, Inputs: []string{"K"}},
			{ID: "J", Phases: 2, RatePerHour: 0.5, Inputs: []string{"L", "M"}},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// Everything that is wrong is reported at once, with its place.
func TestProblems(t *testing.T) {
	const text = `toplevel S;
S wsp A R;
R wsp B S;
A lambda=nan;
B rate=4 shape=2;
P wsp C A;
C lambda=1 cov=0.5 phases=1.5;
F fdep Z C;
D pdep C B;
G rdep A B;
H pand;
I insp0 A;
K frob A;
L 2of3 A C;
M fdep=2 A C;
`
	_, err := galileo.Parse("x.dft", strings.NewReader(text))
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{
		`x.dft:2:1: "S": is an input of itself: S -> R -> S`,
		`x.dft:4:10: "nan": is not a number`,
		`x.dft:5:3: "rate": = 4 is not supported`,
		`x.dft:6:1: "P": its spare "A" is the first input of spare gate "S"`,
		`x.dft:7:12: "cov": = 0.5 is not supported`,
		`x.dft:7:20: "phases": = 1.5 is not a whole number`,
		`x.dft:8:8: "Z": is not defined`,
		`x.dft:9:1: "D": a probabilistic dependency is written pdep=0.2`,
		`x.dft:10:1: "G": rdep is not supported`,
		`x.dft:11:1: "H": has no inputs`,
		`x.dft:12:1: "I": an inspection is written insp3 or 2insp3`,
		`x.dft:13:1: "K": unknown gate "frob"`,
		`x.dft:14:1: "L": 2of3 of 2 inputs`,
		`x.dft:15:3: "fdep": = 2 is not supported`,
	} {
		if !strings.Contains(err.Error()+"\n", want) {
			t.Errorf("missing: %s", want)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

// FuzzParse checks that no input makes Parse panic, that what it accepts is valid
// and survives a round trip, and that analysing it gives a probability or says why
// not.
func FuzzParse(f *testing.F) {
	f.Add(allGates)
	f.Add("toplevel A; A csp B C; B lambda=1; C lambda=1e-320 dorm=3;")
	f.Add("toplevel \"S;\nS pand A;")
	f.Add("toplevel A; A pand B C; F fdep B C; G pdep=0.5 C B; B prob=1; C lambda=1e300 repair=1e-300;")
	f.Add("toplevel A; A csp; B seq A; C insp1 A; D mutex = ;")
	f.Fuzz(func(t *testing.T, text string) {
		tree, err := galileo.Parse("x.dft", strings.NewReader(text))
		if err != nil {
			return
		}
		if err := tree.Validate(); err != nil {
			t.Fatalf("accepted what is not valid: %v", err)
		}
		var out bytes.Buffer
		if err := galileo.Write(&out, tree); err == nil {
			again, err := galileo.Parse("x.dft", bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
			var second bytes.Buffer
			if err := galileo.Write(&second, again); err != nil || second.String() != out.String() {
				t.Fatalf("%v: written again it differs:\n%s\n%s", err, out.String(), second.String())
			}
		}
		if len(tree.Events)+len(tree.Gates) > 12 {
			return
		}
		ctx, stop := context.WithTimeout(context.Background(), time.Second)
		defer stop()
		began := time.Now()
		r, err := dynamic.Analyze(ctx, tree, dynamic.Options{Hours: []float64{1}, MaxStates: 200, NoMean: true})
		if time.Since(began) > 20*time.Second {
			t.Fatalf("does not stop: %s", text)
		}
		if err != nil {
			return // rates too far apart, too many inspections
		}
		for _, p := range []*dynamic.Probability{r.Points[0].Unreliability, r.Points[0].Unavailability} {
			if err := inRange(p); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
		}
	})
}

func inRange(p *dynamic.Probability) error {
	if p == nil {
		return nil
	}
	low, high := p.Lower, p.Upper
	if p.Value != nil {
		low, high = p.Value, p.Value
	}
	if !(*low >= 0 && *low <= *high && *high <= 1) {
		return errors.New("not a probability")
	}
	return nil
}
