package faulttree

import (
	"context"
	"math/big"
	"testing"
	"time"
)

// These are faults of other fault-tree programs, which we are not to share.

// TestRiskReductionWorthIsAbsentNotZero: 0 where it is infinite.
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

// TestCutOffIsObeyed: read, checked and never used.
func TestCutOffIsObeyed(t *testing.T) {
	tree := bridge(0.1, 0.2, 0.3, 0.2, 0.1)
	d, err := Compile(context.Background(), tree, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := tree.parameters(d.Events())
	// Of 0.02, 0.02, 0.012 and 0.003 the last is below.
	c, err := d.CutSets(context.Background(), "top", p, CutSetOptions{MinProbability: 0.01})
	if err != nil || c.Count.String() != "3" || len(c.Top) != 3 || relErr(c.Dropped, 0.003) > 1e-8 {
		t.Errorf("%v cut sets, dropped %g (%v), want 3 and 0.003", c.Count, c.Dropped, err)
	}
}

// TestCountWithoutEnumerating: products listed to be counted, and counted in 32
// bits.
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
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("took %v: they are gone through one by one", took)
	}
}

// TestEventsOutsideListedCutSetsHaveImportance: importance only of events in the
// cut sets that are listed.
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

// TestSingleEventTree: a crash.
func TestSingleEventTree(t *testing.T) {
	r, err := Analyze(context.Background(), Tree{Top: "e", Events: []BasicEvent{{ID: "e", Probability: 0.25}}}, Options{})
	if err != nil || r.Top != 0.25 || r.Importances[0].Birnbaum != 1 || r.CutSets.Count.String() != "1" {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestImportanceTakesFewPasses: one pass for every event. The benchmark holds it
// to four; here the machine may be busy.
func TestImportanceTakesFewPasses(t *testing.T) {
	tree := mesh(8, 6)
	d, err := Compile(context.Background(), tree, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := tree.parameters(d.Events())
	one := fastest(func() { d.Probability(p) })
	all := fastest(func() { d.Gradient(p, []float64{1}) })
	if float64(all) > 0.1*float64(one)*float64(len(p)) {
		t.Errorf("all %d Birnbaum importances take %v, one probability %v", len(p), all, one)
	}
	t.Logf("Birnbaum importance of all %d events: %.1f probability passes", len(p), float64(all)/float64(one))
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
