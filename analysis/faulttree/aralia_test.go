package faulttree_test

import (
	"bytes"
	"context"
	"maps"
	"math"
	"slices"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/internal/aralia"
)

func araliaTree(t testing.TB, name string) faulttree.Tree {
	t.Helper()
	m, err := openpsa.Parse(name+".xml", bytes.NewReader(aralia.Read(t, name+".xml")), openpsa.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tops := m.Tops()
	if len(tops) != 1 {
		t.Fatalf("%d tops: %v", len(tops), tops)
	}
	tree, err := m.Tree(tops[0].Gate, risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// slow names the trees that take seconds, which are left out with the race
// detector, and slowest the one that takes most of a minute, which is left out of
// short tests, too.
var (
	slow    = []string{"cea9601", "edfpa14p", "edfpa14q", "edfpa15r", "edf9203", slowest}
	slowest = "das9701"
)

// TestAralia compares the public Aralia trees with what two other programs agree
// on: the probability to one part in 1e9, or all published digits, and the exact
// number of minimal cut sets, with default settings.
func TestAralia(t *testing.T) {
	expected := aralia.Trees(t)
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		want := expected[name]
		if want.Probability == nil || raced && slices.Contains(slow, name) || testing.Short() && name == slowest {
			continue
		}
		t.Run(name, func(t *testing.T) {
			got, err := solve(araliaTree(t, name), true)
			if err != nil {
				t.Fatal(err)
			}
			checkSolved(t, got, want)
		})
	}
}

func checkSolved(t *testing.T, got solved, want aralia.Published) {
	t.Helper()
	tolerance := 1e-9
	if want.Digits > 0 {
		tolerance = math.Max(tolerance, 5*math.Pow10(-want.Digits))
	}
	if relErr(got.probability, *want.Probability) > tolerance {
		t.Errorf("probability %.17g, want %.17g", got.probability, *want.Probability)
	}
	if got.count != "" && got.count != want.MinimalSets {
		t.Errorf("%s minimal cut sets, want %s", got.count, want.MinimalSets)
	}
}

// A solved tree says what was found.
type solved struct {
	probability float64
	count       string
	nodes       int
}

func solve(tree faulttree.Tree, count bool) (solved, error) {
	d, err := faulttree.Compile(context.Background(), tree, nil, faulttree.Options{})
	if err != nil {
		return solved{}, err
	}
	p, _ := tree.Parameters(d.Events())
	out := solved{probability: d.Probability(p)[0], nodes: d.Len()}
	if !count {
		return out, nil
	}
	c, err := d.CutSets(context.Background(), tree.Top, p, faulttree.CutSetOptions{Limit: -1})
	if err != nil {
		return out, err
	}
	out.count = c.Count.String()
	return out, nil
}

// TestBirnbaumSignWithComplementedRoot: negative where a root is a complement.
// The value is P(T given e19) − P(T given not e19), from another program's own
// conditional probabilities.
func TestBirnbaumSignWithComplementedRoot(t *testing.T) {
	tree := araliaTree(t, "das9601")
	d, err := faulttree.Compile(context.Background(), tree, nil, faulttree.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := tree.Parameters(d.Events())
	want := map[string]float64{"e19": 0.0309612, "e10": 0.0334409}
	for i, imp := range d.Importances(context.Background(), p, []float64{1}) {
		given := func(value float64) float64 {
			old := p[i]
			defer func() { p[i] = old }()
			p[i] = value
			return d.Probability(p)[0]
		}
		if diff := given(1) - given(0); relErr(imp.Birnbaum, diff) > 1e-9 && imp.Birnbaum-diff > 1e-15 {
			t.Errorf("%s: Birnbaum %g, difference %g", imp.ID, imp.Birnbaum, diff)
		}
		if w, ok := want[imp.ID]; ok && relErr(imp.Birnbaum, w) > 2e-6 {
			t.Errorf("%s: Birnbaum %g, want %g", imp.ID, imp.Birnbaum, w)
		}
	}
}

// relErr returns |got-want|/|want|.
func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}
