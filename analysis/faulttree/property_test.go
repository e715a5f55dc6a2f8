package faulttree

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawTree draws a valid tree of up to eight events and six gates with shared
// and repeated inputs. Inputs of a gate come before it, so there is no cycle.
func drawTree(t *rapid.T) Tree { return drawGates(t, []Op{And, Or, AtLeast}) }

// drawAny draws one of all gates, with house events.
func drawAny(t *rapid.T) Tree {
	return drawGates(t, []Op{And, Or, AtLeast, Cardinality, Not, Nand, Nor, Xor, Iff, Imply})
}

func drawGates(t *rapid.T, ops []Op) Tree {
	var ids []string
	tree := Tree{Events: []BasicEvent{}, Gates: []Gate{}}
	for i := range rapid.IntRange(1, 8).Draw(t, "events") {
		e := BasicEvent{ID: fmt.Sprint("e", i)}
		e.Probability = rapid.OneOf(rapid.Float64Range(1e-30, 1), rapid.SampledFrom([]float64{0, 1e-18, 1e-9, 0.5, 1})).Draw(t, "p")
		e.RatePerHour = rapid.Float64Range(0, 1).Draw(t, "rate")
		tree.Events = append(tree.Events, e)
		ids = append(ids, e.ID)
	}
	if len(ops) > 3 {
		for i := range rapid.IntRange(0, 2).Draw(t, "house") {
			h := HouseEvent{fmt.Sprint("h", i), rapid.Bool().Draw(t, "state")}
			tree.House = append(tree.House, h)
			ids = append(ids, h.ID)
		}
	}
	for i := range rapid.IntRange(0, 9).Draw(t, "gates") {
		g := Gate{ID: fmt.Sprint("g", i), Op: rapid.SampledFrom(ops).Draw(t, "op")}
		low, high := 1, 4
		switch g.Op {
		case Not:
			high = 1
		case Iff, Imply:
			low, high = 2, 2
		}
		for range rapid.IntRange(low, high).Draw(t, "inputs") {
			g.Inputs = append(g.Inputs, rapid.SampledFrom(ids).Draw(t, "input"))
		}
		switch n := len(g.Inputs); g.Op {
		case AtLeast:
			g.K = rapid.IntRange(1, n).Draw(t, "k")
		case Cardinality:
			g.K = rapid.IntRange(0, n).Draw(t, "k")
			g.Max = rapid.IntRange(g.K, n).Draw(t, "max")
		}
		tree.Gates = append(tree.Gates, g)
		ids = append(ids, g.ID)
	}
	tree.Top = ids[len(ids)-1]
	return tree
}

// An oracle knows a function as the list of all its values, and the rest by
// definition. State bit i is event i.
type oracle struct {
	n      int
	occurs []bool
}

func newOracle(tree Tree, top string, events []string) oracle {
	gates := map[string]Gate{}
	for _, g := range tree.Gates {
		gates[g.ID] = g
	}
	house := map[string]bool{}
	for _, h := range tree.House {
		house[h.ID] = h.State
	}
	o := oracle{n: len(events), occurs: make([]bool, 1<<len(events))}
	var eval func(id string, state int) bool
	eval = func(id string, state int) bool {
		g, ok := gates[id]
		if fixed, ok := house[id]; ok {
			return fixed
		}
		if !ok {
			return state>>slices.Index(events, id)&1 == 1
		}
		n := 0
		for _, in := range g.Inputs {
			if eval(in, state) {
				n++
			}
		}
		switch all := len(g.Inputs); g.Op {
		case And:
			return n == all
		case Nand, Not:
			return n < all
		case Or:
			return n > 0
		case Nor:
			return n == 0
		case Xor:
			return n%2 == 1
		case Iff:
			return n != 1
		case Imply:
			return !eval(g.Inputs[0], state) || eval(g.Inputs[1], state)
		case Cardinality:
			return g.K <= n && n <= g.Max
		}
		return n >= g.K
	}
	for state := range o.occurs {
		o.occurs[state] = eval(top, state)
	}
	return o
}

// sum returns the probability of the states for which is holds.
func (o oracle) sum(p []float64, is func(state int) bool) float64 {
	total := 0.0
	for state := range o.occurs {
		if !is(state) {
			continue
		}
		product := 1.0
		for i := range o.n {
			if state>>i&1 == 1 {
				product *= p[i]
			} else {
				product *= 1 - p[i]
			}
		}
		total += product
	}
	return total
}

func (o oracle) probability(p []float64) float64 {
	return o.sum(p, func(s int) bool { return o.occurs[s] })
}

// given returns the probability with event i certain (1) or impossible (0).
func (o oracle) given(p []float64, i int, value float64) float64 {
	p = slices.Clone(p)
	p[i] = value
	return o.probability(p)
}

