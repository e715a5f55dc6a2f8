package assess

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"ninefold/models"
	"ninefold/models/assessment"
)

// epoch is a first of a month, at which the windows of the tests begin.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func at(hours float64) time.Time { return epoch.Add(time.Duration(hours * float64(time.Hour))) }

// incident is an outage from start to end, in hours since epoch, of what it names.
func incident(start, end float64, components ...string) models.Incident {
	i := models.Incident{
		ID: fmt.Sprintf("inc-%g-%g", start, end), Source: "file:test", ExternalID: fmt.Sprint(start), Title: "outage", Severity: models.SeverityMajor,
		Components: components, Started: at(start), Resolved: ptr(at(end)),
	}
	i.Quality = i.Judge()
	return i
}

func openIncident(start float64, components ...string) models.Incident {
	i := incident(start, start, components...)
	i.Resolved, i.Quality = nil, models.QualityOpen
	return i
}

func hours(h float64) models.Duration { return models.Duration(h * float64(time.Hour)) }

func failing(perYear, restoreHours float64) *models.Failure {
	return &models.Failure{PerYear: perYear, MeanTimeToRestore: hours(restoreHours), Source: "expert: test"}
}

// chain is a journey over services a → b, in series, with a target of 99.9 %.
func chain() models.Mesh {
	return models.Mesh{
		Metadata:     models.Metadata{Name: "chain", Title: "Chain", Version: 1, Owner: "team"},
		Services:     []models.Service{{ID: "a", Title: "Alpha", Owner: "alphas", Failure: failing(2, 1)}, {ID: "b", Title: "Beta", Failure: failing(4, 0.5)}},
		Dependencies: []models.Dependency{{From: "a", To: "b"}},
		Journeys:     []models.Journey{{ID: "j", Title: "Journey", Entries: []string{"a"}, Target: 0.999, Critical: true, Owner: "owners"}},
	}
}

// few keeps tests quick where the number of samples does not matter.
var few = Options{Samples: 200}

func assessed(t testing.TB, in Input, opt Options) *assessment.Assessment {
	t.Helper()
	a, err := Assess(context.Background(), in, opt)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// built is an assessment with its parts still at hand.
func built(t testing.TB, in Input, opt Options) *builder {
	t.Helper()
	opt = opt.withDefaults(in)
	b := &builder{in: in, opt: opt, records: readRecords(in, opt.Cutoff)}
	if _, err := b.build(context.Background()); err != nil {
		t.Fatal(err)
	}
	return b
}

// estimated are the parameters of a model on records up to a moment.
func estimated(t testing.TB, in Input, cutoff time.Time) *parameters {
	t.Helper()
	e, err := newEstimator(in, readRecords(in, cutoff))
	if err != nil {
		t.Fatal(err)
	}
	ps, err := e.estimate(in.Mesh)
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

func wantNear(t testing.TB, what string, got, want, tol float64) {
	t.Helper()
	if !(relErr(got, want) <= tol) {
		t.Errorf("%s = %.12g, want %.12g within %g", what, got, want, tol)
	}
}
