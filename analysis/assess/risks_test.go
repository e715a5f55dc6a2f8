package assess

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"ninefold/models"
	"ninefold/models/assessment"
)

func TestCutSets(t *testing.T) {
	m := twoSites()
	m.Journeys[0].Reroute = nil // a location that is down is down for its users
	a := assessed(t, Input{Mesh: m}, few)
	j := a.Journeys[0]
	u := func(perYear, restore float64) float64 { x := perYear * restore / 8760; return x / (1 + x) }
	want := []struct {
		event string
		p     float64
	}{ // each alone, times the users it hits, worst first
		{"release:db@east", 0.7 * u(2, 30)}, {"domain:east", 0.7 * u(3, 10)}, {"domain:west", 0.3 * u(5, 20)}, {"release:db@west", 0.3 * u(2, 30)}, {"service:web", u(1, 4)},
	}
	sum := 0.0
	for _, w := range want {
		sum += w.p
	}
	slices.SortFunc(want, func(x, y struct {
		event string
		p     float64
	}) int {
		return int(math.Copysign(1, y.p-x.p))
	})
	if j.CutSets.Count != "5" || j.CutSets.Listed != 5 || j.CutSets.Missing != 0 || !slices.Equal(j.CutSets.ByOrder, []int{5}) {
		t.Fatalf("cut sets %+v", j.CutSets)
	}
	cumulative := 0.0
	for i, w := range want {
		set := j.CutSets.Top[i]
		if set.Rank != i+1 || set.Events[0] != w.event || set.Order != 1 {
			t.Errorf("rank %d: %s, want %s", set.Rank, set.Events, w.event)
		}
		cumulative += w.p / sum
		wantNear(t, w.event, set.Probability, w.p, 1e-12)
		wantNear(t, w.event+" minutes", set.MinutesPerYear, w.p*525600, 1e-12)
		wantNear(t, w.event+" share of the sum", set.Share, w.p/sum, 1e-12)
		wantNear(t, w.event+" cumulative", set.Cumulative, cumulative, 1e-12)
		wantNear(t, w.event+" of the top", set.FussellVesely, w.p / *j.Unavailability.Value, 1e-12)
	}
	if last := j.CutSets.Top[4].Cumulative; relErr(last, 1) > 1e-12 {
		t.Errorf("all add up to %g", last)
	}
}

// More cut sets than are listed: what is missing is said, counted and summed up.
func TestCutSetsNotListed(t *testing.T) {
	m := chain()
	m.Services, m.Dependencies, m.Journeys[0].Entries = nil, nil, nil
	for i := range 300 {
		id := fmt.Sprintf("s%03d", i)
		m.Services = append(m.Services, models.Service{ID: id, Failure: failing(1+float64(i)/1000, 1)})
		m.Journeys[0].Entries = append(m.Journeys[0].Entries, id)
	}
	m.Journeys[0].Cost = &models.Cost{Currency: "EUR", PerMinute: 2}
	b := built(t, Input{Mesh: m}, Options{Samples: 20})
	j := b.out.Journeys[0]
	if j.CutSets.Count != "300" || j.CutSets.Listed != 200 {
		t.Fatalf("%s cut sets, %d listed", j.CutSets.Count, j.CutSets.Listed)
	}
	var all, listed float64
	for i := range 300 {
		x := (1 + float64(i)/1000) / 8760
		all += x / (1 + x)
		if i >= 100 {
			listed += x / (1 + x)
		}
	}
	wantNear(t, "missing", j.CutSets.Missing, (all-listed)/all, 1e-9)
	wantNear(t, "cumulative share of those listed", j.CutSets.Top[199].Cumulative, listed/all, 1e-9)
	if len(b.out.SinglePoints) != 300 {
		t.Errorf("%d single points, want all 300 and not those listed", len(b.out.SinglePoints))
	}
	o := b.out.Overview
	if len(o.Causes) != 5 || o.OtherCauses.Count != 295 || o.OtherCauses.Title != "All other causes (295)" {
		t.Errorf("%d causes, rest %+v", len(o.Causes), o.OtherCauses)
	}
	minutes, cost := o.OtherCauses.MinutesPerYear, *o.OtherCauses.CostPerYear
	for _, c := range o.Causes {
		minutes, cost = minutes+c.MinutesPerYear, cost+*c.CostPerYear
	}
	wantNear(t, "all causes", minutes, all*525600, 1e-9)
	wantNear(t, "their cost", cost, 2*all*525600, 1e-9)
}

