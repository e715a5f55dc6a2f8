package main

import (
	"cmp"
	"fmt"
	"slices"

	"ninefold/analysis/markov"
	"ninefold/analysis/markov/study"
)

// mostStatesShown of a chain are shown to people, the most probable ones.
const mostStatesShown = 20

// A markovTable collects figures for people and for spreadsheets.
type markovTable struct {
	treeResult

	figures, methods sheet
}

func markovReport(r *study.Report) treeResult {
	states := r.StateNames
	t := &markovTable{
		figures: sheet{title: r.Label, columns: []column{{"figure", false}, {"value", true}}},
		methods: sheet{columns: []column{{"found by", false}, {"for", false}, {"relative error", false}}},
	}
	t.kind, t.data = "MarkovReport", r
	t.csv.columns = names("measure", "of", "hours", "figure", "value")
	t.figures.add("states", r.States)
	t.figures.add("transitions", r.Transitions)
	t.system(&r.Report)
	t.tables = []sheet{t.figures}
	t.curve(r.Curve)
	t.steady(states, r.Steady)
	t.transient(states, r.Transient)
	t.earnings(r.Earnings)
	t.slopes(r.Slopes)
	t.tables = append(t.tables, t.methods)
	return t.treeResult
}

// row adds a figure to the CSV.
func (t *markovTable) row(m markov.Measure, of string, hours any, name string, value *float64) {
	if value != nil {
		t.csv.add(string(m), of, hours, name, *value)
	}
}

// method says how figures were found.
func (t *markovTable) method(m markov.Measure, a markov.Accuracy) {
	if a.Method == "" {
		a.Method = "sums"
	}
	kind := "about "
	if a.Guaranteed {
		kind = "at most "
	}
	t.methods.add(a.Method, string(m), kind+figure(a.RelativeError))
	t.row(m, "", nil, "relative error", &a.RelativeError)
}

// figureOf is a cell, absent where there is no figure.
func figureOf(x *float64) any {
	if x == nil {
		return nil
	}
	return figure(*x)
}

// nearOne shows a probability by what it lacks where that is little.
func nearOne(p, lacks float64) string {
	if lacks > 0 && lacks < 1e-3 {
		return "1 − " + figure(lacks)
	}
	return figure(p)
}

func (t *markovTable) system(r *markov.Report) {
	if s := r.System; s != nil {
		t.figures.add("availability", nearOne(s.Availability, s.Unavailability))
		t.figures.add("unavailability", figure(s.Unavailability))
		t.row(markov.Availability, "", nil, "availability", &s.Availability)
		t.row(markov.Availability, "", nil, "unavailability", &s.Unavailability)
		for _, f := range []struct {
			name  string
			value *float64
		}{{"failures per hour", &s.FailureFrequency}, {"mean uptime (h)", s.MeanUptime}, {"mean downtime (h)", s.MeanDowntime}, {"MTBF (h)", s.MTBF}} {
			t.figures.add(f.name, figureOf(f.value))
			t.row(markov.Availability, "", nil, f.name, f.value)
		}
		t.method(markov.Availability, s.Accuracy)
	}
	if p := r.MTTF; p != nil {
		t.figures.add("MTTF (h)", figureOf(p.Mean))
		t.row(markov.MTTF, "", nil, "MTTF (h)", p.Mean)
		if p.Mean == nil {
			t.figures.add("probability of ever failing", figure(p.Probability))
		}
		t.row(markov.MTTF, "", nil, "probability of ever failing", &p.Probability)
		t.method(markov.MTTF, p.Accuracy)
	}
}

func (t *markovTable) curve(c *markov.Curve) {
	if c == nil {
		return
	}
	s := sheet{columns: []column{
		{"hours", true}, {"availability", true}, {"unavailability", true}, {"mean unavailability until then", true}, {"failures until then", true}, {"reliability", true}, {"unreliability", true},
	}}
	for _, p := range c.Points {
		cells := []any{figure(p.Hours), nearOne(p.Availability, p.Unavailability), figure(p.Unavailability), figureOf(p.Downtime), figure(p.Failures), nil, nil}
		if p.Reliability != nil {
			cells[5], cells[6] = nearOne(*p.Reliability, *p.Unreliability), figure(*p.Unreliability)
		}
		s.add(cells...)
		for _, f := range []struct {
			name  string
			value *float64
		}{
			{"availability", &p.Availability}, {"unavailability", &p.Unavailability}, {"failure intensity", &p.FailureIntensity},
			{"mean availability until then", p.Uptime}, {"mean unavailability until then", p.Downtime}, {"failures until then", &p.Failures}, {"reliability", p.Reliability}, {"unreliability", p.Unreliability},
		} {
			t.row(markov.InTime, "", p.Hours, f.name, f.value)
		}
	}
	t.method(markov.InTime, c.Accuracy)
	t.tables = append(t.tables, s)
}

