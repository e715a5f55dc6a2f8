package rbd

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func part(event string) Block           { return Block{Kind: Component, Event: event} }
func series(blocks ...Block) Block      { return Block{Kind: Series, Blocks: blocks} }
func parallel(blocks ...Block) Block    { return Block{Kind: Parallel, Blocks: blocks} }
func kOfN(k int, blocks ...Block) Block { return Block{Kind: KOfN, K: k, Blocks: blocks} }
func parts(prefix string, n int) (b []Block) {
	for i := range n {
		b = append(b, part(fmt.Sprintf("%s%d", prefix, i)))
	}
	return b
}

// bridge is the bridge network as its four minimal path sets.
func bridge() Block {
	return parallel(series(part("A"), part("D")), series(part("B"), part("E")),
		series(part("A"), part("C"), part("E")), series(part("B"), part("C"), part("D")))
}

func TestAnalyzeReference(t *testing.T) {
	nested := map[string]float64{"L0": 0.001, "L1": 0.001}
	var clusters []Block
	for i := range 3 {
		nodes := parts(fmt.Sprintf("n%d", i), 4)
		for _, n := range nodes {
			nested[n.Event] = 0.05
		}
		clusters = append(clusters, kOfN(3, nodes...))
	}
	tests := []struct {
		name   string
		source string // where want and paths come from; never this program
		root   Block
		u      map[string]float64
		want   float64 // unavailability
		paths  string
		tol    float64 // relative
	}{{
		name: "2 of 3", source: "3u^2 - 2u^3; 3 pairs",
		root: kOfN(2, parts("x", 3)...), u: map[string]float64{"x0": 0.1, "x1": 0.1, "x2": 0.1},
		want: 0.028, paths: "3", tol: 1e-15,
	}, {
		name: "bridge", source: "1 - (2r^2 + 2r^3 - 5r^4 + 2r^5), r = 0.99; Rausand, Hoyland, System Reliability Theory",
		root: bridge(), u: map[string]float64{"A": 0.01, "B": 0.01, "C": 0.01, "D": 0.01, "E": 0.01},
		want: 0.0002019502, paths: "4", tol: 1e-12,
	}, {
		name: "bridge, all different", source: "exact rational enumeration of its 32 states",
		root: bridge(), u: map[string]float64{"A": 0.05, "B": 0.1, "C": 0.2, "D": 0.15, "E": 0.08},
		want: 0.020174, paths: "4", tol: 1e-14,
	}, {
		name: "pair before 2 of 3 clusters of 3 of 4", source: "exact rational enumeration of all states; paths 2 · 3 · 4^2",
		root: series(parallel(parts("L", 2)...), kOfN(2, clusters...)), u: nested,
		want: 0.0005850653910770912, paths: "96", tol: 1e-13,
	}, {
		name: "rare failures keep their digits", source: "u^3; one minus the availability is 0",
		root: parallel(parts("x", 3)...), u: map[string]float64{"x0": 1e-9, "x1": 1e-9, "x2": 1e-9},
		want: 1e-27, paths: "3", tol: 1e-15,
	}, {
		name: "one component twice is one", source: "idempotence: x and x is x",
		root: parallel(part("x"), series(part("x"), part("y"))), u: map[string]float64{"x": 1e-18, "y": 0.5},
		want: 1e-18, paths: "1", tol: 1e-15,
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Analyze(context.Background(), Diagram{Root: tt.root, Unavailability: tt.u}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if relErr(r.Unavailability, tt.want) > tt.tol {
				t.Errorf("Unavailability = %.17g, want %.17g within %g (source: %s)", r.Unavailability, tt.want, tt.tol, tt.source)
			}
			if relErr(r.Availability, 1-tt.want) > 1e-14 {
				t.Errorf("Availability = %.17g, want %.17g (source: %s)", r.Availability, 1-tt.want, tt.source)
			}
			if r.PathSets != tt.paths {
				t.Errorf("PathSets = %s, want %s (source: %s)", r.PathSets, tt.paths, tt.source)
			}
		})
	}
}