// cutSets returns the states that cause the top, and no state within them does.
func (o oracle) cutSets() []int {
	var sets []int
	for state, occurs := range o.occurs {
		minimal := occurs
		for within := (state - 1) & state; minimal && state > 0; within = (within - 1) & state {
			minimal = !o.occurs[within]
			if within == 0 {
				break
			}
		}
		if minimal {
			sets = append(sets, state)
		}
	}
	return sets
}

// fussellVesely returns P(some minimal cut set with event i has occurred).
func (o oracle) fussellVesely(p []float64, i int) float64 {
	sets := slices.DeleteFunc(o.cutSets(), func(c int) bool { return c>>i&1 == 0 })
	return o.sum(p, func(s int) bool {
		return slices.ContainsFunc(sets, func(c int) bool { return s&c == c })
	})
}

// tiny is what may be lost where the smallest positive numbers are multiplied.
const tiny = 1e-300

func near(got, want float64) bool { return relErr(got, want) < 1e-12 || math.Abs(got-want) < tiny }

// nearDifference compares a difference to numbers up to the given one, of which
// 1e-30 may be lost.
func nearDifference(got, want, of float64) bool {
	return near(got, want) || math.Abs(got-want) < 1e-30*of
}

func nearPtr(got *float64, part, whole float64) bool {
	if !(whole > 0) || math.IsInf(part/whole, 1) {
		return got == nil
	}
	return got != nil && near(*got, part/whole)
}

func TestAnalyzeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		res, err := Analyze(context.Background(), tree, Options{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := Compile(context.Background(), tree, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		p, rate := tree.Parameters(d.Events())
		o := newOracle(tree, tree.Top, d.Events())

		// The engine agrees with summing all 2^n states by definition.
		top := o.probability(p)
		if !near(res.Top, top) || !(res.Top >= 0 && res.Top <= 1) {
			t.Fatalf("Top = %g, enumeration gives %g", res.Top, top)
		}
		frequency := 0.0
		for i, imp := range res.Importances {
			with, without := o.given(p, i, 1), o.given(p, i, 0)
			birnbaum := o.sum(p, func(s int) bool { return o.occurs[s|1<<i] && !o.occurs[s&^(1<<i)] })
			frequency += birnbaum * (1 - p[i]) * rate[i]
			ok := imp.ID == d.Events()[i] && imp.Probability == p[i] && nearDifference(imp.Birnbaum, birnbaum, with) &&
				nearPtr(imp.Criticality, p[i]*imp.Birnbaum, top) && nearPtr(imp.Diagnostic, p[i]*with, top) &&
				nearPtr(imp.RiskAchievementWorth, with, top) && nearPtr(imp.RiskReductionWorth, top, without) &&
				nearPtr(imp.FussellVesely, o.fussellVesely(p, i), top)
			if !ok {
				t.Fatalf("%s: enumeration gives Birnbaum %g, P(T given i) %g, given not i %g, Fussell-Vesely %g\n%v",
					show(imp), birnbaum, with, without, o.fussellVesely(p, i)/top, tree)
			}
		}
		if res.FrequencyPerHour == nil || !near(*res.FrequencyPerHour, frequency) {
			t.Fatalf("frequency %v, want %g", res.FrequencyPerHour, frequency)
		}
		checkCutSets(t, d, o, p, res.CutSets)

		// The order of the inputs of a gate means nothing.
		for _, g := range tree.Gates {
			slices.Reverse(g.Inputs)
		}
		mirror, err := Analyze(context.Background(), tree, Options{})
		if err != nil || !near(mirror.Top, res.Top) || mirror.CutSets.Count.Cmp(res.CutSets.Count) != 0 {
			t.Fatalf("reversed inputs: Top %g became %g (%v)", res.Top, mirror.Top, err)
		}
	})
}

func show(imp Importance) string {
	text := fmt.Sprintf("%s: p %g, Birnbaum %g", imp.ID, imp.Probability, imp.Birnbaum)
	for name, x := range map[string]*float64{
		"criticality": imp.Criticality, "Fussell-Vesely": imp.FussellVesely, "diagnostic": imp.Diagnostic,
		"RAW": imp.RiskAchievementWorth, "RRW": imp.RiskReductionWorth, "differential": imp.Differential,
	} {
		if x != nil {
			text += fmt.Sprintf(", %s %g", name, *x)
		}
	}
	return text
}

