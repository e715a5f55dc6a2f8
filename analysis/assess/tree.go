package assess

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"ninefold/analysis/faulttree"
	"ninefold/models/assessment"
)

const (
	drawnEvents = 2_000     // gates and events of the largest tree kept for drawing
	drawnNodes  = 2_000_000 // of the decision diagram that gives its gates their probabilities
)

// tree is the fault tree for drawing: the gates under "some users not served"
// with their probabilities. A tree too large to draw is left empty, and the
// warnings say so.
func (b *builder) tree(ctx context.Context, q *quantified) (assessment.Tree, error) {
	out := assessment.Tree{Top: q.syn.Any, Gates: []assessment.TreeGate{}, Events: []assessment.TreeEvent{}}
	undrawn := func(why string) (assessment.Tree, error) {
		out.Top = ""
		b.out.Warnings = append(b.out.Warnings, fmt.Sprintf("the fault tree of %s is not drawn: %s", q.journey.Label(), why))
		return out, nil
	}
	if n := len(q.syn.Tree.Events) + len(q.syn.Tree.Gates); n > drawnEvents {
		return undrawn(fmt.Sprintf("it has %d gates and events", n))
	}
	under := reachable(q.syn.Tree, q.syn.Any)
	var gates []string
	for _, g := range q.syn.Tree.Gates {
		if under[g.ID] {
			gates = append(gates, g.ID)
		}
	}
	probabilities, err := gateProbabilities(ctx, q, gates)
	if errors.Is(err, faulttree.ErrTooLarge) {
		return undrawn("the probabilities of its gates take too long")
	} else if err != nil {
		return out, err
	}
	for _, g := range q.syn.Tree.Gates {
		if under[g.ID] {
			out.Gates = append(out.Gates, assessment.TreeGate{ID: g.ID, Label: cmp.Or(q.syn.Labels[g.ID], g.ID), Op: string(g.Op), K: g.K, Inputs: g.Inputs, Probability: probabilities[g.ID]})
		}
	}
	for i, e := range q.events {
		if under[e.ID] {
			fv := q.importances[i].FussellVesely
			out.Events = append(out.Events, assessment.TreeEvent{
				ID: e.ID, Label: b.names.event(e), Parameter: e.Parameter, Probability: q.p[i], FussellVesely: fv, HeatBin: heatBin(fv),
			})
		}
	}
	return out, nil
}

// gateProbabilities quantifies gates in a diagram of their own.
func gateProbabilities(ctx context.Context, q *quantified, gates []string) (map[string]float64, error) {
	out := map[string]float64{}
	if len(gates) == 0 {
		return out, nil
	}
	d, err := faulttree.Compile(ctx, q.syn.Tree, gates, faulttree.Options{NodeLimit: drawnNodes})
	if err != nil {
		return nil, fmt.Errorf("assess: the gates of journey %s: %w", q.journey.ID, err)
	}
	var p []float64
	for _, id := range d.Events() {
		p = append(p, q.p[q.index[id]])
	}
	tops := d.Tops()
	for i, x := range d.Probability(p) {
		out[tops[i]] = x
	}
	return out, nil
}

// reachable returns the gates and events under top.
func reachable(t faulttree.Tree, top string) map[string]bool {
	inputs := map[string][]string{}
	for _, g := range t.Gates {
		inputs[g.ID] = g.Inputs
	}
	seen := map[string]bool{}
	stack := []string{top}
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[id] {
			continue
		}
		seen[id] = true
		stack = append(stack, inputs[id]...)
	}
	return seen
}

// heatBin is the colour class of a Fussell–Vesely importance, 1 to 5.
func heatBin(fv *float64) int {
	bin := 1
	if fv == nil {
		return bin
	}
	for _, bound := range []float64{0.001, 0.01, 0.1, 0.3} {
		if *fv >= bound {
			bin++
		}
	}
	return bin
}