func TestSinglePoints(t *testing.T) {
	m := chain()
	m.Services = append(m.Services, models.Service{ID: "c", Failure: failing(1, 1)})
	m.Journeys = append(m.Journeys, models.Journey{ID: "k", Title: "Second", Entries: []string{"b"}, Critical: true, Weight: 3},
		models.Journey{ID: "aside", Entries: []string{"c"}})
	waiver := func(subject string, hour float64) models.Waiver {
		return models.Waiver{Rule: "single-point", Subject: subject, Until: at(hour)}
	}
	cutoff := Options{Samples: 20, Cutoff: at(1000)}
	points := func(waivers ...models.Waiver) map[string]assessment.SinglePoint {
		m.Waivers = waivers
		byEvent := map[string]assessment.SinglePoint{}
		for _, p := range assessed(t, Input{Mesh: m}, cutoff).SinglePoints {
			byEvent[p.Event] = p
		}
		return byEvent
	}
	got := points()
	qa, qb := 2.0/8762, 2.0/8762
	if len(got) != 2 {
		t.Fatalf("%d single points, want those of the critical journeys only: %v", len(got), got)
	}
	a, b := got["service:a"], got["service:b"]
	wantNear(t, "a hits one journey of weight 1/4", a.MinutesPerYear, qa*525600/4, 1e-12)
	wantNear(t, "b hits both", b.MinutesPerYear, qb*525600, 1e-12)
	if !slices.Equal(b.Journeys, []string{"Journey", "Second"}) || a.Owner != "alphas" || b.Owner != "no owner" || a.New {
		t.Errorf("a %+v\nb %+v", a, b)
	}
	for name, tt := range map[string]struct {
		waivers []models.Waiver
		a, b    bool
	}{
		"by event":                {[]models.Waiver{waiver("service:a", 2000)}, true, false},
		"by service":              {[]models.Waiver{waiver("b", 2000)}, false, true},
		"ended":                   {[]models.Waiver{waiver("service:a", 1000)}, false, false},
		"one of its journeys":     {[]models.Waiver{waiver("j", 2000)}, true, false},
		"all of its journeys":     {[]models.Waiver{waiver("j", 2000), waiver("k", 3000)}, true, true},
		"another rule is no help": {[]models.Waiver{{Rule: "tier1-timeout", Subject: "service:a", Until: at(2000)}}, false, false},
	} {
		got := points(tt.waivers...)
		if got["service:a"].Accepted != tt.a || got["service:b"].Accepted != tt.b {
			t.Errorf("%s: a %v, b %v", name, got["service:a"].Accepted, got["service:b"].Accepted)
		}
	}
	if until := points(waiver("j", 2000), waiver("k", 3000))["service:b"].AcceptedUntil; !until.Equal(at(2000)) {
		t.Errorf("accepted until %v, want the first to end", until)
	}

	// The rules take the same waivers.
	m.Waivers = []models.Waiver{waiver("a", 2000), waiver("b", 2000)}
	for _, r := range assessed(t, Input{Mesh: m}, cutoff).Policy {
		if r.Rule == "single-point" && r.Subject == "j" && r.Result != assessment.RuleWaived {
			t.Errorf("rule on j: %+v, want it waived as its single points are", r)
		}
	}

	// New is what the last assessment did not have.
	m.Waivers = nil
	old := assessed(t, Input{Mesh: m}, cutoff)
	old.SinglePoints = slices.DeleteFunc(old.SinglePoints, func(p assessment.SinglePoint) bool { return p.Event == "service:b" })
	next := assessed(t, Input{Mesh: m, Previous: old}, cutoff)
	for _, p := range next.SinglePoints {
		if p.New != (p.Event == "service:b") {
			t.Errorf("%s is new: %v", p.Event, p.New)
		}
	}
	if next.PreviousID != old.ID || !slices.Contains(next.Overview.Changes, "New single point of failure: Beta") {
		t.Errorf("previous %q, changes %q", next.PreviousID, next.Overview.Changes)
	}

	// Without a critical journey the programme is all of them.
	m.Journeys[0].Critical, m.Journeys[1].Critical = false, false
	if got := points(); len(got) != 3 {
		t.Errorf("%d single points without a critical journey, want 3", len(got))
	}
}

