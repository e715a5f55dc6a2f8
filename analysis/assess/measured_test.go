package assess

import (
	"slices"
	"strings"
	"testing"

	"ninefold/models"
	"ninefold/models/assessment"
)

func TestRecordsSummary(t *testing.T) {
	maintenance, negative, long := incident(30, 31, "a"), incident(40, 39, "a"), incident(50, 50+9000, "a")
	maintenance.Severity = models.SeverityMaintenance
	incidents := []models.Incident{incident(100, 102, "a"), incident(101, 103, "b"), incident(200, 201, "x"), maintenance, negative, long, openIncident(700, "a")}
	incidents[0].Source = "file:other"
	r := assessed(t, Input{Mesh: chain(), Incidents: incidents}, Options{Samples: 20, Cutoff: at(744)}).Records
	if r.Incidents != 7 || r.Counted != 4 || r.Maintenance != 1 || r.Open != 1 || r.Negative != 1 || r.Implausible != 1 || r.Unmatched != 1 {
		t.Errorf("%+v", r)
	}
	if !slices.Equal(r.Sources, []string{"file:other", "file:test"}) || !slices.Equal(r.UnmatchedTitles, []string{"outage"}) {
		t.Errorf("sources %q, unmatched %q", r.Sources, r.UnmatchedTitles)
	}
	// 3 h together, 1 h, and 44 h up to the cut-off.
	wantNear(t, "downtime", r.DowntimeMinutes, 48*60, 1e-12)
	wantNear(t, "availability", *r.Availability.Value, 1-48/744.0, 1e-12)
	wantNear(t, "MTBF, three outages", *r.MTBF.Value, 744/3.0, 1e-12)
	wantNear(t, "MTTR, exponential: 48 h over two that ended", *r.MTTR.Value, 24, 1e-12)
}

// What does not work on demand did not fail first: its minutes are those of what
// it was needed for.
func TestMinutesOfServices(t *testing.T) {
	m := chain()
	m.Services[0].Failure = failing(0, 1)
	m.Dependencies[0].Fallback = &models.Fallback{Effectiveness: 0.5}
	a := assessed(t, Input{Mesh: m}, few)
	u := 2 / 8762.0 * 0.5 * 525600
	if s := a.Services[0]; s.ID != "b" || relErr(s.MinutesPerYear, u) > 1e-12 {
		t.Errorf("%s first with %g min, want b with %g", s.ID, s.MinutesPerYear, u)
	}
	if s := a.Services[1]; s.MinutesPerYear != 0 {
		t.Errorf("%s, which only calls, has %g min", s.ID, s.MinutesPerYear)
	}
	for _, i := range a.Impacts {
		if i.Subject == "a" && i.MinutesPerYear != 0 {
			t.Errorf("a fails for %g min", i.MinutesPerYear)
		}
	}
}

func TestWarnings(t *testing.T) {
	bare := chain()
	bare.Services = []models.Service{{ID: "a"}, {ID: "b", Release: failing(1, 1)}}
	bare.Placements = []models.Placement{{Service: "b"}}
	for name, tt := range map[string]struct {
		in   Input
		want []string
	}{
		"nothing": {Input{Mesh: chain(), Incidents: []models.Incident{incident(1, 2, "a")}}, nil},
		"pooled and unmatched": {Input{Mesh: bare, Incidents: regular(12, "x")}, []string{
			"1 of 1 services have no failure data of their own: theirs is pooled from all components on record",
			"12 of 12 counted incidents name no service or domain of the model"}},
		"no software to fail": {Input{Mesh: bare, Incidents: []models.Incident{incident(1, 2, "b")}}, []string{
			"1 service has no failure data and cannot fail in this model: a",
			"incidents name services whose software cannot fail in this model, so that they update nothing: b"}},
	} {
		if got := assessed(t, tt.in, few).Warnings; !slices.Equal(got, append([]string{}, tt.want...)) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
		}
	}
}

func TestConfidence(t *testing.T) {
	width := func(half float64) assessment.Estimate {
		return assessment.Estimate{Low: ptr(100 - half), High: ptr(100 + half)}
	}
	for _, tt := range []struct {
		half, stated float64
		want         string
	}{ // the worse of both rows of the table of the product
		{10, 0.1, "A"}, {11, 0.1, "B"}, {10, 0.11, "B"}, {25, 0.3, "B"}, {26, 0, "C"}, {0, 0.31, "C"}, {50, 0.6, "C"}, {51, 0, "D"}, {0, 0.61, "D"},
	} {
		if got := confidence(width(tt.half), 100, tt.stated); got != tt.want {
			t.Errorf("half width %g %% and %g stated: %s, want %s", tt.half, tt.stated, got, tt.want)
		}
	}
	// A stated and a counted service, of equal downtime.
	m := chain()
	m.Services[1].Failure.Events = 400
	b := built(t, Input{Mesh: m}, few)
	wantNear(t, "share that was stated", b.statedShare(b.programmeRuns()), 0.5, 1e-12)
	if e := b.out.Overview.Figures[2].Estimate; e.Confidence != "C" || e.Basis != "50 % of it rests on expert judgement, pooled records or defaults" {
		t.Errorf("%s, %q", e.Confidence, e.Basis)
	}
}
