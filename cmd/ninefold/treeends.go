package main

import (
	"fmt"
	"strings"

	"ninefold/analysis/faulttree/risk"
	"ninefold/analysis/faulttree/study"
)

func sequenceSheet(all []study.Sequence) sheet {
	s := sheet{columns: []column{{"initiating event", false}, {"sequence", false}, {"states", false}, {"probability", true}, {"frequency", true}}}
	for _, q := range all {
		s.add(q.InitiatingEvent, q.Name, statesText(q), probabilityText(q.Probability), fmt.Sprintf("%.9g", float64(q.Frequency)))
	}
	return s
}

func statesText(q study.Sequence) string {
	states := make([]string, len(q.States))
	for i, s := range q.States {
		states[i] = s.FunctionalEvent + " " + s.State
	}
	return strings.Join(states, ", ")
}

// endsSheet lists what sequences lead to, over all phases of an alignment if one is
// named.
func endsSheet(alignment string, e study.Ends) sheet {
	s := sheet{columns: []column{{"end", false}, {"after", false}, {"frequency", true}, {"sum of sequences", true}}}
	if alignment != "" {
		s.title = alignment + ": mean over the mission"
	}
	for _, kind := range endKinds(e) {
		for _, o := range kind.outcomes {
			s.add(kind.name+" "+o.Name, o.InitiatingEvent, fmt.Sprintf("%.9g", o.Frequency), fmt.Sprintf("%.9g", o.Sum))
		}
	}
	return s
}

type endKind struct {
	name     string
	outcomes []risk.Outcome
}

func endKinds(e study.Ends) []endKind {
	return []endKind{
		{"end state", e.EndStates}, {"end state", e.InitiatingEvents}, {"end state", e.InitiatingGroups},
		{"consequence", e.Consequences}, {"consequence group", e.ConsequenceGroups},
	}
}

func alignmentSheet(a study.Alignment) sheet {
	s := sheet{title: a.Name, columns: []column{{"phase", false}, {"share of time", true}, {"of", false}, {"probability or frequency", true}}}
	for _, p := range a.Phases {
		for _, t := range p.TopEvents {
			s.add(p.Name, p.Fraction, t.Name, probabilityText(t.Probability))
		}
		for _, o := range p.EndStates {
			s.add(p.Name, p.Fraction, "end state "+o.Name, fmt.Sprintf("%.9g", o.Frequency))
		}
	}
	return s
}

// missionSheets show top events over the mission.
func missionSheets(tops []study.TopEvent) []sheet {
	var sheets []sheet
	for _, e := range tops {
		if m := e.Mission; m != nil {
			s := sheet{title: e.Name + ": over the mission", columns: []column{{"figure", false}, {"value", true}, {"", false}}}
			s.add("mean probability (PFDavg)", m.Mean.Value, m.LowDemand.String())
			if m.FailureIntensity != nil && m.HighDemand != nil {
				s.add("mean failure intensity per hour (PFH)", m.FailureIntensity.Value, m.HighDemand.String())
			}
			if len(m.LackingRate) > 0 {
				s.add("mean failure intensity per hour (PFH)", nil, "no failure rate is known of "+strings.Join(m.LackingRate, ", "))
			}
			s.add("probability at the end", m.Final, "")
			s.add("largest probability", m.Maximum, fmt.Sprintf("at %.6g h", m.MaximumHours))
			for _, b := range m.ProbabilityBands {
				if b.Share > 0 {
					s.add("share of the time: "+b.SIL.String(), b.Share, "")
				}
			}
			sheets = append(sheets, s)
		}
		if len(e.Curve) > 0 {
			s := sheet{title: e.Name + ": in time", columns: []column{{"hours", true}, {"probability", true}, {"per hour", true}}}
			for _, p := range e.Curve {
				s.add(fmt.Sprintf("%.6g", p.Hours), fmt.Sprintf("%.9g", p.Probability), figureOf(p.FailureIntensity))
			}
			sheets = append(sheets, s)
		}
	}
	return sheets
}
