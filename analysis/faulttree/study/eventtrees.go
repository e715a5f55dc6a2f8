package study

import (
	"context"
	"errors"
	"fmt"

	"ninefold/analysis/faulttree/risk"
)

// A Sequence is one way through an event tree.
type Sequence struct {
	risk.Sequence
	Probability Probability `json:"probability"` // of what was collected on the way
	Frequency   Digits      `json:"frequency"`   // that times the factor; in the unit of the initiating event
}

// Ends are what the sequences of a model lead to.
type Ends struct {
	EndStates         []risk.Outcome `json:"endStates,omitempty"`
	InitiatingEvents  []risk.Outcome `json:"initiatingEvents,omitempty"` // end states after each
	InitiatingGroups  []risk.Outcome `json:"initiatingGroups,omitempty"`
	Consequences      []risk.Outcome `json:"consequences,omitempty"`
	ConsequenceGroups []risk.Outcome `json:"consequenceGroups,omitempty"`
}

// An Alignment is what is to be expected while a plant goes through phases.
type Alignment struct {
	Name   string  `json:"name"`
	Phases []Phase `json:"phases" nullable:"false"`
	Ends           // means over the mission
}

// A Phase is what is to be expected in one phase of an alignment.
type Phase struct {
	Name      string           `json:"name"`
	Fraction  float64          `json:"fraction"` // of the mission time
	TopEvents []TopProbability `json:"topEvents" nullable:"false"`
	Ends
}

// A TopProbability is the probability of a top event in a phase.
type TopProbability struct {
	Name        string      `json:"name"`
	Probability Probability `json:"probability"`
	Gap
}

// eventTrees quantifies the sequences of the model and what they lead to.
func (out *Analysis) eventTrees(ctx context.Context, m *risk.Model, at risk.At, opt Options) error {
	if len(m.InitiatingEvents) == 0 {
		return nil
	}
	o, err := m.Outcomes(ctx, at, opt.stage("sequences", 0, 1).Engine)
	if err != nil {
		return fmt.Errorf("event trees: %w", err)
	}
	for _, s := range o.Sequences {
		out.Sequences = append(out.Sequences, Sequence{s.Sequence, Probability{Value: digits(s.Probability), Method: Exact}, Digits(s.Frequency)})
	}
	out.Ends = ends(o)
	return nil
}

func ends(o risk.Outcomes) Ends {
	return Ends{o.EndStates, o.InitiatingEvents, o.InitiatingGroups, o.Consequences, o.ConsequenceGroups}
}

// alignments quantifies top events and sequences in all phases.
func (out *Analysis) alignments(ctx context.Context, m *risk.Model, at risk.At, opt Options) error {
	phases, err := m.Phases(at)
	if err != nil {
		return err
	}
	only := Options{Method: opt.Method, Engine: opt.Engine, Progress: opt.Progress, Set: opt.Set, Ratio: opt.Ratio}
	var faults []error
	for _, p := range phases {
		if n := len(out.Alignments); n == 0 || out.Alignments[n-1].Name != p.Alignment {
			out.Alignments = append(out.Alignments, Alignment{Name: p.Alignment, Phases: []Phase{}})
		}
		a := &out.Alignments[len(out.Alignments)-1]
		only.At = p.At
		trees, err := topTrees(m, only)
		if err != nil {
			return fmt.Errorf("phase %s: %w", p.Phase, err)
		}
		phase := Phase{Name: p.Phase, Fraction: p.Fraction}
		phase.TopEvents, err = each(ctx, trees, only, func(t named, opt Options) (TopProbability, error) {
			top, err := analyzeTop(ctx, m, t, opt)
			return TopProbability{Name: t.name, Probability: top.Probability}, err
		})
		faults = append(faults, err)
		a.Phases = append(a.Phases, phase)
	}
	return errors.Join(append(faults, out.alignedEnds(ctx, m, at, opt))...)
}

// alignedEnds fills in what the sequences lead to in all phases.
func (out *Analysis) alignedEnds(ctx context.Context, m *risk.Model, at risk.At, opt Options) error {
	if len(m.InitiatingEvents) == 0 {
		return nil
	}
	for i := range out.Alignments {
		a := &out.Alignments[i]
		mean, phases, err := m.AlignmentOutcomes(ctx, a.Name, at, opt.stage(a.Name, i, len(out.Alignments)).Engine)
		if err != nil {
			return fmt.Errorf("alignment %s: %w", a.Name, err)
		}
		a.Ends = ends(mean)
		for j := range phases {
			a.Phases[j].Ends = ends(phases[j])
		}
	}
	return nil
}
