package assess

import (
	"strings"
	"testing"

	"ninefold/models"
	"ninefold/models/assessment"
)

func slo(id string, status assessment.Status, left float64, critical bool) assessment.SLO {
	return assessment.SLO{ID: id, Title: id, Critical: critical, Attained: assessment.Estimate{Status: status}, BudgetMinutes: assessment.Estimate{Value: &left}}
}

func TestHeadline(t *testing.T) {
	downtime := func(status assessment.Status, minutes float64) programme {
		return programme{title: "Payments", limit: ptr(263.0), downtime: assessment.Estimate{Status: status, Value: &minutes, Reason: "no journey has a target"}}
	}
	good := downtime(assessment.Met, 131.5)
	met, blind := slo("m", assessment.Met, 1, true), slo("n", assessment.NotJudged, 0, true)
	ledger, api := slo("ledger", assessment.Breached, -3.94, true), slo("api", assessment.Breached, -20, true)
	mandatory := assessment.RuleResult{Result: assessment.RuleFail, Mandatory: true}
	fresh := assessment.SinglePoint{Title: "Mesh CA", New: true, Journeys: []string{"Cards", "Statements"}}
	long := fresh
	long.Journeys = []string{"Card payments at home and abroad", "Account statements", "Standing orders"}
	accepted := fresh
	accepted.Accepted = true
	for name, tt := range map[string]struct {
		a    assessment.Assessment
		p    programme
		rule string
		want string
	}{
		"T0, a third unjudged": {assessment.Assessment{SLOs: []assessment.SLO{met, met, blind}}, downtime(assessment.Breached, 314), "T0", "Not enough data to judge Payments: 1 of 3 SLOs have no verdict"},
		"T0, no limit":         {assessment.Assessment{}, downtime(assessment.NotJudged, 5), "T0", "Not enough data to judge Payments: no journey has a target"},
		"T1, a fifth unjudged": {assessment.Assessment{SLOs: []assessment.SLO{met, met, met, met, blind}}, downtime(assessment.Breached, 314), "T1", "Payments will miss its yearly downtime limit: 314 min expected, 263 allowed"},
		"T1 before T2":         {assessment.Assessment{SLOs: []assessment.SLO{api}}, downtime(assessment.Breached, 314), "T1", "Payments will miss its yearly downtime limit: 314 min expected, 263 allowed"},
		"T2, the worst":        {assessment.Assessment{SLOs: []assessment.SLO{ledger, api, met}, Policy: []assessment.RuleResult{mandatory}}, good, "T2", "2 of 3 critical SLOs were missed; api by 20 minutes"},
		"T2, only critical":    {assessment.Assessment{SLOs: []assessment.SLO{slo("x", assessment.Breached, -9, false), ledger}}, good, "T2", "1 of 1 critical SLO was missed; ledger by 3.9 minutes"},
		"T3":                   {assessment.Assessment{Policy: []assessment.RuleResult{mandatory, mandatory, {Result: assessment.RuleFail}}, SinglePoints: []assessment.SinglePoint{fresh}}, good, "T3", "2 mandatory reliability rules fail"},
		"T3, one":              {assessment.Assessment{Policy: []assessment.RuleResult{mandatory}}, good, "T3", "1 mandatory reliability rule fails"},
		"T4":                   {assessment.Assessment{SinglePoints: []assessment.SinglePoint{accepted, fresh}}, good, "T4", "A new single point of failure: Mesh CA stops Cards, Statements"},
		"T4, many journeys":    {assessment.Assessment{SinglePoints: []assessment.SinglePoint{long}}, good, "T4", "A new single point of failure: Mesh CA stops 3 journeys"},
		"T5":                   {assessment.Assessment{SinglePoints: []assessment.SinglePoint{accepted}}, good, "T5", "Payments is inside all limits; 50 % of the yearly downtime limit is used"},
		"T5, at risk":          {assessment.Assessment{}, downtime(assessment.AtRisk, 260), "T5", "Payments is inside all limits; 99 % of the yearly downtime limit is used"},
	} {
		rule, got := headline(&tt.a, tt.p)
		if rule != tt.rule || got != tt.want {
			t.Errorf("%s: %s %q, want %s %q", name, rule, got, tt.rule, tt.want)
		}
		if n := len([]rune(got)); n > longestHeadline {
			t.Errorf("%s: %d characters: %q", name, n, got)
		}
	}
}

// checkFigures says what every first screen must obey.
func checkFigures(t *testing.T, a *assessment.Assessment) {
	t.Helper()
	if n := len(a.Overview.Figures); n != 6 {
		t.Fatalf("%d figures", n)
	}
	for i, id := range []string{"F1", "F2", "F3", "F4", "F5", "F6"} {
		f := a.Overview.Figures[i]
		e := f.Estimate
		if f.ID != id || f.Title == "" || f.Link == "" || len(f.Notes) > 2 || e.AssessmentID != a.ID || e.Display == "" {
			t.Errorf("figure %d: %+v", i+1, f)
		}
		if e.Status == assessment.NotJudged && (e.Reason == "" || f.Verdict != "Not judged" || f.Notes[0] != e.Reason) {
			t.Errorf("%s is not judged and does not show why: %+v", id, f)
		}
		if (e.Value == nil) != (e.Display == missing) {
			t.Errorf("%s: value and display disagree: %+v", id, e)
		}
	}
	if a.Overview.Rule == "" || a.Overview.Headline == "" || a.Overview.Decision == "" || a.Overview.CausesTitle == "" || a.Overview.TrendTitle == "" {
		t.Errorf("overview has gaps: %+v", a.Overview)
	}
}

