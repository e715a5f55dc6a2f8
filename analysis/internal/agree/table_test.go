package agree

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"text/tabwriter"

	"ninefold/analysis/dynamic"
	"ninefold/analysis/faulttree"
	"ninefold/analysis/markov"
	"ninefold/analysis/rbd/blocks"
	"ninefold/analysis/simulate"
)

// A column is what one engine says.
type column struct {
	engine string
	of     figures
}

// A named system is one that people know.
type named struct {
	name    string
	hours   float64
	columns func(t fataler, hours float64) []column
	sampled func(t fataler, hours float64) map[figure]simulate.Estimate
	source  string  // of what follows: closed forms
	want    figures // some of the figures
}

// The rates of all units of the systems below.
const (
	fail   = 1e-3
	repair = 0.1
	q      = fail / (fail + repair)
)

func singles(n int) (out []node) {
	for i := range n {
		out = append(out, node{shape: single, leaf: i})
	}
	return out
}

// like is a system of like leaves, answered by all engines.
func like(l leaf, root node, places int) (func(fataler, float64) []column, func(fataler, float64) map[figure]simulate.Estimate) {
	s := system{root: root}
	for range places {
		s.leaves = append(s.leaves, l)
	}
	ask := func(t fataler, hours float64) (out []column) {
		for _, e := range engines {
			if of := e.ask(t, s, hours); len(of) > 0 {
				out = append(out, column{e.name, of})
			}
		}
		return out
	}
	return ask, func(t fataler, hours float64) map[figure]simulate.Estimate {
		return askSimulation(t, simulated(s, false), simulated(s, true), hours)
	}
}

func namedSystems() []named {
	u := leaf{fail: fail, repair: repair}
	bridgeOf := named{
		name: "bridge", hours: 100, source: "R = 2r² + 2r³ − 5r⁴ + 2r⁵, integrated: (1 + 2/3 − 5/4 + 2/5)/λ; 2q² + 2q³ − 5q⁴ + 2q⁵",
		want: figures{mttf: 49. / 60 / fail, longRun: 2*q*q + 2*q*q*q - 5*q*q*q*q + 2*q*q*q*q*q},
	}
	bridgeOf.columns, bridgeOf.sampled = like(u, node{shape: bridge, parts: singles(5)}, 5)
	voting := named{
		name: "2 of 3", hours: 100, source: "3q² − 2q³, 5/(6λ), and fails at the rate 3(1−q)·2λq(1−q); with repairs first after (5λ+μ)/6λ²",
		want: figures{mttf: 5. / 6 / fail, longRun: 3*q*q - 2*q*q*q, frequency: 6 * fail * q * (1 - q) * (1 - q), firstFailure: (5*fail + repair) / (6 * fail * fail)},
	}
	voting.columns, voting.sampled = like(u, node{shape: kOfN, k: 2, parts: singles(3)}, 3)
	warm := named{
		name: "warm standby", hours: 100, source: "birth and death: 1/((1+d)λ) + 1/λ; x²(1+d)/2 / (1 + (1+d)x + x²(1+d)/2), x = λ/μ",
		want: figures{mttf: 1/(1.5*fail) + 1/fail, longRun: 0.75e-4 / (1 + 1.5e-2 + 0.75e-4)},
	}
	warm.columns, warm.sampled = like(leaf{fail: fail, repair: repair, pair: true, dormancy: 0.5}, node{shape: single}, 1)
	return []named{bridgeOf, voting, warm, coldStandby(), loadSharing(), commonCause()}
}

// chainOf makes a chain of states, of which the first is where it begins and the last
// is down.
func chainOf(states int, rates map[[2]int]float64) *markov.Chain {
	c := &markov.Chain{Initial: []markov.Share{{State: 0, Probability: 1}}, Sets: map[string][]int{}}
	out := make([]bool, states)
	for i := range states {
		c.States = append(c.States, fmt.Sprint(i))
		if i < states-1 {
			c.Sets[markov.Up] = append(c.Sets[markov.Up], i)
		}
	}
	for way, rate := range rates {
		out[way[0]] = true
		c.Transitions = append(c.Transitions, markov.Transition{From: way[0], To: way[1], PerHour: rate})
	}
	for i, leaves := range out {
		if !leaves {
			c.Absorbing = append(c.Absorbing, i)
		}
	}
	return c
}

