package faulttree

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// union returns P(some minimal cut set with one of the events has occurred).
func (o oracle) union(p []float64, group int) float64 {
	sets := slices.DeleteFunc(o.cutSets(), func(c int) bool { return c&group == 0 })
	return o.sum(p, func(s int) bool {
		return slices.ContainsFunc(sets, func(c int) bool { return s&c == c })
	})
}

// fixed returns the probability with the events of a group in a state.
func (o oracle) fixed(p []float64, group int, state float64) float64 {
	p = slices.Clone(p)
	for i := range p {
		if group>>i&1 == 1 {
			p[i] = state
		}
	}
	return o.probability(p)
}

// rise returns what all of the group does, by the states of the others in which
// it harms or helps, and how far at most rounding may take the difference: it is
// made in steps, which may go up and down.
func (o oracle) rise(p []float64, group int) (rise, slack float64) {
	harms := o.sum(p, func(s int) bool { return o.occurs[s|group] && !o.occurs[s&^group] })
	helps := o.sum(p, func(s int) bool { return !o.occurs[s|group] && o.occurs[s&^group] })
	before := 0
	for i := range o.n {
		if group>>i&1 == 1 {
			from := func(s int) int { return s&^group | before }
			slack += o.sum(p, func(s int) bool { return o.occurs[from(s)|1<<i] != o.occurs[from(s)] })
			slack += 1e-15 * o.sum(p, func(s int) bool { return o.occurs[from(s)|1<<i] })
			before |= 1 << i
		}
	}
	return harms - helps, 1e-14 * slack
}

// differential returns the share of the change that the group makes, if it has one.
func (o oracle) differential(p []float64, group int) (share float64, ok bool) {
	var own, sum, size float64
	for i := range o.n {
		x, _ := o.rise(p, 1<<i)
		x *= p[i]
		sum += x
		size += p[i] * o.sum(p, func(s int) bool { return o.occurs[s|1<<i] != o.occurs[s&^(1<<i)] })
		if group>>i&1 == 1 {
			own += x
		}
	}
	return own / sum, math.Abs(sum) > max(1e-6*size, 1e-12*o.probability(p)) && math.Abs(own/sum) > 1e-6
}

func drawGroup(t *rapid.T, events []string) (Group, int) {
	g, set := Group{ID: fmt.Sprint("group of ", len(events))}, 0
	for i, id := range events {
		if rapid.Bool().Draw(t, "member") {
			g.Events = append(g.Events, id)
			set |= 1 << i
		}
	}
	return g, set
}

// TestGroupImportances compares with going through all states; so it does the
// differential importance of every event.
func TestGroupImportances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		if rapid.Bool().Draw(t, "any gate") {
			tree = drawAny(t)
		}
		d, err := Compile(context.Background(), tree, nil, Options{Skip: Pass(rapid.SampledFrom([]int{0, int(Modules)}).Draw(t, "skip"))})
		if err != nil {
			t.Fatal(err)
		}
		p, _ := tree.Parameters(d.Events())
		o := newOracle(tree, tree.Top, d.Events())
		group, set := drawGroup(t, d.Events())
		got, err := d.GroupImportances(context.Background(), p, []float64{1}, []Group{group})
		if err != nil {
			t.Fatal(err)
		}
		g, top := got[0], o.probability(p)
		all, nothing := o.fixed(p, set, 1), o.fixed(p, set, 0)
		rise, slack := o.rise(p, set)
		if !near(g.AllOccurred, all) || !near(g.NoneOccurred, nothing) || math.Abs(g.Birnbaum-rise) > slack+1e-12*math.Abs(rise)+tiny ||
			!nearPtr(g.RiskAchievementWorth, all, top) || !nearPtr(g.RiskReductionWorth, top, nothing) {
			t.Fatalf("%+v of %v: enumeration gives %g, %g, difference %g of %g\n%v", g, group, all, nothing, rise, top, tree)
		}
		if d.coherent && !nearPtr(g.FussellVesely, o.union(p, set), top) || !d.coherent && g.FussellVesely != nil {
			t.Fatalf("Fussell-Vesely %v of %v, want %g\n%v", g.FussellVesely, group, o.union(p, set)/top, tree)
		}
		if share, ok := o.differential(p, set); ok && (g.Differential == nil || relErr(*g.Differential, share) > 1e-5) {
			t.Fatalf("differential %s of %v, want %g\n%v", text(g.Differential), group, share, tree)
		}
		for i, imp := range d.Importances(context.Background(), p, []float64{1}) {
			if share, ok := o.differential(p, 1<<i); ok && (imp.Differential == nil || relErr(*imp.Differential, share) > 1e-5) {
				t.Fatalf("%s: want %g\n%v", show(imp), share, tree)
			}
		}
	})
}