func TestAnalyzeBirnbaumBridge(t *testing.T) {
	u := map[string]float64{"A": 0.05, "B": 0.1, "C": 0.2, "D": 0.15, "E": 0.08}
	// Difference of conditional reliabilities by exact enumeration of the states.
	want := map[string]float64{"A": 0.10828, "B": 0.07494, "C": 0.01617, "D": 0.09636, "E": 0.15405}
	r, err := Analyze(context.Background(), Diagram{Root: bridge(), Unavailability: u}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, imp := range r.Importances {
		w := want[imp.Event]
		if relErr(imp.Birnbaum, w) > 1e-12 || relErr(*imp.Criticality, w*u[imp.Event]/0.020174) > 1e-12 {
			t.Errorf("%s: Birnbaum %g, criticality %g, want Birnbaum %g", imp.Event, imp.Birnbaum, *imp.Criticality, w)
		}
	}
}

// drawDiagram draws a valid diagram of up to seven components, some repeated.
func drawDiagram(t *rapid.T) Diagram {
	d := Diagram{Unavailability: map[string]float64{}}
	for i := range 7 {
		d.Unavailability[fmt.Sprint("c", i)] = rapid.OneOf(rapid.Float64Range(1e-30, 1), rapid.SampledFrom([]float64{0, 1e-18, 0.5, 1})).Draw(t, "u") // products stay above the smallest normal number
	}
	var draw func(depth int) Block
	draw = func(depth int) Block {
		kinds := []string{Component, Series, Parallel, KOfN}
		kind := rapid.SampledFrom(kinds[:1+3*min(depth, 1)]).Draw(t, "kind")
		if kind == Component {
			return part(fmt.Sprint("c", rapid.IntRange(0, 6).Draw(t, "event")))
		}
		b := Block{Kind: kind}
		for range rapid.IntRange(1, 4).Draw(t, "blocks") {
			b.Blocks = append(b.Blocks, draw(depth-1))
		}
		if kind == KOfN {
			b.K = rapid.IntRange(1, len(b.Blocks)).Draw(t, "k")
		}
		return b
	}
	d.Root = draw(3)
	return d
}

// works evaluates a block by definition.
func works(b Block, down map[string]bool) bool {
	n := 0
	for _, child := range b.Blocks {
		if works(child, down) {
			n++
		}
	}
	switch b.Kind {
	case Component:
		return !down[b.Event]
	case Series:
		return n == len(b.Blocks)
	case Parallel:
		return n > 0
	}
	return n >= b.K
}

// enumerate sums the probabilities of all states in which b is down, and counts
// the minimal path sets, both by definition.
func enumerate(b Block, u map[string]float64) (down float64, paths int) {
	events := b.events()
	state := func(mask int) map[string]bool { // bit set: down
		s := map[string]bool{}
		for i, e := range events {
			s[e] = mask>>i&1 == 1
		}
		return s
	}
	for mask := range 1 << len(events) {
		p := 1.0
		minimal := works(b, state(mask))
		if !minimal {
			for i, e := range events {
				if mask>>i&1 == 1 {
					p *= u[e]
				} else {
					p *= 1 - u[e]
				}
			}
			down += p
		}
		for i := range events { // taking down one more must stop it
			minimal = minimal && (mask>>i&1 == 1 || !works(b, state(mask|1<<i)))
		}
		if minimal {
			paths++
		}
	}
	return down, paths
}

func TestAnalyzeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDiagram(t)
		r, err := Analyze(context.Background(), d, Options{})
		if err != nil {
			t.Fatal(err)
		}
		want, paths := enumerate(d.Root, d.Unavailability)
		if relErr(r.Unavailability, want) > 1e-12 || r.PathSets != fmt.Sprint(paths) {
			t.Fatalf("unavailability %g, %s path sets; enumeration gives %g, %d", r.Unavailability, r.PathSets, want, paths)
		}
		checkBlocks(t, d, d.Root, r.Root)
		for _, imp := range r.Importances {
			given := func(u float64) float64 {
				other := map[string]float64{}
				for e, v := range d.Unavailability {
					other[e] = v
				}
				other[imp.Event] = u
				down, _ := enumerate(d.Root, other)
				return down
			}
			if want := given(1) - given(0); math.Abs(imp.Birnbaum-want) > 1e-12 {
				t.Fatalf("Birnbaum of %s = %g, pivoting gives %g", imp.Event, imp.Birnbaum, want)
			}
		}
	})
}

// checkBlocks compares every block with enumeration of it alone.
func checkBlocks(t *rapid.T, d Diagram, b Block, r BlockResult) {
	want, _ := enumerate(b, d.Unavailability)
	if relErr(r.Unavailability, want) > 1e-12 || math.Abs(r.Availability-(1-want)) > 1e-12 || r.Kind != b.Kind || r.Event != b.Event {
		t.Fatalf("block %+v: %+v, enumeration gives %g", b, r, want)
	}
	for i := range b.Blocks {
		checkBlocks(t, d, b.Blocks[i], r.Blocks[i])
	}
}

func TestValidateReportsAll(t *testing.T) {
	d := Diagram{
		Root: series(
			Block{Kind: "loop"}, Block{Kind: Component}, parallel(), kOfN(3, part("a"), part("nan")),
			Block{Kind: Component, Event: "missing", K: 1},
		),
		Unavailability: map[string]float64{"a": 1.5, "nan": math.NaN()},
	}
	err := d.Validate()
	for _, want := range []error{ErrKind, ErrBadGroup, ErrBadComponent, ErrUnavailability} {
		if !errors.Is(err, want) {
			t.Errorf("%v is not reported", want)
		}
	}
	for _, place := range []string{"root.blocks[0]", "root.blocks[1]", "root.blocks[2]", "root.blocks[3]", "root.blocks[4]", "a:", "nan:", "missing:"} {
		if !strings.Contains(err.Error(), "rbd: "+place) {
			t.Errorf("nothing about %s in:\n%v", place, err)
		}
	}
	if _, err := Analyze(context.Background(), d, Options{}); !errors.Is(err, ErrKind) {
		t.Errorf("Analyze: %v", err)
	}
}

func TestAnalyzeLimits(t *testing.T) {
	u := map[string]float64{}
	for _, b := range parts("x", 40) {
		u[b.Event] = 0.5
	}
	d := Diagram{Root: kOfN(20, parts("x", 40)...), Unavailability: u}
	if _, err := Analyze(context.Background(), d, Options{NodeLimit: 50}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("with 50 nodes: %v, want ErrTooLarge", err)
	}
	r, err := Analyze(context.Background(), d, Options{})
	// By symmetry 21 or more of 40 are down as often as 19 or fewer; paths: C(40, 20).
	if err != nil || relErr(r.Unavailability, (1-137846528820/math.Exp2(40))/2) > 1e-13 || r.PathSets != "137846528820" {
		t.Errorf("20 of 40: %g, %s, %v", r.Unavailability, r.PathSets, err)
	}
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}
