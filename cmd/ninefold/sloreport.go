package main

import (
	"fmt"
	"time"

	"ninefold/analysis/slo"
	"ninefold/analysis/slo/study"
	"ninefold/models/assessment"
)

// sloReport shows a report to people and to spreadsheets.
func sloReport(name string, r study.ObjectiveReport) treeResult {
	out := treeResult{kind: "ObjectiveReport", data: r}
	if r.Provenance.Seed != nil {
		out.seed = *r.Provenance.Seed
	}
	out.csv.columns = names("figure", "of", "value", "low", "high", "text")
	a := r.Attained
	s := sheet{
		title:   fmt.Sprintf("%s to %s: %s, so far %s", windowTime(r.Report, r.Window.From), windowTime(r.Report, r.Window.To), a.Verdict, a.SoFar),
		columns: []column{{"figure", false}, {"value", true}, {"bounds", false}},
	}
	if name != "" {
		s.title = name + ", " + s.title
	}
	if a.Reason != "" {
		s.title += "\n" + a.Reason
	}
	var value any
	if a.Value != nil {
		value = assessment.FormatAvailability(1 - *a.Value)
	}
	s.add("attained", value, figure(a.Low)+" … "+figure(a.High))
	s.add("budget, "+a.Budget.Unit, figure(a.Budget.Allowed), "")
	s.add("spent", figure(a.Budget.Spent), "")
	s.add("left", figure(a.Budget.Left), "at least "+figure(a.Budget.Least))
	s.add("hours of which nothing is known", figure(a.Blind), "")
	out.csv.add("attained", nil, a.Value, a.Low, a.High, string(a.Verdict))
	out.csv.add("budget left", a.Budget.Unit, a.Budget.Left, a.Budget.Least, nil, nil)
	if e := r.Exact; e != nil {
		s.add("requests against the target", string(e.Claim), fmt.Sprintf("%.6g … %.6g", e.Low, e.High))
		out.csv.add("requests against the target", nil, nil, e.Low, e.High, string(e.Claim))
	}
	if t := r.Traffic; t != nil && t.Reason != "" {
		s.add("traffic", nil, t.Reason)
	}
	forecastRows(&s, &out.csv, r.Forecast)
	alarms := alarmSheet(r.Report, &out.csv)
	out.tables = []sheet{s, correctionSheet(r.Report, &out.csv), alarms}
	return out
}

// windowTime shows a window of the calendar on the clock it has, any other in UTC.
func windowTime(r slo.Report, t time.Time) string {
	if r.Objective.Window.Calendar == nil {
		t = t.UTC()
	}
	return t.Format(time.RFC3339)
}

// correctionSheet shows what does not count, who said so, and what it changes.
func correctionSheet(r slo.Report, csv *sheet) sheet {
	s := sheet{columns: []column{{"not counted from", false}, {"to", false}, {"bad taken out", true}, {"of", true}, {"why", false}, {"who", false}, {"entered", false}}}
	if o := r.Original; o != nil {
		s.title = fmt.Sprintf("Without corrections: %s, so far %s, budget left %s", o.Verdict, o.SoFar, figure(o.Budget.Left))
		csv.add("attained without corrections", nil, o.Value, o.Low, o.High, string(o.Verdict))
		csv.add("budget left without corrections", o.Budget.Unit, o.Budget.Left, o.Budget.Least, nil, nil)
	}
	for _, c := range r.Corrections {
		entered := c.At.UTC().Format(time.RFC3339)
		if c.Retroactive {
			entered += ", after it began"
		}
		s.add(c.From.UTC().Format(time.RFC3339), c.To.UTC().Format(time.RFC3339), figure(c.Removed.Bad), figure(c.Removed.Total())+" "+c.Removed.Unit, c.Reason, c.By, entered)
		csv.add("correction", c.From.UTC().Format(time.RFC3339)+"/"+c.To.UTC().Format(time.RFC3339), c.Removed.Bad, nil, nil, c.By+": "+c.Reason+", entered "+entered)
	}
	return s
}

// forecastRows show how the budget is likely to go on.
func forecastRows(s, csv *sheet, f *slo.Forecast) {
	if f == nil {
		return
	}
	if f.Chance != nil {
		s.add("chance that the budget runs out", share(*f.Chance), f.Caution)
	} else {
		s.add("chance that the budget runs out", "≤ "+share(f.AtMost), f.Caution)
	}
	csv.add("chance that the budget runs out", nil, f.Chance, nil, f.AtMost, f.Caution)
	if f.Median != nil {
		s.add("budget runs out, median", f.Median.UTC().Format(time.RFC3339), "")
	}
}

// alarmSheet shows what each alert rule says, and which cannot be used.
func alarmSheet(r slo.Report, csv *sheet) sheet {
	s := sheet{columns: []column{{"rule", false}, {"burn rate", true}, {"threshold", true}, {"", false}}}
	for _, a := range r.Alarms {
		state := "quiet"
		if a.Firing {
			state = a.Rule.Severity
		}
		if !a.Certain {
			state += ", uncertain: not all is known"
		}
		if a.Quiet != "" {
			state += ", " + a.Quiet
		}
		s.add(a.Rule.Name, plain(a.Long.Value), figure(a.Threshold), state)
		csv.add("burn rate", a.Rule.Name, a.Long.Value, a.Long.Low, a.Long.High, state)
	}
	for _, x := range r.Refused {
		s.add(x.Rule.Name, nil, nil, x.Reason)
		csv.add("burn rate", x.Rule.Name, nil, nil, nil, x.Reason)
	}
	return s
}