// TestDifferentialOfNoChange: of a xor b, p·(1-2q) and q·(1-2p) cancel out where
// 4pq = p + q; what rounding leaves is nobody's share.
func TestDifferentialOfNoChange(t *testing.T) {
	for _, p := range []float64{0.6, 0.7, 0.9, 0.95, 0.99, 1} {
		q := p / (4*p - 1)
		tree := Tree{
			Top: "top", Gates: []Gate{{ID: "top", Op: Xor, Inputs: []string{"a", "b"}}},
			Events: []BasicEvent{{ID: "a", Probability: p}, {ID: "b", Probability: q}},
		}
		r, err := Analyze(context.Background(), tree, Options{})
		if err != nil || r.Importances[0].Differential != nil || r.Importances[1].Differential != nil {
			t.Errorf("p = %g, q = %g: %s and %s, want no differential (%v)", p, q, show(r.Importances[0]), show(r.Importances[1]), err)
		}
	}
}

// TestDifferentialOfTheCertain: of an or of three events as likely as can be,
// Birnbaum importances are 1e-32, differences of numbers near 1.
func TestDifferentialOfTheCertain(t *testing.T) {
	p := 1 - 0x1p-53
	r, err := Analyze(context.Background(), kOfN(1, p, p, p), Options{})
	if err != nil || r.Importances[0].Differential != nil {
		t.Errorf("%s, want no differential (%v)", show(r.Importances[0]), err)
	}
}

// TestGroupOfOne: it is its event.
func TestGroupOfOne(t *testing.T) {
	tree := mesh(2, 3)
	d, p := diagram(t, tree)
	var groups []Group
	for _, id := range d.Events() {
		groups = append(groups, Group{id, []string{id, id}})
	}
	got, err := d.GroupImportances(context.Background(), p, []float64{1}, groups)
	if err != nil {
		t.Fatal(err)
	}
	for i, imp := range d.Importances(context.Background(), p, []float64{1}) {
		g := got[i]
		if g.ID != imp.ID || relErr(g.Birnbaum, imp.Birnbaum) > 1e-13 || relErr(*g.FussellVesely, *imp.FussellVesely) > 1e-13 || *g.Differential != *imp.Differential ||
			relErr(*g.RiskAchievementWorth, *imp.RiskAchievementWorth) > 1e-13 || relErr(*g.RiskReductionWorth, *imp.RiskReductionWorth) > 1e-13 {
			t.Errorf("%+v is not %s", g, show(imp))
		}
	}
}

