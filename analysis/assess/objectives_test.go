package assess

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
)

func share(i models.Incident, of float64) models.Incident {
	i.UserShare = &of
	return i
}

func TestObjectives(t *testing.T) {
	m := chain()
	day := models.Duration(24 * time.Hour)
	m.SLOs = []models.SLO{
		{ID: "met", Service: "b", Objective: 0.99, Window: 10 * day},
		{ID: "exactly", Service: "b", Objective: 0.9875, Window: 10 * day}, // 180 of 14,400 min allowed
		{ID: "breached", Title: "Journey works", Journey: "j", Objective: 0.999, Critical: true},
		{ID: "too long", Service: "b", Objective: 0.9, Window: 90 * day},
		{ID: "missed anyway", Service: "b", Objective: 0.9999, Window: 90 * day},
	}
	in := Input{Mesh: m, Incidents: []models.Incident{
		incident(24, 25, "a"), incident(600, 603, "b"), share(incident(601, 605, "b"), 0.5), incident(9, 10, "somebody else"),
	}}
	got := map[string]assessment.SLO{}
	a := assessed(t, in, Options{Samples: 20, Cutoff: at(744)}) // 31 days
	for _, s := range a.SLOs {
		got[s.ID] = s
	}
	// 3 h whole and 2 h half: 240 user-minutes of b, and 60 of a.
	for id, want := range map[string]struct {
		status  assessment.Status
		lost    float64
		window  float64 // minutes
		display string
		budget  string
	}{
		"met":           {assessment.Breached, 240, 14400, "98.3 %", "−96 min"},
		"exactly":       {assessment.Breached, 240, 14400, "98.3 %", "−60 min"},
		"breached":      {assessment.Breached, 300, 43200, "99.30 %", "−257 min"},
		"too long":      {assessment.NotJudged, 240, 129600, "99.81 %", "12,720 min"},
		"missed anyway": {assessment.Breached, 240, 129600, "99.81 %", "−227 min"},
	} {
		s := got[id]
		e := s.Attained
		wantNear(t, id+" attained", *e.Value, 1-want.lost/want.window, 1e-12)
		wantNear(t, id+" budget", *s.BudgetMinutes.Value, (1-s.Objective)*want.window-want.lost, 1e-9)
		if e.Status != want.status || e.Display != want.display || s.BudgetMinutes.Display != want.budget {
			t.Errorf("%s: %s %q budget %q, want %+v", id, e.Status, e.Display, s.BudgetMinutes.Display, want)
		}
	}
	if r := got["too long"].Attained.Reason; r != "the records begin inside the window, on 1 Jan 2026" {
		t.Errorf("reason %q", r)
	}
	if a.SLOs[len(a.SLOs)-1].ID != "too long" {
		t.Errorf("not sorted worst first: %v", a.SLOs)
	}

	// On the budget to the minute it is met.
	m.SLOs = []models.SLO{{ID: "on it", Service: "b", Objective: 0.9875, Window: 10 * day}}
	in = Input{Mesh: m, Incidents: []models.Incident{incident(600, 603, "b")}}
	s := assessed(t, in, Options{Samples: 20, Cutoff: at(744)}).SLOs[0]
	if s.Attained.Status != assessment.Met || !(*s.BudgetMinutes.Value < 1e-9) {
		t.Errorf("%+v, budget %g; want met with nothing left", s.Attained, *s.BudgetMinutes.Value)
	}
}

// Where nothing is known nothing is said: a reason, and not one digit.
func TestBlindIsNotGreen(t *testing.T) {
	m := chain()
	m.SLOs = []models.SLO{{ID: "s", Service: "b", Objective: 0.99, Critical: true}, {ID: "old", Journey: "j", Objective: 0.99, Window: models.Duration(200 * 365 * 24 * time.Hour)}}
	bare := m
	bare.Services = []models.Service{{ID: "a"}, {ID: "b"}}
	for name, in := range map[string]Input{
		"no records":        {Mesh: m},
		"records of others": {Mesh: m, Incidents: []models.Incident{incident(1, 2, "somebody else")}},
		"no data at all":    {Mesh: bare},
	} {
		a := assessed(t, in, few)
		estimates := map[string]assessment.Estimate{"F1": a.Overview.Figures[0].Estimate, "F2": a.Overview.Figures[1].Estimate}
		for _, s := range a.SLOs {
			estimates["attained "+s.ID], estimates["budget "+s.ID] = s.Attained, s.BudgetMinutes
		}
		for _, s := range a.Services {
			estimates["MTTR "+s.ID], estimates["MTBF "+s.ID], estimates["availability "+s.ID] = s.MTTR, s.MTBF, s.Availability
		}
		for _, p := range a.Overview.Trend {
			estimates["trend "+p.Month.String()] = p.Estimate
		}
		if name == "no data at all" {
			j := a.Journeys[0]
			estimates["U"], estimates["A"], estimates["minutes"], estimates["outages"], estimates["mean"] = j.Unavailability, j.Availability, j.DowntimeMinutesPerYear, j.OutagesPerYear, j.MeanOutageMinutes
			for _, f := range a.Overview.Figures[2:5] {
				estimates[f.ID] = f.Estimate
			}
			if j.ProbabilityInsideLimit != nil {
				t.Errorf("%s: inside its limit with probability %g", name, *j.ProbabilityInsideLimit)
			}
		}
		for what, e := range estimates {
			text := e.Display + e.Interval
			if e.Status != assessment.NotJudged || e.Reason == "" || e.Value != nil || e.Low != nil || e.High != nil || strings.ContainsAny(text, "0123456789") {
				t.Errorf("%s, %s: %+v; want not judged, a reason and no digit", name, what, e)
			}
		}
		if a.Overview.Rule != "T0" {
			t.Errorf("%s: %s %q", name, a.Overview.Rule, a.Overview.Headline)
		}
	}
}

