package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"ninefold/analysis/faulttree/openpsa"
)

// An eventSequence is one way through an event tree.
type eventSequence struct {
	openpsa.Sequence
	Probability topProbability `json:"probability"` // of what was collected on the way
	Frequency   digits         `json:"frequency"`   // that times the factor; in the unit of the initiating event
}

// analyzeSequences quantifies the sequences of all event trees.
func analyzeSequences(ctx context.Context, t *trees) ([]eventSequence, error) {
	var out []eventSequence
	for _, s := range t.sequences {
		tree, err := t.model.SequenceTree(s, t.at)
		if err != nil {
			return nil, &exitError{exitInvalid, err}
		}
		top, err := analyzeTop(ctx, namedTree{name: s.Name, tree: tree}, -1)
		if err != nil {
			return nil, err
		}
		out = append(out, eventSequence{s, top.Probability, digits(s.Factor * float64(top.Probability.Value))})
	}
	return out, nil
}

func printSequences(w io.Writer, all []eventSequence) {
	if len(all) == 0 {
		return
	}
	rows := make([][]string, 0, len(all))
	for _, s := range all {
		states := make([]string, 0, len(s.States))
		for _, st := range s.States {
			states = append(states, st.FunctionalEvent+" "+st.State)
		}
		rows = append(rows, []string{s.InitiatingEvent, s.Name, strings.Join(states, ", "), fmt.Sprintf("%.9g", float64(s.Probability.Value)), fmt.Sprintf("%.9g", float64(s.Frequency))})
	}
	printf(w, "\n")
	printTable(w, []column{{"initiating event", false}, {"sequence", false}, {"states", false}, {"probability", true}, {"frequency", true}}, rows)
}
