package assess

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ninefold/models"
	"ninefold/models/assessment"
)

// spaced returns n incidents of service a, whose times between begin near gap hours
// and grow by about the factor ratio from one to the next.
func spaced(n int, gap, ratio float64) (incidents []models.Incident, end float64) {
	r := rand.New(rand.NewPCG(3, 4))
	at := 0.0
	for range n {
		at += gap * (0.8 + 0.4*r.Float64())
		gap *= ratio
		incidents = append(incidents, incident(at, at+0.01*gap, "a"))
	}
	return incidents, at + gap
}

// A mean time between outages is given where they come at a steady rate, and not
// where they become rarer or more frequent.
func TestRecurrenceBeforeMean(t *testing.T) {
	for _, tt := range []struct {
		name           string
		ratio          float64
		verdict, title string
		mean           bool
	}{
		{"steadier than chance", 1, "renewal", "Outages come without a trend, more evenly than by chance", true},
		{"rarer", 1.2, "trend", "Outages become rarer", false},
		{"more frequent", 1 / 1.2, "trend", "Outages become more frequent", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			incidents, end := spaced(20, 10, tt.ratio)
			a := assessed(t, Input{Mesh: chain(), Incidents: incidents}, Options{Samples: 20, Cutoff: at(end)})
			var service assessment.Service
			for _, s := range a.Services {
				if s.ID == "a" {
					service = s
				}
			}
			for place, r := range map[string]*assessment.OutageRecurrence{"records": a.Records.Recurrence, "service": service.Recurrence} {
				if r == nil || r.Verdict != tt.verdict || r.Title != tt.title || len(r.Words) < 3 {
					t.Fatalf("%s: %+v, want %s", place, r, tt.verdict)
				}
				if (r.MTBFNow != nil) == tt.mean {
					t.Errorf("%s: a time between outages now %v, want one with a trend only", place, r.MTBFNow)
				}
			}
			if (service.MTBF.Value != nil) != tt.mean {
				t.Errorf("MTBF %v", service.MTBF.Value)
			}
			if tt.mean {
				wantNear(t, "MTBF", *service.MTBF.Value, end/20, 1e-9) // times are cut to microseconds
			} else if service.MTBF.Status != assessment.NotJudged || !strings.Contains(service.MTBF.Reason, "trend") || service.MTBF.Low != nil {
				t.Errorf("%+v, want a reason and nothing else", service.MTBF)
			}
			warned := strings.Contains(strings.Join(a.Warnings, "\n"), "outages of Alpha become "+strings.TrimPrefix(tt.title, "Outages become ")+":")
			if warned == tt.mean {
				t.Errorf("warnings %q", a.Warnings)
			}
		})
	}
}

// The figure at the end of a record with a trend is of then, not of the mean.
func TestRecurrenceNow(t *testing.T) {
	incidents, end := spaced(20, 10, 1.2)
	r := assessed(t, Input{Mesh: chain(), Incidents: incidents}, Options{Samples: 20, Cutoff: at(end)}).Records.Recurrence
	now := *r.MTBFNow.Value
	if now < 1.3*end/20 {
		t.Errorf("now %g h, want clearly more than the mean, %g", now, end/20)
	}
	if !(*r.MTBFNow.Low < now && now < *r.MTBFNow.High) || r.MTBFNow.Interval == "" || math.IsNaN(now) {
		t.Errorf("%+v, want bounds", r.MTBFNow)
	}
}

// Whatever is on record, its recurrence can be told: records begin with the month,
// and an outage may begin with it.
func TestRecurrenceOfFew(t *testing.T) {
	for name, tt := range map[string]struct {
		incidents []models.Incident
		want      string
	}{
		"at the first moment": {[]models.Incident{incident(0, 1, "a"), incident(5, 6, "a")}, "tooFew"},
		"one, and open":       {[]models.Incident{openIncident(3, "a")}, "tooFew"},
		"only maintenance":    {[]models.Incident{planned(3, 4)}, "noEvents"},
		"one after another":   {[]models.Incident{incident(1, 2), incident(2, 3), incident(3, 4), incident(4, 5), incident(5, 6), incident(6, 7)}, "tooFew"}, // one outage
	} {
		r := assessed(t, Input{Mesh: chain(), Incidents: tt.incidents}, Options{Samples: 20, Cutoff: at(200)}).Records.Recurrence
		if r == nil || r.Verdict != tt.want || r.Title == "" {
			t.Errorf("%s: %+v, want %s", name, r, tt.want)
		}
	}
	if a := assessed(t, Input{Mesh: chain()}, Options{Samples: 20}); a.Records.Recurrence != nil {
		t.Errorf("without records %+v", a.Records.Recurrence)
	}
}

func planned(start, end float64) models.Incident {
	i := incident(start, end, "a")
	i.Severity = models.SeverityMaintenance
	return i
}

// Outages of one length have no line on lognormal paper: there is no such chart, and
// an assessment all the same.
func TestOutagesAlike(t *testing.T) {
	var incidents []models.Incident
	for i := range 6 {
		start := float64(1 + 10*i + i*i)
		incidents = append(incidents, incident(start, start+0.5, "a"))
	}
	a := assessed(t, Input{Mesh: chain(), Incidents: incidents}, Options{Samples: 20, Cutoff: at(200)})
	var drawn []string
	for _, c := range a.Charts {
		drawn = append(drawn, c.Subject+" "+c.Name)
	}
	want := []string{assessment.ChartRecords + " " + assessment.ChartOutages, "service:a " + assessment.ChartOutages}
	if !slices.Equal(drawn, want) {
		t.Errorf("charts %q, want %q", drawn, want)
	}
}
