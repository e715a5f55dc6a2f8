package risk

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"ninefold/analysis/faulttree"
)

// A PhaseAt is a phase of an alignment, and the circumstances in it.
type PhaseAt struct {
	Alignment string  `json:"alignment"`
	Phase     string  `json:"phase"`
	Fraction  float64 `json:"fraction"` // of the mission time; those of an alignment sum to 1
	At        At      `json:"-"`
}

// Phases returns the phases of all alignments, in the order of the file. What is
// asked for at the At of a phase is so in that phase: what the phase sets, on top
// of what at replaces, and on top of it what an event tree sets.
//
// The mission time of a phase is its fraction of that of at: components are exposed
// in the phase for so long, as new at its beginning. That is what SCRAM does; the
// format only says that the plant spends that fraction of the mission time in the
// phase. A frequency is then the mean of those in the phases, weighted by their
// fractions; a probability over the mission is not the sum of those in the phases.
//
// A phase lasts from before all else until after, so the direction of what it sets
// does not matter. In its conditions no initiating event has occurred and no
// functional event has a state. Fractions are made to sum to 1, of which a file may
// be off by its four digits.
//
// It returns an error for a phase that collects or links, and for a condition
// without a value.
func (m *Model) Phases(at At) ([]PhaseAt, error) {
	w := newWalker(m, at)
	var out []PhaseAt
	for _, a := range m.Alignments {
		total := 0.0
		for _, phase := range a.Phases {
			total += phase.TimeFraction
		}
		for _, phase := range a.Phases {
			p := position{in: &setting{}, frame: &phase, phase: a.Name + "/" + phase.Name}
			w.instructions(&p, phase.Instructions)
			if len(p.s.collected)+len(p.s.terms) > 0 || p.link != "" {
				w.failf(&p, "nothing can be collected or linked there")
			}
			in := at.with(p.in.changes)
			fraction := phase.TimeFraction / total
			in.MissionTimeHours *= fraction
			out = append(out, PhaseAt{a.Name, phase.Name, fraction, in})
		}
	}
	return out, errors.Join(append(w.faults, w.resolver.faults...)...)
}

// AlignmentOutcomes returns the outcomes in each phase of an alignment, and their
// means over the mission: frequencies weighted by the fractions of the phases. The
// means are in the order in which the phases first have them, without sequences.
//
// Errors are those of [Model.Phases] and [Model.Outcomes], and that there is no such
// alignment.
func (m *Model) AlignmentOutcomes(ctx context.Context, alignment string, at At, opt faulttree.Options) (mean Outcomes, phases []Outcomes, err error) {
	all, err := m.Phases(at)
	if err != nil {
		return Outcomes{}, nil, err
	}
	mean.Sequences = []SequenceOutcome{}
	for _, p := range all {
		if p.Alignment != alignment {
			continue
		}
		in, err := m.Outcomes(ctx, p.At, opt)
		if err != nil {
			return Outcomes{}, nil, fmt.Errorf("phase %q: %w", p.Phase, err)
		}
		phases = append(phases, in)
		mean.EndStates = weighted(mean.EndStates, p.Fraction, in.EndStates)
		mean.InitiatingEvents = weighted(mean.InitiatingEvents, p.Fraction, in.InitiatingEvents)
		mean.InitiatingGroups = weighted(mean.InitiatingGroups, p.Fraction, in.InitiatingGroups)
		mean.Consequences = weighted(mean.Consequences, p.Fraction, in.Consequences)
		mean.ConsequenceGroups = weighted(mean.ConsequenceGroups, p.Fraction, in.ConsequenceGroups)
	}
	if len(phases) == 0 {
		return Outcomes{}, nil, fmt.Errorf("risk: no alignment is called %q", alignment)
	}
	return mean, phases, nil
}

// weighted adds outcomes, each times weight, to those of the same name.
func weighted(sum []Outcome, weight float64, more []Outcome) []Outcome {
	if sum == nil {
		sum = []Outcome{}
	}
	at := map[[2]string]int{}
	for i, o := range sum {
		at[[2]string{o.InitiatingEvent, o.Name}] = i
	}
	for _, o := range more {
		key := [2]string{o.InitiatingEvent, o.Name}
		i, ok := at[key]
		if !ok {
			i = len(sum)
			at[key] = i
			sum = append(sum, Outcome{Name: o.Name, InitiatingEvent: o.InitiatingEvent})
		}
		sum[i].Frequency += float64(weight * o.Frequency)
		sum[i].Sum += float64(weight * o.Sum)
	}
	return sum
}

// with returns at with what else has been set.
func (at At) with(c changes) At {
	at.House = maps.Clone(at.House)
	if at.House == nil {
		at.House = map[string]bool{}
	}
	maps.Copy(at.House, c.house)
	at.Gates = replaced(at.Gates, c.gates)
	at.Events = replaced(at.Events, c.events)
	at.Parameters = replaced(at.Parameters, c.params)
	return at
}

// replaced returns m with what has been set.
func replaced[V any](m map[string]V, set map[string]*V) map[string]V {
	out := make(map[string]V, len(m)+len(set))
	maps.Copy(out, m)
	for id, v := range set {
		out[id] = *v
	}
	return out
}
