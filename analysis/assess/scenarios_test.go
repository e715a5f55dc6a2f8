package assess

import (
	"slices"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
)

func scaling(component string, rate float64) []models.Change {
	return []models.Change{{SetFailure: &models.SetFailure{Component: component, RateFactor: ptr(rate)}}}
}

func withScenarios(m models.Mesh, all ...models.Scenario) models.Mesh {
	m.Scenarios = all
	return m
}

func found(t *testing.T, a *assessment.Assessment, id string) assessment.Scenario {
	t.Helper()
	i := slices.IndexFunc(a.Scenarios, func(s assessment.Scenario) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("no scenario %s", id)
	}
	return a.Scenarios[i]
}

func TestScenarios(t *testing.T) {
	m := withScenarios(chain(),
		models.Scenario{ID: "nothing", Title: "change nothing", Changes: scaling("service:a", 1), CostOnce: 10},
		models.Scenario{ID: "half", Title: "halve", Changes: scaling("service:b", 0.5), CostOnce: 1000, CostYear: 500, Currency: "EUR", LeadTime: hours(24)},
		models.Scenario{ID: "more", Title: "and more", BuildsOn: "half", Changes: scaling("service:a", 0.5), CostOnce: 2000, Currency: "EUR"},
		models.Scenario{ID: "worse", Title: "worsen", Changes: scaling("service:a", 3)},
		models.Scenario{ID: "gone", Title: "remove", Changes: scaling("service:a", 0)},
	)
	m.Journeys[0].Target = 1 - 190.0/525600 // 240 min now, 180 with half
	a := assessed(t, Input{Mesh: m}, few)
	base := *a.Journeys[0].DowntimeMinutesPerYear.Value

	none := found(t, a, "nothing")
	for _, x := range []*float64{none.SavedMinutesPerYear.Value, none.SavedMinutesPerYear.Low, none.SavedMinutesPerYear.High} {
		if *x != 0 {
			t.Errorf("a change of nothing saves %g minutes", *x)
		}
	}
	half, more := found(t, a, "half"), found(t, a, "more")
	wantNear(t, "half saves", *half.SavedMinutesPerYear.Value, base-*half.DowntimeMinutesPerYear.Value, 1e-12)
	wantNear(t, "half of b's 120 min", *half.SavedMinutesPerYear.Value, 60, 2e-3)
	wantNear(t, "more saves both", *more.SavedMinutesPerYear.Value, 120, 2e-3)
	wantNear(t, "minutes per thousand in year one", *half.MinutesPerThousand, *half.SavedMinutesPerYear.Value/1.5, 1e-12)
	if more.CostOnce != 3000 || more.CostPerYear != 500 || more.CostDisplay != "€3.0 k one-off, €500 a year" {
		t.Errorf("cost of more and what it builds on: %g, %g, %s", more.CostOnce, more.CostPerYear, more.CostDisplay)
	}
	for id, want := range map[string]string{"nothing": noEffect, "half": "inside", "more": "inside", "worse": "over limit", "gone": "inside"} {
		s := found(t, a, id)
		if s.Verdict != want || s.InsideLimit != (want == "inside") {
			t.Errorf("%s: %q, inside %v; want %q", id, s.Verdict, s.InsideLimit, want)
		}
	}
	for id, want := range map[string]float64{"nothing": 0, "half": 1, "more": 1, "worse": 0, "gone": 1} {
		if got := found(t, a, id).ProbabilityBetter; got != want {
			t.Errorf("%s is better with %g, want %g", id, got, want)
		}
	}
	for id, want := range map[string]int{"half": 2, "gone": 1} {
		if got := found(t, a, id).SinglePoints; got != want {
			t.Errorf("%s leaves %d single points, want %d", id, got, want)
		}
	}
	if half.LeadTime != "1d" || found(t, a, "worse").CostDisplay != "cost not stated" {
		t.Errorf("lead time %q, cost %q", half.LeadTime, found(t, a, "worse").CostDisplay)
	}
}

// Sample by sample, a change of nothing saves exactly nothing.
func TestScenarioPairs(t *testing.T) {
	m := withScenarios(twoSites(), models.Scenario{ID: "nothing", Changes: scaling("release:db", 1)})
	b := built(t, Input{Mesh: m}, few)
	same, err := m.Apply("nothing")
	if err != nil {
		t.Fatal(err)
	}
	alt, err := b.alternative(t.Context(), same)
	if err != nil {
		t.Fatal(err)
	}
	base := weigh(b.runs, programmeWeights(m.Journeys), 200)
	if !slices.Equal(base.samples, alt.samples) || base.minutes != alt.minutes {
		t.Error("a change of nothing changed a sample")
	}
}

