package network

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"ninefold/analysis/internal/bench"
)

func reliability(t *testing.T, g Graph, q Query) Value {
	t.Helper()
	v, err := Reliability(context.Background(), g, q, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func complete(n int, u float64) Graph {
	var edges [][2]string
	for i := range n {
		for j := range i {
			edges = append(edges, [2]string{fmt.Sprint(j + 1), fmt.Sprint(i + 1)})
		}
	}
	return graph(u, edges...)
}

func TestClosedForms(t *testing.T) {
	cycle := func(n int, u float64) Graph {
		var edges [][2]string
		for i := range n {
			edges = append(edges, [2]string{fmt.Sprint(i), fmt.Sprint((i + 1) % n)})
		}
		return graph(u, edges...)
	}
	const u = 1e-6
	node := cycle(4, u)
	node.Nodes[1].Unreliability = 1e-9
	for _, tt := range []struct {
		name, source string
		g            Graph
		q            Query
		want         float64 // unreliability
	}{
		{"cycle, two terminals", "(1-p^2)(1-p^3), the two ways being disjoint", cycle(5, 0.1), Query{Terminals: []string{"0", "2"}}, (1 - 0.9*0.9) * (1 - 0.9*0.9*0.9)},
		{"cycle, all terminals", "1 - p^n - n p^(n-1) u", cycle(6, 0.1), Query{All: true}, 1 - math.Pow(0.9, 6) - 6*math.Pow(0.9, 5)*0.1},
		{"cycle, rare", "the sum over two and more edges down, n(n-1)/2 u^2 at first: 3 u^2 - 2 u^3", cycle(3, u), Query{All: true}, 3*u*u - 2*u*u*u},
		{"cycle with a node, rare", "(2u-u^2)(u + (1-u)(1e-9 + (1-1e-9)u)): two ways, one through the node", node, Query{Terminals: []string{"0", "2"}}, (2*u - u*u) * (u + (1-u)*(1e-9+(1-1e-9)*u))},
		{"parallel edges and a loop", "u^3", graph(u, [2]string{"a", "b"}, [2]string{"b", "a"}, [2]string{"b", "b"}, [2]string{"a", "b"}), Query{All: true}, u * u * u},
		{"complete graph of 4, two terminals", "Wheatstone bridge and an edge: u (2u^2 + 2u^3 - 5u^4 + 2u^5)", complete(4, 0.01), Query{Terminals: []string{"1", "2"}}, 0.01 * (2e-4 + 2e-6 - 5e-8 + 2e-10)},
	} {
		if got := reliability(t, tt.g, tt.q); relErr(got.Unreliability, tt.want) > 1e-14 && relErr(got.Unreliability, tt.want) > 1e-12*boolOf(tt.want > 0.01) {
			t.Errorf("%s: %.17g, want %.17g (source: %s)", tt.name, got.Unreliability, tt.want, tt.source)
		}
	}
}

func boolOf(yes bool) float64 { return float64(bit(yes)) }

// Complete graphs are connected with the probability that Gilbert's recursion gives
// (1959, https://doi.org/10.1214/aoms/1177706098), here in 200 bits; small ones go through
// the frontier, large ones through numbers of vertices.
func TestGilbert(t *testing.T) {
	const u = 0.75
	unlinked := func(n int) *big.Float {
		p := big.NewFloat(1).SetPrec(200)
		for range n {
			p.Mul(p, big.NewFloat(u))
		}
		return p
	}
	connected := []*big.Float{nil, big.NewFloat(1).SetPrec(200)}
	for n := 2; n <= 32; n++ {
		r := big.NewFloat(1).SetPrec(200)
		for k := 1; k < n; k++ { // the part of the first vertex has k
			part := new(big.Float).SetInt(new(big.Int).Binomial(int64(n-1), int64(k-1)))
			part.SetPrec(200).Mul(part, connected[k]).Mul(part, unlinked(k*(n-k)))
			r.Sub(r, part)
		}
		connected = append(connected, r)
		got := reliability(t, complete(n, u), Query{All: true})
		want, _ := r.Float64()
		rest, _ := new(big.Float).Sub(big.NewFloat(1), r).Float64()
		if relErr(got.Reliability, want) > 1e-12 || relErr(got.Unreliability, rest) > 1e-12 {
			t.Errorf("%d nodes: %+v, want %.15g", n, got, want)
		}
	}
}

// A contraction is a graph for deletion and contraction, the recursion by definition:
// R = p·R(contracted) + u·R(deleted).
type contraction struct {
	edges    []Edge
	terminal map[string]bool
}

func (c contraction) value() (up, down float64) {
	for len(c.edges) > 0 && c.edges[0].From == c.edges[0].To {
		c.edges = c.edges[1:]
	}
	count := 0
	for _, t := range c.terminal {
		if t {
			count++
		}
	}
	switch {
	case count == 1:
		return 1, 0
	case len(c.edges) == 0:
		return 0, 1
	}
	e := c.edges[0]
	joined := contraction{terminal: map[string]bool{}}
	name := func(v string) string {
		if v == e.To {
			return e.From
		}
		return v
	}
	for _, other := range c.edges[1:] {
		other.From, other.To = name(other.From), name(other.To)
		joined.edges = append(joined.edges, other)
	}
	for v, t := range c.terminal {
		joined.terminal[name(v)] = joined.terminal[name(v)] || t
	}
	up1, down1 := joined.value()
	up0, down0 := contraction{c.edges[1:], c.terminal}.value()
	u := e.Unreliability
	return (1-u)*up1 + u*up0, (1-u)*down1 + u*down0
}

// Random graphs without small degrees, which reductions leave alone.
func TestDeletionContraction(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 12 {
		n := 6 + random.IntN(2)
		var edges [][2]string
		for i := range n {
			for _, d := range []int{1, 2} {
				edges = append(edges, [2]string{fmt.Sprint(i), fmt.Sprint((i + d) % n)})
			}
		}
		g := graph(0, edges...)
		for i := range g.Edges {
			g.Edges[i].Unreliability = math.Pow(10, -4*random.Float64())
		}
		q := Query{}
		terminal := map[string]bool{}
		for _, i := range random.Perm(n)[:2+random.IntN(n-2)] {
			q.Terminals = append(q.Terminals, fmt.Sprint(i))
			terminal[fmt.Sprint(i)] = true
		}
		up, down := contraction{g.Edges, terminal}.value()
		if got := reliability(t, g, q); relErr(got.Reliability, up) > 1e-12 || relErr(got.Unreliability, down) > 1e-12 {
			t.Errorf("%v of %v: %+v, want %.15g and %.15g", q.Terminals, g.Edges, got, up, down)
		}
	}
}

// Numbers of simple paths, of cuts and of spanning trees that others have counted.
func TestKnownCounts(t *testing.T) {
	paths := map[int]string{3: "12", 4: "184", 5: "8512", 6: "1262816"} // https://oeis.org/A007764
	for n, want := range paths {
		s, err := PathSets(context.Background(), grid(n, 0.1), corners(n), SetOptions{Limit: 1})
		if err != nil || s.Count.String() != want {
			t.Errorf("%d × %d: %v paths, want %s (%v)", n, n, s.Count, want, err)
		}
		if p := math.Pow(0.9, float64(2*n-2)); relErr(s.Top[0].Probability, p) > 1e-12 || len(s.Top[0].Components) != 2*n-2 {
			t.Errorf("%d × %d: first path %+v, want %g", n, n, s.Top[0], p)
		}
	}
	trees := map[int]int64{3: 192, 4: 100352} // spanning trees of grids, https://oeis.org/A007341
	for n, want := range trees {
		s, err := PathSets(context.Background(), grid(n, 0.1), Query{All: true}, SetOptions{})
		if err != nil || s.Count.Int64() != want || len(s.ByOrder) != n*n {
			t.Errorf("%d × %d: %v spanning trees, want %d (%v)", n, n, s.Count, want, err)
		}
	}
	cuts, err := CutSets(context.Background(), complete(5, 0.1), Query{Terminals: []string{"1", "2"}}, SetOptions{})
	if err != nil || cuts.Count.Int64() != 8 { // any of the three others may be on either side
		t.Errorf("%v cuts of the complete graph of 5, want 8 (%v)", cuts.Count, err)
	}
}

func TestValidate(t *testing.T) {
	g := Graph{
		Nodes: []Node{{ID: "a"}, {ID: "a"}, {ID: "", Unreliability: 2}, {ID: "b", Unreliability: math.NaN()}},
		Edges: []Edge{{ID: "e", From: "a", To: "x", Unreliability: -1}, {ID: "a", From: "y", To: "b"}},
	}
	_, err := Reliability(context.Background(), g, Query{Terminals: []string{"a", "a", "z"}}, Options{})
	text := fmt.Sprint(err)
	for _, want := range []string{
		`"a": duplicate ID`, `"": empty ID`, `"": unreliability outside [0, 1]: 2`, `"b": unreliability outside [0, 1]: NaN`,
		`"e": unknown node: "x"`, `"e": unreliability outside [0, 1]: -1`, `"a": unknown node: "y"`, `"a": duplicate ID: terminal`, `"z": unknown node: terminal`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in:\n%s", want, text)
		}
	}
	for _, q := range []Query{{}, {Terminals: []string{"1"}}} {
		if _, err := Reliability(context.Background(), grid(2, 0.1), q, Options{}); !errors.Is(err, ErrTerminals) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	directed := grid(2, 0.1)
	directed.Directed = true
	if _, err := Reliability(context.Background(), directed, Query{All: true}, Options{}); !errors.Is(err, ErrTerminals) {
		t.Errorf("directed without a first: %v", err)
	}
}

func TestLimits(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	g, q := grid(9, 0.01), corners(9)
	if _, err := Reliability(ctx, g, q, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end of the context: %v", err)
	}
	for name, ask := range map[string]func() error{
		"reliability": func() error {
			_, err := Reliability(context.Background(), g, q, Options{StateLimit: 100})
			return err
		},
		"importances": func() error { _, err := Analyze(context.Background(), g, q, Options{StateLimit: 100}); return err },
		"path sets": func() error {
			_, err := PathSets(context.Background(), g, q, SetOptions{Options: Options{StateLimit: 100}})
			return err
		},
	} {
		if err := ask(); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s with 100 states: %v", name, err)
		}
	}
	b, err := Bound(ctx, g, q, BoundOptions{})
	const u = 2.04030398075e-4 // see yardstick
	if err != nil || b.Exact() || !(b.Unreliability.Low <= u && u <= b.Unreliability.High) {
		t.Errorf("bounds without time: %+v, %v", b, err)
	}
	b, err = Bound(context.Background(), g, q, BoundOptions{Ratio: 1.01})
	if err != nil || !(b.Unreliability.Low <= u && u <= b.Unreliability.High && b.Unreliability.High <= 1.01*b.Unreliability.Low) {
		t.Errorf("bounds to 1 %%: %+v, %v", b, err)
	}
}

// Whatever is under way ends soon after its context: here after 50 ms of some that take
// seconds, within 100 ms; the processor of a busy machine may need twice that.
func TestCancel(t *testing.T) {
	g, q := grid(12, 0.01), corners(12)
	wide := complete(42, 0.01)
	for i := range wide.Edges {
		wide.Edges[i].Unreliability *= 1 + float64(i)/1e6 // no two alike
	}
	directed := grid(8, 0.01)
	directed.Directed = true
	for name, ask := range map[string]func(context.Context) error{
		"reliability": func(ctx context.Context) error { _, err := Reliability(ctx, g, q, Options{}); return err },
		"long": func(ctx context.Context) error {
			_, err := Reliability(ctx, torus(80), Query{All: true}, Options{})
			return err
		},
		"wide": func(ctx context.Context) error {
			_, err := Reliability(ctx, wide, Query{All: true}, Options{})
			return err
		},
		"directed": func(ctx context.Context) error {
			_, err := Reliability(ctx, directed, corners(8), Options{})
			return err
		},
		"importances": func(ctx context.Context) error { _, err := Analyze(ctx, g, q, Options{}); return err },
		"path sets":   func(ctx context.Context) error { _, err := PathSets(ctx, g, q, SetOptions{}); return err },
		"polynomial":  func(ctx context.Context) error { _, err := Polynomial(ctx, g, q, Options{}); return err },
		"bounds": func(ctx context.Context) error {
			b, err := Bound(ctx, g, q, BoundOptions{})
			if err == nil && !b.Exact() {
				err = ctx.Err() // bounds are an answer
			}
			return err
		},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		done := make(chan time.Duration)
		go func() {
			<-ctx.Done()
			done <- bench.Processor(t)
		}()
		err := ask(ctx)
		took := bench.Processor(t) - <-done
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
		if took > 200*time.Millisecond && !raced {
			t.Errorf("%s: ends %v after the context", name, took)
		}
	}
}

// torus is a square grid whose sides meet.
func torus(n int) Graph {
	var edges [][2]string
	for i := range n * n {
		edges = append(edges, [2]string{fmt.Sprint(i), fmt.Sprint(i/n*n + (i+1)%n)}, [2]string{fmt.Sprint(i), fmt.Sprint((i + n) % (n * n))})
	}
	return graph(0.01, edges...)
}

// A frontier of 40 is far beyond what can be solved, but not beyond bounds.
func TestBoundWide(t *testing.T) {
	g := complete(42, 0.01)
	for i := range g.Edges {
		g.Edges[i].Unreliability *= 1 + float64(i)/1e6 // no two alike
	}
	q := Query{Terminals: []string{"1", "42"}}
	if _, err := Reliability(context.Background(), g, q, Options{StateLimit: 10_000}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("exact: %v", err)
	}
	b, err := Bound(context.Background(), g, q, BoundOptions{Options: Options{StateLimit: 1000}})
	if err != nil || !(b.Unreliability.High < 1e-60) || b.Unreliability.Low > b.Unreliability.High {
		t.Errorf("%+v, %v: 41 disjoint ways leave less than 1e-60", b, err)
	}
}

// The same question has the same answer, bit for bit, and goes through JSON.
func TestSameBits(t *testing.T) {
	g, q := grid(6, 0.01), corners(6)
	a, err := Analyze(context.Background(), g, q, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Analyze(context.Background(), g, q, Options{})
	if err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("two answers to one question (%v)", err)
	}
	text, err := json.Marshal(a)
	var c Result
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil || !reflect.DeepEqual(a, c) {
		t.Errorf("JSON changes the answer (%v)", err)
	}
	s, err := CutSets(context.Background(), grid(2, 0.5), corners(2), SetOptions{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	text, err = json.Marshal(s)
	if want := `{"count":"4","byOrder":["0","0","4"],"sum":1,"top":[{"components":["edge 0","edge 1"],"probability":0.25}]}`; err != nil || string(text) != want {
		t.Errorf("%s, want %s (%v)", text, want, err)
	}
}
