package blocks

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"ninefold/analysis/dist"
)

func TestValidateReportsAll(t *testing.T) {
	s := &System{
		Components: []Part{
			{ID: "a", Unavailability: constant(math.NaN())},
			{ID: "a", Life: dist.Exponential{MTTF: -1}},
			{Life: dist.Normal{Mu: 1, Sigma: 1}},
			{ID: "none"},
			{ID: "both", Unavailability: constant(0.1), Life: exp(1)},
			{ID: "fixed", Unavailability: constant(0.1), Repair: exp(1)},
			{ID: "s", Standby: &Standby{Needed: 3, Units: []Unit{{math.NaN(), 2, 0}, {1, 0, -1}}, SwitchFailure: 1.5}},
			{ID: "l", Sharing: &Sharing{Needed: 3, Load: []float64{1, 0}, Crews: -1}},
			{ID: "w", Life: dist.Weibull{Shape: 2, Scale: 1}, Repair: exp(1)},
			{ID: "ok", Life: exp(1)},
		},
		Groups: []Group{
			{ID: "g", Members: []string{"w", "ok", "s", "lost"}, Alpha: []float64{0.5, 0.1}},
			{ID: "g", Members: []string{"ok"}, Beta: math.Inf(1)},
		},
		Diagrams: []Diagram{
			{ID: "x", Root: Block{Kind: Named, Of: "y"}},
			{ID: "y", Root: series(Block{Kind: Named, Of: "x"})},
			{ID: "y", Root: part("ok")},
		},
		Root: series(
			kOfN(3, parts("ok", "w")...),
			part("missing"),
			Block{Kind: Named, Of: "z"},
			Block{Kind: "loop"},
			parallel(),
			Block{Kind: Component, Of: "ok", K: 2},
			Block{Kind: KOfN, K: 2, Weights: []int{1, -1}, Blocks: parts("ok", "w")},
			Block{Kind: Network, Source: "s", Target: "t", Edges: []Edge{edge("s", "a", "ok"), edge("b", "b", "gone"), {From: "t", To: "b", Directed: true}}, Nodes: []Node{{"q", part("ok")}}},
			Block{Kind: Network},
		),
	}
	want := map[string]bool{}
	for _, place := range []string{
		"components[0].unavailability", "components[1]", "components[1].life", "components[2]", "components[2].life", "components[3]", "components[4]",
		"components[5].repair", "components[6].standby.needed", "components[6].standby.units[0].rate", "components[6].standby.units[0].dormancy",
		"components[6].standby.units[1].repairRate", "components[6].standby.switchFailure", "components[7].loadSharing.needed",
		"components[7].loadSharing.load[1]", "components[7].loadSharing.crews",
		"groups[0].members[0]", "groups[0].members[1]", "groups[0].members[2]", "groups[0].members[3]", "groups[0].alpha",
		"groups[1]", "groups[1].members[0]", "groups[1].beta", "diagrams[1]", "diagrams[2]",
		"root.blocks[0].k", "root.blocks[1]", "root.blocks[2]", "root.blocks[3]", "root.blocks[4]", "root.blocks[5]", "root.blocks[6].weights",
		"root.blocks[7]", "root.blocks[7].edges[1]", "root.blocks[7].edges[1].block", "root.blocks[7].nodes[0]", "root.blocks[8]",
	} {
		want[place] = false
	}
	err := s.Validate()
	for _, f := range Faults(err) {
		if _, ok := want[f.Place]; !ok {
			t.Errorf("%v is reported", f)
		}
		want[f.Place] = true
	}
	for place, seen := range want {
		if !seen {
			t.Errorf("nothing about %s in:\n%v", place, err)
		}
	}
}

// The gates of a long chain of arcs are as many as they are. Those of a grid that takes
// too many are refused, and while they are made somebody may stop it.
func TestLargeNetworks(t *testing.T) {
	s := &System{}
	join := func(b *Block, from, to string) {
		id := fmt.Sprint("c", len(s.Components))
		s.Components = append(s.Components, Part{ID: id, Unavailability: constant(1e-3)})
		b.Edges = append(b.Edges, edge(from, to, id))
	}
	const long, side = 1000, 60
	chain := Block{Kind: Network, Source: "0", Target: fmt.Sprint(long)}
	for i := range long {
		join(&chain, fmt.Sprint(i), fmt.Sprint(i+1))
		chain.Edges[i].Directed = true
	}
	s.Root = chain
	check(t, "chain", &analyze(t, s).LongRun.Unavailability, -math.Expm1(long*math.Log1p(-1e-3)), 1e-11)

	grid := Block{Kind: Network, Source: "0 0", Target: fmt.Sprint(side-1, " ", side-1)}
	at := func(x, y int) string { return fmt.Sprint(x, " ", y) }
	for x := range side {
		for y := range side - 1 {
			join(&grid, at(x, y), at(x, y+1))
			join(&grid, at(y, x), at(y+1, x))
		}
	}
	s.Root = grid
	b := &builder{stopped: t.Context().Err, inputs: mostInputs + 1}
	if b.goesOn() || !errors.Is(b.err, ErrTooLarge) {
		t.Errorf("too many inputs: %v, want ErrTooLarge", b.err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.structure(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("grid after the end: %v", err)
	}
}