func coldStandby() named {
	const stuck = 0.1 // probability
	return named{
		name: "cold standby with a switch", hours: 1000, source: "R = e^−λt (1 + (1−p)λt)",
		want: figures{reliability: math.Exp(-1) * 1.9, unreliability: 1 - math.Exp(-1)*1.9, mttf: 1.9 / fail},
		columns: func(t fataler, hours float64) []column {
			chain := figures{}
			chainFigures(t, chainOf(3, map[[2]int]float64{{0, 1}: fail * (1 - stuck), {0, 2}: fail * stuck, {1, 2}: fail}), nil, hours, chain)
			group := &blocks.Standby{Units: []blocks.Unit{{FailureRate: fail}, {FailureRate: fail}}, SwitchFailure: stuck}
			d := &blocks.System{Components: []blocks.Part{{ID: "pair", Standby: group}}, Root: blocks.Block{Kind: blocks.Component, Of: "pair"}}
			tree := dynamic.Tree{
				Top: "top", Events: []dynamic.Event{{ID: "first", RatePerHour: fail}, {ID: "second", RatePerHour: fail}},
				Gates:        []dynamic.Gate{{ID: "top", Op: dynamic.Spare, Inputs: []string{"first", "second"}}},
				Dependencies: []dynamic.Dependency{{ID: "switch", Trigger: "first", Probability: stuck, Dependents: []string{"second"}}},
			}
			return []column{{"chain", chain}, {"blocks", blockFigures(t, d, hours)}, {"dynamic tree", dynamicFigures(t, tree, hours)}}
		},
		sampled: func(t fataler, hours float64) map[figure]simulate.Estimate {
			pair := system{leaves: []leaf{{fail: fail, repair: repair, pair: true}}, root: node{shape: single}}
			m := simulated(pair, false)
			m.Cascades[0].Probability = stuck
			return askSimulation(t, m, nil, hours)
		},
	}
}

// A pair that shares a load: alone, a unit fails four times as often.
func loadSharing() named {
	const alone = 4 * fail
	return named{
		name: "load sharing", hours: 100, source: "1/2λ + 1/λ'; birth and death with x = 2λ/μ and xλ'/2μ; with repairs first after 1/2λ + (1/λ')(1 + μ/2λ)",
		want: figures{mttf: 500 + 250, longRun: 4e-4 / (1 + 0.02 + 4e-4), firstFailure: 500 + 250*(1+50)},
		columns: func(t fataler, hours float64) []column {
			chain := figures{}
			chainFigures(t, chainOf(3, map[[2]int]float64{{0, 1}: 2 * fail, {1, 2}: alone}),
				chainOf(3, map[[2]int]float64{{0, 1}: 2 * fail, {1, 2}: alone, {1, 0}: repair, {2, 1}: 2 * repair}), hours, chain)
			group := &blocks.Sharing{Needed: 1, Load: []float64{alone, fail}, RepairRate: repair}
			d := &blocks.System{Components: []blocks.Part{{ID: "pair", Sharing: group}}, Root: blocks.Block{Kind: blocks.Component, Of: "pair"}}
			of := blockFigures(t, d, hours)
			delete(of, figure(importance+"pair"))
			return []column{{"chain", chain}, {"blocks", of}}
		},
		sampled: func(t fataler, hours float64) map[figure]simulate.Estimate {
			model := func(fix bool) *simulate.Model {
				m := &simulate.Model{Top: "both", Gates: []faulttree.Gate{{ID: "both", Op: faulttree.And, Inputs: []string{"left", "right"}}}}
				for _, id := range []string{"left", "right"} {
					c := simulate.Component{ID: id, Life: exponential(fail)}
					if fix {
						c.Repair = exponential(repair)
					}
					m.Components = append(m.Components, c)
				}
				m.Cascades = []simulate.Cascade{{Source: "left", Targets: []string{"right"}, Factor: 4}, {Source: "right", Targets: []string{"left"}, Factor: 4}}
				return m
			}
			return askSimulation(t, model(false), model(true), hours)
		},
	}
}

