package api

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"testing"

	"ninefold/analysis/assess"
	"ninefold/analysis/mesh/mission"
	"ninefold/models/store"
)

func askMission(name, body string) call {
	return call{
		method: http.MethodPost, path: "/api/v1/models/" + name + "/missions", scope: store.ScopeRead, body: body,
		header: map[string]string{"Content-Type": "application/json"},
	}
}

// A mesh of one zone goes down when anything in it does: nobody is served after a time
// that is exponential with the sum of the rates.
func TestMissions(t *testing.T) {
	f := start(t)
	m := bank()
	m.Domains, m.Placements = slices.Delete(m.Domains, 1, 2), slices.Delete(m.Placements, 3, 4)
	m.Placements = slices.Delete(m.Placements, 1, 2)
	m.Placements[0].Replicas = 1
	_, err := f.store.SaveMesh(context.Background(), m)
	f.must(err)
	r := f.do(askMission("bank", `{"hours": [720, 8760], "journey": "pay"}`))
	var got analysis[missionAnalysis]
	if r.status != http.StatusOK || json.Unmarshal(r.body, &got) != nil || got.Kind != "MissionAnalysis" || len(got.Data.Journeys) != 1 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	pay := got.Data.Journeys[0]
	for i, h := range []float64{720, 8760} {
		want := -math.Expm1(-pay.SinglesPerHour * h)
		if p := pay.Points[i]; p.Hours != h || !(math.Abs(p.Outage.Lower-want) <= 1e-12*want) || p.Outage.Upper != p.Outage.Lower {
			t.Errorf("%+v, want %g", p, want)
		}
	}
	if year := pay.SinglesPerHour * 8760; !(math.Abs(year-8) < 1e-9) { // zone, authority and both services, twice a year each
		t.Errorf("%g outages a year, want 8", year)
	}
	in := assess.Input{Mesh: m}
	model, err := assess.Mission(in, assess.Options{})
	f.must(err)
	want, err := mission.Analyze(context.Background(), model, "pay", mission.Options{Hours: []float64{720, 8760}})
	f.must(err)
	if a, b := asText(t, pay), asText(t, want); a != b {
		t.Errorf("%s\nwant %s", a, b)
	}
}

func asText(t *testing.T, x any) string {
	t.Helper()
	text, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestMissionsRefused(t *testing.T) {
	f := start(t)
	_, err := f.store.SaveMesh(context.Background(), bank())
	f.must(err)
	for _, tt := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"nobody", `{"hours": [1]}`, 404, "not_found"},
		{"bank", `{"hours": [1], "journey": "nowhere"}`, 404, "not_found"},
		{"bank", `{"hours": [0, -1]}`, 400, "bad_request"},
		{"bank", `{"hours": [1], "switches": {"a>b": {"perHour": 1}}}`, 400, "bad_request"},
		{"bank", `{"hours": [1], "standby": {"payments@zone-a": 2}}`, 422, "invalid_model"},
		{"bank", `{"hours": []}`, 422, "invalid_body"},
		{"bank", `{"hours": [1], "maxStates": 1000000}`, 422, "invalid_body"},
		{"bank", `{"hours": [1], "luck": 1}`, 422, "invalid_body"},
	} {
		f.problem(f.do(askMission(tt.name, tt.body)), tt.status, tt.code)
	}
	r := f.do(askMission("bank", `{"hours": [1000], "standby": {"ledger@zone-b": 0}, "maxStates": 3}`))
	if r.status != http.StatusOK {
		t.Fatalf("%d %s", r.status, r.body)
	}
}