func TestPartlyBlind(t *testing.T) {
	m := chain()
	m.Services[1].Failure = nil
	m.Journeys = append(m.Journeys, models.Journey{ID: "k", Entries: []string{"c"}, Target: 0.9})
	m.Services = append(m.Services, models.Service{ID: "c", Failure: failing(1, 1)})
	a := assessed(t, Input{Mesh: m}, few)
	if e := a.Journeys[0].DowntimeMinutesPerYear; e.Status != assessment.NotJudged || e.Reason != "1 of 2 services have no failure data" || e.Value == nil {
		t.Errorf("journey that needs the unknown: %+v", e)
	}
	if e := a.Journeys[1].DowntimeMinutesPerYear; e.Status != assessment.Met {
		t.Errorf("journey that does not: %+v", e)
	}
	if f5 := a.Overview.Figures[4]; f5.Estimate.Status != assessment.NotJudged || f5.Verdict != "Not judged" {
		t.Errorf("single points of a model with gaps: %+v", f5)
	}
}

func TestTrend(t *testing.T) {
	m := chain()
	m.Journeys = append(m.Journeys, models.Journey{ID: "k", Title: "Second", Entries: []string{"c"}, Critical: true, Target: 0.999, Weight: 3})
	m.Services = append(m.Services, models.Service{ID: "c", Failure: failing(1, 1)})
	worse := incident(800, 804, "c")
	worse.Title = "worse"
	both := incident(900, 901, "a", "c")
	in := Input{Mesh: m, Incidents: []models.Incident{incident(1, 1.5, "a"), incident(820, 826, "a"), worse, both}}
	points := assessed(t, in, Options{Samples: 20, Cutoff: at((31 + 28 + 10) * 24)}).Overview.Trend
	if len(points) != 3 {
		t.Fatalf("%d months, want January to March", len(points))
	}
	// Journey j has a quarter of the users, k three.
	for i, want := range []struct {
		lost, days float64
		n          int
		status     assessment.Status
		label      string
	}{
		{30 * 0.25, 31, 1, assessment.Met, ""},
		{(360*0.25 + 240*0.75 + 60), 28, 3, assessment.Breached, "worse"},
		{0, 10, 0, assessment.Met, ""},
	} {
		p := points[i]
		wantNear(t, p.Month.String(), *p.Estimate.Value, 1-want.lost/(want.days*1440), 1e-12)
		if p.Estimate.N != want.n || p.Estimate.Status != want.status || p.Label != want.label || !p.Month.Equal(epoch.AddDate(0, i, 0)) {
			t.Errorf("month %d: %+v %q, want %+v", i, p.Estimate, p.Label, want)
		}
		if e := p.Estimate; e.Low != nil && !(*e.Low <= *e.Value && *e.Value <= *e.High) {
			t.Errorf("month %d: %g outside %g to %g", i, *e.Value, *e.Low, *e.High)
		}
	}
	// A year of months, and no more; the last is the one before a cut-off at its end.
	in.Incidents = append(in.Incidents, incident(-9000, -8999, "a"))
	points = assessed(t, in, Options{Samples: 20, Cutoff: epoch.AddDate(0, 2, 0)}).Overview.Trend
	if len(points) != 12 || !slices.ContainsFunc(points[11:], func(p assessment.TrendPoint) bool { return p.Month.Equal(epoch.AddDate(0, 1, 0)) }) {
		t.Errorf("%d months, last %v", len(points), points[len(points)-1].Month)
	}
}