func TestOverviewOfBank(t *testing.T) {
	a := assessed(t, Input{Mesh: bankMesh(t), Incidents: bankIncidents(t)}, few)
	checkFigures(t, a)
	if n := len([]rune(a.Overview.Headline)); n > longestHeadline {
		t.Errorf("headline has %d characters", n)
	}
	if len(a.Overview.Findings) != 3 || a.Overview.ScenarioID != "fraud-fail-open" {
		t.Errorf("%d findings, scenario %q", len(a.Overview.Findings), a.Overview.ScenarioID)
	}
	for _, f := range a.Overview.Findings {
		if f.Title == "" || f.Figure == "" || f.Consequence == "" || f.Owner == "" {
			t.Errorf("finding has gaps: %+v", f)
		}
	}
}

// A mesh as discovery finds it: no data, no targets, no records.
func TestOverviewOfDiscoveredMesh(t *testing.T) {
	m := models.Mesh{
		Metadata:     models.Metadata{Name: "found"},
		Services:     []models.Service{{ID: "front", Evidence: []string{"a.yaml:1"}}, {ID: "cart"}},
		Dependencies: []models.Dependency{{From: "front", To: "cart", Evidence: []string{"a.yaml:9"}}},
		Journeys:     []models.Journey{{ID: "shop", Entries: []string{"front"}}},
	}
	a := assessed(t, Input{Mesh: m}, few)
	checkFigures(t, a)
	if a.Overview.Headline != "Not enough data to judge found: 2 of 2 services have no failure data" {
		t.Errorf("headline %q", a.Overview.Headline)
	}
	for _, w := range a.Warnings {
		if strings.Contains(w, "2 services have no failure data and cannot fail in this model: front, cart") {
			return
		}
	}
	t.Errorf("no warning about it: %q", a.Warnings)
}

func TestOverviewWithoutJourneys(t *testing.T) {
	m := chain()
	m.Journeys = nil
	m.Scenarios = []models.Scenario{{ID: "s", Title: "s", Changes: scaling("service:a", 0.5)}}
	a := assessed(t, Input{Mesh: m, Incidents: regular(12, "a")}, few)
	checkFigures(t, a)
	if a.Overview.Headline != "Not enough data to judge Chain: the model has no journey" {
		t.Errorf("headline %q", a.Overview.Headline)
	}
}

// A journey that nothing can take down is up, if that is known.
func TestJourneyThatCannotFail(t *testing.T) {
	m := chain()
	m.Services[0].Failure, m.Services[1].Failure = failing(0, 1), failing(0, 1)
	a := assessed(t, Input{Mesh: m}, few)
	checkFigures(t, a)
	j := a.Journeys[0]
	if j.Availability.Display != "100 %" || j.DowntimeMinutesPerYear.Status != assessment.Met || *j.ProbabilityInsideLimit != 1 || j.MeanOutageMinutes.Value != nil {
		t.Errorf("%+v", j)
	}
	if f5 := a.Overview.Figures[4]; *f5.Estimate.Value != 0 || f5.Verdict != "None" {
		t.Errorf("F5 %+v", f5)
	}
}

func TestFigureChanges(t *testing.T) {
	m := chain()
	m.Services[0].Failure.RecordsUntil = ptr(at(0))
	m.Journeys[0].Cost = &models.Cost{Currency: "EUR", PerMinute: 1000}
	m.SLOs = []models.SLO{{ID: "s", Service: "a", Objective: 0.9, Critical: true}}
	opt := Options{Samples: 50, Cutoff: at(744)}
	quiet := []models.Incident{incident(1, 1.1, "a")}
	before := assessed(t, Input{Mesh: m, Incidents: quiet}, opt)
	after := assessed(t, Input{Mesh: m, Incidents: append(quiet, incident(700, 703, "a")), Previous: before}, opt)
	want := map[string]string{"F1": "+180 min down", "F2": "unchanged", "F5": "unchanged", "F6": "unchanged"}
	for _, f := range after.Overview.Figures {
		if w, ok := want[f.ID]; ok && f.Change != w {
			t.Errorf("%s: %q, want %q", f.ID, f.Change, w)
		}
	}
	if c := after.Overview.Figures[2].Change; !strings.HasPrefix(c, "+") || !strings.HasSuffix(c, " min") {
		t.Errorf("F3: %q", c)
	}
	if c := after.Overview.Figures[3].Change; !strings.HasPrefix(c, "+€") {
		t.Errorf("F4: %q", c)
	}
	if got := after.Overview.Changes; len(got) != 1 || got[0] != "+1 incident on record" {
		t.Errorf("changes %q", got)
	}
	m.Metadata.Version = 2
	next := assessed(t, Input{Mesh: m, Incidents: quiet, Previous: before}, opt)
	for _, f := range next.Overview.Figures {
		if f.Change != "not comparable: model 1 → 2" {
			t.Errorf("%s: %q", f.ID, f.Change)
		}
	}
}
