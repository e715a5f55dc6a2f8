package main

import (
	"fmt"
	"time"

	"ninefold/analysis/slo"
	"ninefold/models/assessment"
)

// sloReport shows a report to people and to spreadsheets.
func sloReport(r slo.Report, seed uint64) treeResult {
	out := treeResult{kind: "ObjectiveReport", data: r, seed: seed}
	out.csv.columns = names("figure", "of", "value", "low", "high", "text")
	a := r.Attained
	s := sheet{
		title:   fmt.Sprintf("%s to %s: %s, so far %s", r.Window.From.UTC().Format(time.RFC3339), r.Window.To.UTC().Format(time.RFC3339), a.Verdict, a.SoFar),
		columns: []column{{"figure", false}, {"value", true}, {"bounds", false}},
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
	alarms := alarmSheet(r, &out.csv)
	out.tables = []sheet{s, alarms}
	return out
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