// TestGroupReference: closed forms, with numbers so small beside others that the
// difference of two probabilities would be 0.
func TestGroupReference(t *testing.T) {
	tests := []struct {
		name   string
		source string
		tree   Tree
		events []string
		want   GroupImportance
	}{{
		name:   "the valves of two trains",
		source: "T given both valves: 1; given neither: P(pump1)P(pump2) = 0.42; all cut sets but the pumps' have a valve: (v1 or v2) and T, P(T) - 0.6·0.7·(1-0.4)(1-0.5) of 0.646",
		tree:   twoTrains(0.4, 0.5, 0.6, 0.7),
		events: []string{"valve1", "valve2"},
		want: GroupImportance{AllOccurred: 1, NoneOccurred: 0.42, Birnbaum: 0.58, FussellVesely: new((0.646 - 0.42*0.3) / 0.646),
			RiskAchievementWorth: new(1 / 0.646), RiskReductionWorth: new(0.646 / 0.42), Differential: new((0.136 + 0.114) / 0.822)},
	}, {
		name:   "an event that hardly matters",
		source: "T = c or (a and b): given a, c or b, whose difference to c is P(b)(1-P(c)); cut set with a: ab; P(T) is 0.25 in all digits",
		tree:   rareBeside(0.5, 1e-20, 0.25),
		events: []string{"a"},
		want: GroupImportance{AllOccurred: 0.25, NoneOccurred: 0.25, Birnbaum: 0.75e-20, FussellVesely: new(2e-20),
			RiskAchievementWorth: new(1.0), RiskReductionWorth: new(1.0), Differential: new(1.5e-20)},
	}, {
		name:   "all there is",
		source: "T given all is certain, given none impossible",
		tree:   bridge(0.1, 0.2, 0.3, 0.2, 0.1),
		events: []string{"a", "b", "c", "d", "e"},
		want: GroupImportance{AllOccurred: 1, Birnbaum: 1, FussellVesely: new(1.0), RiskAchievementWorth: new(1 / bridgeTop),
			Differential: new(1.0)},
	}, {
		name:   "nothing",
		source: "P(T) itself on both sides",
		tree:   bridge(0.1, 0.2, 0.3, 0.2, 0.1),
		want: GroupImportance{AllOccurred: bridgeTop, NoneOccurred: bridgeTop, FussellVesely: new(0.0), RiskAchievementWorth: new(1.0),
			RiskReductionWorth: new(1.0), Differential: new(0.0)},
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Compile(context.Background(), tt.tree, nil, Options{})
			if err != nil {
				t.Fatal(err)
			}
			p, _ := tt.tree.Parameters(d.Events())
			got, err := d.GroupImportances(context.Background(), p, []float64{1}, []Group{{"g", tt.events}})
			tt.want.ID = "g"
			if err != nil || !sameGroup(got[0], tt.want) {
				t.Errorf("%s, want %s (source: %s), %v", showGroup(got[0]), showGroup(tt.want), tt.source, err)
			}
		})
	}
}

// bridgeTop is P(T) of the bridge with 0.1, 0.2, 0.3, 0.2 and 0.1: given c,
// (a or d) and (b or e), 0.28² and given not c, ab or de, 1-0.98².
const bridgeTop = 0.3*0.28*0.28 + 0.7*0.0396

func sameGroup(a, b GroupImportance) bool {
	same := func(x, y *float64) bool {
		return (x == nil) == (y == nil) && (x == nil || relErr(*x, *y) < 1e-14)
	}
	return a.ID == b.ID && same(&a.AllOccurred, &b.AllOccurred) && same(&a.NoneOccurred, &b.NoneOccurred) && same(&a.Birnbaum, &b.Birnbaum) &&
		same(a.FussellVesely, b.FussellVesely) && same(a.RiskAchievementWorth, b.RiskAchievementWorth) &&
		same(a.RiskReductionWorth, b.RiskReductionWorth) && same(a.Differential, b.Differential)
}

func showGroup(g GroupImportance) string {
	text := fmt.Sprintf("all %g, none %g, difference %g", g.AllOccurred, g.NoneOccurred, g.Birnbaum)
	for _, x := range []*float64{g.FussellVesely, g.RiskAchievementWorth, g.RiskReductionWorth, g.Differential} {
		if x == nil {
			text += " -"
		} else {
			text += fmt.Sprintf(" %g", *x)
		}
	}
	return text
}

