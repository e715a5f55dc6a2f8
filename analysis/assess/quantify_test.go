package assess

import (
	"math"
	"slices"
	"testing"

	"ninefold/models"
)

// twoSites is a journey with users at two locations, 70 and 30 %, who are rerouted
// when theirs is down. A shared service can fail everywhere.
func twoSites() models.Mesh {
	m := chain()
	m.Domains = []models.FailureDomain{
		{ID: "east", Kind: models.DomainRegion, Failure: failing(3, 10)}, {ID: "west", Kind: models.DomainRegion, Failure: failing(5, 20)},
	}
	m.Services = []models.Service{{ID: "web", Failure: failing(1, 4)}, {ID: "db", Release: failing(2, 30)}}
	m.Placements = []models.Placement{
		{Service: "web", Location: "east"}, {Service: "web", Location: "west"}, {Service: "db", Location: "east"}, {Service: "db", Location: "west"},
	}
	m.Dependencies = []models.Dependency{{From: "web", To: "db"}}
	m.Journeys[0].Entries = []string{"web"}
	m.Journeys[0].Ingress = []models.Ingress{{Location: "east", Share: 0.7}, {Location: "west", Share: 0.3}}
	m.Journeys[0].Reroute = &models.Reroute{Effectiveness: 0.9}
	return m
}

// The user-weighted unavailability is the sum over all states of the parts, by
// definition; the frequency is that of the transitions between them.
func TestQuantifyEnumeration(t *testing.T) {
	b := built(t, Input{Mesh: twoSites()}, Options{Samples: 2000})
	q := b.runs[0]

	// East, west, their releases of db, web, and the reroutes of east and of west.
	u := func(perYear, restore float64) float64 { x := perYear * restore / 8760; return x / (1 + x) }
	p := []float64{u(3, 10), u(5, 20), u(2, 30), u(2, 30), u(1, 4), 0.1, 0.1}
	rate := []float64{3, 5, 2, 2, 1, 0, 0}
	lost := func(s int) float64 {
		on := func(i int) bool { return s>>i&1 == 1 }
		east, west := on(0) || on(2) || on(4), on(1) || on(3) || on(4)
		var share float64
		if east && (on(5) || west) {
			share += 0.7
		}
		if west && (on(6) || east) {
			share += 0.3
		}
		return share
	}
	var wantU, wantW float64
	for s := range 1 << len(p) {
		chance := 1.0
		for i := range p {
			if s>>i&1 == 1 {
				chance *= p[i]
			} else {
				chance *= 1 - p[i]
			}
		}
		wantU += chance * lost(s)
		for i := range p {
			if s>>i&1 == 0 { // what the failure of i, next, costs users
				wantW += chance * rate[i] * (lost(s|1<<i) - lost(s))
			}
		}
	}
	wantNear(t, "unavailability", q.unavailability, wantU, 1e-12)
	wantNear(t, "outages per year", q.frequency, wantW, 1e-12)
	j := b.out.Journeys[0]
	wantNear(t, "mean outage, U/w", *j.MeanOutageMinutes.Value, wantU*525600/wantW, 1e-12)
	for name, e := range map[string]struct{ low, value, high *float64 }{
		"unavailability": {j.Unavailability.Low, j.Unavailability.Value, j.Unavailability.High},
		"availability":   {j.Availability.Low, j.Availability.Value, j.Availability.High},
		"minutes":        {j.DowntimeMinutesPerYear.Low, j.DowntimeMinutesPerYear.Value, j.DowntimeMinutesPerYear.High},
		"outages":        {j.OutagesPerYear.Low, j.OutagesPerYear.Value, j.OutagesPerYear.High},
		"mean outage":    {j.MeanOutageMinutes.Low, j.MeanOutageMinutes.Value, j.MeanOutageMinutes.High},
	} {
		if !(*e.low < *e.value && *e.value < *e.high) {
			t.Errorf("%s: %g is not inside %g to %g", name, *e.value, *e.low, *e.high)
		}
	}
	var weighted float64
	for _, l := range j.Locations {
		weighted += l.Share * l.Unavailability
	}
	wantNear(t, "Σ share × unavailability of the locations", weighted, wantU, 1e-12)
	if len(j.Tree.Gates) == 0 || j.Tree.Top == "" {
		t.Error("no tree to draw")
	}
}

func TestQuantifyClosedForms(t *testing.T) {
	// In series, w = Σ λᵢ Π (1 − qⱼ).
	qa, qb := 2.0/8760/(1+2.0/8760), 2.0/8760/(1+2.0/8760) // 2 per year × 1 h, 4 per year × 0.5 h
	series := built(t, Input{Mesh: chain()}, few).runs[0]
	wantNear(t, "series unavailability", series.unavailability, qa+qb-qa*qb, 1e-12)
	wantNear(t, "series outages", series.frequency, 2*(1-qa)*(1-qb)+4*(1-qa)*(1-qb), 1e-12)

	// One of two replicas, w = 2 q (1 − q) λ.
	m := chain()
	m.Services = []models.Service{{ID: "a", Instance: failing(10, 8)}}
	m.Placements = []models.Placement{{Service: "a", Replicas: 2, Required: 1}}
	m.Dependencies = nil
	x := 80.0 / 8760
	q := x / (1 + x)
	parallel := built(t, Input{Mesh: m}, few).runs[0]
	wantNear(t, "parallel unavailability", parallel.unavailability, q*q, 1e-12)
	wantNear(t, "parallel outages", parallel.frequency, 2*q*(1-q)*10, 1e-12)
	wantNear(t, "parallel mean outage, half a restore", parallel.unavailability*8760/parallel.frequency, 4, 1e-12)

	// Softly: down without a, degraded without b while a works.
	m = chain()
	m.Dependencies[0].Kind = models.DependencySoft
	a := assessed(t, Input{Mesh: m}, few).Journeys[0]
	wantNear(t, "unavailability", *a.Unavailability.Value, qa, 1e-12)
	wantNear(t, "degraded minutes", *a.DegradedMinutesPerYear.Value, qb*(1-qa)*525600, 1e-9)
}

// Draws depend on seed and name alone, so that models are compared and not dice.
func TestCommonRandomNumbers(t *testing.T) {
	in := Input{Mesh: twoSites()}
	base := built(t, in, few)
	again := built(t, in, few)
	if !slices.Equal(base.runs[0].samples, again.runs[0].samples) {
		t.Error("same seed, other samples")
	}
	other := built(t, in, Options{Samples: 200, Seed: 2})
	if slices.Equal(base.runs[0].samples, other.runs[0].samples) {
		t.Error("another seed, same samples")
	}
	in.Mesh.Services = slices.Insert(in.Mesh.Services, 0, models.Service{ID: "aside", Failure: failing(7, 7)})
	more := built(t, in, few)
	for id, column := range base.draws.probability {
		if !slices.Equal(column, more.draws.probability[id]) {
			t.Errorf("another service changed the draws of %s", id)
		}
	}
	if !slices.Equal(base.runs[0].samples, more.runs[0].samples) {
		t.Error("a service nobody calls changed the samples")
	}
	for i, u := range base.runs[0].samples {
		if !(u > 0 && u < 1) || math.IsNaN(u) {
			t.Fatalf("sample %d is %g", i, u)
		}
	}
}
