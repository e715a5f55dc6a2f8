package faulttree

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"
)

// These are faults of other fault-tree programs, which we are not to share, with
// the issue that reports each, of SCRAM (rakhimov/scram) where nothing else is said,
// or as seen in SCRAM 0.16.2.

// TestRiskReductionWorthIsAbsentNotZero: 0 where it is infinite (#288).
func TestRiskReductionWorthIsAbsentNotZero(t *testing.T) {
	r, err := Analyze(context.Background(), kOfN(2, 0.1, 0.2), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range r.Importances {
		if i.RiskReductionWorth != nil {
			t.Errorf("%s: %g, want none: without it nothing is left", i.ID, *i.RiskReductionWorth)
		}
	}
}

// TestCutOffIsObeyed: read, checked and never used (#47, #117).
func TestCutOffIsObeyed(t *testing.T) {
	tree := bridge(0.1, 0.2, 0.3, 0.2, 0.1)
	d, p := diagram(t, tree)
	// Of 0.02, 0.02, 0.012 and 0.003 the last is below.
	c, err := d.CutSets(context.Background(), "top", p, CutSetOptions{MinProbability: 0.01})
	if err != nil || c.Count.String() != "3" || len(c.Top) != 3 || relErr(c.Dropped, 0.003) > 1e-8 {
		t.Errorf("%v cut sets, dropped %g (%v), want 3 and 0.003", c.Count, c.Dropped, err)
	}
}

// TestCountWithoutEnumerating: products listed to be counted and to be added up,
// and counted in 32 bits (seen).
func TestCountWithoutEnumerating(t *testing.T) {
	start := time.Now()
	r, err := Analyze(context.Background(), product(60, 30), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := new(big.Int).Exp(big.NewInt(30), big.NewInt(60), nil) // one event of each of 60 gates with 30
	if r.CutSets.Count.Cmp(want) != 0 || r.CutSets.ByOrder[59].Cmp(want) != 0 {
		t.Errorf("%v cut sets, want %v", r.CutSets.Count, want)
	}
	// Every cut set has probability 1e-120.
	if sum := math.Pow(0.3, 60); relErr(r.CutSets.Sum, sum) > 1e-12 || relErr(r.CutSets.UpperBound, sum) > 1e-12 {
		t.Errorf("sum %g, min-cut upper bound %g, want both %g", r.CutSets.Sum, r.CutSets.UpperBound, sum)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("took %v: they are gone through one by one", took)
	}
}

// TestEventsOutsideListedCutSetsHaveImportance: importance only of events in the
// cut sets that are listed (#206).
func TestEventsOutsideListedCutSetsHaveImportance(t *testing.T) {
	r, err := Analyze(context.Background(), product(4, 40), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.CutSets.Top) != defaultCutSets || len(r.Importances) != 160 {
		t.Fatalf("%d cut sets listed, %d importances, want 20 and 160", len(r.CutSets.Top), len(r.Importances))
	}
	for _, i := range r.Importances {
		if !(i.Birnbaum > 0) {
			t.Errorf("%s: Birnbaum %g", i.ID, i.Birnbaum)
		}
	}
}

// TestSingleEventTree: a crash (#170).
func TestSingleEventTree(t *testing.T) {
	r, err := Analyze(context.Background(), Tree{Top: "e", Events: []BasicEvent{{ID: "e", Probability: 0.25}}}, Options{})
	if err != nil || r.Top != 0.25 || r.Importances[0].Birnbaum != 1 || r.CutSets.Count.String() != "1" {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestImportanceTakesFewPasses: one pass for every event (seen). The benchmark holds it
// to four; here the machine may be busy.
func TestImportanceTakesFewPasses(t *testing.T) {
	tree := mesh(8, 6)
	d, p := diagram(t, tree)
	one := fastest(func() { d.Probability(p) })
	all := fastest(func() { d.measures(p, []float64{1}) })
	if float64(all) > 0.1*float64(one)*float64(len(p)) {
		t.Errorf("all %d importances take %v, one probability %v", len(p), all, one)
	}
	t.Logf("importances of all %d events: %.1f probability passes", len(p), float64(all)/float64(one))
}

// TestProbabilityWithoutCutSets: cut sets made though only the probability is
// wanted (#285).
func TestProbabilityWithoutCutSets(t *testing.T) {
	tree := product(60, 30)
	d, p := diagram(t, tree)
	want := math.Pow(-math.Expm1(30*math.Log1p(-0.01)), 60) // all of 60 ors of 30
	if got := d.Probability(p)[0]; relErr(got, want) > 1e-12 || len(d.sets) > 0 {
		t.Errorf("probability %g, want %g; cut sets made: %t", got, want, len(d.sets) > 0)
	}
}

// TestDiagnosticIsNotFussellVesely: P(i given T) printed as Fussell–Vesely
// importance (#178).
func TestDiagnosticIsNotFussellVesely(t *testing.T) {
	r, err := Analyze(context.Background(), rareBeside(0.5, 0.1, 0.2), Options{})
	if err != nil {
		t.Fatal(err)
	}
	// T = c or (a and b): P(T) = 0.2 + 0.8·0.05, P(T given a) = 0.2 + 0.8·0.1, and
	// the only cut set with a is ab.
	a := r.Importances[0]
	if relErr(r.Top, 0.24) > 1e-14 || relErr(*a.Diagnostic, 0.5*0.28/0.24) > 1e-14 || relErr(*a.FussellVesely, 0.05/0.24) > 1e-14 {
		t.Errorf("P(T) %g, %s", r.Top, show(a))
	}
}

// TestCountsOfNonCoherentTrees: wrong numbers of cut sets that depend on the
// algorithm (#128). Whatever is simplified, exactly 10 of 30 have one cut set and
// one prime implicant for every choice, and 20 pairs of which one event each has
// occurred two choices of each pair.
func TestCountsOfNonCoherentTrees(t *testing.T) {
	exactly := kOfN(10, make([]float64, 30)...)
	exactly.Gates[0].Op, exactly.Gates[0].Max = Cardinality, 10
	pairs := Tree{Top: "top", Gates: []Gate{{ID: "top", Op: And}}}
	for i := range 20 {
		a, b, g := fmt.Sprint("a", i), fmt.Sprint("b", i), fmt.Sprint("g", i)
		pairs.Events = append(pairs.Events, BasicEvent{ID: a}, BasicEvent{ID: b})
		pairs.Gates = append(pairs.Gates, Gate{ID: g, Op: Xor, Inputs: []string{a, b}})
		pairs.Gates[0].Inputs = append(pairs.Gates[0].Inputs, g)
	}
	for _, tt := range []struct {
		name       string
		tree       Tree
		want       int64 // cut sets, and prime implicants
		sets, both int   // their orders
	}{
		{"exactly 10 of 30", exactly, 30045015, 10, 30},
		{"one of each pair", pairs, 1 << 20, 20, 40},
	} {
		for _, skip := range []Pass{0, Modules, Duplicates | Absorption, 2*Modules - 1} {
			d, err := Compile(context.Background(), tt.tree, nil, Options{Skip: skip})
			if err != nil {
				t.Fatal(err)
			}
			p := make([]float64, len(d.Events()))
			c, err := d.CutSets(context.Background(), "top", p, CutSetOptions{})
			if err != nil || c.Count.Int64() != tt.want || c.ByOrder[tt.sets-1].Int64() != tt.want {
				t.Errorf("%s without passes %b: %v cut sets, want %d (%v)", tt.name, skip, c.Count, tt.want, err)
			}
			i, err := d.PrimeImplicants(context.Background(), "top", p, CutSetOptions{Limit: -1})
			if err != nil || i.Count.Int64() != tt.want || i.ByOrder[tt.both-1].Int64() != tt.want {
				t.Errorf("%s without passes %b: %v prime implicants, want %d (%v)", tt.name, skip, i.Count, tt.want, err)
			}
		}
	}
}

// TestNothingAndEverything: what an impossible and a certain top event have for
// cut sets (#123, #122, #92, #91): none, and the empty one.
func TestNothingAndEverything(t *testing.T) {
	not := Gate{ID: "not a", Op: Not, Inputs: []string{"a"}}
	events := []BasicEvent{{ID: "a", Probability: 0.5}}
	for _, tt := range []struct {
		name    string
		tree    Tree
		certain bool
	}{
		{"a and not a", Tree{Top: "top", Gates: []Gate{{ID: "top", Op: And, Inputs: []string{"a", "not a"}}, not}, Events: events}, false},
		{"a or not a", Tree{Top: "top", Gates: []Gate{{ID: "top", Op: Or, Inputs: []string{"a", "not a"}}, not}, Events: events}, true},
		{"off", Tree{Top: "h", House: []HouseEvent{{"h", false}}}, false},
		{"on", Tree{Top: "h", House: []HouseEvent{{"h", true}}}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Analyze(context.Background(), tt.tree, Options{})
			if err != nil {
				t.Fatal(err)
			}
			d, err := Compile(context.Background(), tt.tree, nil, Options{})
			if err != nil {
				t.Fatal(err)
			}
			i, err := d.PrimeImplicants(context.Background(), tt.tree.Top, make([]float64, len(d.Events())), CutSetOptions{})
			if err != nil {
				t.Fatal(err)
			}
			c, want := r.CutSets, int64(b2i(tt.certain))
			if r.Top != float64(want) || c.Sum != r.Top || c.UpperBound != r.Top || c.Count.Int64() != want || i.Count.Int64() != want {
				t.Errorf("%+v, %v prime implicants", r, i.Count)
			}
			if len(c.Top) != int(want) || tt.certain && (c.Top[0].Order != 0 || c.Top[0].Probability != 1 || len(i.Top[0].Events)+len(i.Top[0].Absent) > 0) {
				t.Errorf("listed %v and %v", c.Top, i.Top)
			}
			for _, imp := range r.Importances {
				if imp.Birnbaum != 0 || imp.Differential != nil || !tt.certain && imp.RiskReductionWorth != nil {
					t.Errorf("%s, want nothing", show(imp))
				}
			}
			if _, err := json.Marshal(r); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestOddGatesAreAccepted: gates refused that name an input twice, that vote for
// one or for all of their inputs, or that have a single one (seen).
func TestOddGatesAreAccepted(t *testing.T) {
	const a, b = 0.1, 0.2
	for _, tt := range []struct {
		gate Gate
		want float64 // by hand
	}{
		{Gate{Op: And, Inputs: []string{"a", "a", "b"}}, a * b},
		{Gate{Op: Or, Inputs: []string{"a", "a"}}, a},
		{Gate{Op: Xor, Inputs: []string{"a", "a", "b"}}, b},
		{Gate{Op: Xor, Inputs: []string{"a", "a"}}, 0},
		{Gate{Op: Iff, Inputs: []string{"a", "a"}}, 1},
		{Gate{Op: Imply, Inputs: []string{"a", "a"}}, 1},
		{Gate{Op: Nand, Inputs: []string{"a", "a"}}, 1 - a},
		{Gate{Op: AtLeast, K: 2, Inputs: []string{"a", "a", "b"}}, a},
		{Gate{Op: AtLeast, K: 3, Inputs: []string{"a", "a", "b"}}, a * b},
		{Gate{Op: AtLeast, K: 1, Inputs: []string{"a", "b"}}, a + b - a*b},
		{Gate{Op: AtLeast, K: 2, Inputs: []string{"a", "b"}}, a * b},
		{Gate{Op: AtLeast, K: 1, Inputs: []string{"a"}}, a},
		{Gate{Op: Cardinality, K: 0, Max: 2, Inputs: []string{"a", "b"}}, 1},
		{Gate{Op: Cardinality, K: 1, Max: 1, Inputs: []string{"a", "a", "b"}}, (1 - a) * b},
		{Gate{Op: And, Inputs: []string{"b"}}, b},
		{Gate{Op: Nor, Inputs: []string{"b"}}, 1 - b},
	} {
		tt.gate.ID = "top"
		tree := Tree{Top: "top", Gates: []Gate{tt.gate}, Events: []BasicEvent{{ID: "a", Probability: a}, {ID: "b", Probability: b}}}
		r, err := Analyze(context.Background(), tree, Options{})
		if err != nil || math.Abs(r.Top-tt.want) > 1e-16 {
			t.Errorf("%s %d %q: %g, want %g (%v)", tt.gate.Op, tt.gate.K, tt.gate.Inputs, r.Top, tt.want, err)
		}
	}
}

func fastest(f func()) time.Duration {
	least := time.Hour
	for range 15 {
		start := time.Now()
		f()
		least = min(least, time.Since(start))
	}
	return least
}