// A pair in parallel with a common cause: in other engines a third leaf in series.
func commonCause() named {
	const beta = 0.1
	s := system{
		leaves: []leaf{{fail: fail * (1 - beta), repair: repair}, {fail: fail * (1 - beta), repair: repair}, {fail: fail * beta, repair: repair}},
		root:   node{shape: series, parts: []node{{shape: single, leaf: 2}, {shape: parallel, parts: singles(2)}}},
	}
	own, common := 0.9*fail/(0.9*fail+repair), 0.1*fail/(0.1*fail+repair)
	return named{
		name: "a pair with a common cause", hours: 100, source: "c + (1−c)·a², c = βλ/(βλ+μ), a of (1−β)λ; ∫ e^−βλt (2e^−(1−β)λt − e^−2(1−β)λt) = 2/λ − 1/((2−β)λ)",
		want: figures{longRun: common + (1-common)*own*own, mttf: 2/fail - 1/(1.9*fail)},
		columns: func(t fataler, hours float64) []column {
			var out []column
			for _, e := range engines {
				if e.name == "blocks" {
					continue
				}
				out = append(out, column{e.name, e.ask(t, s, hours)})
			}
			part := func(id string) blocks.Part {
				return blocks.Part{ID: id, Life: exponential(fail), Repair: exponential(repair)}
			}
			d := &blocks.System{
				Components: []blocks.Part{part("a"), part("b")}, Groups: []blocks.Group{{ID: "g", Members: []string{"a", "b"}, Beta: beta}},
				Root: blocks.Block{Kind: blocks.Parallel, Blocks: []blocks.Block{{Kind: blocks.Component, Of: "a"}, {Kind: blocks.Component, Of: "b"}}},
			}
			of := blockFigures(t, d, hours)
			for i, id := range []string{"[a]", "[b]", "[a b]"} {
				of[birnbaum(i)] = of[figure(importance+id)]
				delete(of, figure(importance+id))
			}
			return append(out, column{"blocks", of})
		},
		sampled: func(t fataler, hours float64) map[figure]simulate.Estimate {
			return askSimulation(t, simulated(s, false), simulated(s, true), hours)
		},
	}
}

// Systems that people know, side by side by all engines: go test -v shows them.
func TestNamedSystems(t *testing.T) {
	for _, n := range namedSystems() {
		t.Run(n.name, func(t *testing.T) {
			columns, sampled := n.columns(t, n.hours), n.sampled(t, n.hours)
			want := columns[0].of
			for _, c := range columns[1:] {
				compare(t, c.engine, c.of, want)
			}
			for f, x := range n.want {
				if !(math.Abs(want[f]-x) <= tolerance*x) {
					t.Errorf("%s is %.17g by the chain, want %.17g (source: %s)", f, want[f], x, n.source)
				}
			}
			for f, e := range sampled {
				holds(t, f, e, want[f])
			}
			t.Log(n.table(columns, sampled))
		})
	}
}

func (n named) table(columns []column, sampled map[figure]simulate.Estimate) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s, t = %g h\n", n.name, n.hours)
	for _, c := range columns {
		fmt.Fprintf(w, "\t%s", c.engine)
	}
	fmt.Fprintf(w, "\tsimulation, %g %%\t\n", few.Level*100)
	for _, f := range append(append([]figure{}, all...), birnbaum(0)) {
		row, shown := string(f), false
		for _, c := range columns {
			cell := ""
			if x, ok := c.of[f]; ok {
				cell, shown = fmt.Sprintf("%.10g", x), true
			}
			row += "\t" + cell
		}
		cell := ""
		if e, ok := sampled[f]; ok {
			cell = fmt.Sprintf("%.4g to %.4g", e.Low, value(e.High))
		}
		if shown {
			fmt.Fprintf(w, "%s\t%s\t\n", row, cell)
		}
	}
	_ = w.Flush() // into memory
	return text.String()
}
