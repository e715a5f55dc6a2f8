package assess

import (
	"context"
	"encoding/json"
	"io/fs"
	"math"
	"slices"
	"testing"

	"ninefold/ingest/file"
	"ninefold/models"
	"ninefold/models/assessment"
	"ninefold/models/modelfile"
	"ninefold/testdata/cases"
)

func bankMesh(t *testing.T) models.Mesh {
	t.Helper()
	data, err := fs.ReadFile(cases.Files, "bank-mesh/model.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := modelfile.Parse("model.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func bankIncidents(t *testing.T) []models.Incident {
	t.Helper()
	f, err := cases.Files.Open("bank-mesh/incidents.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := file.Read(context.Background(), f, file.Options{Name: "incidents.csv"})
	if err != nil || len(r.Rejected) > 0 {
		t.Fatal(err, r.Rejected)
	}
	return r.Incidents
}

// The bundled bank case meets the golden numbers of its expected.json, which come
// from the closed form named there.
func TestBankCase(t *testing.T) {
	var want struct {
		Source       string             `json:"source"`
		RelTol       float64            `json:"relTol"`
		Downtime     float64            `json:"downtimeMinutesPerYear"`
		Limit        float64            `json:"limitMinutesPerYear"`
		SinglePoints []string           `json:"singlePoints"`
		Causes       map[string]float64 `json:"causesMinutesPerYear"`
		Scenarios    map[string]float64 `json:"scenarios"`
	}
	data, err := fs.ReadFile(cases.Files, "bank-mesh/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	a, err := Assess(context.Background(), Input{Mesh: bankMesh(t), Incidents: bankIncidents(t)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	near := func(what string, got, want, tol float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tol*want) {
			t.Errorf("%s: %.4g, want %.4g within %g", what, got, want, tol)
		}
	}
	f3 := a.Overview.Figures[2].Estimate
	near("downtime", *f3.Value, want.Downtime, want.RelTol)
	near("limit", *a.Journeys[0].LimitMinutesPerYear, want.Limit, want.RelTol)
	var single []string
	for _, s := range a.SinglePoints {
		single = append(single, s.Event)
	}
	if !slices.Equal(single, want.SinglePoints) {
		t.Errorf("single points %v, want %v", single, want.SinglePoints)
	}
	for _, set := range a.Journeys[0].CutSets.Top[:len(want.Causes)] {
		near(set.Title, set.MinutesPerYear, want.Causes[set.Events[0]], 2*want.RelTol) // rounded to whole minutes there
	}
	found := map[string]assessment.Scenario{}
	for _, s := range a.Scenarios {
		found[s.ID] = s
	}
	for id, minutes := range want.Scenarios {
		near(id, *found[id].DowntimeMinutesPerYear.Value, minutes, want.RelTol)
	}
	if got := "Payments will miss its yearly downtime limit: 314 min expected, 263 allowed"; a.Overview.Headline != got {
		t.Errorf("headline %q, want %q", a.Overview.Headline, got)
	}
	t.Logf("%s\n%s", a.Overview.Headline, a.Overview.Decision)
}