// TestGroupsOfSeveralTops: sums, each top times its weight.
func TestGroupsOfSeveralTops(t *testing.T) {
	tree := twoTrains(0.4, 0.5, 0.6, 0.7)
	d, err := Compile(context.Background(), tree, []string{"top", "train1"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := tree.Parameters(d.Events())
	got, err := d.GroupImportances(context.Background(), p, []float64{1, 2}, []Group{{"valves", []string{"valve1", "valve2"}}})
	// Given both valves 1 + 2·1; given neither 0.42 + 2·0.6; P is 0.646 + 2·0.76.
	// Cut sets with a valve: 0.646 - 0.126 of the top, see above, and 0.4 of the train.
	want := GroupImportance{ID: "valves", AllOccurred: 3, NoneOccurred: 1.62, Birnbaum: 1.38, FussellVesely: new((0.52 + 2*0.4) / 2.166),
		RiskAchievementWorth: new(3 / 2.166), RiskReductionWorth: new(2.166 / 1.62),
		// Of the train, 0.4·0.4 by its valve and 0.6·0.6 by its pump.
		Differential: new((0.136 + 0.114 + 2*0.16) / (0.822 + 2*(0.16+0.36)))}
	if err != nil || !sameGroup(got[0], want) {
		t.Errorf("%s, want %s, %v", showGroup(got[0]), showGroup(want), err)
	}
}

func TestGroupImportancesRefuse(t *testing.T) {
	d, err := Compile(context.Background(), kOfN(1, 0.5, 0.5), nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p, one := []float64{0.5, 0.5}, []float64{1}
	for _, tt := range []struct {
		name       string
		p, weights []float64
		groups     []Group
		want       []error
	}{
		{"groups", p, one, []Group{{"", nil}, {"a", []string{"e0", "x"}}, {"a", []string{"y"}}}, []error{ErrEmptyID, ErrUnknownID, ErrDuplicateID}},
		{"shape", p[1:], one, nil, []error{ErrShape}},
		{"weights", p, nil, nil, []error{ErrShape}},
		{"numbers", []float64{0.5, math.NaN()}, []float64{math.Inf(1)}, nil, []error{ErrProbability, ErrWeight}},
	} {
		_, err := d.GroupImportances(context.Background(), tt.p, tt.weights, tt.groups)
		for _, want := range tt.want {
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", tt.name, err, want)
			}
		}
	}
	if _, err := d.GroupImportances(ctx, p, one, []Group{{"a", []string{"e0"}}}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want the end of the context", err)
	}
}

// TestGroupOfLargeTree: the groups of a tree whose cut sets nobody can list.
func TestGroupOfLargeTree(t *testing.T) {
	tree := product(60, 30)
	d, p := diagram(t, tree)
	got, err := d.GroupImportances(context.Background(), p, []float64{1}, []Group{{"first", []string{"e0.0", "e0.1"}}, {"across", []string{"e0.0", "e1.0"}}})
	if err != nil {
		t.Fatal(err)
	}
	// With q = 1 - 0.99^30 of an or: two events of one make it certain, or leave 28
	// of 30; the share of the cut sets with either is that of the or, (1-0.99²)/q.
	// Of two ors, no cut set has neither unless both ors have others.
	q := -math.Expm1(30 * math.Log1p(-0.01))
	rest := -math.Expm1(28 * math.Log1p(-0.01))
	others := -math.Expm1(29 * math.Log1p(-0.01))
	if g := got[0]; relErr(*g.RiskAchievementWorth, 1/q) > 1e-12 || relErr(*g.RiskReductionWorth, q/rest) > 1e-12 || relErr(*g.FussellVesely, 0.0199/q) > 1e-12 {
		t.Errorf("two events of a gate: %s", showGroup(g))
	}
	// Either occurred, and the other gate: 2·0.01·q - 0.01².
	if g := got[1]; relErr(*g.FussellVesely, (2*0.01*q-1e-4)/(q*q)) > 1e-12 || relErr(*g.RiskReductionWorth, q*q/(others*others)) > 1e-12 {
		t.Errorf("one event of each of two gates: %s", showGroup(g))
	}
}
