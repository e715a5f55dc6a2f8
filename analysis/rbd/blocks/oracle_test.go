package blocks

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ninefold/analysis/dist"
)

func part(id string) Block           { return Block{Kind: Component, Of: id} }
func series(b ...Block) Block        { return Block{Kind: Series, Blocks: b} }
func parallel(b ...Block) Block      { return Block{Kind: Parallel, Blocks: b} }
func kOfN(k int, b ...Block) Block   { return Block{Kind: KOfN, K: k, Blocks: b} }
func constant(u float64) *float64    { return &u }
func exp(rate float64) dist.Lifetime { return dist.Exponential{MTTF: 1 / rate} }

func parts(ids ...string) (out []Block) {
	for _, id := range ids {
		out = append(out, part(id))
	}
	return out
}

func edge(from, to, id string) Edge {
	b := part(id)
	return Edge{From: from, To: to, Block: &b}
}

// bridge is the network of five edges that is neither series nor parallel.
func bridge(a, b, c, d, e string) Block {
	return Block{Kind: Network, Source: "s", Target: "t", Edges: []Edge{
		edge("s", "1", a), edge("s", "2", b), edge("1", "2", c), edge("1", "t", d), edge("2", "t", e),
	}}
}

// works evaluates a block by definition, networks by spreading from the source.
func works(s *System, b *Block, prefix string, down map[string]bool) bool {
	weight := 0
	total := 0
	for i := range b.Blocks {
		total += b.weight(i)
		if works(s, &b.Blocks[i], prefix, down) {
			weight += b.weight(i)
		}
	}
	switch b.Kind {
	case Component:
		return !down[prefix+b.Of]
	case Named:
		i := slices.IndexFunc(s.Diagrams, func(d Diagram) bool { return d.ID == b.Of })
		if b.As != "" {
			prefix += b.As + "/"
		}
		return works(s, &s.Diagrams[i].Root, prefix, down)
	case Series:
		return weight == total
	case Parallel:
		return weight > 0
	case KOfN:
		return weight >= b.K
	}
	stands := func(node string) bool {
		i := slices.IndexFunc(b.Nodes, func(n Node) bool { return n.ID == node })
		return i < 0 || works(s, &b.Nodes[i].Block, prefix, down)
	}
	seen := map[string]bool{b.Source: stands(b.Source)}
	for range b.Edges {
		for _, e := range b.Edges {
			if e.Block != nil && !works(s, e.Block, prefix, down) {
				continue
			}
			if seen[e.From] && stands(e.To) {
				seen[e.To] = true
			}
			if !e.Directed && seen[e.To] && stands(e.From) {
				seen[e.From] = true
			}
		}
	}
	return seen[b.Target]
}

// An outcome of enumeration: probabilities of being down and up, and how many sets.
type outcome struct {
	down, up    float64
	cuts, paths int
}

// enumerate sums over all states of events with these probabilities of being down
// and up; strikes maps an event to what it takes down.
func enumerate(s *System, events []string, q, r []float64, strikes map[string][]string) (o outcome) {
	state := func(mask int) bool {
		down := map[string]bool{}
		for i, e := range events {
			if mask>>i&1 == 0 {
				continue
			}
			down[e] = true
			for _, id := range strikes[e] {
				down[id] = true
			}
		}
		return works(s, &s.Root, "", down)
	}
	n := len(events)
	up := make([]bool, 1<<n)
	for mask := range up {
		up[mask] = state(mask)
	}
	for mask, ok := range up {
		p := 1.0
		for i := range n {
			if mask>>i&1 == 1 {
				p *= q[i]
			} else {
				p *= r[i]
			}
		}
		if ok {
			o.up += p
		} else {
			o.down += p
		}
		cut, path := !ok, ok
		for i := range n {
			if mask>>i&1 == 1 {
				cut = cut && up[mask&^(1<<i)]
			} else {
				path = path && !up[mask|1<<i]
			}
		}
		if cut {
			o.cuts++
		}
		if path {
			o.paths++
		}
	}
	return o
}

// drawBlock draws blocks over some of six components.
func drawBlock(t *rapid.T, depth int, named []string) Block {
	kinds := []string{Component}
	if depth > 0 {
		kinds = append(kinds, Series, Parallel, KOfN, Network)
		if len(named) > 0 {
			kinds = append(kinds, Named)
		}
	}
	b := Block{Kind: rapid.SampledFrom(kinds).Draw(t, "kind")}
	switch b.Kind {
	case Component:
		b.Of = fmt.Sprint("c", rapid.IntRange(0, 5).Draw(t, "component"))
		return b
	case Named:
		b.Of = rapid.SampledFrom(named).Draw(t, "name")
		return b
	case Network:
		b.Source, b.Target = "s", "t"
		b.Edges = []Edge{edge("s", "a", "c0"), edge("b", "t", "c1"), {From: "a", To: "b"}}
		for range rapid.IntRange(0, 4).Draw(t, "edges") {
			pair := rapid.SampledFrom([][2]string{{"s", "b"}, {"a", "t"}, {"b", "a"}, {"s", "t"}, {"a", "c"}, {"c", "t"}, {"b", "c"}, {"t", "c"}}).Draw(t, "edge")
			e := Edge{From: pair[0], To: pair[1], Directed: rapid.Bool().Draw(t, "directed")}
			if rapid.IntRange(0, 5).Draw(t, "fails") > 0 {
				inner := drawBlock(t, depth-1, named)
				e.Block = &inner
			}
			b.Edges = append(b.Edges, e)
		}
		for _, id := range rapid.SampledFrom([][]string{nil, {"a"}, {"s"}, {"b", "t"}}).Draw(t, "nodes") {
			b.Nodes = append(b.Nodes, Node{id, drawBlock(t, depth-1, named)})
		}
		return b
	}
	total := 0
	for range rapid.IntRange(1, 4).Draw(t, "blocks") {
		b.Blocks = append(b.Blocks, drawBlock(t, depth-1, named))
	}
	if b.Kind != KOfN {
		return b
	}
	weighted := rapid.Bool().Draw(t, "weighted")
	for range b.Blocks {
		w := 1
		if weighted {
			w = rapid.IntRange(1, 3).Draw(t, "weight")
			b.Weights = append(b.Weights, w)
		}
		total += w
	}
	b.K = rapid.IntRange(1, total).Draw(t, "k")
	return b
}

// drawSystem draws a system with components from drawPart.
func drawSystem(t *rapid.T, drawPart func(id string) Part) *System {
	s := &System{}
	for i := range 6 {
		s.Components = append(s.Components, drawPart(fmt.Sprint("c", i)))
	}
	var named []string
	for i := range rapid.IntRange(0, 2).Draw(t, "diagrams") {
		id := fmt.Sprint("d", i)
		s.Diagrams = append(s.Diagrams, Diagram{ID: id, Root: drawBlock(t, 1, named)})
		named = append(named, id)
	}
	s.Root = drawBlock(t, 3, named)
	return s
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

func check(t *testing.T, name string, got *float64, want, tol float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s is absent, want %.15g", name, want)
	} else if !(relErr(*got, want) <= tol) {
		t.Errorf("%s = %.17g, want %.17g within %g", name, *got, want, tol)
	}
}