func (t *markovTable) steady(states []string, p *markov.Steady) {
	if p == nil {
		return
	}
	t.tables = append(t.tables, probable("state", states, [][]float64{p.Probabilities}, []string{"in the long run"}))
	for i, x := range p.Probabilities {
		t.row(markov.LongRun, states[i], nil, "probability", &x)
	}
	if len(p.Classes) > 1 {
		s := sheet{columns: []column{{"ends in", false}, {"states", true}, {"probability", true}}}
		for _, c := range p.Classes {
			s.add(states[c.States[0]], len(c.States), figure(c.Probability))
			t.row(markov.LongRun, states[c.States[0]], nil, "ends there", &c.Probability)
		}
		t.tables = append(t.tables, s)
	}
	t.method(markov.LongRun, p.Accuracy)
}

func (t *markovTable) transient(states []string, m *markov.Moment) {
	if m == nil {
		return
	}
	var heads []string
	for _, h := range m.Hours {
		heads = append(heads, "at "+figure(h)+" h")
	}
	t.tables = append(t.tables, probable("state", states, m.Probabilities, heads))
	for k, h := range m.Hours {
		for i, x := range m.Probabilities[k] {
			t.row(markov.Transient, states[i], h, "probability", &x)
		}
	}
	t.method(markov.Transient, m.Accuracy)
}

// probable shows the states that are the most probable in the last column.
func probable(name string, states []string, p [][]float64, heads []string) sheet {
	s := sheet{columns: []column{{name, false}}}
	for _, h := range heads {
		s.columns = append(s.columns, column{h, true})
	}
	last := p[len(p)-1]
	order := make([]int, len(states))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(last[j], last[i]) })
	if len(order) > mostStatesShown {
		s.title = fmt.Sprintf("the %d most probable of %d states; -o csv has all", mostStatesShown, len(order))
		order = order[:mostStatesShown]
	}
	for _, i := range order {
		cells := []any{states[i]}
		for _, column := range p {
			cells = append(cells, figure(column[i]))
		}
		s.add(cells...)
	}
	return s
}

func (t *markovTable) earnings(e *markov.Earnings) {
	if e == nil {
		return
	}
	s := sheet{columns: []column{{"reward", false}, {"hours", true}, {"per hour", true}, {"until then", true}}}
	for _, r := range e.Rewards {
		s.add(r.ID, "long run", figureOf(r.Steady), nil)
		t.row(markov.Earned, r.ID, nil, "per hour", r.Steady)
		for _, p := range r.Times {
			s.add(r.ID, figure(p.Hours), figure(p.PerHour), figure(p.Accumulated))
			t.row(markov.Earned, r.ID, p.Hours, "per hour", &p.PerHour)
			t.row(markov.Earned, r.ID, p.Hours, "accumulated", &p.Accumulated)
		}
	}
	t.method(markov.Earned, e.Accuracy)
	t.tables = append(t.tables, s)
}

func (t *markovTable) slopes(d *markov.Sensitivities) {
	if d == nil {
		return
	}
	s := sheet{columns: []column{{"derivative by", false}, {"unavailability", true}, {"failures per hour", true}, {"MTTF (h)", true}}}
	for _, p := range d.Parameters {
		s.add(p.Parameter, figure(p.Unavailability), figure(p.FailureFrequency), figureOf(p.MTTF))
		t.row(markov.Slopes, p.Parameter, nil, "unavailability", &p.Unavailability)
		t.row(markov.Slopes, p.Parameter, nil, "availability", &p.Availability)
		t.row(markov.Slopes, p.Parameter, nil, "failures per hour", &p.FailureFrequency)
		t.row(markov.Slopes, p.Parameter, nil, "MTTF (h)", p.MTTF)
	}
	t.method(markov.Slopes, d.Accuracy)
	t.tables = append(t.tables, s)
}