func TestCauses(t *testing.T) {
	m := chain()
	m.Services[0].Failure = failing(5, 1)
	m.Services = append(m.Services, models.Service{ID: "c", Title: "Gamma", Failure: failing(1, 1)})
	m.Journeys[0].Cost = &models.Cost{Currency: "EUR", PerMinute: 10, PerOccurrence: 100}
	m.Journeys = append(m.Journeys, models.Journey{ID: "k", Title: "Second", Entries: []string{"c"}, Critical: true, Target: 0.9, Weight: 3,
		Cost: &models.Cost{Currency: "EUR", PerMinute: 1}})
	a := assessed(t, Input{Mesh: m}, few)
	o := a.Overview

	u := func(perYear, restore float64) float64 { x := perYear * restore / 8760; return x / (1 + x) }
	for i, want := range []struct {
		title         string
		minutes, cost float64
	}{
		{"Alpha", u(5, 1) / 4, 10*525600*u(5, 1) + 100*5*(1-u(5, 1))},
		{"Gamma", u(1, 1) * 3 / 4, 1 * 525600 * u(1, 1)},
		{"Beta", u(4, 0.5) / 4, 10*525600*u(4, 0.5) + 100*4*(1-u(4, 0.5))},
	} {
		c := o.Causes[i]
		if c.Title != want.title || c.Rank != i+1 || !c.SinglePoint {
			t.Errorf("cause %d: %+v, want %s", i+1, c, want.title)
		}
		wantNear(t, want.title+" minutes", c.MinutesPerYear, want.minutes*525600, 1e-9)
		wantNear(t, want.title+" cost", *c.CostPerYear, want.cost, 1e-9)
	}
	if o.OtherCauses != nil || o.CausesTitle != "Three causes make up 100 % of expected downtime" {
		t.Errorf("%q, rest %+v", o.CausesTitle, o.OtherCauses)
	}
	total := o.Causes[0].MinutesPerYear + o.Causes[1].MinutesPerYear + o.Causes[2].MinutesPerYear
	wantNear(t, "they add up to the downtime, but for overlaps", total, *o.Figures[2].Estimate.Value, 1e-3)
	wantNear(t, "limit, weighted", *o.Figures[2].Estimate.Value, *a.Journeys[0].DowntimeMinutesPerYear.Value/4+*a.Journeys[1].DowntimeMinutesPerYear.Value*3/4, 1e-12)
	wantNear(t, "cost is not weighted", *o.Figures[3].Estimate.Value, *a.Journeys[0].CostPerYear.Value+*a.Journeys[1].CostPerYear.Value, 1e-12)

	m.Journeys[1].Cost.Currency = "USD"
	if f4 := assessed(t, Input{Mesh: m}, few).Overview.Figures[3].Estimate; f4.Value != nil || f4.Reason == "" {
		t.Errorf("cost in two currencies: %+v", f4)
	}
}

func TestImpact(t *testing.T) {
	m := twoSites()
	m.Services = append(m.Services, models.Service{ID: "aside"})
	m.Journeys = append(m.Journeys, models.Journey{ID: "other", Entries: []string{"aside"}, Weight: 9})
	got, err := Impact(m, []string{"east", "west"})
	if err != nil {
		t.Fatal(err)
	}
	if got.UsersDown != 1 || got.Subject != "east+west" || got.Title != "2 failures together" {
		t.Errorf("both locations: %+v, want all users of the programme, which is the critical journey", got)
	}
	if _, err := Impact(m, []string{"nobody"}); err == nil {
		t.Error("an unknown name was accepted")
	}
	a := assessed(t, Input{Mesh: m}, few)
	if len(a.Impacts) != 5 {
		t.Errorf("%d impacts, want one for each domain and service", len(a.Impacts))
	}
}
