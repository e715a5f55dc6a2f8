package main

import (
	"ninefold/analysis/faulttree/mission"
	"ninefold/analysis/faulttree/study"
)

// analysisCSV has a row for everything that has a probability.
func analysisCSV(a study.Analysis) sheet {
	s := sheet{columns: names("kind", "name", "after", "phase", "hours", "probability", "lower", "upper", "method", "frequency", "frequency_per_hour",
		"cut_sets", "rare_event", "min_cut_upper_bound", "gates", "basic_events", "partial", "reason")}
	add := func(cells ...any) { s.rows = append(s.rows, append(cells, make([]any, len(s.columns)-len(cells))...)) }
	for _, e := range a.TopEvents {
		var count, rare, bound any
		if e.CutSets != nil {
			count, rare, bound = e.CutSets.Count, e.CutSets.RareEvent, e.CutSets.UpperBound
		}
		p := e.Probability
		add("top event", e.Name, nil, nil, a.MissionTimeHours, number(p.Value), number(p.Lower), number(p.Upper), string(p.Method),
			nil, e.FrequencyPerHour, count, rare, bound, e.Gates, e.BasicEvents, e.Partial, e.Reason)
		for _, c := range e.Curve {
			add("in time", e.Name, nil, nil, c.Hours, c.Probability, nil, nil, string(study.Exact), nil, c.FailureIntensity)
		}
		if m := e.Mission; m != nil {
			add("mean over the mission", e.Name, nil, nil, a.MissionTimeHours, m.Mean.Value, nil, nil, string(study.Exact), nil, meanIntensity(m))
		}
	}
	for _, q := range a.Sequences {
		p := q.Probability
		add("sequence", q.Name, q.InitiatingEvent, nil, a.MissionTimeHours, number(p.Value), nil, nil, string(p.Method), float64(q.Frequency))
	}
	addEnds := func(phase any, e study.Ends) {
		for _, k := range endKinds(e) {
			for _, o := range k.outcomes {
				add(k.name, o.Name, o.InitiatingEvent, phase, nil, nil, nil, nil, string(study.Exact), o.Frequency)
			}
		}
	}
	addEnds(nil, a.Ends)
	for _, l := range a.Alignments {
		addEnds(l.Name, l.Ends)
		for _, p := range l.Phases {
			phase := l.Name + "/" + p.Name
			for _, t := range p.TopEvents {
				q := t.Probability
				add("top event", t.Name, nil, phase, nil, number(q.Value), number(q.Lower), number(q.Upper), string(q.Method))
			}
			addEnds(phase, p.Ends)
		}
	}
	return s
}

func meanIntensity(m *mission.Result) any {
	if m.FailureIntensity == nil {
		return nil
	}
	return m.FailureIntensity.Value
}

func names(columns ...string) []column {
	out := make([]column, len(columns))
	for i, c := range columns {
		out[i].name = c
	}
	return out
}

// number is a cell: nil where there is none.
func number(d *study.Digits) any {
	if d == nil {
		return nil
	}
	return float64(*d)
}