// checkCutSets compares cut sets with all minimal states.
func checkCutSets(t *rapid.T, d *Diagram, o oracle, p []float64, got CutSets) {
	want := o.cutSets()
	if got.Count.String() != fmt.Sprint(len(want)) {
		t.Fatalf("%v cut sets, want %d", got.Count, len(want))
	}
	byOrder := make([]int64, o.n+1)
	sum, exponent := 0.0, 0.0
	var list []CutSet
	for _, state := range want {
		c := CutSet{Events: []string{}, Probability: 1}
		for i, id := range d.Events() {
			if state>>i&1 == 1 {
				c.Events = append(c.Events, id)
				c.Order++
				c.Probability *= p[i]
			}
		}
		byOrder[c.Order]++
		sum += c.Probability
		exponent += math.Log1p(-c.Probability)
		list = append(list, c)
	}
	for i, n := range got.ByOrder {
		if n.Int64() != byOrder[i+1] {
			t.Fatalf("by order %v, want %v from order 0", got.ByOrder, byOrder)
		}
	}
	bound, top := -math.Expm1(exponent), o.probability(p)
	if !near(got.Sum, sum) || !near(got.UpperBound, bound) {
		t.Fatalf("sum %g, want %g; min-cut upper bound %g, want %g", got.Sum, sum, got.UpperBound, bound)
	}
	if !(top <= got.UpperBound*(1+1e-12)+tiny && got.UpperBound <= got.Sum*(1+1e-12)+tiny && got.UpperBound <= 1) {
		t.Fatalf("probability %g, min-cut upper bound %g, sum %g do not increase", top, got.UpperBound, got.Sum)
	}
	slices.SortFunc(list, func(a, b CutSet) int {
		if a.Probability != b.Probability {
			return -1 + 2*b2i(a.Probability < b.Probability)
		}
		return slices.Compare(a.Events, b.Events)
	})
	list = list[:min(len(list), defaultCutSets)]
	if fmt.Sprint(got.Top) != fmt.Sprint(list) {
		t.Fatalf("most probable:\n%v\nwant\n%v", got.Top, list)
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestSeveralTops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		var tops []string
		var weights []float64
		for i := range rapid.IntRange(1, 3).Draw(t, "tops") {
			ids := []string{tree.Top, tree.Events[0].ID}
			for _, g := range tree.Gates {
				ids = append(ids, g.ID)
			}
			tops = append(tops, rapid.SampledFrom(ids).Draw(t, "top"))
			weights = append(weights, 1/float64(i+2))
		}
		d, err := Compile(context.Background(), tree, tops, Options{})
		if err != nil {
			t.Fatal(err)
		}
		p, _ := tree.Parameters(d.Events())
		var oracles []oracle
		for i, x := range d.Probability(p) {
			oracles = append(oracles, newOracle(tree, tops[i], d.Events()))
			if want := oracles[i].probability(p); !near(x, want) {
				t.Fatalf("%s: %g, enumeration gives %g", tops[i], x, want)
			}
		}
		value, gradient := d.Gradient(p, weights)
		for e, imp := range d.Importances(context.Background(), p, weights) {
			var total, birnbaum, union, given float64
			for i, o := range oracles {
				total += weights[i] * o.probability(p)
				given += weights[i] * o.given(p, e, 1)
				birnbaum += weights[i] * o.sum(p, func(s int) bool { return o.occurs[s|1<<e] && !o.occurs[s&^(1<<e)] })
				union += weights[i] * o.fussellVesely(p, e)
			}
			if !near(value, total) || !nearDifference(gradient[e], birnbaum, given) || imp.Birnbaum != gradient[e] || !nearPtr(imp.FussellVesely, union, total) {
				t.Fatalf("value %g, %s, %g; want value %g, Birnbaum %g, Fussell-Vesely %g", value, show(imp), gradient[e], total, birnbaum, union/total)
			}
		}
		for i, top := range tops {
			seen := map[string]bool{}
			sets, err := d.MinimalCutSets(top)
			if err != nil {
				t.Fatal(err)
			}
			for s := range sets {
				seen[strings.Join(s, " ")] = true
			}
			if len(seen) != len(oracles[i].cutSets()) {
				t.Fatalf("%s: %v, want %d", top, seen, len(oracles[i].cutSets()))
			}
		}
	})
}

func TestSampleIsProbability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		d, err := Compile(context.Background(), tree, []string{tree.Top, tree.Events[0].ID}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		samples := rapid.IntRange(0, 70).Draw(t, "samples")
		p := make([][]float64, len(d.Events()))
		for i := range p {
			p[i] = rapid.SliceOfN(rapid.Float64Range(1e-30, 1), samples, samples).Draw(t, "p")
		}
		got, err := d.Sample(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for s := range samples {
			one := make([]float64, len(p))
			for i := range p {
				one[i] = p[i][s]
			}
			for top, want := range d.Probability(one) {
				if got[top][s] != want { // to the bit
					t.Fatalf("sample %d of top %d: %g, want %g", s, top, got[top][s], want)
				}
			}
		}
	})
}

func TestWorseEventsNeverHelp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := drawTree(t)
		d, p := diagram(t, tree)
		before := d.Probability(p)[0]
		i := rapid.IntRange(0, len(p)-1).Draw(t, "event")
		p[i] = rapid.Float64Range(p[i], 1).Draw(t, "worse")
		if after := d.Probability(p)[0]; after < before*(1-1e-14) {
			t.Fatalf("%g became %g when %s got worse", before, after, d.Events()[i])
		}
	})
}
