package assess

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ninefold/models"
)

func TestOfJourney(t *testing.T) {
	m := models.Mesh{
		Domains: []models.FailureDomain{{ID: "root", Kind: models.DomainAuthority}, {ID: "ca", Kind: models.DomainAuthority, Parent: "root"}, {ID: "zone", Kind: models.DomainZone}},
		Services: []models.Service{
			{ID: "entry", Shared: []string{"ca"}}, {ID: "hard"}, {ID: "deep"}, {ID: "soft"}, {ID: "queue"}, {ID: "cached"}, {ID: "other"},
		},
		Placements: []models.Placement{{Service: "entry", Location: "zone"}},
		Dependencies: []models.Dependency{
			{From: "entry", To: "hard"}, {From: "hard", To: "deep", Kind: models.DependencyHard}, {From: "deep", To: "entry"},
			{From: "entry", To: "soft", Kind: models.DependencySoft}, {From: "hard", To: "queue", Kind: models.DependencyAsync},
			{From: "entry", To: "cached", Fallback: &models.Fallback{Effectiveness: 1}},
		},
		Journeys: []models.Journey{{ID: "j", Entries: []string{"entry"}}},
	}
	for name, want := range map[string]bool{
		"j": true, "entry": true, "hard": true, "deep": true, "ca": true, "root": true,
		"soft": false, "queue": false, "cached": false, "other": false, "zone": false,
	} {
		r := readRecords(Input{Mesh: m, Incidents: []models.Incident{incident(1, 2, name)}}, at(10))
		if got := len(r.ofJourney(m, m.Journeys[0])) == 1; got != want {
			t.Errorf("an outage of %s takes the journey down: %v, want %v", name, got, want)
		}
	}

	// One incident that names much is one, and two at one time with one title are two.
	twin := incident(3, 4, "hard")
	r := readRecords(Input{Mesh: m, Incidents: []models.Incident{incident(1, 2, "entry", "hard", "ca", "j"), twin, twin}}, at(10))
	if got := len(r.ofJourney(m, m.Journeys[0])); got != 3 {
		t.Errorf("%d spells, want 3", got)
	}
}

// lostMinutes agrees with looking at every minute on its own.
func TestLostMinutesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const last = 300
		minute := func(n int) time.Time { return epoch.Add(time.Duration(n) * time.Minute) }
		spells := make([]spell, rapid.IntRange(0, 8).Draw(t, "spells"))
		for i := range spells {
			start := rapid.IntRange(-50, last).Draw(t, "start")
			end := start + rapid.IntRange(0, 200).Draw(t, "length")
			spells[i] = spell{start: minute(start), end: minute(end), share: float64(rapid.IntRange(0, 4).Draw(t, "share")) / 4}
		}
		from := rapid.IntRange(0, last-1).Draw(t, "from")
		to := rapid.IntRange(from+1, last).Draw(t, "to")

		want := 0.0
		for n := from; n < to; n++ {
			worst := 0.0
			for _, s := range spells {
				if !minute(n).Before(s.start) && minute(n).Before(s.end) && s.share > worst {
					worst = s.share
				}
			}
			want += worst
		}
		if got := lostMinutes(spells, minute(from), minute(to)); relErr(got, want) > 1e-12 {
			t.Fatalf("%g minutes, minute by minute %g", got, want)
		}
		slices.Reverse(spells)
		if got := lostMinutes(spells, minute(from), minute(to)); relErr(got, want) > 1e-12 {
			t.Fatalf("reversed: %g minutes, want %g", got, want)
		}
	})
}
