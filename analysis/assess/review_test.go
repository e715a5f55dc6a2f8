package assess

import (
	"slices"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
)

func TestFMEA(t *testing.T) {
	m := twoSites()
	m.Journeys[0].Reroute = nil
	m.Services[0].Failure.Mode, m.Services[0].Failure.DetectedBy = "hangs", "alert"
	m.Services = append(m.Services, models.Service{ID: "pair", Instance: failing(10, 1)})
	m.Placements = append(m.Placements, models.Placement{Service: "pair", Location: "east", Replicas: 2}, models.Placement{Service: "pair", Location: "west", Replicas: 2})
	m.Dependencies = append(m.Dependencies, models.Dependency{From: "web", To: "pair"})
	dns, disk := incident(10, 11, "web"), incident(20, 21, "web")
	dns.Cause, disk.Cause = "dns", "disk"
	dns2 := incident(30, 31, "web")
	dns2.Cause = "dns"
	b := built(t, Input{Mesh: m, Incidents: []models.Incident{disk, dns, dns2}}, few)
	rows := map[string]assessment.FMEARow{}
	minutes := 0.0
	for _, r := range b.out.FMEA {
		rows[r.Event] = r
		minutes += r.MinutesPerYear
	}
	if len(rows) != 5 {
		t.Fatalf("%d rows, want one for each part that fails: %v", len(rows), rows)
	}
	wantNear(t, "all rows make up the downtime, but for overlaps", minutes, b.runs[0].unavailability*525600, 0.02)
	for event, want := range map[string]assessment.FMEARow{
		"service:web":   {Mode: "hangs", LocalEffect: "down everywhere", JourneyEffect: "Journey down", Severity: 9, Cause: "dns"},
		"release:db":    {Mode: "fails", LocalEffect: "all replicas at one location are down", JourneyEffect: "Journey down for 70 % of its users", Severity: 8},
		"domain:west":   {Mode: "fails", LocalEffect: "down everywhere", JourneyEffect: "Journey degraded", Severity: 5},
		"instance:pair": {Mode: "fails", LocalEffect: "one replica is down", JourneyEffect: "none while the rest works", Severity: 2},
	} {
		r := rows[event]
		if r.Mode != want.Mode || r.LocalEffect != want.LocalEffect || r.JourneyEffect != want.JourneyEffect || r.Severity != want.Severity || r.Cause != want.Cause {
			t.Errorf("%s: %+v\nwant %+v", event, r, want)
		}
	}
}

func TestPolicyFacts(t *testing.T) {
	m := twoSites()
	m.Services[1].Release = nil // pooled from the records of others
	m.Dependencies = []models.Dependency{
		{From: "web", To: "db", Failover: &models.Failover{OutlierDetection: true}, Evidence: []string{"a.yaml:1"}},
		{From: "db", To: "web", Policy: models.CallPolicy{Timeout: models.Duration(time.Second)}, Evidence: []string{"a.yaml:2"}},
		{From: "web", To: "web"},
	}
	m.Dependencies = m.Dependencies[:2]
	m.Services = append(m.Services, models.Service{ID: "hand"})
	m.Dependencies = append(m.Dependencies, models.Dependency{From: "hand", To: "web"})
	facts := built(t, Input{Mesh: m, Incidents: regular(12, "someone")}, few).facts()

	j := facts.Journeys[0]
	seen := map[string]int{}
	for _, p := range j.Parameters {
		seen[p.ID]++
		// Never tested is a default; the records of others are not.
		if p.Default != (p.ID == "switch:web>db") {
			t.Errorf("%s is a default: %v", p.ID, p.Default)
		}
	}
	if seen["reroute:j"] != 1 || seen["service:db"] != 1 || seen["switch:web>db"] != 1 {
		t.Errorf("parameters %v, want each once", seen)
	}
	if !slices.Equal(j.SinglePoints, []string{"service:db", "service:web"}) {
		t.Errorf("single points %v", j.SinglePoints)
	}
	if c := facts.Calls[0]; c.Timeout != nil || c.Retries != nil {
		t.Errorf("a discovered call without a policy: %+v, want nothing known", c)
	}
	if c := facts.Calls[1]; c.Timeout == nil || *c.Timeout != time.Second || *c.Retries != 0 {
		t.Errorf("a discovered call with a policy: %+v", c)
	}
	if c := facts.Calls[2]; c.Timeout == nil || *c.Timeout != 0 || *c.Retries != 0 {
		t.Errorf("a call somebody wrote down without a policy: %+v, want none", c)
	}
}

// Waivers are judged at the cut-off. Without one there is no day to judge them at.
func TestWaiversNeedADate(t *testing.T) {
	m := chain()
	m.Waivers = []models.Waiver{{Rule: "single-point", Subject: "service:a", Until: at(1)}, {Rule: "single-point", Subject: "service:b", Until: at(1)}}
	for name, tt := range map[string]struct {
		cutoff time.Time
		want   bool
	}{"before the end": {at(0.5), true}, "at the end": {at(1), false}, "no date": {time.Time{}, false}} {
		a := assessed(t, Input{Mesh: m}, Options{Samples: 20, Cutoff: tt.cutoff})
		waived := slices.ContainsFunc(a.Policy, func(r assessment.RuleResult) bool { return r.Result == assessment.RuleWaived })
		if a.SinglePoints[0].Accepted != tt.want || waived != tt.want {
			t.Errorf("%s: accepted %v, rule waived %v; want %v", name, a.SinglePoints[0].Accepted, waived, tt.want)
		}
	}
}
