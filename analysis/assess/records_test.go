package assess

import (
	"slices"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
)

func TestReadRecords(t *testing.T) {
	m := chain()
	m.Services[0].Records = []string{"alpha-prod", "ALPHA.svc"}
	m.Domains = []models.FailureDomain{{ID: "ca", Title: "Certificates", Kind: models.DomainAuthority}}
	m.Journeys[0].Records = []string{"checkout"}

	maintenance := incident(30, 31, "a")
	maintenance.Severity = models.SeverityMaintenance
	negative := incident(-9000, -9001, "a") // a typing error a year before anything else
	all := []models.Incident{
		incident(50, 51, "a"),
		incident(60, 61, " ALPHA "),
		incident(70, 71, "Alpha-Prod", "alpha.svc"), // two names of one service
		incident(80, 81, "beta", "a"),
		incident(90, 91, "certificates"),
		incident(100, 101, "Checkout"),
		incident(110, 111, "unheard-of"),
		incident(120, 121),
		maintenance, negative,
		openIncident(740, "b"),
		incident(750, 900, "b"), // ends after the cut-off
		incident(760, 761, "a"), // starts at the cut-off
	}
	r := readRecords(Input{Mesh: m, Incidents: all}, at(760))

	if !r.from.Equal(epoch) || r.window() != 760 {
		t.Errorf("window from %v, %g h; want from the first of the month of the first plausible record, 760 h", r.from, r.window())
	}
	if len(r.all) != 12 || len(r.counted) != 10 {
		t.Errorf("%d read, %d counted; want 12 without the one at the cut-off, and 10 without maintenance and the negative one", len(r.all), len(r.counted))
	}
	for subject, want := range map[string]int{"service:a": 4, "service:b": 3, "domain:ca": 1, "journey:j": 1} {
		if got := len(r.bySubject[subject]); got != want {
			t.Errorf("%s has %d spells, want %d", subject, got, want)
		}
	}
	var unmatched []string
	for _, i := range r.unmatched {
		unmatched = append(unmatched, i.Components...)
	}
	if len(r.unmatched) != 3 || !slices.Equal(unmatched, []string{"Checkout", "unheard-of"}) {
		t.Errorf("unmatched %v", r.unmatched)
	}
	for _, s := range r.bySubject["service:b"][1:] {
		if !s.open || !s.end.Equal(at(760)) {
			t.Errorf("spell %+v, want it open, and censored at the cut-off", s)
		}
	}
}

func TestLastMoment(t *testing.T) {
	planned := incident(5000, 5004, "a")
	planned.Severity = models.SeverityMaintenance
	typo := incident(9000, 8000, "a")
	for name, tt := range map[string]struct {
		in   Input
		want time.Time
	}{
		"nothing":                          {Input{Mesh: chain()}, time.Time{}},
		"the end of the last":              {Input{Incidents: []models.Incident{incident(10, 20), incident(11, 12)}}, at(20)},
		"an open one counts in its minute": {Input{Incidents: []models.Incident{incident(10, 20), openIncident(30)}}, at(30).Add(time.Minute)},
		"not what is planned":              {Input{Incidents: []models.Incident{incident(10, 20), planned}}, at(20)},
		"not what cannot be":               {Input{Incidents: []models.Incident{incident(10, 20), typo}}, at(20)},
		"an experiment":                    {Input{Incidents: []models.Incident{incident(10, 20)}, Experiments: []models.Experiment{{At: at(40)}}}, at(40).Add(time.Minute)},
		"what the model knows":             {Input{Mesh: models.Mesh{Domains: []models.FailureDomain{{ID: "d", Failure: &models.Failure{RecordsUntil: ptr(at(99))}}}}}, at(99)},
	} {
		if got := lastMoment(tt.in); !got.Equal(tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
	// So the last incident is never dropped for being the last.
	a := assessed(t, Input{Mesh: chain(), Incidents: []models.Incident{incident(10, 20, "a"), openIncident(30, "b")}}, few)
	if a.Records.Counted != 2 || a.Records.Open != 1 {
		t.Errorf("counted %d, open %d; want 2 and 1", a.Records.Counted, a.Records.Open)
	}
}

// Nobody's mean time to restore is shorter because few users were hit.
func TestServiceTimesIgnoreShares(t *testing.T) {
	part := incident(100, 102, "a")
	part.UserShare = ptr(0.25)
	a := assessed(t, Input{Mesh: chain(), Incidents: []models.Incident{part, incident(300, 304, "a")}}, Options{Samples: 50, Cutoff: at(744)})
	i := slices.IndexFunc(a.Services, func(s assessment.Service) bool { return s.ID == "a" })
	s := a.Services[i]
	wantNear(t, "MTTR, (2 h + 4 h)/2", *s.MTTR.Value, 3, 1e-12)
	wantNear(t, "MTBF, 744 h/2", *s.MTBF.Value, 372, 1e-12)
	wantNear(t, "downtime", s.DowntimeMin, 360, 1e-12)
	if other := a.Services[1-i]; other.MTTR.Value != nil || other.MTTR.Reason != "no incident on record names it" {
		t.Errorf("a service no record names: %+v", other.MTTR)
	}
}
