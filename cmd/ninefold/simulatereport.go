package main

import (
	"fmt"

	"ninefold/analysis/simulate"
	"ninefold/analysis/simulate/study"
)

// A simulateTable has the figures of a simulation, for people and for programs.
type simulateTable struct {
	people, programs sheet
}

// add adds a figure until or at some hours, nil where it is of the long run, of a
// component, crew or stock, "" where it is of the system.
func (t *simulateTable) add(name string, hours any, e *simulate.Estimate, of string) {
	if e == nil {
		return
	}
	row := []any{name, hours, e.Value, e.Low, nil, nil, int(e.Replications), int(e.Hits), string(e.Method), of}
	if e.High != nil {
		row[4] = *e.High
	}
	if e.RelativeError != nil {
		row[5] = *e.RelativeError
	}
	t.programs.add(row...)
	if of != "" {
		return // people have a table of each kind
	}
	cells := []any{name, hours, figure(e.Value), figure(e.Low), figureOf(e.High), figureOf(e.RelativeError), int(e.Replications), int(e.Hits), string(e.Method)}
	if h, ok := hours.(float64); ok {
		cells[1] = figure(h)
	}
	t.people.add(cells...)
}

// simulateReport is the report for people and for programs.
func simulateReport(r *study.Report) treeResult {
	t := simulateTable{
		people: sheet{title: r.Label, columns: []column{
			{"figure", false}, {"hours", true}, {"value", true}, {"from", true}, {"to", true}, {"± relative", true}, {"replications", true}, {"that saw it", true}, {"method", false},
		}},
		programs: sheet{columns: names("figure", "hours", "value", "low", "high", "relative_error", "replications", "hits", "method", "of")},
	}
	if x := r.Steady; x != nil {
		t.add("unavailability", nil, &x.Unavailability, "")
		t.add("failures per hour", nil, &x.FailureFrequency, "")
		t.add("MTBF (h)", nil, &x.MTBF, "")
		t.add("MTTR (h)", nil, &x.MTTR, "")
	}
	t.add("MTTF (h)", nil, r.MTTF, "")
	for _, p := range r.Points {
		t.add("unreliability", p.Hours, &p.Unreliability, "")
		t.add("unavailability then", p.Hours, &p.Unavailability, "")
		t.add("mean unavailability until then", p.Hours, &p.IntervalUnavailability, "")
		t.add("failures until then", p.Hours, &p.Failures, "")
	}
	for _, x := range r.Downtimes {
		t.add(fmt.Sprintf("downtime above %s h", figure(x.Hours)), nil, &x.Probability, "")
	}
	out := treeResult{kind: "SimulationReport", data: r, seed: r.Seed, partial: !r.Complete}
	var details []sheet
	if r.Details != nil {
		details = t.details(r.Details)
	}
	out.csv, out.tables = t.programs, append([]sheet{t.people}, details...)
	return out
}

// details adds what becomes of components, crews and stocks, and returns a table of
// each kind.
func (t *simulateTable) details(d *simulate.Details) []sheet {
	until := figure(d.Hours) + " h"
	t.add("cost until then", d.Hours, d.Cost, "")
	components := sheet{title: "Components until " + until + ", with confidence intervals", columns: []column{
		{"component", false}, {"failures", true}, {"share of time down", true}, {"hours waiting", true}, {"system failures", true}}}
	for i := range d.Components {
		c := &d.Components[i]
		t.add("failures of component until then", d.Hours, &c.Failures, c.ID)
		t.add("mean unavailability of component until then", d.Hours, &c.Unavailability, c.ID)
		t.add("hours waiting of component until then", d.Hours, &c.WaitingHours, c.ID)
		t.add("system failures by component until then", d.Hours, &c.SystemFailures, c.ID)
		components.add(c.ID, intervalCell(c.Failures), intervalCell(c.Unavailability), intervalCell(c.WaitingHours), intervalCell(c.SystemFailures))
	}
	crews := sheet{title: "Crews until " + until, columns: []column{{"crew", false}, {"share of time busy", true}}}
	for i := range d.Crews {
		c := &d.Crews[i]
		t.add("share of time busy until then", d.Hours, &c.Busy, c.ID)
		crews.add(c.ID, intervalCell(c.Busy))
	}
	stocks := sheet{title: "Stocks until " + until, columns: []column{{"stock", false}, {"parts used", true}}}
	for i := range d.Stocks {
		s := &d.Stocks[i]
		t.add("parts used until then", d.Hours, &s.Used, s.ID)
		stocks.add(s.ID, intervalCell(s.Used))
	}
	return []sheet{components, crews, stocks}
}

// intervalCell shows an estimate and its interval in one cell.
func intervalCell(e simulate.Estimate) string {
	high := "?"
	if e.High != nil {
		high = figure(*e.High)
	}
	return fmt.Sprintf("%s (%s … %s)", figure(e.Value), figure(e.Low), high)
}
