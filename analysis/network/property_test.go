package network

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// drawGraph draws a small graph of any kind: several edges between two nodes, loops,
// parts that are not connected, nodes and edges that never or always fail. Half of them
// have so many edges that reductions leave something. All but the kind comes from one
// seed, because what rapid draws bit by bit is mostly small.
func drawGraph(t *rapid.T) (Graph, Query) {
	g := Graph{Directed: rapid.Bool().Draw(t, "directed")}
	dense, failing, all := rapid.Bool().Draw(t, "dense"), rapid.Bool().Draw(t, "nodes fail"), rapid.IntRange(0, 3).Draw(t, "all") == 0
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	n, edges := 2+random.IntN(5), random.IntN(11)
	chances := []float64{0, 0.1, 0.3, 0.5, 0.7, 1, 1e-6, 0.999, 1e-300}
	if dense {
		n, edges = 4+random.IntN(2), 8+random.IntN(3)
		chances = []float64{0.1, 0.3, 0.5, 0.7, 1e-6, 1e-300}
	}
	chance := func() float64 { return chances[random.IntN(len(chances))] }
	for i := range n {
		v := Node{ID: fmt.Sprint("n", i)}
		if failing && i < 3 {
			v.Unreliability = chance()
		}
		g.Nodes = append(g.Nodes, v)
	}
	for i := range edges {
		a, b := random.IntN(n), random.IntN(n)
		if dense && a == b {
			b = (a + 1) % n
		}
		g.Edges = append(g.Edges, Edge{ID: fmt.Sprint("e", i), From: fmt.Sprint("n", a), To: fmt.Sprint("n", b), Unreliability: chance()})
	}
	q := Query{Terminals: []string{"n0"}, All: all}
	for i := 1; i < n; i++ {
		if i == 1 || random.IntN(3) == 0 {
			q.Terminals = append(q.Terminals, fmt.Sprint("n", i))
		}
	}
	return g, q
}

// An oracle goes through all states of a graph by definition.
type oracle struct {
	g         Graph
	at        map[string]int
	terminals []int
}

func newOracle(g Graph, q Query) oracle {
	o := oracle{g: g, at: map[string]int{}}
	for i, v := range g.Nodes {
		o.at[v.ID] = i
	}
	for _, id := range q.Terminals {
		o.terminals = append(o.terminals, o.at[id])
	}
	if q.All {
		for i := range g.Nodes {
			o.terminals = append(o.terminals, i)
		}
	}
	return o
}

// works tells whether the terminals are up and connected; failed is by edge, then node.
func (o oracle) works(failed []bool) bool {
	nodes := failed[len(o.g.Edges):]
	seen := make([]bool, len(nodes))
	seen[o.terminals[0]] = !nodes[o.terminals[0]]
	for changed := true; changed; {
		changed = false
		for i, e := range o.g.Edges {
			a, b := o.at[e.From], o.at[e.To]
			if failed[i] || nodes[a] || nodes[b] {
				continue
			}
			if seen[a] && !seen[b] || !o.g.Directed && seen[b] && !seen[a] {
				seen[a], seen[b], changed = true, true, true
			}
		}
	}
	for _, v := range o.terminals {
		if !seen[v] {
			return false
		}
	}
	return true
}

func (o oracle) unreliability() []float64 {
	var u []float64
	for _, e := range o.g.Edges {
		u = append(u, e.Unreliability)
	}
	for _, v := range o.g.Nodes {
		u = append(u, v.Unreliability)
	}
	return u
}

// value sums over all states of what may fail or not.
func (o oracle) value(fixed map[int]bool) Value {
	u := o.unreliability()
	failed := make([]bool, len(u))
	var v Value
	var try func(i int, p float64)
	try = func(i int, p float64) {
		if i == len(u) {
			if o.works(failed) {
				v.Reliability += p
			} else {
				v.Unreliability += p
			}
			return
		}
		for _, f := range []bool{false, true} {
			q := 1 - u[i]
			if f {
				q = u[i]
			}
			if fix, ok := fixed[i]; ok {
				q = 0
				if fix == f {
					q = 1
				}
			}
			if q > 0 {
				failed[i] = f
				try(i+1, p*q)
			}
		}
	}
	try(0, 1)
	return v
}

// rounding returns by how much probabilities like x may differ by rounding alone, which
// is relatively more where numbers have few digits left.
func rounding(x float64) float64 { return 1e-12*x + 1e-320 }

func same(got, want float64) bool { return math.Abs(got-want) <= rounding(want) }

func (i Interval) holds(x float64) bool { return i.Low-rounding(x) <= x && x <= i.High+rounding(x) }

func TestReliabilityProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, q := drawGraph(t)
		want := newOracle(g, q).value(nil)
		got, err := Reliability(context.Background(), g, q, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !same(got.Reliability, want.Reliability) || !same(got.Unreliability, want.Unreliability) {
			t.Fatalf("got %+v, enumeration gives %+v", got, want)
		}
	})
}

func TestAnalyzeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, q := drawGraph(t)
		o := newOracle(g, q)
		got, err := Analyze(context.Background(), g, q, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want := o.value(nil)
		if !same(got.Reliability, want.Reliability) || !same(got.Unreliability, want.Unreliability) {
			t.Fatalf("got %+v, enumeration gives %+v", got.Value, want)
		}
		i := 0
		for c, u := range o.unreliability() {
			if c >= len(g.Edges) && u == 0 {
				continue
			}
			m := got.Importances[i]
			i++
			failed, working := o.value(map[int]bool{c: true}), o.value(map[int]bool{c: false})
			if birnbaum := failed.Unreliability - working.Unreliability; math.Abs(m.Birnbaum-birnbaum) > 1e-13+1e-12*birnbaum {
				t.Fatalf("Birnbaum importance of %s is %g, enumeration gives %g", m.ID, m.Birnbaum, birnbaum)
			}
			if want.Unreliability == 0 {
				if m.Criticality != nil || m.Diagnostic != nil {
					t.Fatalf("ratios to 0 of %s: %+v", m.ID, m)
				}
				continue
			}
			if want.Unreliability < 1e-300 { // too few digits for ratios
				continue
			}
			if w := failed.Unreliability / want.Unreliability; relErr(*m.RiskAchievementWorth, w) > 1e-9 || math.Abs(*m.Diagnostic-u*w) > 1e-9 {
				t.Fatalf("worth and diagnostic importance of %s are %g and %g, enumeration gives %g and %g", m.ID, *m.RiskAchievementWorth, *m.Diagnostic, w, u*w)
			}
		}
		if i != len(got.Importances) {
			t.Fatalf("%d importances, want %d", len(got.Importances), i)
		}
	})
}

func TestBoundProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, q := drawGraph(t)
		want := newOracle(g, q).value(nil)
		within := func(b Bounds) bool {
			return b.Reliability.holds(want.Reliability) && b.Unreliability.holds(want.Unreliability)
		}
		check := func(opt BoundOptions) Bounds {
			last := Bounds{Interval{0, 1}, Interval{0, 1}}
			opt.Improved = func(b Bounds) {
				if b.Unreliability.Low < last.Unreliability.Low || b.Unreliability.High > last.Unreliability.High || b.Reliability.Low > b.Reliability.High || !within(b) {
					t.Fatalf("%+v after %+v, where %+v is true", b, last, want)
				}
				last = b
			}
			b, err := Bound(context.Background(), g, q, opt)
			if err != nil || !within(b) {
				t.Fatalf("%+v, where %+v is true (%v)", b, want, err)
			}
			return b
		}
		if b := check(BoundOptions{}); !b.Exact() {
			t.Fatalf("%+v is not exact", b)
		}
		check(BoundOptions{Ratio: 2})
		check(BoundOptions{Options: Options{StateLimit: 1}})
	})
}

// What is open after a beam of few states, and disjoint paths and cuts, hold the truth as
// well. Reductions are left out, so that there is something to forget.
func TestBracketProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g, q := drawGraph(t)
		want := newOracle(g, q).value(nil)
		terminals, err := g.terminals(q)
		if err != nil {
			t.Fatal(err)
		}
		s, connected := newSkeleton(g, terminals, false)
		if !connected {
			t.Skip("not connected")
		}
		p := s.piece()
		factors := (&problem{tape: *s.tape, factors: s.factors}).factorValues()
		levels, err := p.levels(context.Background(), *s.tape, Options{}, false)
		if err != nil {
			t.Fatal(err)
		}
		b := bracket{low: p.pathBound(*s.tape), high: p.cutBound(*s.tape)}
		for _, limit := range []int{0, 1, 2, 3, 5, 1000} {
			if limit > 0 {
				r, err := sweep{levels: levels, limit: limit, beam: true}.run(context.Background(), p.directed)
				if err != nil {
					t.Fatal(err)
				}
				b = bracket{low: b.low, high: b.high}
				b.narrow(r)
			}
			low, high := b.low.and(inSeries(factors)), b.high.and(inSeries(factors))
			if !(Interval{low.Reliability, high.Reliability}).holds(want.Reliability) || !(Interval{high.Unreliability, low.Unreliability}).holds(want.Unreliability) {
				t.Fatalf("%d states: from %+v to %+v, where %+v is true", limit, low, high, want)
			}
		}
		if !b.exact {
			t.Fatal("1000 states are not enough")
		}
	})
}