// What the records say is evidence about the model as it is: a scenario that
// halves a rate halves what model and records say together.
func TestScenarioScalesTheUpdatedRate(t *testing.T) {
	m := withScenarios(chain(), models.Scenario{ID: "half", Changes: scaling("service:a", 0.5)},
		models.Scenario{ID: "quicker", Changes: []models.Change{{SetFailure: &models.SetFailure{Component: "service:a", RestoreFactor: ptr(0.25)}}}})
	in := Input{Mesh: m, Incidents: regular(20, "a")}
	b := built(t, in, Options{Samples: 100, Cutoff: at(4000)})
	before := b.params.byID["service:a"]
	for id, want := range map[string][2]float64{"half": {0.5, 1}, "quicker": {1, 0.25}} {
		changed, err := m.Apply(id)
		if err != nil {
			t.Fatal(err)
		}
		ps, err := b.model.estimate(changed)
		if err != nil {
			t.Fatal(err)
		}
		after := ps.byID["service:a"]
		wantNear(t, id+" rate", after.rate.Mean(), want[0]*before.rate.Mean(), 1e-12)
		wantNear(t, id+" restore", after.restore.Mean(), want[1]*before.restore.Mean(), 1e-12)
		wantNear(t, id+" 95th percentile of the rate", after.rate.Quantile(0.95), want[0]*before.rate.Quantile(0.95), 1e-9)
	}
}

func TestDecision(t *testing.T) {
	over := programme{downtime: assessment.Estimate{Status: assessment.Breached}}
	inside := programme{downtime: assessment.Estimate{Status: assessment.Met}}
	scenario := func(id string, saved, cost float64, in bool) assessment.Scenario {
		s := assessment.Scenario{ID: id, Title: id, CostOnce: cost, InsideLimit: in, CostDisplay: costText(cost, 0, "EUR"), Verdict: "inside"}
		s.SavedMinutesPerYear.Value = ptr(saved)
		if cost > 0 {
			s.MinutesPerThousand = ptr(saved / cost * 1000)
		}
		return s
	}
	useless := scenario("useless", 0.001, 1, true)
	useless.Verdict = noEffect
	for name, tt := range map[string]struct {
		p    programme
		all  []assessment.Scenario
		id   string
		text string
	}{
		"none":       {over, nil, "", "No improvement has been evaluated yet."},
		"no effect":  {over, []assessment.Scenario{useless, scenario("worse", -5, 1, true)}, "", "No improvement has a measurable effect, of 2 evaluated."},
		"cheapest":   {over, []assessment.Scenario{scenario("dear", 90, 9000, true), scenario("cheap", 60, 2000, true), scenario("best value", 50, 10, false), scenario("free?", 70, 0, true), useless}, "cheap", "One decision moves it inside the limit: cheap (−60 min/year, €2.0 k one-off)."},
		"not inside": {over, []assessment.Scenario{scenario("dear", 90, 9000, false), scenario("value", 50, 1000, false), scenario("free?", 70, 0, false)}, "value", "The most downtime back for the money: value (−50 min/year, €1.0 k one-off)."},
		"inside now": {inside, []assessment.Scenario{scenario("dear", 90, 9000, true), scenario("value", 50, 1000, true)}, "value", "The most downtime back for the money: value (−50 min/year, €1.0 k one-off)."},
		"no prices":  {over, []assessment.Scenario{scenario("less", 50, 0, false), scenario("most", 70, 0, false)}, "most", "The most downtime back for the money: most (−70 min/year, cost not stated)."},
	} {
		id, text := decision(&assessment.Assessment{Scenarios: tt.all}, tt.p)
		if id != tt.id || text != tt.text {
			t.Errorf("%s: %q %q, want %q %q", name, id, text, tt.id, tt.text)
		}
	}
}

func TestScenarioErrors(t *testing.T) {
	m := withScenarios(chain(), models.Scenario{ID: "wrong", Changes: scaling("service:nobody", 0.5)})
	if _, err := Assess(t.Context(), Input{Mesh: m}, few); err == nil {
		t.Error("a scenario that changes nobody was accepted")
	}
	// Nothing is known: nothing can be saved.
	m = withScenarios(chain(), models.Scenario{ID: "soft", Changes: []models.Change{{SetKind: &models.SetKind{From: "a", To: "b", Kind: models.DependencySoft}}}})
	m.Services[0].Failure, m.Services[1].Failure = nil, nil
	s := assessed(t, Input{Mesh: m}, Options{Samples: 10, Cutoff: time.Time{}}).Scenarios[0]
	if s.SavedMinutesPerYear.Value != nil || s.InsideLimit || s.AvailabilityDisplay != missing {
		t.Errorf("a scenario of a model without data: %+v", s)
	}
}
